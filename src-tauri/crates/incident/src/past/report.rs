//! What came of an import: every row that was not taken and why, and what to know of those that were.

use serde::Serialize;
use ts_rs::TS;

use crate::id::IncidentId;
use crate::text::one_line;
use crate::value::Service;

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ImportReport")]
pub struct Report {
    /// How many rows became incidents.
    pub taken: usize,
    /// Rows that an earlier import has taken already.
    pub already_here: Vec<KnownRow>,
    /// Rows that were not taken, with the reason.
    pub refused: Vec<RefusedRow>,
    /// Rows that were taken, with something to know about them. Assumed zones are only counted.
    pub remarks: Vec<RemarkedRow>,
    /// How many dates had no zone and were read in the mapping's.
    pub assumed_zone: usize,
    /// How many incidents went to Follow up because nothing says that they ended.
    pub left_open: usize,
    /// Services that the book lacks; they can be added to it.
    pub new_services: Vec<Service>,
    /// Whether somebody stopped the import before the end of the file.
    pub stopped: bool,
    /// All of this in sentences.
    pub summary: Vec<String>,
}

/// A row whose incident is here already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ImportKnownRow")]
pub struct KnownRow {
    /// Where it stands in the file.
    #[ts(type = "number")]
    pub row: u64,
    /// Its title, on one line.
    pub title: String,
    /// The incident.
    pub incident: IncidentId,
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ImportRefusedRow")]
pub struct RefusedRow {
    /// Where it stands in the file.
    #[ts(type = "number")]
    pub row: u64,
    /// Its title, as far as it could be read, on one line.
    pub title: String,
    /// Why, in a sentence that says what to do.
    pub why: String,
}

/// A row that was taken, with something to know about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ImportRemarkedRow")]
pub struct RemarkedRow {
    /// Where it stands in the file.
    #[ts(type = "number")]
    pub row: u64,
    /// Its title, on one line.
    pub title: String,
    /// What to know, in a sentence.
    pub what: String,
}

impl Report {
    /// The rows of the report as CSV for a spreadsheet, in the order of the file. No cell can be taken for a
    /// formula: one that begins like one gets an apostrophe in front, and every cell is quoted.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let already = "It was imported before.";
        let mut rows: Vec<(u64, &str, &str, &str)> = self
            .refused
            .iter()
            .map(|row| (row.row, row.title.as_str(), "not taken", row.why.as_str()))
            .chain(self.already_here.iter().map(|row| (row.row, row.title.as_str(), "already here", already)))
            .chain(self.remarks.iter().map(|row| (row.row, row.title.as_str(), "taken", row.what.as_str())))
            .collect();
        rows.sort_by_key(|row| row.0);
        report_table(rows.into_iter())
    }

    pub(super) fn summarise(&mut self, zone: &str) {
        let refused = self.refused.len();
        let sentences = [
            (true, format!("{} taken.", count(self.taken, "incident"))),
            (self.stopped, "The import was stopped before the end of the file.".to_owned()),
            (
                !self.already_here.is_empty(),
                format!("{} already here.", count(self.already_here.len(), "incident")),
            ),
            (refused > 0, format!("{} not taken.", count(refused, "row"))),
            (
                self.assumed_zone > 0,
                format!("{} had no zone; read as {}.", count(self.assumed_zone, "date"), one_line(zone)),
            ),
            (
                self.left_open > 0,
                format!(
                    "{} went to Follow up, because nothing says that they ended.",
                    count(self.left_open, "incident")
                ),
            ),
            (
                !self.new_services.is_empty(),
                format!("{} not in the book yet.", count(self.new_services.len(), "service")),
            ),
        ];
        self.summary =
            sentences.into_iter().filter(|(said, _)| *said).map(|(_, sentence)| sentence).collect();
    }
}

/// Rows of a report as a table: where each stands, what it is called, what came of it and why.
pub(crate) fn report_table<'a>(rows: impl Iterator<Item = (u64, &'a str, &'a str, &'a str)>) -> String {
    // The byte order mark tells spreadsheets that this is UTF-8.
    let mut csv = "\u{feff}\"row\",\"title\",\"result\",\"why\"\r\n".to_owned();
    for (row, title, result, why) in rows {
        let (title, why) = (harmless(title), harmless(why));
        csv.push_str(&format!("\"{row}\",\"{title}\",\"{result}\",\"{why}\"\r\n"));
    }
    csv
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// A text as the inside of a quoted cell that no spreadsheet computes.
fn harmless(text: &str) -> String {
    let text = one_line(text).replace('"', "\"\"");
    let formula = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    if text.starts_with(formula) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_computes_nothing_of_a_report() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+cmd", "'+cmd"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'=1"),
            ("\r\n=1", "␍ =1"),
            ("＝1", "'＝1"),
            ("plain \"quoted\"; text", "plain \"\"quoted\"\"; text"),
            ("a\u{202e}b", "a⟨U+202E⟩b"),
        ] {
            assert_eq!(harmless(text), cell);
        }
        let refused = vec![RefusedRow {
            row: 3,
            title: "=HYPERLINK(\"x\")".into(),
            why: "Why, and what to do.".into(),
        }];
        let csv = Report { refused, ..Report::default() }.to_csv();
        assert_eq!(
            csv,
            "\u{feff}\"row\",\"title\",\"result\",\"why\"\r\n\"3\",\"'=HYPERLINK(\"\"x\"\")\",\"not taken\",\"Why, and what to do.\"\r\n"
        );
    }
}
