//! The promise ledger: who hears from us next and by when, and how well that was kept so far.

use serde::Serialize;
use ts_rs::TS;

use crate::customer::Account;
use crate::id::{CustomerId, EntryRef, Millis};
use crate::incident::Incident;
use crate::text::one_line;
use crate::value::Audience;

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

/// How many were kept, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct Share {
    /// Kept in time.
    pub kept: u32,
    /// Had come due.
    pub of: u32,
}

impl Share {
    fn count(&mut self, kept: bool) {
        self.kept += u32::from(kept);
        self.of += 1;
    }
}

/// Everybody who was promised something, earliest first; who waits for nothing comes last.
#[must_use]
pub fn ledger(incident: Incident<'_>, now: Millis) -> Vec<Owed> {
    let cadence = incident.cadence();
    let dues = incident.updates_due();
    let audiences = Audience::ALL.iter().filter(|audience| incident.has_audience(**audience));
    let mut owed: Vec<Owed> = audiences
        .filter_map(|&audience| {
            let told = incident.told(audience);
            let due = dues.iter().find(|due| due.audience == audience).map(|due| due.at);
            let share = kept(incident, audience, now);
            (due.is_some() || !told.is_empty()).then(|| Owed {
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
    for account in incident.accounts() {
        let share = kept_to(&account, now);
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
    let audiences = Audience::ALL.iter().filter(|audience| incident.has_audience(**audience));
    let audiences = audiences.map(|audience| (audience.name().to_owned(), kept(incident, *audience, now)));
    let accounts = incident.accounts();
    let accounts = accounts.iter().map(|account| (name_of(account), kept_to(account, now)));
    audiences.chain(accounts).filter(|(_, share)| share.of > 0).collect()
}

fn name_of(account: &Account<'_>) -> String {
    account.customer.map_or_else(|| account.id.to_string(), |customer| one_line(&customer.name))
}

fn kept_to(account: &Account<'_>, now: Millis) -> Share {
    let mut share = Share::default();
    account.promises.iter().filter_map(|promise| promise.was_kept(now)).for_each(|kept| share.count(kept));
    share
}

/// How many updates an audience got by the time it had been promised, of those that had come due. One that is
/// overdue now is not kept.
#[must_use]
pub fn kept(incident: Incident<'_>, audience: Audience, now: Millis) -> Share {
    let told = incident.told(audience);
    let mut share = Share::default();
    for (n, heard) in told.iter().enumerate() {
        if let Some(due) = incident.due_after(audience, &told[..n]) {
            share.count(heard.at <= due);
        }
    }
    let open = incident.updates_due().into_iter().find(|due| due.audience == audience);
    if open.is_some_and(|due| due.at < now) {
        share.count(false);
    }
    share
}
