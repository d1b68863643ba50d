//! Sentences that say that there is no further update.

use std::ops::Range;

use super::judge::is_update;
use super::topic::says_no;
use crate::sentence::Sentence;

/// The words that say so: "no further updates", "this is our final update", "this concludes our updates".
pub(super) fn last(s: &Sentence<'_>) -> Option<Range<usize>> {
    let mut updates = (0..s.tokens.len()).filter(|at| is_update(s, *at));
    updates.find_map(|at| none(s, at).or_else(|| last_one(s, at)).or_else(|| end(s, at)))
}

/// "No further updates", unless there is none only for now, or none to tell.
fn none(s: &Sentence<'_>, update: usize) -> Option<Range<usize>> {
    const NOW: &[&str] =
        &["time", "moment", "now", "yet", "currently", "share", "since", "report", "present", "until"];
    let further =
        (update.saturating_sub(3)..update).any(|at| s.is(at, &["further", "more", "additional", "other"]));
    let for_now = (update + 1..update + 6).any(|at| s.is(at, NOW));
    let no = (update.saturating_sub(8)..update).rev().find(|at| says_no(s, *at))?;
    (further && !for_now && !so_far(s, no, update)).then_some(no..update + 1)
}

/// Whether the clause speaks of now alone: "currently, there are no", "so far", "as of now".
fn so_far(s: &Sentence<'_>, no: usize, update: usize) -> bool {
    const PAIRS: &[(&str, &str)] = &[
        ("so", "far"),
        ("of", "now"),
        ("for", "now"),
        ("right", "now"),
        ("this", "time"),
        ("this", "moment"),
        ("this", "point"),
        ("the", "moment"),
        ("at", "present"),
    ];
    (no.saturating_sub(8)..update)
        .rev()
        .take_while(|at| !s.is(*at, &["and", "but", ";", ":", "."]))
        .any(|at| s.is(at, &["currently"]) || PAIRS.contains(&(s.low(at), s.low(at + 1))))
}

/// "This is our last update"; "Final update: …".
fn last_one(s: &Sentence<'_>, update: usize) -> Option<Range<usize>> {
    let last = (update.saturating_sub(3)..update).find(|at| s.is(*at, &["final", "last", "closing"]))?;
    if let Some(this) = (last.saturating_sub(5)..last).find(|at| s.is(*at, &["this"])) {
        return Some(this..update + 1);
    }
    // "Last update: 14:05" is that of before.
    let heads = s.get(update + 1).is_none() || s.is(update + 1, &[":", "-", "–", "—"]);
    (last == 0 && s.low(last) != "last" && heads).then_some(last..update + 1)
}

/// "This concludes our updates"; "updates will end here".
fn end(s: &Sentence<'_>, update: usize) -> Option<Range<usize>> {
    const ENDS: &[&str] = &["concludes", "ends", "closes"];
    let concludes = (update.saturating_sub(4)..update)
        .find(|at| s.is(*at, ENDS) && s.is(at.wrapping_sub(1), &["this"]))
        .map(|at| at - 1..update + 1);
    let stop = s.is(update + 1, &["will", "now"]) && s.is(update + 2, &["end", "cease", "stop"]);
    concludes.or_else(|| stop.then_some(update..update + 3))
}
