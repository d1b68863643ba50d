//! Members, their devices and invitations, in a file of their own beside the log.
//!
//! Every request asks here, and the commands of an operator write here while the hub serves: nothing is remembered.

mod backup;
mod invitations;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use incident::id::{Millis, PersonId, ReplicaKey};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, TransactionBehavior};
use serde::Serialize;

use crate::member::{Device, Member, Role};
use crate::secret::Hashed;

pub use backup::{back_up, verify};
pub(crate) use invitations::{Arrival, Invitation, Joined, NotJoined};

/// `ALLM`, in the header of the file.
const APPLICATION: u32 = u32::from_be_bytes(*b"ALLM");

/// Never edited once released; a new one is added at the end.
const MIGRATIONS: [&str; 1] = [include_str!("store/schema/0001_members.sql")];

/// The store. Share it by reference; every method takes `&self`.
pub struct Store {
    conn: Mutex<Connection>,
}

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Written by a later version.
    #[error(
        "The list of members was written by a newer hub (format {found}, this one knows {known}). Nothing was changed. Install the newer version."
    )]
    Newer {
        /// The format of the file.
        found: u32,
        /// The newest that this version knows.
        known: u32,
    },
    /// The operating system gives no randomness.
    #[error("the operating system gives no random numbers")]
    Random(#[from] getrandom::Error),
    /// The file could not be used.
    #[error("the list of members cannot be used: {0}")]
    Sqlite(#[from] rusqlite::Error),
}

/// Who is revoked by a word of an operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Named {
    /// Nobody has this name or id.
    Nobody,
    /// Several have this name.
    Several(Vec<PersonId>),
    /// This person.
    One(PersonId),
}

impl Store {
    /// Opens the file, making it where there is none.
    ///
    /// # Errors
    /// [`StoreError::Newer`]; a disk that refuses.
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut conn = Connection::open_with_flags(file, flags)?;
        conn.busy_timeout(Duration::from_secs(5))?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        conn.pragma_update(None, "journal_mode", "WAL")?;
        conn.pragma_update(None, "synchronous", "FULL")?;
        conn.pragma_update(None, "foreign_keys", true)?;
        conn.pragma_update(None, "secure_delete", true)?;
        conn.pragma_update(None, "cell_size_check", true)?;
        migrate(&mut conn)?;
        Ok(Self { conn: Mutex::new(conn) })
    }

    /// The device that shows this token, revoked or not.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn device_with(&self, token: &str) -> Result<Option<Device>, StoreError> {
        let token = Hashed::of(token);
        let conn = self.conn();
        let mut statement = conn.prepare_cached(&format!("{DEVICES} WHERE d.token = ?1"))?;
        let found = statement.query_row([token.0], |row| Ok((device(row)?, Hashed(row.get("token")?))));
        // The index finds by a hash that nobody can steer; what it found is compared once more, in constant time.
        Ok(found.optional()?.filter(|(_, kept)| kept.is(&token)).map(|(device, _)| device))
    }

    /// The device that writes with this key.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn device_of(&self, replica: ReplicaKey) -> Result<Option<Device>, StoreError> {
        let conn = self.conn();
        let mut statement = conn.prepare_cached(&format!("{DEVICES} WHERE d.replica = ?1"))?;
        Ok(statement.query_row([replica.0], device).optional()?)
    }

    /// The device of this number.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn device(&self, id: i64) -> Result<Option<Device>, StoreError> {
        let conn = self.conn();
        let mut statement = conn.prepare_cached(&format!("{DEVICES} WHERE d.id = ?1"))?;
        Ok(statement.query_row([id], device).optional()?)
    }

    /// Every device, in the order in which they joined.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn devices(&self) -> Result<Vec<Device>, StoreError> {
        let conn = self.conn();
        let mut statement = conn.prepare_cached(&format!("{DEVICES} ORDER BY d.id"))?;
        let devices = statement.query_map([], device)?;
        Ok(devices.collect::<Result<_, _>>()?)
    }

    /// Takes a device's access back. It may be said twice.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn revoke_device(&self, id: i64, now: Millis) -> Result<(), StoreError> {
        self.conn().execute(
            "UPDATE devices SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL",
            (id, now.0),
        )?;
        Ok(())
    }

    /// Everybody, in the order in which they joined.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn members(&self) -> Result<Vec<Member>, StoreError> {
        let conn = self.conn();
        let mut statement = conn.prepare_cached(
            "SELECT person, name, role, joined_at, revoked_at FROM members ORDER BY joined_at, person",
        )?;
        let members = statement.query_map([], |row| {
            Ok(Member {
                person: PersonId(row.get(0)?),
                name: row.get(1)?,
                role: role(row, 2)?,
                joined_at: Millis(row.get(3)?),
                revoked_at: row.get::<_, Option<i64>>(4)?.map(Millis),
            })
        })?;
        Ok(members.collect::<Result<_, _>>()?)
    }

    /// Whom an operator means by a name or an id.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn named(&self, word: &str) -> Result<Named, StoreError> {
        let members = self.members()?;
        if let Some(member) = members.iter().find(|member| member.person.to_string() == word) {
            return Ok(Named::One(member.person));
        }
        let mut called: Vec<PersonId> =
            members.into_iter().filter(|member| member.name == word).map(|member| member.person).collect();
        Ok(match called.len() {
            0 => Named::Nobody,
            1 => Named::One(called.remove(0)),
            _ => Named::Several(called),
        })
    }

    /// Takes a person's access back, and with it that of all their devices. It may be said twice.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn revoke_member(&self, person: PersonId, now: Millis) -> Result<(), StoreError> {
        let mut conn = self.conn();
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Each device too, so that inviting the person again lets in the one they come back with and no other.
        for table in ["members", "devices"] {
            let sql = format!("UPDATE {table} SET revoked_at = ?2 WHERE person = ?1 AND revoked_at IS NULL");
            tx.execute(&sql, (person.0, now.0))?;
        }
        // Invitations for further devices of theirs would bring them back, also once this revocation was undone.
        tx.execute("UPDATE invitations SET uses = 0 WHERE person = ?1", [person.0])?;
        tx.commit()?;
        Ok(())
    }

    /// Remembers under which address the hub serves, for the links of invitations made by another process.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn serves_at(&self, url: &str) -> Result<(), StoreError> {
        self.conn().execute(
            "INSERT INTO meta (key, value) VALUES ('url', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1",
            [url],
        )?;
        Ok(())
    }

    /// The address under which the hub served last.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn served_at(&self) -> Result<Option<String>, StoreError> {
        let conn = self.conn();
        Ok(conn.query_row("SELECT value FROM meta WHERE key = 'url'", [], |row| row.get(0)).optional()?)
    }

    /// Locks, also after a panic elsewhere: a transaction that was not committed rolls back by itself.
    fn conn(&self) -> MutexGuard<'_, Connection> {
        self.conn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A device with its member. It is revoked when either is.
const DEVICES: &str =
    "SELECT d.id, d.name, d.replica, d.person, m.name AS person_name, m.role, d.joined_at, d.token,
     coalesce(d.revoked_at, m.revoked_at) AS revoked_at
     FROM devices d JOIN members m ON m.person = d.person";

fn device(row: &Row<'_>) -> rusqlite::Result<Device> {
    Ok(Device {
        id: row.get(0)?,
        name: row.get(1)?,
        replica: ReplicaKey(row.get(2)?),
        person: PersonId(row.get(3)?),
        person_name: row.get(4)?,
        role: role(row, 5)?,
        joined_at: Millis(row.get(6)?),
        revoked_at: row.get::<_, Option<i64>>("revoked_at")?.map(Millis),
    })
}

fn role(row: &Row<'_>, at: usize) -> rusqlite::Result<Role> {
    let word: String = row.get(at)?;
    word.parse().map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(error))
    })
}

fn migrate(conn: &mut Connection) -> Result<(), StoreError> {
    let known = MIGRATIONS.len() as u32;
    let format = |conn: &Connection| conn.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0));
    if format(conn)? > known {
        return Err(StoreError::Newer { found: format(conn)?, known });
    }
    if format(conn)? == known {
        return Ok(());
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Asked again inside: another process may have been first.
    for (step, sql) in (1_u32..).zip(MIGRATIONS).skip(format(&tx)? as usize) {
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "application_id", APPLICATION)?;
        tx.pragma_update(None, "user_version", step)?;
    }
    tx.commit()?;
    Ok(())
}
