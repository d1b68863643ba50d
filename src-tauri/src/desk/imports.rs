//! Past incidents from a file: looked at, mapped, taken in batches, stopped when somebody says so.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use incident::past::{Intake, MAX_FILE, Mapping, PastIncident, Report, Table, preview, source_of_file};
use incident::stream::Stream;
use incident::text::one_line;
use journal::Work;

use super::files::SavedFile;
use super::{Desk, Signal, random};
use crate::failure::Failure;
use crate::views::{ImportDraft, ImportProgress};

/// Incidents written in one transaction: the disk is asked once for all of them.
const BATCH: usize = 50;
/// Rows that are looked at to guess what the columns mean.
const SAMPLE: usize = 50;
/// Files held at once; the oldest goes when another comes.
const HELD: usize = 4;

/// The files that were handed over and not yet let go.
#[derive(Default)]
pub(super) struct Imports {
    held: Mutex<HashMap<String, Arc<Import>>>,
    /// One import at a time: the second of the same file finds what the first has taken.
    pub(super) running: Mutex<()>,
}

pub(super) struct Import {
    age: u64,
    pub(super) name: String,
    pub(super) table: Table,
    pub(super) stop: AtomicBool,
    /// What came of it, as a table to keep.
    report: Mutex<Option<String>>,
}

impl Imports {
    pub(super) fn get(&self, token: &str) -> Result<Arc<Import>, Failure> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(token)
            .cloned()
            .ok_or_else(|| Failure::new("gone", "This file is no longer held. Choose it again."))
    }

    fn hold(&self, token: String, name: String, table: Table) -> Arc<Import> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let age = held.values().map(|import| import.age + 1).max().unwrap_or(0);
        if held.len() >= HELD
            && let Some(oldest) =
                held.iter().min_by_key(|(_, import)| import.age).map(|(token, _)| token.clone())
        {
            held.remove(&oldest);
        }
        let import = Import { age, name, table, stop: AtomicBool::new(false), report: Mutex::new(None) };
        let import = Arc::new(import);
        held.insert(token, Arc::clone(&import));
        import
    }
}

impl Import {
    /// Keeps what came of it for whoever wants to save it.
    pub(super) fn keep(&self, report: String) {
        *self.report.lock().unwrap_or_else(PoisonError::into_inner) = Some(report);
    }
}

impl Desk {
    /// Takes a file by its path, which only a dialog of Rust's gives.
    pub(crate) fn read_import(&self, path: &Path) -> Result<ImportDraft, Failure> {
        let unreadable = |error: std::io::Error| {
            tracing::warn!(%error, "an import could not be read");
            Failure::new("folder", "This file cannot be read. Check that you may open it, or choose another.")
        };
        let size = std::fs::metadata(path).map_err(unreadable)?.len();
        if size > MAX_FILE as u64 {
            return Err(Failure::new(
                "refused",
                "This file is larger than 64 MiB. Split it and import the parts.",
            ));
        }
        let bytes = std::fs::read(path).map_err(unreadable)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        self.take_import(name, bytes)
    }

    /// Takes the bytes of a file and guesses what its columns mean.
    pub fn take_import(&self, name: String, bytes: Vec<u8>) -> Result<ImportDraft, Failure> {
        let name: String = one_line(&name).chars().take(100).collect();
        let table = Table::open(bytes).map_err(|error| Failure::new("refused", error.to_string()))?;
        let book = self.the_book();
        let mut mapping = Mapping::guess(&table.columns(), &table.sample(SAMPLE), &book);
        mapping.source_name = source_of_file(&name);
        self.zone(&book).name().clone_into(&mut mapping.zone);
        let token: [u8; 16] = random()?;
        let token: String = token.iter().map(|byte| format!("{byte:02x}")).collect();
        let import = self.imports.hold(token.clone(), name, table);
        Ok(self.import_draft(token, &import, mapping))
    }

    /// The same file with other meanings of its columns.
    pub fn preview_import(&self, token: String, mapping: Mapping) -> Result<ImportDraft, Failure> {
        let import = self.imports.get(&token)?;
        Ok(self.import_draft(token, &import, mapping))
    }

    fn import_draft(&self, token: String, import: &Import, mapping: Mapping) -> ImportDraft {
        let preview = preview(&import.table, &mapping, &self.the_book(), self.now());
        ImportDraft { token, name: import.name.clone(), columns: import.table.columns(), mapping, preview }
    }

    /// Takes every row that can be taken, and reports the others.
    pub fn run_import(&self, token: String, mapping: Mapping) -> Result<Report, Failure> {
        let import = self.imports.get(&token)?;
        // From here on whoever stops it is heard, also while another import has the turn.
        import.stop.store(false, Ordering::Relaxed);
        let _alone = self.imports.running.lock().unwrap_or_else(PoisonError::into_inner);
        let book = self.the_book();
        let mut intake = Intake::new(&mapping, &book, self.now());
        let mut rows = import.table.rows();
        let mut batch: Vec<PastIncident> = Vec::with_capacity(BATCH);
        let mut stopped = false;
        loop {
            stopped = stopped || import.stop.load(Ordering::Relaxed);
            let row = if stopped { None } else { rows.next() };
            let at_end = row.is_none();
            if let Some(row) = row {
                // A stream that cannot be looked up is taken for new: writing it then tells what is wrong.
                let here = |id| self.journal.knows(Stream::Incident(id)).unwrap_or(false);
                batch.extend(intake.take(row, here));
            }
            if batch.len() >= BATCH || (at_end && !batch.is_empty()) {
                if let Err(failure) = self.write_past(&batch) {
                    // What was taken before stays, and is reported with the reason for the end.
                    let taken = self.keep_report(&import, intake.finish(true)).taken;
                    let hint =
                        format!("{taken} incidents were taken before. Import the file again for the rest.");
                    return Err(Failure { hint: Some(hint), ..failure });
                }
                batch.drain(..).for_each(|past| intake.written(&past));
                let progress =
                    ImportProgress { token: token.clone(), done: rows.read(), of: import.table.size() };
                self.tell(Signal::Progress(progress));
            }
            if at_end {
                break;
            }
        }
        Ok(self.keep_report(&import, intake.finish(stopped)))
    }

    fn keep_report(&self, import: &Import, report: Report) -> Report {
        import.keep(report.to_csv());
        self.stale(&["board", "actions", "rail", "search", "room"], None);
        report
    }

    fn write_past(&self, batch: &[PastIncident]) -> Result<(), Failure> {
        let _alone = self.decide_alone();
        let works = batch.iter().map(|past| Work {
            stream: Stream::Incident(past.stream()),
            private: false,
            drafts: past.drafts(),
            at: None,
        });
        self.journal.append_all(&self.author, self.now(), works.collect())?;
        self.written();
        Ok(())
    }

    /// Stops an import after the row it is at. What was taken stays.
    pub fn cancel_import(&self, token: String) -> Result<(), Failure> {
        self.imports.get(&token)?.stop.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// The report of an import as a table to keep.
    pub fn import_report(&self, token: &str) -> Result<SavedFile, Failure> {
        let import = self.imports.get(token)?;
        let report = import.report.lock().unwrap_or_else(PoisonError::into_inner);
        let report =
            report.as_ref().ok_or_else(|| Failure::new("gone", "This file has not been imported yet."))?;
        Ok(SavedFile {
            name: "import-report.csv".to_owned(),
            mime: "text/csv; charset=utf-8",
            bytes: report.clone().into_bytes(),
        })
    }
}
