//! Who keeps the log in which a sender writes, and knows what it takes to send.

use std::collections::BTreeSet;
use std::error::Error;
use std::sync::Arc;

use incident::book::Book;
use incident::decide::{begin, delivered, failed, held_back, room_made, room_not_made};
use incident::draft::Draft;
use incident::id::{ComponentId, DestinationId, EntryRef, IncidentId, Millis};
use incident::incident::Incident;
use incident::outbox::Sender;
use incident::record::Record;
use incident::refusal::Refusal;
use incident::reminding::{Reminder, remind, reminded};
use incident::rooms::Made;
use incident::value::{ComponentState, Destination, Receipt};
use outreach::{Channel, MailAddress, MessageId, Outreach, Secret, Subscriber, WebAddress, Webhook};
use page::bundle::Bundle;
use serde::{Deserialize, Serialize};

use crate::{Courier, NotWhole};

/// At least so long a house keeps what became of a message for whom, in milliseconds.
pub const REMEMBERED: i64 = 30 * 24 * 3_600_000;

/// Whoever keeps the log in which a sender writes. Every method may wait for a disk.
///
/// # Errors
/// All methods: a disk or a database that refuses. It is tried again after a while.
pub trait House: Send + Sync + Sized + 'static {
    /// What keeps it from going on, in a sentence for the log.
    type Trouble: Error + From<Refusal> + Send + Sync + 'static;

    /// What its sender knows of its own work.
    fn courier(&self) -> &Courier;

    /// The wall clock.
    fn now(&self) -> Millis;

    /// What the organisation knows.
    fn book(&self) -> Result<Arc<Book>, Self::Trouble>;

    /// The record of an incident.
    fn record(&self, incident: IncidentId) -> Result<Arc<Record>, Self::Trouble>;

    /// Whether it is this one's turn to send, where several write with one key.
    fn has_turn(&self) -> Result<bool, Self::Trouble>;

    /// The incidents that may have something unsent. None of those that have is missing.
    fn unsent(&self) -> Result<BTreeSet<IncidentId>, Self::Trouble>;

    /// Takes an incident off that list, unless something was asked for meanwhile.
    fn all_sent(&self, incident: IncidentId) -> Result<(), Self::Trouble>;

    /// What it takes to send to a destination.
    fn way(&self, to: &Destination) -> Result<Way, NoWay<Self::Trouble>>;

    /// Writes down what the sender says, decided on the record as it is when it is written.
    fn say(&self, incident: IncidentId, saying: Saying) -> Result<Vec<EntryRef>, Self::Trouble>;

    /// Which addresses of a mail are settled.
    fn reached(&self, message: &MessageId) -> Result<Reached, Self::Trouble>;

    /// Keeps which are, so that none of them gets it once more. Once it is done with, nothing is kept.
    fn note_reached(&self, message: &MessageId, reached: &Reached) -> Result<(), Self::Trouble>;

    /// At most so many of those who had asked to hear of the public page by then, by this way and by the clock of whoever sends, and of whom
    /// it is not known what became of a message for them, in a lasting order, after this one. Only a hub has any.
    fn listeners(
        &self,
        _by_way: Hears,
        _message: &MessageId,
        _by: Millis,
        _after: Option<&MessageId>,
        _most: usize,
    ) -> Result<Vec<Listener>, Self::Trouble> {
        Ok(Vec::new())
    }

    /// Keeps for whom of them a message was taken, and for whom it was not and never will be.
    fn note_heard(&self, _message: &MessageId, _heard: &[(MessageId, Heard)]) -> Result<(), Self::Trouble> {
        Ok(())
    }

    /// Forgets for whom it was not taken, so that they are tried once more.
    fn forget_refused(&self, _message: &MessageId) -> Result<(), Self::Trouble> {
        Ok(())
    }

    /// For how many of those who hear by this way it was taken, and of how many that is known.
    fn heard(&self, _by_way: Hears, _message: &MessageId) -> Result<(u64, u64), Self::Trouble> {
        Ok((0, 0))
    }

    /// How a destination was doing when it was last spoken to.
    fn note_last(&self, destination: &DestinationId, went: &Went);

    /// The incidents that are over and not closed, or closed before their action items were done: of them somebody may have to
    /// be reminded.
    fn learning(&self) -> Result<Vec<IncidentId>, Self::Trouble>;

    /// The whole public status page as it is now.
    fn page(&self) -> Result<Bundle, Self::Trouble>;

    /// How a component of it does, as everybody sees it now.
    fn doing(&self, component: &ComponentId) -> Result<ComponentState, Self::Trouble>;

    /// The incidents of which the public was told, and that are not over for long. Only who sets hosted pages right needs them.
    fn told_lately(&self) -> Result<Vec<IncidentId>, Self::Trouble> {
        Ok(Vec::new())
    }

    /// The places of the page that lack a change of which no update tells, and to which this sender is to bring it; and the
    /// hosted pages that are to be set right.
    fn behind(&self) -> Result<Vec<Destination>, Self::Trouble>;

    /// A place has the page of this name.
    fn note_page(&self, destination: &DestinationId, name: &str) -> Result<(), Self::Trouble>;

    /// What is shown of the outbox is out of date.
    fn shows(&self) {}
}

/// What it takes to send to a destination.
#[derive(Clone)]
pub struct Way {
    /// How it is spoken to.
    pub channel: Channel,
    /// With what.
    pub secret: Secret,
    /// By whom.
    pub outreach: Arc<Outreach>,
}

/// Why there is no way to a destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoWay<T> {
    /// Something that only a person can bring. It is written down, where everybody reads it.
    Lacks(Lack),
    /// Something that may be gone by itself.
    Trouble(T),
}

impl<T> From<Lack> for NoWay<T> {
    fn from(lack: Lack) -> Self {
        Self::Lacks(lack)
    }
}

impl<T> From<NotWhole> for NoWay<T> {
    fn from(not_whole: NotWhole) -> Self {
        Self::Lacks(not_whole.into())
    }
}

/// What a person has to bring before the hub can send to a destination. What a laptop lacks it shows to its own person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lack {
    /// An address that is one.
    #[error(transparent)]
    NotWhole(#[from] NotWhole),
    /// The secret.
    #[error("The hub has no secret for {name} ({what}). An admin enters it in Settings, Channels.")]
    Secret {
        /// What the destination is called.
        name: String,
        /// What its secret is called.
        what: &'static str,
    },
    /// A secret that was entered for where it leads now.
    #[error(
        "{name} leads somewhere else than when the hub was given its secret. Look at its address, then enter the \
         secret once more in Settings, Channels."
    )]
    Elsewhere {
        /// What the destination is called.
        name: String,
    },
    /// A secret that opens with the hub's key of today.
    #[error("The hub's secret for {name} opens no more: its key is another one. Enter it once more.")]
    Opens {
        /// What the destination is called.
        name: String,
    },
}

/// How speaking to a destination went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Went {
    /// Whether it took what it was given.
    pub well: bool,
    /// What it said, or why not.
    pub words: String,
}

/// By which way somebody hears who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hears {
    /// By mail.
    Mail,
    /// By a signed POST.
    Hook,
}

/// Somebody who asked to hear of the public page.
#[derive(Clone)]
pub enum Listener {
    /// By a mail of their own.
    Mail(Subscriber),
    /// By a signed POST.
    Hook {
        /// A name that says nothing about them.
        name: MessageId,
        /// Where.
        hook: Webhook,
        /// The key that signs.
        secret: Secret,
        /// Where they say that they want no more.
        unsubscribe: WebAddress,
        /// By whom: who asked may be anybody, and the own network is not for everybody to reach.
        outreach: Arc<Outreach>,
    },
}

impl Listener {
    pub(crate) fn name(&self) -> &MessageId {
        match self {
            Self::Mail(one) => &one.name,
            Self::Hook { name, .. } => name,
        }
    }
}

/// What became of a message for one who asked to hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It was taken.
    Taken,
    /// It was not, and is not tried any more.
    Not,
    /// It was not, since there is nobody at that address: nothing else is to go there either.
    NobodyThere,
}

/// What became of the addresses of a mail so far. It is the sender's own: no address of it is in the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
// A field that this version does not know could say that somebody has it.
#[serde(deny_unknown_fields)]
pub struct Reached {
    /// Those for which it was taken.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub taken: BTreeSet<String>,
    /// Those that were refused for good.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub refused: BTreeSet<String>,
}

/// A note of who got a mail that says nothing to this version: it is damaged, or of a newer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("for whom a mail was taken is noted in a way that this version cannot read")]
pub struct NoNote;

impl Reached {
    /// What was kept of it; nothing where nothing was.
    ///
    /// # Errors
    /// [`NoNote`] where it cannot be read: that is not to say that nobody got the mail.
    pub fn read(kept: Option<&str>) -> Result<Self, NoNote> {
        kept.filter(|kept| !kept.is_empty())
            .map_or_else(|| Ok(Self::default()), |kept| serde_json::from_str(kept).map_err(|_| NoNote))
    }

    /// What is to be kept of it; none where nothing is.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        // Writing two sets of texts never fails.
        (*self != Self::default()).then(|| serde_json::to_string(self).unwrap_or_default())
    }

    pub(crate) fn is_settled(&self, address: &MailAddress) -> bool {
        let address = address.to_string();
        self.taken.contains(&address) || self.refused.contains(&address)
    }
}

/// What a sender writes down.
#[derive(Clone, Debug)]
pub enum Saying {
    /// It is about to try.
    Begin {
        /// What.
        update: EntryRef,
        /// Where to.
        destination: DestinationId,
        /// By whom.
        sender: Sender,
    },
    /// It does not try, since a person has to look first.
    Hold {
        /// What.
        update: EntryRef,
        /// Where to.
        destination: DestinationId,
        /// By whom.
        sender: Sender,
    },
    /// It arrived.
    Arrived {
        /// What.
        update: EntryRef,
        /// Where.
        destination: DestinationId,
        /// What the other end said.
        receipt: Receipt,
    },
    /// It did not, as far as is known.
    Failed {
        /// Which attempt.
        attempt: EntryRef,
        /// In words.
        why: String,
        /// When it is made again.
        retry_at: Option<Millis>,
        /// Whether it may have arrived all the same.
        unknown: bool,
    },
    /// A room stands.
    RoomMade {
        /// Where.
        destination: DestinationId,
        /// What the other end calls it.
        room: String,
        /// What opens it for a person.
        link: String,
        /// The bridge to which its topic leads.
        bridge: Option<String>,
        /// Whether that was made with it.
        meets: bool,
    },
    /// Somebody is about to be reminded by mail.
    Remind {
        /// Who, of what.
        reminder: Reminder,
    },
    /// They were, or why not.
    Reminded {
        /// The entry that said that they are about to be.
        reminder: EntryRef,
        /// In words.
        why: Option<String>,
        /// When it is tried again.
        retry_at: Option<Millis>,
    },
    /// It could not be made, or its topic not be changed.
    RoomNotMade {
        /// Where.
        destination: DestinationId,
        /// In words.
        why: String,
        /// When it is tried again.
        retry_at: Option<Millis>,
    },
}

impl Saying {
    /// The facts that say so.
    ///
    /// # Errors
    /// [`Refusal`] where the record has moved on, and nothing is to be written.
    pub fn decide(self, incident: Incident<'_>, now: Millis, book: &Book) -> Result<Vec<Draft>, Refusal> {
        match self {
            Self::Begin { update, destination, sender } => {
                begin(incident, update, &destination, Sender { now, ..sender }, book)
            }
            Self::Hold { update, destination, sender } => {
                held_back(incident, update, &destination, Sender { now, ..sender }, book)
            }
            Self::Arrived { update, destination, receipt } => {
                delivered(incident, update, &destination, Some(receipt), now, book)
            }
            Self::Failed { attempt, why, retry_at, unknown } => {
                failed(incident, attempt, &why, retry_at, unknown)
            }
            Self::RoomMade { destination, room, link, bridge, meets } => {
                let made = Made { room: &room, link: &link, bridge: bridge.as_deref() };
                room_made(incident, &destination, made, meets)
            }
            Self::Remind { reminder } => remind(incident, &reminder, now, book),
            Self::Reminded { reminder, why, retry_at } => Ok(reminded(reminder, why, retry_at)),
            Self::RoomNotMade { destination, why, retry_at } => {
                room_not_made(incident, &destination, &why, retry_at)
            }
        }
    }
}
