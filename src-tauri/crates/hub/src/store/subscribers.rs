//! Those who asked to hear of the public status page. None of it is in the log, and no line of it leaves the hub but to an
//! admin and to themselves.

use incident::id::Millis;
use serde::{Deserialize, Serialize};

use super::StoreError;

/// A name that says nothing about whom it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubscriberName(pub [u8; 16]);

/// By which way somebody hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HearsBy {
    /// A mail.
    Email,
    /// A signed POST.
    Webhook,
}

impl HearsBy {
    /// The word for it in the store.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Webhook => "webhook",
        }
    }

    pub(super) fn of(word: &str) -> Self {
        if word == Self::Webhook.word() { Self::Webhook } else { Self::Email }
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscriber {
    /// What stands for them wherever their address need not be.
    pub name: SubscriberName,
    /// By which way they hear.
    pub way: HearsBy,
    /// Where.
    pub address: String,
    /// Whether an admin entered them; anybody else may be anybody.
    pub by_admin: bool,
    /// When they last asked.
    pub asked_at: Millis,
    /// When they showed that the address is theirs; nobody hears before.
    pub confirmed_at: Option<Millis>,
    /// When it was found that nothing reaches them there any more; nobody hears after that.
    pub bounced_at: Option<Millis>,
}

/// How many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Those who hear by e-mail.
    pub email: u64,
    /// Those who hear by webhook.
    pub webhook: u64,
    /// Those who have not confirmed.
    pub waiting: u64,
    /// Those whom nothing reaches.
    pub bounced: u64,
}

/// So long nobody is asked again whether an address is theirs, in milliseconds: a stranger may have entered it.
pub(super) const ASKED_AGAIN: i64 = 10 * 60_000;
/// So long an address that nobody confirmed is kept, in milliseconds.
pub(crate) const UNCONFIRMED: i64 = 3 * 24 * 3_600_000;
/// So long it is kept what became of a message for whom, in milliseconds.
pub(super) const REMEMBERED: i64 = courier::REMEMBERED;

/// What is kept of them.
///
/// # Errors
/// All methods: a disk or a database that refuses.
pub trait Subscribers {
    /// Somebody asks to hear there. Gives the name under which they are to be asked whether the address is theirs; none where
    /// they hear already, or were asked a moment ago.
    fn ask(
        &self,
        way: HearsBy,
        address: &str,
        name: SubscriberName,
        now: Millis,
    ) -> Result<Option<SubscriberName>, StoreError>;

    /// Forgets those who did not confirm for long.
    fn forget_unconfirmed(&self, now: Millis) -> Result<(), StoreError>;

    /// Adds some who have confirmed elsewhere. Who waits here hears from now on; all others who are there are left alone. Gives
    /// how many hear who did not.
    fn bring(&self, those: &[(HearsBy, String, SubscriberName)], now: Millis) -> Result<u64, StoreError>;

    /// The one of this name.
    fn subscriber(&self, name: SubscriberName) -> Result<Option<Subscriber>, StoreError>;

    /// They have shown that the address is theirs. It may be said twice. Whoever shows it by the mail in which they were asked
    /// has that, even where it seemed to come back.
    fn confirm(&self, name: SubscriberName, now: Millis) -> Result<bool, StoreError>;

    /// Forgets them, and all that was kept of them. Tells whether they were there.
    fn remove(&self, name: SubscriberName) -> Result<bool, StoreError>;

    /// Nothing reaches them there any more; said twice, since the first time.
    fn bounced(&self, names: &[SubscriberName], now: Millis) -> Result<(), StoreError>;

    /// How many there are.
    fn counts(&self) -> Result<Counts, StoreError>;

    /// At most so many of those whose address comes after this one, in the order of addresses.
    fn listed(&self, after: &str, limit: usize) -> Result<Vec<Subscriber>, StoreError>;

    /// At most so many of those who hear by this way, had confirmed by then, and of whom it is not known what became of a message for them, in
    /// the order of names after this one.
    fn untold(
        &self,
        way: HearsBy,
        message: &str,
        by: Millis,
        after: Option<SubscriberName>,
        limit: usize,
    ) -> Result<Vec<Subscriber>, StoreError>;

    /// Notes for whom a message was taken, and for whom it was refused for good. Whoever left meanwhile is passed over.
    fn note_told(
        &self,
        message: &str,
        told: &[(SubscriberName, bool)],
        now: Millis,
    ) -> Result<(), StoreError>;

    /// Forgets for whom a message was refused: they are to be tried once more.
    fn forget_refused(&self, message: &str) -> Result<(), StoreError>;

    /// For how many of those who hear by this way a message was taken, and of how many it is known. What is known for long is
    /// forgotten.
    fn told(&self, way: HearsBy, message: &str, now: Millis) -> Result<(u64, u64), StoreError>;
}
