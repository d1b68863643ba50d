//! What the Communications Lead has to think of.

use super::{DefaultItem, for_kind, item, only, only_kind};
use crate::value::Kind;

pub(super) const CREATE: &[DefaultItem] = &[
    item("join", "Join the bridge; say that you write all updates"),
    item("approval", "Agree who approves updates and where"),
    for_kind("sign-in", "Sign in to the status page now", Kind::External),
    for_kind("sign-in-internal", "Check that you can reach all employees now", Kind::Internal),
    item("other-way", "Have a way to post if our own systems are down"),
    item("draft", "Open the first notice from its template"),
    item("one-voice", "Ask others not to post on their own"),
    item("confidential", "Ask what must stay confidential"),
];

pub(super) const CLASSIFY: &[DefaultItem] = &[
    only_kind("ack-major", "Acknowledge on the status page by minute 5", &["major"], Kind::External),
    only_kind("ack-medium", "Post the first public notice by minute 15", &["medium"], Kind::External),
    only_kind("ack-minor", "Post the first public notice by minute 30", &["minor"], Kind::External),
    only("announcement", "Send the preliminary announcement to stakeholders", &["major"]),
    item("employees", "Tell employees what is known and where to follow it"),
    for_kind("instead", "Tell employees what to use in the meantime", Kind::Internal),
    item("confirmed", "State only impact that an on-call has confirmed"),
    item("next-update", "Give the time of the next update in each message"),
    item("second-reader", "Have somebody read each draft before it goes"),
];

pub(super) const TROUBLESHOOT: &[DefaultItem] = &[
    only_kind("scope", "Post the scope 5 minutes after the first notice", &["major"], Kind::External),
    only_kind("pace-major", "Post every 20 minutes for 2 hours, then every 30", &["major"], Kind::External),
    only_kind("pace", "Post at least as often as the severity asks", &["medium", "minor"], Kind::External),
    only("executives", "Send executives a brief about every 30 minutes", &["major"]),
    item("employees", "Update employees at least every hour"),
    item("ask-early", "Ask for news well before each update is due"),
    item("no-change", "Post on time even when nothing has changed"),
    item("no-guess", "Keep out guesses about cause and repair time"),
    item("receipts", "Check that each message arrived"),
];

pub(super) const RESOLVE: &[DefaultItem] = &[
    item("found-done-next", "Say what was found, what was done, what comes next"),
    for_kind("monitoring", "Post Monitoring only when users have recovered", Kind::External),
    for_kind("resolved", "Post Resolved only after the last all-clear", Kind::External),
    for_kind("components", "Set status page components back to normal", Kind::External),
    for_kind("work-again", "Tell employees that they can work again", Kind::Internal),
    item("still-to-do", "Say what readers must still do themselves"),
    item("same-facts", "Tell every audience the same closing facts"),
    item("loose-ends", "Keep or end each promise of a next update"),
    only("report", "Say when a full report will follow", &["major"]),
];

pub(super) const REVIEW: &[DefaultItem] = &[
    item("messages", "Bring each message with the time it went out"),
    item("promises", "Show which updates came late, and why"),
    item("truth", "Compare what we said with what was true"),
    item("unclear", "Collect what readers did not understand"),
    item("templates", "Propose changes to templates"),
    only_kind("public-report", "Draft the public report in plain words", &["major"], Kind::External),
    only_kind("no-names", "Clear the public report of blame and names", &["major"], Kind::External),
];

pub(super) const FOLLOW_UP: &[DefaultItem] = &[
    only_kind("publish", "Publish the approved public report", &["major"], Kind::External),
    item("questions", "Answer the questions that employees still have"),
    item("templates", "Put wording that worked into the templates"),
    item("contacts", "Correct mailing lists and contacts that failed"),
    for_kind("history", "Check that the status page history is right", Kind::External),
    item("fixes", "Tell readers when promised fixes are in place"),
    item("practise", "Practise posting while our own systems are down"),
];
