//! The hub of this workspace: where it is, how far this laptop and it are in step, joining it and leaving it.

mod findings;
mod held;
mod join;
mod kept_back;
mod membership;
mod page;
mod sends;
mod set_aside;
mod subscribers;
mod successor;

pub(super) use held::HELD;
pub(super) use join::joined_as;
pub(super) use membership::Told;

use std::sync::{Mutex, MutexGuard, PoisonError};

use incident::entry::Series;
use incident::id::{EntryRef, IncidentId, Millis, ReplicaKey};
use incident::incident::Incident;
use incident::record::Record;
use incident::stream::{Section, Stream};
use incident::text::one_line;
use journal::Journal;
use sync::{Stopped, Unanswered};
use tokio::sync::watch;

use super::Desk;
use super::book::OF_BOOK;
use super::room::OF_INCIDENT;
use crate::failure::Failure;
use crate::replicate::{Bell, Held, HubAddress, HubChannel, Invitation};
use crate::views::{Heard, KeptBackView, SyncState, SyncView, WaitingView};

/// Local settings: where the hub is, which key it signs with, when the two were last in step.
pub(super) const ADDRESS: &str = "hub.address";
const KEY: &str = "hub.key";
/// Where the hub was that was left: whoever joins it again knows it by that.
const LEFT: &str = "hub.left";
const LAST: &str = "hub.last";
/// The last time is kept no more often than this.
const LAST_EVERY: i64 = 60_000;
/// Incidents whose views are told apart; of more it is simpler to look at everything anew.
const APART: usize = 20;

/// A hub as this workspace knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HubAt {
    /// Where it answers.
    pub address: HubAddress,
    /// The key that signs its receipts.
    pub key: ReplicaKey,
}

impl std::fmt::Display for HubAt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.address, self.key)
    }
}

/// What this desk knows of its hub.
pub(super) struct Line {
    /// Rung for the loop that talks to it.
    bell: watch::Sender<Bell>,
    state: Mutex<State>,
}

struct State {
    at: Option<HubAt>,
    heard: Heard,
    /// What is wrong and since when, kept while it is tried again.
    trouble: Option<(Trouble, Millis)>,
    last: Option<Millis>,
    /// When the last time was kept.
    kept: Option<Millis>,
    /// How many series it had not taken when it was last met.
    refused: usize,
    /// What it holds until this person has looked at it.
    held: Vec<Held>,
    /// By which channels it said that it can send.
    channels: Vec<HubChannel>,
    /// The workspace that was joined and opens at the next start.
    next: Option<String>,
    /// An invitation that was opened.
    invited: Option<String>,
}

/// What may be wrong with a hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Silence,
    Refusal,
}

impl State {
    /// It answers, or it is another one.
    fn hears(&mut self, heard: Heard) {
        (self.heard, self.trouble) = (heard, None);
    }

    fn is_at(&self, hub: &HubAt) -> bool {
        self.at.as_ref() == Some(hub)
    }
}

impl Line {
    /// What was kept of the hub.
    pub(super) fn of(journal: &Journal) -> Result<Self, Failure> {
        let address = journal.setting(ADDRESS)?.and_then(|address| address.parse().ok());
        let key = journal.setting(KEY)?.and_then(|key| key.parse().ok());
        let last = journal.setting(LAST)?.and_then(|last| last.parse().ok()).map(Millis);
        let at = address.zip(key).map(|(address, key)| HubAt { address, key });
        let channels = sends::kept(journal, at.as_ref())?;
        let state = State {
            at,
            heard: Heard::Nothing,
            trouble: None,
            channels,
            last,
            kept: last,
            refused: 0,
            held: Vec::new(),
            next: None,
            invited: None,
        };
        Ok(Self { bell: watch::Sender::default(), state: Mutex::new(state) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// How far this laptop and the hub are in step, and what waits.
    pub fn sync(&self) -> Result<SyncView, Failure> {
        let (at, heard, last, next, invited) = {
            let state = self.line.state();
            let (next, invited) = (state.next.clone(), state.invited.clone());
            (state.at.clone(), state.heard.clone(), state.last, next, invited)
        };
        let founder = self.author.replica().0 == self.journal.workspace().0;
        let Some(at) = at else { return Ok(SyncView { founder, next, invited, ..SyncView::alone() }) };
        let waiting = self.journal.waiting(at.key)?;
        let kept_back = self.journal.kept_back(at.key)?;
        let entries = waiting.iter().map(|one| one.entries).sum();
        let mut list = Vec::with_capacity(waiting.len());
        for one in waiting {
            let (incident, title) = self.called(one.series.stream)?;
            let (entries, since) = (one.entries, one.since);
            list.push(WaitingView { series: one.series, incident, title, entries, since });
        }
        let mut kept = Vec::with_capacity(kept_back.len());
        for one in kept_back {
            let (incident, title) = self.called(one.series.stream)?;
            kept.push(KeptBackView { series: one.series, incident, title, why: one.why, since: one.since });
        }
        let set_aside = self.set_aside()?;
        let lost = set_aside.iter().filter(|one| one.entries > 0).count();
        let findings = self.findings(&at)?;
        let grave = findings.iter().filter(|finding| finding.grave).count();
        let held = self.held()?;
        let (since, why) = match &heard {
            Heard::Nothing | Heard::All { .. } | Heard::InStep => (None, None),
            Heard::Silence { since, why } | Heard::Refusal { since, why } => {
                (Some(*since), Some(why.clone()))
            }
        };
        Ok(SyncView {
            state: SyncState::of(Some(&heard), entries, kept.len() + lost + grave, held.len()),
            waiting: entries,
            since,
            why,
            hub: Some(at.address.spoken()),
            last,
            unproven: if let Heard::All { since } = heard { Some(since) } else { None },
            list,
            kept_back: kept,
            set_aside,
            findings,
            held,
            founder,
            next,
            invited,
        })
    }

    /// Tries now, also what the hub did not take before.
    pub fn sync_again(&self) -> Result<SyncView, Failure> {
        if let Some(at) = self.hub_at() {
            self.journal.offer_again(at.key, false)?;
            self.journal.findings_are_seen(at.key)?;
            self.try_anew();
            self.stale(&["sync"], None);
        }
        self.sync()
    }

    /// Has the hub asked at once. Since when it did not answer, or said no, stays known until it does otherwise.
    fn try_anew(&self) {
        let mut state = self.line.state();
        (state.heard, state.refused) = (Heard::Nothing, 0);
        drop(state);
        self.ring(|bell| bell.asked += 1);
    }

    /// Shows an invitation that was opened; whoever follows a link has not said yet that they want to join.
    pub fn invited(&self, link: &str) -> Result<(), Failure> {
        let _whole: Invitation = link.parse()?;
        self.line.state().invited = Some(link.trim().to_owned());
        self.stale(&["sync"], None);
        Ok(())
    }

    /// Stays with this workspace and without its hub. Everything that came from it stays here.
    pub fn leave_hub(&self) -> Result<(), Failure> {
        let Some(at) = self.hub_at() else { return Ok(()) };
        // First what cannot be done again: a token that is still kept is forgotten at the next try.
        self.place.keys.forget_token(self.journal.workspace())?;
        self.journal.set_setting(LEFT, &at.address.to_string())?;
        self.journal.set_setting(ADDRESS, "")?;
        self.journal.forget_hub(at.key, false)?;
        let mut state = self.line.state();
        (state.at, state.last, state.kept) = (None, None, None);
        state.hears(Heard::Nothing);
        (state.held, state.channels) = (Vec::new(), Vec::new());
        drop(state);
        self.ring(|bell| bell.asked += 1);
        self.stale(&["sync", "room", "channels"], None);
        Ok(())
    }

    /// Nothing more comes of a hub that was left: what came in its last moment is forgotten too, so that it is asked for
    /// everything if it is joined again.
    pub(crate) fn has_left(&self, hub: &HubAt) {
        if let Err(error) = self.journal.forget_hub(hub.key, false) {
            tracing::warn!(%error, "what is known of a hub that was left is not forgotten");
        }
    }

    /// From now on this workspace meets at this hub.
    fn meet_at(&self, at: HubAt) -> Result<(), Failure> {
        keep_hub(&self.journal, &at)?;
        let mut state = self.line.state();
        (state.at, state.invited) = (Some(at), None);
        state.hears(Heard::Nothing);
        (state.held, state.channels) = (Vec::new(), Vec::new());
        drop(state);
        self.ring(|bell| bell.asked += 1);
        self.stale(&["sync", "room", "channels"], None);
        Ok(())
    }

    /// Rung when there is something to talk about; ends with the desk.
    pub(crate) fn bell(&self) -> watch::Receiver<Bell> {
        self.line.bell.subscribe()
    }

    pub(crate) fn hub_at(&self) -> Option<HubAt> {
        self.line.state().at.clone()
    }

    /// What this laptop shows to this hub.
    pub(crate) fn token(&self, hub: &HubAt) -> Result<Option<String>, Failure> {
        self.place.keys.token(self.journal.workspace(), &hub.to_string())
    }

    pub(crate) fn journal(&self) -> std::sync::Arc<Journal> {
        std::sync::Arc::clone(&self.journal)
    }

    /// Entries were written here: the hub lacks them.
    pub(super) fn written(&self) {
        if self.hub_at().is_some() {
            self.ring(|bell| bell.written += 1);
            self.stale(&["sync"], None);
        }
    }

    fn ring(&self, pull: impl FnOnce(&mut Bell)) {
        self.line.bell.send_modify(pull);
    }

    /// Entries of these streams came from elsewhere: whatever shows them is out of date.
    pub(crate) fn arrived(&self, streams: &[Stream]) {
        let mut state = self.line.state();
        // It answers, however long it takes until the two are in step.
        if matches!(state.trouble, Some((Trouble::Silence, _))) {
            state.hears(Heard::Nothing);
        }
        drop(state);
        let mut incidents = Vec::new();
        let mut book = false;
        for stream in streams {
            match stream {
                Stream::Incident(id) => {
                    if let Ok(record) = self.record(*id) {
                        self.may_have_to_send(*id, &record);
                        self.hush_if_private(*id, &record);
                        self.hush_if_erased(*id, &record);
                    }
                    incidents.push(*id);
                }
                Stream::Book(section) => {
                    book = true;
                    self.fold_anew(*section);
                }
                Stream::Document(id) => {
                    self.erase_late(*id);
                    self.text_arrived(*id);
                }
                Stream::Other(..) => {}
            }
        }
        if book {
            self.stale(OF_BOOK, None);
        }
        if incidents.len() > APART {
            self.stale(OF_INCIDENT, None);
        } else {
            incidents.into_iter().for_each(|id| self.stale(OF_INCIDENT, Some(id)));
        }
    }

    fn fold_anew(&self, section: Section) {
        // An edit that is being made here would otherwise put back what it read before.
        let _alone = self.decide_alone();
        match self.journal.record(Stream::Book(section)) {
            Ok(record) => self.fold_section(section, record),
            Err(error) => tracing::error!(%error, "a part of the book cannot be read anew"),
        }
    }

    /// All that the hub told of is here, and it has all that it takes: with `news`, more than before, and with `pushed`
    /// something of this laptop's. What is new is not proven yet. Of a hub that was left meanwhile nobody wants to hear.
    pub(crate) fn heard_all(&self, hub: &HubAt, news: bool, pushed: bool) {
        let now = self.now();
        let refused = self.journal.kept_back(hub.key).map_or(0, |all| all.len());
        let mut state = self.line.state();
        if !state.is_at(hub) {
            return;
        }
        let heard = match &state.heard {
            Heard::InStep if !news => Heard::InStep,
            Heard::All { since } => Heard::All { since: *since },
            _ => Heard::All { since: now },
        };
        let judged = state.refused != refused;
        let changed = state.heard != heard || judged;
        state.refused = refused;
        state.hears(heard);
        drop(state);
        if changed || pushed {
            self.stale(&["sync"], None);
        }
        if pushed || judged {
            // Lines lose the mark that they are queued, and what the hub is to send is known to it or never will be.
            self.stale(&["room", "comms", "outbox"], None);
        }
    }

    /// The hub's checksum shows that both have the same.
    pub(crate) fn proven(&self, hub: &HubAt) {
        let now = self.now();
        let mut state = self.line.state();
        if !state.is_at(hub) {
            return;
        }
        let changed = state.heard != Heard::InStep;
        state.hears(Heard::InStep);
        state.last = Some(now);
        let keep = state.kept.is_none_or(|kept| changed || now.0 - kept.0 >= LAST_EVERY);
        if keep {
            state.kept = Some(now);
        }
        drop(state);
        if keep && let Err(error) = self.journal.set_setting(LAST, &now.0.to_string()) {
            tracing::warn!(%error, "when the hub was last met is not kept");
        }
        if changed || keep {
            self.stale(&["sync"], None);
        }
    }

    /// The talk ended before both had the same.
    pub(crate) fn not_in_step(&self, hub: &HubAt, stopped: &Stopped) {
        tracing::info!(%stopped, "not in step with the hub");
        let now = self.now();
        let mut state = self.line.state();
        if !state.is_at(hub) {
            return;
        }
        let trouble = match stopped {
            Stopped::Unanswered(Unanswered::Unreachable(_) | Unanswered::Busy(_)) => Trouble::Silence,
            _ => Trouble::Refusal,
        };
        let since = state.trouble.filter(|(before, _)| *before == trouble).map_or(now, |(_, since)| since);
        let why = capital(&stopped.to_string());
        let heard = match trouble {
            Trouble::Silence => Heard::Silence { since, why },
            Trouble::Refusal => Heard::Refusal { since, why },
        };
        let changed = state.heard != heard;
        (state.heard, state.trouble) = (heard, Some((trouble, since)));
        drop(state);
        if changed {
            self.stale(&["sync"], None);
        }
    }

    /// The entries of an incident that the hub does not have, each with why it has not taken it, if it was asked.
    pub(super) fn not_at_hub(
        &self,
        incident: IncidentId,
        record: &Record,
    ) -> Result<Vec<(EntryRef, Option<String>)>, Failure> {
        let Some(at) = self.hub_at() else { return Ok(Vec::new()) };
        let stream = Stream::Incident(incident);
        let mut lacking = self.journal.lacking_in(at.key, stream)?;
        if lacking.is_empty() {
            return Ok(Vec::new());
        }
        let here = |fact: &incident::record::Fact| {
            let series = Series { stream, replica: fact.replica, run: fact.run };
            lacking.remove(&(series, fact.seq)).map(|why| (fact.id, why))
        };
        Ok(record.facts().iter().filter_map(here).collect())
    }

    /// What people call a stream.
    fn called(&self, stream: Stream) -> Result<(Option<IncidentId>, String), Failure> {
        Ok(match stream {
            Stream::Incident(id) => {
                let record = self.record(id)?;
                let reading = Incident::of(&record);
                let label = reading.label();
                let title = if reading.exists() { one_line(reading.title()) } else { String::new() };
                (Some(id), format!("{label} {title}").trim_end().to_owned())
            }
            Stream::Document(_) => {
                let record = self.journal.record(stream)?;
                match incident::document::incident_of(&record) {
                    Some(id) => {
                        let (id, called) = self.called(Stream::Incident(id))?;
                        (id, format!("A draft of {called}"))
                    }
                    None => (None, "A text that is of no incident".to_owned()),
                }
            }
            Stream::Book(section) => (None, in_book(section).to_owned()),
            Stream::Other(..) => (None, "Something that a newer Allclear wrote".to_owned()),
        })
    }
}

/// What people call a section of the book.
fn in_book(section: Section) -> &'static str {
    match section {
        Section::People => "People in Settings",
        Section::Services => "Services in Settings",
        Section::Settings => "Settings of the workspace",
        Section::Checklists => "Checklists in Settings",
        Section::Communication => "Updates and channels in Settings",
        Section::Customers => "Customers in Settings",
        Section::StatusPage => "The public status page",
    }
}

/// Keeps where the hub is. Its address comes last: without it there is none.
fn keep_hub(journal: &Journal, at: &HubAt) -> Result<(), Failure> {
    journal.set_setting(KEY, &at.key.to_string())?;
    journal.set_setting(ADDRESS, &at.address.to_string())?;
    Ok(())
}

/// A text as a sentence.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    let whole: String = first.into_iter().flatten().chain(letters).collect();
    if whole.ends_with('.') { whole } else { format!("{whole}.") }
}
