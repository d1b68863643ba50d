//! Members, their devices and invitations.

use incident::id::{Millis, PersonId, ReplicaKey};
use tokio_postgres::types::ToSql;

use super::Postgres;
use super::rows::{self, DEVICES, INVITATIONS, MEMBERS, get};
use crate::invitation::{Invitation, OpenInvitation, Turn};
use crate::member::{Device, Member, Role};
use crate::secret::Hashed;
use crate::store::{Members, StoreError};
use crate::waiting::{Ruling, Waiting};

/// Counts an invitation or a revocation.
const TURN: &str = "UPDATE workspaces SET turn = turn + 1 WHERE workspace = $1";

impl Members for Postgres {
    fn device_with(&self, token: &str) -> Result<Option<Device>, StoreError> {
        let token = Hashed::of(token);
        let sql = format!("{DEVICES} AND d.token = $2");
        let Some(row) = self.query(&sql, &[&self.key(), &token.0])?.pop() else { return Ok(None) };
        // The index finds by a hash that nobody can steer; what it found is compared once more, in constant time.
        let kept = Hashed(rows::bytes(&row, 8)?);
        if kept.is(&token) { rows::device(&row).map(Some) } else { Ok(None) }
    }

    fn device(&self, id: i64) -> Result<Option<Device>, StoreError> {
        let sql = format!("{DEVICES} AND d.id = $2");
        self.query(&sql, &[&self.key(), &id])?.first().map(rows::device).transpose()
    }

    fn devices(&self) -> Result<Vec<Device>, StoreError> {
        let sql = format!("{DEVICES} ORDER BY d.id");
        self.query(&sql, &[&self.key()])?.iter().map(rows::device).collect()
    }

    fn members(&self) -> Result<Vec<Member>, StoreError> {
        let sql = format!("{MEMBERS} ORDER BY joined_at, person");
        self.query(&sql, &[&self.key()])?.iter().map(rows::member).collect()
    }

    fn set_role(&self, person: PersonId, role: Role) -> Result<(), StoreError> {
        let sql = "UPDATE members SET role = $3 WHERE workspace = $1 AND person = $2";
        self.in_turn(&[(sql, &[&self.key(), &person.0, &role.to_string()])])
    }

    fn revoke_device(&self, id: i64, now: Millis) -> Result<(), StoreError> {
        let key = self.key();
        self.in_turn(&[
            (TURN, &[&key]),
            (
                "UPDATE devices SET revoked_at = $3,
                 revoked_turn = (SELECT turn FROM workspaces WHERE workspace = $1)
                 WHERE workspace = $1 AND id = $2 AND revoked_at IS NULL",
                &[&key, &id, &now.0],
            ),
            // Whoever has the laptop that was lost may have an invitation for a further one, too, and knows the codes
            // that it made and came by.
            (
                "UPDATE invitations i SET uses = 0 FROM devices d
                 WHERE i.workspace = $1 AND d.workspace = $1 AND d.id = $2
                 AND (i.person = d.person OR i.maker = d.replica OR i.code = d.invitation)",
                &[&key, &id],
            ),
        ])
    }

    fn revoke_member(&self, person: PersonId, now: Millis) -> Result<(), StoreError> {
        let key = self.key();
        let whose: [&(dyn ToSql + Sync); 3] = [&key, &person.0, &now.0];
        self.in_turn(&[
            (TURN, &whose[..1]),
            // Each device too, so that inviting the person again lets in the one they come back with and no other.
            (
                "UPDATE members SET revoked_at = $3,
                 revoked_turn = (SELECT turn FROM workspaces WHERE workspace = $1)
                 WHERE workspace = $1 AND person = $2 AND revoked_at IS NULL",
                &whose,
            ),
            (
                "UPDATE devices SET revoked_at = $3,
                 revoked_turn = (SELECT turn FROM workspaces WHERE workspace = $1)
                 WHERE workspace = $1 AND person = $2 AND revoked_at IS NULL",
                &whose,
            ),
            // Invitations for further devices of theirs would bring them back, also once this revocation was undone;
            // those that they made or came by, as somebody whom nobody knows.
            (
                "UPDATE invitations SET uses = 0 WHERE workspace = $1 AND (person = $2
                 OR maker IN (SELECT replica FROM devices WHERE workspace = $1 AND person = $2)
                 OR code IN (SELECT invitation FROM devices WHERE workspace = $1 AND person = $2))",
                &whose[..2],
            ),
        ])
    }

    fn invite(&self, code: &str, invitation: &Invitation) -> Result<(), StoreError> {
        let Invitation { role, uses, made_at, expires_at, person, replica, maker } = invitation;
        let key = self.key();
        self.in_turn(&[
            (TURN, &[&key]),
            (
                "INSERT INTO invitations
                     (workspace, code, role, uses, made_at, expires_at, person, replica, maker, turn)
                 SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, turn FROM workspaces WHERE workspace = $1",
                &[
                    &key,
                    &Hashed::of(code).0,
                    &role.to_string(),
                    &i64::from(*uses),
                    &made_at.0,
                    &expires_at.0,
                    &person.map(|person| person.0),
                    &replica.map(|replica| replica.0),
                    &maker.map(|maker| maker.0),
                ],
            ),
        ])
    }

    fn invitations(&self, now: Millis) -> Result<Vec<OpenInvitation>, StoreError> {
        let sql = format!("{INVITATIONS} AND uses > 0 AND expires_at > $2 ORDER BY turn");
        self.query(&sql, &[&self.key(), &now.0])?.iter().map(rows::open_invitation).collect()
    }

    fn withdraw_invitation(&self, turn: Turn) -> Result<bool, StoreError> {
        let sql =
            "UPDATE invitations SET uses = 0 WHERE workspace = $1 AND turn = $2 AND uses > 0 RETURNING turn";
        Ok(!self.query(sql, &[&self.key(), &turn.0])?.is_empty())
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
        self.in_turn(&[("UPDATE workspaces SET url = $2 WHERE workspace = $1", &[&self.key(), &url])])
    }

    fn served_at(&self) -> Result<Option<String>, StoreError> {
        let rows = self.query("SELECT url FROM workspaces WHERE workspace = $1", &[&self.key()])?;
        rows.first().map_or(Ok(None), |row| get(row, 0))
    }
}
