//! What a cut puts outside of the log. Nothing that reads the log sees it any more, and no byte of it is lost: its author
//! may write it again.

use incident::cut::Cut;
use incident::draft::Draft;
use incident::entry::{BodyBytes, Entry, EntryHash, Series, first_hash};
use incident::id::{EntryRef, Millis, ReplicaKey, Run, WorkspaceId};
use incident::incident::Incident;
use incident::record::{Fact, Record};
use incident::stream::Stream;
use rusqlite::{Connection, Row};

use crate::batch::Batch;
use crate::cache::Folded;
use crate::pen::{Author, Work};
use crate::read::{self, COLUMNS, COUNTS, Held, Stored};
use crate::{Journal, JournalError, hubs, index, redact};

/// From here on a number says that an entry was set aside. What is below it is the number that its author gave; the rest
/// tells the branches of one series apart.
const BEYOND: i64 = 1 << 53;

/// An entry that was set aside.
#[derive(Clone, Debug)]
pub struct SetAside {
    /// Its place in this file.
    pub position: u64,
    /// The entry as its author wrote it.
    pub entry: Entry,
    /// Its hash.
    pub hash: EntryHash,
    /// Whether its author has looked at it: then it was written again under this name, or could not be.
    pub looked_at: Option<Option<EntryRef>>,
}

impl SetAside {
    /// What it says.
    #[must_use]
    pub fn fact(&self) -> Fact {
        Fact::read(&self.entry, &self.hash)
    }
}

impl Journal {
    /// What was set aside of all that this laptop has written, in the order in which it was written.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn set_aside(&self, replica: ReplicaKey) -> Result<Vec<SetAside>, JournalError> {
        self.read(|conn| {
            // What has come once more by the branch that counts is not aside.
            let mut statement = conn.prepare_cached(&format!(
                "SELECT {COLUMNS}, s.stream, s.replica, s.run, a.entry IS NOT NULL, a.as_entry
                 FROM entries e JOIN series s ON s.id = e.series LEFT JOIN written_again a ON a.entry = e.position
                 WHERE e.seq >= 9007199254740992 AND s.replica = ?1 AND NOT EXISTS (SELECT 1 FROM entries c
                     WHERE c.series = e.series AND c.seq = e.seq & 9007199254740991 AND c.hash = e.hash)
                 ORDER BY e.position"
            ))?;
            let aside = statement.query_map([replica.0], |row| {
                let mut stored = Stored::read(row, &read::series(row, 10)?)?;
                stored.entry.head.seq = number(stored.entry.head.seq.cast_signed());
                let looked_at = row.get::<_, bool>(13)?.then_some(row.get::<_, Option<[u8; 16]>>(14)?);
                Ok(SetAside {
                    position: stored.position.cast_unsigned(),
                    entry: stored.entry,
                    hash: stored.hash,
                    looked_at: looked_at.map(|again| again.map(EntryRef)),
                })
            })?;
            Ok(aside.collect::<Result<_, _>>()?)
        })
    }
}

impl Journal {
    /// Writes again what was set aside, or notes that it cannot be. Gives the name that it has now.
    ///
    /// # Errors
    /// As [`Journal::append`].
    pub fn write_anew(
        &self,
        author: &Author,
        at: Millis,
        aside: &SetAside,
        draft: Option<Draft>,
    ) -> Result<Option<EntryRef>, JournalError> {
        self.batch(|batch| {
            let mut again = None;
            if let Some(draft) = draft {
                let stream = aside.entry.head.stream;
                let private = Incident::of(&*batch.read(stream)?).is_private();
                let work = Work { stream, private, drafts: vec![draft], at: None };
                let written = batch.append_all(author, at, vec![work])?;
                again = written.first().and_then(|written| written.refs.first()).copied();
            }
            batch.looked_at(aside.position, again)?;
            Ok(again)
        })
    }
}

/// What became of every entry that was set aside and looked at, as [`looked_at`] reads it.
pub(crate) const LOOKED_AT: &str =
    "SELECT e.hash, a.as_entry FROM written_again a JOIN entries e ON e.position = a.entry";

pub(crate) fn looked_at(row: &Row<'_>) -> rusqlite::Result<(EntryHash, Option<EntryRef>)> {
    Ok((EntryHash(row.get(0)?), row.get::<_, Option<_>>(1)?.map(EntryRef)))
}

impl Journal {
    /// Adds what a damaged file knew of entries that are aside here too. What was written again and is lost since may be
    /// written once more.
    pub(crate) fn keep_looked_at(&self, all: &[(EntryHash, Option<EntryRef>)]) -> Result<(), JournalError> {
        self.derived(|tx| {
            let mut insert = tx.prepare_cached(
                "INSERT OR REPLACE INTO written_again (entry, as_entry)
                 SELECT e.position, ?2 FROM entries e JOIN series s ON s.id = e.series
                 WHERE e.seq >= 9007199254740992 AND e.hash = ?1 AND (?2 IS NULL OR EXISTS (
                     SELECT 1 FROM series o JOIN entries w ON w.series = o.id
                     WHERE o.stream = s.stream AND substr(w.hash, 1, 16) = ?2))",
            )?;
            for (hash, again) in all {
                insert.execute((hash.0, again.map(|id| id.0)))?;
            }
            Ok(())
        })
    }
}

/// Whether the number of a row says that it was set aside.
pub(crate) fn is_aside(seq: i64) -> bool {
    seq >= BEYOND
}

/// The number that the author of a row gave, wherever it stands now.
pub(crate) fn number(seq: i64) -> u64 {
    (seq & (BEYOND - 1)).cast_unsigned()
}

/// Whether an entry that was set aside is what was written: whichever branch the one before it is of, it follows it.
pub(crate) fn is_whole(
    conn: &Connection,
    workspace: WorkspaceId,
    series: i64,
    stored: &Stored,
) -> Result<bool, JournalError> {
    let mut entry = stored.entry.clone();
    entry.head.seq = number(entry.head.seq.cast_signed());
    let name = entry.head.series();
    let mut statement =
        conn.prepare_cached("SELECT hash FROM entries WHERE series = ?1 AND seq & 9007199254740991 = ?2")?;
    let before = (series, entry.head.seq.cast_signed() - 1);
    let mut before: Vec<EntryHash> =
        statement.query_map(before, |row| Ok(EntryHash(row.get(0)?)))?.collect::<Result<_, _>>()?;
    if entry.head.seq == 1 {
        before.push(first_hash(workspace, &name));
    }
    let same = entry.body.digest() == stored.body_sha256;
    Ok(same && before.iter().any(|before| entry.hash(before) == stored.hash))
}

/// Whether anything is held of a series, if only aside.
pub(crate) fn any(conn: &Connection, series: i64) -> Result<bool, JournalError> {
    Ok(conn.prepare_cached("SELECT 1 FROM entries WHERE series = ?1")?.exists([series])?)
}

/// Whether an entry may cut a series. Looked for in the bytes, which costs little.
#[must_use]
pub fn speaks_of_cuts(entry: &Entry) -> bool {
    const WORD: &[u8] = b"\"series_cut\"";
    matches!(&entry.body, BodyBytes::Whole(body) if body.windows(WORD.len()).any(|some| some == WORD))
}

impl Batch<'_> {
    /// Sets aside what the cuts of these streams leave out, and notes what the hub holds in its place.
    pub(crate) fn follow_cuts(
        &mut self,
        streams: &[Stream],
        hub: Option<ReplicaKey>,
    ) -> Result<(), JournalError> {
        for stream in streams {
            let record = self.read(*stream)?;
            let mut moved = false;
            for (series, cut) in record.cuts() {
                let Some(held) = read::head(self.tx, &series)? else {
                    if let Some(hub) = hub {
                        hubs::owe_up_to(self.tx, hub, &series, cut.seq)?;
                    }
                    continue;
                };
                let kept = self.end_at(&held, &cut)?;
                moved |= kept.seq < held.seq;
                if let Some(hub) = hub {
                    hubs::ends_at(self.tx, hub, &kept, &cut)?;
                }
            }
            if moved {
                self.fold_anew(*stream)?;
                if let Some(hub) = hub {
                    self.have_hidden_texts_come_again(*stream, hub)?;
                }
            }
        }
        Ok(())
    }

    /// Sets aside what a cut leaves out of one series, and gives its end after that.
    fn end_at(&mut self, held: &Held, cut: &Cut) -> Result<Held, JournalError> {
        let own = read::hash(self.tx, held, cut.seq)?.map(|hash| hash.reference());
        self.set_aside(held, cut.keeps(held.seq, own))
    }

    /// Sets aside what comes after a number, and what was written with it: a series ends with a signed entry.
    fn set_aside(&mut self, held: &Held, after: u64) -> Result<Held, JournalError> {
        let signed: Option<i64> = self
            .tx
            .prepare_cached(&format!(
                "SELECT max(e.seq) FROM entries e
                 WHERE e.series = ?1 AND e.seq <= ?2 AND e.signature IS NOT NULL AND {COUNTS}"
            ))?
            .query_row((held.id, after.cast_signed()), |row| row.get(0))?;
        let after = signed.unwrap_or(0);
        let mut read = self.tx.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entries e WHERE e.series = ?1 AND e.seq > ?2 AND {COUNTS}"
        ))?;
        let leaving = read.query_map((held.id, after), |row| Stored::read(row, &held.series))?;
        for stored in leaving {
            index::forget(self.tx, &stored?)?;
        }
        let branches = "1 + coalesce((SELECT max(seq) >> 53 FROM entries WHERE series = ?1), 0)";
        self.tx
            .prepare_cached(&format!(
                "UPDATE entries AS e SET seq = e.seq + (({branches}) << 53)
                 WHERE e.series = ?1 AND e.seq > ?2 AND {COUNTS}"
            ))?
            .execute((held.id, after))?;
        self.moved(&held.series, None);
        Ok(self.head(&held.series)?.unwrap_or(*held))
    }

    /// Reads a stream once more after something was set aside.
    fn fold_anew(&mut self, stream: Stream) -> Result<(), JournalError> {
        drop(self.take(stream));
        let record = read::fold(self.tx, self.workspace(), stream)?;
        let shown = self.show(&record, None)?;
        self.keep(Folded { record: record.into(), shown, head: None });
        Ok(())
    }

    /// A text that only a word that was set aside had hidden is at the hub still, and has to be here: equal sets of
    /// entries are read alike. Where the hub has not all of that series it stays hidden, since nobody else could give it.
    fn have_hidden_texts_come_again(&mut self, stream: Stream, hub: ReplicaKey) -> Result<(), JournalError> {
        let record = self.read(stream)?;
        let bare = record.facts().iter().filter(|fact| fact.event.is_none() && fact.redacted_by.is_none());
        let mut moved = false;
        for fact in bare {
            let series = Series { stream, replica: fact.replica, run: fact.run };
            let Some(held) = read::head(self.tx, &series)?.filter(|held| held.seq >= fact.seq) else {
                continue;
            };
            let counts = record.cut(&series).is_some_and(|cut| cut.seq >= held.seq);
            if counts || hubs::holds_all(self.tx, hub, &held)? {
                let kept = self.set_aside(&held, fact.seq - 1)?;
                hubs::lacks_again(self.tx, hub, &kept, held.seq)?;
                moved = true;
            }
        }
        if moved { self.fold_anew(stream) } else { Ok(()) }
    }

    /// The series in which a laptop goes on writing where this one was cut: one of a new run.
    pub(crate) fn goes_on(&self, record: &Record, series: Series) -> Result<Series, JournalError> {
        let mut runs = read::hold(&self.journal().runs);
        let mut on = series;
        while record.cut(&on).is_some() {
            on.run = match runs.get(&on) {
                Some(run) => *run,
                None => {
                    let mut run = [0; 8];
                    getrandom::fill(&mut run)?;
                    runs.insert(on, Run(run));
                    Run(run)
                }
            };
        }
        Ok(on)
    }

    /// Notes what became of an entry that was set aside.
    pub(crate) fn looked_at(&self, position: u64, again: Option<EntryRef>) -> Result<(), JournalError> {
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO written_again (entry, as_entry) VALUES (?1, ?2)")?
            .execute((position.cast_signed(), again.map(|id| id.0)))?;
        Ok(())
    }
}

/// Puts an entry aside that another file had aside, whose number says so. One that is not what was written stays away.
pub(crate) fn put(
    tx: &Connection,
    workspace: WorkspaceId,
    series: &Series,
    stored: &Stored,
) -> Result<(), JournalError> {
    let held = read::head(tx, series)?.map(|held| held.id);
    if !is_whole(tx, workspace, held.unwrap_or(0), stored)? {
        return Ok(());
    }
    let id = match held {
        Some(id) => id,
        None => tx
            .prepare_cached("INSERT INTO series (stream, replica, run) VALUES (?1, ?2, ?3)")?
            .insert((series.stream.to_bytes(), series.replica.0, series.run.0))?,
    };
    let head = &stored.entry.head;
    tx.prepare_cached(
        "INSERT OR IGNORE INTO entries (series, seq, stamp, v, flags, recorded_at, body_sha256, hash, signature, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute((
        id,
        head.seq.cast_signed(),
        head.stamp.cast_signed(),
        head.v,
        head.flags,
        head.recorded_at.0,
        stored.body_sha256,
        stored.hash.0,
        stored.entry.signature,
        redact::bytes(&stored.entry),
    ))?;
    Ok(())
}
