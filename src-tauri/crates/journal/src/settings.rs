//! Settings of this laptop, such as the theme. They are no part of the log.

use rusqlite::{Connection, OptionalExtension};

use crate::{Journal, JournalError};

impl Journal {
    /// The value of a setting, if one was set.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn setting(&self, key: &str) -> Result<Option<String>, JournalError> {
        self.read(|conn| get(conn, key))
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), JournalError> {
        self.write(|tx| Ok((set(tx, key, value)?, Vec::new())))
    }
}

pub(crate) fn get(conn: &Connection, key: &str) -> Result<Option<String>, JournalError> {
    let mut statement = conn.prepare_cached("SELECT value FROM settings WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?)
}

pub(crate) fn set(tx: &Connection, key: &str, value: &str) -> Result<(), JournalError> {
    tx.prepare_cached(
        "INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
    )?
    .execute((key, value))?;
    Ok(())
}
