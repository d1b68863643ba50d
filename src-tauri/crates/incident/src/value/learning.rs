//! What is to be done so that it does not happen again, or hurts less.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

words!(
    /// What an action item is to achieve.
    ActionType {
        /// It does not happen again.
        Prevent = "Prevent",
        /// We notice sooner.
        Detect = "Detect",
        /// It hurts less, or is over sooner.
        Mitigate = "Mitigate",
        /// We work together better.
        Process = "Process",
    }
);

words!(
    /// How soon an action item has to be done.
    Priority {
        /// At once.
        High = "High",
        /// By its date.
        Medium = "Medium",
        /// By its date, after the others.
        Low = "Low",
    }
);

words!(
    /// By when an action item of a priority has to be done.
    DueRule {
        /// At once, where nobody set a date.
        Now = "At once",
        /// By a date that somebody has to set.
        Required = "By a date",
        /// Whenever it is, where nobody set a date.
        Open = "Without a date",
    }
);

/// What is asked of the action items of a priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActionLimit {
    /// By when they have to be done.
    pub due: DueRule,
    /// Days from the day on which one is raised until it is over, whatever date was set since: a date can be moved again and
    /// again, this cannot.
    pub days: u32,
}

words!(
    /// How far an action item is.
    ActionState {
        /// Nobody has begun.
        Open = "Open",
        /// Somebody is on it.
        Doing = "Doing",
        /// Finished.
        Done = "Done",
        /// It will not be done, for a reason that is on record.
        Dropped = "Dropped",
    }
);

/// A piece of a text that somebody says something about. It stays with its words, whatever is written around them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Passage {
    /// The name of the text.
    pub section: String,
    /// Where it begins: a relative position of Yjs, in base64.
    pub from: String,
    /// Where it ends, likewise.
    pub to: String,
    /// What it said then. It is shown where nothing of the passage is left.
    pub words: String,
}
