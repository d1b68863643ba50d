//! Where updates can be sent: what this laptop needs for it, and whether it works.

use std::sync::Arc;

use courier::{channel_of, secret_of, test_message};
use incident::book::{Book, DestinationEntry};
use incident::command::Edit;
use incident::id::{DestinationId, ReplicaKey};
use incident::text::one_line;
use incident::value::{Destination, Reminders};
use outreach::{Channel, Message, Outreach, Own, Secret, Settings, Statuspage};

use super::{Desk, random};
use crate::failure::Failure;
use crate::keys::Kept;
use crate::replicate::ask;
use crate::views::{AtHubView, By, ChannelsView, DestinationView, LastTry, RemindersView};

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
            hub: self.hub_at().is_some(),
            reminders: self.reminders_view(&book),
        })
    }

    fn reminders_view(&self, book: &Book) -> Option<RemindersView> {
        let (to, reminders) = book.reminds_by()?;
        let hub = self.hub_at().is_some_and(|at| at.key == reminders.sender);
        let by = match book.person_of(reminders.sender).and_then(|person| book.person_name(person)) {
            _ if hub => "the hub".to_owned(),
            _ if reminders.sender == self.author.replica() => "this laptop".to_owned(),
            Some(name) => format!("the laptop of {}", one_line(name)),
            None => "a hub that this workspace had before".to_owned(),
        };
        Some(RemindersView { destination: to.id, by })
    }

    /// Has owners reminded by mails of a channel, by whoever sends there; or nobody any more.
    pub fn remind_by_mail(&self, destination: Option<DestinationId>) -> Result<ChannelsView, Failure> {
        let reminders = match destination {
            Some(destination) => {
                let (sender, _) = self.sends(&self.destination(&destination)?)?;
                Some(Reminders { destination, sender })
            }
            None => None,
        };
        self.edit(Edit::RemindByMail { reminders })?;
        self.stale(OF_CHANNELS, None);
        self.look_in_outbox();
        self.channels()
    }

    fn destination_view(&self, entry: DestinationEntry) -> Result<DestinationView, Failure> {
        let DestinationEntry { destination, retired } = entry;
        Ok(DestinationView {
            kind: destination.transport.name(),
            secret: secret_of(&destination.transport),
            kept: matches!(self.has_secret(&destination), Ok(true)),
            missing: self.can_send(&destination).err().map(|failure| failure.message),
            last: self.last_try(&destination.id)?,
            hub: self.at_hub(&destination),
            by: self.sends(&destination).ok().map(|(_, by)| by),
            shown_to: destination.transport.shown_to(),
            destination,
            retired,
        })
    }

    /// Keeps a destination's secret on this laptop, or forgets it. Whoever enters one says to whom it is to be shown, as they
    /// saw it.
    pub fn set_channel_secret(
        &self,
        destination: DestinationId,
        secret: Option<String>,
        shown_to: String,
    ) -> Result<ChannelsView, Failure> {
        let (to, workspace) = (self.destination(&destination)?, self.journal.workspace());
        match secret.as_deref().map(str::trim).filter(|secret| !secret.is_empty()) {
            Some(secret) => {
                is_as_seen(&to, &shown_to)?;
                let taken = self.channel(&to)?.takes(&Secret::new(secret));
                taken.map_err(|no| Failure::new("refused", no.to_string()))?;
                self.place.keys.keep_secret(workspace, &destination, secret, &shown_to)?;
            }
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
        let (channel, secret) = (self.channel(&found)?, self.secret(&found)?);
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
        let id = id.parse().map_err(|_| Failure::new("channel", "No name for a test could be made."))?;
        let book = self.the_book();
        Ok(test_message(id, &book, book.person_name(self.person).unwrap_or("Somebody"), self.now()))
    }

    pub(super) fn destination(&self, id: &DestinationId) -> Result<Destination, Failure> {
        let found = self.the_book().destination(id).map(|entry| entry.destination);
        found.ok_or_else(|| {
            let refusal = incident::refusal::Refusal::Unknown { what: "destination", name: id.to_string() };
            refusal.into()
        })
    }

    /// Whether this laptop may speak to it, and has its secret. If not, why, with the way out.
    pub(super) fn can_send(&self, to: &Destination) -> Result<(), Failure> {
        let name = one_line(&to.name);
        if !to.laptops {
            let words =
                "is not for laptops to send to. Post it by hand, or change that in Settings, Channels.";
            return Err(Failure::new("refused", format!("{name} {words}")));
        }
        self.channel(to)?;
        if secret_of(&to.transport).is_some() && !self.has_secret(to)? {
            self.secret(to)?;
        }
        Ok(())
    }

    /// Who sends there what is approved now: the hub, or this laptop while the hub is away. If nobody does, why, with the
    /// way out.
    pub(super) fn sends(&self, to: &Destination) -> Result<(ReplicaKey, By), Failure> {
        let here = self.can_send(to);
        let hub = self.at_hub(to);
        match hub {
            Some(AtHubView { key, missing: None, .. }) if here.is_err() || !self.hub_is_away() => {
                Ok((key, By::Hub))
            }
            // What keeps a laptop from it is meant, where only the hub is to send.
            Some(AtHubView { missing: Some(why), .. }) if here.is_err() && !to.laptops => {
                Err(Failure::new("refused", why))
            }
            _ => here.map(|()| (self.author.replica(), By::Laptop)),
        }
    }

    /// How it is spoken to.
    pub(super) fn channel(&self, to: &Destination) -> Result<Channel, Failure> {
        let channel =
            channel_of(&to.transport).map_err(|not_whole| Failure::new("channel", not_whole.to_string()))?;
        Ok(match (channel, &self.place.statuspage) {
            (Channel::Statuspage(page), Some(there)) => {
                let api = format!("{there}v1/").parse().ok();
                Channel::Statuspage(Statuspage { api, ..page })
            }
            (channel, _) => channel,
        })
    }

    /// Views ask this again and again, and the keychain takes its time: what it said is remembered.
    fn has_secret(&self, to: &Destination) -> Result<bool, Failure> {
        if let Some(known) = self.outbox.knows_secret(to) {
            return Ok(known);
        }
        let kept = matches!(self.kept(to)?, Kept::Here(_));
        Ok(self.outbox.note_secret(to, kept))
    }

    fn kept(&self, to: &Destination) -> Result<Kept, Failure> {
        self.place.keys.secret(self.journal.workspace(), &to.id, &to.transport.shown_to())
    }

    /// What opens a destination. If there is nothing here that does, why, with the way out.
    pub(super) fn secret(&self, to: &Destination) -> Result<Secret, Failure> {
        let Some(what) = secret_of(&to.transport) else { return Ok(Secret::default()) };
        let name = one_line(&to.name);
        match self.kept(to)? {
            Kept::Here(text) => Ok(Secret::new(&text)),
            Kept::Nothing => {
                let words = "is missing on this laptop. Enter it in Settings, Channels, or post it by hand.";
                Err(Failure::new("refused", format!("{what} of {name} {words}")))
            }
            Kept::ForElsewhere => {
                let words = "leads somewhere else than when its secret was entered here. Look at its address, then \
                             enter the secret once more in Settings, Channels.";
                Err(Failure::new("refused", format!("{name} {words}")))
            }
        }
    }

    fn own(&self) -> Result<Vec<Own>, Failure> {
        let kept = self.journal.setting(OWN)?.unwrap_or_default();
        Ok(kept.lines().filter_map(|line| line.parse().ok()).collect())
    }

    /// What speaks to the outside, made when something first leaves.
    pub(crate) fn outreach(&self) -> Result<Arc<Outreach>, Failure> {
        self.outbox.outreach(|| {
            // Read while nobody else can make one: what was taken off the list is not kept by one that read it before.
            let own = self.own()?;
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

/// Whether a secret would be shown to whom it was entered for. Whoever writes in the book meanwhile does not get it.
pub(super) fn is_as_seen(to: &Destination, shown_to: &str) -> Result<(), Failure> {
    if to.transport.shown_to() == shown_to {
        return Ok(());
    }
    let words = "leads somewhere else than when you began to enter its secret. Look at its address, then enter the secret once \
                 more.";
    Err(Failure::new("elsewhere", format!("{} {words}", one_line(&to.name))))
}

fn last_key(destination: &DestinationId) -> String {
    format!("channel/{destination}/last")
}
