//! Why a row was not taken, and what to know of one that was, in the sentences that a person reads.

use crate::id::Millis;
use crate::zone::utc_text;

/// Something to know about a row that was taken. `Display` is a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Remark {
    /// A date was read in the mapping's zone.
    #[error("{column} has no time zone; read as {zone}.")]
    AssumedZone {
        /// The column.
        column: String,
        /// The zone.
        zone: String,
    },
    /// A date was read in the zone of its neighbour.
    #[error("{0} has no time zone; read in that of the other date in the row.")]
    BorrowedZone(String),
    /// Nothing says when it began.
    #[error("There is no start, so it counts in no duration.")]
    NoStart,
    /// Nothing says that it is over.
    #[error(
        "Nothing says that it ended, so it goes to Follow up. Close it there, or record when it was resolved."
    )]
    LeftOpen,
    /// It is over, and nothing says when.
    #[error("It is over, but nothing says when, so it counts in no duration.")]
    NoEnd,
    /// A severity that nothing in the mapping means.
    #[error(
        "{0:?} means no severity of ours, so it has none. Choose one for this word and import again, or classify it later."
    )]
    UnknownSeverity(String),
    /// A word about being over that is not understood.
    #[error("{0:?} does not say whether it is over.")]
    UnknownState(String),
    /// A word for the kind that is not understood.
    #[error("{0:?} is neither internal nor external; taken as external.")]
    UnknownKind(String),
    /// No id.
    #[error(
        "It has no id; title and start stand in for it. A row with another title would be taken as another incident."
    )]
    NoId,
}

/// Why a row was not taken. `Display` is a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowRefusal {
    /// No column was chosen for it.
    #[error("No column was chosen for the title. Choose the one that says what was wrong.")]
    NoTitleColumn,
    /// Nothing says what was wrong.
    #[error("There is no title. Write in the file what was wrong, in one line.")]
    NoTitle,
    /// A text over its limit; nothing is cut silently.
    #[error("{what} has {has} characters; at most {limit} fit. Shorten it in the file.")]
    TooLong {
        /// Which.
        what: &'static str,
        /// How many it has.
        has: usize,
        /// How many fit.
        limit: usize,
    },
    /// A list over its limit.
    #[error("It names {has} {what}; at most {limit} fit. Remove some in the file, or choose another column.")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there are.
        has: usize,
        /// How many fit.
        limit: usize,
    },
    /// A date that is none, or that could be two.
    #[error(
        "{text:?} in the column {column} is not a date that can be read. Write it like 2026-11-19T14:12:00Z."
    )]
    NotADate {
        /// Where.
        column: String,
        /// What stands there.
        text: String,
    },
    /// A zone that does not exist.
    #[error("There is no time zone called {0:?}. Write one like Europe/Berlin or UTC.")]
    UnknownZone(String),
    /// The times are in the wrong order.
    #[error("{later} ({}) lies before the start ({}). Correct one of the two in the file.", utc_text(*.at), utc_text(*.start))]
    OutOfOrder {
        /// What should come later.
        later: &'static str,
        /// When it is said to have been.
        at: Millis,
        /// When it is said to have begun.
        start: Millis,
    },
    /// It has not happened yet.
    #[error("{what} ({}) lies in the future, so this is no past incident. Correct it in the file, or import it later.", utc_text(*.at))]
    InTheFuture {
        /// What.
        what: &'static str,
        /// When.
        at: Millis,
    },
    /// An earlier row of the same file is the same incident.
    #[error(
        "It has the same id as row {0}, which was taken. Give it an id of its own in the file if it is another incident."
    )]
    Repeated(u64),
}
