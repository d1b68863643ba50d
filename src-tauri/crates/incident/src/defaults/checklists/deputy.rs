//! What the Deputy has to think of.

use super::{DefaultItem, for_kind, item, only};
use crate::value::Kind;

pub(super) const CREATE: &[DefaultItem] = &[
    item("announce", "Say that you are Deputy and ready to stand in"),
    item("call", "Call the people who are asked for; log who answers"),
    item("next-in-line", "Call the next in line after 2 silent minutes"),
    item("links", "Check that channel and bridge work for everyone"),
    item("empty-roles", "Find people for the roles still empty"),
    item("arrivals", "Brief late arrivals so that command is not stopped"),
];

pub(super) const CLASSIFY: &[DefaultItem] = &[
    item("remind-severity", "Remind of severity after 5 minutes"),
    for_kind("first-notice", "Watch the clock for the first public notice", Kind::External),
    item("present", "Check that each affected service is on the bridge"),
    item("guideline", "Collect answers to the severity questions"),
    item("related", "Look for other open incidents that may be related"),
    item("loose-ends", "List what nobody has picked up yet"),
];

pub(super) const TROUBLESHOOT: &[DefaultItem] = &[
    item("time", "Call out the time every 10 minutes"),
    item("updates", "Warn a few minutes before each update is due"),
    item("tasks", "Chase tasks that are due or blocked"),
    item("missed", "Pass on what chat says and the bridge missed"),
    item("side-talk", "Move side talk to another channel"),
    item("span", "Split teams when one person leads more than seven"),
    only("relief", "Line up relief for people long on duty", &["major", "medium"]),
    item("stand-in", "Take over if the Incident Manager drops off"),
];

pub(super) const RESOLVE: &[DefaultItem] = &[
    item("all-clears", "Chase the all-clears that are missing"),
    item("watch-time", "Keep the clock on the agreed watch time"),
    item("temporary", "Read out temporary measures still in place"),
    item("tasks", "See that each task is done, dropped or handed on"),
    item("last-call", "Ask who still sees trouble before it is ended"),
    item("stand-down", "Tell everyone who was called that they may go"),
];
