//! Who could send something: the hub, this laptop, or whoever posts it by hand.

use incident::book::Book;
use incident::id::{EntryRef, IncidentId, ReplicaKey};
use incident::incident::Incident;
use incident::outbox::Outgoing;
use incident::record::Record;
use incident::text::one_line;
use incident::value::{Audience, Destination};

use crate::desk::Desk;
use crate::views::{AtHubView, By, ByHand, SenderView, SendsView, WayOutTo, WayOutView};

const HERE_MEANWHILE: &str = "The hub cannot be reached, so this laptop sends it. If somebody else approves it apart, it may arrive twice.";
const AWAY: &str =
    "The hub cannot be reached, and only the hub can send this. It leaves once the hub has heard of it.";
const NOT_HEARD: &str = "The hub cannot be reached and has not heard of it. It leaves once it has.";
const NOT_TAKEN: &str = "The hub has not taken the approval, so it does not send this.";

impl Desk {
    /// Who would send what is approved now.
    pub(in crate::desk) fn way_out(
        &self,
        book: &Book,
        incident: Incident<'_>,
        audience: Audience,
    ) -> Option<WayOutView> {
        let (mut ways, mut by_hand) = (Vec::<SendsView>::new(), Vec::new());
        for destination in book.destinations_for(audience, incident.is_drill()) {
            let name = one_line(&destination.name);
            let (sender, by) = match self.sends(&destination) {
                Ok(sends) => sends,
                Err(why) => {
                    by_hand.push(ByHand { name, why: why.message });
                    continue;
                }
            };
            let to = WayOutTo { id: destination.id, name };
            match ways.iter_mut().find(|way| way.sender == sender) {
                Some(way) => way.to.push(to),
                None => ways.push(SendsView { sender, by, to: vec![to], warning: self.warning(by) }),
            }
        }
        (!ways.is_empty() || !by_hand.is_empty()).then_some(WayOutView { audience, ways, by_hand })
    }

    /// What to know of a sender while the hub is away.
    fn warning(&self, by: By) -> Option<String> {
        let words = match by {
            _ if !self.hub_is_away() => return None,
            By::Hub => AWAY,
            By::Laptop => HERE_MEANWHILE,
        };
        Some(words.to_owned())
    }

    /// Who could send it now.
    pub(super) fn senders(&self, outgoing: &Outgoing<'_>, to: &Destination) -> Vec<SenderView> {
        let here = self.can_send(to).is_ok().then(|| (self.author.replica(), By::Laptop));
        let hub = match self.at_hub(to) {
            Some(AtHubView { key, missing: None, .. }) if !self.hub_is_away() => Some((key, By::Hub)),
            _ => None,
        };
        let both = hub.into_iter().chain(here);
        both.map(|(sender, by)| SenderView { sender, by, again: sender == outgoing.sender }).collect()
    }

    /// What the hub is to send and does not hear of, of an incident.
    pub(super) fn unheard(&self, incident: IncidentId, record: &Record) -> Unheard {
        let facts = self.not_at_hub(incident, record).unwrap_or_else(|failure| {
            tracing::error!(%failure, "whether the hub has heard of what it is to send is not known");
            Vec::new()
        });
        Unheard { hub: self.hub_at().map(|hub| hub.key), away: self.hub_is_away(), facts }
    }
}

/// What a hub has not heard of.
pub(super) struct Unheard {
    hub: Option<ReplicaKey>,
    away: bool,
    /// Each with why the hub has not taken it, if it was asked.
    facts: Vec<(EntryRef, Option<String>)>,
}

impl Unheard {
    /// Why something has not left, where that is so because the hub lacks it.
    pub(super) fn keeps_back(&self, outgoing: &Outgoing<'_>) -> Option<String> {
        if self.hub != Some(outgoing.sender) {
            return None;
        }
        match self.facts.iter().find(|(fact, _)| *fact == outgoing.asked.id)? {
            (_, Some(why)) => Some(format!("{NOT_TAKEN} {why}")),
            // What is on its way there leaves in a moment.
            (_, None) => self.away.then(|| NOT_HEARD.to_owned()),
        }
    }
}
