//! A disk that lies, as a library that is loaded into a program before anything else (`lying.c`).

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

/// With which it ends a program whose power has gone.
pub(crate) const CUT: i32 = 42;

/// The library, compiled once.
fn library() -> &'static Path {
    static BUILT: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, library) = BUILT.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let (source, library) = (folder.path().join("lying.c"), folder.path().join("lying.so"));
        std::fs::write(&source, include_str!("lying.c")).unwrap();
        let mut cc = Command::new("cc");
        cc.args(["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o"]).arg(&library);
        let compiled = cc.arg(source).arg("-ldl").output().expect("a C compiler, as for SQLite itself");
        assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
        (folder, library)
    });
    library
}

/// Has a program keep what lies in a folder on such a disk, until its power goes at this step.
pub(crate) fn lie(program: &mut Command, folder: &Path, step: u64) {
    program.env("LD_PRELOAD", library()).env("LYING_FOLDER", folder);
    program.env("LYING_STEP", step.to_string()).env("LYING_SEED", step.to_string());
}
