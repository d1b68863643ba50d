//! The promise reader: when a text says that people hear from us next.
//!
//! It reads English as people type it under stress or paste it from somewhere, and keeps to sentences about the
//! next update. What happened, how long it took and when it will be repaired are no promises.

use std::ops::Range;

use chrono_tz::Tz;
use incident::id::Millis;
use serde::Serialize;
use ts_rs::TS;

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
    /// It says only before when there is nothing.
    NotBefore,
}

/// All that a text promises about the next update, in the order in which it stands there.
///
/// `zone` is that of the workspace: it holds for times that name none, and it decides which of several zones an
/// abbreviation such as `IST` means.
#[must_use]
pub fn read(text: &str, now: Millis, zone: Tz) -> Vec<Promise> {
    let _ = (text, now, zone);
    Vec::new()
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
