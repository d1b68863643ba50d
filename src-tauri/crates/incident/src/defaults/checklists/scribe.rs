//! What the Scribe has to think of.

use super::{DefaultItem, item};

pub(super) const CREATE: &[DefaultItem] = &[
    item("announce", "Say that you keep the timeline"),
    item("roles", "Write who holds which role and since when"),
    item("before", "Add what happened before you joined"),
    item("points", "Record impact start, detection and first alert"),
    item("engaged", "Note who was called and who has answered"),
    item("links", "Add links to dashboards, alerts and runbooks"),
];

pub(super) const CLASSIFY: &[DefaultItem] = &[
    item("figures", "Record impact figures with source and time"),
    item("severity", "Record severity, who set it and why"),
    item("services", "Add affected services as they are named"),
    item("guesses", "Mark guesses as guesses"),
    item("messages", "Record when the first messages went out"),
];

pub(super) const TROUBLESHOOT: &[DefaultItem] = &[
    item("as-they-come", "Write facts with the time they happened"),
    item("theories", "Record each theory and how it was ruled out"),
    item("decisions", "Record decisions: question, choice, who and why"),
    item("tasks", "Turn requests into tasks with owner and time"),
    item("keep-copies", "Copy graphs and errors that will scroll away"),
    item("friction", "Note trouble with tools and process as it happens"),
    item("read-back", "Read unclear decisions back to the bridge"),
    item("neutral", "Write what happened, without blame or jokes"),
];

pub(super) const RESOLVE: &[DefaultItem] = &[
    item("changes", "Record each change: what, where, who, when"),
    item("recovered", "Record when users recovered and what shows it"),
    item("temporary", "List temporary measures and who removes them"),
    item("all-clears", "Record each all-clear: service, person, time"),
    item("fix-later", "Write down what should be fixed later"),
    item("promised", "Write down what was promised for afterwards"),
];

pub(super) const REVIEW: &[DefaultItem] = &[
    item("gaps", "Fill gaps in the timeline while people remember"),
    item("check-times", "Check times against logs, alerts and chat"),
    item("pin", "Pin the events that tell the story"),
    item("redact", "Redact secrets and customer data"),
    item("evidence", "Mark claims that still lack evidence"),
    item("actions", "Write actions, owners and dates as agreed"),
];
