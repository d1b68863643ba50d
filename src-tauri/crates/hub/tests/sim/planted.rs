//! Whether the simulator finds anything: bugs are planted in a copy of the workspace, and it has to see each of them.

mod bugs;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use bugs::{BUGS, Bug};

/// In how many worlds a bug has to show.
const WORLDS: &str = "300";

/// The folder of all crates, in the workspace.
fn crates() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn root() -> &'static Path {
    crates().ancestors().nth(2).unwrap()
}

/// A text that has moved on takes its bug with it, and nobody would notice.
#[test]
fn every_planted_bug_has_exactly_one_place() {
    for Bug { name, file, good, bad } in BUGS {
        let text = fs::read_to_string(crates().join(file)).unwrap();
        assert_eq!(text.matches(good).count(), 1, "{name}: in {file} this stands not once: {good}");
        assert_ne!(good, bad, "{name}");
    }
}

/// The workspace once more, with a target folder of its own, so that only what a bug touches is compiled again.
struct Copy {
    folder: PathBuf,
}

impl Copy {
    fn new() -> Self {
        let target = env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned();
        let copy = Self { folder: target.join("planted") };
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root())
            .output()
            .unwrap();
        assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
        for file in String::from_utf8(listed.stdout).unwrap().split_terminator('\0') {
            if let Ok(bytes) = fs::read(root().join(file)) {
                copy.put(Path::new(file), &bytes);
            }
        }
        copy
    }

    /// Writes a file that is not there like that already: what is as it was is not compiled again.
    fn put(&self, file: &Path, bytes: &[u8]) {
        let to = self.folder.join("tree").join(file);
        if fs::read(&to).is_ok_and(|there| there == bytes) {
            return;
        }
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, bytes).unwrap();
    }

    fn cargo(&self, args: &[&str]) -> Output {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["test", "--package", "hub", "--test", "sim"]).args(args);
        cargo.current_dir(self.folder.join("tree")).env("CARGO_TARGET_DIR", self.folder.join("target"));
        cargo.env("ALLCLEAR_SEEDS", WORLDS).env("RUST_BACKTRACE", "0").env_remove("ALLCLEAR_SOAK");
        cargo.output().unwrap()
    }

    /// What the simulator says of the copy as it is; it has to compile.
    fn simulate(&self, name: &str) -> Output {
        let built = self.cargo(&["--no-run"]);
        assert!(built.status.success(), "{name}: {}", String::from_utf8_lossy(&built.stderr));
        self.cargo(&["whatever_goes_wrong"])
    }
}

/// It takes minutes to compile them all, so it is left to `cargo xtask soak`. One is chosen by `ALLCLEAR_BUG`.
#[test]
fn the_simulator_finds_every_planted_bug() {
    let chosen = env::var("ALLCLEAR_BUG").ok();
    if env::var_os("ALLCLEAR_SOAK").is_none() && chosen.is_none() {
        eprintln!("Left to the soak, or to ALLCLEAR_BUG with a part of a bug's name.");
        return;
    }
    let copy = Copy::new();
    let sound = copy.simulate("nothing");
    assert!(sound.status.success(), "nothing is planted: {}", String::from_utf8_lossy(&sound.stdout));
    let mut missed = Vec::new();
    for Bug { name, file, good, bad } in BUGS {
        if chosen.as_ref().is_some_and(|chosen| !name.contains(chosen.as_str())) {
            continue;
        }
        let text = fs::read_to_string(crates().join(file)).unwrap();
        let file = crates().strip_prefix(root()).unwrap().join(file);
        copy.put(&file, text.replacen(good, bad, 1).as_bytes());
        let ran = copy.simulate(name);
        copy.put(&file, text.as_bytes());
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        let found = said.lines().find(|line| line.starts_with("seed "));
        match found.filter(|_| !ran.status.success()) {
            Some(found) => eprintln!("{name}: {}", found.chars().take(200).collect::<String>()),
            None => missed.push(*name),
        }
    }
    assert!(missed.is_empty(), "not found: {missed:#?}");
}
