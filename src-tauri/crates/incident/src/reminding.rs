//! Reminders by mail: who is owed one of action items and steps of a review, and what became of those that were mailed.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::book::Book;
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{EntryRef, Millis, PersonId, hex};
use crate::incident::Incident;
use crate::nag::{Call, calls};
use crate::refusal::Refusal;
use crate::text::one_line;
use crate::value::Nag;

/// So often the server is asked to take one; then whoever is to be reminded hears it from Allclear alone.
const MOST_ATTEMPTS: u32 = 8;

/// A reminder that is due and was not mailed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// Who is reminded: the owner.
    pub person: PersonId,
    /// Whether it is due soon, or late.
    pub nag: Nag,
    /// Of which action item; none for the review.
    pub about: Option<EntryRef>,
    /// When that is due.
    pub due: Millis,
    /// One sentence; of a private incident no more than what kind it is.
    pub text: String,
    /// Where they are written to.
    pub email: String,
    /// How often the server was asked before and did not take it.
    pub tried: u32,
}

/// What makes two reminders one: the same person is mailed once about the same point in time.
type Point = (PersonId, Nag, Option<EntryRef>, Millis);

impl Reminder {
    fn point(&self) -> Point {
        (self.person, self.nag, self.about, self.due)
    }

    /// The name of its mail, which follows from what it is about, so that it is one mail whoever sends it and however often.
    #[must_use]
    pub fn message_id(&self, incident: Incident<'_>) -> String {
        let mut sha = Sha256::new_with_prefix(b"allclear/reminder/1");
        sha.update(incident.record().stream().to_bytes());
        sha.update(self.person.0);
        sha.update([self.nag as u8, u8::from(self.about.is_some())]);
        sha.update(self.about.map(|entry| entry.0).unwrap_or_default());
        sha.update(self.due.0.to_be_bytes());
        hex(&sha.finalize()[..16])
    }
}

impl Incident<'_> {
    /// Who is to be reminded by mail now. Drills remind nobody outside of Allclear; neither is anybody who left, or has no
    /// address in the book.
    #[must_use]
    pub fn reminders(self, book: &Book, now: Millis) -> Vec<Reminder> {
        if self.is_drill() || self.is_active() {
            return Vec::new();
        }
        let owed = calls(self, book, now).into_iter().filter_map(|call| self.reminder(call, book));
        let mailed = self.mailed();
        let due = |reminder: Reminder| match mailed.get(&reminder.point()) {
            Some(attempts) => {
                attempts.may_be_made(now).then_some(Reminder { tried: attempts.made, ..reminder })
            }
            None => Some(reminder),
        };
        owed.filter_map(due).collect()
    }

    fn reminder(self, call: Call, book: &Book) -> Option<Reminder> {
        let (owner, due) = match call.nag {
            Nag::ActionDue | Nag::ActionOverdue => {
                let mut actions = self.actions().into_iter();
                let action = actions.find(|action| Some(action.fact.id) == call.about)?;
                (action.owner?, action.due_at(book)?)
            }
            Nag::ReviewDue | Nag::ReviewOverdue => {
                let review = self.review();
                (review.owner()?, review.next(book)?.due?)
            }
            _ => return None,
        };
        let person = book.person(owner).filter(|person| !person.retired)?;
        let text = if self.is_private() { format!("{}.", call.nag.name()) } else { one_line(&call.text) };
        Some(Reminder {
            person: owner,
            nag: call.nag,
            about: call.about,
            due,
            text,
            email: person.email?,
            tried: 0,
        })
    }

    /// What was tried, by what it was about. What was taken back was mailed all the same.
    fn mailed(self) -> HashMap<Point, Attempts> {
        let (mut mailed, mut points) = (HashMap::<Point, Attempts>::new(), HashMap::new());
        for fact in self.record().facts() {
            match &fact.event {
                Some(Event::ReminderBegun { person, nag, about, due }) => {
                    let point = (*person, *nag, *about, *due);
                    let attempts = mailed.entry(point).or_default();
                    (attempts.made, attempts.again) = (attempts.made + 1, None);
                    points.insert(fact.id, point);
                }
                Some(Event::ReminderEnded { reminder, retry_at, .. }) => {
                    if let Some(attempts) = points.get(reminder).and_then(|point| mailed.get_mut(point)) {
                        attempts.again = *retry_at;
                    }
                }
                _ => {}
            }
        }
        mailed
    }
}

/// What was tried to remind somebody of one thing.
#[derive(Clone, Copy, Debug, Default)]
struct Attempts {
    made: u32,
    /// When the next is made. Without it none is: it was taken, or refused for good, or nobody knows since whoever sent it
    /// stopped in the middle.
    again: Option<Millis>,
}

impl Attempts {
    fn may_be_made(self, now: Millis) -> bool {
        self.made < MOST_ATTEMPTS && self.again.is_some_and(|at| at <= now)
    }
}

/// What is written down before a reminder is mailed.
///
/// # Errors
/// One that is not owed any more.
pub fn remind(
    incident: Incident<'_>,
    reminder: &Reminder,
    now: Millis,
    book: &Book,
) -> Result<Vec<Draft>, Refusal> {
    if !incident.reminders(book, now).contains(reminder) {
        return Err(Refusal::Already("They are reminded".to_owned()));
    }
    let Reminder { person, nag, about, due, .. } = reminder;
    Ok(vec![Event::ReminderBegun { person: *person, nag: *nag, about: *about, due: *due }.into()])
}

/// What became of it: why it was not taken, and when it is tried again.
#[must_use]
pub fn reminded(reminder: EntryRef, why: Option<String>, retry_at: Option<Millis>) -> Vec<Draft> {
    vec![Event::ReminderEnded { reminder, why, retry_at }.into()]
}
