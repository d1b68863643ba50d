//! What leaves the house: who is to send it, and what the sender says of its attempts.

use super::updates::{approved, not_before_approval, proposed, told};
use super::{Asker, TEXT, base, one, standing};
use crate::book::Book;
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{DestinationId, EntryRef, Millis, ReplicaKey};
use crate::incident::Incident;
use crate::outbox::{Outgoing, OutgoingState, Sender, Step};
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

/// Whoever else is to send it, to destinations that the dispatch of the approval does not name.
pub(super) fn others(
    incident: Incident<'_>,
    update: &Update<'_>,
    first: Option<&Dispatch>,
    also: &[Dispatch],
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let mut named: Vec<DestinationId> = first.map(|first| first.to.clone()).unwrap_or_default();
    let mut drafts = Vec::new();
    for each in also {
        let Some(Dispatch { sender, to }) = dispatch(incident, update, Some(each), asker)? else { continue };
        for destination in to {
            if named.contains(&destination) {
                return Err(Refusal::Already(format!("A sender is named for {destination}")));
            }
            named.push(destination.clone());
            let update = update.fact.id;
            drafts.push(Event::SenderNamed { update, destination, sender, base: vec![] }.into());
        }
    }
    Ok(drafts)
}

/// A person wants it sent, now or once more, by this sender.
pub(super) fn send(
    incident: Incident<'_>,
    update: EntryRef,
    destination: &DestinationId,
    sender: ReplicaKey,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    to_send(incident, update, destination, asker.book)?;
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
    delivered(incident, update, destination, None, asker.now, asker.book)
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
    Ok(told(incident, update, channel, deliveries, asker.now))
}

/// The sender is about to try.
///
/// # Errors
/// [`Refusal`] where it may not leave, has arrived, or is not for this sender to try by itself now.
pub fn begin(
    incident: Incident<'_>,
    update: EntryRef,
    destination: &DestinationId,
    sender: Sender,
    book: &Book,
) -> Result<Vec<Draft>, Refusal> {
    let outgoing = incident
        .outgoing(update, destination)
        .filter(|outgoing| outgoing.sender == sender.key)
        .ok_or_else(|| Refusal::NotYours("the sender that was named".to_owned()))?;
    may_be_sent(incident, update, destination, book)?;
    let (_, to) = to_send(incident, update, destination, book)?;
    // Whoever else sends in its name, and whatever was said meanwhile, is in the record by now.
    if outgoing.step(sender, &to.transport) != Step::Send {
        return Err(Refusal::NotNow);
    }
    one(Event::SendingBegun { update, destination: destination.clone() })
}

/// The sender does not send it by itself, and says so where everybody reads it.
///
/// # Errors
/// [`Refusal`] where there is nothing that a person has to look at, or that is known.
pub fn held_back(
    incident: Incident<'_>,
    update: EntryRef,
    destination: &DestinationId,
    sender: Sender,
    book: &Book,
) -> Result<Vec<Draft>, Refusal> {
    let outgoing = incident.outgoing(update, destination).ok_or(Refusal::Gone("update"))?;
    let doubt = outgoing.doubt(sender, &known(destination, book)?.transport).ok_or(Refusal::NotNow)?;
    let why = match outgoing.state {
        OutgoingState::Failed(failed) => format!("{doubt} {}", failed.why).chars().take(TEXT).collect(),
        _ => doubt.to_string(),
    };
    one(Event::SendingHeld { update, destination: destination.clone(), why })
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
    let counts = match incident.outgoing(update, destination) {
        Some(outgoing) => incident.may_be_sent(&outgoing, book),
        None => incident.may_leave(&found, book),
    };
    if !counts {
        return Err(Refusal::NotApproved);
    }
    serves(incident, &found, destination, book).map(drop)
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
    now: Millis,
    book: &Book,
) -> Result<Vec<Draft>, Refusal> {
    // What left has left, whatever was said of it meanwhile.
    let found = proposed(incident, update)?;
    not_there(incident, update, destination)?;
    let channel = known(destination, book)?.transport.channel();
    let delivery = Delivery { destination: destination.clone(), receipt };
    Ok(told(incident, &found, channel, vec![Some(delivery)], now))
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

/// An update that may go to a destination, and has not arrived there.
fn to_send<'a>(
    incident: Incident<'a>,
    update: EntryRef,
    destination: &DestinationId,
    book: &Book,
) -> Result<(Update<'a>, Destination), Refusal> {
    let found = approved(incident, update)?;
    let to = serves(incident, &found, destination, book)?;
    not_there(incident, update, destination)?;
    Ok((found, to))
}

fn not_there(incident: Incident<'_>, update: EntryRef, destination: &DestinationId) -> Result<(), Refusal> {
    match incident.outgoing(update, destination) {
        Some(Outgoing { state: OutgoingState::Sent(..), .. }) => {
            Err(Refusal::Already("It arrived there".to_owned()))
        }
        _ => Ok(()),
    }
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
) -> Result<Destination, Refusal> {
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
    Ok(found)
}
