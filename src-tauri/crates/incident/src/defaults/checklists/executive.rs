//! What an executive has to think of.

use super::{DefaultItem, for_kind, item, only, only_kind};
use crate::value::Kind;

pub(super) const CLASSIFY: &[DefaultItem] = &[
    item("ask-manager", "Read the announcement; ask only the Incident Manager"),
    item("reach", "Say how to reach you in the next hours"),
    item("stakes", "Tell of launches, deals or dates that raise stakes"),
    item("severity", "Give business facts; do not set the severity"),
    item("press", "Send press and customer calls to communications"),
    only("duty-to-tell", "Decide who tells board, legal and regulators", &["major"]),
];

pub(super) const TROUBLESHOOT: &[DefaultItem] = &[
    item("brief", "Read each brief and answer what it asks"),
    item("decide", "Decide business questions by the time given"),
    item("resources", "Free the people or money that are asked for"),
    item("off-bridge", "Stay off the bridge unless you are asked in"),
    item("shield", "Keep other leaders away from the responders"),
    only("legal", "Check for legal notices with a deadline", &["major", "medium"]),
    only("relief", "Make sure that tired people can be relieved", &["major", "medium"]),
];

pub(super) const RESOLVE: &[DefaultItem] = &[
    item("risk", "Accept or refuse the business risk of a quick fix"),
    item("cost", "Approve what the mitigation costs"),
    item("wait", "Wait for the all-clear before you call it over"),
    for_kind("call", "Call the customers hit hardest, if asked", Kind::External),
    item("thank", "Thank the people who responded"),
    only("rest", "Give responders time off to recover", &["major", "medium"]),
    item("review-date", "Ask for the date of the review"),
];

pub(super) const REVIEW: &[DefaultItem] = &[
    item("read", "Read the draft before the meeting"),
    item("how-not-who", "Ask how it was possible, never who did it"),
    item("hear", "Hear the overview and the key actions"),
    item("settle", "Settle which plans give way to the actions"),
    item("fund", "Fund actions that a team cannot pay for"),
    only_kind("goodwill", "Decide on public report and goodwill credits", &["major"], Kind::External),
];

pub(super) const FOLLOW_UP: &[DefaultItem] = &[
    item("progress", "Ask regularly how high-priority actions stand"),
    item("protect", "Protect time for fixes against new features"),
    item("invest", "Use TTD, TTM and TTR to choose where to invest"),
    item("answers", "Answer the decisions still waiting for you"),
    for_kind("promises", "Keep what you promised to customers", Kind::External),
    item("same-again", "Ask whether other services could fail this way"),
];
