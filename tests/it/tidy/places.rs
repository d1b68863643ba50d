//! Where things lie, how long they are, and that they name no machine.

use super::{Source, files, hold};

/// A file that is read by people from top to bottom has at most so many lines.
const LONGEST: usize = 500;

fn too_long(file: &Source) -> Vec<String> {
    let source = ["rs", "ts", "svelte", "js", "css", "sql", "html", "toml", "md", "sh"];
    // Made by a program, from Rust's types.
    let made = ["ui/src/backend/bindings.ts"];
    let lines = file.text.lines().count();
    if !file.ends_with(&source) || file.is_in(&made) || lines <= LONGEST {
        return Vec::new();
    }
    vec![format!("{lines} lines; at most {LONGEST} are read in one sitting")]
}

#[test]
fn no_file_is_longer_than_one_sitting() {
    let (long, fits) = ("fn x() {}\n".repeat(501), "fn x() {}\n".repeat(500));
    hold(
        too_long,
        &[("src-tauri/src/desk.rs", &long), ("ui/src/App.svelte", &long), ("tests/it/desk.rs", &long)],
        &[("src-tauri/src/desk.rs", &fits), ("Cargo.lock", &long), ("ui/src/backend/bindings.ts", &long)],
    );
}

/// What a visitor of the repository sees first.
const TOP: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "icons",
    "src-tauri",
    "tauri.conf.json",
    "tests",
    "ui",
];

#[test]
fn the_top_level_is_the_one_that_was_agreed() {
    hold(
        |file| {
            let top = file.path.split('/').next().unwrap_or_default();
            if TOP.contains(&top) || top.starts_with('.') {
                Vec::new()
            } else {
                vec![format!("{top} does not belong to the top level")]
            }
        },
        &[("src/main.rs", ""), ("TODO.md", ""), ("docs/plan.md", ""), ("build.rs", "")],
        &[("tests/it/main.rs", ""), (".ci/run", ""), ("LICENSE", "")],
    );
    let files = files();
    for top in TOP {
        assert!(files.iter().any(|file| file.is_in(&[top])), "{top} is missing");
    }
}

#[test]
fn no_file_names_a_folder_of_somebodys_machine() {
    hold(
        |file| {
            if file.is_in(&["tests/it/tidy"]) {
                return Vec::new();
            }
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '~');
            let mut found = Vec::new();
            for (number, line) in (1..).zip(file.text.lines()) {
                for folder in ["/work/", "/root/", "/tmp/", "/home/", "/Users/"] {
                    // A part of a longer path, such as an address, is no folder of a machine.
                    let whole = |(at, _): (usize, &str)| !line[..at].ends_with(|c| is_name(c) || c == '/');
                    if line.match_indices(folder).any(whole) {
                        found.push(format!("line {number} names {folder}"));
                    }
                }
            }
            found
        },
        &[
            ("README.md", "Start it with /root/allclear/run."),
            ("src-tauri/src/desk.rs", "const DATA: &str = \"/tmp/allclear\";"),
            ("ui/journeys/desk.ts", "executablePath: '/home/ana/chromium'"),
        ],
        &[
            ("README.md", "https://example.org/work/allclear and ./tmp/x"),
            ("tests/it/place.rs", "tempfile::tempdir()"),
            (".ci/run", "$HOME/.cache"),
        ],
    );
}

#[test]
fn nothing_that_a_build_leaves_behind_is_kept() {
    hold(
        |file| {
            let made = ["target", "gen", "permissions", "ui/dist", "ui/node_modules", "ui/test-results"];
            let scratch =
                [".orig", ".rej", ".bak", ".swp", ".log", ".tmp"].iter().any(|end| file.path.ends_with(end));
            if file.is_in(&made) || scratch { vec!["it is made by a tool".to_owned()] } else { Vec::new() }
        },
        &[("ui/dist/index.html", ""), ("gen/schemas/x.json", ""), ("src-tauri/src/desk.rs.orig", "")],
        &[("ui/src/design/Mark.svelte", ""), ("src-tauri/src/desk/log.rs", "")],
    );
}
