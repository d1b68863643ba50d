//! What leaves the house, on its way: [`Outreach::deliver`] hands one message to one channel and says honestly what
//! became of it.
//!
//! It keeps no log, no queue and no secret: what is to be sent, in which order and by whom, is its caller's to know.
//! Nothing is reached here but what the public can reach, and what an admin allowed beside it ([`Own`]).

mod address;
mod backoff;
mod bucket;
mod certificate;
mod channel;
mod cut;
mod drift;
mod email;
mod guard;
mod http;
mod matrix;
mod mattermost;
mod message;
mod outreach;
mod pace;
mod receipt;
mod returned;
mod room;
mod secret;
mod slack;
mod statuspage;
mod subscriber;
mod teams;
mod undelivered;
mod webhook;

pub use address::{MailAddress, NotAnAddress, WebAddress, host};
pub use backoff::Backoff;
pub use bucket::{File, There};
pub use channel::{
    Bucket, Channel, Cloud, Email, Matrix, Security, Slack, SlackBot, Statuspage, TeamsApp, Webhook,
};
pub use drift::{
    Drift, Meant, MeantComponent, Seen, SeenComponent, SeenIncident, SeenStatus, SeenUpdate, drift,
};
pub use guard::{Names, NotOwn, Own, SystemNames, is_public};
pub use message::{Component, ComponentState, Message, MessageId, NotAMessageId, Words, subject};
pub use outreach::{NotReady, Outreach, PATIENCE, Settings};
pub use pace::Pace;
pub use receipt::{Receipt, Recipient};
pub use returned::{Returned, is_nobody};
pub use room::{Opened, Room};
pub use secret::Secret;
pub use subscriber::Subscriber;
pub use undelivered::{Undelivered, Why};
