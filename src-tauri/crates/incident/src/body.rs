//! The open part of an entry: JSON, kept byte for byte as its author wrote it.

use serde::{Deserialize, Serialize};

use crate::entry::BODY_FORMAT;
use crate::event::Event;
use crate::id::{EntryRef, Millis, Salt};

/// What a body says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Body {
    /// Stops guessing a redacted body from its hash.
    pub salt: Salt,
    /// When it happened, where that is not when it was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<Millis>,
    /// The entry that this one is the inverse of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undoes: Option<EntryRef>,
    /// The fact.
    pub event: Event,
}

/// A body read leniently, so that an event of a newer version does not cost the rest.
#[derive(Deserialize)]
struct Lenient<'a> {
    salt: Salt,
    #[serde(default)]
    occurred_at: Option<Millis>,
    #[serde(default)]
    undoes: Option<EntryRef>,
    #[serde(borrow)]
    event: &'a serde_json::value::RawValue,
}

#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "type")]
    kind: String,
}

/// Why bytes are no body of any version.
#[derive(Debug, thiserror::Error)]
#[error("this is not the body of an entry")]
pub struct NotABody(#[from] serde_json::Error);

impl Body {
    /// The bytes to store and to hash.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Serialising into memory fails only for maps with keys that are not text; a body has none.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads a body of this or of any later version.
    ///
    /// # Errors
    /// [`NotABody`] when it is not JSON of the outer shape, which no version ever writes.
    pub fn from_bytes(v: u16, bytes: &[u8]) -> Result<Self, NotABody> {
        let outer: Lenient<'_> = serde_json::from_slice(bytes)?;
        let known = if v == BODY_FORMAT { serde_json::from_str(outer.event.get()).ok() } else { None };
        let event = match known {
            Some(event) => event,
            None => Event::Unrecognised { kind: serde_json::from_str::<Kind>(outer.event.get())?.kind },
        };
        Ok(Self { salt: outer.salt, occurred_at: outer.occurred_at, undoes: outer.undoes, event })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_of_a_newer_version_is_kept_as_unrecognised() {
        let newer = br#"{"salt":"0000000000000001","event":{"type":"moon_landed","crew":3}}"#;
        let body = Body::from_bytes(BODY_FORMAT, newer).unwrap();
        assert_eq!(body.event, Event::Unrecognised { kind: "moon_landed".into() });
        let other_words = br#"{"salt":"0000000000000001","event":{"type":"kind_set","kind":"galactic"}}"#;
        assert!(matches!(Body::from_bytes(1, other_words).unwrap().event, Event::Unrecognised { .. }));
        let extra_field =
            br#"{"salt":"0000000000000001","event":{"type":"titled","title":"x","mood":"grim"}}"#;
        assert!(matches!(Body::from_bytes(1, extra_field).unwrap().event, Event::Titled { .. }));
    }

    #[test]
    fn what_is_erased_for_a_reason_of_a_newer_version_is_erased() {
        use crate::value::Erasure;

        let erased = |why: &str| {
            let body = format!(r#"{{"salt":"0000000000000001","event":{{"type":"stream_erased"{why}}}}}"#);
            Body::from_bytes(BODY_FORMAT, body.as_bytes()).unwrap().event
        };
        for why in ["", r#","why":null"#, r#","why":"moon_landed""#, r#","why":7"#, r#","why":{"law":"one"}"#]
        {
            assert_eq!(erased(why), Event::StreamErased { why: None }, "{why}");
        }
        assert_eq!(erased(r#","why":"law""#), Event::StreamErased { why: Some(Erasure::Law) });
    }

    #[test]
    fn what_is_not_a_body_is_refused() {
        for bad in
            ["", "[]", "{}", r#"{"salt":"00","event":{}}"#, r#"{"salt":"0000000000000001","event":{}}"#]
        {
            assert!(Body::from_bytes(1, bad.as_bytes()).is_err(), "{bad}");
        }
        let deep =
            format!(r#"{{"salt":"0000000000000001","event":{}1{}}}"#, "[".repeat(9000), "]".repeat(9000));
        assert!(Body::from_bytes(1, deep.as_bytes()).is_err(), "depth is refused, not a crash");
    }
}
