//! The board: incidents sorted and filtered from a table that is kept with the log.

use incident::board::{ROW_VERSION, Row};
use incident::id::{IncidentId, Millis, PersonId, SeverityId};
use incident::stream::Stream;
use incident::value::Kind;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use crate::project::UNRANKED;
use crate::words::plain;
use crate::{Journal, JournalError, read};

/// Which incidents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Up to and including Resolve.
    #[default]
    Active,
    /// In review or follow-up.
    Review,
    /// Closed.
    Closed,
    /// All of them.
    All,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Active ones first: overdue, then by severity, then the oldest; after them the others, newest first.
    #[default]
    Urgency,
    /// Newest first.
    Age,
    /// Worst first, then newest; those without a severity last.
    Severity,
    /// By title.
    Title,
}

/// What to show on the board.
#[derive(Clone, Debug, Default)]
pub struct BoardQuery {
    /// What time it is, to know what is overdue.
    pub now: Millis,
    /// Which incidents.
    pub phase: Phase,
    /// Part of the title, the label, a service's name or the type of cause; case and accents do not matter.
    pub filter: Option<String>,
    /// People whose names match the filter: incidents they manage are shown as well.
    pub managers: Vec<PersonId>,
    /// Only of this severity.
    pub severity: Option<SeverityId>,
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Only those where this person holds a role.
    pub mine: Option<PersonId>,
    /// Only those of whose review the next step is due by then.
    pub review_by: Option<Millis>,
    /// In which order.
    pub sort: Sort,
    /// At most so many.
    pub limit: usize,
    /// After so many.
    pub offset: usize,
}

/// Numbers for the rail and the tray.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Active incidents, drills too.
    pub active: u32,
    /// In review or follow-up.
    pub review: u32,
    /// Closed.
    pub closed: u32,
    /// The worst rank among active incidents that are no drills.
    pub worst: Option<u8>,
    /// Active incidents, no drills, where somebody waits for an update.
    pub overdue: u32,
}

impl Journal {
    /// The rows of the board.
    ///
    /// # Errors
    /// A disk that refuses; [`JournalError::Damaged`] only where a row has to be made anew.
    pub fn board(&self, query: &BoardQuery) -> Result<Vec<Row>, JournalError> {
        self.read(|conn| self.rows(conn, order(conn, query)?))
    }

    /// The incidents with action items that have to be done, or of which one was done or dropped since then; newest first.
    /// What another version left is not among them until it was made anew.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn with_actions(&self, since: Millis) -> Result<Vec<Row>, JournalError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT row FROM board_rows WHERE version = ?1
                     AND (row ->> '$.actions.open' > 0 OR row ->> '$.actions.moved' >= ?2)
                 ORDER BY id DESC",
            )?;
            let rows = statement.query_map((ROW_VERSION, since.0), |row| row.get::<_, String>(0))?;
            let mut read = Vec::new();
            for row in rows {
                read.extend(serde_json::from_str(&row?).ok());
            }
            Ok(read)
        })
    }

    /// The incidents of whose review the next step is due by then, the one that is due first first. What another version left
    /// is not among them until it was made anew.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn reviews_due(&self, by: Millis) -> Result<Vec<Row>, JournalError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT row FROM board JOIN board_rows USING (id)
                 WHERE phase = 1 AND version = ?1 AND row ->> '$.review.at' <= ?2
                 ORDER BY row ->> '$.review.at', id",
            )?;
            let rows = statement.query_map((ROW_VERSION, by.0), |row| row.get::<_, String>(0))?;
            let mut read = Vec::new();
            for row in rows {
                read.extend(serde_json::from_str(&row?).ok());
            }
            Ok(read)
        })
    }

    /// The incidents in review where somebody waits to hear from us, the one that is due first first.
    ///
    /// # Errors
    /// A disk that refuses; [`JournalError::Damaged`] only where a row has to be made anew.
    pub fn promised(&self, limit: u32) -> Result<Vec<Row>, JournalError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT id FROM board WHERE phase = 1 AND due IS NOT NULL ORDER BY due, id LIMIT ?1",
            )?;
            let ids = statement.query_map([limit], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
            self.rows(conn, ids)
        })
    }

    /// How many incidents there are and how bad it is.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn counts(&self, now: Millis) -> Result<Counts, JournalError> {
        self.read(|conn| {
            let mut counts = Counts::default();
            let mut phases = conn.prepare_cached("SELECT count FROM board_counts WHERE phase = ?1")?;
            for (phase, count) in [(1, &mut counts.review), (2, &mut counts.closed)] {
                *count = phases.query_row([phase], |row| row.get(0))?;
            }
            counts.active = conn
                .prepare_cached("SELECT count(*) FROM board WHERE phase = 0")?
                .query_row([], |row| row.get(0))?;
            counts.worst = conn
                .prepare_cached("SELECT min(rank) FROM board WHERE phase = 0 AND drill = 0 AND rank < ?1")?
                .query_row([UNRANKED], |row| row.get(0))?;
            counts.overdue = conn
                .prepare_cached("SELECT count(*) FROM board WHERE phase = 0 AND drill = 0 AND due <= ?1")?
                .query_row([now.0], |row| row.get(0))?;
            Ok(counts)
        })
    }

    fn rows(&self, conn: &Connection, ids: Vec<i64>) -> Result<Vec<Row>, JournalError> {
        let mut statement = conn.prepare_cached("SELECT version, row FROM board_rows WHERE id = ?1")?;
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            let stored: Option<(u32, String)> =
                statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            match stored.map(|(version, row)| (version, serde_json::from_str(&row))) {
                Some((ROW_VERSION, Ok(row))) => rows.push(row),
                // From another version, and the rebuild in the background has not come here yet.
                _ => rows.extend(self.row_anew(conn, id)?),
            }
        }
        Ok(rows)
    }

    fn row_anew(&self, conn: &Connection, id: i64) -> Result<Option<Row>, JournalError> {
        let mut statement = conn.prepare_cached("SELECT incident FROM board WHERE id = ?1")?;
        let incident = IncidentId(statement.query_row([id], |row| row.get(0))?);
        Ok(Row::of(&read::fold(conn, self.workspace, Stream::Incident(incident))?))
    }
}

/// The incidents to show, in order.
fn order(conn: &Connection, query: &BoardQuery) -> Result<Vec<i64>, JournalError> {
    let narrowed = query.severity.is_some()
        || query.kind.is_some()
        || query.filter.is_some()
        || query.mine.is_some()
        || query.review_by.is_some();
    if narrowed { look_through(conn, query) } else { first_of_each(conn, query) }
}

/// Looks at every incident of the phases: what a filter leaves is not known before.
fn look_through(conn: &Connection, query: &BoardQuery) -> Result<Vec<i64>, JournalError> {
    let phase = match query.phase {
        Phase::Active => "phase = 0",
        Phase::Review => "phase = 1",
        Phase::Closed => "phase = 2",
        Phase::All => "true",
    };
    // Without an index, unless that says which few to look at: the order of the file is the fastest.
    let scan = if query.phase == Phase::All && query.mine.is_none() { "NOT INDEXED" } else { "" };
    let mut sql = format!("SELECT id FROM board {scan} WHERE {phase}");
    let mut values: Vec<Value> = Vec::new();
    if let Some(severity) = &query.severity {
        sql.push_str(" AND severity = ?");
        values.push(severity.as_str().to_owned().into());
    }
    if let Some(kind) = query.kind {
        sql.push_str(" AND internal = ?");
        values.push(i64::from(kind == Kind::Internal).into());
    }
    if let Some(person) = query.mine {
        sql.push_str(" AND incident IN (SELECT incident FROM involved WHERE person = ?)");
        values.push(person.0.to_vec().into());
    }
    if let Some(by) = query.review_by {
        sql.push_str(" AND EXISTS (SELECT 1 FROM board_rows AS kept WHERE kept.id = board.id AND version = ? AND row ->> '$.review.at' <= ?)");
        values.extend([i64::from(ROW_VERSION).into(), by.0.into()]);
    }
    if let Some(filter) = &query.filter {
        sql.push_str(" AND (instr(words, ?) > 0 OR manager IN (");
        values.push(plain(filter.trim()).into());
        for (i, manager) in query.managers.iter().enumerate() {
            sql.push_str(if i == 0 { "?" } else { ",?" });
            values.push(manager.0.to_vec().into());
        }
        sql.push_str("))");
    }
    sql.push_str(match query.sort {
        Sort::Urgency => {
            values.push(query.now.0.into());
            " ORDER BY phase, iif(phase = 0, due IS NULL OR due > ?, 0), iif(phase = 0, rank, 0),
                iif(phase = 0, opened, ~opened)"
        }
        Sort::Age => " ORDER BY opened DESC",
        Sort::Severity => " ORDER BY rank, opened DESC",
        Sort::Title => " ORDER BY title",
    });
    sql.push_str(" LIMIT ? OFFSET ?");
    values.extend([count(query.limit), count(query.offset)]);
    let mut statement = conn.prepare_cached(&sql)?;
    let ids = statement.query_map(params_from_iter(values), |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// A key that sorts the incidents of several phases together, and the row's id. Newest first is `~opened`: the earliest time
/// that there is has no negative.
type Key = ((i64, i64, String), i64);

/// Takes the first of each phase from an index, so that it does not matter how many others there are.
fn first_of_each(conn: &Connection, query: &BoardQuery) -> Result<Vec<i64>, JournalError> {
    let wanted = query.limit.saturating_add(query.offset);
    let phases: &[i64] = match query.phase {
        Phase::Active => &[0],
        Phase::Review => &[1],
        Phase::Closed => &[2],
        Phase::All => &[0, 1, 2],
    };
    let mut keys: Vec<Key> = Vec::new();
    for &phase in phases {
        let left = wanted.saturating_sub(keys.len());
        match (query.sort, phase) {
            (Sort::Urgency, 0) => {
                let now = query.now;
                keys.extend(part(conn, phase, Due::By(now), "rank, opened, ''", "rank, opened", wanted)?);
                let left = wanted.saturating_sub(keys.len());
                keys.extend(part(conn, phase, Due::Later(now), "rank, opened, ''", "rank, opened", left)?);
            }
            (Sort::Urgency, _) => keys.extend(part(conn, phase, Due::Any, "0, 0, ''", "opened DESC", left)?),
            (Sort::Age, _) => {
                keys.extend(part(conn, phase, Due::Any, "~opened, 0, ''", "opened DESC", wanted)?)
            }
            (Sort::Severity, _) => {
                keys.extend(part(conn, phase, Due::Any, "rank, ~opened, ''", "rank, opened DESC", wanted)?);
            }
            (Sort::Title, _) => keys.extend(part(conn, phase, Due::Any, "0, 0, title", "title", wanted)?),
        }
    }
    if query.sort != Sort::Urgency {
        keys.sort_by(|a, b| a.0.cmp(&b.0));
    }
    Ok(keys.into_iter().skip(query.offset).take(query.limit).map(|(_, id)| id).collect())
}

/// Which incidents, by when their next update is due.
#[derive(Clone, Copy)]
enum Due {
    Any,
    By(Millis),
    Later(Millis),
}

/// The first incidents of one phase: from an index, or looked through where they are active and therefore few.
fn part(
    conn: &Connection,
    phase: i64,
    due: Due,
    key: &'static str,
    order: &'static str,
    limit: usize,
) -> Result<Vec<Key>, JournalError> {
    let (condition, time) = match due {
        Due::Any => ("?1 IS NULL", None),
        Due::By(time) => ("due <= ?1", Some(time.0)),
        Due::Later(time) => ("(due IS NULL OR due > ?1)", Some(time.0)),
    };
    // The phase is part of the statement, since it says which of the indexes serve.
    let sql = format!(
        "SELECT {key}, id FROM board WHERE phase = {phase} AND {condition} ORDER BY {order} LIMIT ?2"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let key = |row: &rusqlite::Row<'_>| Ok(((row.get(0)?, row.get(1)?, row.get(2)?), row.get(3)?));
    let keys = statement.query_map((time, count(limit)), key)?;
    Ok(keys.collect::<Result<_, _>>()?)
}

fn count(number: usize) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}
