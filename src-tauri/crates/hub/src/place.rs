//! Where a hub lives: its folder, with the log, the members and the key, or with the key alone beside a database.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use incident::id::ReplicaKey;
use journal::private;

use crate::{Database, StartError};

/// Where everything lies. Only the hub's own account needs to read it.
#[derive(Clone, Debug)]
pub struct Place {
    folder: PathBuf,
    database: Option<Database>,
}

impl Place {
    /// This folder.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), database: None }
    }

    /// With everything but the key in a database, if there is one.
    #[must_use]
    pub fn with(self, database: Option<Database>) -> Self {
        Self { database, ..self }
    }

    /// What the address of the database says, if there is one.
    pub(crate) fn database(&self) -> Result<Option<tokio_postgres::Config>, StartError> {
        self.database.as_ref().map(Database::config).transpose()
    }

    /// The folder itself.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The log.
    #[must_use]
    pub fn journal(&self) -> PathBuf {
        self.folder.join("journal.sqlite")
    }

    /// Members, devices and invitations.
    #[must_use]
    pub fn members(&self) -> PathBuf {
        self.folder.join("members.sqlite")
    }

    /// The hub's secret key, 32 bytes.
    #[must_use]
    pub fn key(&self) -> PathBuf {
        self.folder.join("hub.key")
    }

    /// Automatic copies of the log.
    #[must_use]
    pub fn backups(&self) -> PathBuf {
        self.folder.join("backups")
    }

    /// The checksums of the log, which follow from it.
    #[must_use]
    pub fn sums(&self) -> PathBuf {
        self.folder.join("sums")
    }

    /// Makes the folder, unless a hub lives there.
    ///
    /// # Errors
    /// [`StartError::Taken`]; a disk that refuses.
    pub(crate) fn claim(&self) -> Result<(), StartError> {
        private::folder(&self.folder).map_err(StartError::file(&self.folder))?;
        for file in [self.key(), self.journal(), self.members()] {
            if file.try_exists().map_err(StartError::file(&file))? {
                return Err(StartError::Taken { folder: self.folder.clone(), file });
            }
        }
        Ok(())
    }

    /// Takes from other accounts what an earlier version let them read. The folder itself may be anybody's choice.
    pub(crate) fn withdraw_from_others(&self) {
        let beside = |file: PathBuf| {
            ["", "-wal", "-shm"].map(|suffix| {
                let mut name = file.clone().into_os_string();
                name.push(suffix);
                PathBuf::from(name)
            })
        };
        let files = [self.journal(), self.members()].into_iter().flat_map(beside);
        for path in files.chain([self.backups(), self.sums()]) {
            if let Err(error) = private::withdraw(&path) {
                tracing::warn!(%error, path = %path.display(), "other accounts may read this; take that from them");
            }
        }
    }

    /// Keeps a new key where only its owner can read it. A key that is there stays.
    pub(crate) fn keep_key(&self, key: &SigningKey) -> Result<(), StartError> {
        let file = self.key();
        let write = || -> std::io::Result<()> {
            let mut open = private::create(&file)?;
            open.write_all(&key.to_bytes())?;
            open.sync_all()?;
            // The name is on the disk only once its folder is.
            if cfg!(unix) { File::open(&self.folder)?.sync_all() } else { Ok(()) }
        };
        write().map_err(StartError::file(&file))
    }

    /// The public half of the key of the hub that lives here.
    pub(crate) fn public_key(&self) -> Result<ReplicaKey, StartError> {
        Ok(ReplicaKey(self.read_key()?.verifying_key().to_bytes()))
    }

    /// The key of the hub that lives here.
    pub(crate) fn read_key(&self) -> Result<SigningKey, StartError> {
        let file = self.key();
        let bytes = match fs::read(&file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(StartError::Nobody { folder: self.folder.clone() });
            }
            Err(error) => return Err(StartError::file(&file)(error)),
        };
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| StartError::Key { file })?;
        Ok(SigningKey::from_bytes(&bytes))
    }
}
