//! What people call an incident when they say it, write it in a chat or follow a link.

use std::fmt;
use std::str::FromStr;

use crate::id::IncidentId;

/// So many digits a provisional name has at least.
const FEW: usize = 4;
/// So many an id has.
const ALL: usize = 32;

/// What an incident is or was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// `INC-1234`, which the home hub gave.
    Number(u64),
    /// `INC-~a3f1`: the last digits of its id, until there is a number.
    Provisional(String),
}

impl Label {
    /// Whether this is how an incident is called that has no number.
    #[must_use]
    pub fn is_end_of(&self, id: IncidentId) -> bool {
        matches!(self, Self::Provisional(end) if id.to_string().ends_with(end.as_str()))
    }
}

/// Not what any incident is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no incident is called like this; write INC- and its number")]
pub struct NoLabel;

impl FromStr for Label {
    type Err = NoLabel;

    /// Reads `INC-12`, `inc 12`, `#12`, `INC-~a3f1` and `~a3f1`.
    fn from_str(text: &str) -> Result<Self, NoLabel> {
        let text = text.trim().to_ascii_lowercase();
        let rest = ["inc-", "inc ", "#"].iter().find_map(|prefix| text.strip_prefix(prefix));
        let all = |text: &str, is: fn(&u8) -> bool| text.as_bytes().iter().all(is);
        match rest.unwrap_or(&text).strip_prefix('~') {
            Some(end) if (FEW..=ALL).contains(&end.len()) && all(end, u8::is_ascii_hexdigit) => {
                Ok(Self::Provisional(end.to_owned()))
            }
            None => {
                let digits = rest.filter(|rest| all(rest, u8::is_ascii_digit)).ok_or(NoLabel)?;
                digits.parse().map(Self::Number).map_err(|_| NoLabel)
            }
            Some(_) => Err(NoLabel),
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "INC-{number}"),
            Self::Provisional(end) => write!(f, "INC-~{end}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_read() {
        for (written, meant) in [
            ("INC-12", Some("INC-12")),
            (" inc 12 ", Some("INC-12")),
            ("#12", Some("INC-12")),
            ("INC-012", Some("INC-12")),
            ("inc-~A3F1", Some("INC-~a3f1")),
            ("~a3f10b", Some("INC-~a3f10b")),
            ("12", None),
            ("INC-", None),
            ("INC-+1", None),
            ("INC-~a3f", None),
            ("INC-~a3fg", None),
            ("INC-99999999999999999999", None),
            ("", None),
        ] {
            let read = written.parse::<Label>().ok().map(|label| label.to_string());
            assert_eq!(read.as_deref(), meant, "{written}");
        }
        let id = IncidentId([0xa3; 16]);
        assert!(id.provisional().parse::<Label>().unwrap().is_end_of(id));
        assert!(!Label::Provisional("a3a4".to_owned()).is_end_of(id));
        assert!(!Label::Number(3).is_end_of(id));
    }
}
