//! How a draft differs from what was said last.

use std::ops::Range;

use serde::Serialize;
use ts_rs::TS;

/// Words in a row that have the same fate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", content = "text", rename_all = "snake_case")]
#[ts(rename = "WordChange")]
pub enum Change {
    /// In both.
    Same(String),
    /// Only in the text after.
    Added(String),
    /// Only in the text before.
    Removed(String),
}

/// How many pieces (words, and what stands between them) may be removed and added. Where there are more, what lies
/// between the equal beginning and the equal end is one whole replacement.
pub const MOST_EDITS: usize = 1_000;

/// From one text to the other, word by word. `Same` and `Removed` in a row are the text before, `Same` and `Added`
/// the text after, with every space.
///
/// The work is at most linear in the texts and [`MOST_EDITS`] times that; the memory beside it at most a million
/// numbers.
#[must_use]
pub fn words(before: &str, after: &str) -> Vec<Change> {
    let (old, new) = (pieces(before), pieces(after));
    let mut changes = Vec::new();
    let mut say = |change: fn(String) -> Change, pieces: &[&str]| {
        if !pieces.is_empty() {
            changes.push(change(pieces.concat()));
        }
    };
    for run in joined(runs(&old, &new), &old) {
        match run {
            Run::Same(same) => say(Change::Same, &old[same]),
            Run::Replaced(gone, come) => {
                say(Change::Removed, &old[gone]);
                say(Change::Added, &new[come]);
            }
        }
    }
    changes
}

/// How near two texts are: 0 for nothing in common, 1 for the same words in the same order, whatever stands between
/// them. Twice the words in common through the words of both; two texts without a word are the same.
///
/// Bounded like [`words`].
#[must_use]
pub fn similarity(before: &str, after: &str) -> f32 {
    let words = |text| -> Vec<String> {
        pieces(text).into_iter().filter(|piece| is_word(piece)).map(str::to_lowercase).collect()
    };
    let (old, new) = (words(before), words(after));
    let all = old.len() + new.len();
    if all == 0 {
        return 1.0;
    }
    let common: usize = runs(&old, &new)
        .iter()
        .map(|run| match run {
            Run::Same(same) => same.len(),
            Run::Replaced(..) => 0,
        })
        .sum();
    (2 * common) as f32 / all as f32
}

/// What became of pieces in a row: those of the text before, and those that stand there now.
enum Run {
    Same(Range<usize>),
    Replaced(Range<usize>, Range<usize>),
}

/// Words that change one after another are read as one change, not as one for each with equal spaces between.
fn joined(runs: Vec<Run>, old: &[&str]) -> Vec<Run> {
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        if let Run::Replaced(gone, come) = &run
            && let [.., Run::Replaced(first_gone, first_come), Run::Same(between)] = &mut joined[..]
            && old[between.clone()].iter().all(|piece| piece.starts_with(char::is_whitespace))
        {
            (first_gone.end, first_come.end) = (gone.end, come.end);
            joined.pop();
        } else {
            joined.push(run);
        }
    }
    joined
}

fn is_word(piece: &str) -> bool {
    piece.starts_with(char::is_alphanumeric)
}

/// A word, a run of spaces, or one sign. Signs inside a word, as in `14:30`, `don't` or `3.2`, belong to it.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if first.is_alphanumeric() {
            word(rest)
        } else if first.is_whitespace() {
            rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// Where the word ends that the text begins with.
fn word(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = matches!(c, ':' | '.' | ',' | '\'' | '’' | '_')
            && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !is_part(c) && !joins {
            return at;
        }
    }
    text.len()
}

/// Letters, digits and the accents that stand after them as characters of their own.
fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{fe0f}')
}

/// Equal beginning, the shortest way through the middle, equal end.
fn runs<T: PartialEq>(old: &[T], new: &[T]) -> Vec<Run> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_middle, new_middle) = (&old_rest[..old_rest.len() - tail], &new_rest[..new_rest.len() - tail]);

    let mut same: Vec<(usize, usize)> = Vec::new();
    same.extend((0..head).map(|at| (at, at)));
    same.extend(matches(old_middle, new_middle).into_iter().map(|(a, b)| (head + a, head + b)));
    same.extend((0..tail).rev().map(|back| (old.len() - 1 - back, new.len() - 1 - back)));

    let mut runs = Vec::new();
    let (mut a, mut b) = (0, 0);
    for (x, y) in same.into_iter().chain([(old.len(), new.len())]) {
        if a < x || b < y {
            runs.push(Run::Replaced(a..x, b..y));
        }
        match runs.last_mut() {
            Some(Run::Same(range)) if range.end == x => range.end = x + 1,
            _ => runs.push(Run::Same(x..x + 1)),
        }
        (a, b) = (x + 1, y + 1);
    }
    // The end of both stood in for one more piece that is the same.
    if let Some(Run::Same(range)) = runs.last_mut() {
        range.end -= 1;
    }
    runs
}

/// Pairs of places that hold the same, by the greedy algorithm of E. W. Myers, "An O(ND) Difference Algorithm and Its
/// Variations" (1986). None where it would take more than [`MOST_EDITS`].
fn matches<T: PartialEq>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let most = MOST_EDITS.min(old.len() + new.len());
    if old.len().abs_diff(new.len()) > most {
        return Vec::new();
    }
    // For each number of edits, how far along `old` they lead on each diagonal; from one to the next are two.
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    for edits in 0..=most {
        let mut round = Vec::with_capacity(edits + 1);
        for lane in 0..=edits {
            let mut x = rounds.last().map_or(0, |last| step(last, lane).0);
            let mut y = x + edits - 2 * lane;
            while x < old.len() && y < new.len() && old[x] == new[y] {
                (x, y) = (x + 1, y + 1);
            }
            round.push(x);
            if x >= old.len() && y >= new.len() {
                rounds.push(round);
                return way(&rounds, lane);
            }
        }
        rounds.push(round);
    }
    Vec::new()
}

/// How far the better of two single edits leads onto a lane, and the lane it comes from.
fn step(last: &[usize], lane: usize) -> (usize, usize) {
    let removed = lane.checked_sub(1).and_then(|from| Some((last.get(from)? + 1, from)));
    let added = last.get(lane).map(|&x| (x, lane));
    added.max(removed).unwrap_or_default()
}

/// The matches along the way, walked from its end.
fn way(rounds: &[Vec<usize>], mut lane: usize) -> Vec<(usize, usize)> {
    let mut matches = Vec::new();
    for (edits, round) in rounds.iter().enumerate().rev() {
        let end = round[lane];
        let (start, from) = match edits.checked_sub(1) {
            Some(last) => step(&rounds[last], lane),
            None => (0, 0),
        };
        matches.extend((start..end).rev().map(|x| (x, x + edits - 2 * lane)));
        lane = from;
    }
    matches.reverse();
    matches
}
