//! A row as the file has it, before anybody says what its columns mean.

use std::collections::HashSet;
use std::sync::Arc;

/// What stands in one place of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing, or blanks.
    Empty,
    /// Words.
    Text(String),
    /// A number, as it was written.
    Number(String),
    /// Yes or no.
    Flag(bool),
    /// Several values.
    List(Vec<String>),
}

impl Cell {
    /// The words of this text, or nothing. Line breaks are `\n` whichever system wrote them.
    pub(super) fn of(text: &str) -> Self {
        if text.trim().is_empty() { Self::Empty } else { Self::Text(text.replace("\r\n", "\n")) }
    }

    /// Its content as one text without blanks around it; none when there is nothing.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let text = match self {
            Self::Empty => return None,
            Self::Text(text) | Self::Number(text) => text.trim().to_owned(),
            Self::Flag(flag) => flag.to_string(),
            Self::List(items) => items.join(", "),
        };
        (!text.is_empty()).then_some(text)
    }

    /// Its content as a list. A text is split at semicolons, bars and line breaks, else at commas; a
    /// text that is a JSON list is read as one.
    #[must_use]
    pub fn list(&self) -> Vec<String> {
        let items: Vec<String> = match self {
            Self::List(items) => items.clone(),
            Self::Text(text) => {
                if let Some(items) = super::json::list_in(text) {
                    items
                } else {
                    let strong = [';', '|', '\n'];
                    let cut = |c: char| if text.contains(strong) { strong.contains(&c) } else { c == ',' };
                    text.split(cut).map(str::to_owned).collect()
                }
            }
            other => other.text().into_iter().collect(),
        };
        let mut once = HashSet::new();
        let items =
            items.iter().map(|item| item.trim()).filter(|item| !item.is_empty() && once.insert(*item));
        items.map(str::to_owned).collect()
    }
}

/// One row, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRow {
    /// The line on which it begins, counted from 1; in a JSON array its number, counted from 1.
    pub row: u64,
    cells: Vec<(Arc<str>, Cell)>,
}

impl RawRow {
    pub(super) fn new(row: u64, cells: Vec<(Arc<str>, Cell)>) -> Self {
        Self { row, cells }
    }

    /// What stands in a column.
    #[must_use]
    pub fn get(&self, column: &str) -> &Cell {
        self.cells.iter().find(|(name, _)| &**name == column).map_or(&Cell::Empty, |(_, cell)| cell)
    }

    /// The columns that this row has.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|(name, _)| &**name)
    }

    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|(_, cell)| *cell == Cell::Empty)
    }
}

/// A row that is none. The rows after it are still read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct RowError {
    /// Where; counted as in [`RawRow::row`].
    pub row: u64,
    /// Why.
    #[source]
    pub why: RowFault,
}

/// Why a row could not be read. `Display` is a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// Over [`super::MAX_ROW`].
    #[error("This row has {} KiB; at most 1024 KiB fit. Shorten it in the file.", .bytes.div_ceil(1024))]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Nested beyond what any list of incidents needs.
    #[error("This row is nested too deeply to be read. Flatten it in the file.")]
    TooDeep,
    /// Malformed JSON.
    #[error("This row is not valid JSON: something is wrong at character {at}. Correct it in the file.")]
    NotJson {
        /// The character of the row, counted from 1.
        at: usize,
    },
    /// A number, a text or a list where an object should be.
    #[error("This row is not a JSON object with named values. Write it as {{\"title\": …}}.")]
    NotAnObject,
    /// The end of the array is missing.
    #[error("The file ends in the middle of the list, so rows may be missing. Fetch the whole file again.")]
    CutOff,
    /// A quotation mark that nothing closes.
    #[error("A quotation mark in this row is never closed. Close it in the file.")]
    OpenQuote,
    /// Shifted or missing cells.
    #[error(
        "This row has {has} cells where the header has {expected}. Put quotation marks around cells that contain the separator."
    )]
    Cells {
        /// How many there are.
        has: usize,
        /// How many the header has.
        expected: usize,
    },
    /// Bytes that no text has.
    #[error("This row holds NUL bytes, which no text has. Export the file again.")]
    Nul,
    /// So many quotation marks are open that the rest cannot be told apart.
    #[error(
        "From here on the quotation marks do not match, so the rest of the file was not read. Export the file again."
    )]
    GaveUp,
}
