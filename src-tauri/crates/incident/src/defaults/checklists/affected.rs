//! What the on-call engineer of an affected service has to think of.

use super::{DefaultItem, for_kind, item};
use crate::value::Kind;

pub(super) const DETECT: &[DefaultItem] = &[
    item("acknowledge", "Acknowledge the alert so that others know"),
    item("user-side", "Try it as a user would, not only on graphs"),
    item("began", "Note when the signs began, not when you noticed"),
    item("planned", "Look for planned work that explains it"),
    item("dependency", "Check whether something you depend on is failing"),
    item("declare", "If users may feel it, declare without waiting"),
];

pub(super) const CREATE: &[DefaultItem] = &[
    item("join", "Join channel and bridge; say name and service"),
    item("cannot-do", "Say in one sentence what users cannot do"),
    item("since", "Say since when, and how you know"),
    item("evidence", "Link the dashboard and the alert that show it"),
    item("hold-deploys", "Hold deploys to your service"),
    item("backup", "Tell the Incident Manager who your backup is"),
];

pub(super) const CLASSIFY: &[DefaultItem] = &[
    item("count", "Count users hit: share, number, regions"),
    item("journeys", "Say what fails, what is slow and what still works"),
    item("trend", "Say if it is growing, steady or shrinking"),
    item("data", "Say if data is lost, late, wrong or exposed"),
    item("workaround", "Say whether users have a way around"),
    for_kind("business", "Say if payments, orders or sign-ups are hit", Kind::External),
    for_kind("teams", "Say which teams cannot work and what is urgent", Kind::Internal),
    item("certainty", "Say what is measured and what is a guess"),
];

pub(super) const TROUBLESHOOT: &[DefaultItem] = &[
    item("figures", "Report fresh impact figures at the agreed times"),
    item("spread", "Speak up at once when impact spreads or changes"),
    item("rule-out", "Tell the owning on-call what you can rule out"),
    item("test-theory", "Test each theory against what users see"),
    item("reduce", "Look for load to shed or features to switch off"),
    item("ask-first", "Ask the Incident Manager before any change"),
    item("write-times", "Write findings in the timeline, with times"),
];

pub(super) const RESOLVE: &[DefaultItem] = &[
    item("signal", "Say beforehand which signal will prove the fix"),
    item("real-use", "Try real user journeys in each region hit"),
    item("backlog", "Check queues, retries and stale caches"),
    item("data", "Check for data to repair or replay"),
    item("normal", "Compare with the same hour on a normal day"),
    item("recovered", "Note when users recovered"),
    item("restore", "Bring back what you held or switched off"),
    item("all-clear", "Give the all-clear, or say what holds it back"),
];

pub(super) const REVIEW: &[DefaultItem] = &[
    item("final-figures", "Bring final impact figures with their source"),
    item("times", "Correct the times when impact began and ended"),
    item("sooner", "Say how we could have noticed sooner"),
    item("softened", "Say what softened the blow and what did not"),
    item("helped", "Say what you lacked when checking the fix"),
    item("own-actions", "Take the actions that belong to your service"),
];

pub(super) const FOLLOW_UP: &[DefaultItem] = &[
    item("finish", "Finish your actions, or say early that a date slips"),
    item("alert", "Add or tune the alert that was missing"),
    item("alert-fires", "Make the new alert fire once to prove it works"),
    item("runbook", "Update the runbook with what worked"),
    item("data", "Repair or replay data that is still wrong"),
    item("next-on-call", "Tell the next on-call what to keep an eye on"),
];
