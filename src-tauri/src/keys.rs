//! Where this laptop's secrets lie, its key and its token at the hub: the keychain, or where there is none a file that
//! a passphrase opens, or one that only its owner can read.

mod files;
mod passphrase;
mod terminal;
mod turn;
mod vault;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ed25519_dalek::SigningKey;
use incident::id::{DestinationId, WorkspaceId};

use crate::failure::Failure;
use turn::Turn;
use vault::Vault;

pub(crate) use terminal::PASSPHRASE;

/// Which of them holds a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// The operating system's keychain.
    Keychain,
    /// A file that a passphrase opens.
    Sealed,
    /// A file, mode 600.
    File,
}

impl KeyPlace {
    /// The sentence that Settings shows.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Keychain => "The key that signs your entries lies in this computer's keychain.",
            Self::Sealed => "The key that signs your entries lies in a file that your passphrase opens.",
            Self::File => "The key that signs your entries lies in a file that only you can read.",
        }
    }
}

/// What is kept here for a channel.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Kept {
    /// This.
    Here(String),
    /// Nothing.
    Nothing,
    /// Something that was entered for somebody else.
    ForElsewhere,
}

/// The places where keys are looked for.
#[derive(Clone)]
pub struct Keys {
    folder: PathBuf,
    keychain: bool,
    /// What the passphrase opened.
    vault: Arc<Mutex<Option<Vault>>>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("folder", &self.folder).finish_non_exhaustive()
    }
}

const SERVICE: &str = "Allclear";
/// A keychain that asks its owner for a password nobody types must not stop the app from starting.
const PATIENCE: Duration = Duration::from_secs(8);

impl Keys {
    /// The keychain first, then this folder.
    pub fn of_system(folder: PathBuf) -> Self {
        Self { folder, keychain: true, vault: Arc::default() }
    }

    /// This folder only, for machines whose owner has no keychain and for rehearsals.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder, keychain: false, vault: Arc::default() }
    }

    /// Whether a key should lie in the keychain, if there is one: a file is then no choice of anybody's.
    pub fn want_keychain(&self) -> bool {
        self.keychain
    }

    /// Keeps a new key, and says where.
    pub fn keep(&self, workspace: WorkspaceId, key: &SigningKey) -> Result<KeyPlace, Failure> {
        self.put(&Name::key(workspace), &key.to_bytes())
    }

    /// The key of a workspace, if it is here.
    pub fn find(&self, workspace: WorkspaceId) -> Result<Option<(SigningKey, KeyPlace)>, Failure> {
        let Some((bytes, place)) = self.get(&Name::key(workspace))? else { return Ok(None) };
        match (<[u8; 32]>::try_from(bytes), place) {
            (Ok(bytes), place) => Ok(Some((SigningKey::from_bytes(&bytes), place))),
            (Err(_), KeyPlace::Keychain) => Ok(None),
            (Err(_), KeyPlace::Sealed) => Err(files::damaged(&self.sealed(&Name::key(workspace)))),
            (Err(_), KeyPlace::File) => Err(files::damaged(&self.file(&Name::key(workspace)))),
        }
    }

    /// Where the key of a workspace lies.
    pub fn place(&self, workspace: WorkspaceId) -> KeyPlace {
        let name = Name::key(workspace);
        if self.file(&name).exists() {
            KeyPlace::File
        } else if self.sealed(&name).exists() {
            KeyPlace::Sealed
        } else {
            KeyPlace::Keychain
        }
    }

    /// Keeps the token that this laptop shows to the hub of a workspace: to this one, named by its address and key.
    pub fn keep_token(&self, workspace: WorkspaceId, token: &str, hub: &str) -> Result<(), Failure> {
        self.put_alone(&Name::token(workspace), format!("{token}\n{hub}").as_bytes())
    }

    /// That token, if this laptop has one for this hub. No other is shown it, whatever became of joining it.
    pub fn token(&self, workspace: WorkspaceId, hub: &str) -> Result<Option<String>, Failure> {
        let found = self.get(&Name::token(workspace))?;
        let secret =
            found.and_then(|(bytes, _)| String::from_utf8(bytes).ok()).filter(|text| !text.is_empty());
        Ok(secret.and_then(|secret| {
            secret.rsplit_once('\n').filter(|(_, of)| *of == hub).map(|(token, _)| token.to_owned())
        }))
    }

    /// Forgets that token.
    pub fn forget_token(&self, workspace: WorkspaceId) -> Result<(), Failure> {
        self.forget(&Name::token(workspace))
    }

    /// Keeps what opens a channel, with the one line that says to whom it is shown.
    pub fn keep_secret(
        &self,
        workspace: WorkspaceId,
        of: &DestinationId,
        secret: &str,
        shown_to: &str,
    ) -> Result<(), Failure> {
        self.put_alone(&Name::channel(workspace, of), format!("{secret}\n{shown_to}").as_bytes())
    }

    /// What opens a channel, if this laptop has it for whoever would be shown it.
    pub(crate) fn secret(
        &self,
        workspace: WorkspaceId,
        of: &DestinationId,
        shown_to: &str,
    ) -> Result<Kept, Failure> {
        let found = self.get(&Name::channel(workspace, of))?;
        let found =
            found.and_then(|(bytes, _)| String::from_utf8(bytes).ok()).filter(|text| !text.is_empty());
        // It says in one line to whom, whatever is in the secret.
        Ok(match found.as_deref().map(|text| text.rsplit_once('\n')) {
            None => Kept::Nothing,
            Some(Some((secret, to))) if to == shown_to => Kept::Here(secret.to_owned()),
            Some(_) => Kept::ForElsewhere,
        })
    }

    /// Forgets it.
    pub fn forget_secret(&self, workspace: WorkspaceId, of: &DestinationId) -> Result<(), Failure> {
        self.forget(&Name::channel(workspace, of))
    }

    /// Keeps a secret in one place only: one before it may lie in another, and would be found first.
    fn put_alone(&self, name: &Name, secret: &[u8]) -> Result<(), Failure> {
        match self.put(name, secret)? {
            KeyPlace::Keychain => self.forget_file(name),
            KeyPlace::Sealed => files::remove(&self.file(name)),
            KeyPlace::File => files::remove(&self.sealed(name)),
        }
    }

    fn forget(&self, name: &Name) -> Result<(), Failure> {
        self.forget_file(name)?;
        if self.keychain {
            let account = name.account.clone();
            let forgotten = ask(move || keyring::v1::Entry::new(SERVICE, &account)?.delete_credential());
            match forgotten {
                Some(Ok(()) | Err(keyring::v1::Error::NoEntry)) => return Ok(()),
                Some(Err(error)) => {
                    tracing::warn!(%error, "the keychain keeps a secret that is not used any more")
                }
                None => {
                    tracing::warn!(
                        "the keychain does not answer and keeps a secret that is not used any more"
                    )
                }
            }
            // Once it answers again it would give what was forgotten: a file with nothing in it wins over it.
            self.put_in_file(name, b"")?;
        }
        Ok(())
    }

    fn put(&self, name: &Name, secret: &[u8]) -> Result<KeyPlace, Failure> {
        if self.keychain {
            let (account, secret) = (name.account.clone(), secret.to_vec());
            let kept = ask(move || -> keyring::v1::Result<bool> {
                let entry = keyring::v1::Entry::new(SERVICE, &account)?;
                entry.set_secret(&secret)?;
                // A store that forgets at once (a session-only one, a broken one) is worse than a file.
                Ok(entry.get_secret()? == secret)
            });
            match kept {
                Some(Ok(true)) => return Ok(KeyPlace::Keychain),
                Some(Ok(false)) => tracing::warn!("the keychain did not keep the key; using a file"),
                Some(Err(error)) => tracing::warn!(%error, "no keychain; using a file"),
                None => tracing::warn!("the keychain did not answer; using a file"),
            }
        }
        self.put_in_file(name, secret)
    }

    /// A file wins: it exists only where the keychain failed once.
    fn get(&self, name: &Name) -> Result<Option<(Vec<u8>, KeyPlace)>, Failure> {
        if let Some(found) = self.get_from_file(name)? {
            return Ok(Some(found));
        }
        if !self.keychain {
            return Ok(None);
        }
        let account = name.account.clone();
        match ask(move || keyring::v1::Entry::new(SERVICE, &account)?.get_secret()) {
            Some(Ok(bytes)) => Ok(Some((bytes, KeyPlace::Keychain))),
            Some(Err(keyring::v1::Error::NoEntry)) => Ok(None),
            Some(Err(error)) => {
                tracing::error!(%error, "the keychain refused");
                Err(Failure::new(
                    "key",
                    "The keychain that holds this laptop's key is locked or not running. Unlock it, then start Allclear again.",
                ))
            }
            None => Err(Failure::new(
                "key",
                "The keychain that holds this laptop's key does not answer. Unlock it, then start Allclear again.",
            )),
        }
    }
}

/// How the files of secrets end: what a passphrase locks.
const ENDINGS: [&str; 3] = [".key", ".token", ".channel"];

/// Under which name a secret is kept in either place.
struct Name {
    account: String,
    file: String,
}

impl Name {
    fn key(workspace: WorkspaceId) -> Self {
        let account = workspace.to_string();
        Self { file: format!("{}.key", &account[..16]), account }
    }

    fn token(workspace: WorkspaceId) -> Self {
        let id = workspace.to_string();
        Self { file: format!("{}.token", &id[..16]), account: format!("{id} hub") }
    }

    fn channel(workspace: WorkspaceId, of: &DestinationId) -> Self {
        let id = workspace.to_string();
        let of = incident::outbox::short(of);
        Self { file: format!("{}.{of}.channel", &id[..16]), account: format!("{id} channel {of}") }
    }
}

/// There is one keychain, whoever asks it.
static TURN: Turn = Turn::new();

/// Asks the keychain, and gives up after [`PATIENCE`].
fn ask<T: Send + 'static>(question: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    TURN.ask(PATIENCE, question)
}
