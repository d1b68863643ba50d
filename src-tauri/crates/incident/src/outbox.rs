//! The outbox: what was approved to leave by itself, where it goes, and how far it is. It is read from the record
//! alone, so that every laptop and the hub show the same.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::event::Event;
use crate::id::{DestinationId, EntryRef, Millis, ReplicaKey};
use crate::incident::Incident;
use crate::record::{Fact, Record};
use crate::slot::Slot;
use crate::update::{Update, UpdateState};
use crate::value::{Delivery, Dispatch, LinkKind, Receipt, Transport};

/// One update on its way to one destination.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing<'a> {
    /// What is sent.
    pub update: Update<'a>,
    /// Where to.
    pub destination: DestinationId,
    /// Who sends it.
    pub sender: ReplicaKey,
    /// The fact that asked for it last: the approval, or a person who asked once more.
    pub asked: &'a Fact,
    /// The attempts since somebody asked, oldest first.
    pub attempts: Vec<Attempt<'a>>,
    /// How far it is.
    pub state: OutgoingState<'a>,
    /// Whether its audience has heard something later there by now.
    pub overtaken: bool,
}

/// One attempt to send.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt<'a> {
    /// The fact that it was about to be made.
    pub begun: &'a Fact,
    /// What went wrong, where that is known.
    pub failed: Option<Failed<'a>>,
}

/// How an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failed<'a> {
    /// In words, for a person.
    pub why: &'a str,
    /// When it is made again by itself.
    pub retry_at: Option<Millis>,
    /// Whether it may have arrived all the same.
    pub unknown: bool,
}

/// How far an outgoing update is.
#[derive(Clone, Debug, PartialEq)]
pub enum OutgoingState<'a> {
    /// Nobody has tried yet.
    Queued,
    /// An attempt was begun, and nobody has heard how it ended.
    Sending,
    /// The last attempt failed.
    Failed(Failed<'a>),
    /// It arrived; with the receipt where the other end gave one, without where a person says so.
    Sent(&'a Fact, Option<&'a Receipt>),
    /// It was sent back before it left, or another one is meant in its place.
    CalledBack,
}

/// What the sender does with an outgoing update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Try now.
    Send,
    /// Try then.
    Wait(Millis),
    /// A person has to say whether it is still to be sent.
    Ask(Doubt),
    /// Nothing: it is done, under way, or somebody else's.
    Nothing,
}

/// Why a person has to say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// It was approved before the sender was started this time, and never tried.
    #[error("It was approved before its sender was last started. Look whether it still holds, then send it.")]
    FromBefore,
    /// An attempt was cut off, and the other end would not notice a second one.
    #[error("Its sender stopped while it was sent. Look there whether it arrived.")]
    CutOff,
    /// The other end refused it, or may have taken it without saying so.
    #[error("It did not arrive, as far as is known.")]
    Failed,
    /// The next update that it promises was due before it left.
    #[error("The next update that it promises is due by now. Write the next one instead.")]
    TooLate,
    /// Its audience has heard something later there.
    #[error("Something later has arrived there. Send this only if it is still to be read.")]
    Overtaken,
}

/// What the sender knows besides the record.
#[derive(Clone, Copy, Debug)]
pub struct Sender {
    /// Its key.
    pub key: ReplicaKey,
    /// The wall clock.
    pub now: Millis,
    /// Whether what is asked for came while this sender was running.
    pub fresh: bool,
    /// Whether this sender is making an attempt at this moment.
    pub trying: bool,
}

impl Event {
    /// Whether it asks whoever has this key to send something, or may: what is taken back can be that it arrived.
    #[must_use]
    pub fn asks_to_send(&self, key: ReplicaKey) -> bool {
        match self {
            Self::UpdateApproved { dispatch: Some(Dispatch { sender, .. }), .. }
            | Self::SenderNamed { sender, .. } => *sender == key,
            Self::Retracted { .. } | Self::Reinstated { .. } => true,
            Self::RoomAsked { sender, .. } => *sender == key,
            // A room's topic leads to it.
            Self::Linked { link: LinkKind::Bridge, .. } => true,
            _ => false,
        }
    }
}

impl<'a> Incident<'a> {
    /// Everything that was to leave by itself, oldest first.
    #[must_use]
    pub fn outbox(self) -> Vec<Outgoing<'a>> {
        let sendings = Sendings::of(self.record());
        let mut outbox: Vec<Outgoing<'_>> = Vec::new();
        for update in self.updates() {
            for asked in self.asked_for(&update, &sendings) {
                outbox.push(sendings.outgoing(&update, asked));
            }
        }
        // What was written later and is there already would be contradicted by what comes now.
        for at in 0..outbox.len() {
            let (one, later) = (&outbox[at], &outbox[at + 1..]);
            let overtaken = later.iter().any(|other| {
                other.destination == one.destination
                    && other.update.audience == one.update.audience
                    && matches!(other.state, OutgoingState::Sent(..))
            });
            outbox[at].overtaken = overtaken;
        }
        outbox
    }

    /// How far one update is to one destination; none where nobody asked for it.
    #[must_use]
    pub fn outgoing(self, update: EntryRef, destination: &DestinationId) -> Option<Outgoing<'a>> {
        self.outbox().into_iter().find(|one| one.update.fact.id == update && one.destination == *destination)
    }

    /// Where an approved update is to go, and who asked for that. Several approvals of one update are one: each adds its
    /// destinations, and who sends there is said by the last that names it.
    fn asked_for(self, update: &Update<'a>, sendings: &Sendings<'a>) -> Vec<Asked<'a>> {
        let mut asked: Vec<Asked<'_>> = Vec::new();
        for fact in self.approvals(update.fact.id) {
            let Some(Event::UpdateApproved { dispatch: Some(dispatch), .. }) = &fact.event else { continue };
            for destination in &dispatch.to {
                match asked.iter_mut().find(|one| one.destination == destination) {
                    Some(known) => (known.sender, known.fact) = (dispatch.sender, fact),
                    None => asked.push(Asked { destination, sender: dispatch.sender, fact, since: fact }),
                }
            }
        }
        let named = sendings.named.get(&update.fact.id).map_or(&[][..], Vec::as_slice);
        for (destination, sender, fact) in named.iter().copied() {
            let slot = Slot::Sender(update.fact.id, destination.clone());
            if self.record().shown(&slot).is_none_or(|shown| shown.id != fact.id) {
                continue;
            }
            asked.retain(|one| one.destination != destination);
            asked.push(Asked { destination, sender, fact, since: fact });
        }
        asked
    }
}

/// Who is asked to send to a destination.
struct Asked<'a> {
    destination: &'a DestinationId,
    sender: ReplicaKey,
    fact: &'a Fact,
    /// Attempts after this one count. Whoever approved it apart did not know of those for the other approval.
    since: &'a Fact,
}

/// What a record says of sending, read once for all updates.
#[derive(Default)]
struct Sendings<'a> {
    named: HashMap<EntryRef, Vec<(&'a DestinationId, ReplicaKey, &'a Fact)>>,
    begun: HashMap<(EntryRef, &'a DestinationId), Vec<Attempt<'a>>>,
    held: HashMap<(EntryRef, &'a DestinationId), (&'a Fact, &'a str)>,
    arrived: HashMap<(EntryRef, &'a DestinationId), (&'a Fact, Option<&'a Receipt>)>,
}

impl<'a> Sendings<'a> {
    fn of(record: &'a Record) -> Self {
        let mut all = Self::default();
        for (fact, event) in record.made() {
            match event {
                Event::SenderNamed { update, destination, sender, .. } => {
                    all.named.entry(*update).or_default().push((destination, *sender, fact));
                }
                Event::SendingBegun { update, destination } => {
                    let failed = match record.value(&Slot::Attempt(fact.id)) {
                        Some(Event::SendingFailed { why, retry_at, unknown, .. }) => {
                            Some(Failed { why, retry_at: *retry_at, unknown: *unknown })
                        }
                        _ => None,
                    };
                    let attempts = all.begun.entry((*update, destination)).or_default();
                    attempts.push(Attempt { begun: fact, failed });
                }
                Event::SendingHeld { update, destination, why } => {
                    all.held.insert((*update, destination), (fact, why));
                }
                Event::UpdatePosted {
                    update: Some(update),
                    delivery: Some(Delivery { destination, receipt }),
                    ..
                } => {
                    all.arrived.entry((*update, destination)).or_insert((fact, receipt.as_ref()));
                }
                _ => {}
            }
        }
        all
    }

    fn outgoing(&self, update: &Update<'a>, asked: Asked<'a>) -> Outgoing<'a> {
        let Asked { destination, sender, fact, since } = asked;
        let key = (update.fact.id, destination);
        let begun = self.begun.get(&key).map_or(&[][..], Vec::as_slice);
        let after = |attempt: &&Attempt<'_>| attempt.begun.place() > since.place();
        let attempts: Vec<Attempt<'_>> = begun.iter().filter(after).cloned().collect();
        let state = match self.arrived.get(&key) {
            Some((fact, receipt)) => OutgoingState::Sent(fact, *receipt),
            None => state(update, &attempts, self.held_since(key, since, &attempts)),
        };
        let (update, destination) = (update.clone(), destination.clone());
        Outgoing { update, destination, sender, asked: fact, attempts, state, overtaken: false }
    }
}

impl<'a> Sendings<'a> {
    /// Why it is held back, where nobody has asked for it since, and it was not tried.
    fn held_since(
        &self,
        key: (EntryRef, &'a DestinationId),
        since: &Fact,
        attempts: &[Attempt<'_>],
    ) -> Option<&'a str> {
        let (held, why) = self.held.get(&key)?;
        let after = attempts.last().map_or(since, |attempt| attempt.begun);
        (held.place() > after.place()).then_some(why)
    }
}

impl Outgoing<'_> {
    /// Whether it is neither there nor called back.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self.state, OutgoingState::Sent(..) | OutgoingState::CalledBack)
    }

    /// The id by which the other end knows the message again: the same however often it is sent, and whoever sends it.
    #[must_use]
    pub fn message_id(&self) -> String {
        message_id(self.update.fact.id, &self.destination)
    }

    /// What a sender does with it now.
    #[must_use]
    pub fn step(&self, sender: Sender, transport: &Transport) -> Step {
        if self.sender != sender.key || sender.trying {
            return Step::Nothing;
        }
        if transport.takes_pages() {
            return self.step_of_page(sender.now);
        }
        let resumes = sender.fresh || (transport.knows_repeats() && !self.attempts.is_empty());
        let knows = transport.knows_repeats() && self.is_remembered(sender.now, transport);
        match &self.state {
            OutgoingState::Sent(..) | OutgoingState::CalledBack => Step::Nothing,
            // What may be there already comes first: whoever is told that it is not would tell it twice.
            OutgoingState::Sending if !knows => Step::Ask(Doubt::CutOff),
            OutgoingState::Failed(Failed { unknown: true, .. }) if !knows => Step::Ask(Doubt::Failed),
            OutgoingState::Failed(Failed { retry_at: None, .. }) => Step::Ask(Doubt::Failed),
            // An earlier attempt may have arrived, and by now nobody there would notice a second one.
            OutgoingState::Failed(_) if !knows && self.attempts.iter().any(Attempt::may_be_there) => {
                Step::Ask(Doubt::CutOff)
            }
            _ if matches!(self.update.state, UpdateState::SentBack | UpdateState::Replaced) => {
                Step::Ask(Doubt::CutOff)
            }
            _ if self.overtaken && !self.is_insisted() => Step::Ask(Doubt::Overtaken),
            _ if self.promise_passed(sender.now) => Step::Ask(Doubt::TooLate),
            OutgoingState::Queued if sender.fresh => Step::Send,
            OutgoingState::Queued => Step::Ask(Doubt::FromBefore),
            OutgoingState::Sending => Step::Send,
            OutgoingState::Failed(_) if !resumes => Step::Ask(Doubt::FromBefore),
            OutgoingState::Failed(Failed { retry_at: Some(at), .. }) if *at > sender.now => Step::Wait(*at),
            OutgoingState::Failed(_) => Step::Send,
        }
    }

    /// A page holds everything that was approved and says nothing that is not so, whenever it is written and however often:
    /// nobody is asked about it but where another attempt fails like the last.
    fn step_of_page(&self, now: Millis) -> Step {
        match &self.state {
            OutgoingState::Sent(..) | OutgoingState::CalledBack => Step::Nothing,
            OutgoingState::Failed(Failed { retry_at: None, .. }) => Step::Ask(Doubt::Failed),
            OutgoingState::Failed(Failed { retry_at: Some(at), .. }) if *at > now => Step::Wait(*at),
            _ => Step::Send,
        }
    }

    /// Why a person has to look, where the record does not say so yet.
    #[must_use]
    pub fn doubt(&self, sender: Sender, transport: &Transport) -> Option<Doubt> {
        match self.step(sender, transport) {
            Step::Ask(doubt)
                if !matches!(self.state, OutgoingState::Failed(Failed { retry_at: None, .. })) =>
            {
                Some(doubt)
            }
            _ => None,
        }
    }

    /// Whether the other end knows of each attempt that may have arrived.
    fn is_remembered(&self, now: Millis, transport: &Transport) -> bool {
        let Some(minutes) = transport.remembers_for() else { return true };
        let mut doubtful = self.attempts.iter().filter(|attempt| attempt.may_be_there());
        doubtful.all(|attempt| now < attempt.begun.recorded_at.plus_minutes(minutes))
    }

    /// Whether a person asked for it by a word of its own.
    fn is_insisted(&self) -> bool {
        matches!(self.asked.event, Some(Event::SenderNamed { .. }))
    }

    /// Whoever asks for it after that time has seen that it passed.
    fn promise_passed(&self, now: Millis) -> bool {
        self.update.next_due.is_some_and(|due| due < now && self.asked.recorded_at < due)
    }
}

impl Attempt<'_> {
    /// Whether it may have arrived, for all that is known.
    fn may_be_there(&self) -> bool {
        self.failed.is_none_or(|failed| failed.unknown)
    }
}

/// The id of an update as a message to one destination: letters, digits and one hyphen, whatever the destination is called.
#[must_use]
pub fn message_id(update: EntryRef, destination: &DestinationId) -> String {
    format!("{update}-{}", short(destination))
}

/// Sixteen digits that stand for a destination where its id may be too long, or hold what a name may not.
#[must_use]
pub fn short(destination: &DestinationId) -> String {
    Sha256::digest(destination.as_str())[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How far it is that has not arrived.
fn state<'a>(update: &Update<'_>, attempts: &[Attempt<'a>], held: Option<&'a str>) -> OutgoingState<'a> {
    // Whether somebody objected or meant another one in its place, it does not leave; but it may have left by then.
    let may_be_there = attempts.last().is_some_and(Attempt::may_be_there);
    if matches!(update.state, UpdateState::SentBack | UpdateState::Replaced) && !may_be_there {
        return OutgoingState::CalledBack;
    }
    if let Some(why) = held {
        return OutgoingState::Failed(Failed { why, retry_at: None, unknown: may_be_there });
    }
    match attempts.last() {
        None => OutgoingState::Queued,
        Some(Attempt { failed: None, .. }) => OutgoingState::Sending,
        Some(Attempt { failed: Some(failed), .. }) => OutgoingState::Failed(*failed),
    }
}
