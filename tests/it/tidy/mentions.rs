//! "Only X mentions Y".

use super::{Source, hold};

/// The lines of a text in which a word stands alone, not as part of a longer one.
fn lines_with(text: &str, words: &[&str]) -> Vec<String> {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let stands = |line: &str, word: &str| {
        line.match_indices(word).any(|(at, _)| {
            let (before, after) = (line[..at].chars().next_back(), line[at + word.len()..].chars().next());
            // A word that itself begins or ends with a sign is bounded by it.
            let open = word.starts_with(|c: char| !c.is_alphanumeric()) || !is_part(before);
            let shut = word.ends_with(|c: char| !c.is_alphanumeric()) || !is_part(after);
            open && shut
        })
    };
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        found.extend(
            words.iter().filter(|word| stands(line, word)).map(|word| format!("line {number} says {word}")),
        );
    }
    found
}

/// These tests name what they look for.
const HERE: &str = "tests/it/tidy";

fn only_in(file: &Source, ends: &[&str], folders: &[&str], words: &[&str]) -> Vec<String> {
    if !file.ends_with(ends) || file.is_in(folders) || file.is_in(&[HERE]) {
        Vec::new()
    } else {
        lines_with(&file.text, words)
    }
}

const SQL: &[&str] = &[
    "SELECT ",
    "INSERT INTO",
    "INSERT OR",
    "DELETE FROM",
    "UPDATE OR",
    "CREATE TABLE",
    "CREATE INDEX",
    "PRAGMA",
    "rusqlite",
];

#[test]
fn only_the_journal_and_the_hubs_store_speak_sql() {
    // The hub's errors name the library's.
    const STORES: &[&str] = &[
        "src-tauri/crates/journal",
        "src-tauri/crates/hub/src/store",
        "src-tauri/crates/hub/src/store.rs",
        "src-tauri/crates/hub/src/start.rs",
        "src-tauri/crates/hub/tests",
        "src-tauri/crates/hub/benches",
    ];
    hold(
        |file| only_in(file, &["rs", "ts", "svelte"], STORES, SQL),
        &[
            ("src-tauri/src/desk/board.rs", "let rows = \"SELECT id FROM board\";"),
            ("src-tauri/crates/incident/src/incident.rs", "use rusqlite::Connection;"),
            ("ui/src/features/board/Board.svelte", "query('DELETE FROM entries')"),
        ],
        &[
            ("src-tauri/crates/journal/src/board.rs", "\"SELECT id FROM board\""),
            ("src-tauri/src/desk/board.rs", "// the ones that people SELECTed; rusqlite_like"),
        ],
    );
}

#[test]
fn only_the_desktop_app_knows_tauri() {
    hold(
        |file| {
            only_in(
                file,
                &["rs", "toml"],
                &[
                    "src-tauri/src",
                    "src-tauri/build.rs",
                    "src-tauri/xtask",
                    "tests",
                    "Cargo.toml",
                    ".deny.toml",
                ],
                &["tauri::", "tauri.workspace", "tauri_build", "tauri"],
            )
        },
        &[
            ("src-tauri/crates/journal/src/lib.rs", "use tauri::State;"),
            ("src-tauri/crates/incident/Cargo.toml", "tauri.workspace = true"),
        ],
        &[
            ("src-tauri/src/lib.rs", "use tauri::State;"),
            ("tests/it/commands.rs", "use tauri::App;"),
            ("src-tauri/crates/journal/src/lib.rs", "//! The Tauri app opens it."),
        ],
    );
}

#[test]
fn the_desk_and_what_it_shows_are_free_of_tauri() {
    hold(
        |file| {
            let free = [
                "src-tauri/src/desk",
                "src-tauri/src/desk.rs",
                "src-tauri/src/views.rs",
                "src-tauri/src/failure.rs",
                "src-tauri/src/watch.rs",
                "src-tauri/src/views",
                "src-tauri/src/replicate.rs",
                "src-tauri/src/replicate",
            ];
            if file.is_in(&free) { lines_with(&file.text, &["tauri"]) } else { Vec::new() }
        },
        &[
            ("src-tauri/src/desk/open.rs", "fn open(app: &tauri::AppHandle)"),
            ("src-tauri/src/desk.rs", "use tauri::Manager;"),
        ],
        &[
            ("src-tauri/src/window.rs", "use tauri::Manager;"),
            ("src-tauri/src/desk.rs", "//! Free of Tauri."),
        ],
    );
}

#[test]
fn only_one_door_of_the_ui_leads_to_tauri() {
    hold(
        |file| {
            let settings = [
                "ui/src/backend",
                "ui/package.json",
                "ui/package-lock.json",
                "ui/knip.json",
                "ui/eslint.config.js",
            ];
            only_in(
                file,
                &["ts", "svelte", "js", "json"],
                &settings,
                &["@tauri-apps", "__TAURI_INTERNALS__", "__TAURI__"],
            )
        },
        &[
            ("ui/src/features/board/Board.svelte", "import { invoke } from '@tauri-apps/api/core';"),
            ("ui/src/live.ts", "window.__TAURI_INTERNALS__.invoke('start')"),
        ],
        &[("ui/src/backend/tauri.ts", "import { invoke } from '@tauri-apps/api/core';")],
    );
}

#[test]
fn only_the_bridge_the_loop_the_hub_and_what_leaves_open_sockets() {
    const SOCKETS: &[&str] = &[
        "TcpListener",
        "TcpStream",
        "UdpSocket",
        "UnixListener",
        "UnixStream",
        "reqwest",
        "hyper_util",
        "axum",
    ];
    hold(
        |file| {
            let doors = [
                "src-tauri/src/bridge.rs",
                "src-tauri/src/bridge",
                "src-tauri/src/replicate.rs",
                "src-tauri/src/replicate",
                "src-tauri/crates/hub",
                "src-tauri/crates/outreach",
                "src-tauri/crates/courier/tests",
                "tests",
            ];
            only_in(file, &["rs"], &doors, SOCKETS)
        },
        &[
            ("src-tauri/src/notify.rs", "let listener = std::net::TcpListener::bind(address);"),
            ("src-tauri/crates/journal/src/open.rs", "reqwest::blocking::get(url)"),
            ("src-tauri/src/desk/hub.rs", "let client = reqwest::Client::new();"),
        ],
        &[
            ("src-tauri/src/bridge/calls.rs", "use axum::Json;"),
            ("src-tauri/src/notify.rs", "MyTcpListenerLike"),
        ],
    );
}

#[test]
fn the_domain_and_its_side_crates_read_no_clock_and_touch_nothing() {
    const WORLD: &[&str] = &[
        "SystemTime",
        "Instant",
        "Utc::now",
        "Local::now",
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "std::thread",
        "getrandom",
        "tokio",
        "OsRng",
    ];
    hold(
        |file| {
            let test = file.path.contains("/tests/");
            let pure = ["document", "incident", "wording", "page"]
                .map(|name| format!("src-tauri/crates/{name}/src"));
            let pure = file.is_in(&pure.each_ref().map(String::as_str)) && file.ends_with(&["rs"]) && !test;
            if pure { lines_with(&file.text, WORLD) } else { Vec::new() }
        },
        &[
            ("src-tauri/crates/incident/src/nag.rs", "let now = chrono::Utc::now();"),
            ("src-tauri/crates/incident/src/past/file.rs", "std::fs::read(path)"),
            ("src-tauri/crates/incident/src/id.rs", "getrandom::fill(&mut id)"),
            ("src-tauri/crates/wording/src/promise.rs", "let now = Local::now();"),
        ],
        &[
            ("src-tauri/crates/incident/src/nag.rs", "/// An Instantaneous answer, given `now`."),
            ("src-tauri/src/desk.rs", "chrono::Utc::now()"),
            ("src-tauri/crates/incident/src/past/tests/whole.rs", "std::env::var_os(SAMPLES)"),
        ],
    );
}

#[test]
fn nothing_is_unsafe_and_no_lint_is_waved_through() {
    hold(
        |file| {
            if !file.ends_with(&["rs"]) || file.is_in(&[HERE]) {
                return Vec::new();
            }
            // A sentence may say that something is unsafe.
            let code: String = file
                .text
                .lines()
                .map(|line| format!("{}\n", line.split("//").next().unwrap_or_default()))
                .collect();
            lines_with(
                &code,
                &["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern", "#[allow(", "#![allow("],
            )
        },
        &[
            ("src-tauri/src/keys.rs", "unsafe { std::env::set_var(\"A\", \"B\") }"),
            ("tests/it/place.rs", "#[allow(dead_code)]\nfn x() {}"),
            ("src-tauri/crates/journal/src/lib.rs", "#![allow(missing_docs)]"),
        ],
        &[
            ("src-tauri/src/keys.rs", "// Changing the environment is unsafe here."),
            ("src-tauri/src/keys.rs", "#[expect(unused, reason = \"…\")]"),
            ("Cargo.toml", "unsafe_code = \"forbid\""),
        ],
    );
}

#[test]
fn no_test_waits_by_sleeping() {
    hold(
        |file| {
            let test =
                file.is_in(&["tests"]) || file.path.contains("/tests/") || file.is_in(&["ui/journeys"]);
            if test && !file.is_in(&[HERE]) {
                lines_with(&file.text, &["sleep(", "waitForTimeout("])
            } else {
                Vec::new()
            }
        },
        &[
            ("tests/it/kill.rs", "std::thread::sleep(Duration::from_secs(1));"),
            ("ui/journeys/board.spec.ts", "await page.waitForTimeout(500);"),
        ],
        &[
            ("tests/it/kill.rs", "until(\"it ends\", || process.try_wait())"),
            ("src-tauri/src/keys.rs", "thread::sleep(PATIENCE)"),
        ],
    );
}
