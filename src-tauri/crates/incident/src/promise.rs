//! The promise ledger: who hears from us next and by when, and how well that was kept so far.

use std::collections::HashMap;

use serde::Serialize;
use ts_rs::TS;

use crate::customer::Account;
use crate::event::Event;
use crate::figure::Figure;
use crate::id::{CustomerId, EntryRef, Millis};
use crate::incident::Incident;
use crate::text::one_line;
use crate::update::Told;
use crate::value::{Audience, Cadence};

/// To whom something is owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Addressee {
    /// An audience, by its next update.
    Audience {
        /// Which.
        audience: Audience,
    },
    /// One customer, by a promise of their own.
    Customer {
        /// Their id.
        customer: CustomerId,
        /// Their name.
        name: String,
        /// The promise.
        promise: EntryRef,
    },
}

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Owed {
    /// To whom.
    pub to: Addressee,
    /// What, where it is more than the next update.
    pub what: Option<String>,
    /// By when; none where nobody waits.
    pub due: Option<Millis>,
    /// When they last heard.
    pub last: Option<Millis>,
    /// Every how many minutes they hear, where they do.
    pub every: Option<u32>,
    /// How many promises to them were kept in time.
    pub kept: u32,
    /// Of how many that had come due.
    pub of: u32,
}

/// What somebody was promised in words, as long as it was neither kept nor gave way to a later word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct OpenPromise {
    /// To whom.
    pub to: Addressee,
    /// What, where it is more than the next update.
    pub what: Option<String>,
    /// By when.
    pub due: Millis,
    /// The entry that says so.
    #[serde(skip)]
    pub made: EntryRef,
}

impl OpenPromise {
    /// To whom and what, as a list of several names it.
    #[must_use]
    pub fn in_words(&self) -> String {
        let to = match &self.to {
            Addressee::Audience { audience } => audience.name(),
            Addressee::Customer { name, .. } => name,
        };
        format!("{to}: {}", self.what.as_deref().unwrap_or("the next update"))
    }
}

/// What is promised in words and open, earliest first. What a cadence alone asks for nobody was promised.
#[must_use]
pub fn standing(incident: Incident<'_>) -> Vec<OpenPromise> {
    let audiences = Audience::ALL.iter().filter(|audience| incident.has_audience(**audience));
    let in_updates = audiences.filter_map(|&audience| {
        let told = incident.told(audience).pop()?;
        let to = Addressee::Audience { audience };
        Some(OpenPromise { to, what: None, due: told.next_due?, made: told.fact.id })
    });
    let mut open: Vec<_> = in_updates.collect();
    for account in incident.accounts() {
        let promises = account.promises.iter().filter(|promise| promise.kept.is_none());
        open.extend(promises.map(|promise| OpenPromise {
            to: Addressee::Customer {
                customer: account.id.clone(),
                name: name_of(&account),
                promise: promise.fact.id,
            },
            what: Some(one_line(promise.what)),
            due: promise.due,
            made: promise.fact.id,
        }));
    }
    open.sort_by_key(|standing| standing.due);
    open
}

/// How many were kept, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct Share {
    /// Kept in time.
    pub kept: u32,
    /// Had come due.
    pub of: u32,
}

impl Share {
    /// The worse of two readings.
    fn or_worse(self, other: Self) -> Self {
        let key = |share: Self| (share.of - share.kept, std::cmp::Reverse(share.kept));
        if key(other) > key(self) { other } else { self }
    }

    fn count(&mut self, kept: bool) {
        self.kept += u32::from(kept);
        self.of += 1;
    }
}

/// Everybody who was promised something, earliest first; who waits for nothing comes last.
#[must_use]
pub fn ledger(incident: Incident<'_>, now: Millis) -> Vec<Owed> {
    let incident = incident.at(now);
    let cadence = incident.cadence();
    let dues = incident.updates_due();
    let mut owed: Vec<Owed> = Audience::ALL
        .iter()
        .filter_map(|&audience| {
            let told = incident.told(audience);
            let due = dues.iter().find(|due| due.audience == audience).map(|due| due.at);
            let share = kept(incident, audience, now);
            (due.is_some() || !told.is_empty() || share.of > 0).then(|| Owed {
                to: Addressee::Audience { audience },
                what: None,
                due,
                last: told.last().map(|told| told.at),
                every: cadence.of(audience),
                kept: share.kept,
                of: share.of,
            })
        })
        .collect();
    // Of what was no incident after all nobody is told the end.
    let accounts = if incident.is_called_off() { Vec::new() } else { judged(incident, now) };
    for (account, share) in accounts {
        let name = name_of(&account);
        for promise in account.promises.iter().filter(|promise| promise.kept.is_none()) {
            owed.push(Owed {
                to: Addressee::Customer {
                    customer: account.id.clone(),
                    name: name.clone(),
                    promise: promise.fact.id,
                },
                what: Some(one_line(promise.what)),
                due: Some(promise.due),
                last: account.last_told().map(|(at, _)| at),
                every: None,
                kept: share.kept,
                of: share.of,
            });
        }
    }
    owed.sort_by_key(|owed| owed.due.unwrap_or(Millis(i64::MAX)));
    owed
}

/// How well it was kept, by the name of whom it was promised to; who was promised nothing that came due is not there.
#[must_use]
pub fn shares(incident: Incident<'_>, now: Millis) -> Vec<(String, Share)> {
    shares_by_figure(incident, now).into_iter().map(|(_, who, share)| (who, share)).collect()
}

/// The same, each with the figure by which a text cites it.
#[must_use]
pub fn shares_by_figure(incident: Incident<'_>, now: Millis) -> Vec<(Figure, String, Share)> {
    let audience = |audience: &Audience| {
        (Figure::Kept(*audience), audience.name().to_owned(), kept(incident, *audience, now))
    };
    let accounts = judged(incident.at(now), now);
    let accounts = accounts
        .iter()
        .map(|(account, share)| (Figure::KeptTo(account.id.clone()), name_of(account), *share));
    Audience::ALL.iter().map(audience).chain(accounts).filter(|(.., share)| share.of > 0).collect()
}

/// How well it was kept to one customer.
#[must_use]
pub fn kept_to_customer(incident: Incident<'_>, customer: &CustomerId, now: Millis) -> Share {
    let judged = judged(incident.at(now), now);
    judged.into_iter().find(|(account, _)| account.id == customer).map(|(_, share)| share).unwrap_or_default()
}

fn name_of(account: &Account<'_>) -> String {
    account.customer.map_or_else(|| account.id.to_string(), |customer| one_line(&customer.name))
}

/// Every customer with how well it was kept to them.
fn judged(incident: Incident<'_>, now: Millis) -> Vec<(Account<'_>, Share)> {
    let mut judged: Vec<_> = incident.accounts().into_iter().map(|a| (kept_to(&a, now), a)).collect();
    let places: HashMap<_, _> = judged.iter().enumerate().map(|(at, (_, a))| (a.id.clone(), at)).collect();
    for account in incident.as_first_said().accounts() {
        let share = kept_to(&account, now);
        match places.get(account.id) {
            Some(at) => judged[*at].0 = judged[*at].0.or_worse(share),
            // All that is known of them is a promise that was broken, taken back, and corrected.
            None => judged.push((share, account)),
        }
    }
    judged.into_iter().map(|(share, account)| (account, share)).collect()
}

fn kept_to(account: &Account<'_>, now: Millis) -> Share {
    let mut share = Share { kept: 0, of: account.broken };
    account.promises.iter().filter_map(|promise| promise.was_kept(now)).for_each(|kept| share.count(kept));
    share
}

/// How many updates an audience got by the time it had been promised, of those that had come due. One that is
/// overdue now is not kept, nor is one that responders left open when they were done. What comes again before it had
/// to makes no second promise kept, and each deadline is that of the cadence which stood then. A time that was corrected
/// afterwards can show that a promise was broken, and never that it was kept: both readings are judged, and the worse counts.
#[must_use]
pub fn kept(incident: Incident<'_>, audience: Audience, now: Millis) -> Share {
    let incident = incident.at(now);
    as_read(incident, audience, now).or_worse(as_read(incident.as_first_said(), audience, now))
}

fn as_read(incident: Incident<'_>, audience: Audience, now: Millis) -> Share {
    let told = incident.told(audience);
    let cadences = cadences(incident);
    let deadline = |n: usize, until| deadline(incident, &cadences, audience, &told[..n], until);
    let mut share = Share::default();
    // Nobody waits outside for what stays inside; whoever was told before it did is still counted.
    let waits = incident.has_audience(audience) && !incident.is_called_off();
    let mut kept_until = None;
    for (n, heard) in told.iter().enumerate() {
        let Some(due) = deadline(n, heard.at) else { continue };
        if heard.at > due {
            share.count(false);
        } else if kept_until.is_none_or(|until| heard.at > until) {
            share.count(true);
            kept_until = Some(due);
        }
    }
    let in_words = told.last().and_then(|last| last.next_due);
    // Once responders are done, the next of a rhythm is due to nobody; what had come due by then was.
    let until = incident.left_resolve().filter(|_| in_words.is_none()).map_or(now, |left| left.min(now));
    if waits && deadline(told.len(), until).is_some_and(|due| due < until) {
        share.count(false);
    }
    share
}

/// Every cadence that was set, with when.
fn cadences(incident: Incident<'_>) -> Vec<(Millis, Cadence)> {
    let set = incident.record().made().filter_map(|(fact, event)| match event {
        Event::CadenceSet { cadence, .. } => Some((incident.when(fact), *cadence)),
        _ => None,
    });
    let mut set: Vec<_> = set.collect();
    set.sort_by_key(|(at, _)| *at);
    set
}

/// By when an audience that heard this much had to hear again, as it stood at a moment. Another cadence moves a
/// deadline that has not passed, and none can be missed before there was a cadence that set it.
fn deadline(
    incident: Incident<'_>,
    cadences: &[(Millis, Cadence)],
    audience: Audience,
    told: &[Told<'_>],
    until: Millis,
) -> Option<Millis> {
    if let Some(due) = told.last().and_then(|last| last.next_due) {
        return Some(due);
    }
    let mut due = None;
    for (set, cadence) in cadences.iter().take_while(|(set, _)| *set <= until) {
        if due.is_some_and(|due| due < *set) {
            break;
        }
        due = incident.wait_after(cadence, audience, told).map(|(from, minutes)| {
            let due = from.plus_minutes(minutes.into());
            if due < *set { set.plus_minutes(minutes.into()) } else { due }
        });
    }
    due
}
