//! What a sender knows of its own work, and what of the record it has to do now.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use incident::book::Book;
use incident::decide::may_be_sent;
use incident::id::{DestinationId, EntryRef, IncidentId, Millis, ReplicaKey, Run};
use incident::incident::Incident;
use incident::outbox::{Outgoing, OutgoingState, Sender, Step};
use incident::record::Record;
use outreach::MessageId;
use tokio::sync::Notify;

use crate::publish::Places;
use crate::rooms::{Making, Piece};
use crate::waiting::{Waiting, When, in_table, is_in_table, may_wait, told_since};
use crate::{Hears, Hindrance, House, Saying, message};

/// How long something rests that could not even be tried: what hinders it, a locked keychain or a full disk, is not gone at
/// once.
const HINDERED: i64 = 15_000;
/// How far the clock of whoever asked may be behind.
const BEHIND: i64 = 10 * 60_000;

/// What this sender knows of its own work.
pub struct Courier {
    key: ReplicaKey,
    run: Run,
    since: Millis,
    state: Mutex<State>,
    places: Places,
    making: Making,
    bell: Arc<Notify>,
    closed: AtomicBool,
}

#[derive(Default)]
struct State {
    /// What was asked for before this start.
    old: HashSet<Asked>,
    /// Of these that is not known: they are not read yet.
    unread: HashSet<IncidentId>,
    trying: HashSet<Update>,
    /// What is not tried before a time, and why where that is more than the other end's wish to be left alone.
    resting: HashMap<Update, (Millis, Option<Hindrance>)>,
    waiting: Waiting,
}

/// An update for a destination.
type Update = (EntryRef, DestinationId);
/// The same, by the fact that asked for it.
type Asked = (EntryRef, DestinationId, EntryRef);

/// One update that is sent to one destination now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Of which incident.
    pub incident: IncidentId,
    /// Which update.
    pub update: EntryRef,
    /// Where to.
    pub destination: DestinationId,
}

/// What there is to do now.
pub(crate) struct Due {
    pub(crate) jobs: Vec<Job>,
    /// Of what arrived, with those who still wait for it.
    pub(crate) late: Vec<Job>,
    pub(crate) rooms: Vec<Piece>,
    /// When there is more.
    pub(crate) next: Option<Millis>,
}

impl Job {
    pub(crate) fn piece(&self) -> Update {
        (self.update, self.destination.clone())
    }
}

impl Courier {
    /// A sender that starts now, with the records of what was left unsent before.
    #[must_use]
    pub fn new<'r>(
        key: ReplicaKey,
        run: Run,
        since: Millis,
        before: impl IntoIterator<Item = &'r Record>,
    ) -> Self {
        let mut state = State::default();
        for record in before {
            state.old.extend(Incident::of(record).outbox().iter().map(asked));
        }
        let (places, making) = (Places::default(), Making::default());
        let (bell, closed) = (Arc::default(), AtomicBool::new(false));
        Self { key, run, since, state: Mutex::new(state), places, making, bell, closed }
    }

    /// What was left unsent of an incident before this start is not read yet. Once it is, all of it counts as that.
    pub fn not_read_yet(&self, incident: IncidentId) {
        self.state().unread.insert(incident);
    }

    /// There may be something to send.
    pub fn ring(&self) {
        self.bell.notify_one();
    }

    /// What hindered it may be gone.
    pub fn look_anew(&self) {
        self.state().resting.retain(|_, (_, why)| why.is_none());
        self.places.look_anew();
        self.making.look_anew();
        self.ring();
    }

    /// Begins nothing any more. What was begun is ended.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.bell.notify_one();
    }

    /// Why it could not even be tried when it last should have been.
    #[must_use]
    pub fn hindrance(&self, outgoing: &Outgoing<'_>) -> Option<Hindrance> {
        self.state().resting.get(&piece(outgoing)).and_then(|(_, why)| why.clone())
    }

    /// Why a room could not even be tried when it last should have been.
    #[must_use]
    pub fn room_hindrance(&self, incident: IncidentId, destination: &DestinationId) -> Option<Hindrance> {
        self.making.hindrance(&Piece { incident, destination: destination.clone() })
    }

    /// What this sender knows of something on its way, besides the record.
    #[must_use]
    pub fn sender(&self, outgoing: &Outgoing<'_>, now: Millis) -> Sender {
        let state = self.state();
        let by = outgoing.asked;
        // What this very key asked for in another run was asked here before, or at a copy of this laptop.
        let elsewhere = by.replica == self.key && by.run != self.run;
        // A log that was lost, or put back to a backup, comes back piece by piece: what was asked for long before this start
        // may have been sent, and the word of that may still be to come.
        // What this run asked for itself was asked after its start, whatever the clock said: it may have been set back since.
        let here = by.replica == self.key && by.run == self.run;
        let long_ago = !here && by.recorded_at.0 < self.since.0.saturating_sub(BEHIND);
        let fresh = !elsewhere && !long_ago && !state.old.contains(&asked(outgoing));
        Sender { key: self.key, now, fresh, trying: state.trying.contains(&piece(outgoing)) }
    }

    /// What lies at a place of the page is not what was brought there: the next time all of it is written.
    pub fn page_is_spoilt(&self, place: &DestinationId) {
        self.places.is_spoilt(place);
    }

    pub(crate) fn places(&self) -> &Places {
        &self.places
    }

    pub(crate) fn making(&self) -> &Making {
        &self.making
    }

    pub(crate) fn key(&self) -> ReplicaKey {
        self.key
    }

    pub(crate) fn bell(&self) -> Arc<Notify> {
        Arc::clone(&self.bell)
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// What is to be sent and made now, each marked as being tried, and when to look again.
    pub(crate) fn due<H: House>(house: &H) -> Result<Due, H::Trouble> {
        let (mut jobs, mut late, mut rooms, mut next) = (Vec::new(), Vec::new(), Vec::new(), None::<Millis>);
        let unsent = house.unsent()?;
        if unsent.is_empty() || !house.has_turn()? {
            return Ok(Due { jobs, late, rooms, next });
        }
        let (courier, book, now) = (house.courier(), house.book()?, house.now());
        for id in unsent {
            // One that cannot be read keeps no other from leaving.
            let record = match house.record(id) {
                Ok(record) => record,
                Err(trouble) => {
                    tracing::error!(%trouble, incident = %id, "what is to be sent of it cannot be read");
                    continue;
                }
            };
            courier.is_read(id, &record);
            let mut held_back: Vec<(Job, Sender)> = Vec::new();
            let mut held: HashSet<DestinationId> = HashSet::new();
            // What holds nobody back but those who wait for it.
            let mut before: HashMap<DestinationId, Vec<Update>> = HashMap::new();
            let mut somebody_waits = false;
            for outgoing in Incident::of(&record).outbox() {
                if outgoing.sender != courier.key {
                    continue;
                }
                let Some(to) = book.destination(&outgoing.destination).map(|entry| entry.destination) else {
                    continue;
                };
                let (sender, piece) = (courier.sender(&outgoing, now), piece(&outgoing));
                let step = match outgoing.step(sender, &to.transport) {
                    Step::Send => courier.rested(&outgoing, now),
                    step => step,
                };
                let is_open = sender.trying || matches!(step, Step::Send | Step::Wait(_));
                let job = || Job { incident: id, update: piece.0, destination: to.id.clone() };
                // What is told in one order arrives in it: a later one waits until the one before is there, or with a person.
                let mut first = !held.contains(&to.id);
                let mut goes_round = false;
                if to.transport.is_hubs_alone() {
                    let earlier = before.entry(to.id.clone()).or_default();
                    let is_told = is_in_table(&outgoing, step, now) || (is_open && !earlier.is_empty());
                    let found = sender.trying
                        || !is_told
                        || courier.find_who_waits(house, Incident::of(&record), &outgoing, now);
                    let (is_known, goes) = {
                        let waiting = &courier.state().waiting;
                        (waiting.is_known(&piece), earlier.is_empty() || waiting.goes_round(&piece, earlier))
                    };
                    (first, goes_round) = (first && goes, is_known);
                    if matches!(outgoing.state, OutgoingState::Sent(..)) {
                        let when = courier.when(Incident::of(&record), &outgoing, sender, &book, now);
                        let waits = sender.trying || when != When::Never || !found;
                        somebody_waits |= waits;
                        match when {
                            When::Now if sender.trying => {}
                            When::Now => late.push(job()),
                            When::Then(at) => next = Some(next.map_or(at, |next| next.min(at))),
                            When::Never => {}
                        }
                        // What comes next goes round them, so it waits until it is known who they are.
                        if waits && is_known {
                            earlier.push(piece);
                        } else if waits {
                            held.insert(to.id);
                        }
                        continue;
                    }
                    if is_open && is_known {
                        earlier.push(piece.clone());
                    } else if !is_open {
                        // A person looks, and the others need not wait for that.
                        courier.state().waiting.is_done(&piece);
                    }
                }
                if is_open && !goes_round {
                    held.insert(to.id.clone());
                }
                match step {
                    Step::Send if first => jobs.push(job()),
                    Step::Ask(_) if outgoing.doubt(sender, &to.transport).is_some() => {
                        held_back.push((job(), sender));
                    }
                    Step::Wait(at) if first => next = Some(next.map_or(at, |next| next.min(at))),
                    _ => {}
                }
            }
            for asked in Incident::of(&record).rooms() {
                let piece = Piece { incident: id, destination: asked.destination.clone() };
                match courier.making.takes(&piece, &asked, house) {
                    Ok(()) => rooms.push(piece),
                    Err(at) => next = next.into_iter().chain(at).min(),
                }
            }
            for (Job { update, destination, .. }, sender) in held_back {
                match house.say(id, Saying::Hold { update, destination, sender }) {
                    Ok(_) => house.shows(),
                    Err(trouble) => {
                        tracing::warn!(%trouble, "what waits for a person cannot be written down")
                    }
                }
            }
            // Also when the time is over: whoever is not reached by then is given up, and that is written down.
            if !somebody_waits && !has_work(&record, courier.key, now) {
                match house.all_sent(id) {
                    Ok(()) => courier.is_done(&record),
                    Err(trouble) => {
                        tracing::warn!(%trouble, incident = %id, "it stays on the list of what is to be sent");
                    }
                }
            }
        }
        courier.state().trying.extend(jobs.iter().chain(&late).map(Job::piece));
        Ok(Due { jobs, late, rooms, next })
    }

    fn is_read(&self, incident: IncidentId, record: &Record) {
        let mut state = self.state();
        if state.unread.remove(&incident) {
            state.old.extend(Incident::of(record).outbox().iter().map(asked));
        }
    }

    /// Something that is due, unless it rests.
    fn rested(&self, outgoing: &Outgoing<'_>, now: Millis) -> Step {
        match self.state().resting.get(&piece(outgoing)) {
            Some((until, _)) if *until > now => Step::Wait(*until),
            _ => Step::Send,
        }
    }

    /// Looks who waits for something, unless that is known. Tells whether it is now.
    fn find_who_waits<H: House>(
        &self,
        house: &H,
        incident: Incident<'_>,
        outgoing: &Outgoing<'_>,
        now: Millis,
    ) -> bool {
        let piece = piece(outgoing);
        if self.state().waiting.is_known(&piece) {
            return true;
        }
        let Ok(message) = message::id(outgoing) else { return false };
        let by = told_since(incident, outgoing, now);
        let table = |by_way| in_table(house, by_way, &message, by);
        match table(Hears::Mail).and_then(|mails| Ok((mails, table(Hears::Hook)?))) {
            Ok((mut names, hooks)) => {
                names.extend(hooks);
                self.state().waiting.found(piece, names);
                true
            }
            Err(trouble) => {
                tracing::warn!(%trouble, %message, "who waits for it cannot be read");
                false
            }
        }
    }

    /// When those are to be tried who wait for something that arrived.
    fn when(
        &self,
        incident: Incident<'_>,
        outgoing: &Outgoing<'_>,
        sender: Sender,
        book: &Book,
        now: Millis,
    ) -> When {
        let (piece, in_time) = (piece(outgoing), may_wait(outgoing, now));
        let when = self.state().waiting.when(&piece, in_time, now);
        if in_time || sender.trying || may_be_sent(incident, piece.0, &piece.1, book).is_ok() {
            return when;
        }
        // Once the time is over nobody waits for what may no longer be told.
        When::Never
    }

    /// Of what is over nothing is kept. Until then also that nobody waits: else each ring would have the table read again.
    fn is_done(&self, record: &Record) {
        let mut state = self.state();
        for outgoing in Incident::of(record).outbox() {
            state.waiting.is_done(&piece(&outgoing));
        }
    }

    /// It was not tried, and rests until then.
    pub(crate) fn rests(&self, job: &Job, until: Millis) {
        self.state().resting.insert(job.piece(), (until, None));
    }

    /// It could not be tried.
    pub(crate) fn is_hindered(&self, job: &Job, now: Millis, why: Hindrance) {
        let until = Millis(now.0.saturating_add(HINDERED));
        self.state().resting.insert(job.piece(), (until, Some(why)));
    }

    /// Nothing hindered it.
    pub(crate) fn is_free(&self, job: &Job) {
        self.state().resting.remove(&job.piece());
    }

    /// Who is to hear an earlier update of these first.
    pub(crate) fn waits_for(&self, destination: &DestinationId, earlier: &[EntryRef]) -> HashSet<MessageId> {
        self.state().waiting.of(destination, earlier)
    }

    /// These wait for it, and are tried again; none where that is not known.
    pub(crate) fn wait(
        &self,
        job: &Job,
        names: Option<HashSet<MessageId>>,
        asked: Option<Duration>,
        now: Millis,
    ) {
        self.state().waiting.tried(job.piece(), names, asked, now);
    }

    /// These wait for it, and nobody else for them.
    pub(crate) fn known_to_wait(&self, job: &Job, names: HashSet<MessageId>) {
        self.state().waiting.found(job.piece(), names);
    }

    /// How often those who wait for it were tried.
    pub(crate) fn tried_the_rest(&self, job: &Job) -> u32 {
        self.state().waiting.times(&job.piece())
    }

    /// It is no longer being tried.
    pub(crate) fn tried(&self, job: &Job) {
        self.state().trying.remove(&job.piece());
        self.ring();
    }

    /// The sender of a job that was found due.
    pub(crate) fn sender_of(&self, outgoing: &Outgoing<'_>, now: Millis) -> Sender {
        Sender { trying: false, ..self.sender(outgoing, now) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether this key is named as the sender of something that is not done, or for which somebody waits.
#[must_use]
pub fn has_work(record: &Record, key: ReplicaKey, now: Millis) -> bool {
    let incident = Incident::of(record);
    incident.outbox().iter().any(|one| one.sender == key && (one.is_open() || may_wait(one, now)))
        || incident.rooms().iter().any(|room| room.sender == key && room.is_open)
}

fn piece(outgoing: &Outgoing<'_>) -> Update {
    (outgoing.update.fact.id, outgoing.destination.clone())
}

fn asked(outgoing: &Outgoing<'_>) -> Asked {
    (outgoing.update.fact.id, outgoing.destination.clone(), outgoing.asked.id)
}
