//! Every rule: a wish becomes the facts that make it so, or is refused with a sentence.

mod actions;
mod book;
mod classification;
mod communication;
mod customers;
mod decisions;
mod declaration;
mod destinations;
mod hide;
mod meeting;
mod mitigation;
mod notes;
mod release;
mod repair;
mod review;
mod roles;
mod rooms;
mod sending;
mod stages;
mod status_page;
mod templates;
mod updates;

use chrono_tz::Tz;

use crate::body::Body;
use crate::book::Book;
use crate::command::Command;
use crate::draft::Draft;
use crate::entry::MAX_BODY;
use crate::event::Event;
use crate::id::{EntryRef, Millis, PersonId, ReplicaKey, Run, Salt};
use crate::incident::{FORGIVEN, Incident};
use crate::record::{Fact, Record};
use crate::refusal::Refusal;
use crate::slot::Slot;

pub use book::{Edited, edit};
pub use classification::suggest;
pub use release::released;
pub use rooms::{room_made, room_not_made};
pub use sending::{begin, delivered, failed, held_back, may_be_sent};

/// The longest title, in characters.
pub const TITLE: usize = 200;
/// The longest note, in characters.
pub const NOTE: usize = 20_000;
/// The longest of any other text, in characters.
pub const TEXT: usize = 2_000;
/// The longest name or label, in characters.
pub const NAME: usize = 200;

/// Who wishes, when, and what the book says.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The wall clock.
    pub now: Millis,
    /// The person at this laptop.
    pub person: PersonId,
    /// The zone in which the person writes times.
    pub zone: Tz,
    /// What the organisation knows.
    pub book: &'a Book,
}

/// Decides a wish about an incident.
///
/// # Errors
/// A [`Refusal`] whose sentence says what to do instead; nothing has happened then.
pub fn decide(incident: Incident<'_>, command: &Command, asker: &Asker<'_>) -> Result<Vec<Draft>, Refusal> {
    fits(rule_on(incident, command, asker)?)
}

fn rule_on(incident: Incident<'_>, command: &Command, asker: &Asker<'_>) -> Result<Vec<Draft>, Refusal> {
    use Command as C;
    let incident = incident.at(asker.now);
    // 2020-01-01 to 2100-01-01: a clock outside has lost its battery, not time.
    if !(1_577_836_800_000..4_102_444_800_000).contains(&asker.now.0) {
        return Err(Refusal::ClockWrong);
    }
    if let C::Declare { .. } = command {
        return declaration::declare(incident, command, asker);
    }
    if !incident.exists() {
        return Err(Refusal::NoIncident);
    }
    if incident.is_erased() {
        return Err(Refusal::Erased);
    }
    match command {
        C::Declare { .. } => Err(Refusal::AlreadyDeclared),
        C::Retitle { title } => classification::retitle(incident, title),
        C::SetKind { kind } => classification::set_kind(incident, *kind),
        C::Classify { severity, answers, reason } => {
            classification::classify(incident, severity, answers, reason.as_deref(), asker)
        }
        C::StateImpact { aspect, value, number, source, as_of } => {
            classification::state_impact(incident, *aspect, value, *number, source, *as_of, asker)
        }
        C::AddService { service } => classification::add_service(incident, service, asker),
        C::RemoveService { service } => classification::remove_service(incident, service),
        C::RecordPoint { point, at } => classification::record_point(incident, *point, *at, asker),
        C::SetDetection { method } => classification::set_detection(incident, *method),
        C::SetRootCauseType { root_cause } => {
            classification::set_root_cause_type(incident, root_cause.as_deref())
        }
        C::SetRootCauseService { service } => {
            classification::set_root_cause_service(incident, service.as_ref(), asker)
        }
        C::AddTag { tag } => classification::add_tag(incident, tag),
        C::RemoveTag { tag } => classification::remove_tag(incident, tag),
        C::SetField { field, value } => classification::set_field(incident, field, value.as_ref(), asker),
        C::SetPrivate { private } => classification::set_private(incident, *private, asker),
        C::Grant { person } => classification::grant(incident, *person, asker),
        C::Revoke { person } => classification::revoke(incident, *person),
        C::Link { link, label, target } => declaration::link(incident, *link, label, target),
        C::EnterStage { stage, reason, anyway } => {
            stages::enter(incident, *stage, reason.as_deref(), anyway.as_deref(), asker)
        }
        C::Assign { role, service, person } => {
            roles::assign(incident, role, service.as_ref(), *person, asker)
        }
        C::Accept { assignment } => roles::accept(incident, *assignment, asker),
        C::Release { assignment } => roles::release(incident, *assignment),
        C::Tick { place } => roles::tick(incident, place),
        C::Untick { place } => roles::untick(incident, place),
        C::Skip { place, reason } => roles::skip(incident, place, reason),
        C::Write { mode, line } => notes::write(incident, *mode, line, asker),
        C::AddNote { note, text, occurred_at } => notes::add(*note, text, *occurred_at, asker),
        C::CorrectNote { note, text } => notes::correct(incident, *note, text),
        C::Redate { entry, at } => notes::redate(incident, *entry, *at, asker),
        C::Pin { entry, pinned } => notes::pin(incident, *entry, *pinned),
        C::ChangeTask { task, line } => notes::change_task(incident, *task, line, asker),
        C::MoveTask { task, state } => notes::move_task(incident, *task, *state),
        C::RaiseDecision { question, options, owner, needed_by } => {
            decisions::raise(question, options, *owner, *needed_by, asker)
        }
        C::OwnDecision { decision, owner } => decisions::own(incident, *decision, *owner, asker),
        C::AddOption { decision, option } => decisions::add_option(incident, *decision, option),
        C::Decide { .. } => decisions::record(incident, command, asker),
        C::Revisit { decision, outcome, revisit_at } => {
            decisions::revisit(incident, *decision, outcome, *revisit_at, asker)
        }
        C::Mitigate { what, temporary, service, remove_when } => {
            mitigation::apply(what, *temporary, service.as_ref(), remove_when.as_deref(), asker)
        }
        C::RemoveMitigation { mitigation } => mitigation::remove(incident, *mitigation),
        C::GiveAllClear { service } => mitigation::give_all_clear(incident, service),
        C::WithdrawAllClear { service, reason } => mitigation::withdraw_all_clear(incident, service, reason),
        C::PostUpdate { audience, text, next_due, at, occasion } => {
            let (audience, occasion, next_due) = (*audience, *occasion, *next_due);
            told_at(*at, asker, |asker| updates::post(incident, audience, occasion, text, next_due, asker))
        }
        C::ProposeUpdate { audience, occasion, text, next_due, replaces, components, review } => {
            let (audience, occasion, next_due) = (*audience, *occasion, *next_due);
            let components = components.as_deref().unwrap_or_default();
            let wish = updates::Wish { audience, occasion, text, next_due, components, review: *review };
            updates::propose(incident, &wish, *replaces, asker)
        }
        C::ApproveUpdate { update, dispatch, also } => {
            updates::approve(incident, *update, dispatch.as_ref(), also, asker)
        }
        C::SendUpdate { update, destination, sender } => {
            sending::send(incident, *update, destination, *sender, asker)
        }
        C::MakeRoom { destination, sender } => rooms::ask(incident, destination, *sender, asker),
        C::WasSent { update, destination, at } => {
            told_at(*at, asker, |asker| sending::was_sent(incident, *update, destination, asker))
        }
        C::SendBackUpdate { update, reason } => updates::send_back(incident, *update, reason),
        C::MarkPosted { update, channel, at } => {
            told_at(*at, asker, |asker| updates::mark_posted(incident, *update, *channel, asker))
        }
        C::AffectCustomer { customer, impact } => customers::affect(incident, customer, *impact, asker),
        C::AffectCustomers { customers, impact } => {
            customers::affect_all(incident, customers, *impact, asker)
        }
        C::OwnCustomer { customer, owner } => customers::own(incident, customer, *owner, asker),
        C::LogReport { customer, text, ticket, at } => told_at(*at, asker, |asker| {
            customers::reported(incident, customer, text, ticket.as_deref(), asker)
        }),
        C::LogTold { customer, channel, text, promise, at } => told_at(*at, asker, |asker| {
            customers::told(incident, customer, *channel, text, promise.as_ref(), asker)
        }),
        C::OfferCustomer { customer, what, at } => {
            told_at(*at, asker, |asker| customers::offer(incident, customer, what, asker))
        }
        C::PromiseCustomer { customer, promise, at } => {
            told_at(*at, asker, |asker| customers::promise(incident, customer, promise, asker))
        }
        C::KeepPromise { promise, kept, at } => {
            told_at(*at, asker, |asker| customers::keep(incident, *promise, *kept, asker))
        }
        C::MovePromise { promise, due, at } => {
            told_at(*at, asker, |asker| customers::postpone(incident, *promise, *due, asker))
        }
        C::AskExecutives { question, needed_by, customer } => {
            customers::ask(incident, question, *needed_by, customer.as_ref(), asker)
        }
        C::AnswerAsk { ask, answer, by } => customers::answer(incident, *ask, answer, *by, asker),
        C::RaiseAction { text, kind, priority, due, owner, from } => {
            let grade = actions::Grade { kind: *kind, priority: *priority, due: *due };
            actions::raise(incident, text, &grade, *owner, *from, asker)
        }
        C::WordAction { action, text } => actions::word(incident, *action, text),
        C::OwnAction { action, owner } => actions::own(incident, *action, *owner, asker),
        C::GradeAction { action, kind, priority, due } => {
            let grade = actions::Grade { kind: *kind, priority: *priority, due: *due };
            actions::grade(incident, *action, &grade, asker)
        }
        C::MoveAction { action, state, reason } => {
            actions::advance(incident, *action, *state, reason.as_deref())
        }
        C::TicketAction { action, ticket } => actions::ticket(incident, *action, ticket.as_deref()),
        C::NameTracker { person } => actions::track(incident, *person, asker),
        C::OwnReview { owner } => review::own(incident, *owner, asker),
        C::NameFacilitator { person } => review::facilitate(incident, *person, asker),
        C::AddParticipant { person } => review::add_participant(incident, *person, asker),
        C::RemoveParticipant { person } => review::remove_participant(incident, *person),
        C::MoveReviewStep { step, due } => review::move_step(incident, *step, *due, asker),
        C::SubmitReview { edition } => review::submit(incident, *edition),
        C::ApproveReview { edition } => review::approve(incident, *edition, asker),
        C::ReadReview { edition } => review::read(incident, *edition, asker),
        C::BeginMeeting { minutes } => meeting::begin(incident, *minutes),
        C::EndMeeting { meeting } => meeting::end(incident, *meeting, asker),
        C::AttendMeeting { meeting, person } => meeting::attend(incident, *meeting, *person, asker),
        C::LeaveMeeting { meeting, person } => meeting::leave(incident, *meeting, *person),
        C::TurnTo { meeting, topic } => meeting::turn(incident, *meeting, topic),
        C::AskInMeeting { meeting, topic, text } => meeting::ask(incident, *meeting, topic.as_ref(), text),
        C::AnswerQuestion { question, answer } => meeting::answer(incident, *question, answer),
        C::PublishReview { edition, anyway, .. } => {
            review::publish(incident, *edition, anyway.as_deref(), asker)
        }
        C::ReopenReview { reason } => review::reopen(incident, reason),
        C::ReleaseReview { title, passages } => release::for_the_public(incident, title, passages),
        C::Snooze { nag, about, audience, minutes } => {
            notes::snooze(incident, *nag, *about, *audience, *minutes, asker)
        }
        C::Retract { entry } => repair::retract(incident, *entry),
        C::Settle { entry } => stages::settle(incident, *entry, asker),
        C::Redact { entry } => hide::redact(incident, *entry),
        C::Erase { label, why } => hide::erase(incident, label, *why),
        C::Undo { entries } => {
            let drafts = repair::undo(incident.record(), entries)?;
            stages::may_be_over_again(incident, &drafts)?;
            classification::somebody_sees(incident, &drafts)?;
            Ok(drafts)
        }
    }
}

/// Whether what one command did can still be taken back.
#[must_use]
pub(crate) fn can_undo(record: &Record, batch: &[&Fact]) -> bool {
    let entries: Vec<EntryRef> = batch.iter().map(|fact| fact.id).collect();
    repair::undo(record, &entries).is_ok()
}

/// The record as it would be with these facts in it.
fn foreseen(incident: Incident<'_>, drafts: &[Draft]) -> Record {
    let record = incident.record();
    let recorded_at = incident.now().unwrap_or(Millis(0));
    let fact = |(n, draft): (u64, &Draft)| {
        // No entry has this name yet, nor will this one: nobody keeps what is only looked at.
        let mut id = [0xff; 16];
        id[8..].copy_from_slice(&n.to_be_bytes());
        Fact {
            id: EntryRef(id),
            replica: ReplicaKey([0xff; 32]),
            run: Run([0xff; 8]),
            seq: n + 1,
            stamp: record.next_stamp().saturating_add(n),
            recorded_at,
            occurred_at: draft.occurred_at,
            undoes: draft.undoes,
            event: Some(draft.event.clone()),
            redacted_by: None,
            void: false,
            private: false,
        }
    };
    record.clone().with((0..).zip(drafts).map(fact).collect())
}

/// The same facts, if each fits into an entry: what cannot be sent must not be written either.
fn fits(drafts: Vec<Draft>) -> Result<Vec<Draft>, Refusal> {
    for draft in &drafts {
        let Draft { event, occurred_at, undoes } = draft.clone();
        let has = Body { salt: Salt([0; 8]), occurred_at, undoes, event }.to_bytes().len();
        if has > MAX_BODY {
            return Err(Refusal::TooBig { has, limit: MAX_BODY });
        }
    }
    Ok(drafts)
}

/// One fact, now.
fn one(event: Event) -> Result<Vec<Draft>, Refusal> {
    Ok(vec![event.into()])
}

/// A text without blanks around it, within its limit.
pub(crate) fn text(field: &'static str, text: &str, limit: usize) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::Empty(field));
    }
    // A character is at least a byte: the count of a 10 MB paste is only made to tell how long it is.
    let has = text.chars().count();
    if has > limit {
        return Err(Refusal::TooLong { field, has, limit });
    }
    Ok(text.to_owned())
}

/// The same for a text that may be missing; blanks alone are nothing.
fn optional(field: &'static str, words: Option<&str>, limit: usize) -> Result<Option<String>, Refusal> {
    words.map(str::trim).filter(|words| !words.is_empty()).map(|words| text(field, words, limit)).transpose()
}

/// The fact that made a thing, if it still stands.
fn standing<'a>(
    incident: Incident<'a>,
    id: EntryRef,
    what: &'static str,
    is: impl Fn(&Event) -> bool,
) -> Result<&'a Fact, Refusal> {
    incident
        .record()
        .made()
        .find(|(fact, event)| fact.id == id && is(event))
        .map(|(fact, _)| fact)
        .ok_or(Refusal::Gone(what))
}

/// The values that a new one of this slot replaces.
fn base(incident: Incident<'_>, slot: &Slot) -> Vec<EntryRef> {
    incident.record().base(slot)
}

/// The name of a known person, or a refusal.
fn known_person(asker: &Asker<'_>, person: PersonId) -> Result<(), Refusal> {
    match asker.book.person(person) {
        Some(known) if !known.retired => Ok(()),
        Some(known) => Err(Refusal::Unknown { what: "person", name: known.name }),
        None => Err(Refusal::Unknown { what: "person", name: person.to_string() }),
    }
}

/// What was said at a time and is written down now: decided as it would have been then. Between the words and the log
/// there is often a call.
fn told_at<'a>(
    at: Option<Millis>,
    asker: &Asker<'a>,
    decide: impl FnOnce(&Asker<'a>) -> Result<Vec<Draft>, Refusal>,
) -> Result<Vec<Draft>, Refusal> {
    let Some(at) = at else { return decide(asker) };
    let at = happened("The time at which it was said", at, asker)?;
    let drafts = decide(&Asker { now: at, ..*asker })?;
    Ok(drafts.into_iter().map(|draft| Draft { occurred_at: Some(at), ..draft }).collect())
}

/// Nothing is answered before it is asked; what may differ between clocks is forgiven.
fn not_before(
    incident: Incident<'_>,
    asker: &Asker<'_>,
    fact: &Fact,
    [earlier, later]: [&'static str; 2],
) -> Result<(), Refusal> {
    let late = asker.now.plus_minutes(FORGIVEN) >= incident.when(fact);
    if late { Ok(()) } else { Err(Refusal::OutOfOrder { earlier, later }) }
}

/// A moment that has happened, whatever may differ between clocks.
fn happened(field: &'static str, at: Millis, asker: &Asker<'_>) -> Result<Millis, Refusal> {
    if at > asker.now.plus_minutes(FORGIVEN) { Err(Refusal::InTheFuture(field)) } else { Ok(at) }
}

/// When somebody hears next. A slip of the year would silence an audience for good.
fn heard_next(field: &'static str, at: Option<Millis>, asker: &Asker<'_>) -> Result<Option<Millis>, Refusal> {
    let at = to_come(field, at, asker)?;
    if at.is_some_and(|at| at > asker.now.plus_minutes(31 * 24 * 60)) {
        return Err(Refusal::TooFar(field));
    }
    Ok(at)
}

/// A moment that is still to come. What was written by a clock without seconds is, until its minute is over.
fn to_come(field: &'static str, at: Option<Millis>, asker: &Asker<'_>) -> Result<Option<Millis>, Refusal> {
    match at {
        Some(at) if at.0 < asker.now.0 - asker.now.0.rem_euclid(60_000) => Err(Refusal::InThePast(field)),
        at => Ok(at),
    }
}
