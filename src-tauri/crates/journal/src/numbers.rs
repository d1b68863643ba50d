//! Which incidents were given which number: a table beside the log, kept with the entries that say so.

use incident::entry::{Entry, EntryHash};
use incident::event::Event;
use incident::id::IncidentId;
use incident::label::Label;
use incident::record::Record;
use incident::stream::Stream;
use rusqlite::Connection;

use crate::batch::Batch;
use crate::{Journal, JournalError};

impl Journal {
    /// The incidents that were ever called this, by a number that may be replaced since or before they had one.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn ever_called(&self, label: &Label) -> Result<Vec<IncidentId>, JournalError> {
        Ok(match label {
            Label::Number(number) => {
                let streams = self.read(|conn| numbered(conn, *number))?;
                streams.into_iter().filter_map(Stream::incident).collect()
            }
            Label::Provisional(_) => {
                let all = self.streams(Stream::Incident(IncidentId([0; 16])))?;
                all.into_iter().filter_map(Stream::incident).filter(|id| label.is_end_of(*id)).collect()
            }
        })
    }
}

impl Batch<'_> {
    /// The incidents that were ever given this number, whether it still stands or not.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn numbered(&self, number: u64) -> Result<Vec<Stream>, JournalError> {
        numbered(self.tx, number)
    }

    /// The highest number below a limit that any incident was ever given.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn highest_number(&self, below: u64) -> Result<Option<u64>, JournalError> {
        let below = i64::try_from(below).unwrap_or(i64::MAX);
        let sql = "SELECT max(number) FROM numbers WHERE number < ?1";
        let highest: Option<i64> = self.tx.query_row(sql, [below], |row| row.get(0))?;
        Ok(highest.map(i64::cast_unsigned))
    }
}

fn numbered(conn: &Connection, number: u64) -> Result<Vec<Stream>, JournalError> {
    let mut statement =
        conn.prepare_cached("SELECT incident FROM numbers WHERE number = ?1 ORDER BY incident")?;
    // One that is too large for the file is in no row of it.
    let number = i64::try_from(number).unwrap_or(-1);
    let streams = statement.query_map([number], |row| Ok(Stream::Incident(IncidentId(row.get(0)?))))?;
    Ok(streams.collect::<Result<_, _>>()?)
}

/// Keeps the numbers that new entries of a record give.
pub(crate) fn keep<'a>(
    tx: &Connection,
    record: &Record,
    entries: impl IntoIterator<Item = &'a (Entry, EntryHash)>,
) -> Result<(), JournalError> {
    let Some(incident) = record.incident_id() else { return Ok(()) };
    for number in given(record, entries) {
        if let Ok(number) = i64::try_from(number) {
            tx.prepare_cached("INSERT OR IGNORE INTO numbers (number, incident) VALUES (?1, ?2)")?
                .execute((number, incident.0))?;
        }
    }
    Ok(())
}

/// The numbers that some entries of a record give.
pub fn given<'a>(
    record: &Record,
    entries: impl IntoIterator<Item = &'a (Entry, EntryHash)>,
) -> impl Iterator<Item = u64> {
    entries.into_iter().filter_map(|(_, hash)| match record.fact(hash.reference())?.event {
        Some(Event::Numbered { number, .. }) => Some(number),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    use incident::event::Event;
    use incident::id::{IncidentId, Millis, Run, WorkspaceId};
    use incident::stream::{Section, Stream};
    use incident::value::NoteKind;

    use crate::read::hold;
    use crate::{Author, Journal};

    fn numbered(journal: &Journal, number: u64) -> Vec<Stream> {
        journal.batch(|batch| batch.numbered(number)).unwrap()
    }

    #[test]
    fn a_journal_from_before_the_table_has_it_filled() {
        let folder = tempfile::tempdir().unwrap();
        let (file, backups) = (folder.path().join("journal.sqlite"), folder.path().join("backups"));
        let journal = Journal::found(&file, WorkspaceId([1; 32])).unwrap();
        let author = Author { key: SigningKey::from_bytes(&[1; 32]), run: Run([1; 8]) };
        let stream = |n| Stream::Incident(IncidentId([n; 16]));
        let write = |stream, event: Event| {
            journal.append(&author, Millis(1), stream, false, vec![event.into()]).unwrap();
        };
        let number = |number| Event::Numbered { number, base: vec![] };
        write(stream(1), number(7));
        write(stream(2), number(7));
        write(stream(2), number(u64::MAX));
        write(stream(3), Event::Noted { note: NoteKind::Note, text: "\"numbered\" is a word".to_owned() });
        write(Stream::Book(Section::People), number(7));
        assert_eq!(numbered(&journal, 7), [stream(1), stream(2)]);
        hold(&journal.writer)
            .execute_batch(
                "INSERT INTO entries SELECT 99, series, 99, 1, v, flags, recorded_at, body_sha256, hash, NULL,
                 CAST('no JSON \"numbered\"' AS BLOB) FROM entries WHERE position = 1;
                 DROP TABLE numbers; DROP TABLE written_again; DROP TABLE checkpoints;
                 DROP INDEX entries_set_aside;
                 DROP INDEX board_active; CREATE INDEX board_by_urgency ON board (phase);
                 PRAGMA user_version = 3",
            )
            .unwrap();
        drop(journal);
        let journal = Journal::open(&file, &backups).unwrap().journal;
        assert_eq!(numbered(&journal, 7), [stream(1), stream(2)]);
        assert_eq!(numbered(&journal, u64::MAX), []);
    }
}
