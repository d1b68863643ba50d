//! Filling the search index after the commit. The log is its own queue: what lies behind the index's position
//! has still to be indexed.

mod whole;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use incident::body::Body;
use incident::entry::Series;
use incident::event::Event;
use incident::figure;
use incident::id::{EntryRef, Millis};
use incident::incident::Incident;
use incident::record::{Fact, Record};
use incident::slot::Slot;
use incident::stream::Stream;
use incident::timeline::references;
use incident::value::{Chapter, Readers};
use rusqlite::{Connection, OptionalExtension};

use crate::backup::newest;
use crate::read::{self, Stored};
use crate::search::What;
use crate::words::{is_long, words};
use crate::{Journal, JournalError, redact};
use whole::Parts;

/// Raised when texts give other words, so that the index is made anew.
const VERSION: u32 = 3;
/// Stands in the index beside the words of every published review, and is no word that anybody can ask for.
pub(crate) const REVIEW: &str = "¶";
/// How many entries one step takes from the log.
const STEP: usize = 256;

impl Journal {
    /// Indexes the next entries that are not indexed yet and returns how many it took from the log; zero when
    /// the index is up to date. Each call is one small transaction; call it again until it returns zero.
    ///
    /// # Errors
    /// A disk that refuses. A damaged stream is left out.
    pub fn index_pending(&self) -> Result<usize, JournalError> {
        if self.read(|conn| Ok(progress(conn)? == (VERSION, newest(conn)?)))? {
            return Ok(0);
        }
        self.derived(|tx| {
            let (version, mut after) = progress(tx)?;
            if version != VERSION {
                tx.execute("INSERT INTO search (search) VALUES ('delete-all')", [])?;
                tx.execute("DELETE FROM search_words", [])?;
                after = 0;
            }
            let mut statement = tx.prepare_cached(
                "SELECT e.position, s.stream FROM entries e JOIN series s ON s.id = e.series
                 WHERE e.position > ?1 ORDER BY e.position LIMIT ?2",
            )?;
            let part: Vec<(i64, [u8; Stream::WIDTH])> = statement
                .query_map((after, STEP as i64), |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            let streams: BTreeSet<Stream> =
                part.iter().map(|(_, stream)| Stream::from_bytes(*stream)).collect();
            for stream in streams.into_iter().filter(|stream| stream.incident().is_some()) {
                let cached = read::hold(&self.cache).get(stream).map(|folded| folded.record);
                let record = match cached {
                    Some(record) => Ok(record),
                    None => read::fold(tx, self.workspace, stream).map(Into::into),
                };
                match record {
                    Ok(record) => refresh(tx, &record)?,
                    Err(error @ JournalError::Damaged { .. }) => {
                        tracing::warn!(%error, "the search leaves it out")
                    }
                    Err(error) => return Err(error),
                }
            }
            let at = part.last().map_or(after, |(position, _)| *position);
            note_progress(tx, VERSION, at)?;
            Ok(part.len())
        })
    }
}

fn progress(conn: &Connection) -> Result<(u32, i64), JournalError> {
    let mut statement =
        conn.prepare_cached("SELECT version, position FROM projections WHERE name = 'search'")?;
    let found = statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(found.unwrap_or((VERSION, 0)))
}

fn note_progress(conn: &Connection, version: u32, position: i64) -> Result<(), JournalError> {
    conn.prepare_cached(
        "INSERT INTO projections (name, version, position) VALUES ('search', ?1, ?2)
         ON CONFLICT (name) DO UPDATE SET version = ?1, position = ?2",
    )?
    .execute((version, position))?;
    Ok(())
}

/// Brings the index of one stream in line with what its record shows.
fn refresh(tx: &Connection, record: &Record) -> Result<(), JournalError> {
    let shown: BTreeMap<EntryRef, String> = shown(record).collect();
    let mut ids: BTreeMap<Series, Option<i64>> = BTreeMap::new();
    let parts = Parts::of(record);
    for fact in record.facts() {
        let Some((what, _, text)) = fact.event.as_ref().and_then(|event| text(fact.id, event)) else {
            continue;
        };
        let all = parts.around(fact);
        // It stands under the entry in which it begins.
        if all.as_ref().is_some_and(|(nth, _)| *nth > 0) {
            continue;
        }
        let text = || all.map_or(text, |(_, all)| all());
        let series = Series { stream: record.stream(), replica: fact.replica, run: fact.run };
        let id = match ids.get(&series) {
            Some(id) => *id,
            None => {
                let id = read::head(tx, &series)?.map(|held| held.id);
                ids.insert(series, id);
                id
            }
        };
        let Some(position) = position(tx, id, fact)? else { continue };
        match (is_indexed(tx, position)?, shown.contains_key(&fact.id)) {
            (false, true) => insert(tx, position, what, &text())?,
            (true, false) => delete(tx, position, what, &text())?,
            _ => {}
        }
    }
    Ok(())
}

fn position(tx: &Connection, series: Option<i64>, fact: &Fact) -> Result<Option<i64>, JournalError> {
    let mut statement = tx.prepare_cached("SELECT position FROM entries WHERE series = ?1 AND seq = ?2")?;
    Ok(statement.query_row((series, fact.seq.cast_signed()), |row| row.get(0)).optional()?)
}

/// FTS5's own table of documents tells whether it holds one.
fn is_indexed(tx: &Connection, position: i64) -> Result<bool, JournalError> {
    Ok(tx.prepare_cached("SELECT 1 FROM search_docsize WHERE id = ?1")?.exists([position])?)
}

/// What the index holds of a text.
fn indexed(what: What, text: &str) -> Vec<String> {
    let mut words = words(text);
    words.extend((what == What::Review).then(|| REVIEW.to_owned()));
    words
}

fn insert(tx: &Connection, position: i64, what: What, text: &str) -> Result<(), JournalError> {
    let words = indexed(what, text);
    tx.prepare_cached("INSERT INTO search (rowid, text) VALUES (?1, ?2)")?
        .execute((position, words.join(" ")))?;
    let mut keep = tx.prepare_cached("INSERT OR IGNORE INTO search_words (word) VALUES (?1)")?;
    for word in words.iter().filter(|word| is_long(word)) {
        keep.execute([word])?;
    }
    Ok(())
}

fn delete(tx: &Connection, position: i64, what: What, text: &str) -> Result<(), JournalError> {
    let words = indexed(what, text);
    tx.prepare_cached("INSERT INTO search (search, rowid, text) VALUES ('delete', ?1, ?2)")?
        .execute((position, words.join(" ")))?;
    let mut occurs = tx.prepare_cached("SELECT 1 FROM search WHERE search MATCH ?1 LIMIT 1")?;
    for word in words.iter().filter(|word| is_long(word)) {
        if !occurs.exists([format!("\"{word}\"")])? {
            tx.prepare_cached("DELETE FROM search_words WHERE word = ?1")?.execute([word])?;
        }
    }
    Ok(())
}

/// Removes an entry from the index while its text is still known; of a review in several entries all of it, since it is shown
/// whole or not at all.
pub(crate) fn forget(tx: &Connection, stored: &Stored) -> Result<(), JournalError> {
    let Some(event) = event(stored) else { return Ok(()) };
    if let Some((first, begins)) = whole::first(tx, stored, &event)?
        && is_indexed(tx, first.position)?
        && let Some(text) = whole::whole(tx, &first, &begins)?
    {
        return delete(tx, first.position, What::Review, &text);
    }
    if let Some((what, _, text)) = text(stored.hash.reference(), &event)
        && is_indexed(tx, stored.position)?
    {
        delete(tx, stored.position, what, &text)?;
    }
    Ok(())
}

/// What the index holds under this entry: what kind of text, which thing it is the text of, when that happened, and the text;
/// none when it was dropped since.
pub(crate) fn held(
    conn: &Connection,
    stored: &Stored,
) -> Result<Option<(What, EntryRef, Millis, String)>, JournalError> {
    let Some(body) = body(stored) else { return Ok(None) };
    let Some((what, of, own)) = text(stored.hash.reference(), &body.event) else { return Ok(None) };
    let at = body.occurred_at.unwrap_or(stored.entry.head.recorded_at);
    Ok(Some((what, of, at, whole::whole(conn, stored, &body.event)?.unwrap_or(own))))
}

/// What an entry says, if that is still here.
fn body(stored: &Stored) -> Option<Body> {
    Body::from_bytes(stored.entry.head.v, redact::bytes(&stored.entry)?).ok()
}

fn event(stored: &Stored) -> Option<Event> {
    body(stored).map(|body| body.event)
}

/// The entries whose texts a search may find: titles, notes, decisions and published reviews as they are shown now.
fn shown(record: &Record) -> impl Iterator<Item = (EntryRef, String)> {
    let is_shown = |slot: &Slot, own: EntryRef| record.shown(slot).is_none_or(|fact| fact.id == own);
    let review = Incident::of(record).release(Readers::Workspace).map(|release| release.entries);
    let review = review.unwrap_or_default();
    record.facts().iter().filter_map(move |fact| {
        if fact.void || fact.redacted_by.is_some() {
            return None;
        }
        let event = fact.event.as_ref()?;
        let (_, thing, text) = text(fact.id, event)?;
        let stands = match event {
            Event::Titled { .. } => is_shown(&Slot::Title, fact.id),
            Event::Noted { .. } | Event::NoteCorrected { .. } => is_shown(&Slot::NoteText(thing), fact.id),
            Event::DecisionRecorded { .. } => is_shown(&Slot::Decision(thing), fact.id),
            Event::ReviewReleased { .. } => review.contains(&fact.id),
            _ => true,
        };
        (stands && !record.is_retracted(thing) && !record.is_retracted(fact.id)).then_some((fact.id, text))
    })
}

/// What kind of text an event holds, which thing it is the text of, and the text.
fn text(own: EntryRef, event: &Event) -> Option<(What, EntryRef, String)> {
    match event {
        Event::Titled { title, .. } => Some((What::Title, own, title.clone())),
        Event::Noted { text, .. } => Some((What::Note, own, text.clone())),
        Event::NoteCorrected { note, text, .. } => Some((What::Note, *note, text.clone())),
        Event::DecisionRaised { question, options, .. } => {
            let parts = std::iter::once(question).chain(options);
            Some((What::Decision, own, join(parts)))
        }
        Event::DecisionRecorded { decision, question, chosen, rejected, why, objections, .. } => {
            let parts = question.iter().chain([chosen]).chain(why).chain(rejected).chain(objections);
            Some((What::Decision, decision.unwrap_or(own), join(parts)))
        }
        // What the public reads is a part of it.
        Event::ReviewReleased { readers: Readers::Workspace, title, passages, .. } => {
            Some((What::Review, own, review(title, passages)))
        }
        _ => None,
    }
}

/// A review as one text.
fn review(title: &str, passages: &[Chapter]) -> String {
    let parts = passages.iter().flat_map(|passage| [passage.title.as_str(), passage.text.as_str()]);
    let texts: Vec<&str> = std::iter::once(title).chain(parts).collect();
    without_references(&texts.join(" · "))
}

/// The words alone: what is cited is found where it stands.
fn without_references(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut from = 0;
    let figures = figure::cited(text).into_iter().map(|(range, _)| range);
    let mut cited: Vec<Range<usize>> =
        references(text).into_iter().map(|(range, _)| range).chain(figures).collect();
    cited.sort_by_key(|range| range.start);
    for range in cited {
        words.push_str(&text[from..range.start]);
        from = range.end;
    }
    words.push_str(&text[from..]);
    words
}

fn join<'a>(parts: impl Iterator<Item = &'a String>) -> String {
    parts.map(String::as_str).collect::<Vec<_>>().join(" · ")
}
