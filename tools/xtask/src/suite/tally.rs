//! How many tests passed, and which failed, read from what the runners print.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::ops::AddAssign;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

/// Results of one or more suites.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) passed: u32,
    pub(super) failed: u32,
    pub(super) skipped: u32,
    /// Tests that skipped themselves, which their runner will count as passed.
    unearned: u32,
    /// What failed, as its runner names it.
    pub(super) names: Vec<String>,
}

impl Tally {
    /// A check that is one thing: it holds or it does not.
    pub(super) fn one(name: &str, passed: bool) -> Self {
        let names = if passed { Vec::new() } else { vec![name.to_owned()] };
        Self { passed: u32::from(passed), failed: u32::from(!passed), names, ..Self::default() }
    }

    /// A check that could not be made.
    pub(super) fn skipped() -> Self {
        Self { skipped: 1, ..Self::default() }
    }

    /// Runs a test runner, showing its output and counting as it goes by. `name` is what is said to have failed where the
    /// runner itself names no test.
    pub(super) fn of(name: &str, command: &mut Command) -> Result<Self> {
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child =
            command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start {program}"))?;
        let mut tally = Self::default();
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).lines() {
                let line = line?;
                println!("{line}");
                tally.read(&line);
            }
        }
        // A runner that ends badly without naming a test (it did not compile, it crashed) is a failure too.
        if !child.wait()?.success() && tally.failed == 0 {
            tally.failed = 1;
        }
        if tally.failed > 0 && tally.names.is_empty() {
            tally.names.push(format!("{name} (it names no test: see above)"));
        }
        Ok(tally)
    }

    /// Counts what one line of output says.
    fn read(&mut self, line: &str) {
        if let Some(test) = failed_test(line) {
            self.names.push(test.to_owned());
        }
        // cargo and wasm-bindgen: "test result: ok. 3 passed; 0 failed; 1 ignored; …".
        if let Some((_, counts)) = line.split_once("test result: ") {
            for part in counts.split(['.', ';']) {
                self.count(part);
            }
        // Playwright: "  3 passed (2.1s)", one line each.
        } else if line.starts_with("  ") {
            self.count(line.split('(').next().unwrap_or_default());
        // A test that found nothing to test says so, and does not count as passed.
        } else if line.starts_with("skipped: ") {
            self.skipped += 1;
            self.unearned += 1;
        }
    }

    fn count(&mut self, words: &str) {
        let mut words = words.split_whitespace();
        let (Some(n), Some(what)) = (words.next().and_then(|n| n.parse::<u32>().ok()), words.next()) else {
            return;
        };
        match (what, words.next(), words.next()) {
            ("passed", None, _) => self.passed += n,
            ("failed" | "flaky" | "interrupted", None, _) | ("did", Some("not"), Some("run")) => {
                self.failed += n
            }
            ("ignored" | "skipped", None, _) => self.skipped += n,
            _ => {}
        }
    }
}

/// The test that a line reports as failed: `test NAME ... FAILED` (cargo), `test NAME ... FAIL` (wasm-bindgen), or
/// `    [project] › file:line:column › title` in Playwright's summary, where stories that pass have no brackets.
fn failed_test(line: &str) -> Option<&str> {
    let cargo = || line.strip_prefix("test ")?.split_once(" ... FAIL").map(|(test, _)| test);
    let playwright = || line.strip_prefix("    [")?.split_once("] › ").map(|(_, story)| story.trim());
    cargo().or_else(playwright)
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.unearned += other.unearned;
        self.names.extend(other.names);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed.saturating_sub(self.unearned), self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(output: &str) -> String {
        let mut tally = Tally::default();
        output.lines().for_each(|line| tally.read(line));
        tally.to_string()
    }

    #[test]
    fn cargo_results_add_up_over_test_binaries() {
        let output = "test a ... ok\ntest result: ok. 7 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
                      test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(counted(output), "9 passed, 3 failed, 1 skipped");
    }

    #[test]
    fn what_failed_is_named_whoever_ran_it() {
        let output = "test a::b ... ok\ntest a::c ... FAILED\ntest d ... FAIL\n\
                      \x20   [chromium] › tests/e2e/stories/a.spec.js:1:1 › a job runs \n  ✓  1 tests/e2e/b.spec.js:1:1 › b";
        let mut tally = Tally::default();
        output.lines().for_each(|line| tally.read(line));
        assert_eq!(tally.names, ["a::c", "d", "tests/e2e/stories/a.spec.js:1:1 › a job runs"]);
    }

    #[test]
    fn a_runner_that_ends_badly_without_a_word_is_named_itself() {
        let tally = Tally::of("the runner", Command::new("false").arg("x")).unwrap();
        assert_eq!(
            (tally.failed, tally.names),
            (1, vec!["the runner (it names no test: see above)".to_owned()])
        );
    }

    #[test]
    fn playwright_results_include_what_never_ran() {
        let output = "  1 failed\n    [chromium] › a.spec.js:1:1 › a \n  1 flaky\n  2 did not run\n  4 skipped\n  5 passed (6.3s)";
        assert_eq!(counted(output), "5 passed, 4 failed, 4 skipped");
    }

    #[test]
    fn a_test_that_skipped_itself_did_not_pass() {
        let output = "skipped: the folder is not here\n\
                      test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0s";
        assert_eq!(counted(output), "1 passed, 0 failed, 1 skipped");
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(counted("  3 passed tests were slow\n12 passed\nrunning 4 tests"), "0 passed, 0 failed");
    }
}
