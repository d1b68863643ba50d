//! One import from its first row to its report. The caller reads the rows, writes the incidents and may stop
//! between any two of them.

use std::collections::{BTreeMap, HashMap};

use super::cell::{RawRow, RowError};
use super::mapping::Mapping;
use super::plan::{Known, PastIncident};
use super::preview::title_of;
use super::refusal::{Remark, RowRefusal};
use super::report::{KnownRow, RefusedRow, RemarkedRow, Report};
use crate::book::Book;
use crate::id::{IncidentId, Millis, ServiceId};
use crate::text::one_line;
use crate::value::Service;

/// An import that is under way.
#[derive(Debug)]
pub struct Intake<'a> {
    mapping: &'a Mapping,
    book: &'a Book,
    known: Known,
    now: Millis,
    seen: HashMap<IncidentId, u64>,
    missing: BTreeMap<ServiceId, Service>,
    report: Report,
}

impl<'a> Intake<'a> {
    /// Begins an import.
    #[must_use]
    pub fn new(mapping: &'a Mapping, book: &'a Book, now: Millis) -> Self {
        Self {
            mapping,
            book,
            known: Known::of(book),
            now,
            seen: HashMap::new(),
            missing: BTreeMap::new(),
            report: Report::default(),
        }
    }

    /// Takes the next row. What comes back is to be written and then told with [`Intake::written`]; nothing
    /// comes back when the row was refused or `here` says that its incident exists.
    pub fn take(
        &mut self,
        row: Result<RawRow, RowError>,
        here: impl FnOnce(IncidentId) -> bool,
    ) -> Option<PastIncident> {
        let raw = match row {
            Ok(raw) => raw,
            Err(error) => {
                self.report.refused.push(RefusedRow {
                    row: error.row,
                    title: String::new(),
                    why: error.to_string(),
                });
                return None;
            }
        };
        let planned = self.known.plan(&raw, self.mapping, self.now).and_then(|past| {
            match self.seen.get(&past.stream()) {
                Some(row) => Err(RowRefusal::Repeated(*row)),
                None => Ok(past),
            }
        });
        match planned {
            Ok(past) => {
                let incident = past.stream();
                self.seen.insert(incident, past.row);
                if here(incident) {
                    self.report.already_here.push(KnownRow {
                        row: past.row,
                        title: one_line(&past.title),
                        incident,
                    });
                    return None;
                }
                Some(past)
            }
            Err(refusal) => {
                let title = title_of(&raw, self.mapping);
                self.report.refused.push(RefusedRow {
                    row: raw.row,
                    title,
                    why: one_line(&refusal.to_string()),
                });
                None
            }
        }
    }

    /// Counts an incident that has been written.
    pub fn written(&mut self, past: &PastIncident) {
        self.report.taken += 1;
        self.report.assumed_zone += past.assumed_zone;
        self.report.left_open += usize::from(past.remarks.contains(&Remark::LeftOpen));
        for remark in past.remarks.iter().filter(|remark| !matches!(remark, Remark::AssumedZone { .. })) {
            let what = one_line(&remark.to_string());
            self.report.remarks.push(RemarkedRow { row: past.row, title: one_line(&past.title), what });
        }
        for service in &past.services {
            if !self.missing.contains_key(&service.id) && self.book.service(&service.id).is_none() {
                self.missing.insert(service.id.clone(), service.clone());
            }
        }
    }

    /// Ends the import. `stopped` says that somebody ended it before the last row.
    #[must_use]
    pub fn finish(mut self, stopped: bool) -> Report {
        self.report.stopped = stopped;
        self.report.new_services = self.missing.into_values().collect();
        self.report.new_services.sort_by_key(|service| service.name.to_lowercase());
        let zone = if self.mapping.zone.trim().is_empty() { "UTC" } else { &self.mapping.zone };
        self.report.summarise(zone);
        self.report
    }
}
