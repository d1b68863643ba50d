//! A named step: runs one command with its output in a log, says how it went and how long it took.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::PathBuf,
    process::Command,
    time::Instant,
};

use crate::{
    count::{Count, Runner},
    repository::target,
    trouble::Trouble,
};

/// How much of a failing step's log is shown.
const TAIL: usize = 80;

/// The steps of one test command, and what they add up to.
#[derive(Default)]
pub(crate) struct Steps {
    /// Set in every step's environment.
    variables: &'static [(&'static str, &'static str)],
    total: Count,
    failed: Vec<&'static str>,
}

impl Steps {
    pub(crate) fn with(variables: &'static [(&'static str, &'static str)]) -> Self {
        Self { variables, ..Self::default() }
    }

    /// Runs a step to its end. A failing step does not stop the next: a person wants to see all that is wrong.
    /// True if it passed.
    pub(crate) fn run(&mut self, name: &'static str, runner: Runner, mut command: Command) -> bool {
        command.envs(self.variables.iter().copied());
        print!("{name:<22}");
        let _ = io::stdout().flush();
        let begun = Instant::now();
        let log = log_of(name);
        let succeeded = record(command, &log);
        let seconds = begun.elapsed().as_secs_f64();
        let output = fs::read(&log).unwrap_or_default();
        let output = plain(&String::from_utf8_lossy(&output));

        let (succeeded, said) = match succeeded {
            Ok(succeeded) => (succeeded, None),
            Err(trouble) => (false, Some(trouble.to_string())),
        };
        let count = runner.read(&output, succeeded);
        self.total += count;
        println!("{:>4} passed, {} failed, {seconds:.1} s", count.passed, count.failed);
        if count.failed > 0 {
            self.failed.push(name);
            let lines: Vec<&str> = output.lines().collect();
            for line in &lines[lines.len().saturating_sub(TAIL)..] {
                println!("    {line}");
            }
            said.inspect(|said| println!("    {said}"));
            println!("    (all of it: {})", log.display());
        }
        count.failed == 0
    }

    /// Counts something that failed before it could become a step.
    pub(crate) fn fail(&mut self, name: &'static str, trouble: &Trouble) {
        println!("{name:<22}{trouble}");
        self.failed.push(name);
        self.total.failed += 1;
    }

    /// Says the sum on one line of its own, the last. True if everything passed, and something was run.
    pub(crate) fn conclude(self) -> bool {
        if !self.failed.is_empty() {
            println!("Failed: {}", self.failed.join(", "));
        }
        println!("{} passed, {} failed", self.total.passed, self.total.failed);
        self.total.failed == 0 && self.total.passed > 0
    }
}

fn log_of(name: &str) -> PathBuf {
    target().join("xtask").join(format!("{}.log", name.replace(' ', "-")))
}

/// Runs the command with both of its outputs in the log, in the order they were written.
fn record(mut command: Command, log: &PathBuf) -> Result<bool, Trouble> {
    let file = |source| Trouble::File { path: log.clone(), source };
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).map_err(file)?;
    }
    let out = File::create(log).map_err(file)?;
    let err = out.try_clone().map_err(file)?;
    let program = command.get_program().to_string_lossy().into_owned();
    command.env("NO_COLOR", "1").env_remove("FORCE_COLOR").env("CARGO_TERM_COLOR", "never");
    command.stdin(std::process::Stdio::null()).stdout(out).stderr(err);
    Ok(command.status().map_err(|source| Trouble::Start { program, source })?.success())
}

/// Text without terminal escapes: some tools colour their output whatever they are told.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character == '\u{1b}' {
            // A sequence ends with a letter.
            rest.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{Steps, plain};

    #[test]
    fn colours_do_not_hide_the_numbers() {
        assert_eq!(
            plain("\u{1b}[32m3 passed\u{1b}[39m, \u{1b}[1;31m0\u{1b}[0m failed"),
            "3 passed, 0 failed"
        );
    }

    #[test]
    fn running_nothing_is_not_a_success() {
        assert!(!Steps::default().conclude());
    }
}
