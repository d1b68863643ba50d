//! The customers of an incident: what they reported, what they were told, offered and promised; and what the
//! executives were asked.

use std::collections::HashMap;

use crate::event::Event;
use crate::id::{CustomerId, EntryRef, Millis, PersonId};
use crate::incident::{FORGIVEN, Incident};
use crate::record::Fact;
use crate::slot::Slot;
use crate::update::Told;
use crate::value::{Audience, Channel, Customer, CustomerImpact, Stage};

/// One customer in one incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Account<'a> {
    /// Who, as they were called when the incident first named them; none while only their id is known.
    pub customer: Option<&'a Customer>,
    /// Their id.
    pub id: &'a CustomerId,
    /// How it hurts them.
    pub impact: CustomerImpact,
    /// Who of us speaks with them, where somebody was named for this incident.
    pub owner: Option<PersonId>,
    /// What was said between them and us, oldest first, whenever it was written down.
    pub exchanges: Vec<Exchange<'a>>,
    /// What they were promised, oldest first.
    pub promises: Vec<Promise<'a>>,
    /// How many promises were taken back when they were broken already: they stay so.
    pub broken: u32,
}

/// Something said between a customer and us.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange<'a> {
    /// The fact that tells of it.
    pub fact: &'a Fact,
    /// When it was said.
    pub at: Millis,
    /// What it was.
    pub what: Said<'a>,
    /// In words.
    pub text: &'a str,
}

/// Which way words went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said<'a> {
    /// They told us, perhaps in a ticket.
    Reported(Option<&'a str>),
    /// We told them.
    Told(Channel),
    /// All who were affected were told, by so many updates with this one, and by which channel first.
    Updated(u32, Option<Channel>),
    /// We offered them a way to suffer less.
    Offered,
}

/// Something a customer was promised.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise<'a> {
    /// The fact that made it; its entry is the promise's name.
    pub fact: &'a Fact,
    /// What.
    pub what: &'a str,
    /// By when, after any move.
    pub due: Millis,
    /// When it was kept.
    pub kept: Option<Millis>,
    /// Whether a time that it held for passed before it was kept or moved.
    pub missed: bool,
}

/// Something that the executives were asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask<'a> {
    /// The fact that asked; its entry is the ask's name.
    pub fact: &'a Fact,
    /// What.
    pub question: &'a str,
    /// By when it is needed.
    pub needed_by: Option<Millis>,
    /// For which customer.
    pub customer: Option<&'a CustomerId>,
    /// What they said: the fact, the words, who.
    pub answer: Option<(&'a Fact, &'a str, Option<PersonId>)>,
}

impl Account<'_> {
    /// The earliest promise that was not kept yet.
    #[must_use]
    pub fn next_promise(&self) -> Option<&Promise<'_>> {
        self.promises.iter().filter(|promise| promise.kept.is_none()).min_by_key(|promise| promise.due)
    }

    /// When their agreement says that they hear from us at the latest: counted from their first report that
    /// nobody has answered since, which is given too. An update for all of them answers no report of one.
    #[must_use]
    pub fn answer_due(&self) -> Option<(Millis, &Fact)> {
        let within = self.customer?.respond_within?;
        let answered = self.exchanges.iter().rposition(|each| matches!(each.what, Said::Told(_)));
        let since = answered.map_or(0, |at| at + 1);
        let open = self.exchanges[since..].iter().find(|each| matches!(each.what, Said::Reported(_)))?;
        Some((open.at.plus_minutes(within.into()), open.fact))
    }

    /// When they last heard from us, and how.
    #[must_use]
    pub fn last_told(&self) -> Option<(Millis, Option<Channel>)> {
        self.exchanges.iter().rev().find_map(|each| match each.what {
            Said::Told(channel) => Some((each.at, Some(channel))),
            Said::Updated(_, channel) => Some((each.at, channel)),
            _ => None,
        })
    }
}

impl Promise<'_> {
    /// Whether it was kept in time; none while it can still be.
    #[must_use]
    pub fn was_kept(&self, now: Millis) -> Option<bool> {
        match self.kept {
            _ if self.missed => Some(false),
            Some(_) => Some(true),
            None => (now > self.due).then_some(false),
        }
    }
}

impl<'a> Incident<'a> {
    /// Every customer that the incident names, in the order in which it first named them.
    #[must_use]
    pub fn accounts(self) -> Vec<Account<'a>> {
        let record = self.record();
        let moves = self.promise_moves();
        let promise = |fact: &'a Fact, what, first| {
            self.promise(fact, what, first, moves.get(&fact.id).map(Vec::as_slice).unwrap_or_default())
        };
        let mut accounts: Vec<Account<'_>> = Vec::new();
        let mut places = HashMap::new();
        // From when each was affected, and from when not any more.
        let mut affected: Vec<Vec<(&Fact, Millis, bool)>> = Vec::new();
        for (fact, event) in record.made() {
            let (id, exchange) = match event {
                Event::CustomerAffected { customer, .. } => (&customer.id, None),
                Event::CustomerOwned { customer, .. } | Event::CustomerPromised { customer, .. } => {
                    (customer, None)
                }
                Event::CustomerReported { customer, text, ticket } => {
                    (customer, Some((Said::Reported(ticket.as_deref()), text)))
                }
                Event::CustomerTold { customer, channel, text } => {
                    (customer, Some((Said::Told(*channel), text)))
                }
                Event::CustomerOffered { customer, what } => (customer, Some((Said::Offered, what))),
                _ => continue,
            };
            let at = *places.entry(id).or_insert_with(|| {
                accounts.push(self.account(id));
                affected.push(Vec::new());
                accounts.len() - 1
            });
            let (account, affected) = (&mut accounts[at], &mut affected[at]);
            let at = self.when(fact);
            if let Event::CustomerAffected { impact, .. } = event {
                affected.push((fact, at, *impact != CustomerImpact::None));
            }
            account.exchanges.extend(exchange.map(|(what, text)| Exchange { fact, at, what, text }));
            match event {
                // It stands for one whose words are hidden, and that had been broken when it was taken back.
                Event::CustomerPromised { .. } if fact.undoes.is_some() => account.broken += 1,
                Event::CustomerPromised { what, due, .. } => account.promises.push(promise(fact, what, *due)),
                _ => {}
            }
        }
        let updates = self.told(Audience::Customers);
        for (account, affected) in accounts.iter_mut().zip(&affected) {
            // What is written down before it was so by then, also where the clocks of two laptops differ a little.
            let by = |told: &Told<'_>, fact: &Fact, from: Millis| {
                let after = told.fact.place() > fact.place();
                from <= told.at || (after && from <= told.at.plus_minutes(FORGIVEN))
            };
            let was = |told: &Told<'_>| {
                affected.iter().rfind(|(fact, from, _)| by(told, fact, *from)).is_some_and(|(.., was)| *was)
            };
            account.exchanges.extend(updates.iter().zip(1..).filter(|(told, _)| was(told)).map(
                |(told, nth)| Exchange {
                    fact: told.fact,
                    at: told.at,
                    what: Said::Updated(nth, told.channels.first().copied()),
                    text: told.text,
                },
            ));
        }
        for (fact, event) in record.taken_back() {
            let Event::CustomerPromised { customer, what, due } = event else { continue };
            let promise = promise(fact, what, *due);
            let Some(end) = record.shown(&Slot::Retraction(fact.id)) else { continue };
            if promise.was_kept(self.when(end)) == Some(false) {
                let at = *places.entry(customer).or_insert_with(|| {
                    accounts.push(self.account(customer));
                    accounts.len() - 1
                });
                accounts[at].broken += 1;
            }
        }
        for account in &mut accounts {
            account.exchanges.sort_by_key(|each| (each.at, each.fact.place()));
        }
        accounts
    }

    /// Whether what this fact promised was broken by when another took it back.
    pub(crate) fn was_broken(self, fact: &'a Fact, end: &Fact) -> bool {
        let Some(Event::CustomerPromised { what, due, .. }) = &fact.event else { return false };
        let moves = self.promise_moves();
        let moves = moves.get(&fact.id).map(Vec::as_slice).unwrap_or_default();
        self.promise(fact, what, *due, moves).was_kept(self.when(end)) == Some(false)
    }

    /// When the first customer hears from us at the latest: by a promise, or by their agreement.
    pub(crate) fn customer_due(self) -> Option<Millis> {
        if !self.exists() || self.is_called_off() || self.stage() == Stage::Closed {
            return None;
        }
        let owed = |account: &Account<'_>| {
            let promised = account.next_promise().map(|promise| promise.due);
            promised.into_iter().chain(account.answer_due().map(|(at, _)| at)).min()
        };
        self.accounts().iter().filter_map(owed).min()
    }

    fn account(self, id: &'a CustomerId) -> Account<'a> {
        let record = self.record();
        let affected = |fact: &'a Fact| match &fact.event {
            Some(Event::CustomerAffected { customer, impact, .. }) => Some((customer, *impact)),
            _ => None,
        };
        // Whoever names a customer while apart says nothing of how it hurts them; what somebody knows stands.
        let slot = Slot::CustomerImpact(id.clone());
        let standing: Vec<_> = record.standing(&slot).filter_map(affected).collect();
        let known = standing.iter().rfind(|(_, impact)| *impact != CustomerImpact::Unknown);
        // Who they are is known even where what named them was taken back, as long as others speak of them.
        let named = || record.facts().iter().rev().filter_map(affected).find(|(named, _)| named.id == *id);
        let (customer, impact) = match known.or(standing.last()) {
            Some((customer, impact)) => (Some(*customer), *impact),
            None => (named().map(|(customer, _)| customer), CustomerImpact::Unknown),
        };
        let owner = match record.value(&Slot::CustomerOwner(id.clone())) {
            Some(Event::CustomerOwned { owner, .. }) => *owner,
            _ => None,
        };
        Account { customer, id, impact, owner, exchanges: Vec::new(), promises: Vec::new(), broken: 0 }
    }

    /// Every other time that was agreed for a promise, with when, by the promise.
    fn promise_moves(self) -> HashMap<EntryRef, Vec<(Millis, Millis)>> {
        let mut moves: HashMap<EntryRef, Vec<(Millis, Millis)>> = HashMap::new();
        for (by, event) in self.record().made() {
            if let Event::PromiseMoved { promise, due, .. } = event {
                moves.entry(*promise).or_default().push((self.when(by), *due));
            }
        }
        moves.values_mut().for_each(|moves| moves.sort());
        moves
    }

    fn promise(
        self,
        fact: &'a Fact,
        what: &'a str,
        first: Millis,
        moves: &[(Millis, Millis)],
    ) -> Promise<'a> {
        let record = self.record();
        let kept = record.shown(&Slot::Promise(fact.id)).and_then(|by| match by.event {
            Some(Event::PromiseKept { kept: true, .. }) => Some(self.when(by)),
            _ => None,
        });
        // Another time holds from when the customer was told of it: it does not mend what was broken before.
        let (mut holds, mut missed) = (first, false);
        for &(moved, due) in moves {
            if kept.is_some_and(|kept| kept <= moved) {
                break;
            }
            missed |= moved > holds;
            holds = due;
        }
        missed |= kept.is_some_and(|kept| kept > holds);
        let due = match record.value(&Slot::PromiseDue(fact.id)) {
            Some(Event::PromiseMoved { due, .. }) => *due,
            _ => first,
        };
        Promise { fact, what, due, kept, missed }
    }

    /// Everything the executives were asked, oldest first.
    #[must_use]
    pub fn asks(self) -> Vec<Ask<'a>> {
        let record = self.record();
        let asked = record.made().filter_map(|(fact, event)| match event {
            Event::ExecutivesAsked { question, needed_by, customer } => Some(Ask {
                fact,
                question,
                needed_by: *needed_by,
                customer: customer.as_ref(),
                answer: record.shown(&Slot::Answer(fact.id)).and_then(|by| match &by.event {
                    Some(Event::ExecutivesAnswered { answer, by: person, .. }) => {
                        Some((by, answer.as_str(), *person))
                    }
                    _ => None,
                }),
            }),
            _ => None,
        });
        asked.collect()
    }

    /// The promise that this entry made to a customer, with whom it was made.
    #[must_use]
    pub fn promise_of(self, entry: EntryRef) -> Option<(&'a CustomerId, Promise<'a>)> {
        let (fact, event) = self.record().made().find(|(fact, _)| fact.id == entry)?;
        match event {
            Event::CustomerPromised { customer, what, due } => {
                let moves = self.promise_moves();
                let moves = moves.get(&fact.id).map(Vec::as_slice).unwrap_or_default();
                Some((customer, self.promise(fact, what, *due, moves)))
            }
            _ => None,
        }
    }
}
