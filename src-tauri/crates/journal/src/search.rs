//! Searching titles, notes, decisions and published reviews, newest first.

use incident::id::{EntryRef, Millis};
use incident::stream::Stream;
use rusqlite::{Connection, Row};

use crate::read::{self, COLUMNS, Stored};
use crate::words::{is_long, plain, words};
use crate::{Journal, JournalError, index};

/// How many words of a query count.
const MOST: usize = 12;
/// Up to how many words a beginning is spelled out.
const SPELLED_OUT: usize = 64;
/// How long a snippet is, in characters.
const SNIPPET: usize = 160;

/// What kind of text was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// An incident's title.
    Title,
    /// A note.
    Note,
    /// A decision: its question, options, choice or reasons.
    Decision,
    /// A review, as it was published for those who may see the incident.
    Review,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// In which stream.
    pub stream: Stream,
    /// The title's entry, the note or the decision.
    pub entry: EntryRef,
    /// What it is.
    pub what: What,
    /// The part of the text around the first word found.
    pub snippet: String,
    /// When it happened, or else was written down.
    pub at: Millis,
}

impl Journal {
    /// Finds texts that hold words beginning with every word given; the one that was recorded last comes first.
    /// Nothing in `text` is syntax. Without a word in it there is nothing to find.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<Hit>, JournalError> {
        self.search_in(None, text, limit)
    }

    /// The same among published reviews alone: however much else was written since, they are found.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn search_reviews(&self, text: &str, limit: usize) -> Result<Vec<Hit>, JournalError> {
        self.search_in(Some(index::REVIEW), text, limit)
    }

    /// Among those that hold this mark besides.
    fn search_in(&self, mark: Option<&str>, text: &str, limit: usize) -> Result<Vec<Hit>, JournalError> {
        let mut wanted = words(text);
        wanted.truncate(MOST);
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        self.read(|conn| {
            let mark = mark.map(|mark| Ok(format!("\"{mark}\"")));
            let words = wanted.iter().map(|word| begun(conn, word));
            let query = mark.into_iter().chain(words).collect::<Result<Vec<_>, _>>()?.join(" AND ");
            let mut statement = conn.prepare_cached(
                "SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
            )?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let positions = statement.query_map((query, limit), |row| row.get::<_, i64>(0))?;
            let mut entries = conn.prepare_cached(&format!(
                "SELECT {COLUMNS}, s.stream, s.replica, s.run FROM entries e JOIN series s ON s.id = e.series
                 WHERE e.position = ?1"
            ))?;
            let mut hits = Vec::new();
            for position in positions {
                let stored = entries.query_row([position?], stored)?;
                hits.extend(hit(conn, &stored, &wanted)?);
            }
            Ok(hits)
        })
    }
}

/// The expression for words that begin so. Words are letters and digits only, so quoting them leaves no syntax.
fn begun(conn: &Connection, word: &str) -> Result<String, JournalError> {
    let any = format!("\"{word}\"*");
    if !is_long(word) {
        return Ok(any);
    }
    let mut statement =
        conn.prepare_cached("SELECT word FROM search_words WHERE word >= ?1 ORDER BY word LIMIT ?2")?;
    let known: Vec<String> = statement
        .query_map((word, SPELLED_OUT as i64 + 1), |row| row.get(0))?
        .take_while(|known| known.as_ref().map_or(true, |known: &String| known.starts_with(word)))
        .collect::<Result<_, _>>()?;
    // So many words are rare ones, which are soon gathered.
    if known.is_empty() || known.len() > SPELLED_OUT {
        return Ok(any);
    }
    let words: Vec<String> = known.iter().map(|known| format!("\"{known}\"")).collect();
    Ok(format!("({})", words.join(" OR ")))
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Stored::read(row, &read::series(row, 10)?)
}

/// What the index points to; none when its text was dropped since.
fn hit(conn: &Connection, stored: &Stored, wanted: &[String]) -> Result<Option<Hit>, JournalError> {
    let Some((what, entry, at, text)) = index::held(conn, stored)? else { return Ok(None) };
    Ok(Some(Hit { stream: stored.entry.head.stream, entry, what, snippet: snippet(&text, wanted), at }))
}

/// About [`SNIPPET`] characters of the text, from a little before the first word that was looked for.
fn snippet(text: &str, wanted: &[String]) -> String {
    let calm = |part: &str| part.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    if text.chars().count() <= SNIPPET {
        return calm(text);
    }
    let found = first(text, wanted).unwrap_or(0);
    let before = text[..found].char_indices().rev().nth(SNIPPET / 4).map_or(0, |(at, c)| at + c.len_utf8());
    let start = begins(&text[before..found], before == 0).map_or(found, |at| before + at);
    let end = text[start..].char_indices().nth(SNIPPET).map_or(text.len(), |(at, _)| start + at);
    let opens = if start > 0 { "…" } else { "" };
    let closes = if end < text.len() { "…" } else { "" };
    format!("{opens}{}{closes}", calm(&text[start..end]))
}

/// Where the first word of a text begins; `fresh` where nothing stands before it.
fn begins(text: &str, fresh: bool) -> Option<usize> {
    let mut within = !fresh;
    for (at, c) in text.char_indices() {
        if !within {
            return Some(at);
        }
        within = c.is_alphanumeric();
    }
    None
}

/// Where the first of the words that are looked for begins.
fn first(text: &str, wanted: &[String]) -> Option<usize> {
    let initials: Vec<char> = wanted.iter().filter_map(|word| word.chars().next()).collect();
    let mut within = false;
    for (at, c) in text.char_indices() {
        let begins = !within;
        within = c.is_alphanumeric();
        // Most words of a long text begin with another letter, and need no second look.
        if !begins || c.is_ascii() && !initials.contains(&c.to_ascii_lowercase()) {
            continue;
        }
        let is = |word: &String| {
            let here: String = text[at..].chars().take(word.chars().count()).collect();
            plain(&here) == *word
        };
        if wanted.iter().any(is) {
            return Some(at);
        }
    }
    None
}
