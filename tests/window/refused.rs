//! What a person sees where the desk cannot be opened: a window that says why, and nothing touched.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::desktop::{Desktop, Running};
use crate::links::{skip, until, window_named};

/// The one journal of a data folder.
fn journal(data: &Path) -> PathBuf {
    let files = fs::read_dir(data).expect("the data folder").map(|file| file.expect("a file").path());
    files.into_iter().find(|file| file.extension().is_some_and(|end| end == "sqlite")).expect("a journal")
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_said_in_a_window_and_left_as_it_is() {
    let home = tempfile::tempdir().expect("a folder");
    skip(home.path()).await.quit(home.path()).await;
    let data = home.path().join("data").join("allclear");
    let file = journal(&data);
    // SQLite keeps the version of a format as four bytes at this place.
    let mut bytes = fs::read(&file).expect("the journal");
    bytes[60..64].copy_from_slice(&9_999_u32.to_be_bytes());
    fs::write(&file, &bytes).expect("the journal");

    let _windows = Desktop::windows();
    let mut app = Command::new("dbus-run-session");
    app.args(["--", env!("CARGO_BIN_EXE_allclear"), "--key-in-file", "--data"]).arg(&data);
    for (name, folder) in [("HOME", ""), ("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache")] {
        app.env(name, home.path().join(folder));
    }
    let mut app = Running::start(app.stderr(Stdio::piped())).expect("the app starts");
    window_named("could not start", &["windowactivate", "--sync"]);
    let pressed = Command::new("xdotool").args(["key", "Return"]).status().expect("xdotool runs");
    assert!(pressed.success());
    let mut ended = None;
    until("the app to end", || {
        ended = app.0.try_wait().expect("a process");
        ended.is_some()
    })
    .await;
    assert!(!ended.expect("an end").success());
    let mut said = String::new();
    app.0.stderr.take().expect("its words").read_to_string(&mut said).expect("words");
    assert!(said.contains("was written by a newer Allclear"), "{said}");
    assert!(fs::read(&file).expect("the journal") == bytes, "it was touched");
}
