//! What is said to people, and how well. Pure: the text, the time and the zone come in.

pub mod brief;
pub mod difference;
pub mod lint;
pub mod promise;
pub mod quality;
pub mod redaction;
pub mod reminder;
pub mod review;
mod sentence;
pub mod template;
pub mod twice;
mod words;
