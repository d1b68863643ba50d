//! An update as a message, and what became of it in words.

use incident::book::Book;
use incident::id::Millis;
use incident::incident::Incident;
use incident::outbox::{Doubt, Outgoing, OutgoingState, Step};
use incident::refusal::Refusal;
use incident::text::one_line;
use outreach::{Message, Undelivered, Why, Words};

use super::Job;
use crate::failure::Failure;
use crate::views::OnItsWay;

/// Why it did not arrive, without the address of anybody: the log is for ever.
pub(super) fn why(undelivered: &Undelivered) -> String {
    match undelivered.why() {
        Why::NoRecipient(recipients) => {
            format!("None of {} addresses was accepted. Look at the channel in Settings.", recipients.len())
        }
        why => why.to_string(),
    }
}

/// An update as a message.
pub(super) fn message(incident: Incident<'_>, book: &Book, job: &Job) -> Result<Message, Failure> {
    let outbox = incident.outbox();
    let one =
        outbox.iter().find(|one| one.update.fact.id == job.update && one.destination == job.destination);
    let one = one.ok_or(Refusal::Gone("update"))?;
    let at = one.update.approval.map_or(one.asked.recorded_at, |approval| approval.recorded_at);
    let next_due = one.update.next_due;
    let services: Vec<String> =
        incident.services().into_iter().map(|(_, service)| service.name.clone()).collect();
    let text = page::Text::read(one.update.text);
    let update = page::Update {
        house: book.workspace_name().unwrap_or("Allclear"),
        title: incident.title(),
        occasion: one.update.occasion,
        at,
        services: &services,
        next_due,
        text: &text,
    };
    let id = one.message_id().parse().map_err(|_| Refusal::Gone("update"))?;
    Ok(Message {
        id,
        incident: incident.record().incident_id().ok_or(Refusal::NoIncident)?,
        title: incident.title().to_owned(),
        audience: one.update.audience,
        occasion: one.update.occasion,
        at,
        next_due,
        drill: incident.is_drill(),
        words: Words::of(&update, one.update.text),
        link: None,
        thread: None,
        components: Vec::new(),
        unsubscribe: None,
    })
}

/// What the record keeps of a receipt: counts, never addresses.
pub(super) fn kept(receipt: &outreach::Receipt) -> incident::value::Receipt {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let several = !receipt.recipients.is_empty();
    incident::value::Receipt {
        name: receipt.id.as_deref().map(|id| one_line(id).chars().take(200).collect()),
        reached: several.then(|| count(receipt.recipients.iter().filter(|one| one.result.is_ok()).count())),
        of: several.then(|| count(receipt.recipients.len())),
    }
}

/// How far it is, in a word and in words. What hinders it is said whatever else was about to happen: it does not leave.
pub(super) fn told(
    outgoing: &Outgoing<'_>,
    step: Option<Step>,
    hindered: Option<String>,
) -> (OnItsWay, Option<String>, Option<Millis>) {
    match (far(outgoing, step), hindered) {
        ((OnItsWay::Unknown, why, _), Some(hindered)) => (OnItsWay::Unknown, both(why, hindered), None),
        ((OnItsWay::NotSent | OnItsWay::Retrying, why, _), Some(hindered)) => {
            (OnItsWay::NotSent, both(why, hindered), None)
        }
        ((OnItsWay::Queued, ..), Some(hindered)) => (OnItsWay::NotSent, Some(hindered), None),
        (far, _) => far,
    }
}

fn both(one: Option<String>, other: String) -> Option<String> {
    Some(one.map_or(other.clone(), |one| format!("{one} {other}")))
}

fn far(outgoing: &Outgoing<'_>, step: Option<Step>) -> (OnItsWay, Option<String>, Option<Millis>) {
    let sentence = |words: &str| Some(words.to_owned());
    match &outgoing.state {
        OutgoingState::Sent(_, receipt) => {
            let words = receipt.map(|receipt| match (receipt.reached, receipt.of, &receipt.name) {
                (Some(reached), Some(of), _) => format!("Taken for {reached} of {of} addresses."),
                (_, _, Some(name)) => format!("Taken as {}.", one_line(name)),
                _ => "Taken.".to_owned(),
            });
            (OnItsWay::Sent, words, None)
        }
        OutgoingState::CalledBack => (OnItsWay::CalledBack, None, None),
        OutgoingState::Sending if step == Some(Step::Nothing) => (OnItsWay::Sending, None, None),
        OutgoingState::Failed(failed) => {
            let why = sentence(failed.why);
            match step {
                Some(Step::Ask(Doubt::Failed)) if failed.unknown => (OnItsWay::Unknown, why, None),
                Some(Step::Ask(doubt)) => (OnItsWay::NotSent, because(doubt, Some(failed.why)), None),
                _ if failed.retry_at.is_some() => (OnItsWay::Retrying, why, failed.retry_at),
                _ => (OnItsWay::NotSent, why, None),
            }
        }
        _ => match step {
            Some(Step::Ask(Doubt::CutOff)) => (OnItsWay::Unknown, because(Doubt::CutOff, None), None),
            Some(Step::Ask(doubt)) => (OnItsWay::NotSent, because(doubt, None), None),
            Some(_) => (OnItsWay::Queued, None, None),
            None => (OnItsWay::NotSent, sentence("The destination is not in the book."), None),
        },
    }
}

fn because(doubt: Doubt, why: Option<&str>) -> Option<String> {
    let words = match doubt {
        Doubt::FromBefore => {
            "It was approved before Allclear was last started. Look whether it still holds, then send it."
        }
        Doubt::CutOff => "Allclear stopped while it was sent. Look there whether it arrived.",
        Doubt::TooLate => "The next update that it promises is due by now. Write the next one instead.",
        Doubt::Overtaken => "Something later has arrived there. Send this only if it is still to be read.",
        Doubt::Failed => return why.map(str::to_owned),
    };
    Some(why.map_or_else(|| words.to_owned(), |why| format!("{words} {why}")))
}
