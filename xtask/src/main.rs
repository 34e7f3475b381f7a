//! `cargo xtask`: everything a contributor or a build machine runs, behind one list.
#![expect(clippy::print_stdout, reason = "these are commands for people")]

mod app;
mod command;
mod docs;
mod measured;
mod start;
mod steps;
mod suite;
mod system;
mod tidy;
mod tools;
mod validate;
mod workspace;

use std::process::ExitCode;

use workspace::Workspace;

/// Why a command did not succeed.
#[derive(Debug)]
enum Failure {
    /// Something checked, built or run is wrong: exit code 1.
    Wrong(String),
    /// The command was asked for something it does not have: exit code 2.
    Usage(String),
}

type Outcome = Result<(), Failure>;

fn wrong<T>(text: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Wrong(text.into()))
}

const LIST: &str = "\
cargo xtask COMMAND

  start      build coxa with its app, run the demo into demo-out/, serve the app
  app        build the page and the core for the browser
  test       set up and run everything a change must pass
  tidy       format, lints, import directions, file heads and sizes, knowledge, links, hazards, spelling, licences
  docs       write the generated pages and schemas into docs/        (--check: fail when they differ)
  validate   ik | muscle | pig | imu | pose | restriction PATH [--json]: run coxa on data whose truth is known
  bench      measure speed, and OpenSim and ezc3d beside it where they are installed
  mutants    break the guard in every way cargo-mutants knows; each must make a test fail
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Wrong(text)) => {
            eprintln!("xtask: {text}");
            ExitCode::from(1)
        }
        Err(Failure::Usage(text)) => {
            eprintln!("xtask: {text}");
            ExitCode::from(2)
        }
    }
}

fn run(words: &[&str]) -> Outcome {
    let Some((name, rest)) = words.split_first() else {
        print!("{LIST}");
        return Ok(());
    };
    let workspace = Workspace::of_this_run()?;
    match (*name, rest) {
        ("help" | "--help" | "-h", _) => {
            print!("{LIST}");
            Ok(())
        }
        ("start", []) => start::start(&workspace),
        ("app", []) => app::build(&workspace),
        ("test", []) => suite::test(&workspace),
        ("tidy", []) => tidy::tidy(&workspace),
        ("docs", []) => docs::write(&workspace),
        ("docs", ["--check"]) => docs::check(&workspace),
        ("validate", rest) => validate::validate(&workspace, rest),
        ("bench", rest) => measured::bench(&workspace, rest),
        ("mutants", rest) => measured::mutants(&workspace, rest),
        (name @ ("start" | "app" | "test" | "tidy" | "docs"), rest) => {
            Err(Failure::Usage(format!("`{name}` does not take {:?}; run `cargo xtask` for the list", rest.join(" "))))
        }
        (name, _) => Err(Failure::Usage(format!("no command {name:?}; run `cargo xtask` for the list"))),
    }
}
