//! One message, in every form in which a channel may want it.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use incident::id::{IncidentId, Millis};
use incident::text::{one_line, visible};
use incident::value::{Audience, Occasion};
use page::Update;
use serde::{Deserialize, Serialize};

use crate::WebAddress;
use crate::cut::cut;

/// Nobody reads a longer title, and most channels take none.
const SUBJECT: usize = 200;

/// One message on its way to one channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its name for ever: each attempt carries the same, so that the other side can tell a second one.
    pub id: MessageId,
    /// About which incident.
    pub incident: IncidentId,
    /// What that is called.
    pub title: String,
    /// Who hears it.
    pub audience: Audience,
    /// Which status it says.
    pub occasion: Occasion,
    /// When it was approved.
    pub at: Millis,
    /// When the next one comes.
    pub next_due: Option<Millis>,
    /// Whether all of it is an exercise. Every form of its words says so.
    pub drill: bool,
    /// What is said.
    pub words: Words,
    /// Where the whole of it can be read; a text that is cut leads there.
    pub link: Option<WebAddress>,
    /// What it is hung below: the [`Receipt::thread`](crate::Receipt::thread) of the first message about the same by
    /// this channel.
    pub thread: Option<String>,
    /// The parts of a hosted status page that it concerns.
    pub components: Vec<Component>,
    /// Where whoever reads it can say that they want no more, with one click.
    pub unsubscribe: Option<WebAddress>,
}

/// The same words in each form that `page` writes, so that nobody renders them again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// One line.
    pub subject: String,
    /// As somebody wrote it.
    pub markdown: String,
    /// Without markup.
    pub plain: String,
    /// As HTML: what was said, and nothing around it.
    pub html: String,
    /// As a page of its own.
    pub page: String,
    /// At most 280 characters.
    pub short: String,
}

impl Words {
    /// Every form of an update; `markdown` is what its text was read from.
    #[must_use]
    pub fn of(update: &Update<'_>, markdown: &str) -> Self {
        let said = update.said();
        Self {
            subject: update.subject(),
            markdown: update.markdown(markdown).into_owned(),
            plain: said.to_string(),
            html: said.html(),
            page: update.page(),
            short: said.short().text,
        }
    }
}

/// A part of a hosted status page, and how it is doing from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// What the status page calls it.
    pub id: String,
    /// How it is doing.
    pub state: ComponentState,
}

/// How a part of a status page is doing, in the words of Statuspage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComponentState {
    /// Well.
    Operational,
    /// Slowly.
    DegradedPerformance,
    /// For some not at all.
    PartialOutage,
    /// Not at all.
    MajorOutage,
    /// Not, as was announced.
    UnderMaintenance,
}

impl From<incident::value::ComponentState> for ComponentState {
    fn from(state: incident::value::ComponentState) -> Self {
        use incident::value::ComponentState as Ours;
        match state {
            Ours::Operational => Self::Operational,
            Ours::UnderMaintenance => Self::UnderMaintenance,
            Ours::DegradedPerformance => Self::DegradedPerformance,
            Ours::PartialOutage => Self::PartialOutage,
            Ours::MajorOutage => Self::MajorOutage,
        }
    }
}

impl ComponentState {
    /// As people say it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Operational => "operational",
            Self::DegradedPerformance => "degraded",
            Self::PartialOutage => "in a partial outage",
            Self::MajorOutage => "in a major outage",
            Self::UnderMaintenance => "under maintenance",
        }
    }
}

/// A subject as every channel writes it above the words.
#[must_use]
pub fn subject(line: &str) -> String {
    cut(&one_line(line), SUBJECT, None)
}

impl Message {
    /// One line that is safe in a header and in a title.
    pub(crate) fn subject(&self) -> String {
        subject(&self.words.subject)
    }

    /// The plain words; nothing in them hides or reorders others.
    pub(crate) fn plain(&self) -> Cow<'_, str> {
        visible(&self.words.plain)
    }

    /// The words as somebody wrote them, in the same way.
    pub(crate) fn markdown(&self) -> Cow<'_, str> {
        visible(&self.words.markdown)
    }

    /// What is said, as HTML.
    pub(crate) fn html(&self) -> String {
        self.words.html.clone()
    }

    pub(crate) fn link(&self) -> Option<&str> {
        self.link.as_ref().map(WebAddress::as_str)
    }
}

/// The name of a message: 1 to 64 letters, digits, `-` and `_`, so that it fits into every protocol.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MessageId(String);

/// A text that is no name of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message is named by 1 to 64 letters, digits, - and _")]
pub struct NotAMessageId;

impl MessageId {
    /// As it goes over the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for MessageId {
    type Err = NotAMessageId;

    fn from_str(text: &str) -> Result<Self, NotAMessageId> {
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if plain && (1..=64).contains(&text.len()) { Ok(Self(text.to_owned())) } else { Err(NotAMessageId) }
    }
}

impl TryFrom<String> for MessageId {
    type Error = NotAMessageId;

    fn try_from(text: String) -> Result<Self, NotAMessageId> {
        text.parse()
    }
}

impl From<MessageId> for String {
    fn from(id: MessageId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_message_fits_into_every_protocol() {
        let longest = "x".repeat(64);
        for good in ["a", "9f2c-41d0_X", &longest] {
            assert_eq!(good.parse::<MessageId>().map(|id| id.to_string()).as_deref(), Ok(good));
        }
        for bad in ["", "a b", "a\r\nb", "ä", "a/b", "a@b", "x".repeat(65).as_str()] {
            assert_eq!(bad.parse::<MessageId>(), Err(NotAMessageId), "{bad:?}");
        }
    }
}
