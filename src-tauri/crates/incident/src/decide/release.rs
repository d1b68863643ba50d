//! A review is published: its words are written down as its readers will see them.

use super::{NAME, TITLE, base, text};
use crate::draft::Draft;
use crate::event::Event;
use crate::incident::Incident;
use crate::refusal::Refusal;
use crate::release::pieces;
use crate::slot::Slot;
use crate::value::{Audience, Chapter, Readers};

/// The facts that hold what these readers are shown: one, or as many as it takes. It says nothing of whether it may be
/// published: whoever decides that asks for it.
///
/// # Errors
/// A review in which nothing stands, or that is too long.
pub fn released(
    incident: Incident<'_>,
    readers: Readers,
    title: &str,
    passages: &[Chapter],
) -> Result<Vec<Draft>, Refusal> {
    let written = passages.iter().filter(|passage| !passage.text.trim().is_empty());
    let passage = |passage: &Chapter| -> Result<Chapter, Refusal> {
        let title = text("The heading of a section", &passage.title, NAME)?;
        Ok(Chapter { title, text: passage.text.trim().to_owned() })
    };
    let passages: Vec<Chapter> = written.map(passage).collect::<Result<_, _>>()?;
    if passages.is_empty() {
        return Err(Refusal::Empty("The review"));
    }
    let title = text("The title of the review", title, TITLE)?;
    let base = base(incident, &Slot::Release(readers));
    let part = |(passages, part)| {
        let (title, base) = (title.clone(), base.clone());
        Event::ReviewReleased { readers, title, passages, part, base }.into()
    };
    super::fits(pieces(passages)?.into_iter().map(part).collect())
}

/// What the public is to read of it: approved, like every word for them, with the update that tells of it.
pub(super) fn for_the_public(
    incident: Incident<'_>,
    title: &str,
    passages: &[Chapter],
) -> Result<Vec<Draft>, Refusal> {
    if !incident.has_audience(Audience::Public) {
        return Err(Refusal::StaysInside(Audience::Public.name()));
    }
    if incident.is_active() {
        return Err(Refusal::StillActive);
    }
    released(incident, Readers::Public, title, passages)
}
