//! To whom a laptop shows its token.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use allclear::views::SyncState;
use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::any;
use incident::id::WorkspaceId;
use journal::Journal;

use super::hostile::serve;
use super::house::{becomes, laptop};
use crate::place::{folder, journal, open, place};
use crate::until::until;

/// Keeps where the hub is, as joining it does, and gives the workspace.
fn at_hub(folder: &Path, url: &str, key: &str) -> WorkspaceId {
    let file = journal(folder);
    let opened = until("the file is let go", || Journal::open(&file, &folder.join("backups")).ok()).journal;
    opened.set_setting("hub.key", key).expect("kept");
    opened.set_setting("hub.address", url).expect("kept");
    opened.workspace()
}

#[test]
fn a_token_is_shown_to_the_hub_that_it_is_for_and_to_no_other() {
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let shown = Arc::clone(&heard);
    let stub = serve(Router::new().fallback(any(async move |headers: HeaderMap| {
        let token = headers.get(header::AUTHORIZATION).and_then(|token| token.to_str().ok());
        shown.lock().expect("a list").push(token.unwrap_or_default().to_owned());
        StatusCode::BAD_GATEWAY
    })));
    let (url, key) = (format!("http://{stub}"), "1".repeat(64));
    let folder = folder();
    drop(open(folder.path()));
    let workspace = at_hub(folder.path(), &url, &key);
    let keys = place(folder.path()).keys;
    let shows_none = || {
        let desk = laptop(folder.path());
        becomes(&desk, SyncState::NeedsAttention);
        let why = desk.sync().expect("a view").why.expect("a sentence");
        assert!(why.contains("has lost what shows the hub who it is"), "{why}");
        drop(desk);
        at_hub(folder.path(), &url, &key);
    };

    // Joining another hub was cut off between the new token and the new address.
    for other in [format!("{url} {}", "2".repeat(64)), format!("http://127.0.0.1:1 {key}")] {
        keys.keep_token(workspace, "for another", &other).expect("kept");
        shows_none();
    }
    let file = format!("keys/{}.token", &workspace.to_string()[..16]);
    fs::write(folder.path().join(file), "of nobody").expect("written");
    shows_none();
    assert!(heard.lock().expect("a list").is_empty());

    keys.keep_token(workspace, "its own", &format!("{url} {key}")).expect("kept");
    let _desk = laptop(folder.path());
    until("it is shown", || {
        heard.lock().expect("a list").contains(&"Bearer its own".to_owned()).then_some(())
    });
}

#[test]
fn a_token_that_cannot_be_read_is_no_fault_of_the_hub() {
    let folder = folder();
    drop(open(folder.path()));
    let workspace = at_hub(folder.path(), "http://127.0.0.1:1", &"1".repeat(64));
    let file = folder.path().join(format!("keys/{}.token", &workspace.to_string()[..16]));
    fs::create_dir_all(file).expect("something that is no file");
    let desk = laptop(folder.path());
    let why = becomes(&desk, SyncState::NeedsAttention).why.expect("a sentence");
    assert!(why.starts_with("The key file") && !why.contains("answer"), "{why}");
}
