//! A disk of a few megabytes that one program alone sees.

use std::path::Path;
use std::process::Command;

/// What starts a program, named by its next arguments, for which a disk of this size lies over a folder: a mount of its own,
/// which needs no right on most systems and ends with the program. None where the system allows no mount, which a build
/// server fails on.
pub(crate) fn with_small_disk(size: &str, folder: &Path) -> Option<Command> {
    let begin = || {
        let mut program = Command::new("unshare");
        let mount = format!("mount -t tmpfs -o size={size} tmpfs '{}' && exec \"$@\"", folder.display());
        program.args(["--user", "--map-root-user", "--mount", "sh", "-c", &mount, "sh"]);
        program
    };
    let tried = begin().arg("true").output().expect("unshare runs");
    if tried.status.success() {
        return Some(begin());
    }
    let why = String::from_utf8_lossy(&tried.stderr).into_owned();
    let what = "NOT RUN: no small disk can be mounted here. Allow user namespaces, or run this as root";
    assert!(std::env::var_os("CI").is_none(), "{what}: {why}");
    eprintln!("{what}: {why}");
    None
}
