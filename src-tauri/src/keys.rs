//! Where the secret key of this laptop lies: the keychain, or where there is none a file only its owner can read.

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

    fn file(&self, workspace: WorkspaceId) -> PathBuf {
        self.folder.join(format!("{}.key", &workspace.to_string()[..16]))
    }

    /// Keeps a new key, and says where.
    pub fn keep(&self, workspace: WorkspaceId, key: &SigningKey) -> Result<KeyPlace, Failure> {
        let secret = key.to_bytes().to_vec();
        if self.keychain {
            let kept = ask(move || -> keyring::v1::Result<bool> {
                let entry = keyring::v1::Entry::new(SERVICE, &workspace.to_string())?;
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
        self.write(workspace, key)?;
        Ok(KeyPlace::File)
    }

    /// The key of a workspace, if it is here. A file wins: it exists only where the keychain failed once.
    pub fn find(&self, workspace: WorkspaceId) -> Result<Option<(SigningKey, KeyPlace)>, Failure> {
        let read = match fs::read(self.file(workspace)) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => {
                tracing::error!(%error, "the key file cannot be read");
                let file = self.file(workspace);
                return Err(Failure::new(
                    "key",
                    format!(
                        "The key file {} cannot be read. Allow reading it, then start Allclear again.",
                        file.display()
                    ),
                ));
            }
        };
        if let Some(bytes) = read {
            let bytes: [u8; 32] = bytes.try_into().map_err(|_| {
                let file = self.file(workspace);
                Failure::new("key", format!("The key file {} is damaged. Put a copy of it in its place, or move it away to sign with a new key.", file.display()))
            })?;
            return Ok(Some((SigningKey::from_bytes(&bytes), KeyPlace::File)));
        }
        if !self.keychain {
            return Ok(None);
        }
        let found = ask(move || keyring::v1::Entry::new(SERVICE, &workspace.to_string())?.get_secret());
        match found {
            Some(Ok(bytes)) => {
                let bytes: Result<[u8; 32], _> = bytes.try_into();
                Ok(bytes.ok().map(|bytes| (SigningKey::from_bytes(&bytes), KeyPlace::Keychain)))
            }
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

    /// Where the key of a workspace lies.
    pub fn place(&self, workspace: WorkspaceId) -> KeyPlace {
        if self.file(workspace).exists() { KeyPlace::File } else { KeyPlace::Keychain }
    }

    fn write(&self, workspace: WorkspaceId, key: &SigningKey) -> Result<(), Failure> {
        let file = self.file(workspace);
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(&self.folder)?;
            let beside = file.with_extension("new");
            let mut options = fs::OpenOptions::new();
            options.write(true).create(true).truncate(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut open = options.open(&beside)?;
            open.write_all(&key.to_bytes())?;
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
}

/// Asks the keychain on a thread of its own, and gives up after [`PATIENCE`].
fn ask<T: Send + 'static>(question: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (answer, heard) = mpsc::channel();
    thread::spawn(move || answer.send(question()));
    heard.recv_timeout(PATIENCE).ok()
}
