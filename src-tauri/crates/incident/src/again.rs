//! Writing again what a cut has set aside.
//!
//! What somebody wrote counts as if they had written it apart from the others: it keeps what it had replaced and when it
//! happened. Where others have given the same place another value meanwhile, both stay and the timeline says so.

use std::collections::HashMap;

use serde_json::Value;

use crate::draft::Draft;
use crate::event::Event;
use crate::id::EntryRef;
use crate::incident::Incident;
use crate::record::{Fact, Record};
use crate::refusal::Refusal;

/// What has to be written down so that a fact that was set aside counts again in this record. `names` gives the new names
/// of those that were written again before it.
///
/// # Errors
/// [`Refusal`] where it cannot be: the hub's own facts and those that need somebody's word anew, texts that are gone, and
/// what speaks of an entry that is not there.
pub fn again(record: &Record, fact: &Fact, names: &HashMap<EntryRef, EntryRef>) -> Result<Draft, Refusal> {
    let event = fact.event.as_ref().ok_or(Refusal::NotAgain("Its text was redacted."))?;
    match event {
        Event::Declared { .. } if Incident::of(record).exists() => return Err(Refusal::AlreadyDeclared),
        Event::SenderNamed { .. }
        | Event::SendingBegun { .. }
        | Event::SendingHeld { .. }
        | Event::SendingFailed { .. } => {
            return Err(Refusal::NotAgain("Look in the outbox whether it left, and send it from there."));
        }
        Event::RoomAsked { .. } | Event::RoomMade { .. } | Event::RoomNotMade { .. } => {
            return Err(Refusal::NotAgain(
                "Look in the outbox whether the room stands, and have it made from there.",
            ));
        }
        Event::ReviewReleased { .. } => {
            return Err(Refusal::NotAgain("Look at the review and publish it anew."));
        }
        Event::UpdateApproved { .. } => {
            return Err(Refusal::NotAgain("Look at the update and approve it anew."));
        }
        Event::ReviewApproved { .. } | Event::ReviewPublished { .. } => {
            return Err(Refusal::NotAgain("Look at the review and approve or publish it anew."));
        }
        Event::ReminderBegun { .. } | Event::ReminderEnded { .. } => {
            return Err(Refusal::NotAgain("Whoever is to be reminded hears of it by itself."));
        }
        Event::ReviewRead { .. } => return Err(Refusal::NotAgain("Read the review once more.")),
        Event::Numbered { .. } | Event::SeriesCut { .. } => {
            return Err(Refusal::NotAgain("Only the hub says this."));
        }
        Event::ReplicaEnrolled { .. } | Event::StreamErased { .. } => {
            return Err(Refusal::NotAgain("Ask an admin to do it anew."));
        }
        Event::Unrecognised { .. } => {
            return Err(Refusal::NotAgain("A newer Allclear wrote it. Update, and try again."));
        }
        _ => {}
    }
    let renamed = renamed(event, names).ok_or(Refusal::Gone("entry"))?;
    if renamed.about().is_some_and(|entry| record.fact(entry).is_none()) {
        return Err(Refusal::Gone("entry"));
    }
    let base = renamed.base().iter().filter(|entry| record.fact(**entry).is_some()).copied().collect();
    let undoes = fact.undoes.map(|entry| names.get(&entry).copied().unwrap_or(entry));
    Ok(Draft {
        event: renamed.with_base(base),
        occurred_at: Some(fact.happened()),
        undoes: undoes.filter(|entry| record.fact(*entry).is_some()),
    })
}

/// What a fact says, in a few words, for whoever decides whether it is still needed.
#[must_use]
pub fn in_short(event: &Event) -> String {
    let said = match event {
        Event::Noted { text, .. }
        | Event::NoteCorrected { text, .. }
        | Event::TaskAdded { text, .. }
        | Event::TaskChanged { text, .. }
        | Event::ActionRaised { text, .. }
        | Event::ActionWorded { text, .. }
        | Event::UpdatePosted { text, .. }
        | Event::UpdateProposed { text, .. }
        | Event::CustomerReported { text, .. }
        | Event::CustomerTold { text, .. }
        | Event::Titled { title: text, .. }
        | Event::DecisionRaised { question: text, .. }
        | Event::DecisionRecorded { chosen: text, .. }
        | Event::MitigationApplied { what: text, .. } => Some(crate::text::one_line(text)),
        _ => None,
    };
    let kind = event.kind().replace('_', " ");
    said.map_or_else(|| kind.clone(), |said| format!("{kind}: {said}"))
}

/// The same event, speaking of entries by their new names.
fn renamed(event: &Event, names: &HashMap<EntryRef, EntryRef>) -> Option<Event> {
    if names.is_empty() {
        return Some(event.clone());
    }
    let names = names.iter().map(|(old, new)| (old.to_string(), new.to_string())).collect();
    let mut value = serde_json::to_value(event).ok()?;
    rename(&mut value, &names);
    serde_json::from_value(value).ok()
}

fn rename(value: &mut Value, names: &HashMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(new) = names.get(text) {
                text.clone_from(new);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| rename(value, names)),
        Value::Object(fields) => fields.values_mut().for_each(|value| rename(value, names)),
        _ => {}
    }
}
