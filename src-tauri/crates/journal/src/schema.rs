//! The shape of the file: who it belongs to, how connections to it behave, numbered migrations.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::JournalError;

/// `ALLC`, in the header of every journal.
pub const APPLICATION: u32 = u32::from_be_bytes(*b"ALLC");

/// Never edited once released; a new one is added at the end.
const MIGRATIONS: [&str; 9] = [
    concat!(include_str!("schema/0001_log.sql"), "\n", include_str!("schema/0001_views.sql")),
    include_str!("schema/0002_hubs.sql"),
    include_str!("schema/0003_evidence.sql"),
    include_str!("schema/0004_numbers.sql"),
    include_str!("schema/0005_aside.sql"),
    include_str!("schema/0006_board.sql"),
    include_str!("schema/0007_checkpoints.sql"),
    include_str!("schema/0008_facts.sql"),
    include_str!("schema/0009_rang.sql"),
];

/// The format that this version writes.
pub const FORMAT: u32 = MIGRATIONS.len() as u32;

/// Opens the one connection that writes.
pub(crate) fn writer(file: &Path) -> Result<Connection, JournalError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(file, flags)?;
    harden(&conn)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    // A barrier that holds on macOS; nothing elsewhere.
    conn.pragma_update(None, "fullfsync", true)?;
    conn.pragma_update(None, "checkpoint_fullfsync", true)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    // Makes the triggers see what INSERT OR REPLACE would delete.
    conn.pragma_update(None, "recursive_triggers", true)?;
    conn.pragma_update(None, "secure_delete", true)?;
    // A page that many commits change is written back once for all of them; 16 MB are read through when it opens again.
    conn.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    conn.pragma_update(None, "journal_size_limit", 64 << 20)?;
    conn.pragma_update(None, "cache_size", -4_000)?;
    Ok(conn)
}

/// Opens a connection that reads.
pub(crate) fn reader(file: &Path) -> Result<Connection, JournalError> {
    let conn = Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    harden(&conn)?;
    conn.pragma_update(None, "query_only", true)?;
    conn.pragma_update(None, "cache_size", -2_000)?;
    Ok(conn)
}

fn harden(conn: &Connection) -> Result<(), JournalError> {
    conn.busy_timeout(std::time::Duration::from_secs(5))?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // Else SQLite plans a statement anew for whatever is bound to it, which takes longer than most of them.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "mmap_size", 0)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// The format of the file as SQLite sees it, the write-ahead log included.
pub(crate) fn format(conn: &Connection) -> Result<u32, JournalError> {
    Ok(conn.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Brings the file up to this version's format, one transaction per step.
pub(crate) fn migrate(conn: &mut Connection) -> Result<(), JournalError> {
    for (step, sql) in (1_u32..).zip(MIGRATIONS).skip(format(conn)? as usize) {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", step)?;
        tx.commit()?;
    }
    Ok(())
}
