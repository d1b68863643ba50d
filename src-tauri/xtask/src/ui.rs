//! Builds the web part, which Rust compiles into the binary. It comes before Rust, and is skipped while nothing changed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use crate::{
    node,
    repository::{finish, npm, ui},
    trouble::Trouble,
};

pub(crate) fn build() -> Result<ExitCode, Trouble> {
    ensure()?;
    println!("ui/dist is up to date.");
    Ok(ExitCode::SUCCESS)
}

/// Leaves a `ui/dist` made of the sources as they are.
pub(crate) fn ensure() -> Result<(), Trouble> {
    node::ensure()?;
    if ui().join("dist/index.html").is_file() && node::is_stamped(&stamp(), &node::fingerprint(&sources()?)) {
        return Ok(());
    }
    println!("Building the UI");
    finish(&mut npm(["run", "--silent", "build"]))?;
    vouch()
}

/// Remembers that `ui/dist` is made of the sources as they are.
pub(crate) fn vouch() -> Result<(), Trouble> {
    node::write_stamp(&stamp(), &node::fingerprint(&sources()?))
}

/// Stands outside `dist`, since everything in there ends up in the binary.
fn stamp() -> PathBuf {
    ui().join("node_modules/.allclear-built")
}

/// Everything that can change the built UI, end to end: the names and bytes of its sources and settings.
fn sources() -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    let mut folders = vec![ui().join("src"), ui().join("public")];
    let mut files = files_of(&ui())?;
    while let Some(folder) = folders.pop() {
        for path in entries(&folder)? {
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    for path in files {
        bytes.extend(path.to_string_lossy().as_bytes());
        bytes.extend(fs::read(&path).map_err(|source| Trouble::File { path, source })?);
    }
    Ok(bytes)
}

fn files_of(folder: &Path) -> Result<Vec<PathBuf>, Trouble> {
    Ok(entries(folder)?.into_iter().filter(|path| path.is_file()).collect())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Trouble> {
    let trouble = |source| Trouble::File { path: folder.to_path_buf(), source };
    let listing = match fs::read_dir(folder) {
        // A folder of static files is optional.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.map_err(trouble)?,
    };
    listing.map(|entry| Ok(entry.map_err(trouble)?.path())).collect()
}
