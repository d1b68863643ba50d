//! What waits for an admin: series of which the hub takes no more by itself. It keeps where they go on and not what they
//! say: whoever holds that offers it again, and it is taken once an admin has let it in.

use std::fmt;
use std::str::FromStr;

use incident::entry::Series;
use incident::id::Millis;
use serde::{Deserialize, Serialize};

/// How many series may wait at a time; of further ones no note is made until some of these have been looked at.
pub(crate) const MOST: i64 = 1_000;

/// The part of a series that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Its number here, which no other one ever has.
    pub id: i64,
    /// Of which series.
    #[serde(flatten)]
    pub series: Series,
    /// Its first number.
    pub from: u64,
    /// The last one that was offered.
    pub to: u64,
    /// Why it waits.
    pub why: Why,
    /// Since when, by the hub's clock.
    pub since: Millis,
}

/// Why something waits for an admin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Its author's access was taken back, and no receipt shows that it was taken before.
    Revoked,
    /// Its place in the order is far beyond everything that is known.
    Leap,
}

/// What an admin has said of what waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// It counts as far as it had been offered by then.
    Admitted,
    /// It does not count, and neither does what follows it.
    Refused,
}

impl Why {
    fn word(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::Leap => "leap",
        }
    }
}

impl Ruling {
    fn word(self) -> &'static str {
        match self {
            Self::Admitted => "admitted",
            Self::Refused => "refused",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl fmt::Display for Ruling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A word that tells neither why something waits nor what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what waits does so because its author was revoked or its stamp leaps, and is admitted or refused")]
pub struct NotAWord;

impl FromStr for Why {
    type Err = NotAWord;

    fn from_str(word: &str) -> Result<Self, NotAWord> {
        [Self::Revoked, Self::Leap].into_iter().find(|why| why.word() == word).ok_or(NotAWord)
    }
}

impl FromStr for Ruling {
    type Err = NotAWord;

    fn from_str(word: &str) -> Result<Self, NotAWord> {
        [Self::Admitted, Self::Refused].into_iter().find(|ruling| ruling.word() == word).ok_or(NotAWord)
    }
}
