//! One incident as a file: JSON that anybody can verify, and Markdown to read.

mod escape;
mod found;
mod json;
mod markdown;
mod verify;

pub use escape::{inline, paragraphs};
pub use found::Found;
pub use json::{FORMAT, to_json};
pub use markdown::to_markdown;
pub use verify::{Verified, VerifiedSeries, VerifyError, verify};

#[cfg(test)]
mod tests;
