//! Customers and executives: what is said between them and us.

use std::collections::BTreeSet;

use super::{Asker, NAME, TEXT, base, known_person, not_before, one, optional, standing, text, to_come};
use crate::book::CustomerEntry;
use crate::command::NewPromise;
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{CustomerId, EntryRef, Millis, PersonId};
use crate::incident::Incident;
use crate::refusal::Refusal;
use crate::slot::Slot;
use crate::value::{Channel, CustomerImpact};

pub(super) fn affect(
    incident: Incident<'_>,
    customer: &CustomerId,
    impact: CustomerImpact,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let slot = Slot::CustomerImpact(customer.clone());
    let known = known(incident, customer, asker)?;
    // The same impact is said again only to copy what the book says of them by now.
    if let Some(Event::CustomerAffected { customer: before, impact: now, .. }) =
        incident.record().value(&slot)
        && *now == impact
        && *before == known.customer
    {
        return Err(Refusal::Already(format!("{}: {}", known.customer.name, impact.name().to_lowercase())));
    }
    one(Event::CustomerAffected { customer: known.customer, impact, base: base(incident, &slot) })
}

/// So many are marked at once; whoever has more names them more narrowly.
const AT_ONCE: usize = 1_000;

pub(super) fn affect_all(
    incident: Incident<'_>,
    customers: &[CustomerId],
    impact: CustomerImpact,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    if customers.len() > AT_ONCE {
        return Err(Refusal::TooManyCustomers { has: customers.len(), limit: AT_ONCE });
    }
    let distinct: BTreeSet<&CustomerId> = customers.iter().collect();
    let mut drafts = Vec::new();
    for customer in distinct {
        match affect(incident, customer, impact, asker) {
            Ok(one) => drafts.extend(one),
            // Of the others it is news.
            Err(Refusal::Already(_)) => {}
            Err(refusal) => return Err(refusal),
        }
    }
    match drafts.is_empty() {
        true => Err(Refusal::Already(format!("All of them: {}", impact.name().to_lowercase()))),
        false => Ok(drafts),
    }
}

pub(super) fn own(
    incident: Incident<'_>,
    customer: &CustomerId,
    owner: Option<PersonId>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    if let Some(person) = owner {
        known_person(asker, person)?;
    }
    let base = base(incident, &Slot::CustomerOwner(customer.clone()));
    about(incident, customer, asker, Event::CustomerOwned { customer: customer.clone(), owner, base })
}

pub(super) fn reported(
    incident: Incident<'_>,
    customer: &CustomerId,
    words: &str,
    ticket: Option<&str>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let report = Event::CustomerReported {
        customer: customer.clone(),
        text: text("What they said", words, TEXT)?,
        ticket: optional("The ticket", ticket, NAME)?,
    };
    about(incident, customer, asker, report)
}

pub(super) fn told(
    incident: Incident<'_>,
    customer: &CustomerId,
    channel: Channel,
    words: &str,
    also: Option<&NewPromise>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let text = text("What they were told", words, TEXT)?;
    let told = Event::CustomerTold { customer: customer.clone(), channel, text };
    let mut drafts = about(incident, customer, asker, told)?;
    if let Some(new) = also {
        drafts.push(promised(customer, new, asker)?.into());
    }
    Ok(drafts)
}

pub(super) fn offer(
    incident: Incident<'_>,
    customer: &CustomerId,
    what: &str,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let offer = Event::CustomerOffered { customer: customer.clone(), what: text("The offer", what, TEXT)? };
    about(incident, customer, asker, offer)
}

pub(super) fn promise(
    incident: Incident<'_>,
    customer: &CustomerId,
    new: &NewPromise,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    about(incident, customer, asker, promised(customer, new, asker)?)
}

fn promised(customer: &CustomerId, new: &NewPromise, asker: &Asker<'_>) -> Result<Event, Refusal> {
    let what = text("The promise", &new.what, TEXT)?;
    let due = to_come("The promise's time", Some(new.due), asker)?.unwrap_or(new.due);
    Ok(Event::CustomerPromised { customer: customer.clone(), what, due })
}

pub(super) fn keep(
    incident: Incident<'_>,
    promise: EntryRef,
    kept: bool,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let (_, made) = incident.promise_of(promise).ok_or(Refusal::Gone("promise"))?;
    if made.kept.is_some() == kept {
        return Err(Refusal::Already(if kept { "It was kept" } else { "It is open" }.to_owned()));
    }
    not_before(incident, asker, made.fact, ["The promise", "What keeps it"])?;
    one(Event::PromiseKept { promise, kept, base: base(incident, &Slot::Promise(promise)) })
}

pub(super) fn postpone(
    incident: Incident<'_>,
    promise: EntryRef,
    due: Millis,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let (_, made) = incident.promise_of(promise).ok_or(Refusal::Gone("promise"))?;
    if made.kept.is_some() {
        return Err(Refusal::Already("It was kept".to_owned()));
    }
    not_before(incident, asker, made.fact, ["The promise", "Another time for it"])?;
    let due = to_come("The promise's time", Some(due), asker)?.unwrap_or(due);
    one(Event::PromiseMoved { promise, due, base: base(incident, &Slot::PromiseDue(promise)) })
}

pub(super) fn ask(
    incident: Incident<'_>,
    question: &str,
    needed_by: Option<Millis>,
    customer: Option<&CustomerId>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let asked = Event::ExecutivesAsked {
        question: text("The question", question, TEXT)?,
        needed_by: to_come("The time by which it is needed", needed_by, asker)?,
        customer: customer.cloned(),
    };
    match customer {
        Some(customer) => about(incident, customer, asker, asked),
        None => one(asked),
    }
}

pub(super) fn answer(
    incident: Incident<'_>,
    ask: EntryRef,
    words: &str,
    by: Option<PersonId>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    standing(incident, ask, "question", |event| matches!(event, Event::ExecutivesAsked { .. }))?;
    if let Some(person) = by {
        known_person(asker, person)?;
    }
    let answer = text("The answer", words, TEXT)?;
    one(Event::ExecutivesAnswered { ask, answer, by, base: base(incident, &Slot::Answer(ask)) })
}

/// A customer of whom something may be said here. Whoever left the book in the middle of an incident still hears its end
/// where it names them; nobody else is looked for there.
fn known(incident: Incident<'_>, customer: &CustomerId, asker: &Asker<'_>) -> Result<CustomerEntry, Refusal> {
    let entry = asker.book.customer(customer).ok_or_else(|| unknown(customer))?;
    if entry.retired && !incident.accounts().iter().any(|account| account.id == customer) {
        return Err(Refusal::LeftTheBook(entry.customer.name));
    }
    Ok(entry)
}

/// What a customer has to be named by before anything is said of them here: nothing where the incident names them
/// already, else what the book calls them.
fn named(incident: Incident<'_>, customer: &CustomerId, asker: &Asker<'_>) -> Result<Vec<Draft>, Refusal> {
    if incident.record().shown(&Slot::CustomerImpact(customer.clone())).is_some() {
        return Ok(Vec::new());
    }
    let customer = known(incident, customer, asker)?.customer;
    one(Event::CustomerAffected { customer, impact: CustomerImpact::Unknown, base: Vec::new() })
}

/// The fact, after the name of the customer where it is the first about them.
fn about(
    incident: Incident<'_>,
    customer: &CustomerId,
    asker: &Asker<'_>,
    event: Event,
) -> Result<Vec<Draft>, Refusal> {
    let mut drafts = named(incident, customer, asker)?;
    drafts.push(event.into());
    Ok(drafts)
}

fn unknown(customer: &CustomerId) -> Refusal {
    Refusal::Unknown { what: "customer", name: customer.to_string() }
}
