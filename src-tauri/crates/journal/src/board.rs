//! The board: incidents sorted and filtered from a table that is kept with the log.

use incident::board::{ROW_VERSION, Row};
use incident::id::{IncidentId, Millis, PersonId, SeverityId};
use incident::stream::Stream;
use incident::value::Kind;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use crate::project::UNRANKED;
use crate::words::fold_case;
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
    /// Part of the title, the label or a service's name; case and accents do not matter.
    pub filter: Option<String>,
    /// People whose names match the filter: incidents they manage are shown as well.
    pub managers: Vec<PersonId>,
    /// Only of this severity.
    pub severity: Option<SeverityId>,
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Only those where this person holds a role.
    pub mine: Option<PersonId>,
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
        self.read(|conn| {
            let ids = order(conn, query)?;
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
            for (phase, count) in [(0, &mut counts.active), (1, &mut counts.review), (2, &mut counts.closed)]
            {
                *count = phases.query_row([phase], |row| row.get(0))?;
            }
            counts.worst = conn
                .prepare_cached("SELECT min(rank) FROM board WHERE phase = 0 AND drill = 0 AND rank < ?1")?
                .query_row([UNRANKED], |row| row.get(0))?;
            counts.overdue = conn
                .prepare_cached("SELECT count(*) FROM board WHERE phase = 0 AND drill = 0 AND due <= ?1")?
                .query_row([now.0], |row| row.get(0))?;
            Ok(counts)
        })
    }

    fn row_anew(&self, conn: &Connection, id: i64) -> Result<Option<Row>, JournalError> {
        let mut statement = conn.prepare_cached("SELECT incident FROM board WHERE id = ?1")?;
        let incident = IncidentId(statement.query_row([id], |row| row.get(0))?);
        Ok(Row::of(&read::fold(conn, self.workspace, Stream::Incident(incident))?))
    }
}

/// A key that sorts the incidents of several phases together, and the row's id.
type Key = ((i64, i64, String), i64);

/// The incidents to show, in order.
fn order(conn: &Connection, query: &BoardQuery) -> Result<Vec<i64>, JournalError> {
    let wanted = query.limit.saturating_add(query.offset);
    let phases: &[i64] = match query.phase {
        Phase::Active => &[0],
        Phase::Review => &[1],
        Phase::Closed => &[2],
        Phase::All => &[0, 1, 2],
    };
    let mut keys: Vec<Key> = Vec::new();
    for &phase in phases {
        match (query.sort, phase) {
            (Sort::Urgency, 0) => {
                for overdue in [true, false] {
                    let left = wanted - keys.len();
                    keys.extend(part(
                        conn,
                        query,
                        phase,
                        Some(overdue),
                        "rank, opened, ''",
                        "rank, opened",
                        left,
                    )?);
                }
            }
            (Sort::Urgency, _) => {
                let left = wanted - keys.len();
                keys.extend(part(conn, query, phase, None, "0, 0, ''", "opened DESC", left)?);
            }
            (Sort::Age, _) => {
                keys.extend(part(conn, query, phase, None, "-opened, 0, ''", "opened DESC", wanted)?)
            }
            (Sort::Severity, _) => {
                keys.extend(part(
                    conn,
                    query,
                    phase,
                    None,
                    "rank, -opened, ''",
                    "rank, opened DESC",
                    wanted,
                )?);
            }
            (Sort::Title, _) => keys.extend(part(conn, query, phase, None, "0, 0, title", "title", wanted)?),
        }
    }
    if query.sort != Sort::Urgency {
        keys.sort_by(|a, b| a.0.cmp(&b.0));
    }
    Ok(keys.into_iter().skip(query.offset).take(query.limit).map(|(_, id)| id).collect())
}

/// The first incidents of one phase, by an index. Only conditions in use are part of the statement, so that
/// an unfiltered board is read from the index alone.
fn part(
    conn: &Connection,
    query: &BoardQuery,
    phase: i64,
    overdue: Option<bool>,
    key: &'static str,
    order: &'static str,
    limit: usize,
) -> Result<Vec<Key>, JournalError> {
    // Many incidents are looked through faster in the order of the file than in that of an index.
    let narrowed = query.severity.is_some() || query.kind.is_some() || query.filter.is_some();
    let scan = if narrowed && phase != 0 && query.mine.is_none() { "NOT INDEXED" } else { "" };
    let mut sql = format!("SELECT {key}, id FROM board {scan} WHERE phase = ?");
    let mut values = vec![Value::from(phase)];
    if let Some(overdue) = overdue {
        sql.push_str(if overdue { " AND due <= ?" } else { " AND (due IS NULL OR due > ?)" });
        values.push(query.now.0.into());
    }
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
    if let Some(filter) = &query.filter {
        sql.push_str(" AND (instr(words, ?) > 0 OR manager IN (");
        values.push(fold_case(filter.trim()).into());
        for (i, manager) in query.managers.iter().enumerate() {
            sql.push_str(if i == 0 { "?" } else { ",?" });
            values.push(manager.0.to_vec().into());
        }
        sql.push_str("))");
    }
    sql.push_str(" ORDER BY ");
    sql.push_str(order);
    sql.push_str(" LIMIT ?");
    values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    let mut statement = conn.prepare_cached(&sql)?;
    let keys = statement.query_map(params_from_iter(values), |row| {
        Ok(((row.get(0)?, row.get(1)?, row.get(2)?), row.get(3)?))
    })?;
    Ok(keys.collect::<Result<_, _>>()?)
}
