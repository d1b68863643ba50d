//! How far an update is on its way, in words.

use incident::id::Millis;
use incident::outbox::{Doubt, Outgoing, OutgoingState, Step};
use incident::text::one_line;

use crate::views::OnItsWay;

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
            // Who of many could not be reached is known only later.
            let missed = outgoing.attempts.last().and_then(|attempt| attempt.failed).map(|failed| failed.why);
            let words = words.map(|words| missed.map_or(words.clone(), |missed| format!("{words} {missed}")));
            (OnItsWay::Sent, words, None)
        }
        OutgoingState::CalledBack => (OnItsWay::CalledBack, None, None),
        OutgoingState::Sending if step == Some(Step::Nothing) => (OnItsWay::Sending, None, None),
        OutgoingState::Failed(failed) => {
            let why = sentence(failed.why);
            match step {
                // Nobody tries it again unasked, whoever sends it.
                _ if failed.retry_at.is_none() && failed.unknown => (OnItsWay::Unknown, why, None),
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
    if doubt == Doubt::Failed {
        return why.map(str::to_owned);
    }
    let words = doubt.to_string();
    Some(why.map_or_else(|| words.clone(), |why| format!("{words} {why}")))
}
