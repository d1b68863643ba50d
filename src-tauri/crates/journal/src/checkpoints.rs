//! Checkpoints: what a long stream was folded to, kept beside the log so that opening it does not read and fold everything
//! again.
//!
//! They are derived and never believed: whoever reads one compares it with itself and with the record, and makes it anew where
//! it does not fit. What is hidden goes from here in the transaction that hides it.

use incident::record::Record;
use incident::stream::Stream;
use rusqlite::{Connection, OptionalExtension};

use crate::facts::{self, FORM, Kept};
use crate::read::{self, Held};
use crate::{Journal, JournalError};

impl Journal {
    /// What was kept of a stream last.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn checkpoint(&self, stream: Stream) -> Result<Option<Vec<u8>>, JournalError> {
        self.read(|conn| {
            let mut statement =
                conn.prepare_cached("SELECT state FROM checkpoints WHERE stream = ?1 AND form = ?2")?;
            Ok(statement.query_row((stream.to_bytes(), FORM), |row| row.get(0)).optional()?)
        })
    }

    /// Keeps what a record was folded to in place of what was kept before. Says whether it did: where the record is no longer
    /// the newest, something in it may be hidden by now, and nothing is kept.
    ///
    /// # Errors
    /// A disk that refuses; nothing is lost by that but time.
    pub fn keep_checkpoint(&self, record: &Record, state: &[u8]) -> Result<bool, JournalError> {
        self.derived(|tx| {
            let heads = read::heads(tx, record.stream())?;
            // By the name of the last entry of each series and how many there are: what a cut leaves out may come to the same
            // number as the cut itself.
            let is_last = |held: &Held| {
                let fact = record.fact(held.hash.reference());
                fact.is_some_and(|fact| {
                    (fact.replica, fact.run, fact.seq) == (held.series.replica, held.series.run, held.seq)
                })
            };
            let all = heads.iter().map(|held| held.seq).sum::<u64>();
            if all != record.facts().len() as u64 || !heads.iter().filter(|held| held.seq > 0).all(is_last) {
                return Ok(false);
            }
            let facts = facts::write(record, &heads);
            tx.prepare_cached(
                "INSERT OR REPLACE INTO checkpoints (stream, form, state, facts) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((record.stream().to_bytes(), FORM, state, facts))?;
            Ok(true)
        })
    }
}

/// What was read of a stream when its checkpoint was kept, where the log holds all of that still.
pub(crate) fn read_before(conn: &Connection, stream: Stream, heads: &[Held]) -> Result<Kept, JournalError> {
    let mut statement =
        conn.prepare_cached("SELECT facts FROM checkpoints WHERE stream = ?1 AND form = ?2")?;
    let bytes: Option<Option<Vec<u8>>> =
        statement.query_row((stream.to_bytes(), FORM), |row| row.get(0)).optional()?;
    let Some(kept) = bytes.flatten().and_then(|bytes| facts::read(stream, &bytes)) else {
        return Ok(Kept::default());
    };
    for (series, seq, hash) in &kept.ends {
        let held = heads.iter().find(|held| held.series == *series && held.seq >= *seq);
        let holds = match held {
            Some(held) => read::hash(conn, held, *seq)? == Some(*hash),
            None => false,
        };
        if !holds {
            return Ok(Kept::default());
        }
    }
    Ok(kept)
}

/// The streams whose facts are kept.
pub(crate) fn with_facts(conn: &Connection) -> Result<Vec<Stream>, JournalError> {
    let mut statement = conn.prepare_cached("SELECT stream FROM checkpoints WHERE facts IS NOT NULL")?;
    let streams = statement.query_map([], |row| Ok(Stream::from_bytes(row.get(0)?)))?;
    Ok(streams.collect::<Result<_, _>>()?)
}

/// Something in the stream is hidden from now on.
pub(crate) fn forget(tx: &Connection, stream: Stream) -> Result<(), JournalError> {
    tx.prepare_cached("DELETE FROM checkpoints WHERE stream = ?1")?.execute([stream.to_bytes()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    use incident::event::Event;
    use incident::id::{DocumentId, Millis, Run, WorkspaceId};

    use super::*;
    use crate::Author;
    use crate::read::hold;

    #[test]
    fn facts_that_nobody_wrote_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::found(&folder.path().join("journal.sqlite"), WorkspaceId([1; 32])).unwrap();
        let author = Author { key: SigningKey::from_bytes(&[1; 32]), run: Run([1; 8]) };
        let stream = Stream::Document(DocumentId([4; 16]));
        let edited = |update: &str| Event::TextEdited { update: update.to_owned() };
        let drafts = vec![edited("AA==").into()];
        let record = journal.append(&author, Millis(1), stream, false, drafts).unwrap().record;
        assert!(journal.keep_checkpoint(&record, b"what it says").unwrap());
        assert!(journal.verify().unwrap().is_good());
        let mut facts = record.facts().to_vec();
        facts[0].event = Some(edited("BB=="));
        let writer = hold(&journal.writer);
        let heads = read::heads(&writer, stream).unwrap();
        let forged = facts::write(&Record::fold(stream, facts), &heads).unwrap();
        writer.execute("UPDATE checkpoints SET facts = ?1", [forged]).unwrap();
        drop(writer);
        assert!(!journal.verify().unwrap().is_good());
    }
}
