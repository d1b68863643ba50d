//! What the on-call engineer of the service at fault has to think of.

use super::{DefaultItem, item, only};

pub(super) const DETECT: &[DefaultItem] = &[
    item("acknowledge", "Acknowledge the page or pass it on at once"),
    item("compare", "Compare errors, latency and load with yesterday"),
    item("changes", "List recent deploys, flags and config changes"),
    item("dependencies", "Check the services you depend on"),
    item("keep-logs", "Save logs and graphs that will soon roll over"),
    item("declare", "If users may feel it, declare without waiting"),
];

pub(super) const CREATE: &[DefaultItem] = &[
    item("join", "Join channel and bridge; say which service you own"),
    item("pause", "Pause rollouts and risky jobs of your service"),
    item("last-day", "Say what changed in the last day"),
    item("runbook", "Open the runbook that fits and link it"),
    item("access", "Check now that you have the access you will need"),
    only("second", "Ask for a second engineer early", &["major", "medium"]),
    item("backup", "Tell the Incident Manager who your backup is"),
];

pub(super) const CLASSIFY: &[DefaultItem] = &[
    item("part", "Say which part fails and what depends on it"),
    item("next", "Name services that may fail next"),
    item("data", "Say whether data can be lost or exposed"),
    item("way-out", "Say if a rollback or failover is at hand"),
    item("trend", "Say if it will get worse when left alone"),
    item("certainty", "Say how sure you are and what would settle it"),
];

pub(super) const TROUBLESHOOT: &[DefaultItem] = &[
    item("latest-change", "Suspect the latest change first"),
    item("theory", "Name a theory and a check that could disprove it"),
    item("say-first", "Say what you will do and wait for a yes"),
    item("one-change", "Change one thing at a time and note when"),
    item("evidence", "Save evidence before you restart anything"),
    item("report", "Report at the agreed time, even with no news"),
    item("expert", "Ask for an expert after 15 minutes without a lead"),
    item("ease", "Offer a way to ease the pain before cause is known"),
    item("later", "Note what to fix later instead of chasing it"),
];

pub(super) const RESOLVE: &[DefaultItem] = &[
    item("undo", "Prefer rollback, failover or switch-off to repair"),
    item("way-back", "Have a way back ready before each change"),
    item("small-first", "Start with one host or zone, then the rest"),
    item("effect", "Say when it is out and which graph should move"),
    item("temporary", "Mark temporary measures and how to remove them"),
    item("again", "Check what could make it start again tonight"),
    item("lasting", "Replace temporary measures by a lasting fix"),
    item("lift", "Lift deploy freezes step by step"),
    item("cause", "Write down the cause, or that it is unknown"),
];

pub(super) const REVIEW: &[DefaultItem] = &[
    item("together", "Explain how several conditions came together"),
    item("evidence", "Back each claim with a timeline entry or a graph"),
    item("slow", "Say what slowed you: access, tools, docs, alerts"),
    item("luck", "Say where we were lucky"),
    item("three-kinds", "Propose actions to prevent, detect and soften"),
    item("draft", "Read the draft and correct your part"),
];

pub(super) const FOLLOW_UP: &[DefaultItem] = &[
    item("high-first", "Do high-priority fixes before other work"),
    item("elsewhere", "Look for the same weakness in other services"),
    item("try-failure", "Cause the failure again, safely, to test the fix"),
    item("knowledge", "Update runbook, diagrams and alerts"),
    item("leftovers", "Remove leftover flags, hosts and extra access"),
    item("done", "Report each action done, with proof"),
];
