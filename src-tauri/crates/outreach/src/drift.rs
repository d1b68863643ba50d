//! Whether a public page says what it should. The page is read as Statuspage, version 2, answers everybody; ours answers
//! alike. Source: <https://confluence.status.atlassian.com/api>.

use chrono::{DateTime, Utc};
use incident::id::Millis;
use incident::text::one_line;
use incident::value::Occasion;
use reqwest::Method;
use serde::{Deserialize, Deserializer};

use crate::http::Web;
use crate::{ComponentState, Undelivered, WebAddress};

/// How long an update may be on its way before a page lacks it.
const ON_ITS_WAY: i64 = 2 * 60_000;

/// What a page says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Seen {
    /// What is open there.
    #[serde(default)]
    pub incidents: Vec<SeenIncident>,
    /// How its parts do.
    #[serde(default)]
    pub components: Vec<SeenComponent>,
}

/// An incident that is open on a page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SeenIncident {
    /// The page's own name for it.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How it stands; none where the page has a word that we do not know.
    #[serde(default, deserialize_with = "known")]
    pub status: Option<SeenStatus>,
    /// What was said.
    #[serde(default, rename = "incident_updates")]
    pub updates: Vec<SeenUpdate>,
}

/// How an incident stands on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeenStatus {
    /// Nobody knows why yet.
    Investigating,
    /// The cause is known.
    Identified,
    /// It is looked at whether it holds.
    Monitoring,
    /// It is over.
    Resolved,
    /// What was learnt is published.
    Postmortem,
}

/// One update on a page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SeenUpdate {
    /// When it was said.
    #[serde(default, deserialize_with = "known")]
    pub created_at: Option<DateTime<Utc>>,
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SeenComponent {
    /// The page's own name for it.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How it does; none where the page has a word that we do not know.
    #[serde(default, deserialize_with = "known")]
    pub status: Option<ComponentState>,
}

/// A word, or a moment, where it is one of those that we know.
fn known<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).ok())
}

/// What a page should say of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// The page's own name for it, where it has told one.
    pub id: Option<String>,
    /// Whether it is also known by what it is called: somebody may have removed it there, and it was made anew.
    pub by_title: bool,
    /// What it is called.
    pub title: String,
    /// What the public heard last of how it stands; never [`Occasion::NoChange`].
    pub status: Occasion,
    /// When the public heard last.
    pub said_at: Millis,
}

/// What a page should say of one of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeantComponent {
    /// The page's own name for it.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How it does.
    pub state: ComponentState,
}

/// Where a page says something else than was approved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Drift {
    /// It is over here and open there.
    #[error("{title:?} is resolved, and the page still shows it as open. Send the last update there again.")]
    StillOpen {
        /// Which.
        title: String,
    },
    /// It is open here, and the page knows nothing of it.
    #[error("{title:?} is open, and the page does not show it. Send the last update there again.")]
    Missing {
        /// Which.
        title: String,
    },
    /// It stands otherwise there.
    #[error("{title:?} is {}, and the page says {}. Send the last update there again.", here.name(), there.name())]
    OtherStatus {
        /// Which.
        title: String,
        /// What was approved.
        here: Occasion,
        /// What the page says.
        there: Occasion,
    },
    /// The last update is not there.
    #[error("The page lacks the last update of {title:?}. Send it there again.")]
    MissingUpdate {
        /// Which.
        title: String,
    },
    /// A part does otherwise there.
    #[error(
        "{component} is {}, and the page says that it is {}. Bring the page there again, or send an update that says how it does.",
        here.name(), there.name()
    )]
    OtherState {
        /// Which.
        component: String,
        /// What was approved.
        here: ComponentState,
        /// What the page says.
        there: ComponentState,
    },
}

/// Everything in which a page differs from what was approved. What the page has of its own, and what is on its way, is no
/// drift.
#[must_use]
pub fn drift(meant: &[Meant], components: &[MeantComponent], seen: &Seen, now: Millis) -> Vec<Drift> {
    let of_incidents = meant.iter().filter(|meant| meant.said_at.0 <= now.0 - ON_ITS_WAY);
    let of_incidents = of_incidents.filter_map(|meant| of_incident(meant, seen));
    let of_components = components.iter().filter_map(|meant| {
        let there = seen.components.iter().find(|it| it.id == meant.id)?.status?;
        (there != meant.state).then(|| Drift::OtherState {
            component: one_line(&meant.name),
            here: meant.state,
            there,
        })
    });
    of_incidents.chain(of_components).collect()
}

fn of_incident(meant: &Meant, seen: &Seen) -> Option<Drift> {
    let title = one_line(&meant.title);
    let by_id = |it: &&SeenIncident| meant.id.as_ref().is_some_and(|id| it.id == *id);
    let by_title = |it: &&SeenIncident| meant.by_title && one_line(&it.name) == title;
    let over = matches!(meant.status, Occasion::Resolved | Occasion::PostMortemPublished);
    let all = || seen.incidents.iter();
    let there = all().find(by_id).or_else(|| all().find(by_title));
    let open = there.filter(|it| !matches!(it.status, Some(SeenStatus::Resolved | SeenStatus::Postmortem)));
    match (over, open) {
        (true, Some(_)) => Some(Drift::StillOpen { title }),
        (true, None) => None,
        (false, None) => Some(Drift::Missing { title }),
        (false, Some(there)) => {
            let (here, shown) = (meant.status, there.status.map(occasion));
            if let Some(there) = shown.filter(|there| *there != here) {
                return Some(Drift::OtherStatus { title, here, there });
            }
            let last = there.updates.iter().filter_map(|update| update.created_at).max()?;
            let is_old = last.timestamp_millis() < meant.said_at.0 - ON_ITS_WAY;
            is_old.then_some(Drift::MissingUpdate { title })
        }
    }
}

fn occasion(status: SeenStatus) -> Occasion {
    match status {
        SeenStatus::Investigating => Occasion::Investigating,
        SeenStatus::Identified => Occasion::Identified,
        SeenStatus::Monitoring => Occasion::Monitoring,
        SeenStatus::Resolved => Occasion::Resolved,
        SeenStatus::Postmortem => Occasion::PostMortemPublished,
    }
}

/// Reads the page at an address.
pub(crate) async fn look(web: &Web, page: &WebAddress) -> Result<Seen, Undelivered> {
    let url = page.below(&["api", "v2", "summary.json"]);
    let answer = web.ask(Method::GET, url, |request| request).await.and_then(|answer| answer.done());
    let answer = answer.map_err(Undelivered::of_a_question)?;
    answer.json().ok_or_else(|| answer.unreadable().of_a_question())
}
