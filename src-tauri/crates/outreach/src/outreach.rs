//! The one door by which a message leaves.

use std::collections::HashMap;
use std::error::Error;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use page::bundle::Frontier;
use tokio::time::{Instant, sleep};

use crate::email::Post;
use crate::guard::{Guard, Names, Own, SystemNames};
use crate::http::Web;
use crate::room::{Opened, Room};
use crate::{
    Channel, Component, Email, File, Message, Pace, Receipt, Secret, Seen, Slack, Subscriber, There,
    Undelivered, WebAddress, Why, bucket, drift, matrix, mattermost, slack, statuspage, teams, webhook,
};

/// Nobody waits longer for a turn with a message in hand.
pub const PATIENCE: Duration = Duration::from_secs(5);
const ALONE: &str = "It has asked to be left alone for a while. It is tried again then.";

/// What an admin says about everything that leaves.
#[derive(Clone)]
pub struct Settings {
    /// What may be reached beside the public internet.
    pub own: Vec<Own>,
    /// Certificates of an authority of one's own, in PEM, beside those that the system trusts.
    pub authorities: Vec<String>,
    /// How long to wait for a connection.
    pub connect: Duration,
    /// How long to wait for the answer to one request, or to one command of SMTP.
    pub answer: Duration,
    /// How long a mail server may look at a mail until it says whether it has taken it. It is said to need up to ten
    /// minutes (RFC 5321, 4.5.3.2.6).
    pub mail: Duration,
    /// Who knows the addresses behind names.
    pub names: Arc<dyn Names>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            own: Vec::new(),
            authorities: Vec::new(),
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            mail: Duration::from_secs(600),
            names: Arc::new(SystemNames),
        }
    }
}

impl Settings {
    pub(crate) fn authorities(&self) -> Result<Vec<reqwest::Certificate>, NotReady> {
        let read = |pem: &String| reqwest::Certificate::from_pem(pem.as_bytes());
        self.authorities.iter().map(read).collect::<Result<_, _>>().map_err(|_| NotReady::Authority)
    }
}

/// Why nothing can leave at all.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// A certificate that is none.
    #[error("A certificate of your own authority cannot be read. Enter it in PEM, from BEGIN to END.")]
    Authority,
    /// The library has no client.
    #[error("This computer's certificates cannot be read. See the log, and mend its certificate store.")]
    Client(#[source] Box<dyn Error + Send + Sync>),
}

/// Sends messages. One is enough for a process; it may be used from many tasks at once.
pub struct Outreach {
    web: Web,
    post: Post,
    paces: Paces,
}

impl Outreach {
    /// Ready to send by these settings.
    ///
    /// # Errors
    /// If a certificate in them is none, or the system's cannot be read.
    pub fn new(settings: &Settings) -> Result<Self, NotReady> {
        let guard = Guard::new(settings.own.clone(), settings.names.clone());
        let web = Web::new(settings, &guard)?;
        Ok(Self { web, post: Post::new(settings, guard)?, paces: Paces::default() })
    }

    /// Hands over one message, once: whoever calls decides what becomes of a failure. It keeps to the pace of the
    /// channel, so it may take a while, and never longer than the patience of the settings for each question to the
    /// other side.
    ///
    /// # Errors
    /// If it was not taken, or nobody knows whether it was; [`Undelivered`] says what to do next.
    pub async fn deliver(
        &self,
        channel: &Channel,
        secret: &Secret,
        message: &Message,
    ) -> Result<Receipt, Undelivered> {
        let turns = Turns { paces: &self.paces, channel, secret };
        let web = &self.web;
        // What has to be left alone for long is another attempt's, and nobody waits for it here.
        let rest = turns.rest();
        if rest > PATIENCE {
            return Err(Undelivered::Later { after: Some(rest), why: Why::Channel(ALONE) });
        }
        turns.next().await;
        let result = match channel {
            Channel::Email(email) => self.post.deliver(email, secret, message).await,
            Channel::Slack(Slack::Webhook) => slack::post(web, secret, message).await,
            Channel::Slack(Slack::Bot(bot)) => slack::Api::new(web, bot, secret)?.say(message).await,
            Channel::Teams => teams::deliver(web, secret, message).await,
            Channel::TeamsApp(_) => Err(Undelivered::never(Why::Channel(
                "An app of Teams makes channels and writes nothing into them. Choose a workflow for messages.",
            ))),
            Channel::Mattermost => mattermost::deliver(web, secret, message).await,
            Channel::Matrix(matrix) => matrix::Api::new(web, matrix, secret)?.say(message).await,
            Channel::Webhook(hook) => webhook::deliver(web, hook, secret, message).await,
            Channel::Statuspage(page) => statuspage::Api::new(web, page, secret, turns)?.say(message).await,
            Channel::Bucket(_) => Err(Undelivered::never(Why::Channel(
                "A bucket takes a whole page, and no single message. Publish the page there.",
            ))),
        };
        if let Err(Undelivered::Later { after: Some(after), .. }) = result {
            turns.pause(after);
        }
        result
    }

    /// Hands an update over for each who asked to hear, by a mail of their own with a way to hear no more. `told` is
    /// called for each as soon as it is known what became of theirs; of those for whom it was not called nothing was
    /// sent. Sending it to somebody once more carries the same Message-ID.
    ///
    /// # Errors
    /// If the server failed before all were through, or this is no channel of e-mail.
    pub async fn deliver_each(
        &self,
        channel: &Channel,
        secret: &Secret,
        message: &Message,
        subscribers: &[Subscriber],
        told: impl Fn(&Subscriber, Result<(), Undelivered>),
    ) -> Result<(), Undelivered> {
        match channel {
            Channel::Email(email) => {
                let turns = Turns { paces: &self.paces, channel, secret };
                self.post.deliver_each(email, secret, message, subscribers, turns, told).await
            }
            _ => Err(Undelivered::never(Why::Channel(
                "Subscribers hear by e-mail. Choose a channel of that kind for them.",
            ))),
        }
    }

    /// Puts a whole page where everybody can read it while our own machines are down: what has changed of it, and the
    /// front page last. Doing it again is harmless.
    ///
    /// # Errors
    /// If it is not all there, or this kind of channel takes none.
    pub async fn publish(
        &self,
        channel: &Channel,
        secret: &Secret,
        page: &[File],
        frontier: &Frontier,
    ) -> Result<Receipt, Undelivered> {
        match channel {
            Channel::Bucket(bucket) => {
                bucket::Api::new(&self.web, bucket, secret)?.publish(page, frontier).await
            }
            _ => Err(no_page()),
        }
    }

    /// What lies there now, to look whether it may be written over.
    ///
    /// # Errors
    /// If it cannot be asked, or this kind of channel takes no pages.
    pub async fn there(&self, channel: &Channel, secret: &Secret) -> Result<There, Undelivered> {
        match channel {
            Channel::Bucket(bucket) => bucket::Api::new(&self.web, bucket, secret)?.there().await,
            _ => Err(no_page()),
        }
    }

    /// As [`Self::publish`], over what was found there.
    ///
    /// # Errors
    /// As [`Self::publish`].
    pub async fn publish_over(
        &self,
        channel: &Channel,
        secret: &Secret,
        page: &[File],
        frontier: &Frontier,
        there: There,
    ) -> Result<Receipt, Undelivered> {
        match channel {
            Channel::Bucket(bucket) => {
                bucket::Api::new(&self.web, bucket, secret)?.publish_over(page, frontier, there).await
            }
            _ => Err(no_page()),
        }
    }

    /// The same, all of it: for a page of which something was changed by others.
    ///
    /// # Errors
    /// As [`Self::publish`].
    pub async fn publish_anew(
        &self,
        channel: &Channel,
        secret: &Secret,
        page: &[File],
        frontier: &Frontier,
    ) -> Result<Receipt, Undelivered> {
        match channel {
            Channel::Bucket(bucket) => {
                bucket::Api::new(&self.web, bucket, secret)?.publish_anew(page, frontier).await
            }
            _ => Err(no_page()),
        }
    }

    /// Has a hosted page stand as it should where somebody changed it: each of these incidents as what was said of it last
    /// says, and these components. Doing it again is harmless.
    ///
    /// # Errors
    /// If it does not all stand so, or this is no hosted page.
    pub async fn set_right(
        &self,
        channel: &Channel,
        secret: &Secret,
        incidents: &[Message],
        components: &[Component],
    ) -> Result<Receipt, Undelivered> {
        let Channel::Statuspage(page) = channel else { return Err(no_page()) };
        let turns = Turns { paces: &self.paces, channel, secret };
        statuspage::Api::new(&self.web, page, secret, turns)?.set_right(incidents, components).await
    }

    /// What a public page says now, ours or a hosted one.
    ///
    /// # Errors
    /// If nobody answers there, or something else than a page.
    pub async fn look(&self, page: &WebAddress) -> Result<Seen, Undelivered> {
        drift::look(&self.web, page).await
    }

    /// Tries whether a channel works: by a message that says that it is a test, a file that goes at once, or a question
    /// where a message would be shown to the public. Where mails go to nobody but those who asked, none is sent.
    ///
    /// # Errors
    /// If it does not; [`Undelivered`] says what to do next.
    pub async fn try_out(
        &self,
        channel: &Channel,
        secret: &Secret,
        test: &Message,
    ) -> Result<Receipt, Undelivered> {
        match channel {
            Channel::Bucket(bucket) => bucket::Api::new(&self.web, bucket, secret)?.probe().await,
            Channel::Statuspage(page) => {
                let turns = Turns { paces: &self.paces, channel, secret };
                statuspage::Api::new(&self.web, page, secret, turns)?.probe().await
            }
            Channel::TeamsApp(app) => teams::Api::enter(&self.web, app, secret).await?.probe().await,
            Channel::Email(email) if email.to.is_empty() => self.post.probe(email, secret).await,
            _ => self.deliver(channel, secret, test).await,
        }
    }

    /// How long this channel is to be left alone before the next message. Whoever has more to do asks here first.
    #[must_use]
    pub fn rest(&self, channel: &Channel, secret: &Secret) -> Duration {
        Turns { paces: &self.paces, channel, secret }.rest()
    }

    /// Makes a room for an incident where its people meet, or finds the one that was made for it before. The channel
    /// says by which server and bot; the one that comes back leads into the room.
    ///
    /// # Errors
    /// If there is no room now, or this kind of channel makes none.
    pub async fn open_room(
        &self,
        channel: &Channel,
        secret: &Secret,
        room: &Room,
    ) -> Result<Opened, Undelivered> {
        Turns { paces: &self.paces, channel, secret }.next().await;
        match channel {
            Channel::Slack(Slack::Bot(bot)) => slack::Api::new(&self.web, bot, secret)?.open(room).await,
            Channel::Matrix(matrix) => matrix::Api::new(&self.web, matrix, secret)?.open(room).await,
            Channel::Slack(Slack::Webhook) => Err(no_room(
                "A webhook of Slack makes no rooms. Choose a channel with a bot token, or make the room by hand.",
            )),
            Channel::TeamsApp(app) => teams::Api::enter(&self.web, app, secret).await?.open(room).await,
            Channel::Teams => Err(no_room(
                "A workflow of Teams makes neither rooms nor calls. Choose an app of Teams for that, or enter a link here.",
            )),
            Channel::Mattermost => Err(no_room(
                "A webhook of Mattermost makes no rooms. Make one in Mattermost, and enter the link here.",
            )),
            Channel::Email(_) | Channel::Webhook(_) | Channel::Statuspage(_) | Channel::Bucket(_) => Err(
                no_room("This channel has no rooms. Choose one of Matrix, or one of Slack with a bot token."),
            ),
        }
    }
}

fn no_page() -> Undelivered {
    Undelivered::never(Why::Channel(
        "This channel takes messages and no pages. Choose a bucket for the page.",
    ))
}

fn no_room(sentence: &'static str) -> Undelivered {
    Undelivered::never(Why::Channel(sentence))
}

/// The turns of one destination.
#[derive(Clone, Copy)]
pub(crate) struct Turns<'a> {
    paces: &'a Paces,
    channel: &'a Channel,
    secret: &'a Secret,
}

impl Turns<'_> {
    /// Waits for the next one.
    pub(crate) async fn next(self) {
        let wait = self.paces.with(self.channel, self.secret, Pace::take);
        if !wait.is_zero() {
            sleep(wait).await;
        }
    }

    /// How long to wait for the next one, without taking it.
    fn rest(self) -> Duration {
        self.paces.with(self.channel, self.secret, |pace, now| Pace::take(&mut { *pace }, now))
    }

    fn pause(self, pause: Duration) {
        self.paces.with(self.channel, self.secret, |pace, now| pace.pause(now, pause));
    }
}

/// The pace of each destination, from the first message on.
#[derive(Default)]
struct Paces {
    /// Destinations are told apart by a hash with a key of this process: a secret is part of them.
    by: RandomState,
    paces: Mutex<HashMap<u64, Pace>>,
    begun: OnceLock<Instant>,
}

impl Paces {
    fn with<T: Default>(
        &self,
        channel: &Channel,
        secret: &Secret,
        act: impl FnOnce(&mut Pace, Duration) -> T,
    ) -> T {
        let Some(new) = channel.pace() else { return T::default() };
        let now = self.begun.get_or_init(Instant::now).elapsed();
        let which = match channel {
            // It counts what comes with a key, whichever of its pages it is for.
            Channel::Statuspage(_) => None,
            // A server counts what comes from a user, whomever it is for.
            Channel::Email(Email { server, port, user, per_second, .. }) => {
                Some(format!("{server}:{port} {user:?} {per_second:?}"))
            }
            other => Some(format!("{other:?}")),
        };
        let destination = self.by.hash_one((which, secret.expose()));
        let mut paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        act(paces.entry(destination).or_insert(new), now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Statuspage;

    #[test]
    fn pages_of_one_key_share_their_turns_and_other_channels_do_not() {
        let paces = Paces::default();
        let page = |page: &str| Channel::Statuspage(Statuspage { page: page.to_owned(), api: None });
        let take = |channel: &Channel, key: &str| paces.with(channel, &Secret::new(key), Pace::take);
        assert_eq!(take(&page("kctbh9vrtdwd"), "key"), Duration::ZERO);
        assert!(take(&page("another-page"), "key") > Duration::ZERO, "it is the same key");
        assert_eq!(take(&page("another-page"), "another key"), Duration::ZERO);
        let room =
            |url: &str| Channel::Matrix(crate::Matrix { homeserver: url.parse().unwrap(), room: None });
        for _ in 0..5 {
            assert_eq!(take(&room("https://one.example.org/"), "key"), Duration::ZERO);
        }
        assert_eq!(take(&room("https://two.example.org/"), "key"), Duration::ZERO);
        // Whoever a mail is for, its server counts it.
        let mails = |to: &str, per_second| {
            Channel::Email(Email {
                server: "mail.example.org".to_owned(),
                port: 587,
                security: crate::Security::Tls,
                user: None,
                from: "status@example.org".parse().unwrap(),
                from_name: None,
                reply_to: None,
                returns: None,
                to: vec![to.parse().unwrap()],
                per_second,
            })
        };
        assert_eq!(take(&mails("ana@example.net", Some(1)), ""), Duration::ZERO);
        assert!(take(&mails("bo@example.net", Some(1)), "") > Duration::ZERO);
        for _ in 0..9 {
            assert_eq!(take(&mails("ana@example.net", None), ""), Duration::ZERO, "nobody asked for a pace");
        }
    }
}
