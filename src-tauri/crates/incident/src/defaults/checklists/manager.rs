//! What the Incident Manager has to think of.

use super::{DefaultItem, for_kind, item, only, only_kind};
use crate::value::Kind;

pub(super) const DETECT: &[DefaultItem] = &[
    item("answer-page", "Answer the page and say that you are on it"),
    item("read-source", "Read the alert or the report itself, not a retelling"),
    item("already-declared", "Check that nobody has declared this already"),
    item("ask-users", "Ask what users feel and since when"),
    item("right-on-call", "Get the right on-call engineer to look with you"),
    item("declare", "When in doubt, declare"),
    item("look-again", "If you wait, set a time to look again"),
];

pub(super) const CREATE: &[DefaultItem] = &[
    item("take-command", "Take command and say so in the channel"),
    item("title", "Give it a title that says what users feel"),
    item("impact-start", "Record when impact started, even as a guess"),
    item("join-links", "Check that channel and bridge open for others"),
    item("engage", "Engage on-call for each service that may be affected"),
    item("roll-call", "Take a roll call; note who is missing"),
    only("communications", "Name a Communications Lead", &["major", "medium"]),
    only("helpers", "Name a Deputy and a Scribe", &["major"]),
    item("fallback", "Agree where to meet if chat or bridge goes down"),
];

pub(super) const CLASSIFY: &[DefaultItem] = &[
    item("user-view", "Ask each affected on-call what users see"),
    item("numbers", "Get numbers: share of users, regions, since when"),
    item("services", "Put the affected services in the record"),
    item("data-security", "Ask about data loss and security; call who must know"),
    item("severity", "Set severity within 5 minutes, even if unsure"),
    item("differ", "If you differ from the suggestion, write why"),
    only("announcement", "Approve the preliminary announcement to stakeholders", &["major"]),
    only_kind("acknowledge", "Approve the status page notice by minute 5", &["major"], Kind::External),
    item("revisit", "Say when you will look at severity again"),
];

pub(super) const TROUBLESHOOT: &[DefaultItem] = &[
    item("situation", "Say the situation in one sentence, then the goal"),
    item("recent-change", "Ask what changed just before impact started"),
    item("ease-first", "Ask what would ease the pain before cause is known"),
    item("owners", "Give each task one owner and a time"),
    item("backup", "Call the next in line when someone stays silent"),
    item("decide", "Ask for objections, then decide or name who does"),
    item("recheck", "Check severity again when the scope changes"),
    item("release", "Let go those who are not needed"),
    item("relief", "Plan breaks and a handover before you are tired"),
];

pub(super) const RESOLVE: &[DefaultItem] = &[
    item("quick-safe", "Pick the quickest safe way to end user impact"),
    item("way-back", "Ask for the risk and the way back before a change"),
    item("time-limit", "Set a time by which a change must show effect"),
    item("recovered", "Record when users recovered"),
    item("temporary", "Give each temporary measure an owner and an end"),
    item("watch", "Agree how long to watch before it counts as over"),
    item("all-clear", "Get the all-clear of every affected service"),
    for_kind("final-update", "Approve the final public update", Kind::External),
    item("rest", "Thank people, let them rest, say when the review is"),
];

pub(super) const REVIEW: &[DefaultItem] = &[
    item("book", "Book the review while memories are fresh"),
    item("invite", "Invite every team that took part or was hurt"),
    item("times", "Check timeline and points in time with those there"),
    item("no-trial", "Open by saying that nobody is on trial"),
    item("made-sense", "Ask why each action made sense at that moment"),
    item("notes", "Go through every note kept for the review"),
    item("actions", "Give each action an owner, a priority, a due date"),
    item("tracker", "Name the person who tracks the actions"),
    item("present", "Present overview and key actions to management"),
];

pub(super) const FOLLOW_UP: &[DefaultItem] = &[
    item("open-actions", "Go through open actions with their owners"),
    item("high-priority", "Chase high-priority actions until done"),
    item("re-date", "Re-date or drop late actions, with a reason"),
    item("proof", "Ask for proof that a finished action works"),
    item("slowest", "Look in TTD, TTM and TTR for the slowest part"),
    for_kind("sla", "Check SLA results and credits owed", Kind::External),
    item("share", "Tell other teams what they can learn from it"),
    item("close", "Close the incident once nothing is left open"),
];
