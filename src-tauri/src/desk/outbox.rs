//! The outbox of this laptop: what is on its way, and the sender's own steps. Each attempt is in the record before it is
//! made, and so is how it ended: whatever stops in between, somebody sees it.

mod message;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use incident::book::Book;
use incident::decide;
use incident::draft::Draft;
use incident::event::Event;
use incident::id::{DestinationId, EntryRef, IncidentId, Millis};
use incident::incident::Incident;
use incident::outbox::{Outgoing, Sender, Step};
use incident::record::Record;
use incident::refusal::Refusal;
use incident::stream::Stream;
use incident::text::one_line;
use journal::Journal;
use outreach::{Backoff, Channel, Message, Outreach, Secret, Undelivered};
use tokio::sync::Notify;

use message::{kept, message, told, why};

use super::channels::{after, channel_of, ways_out};
use super::room::OF_INCIDENT;
use super::{Desk, random};
use crate::failure::Failure;
use crate::views::{BoardRequest, BoardSort, ByHand, OutboxView, OutgoingView, WayOutTo, WayOutView};

/// The local setting that lists incidents with something that this laptop has not sent yet.
const OPEN: &str = "outbox.open";
/// After so many attempts a person looks, where no promised time says when it is too late.
const MOST_ATTEMPTS: u32 = 30;
/// Incidents of each group that the screen looks at, newest first.
const SHOWN: usize = 50;

/// What this desk knows of its own sending.
#[derive(Default)]
pub(super) struct Outbox {
    state: Mutex<State>,
    /// Rung when there may be something to send.
    bell: Arc<Notify>,
}

#[derive(Default)]
struct State {
    open: BTreeSet<IncidentId>,
    /// What was asked for before this start.
    old: HashSet<Asked>,
    trying: HashSet<(EntryRef, DestinationId)>,
    /// Why an attempt could not even be begun, until one is.
    hindered: HashMap<(EntryRef, DestinationId), String>,
    /// Whether the keychain has a secret, as far as it was asked.
    secrets: HashMap<DestinationId, bool>,
    outreach: Option<Arc<Outreach>>,
}

/// An update for a destination, by the fact that asked for it.
type Asked = (EntryRef, DestinationId, EntryRef);

/// One update that this laptop sends to one destination now.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub incident: IncidentId,
    pub update: EntryRef,
    pub destination: DestinationId,
}

/// What it takes to send it.
pub(crate) struct Ready {
    pub channel: Channel,
    pub secret: Secret,
    pub message: Message,
    pub outreach: Arc<Outreach>,
    attempt: EntryRef,
}

impl Outbox {
    /// What was left unsent when this laptop was last here.
    pub(super) fn of(journal: &Journal) -> Result<Self, Failure> {
        let listed = journal.setting(OPEN)?.unwrap_or_default();
        let open: BTreeSet<IncidentId> = listed.lines().filter_map(|line| line.parse().ok()).collect();
        let mut old = HashSet::new();
        for incident in &open {
            let record = journal.record(Stream::Incident(*incident))?;
            old.extend(Incident::of(&record).outbox().iter().map(asked));
        }
        let state = State { open, old, ..State::default() };
        Ok(Self { state: Mutex::new(state), bell: Arc::default() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn outreach(
        &self,
        make: impl FnOnce() -> Result<Outreach, Failure>,
    ) -> Result<Arc<Outreach>, Failure> {
        let mut state = self.state();
        if let Some(made) = &state.outreach {
            return Ok(Arc::clone(made));
        }
        let made = Arc::new(make()?);
        state.outreach = Some(Arc::clone(&made));
        Ok(made)
    }

    pub(super) fn knows_secret(&self, of: &DestinationId) -> Option<bool> {
        self.state().secrets.get(of).copied()
    }

    pub(super) fn note_secret(&self, of: &DestinationId, kept: bool) -> bool {
        self.state().secrets.insert(of.clone(), kept);
        kept
    }

    pub(super) fn forget_what_is_kept(&self) {
        self.state().secrets.clear();
    }

    fn hindered(&self, outgoing: &Outgoing<'_>) -> Option<String> {
        self.state().hindered.get(&(outgoing.update.fact.id, outgoing.destination.clone())).cloned()
    }

    /// It is made anew with other settings.
    pub(super) fn forget_outreach(&self) {
        self.state().outreach = None;
    }
}

fn asked(outgoing: &Outgoing<'_>) -> Asked {
    (outgoing.update.fact.id, outgoing.destination.clone(), outgoing.asked.id)
}

impl Desk {
    /// Everything that was to leave by itself, of the incidents that matter now, newest first.
    pub fn outbox(&self) -> Result<OutboxView, Failure> {
        let book = self.the_book();
        let mut incidents: BTreeSet<IncidentId> = self.outbox.state().open.clone();
        let newest = BoardRequest { sort: BoardSort::Age, ..BoardRequest::default() };
        let board = self.board_of(newest, SHOWN)?;
        let rows = board.active.iter().chain(&board.review).chain(&board.closed);
        incidents.extend(rows.map(|line| line.row.id));
        let mut outgoing = Vec::new();
        for incident in incidents {
            let record = self.record(incident)?;
            outgoing.extend(self.outgoing(incident, &record, &book));
        }
        outgoing.sort_by_key(|one| std::cmp::Reverse((one.at, one.update, one.destination.clone())));
        Ok(OutboxView { sender: self.author.replica(), outgoing })
    }

    /// What is on its way of one incident, oldest first.
    pub(super) fn outgoing(&self, id: IncidentId, record: &Record, book: &Book) -> Vec<OutgoingView> {
        let incident = Incident::of(record);
        let mut views = Vec::new();
        for outgoing in incident.outbox() {
            let known = book.destination(&outgoing.destination).map(|entry| entry.destination);
            let here = known.as_ref().map(|destination| self.can_send(destination));
            let step = known.as_ref().map(|to| outgoing.step(self.sender(&outgoing), &to.transport));
            let mine = outgoing.sender == self.author.replica();
            // Once it is there or called back, nobody asks any more.
            let refused = outgoing.is_open().then(|| {
                decide::may_be_sent(incident, outgoing.update.fact.id, &outgoing.destination, book).err()
            });
            let refused = refused.flatten();
            let ready = matches!(here, Some(Ok(()))) && refused.is_none();
            let hindered = match here {
                _ if !outgoing.is_open() => None,
                Some(Err(failure)) if mine => Some(failure.message),
                _ => refused.map(|refusal| refusal.to_string()).or_else(|| self.outbox.hindered(&outgoing)),
            };
            let (state, words, retry_at) = told(&outgoing, step, hindered);
            let by = book.person_of(outgoing.sender).and_then(|person| book.person_name(person));
            views.push(OutgoingView {
                incident: id,
                label: incident.label(),
                title: one_line(incident.title()),
                update: outgoing.update.fact.id,
                audience: outgoing.update.audience,
                occasion: outgoing.update.occasion,
                text: one_line(outgoing.update.text).chars().take(200).collect(),
                name: known
                    .as_ref()
                    .map_or_else(|| outgoing.destination.to_string(), |to| one_line(&to.name)),
                channel: known.map(|to| to.transport.channel()),
                by: if mine {
                    "this laptop".to_owned()
                } else {
                    by.map_or_else(
                        || "the hub".to_owned(),
                        |name| format!("the laptop of {}", one_line(name)),
                    )
                },
                mine,
                ready,
                at: outgoing.asked.recorded_at,
                attempts: u32::try_from(outgoing.attempts.len()).unwrap_or(u32::MAX),
                tried: outgoing.attempts.last().map(|attempt| attempt.begun.recorded_at),
                state,
                words,
                retry_at,
                destination: outgoing.destination,
            });
        }
        views
    }

    /// Who would send what is approved now.
    pub(super) fn way_out(
        &self,
        book: &Book,
        incident: Incident<'_>,
        audience: incident::value::Audience,
    ) -> Option<WayOutView> {
        let (to, by_hand) = ways_out(self, book, audience, incident.is_drill());
        if to.is_empty() && by_hand.is_empty() {
            return None;
        }
        let to = to.into_iter().map(|to| WayOutTo { id: to.id, name: one_line(&to.name) }).collect();
        let by_hand = by_hand
            .into_iter()
            .map(|(to, why)| ByHand { name: one_line(&to.name), why: why.message })
            .collect();
        Some(WayOutView { audience, sender: self.author.replica(), to, by_hand })
    }

    fn sender(&self, outgoing: &Outgoing<'_>) -> Sender {
        let state = self.outbox.state();
        let key = (outgoing.update.fact.id, outgoing.destination.clone());
        let (me, run) = (self.author.replica(), self.author.run);
        // What this very key asked for in another run was asked here before, or at a copy of this laptop.
        let elsewhere = outgoing.asked.replica == me && outgoing.asked.run != run;
        Sender {
            key: me,
            now: self.now(),
            fresh: !elsewhere && !state.old.contains(&asked(outgoing)),
            trying: state.trying.contains(&key),
        }
    }

    /// Whether these facts ask this laptop to send something.
    pub(super) fn is_to_send(&self, drafts: &[Draft]) -> bool {
        let me = self.author.replica();
        drafts.iter().any(|draft| match &draft.event {
            Event::UpdateApproved { dispatch: Some(dispatch), .. } => dispatch.sender == me,
            Event::SenderNamed { sender, .. } => *sender == me,
            _ => false,
        })
    }

    /// Rings for the sender.
    pub(super) fn look_in_outbox(&self) {
        self.outbox.bell.notify_one();
    }

    /// Notes that an incident may have something to send.
    pub(super) fn may_leave(&self, incident: IncidentId) -> Result<(), Failure> {
        let mut state = self.outbox.state();
        if !state.open.contains(&incident) {
            let mut open = state.open.clone();
            open.insert(incident);
            self.keep_open(&open)?;
            state.open = open;
        }
        Ok(())
    }

    fn keep_open(&self, open: &BTreeSet<IncidentId>) -> Result<(), Failure> {
        let lines: Vec<String> = open.iter().map(IncidentId::to_string).collect();
        Ok(self.journal.set_setting(OPEN, &lines.join("\n"))?)
    }

    /// What arrived from others may name this laptop as the sender.
    pub(super) fn may_have_to_send(&self, incident: IncidentId) {
        let named = self.record(incident).is_ok_and(|record| {
            Incident::of(&record).outbox().iter().any(|one| one.sender == self.author.replica())
        });
        if !named {
            return;
        }
        match self.may_leave(incident) {
            Ok(()) => self.look_in_outbox(),
            Err(failure) => tracing::error!(%failure, "what is to be sent cannot be noted"),
        }
    }

    pub(crate) fn outbox_bell(&self) -> Arc<Notify> {
        Arc::clone(&self.outbox.bell)
    }

    /// What this laptop sends now, each marked as being tried, and when it should look again.
    pub(crate) fn due_to_leave(&self) -> Result<(Vec<Job>, Option<Millis>), Failure> {
        let book = self.the_book();
        let open = self.outbox.state().open.clone();
        let (mut jobs, mut next) = (Vec::new(), None::<Millis>);
        for id in open {
            let record = self.record(id)?;
            let mut unfinished = false;
            let mut held: HashSet<DestinationId> = HashSet::new();
            for outgoing in Incident::of(&record).outbox() {
                if outgoing.sender != self.author.replica() {
                    continue;
                }
                unfinished |= outgoing.is_open();
                let Some(to) = book.destination(&outgoing.destination).map(|entry| entry.destination) else {
                    continue;
                };
                let sender = self.sender(&outgoing);
                let step = outgoing.step(sender, &to.transport);
                // What is told in one order arrives in it: a later one waits until the one before is there, or with a person.
                let first = !held.contains(&to.id);
                if sender.trying || matches!(step, Step::Send | Step::Wait(_)) {
                    held.insert(to.id.clone());
                }
                match step {
                    Step::Send if first => {
                        let (update, destination) = (outgoing.update.fact.id, to.id);
                        jobs.push(Job { incident: id, update, destination });
                    }
                    Step::Wait(at) if first => next = Some(next.map_or(at, |next| next.min(at))),
                    _ => {}
                }
            }
            if !unfinished {
                self.nothing_open(id)?;
            }
        }
        for job in &jobs {
            self.outbox.state().trying.insert((job.update, job.destination.clone()));
        }
        Ok((jobs, next))
    }

    /// Takes an incident off the list, unless something was approved meanwhile.
    fn nothing_open(&self, id: IncidentId) -> Result<(), Failure> {
        let _alone = self.decide_alone();
        let record = self.record(id)?;
        let me = self.author.replica();
        if Incident::of(&record).outbox().iter().any(|one| one.sender == me && one.is_open()) {
            return Ok(());
        }
        let mut state = self.outbox.state();
        let mut open = state.open.clone();
        if open.remove(&id) {
            self.keep_open(&open)?;
            state.open = open;
        }
        Ok(())
    }

    /// Writes down that it is tried, and gives what that takes.
    pub(crate) fn begin_to_send(&self, job: &Job) -> Result<Ready, Failure> {
        let destination = self.destination(&job.destination)?;
        self.can_send(&destination)?;
        let channel = channel_of(&destination.transport)?;
        let secret = self.secret(&job.destination)?;
        let outreach = self.outreach()?;
        let (record, book) = self.incident_and_book(job.incident)?;
        let message = message(Incident::of(&record), &book, job)?;
        let written = self.write_as_sender(job.incident, |incident, desk, book| {
            let me = desk.author.replica();
            decide::begin(incident, job.update, &job.destination, me, &desk.asker(book))
        })?;
        let attempt = *written.first().ok_or(Refusal::Gone("update"))?;
        self.outbox.state().hindered.remove(&(job.update, job.destination.clone()));
        Ok(Ready { channel, secret, message, outreach, attempt })
    }

    /// Writes down how it ended.
    pub(crate) fn ended(&self, job: &Job, ready: &Ready, sent: Result<outreach::Receipt, Undelivered>) {
        let written = match &sent {
            Ok(receipt) => self.write_as_sender(job.incident, |incident, desk, book| {
                let receipt = Some(kept(receipt));
                decide::delivered(incident, job.update, &job.destination, receipt, &desk.asker(book))
            }),
            Err(undelivered) => self.write_as_sender(job.incident, |incident, desk, _| {
                let unknown = matches!(undelivered, Undelivered::Unknown { .. });
                // Where nobody may try again by itself, no time for it is written down.
                let retry_at = desk
                    .retry_at(incident, job, undelivered)
                    .filter(|_| !unknown || ready.channel.is_idempotent());
                decide::failed(incident, ready.attempt, &why(undelivered), retry_at, unknown)
            }),
        };
        if let Err(failure) = written {
            tracing::error!(%failure, "how an attempt to send ended cannot be written down");
        }
        let words = match &sent {
            Ok(receipt) => receipt.detail.clone(),
            Err(undelivered) => undelivered.to_string(),
        };
        if let Err(failure) = self.keep_last_try(&job.destination, sent.is_ok(), &words) {
            tracing::warn!(%failure, "the last attempt of a channel cannot be noted");
        }
        self.tried(job);
    }

    /// It could not even be tried.
    pub(crate) fn hindered(&self, job: &Job, why: &Failure) {
        // What is refused by a rule is seen without having tried, and no longer once it is mended.
        if why.code != "refused" {
            let key = (job.update, job.destination.clone());
            self.outbox.state().hindered.insert(key, why.message.clone());
        }
        if let Err(failure) = self.keep_last_try(&job.destination, false, &why.message) {
            tracing::warn!(%failure, "the last attempt of a channel cannot be noted");
        }
        self.stale(&["outbox", "channels"], None);
    }

    /// It is no longer being tried.
    pub(crate) fn tried(&self, job: &Job) {
        self.outbox.state().trying.remove(&(job.update, job.destination.clone()));
        self.stale(&["outbox", "channels"], None);
        self.outbox.bell.notify_one();
    }

    fn retry_at(&self, incident: Incident<'_>, job: &Job, undelivered: &Undelivered) -> Option<Millis> {
        let outbox = incident.outbox();
        let one = outbox
            .iter()
            .find(|one| one.update.fact.id == job.update && one.destination == job.destination)?;
        let attempts = u32::try_from(one.attempts.len()).unwrap_or(u32::MAX);
        let asked_for = match undelivered {
            Undelivered::Never { .. } => return None,
            Undelivered::Unknown { .. } => None,
            Undelivered::Later { after, .. } => *after,
        };
        if one.update.next_due.is_none() && attempts >= MOST_ATTEMPTS {
            return None;
        }
        let die = random().map(u64::from_ne_bytes).unwrap_or_default();
        Some(after(self.now(), Backoff::default().after(attempts, asked_for, die)))
    }

    fn write_as_sender(
        &self,
        id: IncidentId,
        wish: impl FnOnce(Incident<'_>, &Self, &Book) -> Result<Vec<Draft>, Refusal>,
    ) -> Result<Vec<EntryRef>, Failure> {
        let stream = Stream::Incident(id);
        let alone = self.decide_alone();
        let record = self.journal.record(stream)?;
        let (reading, book) = (Incident::of(&record), self.the_book());
        let drafts = wish(reading, self, &book)?;
        let appended = self.journal.append(&self.author, self.now(), stream, reading.is_private(), drafts)?;
        drop(alone);
        self.stale(OF_INCIDENT, Some(id));
        self.written();
        Ok(appended.refs)
    }
}
