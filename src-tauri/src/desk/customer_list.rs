//! The customers of another system, into the book: looked at, taken in batches, stopped when somebody says so.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use incident::customer_list::{Column, Columns, Intake, Meaning, Report, preview};
use incident::stream::{Section, Stream};

use super::book::OF_BOOK;
use super::imports::Import;
use super::{Desk, Signal};
use crate::failure::Failure;
use crate::views::{CustomerListDraft, CustomerListReport, ImportProgress};

/// Rows that are looked at in one transaction: the disk is asked once for all of them, and nobody waits long who wants
/// to write something else into the book.
const BATCH: usize = 500;
/// Rows that were not taken, on the screen; all of them are in the table to keep.
const SHOWN: usize = 100;
/// Rows that are looked at before anything is written.
const SAMPLE: usize = 10;

impl Desk {
    /// What the columns of a file that was handed over are taken for, and what becomes of its first rows.
    pub fn preview_customers(
        &self,
        token: String,
        columns: Option<Vec<Column>>,
    ) -> Result<CustomerListDraft, Failure> {
        let import = self.imports.get(&token)?;
        let columns = columns_of(&import, columns);
        let book = self.the_book();
        Ok(CustomerListDraft {
            rows: preview(import.table.rows().take(SAMPLE), &columns, &self.asker(&book)),
            name: import.name.clone(),
            ready: columns.heading(Meaning::Name).is_some(),
            columns: columns.all().to_vec(),
        })
    }

    /// Writes every customer of the file into the book that can be, and reports the other rows.
    pub fn import_customers(
        &self,
        token: String,
        columns: Option<Vec<Column>>,
    ) -> Result<CustomerListReport, Failure> {
        let _alone = self.imports.running.lock().unwrap_or_else(PoisonError::into_inner);
        let import = self.imports.get(&token)?;
        import.stop.store(false, Ordering::Relaxed);
        let columns = columns_of(&import, columns);
        if columns.heading(Meaning::Name).is_none() {
            return Err(Failure::new(
                "refused",
                "No column of this file holds the customers' names. Choose the one that does.",
            ));
        }
        let mut intake = Intake::new(&columns, &self.the_book());
        let mut rows = import.table.rows();
        let stopped = loop {
            if import.stop.load(Ordering::Relaxed) {
                break true;
            }
            let batch: Vec<_> = rows.by_ref().take(BATCH).collect();
            let at_end = batch.len() < BATCH;
            if let Err(failure) = self.write_customers(&mut intake, batch) {
                // What was taken before stays, and importing once more goes on from there.
                self.conclude(&import, &intake.finish(true));
                let hint = "What was written before stays. Import the file again for the rest.";
                return Err(Failure { hint: Some(hint.to_owned()), ..failure });
            }
            let (done, of) = (rows.read(), import.table.size());
            self.tell(Signal::Progress(ImportProgress { token: token.clone(), done, of }));
            if at_end {
                break false;
            }
        };
        Ok(self.conclude(&import, &intake.finish(stopped)))
    }

    /// Decides on the book as it is now, so that what somebody else writes meanwhile is seen.
    fn write_customers(
        &self,
        intake: &mut Intake<'_>,
        rows: Vec<Result<incident::past::RawRow, incident::past::RowError>>,
    ) -> Result<(), Failure> {
        let _alone = self.decide_alone();
        let book = self.the_book();
        let asker = self.asker(&book);
        let drafts: Vec<_> = rows.into_iter().flat_map(|row| intake.take(row, &asker)).collect();
        if drafts.is_empty() {
            return Ok(());
        }
        let stream = Stream::Book(Section::Customers);
        // The book lets its old record go before the new one is made, so that nothing is copied for nobody.
        let now = asker.now;
        drop(book);
        let appended = self.journal.append(&self.author, now, stream, false, drafts)?;
        self.fold_section(Section::Customers, appended.record);
        self.written();
        Ok(())
    }

    fn conclude(&self, import: &Import, report: &Report) -> CustomerListReport {
        import.keep(report.to_csv());
        self.stale(OF_BOOK, None);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        CustomerListReport {
            added: count(report.added),
            changed: count(report.changed),
            unchanged: count(report.unchanged),
            not_taken: count(report.refused.len()),
            refused: report.refused.iter().take(SHOWN).cloned().collect(),
            stopped: report.stopped,
        }
    }
}

/// The columns as a person chose them, else as their headings say.
fn columns_of(import: &Import, chosen: Option<Vec<Column>>) -> Columns {
    let headings = import.table.columns();
    chosen.map_or_else(|| Columns::of(&headings), |chosen| Columns::chosen(&headings, &chosen))
}
