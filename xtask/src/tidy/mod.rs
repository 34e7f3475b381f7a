//! `cargo xtask tidy`: every rule about the code that a machine can check.

mod arrows;
mod files;
mod hazards;
mod imports;
mod links;
mod rust_text;

use std::process::Command;

use crate::command::{cargo, run};
use crate::steps::Steps;
use crate::workspace::Workspace;
use crate::{Outcome, tools, wrong};

/// What the checks that read files found.
#[derive(Debug, Default)]
struct Findings {
    errors: Vec<String>,
    warnings: Vec<String>,
}

impl Findings {
    /// A breach of a rule, at a line counted from 1.
    fn error(&mut self, path: &str, line: usize, text: impl std::fmt::Display) {
        self.errors.push(format!("{path}:{line}: {text}"));
    }

    /// Something to think about, at a line counted from 1.
    fn warn(&mut self, path: &str, line: usize, text: impl std::fmt::Display) {
        self.warnings.push(format!("{path}:{line}: {text}"));
    }

    fn report(self) -> Outcome {
        for warning in &self.warnings {
            println!("warning: {warning}");
        }
        for error in &self.errors {
            println!("error: {error}");
        }
        match self.errors.len() {
            0 => Ok(()),
            count => wrong(format!("{count} found, listed above")),
        }
    }
}

/// Runs every check and prints how long each took.
pub(crate) fn tidy(workspace: &Workspace) -> Outcome {
    let mut steps = Steps::default();
    tidy_steps(workspace, &mut steps)?;
    steps.print();
    Ok(())
}

/// Runs every check as a step, the quick ones first.
pub(crate) fn tidy_steps(workspace: &Workspace, steps: &mut Steps) -> Outcome {
    steps.step("tidy: sources", || {
        let sources = workspace.sources()?;
        let mut findings = Findings::default();
        files::check(&sources, &mut findings);
        imports::check(&sources, &mut findings);
        arrows::check(&sources, &mut findings);
        links::check(&sources, &mut findings);
        hazards::check(&sources, &mut findings);
        println!("{} files read", sources.len());
        findings.report()
    })?;
    steps.step("tidy: format", || run(cargo(&workspace.root).args(["fmt", "--all", "--check"])))?;
    steps.step("tidy: spelling", || {
        let typos = tools::TYPOS.ready(workspace)?;
        run(Command::new(typos).current_dir(&workspace.root))
    })?;
    // The build script of the knowledge crate refuses wrong tables; as a step of its own its message is not lost.
    steps.step("tidy: knowledge", || {
        run(cargo(&workspace.root).args(["check", "--quiet", "--locked", "--package", "coxa-knowledge"]))
    })?;
    steps.step("tidy: lints", || {
        run(cargo(&workspace.root)
            .args(["clippy", "--quiet", "--workspace", "--all-targets", "--locked"])
            .args(["--", "--deny", "warnings"]))
    })?;
    steps.step("tidy: licences, bans, sources", || {
        let deny = tools::CARGO_DENY.ready(workspace)?;
        run(Command::new(deny).current_dir(&workspace.root).args([
            "--locked",
            "--all-features",
            "check",
            "--hide-inclusion-graph",
            "licenses",
            "bans",
            "sources",
        ]))
    })
}
