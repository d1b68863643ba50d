//! What came of a list of customers.

use crate::past::{RefusedRow, report_table};

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many customers are new in the book.
    pub added: usize,
    /// How many were in it and say something else now.
    pub changed: usize,
    /// How many were in it just so.
    pub unchanged: usize,
    /// Rows that were not taken, with the reason, in the order of the file.
    pub refused: Vec<RefusedRow>,
    /// Whether somebody stopped the import before the end of the file.
    pub stopped: bool,
}

impl Report {
    /// Every row that was not taken, as CSV for a spreadsheet that computes nothing of it.
    #[must_use]
    pub fn to_csv(&self) -> String {
        report_table(
            self.refused.iter().map(|row| (row.row, row.title.as_str(), "not taken", row.why.as_str())),
        )
    }
}
