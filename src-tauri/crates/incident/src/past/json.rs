//! Rows of JSON: one object a line, or the elements of one array.

use serde_json::{Map, Value};

use super::cell::{Cell, RawRow, RowError, RowFault};
use super::table::MAX_ROW;

/// How deep a row may be nested.
const MAX_DEPTH: usize = 32;

/// One object a line; blank lines are passed over.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, at: 0, line: 0 }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<RawRow, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            let end = rest.find('\n').unwrap_or(rest.len());
            self.at += (end + 1).min(rest.len());
            self.line += 1;
            // A comma after the object is what a line cut out of an array has.
            let line = rest[..end].trim().trim_end_matches(',');
            if !line.is_empty() {
                return Some(object(self.line, line));
            }
        }
    }
}

/// The elements of one array. A malformed element costs itself, not its neighbours.
#[derive(Debug)]
pub(super) struct Elements<'a> {
    text: &'a str,
    at: usize,
    number: u64,
    done: bool,
}

impl<'a> Elements<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let at = text.find('[').map_or(text.len(), |at| at + 1);
        Self { text, at, number: 0, done: false }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// How many bytes the next element has, and what ends it.
    fn extent(rest: &[u8]) -> (usize, Option<u8>) {
        let (mut open, mut beyond) = (Vec::new(), 0_usize);
        let (mut in_text, mut escaped) = (false, false);
        for (at, byte) in rest.iter().enumerate() {
            match byte {
                // JSON has no line breaks inside a text: this one was never closed, and what follows is read anew.
                b'\n' if in_text => return (at, Some(b',')),
                _ if escaped => escaped = false,
                b'\\' if in_text => escaped = true,
                b'"' => in_text = !in_text,
                _ if in_text => {}
                b'{' | b'[' if open.len() == 1024 => beyond += 1,
                b'{' | b'[' => open.push(*byte),
                b'}' | b']' if beyond > 0 => beyond -= 1,
                b'}' => while open.pop().is_some_and(|bracket| bracket == b'[') {},
                b']' if open.is_empty() => return (at, Some(b']')),
                b']' if open.last() == Some(&b'[') => drop(open.pop()),
                b',' if open.is_empty() => return (at, Some(b',')),
                _ => {}
            }
        }
        (rest.len(), None)
    }
}

impl Iterator for Elements<'_> {
    type Item = Result<RawRow, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let rest = &self.text[self.at..];
        let (length, end) = Self::extent(rest.as_bytes());
        let element = rest[..length].trim();
        self.at += (length + 1).min(rest.len());
        self.number += 1;
        match end {
            Some(b',') => Some(object(self.number, element)),
            Some(_) => {
                self.done = true;
                (!element.is_empty()).then(|| object(self.number, element))
            }
            None if element.is_empty() => {
                self.done = true;
                Some(Err(RowError { row: self.number, why: RowFault::CutOff }))
            }
            // The next round finds nothing and says that the end is missing.
            None => Some(object(self.number, element)),
        }
    }
}

/// Reads one row.
fn object(row: u64, text: &str) -> Result<RawRow, RowError> {
    let refuse = |why| RowError { row, why };
    if text.len() > MAX_ROW {
        return Err(refuse(RowFault::TooLarge { bytes: text.len() }));
    }
    if depth(text.as_bytes()) > MAX_DEPTH {
        return Err(refuse(RowFault::TooDeep));
    }
    let value: Value = serde_json::from_str(text)
        .map_err(|error| refuse(RowFault::NotJson { at: error.column().max(1) }))?;
    let Value::Object(map) = value else { return Err(refuse(RowFault::NotAnObject)) };
    let mut cells = Vec::with_capacity(map.len());
    flatten("", map, &mut cells);
    Ok(RawRow::new(row, cells))
}

fn flatten(path: &str, map: Map<String, Value>, cells: &mut Vec<(std::sync::Arc<str>, Cell)>) {
    for (key, value) in map {
        let name = if path.is_empty() { key } else { format!("{path}.{key}") };
        match value {
            Value::Object(inner) => flatten(&name, inner, cells),
            value => cells.push((name.into(), cell(value))),
        }
    }
}

fn cell(value: Value) -> Cell {
    match value {
        Value::Null => Cell::Empty,
        Value::Bool(flag) => Cell::Flag(flag),
        Value::Number(number) => Cell::Number(number.to_string()),
        Value::String(text) => Cell::of(&text),
        Value::Array(items) => {
            let items: Vec<String> = items.into_iter().filter_map(|item| cell_of_item(item).text()).collect();
            if items.is_empty() { Cell::Empty } else { Cell::List(items) }
        }
        object @ Value::Object(_) => Cell::Text(object.to_string()),
    }
}

/// An object in a list is known by its name, where it has one.
fn cell_of_item(item: Value) -> Cell {
    match item {
        Value::Object(mut map) => {
            let name = ["name", "title", "summary", "id"].iter().find_map(|key| match map.get(*key) {
                Some(Value::String(_)) => map.remove(*key),
                _ => None,
            });
            cell(name.unwrap_or(Value::Object(map)))
        }
        Value::Array(_) => Cell::Text(item.to_string()),
        item => cell(item),
    }
}

/// The list that a cell's text is, if it is one in JSON.
pub(super) fn list_in(text: &str) -> Option<Vec<String>> {
    let text = text.trim();
    if !text.starts_with('[') || depth(text.as_bytes()) > MAX_DEPTH {
        return None;
    }
    let items: Vec<Value> = serde_json::from_str(text).ok()?;
    Some(items.into_iter().filter_map(|item| cell_of_item(item).text()).collect())
}

fn depth(text: &[u8]) -> usize {
    let (mut deepest, mut depth, mut in_text, mut escaped) = (0, 0_usize, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}
