//! What a file is, told from its content; its name is not asked.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The largest file that is read, in bytes. Ask for the size before reading a larger one into memory.
pub const MAX_FILE: usize = 64 * 1024 * 1024;

/// How a file holds its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ImportFormat")]
pub enum Format {
    /// One JSON object a line.
    JsonLines,
    /// One JSON array of objects.
    JsonArray,
    /// A table with commas.
    Comma,
    /// A table with semicolons.
    Semicolon,
    /// A table with tabs.
    Tab,
    /// A table with bars.
    Bar,
}

impl Format {
    /// What a person reads.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonLines => "JSON Lines",
            Self::JsonArray => "JSON array",
            Self::Comma => "CSV",
            Self::Semicolon => "CSV with semicolons",
            Self::Tab => "Tab-separated",
            Self::Bar => "Table with bars",
        }
    }

    /// What separates cells; none for JSON.
    pub(super) fn delimiter(self) -> Option<u8> {
        match self {
            Self::JsonLines | Self::JsonArray => None,
            Self::Comma => Some(b','),
            Self::Semicolon => Some(b';'),
            Self::Tab => Some(b'\t'),
            Self::Bar => Some(b'|'),
        }
    }
}

/// Why a file holds no incidents that could be read. `Display` is a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Over [`MAX_FILE`].
    #[error("The file has {} MiB; at most 64 MiB can be imported at once. Split it and import the parts.", .bytes.div_ceil(1 << 20))]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// No byte, or blanks only.
    #[error("The file is empty. Choose one that has incidents in it.")]
    Empty,
    /// A picture, a program or anything else that is no text.
    #[error(
        "This is not a text file, whatever its name says. Export the incidents as CSV, JSON Lines or JSON and choose that file."
    )]
    NotText,
    /// A workbook or an archive.
    #[error(
        "This is a spreadsheet or an archive. Save the sheet as CSV (UTF-8), or unpack the archive, and choose that file."
    )]
    Packed,
    /// Two bytes a character.
    #[error("This file is encoded in UTF-16. Save it as CSV UTF-8 and choose it again.")]
    Utf16,
    /// Latin-1 or another old encoding.
    #[error(
        "Line {line} is not UTF-8, so letters such as ä or é cannot be told apart. Save the file as UTF-8 and choose it again."
    )]
    NotUtf8 {
        /// The first such line, counted from 1.
        line: usize,
    },
    /// More columns than a table of incidents has.
    #[error(
        "The first line has more than {} columns, so this is no table of incidents. Choose another file.",
        super::table::MAX_COLUMNS
    )]
    TooWide,
    /// HTML or XML.
    #[error(
        "This is a web page or XML. Export the incidents as CSV, JSON Lines or JSON and choose that file."
    )]
    Markup,
    /// One JSON object over several lines.
    #[error(
        "This is one JSON object, not a list of incidents. Take the list out of it, from [ to ], and choose that file."
    )]
    OneObject,
}

/// The text of a file without its byte order mark, and how it holds its rows.
pub(super) fn read(bytes: Vec<u8>) -> Result<(String, Format), Unreadable> {
    if bytes.len() > MAX_FILE {
        return Err(Unreadable::TooLarge { bytes: bytes.len() });
    }
    if bytes.starts_with(b"PK\x03\x04")
        || bytes.starts_with(&[0x1f, 0x8b])
        || bytes.starts_with(&[0xd0, 0xcf, 0x11])
    {
        return Err(Unreadable::Packed);
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Unreadable::Utf16);
    }
    if bytes.iter().take(64).any(|byte| *byte == 0)
        || bytes.starts_with(b"\x89PNG")
        || bytes.starts_with(b"%PDF")
    {
        return Err(Unreadable::NotText);
    }
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        // Pictures have NUL bytes; text in an old encoding has none.
        if error.as_bytes().contains(&0) {
            return Unreadable::NotText;
        }
        Unreadable::NotUtf8 { line: 1 + good.iter().filter(|byte| **byte == b'\n').count() }
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    let format = detect(&text)?;
    Ok((text, format))
}

fn detect(text: &str) -> Result<Format, Unreadable> {
    let content = text.trim();
    match content.as_bytes().first() {
        None => Err(Unreadable::Empty),
        Some(b'[') => Ok(Format::JsonArray),
        Some(b'{') => {
            let one = content.contains('\n')
                && serde_json::from_str::<serde::de::IgnoredAny>(content.lines().next().unwrap_or(""))
                    .is_err()
                && serde_json::from_str::<serde::de::IgnoredAny>(content).is_ok();
            if one { Err(Unreadable::OneObject) } else { Ok(Format::JsonLines) }
        }
        Some(b'<') => Err(Unreadable::Markup),
        Some(_) => Ok(delimited(content)),
    }
}

/// The separator that the header has most of, outside of quotation marks.
fn delimited(content: &str) -> Format {
    if let Some(word) = content.lines().next().and_then(|line| line.trim_end().strip_prefix("sep=")) {
        match word {
            ";" => return Format::Semicolon,
            "|" => return Format::Bar,
            "" | "\t" => return Format::Tab,
            _ => return Format::Comma,
        }
    }
    let mut counts = [(Format::Comma, 0), (Format::Semicolon, 0), (Format::Tab, 0), (Format::Bar, 0)];
    let mut quoted = false;
    for byte in content.bytes().take(64 * 1024) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            byte => counts.iter_mut().filter(|(f, _)| f.delimiter() == Some(byte)).for_each(|(_, n)| *n += 1),
        }
    }
    // The first of equals wins, so that a table with one column is a CSV.
    counts.iter().rev().max_by_key(|(_, n)| *n).map_or(Format::Comma, |(format, _)| *format)
}
