//! What the words of a sentence are about, as far as it decides whose time a time is.

use crate::sentence::{Kind, Sentence};

/// What a word speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    /// The next update.
    Next,
    /// An update, and only what stands beside it says of which time.
    Update,
    /// The next update, which is not to come: "not", "no".
    Denied,
    /// Something else that has times: repairs, meetings, what happened, updates of the past and of software.
    Other,
}

const MODALS: &[&str] = &[
    "will",
    "shall",
    "should",
    "going",
    "plan",
    "planning",
    "planned",
    "aim",
    "aiming",
    "expect",
    "intend",
    "hope",
    "hoping",
    "try",
    "commit",
    "promise",
    "scheduled",
    "due",
    "expected",
    "let's",
];

/// Beginnings of words that tie a time to themselves.
const OTHERS: &[&str] = &[
    "fix",
    "resol",
    "restor",
    "repair",
    "recover",
    "mitigat",
    "deploy",
    "complet",
    "roll",
    "maint",
    "reboot",
    "restart",
    "failover",
    "migrat",
    "patch",
    "releas",
    "operational",
    "began",
    "begin",
    "started",
    "saw",
    "seen",
    "notic",
    "detect",
    "observ",
    "reported",
    "confirm",
    "identif",
    "receiv",
    "declar",
    "occur",
    "happen",
    "affect",
    "degrad",
    "experienc",
    "meet",
    "bridge",
    "call",
    "review",
    "postmortem",
    "outage",
    "online",
    "normal",
    "available",
    "finish",
    "ended",
    "drop",
    "fail",
    "alert",
    "expire",
    "went",
    "was",
    "were",
    "had",
    "posted",
    "sent",
    "published",
    "gave",
    "provided",
    "issued",
    "switch",
    "rebuil",
    "reindex",
    "replac",
    "window",
    "version",
    "invoice",
    "deadline",
];

/// The topic of a token. Few are asked for theirs: those between a time and the word that decides.
pub(super) fn topic(s: &Sentence<'_>, at: usize) -> Option<Topic> {
    let word = s.low(at);
    match word {
        "update" | "updates" => Some(update(s, at)),
        "updated" | "updating" => modal(s, at).then(|| judged(s, at)).or(Some(Topic::Other)),
        "hear" => {
            let from_us = (at + 1..at + 5).any(|at| s.is(at, &["us", "me", "again"]));
            (from_us && modal(s, at)).then(|| judged(s, at))
        }
        "back" => back(s, at),
        "touch" => (s.is(at.wrapping_sub(1), &["in"]) && modal(s, at)).then(|| judged(s, at)),
        "know" => {
            let told = s.is(at.wrapping_sub(2), &["let"]) && !s.is(at.wrapping_sub(1), &["us", "me"]);
            (told && modal(s, at)).then(|| judged(s, at))
        }
        "inform" | "notify" | "brief" | "advise" | "communicate" => {
            (modal(s, at) && !s.is(at + 1, &["us", "me"])).then(|| judged(s, at))
        }
        "posted" if s.is(at.wrapping_sub(2), &["keep"]) || s.is(at.wrapping_sub(3), &["keep"]) => {
            modal(s, at).then(|| judged(s, at))
        }
        "post" if s.is(at + 1, &["-"]) && s.is(at + 2, &["mortem"]) => Some(Topic::Other),
        "post" | "write" | "speak" | "report" | "share" | "follow" | "check" => {
            let more = s.is(at + 1, &["again", "more", "up", "in", "further", "news"]);
            (more && modal(s, at)).then(|| judged(s, at)).or_else(|| noun(s, at))
        }
        "communication" | "communications" | "comms" | "briefing" | "bulletin" | "news" | "notice"
        | "message" | "statement" | "information" | "info" | "details" | "email" | "mail" => noun(s, at),
        // "Will be posted" is to come.
        "posted" | "sent" | "published" | "provided" | "issued" if modal(s, at) => None,
        _ => OTHERS.iter().any(|stem| word.starts_with(stem)).then_some(Topic::Other),
    }
}

fn update(s: &Sentence<'_>, at: usize) -> Topic {
    const SOFTWARE: &[&str] = &[
        "software",
        "firmware",
        "app",
        "database",
        "security",
        "system",
        "windows",
        "client",
        "kernel",
        "driver",
        "configuration",
        "config",
        "dns",
        "os",
        "package",
        "schema",
        "index",
        "latest",
        "last",
        "previous",
        "prior",
        "earlier",
        "recent",
        "current",
        "initial",
    ];
    const DONE: &[&str] = &[
        "deploy",
        "install",
        "apply",
        "ship",
        "release",
        "push",
        "rollout",
        "roll",
        "download",
        "posted",
        "sent",
        "published",
        "provided",
        "issued",
        "gave",
        "made",
        "received",
        "got",
        "run",
        "had",
        "deployed",
        "installing",
        "applying",
        "deploying",
        "installed",
        "applied",
        "pushed",
        "missed",
        "promised",
        "late",
        "read",
    ];
    let near = |words: &[&str], reach: usize| (at.saturating_sub(reach)..at).any(|at| s.is(at, words));
    let promised = near(&["as"], 6) && near(&["promised"], 5);
    if near(SOFTWARE, 1) || (near(DONE, 4) && !promised) || changes_a_machine(s, at) {
        return Topic::Other;
    }
    if is_next(s, at) || modal(s, at) || soon(s, at) || is_put_off(s, at, at + 4) {
        judged(s, at)
    } else {
        asked(s, at)
    }
}

/// "Update your app", "update to the database".
fn changes_a_machine(s: &Sentence<'_>, at: usize) -> bool {
    const MACHINES: &[&str] = &[
        "server",
        "servers",
        "database",
        "databases",
        "app",
        "apps",
        "client",
        "clients",
        "software",
        "firmware",
        "certificate",
        "certificates",
        "configuration",
        "dns",
        "record",
        "records",
        "package",
        "packages",
        "version",
        "driver",
        "drivers",
        "kernel",
        "system",
        "systems",
        "host",
        "hosts",
        "node",
        "nodes",
        "machine",
        "machines",
        "device",
        "devices",
        "browser",
        "router",
        "routers",
        "schema",
        "index",
        "library",
        "libraries",
        "code",
        "rules",
        "settings",
        "passwords",
        "credentials",
        "cache",
        "image",
        "images",
        "fleet",
        "cluster",
        "clusters",
        "plugin",
        "db",
    ];
    let object = (at + 1..at + 5).take_while(|at| {
        !s.is(*at, &["by", "at", "in", "within", "on", "about", "regarding", ":", ",", "every", "when"])
    });
    s.is(at + 1, &["your", "their", "its"]) || object.into_iter().any(|at| s.is(at, MACHINES))
}

/// "Next", "another", perhaps with a word between: "next public update".
fn is_next(s: &Sentence<'_>, at: usize) -> bool {
    const NEXT: &[&str] =
        &["next", "further", "another", "following", "additional", "subsequent", "more", "future", "new"];
    (at.saturating_sub(3)..at).any(|at| s.is(at, NEXT))
}

/// Whether what stands just behind it says that it is to come: "updates will be posted", "update to follow".
fn soon(s: &Sentence<'_>, at: usize) -> bool {
    (at + 1..at + 4).take_while(|at| !s.is(*at, &[",", ";", ":"])).any(|at| {
        s.is(at, &["will", "follow", "follows", "due", "expected", "scheduled", "planned", "shall"])
            || s.low(at).ends_with("'ll")
    })
}

fn back(s: &Sentence<'_>, at: usize) -> Option<Topic> {
    const HEALTHY: &[&str] = &["online", "up", "operational", "running", "normal", "live", "available"];
    let healthy = s.is(at + 1, HEALTHY)
        || (s.is(at + 1, &["to", "in"]) && s.is(at + 2, &["normal", "full", "service", "operation"]));
    if healthy {
        return Some(Topic::Other);
    }
    match s.low(at.wrapping_sub(1)) {
        "check" => Some(judged(s, at)),
        "get" | "report" | "come" | "circle" | "reach" | "write" => modal(s, at).then(|| judged(s, at)),
        "be" => {
            let ours = s.is(at.wrapping_sub(3), &["we", "i"]) || s.low(at.wrapping_sub(2)).ends_with("ll");
            if ours && modal(s, at) { Some(judged(s, at)) } else { Some(Topic::Other) }
        }
        _ => None,
    }
}

/// Another word for an update, if it is the next: "further information", "next briefing".
fn noun(s: &Sentence<'_>, at: usize) -> Option<Topic> {
    is_next(s, at).then(|| judged(s, at))
}

/// Whether somebody intends it: a modal before it in its clause.
fn modal(s: &Sentence<'_>, at: usize) -> bool {
    clause(s, at, 12).any(|at| s.is(at, MODALS) || s.low(at).ends_with("'ll") || s.low(at).ends_with("’ll"))
        || denied(s, at)
}

/// The tokens before this one back to the beginning of its clause, at most so many.
fn clause(s: &Sentence<'_>, at: usize, reach: usize) -> impl Iterator<Item = usize> {
    (at.saturating_sub(reach)..at).rev().take_while(|at| !s.is(*at, &[";", ":", ".", "—"]))
}

/// The next update, unless somebody else is asked for it or it is denied.
fn judged(s: &Sentence<'_>, at: usize) -> Topic {
    if denied(s, at) {
        return Topic::Denied;
    }
    match asked(s, at) {
        Topic::Update => Topic::Next,
        other => other,
    }
}

/// An update that others owe us, or that somebody else expects, is not promised.
fn asked(s: &Sentence<'_>, at: usize) -> Topic {
    const ASKED: &[&str] = &[
        "need",
        "needs",
        "needed",
        "asked",
        "asks",
        "asking",
        "ask",
        "request",
        "requested",
        "requests",
        "requesting",
        "demand",
        "demands",
        "demanded",
        "demanding",
        "requires",
        "want",
        "wants",
        "wanted",
        "expects",
        "awaiting",
        "await",
        "missed",
        "told",
        "said",
        "says",
        "chase",
        "vendor",
        "supplier",
    ];
    if is_of_others(s, at) {
        return Topic::Other;
    }
    let mut clause = clause(s, at, 7).take_while(|at| !s.is(*at, &["and", "but"]));
    let asks = clause.any(|at| {
        s.is(at, ASKED)
            || (s.is(at, &["send", "give", "tell", "let"]) && s.is(at + 1, &["us", "me"]))
            || (s.is(at, &["please"]) && !s.is(at + 1, &["check", "expect"]))
    });
    if asks { Topic::Other } else { Topic::Update }
}

/// "An update from our cloud provider"; one from us or from our team is ours.
fn is_of_others(s: &Sentence<'_>, at: usize) -> bool {
    const OURS: &[&str] =
        &["us", "me", "here", "now", "team", "side", "end", "support", "engineers", "engineering", "page"];
    let from = (at + 1..at + 4)
        .take_while(|at| !s.is(*at, &[",", ";", ":", ".", "and", "but"]))
        .find(|at| s.is(*at, &["from"]));
    let Some(from) = from else { return false };
    let named = s.get(from + 1).is_some_and(|token| token.kind == Kind::Word);
    named && !s.is(from + 1, OURS) && !(s.is(from + 1, &["our"]) && (2..4).any(|n| s.is(from + n, OURS)))
}

/// Whether the update itself was put off, so that a time before it is that of which people were told: "the 14:30 update
/// is delayed".
pub(super) fn is_put_off(s: &Sentence<'_>, update: usize, to: usize) -> bool {
    (update + 1..to.min(update + 6))
        .take_while(|at| !s.is(*at, &["on", "about", "that", "which", "for", ",", ";", "and"]))
        .any(|at| puts_off(s, at))
}

/// "Delayed", "postponed".
pub(super) fn puts_off(s: &Sentence<'_>, at: usize) -> bool {
    ["delay", "postpone", "reschedul", "moved", "pushed", "shift", "slip", "defer"]
        .iter()
        .any(|stem| s.low(at).starts_with(stem))
}

fn denied(s: &Sentence<'_>, at: usize) -> bool {
    clause(s, at, 8)
        .take_while(|at| !s.is(*at, &["and", "but", ",", "however", "so", "-", "–"]))
        // "No ETA yet, next update …": a "no" belongs to the word beside it.
        .any(|no| (says_no(s, no) && (!s.is(no, &["no"]) || at - no <= 3)) || fails(s, no, at))
}

/// "Unable to give", "failed to have"; what failed before a "will" is not the update.
fn fails(s: &Sentence<'_>, at: usize, update: usize) -> bool {
    s.is(at, &["unable", "fail", "fails", "failed"])
        && s.is(at + 1, &["to"])
        && !(at..update).any(|at| s.is(at, &["will", "shall"]))
}

/// "No", "not", "won't".
pub(super) fn says_no(s: &Sentence<'_>, at: usize) -> bool {
    let word = s.low(at);
    ["not", "no", "never", "without", "cannot"].contains(&word)
        || word.ends_with("n't")
        || word.ends_with("n’t")
}
