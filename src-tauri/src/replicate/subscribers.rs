//! What is asked of a hub about those who hear of the public status page.

use incident::id::Millis;
use serde::{Deserialize, Serialize};

use super::http::{HttpRemote, NotDone};

/// `GET /v1/subscribers`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Subscribers {
    /// How many there are.
    pub counts: Counts,
    /// Some of them, by address.
    pub subscribers: Vec<Subscriber>,
    /// Whether more come after the last.
    pub more: bool,
}

/// How many there are.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Counts {
    /// Those who hear by e-mail.
    pub email: u64,
    /// Those who hear by webhook.
    pub webhook: u64,
    /// Those who have not confirmed.
    pub waiting: u64,
    /// Those whom nothing reaches.
    pub bounced: u64,
}

/// Somebody who asked to hear.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Subscriber {
    /// By which they are removed.
    pub name: String,
    /// By which way they hear.
    pub way: String,
    /// Where.
    pub address: String,
    /// When they last asked.
    pub asked_at: Millis,
    /// When they confirmed.
    #[serde(default)]
    pub confirmed_at: Option<Millis>,
    /// When it was found that nothing reaches them.
    #[serde(default)]
    pub bounced_at: Option<Millis>,
}

/// What became of some that were brought.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Brought {
    /// How many are new.
    pub added: u64,
    /// Those that are no addresses.
    pub refused: Vec<String>,
}

#[derive(Serialize)]
struct Bring<'a> {
    addresses: &'a [String],
}

impl HttpRemote {
    /// Who hears, of those whose address comes after this one.
    pub(crate) async fn subscribers(&self, after: &str) -> Result<Subscribers, NotDone> {
        let words = if after.is_empty() { vec![] } else { vec![("after", after.to_owned())] };
        self.try_ask(self.get("/v1/subscribers", &words)).await
    }

    /// Adds some who said elsewhere that they want to hear.
    pub(crate) async fn bring_subscribers(&self, addresses: &[String]) -> Result<Brought, NotDone> {
        self.try_ask(self.post("/v1/subscribers").json(&Bring { addresses })).await
    }

    /// Forgets one of them.
    pub(crate) async fn remove_subscriber(&self, name: &str) -> Result<(), NotDone> {
        self.try_ask(self.delete(&format!("/v1/subscribers/{name}"))).await
    }
}
