//! Secrets in files, written whole or not at all.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::{KeyPlace, Keys, Name};
use crate::failure::Failure;

impl Keys {
    /// The file that only its owner can read.
    pub(super) fn file(&self, name: &Name) -> PathBuf {
        self.folder.join(&name.file)
    }

    /// The file that the passphrase opens.
    pub(super) fn sealed(&self, name: &Name) -> PathBuf {
        self.folder.join(format!("{}.sealed", name.file))
    }

    pub(super) fn put_in_file(&self, name: &Name, secret: &[u8]) -> Result<KeyPlace, Failure> {
        if !self.has_passphrase() {
            write(&self.file(name), secret)?;
            return Ok(KeyPlace::File);
        }
        let sealed = self.opened(|vault| vault.seal(&name.file, secret))??;
        write(&self.sealed(name), &sealed)?;
        Ok(KeyPlace::Sealed)
    }

    pub(super) fn get_from_file(&self, name: &Name) -> Result<Option<(Vec<u8>, KeyPlace)>, Failure> {
        if let Some(bytes) = read(&self.file(name))? {
            return Ok(Some((bytes, KeyPlace::File)));
        }
        let file = self.sealed(name);
        // Without a passphrase it is what is left of one that was taken away.
        let Some(sealed) = read(&file)?.filter(|_| self.has_passphrase()) else { return Ok(None) };
        let bytes = self.opened(|vault| vault.unseal(&name.file, &sealed))?.ok_or_else(|| damaged(&file))?;
        Ok(Some((bytes, KeyPlace::Sealed)))
    }

    pub(super) fn forget_file(&self, name: &Name) -> Result<(), Failure> {
        remove(&self.file(name))?;
        remove(&self.sealed(name))
    }
}

/// What is in a file; none where there is no file.
pub(super) fn read(file: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(file) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => {
            tracing::error!(%error, "the key file cannot be read");
            Err(Failure::new(
                "key",
                format!(
                    "The key file {} cannot be read. Allow reading it, then start Allclear again.",
                    file.display()
                ),
            ))
        }
    }
}

/// Written beside and moved into place, where only its owner can read it.
pub(super) fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let write = || -> io::Result<()> {
        let folder = file.parent().ok_or(ErrorKind::NotFound)?;
        fs::create_dir_all(folder)?;
        let beside = file.with_extension("new");
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut open = options.open(&beside)?;
        open.write_all(bytes)?;
        open.sync_all()?;
        fs::rename(&beside, file)?;
        settle(folder)
    };
    write().map_err(|error| {
        tracing::error!(%error, file = %file.display(), "the key cannot be written");
        Failure::new(
            "key",
            format!(
                "The key of this laptop cannot be written to {}. Allow writing there, then start Allclear again.",
                file.display()
            ),
        )
    })
}

/// Removes a file for good; one that is not there is as good.
pub(super) fn remove(file: &Path) -> Result<(), Failure> {
    let removed = match fs::remove_file(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => Err(error),
        Ok(()) => file.parent().map_or(Ok(()), settle),
    };
    removed.map_err(|error| {
        tracing::error!(%error, file = %file.display(), "a secret cannot be removed");
        let file = file.display();
        Failure::new("key", format!("The file {file} cannot be removed. Remove it by hand, then try again."))
    })
}

pub(super) fn damaged(file: &Path) -> Failure {
    Failure::new(
        "key",
        format!(
            "The key file {} is damaged. Put a copy of it in its place, or move it away to sign with a new key.",
            file.display()
        ),
    )
}

/// A name is on the disk, or gone from it, only once its folder is.
fn settle(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}
