//! One incident: its war room, and commands about it.

use std::sync::Arc;

use incident::command::Command;
use incident::decide::{Asker, decide};
use incident::event::Event;
use incident::id::{IncidentId, Millis, SeverityId};
use incident::incident::Incident;
use incident::nag::calls;
use incident::record::Record;
use incident::room::Room;
use incident::stream::Stream;
use incident::value::{Answer, Nag};
use journal::{JournalError, Work};

use super::outbox::concerns_outbox;
use super::{Desk, random};
use crate::failure::Failure;
use crate::views::{Done, RoomView};

/// The views that any change of an incident makes stale.
pub(super) const OF_INCIDENT: &[&str] = &[
    "room",
    "board",
    "actions",
    "rail",
    "search",
    "similar",
    "comms",
    "draft",
    "customers",
    "brief",
    "review",
    "review_process",
    "meeting",
    "presentation",
    "outbox",
    "status_page",
];

impl Desk {
    /// Everything that the war room shows.
    pub fn room(&self, incident: IncidentId) -> Result<RoomView, Failure> {
        let record = self.journal.record(Stream::Incident(incident))?;
        let book = self.the_book();
        let reading = Incident::of(&record).at(self.now());
        let room = Room::of(reading, &book).ok_or(incident::refusal::Refusal::NoIncident)?;
        let queued = self.not_at_hub(incident, &record)?.into_iter().map(|(entry, _)| entry).collect();
        let may_erase = self.can_erase(reading, incident)?;
        Ok(RoomView { room, calls: calls(reading, &book, self.now()), soon: self.soon(), queued, may_erase })
    }

    /// Begins an incident under a new id.
    pub fn declare(&self, command: Command) -> Result<Done, Failure> {
        if !matches!(command, Command::Declare { .. }) {
            return Err(Failure::new("refused", "This is not a declaration."));
        }
        // A version 7 id: its first bytes are the time, so that new incidents lie together on the disk.
        let mut id: [u8; 16] = random()?;
        let now = self.now().0.to_be_bytes();
        id[..6].copy_from_slice(&now[2..]);
        id[6] = 0x70 | (id[6] & 0x0f);
        id[8] = 0x80 | (id[8] & 0x3f);
        let done = self.execute(IncidentId(id), command)?;
        self.ask_for_rooms(IncidentId(id));
        Ok(done)
    }

    /// Carries out a command about an incident, or refuses with a sentence.
    pub fn execute(&self, incident: IncidentId, command: Command) -> Result<Done, Failure> {
        let stream = Stream::Incident(incident);
        let erases = if let Command::Erase { why, .. } = &command { Some(*why) } else { None };
        if erases.is_some() {
            self.only_an_admin_erases()?;
        }
        let alone = self.decide_alone();
        let record = self.journal.record(stream)?;
        let reading = Incident::of(&record);
        if let Command::Erase { label, why } = &command
            && reading.is_erased()
        {
            return self.erase_what_is_left(incident, reading, label, *why);
        }
        let book = self.the_book();
        let asker = Asker { now: self.moment_in(&record), ..self.asker(&book) };
        self.was_seen(incident, &command)?;
        let mut drafts = decide(reading, &command, &asker)?;
        if let Command::PublishReview { without_meetings, .. } = &command {
            // What readers are shown is what was agreed to, whatever is written next.
            drafts.extend(self.release_here(incident, *without_meetings)?);
        }
        let leaves = self.is_to_send(&drafts);
        let goes_out = concerns_outbox(&drafts);
        if leaves {
            // Noted first: what is approved and then forgotten would never leave.
            self.may_leave(incident)?;
        }
        let becomes_private =
            drafts.iter().any(|d| matches!(d.event, Event::PrivacySet { private: true, .. }));
        let private = reading.is_private() || becomes_private;
        let shown = self.shown_elsewhere(reading, &book);
        // What is erased goes with its texts in one transaction: half of it could not be finished.
        let mut works = match erases {
            Some(why) => self.texts_erased(incident, private, why)?,
            None => self.drafts_hidden(incident, reading, private, &drafts)?,
        };
        let of_text = !works.is_empty();
        works.push(Work { stream, private, drafts, at: None });
        let mut written = self.journal.append_all(&self.author, asker.now, works)?;
        let appended = written.pop().ok_or(JournalError::Halted)?;
        drop(alone);
        self.stale(OF_INCIDENT, Some(incident));
        if of_text {
            self.stale(super::text::OF_TEXT, Some(incident));
        }
        self.written();
        if erases.is_some() {
            self.was_erased(incident, &appended.record);
        }
        if becomes_private {
            self.hush_if_private(incident, &appended.record);
        }
        if goes_out {
            self.may_leave_elsewhere(incident, &appended.record);
        }
        if leaves {
            self.look_in_outbox();
        }
        let reading = Incident::of(&appended.record);
        if self.shown_elsewhere(reading, &book) != shown {
            self.page_changed();
        }
        Ok(Done { incident: Some(incident), label: Some(reading.label()), entries: appended.refs })
    }

    /// Now, or a millisecond later if this desk has just written here: in the timeline what carries one time is one
    /// command, and two that were told apart when they were made must be so when one of them is taken back.
    fn moment_in(&self, record: &Record) -> Millis {
        let now = self.now();
        let (replica, run) = (self.author.replica(), self.author.run);
        let last = record.facts().iter().rev().find(|fact| fact.replica == replica && fact.run == run);
        if last.is_some_and(|fact| fact.recorded_at == now) { Millis(now.0.saturating_add(1)) } else { now }
    }

    /// The severity that answers to the guideline suggest.
    pub fn suggest(&self, answers: Vec<Answer>) -> Result<Option<SeverityId>, Failure> {
        let book = self.the_book();
        Ok(incident::decide::suggest(&book.guideline(), &book.severities_only(), &answers))
    }

    /// Milliseconds before its deadline at which an update begins to press.
    pub(super) fn soon(&self) -> i64 {
        i64::from(self.the_book().nag(Nag::UpdateDue).after) * 60_000
    }

    /// The record of an incident, for exports and for the watch.
    pub(super) fn record(&self, incident: IncidentId) -> Result<Arc<Record>, Failure> {
        Ok(self.journal.record(Stream::Incident(incident))?)
    }
}
