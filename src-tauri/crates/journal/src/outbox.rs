//! What a hub still has to be offered: the part of the log that it lacks.

use std::collections::{BTreeSet, HashMap};

use incident::entry::{Entry, Series};
use incident::event::AWAITED;
use incident::id::ReplicaKey;
use incident::stream::Stream;
use rusqlite::{Connection, OptionalExtension};

use crate::hubs::last_position;
use crate::read::{self, COLUMNS, COUNTS, Stored};
use crate::{Journal, JournalError, redact};

/// How many positions are looked through in one go for what a hub lacks.
const STEP: i64 = 2_000;

/// What counts of `entries` called `e` and waits to be offered to the hub `?1`, of which `h` says how far it holds the series, and
/// to which what lies before `?2` goes no more.
pub(crate) const WAITS: &str = "e.position > ?2 AND e.seq > coalesce(h.seq, 0)
    AND NOT EXISTS (SELECT 1 FROM kept_back k WHERE k.hub = ?1 AND k.series = e.series)";

/// The next entries that a hub has to be offered.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    /// In the order of this file, so that each series is in order and ends with a signed entry.
    pub entries: Vec<Entry>,
    /// After which position of this file was looked.
    pub from: u64,
    /// The position of this file up to which nothing else is missing at the hub.
    pub up_to: u64,
    /// Whether the file goes on after that.
    pub more: bool,
}

impl Journal {
    /// What the hub has to be offered next, or `after` a position of this file: about so many bytes, and at most so many
    /// entries, unless one transaction has more. The last one is signed.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn outbox(
        &self,
        hub: ReplicaKey,
        after: Option<u64>,
        limit: usize,
        bytes: usize,
    ) -> Result<Outbox, JournalError> {
        self.read_little(|conn| outbox(conn, hub, after, limit, bytes, &BTreeSet::new()))
    }

    /// The same of those streams alone in which something happened that people wait for ([`AWAITED`]), and the hub has not
    /// heard of it. Whole streams, so that nothing goes
    /// without what it rests on, and in the same order.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn outbox_awaited(
        &self,
        hub: ReplicaKey,
        limit: usize,
        bytes: usize,
    ) -> Result<Vec<Entry>, JournalError> {
        self.read(|conn| {
            let awaited = awaited(conn, hub, limit)?;
            if awaited.is_empty() {
                return Ok(Vec::new());
            }
            // Everything else is passed over, however much of it lies between.
            let (mut entries, mut after) = (Vec::new(), None);
            loop {
                let part = outbox(conn, hub, after, limit, bytes, &awaited)?;
                entries.extend(part.entries);
                if !entries.is_empty() || !part.more || part.up_to == part.from {
                    return Ok(entries);
                }
                after = Some(part.up_to);
            }
        })
    }

    /// Which entries of a stream a hub does not have: those that still have to be offered to it, and those that it has not
    /// taken, with why.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn lacking_in(
        &self,
        hub: ReplicaKey,
        stream: Stream,
    ) -> Result<HashMap<(Series, u64), Option<String>>, JournalError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT s.stream, s.replica, s.run, e.seq, k.why FROM series s
                 LEFT JOIN hub_heads h ON h.hub = ?1 AND h.series = s.id
                 LEFT JOIN kept_back k ON k.hub = ?1 AND k.series = s.id
                 JOIN entries e ON e.series = s.id
                 WHERE s.stream = ?3 AND {COUNTS} AND e.seq > coalesce(h.seq, 0)
                   AND CASE WHEN k.seq IS NULL THEN e.position > ?2 ELSE e.seq >= k.seq END"
            ))?;
            let lacking = statement.query_map((hub.0, pushed(conn, hub)?, stream.to_bytes()), |row| {
                Ok(((read::series(row, 0)?, row.get::<_, i64>(3)?.cast_unsigned()), row.get(4)?))
            })?;
            Ok(lacking.collect::<Result<_, _>>()?)
        })
    }
}

/// What the hub has to be offered next of these streams, or of all where none is named.
fn outbox(
    conn: &Connection,
    hub: ReplicaKey,
    after: Option<u64>,
    limit: usize,
    bytes: usize,
    streams: &BTreeSet<Stream>,
) -> Result<Outbox, JournalError> {
    let from = after.map_or_else(|| pushed(conn, hub), |after| Ok(after.cast_signed()))?.cast_unsigned();
    let mut outbox = Outbox { from, up_to: from, ..Outbox::default() };
    let (mut size, mut whole) = (0, 0);
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS}, e.series, s.stream, s.replica, s.run,
                        e.seq <= coalesce(h.seq, 0) OR k.seq IS NOT NULL
                 FROM entries e JOIN series s ON s.id = e.series
                 LEFT JOIN hub_heads h ON h.hub = ?1 AND h.series = e.series
                 LEFT JOIN kept_back k ON k.hub = ?1 AND k.series = e.series
                 WHERE e.position > ?2 AND {COUNTS} ORDER BY e.position LIMIT ?3"
    ))?;
    let mut rows = statement.query((hub.0, from.cast_signed(), STEP))?;
    let (mut rest, mut before) = (from, from);
    while let Some(row) = rows.next()? {
        let full = outbox.entries.len() >= limit;
        if full && whole > 0 || whole == outbox.entries.len() && size >= bytes {
            outbox.entries.truncate(whole);
            outbox.more = true;
            return Ok(outbox);
        }
        let stored = Stored::read(row, &read::series(row, 11)?)?;
        if outbox.entries.is_empty() {
            before = rest;
        }
        rest = stored.position.cast_unsigned();
        let wanted = streams.is_empty() || streams.contains(&stored.entry.head.stream);
        if wanted && !row.get::<_, bool>(14)? {
            size += redact::bytes(&stored.entry).map_or(0, <[u8]>::len) + 400;
            outbox.entries.push(stored.entry);
        }
        if outbox.entries.last().is_none_or(|last| last.signature.is_some()) {
            (whole, outbox.up_to) = (outbox.entries.len(), rest);
        }
    }
    if whole == 0 && !outbox.entries.is_empty() && (before > from || !streams.is_empty()) {
        // What was passed over has used up the step in the midst of a sitting: the next begins before it.
        outbox.entries.clear();
        outbox.up_to = before;
    } else if whole == 0 {
        outbox.up_to = rest;
    } else {
        outbox.entries.truncate(whole);
    }
    outbox.more = outbox.up_to < last_position(conn)?;
    Ok(outbox)
}

/// The streams of what people wait for, as far as the hub lacks it: so many, since more would not go at once. A text that only
/// quotes such an event has its marks escaped.
fn awaited(conn: &Connection, hub: ReplicaKey, most: usize) -> Result<BTreeSet<Stream>, JournalError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT DISTINCT s.stream FROM entries e JOIN series s ON s.id = e.series
         LEFT JOIN hub_heads h ON h.hub = ?1 AND h.series = e.series
         WHERE e.position > ?2 AND e.seq > coalesce(h.seq, 0) AND {COUNTS}
           AND (instr(e.body, ?3) OR instr(e.body, ?4) OR instr(e.body, ?5))
           AND NOT EXISTS (SELECT 1 FROM kept_back k WHERE k.hub = ?1 AND k.series = e.series)
         LIMIT ?6"
    ))?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let [declared, accepted, assigned] = AWAITED.map(|kind| format!("\"type\":\"{kind}\"").into_bytes());
    let words = (hub.0, pushed(conn, hub)?, declared, accepted, assigned, most);
    let found = statement.query_map(words, |row| Ok(Stream::from_bytes(row.get(0)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

pub(crate) fn pushed(conn: &Connection, hub: ReplicaKey) -> Result<i64, JournalError> {
    let mut statement = conn.prepare_cached("SELECT pushed FROM hubs WHERE hub = ?1")?;
    Ok(statement.query_row([hub.0], |row| row.get(0)).optional()?.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    use incident::event::Event;
    use incident::id::{IncidentId, Millis, ReplicaKey, Run, WorkspaceId};
    use incident::stream::Stream;
    use incident::value::NoteKind;

    use super::{STEP, awaited};
    use crate::{Author, Journal, KeptBack, Offered, Work};

    const HUB: ReplicaKey = ReplicaKey([9; 32]);

    fn found() -> (tempfile::TempDir, Journal) {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::found(&folder.path().join("journal.sqlite"), WorkspaceId([1; 32])).unwrap();
        (folder, journal)
    }

    fn stream(n: u8) -> Stream {
        Stream::Incident(IncidentId([n; 16]))
    }

    fn note() -> Event {
        Event::Noted { note: NoteKind::Note, text: "x".into() }
    }

    fn write(journal: &Journal, n: u8, events: Vec<Event>) {
        let author = Author { key: SigningKey::from_bytes(&[1; 32]), run: Run([1; 8]) };
        let drafts = events.into_iter().map(Into::into).collect();
        let work = Work { stream: stream(n), private: false, drafts, at: None };
        drop(journal.append_all(&author, Millis(1), vec![work]).unwrap());
    }

    #[test]
    fn what_people_wait_for_comes_whole_however_much_lies_before_it() {
        let (_folder, journal) = found();
        // The sitting that is looked for begins one row before a step ends.
        write(&journal, 1, (1..STEP).map(|_| note()).collect());
        write(&journal, 2, vec![Event::Declared { drill: false }, note(), note()]);
        let found = journal.outbox_awaited(HUB, 500, 1 << 20).unwrap();
        assert_eq!(found.len(), 3);
        assert!(found.last().is_some_and(|last| last.signature.is_some()));
    }

    #[test]
    fn behind_whatever_the_hub_has_a_sitting_is_offered_whole_and_marked_as_waiting() {
        let (_folder, journal) = found();
        write(&journal, 1, (1..STEP).map(|_| note()).collect());
        let entries = journal.outbox(HUB, None, usize::MAX, usize::MAX).unwrap().entries;
        let held = entries.iter().map(|entry| (entry.head.series(), entry.head.seq)).collect();
        journal.offered(HUB, Offered { held, ..Offered::default() }).unwrap();
        // It begins one row before the step ends.
        write(&journal, 2, vec![note(), note(), note()]);
        let (mut offered, mut after) = (Vec::new(), None);
        loop {
            let part = journal.outbox(HUB, after, 500, 1 << 20).unwrap();
            assert!(part.entries.last().is_none_or(|last| last.signature.is_some()), "cut in its midst");
            offered.extend(part.entries.iter().map(|entry| (entry.head.series(), entry.head.seq)));
            if !part.more {
                break;
            }
            after = Some(part.up_to);
        }
        assert_eq!(offered.iter().map(|(_, seq)| *seq).collect::<Vec<_>>(), [1, 2, 3]);
        let lacking = offered.into_iter().map(|place| (place, None)).collect();
        assert_eq!(journal.lacking_in(HUB, stream(2)).unwrap(), lacking);
        assert!(journal.lacking_in(HUB, stream(1)).unwrap().is_empty());
    }

    #[test]
    fn what_a_hub_did_not_take_it_lacks_for_the_reason_that_it_gave_however_far_it_was_offered() {
        let (_folder, journal) = found();
        write(&journal, 1, vec![note(), note(), note()]);
        let outbox = journal.outbox(HUB, None, 500, 1 << 20).unwrap();
        let series = outbox.entries[0].head.series();
        let kept = KeptBack { series, seq: 2, why: "No.".to_owned(), waits: false, since: Millis(1) };
        let answer = Offered {
            done: Some((outbox.from, outbox.up_to)),
            held: vec![(series, 1)],
            kept_back: vec![kept],
            ..Offered::default()
        };
        journal.offered(HUB, answer).unwrap();
        // What follows in the series is not offered either.
        write(&journal, 1, vec![note()]);
        write(&journal, 2, vec![note()]);
        let why = |n| {
            let lacking = journal.lacking_in(HUB, stream(n)).unwrap();
            let mut lacking: Vec<_> = lacking.into_iter().map(|((_, seq), why)| (seq, why)).collect();
            lacking.sort();
            lacking
        };
        assert_eq!(why(1), [2, 3, 4].map(|seq| (seq, Some("No.".to_owned()))));
        assert_eq!(why(2), [(1, None)]);
    }

    #[test]
    fn of_more_streams_than_go_at_once_the_rest_comes_in_the_next_rounds_and_each_comes_once() {
        const WAITING: u8 = 7;
        const MOST: usize = 3;
        let (_folder, journal) = found();
        write(&journal, 100, vec![note()]);
        for n in 1..=WAITING {
            write(&journal, n, vec![Event::Declared { drill: false }]);
            write(&journal, 100 + n, vec![note()]);
        }
        let mut came = Vec::new();
        loop {
            let streams = journal.read(|conn| awaited(conn, HUB, MOST)).unwrap();
            assert_eq!(streams.len(), MOST.min(usize::from(WAITING) - came.len()), "of those that are left");
            let entries = journal.outbox_awaited(HUB, MOST, 1 << 20).unwrap();
            let Some(last) = entries.last() else { break };
            assert!(last.signature.is_some() && entries.len() <= MOST);
            let held = entries.iter().map(|entry| (entry.head.series(), entry.head.seq)).collect();
            journal.offered(HUB, Offered { held, ..Offered::default() }).unwrap();
            came.extend(entries.iter().map(|entry| entry.head.stream));
        }
        came.sort();
        assert_eq!(came, (1..=WAITING).map(stream).collect::<Vec<_>>());
        // What nobody waits for still goes the way of all.
        let rest = journal.outbox(HUB, None, 500, 1 << 20).unwrap().entries;
        let rest: Vec<_> = rest.iter().map(|entry| entry.head.stream).collect();
        assert_eq!(rest, (100..=100 + WAITING).map(stream).collect::<Vec<_>>());
    }
}
