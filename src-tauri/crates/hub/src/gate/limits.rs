//! What an operator may set of it.

use serde::Deserialize;

/// How much anybody may ask. After a pause, ten seconds' worth of each rate may come at once. A busy incident stays far
/// below all of these.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Requests of one laptop in a second.
    pub requests_per_second: u32,
    /// Entries that one laptop hands over in a second.
    pub entries_per_second: u32,
    /// Requests of one laptop at the same time, open streams aside.
    pub requests_at_once: u32,
    /// Open streams of one laptop.
    pub streams: u32,
    /// Requests of one address in a second that show no token, or one that has not proved good yet.
    pub strangers_per_second: u32,
    /// Wishes to hear of the public page that come from one address in a minute.
    pub subscriptions_per_minute: u32,
    /// Wishes to hear that came from one address, of which nobody has said yet that they were theirs.
    pub subscriptions_unconfirmed: u32,
    /// Connections that one address may begin in a second.
    pub connections_per_second: u32,
    /// Open connections of one address.
    pub connections_per_address: u32,
    /// Open connections of all.
    pub connections: u32,
    /// Mebibytes for bodies that are being received, of all together.
    pub body_memory_mib: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests_per_second: 200,
            entries_per_second: 10_000,
            requests_at_once: 16,
            streams: 16,
            strangers_per_second: 100,
            subscriptions_per_minute: 20,
            subscriptions_unconfirmed: 100,
            connections_per_second: 500,
            connections_per_address: 5_000,
            connections: 10_000,
            body_memory_mib: 64,
        }
    }
}

impl Limits {
    /// As if there were none.
    pub(crate) fn none() -> Self {
        let mut limits = Self::default();
        limits.named().into_iter().for_each(|(_, limit)| *limit = u32::MAX);
        limits
    }

    /// Each with the word by which the environment sets it.
    pub(crate) fn named(&mut self) -> [(&'static str, &mut u32); 11] {
        [
            ("ALLCLEAR_HUB_REQUESTS_PER_SECOND", &mut self.requests_per_second),
            ("ALLCLEAR_HUB_ENTRIES_PER_SECOND", &mut self.entries_per_second),
            ("ALLCLEAR_HUB_REQUESTS_AT_ONCE", &mut self.requests_at_once),
            ("ALLCLEAR_HUB_STREAMS", &mut self.streams),
            ("ALLCLEAR_HUB_STRANGERS_PER_SECOND", &mut self.strangers_per_second),
            ("ALLCLEAR_HUB_SUBSCRIPTIONS_PER_MINUTE", &mut self.subscriptions_per_minute),
            ("ALLCLEAR_HUB_SUBSCRIPTIONS_UNCONFIRMED", &mut self.subscriptions_unconfirmed),
            ("ALLCLEAR_HUB_CONNECTIONS_PER_SECOND", &mut self.connections_per_second),
            ("ALLCLEAR_HUB_CONNECTIONS_PER_ADDRESS", &mut self.connections_per_address),
            ("ALLCLEAR_HUB_CONNECTIONS", &mut self.connections),
            ("ALLCLEAR_HUB_BODY_MEMORY_MIB", &mut self.body_memory_mib),
        ]
    }
}
