//! What leaves the house: who is to send it, and what the sender says of its attempts.

use super::updates::{approved, not_before_approval, proposed, told};
use super::{Asker, TEXT, base, one, standing};
use crate::book::Book;
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{DestinationId, EntryRef, Millis, ReplicaKey};
use crate::incident::Incident;
use crate::outbox::{Outgoing, OutgoingState};
use crate::refusal::Refusal;
use crate::slot::Slot;
use crate::update::Update;
use crate::value::{Channel, Delivery, Destination, Dispatch, Receipt};

/// The dispatch that goes with an approval; none where nothing is to leave by itself.
pub(super) fn dispatch(
    incident: Incident<'_>,
    update: &Update<'_>,
    dispatch: Option<&Dispatch>,
    asker: &Asker<'_>,
) -> Result<Option<Dispatch>, Refusal> {
    let Some(Dispatch { sender, to }) = dispatch.filter(|dispatch| !dispatch.to.is_empty()) else {
        return Ok(None);
    };
    let mut once: Vec<DestinationId> = Vec::new();
    for destination in to {
        serves(incident, update, destination, asker.book)?;
        if !once.contains(destination) {
            once.push(destination.clone());
        }
    }
    Ok(Some(Dispatch { sender: *sender, to: once }))
}

/// A person wants it sent, now or once more, by this sender.
pub(super) fn send(
    incident: Incident<'_>,
    update: EntryRef,
    destination: &DestinationId,
    sender: ReplicaKey,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let found = approved(incident, update)?;
    serves(incident, &found, destination, asker.book)?;
    if has_arrived(incident, update, destination) {
        return Err(Refusal::Already("It arrived there".to_owned()));
    }
    let base = base(incident, &Slot::Sender(update, destination.clone()));
    one(Event::SenderNamed { update, destination: destination.clone(), sender, base })
}

/// A person says that it arrived there.
pub(super) fn was_sent(
    incident: Incident<'_>,
    update: EntryRef,
    destination: &DestinationId,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    not_before_approval(incident, &proposed(incident, update)?, asker)?;
    delivered(incident, update, destination, None, asker)
}

/// A person posted it by a channel. Wherever it was still on its way to by that channel it is there, so that nobody
/// sends it once more.
pub(super) fn posted_by_hand(
    incident: Incident<'_>,
    update: &Update<'_>,
    channel: Channel,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let goes_by =
        |to: &DestinationId| known(to, asker.book).is_ok_and(|found| found.transport.channel() == channel);
    let outbox = incident.outbox();
    let open = outbox.iter().filter(|one| one.update.fact.id == update.fact.id && one.is_open());
    let settled = open.filter(|one| goes_by(&one.destination));
    let mut deliveries: Vec<_> =
        settled.map(|one| Some(Delivery { destination: one.destination.clone(), receipt: None })).collect();
    if deliveries.is_empty() {
        if update.posted.iter().any(|(_, by)| *by == Some(channel)) {
            return Err(Refusal::Already(format!("It was posted ({})", channel.name().to_lowercase())));
        }
        deliveries.push(None);
    }
    Ok(told(incident, update, channel, deliveries, asker))
}

/// The sender is about to try.
///
/// # Errors
/// [`Refusal`] where it may not leave, or has arrived.
pub fn begin(
    incident: Incident<'_>,
    update: EntryRef,
    destination: &DestinationId,
    sender: ReplicaKey,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    if !is_on_its_way(incident, update, destination, |outgoing| outgoing.sender == sender) {
        return Err(Refusal::NotYours("the sender that was named".to_owned()));
    }
    may_be_sent(incident, update, destination, asker.book)?;
    if has_arrived(incident, update, destination) {
        return Err(Refusal::Already("It arrived there".to_owned()));
    }
    one(Event::SendingBegun { update, destination: destination.clone() })
}

/// Whether it may go there, whoever sends it.
///
/// # Errors
/// [`Refusal`] that says why not.
pub fn may_be_sent(
    incident: Incident<'_>,
    update: EntryRef,
    destination: &DestinationId,
    book: &Book,
) -> Result<(), Refusal> {
    let found = approved(incident, update)?;
    // The log takes an approval from anybody; what leaves the house needs that of whoever was in command.
    if !incident.may_leave(&found, book) {
        return Err(Refusal::NotApproved);
    }
    serves(incident, &found, destination, book)
}

/// It arrived, with what the other end said.
///
/// # Errors
/// [`Refusal`] where there is no such update or destination, or it is known to have arrived.
pub fn delivered(
    incident: Incident<'_>,
    update: EntryRef,
    destination: &DestinationId,
    receipt: Option<Receipt>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    // What left has left, whatever was said of it meanwhile.
    let found = proposed(incident, update)?;
    if has_arrived(incident, update, destination) {
        return Err(Refusal::Already("It arrived there".to_owned()));
    }
    let channel = known(destination, asker.book)?.transport.channel();
    let delivery = Delivery { destination: destination.clone(), receipt };
    Ok(told(incident, &found, channel, vec![Some(delivery)], asker))
}

/// It did not, as far as the sender knows.
///
/// # Errors
/// [`Refusal`] where there is no such attempt.
pub fn failed(
    incident: Incident<'_>,
    attempt: EntryRef,
    why: &str,
    retry_at: Option<Millis>,
    unknown: bool,
) -> Result<Vec<Draft>, Refusal> {
    standing(incident, attempt, "attempt", |event| matches!(event, Event::SendingBegun { .. }))?;
    // The words come from the other end: as much of them as a person reads.
    let why = why.chars().take(TEXT).collect();
    let base = base(incident, &Slot::Attempt(attempt));
    one(Event::SendingFailed { attempt, why, retry_at, unknown, base })
}

fn has_arrived(incident: Incident<'_>, update: EntryRef, destination: &DestinationId) -> bool {
    is_on_its_way(incident, update, destination, |outgoing| matches!(outgoing.state, OutgoingState::Sent(..)))
}

fn is_on_its_way(
    incident: Incident<'_>,
    update: EntryRef,
    destination: &DestinationId,
    so: impl Fn(&Outgoing<'_>) -> bool,
) -> bool {
    let is = |one: &Outgoing<'_>| one.update.fact.id == update && one.destination == *destination;
    incident.outbox().iter().any(|outgoing| is(outgoing) && so(outgoing))
}

fn known(destination: &DestinationId, book: &Book) -> Result<Destination, Refusal> {
    let unknown = || Refusal::Unknown { what: "destination", name: destination.to_string() };
    book.destination(destination).map(|entry| entry.destination).ok_or_else(unknown)
}

/// A destination that this update may go to: one for its audience, and a drill's only if it is a drill.
fn serves(
    incident: Incident<'_>,
    update: &Update<'_>,
    destination: &DestinationId,
    book: &Book,
) -> Result<(), Refusal> {
    // It may have become private or internal since it was approved.
    if !incident.has_audience(update.audience) {
        return Err(Refusal::StaysInside(update.audience.name()));
    }
    let found = known(destination, book)?;
    if found.drill != incident.is_drill() {
        return Err(if incident.is_drill() { Refusal::DrillStays } else { Refusal::OnlyDrills(found.name) });
    }
    if !found.audiences.contains(&update.audience) {
        return Err(Refusal::NotTheirs { destination: found.name, audience: update.audience.name() });
    }
    if book.destination(destination).is_some_and(|entry| entry.retired) {
        return Err(Refusal::NotInUse(found.name));
    }
    Ok(())
}
