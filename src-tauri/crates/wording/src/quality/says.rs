//! What every update says: what is affected, what we are doing, when the next one comes; and that it fits.

use std::ops::Range;

use super::text::{Text, begins, follows};
use super::{Draft, Missing, Notice, Verdict};
use crate::promise::{Promise, Says};
use crate::sentence::Sentence;

type Found = Result<Option<Range<usize>>, Missing>;

fn missing(verdict: Verdict, text: &str) -> Missing {
    Missing { verdict, range: None, text: text.to_owned() }
}

/// What does not work as it should: a service of the book, or words for an impact.
pub(super) fn affected(text: &Text<'_>, draft: &Draft<'_>) -> Found {
    if let Some(service) = text.services.first() {
        return Ok(Some(service.clone()));
    }
    match text.each(impact).into_iter().next() {
        Some(range) => Ok(Some(range)),
        // What was said to be affected still is, or no longer.
        None => Err(missing(
            match draft.notice {
                Notice::First | Notice::Progress => Verdict::Failed,
                Notice::NoChange | Notice::Resolved => Verdict::Advice,
            },
            "Say what is affected and for whom.",
        )),
    }
}

fn impact(s: &Sentence<'_>, at: usize) -> Option<usize> {
    const STEMS: &[&str] = &[
        "fail",
        "unavailab",
        "slow",
        "delay",
        "degrad",
        "error",
        "outage",
        "disrupt",
        "affect",
        "impact",
        "unable",
        "interrupt",
        "intermittent",
        "timeout",
        "missing",
        "incorrect",
        "inaccessib",
        "unreachab",
        "offline",
        "broken",
        "duplicat",
        "lost",
        "latenc",
        "unresponsiv",
        "crash",
    ];
    const PHRASES: &[&[&str]] = &[
        &[
            "not|isn't|aren't|stopped|stop|doesn't",
            "working|work|loading|load|available|responding|possible|able",
        ],
        &["timed|timing|time", "out"],
        &["is|are|was|were|be|been|went|go", "down"],
        &["cannot|can't|couldn't"],
        &["can|could|may|might|do|does|did", "not"],
        &["no", "longer", "able"],
        &["problem|problems|trouble|difficulty|difficulties|issue|issues", "with|in|when|on|accessing"],
        &["work|works|working|back", "again|normally|to"],
    ];
    if begins(s, at, STEMS) {
        return Some(at + 1);
    }
    let phrase = PHRASES.iter().find(|words| follows(s, at, words))?;
    // "We cannot say" and "we do not know" is about us.
    let ours = s.is(at.wrapping_sub(1), &["we", "i"]);
    (!ours).then_some(at + phrase.len())
}

/// What we do about it.
pub(super) fn doing(text: &Text<'_>, draft: &Draft<'_>) -> Found {
    match text.each(action).into_iter().next() {
        Some(range) => Ok(Some(range)),
        None => Err(missing(
            if draft.notice == Notice::Resolved { Verdict::Advice } else { Verdict::Failed },
            "Say what we are doing about it.",
        )),
    }
}

fn action(s: &Sentence<'_>, at: usize) -> Option<usize> {
    const STEMS: &[&str] = &[
        "investigat",
        "mitigat",
        "fix",
        "restor",
        "deploy",
        "monitor",
        "rerout",
        "repair",
        "implement",
        "rebuil",
        "restart",
        "revert",
        "rollback",
        "engag",
        "resolv",
        "diagnos",
        "analys",
        "analyz",
        "escalat",
        "isolat",
        "replac",
        "identifying",
        "testing",
        "scaling",
        "switching",
        "moving",
        "adding",
        "bringing",
        "applying",
        "checking",
        "watching",
        "contacting",
        "narrow",
        "recover",
    ];
    const PHRASES: &[&[&str]] = &[
        &["looking|look|looked", "into|at|for"],
        &["working|work", "on|to|with|towards"],
        &["rolled|rolling|roll", "back|out"],
        &["switched|switch|moved|failing|failed|fail", "over|to"],
        &["we|we're|we’re", "have|are|", "applied|added|found|trying|tested|scaled|blocked|paused|stopped"],
        &["are|we're|we’re|i'm", "on", "it"],
        &[
            "have|has|had",
            "applied|added|found|identified|tested|scaled|blocked|paused|switched|stopped|replaced",
        ],
        &["we", "applied|added|found|identified|tested|scaled|blocked|paused|switched|stopped|replaced"],
    ];
    // "Not working" and "no fix" is what is affected.
    let denied = s.is(at.wrapping_sub(1), &["not", "no", "cannot", "without"])
        || s.low(at.wrapping_sub(1)).ends_with("n't");
    if denied {
        return None;
    }
    if begins(s, at, STEMS) {
        return Some(at + 1);
    }
    PHRASES.iter().find(|words| follows(s, at, words)).map(|words| at + words.len())
}

/// The promise that holds.
pub(super) fn next_update(holds: Option<&Promise>, notice: Notice) -> Found {
    let over = notice == Notice::Resolved;
    let Some(promise) = holds else {
        return Err(if over {
            missing(Verdict::Advice, "Say that this is the final update, or when the review follows.")
        } else {
            missing(Verdict::Failed, "Say by when the next update comes, with its time zone.")
        });
    };
    let range = Some(promise.range.clone());
    match &promise.says {
        Says::By(_) => Ok(range),
        Says::NoMore if over => Ok(range),
        Says::NoMore => {
            let text = "It is not over: say by when the next update comes.".to_owned();
            Err(Missing { verdict: Verdict::Failed, range, text })
        }
        Says::Doubtful(doubt) => Err(Missing { verdict: Verdict::Failed, range, text: doubt.text.clone() }),
    }
}

/// Whether it fits: a post or a brief that is too long is cut, another text is not read to its end.
pub(super) fn length(draft: &Draft<'_>) -> Found {
    use super::Channel::{Brief, Social};
    let Some(limit) = draft.channel.limit() else { return Ok(None) };
    let Some((cut, _)) = draft.text.char_indices().nth(limit) else { return Ok(None) };
    let more = draft.text[cut..].chars().count();
    let verdict = if matches!(draft.channel, Social | Brief) { Verdict::Failed } else { Verdict::Advice };
    let text = format!("Make it {more} characters shorter: at most {limit} fit here.");
    Err(Missing { verdict, range: Some(cut..draft.text.len()), text })
}
