//! Rows of a table with separators, after RFC 4180 and as spreadsheets write it.

use std::sync::Arc;

use super::cell::{Cell, RawRow, RowError, RowFault};
use super::file::Unreadable;
use super::table::{MAX_COLUMNS, MAX_ROW};

/// How often reading starts anew after a quotation mark that nothing closes. Each time may cost a pass over
/// the rest of the file, so there is an end to it.
const MAX_RESTARTS: usize = 64;

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// The columns of the first line, and where the rows begin. A column without a name gets its number; the
/// second of equal names gets a number too.
pub(super) fn header(text: &str, delimiter: u8) -> Result<(Vec<Arc<str>>, usize), Unreadable> {
    let skipped = match text.lines().next() {
        Some(line) if line.starts_with("sep=") => text.find('\n').map_or(text.len(), |end| end + 1),
        _ => 0,
    };
    let mut reader = reader(&text[skipped..], delimiter);
    let mut first = csv::StringRecord::new();
    // The text is UTF-8 and lies in memory, so nothing can fail; without a header there are no columns.
    if !reader.read_record(&mut first).unwrap_or(false) {
        return Ok((Vec::new(), text.len()));
    }
    if first.len() > MAX_COLUMNS {
        return Err(Unreadable::TooWide);
    }
    let mut columns: Vec<Arc<str>> = Vec::with_capacity(first.len());
    for (number, name) in (1..).zip(&first) {
        let name = if name.trim().is_empty() { format!("Column {number}") } else { name.trim().to_owned() };
        let name =
            if columns.iter().any(|known| **known == *name) { format!("{name} ({number})") } else { name };
        columns.push(name.into());
    }
    let begin = skipped + usize::try_from(reader.position().byte()).unwrap_or(text.len());
    Ok((columns, begin.min(text.len())))
}

/// The records after the header.
#[derive(Debug)]
pub(super) struct Records<'a> {
    text: &'a str,
    columns: &'a [Arc<str>],
    delimiter: u8,
    reader: csv::Reader<&'a [u8]>,
    /// Where `reader` began.
    base: usize,
    /// Up to where line breaks have been counted, and the line there.
    counted: usize,
    line: u64,
    restarts: usize,
    record: csv::StringRecord,
    done: bool,
}

impl<'a> Records<'a> {
    pub(super) fn of(text: &'a str, begin: usize, delimiter: u8, columns: &'a [Arc<str>]) -> Self {
        Self {
            text,
            columns,
            delimiter,
            reader: reader(&text[begin..], delimiter),
            base: begin,
            counted: 0,
            line: 1,
            restarts: 0,
            record: csv::StringRecord::new(),
            done: false,
        }
    }

    pub(super) fn at(&self) -> usize {
        if self.done { self.text.len() } else { self.offset() }
    }

    fn offset(&self) -> usize {
        let at = self.base + usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX - self.base);
        at.min(self.text.len())
    }

    fn line_at(&mut self, at: usize) -> u64 {
        let bytes = self.text.as_bytes();
        let breaks = (self.counted..at).filter(|i| match bytes[*i] {
            b'\n' => true,
            b'\r' => bytes.get(i + 1) != Some(&b'\n'),
            _ => false,
        });
        self.line += breaks.count() as u64;
        self.counted = at;
        self.line
    }

    fn read(&mut self, row: u64, raw: &str) -> Result<RawRow, RowFault> {
        if raw.len() > MAX_ROW {
            return Err(RowFault::TooLarge { bytes: raw.len() });
        }
        if raw.contains('\0') {
            return Err(RowFault::Nul);
        }
        let (has, expected) = (self.record.len(), self.columns.len());
        let surplus = self.record.iter().skip(expected).any(|cell| !cell.trim().is_empty());
        let blank = self.record.iter().all(|cell| cell.trim().is_empty());
        if !blank && (has < expected || surplus) {
            return Err(RowFault::Cells { has, expected });
        }
        let cells = self.columns.iter().cloned().zip(self.record.iter().map(Cell::of)).collect();
        Ok(RawRow::new(row, cells))
    }
}

impl Iterator for Records<'_> {
    type Item = Result<RawRow, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let before = self.offset();
            let mut record = std::mem::take(&mut self.record);
            let found = self.reader.read_record(&mut record).unwrap_or(false);
            self.record = record;
            if !found {
                self.done = true;
                break;
            }
            let end = self.offset();
            let raw = &self.text[before..end];
            let start = end - raw.trim_start_matches(['\r', '\n']).len();
            let raw = &self.text[start..end];
            let row = self.line_at(start);
            if end == self.text.len() && has_open_quote(raw, self.delimiter) {
                // The quotation mark swallowed the rest of the file: the rest is read from the next line on.
                self.restarts += 1;
                let Some(next) =
                    raw.find('\n').map(|at| start + at + 1).filter(|_| self.restarts <= MAX_RESTARTS)
                else {
                    self.done = true;
                    let why =
                        if self.restarts > MAX_RESTARTS { RowFault::GaveUp } else { RowFault::OpenQuote };
                    return Some(Err(RowError { row, why }));
                };
                self.base = next;
                self.reader = reader(&self.text[next..], self.delimiter);
                return Some(Err(RowError { row, why: RowFault::OpenQuote }));
            }
            match self.read(row, raw) {
                // Spreadsheets write the empty rows below a table as separators alone.
                Ok(row) if row.is_blank() => {}
                Ok(row) => return Some(Ok(row)),
                Err(why) => return Some(Err(RowError { row, why })),
            }
        }
        None
    }
}

/// Whether a record that reached the end of the file began a quoted cell that it never ended.
fn has_open_quote(raw: &str, delimiter: u8) -> bool {
    enum At {
        Begin,
        Bare,
        Quoted,
        /// Behind a quotation mark that ends the cell, unless another follows.
        Closing,
    }
    let mut at = At::Begin;
    for byte in raw.bytes() {
        at = match (at, byte) {
            (At::Quoted, b'"') => At::Closing,
            (At::Quoted, _) | (At::Begin | At::Closing, b'"') => At::Quoted,
            (_, b'\n' | b'\r') => At::Begin,
            (_, byte) if byte == delimiter => At::Begin,
            _ => At::Bare,
        };
    }
    matches!(at, At::Quoted)
}
