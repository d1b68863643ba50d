//! Setting, changing, taking away and giving the passphrase. Whenever it is interrupted, all secrets are either as they
//! were or as they were to be.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{MutexGuard, PoisonError};

use super::vault::{SHORTEST, Shut, Vault};
use super::{Keys, files};
use crate::failure::Failure;

impl Keys {
    /// Whether a passphrase opens the secrets here.
    pub fn has_passphrase(&self) -> bool {
        self.vault_file().exists()
    }

    /// Whether it has to be given before anything can be read.
    pub fn is_locked(&self) -> bool {
        self.has_passphrase() && self.vault().is_none()
    }

    /// Gives the passphrase.
    ///
    /// # Errors
    /// One that is wrong, with the code `passphrase`; a file that is damaged or a disk that refuses.
    pub fn unlock(&self, passphrase: &str) -> Result<(), Failure> {
        let mut kept = self.vault();
        let vault = self.open(passphrase)?;
        // What was being locked when the computer stopped.
        self.seal_all(&vault)?;
        *kept = Some(vault);
        Ok(())
    }

    /// Sets a passphrase, changes it, or takes it away where there is no new one. The old one has to be given where there is
    /// one, by whoever sits here now.
    ///
    /// # Errors
    /// One that is wrong or too short, with the code `passphrase`; a file that is damaged or a disk that refuses.
    pub fn change_passphrase(&self, old: &str, new: Option<&str>) -> Result<(), Failure> {
        if new.is_some_and(|new| new.chars().count() < SHORTEST) {
            return Err(Failure::new(
                "passphrase",
                format!(
                    "A passphrase has at least {SHORTEST} characters. Four or five words are easy to remember."
                ),
            ));
        }
        let mut kept = self.vault();
        let vault = if self.has_passphrase() { self.open(old)? } else { Vault::new()? };
        match new {
            Some(new) => {
                // From here on the secrets are sealed; before it they lie open, also where they were sealed already.
                self.seal_beside(&vault)?;
                files::write(&self.vault_file(), &vault.locked_by(new)?)?;
                self.seal_all(&vault)?;
                *kept = Some(vault);
            }
            None => {
                for (name, sealed) in self.named(".sealed")? {
                    let bytes = files::read(&sealed)?.unwrap_or_default();
                    let secret = vault.unseal(&name, &bytes).ok_or_else(|| files::damaged(&sealed))?;
                    files::write(&self.folder.join(&name), &secret)?;
                }
                // From here on they lie open.
                files::remove(&self.vault_file())?;
                *kept = None;
                for (_, sealed) in self.named(".sealed")? {
                    files::remove(&sealed)?;
                }
            }
        }
        Ok(())
    }

    /// What the opened vault gives.
    pub(super) fn opened<T>(&self, ask: impl FnOnce(&Vault) -> T) -> Result<T, Failure> {
        let locked = || Failure::new("locked", "The passphrase was not given yet. Start Allclear again.");
        self.vault().as_ref().map(ask).ok_or_else(locked)
    }

    fn open(&self, passphrase: &str) -> Result<Vault, Failure> {
        let file = self.vault_file();
        Vault::open(&files::read(&file)?.unwrap_or_default(), passphrase).map_err(|shut| match shut {
            Shut::Passphrase => {
                Failure::new("passphrase", "This is not the passphrase. Capital letters and spaces count; try again.")
            }
            Shut::Damaged => Failure::new(
                "key",
                format!(
                    "The file {} is damaged or was written by a newer version. Put a copy of it in its place, or install that version.",
                    file.display()
                ),
            ),
        })
    }

    /// Seals what lies open, and leaves it.
    fn seal_beside(&self, vault: &Vault) -> Result<(), Failure> {
        for (name, open) in self.open_files()? {
            let Some(secret) = files::read(&open)? else { continue };
            files::write(&self.folder.join(format!("{name}.sealed")), &vault.seal(&name, &secret)?)?;
        }
        Ok(())
    }

    /// Seals what lies open, and removes it.
    fn seal_all(&self, vault: &Vault) -> Result<(), Failure> {
        self.seal_beside(vault)?;
        for (_, open) in self.open_files()? {
            files::remove(&open)?;
        }
        Ok(())
    }

    /// Every secret that lies open.
    fn open_files(&self) -> Result<Vec<(String, PathBuf)>, Failure> {
        let mut files = Vec::new();
        for end in super::ENDINGS {
            files.extend(self.named(end)?);
        }
        Ok(files)
    }

    /// The files that end so, each with the name of its secret.
    fn named(&self, end: &str) -> Result<Vec<(String, PathBuf)>, Failure> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(&self.folder, &error)),
        };
        let mut found = Vec::new();
        for entry in entries {
            let file = entry.map_err(|error| unreadable(&self.folder, &error))?.path();
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if name.ends_with(end) {
                found.push((name.trim_end_matches(".sealed").to_owned(), file));
            }
        }
        Ok(found)
    }

    fn vault_file(&self) -> PathBuf {
        self.folder.join("vault")
    }

    fn vault(&self) -> MutexGuard<'_, Option<Vault>> {
        self.vault.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unreadable(folder: &Path, error: &std::io::Error) -> Failure {
    tracing::error!(%error, "the folder of the keys cannot be read");
    let folder = folder.display();
    Failure::new(
        "key",
        format!("The folder {folder} cannot be read. Allow reading it, then start Allclear again."),
    )
}
