//! The linter of a review: a table of phrases with what only looks like them, and what it finds in a record.

mod phrases;
mod records;
