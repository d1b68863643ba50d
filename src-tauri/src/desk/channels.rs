//! Where updates can be sent: what this laptop needs for it, and whether it works.

use std::sync::Arc;

use incident::book::{Book, DestinationEntry};
use incident::id::{DestinationId, IncidentId, Millis};
use incident::text::one_line;
use incident::value::{Audience, Destination, MailSecurity, Occasion, Transport};
use outreach::{
    Bucket, Channel, Email, Matrix, Message, Outreach, Own, Secret, Security, Settings, Slack, SlackBot,
    Statuspage, Webhook, Words,
};

use super::{Desk, random};
use crate::failure::Failure;
use crate::replicate::ask;
use crate::views::{ChannelsView, DestinationView, LastTry};

/// The local setting that says which networks and servers are the house's own: it depends on where a laptop is.
const OWN: &str = "outreach.own";

impl Desk {
    /// Where updates can be sent.
    pub fn channels(&self) -> Result<ChannelsView, Failure> {
        let book = self.the_book();
        let destinations = book.destinations().into_iter().map(|entry| self.destination_view(entry));
        Ok(ChannelsView {
            destinations: destinations.collect::<Result<_, Failure>>()?,
            own: self.own()?.iter().map(Own::to_string).collect(),
        })
    }

    fn destination_view(&self, entry: DestinationEntry) -> Result<DestinationView, Failure> {
        let DestinationEntry { destination, retired } = entry;
        Ok(DestinationView {
            kind: destination.transport.name(),
            secret: secret_of(&destination.transport),
            kept: matches!(self.has_secret(&destination.id), Ok(true)),
            missing: self.has_what_it_takes(&destination).err().map(|failure| failure.message),
            last: self.last_try(&destination.id)?,
            destination,
            retired,
        })
    }

    /// Keeps a destination's secret on this laptop, or forgets it.
    pub fn set_channel_secret(
        &self,
        destination: DestinationId,
        secret: Option<String>,
    ) -> Result<ChannelsView, Failure> {
        self.destination(&destination)?;
        let workspace = self.journal.workspace();
        match secret.as_deref().map(str::trim).filter(|secret| !secret.is_empty()) {
            Some(secret) => self.place.keys.keep_secret(workspace, &destination, secret)?,
            None => self.place.keys.forget_secret(workspace, &destination)?,
        }
        self.outbox.forget_what_is_kept();
        self.stale(OF_CHANNELS, None);
        self.written();
        self.channels()
    }

    /// Says which networks and servers are the house's own, one a line.
    pub fn set_own_network(&self, lines: String) -> Result<ChannelsView, Failure> {
        let own =
            lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
                line.parse::<Own>().map_err(|no| Failure::new("refused", format!("{line:?}: {no}")))
            });
        let own = own.collect::<Result<Vec<_>, Failure>>()?;
        let text: Vec<String> = own.iter().map(Own::to_string).collect();
        self.journal.set_setting(OWN, &text.join("\n"))?;
        self.outbox.forget_outreach();
        self.stale(OF_CHANNELS, None);
        self.channels()
    }

    /// Sends a message that says it is a test, and tells how that went.
    pub fn test_channel(&self, destination: DestinationId) -> Result<ChannelsView, Failure> {
        let found = self.destination(&destination)?;
        let channel = channel_of(&found.transport)?;
        let secret = self.secret(&destination)?;
        let message = self.test_message()?;
        let outreach = self.outreach()?;
        let sent = ask(async { outreach.try_out(&channel, &secret, &message).await })?;
        let (arrived, words) = match &sent {
            Ok(receipt) => (true, receipt.detail.clone()),
            Err(undelivered) => (false, undelivered.to_string()),
        };
        self.keep_last_try(&destination, arrived, &words)?;
        self.stale(OF_CHANNELS, None);
        self.channels()
    }

    fn test_message(&self) -> Result<Message, Failure> {
        let id: [u8; 16] = random()?;
        let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
        let book = self.the_book();
        let me = one_line(book.person_name(self.person).unwrap_or("Somebody"));
        let house = one_line(book.workspace_name().unwrap_or("Allclear"));
        let said = format!("This is a test by {me}. Nothing has happened, and nothing has to be done.");
        let text = page::Text::read(&said);
        let update = page::Update {
            house: &house,
            title: "Test of this channel",
            occasion: Occasion::NoChange,
            at: self.now(),
            services: &[],
            next_due: None,
            text: &text,
        };
        Ok(Message {
            id: id.parse().map_err(|_| not_whole())?,
            incident: IncidentId([0; 16]),
            title: "Test of this channel".to_owned(),
            audience: Audience::Employees,
            occasion: Occasion::NoChange,
            at: self.now(),
            next_due: None,
            drill: true,
            words: Words::of(&update, &said),
            link: None,
            thread: None,
            components: Vec::new(),
            unsubscribe: None,
        })
    }

    pub(super) fn destination(&self, id: &DestinationId) -> Result<Destination, Failure> {
        let found = self.the_book().destination(id).map(|entry| entry.destination);
        found.ok_or_else(|| {
            let refusal = incident::refusal::Refusal::Unknown { what: "destination", name: id.to_string() };
            refusal.into()
        })
    }

    /// Whether this laptop can send an update there. If not, why, with the way out.
    pub(super) fn can_send(&self, to: &Destination) -> Result<(), Failure> {
        if matches!(to.transport, Transport::Bucket { .. }) {
            let words = "takes whole status pages; no update goes there by itself. Post it by hand.";
            return Err(Failure::new("refused", format!("{} {words}", one_line(&to.name))));
        }
        self.has_what_it_takes(to)
    }

    /// Whether this laptop may speak to it, and has its secret. If not, why, with the way out.
    fn has_what_it_takes(&self, to: &Destination) -> Result<(), Failure> {
        let name = one_line(&to.name);
        if !to.laptops {
            let words =
                "is not for laptops to send to. Post it by hand, or change that in Settings, Channels.";
            return Err(Failure::new("refused", format!("{name} {words}")));
        }
        channel_of(&to.transport)?;
        match secret_of(&to.transport) {
            Some(secret) if !self.has_secret(&to.id)? => {
                let words = "is missing on this laptop. Enter it in Settings, Channels, or post it by hand.";
                Err(Failure::new("refused", format!("{secret} of {name} {words}")))
            }
            _ => Ok(()),
        }
    }

    /// Views ask this again and again, and the keychain takes its time: what it said is remembered.
    fn has_secret(&self, destination: &DestinationId) -> Result<bool, Failure> {
        if let Some(known) = self.outbox.knows_secret(destination) {
            return Ok(known);
        }
        let secret = self.secret(destination)?;
        Ok(self.outbox.note_secret(destination, !secret.is_empty()))
    }

    pub(super) fn secret(&self, destination: &DestinationId) -> Result<Secret, Failure> {
        let kept = self.place.keys.secret(self.journal.workspace(), destination)?;
        Ok(kept.map(|text| Secret::new(&text)).unwrap_or_default())
    }

    fn own(&self) -> Result<Vec<Own>, Failure> {
        let kept = self.journal.setting(OWN)?.unwrap_or_default();
        Ok(kept.lines().filter_map(|line| line.parse().ok()).collect())
    }

    /// What speaks to the outside, made when something first leaves.
    pub(crate) fn outreach(&self) -> Result<Arc<Outreach>, Failure> {
        let own = self.own()?;
        self.outbox.outreach(|| {
            Outreach::new(&Settings { own, ..Settings::default() })
                .map_err(|not_ready| Failure::new("outreach", not_ready.to_string()))
        })
    }

    fn last_try(&self, destination: &DestinationId) -> Result<Option<LastTry>, Failure> {
        let kept = self.journal.setting(&last_key(destination))?;
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
    }

    pub(super) fn keep_last_try(
        &self,
        destination: &DestinationId,
        arrived: bool,
        words: &str,
    ) -> Result<(), Failure> {
        let words = one_line(words).chars().take(500).collect();
        let before = self.last_try(destination)?.and_then(|last| last.success);
        let success = if arrived { Some(self.now()) } else { before };
        let last = LastTry { at: self.now(), arrived, words, success };
        // Writing one never fails: it holds a number, a yes or no, and a text.
        let text = serde_json::to_string(&last).unwrap_or_default();
        Ok(self.journal.set_setting(&last_key(destination), &text)?)
    }
}

/// The views that a change of a channel makes stale.
pub(super) const OF_CHANNELS: &[&str] = &["channels", "comms", "outbox"];

fn last_key(destination: &DestinationId) -> String {
    format!("channel/{destination}/last")
}

fn not_whole() -> Failure {
    Failure::new(
        "channel",
        "What this channel says of itself is not whole. Enter it again in Settings, Channels.",
    )
}

/// What the secret of a transport is called; none where there is none.
pub(super) fn secret_of(transport: &Transport) -> Option<&'static str> {
    match transport {
        Transport::Email { user: None, .. } => None,
        Transport::Email { .. } => Some("Password"),
        Transport::Slack { channel: Some(_) } => Some("Bot token"),
        Transport::Slack { channel: None } | Transport::Mattermost {} => Some("Address of the webhook"),
        Transport::Teams {} => Some("Address of the workflow"),
        Transport::Matrix { .. } => Some("Access token"),
        Transport::Webhook { .. } => Some("Signing key"),
        Transport::Statuspage { .. } => Some("API key"),
        Transport::Bucket { .. } => Some("Secret access key"),
    }
}

/// The same destination as what speaks to it knows it.
pub(super) fn channel_of(transport: &Transport) -> Result<Channel, Failure> {
    Ok(match transport {
        Transport::Email { server, port, security, user, from, to } => {
            let (name, address) = named(from);
            Channel::Email(Email {
                server: server.clone(),
                port: *port,
                security: match security {
                    MailSecurity::Tls => Security::Tls,
                    MailSecurity::StartTls => Security::Starttls,
                    MailSecurity::Plain => Security::Plain,
                },
                user: user.clone(),
                from: address.parse().map_err(|_| not_whole())?,
                from_name: name,
                reply_to: None,
                to: to
                    .iter()
                    .map(|one| named(one).1.parse().map_err(|_| not_whole()))
                    .collect::<Result<_, _>>()?,
            })
        }
        Transport::Slack { channel: None } => Channel::Slack(Slack::Webhook),
        Transport::Slack { channel: Some(room) } => {
            Channel::Slack(Slack::Bot(SlackBot { room: Some(room.clone()), api: None }))
        }
        Transport::Teams {} => Channel::Teams,
        Transport::Mattermost {} => Channel::Mattermost,
        Transport::Matrix { homeserver, room } => Channel::Matrix(Matrix {
            homeserver: homeserver.parse().map_err(|_| not_whole())?,
            room: Some(room.clone()),
        }),
        Transport::Webhook { url } => {
            Channel::Webhook(Webhook { url: url.parse().map_err(|_| not_whole())? })
        }
        Transport::Statuspage { page } => Channel::Statuspage(Statuspage { page: page.clone(), api: None }),
        Transport::Bucket { endpoint, region, bucket, folder, key } => Channel::Bucket(Bucket {
            endpoint: endpoint.parse().map_err(|_| not_whole())?,
            region: region.clone(),
            bucket: bucket.clone(),
            folder: folder.clone(),
            key: key.clone(),
        }),
    })
}

/// The parts of `Status <status@example.org>`.
fn named(mailbox: &str) -> (Option<String>, &str) {
    match mailbox.split_once('<') {
        Some((name, rest)) => {
            let name = name.trim().trim_matches('"').trim();
            ((!name.is_empty()).then(|| name.to_owned()), rest.trim_end_matches('>').trim())
        }
        None => (None, mailbox),
    }
}

/// Where an audience hears by from here, and what has to be posted by hand, each with why.
pub(super) fn ways_out(
    desk: &Desk,
    book: &Book,
    audience: Audience,
    drill: bool,
) -> (Vec<Destination>, Vec<(Destination, Failure)>) {
    let (mut to, mut by_hand) = (Vec::new(), Vec::new());
    for destination in book.destinations_for(audience, drill) {
        match desk.can_send(&destination) {
            Ok(()) => to.push(destination),
            Err(why) => by_hand.push((destination, why)),
        }
    }
    (to, by_hand)
}

/// The wall clock of a moment that has passed by so much.
pub(super) fn after(now: Millis, wait: std::time::Duration) -> Millis {
    Millis(now.0.saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)))
}
