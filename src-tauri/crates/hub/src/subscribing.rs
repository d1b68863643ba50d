//! Who hears of the public status page: what the hub sends them, and by what.

use std::sync::Arc;

use courier::{Heard, Hears, House, Listener, NoWay, Way};
use incident::book::Book;
use incident::id::{IncidentId, Millis, hex};
use incident::stream::{Section, Stream};
use incident::text::one_line;
use incident::value::{Audience, Destination, Occasion};
use outreach::{
    Channel, Email, MailAddress, Message, MessageId, Outreach, Secret, WebAddress, Webhook, Words,
};

use crate::hub::Hub;
use crate::links::{For, Links};
use crate::secret::random;
use crate::sending::Trouble;
use crate::store::{HearsBy, StoreError, Subscriber, SubscriberName};

/// More than so many of whom nobody knows whether they asked are not written to: some program enters the addresses of others.
const MOST_UNCONFIRMED: u64 = 2_000;

/// What becomes of a wish to hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Whoever has to be asked whether the address is theirs is asked.
    Heard,
    /// Nobody is written to for now.
    NotNow,
}

impl Hub {
    pub(crate) fn links(&self) -> Links {
        Links::of(&self.voice.author.key, self.workspace())
    }

    /// By what those who asked hear, where that is set up.
    fn mailing(&self) -> Result<Option<Destination>, StoreError> {
        let communication = self.store.record(Stream::Book(Section::Communication))?;
        let book = Book::default().with(Section::Communication, communication);
        let mut all = book.destinations_for(Audience::Public, false).into_iter();
        Ok(all.find(|to| to.transport.is_hubs_alone()))
    }

    /// Where somebody can ask to hear; none where that is not set up.
    pub(crate) fn subscribe_address(&self) -> Result<Option<String>, StoreError> {
        if !self.shows || self.mailing()?.is_none() {
            return Ok(None);
        }
        Ok(self.store.members().served_at()?.map(|origin| format!("{origin}/status/subscribe")))
    }

    /// Keeps a wish to hear, and gives what is to be sent to see whether it was theirs.
    pub(crate) fn wish(
        &self,
        way: HearsBy,
        address: &str,
    ) -> Result<(Wish, Option<SubscriberName>), StoreError> {
        let (store, now) = (self.store.subscribers(), self.clock.now());
        // Before they are counted: who never answered keeps nobody out for longer than they are kept.
        store.forget_unconfirmed(now)?;
        if store.counts()?.waiting >= MOST_UNCONFIRMED {
            return Ok((Wish::NotNow, None));
        }
        let name = SubscriberName(random()?);
        Ok((Wish::Heard, store.ask(way, address, name, now)?))
    }

    /// Sends the link by which they say that they asked. Where that fails they ask once more.
    pub(crate) async fn ask_whether_it_was_theirs(
        self: Arc<Self>,
        way: HearsBy,
        address: String,
        name: SubscriberName,
    ) {
        let hub = Arc::clone(&self);
        let made = tokio::task::spawn_blocking(move || hub.question(way, &address, name)).await;
        let (by, message) = match made {
            Ok(Ok(Some(made))) => made,
            Ok(Ok(None)) => return,
            Ok(Err(trouble)) => {
                return tracing::warn!(%trouble, "somebody who asked to hear cannot be answered");
            }
            Err(error) => return tracing::error!(%error, "asking somebody whether they asked broke off"),
        };
        if let Err(why) = by.outreach.deliver(&by.channel, &by.secret, &message).await {
            // Nobody's address goes into the operator's log.
            tracing::warn!(why = %why.why().on_record(), "somebody who asked to hear was not reached");
        }
    }

    fn question(
        &self,
        way: HearsBy,
        address: &str,
        name: SubscriberName,
    ) -> Result<Option<(Way, Message)>, Trouble> {
        let Some(link) = self.link(For::Confirming, name)? else { return Ok(None) };
        let by = match way {
            HearsBy::Email => {
                let Some(mailing) = self.mailing()? else { return Ok(None) };
                let way = match self.way(&mailing) {
                    Ok(way) => way,
                    Err(NoWay::Lacks(_)) => return Ok(None),
                    Err(NoWay::Trouble(trouble)) => return Err(trouble),
                };
                let Channel::Email(email) = way.channel else { return Ok(None) };
                let Ok(to) = address.parse() else { return Ok(None) };
                let asked = self.store.subscribers().subscriber(name)?;
                let returns = asked.and_then(|one| self.comes_back_to(name, one.asked_at));
                let channel = Channel::Email(Email { to: vec![to], returns, ..email });
                Way { channel, ..way }
            }
            HearsBy::Webhook => {
                let Ok(url) = address.parse() else { return Ok(None) };
                let secret = Secret::new(&self.links().signing_key(name));
                Way {
                    channel: Channel::Webhook(Webhook { url }),
                    secret,
                    outreach: self.outreach_to_strangers()?,
                }
            }
        };
        let house = one_line(&self.the_book()?.status_page().name);
        let id: [u8; 16] = random().map_err(StoreError::from)?;
        let Ok(id) = hex(&id).parse() else { return Ok(None) };
        Ok(Some((by, question(id, &house, link, self.clock.now()))))
    }

    fn link(&self, what: For, name: SubscriberName) -> Result<Option<WebAddress>, StoreError> {
        let Some(origin) = self.store.members().served_at()? else { return Ok(None) };
        let (step, word) = (what.step(), self.links().word(what, name));
        Ok(format!("{origin}/status/{step}/{word}").parse().ok())
    }

    /// Those of whom it is not known what became of a message for them.
    pub(crate) fn untold(
        &self,
        by_way: Hears,
        message: &MessageId,
        by: Millis,
        after: Option<&MessageId>,
        most: usize,
    ) -> Result<Vec<Listener>, Trouble> {
        let (way, after) = (way_of(by_way), after.and_then(read));
        let found = self.store.subscribers().untold(way, message.as_str(), by, after, most)?;
        let mut listeners = Vec::with_capacity(found.len());
        for one in found {
            listeners.extend(self.listener(one)?);
        }
        Ok(listeners)
    }

    /// One as a sender speaks to them. What stands in the store was an address when it was put there.
    fn listener(&self, one: Subscriber) -> Result<Option<Listener>, Trouble> {
        let Some(unsubscribe) = self.link(For::Leaving, one.name)? else { return Ok(None) };
        let Ok(name) = written(one.name).parse() else { return Ok(None) };
        Ok(match one.way {
            HearsBy::Email => {
                let Ok(address) = one.address.parse() else { return Ok(None) };
                let returns = self.comes_back_to(one.name, one.asked_at);
                Some(Listener::Mail(outreach::Subscriber { name, address, unsubscribe, returns }))
            }
            HearsBy::Webhook => {
                let Ok(url) = one.address.parse() else { return Ok(None) };
                let (hook, secret) = (Webhook { url }, Secret::new(&self.links().signing_key(one.name)));
                let outreach = if one.by_admin { self.outreach()? } else { self.outreach_to_strangers()? };
                Some(Listener::Hook { name, hook, secret, unsubscribe, outreach })
            }
        })
    }

    /// Where a mail for them comes back, where that is set up.
    fn comes_back_to(&self, name: SubscriberName, asked_at: Millis) -> Option<MailAddress> {
        self.returns.as_ref()?.with(&self.links().mark(name, asked_at))
    }

    pub(crate) fn keep_heard(
        &self,
        message: &MessageId,
        heard: &[(MessageId, Heard)],
    ) -> Result<(), Trouble> {
        let (store, now) = (self.store.subscribers(), self.clock.now());
        let told: Vec<(SubscriberName, bool)> =
            heard.iter().filter_map(|(name, heard)| Some((read(name)?, *heard == Heard::Taken))).collect();
        store.note_told(message.as_str(), &told, now)?;
        let gone = heard.iter().filter(|(_, heard)| *heard == Heard::NobodyThere);
        let gone: Vec<SubscriberName> = gone.filter_map(|(name, _)| read(name)).collect();
        if !gone.is_empty() {
            store.bounced(&gone, now)?;
        }
        Ok(())
    }
}

pub(crate) fn way_of(hears: Hears) -> HearsBy {
    match hears {
        Hears::Mail => HearsBy::Email,
        Hears::Hook => HearsBy::Webhook,
    }
}

/// A message that asks whether they asked.
fn question(id: MessageId, house: &str, link: WebAddress, at: Millis) -> Message {
    let plain = format!(
        "Somebody, perhaps you, asked that updates of the status page of {house} be sent here. Open this link to say that it \
         was you. If it was not, do nothing: nothing more is sent."
    );
    let words = Words {
        subject: format!("Confirm that you want to hear of updates by {house}"),
        markdown: plain.clone(),
        plain,
        ..Words::default()
    };
    Message {
        id,
        incident: IncidentId([0; 16]),
        title: words.subject.clone(),
        audience: Audience::Public,
        occasion: Occasion::NoChange,
        at,
        next_due: None,
        drill: false,
        words,
        link: Some(link),
        thread: None,
        components: Vec::new(),
        unsubscribe: None,
    }
}

/// A name as text, and back.
pub(crate) fn written(name: SubscriberName) -> String {
    hex(&name.0)
}

fn read(name: &MessageId) -> Option<SubscriberName> {
    named(name.as_str())
}

pub(crate) fn named(text: &str) -> Option<SubscriberName> {
    // The same digits as an incident's id.
    text.parse::<IncidentId>().ok().map(|id| SubscriberName(id.0))
}

impl Hub {
    /// What speaks to whoever entered an address: to the public internet, and to nothing of the house's own.
    fn outreach_to_strangers(&self) -> Result<Arc<Outreach>, Trouble> {
        Ok(self.sending.strangers()?)
    }
}
