//! Every Tauri command, called through Tauri's own channel on its mock runtime.

use std::sync::Arc;

use allclear::desk::{Desk, Workplace};
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponseBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets};
use tauri::webview::InvokeRequest;
use tauri::{App, WebviewWindow, WebviewWindowBuilder};

use crate::contract::{self, Answer, Door};
use crate::place::{declare, folder};

/// A window of the app without anything to see.
struct Window {
    page: WebviewWindow<MockRuntime>,
    _app: App<MockRuntime>,
}

impl Window {
    fn of(desk: &Arc<Desk>) -> Self {
        let app = allclear::build(mock_builder())
            .manage(Workplace::of(Arc::clone(desk)))
            .build(mock_context(noop_assets()))
            .expect("the app is built");
        let page =
            WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default()).build().expect("a window");
        Self { page, _app: app }
    }

    fn invoke(&self, command: &str, args: Value) -> Answer {
        let request = InvokeRequest {
            cmd: command.to_owned(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: "tauri://localhost".parse().expect("an address"),
            body: InvokeBody::Json(args),
            headers: tauri::http::HeaderMap::new(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        get_ipc_response(&self.page, request).map(|body| match body {
            InvokeResponseBody::Json(text) => serde_json::from_str(&text).expect("an answer in JSON"),
            InvokeResponseBody::Raw(bytes) => panic!("{} raw bytes", bytes.len()),
        })
    }
}

#[test]
fn every_command_keeps_its_promise_through_tauris_channel() {
    let folder = folder();
    let desk = contract::desk(folder.path());
    let window = Window::of(&desk);
    contract::hold(&Door {
        call: &|command, args| window.invoke(command, args),
        hand_over: &|name, bytes| {
            let draft = desk.take_import(name.to_owned(), bytes.to_vec()).expect("a draft");
            serde_json::to_value(draft).expect("JSON")
        },
    });
}

#[test]
fn what_is_no_command_of_ours_is_refused() {
    let folder = folder();
    let window = Window::of(&contract::desk(folder.path()));
    for command in ["Start", "open", "take_import", "plugin:dialog|open", "eval"] {
        let failure = window.invoke(command, json!({})).expect_err(command);
        assert!(
            failure.to_string().contains("not found") || failure.to_string().contains("not allowed"),
            "{command}: {failure}"
        );
    }
}

/// A command of the window and what it promises.
type Case = (&'static str, fn(&Window, &Desk));

/// What the commands of `window.rs` do before a dialog of the operating system opens.
const OF_THE_WINDOW: &[Case] = &[
    ("save_export", |window, _| {
        let gone = json!({ "incident": "0".repeat(32), "format": "json" });
        assert_eq!(window.invoke("save_export", gone).expect_err("nothing to save")["code"], "gone");
        let other = json!({ "incident": "0".repeat(32), "format": "exe" });
        assert!(window.invoke("save_export", other).is_err());
    }),
    ("save_report", |window, _| {
        let gone = window.invoke("save_report", json!({ "token": "gone" })).expect_err("nothing to save");
        assert_eq!(gone["code"], "gone");
    }),
    ("save_kept_back", |window, _| {
        let series = json!({ "stream": format!("incident/{}", "0".repeat(32)), "replica": "0".repeat(64), "run": "0".repeat(16) });
        let gone = window.invoke("save_kept_back", json!({ "series": series })).expect_err("nothing to save");
        assert_eq!(gone["code"], "gone");
    }),
    ("save_status_page", |window, _| {
        assert!(window.invoke("save_status_page", json!({ "form": "../index.html" })).is_err());
    }),
    ("open_link", |window, desk| {
        let incident = declare(desk, "No link here");
        let room = desk.room(incident).expect("the room").room;
        let entry = json!({ "incident": incident, "entry": room.timeline[0].entry });
        assert_eq!(window.invoke("open_link", entry).expect_err("no link")["code"], "refused");
    }),
    ("open_review_page", |window, desk| {
        let incident = declare(desk, "No hub here");
        let failure = window.invoke("open_review_page", json!({ "incident": incident })).expect_err("no hub");
        assert_eq!(failure["code"], "no_hub");
    }),
    ("hear", |window, desk| {
        let incident = declare(desk, "Before anybody listened");
        desk.bring_to_front(incident);
        assert_eq!(window.invoke("hear", json!({ "anew": true })).expect("it begins"), json!([]));
        desk.bring_to_front(incident);
        let told = window.invoke("hear", json!({ "anew": false })).expect("something was told");
        assert_eq!(told, json!([{ "event": "open", "data": incident }]));
    }),
];
/// Needs the operating system's file dialog from its first step on, or a window in which nothing is open yet.
const IN_THE_REAL_WINDOW: &[&str] = &["choose_import", "unlock"];

#[test]
fn commands_that_open_a_dialog_refuse_before_they_do() {
    let folder = folder();
    let desk = contract::desk(folder.path());
    let window = Window::of(&desk);
    for (_, promise) in OF_THE_WINDOW {
        promise(&window, &desk);
    }
}

#[test]
fn every_command_of_the_window_has_a_case() {
    let build = include_str!("../../src-tauri/build.rs");
    let from = build.find("const WINDOW_COMMANDS").expect("the list");
    let list = build[from..].split(';').next().expect("a statement").split('=').nth(1).expect("a list");
    let mut named: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    named.sort_unstable();
    let mut covered: Vec<&str> =
        OF_THE_WINDOW.iter().map(|(name, _)| *name).chain(IN_THE_REAL_WINDOW.iter().copied()).collect();
    covered.sort_unstable();
    assert_eq!(named, covered);
    let journeys = [include_str!("../window/imports.rs"), include_str!("../window/unlock.rs")];
    for command in IN_THE_REAL_WINDOW {
        let invoked = format!("invoke(&desktop, \"{command}\"");
        let driven = journeys.iter().any(|journey| journey.contains(&invoked));
        assert!(driven, "{command} is in no test of the real window");
    }
}
