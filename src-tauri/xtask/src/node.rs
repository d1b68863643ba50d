//! The UI's packages: installed exactly as the lock file says, and only when it has changed.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash, Hasher},
    path::Path,
};

use crate::{
    repository::{command, finish, npm, ui},
    trouble::Trouble,
};

const OLDEST_NODE: u32 = 20;

pub(crate) fn ensure() -> Result<(), Trouble> {
    check_version()?;
    let lock = ui().join("package-lock.json");
    let content = fs::read(&lock).map_err(|source| Trouble::File { path: lock, source })?;
    // npm empties the folder first, so a stamp inside it cannot outlive what it vouches for.
    let stamp = ui().join("node_modules/.allclear-lock");
    let wanted = fingerprint(&content);
    if is_stamped(&stamp, &wanted) {
        return Ok(());
    }
    println!("Installing the UI's packages");
    finish(&mut npm(["ci", "--no-audit", "--no-fund"]))?;
    write_stamp(&stamp, &wanted)
}

/// A short name for some bytes. It only decides whether work is done again, so it need not resist anyone.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

pub(crate) fn is_stamped(stamp: &Path, wanted: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|held| held == wanted)
}

pub(crate) fn write_stamp(stamp: &Path, wanted: &str) -> Result<(), Trouble> {
    fs::write(stamp, wanted).map_err(|source| Trouble::File { path: stamp.to_path_buf(), source })
}

fn check_version() -> Result<(), Trouble> {
    let said = command("node").arg("--version").output().ok().map(|output| output.stdout).unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    match major(&said) {
        Some(version) if version >= OLDEST_NODE => Ok(()),
        Some(version) => Err(Trouble::Install(format!(
            "Node {OLDEST_NODE} or newer is needed, this is Node {version}: see https://nodejs.org"
        ))),
        None => {
            Err(Trouble::Install(format!("Node {OLDEST_NODE} or newer is needed: see https://nodejs.org")))
        }
    }
}

/// The 20 of `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_version_of_node_is_read_and_nonsense_is_not() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("v9.1.0"), Some(9));
        assert_eq!(major(""), None);
        assert_eq!(major("node: not found"), None);
    }
}
