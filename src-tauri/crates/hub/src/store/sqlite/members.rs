//! Members, their devices and invitations, in a file of their own beside the log.

use std::error::Error;
use std::path::Path;
use std::str::FromStr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use incident::id::{Millis, PersonId, ReplicaKey};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, TransactionBehavior};

use crate::invitation::{Earlier, Invitation, LetIn, OpenInvitation, Turn};
use crate::member::{Device, Member, Role};
use crate::secret::Hashed;
use crate::store::{Members, StoreError};
use crate::waiting::{Ruling, Waiting};

/// `ALLM`, in the header of the file.
const APPLICATION: u32 = u32::from_be_bytes(*b"ALLM");

/// Never edited once released; a new one is added at the end.
const MIGRATIONS: [&str; 7] = [
    include_str!("schema/0001_members.sql"),
    include_str!("schema/0002_turns.sql"),
    include_str!("schema/0003_waiting.sql"),
    include_str!("schema/0004_makers.sql"),
    include_str!("schema/0005_sending.sql"),
    include_str!("schema/0006_public.sql"),
    include_str!("schema/0007_tries.sql"),
];

/// The file. Every request asks here, and the commands of an operator write here while the hub serves.
pub(crate) struct MembersFile {
    conn: Mutex<Connection>,
}

impl MembersFile {
    /// Opens the file, making it where there is none.
    ///
    /// # Errors
    /// [`StoreError::Newer`]; a disk that refuses.
    pub(crate) fn open(file: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        // Where it can be neither made nor opened, SQLite says why.
        drop(journal::private::create(file));
        let mut conn = Connection::open_with_flags(file, flags)?;
        conn.busy_timeout(Duration::from_secs(5))?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        // Plans of statements are kept, whatever is bound to them.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        conn.pragma_update(None, "journal_mode", "WAL")?;
        conn.pragma_update(None, "synchronous", "FULL")?;
        conn.pragma_update(None, "foreign_keys", true)?;
        conn.pragma_update(None, "secure_delete", true)?;
        conn.pragma_update(None, "cell_size_check", true)?;
        migrate(&mut conn)?;
        Ok(Self { conn: Mutex::new(conn) })
    }

    /// Begins a transaction.
    pub(super) fn begin(&self) -> Result<Writing<'_>, StoreError> {
        let conn = self.conn();
        conn.execute_batch("BEGIN IMMEDIATE; SAVEPOINT part")?;
        Ok(Writing { conn })
    }

    /// The device that writes with this key.
    pub(super) fn device_of(&self, replica: ReplicaKey) -> Result<Option<Device>, StoreError> {
        device_of(&self.conn(), replica)
    }

    /// Locks, also after a panic elsewhere: a transaction that was not committed rolls back by itself.
    pub(super) fn conn(&self) -> MutexGuard<'_, Connection> {
        self.conn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The device that shows this token.
fn device_with(conn: &Connection, token: &str) -> Result<Option<Device>, StoreError> {
    let token = Hashed::of(token);
    let mut statement = conn.prepare_cached(&format!("{DEVICES} WHERE d.token = ?1"))?;
    let found = statement.query_row([token.0], |row| Ok((device(row)?, Hashed(row.get("token")?))));
    // The index finds by a hash that nobody can steer; what it found is compared once more, in constant time.
    Ok(found.optional()?.filter(|(_, kept)| kept.is(&token)).map(|(device, _)| device))
}

impl Members for MembersFile {
    fn device_with(&self, token: &str) -> Result<Option<Device>, StoreError> {
        device_with(&self.conn(), token)
    }

    fn device_at_once(&self, token: &str) -> Option<Option<Device>> {
        // What goes wrong is said by whoever asks again and waits.
        device_with(&*self.conn.try_lock().ok()?, token).ok()
    }

    fn device(&self, id: i64) -> Result<Option<Device>, StoreError> {
        let conn = self.conn();
        let mut statement = conn.prepare_cached(&format!("{DEVICES} WHERE d.id = ?1"))?;
        Ok(statement.query_row([id], device).optional()?)
    }

    fn devices(&self) -> Result<Vec<Device>, StoreError> {
        let conn = self.conn();
        let mut statement = conn.prepare_cached(&format!("{DEVICES} ORDER BY d.id"))?;
        let devices = statement.query_map([], device)?;
        Ok(devices.collect::<Result<_, _>>()?)
    }

    fn members(&self) -> Result<Vec<Member>, StoreError> {
        let conn = self.conn();
        let mut statement = conn.prepare_cached(&format!("{MEMBERS} ORDER BY joined_at, person"))?;
        let members = statement.query_map([], member)?;
        Ok(members.collect::<Result<_, _>>()?)
    }

    fn set_role(&self, person: PersonId, role: Role) -> Result<(), StoreError> {
        let sql = "UPDATE members SET role = ?2 WHERE person = ?1";
        self.conn().execute(sql, (person.0, role.to_string()))?;
        Ok(())
    }

    fn revoke_device(&self, id: i64, now: Millis) -> Result<(), StoreError> {
        let mut conn = self.conn();
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let turn = turn(&tx)?;
        tx.execute(
            "UPDATE devices SET revoked_at = ?2, revoked_turn = ?3 WHERE id = ?1 AND revoked_at IS NULL",
            (id, now.0, turn),
        )?;
        // Whoever has the laptop that was lost may have an invitation for a further one, too, and knows the codes that
        // it made and came by.
        tx.execute(
            "UPDATE invitations SET uses = 0 FROM devices d WHERE d.id = ?1
             AND (invitations.person = d.person OR maker = d.replica OR code = d.invitation)",
            [id],
        )?;
        Ok(tx.commit()?)
    }

    fn revoke_member(&self, person: PersonId, now: Millis) -> Result<(), StoreError> {
        let mut conn = self.conn();
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Each device too, so that inviting the person again lets in the one they come back with and no other.
        let turn = turn(&tx)?;
        for table in ["members", "devices"] {
            let sql = format!(
                "UPDATE {table} SET revoked_at = ?2, revoked_turn = ?3 WHERE person = ?1 AND revoked_at IS NULL"
            );
            tx.execute(&sql, (person.0, now.0, turn))?;
        }
        // Invitations for further devices of theirs would bring them back, also once this revocation was undone; those
        // that they made or came by, as somebody whom nobody knows.
        tx.execute(
            "UPDATE invitations SET uses = 0 WHERE person = ?1
             OR maker IN (SELECT replica FROM devices WHERE person = ?1)
             OR code IN (SELECT invitation FROM devices WHERE person = ?1)",
            [person.0],
        )?;
        tx.commit()?;
        Ok(())
    }

    fn invite(&self, code: &str, invitation: &Invitation) -> Result<(), StoreError> {
        let Invitation { role, uses, made_at, expires_at, person, replica, maker } = invitation;
        let mut conn = self.conn();
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let turn = turn(&tx)?;
        tx.execute(
            "INSERT INTO invitations (code, role, uses, made_at, expires_at, person, replica, turn, maker)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            (
                Hashed::of(code).0,
                role.to_string(),
                uses,
                made_at.0,
                expires_at.0,
                person.map(|person| person.0),
                replica.map(|replica| replica.0),
                turn,
                maker.map(|maker| maker.0),
            ),
        )?;
        Ok(tx.commit()?)
    }

    fn invitations(&self, now: Millis) -> Result<Vec<OpenInvitation>, StoreError> {
        let conn = self.conn();
        let sql = format!("{INVITATIONS} WHERE uses > 0 AND expires_at > ?1 ORDER BY turn");
        let open =
            conn.prepare_cached(&sql)?.query_map([now.0], open_invitation)?.collect::<Result<_, _>>()?;
        Ok(open)
    }

    fn withdraw_invitation(&self, turn: Turn) -> Result<bool, StoreError> {
        let sql = "UPDATE invitations SET uses = 0 WHERE turn = ?1 AND uses > 0";
        Ok(self.conn().execute(sql, [turn.0])? > 0)
    }

    fn waiting(&self) -> Result<Vec<Waiting>, StoreError> {
        self.all_waiting()
    }

    fn rule(&self, id: i64, ruling: Ruling) -> Result<bool, StoreError> {
        self.give_ruling(id, ruling)
    }

    fn withdraw_hub(&self, hub: ReplicaKey) -> Result<(), StoreError> {
        self.withdraw(hub)
    }

    fn serves_at(&self, url: &str) -> Result<(), StoreError> {
        self.conn().execute(
            "INSERT INTO meta (key, value) VALUES ('url', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1",
            [url],
        )?;
        Ok(())
    }

    fn served_at(&self) -> Result<Option<String>, StoreError> {
        let conn = self.conn();
        Ok(conn.query_row("SELECT value FROM meta WHERE key = 'url'", [], |row| row.get(0)).optional()?)
    }
}

/// A transaction of the members, which has one part for each change.
pub(super) struct Writing<'a> {
    pub(super) conn: MutexGuard<'a, Connection>,
}

impl Writing<'_> {
    /// Ends what one change has done, and begins the next part.
    pub(super) fn end_part(&mut self, keep: bool) -> Result<(), rusqlite::Error> {
        let back = if keep { "" } else { "ROLLBACK TO part; " };
        self.conn.execute_batch(&format!("{back}RELEASE part; SAVEPOINT part"))
    }

    pub(super) fn commit(self) -> Result<(), StoreError> {
        Ok(self.conn.execute_batch("COMMIT")?)
    }

    pub(super) fn device_of(&self, replica: ReplicaKey) -> Result<Option<Device>, StoreError> {
        device_of(&self.conn, replica)
    }

    pub(super) fn invitation(&self, code: &Hashed) -> Result<Option<(Invitation, Turn)>, StoreError> {
        let mut statement = self.conn.prepare_cached(&format!("{INVITATIONS} WHERE code = ?1"))?;
        let found =
            statement.query_row([code.0], |row| Ok((Hashed(row.get("code")?), open_invitation(row)?)));
        let found = found.optional()?.filter(|(kept, _)| kept.is(code));
        Ok(found.map(|(_, OpenInvitation { turn, invitation })| (invitation, turn)))
    }

    pub(super) fn earlier(&self, replica: ReplicaKey) -> Result<Option<Earlier>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT d.person, d.invitation,
             max(coalesce(d.revoked_turn, m.revoked_turn), coalesce(m.revoked_turn, d.revoked_turn))
             FROM devices d JOIN members m ON m.person = d.person WHERE d.replica = ?1",
        )?;
        let known = statement.query_row([replica.0], |row| {
            Ok(Earlier {
                person: PersonId(row.get(0)?),
                invitation: Hashed(row.get(1)?),
                revoked: row.get::<_, Option<i64>>(2)?.map(Turn),
            })
        });
        Ok(known.optional()?)
    }

    pub(super) fn member(&self, person: PersonId) -> Result<Option<Member>, StoreError> {
        let mut statement = self.conn.prepare_cached(&format!("{MEMBERS} WHERE person = ?1"))?;
        Ok(statement.query_row([person.0], member).optional()?)
    }

    pub(super) fn let_in(&mut self, who: &LetIn) -> Result<(), StoreError> {
        let LetIn { person, name, role, replica, device, token, code, uses, now } = who;
        self.conn.execute(
            "INSERT INTO members (person, name, role, joined_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (person) DO UPDATE SET role = ?3, revoked_at = NULL, revoked_turn = NULL",
            (person.0, name, role.to_string(), now.0),
        )?;
        self.conn.execute(
            "INSERT INTO devices (person, replica, name, token, invitation, joined_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (replica) DO UPDATE
             SET name = ?3, token = ?4, invitation = ?5, revoked_at = NULL, revoked_turn = NULL",
            (person.0, replica.0, device, token.0, code.0, now.0),
        )?;
        self.conn.execute("UPDATE invitations SET uses = uses - ?2 WHERE code = ?1", (code.0, uses))?;
        self.conn.execute("DELETE FROM waiting WHERE replica = ?1", [replica.0])?;
        Ok(())
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        if !self.conn.is_autocommit()
            && let Err(error) = self.conn.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "a transaction of the members could not be taken back");
        }
    }
}

/// A device with its member. It is revoked when either is.
const DEVICES: &str =
    "SELECT d.id, d.name, d.replica, d.person, m.name AS person_name, m.role, d.joined_at, d.token,
     coalesce(d.revoked_at, m.revoked_at) AS revoked_at
     FROM devices d JOIN members m ON m.person = d.person";

const MEMBERS: &str = "SELECT person, name, role, joined_at, revoked_at, revoked_turn FROM members";

const INVITATIONS: &str =
    "SELECT role, uses, made_at, expires_at, person, replica, maker, turn, code FROM invitations";

fn open_invitation(row: &Row) -> rusqlite::Result<OpenInvitation> {
    let invitation = Invitation {
        role: word(row, 0)?,
        uses: row.get(1)?,
        made_at: Millis(row.get(2)?),
        expires_at: Millis(row.get(3)?),
        person: row.get::<_, Option<_>>(4)?.map(PersonId),
        replica: row.get::<_, Option<_>>(5)?.map(ReplicaKey),
        maker: row.get::<_, Option<_>>(6)?.map(ReplicaKey),
    };
    Ok(OpenInvitation { turn: Turn(row.get(7)?), invitation })
}

/// Counts an invitation or a revocation.
pub(super) fn turn(tx: &Connection) -> Result<i64, StoreError> {
    Ok(tx.query_row("UPDATE turns SET last = last + 1 RETURNING last", [], |row| row.get(0))?)
}

fn device_of(conn: &Connection, replica: ReplicaKey) -> Result<Option<Device>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{DEVICES} WHERE d.replica = ?1"))?;
    Ok(statement.query_row([replica.0], device).optional()?)
}

fn device(row: &Row<'_>) -> rusqlite::Result<Device> {
    Ok(Device {
        id: row.get(0)?,
        name: row.get(1)?,
        replica: ReplicaKey(row.get(2)?),
        person: PersonId(row.get(3)?),
        person_name: row.get(4)?,
        role: word(row, 5)?,
        joined_at: Millis(row.get(6)?),
        revoked_at: row.get::<_, Option<i64>>("revoked_at")?.map(Millis),
    })
}

fn member(row: &Row<'_>) -> rusqlite::Result<Member> {
    Ok(Member {
        person: PersonId(row.get(0)?),
        name: row.get(1)?,
        role: word(row, 2)?,
        joined_at: Millis(row.get(3)?),
        revoked_at: row.get::<_, Option<i64>>(4)?.map(Millis),
        revoked: row.get::<_, Option<i64>>(5)?.map(Turn),
    })
}

/// A value that is kept as a word.
pub(super) fn word<T>(row: &Row<'_>, at: usize) -> rusqlite::Result<T>
where
    T: FromStr<Err: Error + Send + Sync + 'static>,
{
    row.get::<_, String>(at)?.parse().map_err(|error| {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_from_before_turns_goes_on_after_the_times_that_it_has() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("members.sqlite");
        let conn = Connection::open(&file).unwrap();
        conn.execute_batch(MIGRATIONS[0]).unwrap();
        conn.execute_batch(
            "INSERT INTO members VALUES (zeroblob(16), 'Ana', 'admin', 1, NULL);
             INSERT INTO devices VALUES (1, zeroblob(16), zeroblob(32), 'Laptop', zeroblob(32), zeroblob(32), 1, 50);
             INSERT INTO invitations VALUES (zeroblob(32), 'admin', 1, 40, 99, NULL, NULL);
             PRAGMA user_version = 1",
        )
        .unwrap();
        drop(conn);
        let members = MembersFile::open(&file).unwrap();
        let before = members.begin().unwrap().invitation(&Hashed([0; 32])).unwrap().unwrap().1;
        let revoked = members.begin().unwrap().earlier(ReplicaKey([0; 32])).unwrap().unwrap().revoked;
        let (made_at, expires_at) = (Millis(7), Millis(8));
        let again = Invitation {
            role: Role::Admin,
            uses: 1,
            made_at,
            expires_at,
            person: None,
            replica: None,
            maker: None,
        };
        members.invite("abc", &again).unwrap();
        let after = members.begin().unwrap().invitation(&Hashed::of("abc")).unwrap().unwrap().1;
        assert_eq!((before, revoked, after), (Turn(40), Some(Turn(50)), Turn(51)));
    }
}
