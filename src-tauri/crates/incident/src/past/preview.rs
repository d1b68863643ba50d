//! The first rows as they would be taken, before anything is.

use std::collections::BTreeSet;

use serde::Serialize;
use ts_rs::TS;

use super::file::Format;
use super::mapping::Mapping;
use super::plan::{Known, PastIncident};
use super::table::Table;
use crate::book::Book;
use crate::id::Millis;
use crate::text::one_line;
use crate::value::Stage;

/// How many rows a preview shows.
const SHOWN: usize = 20;
/// How many rows are looked at for the words of the severity column.
const LOOKED_AT: usize = 1_000;

/// What an import would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ImportPreview")]
pub struct Preview {
    /// How the file holds its rows.
    pub format: Format,
    /// The columns to choose from.
    pub columns: Vec<String>,
    /// What the columns are taken for.
    pub mapping: Mapping,
    /// Their words for severity in the first thousand rows, for the mapping.
    pub severity_words: Vec<String>,
    /// The first rows.
    pub rows: Vec<PreviewRow>,
}

/// One row as it would be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ImportPreviewRow")]
pub struct PreviewRow {
    /// Where it stands in the file.
    #[ts(type = "number")]
    pub row: u64,
    /// Whether it would be taken.
    pub taken: bool,
    /// Its title on one line, as far as it could be read.
    pub title: String,
    /// The name of its severity.
    pub severity: Option<String>,
    /// The names of its services.
    pub services: Vec<String>,
    /// When users began to feel it.
    pub started: Option<Millis>,
    /// When they no longer did.
    pub ended: Option<Millis>,
    /// The stage it would be in.
    pub stage: Option<Stage>,
    /// Why it would not be taken, or what to know about how it was read. Sentences.
    pub problems: Vec<String>,
}

/// What an import with this mapping would do.
#[must_use]
pub fn preview(table: &Table, mapping: &Mapping, book: &Book, now: Millis) -> Preview {
    let known = Known::of(book);
    let mut rows = Vec::with_capacity(SHOWN);
    let mut words = BTreeSet::new();
    for row in table.rows().take(LOOKED_AT) {
        if let (Ok(row), Some(column)) = (&row, &mapping.severity) {
            words.extend(row.get(column).text().filter(|word| word.chars().count() <= 60));
        }
        if rows.len() == SHOWN {
            continue;
        }
        rows.push(match row {
            Err(error) => refused(error.row, String::new(), error.to_string()),
            Ok(raw) => match known.plan(&raw, mapping, now) {
                Ok(past) => taken(past),
                Err(refusal) => refused(raw.row, title_of(&raw, mapping), refusal.to_string()),
            },
        });
    }
    Preview {
        format: table.format(),
        columns: table.columns(),
        mapping: mapping.clone(),
        severity_words: words.into_iter().take(50).collect(),
        rows,
    }
}

/// As much of a row's title as a list shows.
pub(super) fn title_of(row: &super::cell::RawRow, mapping: &Mapping) -> String {
    let title = mapping.title.as_ref().and_then(|column| row.get(column).text()).unwrap_or_default();
    // Only a title over the limit is shortened here, where it stands for its row and is not kept.
    let start: String = title.chars().take(crate::decide::TITLE).collect();
    one_line(&start)
}

fn taken(past: PastIncident) -> PreviewRow {
    PreviewRow {
        row: past.row,
        taken: true,
        title: one_line(&past.title),
        severity: past.severity.map(|severity| severity.name),
        services: past.services.into_iter().map(|service| one_line(&service.name)).collect(),
        started: past.started,
        ended: past.ended,
        stage: Some(past.stage),
        problems: past.remarks.iter().map(|remark| one_line(&remark.to_string())).collect(),
    }
}

fn refused(row: u64, title: String, why: String) -> PreviewRow {
    PreviewRow {
        row,
        taken: false,
        title,
        severity: None,
        services: vec![],
        started: None,
        ended: None,
        stage: None,
        problems: vec![one_line(&why)],
    }
}
