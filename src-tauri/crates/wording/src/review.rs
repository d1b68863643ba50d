//! The review: what the record already says in each of its sections.

mod prefill;

pub use prefill::prefill;
