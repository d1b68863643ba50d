//! The inbox: what this laptop told its person. It is no part of the log.

use incident::id::Millis;
use incident::stream::Stream;
use rusqlite::Row;

use crate::{Journal, JournalError};

/// Something to tell a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What makes it the same notice as another, for example nag, incident and due time. Told once.
    pub key: String,
    /// What it is about.
    pub stream: Stream,
    /// Which nag gave it.
    pub nag: String,
    /// One line.
    pub title: String,
    /// A sentence.
    pub text: String,
    /// When.
    pub at: Millis,
}

/// A notice in the inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// Its number.
    pub id: i64,
    /// What it says.
    pub notice: Notice,
    /// Whether the person has read it.
    pub read: bool,
}

/// What became of a notice that was put into the inbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Put {
    /// It was not there before.
    pub new: bool,
    /// It is to ring now: it may, and has not yet.
    pub rings: bool,
}

/// Which notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// This one.
    One(i64),
    /// All of them.
    All,
}

impl Journal {
    /// Puts a notice into the inbox, unless one of the same key is or was there. Returns whether it did.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn post(&self, notice: &Notice) -> Result<bool, JournalError> {
        Ok(self.put(notice, true)?.new)
    }

    /// The same for one that may ring now or has to keep quiet. It rings once; what kept quiet rings when it is put there
    /// again and may, unless its person has read it.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn put(&self, notice: &Notice, may_ring: bool) -> Result<Put, JournalError> {
        self.write(|tx| {
            let added = tx
                .prepare_cached(
                    "INSERT INTO notices (key, stream, nag, title, text, at, rang) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                     ON CONFLICT (key) DO NOTHING",
                )?
                .execute((
                    &notice.key,
                    notice.stream.to_bytes(),
                    &notice.nag,
                    &notice.title,
                    &notice.text,
                    notice.at.0,
                    may_ring,
                ))?;
            let new = added > 0;
            let kept_quiet = may_ring
                && !new
                && tx
                    .prepare_cached("UPDATE notices SET rang = 1 WHERE key = ?1 AND rang = 0 AND read = 0")?
                    .execute([&notice.key])?
                    > 0;
            Ok((Put { new, rings: may_ring && (new || kept_quiet) }, Vec::new()))
        })
    }

    /// Puts these words in place of all that was told of a stream under another title. Returns whether there was any.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn hush(&self, stream: Stream, title: &str, text: &str) -> Result<bool, JournalError> {
        let of = stream.to_bytes();
        let told: bool = self.read(|conn| {
            let sql = "SELECT EXISTS (SELECT 1 FROM notices WHERE stream = ?1 AND title <> ?2)";
            Ok(conn.prepare_cached(sql)?.query_row((&of, title), |row| row.get(0))?)
        })?;
        // A look costs no flush, and nearly always there is nothing to hush.
        if told {
            self.write(|tx| {
                tx.prepare_cached(
                    "UPDATE notices SET title = ?2, text = ?3 WHERE stream = ?1 AND title <> ?2",
                )?
                .execute((&of, title, text))?;
                Ok(((), Vec::new()))
            })?;
        }
        Ok(told)
    }

    /// Adds notices of a damaged file, as they were.
    pub(crate) fn keep_notices(&self, notices: Vec<Posted>) -> Result<(), JournalError> {
        self.write(|tx| {
            let mut insert = tx.prepare_cached(
                "INSERT INTO notices (key, stream, nag, title, text, at, read) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (key) DO UPDATE SET read = max(read, ?7)",
            )?;
            for Posted { notice, read, .. } in notices {
                let Notice { key, stream, nag, title, text, at } = notice;
                insert.execute((key, stream.to_bytes(), nag, title, text, at.0, read))?;
            }
            Ok(((), Vec::new()))
        })
    }

    /// The newest notices, newest first.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn inbox(&self, limit: usize) -> Result<Vec<Posted>, JournalError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(&format!("{ALL} ORDER BY id DESC LIMIT ?1"))?;
            let notices = statement.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], posted)?;
            Ok(notices.collect::<Result<_, _>>()?)
        })
    }

    /// Marks notices as read and returns how many were not before.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn mark_read(&self, which: Which) -> Result<usize, JournalError> {
        self.write(|tx| {
            let changed = match which {
                Which::One(id) => tx
                    .prepare_cached("UPDATE notices SET read = 1 WHERE id = ?1 AND read = 0")?
                    .execute([id])?,
                Which::All => tx.prepare_cached("UPDATE notices SET read = 1 WHERE read = 0")?.execute([])?,
            };
            Ok((changed, Vec::new()))
        })
    }

    /// How many notices are unread.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn unread(&self) -> Result<u32, JournalError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached("SELECT count(*) FROM notices WHERE read = 0")?;
            Ok(statement.query_row([], |row| row.get(0))?)
        })
    }
}

/// Every notice, as [`posted`] reads them.
pub(crate) const ALL: &str = "SELECT id, key, stream, nag, title, text, at, read FROM notices";

pub(crate) fn posted(row: &Row<'_>) -> rusqlite::Result<Posted> {
    let notice = Notice {
        key: row.get(1)?,
        stream: Stream::from_bytes(row.get(2)?),
        nag: row.get(3)?,
        title: row.get(4)?,
        text: row.get(5)?,
        at: Millis(row.get(6)?),
    };
    Ok(Posted { id: row.get(0)?, notice, read: row.get(7)? })
}
