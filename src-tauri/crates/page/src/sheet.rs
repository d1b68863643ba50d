//! One sheet of A4 for people who have a minute: facts in a table, two lists, and a foot.

pub(crate) mod draw;
pub(crate) mod face;
pub(crate) mod layout;

use incident::id::Millis;

/// What stands on the sheet. Every word of it is known before; the sheet only finds room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// What this is, in one line.
    pub kind: String,
    /// What it is about.
    pub title: String,
    /// How bad it is.
    pub badge: String,
    /// As of when, in words.
    pub when: String,
    /// The same as a moment, for the properties of the file.
    pub at: Millis,
    /// The state in a sentence or two.
    pub lead: String,
    /// How old that is, where it has to be seen.
    pub lead_note: String,
    /// What is known and what is not.
    pub rows: Vec<Row>,
    /// Two lists beside each other.
    pub lists: [List; 2],
    /// At the foot, on the left and on the right.
    pub foot: [String; 2],
}

/// One fact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What it is about.
    pub label: String,
    /// What is known.
    pub value: String,
    /// Whether the value only says that nobody knows.
    pub unknown: bool,
    /// How old it is, or what is wrong with it.
    pub note: String,
    /// Whether that has to be seen.
    pub stale: bool,
}

/// A list with its heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// What it lists.
    pub head: String,
    /// What is in it.
    pub items: Vec<String>,
    /// What stands there when nothing is.
    pub none: String,
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// The font that comes with the program cannot be read.
    #[error("the font of the sheet cannot be read")]
    Font,
    /// The file could not be written.
    #[error("the sheet could not be written as a PDF")]
    Pdf(#[source] krilla::error::KrillaError),
}

impl Sheet {
    /// The sheet as a PDF of exactly one page. What does not fit is shortened with `…` or left out from the end of the
    /// longer list, and a sentence above the foot says so. The same sheet gives the same bytes.
    pub fn pdf(&self) -> Result<Vec<u8>, SheetError> {
        let faces = face::Faces::load().ok_or(SheetError::Font)?;
        let about = draw::Properties { title: &self.title, kind: &self.kind, at: self.at };
        draw::draw(&about, &faces, &[layout::lay_out(self, &faces)])
    }
}
