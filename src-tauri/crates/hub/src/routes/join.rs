//! Joining by an invitation.

use axum::Json;
use axum::extract::State;
use incident::book::Book;
use incident::entry::{EntryHash, signed_by};
use incident::event::Event;
use incident::id::{Millis, PersonId, ReplicaKey, WorkspaceId, hex, unhex};
use incident::stream::{Section, Stream};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Received;
use crate::failure::Failure;
use crate::hub::{Hub, Voice, aside};
use crate::invitation::{self, Arrival, Joined, NotJoined};
use crate::member::Role;
use crate::router::Shared;
use crate::secret::Hashed;
use crate::store::{Change, StoreError};

/// `POST /v1/join`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    /// The invitation's.
    pub code: String,
    /// The key that the laptop writes with.
    pub replica: ReplicaKey,
    /// What its owner is called.
    pub name: String,
    /// What its owner calls it.
    pub device: String,
    /// Who its owner is already, where they have a record of their own: it goes on under the same id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The SHA-256, in hex, of the token that the laptop has drawn and will show. Without it the hub draws one, and lets in
    /// only who is new here: whoever repeats such a request would be answered a token too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The key's signature of [`Join::digest_with`], in hex, or of [`Join::digest`] where no token was drawn: nobody enrols
    /// a key that they do not hold.
    pub proof: String,
}

/// What joining gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// For `Authorization: Bearer`, from now on; empty where the laptop has drawn its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub token: String,
    /// Which workspace it is.
    pub workspace: WorkspaceId,
    /// The key that signs the hub's receipts.
    pub hub: ReplicaKey,
    /// Who the laptop writes for.
    pub person: PersonId,
    /// What they may do.
    pub role: Role,
}

impl Join {
    /// What `proof` signs of a laptop that has drawn its token: `SHA-256("allclear/join/2" ‖ workspace ‖ hub ‖ SHA-256 of
    /// the token ‖ code)`, the code as text. Repeated word for word, or at another hub, it gives nothing to anybody.
    #[must_use]
    pub fn digest_with(workspace: WorkspaceId, hub: ReplicaKey, token: &Hashed, code: &str) -> EntryHash {
        let digest = Sha256::new()
            .chain_update(b"allclear/join/2")
            .chain_update(workspace.0)
            .chain_update(hub.0)
            .chain_update(token.0)
            .chain_update(code);
        EntryHash(digest.finalize().into())
    }

    /// What `proof` signs of a laptop of before: `SHA-256("allclear/join/1" ‖ workspace ‖ code)`, the code as text.
    #[must_use]
    pub fn digest(workspace: WorkspaceId, code: &str) -> EntryHash {
        let digest =
            Sha256::new().chain_update(b"allclear/join/1").chain_update(workspace.0).chain_update(code);
        EntryHash(digest.finalize().into())
    }

    /// A signature as `proof` has it.
    #[must_use]
    pub fn proof(signature: &[u8; 64]) -> String {
        hex(signature)
    }
}

/// Anybody may ask to join, so they may not send much.
const SMALL: usize = 16 << 10;

pub(crate) async fn join(
    State(Shared { hub, .. }): State<Shared>,
    Received(join, _room): Received<Join, SMALL>,
) -> Result<Json<Welcome>, Failure> {
    Ok(Json(aside(&hub, move |hub| hub.welcome(&join)).await?))
}

impl Hub {
    /// Lets a laptop in: the invitation is used, the book says for whom it writes, and it has a token.
    fn welcome(&self, join: &Join) -> Result<Welcome, Failure> {
        let token =
            join.token.as_deref().map(|hash| unhex(hash).map(Hashed).ok_or(Failure::Proof)).transpose()?;
        let digest = match &token {
            Some(token) => Join::digest_with(self.workspace(), self.key(), token, &join.code),
            None => Join::digest(self.workspace(), &join.code),
        };
        let proof = unhex(&join.proof).ok_or(Failure::Proof)?;
        if !signed_by(&join.replica, &digest, &proof) {
            return Err(Failure::Proof);
        }
        let (name, device) = (named(&join.name, "name")?, named(&join.device, "device's name")?);
        let (voice, code, person, replica) =
            (self.voice.clone(), join.code.clone(), join.person, join.replica);
        let now = self.clock.now();
        let joined = self.change(move |change| {
            let record = change.record(Stream::Book(Section::People))?;
            let book = Book::default().with(Section::People, record);
            let unproven = person
                .is_some_and(|person| is_known(&book, person) && book.person_of(replica) != Some(person));
            let arrival = Arrival { replica, person, unproven, name, device, token };
            let joined = invitation::join(change, &code, &arrival, now)?;
            if let Ok(joined) = &joined {
                voice.enrol(change, &book, &arrival, joined, now)?;
            }
            Ok(joined)
        })?;
        let joined = joined.map_err(|why| match why {
            NotJoined::Invitation => Failure::Invitation,
            NotJoined::PersonTaken => Failure::PersonTaken,
            NotJoined::Repeatable => Failure::Repeatable,
        })?;
        tracing::info!(person = %joined.person, role = %joined.role, replica = %join.replica, "a laptop joined");
        let Joined { token, person, role, .. } = joined;
        let token = token.unwrap_or_default();
        Ok(Welcome { token, workspace: self.workspace(), hub: self.key(), person, role })
    }
}

impl Voice {
    /// Writes what the book does not say yet.
    fn enrol(
        &self,
        change: &mut dyn Change,
        book: &Book,
        arrival: &Arrival,
        joined: &Joined,
        now: Millis,
    ) -> Result<(), StoreError> {
        let mut drafts = Vec::new();
        // The founder's own log names its person; it comes with the founder's first push.
        let founder = arrival.replica.0 == self.workspace.0 && arrival.person.is_some();
        if !founder && book.person_name(joined.person).is_none() {
            let name = joined.name.clone();
            drafts.push(Event::PersonNamed { person: joined.person, name, base: vec![] }.into());
        }
        if book.person_of(arrival.replica) != Some(joined.person) {
            let (replica, person) = (arrival.replica, joined.person);
            drafts.push(Event::ReplicaEnrolled { replica, person }.into());
        }
        self.say(change, now, [(Stream::Book(Section::People), false, drafts)]).map(drop)
    }
}

/// Whether the book speaks of a person at all. What it said of them counts also where it was taken back since.
pub(crate) fn is_known(book: &Book, who: PersonId) -> bool {
    book.section(Section::People).facts().iter().any(|fact| match &fact.event {
        Some(Event::PersonNamed { person, .. } | Event::ReplicaEnrolled { person, .. }) => *person == who,
        _ => false,
    })
}

fn named(text: &str, what: &'static str) -> Result<String, Failure> {
    let text = text.trim();
    let fits = (1..=100).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(Failure::Name(what)) }
}
