//! One import from its first row to its report.

use std::collections::HashMap;

use super::columns::{Columns, Meaning};
use super::report::Report;
use crate::book::Book;
use crate::command::Edit;
use crate::decide::{Asker, edit};
use crate::draft::Draft;
use crate::id::{CustomerId, PersonId};
use crate::past::{RawRow, RefusedRow, RowError};
use crate::refusal::Refusal;
use crate::text::one_line;
use crate::value::{Contact, Customer};

/// Nobody agrees to wait longer for an answer during an outage.
const LONGEST_MINUTES: u32 = 7 * 24 * 60;

/// An import that is under way.
#[derive(Debug)]
pub struct Intake<'a> {
    columns: &'a Columns,
    /// Who may be named as an owner, by name in small letters.
    people: HashMap<String, PersonId>,
    /// The line of every customer that was met.
    seen: HashMap<CustomerId, u64>,
    report: Report,
}

/// Why a row was not taken. `Display` is a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
enum RowRefusal {
    #[error("There is no name in this row. Write one, or delete the row.")]
    NoName,
    #[error("This customer stands on line {0} already. Keep one of the two.")]
    Repeated(u64),
    #[error("{0} is in the book as one that left. Bring them back there, then import the list again.")]
    Left(String),
    #[error("“{0}” is no time to answer within. Write minutes, as 30, or 4 h; at most 7 days.")]
    NoTime(String),
    #[error("“{0}” is no e-mail address. Correct it, or leave the cell empty.")]
    NoAddress(String),
    #[error("{0} is not in the book. Add them under People, or leave the cell empty.")]
    NoPerson(String),
    #[error("{0}")]
    Refused(#[from] Refusal),
}

impl<'a> Intake<'a> {
    /// Begins an import.
    #[must_use]
    pub fn new(columns: &'a Columns, book: &Book) -> Self {
        let people = book.people().into_iter().filter(|person| !person.retired);
        let people = people.map(|person| (one_line(&person.name).to_lowercase(), person.id)).collect();
        Self { columns, people, seen: HashMap::new(), report: Report::default() }
    }

    /// Takes the next row: the facts to write, none when the row was refused or says what the book says already. The
    /// asker's book is the present one; rows that were taken before need not be in it.
    pub fn take(&mut self, row: Result<RawRow, RowError>, asker: &Asker<'_>) -> Vec<Draft> {
        let raw = match row {
            Ok(raw) => raw,
            Err(error) => {
                self.refuse(error.row, String::new(), &error.to_string());
                return Vec::new();
            }
        };
        match self.decide(&raw, asker) {
            Ok(drafts) => drafts,
            Err(refusal) => {
                let name = self.cell(&raw, Meaning::Name).unwrap_or_default();
                self.refuse(raw.row, name, &refusal.to_string());
                Vec::new()
            }
        }
    }

    /// Rows that were not taken so far.
    pub(super) fn refused(&self) -> &[RefusedRow] {
        &self.report.refused
    }

    /// Ends the import. `stopped` says that somebody ended it before the last row.
    #[must_use]
    pub fn finish(mut self, stopped: bool) -> Report {
        self.report.stopped = stopped;
        self.report
    }

    fn decide(&mut self, raw: &RawRow, asker: &Asker<'_>) -> Result<Vec<Draft>, RowRefusal> {
        let cell = |meaning| self.cell(raw, meaning);
        let name = cell(Meaning::Name).ok_or(RowRefusal::NoName)?;
        let id = CustomerId::from_name(&name);
        if let Some(line) = self.seen.get(&id) {
            return Err(RowRefusal::Repeated(*line));
        }
        let known = asker.book.customer(&id);
        if known.as_ref().is_some_and(|known| known.retired) {
            return Err(RowRefusal::Left(one_line(&name)));
        }
        let (had, contact, owner) = match &known {
            Some(known) => (Some(&known.customer), known.contact.clone(), known.owner),
            None => (None, Contact::default(), None),
        };
        let email = cell(Meaning::Email).map(address).transpose()?;
        let tier = cell(Meaning::Tier).or_else(|| had.and_then(|had| had.tier.clone()));
        let arr = cell(Meaning::Arr).or_else(|| had.and_then(|had| had.arr.clone()));
        let respond_within = match cell(Meaning::AnswerWithin) {
            Some(text) => Some(minutes(&text).ok_or(RowRefusal::NoTime(shown(&text)))?),
            None => had.and_then(|had| had.respond_within),
        };
        let contact = Contact {
            name: cell(Meaning::Contact).or(contact.name),
            phone: cell(Meaning::Phone).or(contact.phone),
            email: email.or(contact.email),
        };
        let owner = match cell(Meaning::Owner) {
            Some(text) => {
                let person = self.people.get(&one_line(&text).to_lowercase());
                Some(*person.ok_or(RowRefusal::NoPerson(shown(&text)))?)
            }
            None => owner,
        };
        let says = known.as_ref().is_some_and(|known| {
            let Customer { name: had, tier: had_tier, arr: had_arr, respond_within: had_time, .. } =
                &known.customer;
            (had, had_tier, had_arr, had_time) == (&name, &tier, &arr, &respond_within)
                && (&known.contact, known.owner) == (&contact, owner)
        });
        if says {
            self.seen.insert(id, raw.row);
            self.report.unchanged += 1;
            return Ok(Vec::new());
        }
        let customer = had.map(|had| had.id.clone());
        let wish = Edit::DefineCustomer { customer, name, tier, arr, respond_within, contact, owner };
        let (_, drafts) = edit(&wish, asker)?;
        self.seen.insert(id, raw.row);
        *(if known.is_some() { &mut self.report.changed } else { &mut self.report.added }) += 1;
        Ok(drafts)
    }

    fn cell(&self, raw: &RawRow, meaning: Meaning) -> Option<String> {
        raw.get(self.columns.heading(meaning)?).text()
    }

    fn refuse(&mut self, row: u64, name: String, why: &str) {
        let title = shown(&name);
        self.report.refused.push(RefusedRow { row, title, why: one_line(why) });
    }
}

/// A value in a sentence: on one line, and not longer than one reads.
pub(super) fn shown(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Enough to tell an address from a note in its place; whether it arrives, only sending tells.
fn address(text: String) -> Result<String, RowRefusal> {
    let whole = text.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    });
    if whole && !text.contains(char::is_whitespace) && text.matches('@').count() == 1 {
        Ok(text)
    } else {
        Err(RowRefusal::NoAddress(shown(&text)))
    }
}

/// `30`, `30 min`, `4 h`, `1 day`.
fn minutes(text: &str) -> Option<u32> {
    let text = text.trim().to_lowercase();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u32 = text[..end].parse().ok()?;
    let minutes = match text[end..].trim().trim_end_matches('.') {
        "" | "m" | "min" | "mins" | "minute" | "minutes" => number,
        "h" | "hr" | "hrs" | "hour" | "hours" => number.checked_mul(60)?,
        "d" | "day" | "days" => number.checked_mul(24 * 60)?,
        _ => return None,
    };
    (1..=LONGEST_MINUTES).contains(&minutes).then_some(minutes)
}
