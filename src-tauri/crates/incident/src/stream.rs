//! A stream: the unit that is folded, granted and synced. An incident, a document, or a section of the book.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ts_rs::TS;

use crate::id::{DocumentId, IncidentId, NotAnId, hex, unhex};

/// A section of the book, each its own stream: what the organisation knows before an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// People, their phones and zones, and the laptops enrolled for them.
    People,
    /// The service catalogue.
    Services,
    /// Severities, cadences, nags, link templates, custom fields, the workspace's name.
    Settings,
    /// Checklist templates per role and stage.
    Checklists,
    /// What is said to whom: templates of updates.
    Communication,
    /// The customers and how to reach them.
    Customers,
    /// The public status page: its components, and work that is announced.
    StatusPage,
}

impl Section {
    /// Every section that this version knows.
    pub const ALL: [Self; 7] = [
        Self::People,
        Self::Services,
        Self::Settings,
        Self::Checklists,
        Self::Communication,
        Self::Customers,
        Self::StatusPage,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Services => "services",
            Self::Settings => "settings",
            Self::Checklists => "checklists",
            Self::Communication => "communication",
            Self::Customers => "customers",
            Self::StatusPage => "status-page",
        }
    }
}

/// The name of a stream: one byte of kind and 16 bytes of id, so that the head of an entry has a fixed width.
///
/// As text: `incident/…`, `document/…` with 32 hex digits, `book/people`; a kind or section that only a
/// newer version knows is `kind-N/…` with hex digits, and is kept and passed on like any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
#[ts(type = "string")]
pub enum Stream {
    /// One incident.
    Incident(IncidentId),
    /// A draft or a review; it has the access of its incident.
    Document(DocumentId),
    /// A section of the book.
    Book(Section),
    /// Something a newer version knows.
    Other(u8, [u8; 16]),
}

const INCIDENT: u8 = 1;
const DOCUMENT: u8 = 2;
const BOOK: u8 = 3;

impl Stream {
    /// How many bytes [`Stream::to_bytes`] gives.
    pub const WIDTH: usize = 17;

    /// The canonical bytes: kind, then id; a section's name is ASCII padded with zeros.
    #[must_use]
    pub fn to_bytes(self) -> [u8; Self::WIDTH] {
        let (kind, id) = match self {
            Self::Incident(IncidentId(id)) => (INCIDENT, id),
            Self::Document(DocumentId(id)) => (DOCUMENT, id),
            Self::Book(section) => {
                let mut id = [0; 16];
                id[..section.name().len()].copy_from_slice(section.name().as_bytes());
                (BOOK, id)
            }
            Self::Other(kind, id) => (kind, id),
        };
        let mut bytes = [0; Self::WIDTH];
        bytes[0] = kind;
        bytes[1..].copy_from_slice(&id);
        bytes
    }

    /// The stream that these canonical bytes name. Total: what is not known is [`Stream::Other`].
    #[must_use]
    pub fn from_bytes(bytes: [u8; Self::WIDTH]) -> Self {
        let mut id = [0; 16];
        id.copy_from_slice(&bytes[1..]);
        match bytes[0] {
            INCIDENT => Self::Incident(IncidentId(id)),
            DOCUMENT => Self::Document(DocumentId(id)),
            BOOK => Section::ALL
                .into_iter()
                .map(Self::Book)
                .find(|stream| stream.to_bytes() == bytes)
                .unwrap_or(Self::Other(BOOK, id)),
            kind => Self::Other(kind, id),
        }
    }

    /// The stream just before this one in the order of bytes; none before the first.
    #[must_use]
    pub fn before(self) -> Option<Self> {
        let mut bytes = self.to_bytes();
        for byte in bytes.iter_mut().rev() {
            let borrows;
            (*byte, borrows) = byte.overflowing_sub(1);
            if !borrows {
                return Some(Self::from_bytes(bytes));
            }
        }
        None
    }

    /// The incident, if this stream is one.
    #[must_use]
    pub fn incident(self) -> Option<IncidentId> {
        match self {
            Self::Incident(id) => Some(id),
            _ => None,
        }
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incident(id) => write!(f, "incident/{id}"),
            Self::Document(id) => write!(f, "document/{id}"),
            Self::Book(section) => write!(f, "book/{}", section.name()),
            Self::Other(kind, id) => write!(f, "kind-{kind}/{}", hex(id)),
        }
    }
}

impl FromStr for Stream {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let wrong = || NotAnId::new(text, "a stream (kind/id)");
        let (kind, id) = text.split_once('/').ok_or_else(wrong)?;
        match kind {
            "incident" => Ok(Self::Incident(id.parse()?)),
            "document" => Ok(Self::Document(id.parse()?)),
            "book" => Section::ALL
                .into_iter()
                .find(|section| section.name() == id)
                .map(Self::Book)
                .ok_or_else(wrong),
            _ => {
                let number =
                    kind.strip_prefix("kind-").and_then(|n| n.parse::<u8>().ok()).ok_or_else(wrong)?;
                let id = unhex::<16>(id).ok_or_else(wrong)?;
                let mut bytes = [0; Self::WIDTH];
                bytes[0] = number;
                bytes[1..].copy_from_slice(&id);
                Ok(Self::from_bytes(bytes))
            }
        }
    }
}

impl Serialize for Stream {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Stream {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_survives_text_and_bytes_also_when_unknown() {
        let streams = [
            Stream::Incident(IncidentId([7; 16])),
            Stream::Document(DocumentId([9; 16])),
            Stream::Book(Section::People),
            Stream::Book(Section::Checklists),
            Stream::Other(BOOK, *b"schedules\0\0\0\0\0\0\0"),
            Stream::Other(200, [1; 16]),
        ];
        for stream in streams {
            assert_eq!(Stream::from_bytes(stream.to_bytes()), stream);
            assert_eq!(stream.to_string().parse(), Ok(stream));
        }
        for wrong in ["", "incident", "incident/12", "book/nonsense", "kind-300/00", "../etc"] {
            assert!(wrong.parse::<Stream>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_stream_before_is_one_less_and_there_is_none_before_the_first() {
        let stream = |id| Stream::Incident(IncidentId(id));
        let mut id = [0; 16];
        id[14] = 1;
        let mut less = [0; 16];
        less[15] = 255;
        assert_eq!(stream(id).before(), Some(stream(less)));
        assert_eq!(stream([0; 16]).before(), Some(Stream::Other(0, [255; 16])));
        assert_eq!(Stream::Other(0, [0; 16]).before(), None);
    }
}
