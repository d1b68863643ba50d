//! The page as a folder: written beside the one before, and put in its place by renaming. Only what is known to be a page
//! that was written like this is ever moved or removed.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use page::bundle::{Bundle, FilePath};

/// What names all other files, and is written first: of what was begun it tells whose it is.
const SUMS: &str = "SHA256SUMS";
const SIGNATURE: &str = "SHA256SUMS.sig";
/// What systems leave in folders that somebody looked at.
const LEFT_BY_SYSTEMS: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// Why a page is not there.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotSaved {
    /// Something of the same name is not, or not only, a page.
    #[error(
        "{0} is there already and holds what Allclear did not write, so nothing was changed. Choose another folder, or \
         move it elsewhere."
    )]
    NotOurs(String),
    /// The disk.
    #[error(
        "The status page could not be written there; the one that was there is as it was. Choose another folder, or free \
         some space."
    )]
    Disk(#[from] io::Error),
}

/// Puts the files where others are: a disk that is full in the middle of it leaves what was there.
pub(super) fn replace(within: &Path, name: &str, bundle: &Bundle) -> Result<PathBuf, NotSaved> {
    let [there, new, old] = ["", ".new", ".old"].map(|end| within.join(format!("{name}{end}")));
    for found in [&there, &new, &old] {
        if exists(found)? && !is_ours(found)? {
            let name = found.file_name().unwrap_or_default().to_string_lossy();
            return Err(NotSaved::NotOurs(name.into_owned()));
        }
    }
    // What was interrupted between the two renamings lacks the page, which then lies beside.
    if !exists(&there)? && exists(&old)? {
        fs::rename(&old, &there)?;
    }
    for left in [&new, &old] {
        if exists(left)? {
            fs::remove_dir_all(left)?;
        }
    }
    if let Err(error) = write(&new, bundle) {
        let _it_takes_room = fs::remove_dir_all(&new);
        return Err(error.into());
    }
    let replaces = exists(&there)?;
    if replaces {
        fs::rename(&there, &old)?;
    }
    if let Err(error) = fs::rename(&new, &there) {
        fs::rename(&old, &there)?;
        return Err(error.into());
    }
    // The new one is there by now, whatever becomes of the one before.
    let ended = flush(within).and_then(|()| if replaces { fs::remove_dir_all(&old) } else { Ok(()) });
    if let Err(error) = ended {
        tracing::warn!(%error, "what was left of the page before could not be removed");
    }
    Ok(there)
}

/// Whether something is there, be it a link that leads nowhere.
fn exists(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether it is a folder with nothing in it but what the sums of a page name.
fn is_ours(folder: &Path) -> io::Result<bool> {
    if !fs::symlink_metadata(folder)?.is_dir() {
        return Ok(false);
    }
    let named = named(folder)?;
    let mut folders = vec![folder.to_owned()];
    while let Some(within) = folders.pop() {
        for entry in fs::read_dir(within)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            if kind.is_dir() {
                folders.push(path);
                continue;
            }
            let left = LEFT_BY_SYSTEMS.iter().any(|left| entry.file_name() == *left);
            let known = path.strip_prefix(folder).is_ok_and(|path| named.contains(path));
            if !kind.is_file() || !(known || left) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// The files that the sums of a page name: its own list, and those of the months that stand in it.
fn named(folder: &Path) -> io::Result<HashSet<PathBuf>> {
    let mut named: HashSet<PathBuf> = [SUMS, SIGNATURE].map(PathBuf::from).into();
    let files = list(folder, SUMS)?;
    for file in &files {
        if is_list(file.as_str()) {
            named.extend(list(folder, file.as_str())?.iter().map(|file| PathBuf::from(file.as_str())));
        }
    }
    named.extend(files.iter().map(|file| PathBuf::from(file.as_str())));
    Ok(named)
}

fn list(folder: &Path, path: &str) -> io::Result<Vec<FilePath>> {
    let bytes = match fs::read(folder.join(path)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        read => read?,
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(text.lines().filter_map(|line| line.split_once("  ")?.1.parse().ok()).collect())
}

fn is_list(path: &str) -> bool {
    path == SUMS || path.ends_with(".sums")
}

fn write(folder: &Path, bundle: &Bundle) -> io::Result<()> {
    fs::create_dir(folder)?;
    let (mut folders, mut written) = (vec![folder.to_owned()], Vec::with_capacity(bundle.files.len()));
    let mut files: Vec<_> = bundle.files.iter().collect();
    files.sort_by_key(|file| (file.path.as_str() != SUMS, !is_list(file.path.as_str())));
    for file in files {
        let path = folder.join(file.path.as_str());
        if let Some(parent) = path.parent().filter(|parent| !folders.iter().any(|known| known == parent)) {
            fs::create_dir_all(parent)?;
            folders.push(parent.to_owned());
        }
        File::create_new(&path)?.write_all(&file.bytes)?;
        written.push(path);
    }
    // Only now: the first of these takes most of the others to the disk with it, where each by itself is waited for.
    for path in written {
        File::options().write(true).open(path)?.sync_all()?;
    }
    folders.iter().try_for_each(|folder| flush(folder))
}

/// What is renamed or made in a folder is on the disk once the folder is.
fn flush(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
