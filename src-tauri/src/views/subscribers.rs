//! Who hears of the public status page, as Settings shows it.

use incident::id::Millis;
use serde::Serialize;
use ts_rs::TS;

/// Some of those who hear.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SubscribersView {
    /// How many hear by e-mail.
    #[ts(type = "number")]
    pub email: u64,
    /// How many hear by webhook.
    #[ts(type = "number")]
    pub webhook: u64,
    /// How many have not confirmed.
    #[ts(type = "number")]
    pub waiting: u64,
    /// How many nothing reaches.
    #[ts(type = "number")]
    pub bounced: u64,
    /// Those, by address.
    pub subscribers: Vec<SubscriberView>,
    /// Whether more come after the last.
    pub more: bool,
}

/// Somebody who asked to hear.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SubscriberView {
    /// By which they are removed.
    pub name: String,
    /// By which way they hear.
    pub way: HearsBy,
    /// Where.
    pub address: String,
    /// Whether they hear.
    pub state: SubscriberState,
    /// Since when that is so.
    pub since: Millis,
}

/// By which way somebody hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HearsBy {
    /// A mail.
    Email,
    /// A signed POST.
    Webhook,
}

/// Whether somebody who asked hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SubscriberState {
    /// They do.
    Hears,
    /// They have not confirmed.
    Waiting,
    /// Nothing reaches them.
    Bounced,
}

/// What became of some that were added.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AddedView {
    /// How many are new.
    #[ts(type = "number")]
    pub added: u64,
    /// What was no address.
    pub refused: Vec<String>,
}
