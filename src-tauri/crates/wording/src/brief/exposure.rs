//! What is at stake: the money of those who are hurt, what was agreed with them, and what may make it worse.

use incident::customer::Account;
use incident::id::Millis;
use incident::incident::Incident;
use incident::text::one_line;
use incident::value::{CustomerImpact, Point};

use super::Line;
use super::lines::counted;

/// Those who cannot work as they should.
pub(super) fn hurt<'a>(accounts: &'a [Account<'a>]) -> impl Iterator<Item = &'a Account<'a>> {
    accounts
        .iter()
        .filter(|account| matches!(account.impact, CustomerImpact::Down | CustomerImpact::Degraded))
}

/// How many of those who are hurt pay how much: bands are words of the house, so they are counted and never summed. Unknown
/// while no band is.
pub(super) fn arr(accounts: &[Account<'_>]) -> Line {
    let (mut bands, mut without): (Vec<(String, usize)>, usize) = (Vec::new(), 0);
    for account in hurt(accounts) {
        let Some(band) = account.customer.and_then(|customer| customer.arr.as_deref()).map(one_line) else {
            without += 1;
            continue;
        };
        match bands.iter_mut().find(|(known, _)| *known == band) {
            Some((_, count)) => *count += 1,
            None => bands.push((band, 1)),
        }
    }
    bands.sort_by(|(one, of_one), (other, of_other)| of_other.cmp(of_one).then_with(|| one.cmp(other)));
    let unknown = (without > 0).then(|| format!("{without} × unknown"));
    let counts = bands.iter().map(|(band, count)| format!("{count} × {band}")).chain(unknown);
    counted("ARR affected", (!bands.is_empty()).then(|| counts.collect::<Vec<_>>().join(", ")))
}

/// Who waits longer than was agreed or promised. Unknown while no customer is named.
pub(super) fn agreements(accounts: &[Account<'_>], now: Millis) -> Line {
    let late = accounts.iter().filter(|account| account.answer_due().is_some_and(|(due, _)| due < now));
    let promises = accounts.iter().flat_map(|account| &account.promises);
    let overdue = promises.filter(|promise| promise.kept.is_none() && promise.due < now);
    let said = [
        several(late.count(), "customer waits past the agreed time", "customers wait past the agreed time"),
        several(overdue.count(), "promise to a customer is overdue", "promises to customers are overdue"),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    let kept = || if said.is_empty() { "nothing overdue".to_owned() } else { said.join(", ") };
    counted("Agreements", (!accounts.is_empty()).then(kept))
}

/// What the record itself says may make it worse. That nothing stands there does not say that there is no risk.
pub(super) fn risks(incident: Incident<'_>) -> Line {
    let temporary = incident.mitigations().into_iter().filter(|one| one.temporary && one.removed.is_none());
    let going_on = incident.is_active() && incident.point(Point::Resolved).is_none();
    let mitigated = going_on && incident.point(Point::Mitigated).is_some();
    let said = [
        several(temporary.count(), "temporary measure is in place", "temporary measures are in place"),
        (mitigated && incident.root_cause_type().is_none())
            .then(|| "it may come back while the cause is unknown".to_owned()),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    counted("Risks", Some(if said.is_empty() { "none recorded".to_owned() } else { said.join(", ") }))
}

fn several(count: usize, one: &str, more: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {more}")),
    }
}
