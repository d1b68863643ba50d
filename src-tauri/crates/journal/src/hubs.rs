//! What a journal and a hub know of each other: how far each was read, what still has to be offered, what was
//! receipted. There is no second outbox: it is the part of the log that the hub lacks.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::Ordering;

use incident::checksum::Checksum;
use incident::cut::Cut;
use incident::entry::{Entry, EntryHash, Series};
use incident::id::{Millis, ReplicaKey};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::heads::{By, Heads, checksum};
use crate::outbox::{WAITS, pushed};
use crate::read::{self, COUNTS, Held};
use crate::{Absorbed, Journal, JournalError, Receipted, Unfit, receipts};

/// A place in a hub's log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HubPlace {
    /// The hub's position.
    pub position: u64,
    /// The hub's mark there.
    pub mark: [u8; 8],
}

/// Where a hub's log is read on, once what came before is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadOn {
    /// There.
    pub place: HubPlace,
    /// What lies there is on its way and is taken in next. Its flush covers what came before it.
    pub more: bool,
}

/// How far a hub's log is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Up to here it was read.
    pub read: HubPlace,
    /// The furthest place that was heard of: a hub that does not know it has lost something since.
    pub seen: HubPlace,
    /// What its checksum has to be, by all that it is known to hold.
    pub sum: Checksum,
    /// How far off its checksum was when comparing could not explain it.
    pub unexplained: Checksum,
    /// It had been put back to an earlier state, and what it lacks is still being brought to it.
    pub restoring: bool,
}

/// Something a hub did not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptBack {
    /// Of which series.
    pub series: Series,
    /// The first number that was not taken.
    pub seq: u64,
    /// Why, for a person.
    pub why: String,
    /// It may be taken once something else has come; else a person has to look at it.
    pub waits: bool,
    /// Since when.
    pub since: Millis,
}

/// What waits to be offered, of one series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Of which series.
    pub series: Series,
    /// How many entries.
    pub entries: u64,
    /// When the oldest of them was written.
    pub since: Millis,
}

/// What a hub answered to what it was offered.
#[derive(Clone, Debug, Default)]
pub struct Offered {
    /// From which position of this file to which nothing has to be offered again. It counts only where nobody has gone
    /// back meanwhile.
    pub done: Option<(u64, u64)>,
    /// How far the hub holds each series now.
    pub held: Vec<(Series, u64)>,
    /// How far it lists each series, as far as that is held here.
    pub listed: Vec<(Series, u64)>,
    /// How far it holds series that it does not list.
    pub hidden: Vec<(Series, u64)>,
    /// The ends of series of which it says that it holds something else than this file.
    pub claimed: Vec<(Series, u64, EntryHash)>,
    /// What it did not take.
    pub kept_back: Vec<KeptBack>,
    /// Its receipts.
    pub receipts: Vec<Receipted>,
    /// Where its log ended then.
    pub seen: Option<HubPlace>,
}

impl Journal {
    /// How far this hub's log is known; the beginning, for one that was never met.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn known_of(&self, hub: ReplicaKey) -> Result<Known, JournalError> {
        self.read_little(|conn| {
            let mut statement =
                conn.prepare_cached(
                "SELECT position, mark, seen, seen_mark, sum, unexplained, restoring FROM hubs WHERE hub = ?1",
            )?;
            let place = |row: &Row<'_>, at| {
                let position = row.get::<_, i64>(at)?.cast_unsigned();
                Ok::<_, rusqlite::Error>(HubPlace { position, mark: row.get(at + 1)? })
            };
            let known = |row: &Row<'_>| {
                let (read, seen) = (place(row, 0)?, place(row, 2)?);
                let (sum, unexplained) = (checksum(row.get(4)?), checksum(row.get(5)?));
                Ok(Known { read, seen, sum, unexplained, restoring: row.get(6)? })
            };
            Ok(statement.query_row([hub.0], known).optional()?.unwrap_or_default())
        })
    }

    /// Takes in what a hub sent, and in the same transaction moves on to where the next page begins. Where that brings
    /// nothing that others than the hub have written, or more is on its way, it is not flushed: with the place it is lost
    /// and had again. What a person writes on top of it is flushed with all that lies before.
    ///
    /// # Errors
    /// As [`Journal::absorb`].
    pub fn absorb_from(
        &self,
        hub: ReplicaKey,
        entries: Vec<Entry>,
        next: Option<ReadOn>,
    ) -> Result<Absorbed, JournalError> {
        // From which number on, and up to which.
        let mut sent: BTreeMap<Series, (u64, u64)> = BTreeMap::new();
        for entry in &entries {
            let seq = entry.head.seq;
            let (first, last) = sent.entry(entry.head.series()).or_insert((seq, seq));
            (*first, *last) = (seq.min(*first), seq.max(*last));
        }
        let again = match next {
            Some(next) => next.more || !self.unflushed.load(Ordering::Acquire) && self.is_echo(hub, &sent)?,
            None => false,
        };
        let more = next.is_some_and(|next| next.more);
        let absorbed =
            self.absorb_and(entries, Some(hub), again, |batch, absorbed| {
                let tx = batch.tx;
                meet(tx, hub)?;
                let (mut heads, some_owed) = (Heads::of(tx, hub), any(tx, hub, "owed")?);
                let some_kept_back = any(tx, hub, "kept_back")?;
                for (series, (first, seq)) in sent {
                    let held = batch.head(&series)?;
                    let stop = absorbed.refused.iter().find(|refused| refused.series == series);
                    // What does not go on from what is held here may be of another branch.
                    let shown = stop.map_or(seq, |refused| refused.seq - 1);
                    if shown >= first
                        && let Some(held) = &held
                    {
                        heads.holds(held, shown, By::Showing)?;
                    }
                    match stop.map(|refused| refused.why) {
                        // Asked for again it may come whole; of a fork no more is wanted.
                        Some(why) if why.may_come_later() || why == Unfit::Signature => {
                            owe(tx, hub, &series, seq)?
                        }
                        Some(_) => forgive(tx, hub, &series, u64::MAX)?,
                        None => {
                            let Some(held) = held else { continue };
                            if some_owed {
                                forgive(tx, hub, &series, held.seq)?;
                            }
                            // What had come damaged has come whole.
                            if some_kept_back {
                                lets_go(tx, hub, &held, seq)?;
                            }
                        }
                    }
                }
                heads.keep()?;
                if let Some(ReadOn { place, .. }) = next {
                    tx.prepare_cached("UPDATE hubs SET position = ?2, mark = ?3 WHERE hub = ?1")?
                        .execute((hub.0, place.position.cast_signed(), place.mark))?;
                }
                Ok(())
            })?;
        // An echo has left it as it was.
        self.unflushed.store(again && (more || self.unflushed.load(Ordering::Acquire)), Ordering::Release);
        Ok(absorbed)
    }

    /// Whether of series sent up to these numbers all is held already, except what the hub itself wrote.
    fn is_echo(&self, hub: ReplicaKey, sent: &BTreeMap<Series, (u64, u64)>) -> Result<bool, JournalError> {
        self.read_little(|conn| {
            for (series, (_, seq)) in sent.iter().filter(|(series, _)| series.replica != hub) {
                if read::head(conn, series)?.is_none_or(|held| held.seq < *seq) {
                    return Ok(false);
                }
            }
            Ok(true)
        })
    }

    /// Series that the hub holds further than this journal, and how far as far as it is known.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn owed(&self, hub: ReplicaKey) -> Result<Vec<(Series, u64)>, JournalError> {
        self.read(|conn| {
            let mut statement =
                conn.prepare_cached("SELECT stream, replica, run, seq FROM owed WHERE hub = ?1")?;
            let owed = statement.query_map([hub.0], |row| {
                Ok((read::series(row, 0)?, row.get::<_, i64>(3)?.cast_unsigned()))
            })?;
            Ok(owed.collect::<Result<_, _>>()?)
        })
    }

    /// Notes that the hub holds these series as far as this.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn owe(&self, hub: ReplicaKey, series: &[(Series, u64)]) -> Result<(), JournalError> {
        self.derived(|tx| {
            meet(tx, hub)?;
            series.iter().try_for_each(|(series, seq)| owe(tx, hub, series, *seq))
        })
    }

    /// Keeps what a hub answered. It can be asked again, so this need not be flushed at once.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn offered(&self, hub: ReplicaKey, answer: Offered) -> Result<(), JournalError> {
        self.derived(|tx| {
            meet(tx, hub)?;
            if let Some((from, up_to)) = answer.done {
                tx.prepare_cached("UPDATE hubs SET pushed = ?3 WHERE hub = ?1 AND pushed = ?2")?
                    .execute((hub.0, from.cast_signed(), up_to.cast_signed()))?;
            }
            let (mut heads, some_kept_back) = (Heads::of(tx, hub), any(tx, hub, "kept_back")?);
            // Of most series there is a receipt too.
            let mut found: HashMap<Series, Option<Held>> = HashMap::new();
            let mut head = |series: &Series| match found.get(series) {
                Some(held) => Ok(*held),
                None => read::head(tx, series).inspect(|held| {
                    found.insert(*series, *held);
                }),
            };
            let ways = [(&answer.held, By::Saying), (&answer.listed, By::Showing), (&answer.hidden, By::Hiding)];
            for (series, by) in ways {
                for (series, seq) in series {
                    let Some(held) = head(series)? else { continue };
                    // What it holds is not kept back any more.
                    if some_kept_back {
                        lets_go(tx, hub, &held, *seq)?;
                    }
                    heads.holds(&held, *seq, by)?;
                }
            }
            for (series, seq, hash) in &answer.claimed {
                if let Some(held) = head(series)? {
                    heads.claims(&held, *seq, hash)?;
                }
            }
            heads.keep()?;
            for kept in &answer.kept_back {
                let Some(id) = head(&kept.series)?.map(|held| held.id) else { continue };
                tx.prepare_cached(
                    "INSERT INTO kept_back (hub, series, seq, why, waits, since) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT (hub, series) DO UPDATE SET seq = ?3, why = ?4, waits = ?5 WHERE ?3 <= seq",
                )?
                .execute((hub.0, id, kept.seq.cast_signed(), &kept.why, kept.waits, kept.since.0))?;
            }
            for receipt in &answer.receipts {
                if let Some(held) = head(&receipt.series)? {
                    receipts::keep(tx, &held, receipt)?;
                }
            }
            answer.seen.map_or(Ok(()), |place| see(tx, hub, place))
        })
    }

    /// Has everything that was kept back, or only what waits, offered once more from the first entry that the hub lacks.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn offer_again(&self, hub: ReplicaKey, only_what_waits: bool) -> Result<(), JournalError> {
        self.derived(|tx| {
            let first: Option<i64> = tx
                .prepare_cached(&format!(
                    "SELECT min(e.position) FROM kept_back k JOIN entries e ON e.series = k.series AND e.seq >= k.seq
                     WHERE k.hub = ?1 AND k.waits >= ?2 AND {COUNTS}"
                ))?
                .query_row((hub.0, only_what_waits), |row| row.get(0))?;
            tx.prepare_cached("DELETE FROM kept_back WHERE hub = ?1 AND waits >= ?2")?
                .execute((hub.0, only_what_waits))?;
            if let Some(first) = first {
                tx.prepare_cached("UPDATE hubs SET pushed = min(pushed, ?2) WHERE hub = ?1")?
                    .execute((hub.0, first - 1))?;
            }
            Ok(())
        })
    }

    /// Forgets what is known of a hub, so that everything is offered and asked for once more: it is another one now. Where it
    /// is being `restored`, that is all that stays known, in the same transaction: whoever is cut off right after that still
    /// knows whose fault it is not that the hub lacks something.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn forget_hub(&self, hub: ReplicaKey, restored: bool) -> Result<(), JournalError> {
        self.derived(|tx| {
            for table in ["hub_heads", "owed", "kept_back"] {
                tx.execute(&format!("DELETE FROM {table} WHERE hub = ?1"), [hub.0])?;
            }
            tx.execute("DELETE FROM hubs WHERE hub = ?1", [hub.0])?;
            if restored {
                tx.execute("INSERT INTO hubs (hub, restoring) VALUES (?1, 1)", [hub.0])?;
            }
            Ok(())
        })
    }

    /// What still has to be offered to a hub, by stream, the oldest first.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn waiting(&self, hub: ReplicaKey) -> Result<Vec<Waiting>, JournalError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT s.stream, s.replica, s.run, count(*), min(e.recorded_at) FROM entries e JOIN series s ON s.id = e.series
                 LEFT JOIN hub_heads h ON h.hub = ?1 AND h.series = e.series
                 WHERE {COUNTS} AND {WAITS}
                 GROUP BY e.series ORDER BY min(e.position)"
            ))?;
            let waiting = statement.query_map((hub.0, pushed(conn, hub)?), |row| {
                Ok(Waiting {
                    series: read::series(row, 0)?,
                    entries: row.get::<_, i64>(3)?.cast_unsigned(),
                    since: Millis(row.get(4)?),
                })
            })?;
            Ok(waiting.collect::<Result<_, _>>()?)
        })
    }

    /// What a hub did not take, the oldest first.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn kept_back(&self, hub: ReplicaKey) -> Result<Vec<KeptBack>, JournalError> {
        self.read_little(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT s.stream, s.replica, s.run, k.seq, k.why, k.waits, k.since FROM kept_back k
                 JOIN series s ON s.id = k.series WHERE k.hub = ?1 ORDER BY k.since, k.series",
            )?;
            let kept = statement.query_map([hub.0], |row| {
                Ok(KeptBack {
                    series: read::series(row, 0)?,
                    seq: row.get::<_, i64>(3)?.cast_unsigned(),
                    why: row.get(4)?,
                    waits: row.get(5)?,
                    since: Millis(row.get(6)?),
                })
            })?;
            Ok(kept.collect::<Result<_, _>>()?)
        })
    }
}

pub(crate) fn last_position(conn: &Connection) -> Result<u64, JournalError> {
    let mut statement = conn.prepare_cached("SELECT coalesce(max(position), 0) FROM entries")?;
    Ok(statement.query_row([], |row| row.get::<_, i64>(0))?.cast_unsigned())
}

fn meet(tx: &Connection, hub: ReplicaKey) -> Result<(), JournalError> {
    tx.prepare_cached("INSERT OR IGNORE INTO hubs (hub) VALUES (?1)")?.execute([hub.0])?;
    Ok(())
}

/// Whether one of these tables holds anything of a hub: mostly it does not, and then no series has to be looked for there.
fn any(tx: &Connection, hub: ReplicaKey, table: &str) -> Result<bool, JournalError> {
    Ok(tx.prepare_cached(&format!("SELECT 1 FROM {table} WHERE hub = ?1 LIMIT 1"))?.exists([hub.0])?)
}

/// Its log goes at least as far as this place.
fn see(tx: &Connection, hub: ReplicaKey, place: HubPlace) -> Result<(), JournalError> {
    tx.prepare_cached("UPDATE hubs SET seen = ?2, seen_mark = ?3 WHERE hub = ?1 AND seen < ?2")?
        .execute((hub.0, place.position.cast_signed(), place.mark))?;
    Ok(())
}

/// The hub holds a series at least up to here, and this journal does not.
fn owe(tx: &Connection, hub: ReplicaKey, series: &Series, seq: u64) -> Result<(), JournalError> {
    tx.prepare_cached(
        "INSERT INTO owed (hub, stream, replica, run, seq) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (hub, stream, replica, run) DO UPDATE SET seq = max(seq, ?5)",
    )?
    .execute((hub.0, series.stream.to_bytes(), series.replica.0, series.run.0, seq.cast_signed()))?;
    Ok(())
}

/// The series is held up to here, so no more than that is owed.
fn forgive(tx: &Connection, hub: ReplicaKey, series: &Series, end: u64) -> Result<(), JournalError> {
    let end = i64::try_from(end).unwrap_or(i64::MAX);
    tx.prepare_cached(
        "DELETE FROM owed WHERE hub = ?1 AND stream = ?2 AND replica = ?3 AND run = ?4 AND seq <= ?5",
    )?
    .execute((hub.0, series.stream.to_bytes(), series.replica.0, series.run.0, end))?;
    Ok(())
}

/// The hub holds a series up to here: no more than what follows is kept back of it, for the reason that there was.
fn lets_go(tx: &Connection, hub: ReplicaKey, held: &Held, seq: u64) -> Result<(), JournalError> {
    let part = (hub.0, held.id, seq.cast_signed());
    if seq < held.seq {
        tx.prepare_cached("UPDATE kept_back SET seq = ?3 + 1 WHERE hub = ?1 AND series = ?2 AND seq <= ?3")?
            .execute(part)?;
    } else {
        tx.prepare_cached("DELETE FROM kept_back WHERE hub = ?1 AND series = ?2 AND seq <= ?3")?
            .execute(part)?;
    }
    Ok(())
}

/// As many of a series as this are owed, and no more.
pub(crate) fn owe_up_to(
    tx: &Connection,
    hub: ReplicaKey,
    series: &Series,
    seq: u64,
) -> Result<(), JournalError> {
    forgive(tx, hub, series, u64::MAX)?;
    if seq > 0 { owe(tx, hub, series, seq) } else { Ok(()) }
}

/// The hub has cut a series, of which this is left here: nothing else of it is offered, and the rest of the branch that
/// counts has to come.
pub(crate) fn ends_at(tx: &Connection, hub: ReplicaKey, kept: &Held, cut: &Cut) -> Result<(), JournalError> {
    let mut heads = Heads::of(tx, hub);
    heads.ends(kept, kept.seq == cut.seq)?;
    heads.keep()?;
    owe_up_to(tx, hub, &kept.series, if kept.seq < cut.seq { cut.seq } else { 0 })?;
    tx.prepare_cached("DELETE FROM kept_back WHERE hub = ?1 AND series = ?2")?.execute((hub.0, kept.id))?;
    Ok(())
}

/// Whether the hub is known to hold all that is held here of a series.
pub(crate) fn holds_all(tx: &Connection, hub: ReplicaKey, held: &Held) -> Result<bool, JournalError> {
    let mut statement = tx.prepare_cached(
        "SELECT 1 FROM hub_heads WHERE hub = ?1 AND series = ?2 AND seq >= ?3 AND NOT hidden",
    )?;
    Ok(statement.exists((hub.0, held.id, held.seq.cast_signed()))?)
}

/// Of a series only this is left here, and the hub holds it up to a number.
pub(crate) fn lacks_again(
    tx: &Connection,
    hub: ReplicaKey,
    kept: &Held,
    seq: u64,
) -> Result<(), JournalError> {
    let mut heads = Heads::of(tx, hub);
    heads.ends(kept, false)?;
    heads.keep()?;
    owe(tx, hub, &kept.series, seq)
}
