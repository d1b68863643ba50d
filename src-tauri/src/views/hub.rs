//! What the UI gets about the hub.

use incident::entry::Series;
use incident::id::{IncidentId, Millis, WorkspaceId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How far this laptop and the hub are in step.
#[derive(Clone, Debug, Serialize, TS)]
pub struct SyncView {
    /// In one word.
    pub state: SyncState,
    /// Entries that the hub does not have yet.
    #[ts(type = "number")]
    pub waiting: u64,
    /// Since when the hub does not answer, or says no.
    pub since: Option<Millis>,
    /// Why: a sentence.
    pub why: Option<String>,
    /// The hub's address, as people say it; none without a hub.
    pub hub: Option<String>,
    /// When the hub last showed that it holds the same.
    pub last: Option<Millis>,
    /// Since when it has not, although all that it told of is here.
    pub unproven: Option<Millis>,
    /// What waits, the oldest first.
    pub list: Vec<WaitingView>,
    /// What the hub did not take.
    pub kept_back: Vec<KeptBackView>,
    /// What of this laptop's the hub has cut.
    pub set_aside: Vec<SetAsideView>,
    /// What the hub was found to have done.
    pub findings: Vec<FindingView>,
    /// What the hub holds until this person, an admin, has looked at it.
    pub held: Vec<HeldView>,
    /// This laptop began the workspace, so it can hand it to a hub.
    pub founder: bool,
    /// A workspace that was joined and opens at the next start.
    pub next: Option<String>,
    /// An invitation that was opened and waits for a word.
    pub invited: Option<String>,
}

/// The states of the sync chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// No hub was joined.
    Alone,
    /// Both hold the same: the hub's checksum shows it.
    Synced,
    /// Something is on its way.
    Syncing,
    /// The hub does not answer, and entries wait here.
    Offline,
    /// A person has to do something.
    NeedsAttention,
    /// The hub does not answer; nothing waits here.
    Unreachable,
}

/// What this laptop last heard of its hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Nothing yet.
    Nothing,
    /// All that the hub told of is here. Whether that is all it holds, its checksum will show.
    All {
        /// Since when that is to be shown.
        since: Millis,
    },
    /// Both held the same: its checksum has shown it, and nothing has come or gone since.
    InStep,
    /// There was no answer.
    Silence {
        /// Since when.
        since: Millis,
        /// A sentence.
        why: String,
    },
    /// The answer was no, and trying again does not change that.
    Refusal {
        /// Since when.
        since: Millis,
        /// A sentence.
        why: String,
    },
}

/// What waits to be offered, of one stream.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct WaitingView {
    pub series: Series,
    pub incident: Option<IncidentId>,
    pub title: String,
    #[ts(type = "number")]
    pub entries: u64,
    pub since: Millis,
}

/// Something that the hub did not take.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct KeptBackView {
    pub series: Series,
    pub incident: Option<IncidentId>,
    pub title: String,
    /// A sentence.
    pub why: String,
    pub since: Millis,
}

/// Something that the hub takes only once an admin has let it in.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct HeldView {
    /// Its number at the hub.
    #[ts(type = "number")]
    pub id: i64,
    /// None where this laptop holds nothing of it.
    pub incident: Option<IncidentId>,
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// The start of a program in which it was written, shortened.
    pub run: String,
    #[ts(type = "number")]
    pub entries: u64,
    pub since: Millis,
    /// A sentence.
    pub why: String,
}

/// Something that this laptop wrote, and that the hub has said does not count.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct SetAsideView {
    pub series: Series,
    pub incident: Option<IncidentId>,
    pub title: String,
    /// How many entries nobody has looked at.
    #[ts(type = "number")]
    pub entries: u64,
    /// What the first of these say, in short.
    pub says: Vec<String>,
    /// What could not be written again.
    pub left: Vec<LeftView>,
    /// When the first of them was written.
    pub since: Millis,
}

/// An entry that could not be written again.
#[derive(Clone, Debug, Serialize, TS)]
pub struct LeftView {
    /// What it says, in short.
    pub text: String,
    /// A sentence.
    pub why: String,
}

/// What an admin says of something that the hub holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// It counts, as far as it had been offered by then.
    Admit,
    /// It does not count, and neither does what follows it.
    Refuse,
}

/// What the hub was found to have done with the log.
#[derive(Clone, Debug, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct FindingView {
    pub incident: Option<IncidentId>,
    pub title: String,
    /// A sentence that names the hub.
    pub text: String,
    pub since: Millis,
    /// It asks for a person, who has not taken note of it yet.
    pub grave: bool,
}

/// A hub was joined.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Joined {
    /// What its workspace is called.
    pub workspace: String,
    /// It is another workspace than the open one, and opens at the next start.
    pub restart: bool,
    /// That workspace.
    #[serde(skip)]
    pub elsewhere: Option<WorkspaceId>,
}

/// A workspace on this laptop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WorkspaceView {
    /// Which; none where its file cannot be read.
    pub id: Option<WorkspaceId>,
    /// What it is called.
    pub name: String,
    /// It is the one that is open.
    pub open: bool,
    /// How many incidents it has.
    pub incidents: u32,
    /// Its hub, as people say it, if it has one.
    pub hub: Option<String>,
    /// Why it cannot be read, or what was repaired in it: a sentence.
    pub why: Option<String>,
}

impl SyncState {
    /// The state of a laptop that heard this of its hub, if it has one: so many entries wait, so many pieces were not
    /// taken, or ask for a person otherwise, and so many are held at the hub until this person has looked at them.
    #[must_use]
    pub fn of(heard: Option<&Heard>, waiting: u64, kept_back: usize, held: usize) -> Self {
        match heard {
            None => Self::Alone,
            Some(Heard::Refusal { .. }) => Self::NeedsAttention,
            Some(_) if kept_back > 0 => Self::NeedsAttention,
            Some(Heard::Silence { .. }) if waiting > 0 => Self::Offline,
            Some(Heard::Silence { .. }) => Self::Unreachable,
            // Only a hub that answers can be told.
            Some(_) if held > 0 => Self::NeedsAttention,
            Some(Heard::InStep) if waiting == 0 => Self::Synced,
            Some(Heard::InStep | Heard::All { .. } | Heard::Nothing) => Self::Syncing,
        }
    }
}

impl SyncView {
    /// Without a hub.
    pub(crate) fn alone() -> Self {
        Self {
            state: SyncState::of(None, 0, 0, 0),
            waiting: 0,
            since: None,
            why: None,
            hub: None,
            last: None,
            unproven: None,
            list: Vec::new(),
            kept_back: Vec::new(),
            set_aside: Vec::new(),
            findings: Vec::new(),
            held: Vec::new(),
            founder: false,
            next: None,
            invited: None,
        }
    }
}
