//! `cargo xtask test`: everything a change must pass, from an empty machine to a tested release binary.

use crate::command::{cargo, run_hearing};
use crate::steps::Steps;
use crate::workspace::Workspace;
use crate::{Outcome, app, docs, system, tidy, tools, wrong};

/// Sets up what is missing, then checks, tests and builds everything.
pub(crate) fn test(workspace: &Workspace) -> Outcome {
    let mut steps = Steps::default();
    steps.step("system packages", system::install_missing)?;
    steps.step("test data", || test_data(workspace))?;
    steps.step("checkers", || {
        tools::TYPOS.ready(workspace)?;
        tools::CARGO_DENY.ready(workspace)?;
        Ok(())
    })?;
    tidy::tidy_steps(workspace, &mut steps)?;
    // Before the tests: the server's program holds the page, and would otherwise be built twice.
    steps.step("app", || app::build(workspace))?;
    let mut tally = Tally::default();
    steps.step("tests", || {
        let mut tests = cargo(&workspace.root);
        tests.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
        run_hearing(&mut tests, |line| tally.hear(line))
    })?;
    steps.step("release binary", || workspace.build_coxa())?;
    steps.step("app in a browser", || app::test(workspace))?;
    steps.step("generated docs", || docs::check_built(workspace))?;
    steps.print();
    tally.print()
}

/// Says where the recordings are. Tests that need them fail under `CI=true` when they are absent, and say so themselves.
fn test_data(workspace: &Workspace) -> Outcome {
    let (data, from) = match std::env::var_os("COXA_DATA") {
        Some(path) => (std::path::PathBuf::from(path), "COXA_DATA"),
        None => (workspace.root.join("../shared/data"), "../shared/data beside the checkout"),
    };
    let found = data.is_dir();
    println!("{} ({from})", if found { "found" } else { "not found" });
    if !found && std::env::var("CI").is_ok_and(|ci| ci == "true") {
        return wrong(format!("CI=true needs the recordings, but {from} is no folder"));
    }
    Ok(())
}

/// What the test programs said, added up.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    programs: u64,
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Tally {
    /// Hears one line; only a test program's closing line counts.
    fn hear(&mut self, line: &str) {
        let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")) else {
            return;
        };
        let count = |word: &str| {
            let part = counts.split("; ").find_map(|part| part.strip_suffix(word))?;
            part.trim().parse::<u64>().ok()
        };
        self.programs += 1;
        self.passed += count(" passed").unwrap_or(0);
        self.failed += count(" failed").unwrap_or(0);
        self.ignored += count(" ignored").unwrap_or(0);
    }

    fn print(&self) -> Outcome {
        if self.passed == 0 {
            return wrong("no test program reported a passed test; a run without tests is not a success");
        }
        println!(
            "\n{} passed, {} failed ({} not run) in {} test programs",
            self.passed, self.failed, self.ignored, self.programs
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn closing_lines_are_added_up_and_other_lines_are_not() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test a ... ok",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s",
            "the words test result: ok. 9 passed; inside a line",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s",
        ] {
            tally.hear(line);
        }
        assert_eq!(tally, Tally { programs: 2, passed: 4, failed: 2, ignored: 1 });
    }

    #[test]
    fn a_run_without_a_passed_test_is_refused() {
        assert!(Tally::default().print().is_err());
    }
}
