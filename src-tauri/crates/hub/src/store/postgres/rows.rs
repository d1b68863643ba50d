//! What rows say.

use incident::entry::{BodyBytes, Entry, EntryHash, Head, Series};
use incident::id::{Millis, PersonId, ReplicaKey, Run};
use incident::stream::Stream;
use journal::{Placed, SeriesEnd};
use sync::{Cursor, Mark};
use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

use crate::invitation::{Invitation, OpenInvitation, Turn};
use crate::member::{Device, Member, Role};
use crate::store::StoreError;

/// The columns that [`placed`] takes, of `entries` called `e` and `series` called `s`.
pub(super) const ENTRY: &str = "s.stream, s.replica, s.run, e.position, e.seq, e.stamp, e.v, e.flags,
    e.recorded_at, e.body_sha256, e.hash, e.signature, e.body";

/// A value of a row.
pub(super) fn get<'a, T: FromSql<'a>>(row: &'a Row, at: usize) -> Result<T, StoreError> {
    row.try_get(at).map_err(StoreError::Row)
}

/// So many bytes.
pub(super) fn bytes<const N: usize>(row: &Row, at: usize) -> Result<[u8; N], StoreError> {
    get::<&[u8]>(row, at)?.try_into().map_err(|_| StoreError::Width { width: N })
}

/// So many bytes, if they are there.
pub(super) fn perhaps<const N: usize>(row: &Row, at: usize) -> Result<Option<[u8; N]>, StoreError> {
    match get::<Option<&[u8]>>(row, at)? {
        Some(bytes) => Ok(Some(bytes.try_into().map_err(|_| StoreError::Width { width: N })?)),
        None => Ok(None),
    }
}

/// A number that is never negative.
pub(super) fn number(row: &Row, at: usize) -> Result<u64, StoreError> {
    Ok(get::<i64>(row, at)?.cast_unsigned())
}

pub(super) fn series(row: &Row, at: usize) -> Result<Series, StoreError> {
    Ok(Series {
        stream: Stream::from_bytes(bytes(row, at)?),
        replica: ReplicaKey(bytes(row, at + 1)?),
        run: Run(bytes(row, at + 2)?),
    })
}

/// The columns that [`end`] takes.
pub(super) const END: &str = "SELECT s.stream, s.replica, s.run, s.seq, s.hash FROM series s";

/// The end of a series, of its columns `stream, replica, run, seq, hash`.
pub(super) fn end(row: &Row) -> Result<SeriesEnd, StoreError> {
    Ok(SeriesEnd { series: series(row, 0)?, seq: number(row, 3)?, hash: EntryHash(bytes(row, 4)?) })
}

/// An entry where it lies.
pub(super) fn placed(row: &Row) -> Result<Placed, StoreError> {
    let Series { stream, replica, run } = series(row, 0)?;
    let narrow = |at| Ok::<_, StoreError>(get::<i32>(row, at)?.cast_unsigned() as u16);
    let head = Head {
        v: narrow(6)?,
        flags: narrow(7)?,
        stream,
        replica,
        run,
        seq: number(row, 4)?,
        stamp: number(row, 5)?,
        recorded_at: Millis(get(row, 8)?),
    };
    let body = match get::<Option<Vec<u8>>>(row, 12)? {
        Some(bytes) => BodyBytes::Whole(bytes),
        None => BodyBytes::Dropped(bytes(row, 9)?),
    };
    let entry = Entry { head, body, signature: perhaps(row, 11)? };
    Ok(Placed { position: number(row, 3)?, entry, hash: EntryHash(bytes(row, 10)?) })
}

/// A device with its member. It is revoked when either is.
pub(super) const DEVICES: &str =
    "SELECT d.id, d.name, d.replica, d.person, m.name, m.role, d.joined_at, coalesce(d.revoked_at, m.revoked_at), d.token
     FROM devices d JOIN members m ON (m.workspace, m.person) = (d.workspace, d.person) WHERE d.workspace = $1";

pub(super) fn device(row: &Row) -> Result<Device, StoreError> {
    Ok(Device {
        id: get(row, 0)?,
        name: get(row, 1)?,
        replica: ReplicaKey(bytes(row, 2)?),
        person: PersonId(bytes(row, 3)?),
        person_name: get(row, 4)?,
        role: role(row, 5)?,
        joined_at: Millis(get(row, 6)?),
        revoked_at: get::<Option<i64>>(row, 7)?.map(Millis),
    })
}

pub(super) const MEMBERS: &str =
    "SELECT person, name, role, joined_at, revoked_at, revoked_turn FROM members WHERE workspace = $1";

pub(super) fn member(row: &Row) -> Result<Member, StoreError> {
    Ok(Member {
        person: PersonId(bytes(row, 0)?),
        name: get(row, 1)?,
        role: role(row, 2)?,
        joined_at: Millis(get(row, 3)?),
        revoked_at: get::<Option<i64>>(row, 4)?.map(Millis),
        revoked: get::<Option<i64>>(row, 5)?.map(Turn),
    })
}

/// The columns that [`open_invitation`] takes, and the hash of the code after them.
pub(super) const INVITATIONS: &str = "SELECT role, uses, made_at, expires_at, person, replica, maker, turn, code FROM invitations WHERE workspace = $1";

pub(super) fn open_invitation(row: &Row) -> Result<OpenInvitation, StoreError> {
    let invitation = Invitation {
        role: role(row, 0)?,
        uses: u32::try_from(get::<i64>(row, 1)?).unwrap_or(u32::MAX),
        made_at: Millis(get(row, 2)?),
        expires_at: Millis(get(row, 3)?),
        person: perhaps(row, 4)?.map(PersonId),
        replica: perhaps(row, 5)?.map(ReplicaKey),
        maker: perhaps(row, 6)?.map(ReplicaKey),
    };
    Ok(OpenInvitation { turn: Turn(get(row, 7)?), invitation })
}

pub(super) fn role(row: &Row, at: usize) -> Result<Role, StoreError> {
    Ok(get::<&str>(row, at)?.parse()?)
}

/// The cursor that the first two columns make.
pub(super) fn cursor(row: &Row) -> Result<Cursor, StoreError> {
    Ok(Cursor { position: number(row, 0)?, mark: Mark(bytes(row, 1)?) })
}
