//! What is said to people, and how well. Pure: the text, the time and the zone come in.

pub mod brief;
pub mod difference;
pub mod promise;
pub mod quality;
mod sentence;
pub mod template;
mod words;
