//! What a row becomes: a past incident, or a refusal that says what to do.

use sha2::{Digest, Sha256};

use super::cell::{Cell, RawRow};
use super::date::{self, Clock, NotADate, Reading};
use super::mapping::Mapping;
use super::refusal::{Remark, RowRefusal};
use super::severity::{self, squeeze};
use crate::book::Book;
use crate::decide::{NAME, NOTE, TEXT, TITLE};
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{IncidentId, Millis, ServiceId, hex};
use crate::value::{Kind, NoteKind, Point, Service, Severity, Stage};
use crate::zone::zone;

/// The most services or tags of one incident.
const MOST: usize = 200;
/// The longest tag, in characters.
const TAG: usize = 50;
/// The most bytes of a note's text as it is written in JSON, which is well below an entry's limit.
const NOTE_BYTES: usize = 48 * 1024;

/// An incident of the past as a row tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastIncident {
    /// Where it stands in the file.
    pub row: u64,
    /// The system it is from.
    pub source: String,
    /// What that system calls it; a hash of title and start where it has no name.
    pub external_id: String,
    /// What was wrong.
    pub title: String,
    /// Whom it hurt; external where the file does not say.
    pub kind: Kind,
    /// How bad it was, as the book calls it.
    pub severity: Option<Severity>,
    /// The same in the other system's word.
    pub severity_word: Option<String>,
    /// What was affected; services that the book lacks have the id that their name gives.
    pub services: Vec<Service>,
    /// When users began to feel it.
    pub started: Option<Millis>,
    /// When it was noticed.
    pub detected: Option<Millis>,
    /// When users no longer felt it: mitigated, and resolved unless the file says that it is not.
    pub ended: Option<Millis>,
    /// Closed, or Follow up where the file does not say that it is over.
    pub stage: Stage,
    /// Tags.
    pub tags: Vec<String>,
    /// The text that tells of it.
    pub body: Option<String>,
    /// How many of its dates had no zone and were read in the mapping's.
    pub assumed_zone: usize,
    /// What a person should know about how it was read.
    pub remarks: Vec<Remark>,
}

/// What a row becomes. `now` is the wall clock; five minutes of difference are forgiven.
///
/// # Errors
/// A [`RowRefusal`] when the row cannot be taken whole.
pub fn plan(row: &RawRow, mapping: &Mapping, book: &Book, now: Millis) -> Result<PastIncident, RowRefusal> {
    Known::of(book).plan(row, mapping, now)
}

/// The services among these that the book lacks, each once, in the order of their names.
#[must_use]
pub fn missing_services<'a>(
    incidents: impl IntoIterator<Item = &'a PastIncident>,
    book: &Book,
) -> Vec<Service> {
    let mut missing: Vec<Service> = Vec::new();
    for service in incidents.into_iter().flat_map(|incident| &incident.services) {
        if book.service(&service.id).is_none() && !missing.iter().any(|known| known.id == service.id) {
            missing.push(service.clone());
        }
    }
    missing.sort_by_key(|service| service.name.to_lowercase());
    missing
}

/// What of the book every row needs, looked up once.
#[derive(Debug)]
pub(super) struct Known {
    severities: Vec<Severity>,
    services: Vec<Service>,
}

impl Known {
    pub(super) fn of(book: &Book) -> Self {
        let services = book.services().into_iter().map(|entry| entry.service).collect();
        Self { severities: book.severities_only(), services }
    }

    pub(super) fn plan(
        &self,
        row: &RawRow,
        mapping: &Mapping,
        now: Millis,
    ) -> Result<PastIncident, RowRefusal> {
        let cell = |column: &Option<String>| column.as_ref().map_or(&Cell::Empty, |column| row.get(column));
        let mut remarks = Vec::new();

        if mapping.title.is_none() {
            return Err(RowRefusal::NoTitleColumn);
        }
        let title = within("The title", cell(&mapping.title).text().ok_or(RowRefusal::NoTitle)?, TITLE)?;
        let [started, ended, detected] = dates(row, mapping, now, &mut remarks)?;
        let stage = stage(cell(&mapping.resolved), started, ended, &mut remarks);

        let severity_word =
            cell(&mapping.severity).text().map(|word| within("The severity", word, NAME)).transpose()?;
        let severity = severity_word.as_ref().and_then(|word| self.severity(word, mapping, &mut remarks));
        let kind_cell = cell(&mapping.kind);
        let kind = kind_of(kind_cell).unwrap_or_else(|| {
            remarks.extend(kind_cell.text().map(|word| Remark::UnknownKind(shortened(&word))));
            Kind::External
        });

        let services = counted("services", cell(&mapping.affected).list())?
            .into_iter()
            .map(|name| Ok(self.service(within("The name of a service", name, NAME)?)))
            .collect::<Result<Vec<_>, RowRefusal>>()?;
        let tags = counted("tags", cell(&mapping.tags).list())?
            .into_iter()
            .map(|tag| tag.trim_start_matches('#').trim().to_owned())
            .filter(|tag| !tag.is_empty())
            .map(|tag| within("A tag", tag, TAG))
            .collect::<Result<Vec<_>, _>>()?;

        let named = [cell(&mapping.source).text(), Some(mapping.source_name.trim().to_owned())];
        let source =
            named.into_iter().flatten().find(|name| !name.is_empty()).unwrap_or_else(|| "import".to_owned());
        let source = within("The source", source, NAME)?;
        let external_id = match cell(&mapping.external_id).text() {
            Some(id) => within("The id", id, TEXT)?,
            None => {
                remarks.push(Remark::NoId);
                let mut sha = Sha256::new();
                sha.update(title.as_bytes());
                sha.update([0]);
                sha.update(started.map_or(0, |at| at.0).to_be_bytes());
                format!("row-{}", &hex(&sha.finalize())[..32])
            }
        };
        Ok(PastIncident {
            row: row.row,
            source,
            external_id,
            title,
            kind,
            severity,
            severity_word,
            services,
            started,
            detected,
            ended,
            stage,
            tags,
            body: cell(&mapping.body).text(),
            assumed_zone: remarks.iter().filter(|r| matches!(r, Remark::AssumedZone { .. })).count(),
            remarks,
        })
    }

    fn severity(&self, word: &str, mapping: &Mapping, remarks: &mut Vec<Remark>) -> Option<Severity> {
        let chosen = mapping.severity_map.get(word).or_else(|| {
            mapping.severity_map.iter().find(|(known, _)| squeeze(known) == squeeze(word)).map(|(_, id)| id)
        });
        let found = match chosen {
            // A word for which a person chose "without a severity" is understood.
            Some(None) => return None,
            Some(Some(id)) => self.severities.iter().find(|severity| severity.id == *id),
            // The mapping was made from the first rows; a word further down is read by the same rule.
            None => severity::guess(word, &self.severities),
        };
        if found.is_none() {
            remarks.push(Remark::UnknownSeverity(shortened(word)));
        }
        found.cloned()
    }

    fn service(&self, name: String) -> Service {
        let id = ServiceId::from_name(&name);
        let called = |service: &&Service| service.name.to_lowercase() == name.to_lowercase();
        let known = self.services.iter().find(|s| s.id == id).or_else(|| self.services.iter().find(called));
        known.cloned().unwrap_or(Service { id, name })
    }
}

/// Start, end and detection, in that order.
fn dates(
    row: &RawRow,
    mapping: &Mapping,
    now: Millis,
    remarks: &mut Vec<Remark>,
) -> Result<[Option<Millis>; 3], RowRefusal> {
    let columns = [&mapping.started, &mapping.ended, &mapping.detected];
    let mut readings = [None; 3];
    for (column, reading) in columns.iter().zip(&mut readings) {
        let Some(column) = column else { continue };
        let cell = row.get(column);
        *reading = date::read(cell).map_err(|why| match why {
            NotADate::UnknownZone(name) => RowRefusal::UnknownZone(name),
            NotADate::Unreadable => RowRefusal::NotADate {
                column: shortened(column),
                text: shortened(&cell.text().unwrap_or_default()),
            },
        })?;
    }
    // One hand wrote the row: a date without a zone is on the clock of the one that has it.
    let neighbour = readings.iter().find_map(|reading| match reading {
        Some(Reading::Moment(_, clock)) => *clock,
        _ => None,
    });
    let mut dates = [None; 3];
    for ((column, reading), date) in columns.iter().zip(readings).zip(&mut dates) {
        let column = || column.as_deref().unwrap_or_default().to_owned();
        *date = match reading {
            None => None,
            Some(Reading::Moment(at, _)) => Some(at),
            Some(Reading::Local(local)) => {
                let clock = if let Some(clock) = neighbour {
                    remarks.push(Remark::BorrowedZone(shortened(&column())));
                    clock
                } else {
                    let name = if mapping.zone.trim().is_empty() { "UTC" } else { mapping.zone.trim() };
                    let found = zone(name).map_err(|_| RowRefusal::UnknownZone(shortened(name)))?;
                    remarks.push(Remark::AssumedZone {
                        column: shortened(&column()),
                        zone: found.name().to_owned(),
                    });
                    Clock::Zone(found)
                };
                let unreadable = || RowRefusal::NotADate { column: column(), text: local.to_string() };
                Some(clock.read(local).ok_or_else(unreadable)?)
            }
        };
    }
    let named = ["The start", "The end", "The detection"];
    for (what, at) in named.into_iter().zip(dates) {
        if let Some(at) = at.filter(|at| *at > now.plus_minutes(5)) {
            return Err(RowRefusal::InTheFuture { what, at });
        }
        if let (Some(at), Some(start)) = (at, dates[0])
            && at < start
        {
            return Err(RowRefusal::OutOfOrder { later: what, at, start });
        }
    }
    Ok(dates)
}

/// The stage it is in: past incidents are history, so one that is over is closed, any other is to be followed up.
fn stage(cell: &Cell, started: Option<Millis>, ended: Option<Millis>, remarks: &mut Vec<Remark>) -> Stage {
    let said = resolved_of(cell);
    if let (None, Some(word)) = (said, cell.text()) {
        remarks.push(Remark::UnknownState(shortened(&word)));
    }
    if started.is_none() {
        remarks.push(Remark::NoStart);
    }
    let resolved = said.unwrap_or(ended.is_some());
    match (resolved, ended) {
        (false, _) => remarks.push(Remark::LeftOpen),
        (true, None) => remarks.push(Remark::NoEnd),
        (true, Some(_)) => {}
    }
    if resolved { Stage::Closed } else { Stage::FollowUp }
}

impl PastIncident {
    /// The stream it becomes: the same on every laptop, so that importing a list twice, or on two laptops,
    /// gives one incident. First 16 bytes of SHA-256("allclear/import/1" ‖ 0 ‖ source ‖ 0 ‖ external id).
    #[must_use]
    pub fn stream(&self) -> IncidentId {
        let mut sha = Sha256::new();
        sha.update(b"allclear/import/1\0");
        sha.update(self.source.as_bytes());
        sha.update([0]);
        sha.update(self.external_id.as_bytes());
        let digest: [u8; 32] = sha.finalize().into();
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        IncidentId(id)
    }

    /// The facts that make it, for a stream that has none yet.
    #[must_use]
    pub fn drafts(&self) -> Vec<Draft> {
        let base = Vec::new;
        let mut events = vec![
            Event::Imported { source: self.source.clone(), external_id: self.external_id.clone() },
            Event::Titled { title: self.title.clone(), base: base() },
            Event::KindSet { kind: self.kind, base: base() },
        ];
        if let Some(severity) = &self.severity {
            let word = self.severity_word.as_ref().filter(|word| squeeze(word) != squeeze(&severity.name));
            events.push(Event::SeverityClassified {
                severity: Some(severity.clone()),
                answers: vec![],
                suggested: None,
                reason: word.map(|word| format!("{} says {word}.", self.source)),
                base: base(),
            });
        }
        events
            .extend(self.services.iter().map(|service| Event::ServiceAffected { service: service.clone() }));
        let resolved = self.ended.filter(|_| self.stage == Stage::Closed);
        let points = [
            (Point::ImpactStarted, self.started),
            (Point::Detected, self.detected),
            (Point::Mitigated, self.ended),
            (Point::Resolved, resolved),
        ];
        events.extend(
            points.into_iter().filter(|(_, at)| at.is_some()).map(|(point, at)| Event::PointRecorded {
                point,
                at,
                base: base(),
            }),
        );
        events.extend(self.tags.iter().map(|tag| Event::Tagged { tag: tag.clone() }));
        let mut drafts: Vec<Draft> = events.into_iter().map(Draft::from).collect();
        let stage = Event::StageEntered { stage: self.stage, reason: None, base: base() };
        drafts.push(Draft { event: stage, occurred_at: self.ended.or(self.started), undoes: None });
        for text in notes(self.body.as_deref().unwrap_or_default()) {
            let event = Event::Noted { note: NoteKind::Note, text: text.to_owned() };
            drafts.push(Draft { event, occurred_at: self.started, undoes: None });
        }
        drafts
    }
}

/// A text in parts that each fit a note, cut at a line break where there is one near. Put together they are
/// the whole text again.
fn notes(mut text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    while !text.is_empty() {
        let (mut bytes, mut end, mut line_break) = (0, text.len(), 0);
        for (count, (at, c)) in text.char_indices().enumerate() {
            bytes += match c {
                '"' | '\\' | '\n' | '\r' | '\t' => 2,
                c if u32::from(c) < 0x20 => 6,
                c => c.len_utf8(),
            };
            if count == NOTE || bytes > NOTE_BYTES {
                end = if line_break > at / 2 { line_break } else { at };
                break;
            }
            if c == '\n' {
                line_break = at + 1;
            }
        }
        let (part, rest) = text.split_at(end);
        parts.push(part);
        text = rest;
    }
    parts
}

/// Whether a cell says that the incident is over.
pub(super) fn resolved_of(cell: &Cell) -> Option<bool> {
    match cell {
        Cell::Flag(flag) => Some(*flag),
        cell => match squeeze(&cell.text()?).as_str() {
            "true" | "yes" | "y" | "1" | "resolved" | "closed" | "done" | "completed" | "complete"
            | "finished" | "fixed" | "solved" | "postmortem" | "canceled" | "cancelled" => Some(true),
            "false" | "no" | "n" | "0" | "open" | "opened" | "new" | "active" | "ongoing" | "inprogress"
            | "triggered" | "acknowledged" | "investigating" | "identified" | "monitoring" | "unresolved" => {
                Some(false)
            }
            _ => None,
        },
    }
}

/// Whom a cell says that the incident hurt.
pub(super) fn kind_of(cell: &Cell) -> Option<Kind> {
    match squeeze(&cell.text()?).as_str() {
        "internal" | "employees" | "employee" | "private" | "staff" => Some(Kind::Internal),
        "external" | "customers" | "customer" | "public" | "users" => Some(Kind::External),
        _ => None,
    }
}

fn within(what: &'static str, text: String, limit: usize) -> Result<String, RowRefusal> {
    let has = text.chars().count();
    if has > limit { Err(RowRefusal::TooLong { what, has, limit }) } else { Ok(text) }
}

fn counted(what: &'static str, items: Vec<String>) -> Result<Vec<String>, RowRefusal> {
    let has = items.len();
    if has > MOST { Err(RowRefusal::TooMany { what, has, limit: MOST }) } else { Ok(items) }
}

/// As much of somebody's words as a sentence can quote.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_owned() } else { text.chars().take(39).chain(['…']).collect() }
}
