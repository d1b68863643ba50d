//! A long review lies in several entries. In the index it is one text under the first of them, so that words of different parts
//! find it, and a word between two parts is whole.
//!
//! That holds for parts that one laptop wrote one after the other, as Allclear does: which they are follows from what was
//! written alone, so that what was put into the index can be taken out of it. Parts that came otherwise stand by themselves.

use std::collections::HashMap;

use incident::entry::Series;
use incident::event::Event;
use incident::id::{ReplicaKey, Run};
use incident::record::{Fact, Record};
use incident::value::{Chapter, Part, Readers};
use rusqlite::Connection;

use crate::JournalError;
use crate::read::{self, Stored};

/// The parts of reviews in a record.
pub(super) struct Parts<'a>(HashMap<(ReplicaKey, Run, u64), &'a Event>);

impl<'a> Parts<'a> {
    pub(super) fn of(record: &'a Record) -> Self {
        let place = |fact: &'a Fact| {
            let event = fact.event.as_ref()?;
            part_of(event).map(|_| ((fact.replica, fact.run, fact.seq), event))
        };
        Self(record.facts().iter().filter_map(place).collect())
    }

    /// Which part of a review a fact holds, and the text of all of them; none where it holds a whole one, or they came
    /// otherwise.
    pub(super) fn around(&self, fact: &Fact) -> Option<(u16, impl FnOnce() -> String + use<'a>)> {
        let one = part_of(fact.event.as_ref()?)?;
        let begins = fact.seq.checked_sub(one.nth.into())?;
        let part = |nth: u16| {
            let event = *self.0.get(&(fact.replica, fact.run, begins + u64::from(nth)))?;
            is_part(event, one, nth).then_some(event)
        };
        let parts = (0..one.of).map(part).collect::<Option<Vec<_>>>()?;
        Some((one.nth, move || joined(parts)))
    }
}

/// The entry that begins the review of which this one holds a part, and what it holds.
pub(super) fn first(
    conn: &Connection,
    stored: &Stored,
    event: &Event,
) -> Result<Option<(Stored, Event)>, JournalError> {
    let Some(one) = part_of(event) else { return Ok(None) };
    let first = other(conn, stored, one, 0)?.and_then(|stored| Some((super::event(&stored)?, stored)));
    Ok(first.filter(|(event, _)| is_part(event, one, 0)).map(|(event, stored)| (stored, event)))
}

/// The text of the review that begins in this entry; none where it holds a whole one, or the parts came otherwise.
pub(super) fn whole(
    conn: &Connection,
    first: &Stored,
    event: &Event,
) -> Result<Option<String>, JournalError> {
    let Some(one) = part_of(event).filter(|part| part.nth == 0) else { return Ok(None) };
    let mut parts = vec![event.clone()];
    for nth in 1..one.of {
        let next = other(conn, first, one, nth)?;
        match next.and_then(|stored| super::event(&stored)).filter(|event| is_part(event, one, nth)) {
            Some(event) => parts.push(event),
            None => return Ok(None),
        }
    }
    Ok(Some(joined(&parts)))
}

/// The text of a review in these parts.
fn joined<'a>(parts: impl IntoIterator<Item = &'a Event>) -> String {
    let (mut heading, mut whole): (&str, Vec<Chapter>) = ("", Vec::new());
    for event in parts {
        let Event::ReviewReleased { title, passages, part, .. } = event else { continue };
        heading = title;
        let goes_on = part.as_ref().is_some_and(|part| part.goes_on);
        let rest = whole.last_mut().filter(|_| goes_on).zip(passages.first());
        let begun = usize::from(rest.is_some());
        if let Some((last, rest)) = rest {
            last.text.push_str(&rest.text);
        }
        whole.extend_from_slice(&passages[begun..]);
    }
    super::review(heading, &whole)
}

fn part_of(event: &Event) -> Option<&Part> {
    match event {
        Event::ReviewReleased { readers: Readers::Workspace, part, .. } => part.as_ref(),
        _ => None,
    }
}

fn is_part(event: &Event, one: &Part, nth: u16) -> bool {
    part_of(event).is_some_and(|part| (part.whole, part.of, part.nth) == (one.whole, one.of, nth))
}

/// The entry in which another part stands, if it was written with this one.
fn other(conn: &Connection, stored: &Stored, one: &Part, nth: u16) -> Result<Option<Stored>, JournalError> {
    let head = &stored.entry.head;
    let series = Series { stream: head.stream, replica: head.replica, run: head.run };
    let seq = head.seq.checked_sub(one.nth.into()).map(|begins| begins + u64::from(nth));
    match (read::head(conn, &series)?, seq) {
        (Some(held), Some(seq)) => read::entry(conn, &held, seq),
        _ => Ok(None),
    }
}
