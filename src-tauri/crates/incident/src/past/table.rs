//! A file as a table: its columns, and its rows one after the other.

use std::sync::Arc;

use super::cell::{RawRow, RowError};
use super::delimited::{self, Records};
use super::file::{Format, Unreadable, read};
use super::json::{Elements, Lines};

/// The largest row that is read, in bytes.
pub const MAX_ROW: usize = 1024 * 1024;

/// The most columns of a table; those of JSON beyond it are read and not offered.
pub(super) const MAX_COLUMNS: usize = 1_000;

/// How many rows of JSON are looked at to find out which columns there are.
const LOOKED_AT: usize = 1_000;

/// A file that has been opened.
#[derive(Clone, Debug)]
pub struct Table {
    text: String,
    format: Format,
    columns: Vec<Arc<str>>,
    /// Where the rows begin, after a header.
    begin: usize,
}

impl Table {
    /// Opens the content of a file.
    ///
    /// # Errors
    /// [`Unreadable`] when it is no list of rows at all. A single bad row is no error here; see [`Rows`].
    pub fn open(bytes: Vec<u8>) -> Result<Self, Unreadable> {
        let (text, format) = read(bytes)?;
        let mut table = Self { text, format, columns: Vec::new(), begin: 0 };
        if let Some(delimiter) = format.delimiter() {
            (table.columns, table.begin) = delimited::header(&table.text, delimiter)?;
            return Ok(table);
        }
        let mut columns: Vec<Arc<str>> = Vec::new();
        for row in table.rows().take(LOOKED_AT).flatten() {
            for column in row.columns() {
                if columns.len() < MAX_COLUMNS && !columns.iter().any(|known| &**known == column) {
                    columns.push(column.into());
                }
            }
        }
        table.columns = columns;
        Ok(table)
    }

    /// How the file holds its rows.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// The names of its columns. Objects inside a JSON row are columns of their own: `impact.started`.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        self.columns.iter().map(|column| (**column).to_owned()).collect()
    }

    /// Its size in bytes: what [`Rows::read`] grows to.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.text.len() as u64
    }

    /// Its rows from the first.
    #[must_use]
    pub fn rows(&self) -> Rows<'_> {
        Rows(match self.format {
            Format::JsonLines => Reader::Lines(Lines::of(&self.text)),
            Format::JsonArray => Reader::Elements(Elements::of(&self.text)),
            _ => Reader::Records(Box::new(Records::of(
                &self.text,
                self.begin,
                self.format.delimiter().unwrap_or(b','),
                &self.columns,
            ))),
        })
    }

    /// The first rows that can be read, for guessing and for a preview.
    #[must_use]
    pub fn sample(&self, rows: usize) -> Vec<RawRow> {
        self.rows().flatten().take(rows).collect()
    }
}

/// The rows of a table, in order. A row that cannot be read is an error with its place; the rest goes on.
#[derive(Debug)]
pub struct Rows<'a>(Reader<'a>);

#[derive(Debug)]
enum Reader<'a> {
    Lines(Lines<'a>),
    Elements(Elements<'a>),
    Records(Box<Records<'a>>),
}

impl Rows<'_> {
    /// How many bytes have been read so far, for a progress bar.
    #[must_use]
    pub fn read(&self) -> u64 {
        (match &self.0 {
            Reader::Lines(lines) => lines.at(),
            Reader::Elements(elements) => elements.at(),
            Reader::Records(records) => records.at(),
        }) as u64
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<RawRow, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Reader::Lines(lines) => lines.next(),
            Reader::Elements(elements) => elements.next(),
            Reader::Records(records) => records.next(),
        }
    }
}
