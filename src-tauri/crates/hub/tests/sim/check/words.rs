//! Titles, texts and what was hidden stand as those who wrote them would expect.

use std::collections::BTreeSet;

use document::Document;
use incident::entry::BodyBytes;
use incident::event::Event;
use incident::id::EntryRef;
use incident::slot::Slot;
use incident::stream::Stream;

use super::{Sight, entries, journal_of, sum, text};
use crate::acts::{Saved, spoken};
use crate::texts::TEXT;

impl Sight<'_> {
    /// Where everybody has all of a text, nothing of it waits for something else, and every page that is still open shows it.
    pub(super) fn texts_have_merged(&self) -> Result<(), String> {
        for (stream, hubs) in self.streams.iter().filter(|(stream, _)| matches!(stream, Stream::Document(_)))
        {
            let held = sum(&self.hub, *stream)?;
            let whole = hubs.cuts().next().is_none();
            let merged = Document::of(hubs);
            if whole && !self.world.went_back && (merged.waits() || !merged.refused().is_empty()) {
                return Err(format!("something of {stream} never fits"));
            }
            for laptop in self.world.laptops.iter().filter_map(|laptop| laptop.up.as_ref()) {
                let page = laptop.pages.get(stream).filter(|_| whole);
                if let Some(page) =
                    page.filter(|_| sum(&laptop.journal, *stream).is_ok_and(|sum| sum == held))
                {
                    page.look(&merged);
                    if page.text() != merged.text(TEXT) {
                        let (page, log) = (page.text(), merged.text(TEXT));
                        return Err(format!("a page of {stream} shows {page:?}, and the log says {log:?}"));
                    }
                }
            }
        }
        Ok(())
    }

    /// A title stands until somebody who has seen it writes another one; a title that is hidden has done its work.
    pub(super) fn titles_stand_as_they_should(&self) -> Result<(), String> {
        for (stream, record) in &self.streams {
            let here: Vec<(&EntryRef, &Saved)> =
                self.world.ledger.iter().filter(|(id, _)| record.fact(**id).is_some()).collect();
            let mut gone: BTreeSet<EntryRef> = BTreeSet::new();
            for (_, saved) in here.iter().filter(|(_, saved)| saved.stream == *stream) {
                match &saved.event {
                    Event::Titled { base, .. } => gone.extend(base),
                    Event::Redacted { entry, .. } => _ = gone.insert(*entry),
                    _ => {}
                }
            }
            let titles =
                here.iter().filter(|(_, s)| s.stream == *stream && matches!(s.event, Event::Titled { .. }));
            let expected: BTreeSet<EntryRef> =
                titles.map(|(id, _)| **id).filter(|id| !gone.contains(id)).collect();
            let standing: BTreeSet<EntryRef> = record.standing(&Slot::Title).map(|fact| fact.id).collect();
            if standing != expected {
                return Err(format!("{} titles of {stream} stand, not {}", standing.len(), expected.len()));
            }
        }
        Ok(())
    }

    /// Where a redaction has come, the text is gone.
    pub(super) fn redactions_hold(&self) -> Result<(), String> {
        for (id, saved) in &self.world.ledger {
            let Event::Redacted { entry, .. } = &saved.event else { continue };
            let hidden = &self.world.ledger[entry];
            for (name, journal) in
                self.world.laptops.iter().map(|one| (one.name, journal_of(one))).chain([('H', &self.hub)])
            {
                let record = journal.record(saved.stream).map_err(text)?;
                let come = record.fact(*id).is_some();
                let there = entries(journal, saved.stream)?;
                let there = there.get(&(hidden.series, hidden.seq)).filter(|_| record.fact(*entry).is_some());
                let text = there.map(|entry| &entry.body);
                if come && matches!(text, Some(BodyBytes::Whole(_))) {
                    return Err(format!(
                        "{name} still has the text of what was redacted: {}",
                        spoken(&hidden.event)
                    ));
                }
            }
        }
        Ok(())
    }
}
