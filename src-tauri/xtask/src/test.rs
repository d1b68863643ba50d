//! Runs everything that must pass, or a slice of it, and says how many tests that were.

use std::{
    env,
    path::PathBuf,
    process::{Command, ExitCode},
};

use crate::{
    count::Runner,
    display, node, packages,
    python::{PEERS, READERS, SCHEMATHESIS, Set, programs},
    repository::{app, cargo, command, finish, npm},
    step::Steps,
    system,
    trouble::Trouble,
    ui,
};

/// What a test command is made of, in the order in which it runs: the quick and the talkative first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    RustChecks,
    UiChecks,
    RustTests,
    Browser,
    RealWindow,
}

pub(crate) fn test(args: &[String]) -> Result<ExitCode, Trouble> {
    use Part::{Browser, RealWindow, RustChecks, RustTests, UiChecks};
    let parts: &[Part] = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => &[RustChecks, UiChecks, RustTests, Browser, RealWindow],
        ["rust"] => &[RustChecks, RustTests],
        ["ui"] => &[UiChecks],
        ["browser"] => &[Browser],
        ["window"] => &[RealWindow],
        _ => return Err(Trouble::Usage("cargo xtask test [rust | ui | browser | window]")),
    };
    Ok(verdict(Steps::default(), parts))
}

/// Sets the machine up, runs the parts, and says the sum.
pub(crate) fn verdict(mut steps: Steps, parts: &[Part]) -> ExitCode {
    match set_up(parts) {
        Ok(()) => run(&mut steps, parts),
        Err(trouble) => steps.fail("set-up", &trouble),
    }
    if steps.conclude() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn set_up(parts: &[Part]) -> Result<(), Trouble> {
    if parts != [Part::UiChecks] {
        packages::ensure(packages::BUILD)?;
        packages::ensure(packages::TEST)?;
    }
    if parts.contains(&Part::RustChecks) {
        // A minimal toolchain lacks the formatter and the linter.
        for (program, component) in [("cargo-fmt", "rustfmt"), ("cargo-clippy", "clippy")] {
            if system::find(program).is_none() {
                finish(command("rustup").args(["component", "add", component]))?;
            }
        }
    }
    node::ensure()
}

fn run(steps: &mut Steps, parts: &[Part]) {
    if parts.contains(&Part::RustChecks) {
        rust_checks(steps);
    }
    if parts.contains(&Part::UiChecks) {
        ui_checks(steps);
    }
    // Before Rust, which compiles it in.
    let built = steps.run("ui build", Runner::Check, npm(["run", "--silent", "build"]));
    if built && let Err(trouble) = ui::vouch() {
        steps.fail("ui build", &trouble);
    }
    if parts.contains(&Part::UiChecks) {
        steps.run("ui size", Runner::Check, npm(["run", "--silent", "size"]));
    }
    if parts.contains(&Part::RustTests) {
        let (runner, tests) = rust_tests(ALL_BUT_WINDOW);
        steps.run("rust tests", runner, display::own(tests));
        small_disk();
        peers(steps);
    }
    if parts.contains(&Part::Browser) {
        browser(steps);
    }
    if parts.contains(&Part::RealWindow) {
        let (runner, mut tests) = rust_tests(&["--test", "window"]);
        if matches!(runner, Runner::Libtest) {
            // One window at a time: they share a screen and a keyboard. Nextest has this from its own settings.
            tests.args(["--", "--test-threads=1"]);
        }
        steps.run("real window", runner, display::own(tests));
    }
}

fn rust_checks(steps: &mut Steps) {
    steps.run("cargo fmt", Runner::Check, cargo(["fmt", "--all", "--check"]));
    let clippy = cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    steps.run("cargo clippy", Runner::Check, clippy);
    if system::find("cargo-deny").is_some() {
        // The advisory database comes from elsewhere, so it is asked by hand: cargo deny --config .deny.toml check advisories.
        let deny = cargo(["deny", "--config", ".deny.toml", "check", "licenses", "bans", "sources"]);
        steps.run("cargo deny", Runner::Check, deny);
    }
}

fn ui_checks(steps: &mut Steps) {
    steps.run("prettier", Runner::Check, npm(["run", "--silent", "format:check"]));
    steps.run("eslint", Runner::Check, npm(["run", "--silent", "lint"]));
    steps.run("svelte-check", Runner::Check, npm(["run", "--silent", "check"]));
    steps.run("knip", Runner::Check, npm(["run", "--silent", "knip"]));
    steps.run("vitest", Runner::Vitest, npm(["run", "--silent", "test"]));
}

/// The hub's document against the hub, and messages to real servers of others.
fn peers(steps: &mut Steps) {
    let schemathesis =
        |folder: PathBuf| programs(&folder).join(format!("schemathesis{}", env::consts::EXE_SUFFIX));
    meet(steps, &SCHEMATHESIS, "schemathesis", |folder| ("ALLCLEAR_SCHEMATHESIS", schemathesis(folder)));
    let python = |folder: PathBuf| programs(&folder).join(format!("python{}", env::consts::EXE_SUFFIX));
    meet(steps, &READERS, "readers::", |folder| ("ALLCLEAR_READERS", python(folder)));
    meet(steps, &PEERS, "peers::", |folder| ("ALLCLEAR_PEERS", folder));
}

/// Runs the tests whose names hold a text, told where what they meet is installed. Where that cannot be had, a build
/// server fails and a person is told.
fn meet(steps: &mut Steps, set: &Set, tests: &str, told: impl Fn(PathBuf) -> (&'static str, PathBuf)) {
    match set.ensure() {
        Ok(folder) => {
            let (runner, mut command) = rust_tests(ALL_BUT_WINDOW);
            match runner {
                Runner::Nextest => command.args(["--run-ignored", "only", tests]),
                _ => command.args([tests, "--", "--ignored"]),
            };
            let (name, path) = told(folder);
            command.env(name, path);
            steps.run(set.name, runner, command);
        }
        Err(trouble) if env::var_os("CI").is_some() => steps.fail(set.name, &trouble),
        Err(trouble) => println!("{:<22}NOT RUN: it cannot be installed. {trouble}", set.name),
    }
}

/// What the tests of a full disk need. Where the system allows no mount they fail at a build server, and a person is told.
fn small_disk() {
    let mount = "mount -t tmpfs -o size=1m tmpfs /tmp";
    let tried = command("unshare").args(["--user", "--map-root-user", "--mount", "sh", "-c", mount]).output();
    if cfg!(target_os = "linux") && !tried.is_ok_and(|tried| tried.status.success()) {
        let what = "no small disk can be mounted here. Allow user namespaces, or run this as root.";
        println!("{:<22}NOT RUN: {what}", "full disk");
    }
}

/// A real browser against the app itself, which serves it over the bridge.
fn browser(steps: &mut Steps) {
    let mut built = cargo(["test", "--workspace", "--no-run"]);
    built.args(ALL_BUT_WINDOW);
    steps.run("app for the browser", Runner::Check, built);

    let mut journeys = npm(["run", "--silent", "journeys", "--", "--reporter=list"]);
    journeys.env("ALLCLEAR_BIN", app("debug"));
    if let Some(chromium) = system::chromium() {
        journeys.env("ALLCLEAR_CHROMIUM", chromium);
    }
    steps.run("browser journeys", Runner::Playwright, display::own(journeys));
}

/// All integration tests but `window`, said in cargo's globs. It names targets, not crates: one set of crates and
/// features throughout, since another set recompiles everything.
const ALL_BUT_WINDOW: &[&str] = &["--lib", "--bins", "--test", "[!w]*"];

/// `cargo nextest` where it is installed, `cargo test` where it is not.
fn rust_tests(targets: &[&str]) -> (Runner, Command) {
    let (runner, mut tests) = if system::find("cargo-nextest").is_some() {
        (Runner::Nextest, cargo(["nextest", "run", "--workspace", "--no-fail-fast"]))
    } else {
        (Runner::Libtest, cargo(["test", "--workspace", "--no-fail-fast"]))
    };
    tests.args(targets);
    (runner, tests)
}
