//! The shape of the repository: who depends on whom, who mentions what, how long files are, where things lie.
//! Each rule is shown a counter-example first, so that it is known to fail.

mod dependencies;
mod mentions;
mod places;

use std::path::Path;
use std::process::Command;

/// The root of the clone.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file that git knows or would take, in this clone or made up.
struct Source {
    /// From the root, with slashes.
    path: String,
    /// Empty when it is no text.
    text: String,
}

impl Source {
    fn made_up(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    fn is_in(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| {
            self.path == *folder || self.path.starts_with(&format!("{}/", folder.trim_end_matches('/')))
        })
    }

    fn ends_with(&self, ends: &[&str]) -> bool {
        let end = Path::new(&self.path).extension().and_then(|end| end.to_str()).unwrap_or_default();
        ends.contains(&end)
    }
}

/// What is wrong with a file, in words; nothing when it is as it should be.
type Rule = fn(&Source) -> Vec<String>;

/// Shows a rule files that break it and files that come close, and then holds the whole clone to it.
fn hold(rule: Rule, broken: &[(&str, &str)], sound: &[(&str, &str)]) {
    for (path, text) in broken {
        assert!(
            !rule(&Source::made_up(path, text)).is_empty(),
            "the rule does not see what is wrong with {path}: {text}"
        );
    }
    for (path, text) in sound {
        assert_eq!(
            rule(&Source::made_up(path, text)),
            Vec::<String>::new(),
            "the rule sees ghosts in {path}: {text}"
        );
    }
    let files = files();
    assert!(files.len() > 200, "{} files are not this repository", files.len());
    let wrong: Vec<String> = files
        .iter()
        .flat_map(|file| rule(file).into_iter().map(|what| format!("{}: {what}", file.path)))
        .collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

fn files() -> Vec<Source> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git runs");
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let names = String::from_utf8(listed.stdout).expect("names in UTF-8");
    names
        .split_terminator('\0')
        // What is removed and not yet committed is still listed.
        .filter(|name| root().join(name).is_file())
        .map(|name| Source {
            path: name.to_owned(),
            text: String::from_utf8(std::fs::read(root().join(name)).expect("a file")).unwrap_or_default(),
        })
        .collect()
}
