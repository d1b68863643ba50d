//! Files through the operating system's own dialogs, which only Rust opens.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::boundary::invoke;
use crate::desktop::Desktop;
use crate::person::Person;

#[tokio::test]
async fn past_incidents_are_chosen_in_the_dialog_of_the_desktop_and_come_in() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("past.jsonl");
    std::fs::write(&file, include_str!("../fixtures/past.jsonl")).expect("a file");
    let desktop = Desktop::open(home.path()).await;
    let ana = Person(&desktop.page);
    ana.clicks(None, "button", "Skip to the board").await;
    ana.reads("No active incidents").await;
    desktop.page.execute("location.hash = '#/import'", vec![]).await.expect("the import");

    // Whoever thinks better of it has chosen nothing, and is where they were.
    let escape = tokio::task::spawn_blocking(|| in_the_dialog(&["key", "Escape"]));
    let (chosen, escaped) = tokio::join!(invoke(&desktop, "choose_import", json!({})), escape);
    escaped.expect("a key");
    assert_eq!(chosen, json!({ "ok": null }));
    ana.clicks(None, "button", "Choose a file").await;
    in_the_dialog(&["key", "Escape"]);
    ana.clicks(None, "button", "Choose a file").await;
    types_the_path(&file);
    in_the_dialog(&["key", "Return"]);
    ana.clicks(None, "button", "Import").await;
    ana.reads("4 incidents taken").await;

    // The public status page leaves by the same kind of dialog.
    let zip = home.path().join("page.zip");
    let save = tokio::task::spawn_blocking({
        let zip = zip.clone();
        move || {
            in_the_dialog(&["key", "ctrl+a"]);
            in_the_dialog(&["type", "--delay", "30", &zip.to_string_lossy()]);
            in_the_dialog(&["key", "Return"]);
        }
    });
    let (saved, typed) = tokio::join!(invoke(&desktop, "save_status_page", json!({ "form": "zip" })), save);
    typed.expect("keys");
    assert_eq!(saved, json!({ "ok": "page.zip" }));
    assert!(std::fs::read(&zip).expect("the page").starts_with(b"PK"), "it is a zip");

    // Or as a folder within one that is chosen. Whoever chooses none has written nothing.
    let within = home.path().join("published");
    std::fs::create_dir(&within).expect("a folder");
    let escape = tokio::task::spawn_blocking(|| in_the_dialog(&["key", "Escape"]));
    let folder = json!({ "form": "folder" });
    let (saved, escaped) = tokio::join!(invoke(&desktop, "save_status_page", folder.clone()), escape);
    escaped.expect("a key");
    assert_eq!((saved, within.read_dir().expect("a folder").count()), (json!({ "ok": null }), 0));
    let choose = tokio::task::spawn_blocking({
        let within = within.clone();
        move || {
            types_the_path(&within);
            in_the_dialog(&["key", "Return"]);
        }
    });
    let (saved, chosen) = tokio::join!(invoke(&desktop, "save_status_page", folder), choose);
    chosen.expect("keys");
    assert_eq!(saved, json!({ "ok": within.join("status-page") }));
    assert!(within.join("status-page/index.html").is_file(), "it is the page");
    desktop.quit(home.path()).await;
}

/// Names a file in the dialog that is open. A slash opens the line for a path; what is typed while that opens may be lost,
/// so the whole path takes the place of whatever is in the line by then.
pub(crate) fn types_the_path(file: &Path) {
    in_the_dialog(&["key", "slash"]);
    in_the_dialog(&["key", "ctrl+a"]);
    in_the_dialog(&["type", "--delay", "30", &file.to_string_lossy()]);
}

/// Does something with the keyboard in the file dialog, once it is there.
pub(crate) fn in_the_dialog(words: &[&str]) {
    let find = [
        "search",
        "--sync",
        "--onlyvisible",
        "--name",
        "Open|Save|File|Choose|Select",
        "windowactivate",
        "--sync",
    ];
    let xdotool = |words: &[&str]| {
        let done =
            Command::new("timeout").arg("60").arg("xdotool").args(words).status().expect("xdotool runs");
        done.success()
    };
    // A window that closes while xdotool looks through them all ends it; it then looks again.
    assert!((0..5).any(|_| xdotool(&find)), "xdotool {find:?}");
    assert!(xdotool(words), "xdotool {words:?}");
}
