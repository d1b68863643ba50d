//! The process of a review, in words.

use super::words::{Told, told};
use super::{Glyph, Teller};
use crate::event::Event;
use crate::id::PersonId;
use crate::record::Fact;
use crate::text::{one_line, visible};
use crate::value::Minute;

impl Teller<'_> {
    /// A fact about the process of the review; none for any other.
    pub(super) fn tell_review(self, fact: &Fact, event: &Event) -> Option<Told> {
        let was = self.was(fact);
        Some(match event {
            Event::ReviewOwned { owner, .. } => {
                told(Glyph::Review, format!("{} answers for the review", self.somebody(*owner))).with(was)
            }
            Event::FacilitatorNamed { person, .. } => {
                told(Glyph::Review, format!("{} leads through the review", self.somebody(*person))).with(was)
            }
            Event::ParticipantNamed { person } => {
                told(Glyph::Review, format!("{} takes part in the review", self.name(*person)))
            }
            Event::ReviewStepMoved { step, due, .. } => {
                let by = due.map_or_else(|| "as planned".to_owned(), |at| self.clock(at, fact));
                told(Glyph::Review, format!("{} of the review due: {by}", step.name())).with(was)
            }
            Event::ReviewSubmitted { .. } => told(Glyph::Review, "Review: others are asked to look at it"),
            Event::ReviewApproved { .. } => told(Glyph::Review, "Review approved"),
            Event::ReviewRead { .. } => told(Glyph::Review, "Review read"),
            Event::Minuted { minute } => self.tell_minute(minute),
            Event::ReviewPublished { .. } => told(Glyph::Review, "Review published").key(),
            Event::ReviewReopened { reason, .. } => {
                told(Glyph::Review, "Review: written again").with(Some(visible(reason).into_owned()))
            }
            _ => return None,
        })
    }

    fn tell_minute(self, minute: &Minute) -> Told {
        match minute {
            Minute::Begun { length } => {
                told(Glyph::Review, "Meeting about the review").with(Some(format!("For {length} minutes.")))
            }
            Minute::Ended { .. } => told(Glyph::Review, "The meeting about the review is over"),
            Minute::Attended { person, .. } => {
                told(Glyph::Review, format!("{} is at the meeting about the review", self.name(*person)))
            }
            Minute::Turned { topic, .. } => {
                told(Glyph::Review, format!("Talked about: {}", one_line(&topic.title)))
            }
            Minute::Asked { text, topic, .. } => told(Glyph::Review, format!("Asked: {}", visible(text)))
                .with(topic.as_ref().map(|topic| format!("About {}.", one_line(&topic.title)))),
            Minute::Answered { question, answer } => {
                let asked = self.incident.record().fact(*question).and_then(|fact| fact.event.as_ref());
                let asked = match asked {
                    Some(Event::Minuted { minute: Minute::Asked { text, .. } }) => Some(one_line(text)),
                    _ => None,
                };
                told(Glyph::Review, format!("Answered: {}", visible(answer))).with(asked)
            }
        }
    }

    /// The bare value that such a fact sets.
    pub(super) fn reviewed(self, event: &Event, fact: &Fact) -> Option<String> {
        Some(match event {
            Event::ReviewOwned { owner: person, .. } | Event::FacilitatorNamed { person, .. } => {
                person.map_or_else(|| "nobody".to_owned(), |person| self.name(person))
            }
            Event::ReviewStepMoved { due, .. } => {
                due.map_or_else(|| "as planned".to_owned(), |at| self.clock(at, fact))
            }
            Event::ReviewSubmitted { .. } => "in review".to_owned(),
            Event::ReviewPublished { .. } => "published".to_owned(),
            Event::ReviewReopened { reason, .. } => format!("a draft again: {}", one_line(reason)),
            _ => return None,
        })
    }

    fn somebody(self, person: Option<PersonId>) -> String {
        person.map_or_else(|| "Nobody".to_owned(), |person| self.name(person))
    }
}
