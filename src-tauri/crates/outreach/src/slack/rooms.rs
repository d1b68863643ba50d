//! Rooms that an app makes.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Api;
use crate::cut::cut;
use crate::room::NO_NAME;
use crate::{Channel, Opened, Room, Slack, SlackBot, Undelivered, WebAddress, Why};

/// A topic has at most 250 characters.
const TOPIC: usize = 250;
/// Slack gives fewer than a thousand rooms at once.
const AT_ONCE: &str = "999";
/// A house with more than so many pages of rooms is looked through no further: nobody may ask more often in a minute.
const PAGES: usize = 20;

#[derive(Deserialize)]
struct Made {
    channel: Known,
}

#[derive(Deserialize)]
struct Known {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    creator: String,
}

#[derive(Deserialize)]
struct Listed {
    channels: Vec<Known>,
    #[serde(default)]
    response_metadata: Next,
}

#[derive(Default, Deserialize)]
struct Next {
    #[serde(default)]
    next_cursor: String,
}

#[derive(Deserialize)]
struct Me {
    user_id: String,
    /// Where the house itself is, as in `https://example.slack.com/`.
    #[serde(default)]
    url: Option<WebAddress>,
}

impl Api<'_> {
    /// A room of this name that this app has made, now or before.
    pub(crate) async fn open(&self, room: &Room) -> Result<Opened, Undelivered> {
        let name = room.plain_name().ok_or(Undelivered::never(Why::Channel(NO_NAME)))?;
        let made = self.call::<Made>("conversations.create", &json!({ "name": name })).await;
        let (id, stood) = match made {
            Ok(made) => (made.channel.id, false),
            Err(undelivered) => match undelivered.why() {
                Why::Refused { said, .. } if said == "name_taken" => (self.own(&name).await?, true),
                _ => return Err(undelivered),
            },
        };
        let topic = cut(&room.topic(), TOPIC, None);
        self.call::<Value>("conversations.setTopic", &json!({ "channel": id, "topic": topic })).await?;
        let mut left_out = Vec::new();
        for user in &room.invite {
            let asked = json!({ "channel": id, "users": user });
            match self.call::<Value>("conversations.invite", &asked).await {
                Ok(_) => {}
                Err(Undelivered::Never { why: Why::Refused { said, .. } })
                    if said == "already_in_channel" => {}
                // The room stands all the same.
                Err(_) => left_out.push(user.clone()),
            }
        }
        // Houses of governments are at another domain. A room that stands is not lost for want of the answer.
        let me = self.look::<Me>("auth.test", &[]).await.ok();
        let link = match me.and_then(|me| me.url) {
            Some(house) => house.below(&["archives", &id]).to_string(),
            None => format!("https://slack.com/app_redirect?channel={id}"),
        };
        let channel =
            Channel::Slack(Slack::Bot(SlackBot { room: Some(id.clone()), api: self.bot.api.clone() }));
        Ok(Opened { channel, id, link, stood, left_out, meeting: None, no_meeting: None })
    }

    /// The room of this name, if this app has made it.
    async fn own(&self, name: &str) -> Result<String, Undelivered> {
        let me: Me = self.look("auth.test", &[]).await?;
        let mut cursor = String::new();
        for _ in 0..PAGES {
            let mut asked = vec![("limit", AT_ONCE)];
            asked.extend((!cursor.is_empty()).then_some(("cursor", cursor.as_str())));
            let listed: Listed = self.look("conversations.list", &asked).await?;
            if let Some(found) = listed.channels.into_iter().find(|it| it.name == name) {
                if found.creator == me.user_id {
                    return Ok(found.id);
                }
                break;
            }
            cursor = listed.response_metadata.next_cursor;
            if cursor.is_empty() {
                break;
            }
        }
        Err(Undelivered::never(Why::Channel(
            "Somebody else has a room of this name in Slack. Give it another name, or enter the link of theirs.",
        )))
    }
}
