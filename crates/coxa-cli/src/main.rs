//! The coxa command: the loop of hip mobility training from the shell.
//!
//! Exit 0 success, 1 the input is at fault, 2 wrong usage, 3 ours. With `--json` standard output holds exactly one JSON
//! value and everything for people goes to standard error.

mod arguments;
mod commands;
mod failure;
mod files;
mod report;
mod sample;
mod show;
mod tracking;
mod words;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use failure::Failure;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        // Help and version are successes for clap, everything else is wrong usage.
        Err(error) if error.use_stderr() && std::env::args().any(|word| word == "--json") => {
            let said = error.to_string();
            let found = said.lines().next().unwrap_or_default().trim_start_matches("error: ");
            let failure = Failure::usage(found, "the command as its --help shows it");
            failure.print(true);
            return ExitCode::from(failure.exit_code());
        }
        Err(error) => {
            let wrong = error.use_stderr();
            let _ = error.print();
            return ExitCode::from(if wrong { 2 } else { 0 });
        }
    };
    let json = arguments.json;
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print(json);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let output = show::Output { json: arguments.json };
    match arguments.command {
        Command::Demo { out } => commands::demo::run(&out, output),
        Command::Measure(it) => commands::measure::run(&it, output),
        Command::Ik(it) => commands::ik::run(&it, output),
        Command::Assess(it) => commands::assess::run(&it, output),
        Command::Prescribe(it) => commands::prescribe::run(&it, output),
        Command::Dose(it) => commands::dose::run(&it, output),
        Command::Journal(it) => commands::journal::run(&it, output),
        Command::Replay(it) => commands::replay::run(&it, output),
        Command::Report(it) => commands::report::run(&it, output),
        Command::Serve(it) => commands::serve::run(&it, output),
        Command::Export(it) => commands::custody::export(&it, output),
        Command::Backup(it) => commands::custody::backup(&it, output),
        Command::Erase(it) => commands::custody::erase(&it, output),
        Command::Schema { name } => commands::schema::run(name.as_deref(), output),
        Command::Knowledge(it) => commands::knowledge::run(&it, output),
    }
}
