//! The line of dependencies, which never turns back, and where versions are said.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::{Value, json};

use super::{Source, hold, root};

/// Who may depend on whom in this workspace. Who is not named depends on nobody.
const LINE: &[(&str, &[&str])] = &[
    ("incident", &[]),
    ("page", &["incident"]),
    ("wording", &["incident", "page"]),
    ("document", &["incident"]),
    ("outreach", &["incident", "page"]),
    // Its tests keep a real log.
    ("courier", &["incident", "journal", "outreach", "page"]),
    ("journal", &["incident"]),
    ("sync", &["incident", "journal"]),
    // Its simulator has people write texts.
    ("hub", &["courier", "document", "incident", "journal", "outreach", "page", "sync"]),
    // The hub is what its tests meet.
    (
        "allclear",
        &["courier", "document", "hub", "incident", "journal", "outreach", "page", "sync", "wording"],
    ),
];

/// What in a workspace breaks the line. Development dependencies count: a test that looks back ties the knot too.
fn knots(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().expect("packages");
    let name = |package: &Value| package["name"].as_str().expect("a name").to_owned();
    let members: BTreeSet<String> = packages.iter().map(name).collect();
    let allowed: BTreeMap<&str, &[&str]> = LINE.iter().copied().collect();
    let mut knots = Vec::new();
    for package in packages {
        for needed in package["dependencies"].as_array().expect("dependencies") {
            let (from, to) = (name(package), name(needed));
            let may = allowed.get(from.as_str()).copied().unwrap_or_default();
            if members.contains(&to) && !may.contains(&to.as_str()) {
                knots.push(format!("{from} depends on {to}"));
            }
        }
    }
    knots
}

fn package(name: &str, needs: &[&str]) -> Value {
    let needs: Vec<Value> = needs.iter().map(|need| json!({ "name": need, "kind": null })).collect();
    json!({ "name": name, "dependencies": needs })
}

#[test]
fn dependencies_form_one_line_that_never_turns_back() {
    for (knot, needs) in [
        (
            "incident depends on journal",
            [("incident", vec!["serde", "journal"]), ("journal", vec!["incident"])],
        ),
        (
            "journal depends on allclear",
            [("journal", vec!["incident", "allclear"]), ("allclear", vec!["journal"])],
        ),
        ("xtask depends on incident", [("xtask", vec!["incident"]), ("incident", vec![])]),
    ] {
        let packages: Vec<Value> = needs.iter().map(|(name, needs)| package(name, needs)).collect();
        assert_eq!(knots(&json!({ "packages": packages })), [knot]);
    }
    let whole = [
        package("incident", &["serde"]),
        package("journal", &["incident"]),
        package("allclear", &["journal", "incident"]),
    ];
    assert_eq!(knots(&json!({ "packages": whole })), Vec::<String>::new());

    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let told = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let metadata: Value = serde_json::from_slice(&told.stdout).expect("JSON");
    assert!(metadata["packages"].as_array().is_some_and(|packages| packages.len() >= LINE.len()));
    assert_eq!(knots(&metadata), Vec::<String>::new());
}

/// What a manifest says about versions outside the one place for them.
fn loose_versions(file: &Source) -> Vec<String> {
    if !file.path.ends_with("Cargo.toml") {
        return Vec::new();
    }
    let mut section = "";
    let mut loose = Vec::new();
    for (number, line) in (1..).zip(file.text.lines()) {
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']');
        } else if line.is_empty() || !section.ends_with("dependencies") {
        } else if section == "workspace.dependencies" {
            let said = line.split('"').nth(1).unwrap_or_default().trim_start_matches('=');
            let exact = line.contains("path = ") || said.starts_with(|c: char| c.is_ascii_digit());
            if !exact || line.contains("git = ") || file.path != "Cargo.toml" {
                loose.push(format!("line {number} has no version of its own: {line}"));
            }
        } else if !line.contains("workspace = true") {
            loose.push(format!("line {number} does not take its version from the workspace: {line}"));
        }
    }
    loose
}

#[test]
fn versions_are_said_in_one_place() {
    hold(
        loose_versions,
        &[
            ("src-tauri/crates/journal/Cargo.toml", "[dependencies]\nserde = \"1\"\n"),
            ("src-tauri/crates/journal/Cargo.toml", "[dev-dependencies]\ntempfile = { version = \"3\" }\n"),
            ("Cargo.toml", "[target.'cfg(unix)'.dependencies]\nlibc = \"0.2\"\n"),
            ("Cargo.toml", "[workspace.dependencies]\nserde = \"*\"\n"),
            ("Cargo.toml", "[workspace.dependencies]\ntauri = { git = \"https://example.org/tauri\" }\n"),
        ],
        &[
            (
                "Cargo.toml",
                "[workspace.dependencies]\nrusqlite = { version = \"=0.41.1\", features = [\"bundled\"] }\n",
            ),
            (
                "Cargo.toml",
                "[package]\nname = \"allclear\"\n[dependencies]\ntauri = { workspace = true, features = [\"test\"] }\n",
            ),
            ("src-tauri/crates/journal/Cargo.toml", "[dependencies]\n# why\nserde.workspace = true\n"),
        ],
    );
}

#[test]
fn the_lints_of_the_workspace_hold_in_every_crate() {
    hold(
        |file| {
            let package = file.path.ends_with("Cargo.toml") && file.text.contains("[package]");
            let inherits = file.text.contains("[lints]\nworkspace = true");
            if package && !inherits { vec!["it does not inherit the lints".to_owned()] } else { Vec::new() }
        },
        &[("src-tauri/crates/journal/Cargo.toml", "[package]\nname = \"journal\"\n")],
        &[(
            "src-tauri/crates/journal/Cargo.toml",
            "[package]\nname = \"journal\"\n\n[lints]\nworkspace = true\n",
        )],
    );
}
