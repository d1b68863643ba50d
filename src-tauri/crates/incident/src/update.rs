//! Updates: what an audience is to be told, from the proposal to the posting, and when it hears next.

use crate::book::Book;
use crate::event::Event;
use crate::id::{DestinationId, EntryRef, Millis, RoleId};
use crate::incident::{Holding, Incident};
use crate::outbox::Outgoing;
use crate::record::{Fact, Record};
use crate::slot::Slot;
use crate::value::{Audience, Cadence, Channel, Kind, Occasion, Shown, Stage};

/// How far an update is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateState {
    /// It waits for approval.
    Waiting,
    /// It was sent back and nobody has written a better one.
    SentBack,
    /// It may leave, and has not.
    Approved,
    /// Its audience was told.
    Posted,
    /// A later proposal took its place.
    Replaced,
}

/// An update that somebody proposed.
#[derive(Clone, Debug, PartialEq)]
pub struct Update<'a> {
    /// The fact that proposed it; its entry is the update's name.
    pub fact: &'a Fact,
    /// Who is to hear it.
    pub audience: Audience,
    /// What it is for.
    pub occasion: Occasion,
    /// What it says.
    pub text: &'a str,
    /// When it says that the next one comes.
    pub next_due: Option<Millis>,
    /// What the status page shows with it.
    pub shown: Option<&'a Shown>,
    /// The fact that approved it. Several approvals are one.
    pub approval: Option<&'a Fact>,
    /// The fact that sent it back, with the reason.
    pub sent_back: Option<(&'a Fact, &'a str)>,
    /// The facts that tell where it was posted, oldest first.
    pub posted: Vec<(&'a Fact, Option<Channel>)>,
    /// How far it is.
    pub state: UpdateState,
}

/// What an audience heard, once, by however many channels.
#[derive(Clone, Debug, PartialEq)]
pub struct Told<'a> {
    /// When it first heard.
    pub at: Millis,
    /// The fact that says so.
    pub fact: &'a Fact,
    /// What it heard.
    pub text: &'a str,
    /// What it was for, where that is known.
    pub occasion: Option<Occasion>,
    /// When it was told that it hears next.
    pub next_due: Option<Millis>,
    /// The update that was approved, where there was one.
    pub update: Option<EntryRef>,
    /// The channels that are known, in the order in which it was told by them.
    pub channels: Vec<Channel>,
    /// Whether people who were apart told it twice by one way.
    pub twice: bool,
}

impl<'a> Incident<'a> {
    /// Every update that was proposed and not taken back, oldest first.
    #[must_use]
    pub fn updates(self) -> Vec<Update<'a>> {
        let record = self.record();
        let mut updates: Vec<Update<'_>> = Vec::new();
        let mut instead: Vec<(EntryRef, EntryRef)> = Vec::new();
        for (fact, event) in record.made() {
            match event {
                Event::UpdateProposed { audience, occasion, text, next_due, replaces, shown } => {
                    if let Some(older) = updates.iter_mut().find(|u| Some(u.fact.id) == *replaces)
                        && matches!(older.state, UpdateState::Waiting | UpdateState::SentBack)
                    {
                        older.state = UpdateState::Replaced;
                    }
                    instead.extend(replaces.map(|older| (older, fact.id)));
                    let approval = record.shown(&Slot::Approval(fact.id));
                    let sent_back = record.shown(&Slot::SentBack(fact.id)).and_then(|by| match &by.event {
                        Some(Event::UpdateSentBack { reason, .. }) => Some((by, reason.as_str())),
                        _ => None,
                    });
                    let state = match (approval, sent_back) {
                        // Nobody approves what they know to be sent back: an approval beside it had not seen the
                        // objection, or came before it. Either way it does not leave.
                        (_, Some(_)) => UpdateState::SentBack,
                        (Some(_), None) => UpdateState::Approved,
                        (None, None) => UpdateState::Waiting,
                    };
                    updates.push(Update {
                        fact,
                        audience: *audience,
                        occasion: *occasion,
                        text,
                        next_due: *next_due,
                        shown: shown.as_ref(),
                        approval,
                        sent_back,
                        posted: Vec::new(),
                        state,
                    });
                }
                Event::UpdatePosted { update: Some(id), channel, .. } => {
                    if let Some(update) = updates.iter_mut().find(|update| update.fact.id == *id) {
                        update.posted.push((fact, *channel));
                        update.state = UpdateState::Posted;
                    }
                }
                _ => {}
            }
        }
        // Whoever approved one had not seen that another is meant in its place: of both only that one leaves.
        for (older, newer) in instead {
            let state = |id: EntryRef| updates.iter().find(|update| update.fact.id == id).map(|u| u.state);
            if matches!(state(newer), Some(UpdateState::Approved | UpdateState::Posted))
                && state(older) == Some(UpdateState::Approved)
                && let Some(older) = updates.iter_mut().find(|update| update.fact.id == older)
            {
                older.state = UpdateState::Replaced;
            }
        }
        updates
    }

    /// Every approval of an update that stands. Several are one; made apart, each may name other destinations.
    pub(crate) fn approvals(self, update: EntryRef) -> Vec<&'a Fact> {
        self.record().standing(&Slot::Approval(update)).collect()
    }

    /// Whether an update was approved by whom it has to be. The log takes an approval from anybody, also from a laptop that
    /// only believed to be in command: whoever sends asks here first.
    #[must_use]
    pub fn may_leave(self, update: &Update<'_>, book: &Book) -> bool {
        self.approval_of(update, book).is_some()
    }

    /// The approval by which an update leaves: the first that counts. Whoever approved it once more, or had no say in it,
    /// changed neither what was approved nor when.
    #[must_use]
    pub fn approval_of(self, update: &Update<'_>, book: &Book) -> Option<&'a Fact> {
        let mut approvals = self.approvals(update.fact.id).into_iter();
        approvals.find(|approval| self.counts(update.audience, approval, book))
    }

    /// What the incident was called when an update was approved, however it is called since; empty where that was hidden.
    #[must_use]
    pub fn title_with(self, update: &Update<'_>, approval: &Fact) -> String {
        let Some(shown) = update.shown else {
            return Incident::of(&self.before(approval)).title().to_owned();
        };
        // The proposal has a copy of the title: where no entry says it any more, it was hidden.
        let says =
            |fact: &Fact| matches!(&fact.event, Some(Event::Titled { title, .. }) if *title == shown.title);
        if self.record().facts().iter().any(says) { shown.title.clone() } else { String::new() }
    }

    /// The record as it was before a fact was written, without what was hidden since.
    #[must_use]
    pub fn before(self, fact: &Fact) -> Record {
        self.before_of(fact, |_| true)
    }

    /// The same of some facts only.
    fn before_of(self, fact: &Fact, of: impl Fn(&Fact) -> bool) -> Record {
        let facts = self.record().facts().iter().take_while(|other| other.place() < fact.place());
        Record::fold(self.record().stream(), facts.filter(|fact| of(fact)).cloned())
    }

    /// The same for one destination: where approvals were made apart, one that asked for it has to count. Another beside it,
    /// of somebody who had no say in it, changes nothing.
    #[must_use]
    pub fn may_be_sent(self, outgoing: &Outgoing<'_>, book: &Book) -> bool {
        match outgoing.asked.event {
            Some(Event::UpdateApproved { .. }) => {
                let asks = |approval: &&Fact| match &approval.event {
                    Some(Event::UpdateApproved { dispatch: Some(dispatch), .. }) => {
                        dispatch.to.contains(&outgoing.destination)
                    }
                    _ => false,
                };
                let mut asked = self.approvals(outgoing.update.fact.id).into_iter().filter(asks);
                asked.any(|approval| self.counts(outgoing.update.audience, approval, book))
            }
            _ => self.may_leave(&outgoing.update, book),
        }
    }

    fn counts(self, audience: Audience, approval: &Fact, book: &Book) -> bool {
        if !audience.is_outside() {
            return true;
        }
        // Of what was written before it, that which says who holds a role.
        let of_roles = |fact: &Fact| {
            use Event::{Reinstated, Retracted, RoleAssigned, RoleReleased};
            matches!(
                fact.event,
                Some(RoleAssigned { .. } | RoleReleased { .. } | Retracted { .. } | Reinstated { .. })
            )
        };
        let then = self.before_of(approval, of_roles);
        let manages = |holding: Holding| {
            holding.role == RoleId::incident_manager()
                && book.person_of(approval.replica) == Some(holding.person)
        };
        Incident::of(&then).holdings().into_iter().any(manages)
    }

    /// What an audience has heard, in the order in which it heard it, whenever that was written down. The same
    /// update by several channels is heard once.
    #[must_use]
    pub fn told(self, audience: Audience) -> Vec<Told<'a>> {
        let mut told: Vec<Told<'_>> = Vec::new();
        for (fact, event) in self.record().made() {
            let Event::UpdatePosted { audience: to, text, next_due, occasion, update, channel, .. } = event
            else {
                continue;
            };
            if *to != audience {
                continue;
            }
            let before = told.iter_mut().find(|before| update.is_some() && before.update == *update);
            let (at, channels) = (self.when(fact), channel.iter().copied().collect());
            if let Some(before) = before {
                before.twice |= self.posted_before(fact).is_some();
                before.at = before.at.min(at);
                before.channels.extend(channel.filter(|channel| !before.channels.contains(channel)));
                continue;
            }
            let (next_due, occasion, update) = (*next_due, *occasion, *update);
            told.push(Told { at, fact, text, occasion, next_due, update, channels, twice: false });
        }
        told.sort_by_key(|told| (told.at, told.fact.place()));
        told
    }

    /// The posting before this one of the same update by the same way. Nobody posts what they know to be there, so whoever
    /// made this one was apart, and its audience may have read it twice. That a person says of an attempt that it arrived is
    /// no posting beside its receipt.
    #[must_use]
    pub fn posted_before(self, fact: &Fact) -> Option<&'a Fact> {
        let way = |fact: &Fact| match &fact.event {
            Some(Event::UpdatePosted { update: Some(update), channel: Some(channel), delivery, .. }) => {
                let to = delivery.as_ref().map(|delivery| delivery.destination.clone());
                let receipted = delivery.as_ref().is_some_and(|delivery| delivery.receipt.is_some());
                // Two who say of one attempt that it arrived have posted nothing.
                let is_word =
                    !receipted && to.as_ref().is_some_and(|to| self.may_be_there(*update, to, fact));
                (!is_word).then_some((*update, *channel, to, receipted))
            }
            _ => None,
        };
        let this = way(fact)?;
        let before = self.record().made().map(|(fact, _)| fact).take_while(|one| one.place() < fact.place());
        before.filter(|one| one.replica != fact.replica).find(|one| way(one).as_ref() == Some(&this))
    }

    /// Whether an attempt to send it there had been begun by then of which nobody knows how it ended.
    fn may_be_there(self, update: EntryRef, to: &DestinationId, by: &Fact) -> bool {
        let of_it = |event: &Event| matches!(event, Event::SendingBegun { update: of, destination } if *of == update && destination == to);
        let begun = self.record().made().take_while(|(fact, _)| fact.place() < by.place());
        let last = begun.filter(|(_, event)| of_it(event)).last();
        last.is_some_and(|(fact, _)| match self.record().value(&Slot::Attempt(fact.id)) {
            Some(Event::SendingFailed { unknown, .. }) => *unknown,
            _ => true,
        })
    }

    /// The status that the public heard last.
    #[must_use]
    pub fn public_status(self) -> Option<Occasion> {
        let mut told = self.told(Audience::Public).into_iter().rev();
        told.find_map(|told| told.occasion.filter(|occasion| *occasion != Occasion::NoChange))
    }

    /// Whether an audience is one of this incident's at all: nothing internal or private is told outside.
    #[must_use]
    pub fn has_audience(self, audience: Audience) -> bool {
        !audience.is_outside() || !(self.kind() == Kind::Internal || self.is_private())
    }

    /// Whether a first notice is prepared for an audience and nobody has told or proposed one: the worst severity
    /// announces itself, to the house and to the public. What was said while it was a lesser one announced that.
    #[must_use]
    pub fn announces(self, audience: Audience) -> bool {
        self.is_active()
            && self.severity().is_some_and(|severity| severity.rank == 1)
            && matches!(audience, Audience::Employees | Audience::Public)
            && self.has_audience(audience)
            && {
                let since = self.raised();
                let counts = |at: Millis| since.is_none_or(|since| at >= since);
                let open = |state| matches!(state, UpdateState::Waiting | UpdateState::Approved);
                !self.told(audience).iter().any(|told| counts(told.at))
                    && !self.updates().iter().any(|update| {
                        update.audience == audience && (open(update.state) || counts(update.fact.recorded_at))
                    })
            }
    }

    /// When it got its severity, where it had a lesser one before.
    fn raised(self) -> Option<Millis> {
        let record = self.record();
        let rank = |event: &Event| match event {
            Event::SeverityClassified { severity, .. } => severity.as_ref().map(|severity| severity.rank),
            _ => None,
        };
        let mut fact = record.shown(&Slot::Severity)?;
        let now = rank(fact.event.as_ref()?)?;
        loop {
            let Some(Event::SeverityClassified { base, .. }) = &fact.event else { return None };
            let before: Vec<&Fact> = base.iter().filter_map(|entry| record.fact(*entry)).collect();
            let ranks = |fact: &&Fact| fact.event.as_ref().and_then(rank);
            match before.iter().find(|fact| ranks(fact) == Some(now)) {
                // It was said once more, as when two who disagreed are settled.
                Some(same) => fact = same,
                None => {
                    let lesser = before.iter().filter_map(ranks).any(|rank| rank > now);
                    return lesser.then(|| self.when(fact));
                }
            }
        }
    }

    /// When an audience that heard this much, and nothing since, hears next.
    #[must_use]
    pub fn due_after(self, audience: Audience, told: &[Told<'_>]) -> Option<Millis> {
        // A promise that was made in words holds, whatever the cadence says.
        if let Some(due) = told.last().and_then(|last| last.next_due) {
            return Some(due);
        }
        let (from, minutes) = self.wait_after(&self.cadence(), audience, told)?;
        Some(from.plus_minutes(minutes.into()))
    }

    /// How many minutes an audience waits under a cadence, and from when; none where it waits for nothing.
    pub(crate) fn wait_after(
        self,
        cadence: &Cadence,
        audience: Audience,
        told: &[Told<'_>],
    ) -> Option<(Millis, u32)> {
        let declared = self.declared()?;
        let Some(last) = told.last() else {
            let first =
                if audience == Audience::Public { cadence.first_public } else { cadence.of(audience) };
            return first.map(|minutes| (declared, minutes));
        };
        let mut from = last.at;
        // Who was told that it is over waits for nothing, until it comes back. That nothing changed since says no more.
        let known = told.iter().rfind(|told| told.occasion != Some(Occasion::NoChange)).unwrap_or(last);
        if matches!(known.occasion, Some(Occasion::Resolved | Occasion::PostMortemPublished)) {
            from = from.max(self.came_back_after(known.at)?);
        }
        let late = cadence.public_until.is_some_and(|until| last.at >= declared.plus_minutes(until.into()));
        let every = match audience {
            Audience::Public if told.len() == 1 && cadence.scoping.is_some() => cadence.scoping,
            Audience::Public if late => cadence.public_later.or(cadence.public),
            _ => cadence.of(audience),
        };
        every.map(|minutes| (from, minutes))
    }

    /// When responders first went back to an earlier stage after this moment.
    pub(crate) fn came_back_after(self, moment: Millis) -> Option<Millis> {
        let entered: Vec<(Stage, Millis)> =
            self.stages_held().map(|(stage, fact)| (stage, self.when(fact))).collect();
        let back = entered.windows(2).find(|two| two[1].0 < two[0].0 && two[1].1 > moment);
        back.map(|two| two[1].1).filter(|_| self.is_active())
    }
}

impl Update<'_> {
    /// Whether it has not left, and the time that it promises has passed: posted now, it would break its own promise.
    #[must_use]
    pub fn is_late(&self, now: Millis) -> bool {
        matches!(self.state, UpdateState::Waiting | UpdateState::Approved)
            && self.next_due.is_some_and(|due| due < now)
    }
}

impl Cadence {
    /// Minutes between two updates for an audience, after the first ones.
    #[must_use]
    pub fn of(&self, audience: Audience) -> Option<u32> {
        match audience {
            Audience::Public => self.public,
            Audience::Employees => self.employees,
            Audience::Executives => self.executives,
            Audience::Customers => self.customers,
            Audience::Social => None,
        }
    }
}
