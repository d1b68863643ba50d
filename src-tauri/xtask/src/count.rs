//! Reads how many tests passed and failed from what a runner printed.

use std::ops::AddAssign;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The runners whose output we read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Runner {
    /// A check that says yes or no: one test.
    Check,
    /// `cargo test`: `test result: ok. 3 passed; 0 failed; …`, once per binary.
    Libtest,
    /// `cargo nextest run`: `Summary [1.2s] 5 tests run: 4 passed, 1 failed, 0 skipped`.
    Nextest,
    /// `vitest run`: `Tests  1 failed | 12 passed (13)`.
    Vitest,
    /// `playwright test`: `12 passed (30.1s)`, `1 failed`, `1 flaky`, each on a line.
    Playwright,
}

impl Runner {
    /// A runner that fails has at least one failure, even if it fell before it could count; one that succeeds
    /// without having run anything counts nothing.
    pub(crate) fn read(self, output: &str, succeeded: bool) -> Count {
        let mut count = match self {
            Self::Check => Count { passed: u64::from(succeeded), failed: 0 },
            Self::Libtest => summed(output, |line| line.starts_with("test result:")),
            Self::Nextest => summed(output, |line| line.trim_start().starts_with("Summary [")),
            Self::Vitest => summed(output, |line| line.trim_start().starts_with("Tests ")),
            Self::Playwright => summed(output, |line| first_word(line).parse::<u64>().is_ok()),
        };
        if !succeeded {
            count.failed = count.failed.max(1);
        }
        count
    }
}

/// Adds up every `NUMBER WORD` of the lines that are summaries.
fn summed(output: &str, is_summary: impl Fn(&str) -> bool) -> Count {
    let mut count = Count::default();
    for line in output.lines().filter(|line| is_summary(line)) {
        let words: Vec<&str> = line.split_whitespace().collect();
        for pair in words.windows(2) {
            let Ok(number) = pair[0].parse::<u64>() else { continue };
            match pair[1].trim_matches(|c: char| !c.is_alphabetic()) {
                "passed" => count.passed += number,
                // Retries would hide a fault, so what passed only the second time has failed; so has what
                // "did not run", "timed out" or whose "exec failed".
                "failed" | "flaky" | "interrupted" | "did" | "timed" | "exec" => count.failed += number,
                _ => {}
            }
        }
    }
    count
}

fn first_word(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Count, Runner};

    fn check(runner: Runner, output: &str, succeeded: bool, passed: u64, failed: u64) {
        assert_eq!(runner.read(output, succeeded), Count { passed, failed }, "{runner:?}: {output}");
    }

    #[test]
    fn a_check_is_one_test() {
        check(Runner::Check, "", true, 1, 0);
        check(Runner::Check, "3 passed", false, 0, 1);
    }

    #[test]
    fn every_binary_of_cargo_test_is_added() {
        let output = "running 3 tests\ntest a ... ok\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s\n";
        check(Runner::Libtest, output, false, 4, 2);
    }

    #[test]
    fn the_summary_of_nextest_is_read() {
        let output =
            "     Summary [   0.512s] 7 tests run: 5 passed (1 slow), 1 failed, 1 timed out, 3 skipped";
        check(Runner::Nextest, output, false, 5, 2);
        check(Runner::Nextest, "     Summary [   0.1s] 1 test run: 1 passed, 0 skipped", true, 1, 0);
    }

    #[test]
    fn the_tests_of_vitest_are_read_not_its_files() {
        let output = " Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 12 passed (13)\n   Start at  10:00:00";
        check(Runner::Vitest, output, false, 12, 1);
    }

    #[test]
    fn a_flaky_journey_has_failed() {
        let output = "  1) [light] › board.spec.ts:3:1 › shows 3 passed\n  1 failed\n    [light] › board.spec.ts:3:1 › opens\n  1 flaky\n  2 did not run\n  12 passed (30.1s)";
        check(Runner::Playwright, output, false, 12, 4);
    }

    #[test]
    fn a_runner_that_fell_before_counting_has_failed_once() {
        check(Runner::Libtest, "error: could not compile", false, 0, 1);
        check(Runner::Libtest, "", true, 0, 0);
    }
}
