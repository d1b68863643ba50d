//! Values of what the public status page shows: its components, and work that is announced.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{ComponentId, EntryRef, GroupId, Millis, ServiceId};

words!(
    /// How a component does, best first, by the words of Statuspage.
    ComponentState {
        /// It works.
        Operational = "Operational",
        /// It is being worked on, as announced.
        UnderMaintenance = "Under maintenance",
        /// It works slowly or in part.
        DegradedPerformance = "Degraded performance",
        /// Some cannot use it.
        PartialOutage = "Partial outage",
        /// Nobody can.
        MajorOutage = "Major outage",
    }
);

words!(
    /// How far announced work is.
    MaintenanceState {
        /// It is announced.
        Scheduled = "Scheduled",
        /// It has begun.
        InProgress = "In progress",
        /// It is done and being looked at.
        Verifying = "Verifying",
        /// It is over.
        Completed = "Completed",
        /// It does not take place.
        Cancelled = "Cancelled",
    }
);

impl MaintenanceState {
    /// Whether nothing follows.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled)
    }

    /// Whether what is worked on is not what it should be just now.
    #[must_use]
    pub fn is_active(self) -> bool {
        matches!(self, Self::InProgress | Self::Verifying)
    }
}

/// The public status page itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StatusPage {
    /// Whose status it shows.
    pub name: String,
    /// Where everybody finds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub address: Option<String>,
    /// In whose name its feed names things, as RFC 4151 has it: a host and a day. It stays when the address changes, or
    /// everything would be new to whoever reads the feed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub authority: Option<String>,
}

/// Components that are shown together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Group {
    /// Its id, whatever it is called.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Where it stands; the lowest first.
    pub position: u32,
}

/// A part of what the public uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Component {
    /// Its id, whatever it is called.
    pub id: ComponentId,
    /// Its name.
    pub name: String,
    /// What it is, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub description: Option<String>,
    /// With which others it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub group: Option<GroupId>,
    /// Where it stands; the lowest first.
    pub position: u32,
    /// Whether it is on the page.
    pub shown: bool,
    /// The services that it stands for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceId>,
}

/// How a component is said to do, under the name that it had then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ComponentSaid {
    /// Which one.
    pub component: ComponentId,
    /// What it was called.
    pub name: String,
    /// How it does.
    pub state: ComponentState,
}

/// What the page shows with an update, approved together with its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Shown {
    /// What the incident is called there.
    pub title: String,
    /// The components of which the update says something.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<ComponentSaid>,
    /// The entry with what the public is to read of the review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub review: Option<EntryRef>,
}

/// From when until when work is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub struct Window {
    /// When it begins.
    pub from: Millis,
    /// When it is over.
    pub until: Millis,
}
