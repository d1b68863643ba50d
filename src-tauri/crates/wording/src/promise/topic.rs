//! What the words of a sentence are about, as far as it decides whose time a time is.

use crate::sentence::{Kind, Sentence, begins_like};
use crate::words::Words;

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

static MODALS: Words = Words::of(&[
    "aim",
    "aiming",
    "commit",
    "due",
    "expect",
    "expected",
    "going",
    "hope",
    "hoping",
    "intend",
    "let's",
    "plan",
    "planned",
    "planning",
    "promise",
    "scheduled",
    "shall",
    "should",
    "try",
    "will",
]);

/// Beginnings of words that tie a time to themselves.
static OTHERS: Words = Words::of(&[
    "affect",
    "alert",
    "available",
    "began",
    "begin",
    "bridge",
    "call",
    "complet",
    "confirm",
    "deadline",
    "declar",
    "degrad",
    "deploy",
    "detect",
    "drop",
    "ended",
    "experienc",
    "expire",
    "fail",
    "failover",
    "finish",
    "fix",
    "gave",
    "had",
    "happen",
    "identif",
    "invoice",
    "issued",
    "maint",
    "meet",
    "migrat",
    "mitigat",
    "normal",
    "notic",
    "observ",
    "occur",
    "online",
    "operational",
    "outage",
    "patch",
    "posted",
    "postmortem",
    "provided",
    "published",
    "reboot",
    "rebuil",
    "receiv",
    "recover",
    "reindex",
    "releas",
    "repair",
    "replac",
    "reported",
    "resol",
    "restart",
    "restor",
    "review",
    "roll",
    "saw",
    "seen",
    "sent",
    "started",
    "switch",
    "version",
    "was",
    "went",
    "were",
    "window",
]);

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
        _ => OTHERS.begin(word).then_some(Topic::Other),
    }
}

fn update(s: &Sentence<'_>, at: usize) -> Topic {
    static SOFTWARE: Words = Words::of(&[
        "app",
        "client",
        "config",
        "configuration",
        "current",
        "database",
        "dns",
        "driver",
        "earlier",
        "firmware",
        "index",
        "initial",
        "kernel",
        "last",
        "latest",
        "os",
        "package",
        "previous",
        "prior",
        "recent",
        "schema",
        "security",
        "software",
        "system",
        "windows",
    ]);
    static DONE: Words = Words::of(&[
        "applied",
        "apply",
        "applying",
        "deploy",
        "deployed",
        "deploying",
        "download",
        "gave",
        "got",
        "had",
        "install",
        "installed",
        "installing",
        "issued",
        "late",
        "made",
        "missed",
        "posted",
        "promised",
        "provided",
        "published",
        "push",
        "pushed",
        "read",
        "received",
        "release",
        "roll",
        "rollout",
        "run",
        "sent",
        "ship",
    ]);
    let near = |word: &str, reach: usize| (at.saturating_sub(reach)..at).any(|at| s.low(at) == word);
    let promised = || near("as", 6) && near("promised", 5);
    let done = (at.saturating_sub(4)..at).any(|at| DONE.has(s.low(at)));
    let software = at > 0 && SOFTWARE.has(s.low(at - 1));
    if software || (done && !promised()) || changes_a_machine(s, at) {
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
    static MACHINES: Words = Words::of(&[
        "app",
        "apps",
        "browser",
        "cache",
        "certificate",
        "certificates",
        "client",
        "clients",
        "cluster",
        "clusters",
        "code",
        "configuration",
        "credentials",
        "database",
        "databases",
        "db",
        "device",
        "devices",
        "dns",
        "driver",
        "drivers",
        "firmware",
        "fleet",
        "host",
        "hosts",
        "image",
        "images",
        "index",
        "kernel",
        "libraries",
        "library",
        "machine",
        "machines",
        "node",
        "nodes",
        "package",
        "packages",
        "passwords",
        "plugin",
        "record",
        "records",
        "router",
        "routers",
        "rules",
        "schema",
        "server",
        "servers",
        "settings",
        "software",
        "system",
        "systems",
        "version",
    ]);
    let object = (at + 1..at + 5).take_while(|at| {
        !s.is(*at, &["by", "at", "in", "within", "on", "about", "regarding", ":", ",", "every", "when"])
    });
    s.is(at + 1, &["your", "their", "its"]) || object.into_iter().any(|at| MACHINES.has(s.low(at)))
}

/// "Next", "another", perhaps with a word between: "next public update".
fn is_next(s: &Sentence<'_>, at: usize) -> bool {
    static NEXT: Words = Words::of(&[
        "additional",
        "another",
        "following",
        "further",
        "future",
        "more",
        "new",
        "next",
        "subsequent",
    ]);
    (at.saturating_sub(3)..at).any(|at| NEXT.has(s.low(at)))
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
    clause(s, at, 12)
        .any(|at| MODALS.has(s.low(at)) || s.low(at).ends_with("'ll") || s.low(at).ends_with("’ll"))
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
    static ASKED: Words = Words::of(&[
        "ask",
        "asked",
        "asking",
        "asks",
        "await",
        "awaiting",
        "chase",
        "demand",
        "demanded",
        "demanding",
        "demands",
        "expects",
        "missed",
        "need",
        "needed",
        "needs",
        "request",
        "requested",
        "requesting",
        "requests",
        "requires",
        "said",
        "says",
        "supplier",
        "told",
        "vendor",
        "want",
        "wanted",
        "wants",
    ]);
    if is_of_others(s, at) {
        return Topic::Other;
    }
    let mut clause = clause(s, at, 7).take_while(|at| !s.is(*at, &["and", "but"]));
    let asks = clause.any(|at| {
        ASKED.has(s.low(at))
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
    begins_like(s.low(at), &["delay", "postpone", "reschedul", "moved", "pushed", "shift", "slip", "defer"])
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
