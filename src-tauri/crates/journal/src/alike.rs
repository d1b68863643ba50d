//! Which incidents of the past may be like one: a single pass over the board's words, whatever they are.

use incident::board::{ROW_VERSION, Row};
use incident::id::IncidentId;
use incident::related::Term;
use rusqlite::{Connection, OptionalExtension};

use crate::words::plain;
use crate::{Journal, JournalError};

/// A word that more than so many incidents have, and more than one of so many, says nothing.
const COMMON: usize = 20;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Alike {
    /// Those in which most of it stands; of equals the newest.
    pub rows: Vec<Row>,
    /// Words that so many incidents have that they say nothing.
    pub common: Vec<String>,
}

impl Journal {
    /// The incidents that are over and in which most of these terms stand, but for this one; drills among drills only.
    /// How long that takes follows from how many incidents there are, and not from the terms. What another version
    /// left of the board is not among them until it was made anew.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn alike(
        &self,
        terms: &[Term],
        drill: bool,
        but: IncidentId,
        limit: usize,
    ) -> Result<Alike, JournalError> {
        let asked = &terms[..terms.len().min(64)];
        let terms: Vec<Term> =
            asked.iter().map(|term| Term { text: plain(&term.text), ..term.clone() }).collect();
        if terms.is_empty() {
            return Ok(Alike::default());
        }
        self.read(|conn| {
            let (found, of) = look_through(conn, &terms, drill, but)?;
            let stands = |nth: usize| found.iter().filter(|found| found.terms & (1 << nth) != 0).count();
            let is_common = |nth: &usize| {
                let stands = stands(*nth);
                terms[*nth].word && stands > COMMON && stands.saturating_mul(COMMON) > of
            };
            let common: Vec<usize> = (0..terms.len()).filter(is_common).collect();
            let mut counted: Vec<(u32, i64, i64)> = found
                .iter()
                .map(|found| (found.points(&terms, &common), found.opened, found.id))
                .filter(|(points, ..)| *points > 0)
                .collect();
            counted.sort_unstable_by(|a, b| b.cmp(a));
            counted.truncate(limit);
            Ok(Alike {
                rows: rows(conn, counted.into_iter().map(|(.., id)| id))?,
                common: common.into_iter().map(|nth| asked[nth].text.clone()).collect(),
            })
        })
    }
}

/// An incident in which something stands: which of the terms, a bit for each.
struct Found {
    id: i64,
    opened: i64,
    terms: u64,
}

impl Found {
    fn points(&self, terms: &[Term], common: &[usize]) -> u32 {
        let stands = |nth: &usize| self.terms & (1 << nth) != 0 && !common.contains(nth);
        (0..terms.len()).filter(stands).map(|nth| terms[nth].counts).sum()
    }
}

/// Those in which any of it stands, and how many were looked at.
fn look_through(
    conn: &Connection,
    terms: &[Term],
    drill: bool,
    but: IncidentId,
) -> Result<(Vec<Found>, usize), JournalError> {
    // Without an index: the order of the file is the fastest.
    let mut statement = conn.prepare_cached(
        "SELECT id, opened, words FROM board NOT INDEXED WHERE phase > 0 AND drill = ?1 AND incident <> ?2",
    )?;
    let mut rows = statement.query((drill, but.0))?;
    let (mut found, mut of) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        of += 1;
        let words = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
        let stands = |(nth, term): (usize, &Term)| u64::from(words.contains(term.text.as_str())) << nth;
        let terms = terms.iter().enumerate().map(stands).sum();
        if terms > 0 {
            found.push(Found { id: row.get(0)?, opened: row.get(1)?, terms });
        }
    }
    Ok((found, of))
}

fn rows(conn: &Connection, ids: impl Iterator<Item = i64>) -> Result<Vec<Row>, JournalError> {
    let mut statement = conn.prepare_cached("SELECT row FROM board_rows WHERE id = ?1 AND version = ?2")?;
    let mut rows = Vec::new();
    for id in ids {
        let stored: Option<String> = statement.query_row((id, ROW_VERSION), |row| row.get(0)).optional()?;
        rows.extend(stored.and_then(|row| serde_json::from_str(&row).ok()));
    }
    Ok(rows)
}
