//! Whoever says that they serve a workspace. Its id stands in every export, and so does the key of its hub.

use std::sync::{Arc, Mutex};

use allclear::desk::Desk;
use allclear::failure::Failure;
use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::hostile::{link, serve};
use super::meeting::{Team, team};
use crate::place::{declare, folder, journal, open, start};
use crate::until::until;

/// Says this of itself to whoever asks, and keeps what else is asked of it.
struct Stranger {
    link: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Stranger {
    fn saying(about: Value) -> Self {
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let heard = Arc::clone(&asked);
        let answer = async move |uri: Uri| -> Response {
            if uri.path() == "/v1/hub" {
                return axum::Json(about).into_response();
            }
            heard.lock().expect("a list").push(uri.path().to_owned());
            StatusCode::BAD_GATEWAY.into_response()
        };
        Self { link: link(serve(Router::new().fallback(answer))), asked }
    }

    /// Nobody joins it without a word, and it is told nothing.
    fn is_asked_about(&self, desk: &Desk) -> Failure {
        let before = desk.sync().expect("the chip").hub;
        let failure = desk.join(self.link.clone(), None).expect_err("nobody has said that it is theirs");
        assert_eq!(failure.code, "new_hub", "{failure}");
        assert!(
            failure.hint.as_ref().is_some_and(|hint| hint.contains("private incidents too")),
            "{failure:?}"
        );
        assert_eq!(self.asked.lock().expect("a list")[..], [] as [String; 0], "not even the code");
        assert_eq!(desk.sync().expect("the chip").hub, before);
        failure
    }
}

#[test]
fn whoever_names_a_workspace_that_was_never_handed_over_is_asked_about() {
    let folder = folder();
    let desk = open(folder.path());
    declare(&desk, "Nobody else knows of this");
    // Also where it was to be handed to a hub, by a code that only that one knows.
    desk.adoption_code().expect("a code");
    let stranger =
        Stranger::saying(json!({ "workspace": start(&desk).id, "hub": "1".repeat(64), "name": "Ardent" }));
    let failure = stranger.is_asked_about(&desk);
    assert!(failure.message.contains("has met no hub yet"), "{failure}");
    // By a person's word it is shown the invitation.
    assert_eq!(desk.take_over(stranger.link.clone(), None).expect_err("it has trouble").code, "hub");
    assert_eq!(stranger.asked.lock().expect("a list")[..], ["/v1/join"]);
}

#[test]
fn whoever_names_the_key_of_the_hub_at_another_address_is_asked_about() {
    let Team { house, ana, jonas: _jonas, folders: _folders } = team();
    let about = async { reqwest::get(format!("{}/v1/hub", house.url())).await?.json::<Value>().await };
    let about = tokio::runtime::Runtime::new().expect("a runtime").block_on(about).expect("what it says");
    let stranger = Stranger::saying(about);
    let failure = stranger.is_asked_about(&ana);
    assert!(failure.message.contains(&house.url()), "{failure}");
    // Whoever left it still knows where it was.
    ana.leave_hub().expect("left");
    let failure = stranger.is_asked_about(&ana);
    assert!(failure.message.contains(&house.url()), "{failure}");
}

#[test]
fn a_workspace_whose_id_begins_like_that_of_another_one_does_not_get_its_file() {
    let (folder, theirs) = (folder(), folder());
    let desk = open(folder.path());
    let other = open(theirs.path());
    declare(&other, "Nobody else knows of this");
    let workspace = start(&other).id.to_string();
    drop(other);
    let file = journal(theirs.path());
    drop(until("the file is let go", || journal::Journal::open(&file, &theirs.path().join("backups")).ok()));
    let name = file.file_name().expect("a name");
    std::fs::copy(&file, folder.path().join(name)).expect("a second workspace of this laptop");
    let alike = format!("{}{}", &workspace[..16], "0".repeat(48));
    let stranger = Stranger::saying(json!({ "workspace": alike, "hub": "1".repeat(64), "name": "Ardent" }));
    for failure in [desk.join(stranger.link.clone(), None), desk.take_over(stranger.link.clone(), None)] {
        let failure = failure.expect_err("it is another workspace");
        assert_eq!(failure.code, "other_workspace", "{failure}");
    }
    assert_eq!(stranger.asked.lock().expect("a list")[..], [] as [String; 0]);
}
