//! One update with what stands around it.

use incident::id::Millis;
use incident::text::one_line;
use incident::value::Occasion;

use crate::Text;

/// An update as it leaves the house.
#[derive(Clone, Copy, Debug)]
pub struct Update<'a> {
    /// Whose status it is.
    pub house: &'a str,
    /// What the incident is called.
    pub title: &'a str,
    /// How it stands.
    pub occasion: Occasion,
    /// When it was posted.
    pub at: Millis,
    /// What is affected.
    pub services: &'a [String],
    /// When the next one comes.
    pub next_due: Option<Millis>,
    /// What is said.
    pub text: &'a Text,
}

impl Update<'_> {
    /// The subject of an e-mail: one line, whatever the title holds.
    #[must_use]
    pub fn subject(&self) -> String {
        format!("[{}] {}", self.occasion.name(), one_line(self.title))
    }
}
