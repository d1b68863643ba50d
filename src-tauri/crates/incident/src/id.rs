//! Names of things: keys and references as fixed bytes written in hex, and short words chosen by people.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ts_rs::TS;

/// Milliseconds since 1970-01-01T00:00:00Z, as somebody's wall clock told them. Never used for ordering.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[ts(type = "number")]
pub struct Millis(pub i64);

impl Millis {
    /// This moment moved by a number of minutes, saturating at the ends of time.
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes.saturating_mul(60_000)))
    }
}

/// What a text was not, when it should have been an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {expected}")]
pub struct NotAnId {
    text: String,
    expected: &'static str,
}

impl NotAnId {
    pub(crate) fn new(text: &str, expected: &'static str) -> Self {
        Self { text: text.chars().take(80).collect(), expected }
    }
}

/// The digits in the order of their values.
const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Bytes as lower-case hex digits. Every key, hash and signature on the wire goes through here.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|half| char::from(DIGITS[usize::from(half)]));
    let mut text = String::with_capacity(bytes.len() * 2);
    text.extend(bytes.iter().flat_map(digits));
    text
}

/// Exactly so many bytes from lower-case hex digits; none for anything else.
#[must_use]
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N * 2 {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = value(pair[0])? << 4 | value(pair[1])?;
    }
    Some(bytes)
}

fn value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// A fixed number of bytes, written as lower-case hex.
macro_rules! hex_id {
    ($(#[$doc:meta])* $name:ident, $bytes:literal, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
        #[ts(type = "string")]
        pub struct $name(pub [u8; $bytes]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), &hex(&self.0)[..8])
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                unhex(text).map(Self).ok_or_else(|| NotAnId::new(text, $what))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&hex(&self.0))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

hex_id!(
    /// A workspace: its founder's Ed25519 public key, the root of all enrolments.
    WorkspaceId, 32, "a workspace id (64 hex digits)"
);
hex_id!(
    /// A laptop in one workspace: its Ed25519 public key.
    ReplicaKey, 32, "a replica key (64 hex digits)"
);
hex_id!(
    /// Random bytes drawn at every process start, so that a cloned disk cannot fork a series.
    Run, 8, "a run (16 hex digits)"
);
hex_id!(
    /// Random bytes in every body, so that a redacted one cannot be guessed from its hash.
    Salt, 8, "a salt (16 hex digits)"
);
hex_id!(
    /// A reference to an entry: the first 16 bytes of its hash. Also the name of what that entry made.
    EntryRef, 16, "a reference to an entry (32 hex digits)"
);
hex_id!(
    /// An incident, the same on every laptop.
    IncidentId, 16, "an incident id (32 hex digits)"
);
hex_id!(
    /// A document: a draft or a review.
    DocumentId, 16, "a document id (32 hex digits)"
);
hex_id!(
    /// What stood in a document at some time: the first 16 bytes of a hash of its texts.
    Edition, 16, "an edition of a text (32 hex digits)"
);
hex_id!(
    /// A person, whatever they are called at the moment.
    PersonId, 16, "a person id (32 hex digits)"
);

impl IncidentId {
    /// What people say until the home hub has given a number: `INC-~` and the last four digits.
    #[must_use]
    pub fn provisional(self) -> String {
        format!("INC-~{}", &hex(&self.0)[28..])
    }
}

/// A short lower-case word that names an entry of the book: `major`, `checkout-api`.
macro_rules! slug {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
        #[ts(type = "string")]
        pub struct $name(String);

        impl $name {
            /// The word itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The id that a name gives: lower case, every run of other characters one hyphen.
            #[must_use]
            pub fn from_name(name: &str) -> Self {
                Self(slug_of(name))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let fits = (1..=64).contains(&text.len())
                    && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_'));
                fits.then(|| Self(text.to_owned()))
                    .ok_or_else(|| NotAnId::new(text, "a short lower-case word"))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

slug!(
    /// A severity of the book, for example `major`.
    SeverityId
);
slug!(
    /// A service of the catalogue.
    ServiceId
);
slug!(
    /// A role, for example `incident-manager`.
    RoleId
);
slug!(
    /// A custom field of the book.
    FieldId
);
slug!(
    /// A customer of the book.
    CustomerId
);
slug!(
    /// A destination of the book, to which updates can be sent.
    DestinationId
);
slug!(
    /// A component of the status page.
    ComponentId
);
slug!(
    /// A group of components of the status page.
    GroupId
);
slug!(
    /// An item of a checklist, unique within its role and stage.
    ItemId
);

slug!(
    /// A template of reviews.
    ReviewTemplateId
);
slug!(
    /// A section of a review, unique within it.
    SectionId
);

impl RoleId {
    /// The Incident Manager, the one role that exactly one person holds.
    #[must_use]
    pub fn incident_manager() -> Self {
        Self("incident-manager".to_owned())
    }
}

/// The ASCII words of a text with hyphens between them, for the names of channels; empty where there are none.
pub(crate) fn ascii_words(text: &str) -> String {
    let mut words = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            words.push(c);
        } else if !words.ends_with('-') {
            words.push('-');
        }
    }
    words.trim_matches('-').to_owned()
}

/// Lower-case ASCII letters and digits stay; a name that loses letters gets a part of its hash, so that names
/// that differ only in what was lost have ids that differ too.
fn slug_of(name: &str) -> String {
    use sha2::{Digest, Sha256};
    let mut slug = String::new();
    let mut lost = false;
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '_' {
            slug.push(c);
        } else {
            lost |= c.is_alphanumeric();
            if !slug.ends_with('-') {
                slug.push('-');
            }
        }
    }
    let slug = slug.trim_matches('-');
    if !slug.is_empty() && !lost && slug.len() <= 64 {
        return slug.to_owned();
    }
    let hash = &hex(&Sha256::digest(name.trim().as_bytes()))[..12];
    let stem = slug.get(..slug.len().min(51)).unwrap_or_default().trim_end_matches('-');
    if stem.is_empty() { format!("x-{hash}") } else { format!("{stem}-{hash}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_ids_read_what_they_write_and_nothing_else() {
        let id = EntryRef(*b"0123456789abcdef");
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in ["", "30", "3031323334353637383961626364656G", "+031323334353637383961626364656667", "é"]
        {
            assert!(wrong.parse::<EntryRef>().is_err(), "{wrong}");
        }
        assert!("3031323334353637383961626364656F".parse::<EntryRef>().is_err(), "capitals are another text");
    }

    #[test]
    fn a_name_gives_a_slug_that_parses() {
        for (name, slug) in
            [("Checkout API", "checkout-api"), ("get.example.io", "get.example.io"), (" A  b ", "a-b")]
        {
            assert_eq!(ServiceId::from_name(name).as_str(), slug);
        }
        for odd in ["支払い", "", "---", &"long ".repeat(100)] {
            let id = ServiceId::from_name(odd);
            assert_eq!(id.as_str().parse::<ServiceId>().as_ref(), Ok(&id), "{odd}");
        }
        assert_ne!(ServiceId::from_name("Café"), ServiceId::from_name("Cafè"));
    }
}
