//! What the UI gets about those who belong to the hub.

use incident::id::{IncidentId, Millis, PersonId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a member may do in the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// Everything a responder may, and saying who belongs here.
    Admin,
    /// Reads and writes.
    Responder,
    /// Reads.
    Observer,
}

/// The laptops that the hub tells this person about.
#[derive(Clone, Debug, Serialize, TS)]
pub struct DevicesView {
    /// In the order in which they joined; those without access last.
    pub devices: Vec<DeviceView>,
    /// By which invitations somebody may still join, in the order in which they were made; for an admin.
    pub invitations: Vec<OpenInvitationView>,
    /// Whether this person may invite others.
    pub admin: bool,
    /// When the hub said so; none if it never has since this start.
    pub at: Option<Millis>,
    /// Why it does not say so now: a sentence.
    pub why: Option<String>,
}

/// A laptop of the workspace.
#[derive(Clone, Debug, Serialize, TS)]
pub struct DeviceView {
    /// Its number at the hub.
    #[ts(type = "number")]
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// Whose it is.
    pub person: PersonId,
    /// What they are called.
    pub person_name: String,
    /// What they may do; none for a word that only a newer hub knows.
    pub role: Option<MemberRole>,
    /// When it joined.
    pub joined_at: Millis,
    /// When its access was taken back.
    pub revoked_at: Option<Millis>,
    /// When it last said anything to the hub, as far as the hub knows.
    pub last_seen: Option<Millis>,
    /// It is this one.
    pub here: bool,
    /// It is this person's.
    pub mine: bool,
    /// This person may take its access back.
    pub may_revoke: bool,
    /// This person may say what its owner may do.
    pub may_appoint: bool,
}

/// An invitation by which somebody may still join. Its link is kept nowhere.
#[derive(Clone, Debug, Serialize, TS)]
pub struct OpenInvitationView {
    /// Its number at the hub.
    #[ts(type = "number")]
    pub id: i64,
    /// What those who join by it may do; none for a word that only a newer hub knows.
    pub role: Option<MemberRole>,
    /// How many laptops may still join by it.
    pub uses: u32,
    /// Since when.
    pub made_at: Millis,
    /// Until when.
    pub expires_at: Millis,
    /// What is called who made it; none where that was an operator.
    pub made_by: Option<String>,
    /// What is called whom it is for; none where that is somebody new.
    pub person: Option<String>,
}

/// An invitation, shown once.
#[derive(Clone, Debug, Serialize, TS)]
pub struct InvitationView {
    /// To be sent.
    pub link: String,
    /// The same, to be held before a camera.
    pub code: QrView,
    /// What whoever joins by it may do; none for a word that only a newer hub knows.
    pub role: Option<MemberRole>,
    /// Until when it is good.
    pub expires_at: Millis,
}

/// A QR code as one path of unit squares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct QrView {
    /// How many squares it is wide and high, with the light border around it.
    #[ts(type = "number")]
    pub size: usize,
    /// The dark squares, as the `d` of an SVG path.
    pub path: String,
}

/// Somebody who is in a war room at the moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PresentView {
    /// Who.
    pub person: PersonId,
    /// What they are called.
    pub name: String,
    /// Where they write, if they do.
    pub caret: Option<Caret>,
}

/// A place in a text of an incident, as the page that wrote there knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Caret {
    /// The name of the text.
    pub text: String,
    /// A relative position of Yjs in base64. It comes from another laptop, so it may be anything.
    pub at: String,
}

/// Who else is in a war room at the moment; nobody where no hub says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PresenceView {
    /// Of which incident.
    pub incident: IncidentId,
    /// By name.
    pub others: Vec<PresentView>,
}
