//! Checkers that are not part of Rust, each at one pinned version: found on the PATH or kept under `target/tools`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{cargo, on_path, output_of, run};
use crate::workspace::Workspace;
use crate::{Failure, wrong};

/// A pinned checker.
#[derive(Debug)]
pub(crate) struct Tool {
    /// The program's name.
    pub(crate) program: &'static str,
    /// The crate that builds it.
    pub(crate) package: &'static str,
    /// The only version used, so that every machine reaches the same verdict.
    pub(crate) version: &'static str,
    /// Its name among Python's ready-built wheels, where this version has one: seconds instead of minutes.
    wheel: Option<&'static str>,
}

/// Licences, doubles and origins of dependencies.
pub(crate) const CARGO_DENY: Tool =
    Tool { program: "cargo-deny", package: "cargo-deny", version: "0.20.2", wheel: None };

/// Spelling.
pub(crate) const TYPOS: Tool = Tool { program: "typos", package: "typos-cli", version: "1.52.0", wheel: Some("typos") };

/// Mutation of the guard; long-running, so it is never installed unasked.
pub(crate) const CARGO_MUTANTS: Tool =
    Tool { program: "cargo-mutants", package: "cargo-mutants", version: "27.1.0", wheel: None };

impl Tool {
    /// The pinned program, installed under `target/tools` first when it is nowhere to be found.
    pub(crate) fn ready(&self, workspace: &Workspace) -> Result<PathBuf, Failure> {
        if let Some(found) = self.found(workspace) {
            return Ok(found);
        }
        let home = self.home(workspace);
        println!("{} {} is not installed; bringing it to {}", self.program, self.version, workspace.shown(&home));
        if let Some(wheel) = self.wheel
            && on_path("python3")
            && self.fetch_wheel(wheel, &home)
        {
            return Ok(self.program_in(&home));
        }
        self.build_from_source(workspace, &home)?;
        match self.found(workspace) {
            Some(found) => Ok(found),
            None => wrong(format!("{} was installed but does not answer as version {}", self.program, self.version)),
        }
    }

    /// The pinned program where it already is.
    pub(crate) fn found(&self, workspace: &Workspace) -> Option<PathBuf> {
        let kept = self.program_in(&self.home(workspace));
        [PathBuf::from(self.program), kept].into_iter().find(|program| self.is_pinned(program))
    }

    /// How a person installs it.
    pub(crate) fn advice(&self) -> String {
        format!("cargo install --locked {} --version {}", self.package, self.version)
    }

    fn home(&self, workspace: &Workspace) -> PathBuf {
        workspace.target.join("tools").join(format!("{}-{}", self.program, self.version))
    }

    fn program_in(&self, home: &Path) -> PathBuf {
        home.join("bin").join(format!("{}{}", self.program, std::env::consts::EXE_SUFFIX))
    }

    fn is_pinned(&self, program: &Path) -> bool {
        output_of(Command::new(program).arg("--version"))
            .is_some_and(|text| text.split_whitespace().any(|word| word == self.version))
    }

    /// Whether Python's installer could fetch the ready-built program; not having one is no failure yet.
    fn fetch_wheel(&self, wheel: &str, home: &Path) -> bool {
        let outcome = run(Command::new("python3")
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--upgrade"])
            .args(["--root-user-action=ignore", "--only-binary=:all:", "--target"])
            .arg(home)
            .arg(format!("{wheel}=={}", self.version)));
        match outcome {
            Ok(()) => self.is_pinned(&self.program_in(home)),
            Err(Failure::Wrong(text) | Failure::Usage(text)) => {
                println!("{text}; building it from source instead");
                false
            }
        }
    }

    fn build_from_source(&self, workspace: &Workspace, home: &Path) -> Result<(), Failure> {
        // Built without optimisation and debug data: the checker runs for a second, its build would take minutes more.
        let build = workspace.target.join("tools").join("build");
        run(cargo(&workspace.root)
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .args(["install", "--locked", "--debug", "--quiet", self.package, "--version", self.version, "--root"])
            .arg(home)
            .arg("--target-dir")
            .arg(&build))?;
        // Only the program is kept: its build is large and never used again.
        match std::fs::remove_dir_all(&build) {
            Ok(()) => Ok(()),
            Err(error) => wrong(format!("could not remove {}: {error}", workspace.shown(&build))),
        }
    }
}
