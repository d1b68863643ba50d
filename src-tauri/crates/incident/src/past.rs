//! Past incidents, taken over from another system's list: JSON Lines, a JSON array, or a table with
//! commas, semicolons, tabs or bars.
//!
//! A [`Table`] reads bytes into [`RawRow`]s, a [`Mapping`] says which column is what, [`plan`] makes of each
//! row a [`PastIncident`] or a [`RowRefusal`], and an [`Intake`] drives all of it and keeps the [`Report`].
//! Everything streams, so the caller can show progress and stop between two rows. Nothing is cut: a row
//! is taken whole, or refused with a sentence.

mod cell;
mod date;
mod delimited;
mod file;
mod intake;
mod json;
mod mapping;
mod plan;
mod preview;
mod refusal;
mod report;
mod severity;
mod table;

pub use cell::{Cell, RawRow, RowError, RowFault};
pub use file::{Format, MAX_FILE, Unreadable};
pub use intake::Intake;
pub use mapping::{Mapping, source_of_file};
pub use plan::{PastIncident, missing_services, plan};
pub use preview::{Preview, PreviewRow, preview};
pub use refusal::{Remark, RowRefusal};
pub(crate) use report::report_table;
pub use report::{KnownRow, RefusedRow, RemarkedRow, Report};
pub use table::{MAX_ROW, Rows, Table};

#[cfg(test)]
mod tests;
