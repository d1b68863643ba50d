//! Rooms that we make on a homeserver.

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Api, RoomId};
use crate::cut::cut_bytes;
use crate::room::NO_NAME;
use crate::{Channel, Matrix, Opened, Room, Undelivered, Why};

/// By this a room says of which incident it is.
const OF: &str = "org.allclear.incident";
/// A name and a topic are events too, and nobody reads long ones.
const TOPIC: usize = 2_000;

#[derive(Deserialize)]
struct Me {
    user_id: String,
}

impl Api<'_> {
    /// The room with this alias, made now or before.
    pub(crate) async fn open(&self, room: &Room) -> Result<Opened, Undelivered> {
        let name = room.plain_name().ok_or(Undelivered::never(Why::Channel(NO_NAME)))?;
        let me: Me =
            self.ask(Method::GET, &["account", "whoami"], None).await.map_err(Undelivered::of_a_question)?;
        let server = me.user_id.split_once(':').map_or("", |(_, server)| server);
        let alias = format!("#{name}:{server}");
        let (id, stood) = match self.make(&name, room).await {
            Ok(id) => (id, false),
            // An earlier attempt, or somebody else.
            Err(Undelivered::Never { why: Why::Refused { said, .. } }) if said == "M_ROOM_IN_USE" => {
                (self.own(&alias, room).await?, true)
            }
            Err(undelivered) => return Err(undelivered),
        };
        if stood {
            let topic = json!({ "topic": cut_bytes(&room.topic(), TOPIC, None) });
            self.ask::<Value>(Method::PUT, &["rooms", &id, "state", "m.room.topic"], Some(&topic)).await?;
        }
        let mut left_out = Vec::new();
        for user in &room.invite {
            let asked = json!({ "user_id": user });
            match self.ask::<Value>(Method::POST, &["rooms", &id, "invite"], Some(&asked)).await {
                Ok(_) => {}
                // Whoever was asked before, or is in, is not asked again. The room stands all the same.
                Err(_) if stood => {}
                Err(_) => left_out.push(user.clone()),
            }
        }
        let channel = Matrix { homeserver: self.matrix.homeserver.clone(), room: Some(id.clone()) };
        let link = format!("https://matrix.to/#/{alias}");
        let channel = Channel::Matrix(channel);
        Ok(Opened { channel, id, link, stood, left_out, meeting: None, no_meeting: None })
    }

    async fn make(&self, name: &str, room: &Room) -> Result<String, Undelivered> {
        let mut state = vec![json!({
            "type": OF, "state_key": "", "content": { "incident": room.incident.to_string() },
        })];
        // Whoever is in the room where incidents are told of may come in without being asked.
        if self.matrix.room.is_some() {
            let allow = json!([{ "type": "m.room_membership", "room_id": self.room().await? }]);
            let content = json!({ "join_rule": "restricted", "allow": allow });
            state.push(json!({ "type": "m.room.join_rules", "state_key": "", "content": content }));
        }
        let wanted = json!({
            "name": cut_bytes(&incident::text::one_line(&room.title), 200, None),
            "topic": cut_bytes(&room.topic(), TOPIC, None),
            "room_alias_name": name,
            "preset": "private_chat",
            "visibility": "private",
            "initial_state": state,
        });
        Ok(self.ask::<RoomId>(Method::POST, &["createRoom"], Some(&wanted)).await?.room_id)
    }

    /// The room behind an alias, if it is of this incident.
    async fn own(&self, alias: &str, room: &Room) -> Result<String, Undelivered> {
        #[derive(Deserialize)]
        struct Of {
            incident: String,
        }
        let id = self.behind(alias).await?;
        match self.ask::<Of>(Method::GET, &["rooms", &id, "state", OF], None).await {
            Ok(of) if of.incident == room.incident.to_string() => Ok(id),
            Err(undelivered @ Undelivered::Later { .. }) => Err(undelivered),
            _ => Err(Undelivered::never(Why::Channel(
                "Another room has this alias in Matrix. Give it another name, or enter the link of that room.",
            ))),
        }
    }
}
