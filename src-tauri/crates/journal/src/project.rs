//! Keeping the board's table true: what changed of an incident is written with the entries that changed it.

use incident::board::{ROW_VERSION, Row};
use incident::id::{IncidentId, PersonId};
use incident::incident::Incident;
use incident::record::Record;
use incident::value::{Kind, Stage};
use rusqlite::{Connection, OptionalExtension};

use crate::read;
use crate::words::plain;
use crate::{Journal, JournalError};

/// Raised when the columns beside the row mean something else, so that the table is made anew.
const TABLE_VERSION: u32 = 2;
/// The version of everything that is derived for the board.
const VERSION: u32 = ROW_VERSION * 1000 + TABLE_VERSION;
/// The rank of an incident that nobody has classified.
pub(crate) const UNRANKED: u16 = 256;
/// How many series one step of a rebuild folds.
const STEP: usize = 100;

/// What the board's tables hold of one incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    row: Row,
    people: Vec<PersonId>,
}

impl Shown {
    fn of(record: &Record) -> Option<Self> {
        let row = Row::of(record)?;
        let mut people: Vec<PersonId> =
            Incident::of(record).holdings().iter().map(|held| held.person).collect();
        people.sort_unstable();
        people.dedup();
        Some(Self { row, people })
    }

    fn columns(&self) -> Columns {
        let row = &self.row;
        let phase = match row.stage {
            stage if stage <= Stage::Resolve => 0,
            Stage::Closed => 2,
            _ => 1,
        };
        let title = plain(&row.title);
        let cause = row.cause.as_ref();
        let cause = cause.into_iter().flat_map(|cause| cause.kind.iter().chain(&cause.service));
        let named: Vec<&str> = row.services.iter().chain(cause).map(String::as_str).collect();
        Columns {
            phase,
            rank: row.severity.as_ref().map_or(UNRANKED, |severity| severity.rank.into()),
            opened: row.opened.0,
            due: row.due().map(|at| at.0),
            drill: row.drill,
            internal: row.kind == Kind::Internal,
            severity: row.severity.as_ref().map(|severity| severity.id.as_str().to_owned()),
            manager: row.manager,
            words: plain(&format!("{} {} {}", row.label, title, named.join(" "))),
            title: title.chars().take(64).collect(),
        }
    }
}

/// What is sorted and filtered by.
#[derive(PartialEq, Eq)]
struct Columns {
    phase: u8,
    rank: u16,
    opened: i64,
    due: Option<i64>,
    drill: bool,
    internal: bool,
    severity: Option<String>,
    manager: Option<PersonId>,
    title: String,
    words: String,
}

impl Journal {
    /// Makes the next part of the board anew where its table comes from another version. Returns whether there
    /// is more to do; until it is done the board shows such rows as they were.
    ///
    /// # Errors
    /// A disk that refuses. A damaged stream is left as it is.
    pub fn rebuild_board(&self) -> Result<bool, JournalError> {
        if self.read(|conn| Ok(progress(conn)?.0 == VERSION))? {
            return Ok(false);
        }
        self.derived(|tx| {
            let (version, after) = progress(tx)?;
            if version == VERSION {
                return Ok(false);
            }
            let mut statement =
                tx.prepare_cached("SELECT id, stream FROM series WHERE id > ?1 ORDER BY id LIMIT ?2")?;
            let part: Vec<(i64, [u8; 17])> = statement
                .query_map((after, STEP as i64), |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            for (_, stream) in &part {
                match read::fold(tx, self.workspace, incident::stream::Stream::from_bytes(*stream)) {
                    Ok(record) => drop(project(tx, &record, None)?),
                    Err(error @ JournalError::Damaged { .. }) => {
                        tracing::warn!(%error, "the board leaves it out")
                    }
                    Err(error) => return Err(error),
                }
            }
            let more = part.len() == STEP;
            let at = part.last().map_or(after, |(id, _)| *id);
            note_progress(tx, if more { version } else { VERSION }, if more { at } else { 0 })?;
            Ok(more)
        })
    }
}

/// Version of the board, and the last series that a rebuild has done.
fn progress(conn: &Connection) -> Result<(u32, i64), JournalError> {
    let mut statement =
        conn.prepare_cached("SELECT version, position FROM projections WHERE name = 'board'")?;
    let found = statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(found.unwrap_or_default())
}

fn note_progress(conn: &Connection, version: u32, position: i64) -> Result<(), JournalError> {
    conn.execute(
        "INSERT INTO projections (name, version, position) VALUES ('board', ?1, ?2)
         ON CONFLICT (name) DO UPDATE SET version = ?1, position = ?2",
        (version, position),
    )?;
    Ok(())
}

/// Says that the board of an empty journal is up to date.
pub(crate) fn begin(conn: &Connection) -> Result<(), JournalError> {
    note_progress(conn, VERSION, 0)
}

/// Says that the board does not follow the log any more.
pub(crate) fn forsake(conn: &Connection) -> Result<(), JournalError> {
    note_progress(conn, 0, 0)
}

/// Writes what the board shows of this record, as far as it differs from what is stored (none: not known).
pub(crate) fn project(
    tx: &Connection,
    record: &Record,
    stored: Option<Shown>,
) -> Result<Option<Shown>, JournalError> {
    let Some(shown) = Shown::of(record) else {
        // Taking a declaration back takes the incident off the board.
        if let Some(incident) = record.incident_id() {
            forget(tx, incident)?;
        }
        return Ok(None);
    };
    if stored.as_ref() == Some(&shown) {
        return Ok(stored);
    }
    let columns = shown.columns();
    if stored.as_ref().is_none_or(|stored| stored.columns() != columns) {
        upsert(tx, &shown.row, &columns)?;
    } else {
        // The indexes stay untouched.
        let id = "SELECT id FROM board WHERE incident = ?1";
        let id = tx.prepare_cached(id)?.query_row([shown.row.id.0], |row| row.get(0))?;
        keep_row(tx, id, &shown.row)?;
    }
    if stored.as_ref().is_none_or(|stored| stored.people != shown.people) {
        involve(tx, shown.row.id, &shown.people)?;
    }
    Ok(Some(shown))
}

fn forget(tx: &Connection, incident: IncidentId) -> Result<(), JournalError> {
    let id = "DELETE FROM board_rows WHERE id = (SELECT id FROM board WHERE incident = ?1)";
    for sql in [id, "DELETE FROM board WHERE incident = ?1", "DELETE FROM involved WHERE incident = ?1"] {
        tx.prepare_cached(sql)?.execute([incident.0])?;
    }
    Ok(())
}

fn upsert(tx: &Connection, row: &Row, columns: &Columns) -> Result<(), JournalError> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO board (incident, phase, rank, opened, due, drill, internal, severity, manager, title, words)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (incident) DO UPDATE SET phase = ?2, rank = ?3, opened = ?4, due = ?5, drill = ?6,
             internal = ?7, severity = ?8, manager = ?9, title = ?10, words = ?11
         RETURNING id",
    )?;
    let columns = (
        row.id.0,
        columns.phase,
        columns.rank,
        columns.opened,
        columns.due,
        columns.drill,
        columns.internal,
        &columns.severity,
        columns.manager.map(|person| person.0),
        &columns.title,
        &columns.words,
    );
    let id = statement.query_row(columns, |row| row.get(0))?;
    keep_row(tx, id, row)
}

fn keep_row(tx: &Connection, id: i64, row: &Row) -> Result<(), JournalError> {
    let json = serde_json::to_string(row).map_err(|_| JournalError::Unwritable)?;
    tx.prepare_cached(
        "INSERT INTO board_rows (id, version, row) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET version = ?2, row = ?3",
    )?
    .execute((id, ROW_VERSION, json))?;
    Ok(())
}

fn involve(tx: &Connection, incident: IncidentId, people: &[PersonId]) -> Result<(), JournalError> {
    tx.prepare_cached("DELETE FROM involved WHERE incident = ?1")?.execute([incident.0])?;
    let mut insert = tx.prepare_cached("INSERT INTO involved (person, incident) VALUES (?1, ?2)")?;
    for person in people {
        insert.execute((person.0, incident.0))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    use incident::board::Row;
    use incident::event::Event;
    use incident::id::{IncidentId, Millis, Run, WorkspaceId};
    use incident::stream::Stream;

    use crate::read::hold;
    use crate::{Author, BoardQuery, Journal, Phase, Work};

    fn filled() -> (tempfile::TempDir, Journal) {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::found(&folder.path().join("journal.sqlite"), WorkspaceId([1; 32])).unwrap();
        let author = Author { key: SigningKey::from_bytes(&[1; 32]), run: Run([1; 8]) };
        let works = (0..150).map(|n| Work {
            stream: Stream::Incident(IncidentId([n; 16])),
            private: false,
            drafts: vec![
                Event::Declared { drill: false }.into(),
                Event::Titled { title: format!("incident number {n}"), base: vec![] }.into(),
            ],
            at: Some(Millis(i64::from(n))),
        });
        journal.append_all(&author, Millis(1), works.collect()).unwrap();
        while journal.index_pending().unwrap() > 0 {}
        (folder, journal)
    }

    fn board(journal: &Journal) -> Vec<Row> {
        let all = BoardQuery { phase: Phase::All, limit: 1_000, ..BoardQuery::default() };
        journal.board(&all).unwrap()
    }

    #[test]
    fn a_board_of_another_version_is_shown_rightly_at_once_and_made_anew_in_steps() {
        let (_folder, journal) = filled();
        let before = board(&journal);
        assert_eq!(before.len(), 150);
        hold(&journal.writer)
            .execute_batch(
                "UPDATE board_rows SET version = 0, row = '{\"of\":\"another version\"}';
                 UPDATE board SET words = 'old'; UPDATE projections SET version = 0 WHERE name = 'board'",
            )
            .unwrap();
        assert_eq!(board(&journal), before);
        let mut steps = 1;
        while journal.rebuild_board().unwrap() {
            steps += 1;
        }
        assert_eq!(steps, 2);
        let old: i64 = hold(&journal.writer)
            .query_row(
                "SELECT count(*) FROM board JOIN board_rows USING (id) WHERE version = 0 OR words = 'old'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(old, 0);
        assert_eq!(board(&journal), before);
        assert!(!journal.rebuild_board().unwrap());
    }

    #[test]
    fn a_search_index_of_another_version_is_made_anew() {
        let (_folder, journal) = filled();
        let before = journal.search("number 1", 1_000).unwrap();
        assert_eq!(before.len(), 61);
        hold(&journal.writer)
            .execute_batch("UPDATE projections SET version = 0 WHERE name = 'search'")
            .unwrap();
        while journal.index_pending().unwrap() > 0 {}
        assert_eq!(journal.search("number 1", 1_000).unwrap(), before);
        assert!(journal.verify().unwrap().is_good());
    }
}
