//! The hub as a sender: what it needs of the hub to send by the loop that laptops use too.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use courier::{
    Courier, Heard, Hears, House, Lack, Listener, NoNote, NoWay, Reached, Saying, Way, Went, channel_of,
    has_work, secret_of,
};
use incident::book::Book;
use incident::event::Event;
use incident::id::{ComponentId, DestinationId, EntryRef, IncidentId, Millis};
use incident::incident::Incident;
use incident::record::Record;
use incident::refusal::Refusal;
use incident::stream::{Section, Stream};
use incident::text::one_line;
use incident::value::{Audience, ComponentState, Destination};
use journal::Author;
use outreach::{Channel, MessageId, NotReady, Outreach, Own, Secret, Settings, Slack, WebAddress};
use page::bundle::Bundle;
use serde::{Deserialize, Serialize};

use crate::hub::{Hub, Voice};
use crate::learning::Learning;
use crate::seal::Seal;
use crate::store::{Change, Store, StoreError};
use crate::subscribing::way_of;

/// A webhook that anybody entered is waited for so long: there may be many that never answer.
const STRANGER: Duration = Duration::from_secs(5);

/// What this hub knows of its own sending.
pub(crate) struct Sending {
    pub courier: Courier,
    /// What it may reach beside the public internet.
    pub own: Vec<Own>,
    /// Where Slack answers apps, where that is not its usual address.
    pub slack: Option<WebAddress>,
    outreach: Mutex<Option<Arc<Outreach>>>,
    strangers: Mutex<Option<Arc<Outreach>>>,
    learning: Learning,
}

/// How an attempt to send somewhere went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastTry {
    /// When.
    pub at: Millis,
    /// Whether it arrived.
    pub arrived: bool,
    /// What the other end said, or why it did not.
    pub words: String,
    /// When one last arrived, as far as is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success: Option<Millis>,
}

/// What keeps the hub from sending for now.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The record has moved on.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Nothing can be spoken to.
    #[error(transparent)]
    NotReady(#[from] NotReady),
    /// Who got a mail is not known.
    #[error(transparent)]
    NoNote(#[from] NoNote),
    /// Another hub with this key sends.
    #[error("another hub sends now")]
    NotItsTurn,
}

impl From<StoreError> for NoWay<Trouble> {
    fn from(error: StoreError) -> Self {
        Self::Trouble(error.into())
    }
}

impl Sending {
    /// What was left unsent when a hub with this key was last here.
    pub(crate) fn of(store: &dyn Store, author: &Author, now: Millis) -> Result<Self, StoreError> {
        // One that cannot be read must not keep the others from leaving, nor the hub from starting.
        let (mut before, mut unread) = (Vec::new(), Vec::new());
        for incident in store.drawer().unsent()? {
            match store.record(Stream::Incident(incident)) {
                Ok(record) => before.push(record),
                Err(error) => {
                    tracing::warn!(%error, %incident, "what was left unsent cannot be read");
                    unread.push(incident);
                }
            }
        }
        let courier = Courier::new(author.replica(), author.run, now, before.iter().map(AsRef::as_ref));
        unread.into_iter().for_each(|incident| courier.not_read_yet(incident));
        Ok(Self {
            courier,
            own: Vec::new(),
            slack: None,
            outreach: Mutex::default(),
            strangers: Mutex::default(),
            learning: Learning::default(),
        })
    }

    /// The same in another run, as if nothing had been left unsent before.
    pub(crate) fn in_run(self, author: &Author, now: Millis) -> Self {
        Self { courier: Courier::new(author.replica(), author.run, now, []), ..self }
    }

    /// What speaks to addresses that anybody may have entered: never to the own network.
    pub(crate) fn strangers(&self) -> Result<Arc<Outreach>, NotReady> {
        made(&self.strangers, || Settings { connect: STRANGER, answer: STRANGER, ..Settings::default() })
    }
}

impl Voice {
    /// Whether this fact may ask the hub to send something.
    pub(crate) fn is_asked_by(&self, event: &Event) -> bool {
        event.asks_to_send(self.author.replica())
    }
}

impl Hub {
    /// What the organisation knows.
    pub(crate) fn the_book(&self) -> Result<Book, StoreError> {
        let mut book = Book::default();
        for section in Section::ALL {
            book = book.with(section, self.store.record(Stream::Book(section))?);
        }
        Ok(book)
    }

    /// What speaks to the outside, made when something first leaves.
    pub(crate) fn outreach(&self) -> Result<Arc<Outreach>, NotReady> {
        made(&self.sending.outreach, || Settings { own: self.sending.own.clone(), ..Settings::default() })
    }

    /// How each destination was doing when it was last spoken to. A note that says nothing to this version is none.
    pub(crate) fn last_tries(&self) -> Result<BTreeMap<DestinationId, LastTry>, StoreError> {
        let read = |(destination, said): (DestinationId, String)| {
            Some((destination, serde_json::from_str(&said).ok()?))
        };
        Ok(self.store.drawer().tries()?.into_iter().filter_map(read).collect())
    }

    /// Notes how one was doing now, and gives that.
    pub(crate) fn keep_last(&self, destination: &DestinationId, went: &Went) -> Result<LastTry, StoreError> {
        let words = one_line(&went.words).chars().take(500).collect();
        let (at, arrived) = (self.clock.now(), went.well);
        let before = self.last_tries()?.remove(destination).and_then(|last| last.success);
        let success = if arrived { Some(at) } else { before };
        let last = LastTry { at, arrived, words, success };
        // Writing some words never fails.
        self.store.drawer().keep_try(destination, &serde_json::to_string(&last).unwrap_or_default())?;
        Ok(last)
    }

    /// What opens a destination.
    fn secret_for(&self, to: &Destination) -> Result<Secret, NoWay<Trouble>> {
        let Some(what) = secret_of(&to.transport) else { return Ok(Secret::default()) };
        let name = one_line(&to.name);
        let kept = self.store.drawer().sealed()?.into_iter().find(|sealed| sealed.destination == to.id);
        let Some(kept) = kept else { return Err(Lack::Secret { name, what }.into()) };
        if kept.shown_to != to.transport.shown_to() {
            return Err(Lack::Elsewhere { name }.into());
        }
        let text = self.seal().and_then(|seal| seal.open(&kept)).ok_or(Lack::Opens { name })?;
        Ok(Secret::new(&text))
    }

    /// Where the public page lies besides, as far as this hub has what it takes to write there.
    pub(crate) fn places(&self) -> Result<Vec<Destination>, StoreError> {
        let book = Book::default()
            .with(Section::Communication, self.store.record(Stream::Book(Section::Communication))?);
        let mut places = book.destinations_for(Audience::Public, false);
        places.retain(|to| to.transport.takes_pages());
        let mut ready = Vec::new();
        for to in places {
            match self.secret_for(&to) {
                Ok(_) => ready.push(to),
                Err(NoWay::Trouble(Trouble::Store(error))) => return Err(error),
                Err(_) => {}
            }
        }
        Ok(ready)
    }

    /// What seals secrets here.
    pub(crate) fn seal(&self) -> Option<Seal> {
        Seal::of(&self.voice.author.key, self.workspace())
    }
}

/// What was made before, or is made now.
fn made(
    kept: &Mutex<Option<Arc<Outreach>>>,
    settings: impl FnOnce() -> Settings,
) -> Result<Arc<Outreach>, NotReady> {
    let mut made = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(made) = &*made {
        return Ok(Arc::clone(made));
    }
    Ok(Arc::clone(made.insert(Arc::new(Outreach::new(&settings())?))))
}

fn book_in(change: &mut dyn Change) -> Result<Book, StoreError> {
    let mut book = Book::default();
    for section in Section::ALL {
        book = book.with(section, change.record(Stream::Book(section))?);
    }
    Ok(book)
}

impl House for Hub {
    type Trouble = Trouble;

    fn courier(&self) -> &Courier {
        &self.sending.courier
    }

    fn now(&self) -> Millis {
        self.clock.now()
    }

    fn book(&self) -> Result<Arc<Book>, Trouble> {
        Ok(Arc::new(self.the_book()?))
    }

    fn record(&self, incident: IncidentId) -> Result<Arc<Record>, Trouble> {
        Ok(self.store.record(Stream::Incident(incident))?)
    }

    fn has_turn(&self) -> Result<bool, Trouble> {
        Ok(self.store.drawer().take_turn(self.voice.author.run)?)
    }

    fn unsent(&self) -> Result<BTreeSet<IncidentId>, Trouble> {
        Ok(self.store.drawer().unsent()?)
    }

    fn all_sent(&self, incident: IncidentId) -> Result<(), Trouble> {
        let (key, now) = (self.key(), self.clock.now());
        Ok(self.change(move |change| {
            let record = change.record(Stream::Incident(incident))?;
            if has_work(&record, key, now) { Ok(()) } else { change.note_unsent(incident, false) }
        })?)
    }

    fn way(&self, to: &Destination) -> Result<Way, NoWay<Trouble>> {
        let (mut channel, secret) = (channel_of(&to.transport)?, self.secret_for(to)?);
        if let (Channel::Slack(Slack::Bot(bot)), Some(slack)) = (&mut channel, &self.sending.slack) {
            bot.api = Some(slack.clone());
        }
        let outreach = self.outreach().map_err(|not_ready| NoWay::Trouble(not_ready.into()))?;
        Ok(Way { channel, secret, outreach })
    }

    fn say(&self, incident: IncidentId, saying: Saying) -> Result<Vec<EntryRef>, Trouble> {
        let (voice, now, stream) = (self.voice.clone(), self.clock.now(), Stream::Incident(incident));
        self.change(move |change| {
            // What another hub has begun meanwhile is in this record; whether that hub is still there, it says by its turn.
            if matches!(saying, Saying::Begin { .. } | Saying::Hold { .. })
                && !change.has_turn(voice.author.run)?
            {
                return Ok(Err(Trouble::NotItsTurn));
            }
            let (record, book) = (change.record(stream)?, book_in(change)?);
            let reading = Incident::of(&record);
            let drafts = match saying.decide(reading, now, &book) {
                Ok(drafts) => drafts,
                Err(refusal) => return Ok(Err(refusal.into())),
            };
            Ok(Ok(voice.say(change, now, [(stream, reading.is_private(), drafts)])?))
        })?
    }

    fn reached(&self, message: &MessageId) -> Result<Reached, Trouble> {
        Ok(Reached::read(self.store.drawer().reached(message.as_str())?.as_deref())?)
    }

    fn note_reached(&self, message: &MessageId, reached: &Reached) -> Result<(), Trouble> {
        Ok(self.store.drawer().keep_reached(message.as_str(), reached.note().as_deref())?)
    }

    fn listeners(
        &self,
        by_way: Hears,
        message: &MessageId,
        by: Millis,
        after: Option<&MessageId>,
        most: usize,
    ) -> Result<Vec<Listener>, Trouble> {
        self.untold(by_way, message, by, after, most)
    }

    fn note_heard(&self, message: &MessageId, heard: &[(MessageId, Heard)]) -> Result<(), Trouble> {
        self.keep_heard(message, heard)
    }

    fn forget_refused(&self, message: &MessageId) -> Result<(), Trouble> {
        Ok(self.store.subscribers().forget_refused(message.as_str())?)
    }

    fn heard(&self, by_way: Hears, message: &MessageId) -> Result<(u64, u64), Trouble> {
        Ok(self.store.subscribers().told(way_of(by_way), message.as_str(), self.clock.now())?)
    }

    fn note_last(&self, destination: &DestinationId, went: &Went) {
        if let Err(error) = self.keep_last(destination, went) {
            tracing::warn!(%error, %destination, "how a destination is doing cannot be noted");
        }
    }

    fn learning(&self) -> Result<Vec<IncidentId>, Trouble> {
        Ok(self.sending.learning.catch_up(&*self.store)?)
    }

    fn page(&self) -> Result<Bundle, Trouble> {
        self.status.catch_up(self)?;
        Ok(self.status.bundle())
    }

    fn doing(&self, component: &ComponentId) -> Result<ComponentState, Trouble> {
        self.status.catch_up(self)?;
        Ok(self.status.doing(component))
    }

    fn behind(&self) -> Result<Vec<Destination>, Trouble> {
        let places = self.places()?;
        if places.is_empty() {
            return Ok(places);
        }
        self.status.catch_up(self)?;
        let (has, name) = (self.store.drawer().pages()?, self.status.name());
        Ok(places.into_iter().filter(|to| has.get(&to.id) != Some(&name)).collect())
    }

    fn note_page(&self, destination: &DestinationId, name: &str) -> Result<(), Trouble> {
        Ok(self.store.drawer().keep_page(destination, name)?)
    }
}
