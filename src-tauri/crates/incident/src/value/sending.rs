//! Values of what leaves the house: where it goes, by which transport, and what came back.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Audience, Channel};
use crate::id::{ComponentId, DestinationId, ReplicaKey};

words!(
    /// How a connection to a mail server is kept from being read.
    MailSecurity {
        /// TLS from the first byte, usually port 465.
        Tls = "TLS",
        /// TLS asked for after the greeting, usually port 587; without it nothing is sent.
        StartTls = "STARTTLS",
        /// None at all, for a relay on this machine or in the own network.
        Plain = "No encryption",
    }
);

/// How a destination is spoken to. Whatever has to stay secret, an address with a token in it too, is not here:
/// it lies in the keychain of whoever sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named by the protocol; their variant's line explains them")]
pub enum Transport {
    /// SMTP to a relay. The secret is the user's password.
    Email {
        server: String,
        port: u16,
        security: MailSecurity,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        user: Option<String>,
        from: String,
        to: Vec<String>,
        /// At most so many mails are handed over in a second; as many as the server takes where nothing is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        per_second: Option<u32>,
    },
    /// Slack. Without a channel the secret is the address of an incoming webhook, with one a bot's token.
    Slack {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        channel: Option<String>,
    },
    /// Microsoft Teams. The secret is the address of a workflow.
    Teams {},
    /// An app in a team of Microsoft Teams: it makes a channel there for each incident, and a meeting in the name of its
    /// organizer if it has one. Apps write nothing into channels, so no message goes by it. The secret is the app's.
    TeamsApp {
        tenant: String,
        client: String,
        team: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        organizer: Option<String>,
    },
    /// Mattermost. The secret is the address of an incoming webhook.
    Mattermost {},
    /// A room of Matrix. The secret is an access token.
    Matrix { homeserver: String, room: String },
    /// A signed POST as Standard Webhooks describes it. The secret is the key that signs.
    Webhook { url: String },
    /// A page at Statuspage, and which of its components are which of ours. The secret is an API key.
    Statuspage {
        page: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[ts(optional, as = "Option<Vec<HostedComponent>>")]
        components: Vec<HostedComponent>,
    },
    /// A bucket of S3-compatible storage, which takes our whole page. The secret is the secret access key; its id is
    /// none.
    Bucket {
        endpoint: String,
        region: String,
        bucket: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        folder: Option<String>,
        key: String,
    },
    /// Whoever asked the hub to hear of the public page, each by a mail of their own over this server, or by a webhook of
    /// theirs. Who they are only the hub knows. The secret is the user's password.
    Subscribers {
        server: String,
        port: u16,
        security: MailSecurity,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        user: Option<String>,
        from: String,
        /// At most so many mails are handed over in a second; as many as the server takes where nothing is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        per_second: Option<u32>,
    },
}

/// How owners are reminded by mail of what they have to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Reminders {
    /// The channel whose server takes the mails and whose name they carry. Who hears by it does not matter.
    pub destination: DestinationId,
    /// Who sends them: the hub, or a laptop.
    pub sender: ReplicaKey,
}

impl Transport {
    /// What an update that went this way is said to have gone by.
    #[must_use]
    pub fn channel(&self) -> Channel {
        match self {
            Self::Email { .. } | Self::Subscribers { .. } => Channel::Email,
            Self::Slack { .. }
            | Self::Teams {}
            | Self::TeamsApp { .. }
            | Self::Mattermost {}
            | Self::Matrix { .. } => Channel::Chat,
            Self::Webhook { .. } => Channel::Webhook,
            Self::Statuspage { .. } | Self::Bucket { .. } => Channel::StatusPage,
        }
    }

    /// For how long the other end knows a message by its id, in minutes; none where it always does. Synapse drops ids
    /// from its cache after half an hour, and behind a webhook may be anything. Nobody counts on all of that time.
    #[must_use]
    pub fn remembers_for(&self) -> Option<i64> {
        matches!(self, Self::Matrix { .. } | Self::Webhook { .. }).then_some(20)
    }

    /// Whether sending a message twice says it once, since the other end knows it by its id, for a while, see
    /// [`Self::remembers_for`], or since its sender knows of each who has it.
    #[must_use]
    pub fn knows_repeats(&self) -> bool {
        matches!(
            self,
            Self::Matrix { .. }
                | Self::Webhook { .. }
                | Self::Statuspage { .. }
                | Self::Bucket { .. }
                | Self::Subscribers { .. }
        )
    }

    /// Whether it takes the whole public page in place of one message.
    #[must_use]
    pub fn takes_pages(&self) -> bool {
        matches!(self, Self::Bucket { .. })
    }

    /// Whether only the hub knows whom it reaches.
    #[must_use]
    pub fn is_hubs_alone(&self) -> bool {
        matches!(self, Self::Subscribers { .. })
    }

    /// To whom its secret is shown, in one line. With another one here a secret that was entered before is not used: whoever
    /// may write in the book could else have it sent to themselves.
    #[must_use]
    pub fn shown_to(&self) -> String {
        match self {
            Self::Email { server, port, security, user, .. }
            | Self::Subscribers { server, port, security, user, .. } => {
                let user = user.as_deref().unwrap_or_default();
                format!("email {} {user} {server}:{port}", security.name())
            }
            Self::Slack { channel: None } => "slack webhook".to_owned(),
            Self::Slack { channel: Some(_) } => "slack bot".to_owned(),
            Self::Teams {} => "teams".to_owned(),
            Self::TeamsApp { tenant, client, .. } => format!("teams app {client} {tenant}"),
            Self::Mattermost {} => "mattermost".to_owned(),
            Self::Matrix { homeserver, .. } => format!("matrix {}", origin(homeserver)),
            Self::Webhook { url } => format!("webhook {}", origin(url)),
            Self::Statuspage { .. } => "statuspage".to_owned(),
            Self::Bucket { endpoint, key, .. } => format!("bucket {key} {}", origin(endpoint)),
        }
    }

    /// Whether a room for an incident can be made there.
    #[must_use]
    pub fn makes_rooms(&self) -> bool {
        matches!(self, Self::Matrix { .. } | Self::Slack { channel: Some(_) }) || !self.takes_messages()
    }

    /// Whether anybody hears by it. What takes no messages makes rooms, and nothing else.
    #[must_use]
    pub fn takes_messages(&self) -> bool {
        !matches!(self, Self::TeamsApp { .. })
    }

    /// What a person calls it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Email { .. } => "E-mail",
            Self::Slack { .. } => "Slack",
            Self::Teams {} => "Microsoft Teams",
            Self::TeamsApp { .. } => "Microsoft Teams app",
            Self::Mattermost {} => "Mattermost",
            Self::Matrix { .. } => "Matrix",
            Self::Webhook { .. } => "Webhook",
            Self::Statuspage { .. } => "Statuspage",
            Self::Bucket { .. } => "Bucket",
            Self::Subscribers { .. } => "Subscribers",
        }
    }
}

/// A component of a hosted page, and what it is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HostedComponent {
    /// Ours.
    pub component: ComponentId,
    /// The hosted page's own id for it.
    pub hosted: String,
}

/// The scheme, host and port of an address.
fn origin(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at + 3);
    let end = address[host..].find(['/', '?', '#']).map_or(address.len(), |at| host + at);
    &address[..end]
}

/// Where updates can be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Destination {
    /// Its id in the book.
    pub id: DestinationId,
    /// What people call it.
    pub name: String,
    /// How it is spoken to.
    pub transport: Transport,
    /// Who hears by it.
    pub audiences: Vec<Audience>,
    /// Whether it is where drills go. Drills go nowhere else, and nothing but drills goes there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub drill: bool,
    /// Whether laptops may send to it themselves while the hub cannot be reached.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub laptops: bool,
    /// The rooms that are made there, one for each incident that is declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub rooms: Option<Rooms>,
}

/// Rooms that are made for incidents, where their people meet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Rooms {
    /// Who is asked into each of them, as the other side names them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invite: Vec<String>,
}

/// Who sends an approved update, and where to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Dispatch {
    /// The key of the one that sends: the home hub's, or a laptop's.
    pub sender: ReplicaKey,
    /// Where to.
    pub to: Vec<DestinationId>,
}

/// That an update reached a destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Delivery {
    /// Which destination.
    pub destination: DestinationId,
    /// What the other end called it, where it said so. None where a person says that it arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub receipt: Option<Receipt>,
}

/// What the other end answered to an update that it took.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Receipt {
    /// The other end's name for it: a queue id, an event id, a time stamp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// How many addresses took it, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reached: Option<u32>,
    /// Out of how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub of: Option<u32>,
}
