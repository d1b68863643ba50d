//! What a destination is. No secret is part of it: it may stand in a log, in a book and on a screen.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    MailAddress, MessageId, Pace, Secret, Undelivered, WebAddress, bucket, matrix, mattermost, slack,
    statuspage, teams, webhook,
};

/// A destination of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Channel {
    /// A mail server, and whom it is to reach. The secret is the password of its user, if it has one.
    Email(Email),
    /// A room of Slack.
    Slack(Slack),
    /// A workflow of Microsoft Teams. Its address is the secret.
    Teams,
    /// An app in a team of Microsoft Teams, which makes channels and takes no messages. The secret is its client secret.
    TeamsApp(TeamsApp),
    /// A channel of Mattermost. The address of its incoming webhook is the secret.
    Mattermost,
    /// A room of Matrix. The secret is an access token.
    Matrix(Matrix),
    /// Whoever understands a signed webhook. The secret is the key of the signature, `whsec_…`; two of them, parted by
    /// a space, while one takes the place of the other.
    Webhook(Webhook),
    /// A page of hosted Statuspage. The secret is an API key.
    Statuspage(Statuspage),
    /// A bucket of S3-compatible storage, which takes whole pages. The secret is the secret access key.
    Bucket(Bucket),
}

/// A mail server, and whom it is to reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Email {
    /// Its name or number.
    pub server: String,
    /// 465 with TLS from the beginning, 587 with STARTTLS.
    pub port: u16,
    /// How what is said stays between the two.
    pub security: Security,
    /// As whom to log in, where that is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Who writes.
    pub from: MailAddress,
    /// What a mail program shows for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_name: Option<String>,
    /// Where an answer goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MailAddress>,
    /// Where what cannot be delivered comes back; to who writes where that is nowhere of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns: Option<MailAddress>,
    /// Who hears it. None of them sees another.
    pub to: Vec<MailAddress>,
    /// At most so many mails are handed over in a second; as many as the server takes where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_second: Option<u32>,
}

/// How a connection to a mail server is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after a word in plain text; without it nothing is sent.
    Starttls,
    /// None. In the own network only.
    Plain,
}

/// A room of Slack, by either of its doors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Slack {
    /// An incoming webhook, whose address is the secret.
    Webhook,
    /// An app, whose bot token is the secret.
    Bot(SlackBot),
}

/// An app of Slack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlackBot {
    /// The id of the room, as in `C024BE91L`. Nothing is needed for making a room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Where Slack answers apps, if not at its usual address: houses of governments have another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<WebAddress>,
}

/// An app in a team of Microsoft Teams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamsApp {
    /// The organisation: its id, or a domain of its.
    pub tenant: String,
    /// The id under which the app was registered there.
    pub client: String,
    /// The team.
    pub team: String,
    /// In whose name meetings are made, by the id of their account. None are where nobody is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organizer: Option<String>,
    /// Where Microsoft answers, if not at its usual addresses: governments have clouds of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud: Option<Cloud>,
}

/// Where Microsoft answers apps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cloud {
    /// Whoever looks at their secret.
    pub login: WebAddress,
    /// Whoever does what they ask.
    pub graph: WebAddress,
}

/// A room of Matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matrix {
    /// Where the server answers its clients.
    pub homeserver: WebAddress,
    /// `!id:server` or `#alias:server`. Nothing is needed for making a room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
}

/// Whoever understands a signed webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// Where it listens.
    pub url: WebAddress,
}

/// A page of hosted Statuspage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statuspage {
    /// The id of the page.
    pub page: String,
    /// Where Statuspage answers those who write its pages, if not at its usual address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<WebAddress>,
}

/// A bucket of S3-compatible storage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// Where the storage answers: `https://s3.eu-central-1.amazonaws.com`.
    pub endpoint: WebAddress,
    /// Of which region it is; `us-east-1` or `auto` where there is only one.
    pub region: String,
    /// What it is called.
    pub bucket: String,
    /// Below what in it the page lies; at its top if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// The id of the access key, which is no secret.
    pub key: String,
}

impl Channel {
    /// Whether sending a message once more is harmless: the other side knows the name of the message, or is asked
    /// first whether it has it. A homeserver of Matrix forgets names after about half an hour, and so may whatever is
    /// behind a webhook; what Statuspage is still at work on is not found by asking.
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        match self {
            Self::Matrix(_) | Self::Webhook(_) | Self::Statuspage(_) | Self::Bucket(_) => true,
            // Most mail servers take a second mail of the same Message-ID.
            Self::Email(_) | Self::Slack(_) | Self::Teams | Self::Mattermost => false,
            // There are none.
            Self::TeamsApp(_) => false,
        }
    }

    /// Whether a secret can be one of this channel, as far as that can be told without asking the other side.
    ///
    /// # Errors
    /// If it cannot; [`Undelivered`] says what is missing.
    pub fn takes(&self, secret: &Secret) -> Result<(), Undelivered> {
        match self {
            Self::Email(Email { user: None, .. }) => Ok(()),
            Self::Email(_) => secret.password().map(drop),
            Self::Slack(Slack::Webhook) => secret.address(slack::ADDRESS).map(drop),
            Self::Slack(Slack::Bot(_)) => secret.token(slack::TOKEN).map(drop),
            Self::Teams => secret.address(teams::ADDRESS).map(drop),
            Self::TeamsApp(_) => secret.token(teams::SECRET).map(drop),
            Self::Mattermost => secret.address(mattermost::ADDRESS).map(drop),
            Self::Matrix(_) => secret.token(matrix::TOKEN).map(drop),
            Self::Webhook(_) => webhook::keys(secret).map(drop),
            Self::Statuspage(_) => secret.token(statuspage::KEY).map(drop),
            Self::Bucket(_) => secret.token(bucket::KEY).map(drop),
        }
    }

    /// What the next message about the same is hung below: the [`Message::thread`](crate::Message::thread) of all that
    /// follow, by what the first one was named and what the other side called it. None where there are no threads.
    #[must_use]
    pub fn thread(&self, first: &MessageId, called: Option<&str>) -> Option<String> {
        match self {
            Self::Email(email) => Some(format!("<{first}@{}>", email.from.domain())),
            Self::Matrix(_) | Self::Slack(Slack::Bot(_)) | Self::Statuspage(_) => called.map(str::to_owned),
            Self::Slack(Slack::Webhook)
            | Self::Teams
            | Self::TeamsApp(_)
            | Self::Mattermost
            | Self::Webhook(_)
            | Self::Bucket(_) => None,
        }
    }

    /// How fast it may be spoken to, kept by [`Outreach`](crate::Outreach) itself. None where it sets its own pace.
    #[must_use]
    pub fn pace(&self) -> Option<Pace> {
        let second = Duration::from_secs(1);
        match self {
            Self::Email(email) => email.per_second.map(|most| Pace::new(second / most.max(1), 1)),
            Self::Bucket(_) => None,
            Self::Webhook(_) => Some(Pace::new(second / 10, 10)),
            Self::Matrix(_) | Self::Mattermost => Some(Pace::new(second, 5)),
            Self::Slack(_) | Self::Teams | Self::TeamsApp(_) | Self::Statuspage(_) => {
                Some(Pace::new(second, 1))
            }
        }
    }
}
