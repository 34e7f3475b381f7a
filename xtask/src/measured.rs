//! `cargo xtask bench` and `cargo xtask mutants`: long measurements that no ordinary run includes.

use std::process::Command;

use crate::command::{cargo, run};
use crate::workspace::Workspace;
use crate::{Failure, Outcome, tools};

/// What a mutation run breaks: the safety kernel, whose every rule must be held by a test.
const GUARD: [&str; 2] = ["crates/coxa/src/dose/guard.rs", "crates/coxa/src/dose/guard/*.rs"];

/// The tests that hold it.
const GUARD_TESTS: [&str; 5] = ["--lib", "--test", "guard_oracle", "--test", "guard_reasons"];

/// Random histories for each of the hundreds of runs, unless the environment says otherwise: half a minute of them.
const ORACLE_HISTORIES: (&str, &str) = ("COXA_ORACLE_HISTORIES", "100000");

/// Runs the benchmarks of `bench/`; further words go to them.
pub(crate) fn bench(workspace: &Workspace, words: &[&str]) -> Outcome {
    let manifest = workspace.root.join("bench").join("Cargo.toml");
    if !manifest.is_file() {
        return Err(Failure::Usage("this version has no benchmarks: there is no bench/Cargo.toml".to_owned()));
    }
    workspace.build_coxa()?;
    let mut command = cargo(&workspace.root);
    command.args(["bench", "--locked", "--manifest-path"]).arg(manifest).arg("--target-dir");
    command.arg(workspace.target.join("bench")).arg("--").args(words).env("COXA_TARGET", &workspace.target);
    run(&mut command)
}

/// Runs cargo-mutants on the guard; further words go to it.
pub(crate) fn mutants(workspace: &Workspace, words: &[&str]) -> Outcome {
    let tool = &tools::CARGO_MUTANTS;
    let Some(program) = tool.found(workspace) else {
        return Err(Failure::Usage(format!(
            "{} {} is not installed; type: {}",
            tool.program,
            tool.version,
            tool.advice()
        )));
    };
    let mut command = Command::new(program);
    command
        .current_dir(&workspace.root)
        .args(["mutants", "--package", "coxa", "--no-shuffle", "--output"])
        .arg(&workspace.target)
        .args(GUARD.iter().flat_map(|file| ["--file", file]))
        .args(words)
        .arg("--")
        .args(GUARD_TESTS);
    let (name, wanted) = ORACLE_HISTORIES;
    if std::env::var_os(name).is_none() {
        command.env(name, wanted);
    }
    run(&mut command)
}
