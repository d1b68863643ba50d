//! What the Customer Escalation Manager has to think of.

use super::{DefaultItem, item, only};

pub(super) const DETECT: &[DefaultItem] = &[
    item("details", "Note who reported it, what they saw, since when"),
    item("example", "Ask for an example: account, action, time, region"),
    item("same-signs", "Look for the same signs in other reports"),
    item("social", "Look on social media for more of the same"),
    item("escalate", "Take matching reports to on-call at once"),
    item("no-promise", "Tell reporters we are looking; promise no more"),
];

pub(super) const CREATE: &[DefaultItem] = &[
    item("join", "Join the bridge; say that you speak for customers"),
    item("hand-over", "Hand over reports with accounts, times, regions"),
    item("who-is-hit", "List customers who are surely or maybe hit"),
    item("at-stake", "Flag those with an SLA or a big day today"),
    item("one-place", "Tell support where to send new reports"),
    item("hold-replies", "Ask support to wait for approved words"),
];

pub(super) const CLASSIFY: &[DefaultItem] = &[
    item("reports", "Say how many reports and how fast they grow"),
    item("own-words", "Say what customers cannot do, in their words"),
    item("cost", "Say what it costs the customers hit hardest"),
    item("approved", "Give support the approved first answer"),
    only("call-first", "Call top customers before they call us", &["major"]),
    item("promises", "Record each promise with its due time"),
];

pub(super) const TROUBLESHOOT: &[DefaultItem] = &[
    item("approved-only", "Tell customers only what has been approved"),
    item("call-back", "Call back each customer when you said you would"),
    item("bring-in", "Bring new facts from customers to the bridge"),
    item("workaround", "Ask on-call for a workaround customers can use"),
    item("risks", "Offer a workaround together with its risks"),
    item("tester", "Find a customer who is willing to test the fix"),
    item("sla-limit", "Warn when a customer nears the SLA limit"),
    item("current-list", "Keep the list of customers hit up to date"),
];

pub(super) const RESOLVE: &[DefaultItem] = &[
    item("ask", "Ask the customers hit whether it works again"),
    item("still-failing", "Bring those who still fail to the bridge"),
    item("undo", "Tell customers how to undo the workaround"),
    item("answer-each", "Answer each report: what was found and done"),
    item("requests", "Write down what customers ask of us"),
    only("report-date", "Tell customers when to expect the report", &["major"]),
];

pub(super) const REVIEW: &[DefaultItem] = &[
    item("impact", "Bring who was hit, how long and how badly"),
    item("told-us", "Show which customers noticed before we did"),
    item("our-updates", "Bring what customers said about our updates"),
    item("promises", "List promises kept and promises broken"),
    item("questions", "List customer questions the report must answer"),
    item("consistent", "Check the draft against what customers were told"),
];

pub(super) const FOLLOW_UP: &[DefaultItem] = &[
    item("send-report", "Send the report to those who were promised it"),
    item("credits", "Work out SLA credits with finance"),
    item("fixed", "Tell customers when the lasting fix is in place"),
    only("meet", "Meet the customers who were hit hardest", &["major"]),
    item("ledger", "Close each open promise to a customer"),
    item("contacts", "Correct customer contacts that were out of date"),
];
