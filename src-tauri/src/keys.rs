//! Where this laptop's secrets lie, its key and its token at the hub: the keychain, or where there is none a file only
//! its owner can read.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use ed25519_dalek::SigningKey;
use incident::id::WorkspaceId;

use crate::failure::Failure;

/// Which of the two holds a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// The operating system's keychain.
    Keychain,
    /// A file, mode 600.
    File,
}

impl KeyPlace {
    /// The sentence that Settings shows.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Keychain => "The key that signs your entries lies in this computer's keychain.",
            Self::File => "The key that signs your entries lies in a file that only you can read.",
        }
    }
}

/// The places where keys are looked for.
#[derive(Clone, Debug)]
pub struct Keys {
    folder: PathBuf,
    keychain: bool,
}

const SERVICE: &str = "Allclear";
/// A keychain that asks its owner for a password nobody types must not stop the app from starting.
const PATIENCE: Duration = Duration::from_secs(8);

impl Keys {
    /// The keychain first, then this folder.
    pub fn of_system(folder: PathBuf) -> Self {
        Self { folder, keychain: true }
    }

    /// This folder only, for machines whose owner has no keychain and for rehearsals.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder, keychain: false }
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
            (Err(_), KeyPlace::File) => {
                let file = self.file(&Name::key(workspace));
                Err(Failure::new(
                    "key",
                    format!(
                        "The key file {} is damaged. Put a copy of it in its place, or move it away to sign with a new key.",
                        file.display()
                    ),
                ))
            }
        }
    }

    /// Where the key of a workspace lies.
    pub fn place(&self, workspace: WorkspaceId) -> KeyPlace {
        if self.file(&Name::key(workspace)).exists() { KeyPlace::File } else { KeyPlace::Keychain }
    }

    /// Keeps the token that this laptop shows to the hub of a workspace.
    pub fn keep_token(&self, workspace: WorkspaceId, token: &str) -> Result<(), Failure> {
        let name = Name::token(workspace);
        // One that a file holds would be found before the new one.
        self.forget_file(&name)?;
        self.put(&name, token.as_bytes()).map(|_| ())
    }

    /// That token, if this laptop has one.
    pub fn token(&self, workspace: WorkspaceId) -> Result<Option<String>, Failure> {
        let found = self.get(&Name::token(workspace))?;
        Ok(found.and_then(|(bytes, _)| String::from_utf8(bytes).ok()))
    }

    /// Forgets that token.
    pub fn forget_token(&self, workspace: WorkspaceId) -> Result<(), Failure> {
        let name = Name::token(workspace);
        self.forget_file(&name)?;
        if self.keychain {
            let forgotten = ask(move || keyring::v1::Entry::new(SERVICE, &name.account)?.delete_credential());
            match forgotten {
                Some(Ok(()) | Err(keyring::v1::Error::NoEntry)) => {}
                // The hub's admin can take it back; without the hub's address nobody here shows it any more.
                Some(Err(error)) => {
                    tracing::warn!(%error, "the keychain keeps a token that is not used any more")
                }
                None => {
                    tracing::warn!("the keychain does not answer and keeps a token that is not used any more")
                }
            }
        }
        Ok(())
    }

    fn file(&self, name: &Name) -> PathBuf {
        self.folder.join(&name.file)
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
        self.write(name, secret)?;
        Ok(KeyPlace::File)
    }

    /// A file wins: it exists only where the keychain failed once.
    fn get(&self, name: &Name) -> Result<Option<(Vec<u8>, KeyPlace)>, Failure> {
        match fs::read(self.file(name)) {
            Ok(bytes) => return Ok(Some((bytes, KeyPlace::File))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                tracing::error!(%error, "the key file cannot be read");
                let file = self.file(name);
                return Err(Failure::new(
                    "key",
                    format!(
                        "The key file {} cannot be read. Allow reading it, then start Allclear again.",
                        file.display()
                    ),
                ));
            }
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

    fn write(&self, name: &Name, secret: &[u8]) -> Result<(), Failure> {
        let file = self.file(name);
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(&self.folder)?;
            let beside = file.with_extension("new");
            let mut options = fs::OpenOptions::new();
            options.write(true).create(true).truncate(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut open = options.open(&beside)?;
            open.write_all(secret)?;
            open.sync_all()?;
            fs::rename(&beside, &file)?;
            // The name is on the disk only once its folder is.
            if cfg!(unix) { fs::File::open(&self.folder)?.sync_all() } else { Ok(()) }
        };
        write().map_err(|error| {
            tracing::error!(%error, file = %file.display(), "the key cannot be written");
            Failure::new("key", format!("The key of this laptop cannot be written to {}. Allow writing there, then start Allclear again.", file.display()))
        })
    }

    fn forget_file(&self, name: &Name) -> Result<(), Failure> {
        let file = self.file(name);
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                tracing::error!(%error, file = %file.display(), "a secret cannot be removed");
                Err(Failure::new(
                    "key",
                    format!(
                        "The file {} cannot be removed. Remove it by hand, then try again.",
                        file.display()
                    ),
                ))
            }
            _ => Ok(()),
        }
    }
}

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
}

/// Asks the keychain on a thread of its own, and gives up after [`PATIENCE`].
fn ask<T: Send + 'static>(question: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (answer, heard) = mpsc::channel();
    thread::spawn(move || answer.send(question()));
    heard.recv_timeout(PATIENCE).ok()
}
