//! Which column says what.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::cell::{Cell, RawRow};
use super::date;
use super::plan::{kind_of, resolved_of};
use super::severity::{self, squeeze};
use crate::book::Book;
use crate::id::SeverityId;

/// Which column says what, and how their words are read. The person corrects what [`Mapping::guess`] made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(rename = "ImportMapping")]
pub struct Mapping {
    /// What was wrong, in one line. Rows without it are refused.
    pub title: Option<String>,
    /// What the other system calls the incident; it keeps a second import from making a second incident.
    pub external_id: Option<String>,
    /// How bad it was, in their word.
    pub severity: Option<String>,
    /// The affected services: a list, or names with commas or semicolons.
    pub affected: Option<String>,
    /// When users began to feel it.
    pub started: Option<String>,
    /// When they no longer did.
    pub ended: Option<String>,
    /// When it was noticed.
    pub detected: Option<String>,
    /// Whether it is over, in a word or as yes and no.
    pub resolved: Option<String>,
    /// Internal or external.
    pub kind: Option<String>,
    /// The text that tells of it.
    pub body: Option<String>,
    /// Tags: a list, or words with commas or semicolons.
    pub tags: Option<String>,
    /// Which system it is from, where one file holds several.
    pub source: Option<String>,
    /// Which system it is from, for rows where no column says so. [`source_of_file`] is a good beginning.
    pub source_name: String,
    /// Their words for severity in ours; none means without a severity.
    pub severity_map: BTreeMap<String, Option<SeverityId>>,
    /// The IANA zone in which dates without one are read; empty means UTC.
    pub zone: String,
}

/// Names of columns in the order in which they are believed, without anything but letters and digits.
const TITLES: &[&str] = &["title", "summary", "name", "subject", "headline", "shortdescription", "incident"];
const IDS: &[&str] = &[
    "id",
    "externalid",
    "incidentid",
    "key",
    "issuekey",
    "number",
    "incidentnumber",
    "reference",
    "uuid",
    "slug",
    "ticket",
    "url",
];
const SEVERITIES: &[&str] = &["severity", "sev", "priority", "prio", "urgency", "impact", "level"];
const AFFECTED: &[&str] = &[
    "affected",
    "affectedservices",
    "affectedcomponents",
    "impactedservices",
    "services",
    "service",
    "components",
    "component",
    "systems",
    "system",
    "product",
    "products",
];
const STARTED: &[&str] = &[
    "started",
    "startedat",
    "start",
    "starttime",
    "startdate",
    "impactstarted",
    "impactstartedat",
    "began",
    "begin",
    "from",
    "occurredat",
    "openedat",
    "opened",
    "createdat",
    "created",
    "date",
];
const ENDED: &[&str] = &[
    "ended",
    "endedat",
    "end",
    "endtime",
    "enddate",
    "impactended",
    "resolvedat",
    "resolutiontime",
    "finished",
    "finishedat",
    "until",
    "to",
    "closedat",
    "resolved",
    "closed",
];
const DETECTED: &[&str] =
    &["detected", "detectedat", "detectiontime", "noticed", "noticedat", "discoveredat"];
const RESOLVED: &[&str] = &["resolved", "isresolved", "closed", "isclosed", "status", "state"];
const KINDS: &[&str] = &["kind", "type", "audience", "scope"];
const BODIES: &[&str] = &[
    "body",
    "description",
    "details",
    "text",
    "content",
    "notes",
    "message",
    "report",
    "postmortem",
    "comment",
];
const TAGS: &[&str] = &["tags", "labels", "tag", "label", "categories", "category", "keywords"];
const SOURCES: &[&str] = &["source", "origin", "sourcesystem"];

impl Mapping {
    /// What the columns most likely mean, judged by their names and by what stands in these rows.
    #[must_use]
    pub fn guess(columns: &[String], rows: &[RawRow], book: &Book) -> Self {
        let cells = |column: &str| {
            let cells: Vec<&Cell> =
                rows.iter().map(|row| row.get(column)).filter(|cell| **cell != Cell::Empty).collect();
            cells
        };
        let mostly = |column: &str, fits: &dyn Fn(&Cell) -> bool| {
            let cells = cells(column);
            !cells.is_empty() && cells.iter().filter(|cell| fits(cell)).count() * 2 > cells.len()
        };
        let find = |names: &[&str], fits: &dyn Fn(&str) -> bool| {
            let last = |column: &str| squeeze(column.rsplit('.').next().unwrap_or(column));
            let whole = names.iter().find_map(|name| columns.iter().find(|c| squeeze(c) == *name && fits(c)));
            let tail = || names.iter().find_map(|name| columns.iter().find(|c| last(c) == *name && fits(c)));
            whole.or_else(tail).cloned()
        };
        let any = |names| find(names, &|_| true);
        let dates =
            |names| find(names, &|column| mostly(column, &|cell| matches!(date::read(cell), Ok(Some(_)))));

        let severities = book.severities_only();
        let severity = any(SEVERITIES);
        let mut severity_map = BTreeMap::new();
        for cell in severity.iter().flat_map(|column| cells(column)) {
            // So many different words are no severities but something else.
            if let Some(word) =
                cell.text().filter(|word| word.chars().count() <= 60 && severity_map.len() < 50)
            {
                let guessed = severity::guess(&word, &severities).map(|severity| severity.id.clone());
                severity_map.entry(word).or_insert(guessed);
            }
        }
        let one_source = |column: &str| {
            let mut names = cells(column).into_iter().map(Cell::text);
            names.next().is_some_and(|first| names.all(|name| name == first))
        };
        Self {
            title: any(TITLES),
            external_id: any(IDS),
            severity,
            affected: any(AFFECTED),
            started: dates(STARTED),
            ended: dates(ENDED),
            detected: dates(DETECTED),
            resolved: find(RESOLVED, &|column| mostly(column, &|cell| resolved_of(cell).is_some())),
            kind: find(KINDS, &|column| mostly(column, &|cell| kind_of(cell).is_some())),
            body: any(BODIES),
            tags: any(TAGS),
            source: find(SOURCES, &one_source),
            source_name: String::new(),
            severity_map,
            zone: "UTC".to_owned(),
        }
    }
}

/// The source that a file's name suggests: without its ending, without the ` (1)` of a second download, so
/// that the same list has the same source on every laptop.
#[must_use]
pub fn source_of_file(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem).trim();
    let copy = |stem: &str| {
        let (rest, number) = stem.strip_suffix(')')?.rsplit_once('(')?;
        (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then(|| rest.trim_end().to_owned())
    };
    let stem = copy(stem).unwrap_or_else(|| stem.to_owned()).to_lowercase();
    if stem.is_empty() { "import".to_owned() } else { stem.chars().take(100).collect() }
}
