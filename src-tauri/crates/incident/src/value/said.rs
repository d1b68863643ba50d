//! Values of what is said to whom: audiences, occasions, channels, customers.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::CustomerId;

words!(
    /// Who hears an update.
    Audience {
        /// The public status page.
        Public = "Public",
        /// Everybody who works here.
        Employees = "Employees",
        /// The executives.
        Executives = "Executives",
        /// The customers that it hurts.
        Customers = "Affected customers",
        /// Whoever follows us in public.
        Social = "Social media",
    }
);

impl Audience {
    /// Whether what it hears leaves the house, and so needs the approval of the Incident Manager.
    #[must_use]
    pub fn is_outside(self) -> bool {
        matches!(self, Self::Public | Self::Customers | Self::Social)
    }
}

words!(
    /// What an update is for: the status that it says, or another reason to speak.
    Occasion {
        /// Something is wrong; the first notice.
        Investigating = "Investigating",
        /// The cause is known.
        Identified = "Identified",
        /// A remedy is in place and watched.
        Monitoring = "Monitoring",
        /// It is over.
        Resolved = "Resolved",
        /// Nothing new, said in time.
        NoChange = "No change",
        /// What was learnt can be read.
        PostMortemPublished = "Post-mortem published",
    }
);

words!(
    /// The way by which an update reached its audience.
    Channel {
        /// The public status page.
        StatusPage = "Status page",
        /// Mail.
        Email = "E-mail",
        /// A chat room.
        Chat = "Chat",
        /// A social network.
        SocialMedia = "Social media",
        /// Spoken, on a call or a bridge.
        Call = "Call",
        /// Another system, which was told by a signed request.
        Webhook = "Webhook",
    }
);

words!(
    /// How an incident hurts one customer.
    CustomerImpact {
        /// They were heard of, and nobody has said how.
        Unknown = "Not known yet",
        /// They cannot work.
        Down = "Down",
        /// They work with trouble.
        Degraded = "Degraded",
        /// It may reach them.
        AtRisk = "At risk",
        /// It does not, or no longer.
        None = "Not affected",
    }
);

/// A customer as they were called when somebody named them, copied from the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Customer {
    /// Their id in the book.
    pub id: CustomerId,
    /// Their name then.
    pub name: String,
    /// What they pay for, in a word: Enterprise, Starter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub tier: Option<String>,
    /// What they pay in a year, in the bands of the house: 100–500 k.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub arr: Option<String>,
    /// Within how many minutes of their report they are to hear from us, by their agreement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub respond_within: Option<u32>,
}

/// How to reach a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Contact {
    /// Whom to ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// The number to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub phone: Option<String>,
    /// Where mail arrives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub email: Option<String>,
}

impl Contact {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How often each audience hears from us, in minutes; none means only when there is news.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Cadence {
    /// From declaration to the first public notice.
    pub first_public: Option<u32>,
    /// From the first public notice to the one that gives the scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub scoping: Option<u32>,
    /// Between public updates.
    pub public: Option<u32>,
    /// For how long after declaration `public` holds; afterwards `public_later` does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub public_until: Option<u32>,
    /// Between public updates afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub public_later: Option<u32>,
    /// Between updates to executives.
    pub executives: Option<u32>,
    /// Between updates to employees.
    pub employees: Option<u32>,
    /// Between updates to affected customers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub customers: Option<u32>,
}
