//! The promise reader: when a text says that people hear from us next.
//!
//! It reads English as people type it under stress or paste it from somewhere, and keeps to sentences about the
//! next update. What happened, how long it took and when it will be repaired are no promises.

mod clock;
mod day;
mod judge;
mod last;
mod number;
mod repair;
mod scan;
mod settle;
mod span;
mod topic;
mod when;
mod zones;

use std::ops::Range;

use chrono_tz::Tz;
use incident::id::Millis;
use incident::variable::Variable;
use incident::zone::clock_text;
use serde::Serialize;
use ts_rs::TS;

use crate::sentence::Sentence;
use crate::template::{Filled, Piece};
use judge::{Found, What};
pub(crate) use repair::repairs;
use scan::Sentences;

use settle::settle;

/// What a text promises about the next update, and where it says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Promise {
    /// The words that say when, in bytes of the text.
    pub range: Range<usize>,
    /// When.
    pub says: Says,
}

/// When people hear from us next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "Promised")]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum Says {
    /// By this moment.
    By(Millis),
    /// Not again: this was the last update.
    NoMore,
    /// There is a promise, and its time needs somebody to look at it.
    Doubtful(Doubt),
}

/// Why the time of a promise cannot be relied on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Doubt {
    /// What is wrong with it.
    pub why: Why,
    /// How it was read all the same, where it could be read.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<Millis>,
    /// One sentence that says what to do.
    pub text: String,
}

/// What is wrong with the time of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, TS)]
#[ts(rename = "WhyDoubtful")]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It is over already.
    Past,
    /// No zone has this name.
    NoSuchZone,
    /// Several zones have this name, and the workspace's is none of them.
    ManyZones,
    /// The zone of this name is on its other time of the year by then.
    OutOfSeason,
    /// The clock is put forward over it.
    Skipped,
    /// The clock is put back, so it comes twice; read as the first.
    Twice,
    /// No clock or calendar shows it.
    NoSuchTime,
    /// The same moment is said in two zones, and they differ; read as the earlier.
    Differ,
    /// It names a day or a part of one, and no time; read as its end.
    NoClock,
    /// It may be at night or in the afternoon; read as the earlier.
    HalfOfDay,
    /// It says only before when there is nothing.
    NotBefore,
}

/// All that a text promises about the next update, in the order in which it stands there.
///
/// `zone` is that of the workspace: it holds for times that name none, and it decides which of several zones an
/// abbreviation such as `IST` means.
///
/// The work is linear in the length of the text: each byte is looked at once to find words that speak of updates, and
/// of a sentence around one at most 1,200 bytes are read, none of them for two sentences.
#[must_use]
pub fn read(text: &str, now: Millis, zone: Tz) -> Vec<Promise> {
    let mut promises = Vec::new();
    let mut low = String::new();
    for range in Sentences::of(text) {
        // "Can we have an update by 14:30?" promises nothing.
        if text[range.end..].starts_with('?') {
            continue;
        }
        let raw = &text[range.clone()];
        low.clear();
        low.push_str(raw);
        low.make_ascii_lowercase();
        let sentence = Sentence::new(raw, &low, range.start);
        for found in judge::found(&sentence) {
            let (tokens, says) = match found {
                Found::NoMore(tokens) => (tokens, Some(Says::NoMore)),
                Found::At(time, what) => {
                    let says = settle(&time.when, now, zone);
                    (
                        time.tokens,
                        match what {
                            What::Update => says,
                            What::Perhaps => says.filter(|says| !says.is_past()),
                            What::NotBefore => {
                                says.map(|says| Says::Doubtful(Doubt::new(Why::NotBefore, says.read(), now)))
                            }
                        },
                    )
                }
            };
            promises.extend(says.map(|says| Promise { range: sentence.bytes(tokens), says }));
        }
    }
    promises
}

/// The text without the sentences that promise something.
pub(crate) fn without(text: &str) -> String {
    let mut kept = String::new();
    let mut from = 0;
    for range in Sentences::of(text) {
        let raw = &text[range.clone()];
        let low = raw.to_ascii_lowercase();
        if text[range.end..].starts_with('?')
            || judge::found(&Sentence::new(raw, &low, range.start)).is_empty()
        {
            continue;
        }
        kept.push_str(&text[from..range.start]);
        // What ends the sentence goes with it.
        let rest = &text[range.end..];
        from = text.len() - rest.trim_start_matches(['.', '!', ' ']).len();
        kept.push(' ');
    }
    kept + &text[from..]
}

/// All that a filled template promises, with the places in its text. A title or a measure may read like a promise and is
/// none of ours: of what was filled in only the time of the next update is read.
#[must_use]
pub fn read_filled(filled: &Filled, now: Millis, zone: Tz) -> Vec<Promise> {
    let ours = Variable::NextUpdate.word();
    let mut text = String::new();
    for piece in &filled.pieces {
        match piece {
            Piece::Value { variable, text: value } if variable != ours => {
                text.extend(value.chars().map(meaningless));
            }
            Piece::Words { text: words } | Piece::Value { text: words, .. } => text.push_str(words),
            Piece::Gap { label, .. } => text.extend(["[", label, "]"]),
        }
    }
    read(&text, now, zone)
}

/// As long as it was and of the same shape, so that sentences end where they do.
fn meaningless(c: char) -> char {
    match c {
        'A'..='Z' => 'X',
        'a'..='z' | '0'..='9' => 'x',
        c => c,
    }
}

/// Which of them holds: the earliest moment to come; failing that, that there is no further update; failing that,
/// the first that is doubtful.
#[must_use]
pub fn governing(promises: &[Promise]) -> Option<&Promise> {
    let rank = |promise: &&Promise| match promise.says {
        Says::By(at) => (0, at),
        Says::NoMore => (1, Millis(0)),
        Says::Doubtful(_) => (2, Millis(0)),
    };
    // Of equals the first is the least.
    promises.iter().min_by_key(rank)
}

impl Says {
    /// When the audience hears next of a text that says this, where its writer chose a time too. What can be relied on
    /// for a reminder is what was read as the earlier of two or as the end of a day; of other doubts the choice holds.
    #[must_use]
    pub fn due(&self, chosen: Option<Millis>) -> Option<Millis> {
        match self {
            Self::By(at) => Some(*at),
            Self::NoMore => None,
            Self::Doubtful(doubt) => {
                let near = matches!(doubt.why, Why::NoClock | Why::HalfOfDay | Why::Twice | Why::Differ);
                doubt.read.filter(|_| near).or(chosen)
            }
        }
    }

    /// The moment that was read, with or without doubt.
    #[must_use]
    pub fn read(&self) -> Option<Millis> {
        match self {
            Self::By(at) => Some(*at),
            Self::NoMore => None,
            Self::Doubtful(doubt) => doubt.read,
        }
    }

    fn is_past(&self) -> bool {
        matches!(self, Self::Doubtful(doubt) if doubt.why == Why::Past)
    }
}

impl Doubt {
    fn new(why: Why, read: Option<Millis>, now: Millis) -> Self {
        let as_read = read.map(|at| format!(" It was read as {}.", clock_text(at, now))).unwrap_or_default();
        let text = match why {
            Why::Past => "This time is over. Say one that is to come.".to_owned(),
            Why::NoSuchZone => {
                "No time zone has this name. Write UTC, or a place such as Europe/Berlin.".to_owned()
            }
            Why::ManyZones => {
                format!(
                    "Several time zones have this name.{as_read} Write UTC, or a place such as Europe/Berlin."
                )
            }
            Why::OutOfSeason => {
                format!("The clocks of this time zone say otherwise then.{as_read} Write it in UTC.")
            }
            Why::Skipped => format!("The clocks are put forward over this time.{as_read} Write it in UTC."),
            Why::Twice => format!("The clocks show this time twice.{as_read} Write it in UTC."),
            Why::NoSuchTime => "No clock or calendar shows this. Correct the time.".to_owned(),
            Why::Differ => format!("The two times are not the same moment.{as_read} Correct one of them."),
            Why::NoClock => format!("It says no time of day.{as_read} Say the time."),
            Why::HalfOfDay => {
                format!("It may be at night or in the afternoon.{as_read} Say am or pm.")
            }
            Why::NotBefore => {
                "It says only when there is no update yet. Say by when there is one.".to_owned()
            }
        };
        Self { why, read, text }
    }
}
