//! An app in a team of Microsoft Teams, which makes channels and meetings. It writes nothing into them: Microsoft lets apps
//! do so only while they bring the past of another chat. Sources:
//! <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow>,
//! <https://learn.microsoft.com/graph/api/channel-post> and
//! <https://learn.microsoft.com/graph/api/onlinemeeting-createorget>.

use std::sync::LazyLock;

use incident::text::one_line;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, RequestBuilder};
use serde::Deserialize;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use crate::cut::cut;
use crate::http::{Answer, Web};
use crate::room::NO_NAME;
use crate::{Channel, Cloud, Opened, Receipt, Room, Secret, TeamsApp, Undelivered, Why};

/// Where everybody's app is known and answered, outside of the clouds of governments.
static WORLD: LazyLock<Cloud> = LazyLock::new(|| {
    let at = |address: &str| address.parse().expect("an address that stands here");
    Cloud { login: at("https://login.microsoftonline.com/"), graph: at("https://graph.microsoft.com/") }
});
pub(crate) const SECRET: &str = "the client secret of the app";
/// A channel's name and description, and a meeting's subject, have at most so many characters.
const NAME: usize = 50;
const TOPIC: usize = 900;
const SUBJECT: usize = 200;
/// A team has at most a thousand channels; nobody looks through more pages.
const PAGES: usize = 20;

/// A team as its app sees it.
pub(crate) struct Api<'a> {
    web: &'a Web,
    app: &'a TeamsApp,
    cloud: &'a Cloud,
    token: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Known {
    id: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    description: Option<String>,
    web_url: String,
}

#[derive(Deserialize)]
struct Listed {
    value: Vec<Known>,
    #[serde(default, rename = "@odata.nextLink")]
    next: Option<String>,
}

/// How Graph refuses.
#[derive(Deserialize)]
struct Refusal {
    error: Refused,
}

#[derive(Deserialize)]
struct Refused {
    #[serde(default)]
    code: String,
}

impl<'a> Api<'a> {
    /// Shows that it is this app, which is good for an hour.
    pub(crate) async fn enter(web: &'a Web, app: &'a TeamsApp, secret: &Secret) -> Result<Self, Undelivered> {
        #[derive(Deserialize)]
        struct Entered {
            access_token: String,
        }
        #[derive(Deserialize)]
        struct NotEntered {
            error: String,
        }
        let (cloud, secret) = (app.cloud.as_ref().unwrap_or(&WORLD), secret.token(SECRET)?);
        let scope = cloud.graph.below(&[".default"]).to_string();
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("client_id", &app.client)
            .append_pair("client_secret", secret)
            .append_pair("scope", &scope)
            .finish();
        let url = cloud.login.below(&[&app.tenant, "oauth2", "v2.0", "token"]);
        let kind = "application/x-www-form-urlencoded";
        let with = |request: RequestBuilder| request.header(CONTENT_TYPE, kind).body(form);
        let answer = web.ask(Method::POST, url, with).await.map_err(Undelivered::of_a_question)?;
        if !answer.status.is_success() {
            let error = answer.json::<NotEntered>().map(|it| it.error);
            let said = answer.code(error.as_deref());
            return Err(match said.as_str() {
                "invalid_client" | "unauthorized_client" => {
                    Undelivered::never(Why::Unauthorised { host: answer.host, said })
                }
                _ => answer.refusal(said).of_a_question(),
            });
        }
        let Some(Entered { access_token: token }) = answer.json() else {
            return Err(answer.unreadable().of_a_question());
        };
        Ok(Self { web, app, cloud, token })
    }

    /// Whether the app sees the channels of the team. Nothing is made.
    pub(crate) async fn probe(&self) -> Result<Receipt, Undelivered> {
        self.page(self.channels(&[])).await?;
        let detail =
            "Teams knows the app, and it sees the channels of its team. Nothing was made there.".to_owned();
        Ok(Receipt { detail, ..Receipt::default() })
    }

    /// The channel of this incident, made now or before, with a meeting where it has no bridge and somebody to call in the
    /// name of.
    pub(crate) async fn open(&self, room: &Room) -> Result<Opened, Undelivered> {
        let name = fitting(&room.plain_name().ok_or(Undelivered::never(Why::Channel(NO_NAME)))?);
        let meeting = match (&room.bridge, &self.app.organizer) {
            (None, Some(organizer)) => Some(self.meeting(organizer, room).await),
            _ => None,
        };
        let (meeting, no_meeting) = match meeting.transpose() {
            Ok(meeting) => (meeting, None),
            // A channel without one is better than none.
            Err(Undelivered::Never { why }) => (None, Some(why)),
            // What makes both finds both again.
            Err(later) => return Err(later),
        };
        let bridge = room.bridge.clone().or_else(|| meeting.clone());
        let topic = Room { bridge, ..room.clone() }.topic();
        // By the last word it says of which incident it is.
        let description = format!("{} · {}", cut(&topic, TOPIC, None), room.incident);
        let wanted = json!({ "displayName": name, "description": description, "membershipType": "standard" });
        let answer = self.ask(Method::POST, self.channels(&[]), Some(&wanted)).await?;
        let (known, stood) = match answer.status.as_u16() {
            200..=299 => (answer.json().ok_or_else(|| answer.unreadable())?, false),
            // Graph says that a name is taken in more than one way: whoever has it is looked for.
            400 | 409 => match self.named(&name).await? {
                Some(known) => (self.own(known, room)?, true),
                None => return Err(refusal(answer)),
            },
            _ => return Err(refusal(answer)),
        };
        let Known { id, web_url: link, .. } = known;
        if stood {
            let said = json!({ "description": description });
            let answer = self.ask(Method::PATCH, self.channels(&[&id]), Some(&said)).await?;
            if !answer.status.is_success() {
                return Err(refusal(answer));
            }
        }
        let channel = Channel::TeamsApp(self.app.clone());
        Ok(Opened { channel, id, link, stood, left_out: Vec::new(), meeting, no_meeting })
    }

    /// The meeting of this incident: asked for again, Graph gives the same.
    async fn meeting(&self, organizer: &str, room: &Room) -> Result<String, Undelivered> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Meeting {
            join_web_url: String,
        }
        let url = self.below(&["users", organizer, "onlineMeetings", "createOrGet"]);
        let wanted = json!({
            "externalId": room.incident.to_string(),
            "subject": cut(&one_line(&room.title), SUBJECT, None),
        });
        let answer = self.ask(Method::POST, url, Some(&wanted)).await?;
        if !answer.status.is_success() {
            return Err(refusal(answer));
        }
        answer.json().map(|it: Meeting| it.join_web_url).ok_or_else(|| answer.unreadable())
    }

    /// The channel of this name.
    async fn named(&self, name: &str) -> Result<Option<Known>, Undelivered> {
        let mut url = self.channels(&[]);
        url.query_pairs_mut().append_pair("$select", "id,displayName,description,webUrl");
        for _ in 0..PAGES {
            let Listed { value, next } = self.page(url).await?;
            let found = value.into_iter().find(|it| it.display_name.eq_ignore_ascii_case(name));
            // What comes next is asked for where it is, and nowhere else: the token goes along.
            let next = next.and_then(|next| next.parse::<Url>().ok());
            let next = next.filter(|next| next.origin() == self.cloud.graph.url().origin());
            match (found, next) {
                (None, Some(next)) => url = next,
                (found, _) => return Ok(found),
            }
        }
        Ok(None)
    }

    /// The same channel, if it is of this incident.
    fn own(&self, known: Known, room: &Room) -> Result<Known, Undelivered> {
        let of = room.incident.to_string();
        if known.description.as_ref().is_some_and(|it| it.ends_with(&of)) {
            return Ok(known);
        }
        Err(Undelivered::never(Why::Channel(
            "Another channel of the team has this name. Give it another name, or enter the link of that channel.",
        )))
    }

    async fn page(&self, url: Url) -> Result<Listed, Undelivered> {
        let answer = self.ask(Method::GET, url, None).await.map_err(Undelivered::of_a_question)?;
        if !answer.status.is_success() {
            return Err(refusal(answer).of_a_question());
        }
        answer.json().ok_or_else(|| answer.unreadable().of_a_question())
    }

    fn channels(&self, below: &[&str]) -> Url {
        let steps: Vec<&str> = ["teams", &self.app.team, "channels"].iter().chain(below).copied().collect();
        self.below(&steps)
    }

    fn below(&self, steps: &[&str]) -> Url {
        let steps: Vec<&str> = ["v1.0"].iter().chain(steps).copied().collect();
        self.cloud.graph.below(&steps)
    }

    async fn ask(&self, method: Method, url: Url, body: Option<&Value>) -> Result<Answer, Undelivered> {
        let with = |request: RequestBuilder| match body {
            Some(body) => request.bearer_auth(&self.token).json(body),
            None => request.bearer_auth(&self.token),
        };
        self.web.ask(method, url, with).await
    }
}

/// A name that is not too long, with the letters at its end by which no two are alike.
fn fitting(name: &str) -> String {
    let (head, tail) = name.rsplit_once('-').unwrap_or(("", name));
    if name.len() <= NAME || tail.len() >= NAME {
        return name.chars().take(NAME).collect();
    }
    let head: String = head.chars().take(NAME - 1 - tail.len()).collect();
    format!("{}-{tail}", head.trim_end_matches('-'))
}

fn refusal(answer: Answer) -> Undelivered {
    let code = answer.json::<Refusal>().map(|refusal| refusal.error.code);
    let said = answer.code(code.as_deref());
    // It is taken, and yet there is none of it: what was made a moment ago is not in every list.
    if said == "NameAlreadyExists" {
        return Undelivered::later(Why::Trouble { host: answer.host, said });
    }
    answer.refusal(said)
}
