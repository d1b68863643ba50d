//! Those who belong to the hub: their laptops, and inviting others.

use std::sync::{Mutex, PoisonError};

use incident::id::{Millis, PersonId};
use qrcode::{Color, EcLevel, QrCode};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::replicate::{Appoint, Device, HttpRemote, Invite, InviteLink, NotDone, OpenInvitation, ask};
use crate::views::{DeviceView, DevicesView, InvitationView, MemberRole, OpenInvitationView, QrView};

/// The local setting that says whether the hub lets this laptop read only.
const READS: &str = "hub.reads";
/// The local setting that says whether it is an admin's laptop there.
const RULES: &str = "hub.rules";

/// Whom the hub told of last, and when.
#[derive(Default)]
pub(in crate::desk) struct Told(Mutex<Option<(Millis, Known)>>);

/// The laptops of a hub, and the invitations by which there may be more.
#[derive(Clone, Default)]
struct Known {
    devices: Vec<Device>,
    invitations: Vec<OpenInvitation>,
}

impl Desk {
    /// The laptops that the hub tells this person about. Where it does not answer: what it said last, and why not more.
    pub fn devices(&self) -> Result<DevicesView, Failure> {
        let asked = self.remote().and_then(|remote| Ok(ask(self.known(&remote))??));
        let mut told = self.told.0.lock().unwrap_or_else(PoisonError::into_inner);
        let why = match asked {
            Ok(known) => {
                self.heard_role(&known.devices);
                *told = Some((self.now(), known));
                None
            }
            // What was known of a hub that was left is not known of another one.
            Err(failure) if failure.code == "no_hub" => {
                *told = None;
                Some(failure.message)
            }
            Err(failure) => Some(failure.message),
        };
        let (at, known) = told.clone().unzip();
        drop(told);
        let Known { devices, invitations } = known.unwrap_or_default();
        let admin = self.is_admin(&devices);
        let invitations = invitations.into_iter().map(|one| self.listed(one, &devices)).collect();
        let mut devices: Vec<DeviceView> =
            devices.into_iter().map(|device| self.shown(device, admin)).collect();
        devices.sort_by_key(|device| device.revoked_at.is_some());
        Ok(DevicesView { devices, invitations, admin, at, why })
    }

    /// What the hub tells this person.
    async fn known(&self, remote: &HttpRemote) -> Result<Known, NotDone> {
        let devices = remote.devices().await?;
        let invitations = if self.is_admin(&devices) { remote.invitations().await? } else { Vec::new() };
        Ok(Known { devices, invitations })
    }

    /// Whether the hub takes nothing that this laptop writes, as far as it was asked: what nobody wished to write is not
    /// written there, or it would wait for an admin.
    pub(crate) fn only_reads(&self) -> bool {
        self.was_told(READS)
    }

    /// Whether this person may erase what others wrote: the hub's admins, and whoever founded the workspace where no hub has
    /// said otherwise. It is the hub that has the last word.
    pub(in crate::desk) fn may_erase(&self) -> bool {
        let said = self.journal.setting(RULES).ok().flatten().map(|said| said == "yes");
        let founder = self.author.replica().0 == self.journal.workspace().0;
        match said {
            Some(admin) if self.hub_at().is_some() => admin,
            said => founder || said == Some(true),
        }
    }

    fn was_told(&self, what: &str) -> bool {
        self.journal.setting(what).ok().flatten().is_some_and(|said| said == "yes")
    }

    /// What the hub says that this laptop may do.
    pub(crate) fn heard_role(&self, devices: &[Device]) {
        let own = devices.iter().find(|device| device.replica == self.author.replica());
        let own = own.and_then(|own| role(&own.role));
        self.keep(READS, own == Some(MemberRole::Observer), "review_process");
        self.keep(RULES, own == Some(MemberRole::Admin), "room");
    }

    /// Keeps one thing that the hub said of this laptop, and tells who shows it where it is another than before.
    fn keep(&self, what: &str, is_so: bool, shown: &'static str) {
        if is_so == self.was_told(what) {
            return;
        }
        if let Err(error) = self.journal.set_setting(what, if is_so { "yes" } else { "" }) {
            tracing::warn!(%error, "what this laptop may do at the hub could not be kept");
        }
        self.stale(&[shown], None);
    }

    fn is_admin(&self, devices: &[Device]) -> bool {
        let own = devices.iter().find(|device| device.replica == self.author.replica());
        own.is_some_and(|own| role(&own.role) == Some(MemberRole::Admin))
    }

    /// Takes a laptop's access to the hub back.
    pub fn revoke_device(&self, device: i64) -> Result<(), Failure> {
        ask(self.remote()?.revoke(device))??;
        self.stale(&["devices", "sync"], None);
        Ok(())
    }

    /// Says what somebody else may do at the hub, on all their laptops.
    pub fn appoint(&self, person: PersonId, role: MemberRole) -> Result<(), Failure> {
        ask(self.remote()?.appoint(person, &Appoint { role: word(role) }))??;
        self.stale(&["devices"], None);
        Ok(())
    }

    /// Ends an invitation.
    pub fn withdraw_invitation(&self, invitation: i64) -> Result<(), Failure> {
        ask(self.remote()?.withdraw(invitation))??;
        self.stale(&["devices"], None);
        Ok(())
    }

    /// Makes an invitation: for somebody of the book, or for somebody new.
    pub fn invite(
        &self,
        role: MemberRole,
        uses: u32,
        hours: u32,
        person: Option<PersonId>,
    ) -> Result<InvitationView, Failure> {
        let made = ask(self.remote()?.invite(&Invite { role: word(role), uses, hours, person }))??;
        self.stale(&["devices"], None);
        let link = self.link_of(&made);
        Ok(InvitationView {
            code: squares(&link)?,
            link,
            role: self::role(&made.role),
            expires_at: made.expires_at,
        })
    }

    /// The hub as this laptop reaches it, with what shows who asks.
    pub(super) fn remote(&self) -> Result<HttpRemote, Failure> {
        let no_hub = || Failure::new("no_hub", "This laptop has not joined a hub.");
        let at = self.hub_at().ok_or_else(no_hub)?;
        let token = self.token(&at)?.ok_or_else(|| {
            Failure::new("refused", "This laptop shows no token to the hub. Join it by a new invitation.")
        })?;
        Ok(HttpRemote::new(at.address, token).map_err(NotDone::from)?)
    }

    fn shown(&self, device: Device, admin: bool) -> DeviceView {
        let mine = device.person == self.person;
        // By the name of today, where the book knows one.
        let book = self.the_book();
        let person_name = book.person_name(device.person).map_or(device.person_name, str::to_owned);
        DeviceView {
            id: device.id,
            name: device.name,
            person: device.person,
            person_name,
            role: role(&device.role),
            joined_at: device.joined_at,
            revoked_at: device.revoked_at,
            last_seen: device.last_seen,
            here: device.replica == self.author.replica(),
            mine,
            may_revoke: (admin || mine) && device.revoked_at.is_none(),
            may_appoint: admin && !mine && device.revoked_at.is_none(),
        }
    }

    fn listed(&self, one: OpenInvitation, devices: &[Device]) -> OpenInvitationView {
        let book = self.the_book();
        let name = |person: PersonId| {
            let device = devices.iter().find(|device| device.person == person);
            let known = book.person_name(person).map(str::to_owned);
            known
                .or_else(|| device.map(|device| device.person_name.clone()))
                .unwrap_or_else(|| person.to_string())
        };
        OpenInvitationView {
            id: one.id,
            role: role(&one.role),
            uses: one.uses,
            made_at: one.made_at,
            expires_at: one.expires_at,
            made_by: one.made_by.map(name),
            person: one.person.map(name),
        }
    }

    /// The address by which this laptop reaches the hub is known to work for others, unless the two are one computer.
    fn link_of(&self, made: &InviteLink) -> String {
        let at = self.hub_at().filter(|at| !at.address.is_loopback());
        at.map_or_else(|| made.link.clone(), |at| at.address.invitation(&made.code))
    }
}

fn word(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Admin => "admin",
        MemberRole::Responder => "responder",
        MemberRole::Observer => "observer",
    }
}

fn role(word: &str) -> Option<MemberRole> {
    serde_json::from_value(word.into()).ok()
}

/// The light border that a QR code needs around it.
const BORDER: usize = 4;

/// A text as a QR code.
fn squares(text: &str) -> Result<QrView, Failure> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|error| {
        tracing::error!(%error, "a link does not fit into a QR code");
        Failure::new("refused", "The hub's address is too long for an invitation. Tell its operator.")
    })?;
    let width = code.width();
    let mut path = String::new();
    for (row, colors) in code.to_colors().chunks(width).enumerate() {
        let mut column = 0;
        // What lies side by side is one stroke, so that no light shows between.
        for run in colors.chunk_by(|a, b| a == b) {
            if run[0] == Color::Dark {
                path += &format!("M{} {}h{}v1h-{}z", column + BORDER, row + BORDER, run.len(), run.len());
            }
            column += run.len();
        }
    }
    Ok(QrView { size: width + 2 * BORDER, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The squares that a path covers.
    fn covered(code: &QrView) -> Vec<Vec<bool>> {
        let mut dark = vec![vec![false; code.size]; code.size];
        for stroke in code.path.split_terminator('z') {
            let numbers: Vec<usize> =
                stroke.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
            let [column, row, run, 1, back] = numbers[..] else { panic!("{stroke}") };
            assert_eq!(run, back, "{stroke}");
            dark[row][column..column + run].fill(true);
        }
        dark
    }

    #[test]
    fn a_code_is_drawn_square_by_square_inside_a_light_border() {
        let text = "allclear://join?hub=https%3A%2F%2Fhub.example.org&code=AbCdEfGhIjKlMnOpQrStUv";
        let drawn = squares(text).unwrap();
        let dark = covered(&drawn);
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        assert_eq!(drawn.size, code.width() + 2 * BORDER);
        for (row, line) in dark.iter().enumerate() {
            for (column, dark) in line.iter().enumerate() {
                let inside = |at: usize| (BORDER..BORDER + code.width()).contains(&at);
                let expected =
                    inside(row) && inside(column) && code[(column - BORDER, row - BORDER)] == Color::Dark;
                assert_eq!(*dark, expected, "row {row}, column {column}");
            }
        }
        assert!(squares(&"a".repeat(5_000)).is_err());
    }
}
