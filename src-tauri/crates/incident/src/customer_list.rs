//! A list of customers from another system: any table that [`crate::past::Table`] reads.
//!
//! [`Columns`] says which column is what, as a person chose or by its heading, [`Intake`] makes of each row the facts that write that customer into the book,
//! and keeps the [`Report`]. What the file leaves empty stays as the book has it, so a list can be imported again and
//! again. The caller reads the rows, writes the facts and may stop between any two rows.

mod columns;
mod intake;
mod preview;
mod report;

pub use columns::{Column, Columns, Meaning};
pub use intake::Intake;
pub use preview::{PreviewRow, preview};
pub use report::Report;
