//! The outbox of this laptop: what is on its way, and what its sender needs of the desk.

mod rooms;
mod told;
mod ways;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use courier::{Courier, House, NoWay, Reached, Saying, Way, Went, has_work};
use incident::board::Row;
use incident::book::Book;
use incident::decide;
use incident::draft::Draft;
use incident::event::Event;
use incident::id::{ComponentId, DestinationId, EntryRef, IncidentId, Millis};
use incident::incident::Incident;
use incident::record::Record;
use incident::stream::Stream;
use incident::text::one_line;
use incident::value::{ComponentState, Destination};
use journal::{Author, Journal};
use outreach::{MessageId, Outreach};
use page::bundle::Bundle;

use told::told;

use super::Desk;
use super::room::OF_INCIDENT;
use crate::failure::Failure;
use crate::views::{BoardRequest, BoardSort, OutboxView, OutgoingView, UnreadView};

/// The local setting that lists incidents with something that this laptop has not sent yet.
const OPEN: &str = "outbox.open";
/// The local setting that lists incidents with something that somebody else has not sent yet.
const ELSEWHERE: &str = "outbox.elsewhere";
/// The local setting that says up to where the log was looked through for more of them.
const LOOKED: &str = "outbox.looked";
/// Incidents of each group that the screen looks at, newest first, beside those with something that is not there yet.
const SHOWN: usize = 50;

/// What this desk knows of its own sending.
pub(super) struct Outbox {
    courier: Courier,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    open: BTreeSet<IncidentId>,
    /// Those with something that others have not sent.
    elsewhere: BTreeSet<IncidentId>,
    /// Whether the keychain has a secret that is shown to somebody, as far as it was asked.
    secrets: HashMap<(DestinationId, String), bool>,
    outreach: Option<Arc<Outreach>>,
}

impl Outbox {
    /// What was left unsent when this laptop was last here.
    pub(super) fn of(journal: &Journal, author: &Author, now: Millis) -> Result<Self, Failure> {
        let listed = |name| -> Result<BTreeSet<IncidentId>, Failure> {
            let lines = journal.setting(name)?.unwrap_or_default();
            Ok(lines.lines().filter_map(|line| line.parse().ok()).collect())
        };
        let (open, elsewhere) = (listed(OPEN)?, listed(ELSEWHERE)?);
        // One that cannot be read must not keep the others from leaving, nor the app from opening.
        let (mut before, mut unread) = (Vec::new(), Vec::new());
        for incident in &open {
            match journal.record(Stream::Incident(*incident)) {
                Ok(record) => before.push(record),
                Err(error) => {
                    tracing::warn!(%error, %incident, "what was left unsent cannot be read");
                    unread.push(*incident);
                }
            }
        }
        let courier = Courier::new(author.replica(), author.run, now, before.iter().map(AsRef::as_ref));
        unread.into_iter().for_each(|incident| courier.not_read_yet(incident));
        Ok(Self { courier, state: Mutex::new(State { open, elsewhere, ..State::default() }) })
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

    pub(super) fn knows_secret(&self, of: &Destination) -> Option<bool> {
        self.state().secrets.get(&(of.id.clone(), of.transport.shown_to())).copied()
    }

    pub(super) fn note_secret(&self, of: &Destination, kept: bool) -> bool {
        self.state().secrets.insert((of.id.clone(), of.transport.shown_to()), kept);
        kept
    }

    pub(super) fn forget_what_is_kept(&self) {
        self.courier.look_anew();
        self.state().secrets.clear();
    }

    /// It is made anew with other settings.
    pub(super) fn forget_outreach(&self) {
        self.state().outreach = None;
    }
}

impl Desk {
    /// Everything that was to leave by itself, of the incidents that matter now, newest first.
    pub fn outbox(&self) -> Result<OutboxView, Failure> {
        let book = self.the_book();
        let mut incidents: BTreeSet<IncidentId> = {
            let state = self.outbox.state();
            state.open.union(&state.elsewhere).copied().collect()
        };
        let newest = BoardRequest { sort: BoardSort::Age, ..BoardRequest::default() };
        let board = self.board_of(newest, SHOWN)?;
        let rows: Vec<&Row> =
            board.active.iter().chain(&board.review).chain(&board.closed).map(|line| &line.row).collect();
        incidents.extend(rows.iter().map(|row| row.id));
        let (mut outgoing, mut made, mut unread) = (Vec::new(), Vec::new(), Vec::new());
        for incident in incidents {
            // One that cannot be read takes none of the others out of sight, and is not out of it either.
            let record = match self.record(incident) {
                Ok(record) => record,
                Err(trouble) => {
                    tracing::error!(?trouble, %incident, "what is on its way of it cannot be read");
                    let row = rows.iter().find(|row| row.id == incident);
                    unread.push(UnreadView {
                        incident,
                        label: row.map(|row| row.label.clone()),
                        title: row.map(|row| row.title.clone()),
                        words: trouble.message,
                    });
                    continue;
                }
            };
            made.extend(self.rooms(incident, &record, &book));
            outgoing.extend(self.outgoing(incident, &record, &book));
        }
        outgoing.sort_by_key(|one| std::cmp::Reverse((one.at, one.update, one.destination.clone())));
        made.sort_by_key(|one| std::cmp::Reverse(one.at));
        Ok(OutboxView { outgoing, rooms: made, unread })
    }

    /// What is on its way of one incident, oldest first.
    pub(super) fn outgoing(&self, id: IncidentId, record: &Record, book: &Book) -> Vec<OutgoingView> {
        let incident = Incident::of(record);
        let unheard = self.unheard(id, record);
        let mut views = Vec::new();
        for outgoing in incident.outbox() {
            let known = book.destination(&outgoing.destination).map(|entry| entry.destination);
            let here = known.as_ref().map(|destination| self.can_send(destination));
            let sender = self.outbox.courier.sender(&outgoing, self.now());
            let step = known.as_ref().map(|to| outgoing.step(sender, &to.transport));
            let mine = outgoing.sender == self.author.replica();
            // Once it is there or called back, nobody asks any more.
            let refused = outgoing.is_open().then(|| {
                decide::may_be_sent(incident, outgoing.update.fact.id, &outgoing.destination, book).err()
            });
            let refused = refused.flatten();
            let may = outgoing.is_open() && refused.is_none();
            let senders =
                known.as_ref().filter(|_| may).map(|to| self.senders(&outgoing, to)).unwrap_or_default();
            let hindered = match here {
                _ if !outgoing.is_open() => None,
                Some(Err(failure)) if mine => Some(failure.message),
                _ => refused
                    .map(|refusal| refusal.to_string())
                    .or_else(|| unheard.keeps_back(&outgoing))
                    .or_else(|| self.outbox.courier.hindrance(&outgoing).map(|why| why.to_string())),
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
                senders,
                at: outgoing.asked.recorded_at,
                attempts: u32::try_from(outgoing.attempts.len()).unwrap_or(u32::MAX),
                tried: outgoing.attempts.last().map(|attempt| attempt.begun.recorded_at),
                state,
                words,
                retry_at,
                overtaken: outgoing.overtaken,
                destination: outgoing.destination,
            });
        }
        views
    }

    /// Whether these facts may ask this laptop to send something.
    pub(super) fn is_to_send(&self, drafts: &[Draft]) -> bool {
        drafts.iter().any(|draft| draft.event.asks_to_send(self.author.replica()))
    }

    /// What lies at a place of the page is not what was brought there.
    pub(super) fn page_is_spoilt(&self, place: &DestinationId) {
        self.outbox.courier.page_is_spoilt(place);
    }

    /// Rings for the sender.
    pub(super) fn look_in_outbox(&self) {
        self.outbox.courier.ring();
    }

    /// Notes that an incident may have something to send.
    pub(super) fn may_leave(&self, incident: IncidentId) -> Result<(), Failure> {
        let mut state = self.outbox.state();
        if !state.open.contains(&incident) {
            let mut open = state.open.clone();
            open.insert(incident);
            self.keep_listed(OPEN, &open)?;
            state.open = open;
        }
        Ok(())
    }

    fn keep_listed(&self, name: &str, incidents: &BTreeSet<IncidentId>) -> Result<(), Failure> {
        let lines: Vec<String> = incidents.iter().map(IncidentId::to_string).collect();
        Ok(self.journal.set_setting(name, &lines.join("\n"))?)
    }

    /// Notes whether somebody else has something of it to send: that stands in the outbox however old it is.
    pub(super) fn may_leave_elsewhere(&self, incident: IncidentId, record: &Record) {
        let key = self.author.replica();
        let open = Incident::of(record).outbox().iter().any(|one| one.is_open() && one.sender != key);
        let mut state = self.outbox.state();
        if open == state.elsewhere.contains(&incident) {
            return;
        }
        if open {
            state.elsewhere.insert(incident);
        } else {
            state.elsewhere.remove(&incident);
        }
        if let Err(failure) = self.keep_listed(ELSEWHERE, &state.elsewhere) {
            tracing::warn!(%failure, "what others are to send cannot be noted");
        }
    }

    /// What arrived from others may name this laptop as the sender.
    pub(super) fn may_have_to_send(&self, incident: IncidentId, record: &Record) {
        self.may_leave_elsewhere(incident, record);
        if !has_work(record, self.author.replica(), self.now()) {
            return;
        }
        match self.may_leave(incident) {
            Ok(()) => self.look_in_outbox(),
            Err(failure) => tracing::error!(%failure, "what is to be sent cannot be noted"),
        }
    }

    /// What arrived may be in the log and not on the list, where this laptop went down between the two: that is looked for
    /// once, before anything is sent.
    pub(crate) fn look_through(&self) {
        let looked = || -> Result<(), Failure> {
            let position = self.journal.position()?;
            let kept = self.journal.setting(LOOKED)?.and_then(|text| text.parse().ok());
            for stream in self.journal.streams_since(kept.unwrap_or(position))? {
                let Some(incident) = stream.incident() else { continue };
                if !self.outbox.state().open.contains(&incident)
                    && let Ok(record) = self.record(incident)
                    && has_work(&record, self.author.replica(), self.now())
                {
                    self.outbox.courier.not_read_yet(incident);
                    self.may_leave(incident)?;
                }
            }
            Ok(self.journal.set_setting(LOOKED, &position.to_string())?)
        };
        if let Err(failure) = looked() {
            tracing::error!(%failure, "what is to be sent may be more than is listed");
        }
    }

    /// Begins nothing any more; what is being sent is ended and written down.
    pub(super) fn stop_sending(&self) {
        self.outbox.courier.close();
    }
}

impl House for Desk {
    type Trouble = Failure;

    fn courier(&self) -> &Courier {
        &self.outbox.courier
    }

    fn now(&self) -> Millis {
        Self::now(self)
    }

    fn book(&self) -> Result<Arc<Book>, Failure> {
        Ok(self.the_book())
    }

    fn record(&self, incident: IncidentId) -> Result<Arc<Record>, Failure> {
        Self::record(self, incident)
    }

    fn has_turn(&self) -> Result<bool, Failure> {
        // One process has the file.
        Ok(true)
    }

    fn unsent(&self) -> Result<BTreeSet<IncidentId>, Failure> {
        Ok(self.outbox.state().open.clone())
    }

    fn all_sent(&self, incident: IncidentId) -> Result<(), Failure> {
        let _alone = self.decide_alone();
        // What arrives waits for nobody who decides, and is noted once this is done.
        let mut state = self.outbox.state();
        if has_work(&*Self::record(self, incident)?, self.author.replica(), self.now()) {
            return Ok(());
        }
        let mut open = state.open.clone();
        if open.remove(&incident) {
            self.keep_listed(OPEN, &open)?;
            state.open = open;
        }
        Ok(())
    }

    fn way(&self, to: &Destination) -> Result<Way, NoWay<Failure>> {
        // What is missing here is seen at this laptop without having tried, and no longer once it is mended.
        let way = || {
            self.can_send(to)?;
            Ok(Way { channel: self.channel(to)?, secret: self.secret(to)?, outreach: self.outreach()? })
        };
        way().map_err(NoWay::Trouble)
    }

    fn say(&self, incident: IncidentId, saying: Saying) -> Result<Vec<EntryRef>, Failure> {
        let stream = Stream::Incident(incident);
        let alone = self.decide_alone();
        let record = self.journal.record(stream)?;
        let (reading, book, now) = (Incident::of(&record), self.the_book(), Self::now(self));
        let drafts = saying.decide(reading, now, &book)?;
        let appended = self.journal.append(&self.author, now, stream, reading.is_private(), drafts)?;
        drop(alone);
        self.stale(OF_INCIDENT, Some(incident));
        self.written();
        Ok(appended.refs)
    }

    fn reached(&self, message: &MessageId) -> Result<Reached, Failure> {
        let kept = self.journal.setting(&reached_by(message))?;
        Reached::read(kept.as_deref()).map_err(|no_note| Failure::new("damaged", no_note.to_string()))
    }

    fn note_reached(&self, message: &MessageId, reached: &Reached) -> Result<(), Failure> {
        Ok(self.journal.set_setting(&reached_by(message), &reached.note().unwrap_or_default())?)
    }

    fn note_last(&self, destination: &DestinationId, went: &Went) {
        if let Err(failure) = self.keep_last_try(destination, went.well, &went.words) {
            tracing::warn!(%failure, "the last attempt of a channel cannot be noted");
        }
    }

    fn learning(&self) -> Result<Vec<IncidentId>, Failure> {
        self.unfinished()
    }

    fn page(&self) -> Result<Bundle, Failure> {
        self.status_page_bundle()
    }

    fn doing(&self, component: &ComponentId) -> Result<ComponentState, Failure> {
        self.with_site(|site| site.state_of(component))
    }

    fn told_lately(&self) -> Result<Vec<IncidentId>, Failure> {
        self.shown_lately()
    }

    fn behind(&self) -> Result<Vec<Destination>, Failure> {
        self.places_behind()
    }

    fn note_page(&self, destination: &DestinationId, name: &str) -> Result<(), Failure> {
        self.place_has(destination, name)
    }

    fn shows(&self) {
        self.stale(&["outbox", "channels"], None);
    }
}

/// Whether these facts change what is on its way.
pub(super) fn concerns_outbox(drafts: &[Draft]) -> bool {
    use Event as E;
    let concerns = |event: &Event| {
        matches!(
            event,
            E::UpdateApproved { .. }
                | E::UpdateSentBack { .. }
                | E::UpdateProposed { .. }
                | E::UpdatePosted { .. }
                | E::SenderNamed { .. }
                | E::Retracted { .. }
                | E::Reinstated { .. }
        )
    };
    drafts.iter().any(|draft| concerns(&draft.event))
}

/// The local setting that holds for which addresses a mail was taken.
fn reached_by(message: &MessageId) -> String {
    format!("mail/{message}/reached")
}
