//! Action items of all incidents, for whoever sees to it that they get done.

use incident::id::{IncidentId, Millis, PersonId};
use incident::room::ActionView;
use incident::timeline::{Evidence, Followed};
use serde::Serialize;
use ts_rs::TS;

use super::LimitView;

/// Every action item that has to be done, and what was done or dropped lately.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ActionsView {
    /// The most urgent first; what is done or dropped last.
    pub lines: Vec<ActionLine>,
    /// What a management review begins with.
    pub tally: ActionTally,
    /// What is asked of each priority.
    pub limits: Vec<LimitView>,
    /// Since when the tally counts what was raised, done and dropped.
    pub since: Millis,
    /// The person at this laptop.
    pub me: PersonId,
}

/// One action item and the incident that it comes from.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ActionLine {
    /// The incident.
    pub incident: IncidentId,
    /// What people call it.
    pub label: String,
    /// Its title.
    pub title: String,
    /// Whether that was an exercise.
    pub drill: bool,
    /// Whether only some may know of it: what leaves Allclear says nothing of what it was.
    pub private: bool,
    /// Whether the incident is over, so that a late action nags.
    pub over: bool,
    /// Names of the services that were affected.
    pub services: Vec<String>,
    /// The teams that answer for them.
    pub teams: Vec<String>,
    /// Who sees to it that the actions of this incident get done.
    pub tracker: Option<String>,
    /// What has to be done.
    pub action: ActionView,
    /// Whether its date has passed.
    pub late: bool,
    /// Whether it takes longer than its priority allows, whatever its date says.
    pub overlong: bool,
}

/// What became of one action item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ActionHistory {
    /// What it came from.
    pub from: Option<Evidence>,
    /// What was changed, oldest first.
    pub steps: Vec<Followed>,
}

/// How many action items there are of what people ask about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct ActionTally {
    /// They have to be done.
    pub open: u32,
    /// Of these: their date has passed.
    pub late: u32,
    /// Of these: they take longer than their priority allows.
    pub overlong: u32,
    /// Of these: nobody could follow them.
    pub incomplete: u32,
    /// Raised in the time that is counted.
    pub raised: u32,
    /// Done in that time.
    pub done: u32,
    /// Of these: within the days that their priority allows.
    pub in_limit: u32,
    /// Dropped in that time.
    pub dropped: u32,
}
