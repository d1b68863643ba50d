//! Joining a hub, with this workspace or with another one, and handing this workspace over to a new hub.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use incident::entry::{EntryHash, sign};
use incident::id::{PersonId, ReplicaKey, hex};
use journal::Journal;
use sha2::{Digest, Sha256};
use sync::{Unanswered, exchange};

use super::successor::follows;
use super::{HubAt, keep_hub};
use crate::desk::open::{self, INTRODUCED, JOINED_AS};
use crate::desk::{Desk, random};
use crate::failure::Failure;
use crate::replicate::{About, HttpRemote, HubAddress, Invitation, Join, NoLink, NotDone, Welcome, ask};
use crate::views::Joined;

/// A local setting: the secret with which this laptop joins the hub that takes its workspace over.
const ADOPTION: &str = "hub.adoption";
/// What a founder's signature of an adoption begins with.
const ADOPT: &[u8] = b"allclear/adopt/1";

impl Desk {
    /// Joins the hub of an invitation. Where it serves another workspace than the open one, that one opens at the next
    /// start; nothing of the present one is deleted.
    pub fn join(&self, link: String, name: Option<String>) -> Result<Joined, Failure> {
        self.join_by(&link, name, false)
    }

    /// Joins it also where nothing shows that it is this workspace's hub, by the word of whoever sits here.
    pub fn take_over(&self, link: String, name: Option<String>) -> Result<Joined, Failure> {
        self.join_by(&link, name, true)
    }

    fn join_by(&self, link: &str, name: Option<String>, by_word: bool) -> Result<Joined, Failure> {
        let invitation = self.read_link(link)?;
        let about = self.about(&invitation.hub)?;
        self.believes(&invitation, &about, by_word)?;
        let Invitation { hub: address, code } = invitation;
        let name = name.filter(|name| !name.trim().is_empty());
        let name = name.or_else(|| self.the_book().person_name(self.person).map(str::to_owned));
        let name = name.unwrap_or_else(|| self.place.login.clone());
        let workspace = about.name.clone().unwrap_or_else(|| "Allclear".to_owned());
        if about.workspace == self.journal.workspace() {
            let key = &self.author.key;
            let welcome = self.welcome(&address, &about, &code, key, name)?;
            let at = HubAt { address, key: welcome.hub };
            self.place.keys.keep_token(about.workspace, &welcome.token, &at.to_string())?;
            self.journal.set_setting(ADOPTION, "")?;
            follows(&self.journal, welcome.hub)?;
            self.meet_at(at)?;
            return Ok(Joined { workspace, restart: false, elsewhere: None });
        }
        let key = match self.place.keys.find(about.workspace)? {
            Some((key, _)) => key,
            None => {
                let key = SigningKey::from_bytes(&random()?);
                self.place.keys.keep(about.workspace, &key)?;
                key
            }
        };
        let welcome = self.welcome(&address, &about, &code, &key, name)?;
        self.prepare(HubAt { address, key: welcome.hub }, welcome)?;
        let mut state = self.line.state();
        (state.next, state.invited) = (Some(workspace.clone()), None);
        drop(state);
        self.stale(&["sync"], None);
        Ok(Joined { workspace, restart: true, elsewhere: Some(about.workspace) })
    }

    /// What a new hub is told so that it takes this workspace over. Only its founder's laptop can say so.
    pub fn adoption_code(&self) -> Result<String, Failure> {
        let key = &self.author.key;
        if self.author.replica().0 != self.journal.workspace().0 {
            return Err(Failure::new(
                "refused",
                "Only the laptop on which this workspace began can hand it to a hub.",
            ));
        }
        // The same until it is used: the hub may be set up with a code that was shown an hour ago.
        let kept = adoption(&self.journal)?;
        let kept =
            kept.and_then(|secret| URL_SAFE_NO_PAD.decode(secret).ok()).and_then(|s| s.try_into().ok());
        let secret: [u8; 16] = match kept {
            Some(secret) => secret,
            None => {
                let secret = random()?;
                self.journal.set_setting(ADOPTION, &URL_SAFE_NO_PAD.encode(secret))?;
                secret
            }
        };
        let signature = key.sign(&[ADOPT, &secret].concat()).to_bytes();
        let founder = key.verifying_key().to_bytes();
        Ok(URL_SAFE_NO_PAD.encode([&founder[..], &secret, &signature].concat()))
    }

    /// An invitation; or the address of the hub that has taken this workspace over, to which this laptop knows the code.
    fn read_link(&self, link: &str) -> Result<Invitation, Failure> {
        let link = link.trim();
        if !link.starts_with("https://") && !link.starts_with("http://") {
            return Ok(link.parse()?);
        }
        let hub = link.parse()?;
        let code = adoption(&self.journal)?.ok_or(NoLink::Other)?;
        Ok(Invitation { hub, code })
    }

    fn about(&self, address: &HubAddress) -> Result<About, Failure> {
        let remote = HttpRemote::new(address.clone(), String::new());
        let about = match remote {
            Ok(remote) => ask(remote.about())?,
            Err(unanswered) => Err(unanswered),
        };
        about.map_err(|unanswered| {
            tracing::warn!(%unanswered, "a hub does not say what it is");
            if let Unanswered::Untrusted(sentence) = unanswered {
                return Failure::new("hub", super::capital(sentence));
            }
            Failure {
                hint: Some(unanswered.to_string()),
                ..Failure::new(
                    "hub",
                    format!(
                        "No hub answers at {}. Check the network and the address, then try again.",
                        address.spoken()
                    ),
                )
            }
        })
    }

    /// Shows the invitation, and believes the answer only if it is that of the hub that was asked.
    fn welcome(
        &self,
        address: &HubAddress,
        about: &About,
        code: &str,
        key: &SigningKey,
        name: String,
    ) -> Result<Welcome, Failure> {
        let token = drawn(key, about, code);
        let hash: [u8; 32] = Sha256::digest(&token).into();
        let join = Join {
            code: code.to_owned(),
            replica: ReplicaKey(key.verifying_key().to_bytes()),
            name: name.chars().filter(|c| !c.is_control()).take(100).collect(),
            device: device(),
            person: self.person,
            token: hex(&hash),
            proof: hex(&sign(key, &proof(about, &hash, code))),
        };
        let remote = HttpRemote::new(address.clone(), String::new()).map_err(NotDone::from)?;
        let welcome = ask(remote.join(&join))??;
        if welcome.workspace != about.workspace || welcome.hub != about.hub {
            tracing::error!(?about, "a hub calls itself by two names");
            return Err(Failure::new(
                "hub",
                "This hub says two different things of itself. Ask its operator before you try again.",
            ));
        }
        Ok(Welcome { token, ..welcome })
    }

    /// Makes another workspace ready, so that the next start opens it.
    fn prepare(&self, at: HubAt, welcome: Welcome) -> Result<(), Failure> {
        let Welcome { token, workspace, hub, person } = welcome;
        self.place.keys.keep_token(workspace, &token, &at.to_string())?;
        let journal = self.place.other(workspace)?;
        journal.set_setting(JOINED_AS, &person.to_string())?;
        journal.set_setting(INTRODUCED, "yes")?;
        follows(&journal, hub)?;
        keep_hub(&journal, &at)?;
        // What can come at once comes at once; the rest follows after the next start.
        if let Ok(remote) = HttpRemote::new(at.address, token) {
            let exchanged = ask(exchange(&journal, hub, &remote, || self.now(), |_| {}))?;
            if let Err(stopped) = exchanged {
                tracing::warn!(%stopped, "the workspace that was joined comes after the next start");
            }
        }
        journal.rest()?;
        open::write_current(&self.place.current(), workspace).map_err(|error| {
            tracing::error!(%error, "the note of the open workspace cannot be written");
            Failure::new(
                "folder",
                "The data folder cannot be written to. Allow writing to it, then join once more.",
            )
        })
    }
}

/// The secret by which a hub shows that this workspace was handed to it, until it was used.
pub(super) fn adoption(journal: &Journal) -> Result<Option<String>, Failure> {
    Ok(journal.setting(ADOPTION)?.filter(|secret| !secret.is_empty()))
}

/// Who this laptop writes for in a workspace that it joined, as long as the book does not say so yet.
pub(in crate::desk) fn joined_as(journal: &Journal) -> Result<Option<PersonId>, Failure> {
    Ok(journal.setting(JOINED_AS)?.and_then(|person| person.parse().ok()))
}

/// What shows that a key is held here: `SHA-256("allclear/join/2" ‖ workspace ‖ hub ‖ SHA-256 of the token ‖ code)`, the code
/// as text. Whoever passes it on to another hub, or repeats it, gains nothing by that.
fn proof(about: &About, token: &[u8; 32], code: &str) -> EntryHash {
    let digest = Sha256::new()
        .chain_update(b"allclear/join/2")
        .chain_update(about.workspace.0)
        .chain_update(about.hub.0)
        .chain_update(token)
        .chain_update(code);
    EntryHash(digest.finalize().into())
}

/// The token that this laptop shows to a hub once it has joined. Only who holds the key can draw it, and for the same
/// invitation it is the same: asking again, because the answer was lost, changes nothing.
fn drawn(key: &SigningKey, about: &About, code: &str) -> String {
    let digest = Sha256::new()
        .chain_update(b"allclear/token/1")
        .chain_update(about.workspace.0)
        .chain_update(about.hub.0)
        .chain_update(code);
    let secret = sign(key, &EntryHash(digest.finalize().into()));
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret))
}

/// What this computer is called, by which its owner finds it in the hub's list.
fn device() -> String {
    let named = ["COMPUTERNAME", "HOSTNAME"].iter().find_map(|name| std::env::var(name).ok());
    let named = named.or_else(|| std::fs::read_to_string("/etc/hostname").ok());
    let name: String =
        named.unwrap_or_default().trim().chars().filter(|c| !c.is_control()).take(100).collect();
    if name.is_empty() { "Laptop".to_owned() } else { name }
}

impl From<NoLink> for Failure {
    fn from(no_link: NoLink) -> Self {
        Self::new("link", no_link.to_string())
    }
}

impl From<NotDone> for Failure {
    fn from(not_done: NotDone) -> Self {
        let code = if matches!(not_done, NotDone::Refused(_)) { "refused" } else { "hub" };
        Self::new(code, super::capital(&not_done.to_string()))
    }
}
