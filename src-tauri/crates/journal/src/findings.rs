//! What hubs were found to have done with the log that they are trusted with.

use incident::id::{Millis, ReplicaKey};
use incident::stream::Stream;
use rusqlite::Row;

use crate::{Journal, JournalError};

/// What a hub did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// It was put back to an earlier state, as after a loss of its disk. Nobody's fault.
    Restored,
    /// It no longer held what it had confirmed, and had not been put back.
    Dropped,
    /// It holds something else than what it had confirmed.
    Altered,
    /// It showed, when asked, what it had left out where it told of what is new.
    LeftOut,
    /// It says that it holds what it does not show.
    Withheld,
    /// What it sent was signed by nobody, or changed on the way.
    Damaged,
    /// Its checksum is not that of what it says that it holds.
    Contradicted,
}

impl Deed {
    const ALL: [(Self, &str); 7] = [
        (Self::Restored, "restored"),
        (Self::Dropped, "dropped"),
        (Self::Altered, "altered"),
        (Self::LeftOut, "left_out"),
        (Self::Withheld, "withheld"),
        (Self::Damaged, "damaged"),
        (Self::Contradicted, "contradicted"),
    ];

    /// Its word, for files.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(deed, _)| *deed == self).map_or("", |(_, word)| word)
    }
}

/// What a hub was found to have done to one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub deed: Deed,
    /// To which stream; none for all of its log.
    pub stream: Option<Stream>,
    /// To how many entries.
    pub entries: u64,
    /// When it was found first.
    pub since: Millis,
    /// A person has taken note of it.
    pub seen: bool,
}

impl Journal {
    /// Notes what a hub was found to have done. Entries that were lost, or left out, again add to those before.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn note_findings(&self, hub: ReplicaKey, findings: &[Finding]) -> Result<(), JournalError> {
        self.derived(|tx| {
            let mut statement = tx.prepare_cached(
                "INSERT INTO findings (hub, what, stream, entries, since) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (hub, what, stream) DO UPDATE SET
                     entries = iif(?6, entries + ?4, max(entries, ?4)),
                     seen = seen AND NOT ?6 AND ?4 <= entries",
            )?;
            for Finding { deed, stream, entries, since, .. } in findings {
                let adds = matches!(deed, Deed::Restored | Deed::Dropped | Deed::LeftOut);
                let (entries, stream) = (entries.cast_signed(), bytes(*stream));
                statement.execute((hub.0, deed.word(), stream, entries, since.0, adds))?;
            }
            Ok(())
        })
    }

    /// What a hub was found to have done, the latest first.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn findings(&self, hub: ReplicaKey) -> Result<Vec<Finding>, JournalError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT what, stream, entries, since, seen FROM findings WHERE hub = ?1
                 ORDER BY since DESC, what, stream",
            )?;
            let mut rows = statement.query([hub.0])?;
            let mut findings = Vec::new();
            while let Some(row) = rows.next()? {
                let word: String = row.get(0)?;
                // A word of a newer version says nothing here.
                let Some((deed, _)) = Deed::ALL.into_iter().find(|(_, known)| *known == word) else {
                    continue;
                };
                let stream: Vec<u8> = row.get(1)?;
                findings.push(Finding {
                    deed,
                    stream: <[u8; Stream::WIDTH]>::try_from(stream).ok().map(Stream::from_bytes),
                    entries: row.get::<_, i64>(2)?.cast_unsigned(),
                    since: Millis(row.get(3)?),
                    seen: row.get(4)?,
                });
            }
            Ok(findings)
        })
    }

    /// Adds findings of a damaged file, as they were there.
    pub(crate) fn keep_findings(&self, findings: &[Found]) -> Result<(), JournalError> {
        self.derived(|tx| {
            let mut insert = tx.prepare_cached(
                "INSERT OR REPLACE INTO findings (hub, what, stream, entries, since, seen)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for Found { hub, what, stream, entries, since, seen } in findings {
                insert.execute((hub, what, bytes(*stream), entries, since, seen))?;
            }
            Ok(())
        })
    }

    /// What any hub was found to have done to a stream or to all of its log, the earliest first.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn findings_about(&self, stream: Stream) -> Result<Vec<(ReplicaKey, Finding)>, JournalError> {
        let hubs: Vec<ReplicaKey> = self.read(|conn| {
            let mut statement = conn.prepare_cached("SELECT DISTINCT hub FROM findings ORDER BY hub")?;
            let hubs = statement.query_map([], |row| Ok(ReplicaKey(row.get(0)?)))?;
            Ok(hubs.collect::<Result<_, _>>()?)
        })?;
        let mut about = Vec::new();
        for hub in hubs {
            let findings = self.findings(hub)?.into_iter();
            let concern = findings.filter(|finding| finding.stream.is_none_or(|one| one == stream));
            about.extend(concern.map(|finding| (hub, finding)));
        }
        about.sort_by_key(|(_, finding)| finding.since);
        Ok(about)
    }

    /// A person has taken note of all that the hub was found to have done.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn findings_are_seen(&self, hub: ReplicaKey) -> Result<(), JournalError> {
        self.derived(|tx| {
            tx.prepare_cached("UPDATE findings SET seen = 1 WHERE hub = ?1")?.execute([hub.0])?;
            Ok(())
        })
    }

    /// What was only true for a time is true no more.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn withdraw(&self, hub: ReplicaKey, deed: Deed) -> Result<(), JournalError> {
        self.derived(|tx| {
            tx.prepare_cached("DELETE FROM findings WHERE hub = ?1 AND what = ?2")?
                .execute((hub.0, deed.word()))?;
            Ok(())
        })
    }
}

/// A finding as the file has it: what was done may be a word of another version.
pub(crate) struct Found {
    hub: [u8; 32],
    what: String,
    stream: Option<Stream>,
    entries: i64,
    since: i64,
    seen: bool,
}

/// Every finding, as [`found`] reads them.
pub(crate) const ALL: &str = "SELECT hub, what, stream, entries, since, seen FROM findings";

pub(crate) fn found(row: &Row<'_>) -> rusqlite::Result<Found> {
    let whole = row.get_ref(2)?.as_blob()?.is_empty();
    Ok(Found {
        hub: row.get(0)?,
        what: row.get(1)?,
        stream: if whole { None } else { Some(Stream::from_bytes(row.get(2)?)) },
        entries: row.get(3)?,
        since: row.get(4)?,
        seen: row.get(5)?,
    })
}

fn bytes(stream: Option<Stream>) -> Vec<u8> {
    stream.map_or_else(Vec::new, |stream| stream.to_bytes().to_vec())
}
