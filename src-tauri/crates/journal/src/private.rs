//! Files and folders that only the account that made them can read, whatever it lets others read otherwise.

#[cfg(unix)]
use std::fs;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes a new file. SQLite gives to what it keeps beside one the same rights.
///
/// # Errors
/// A name that is taken; a disk that refuses.
pub fn create(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

/// Makes a folder; one that exists is left as it is.
///
/// # Errors
/// A disk that refuses.
pub fn folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Takes from all others what they may do with a file or folder, if there is one.
///
/// # Errors
/// A disk that refuses, and one that is somebody else's.
pub fn withdraw(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mut rights = match fs::metadata(path) {
            Ok(about) => about.permissions(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        if rights.mode() & 0o077 != 0 {
            rights.set_mode(rights.mode() & !0o077);
            fs::set_permissions(path, rights)?;
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
