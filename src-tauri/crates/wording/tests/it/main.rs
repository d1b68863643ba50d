//! The words that leave the house, judged from outside.
#![expect(clippy::unwrap_used, reason = "a helper of tests may fail like a test")]

mod briefs;
mod difference;
mod exposure;
mod lint;
mod promise;
mod quality;
mod record;
mod redaction;
mod reminder;
mod templates;
mod twice;
