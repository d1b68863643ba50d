//! One update with what stands around it.

use std::borrow::Cow;

use incident::book::Book;
use incident::id::Millis;
use incident::incident::Incident;
use incident::text::one_line;
use incident::value::{Occasion, Shown};

use crate::Text;
use crate::text::{Block, Span};

/// What a drill says before everything else.
const DRILL: &str = "DRILL: this is an exercise.";

/// An update as it leaves the house. When the next one comes stands in its text, as everything that its readers are told.
#[derive(Clone, Debug)]
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
    pub affected: Vec<String>,
    /// Whether all of it is an exercise. Every form then says so.
    pub drill: bool,
    /// What is said.
    pub text: &'a Text,
    /// Where the review is read that it tells of.
    pub review: Option<&'a str>,
}

impl<'a> Update<'a> {
    /// What is said about an incident. Whoever shows, copies or sends an update takes it from here, so that what was seen
    /// is what leaves. `shown` is what the status page shows with it.
    #[must_use]
    pub fn of(
        incident: Incident<'a>,
        book: &'a Book,
        occasion: Occasion,
        at: Millis,
        text: &'a Text,
        shown: Option<&Shown>,
    ) -> Self {
        Self {
            house: book.workspace_name().unwrap_or("Allclear"),
            title: incident.title(),
            occasion,
            at,
            affected: affected(incident, shown),
            drill: incident.is_drill(),
            text,
            review: None,
        }
    }

    /// The text with all that its readers get.
    #[must_use]
    pub fn said(&self) -> Cow<'a, Text> {
        if !self.drill {
            return Cow::Borrowed(self.text);
        }
        let drill = Block::Paragraph(vec![Span::Strong(vec![Span::Words(DRILL.to_owned())])]);
        Cow::Owned(Text { blocks: std::iter::once(drill).chain(self.text.blocks.iter().cloned()).collect() })
    }

    /// The Markdown of that; `text` is what the text was read from.
    #[must_use]
    pub fn markdown<'b>(&self, text: &'b str) -> Cow<'b, str> {
        if self.drill { Cow::Owned(format!("**{DRILL}**\n\n{text}")) } else { Cow::Borrowed(text) }
    }

    /// The subject of an e-mail: one line, whatever the title holds.
    #[must_use]
    pub fn subject(&self) -> String {
        let drill = if self.drill { "[DRILL] " } else { "" };
        format!("{drill}[{}] {}", self.occasion.name(), one_line(self.title))
    }
}

/// The components that an update speaks of, else the services that the incident hurts.
fn affected(incident: Incident<'_>, shown: Option<&Shown>) -> Vec<String> {
    match shown.map(|shown| &shown.components[..]) {
        None | Some([]) => incident.services().into_iter().map(|(_, service)| service.name.clone()).collect(),
        Some(said) => said.iter().map(|one| format!("{}: {}", one.name, one.state.name())).collect(),
    }
}
