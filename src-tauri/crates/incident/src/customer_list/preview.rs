//! The first rows of a list, as they would be taken.

use serde::Serialize;
use ts_rs::TS;

use super::columns::{Columns, Meaning};
use super::intake::{Intake, shown};
use crate::decide::Asker;
use crate::past::{RawRow, RowError};

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "CustomerPreviewRow")]
pub struct PreviewRow {
    /// Its line in the file.
    #[ts(type = "number")]
    pub row: u64,
    /// What it says, in the order of [`Meaning::ALL`].
    pub cells: Vec<Option<String>>,
    /// Why it would not be taken.
    pub problem: Option<String>,
}

/// What would become of these rows. Nothing is written.
pub fn preview(
    rows: impl Iterator<Item = Result<RawRow, RowError>>,
    columns: &Columns,
    asker: &Asker<'_>,
) -> Vec<PreviewRow> {
    let mut intake = Intake::new(columns, asker.book);
    let one = |row: Result<RawRow, RowError>| {
        let (at, cells) = match &row {
            Ok(raw) => {
                let cell = |meaning| Some(shown(&raw.get(columns.heading(meaning)?).text()?));
                (raw.row, Meaning::ALL.map(cell).to_vec())
            }
            Err(error) => (error.row, vec![None; Meaning::ALL.len()]),
        };
        let before = intake.refused().len();
        intake.take(row, asker);
        let problem = intake.refused().get(before).map(|row| row.why.clone());
        PreviewRow { row: at, cells, problem }
    };
    rows.map(one).collect()
}
