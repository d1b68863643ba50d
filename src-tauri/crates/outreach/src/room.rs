//! A room in which the people of an incident meet.

use incident::id::IncidentId;

use crate::{Channel, WebAddress, Why};

/// A room as it is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// Of which incident. There is one room for each by one channel.
    pub incident: IncidentId,
    /// How it is addressed, `inc-1234`: letters, digits and `-`, at most 60.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// Where people speak with each other: an address, or a number to dial.
    pub bridge: Option<String>,
    /// Where the incident can be seen.
    pub link: Option<WebAddress>,
    /// Who is asked in, as the other side names them.
    pub invite: Vec<String>,
}

/// A room that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The channel that leads into it.
    pub channel: Channel,
    /// What the other side calls it.
    pub id: String,
    /// What opens it for a person.
    pub link: String,
    /// Whether it stood before.
    pub stood: bool,
    /// Who was not asked in, since the other side does not know them or does not let them in.
    pub left_out: Vec<String>,
    /// The meeting that was made with it, to which its topic leads.
    pub meeting: Option<String>,
    /// Why there is none, where there should be one.
    pub no_meeting: Option<Why>,
}

impl Room {
    /// The name in the letters that every chat takes; none if nothing is left of it.
    pub(crate) fn plain_name(&self) -> Option<String> {
        let lower = self.name.trim().to_ascii_lowercase();
        let plain = lower.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (plain && (1..=60).contains(&lower.len())).then_some(lower)
    }

    /// One line with what somebody needs who comes in.
    pub(crate) fn topic(&self) -> String {
        let mut topic = incident::text::one_line(&self.title);
        let link = self.link.as_ref().map(ToString::to_string);
        for (what, link) in [("Bridge", &self.bridge), ("Incident", &link)] {
            if let Some(link) = link {
                topic.push_str(&format!(" · {what}: {}", incident::text::one_line(link)));
            }
        }
        topic
    }
}

pub(crate) const NO_NAME: &str =
    "A room is named by at most 60 letters, digits and -. Give it such a name, then open it again.";
