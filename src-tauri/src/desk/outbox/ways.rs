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

    /// What the hub is to send and has not heard of yet, of an incident, while it is away.
    pub(super) fn unheard(&self, incident: IncidentId, record: &Record) -> Unheard {
        let hub = self.hub_at().filter(|_| self.hub_is_away());
        let queued = hub.as_ref().map(|_| self.queued(incident, record)).transpose();
        let facts = queued.ok().flatten().unwrap_or_default();
        Unheard { hub: hub.map(|hub| hub.key), facts }
    }
}

/// What a hub that is away has not heard of.
pub(super) struct Unheard {
    hub: Option<ReplicaKey>,
    facts: Vec<EntryRef>,
}

impl Unheard {
    /// Why something has not left, where that is so because the hub lacks it.
    pub(super) fn keeps_back(&self, outgoing: &Outgoing<'_>) -> Option<String> {
        let so = self.hub == Some(outgoing.sender) && self.facts.contains(&outgoing.asked.id);
        so.then(|| NOT_HEARD.to_owned())
    }
}
