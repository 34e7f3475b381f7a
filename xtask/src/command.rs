//! A program run as a step: shown on standard error before it runs, without input, its failure in words.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Failure, Outcome, wrong};

/// The cargo that runs us, so that nested calls use the same toolchain.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// Runs to the end with output passing through.
pub(crate) fn run(command: &mut Command) -> Outcome {
    eprintln!("$ {}", line(command));
    match command.stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => wrong(format!("`{}` ended with {status}", line(command))),
        Err(error) => wrong(not_started(command, &error)),
    }
}

/// Runs to the end; output passes through and each line of it is also given to `hear`.
pub(crate) fn run_hearing(command: &mut Command, mut hear: impl FnMut(&str)) -> Outcome {
    eprintln!("$ {}", line(command));
    let mut child = match command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) => return wrong(not_started(command, &error)),
    };
    if let Some(output) = child.stdout.take() {
        let mut reader = BufReader::new(output);
        let mut bytes = Vec::new();
        // Bytes, not lines of text: a test may print anything, and that must not end the run.
        while matches!(reader.read_until(b'\n', &mut bytes), Ok(1..)) {
            let text = String::from_utf8_lossy(&bytes);
            print!("{text}");
            hear(text.trim_end());
            bytes.clear();
        }
    }
    match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => wrong(format!("`{}` ended with {status}", line(command))),
        Err(error) => wrong(format!("`{}` was lost: {error}", line(command))),
    }
}

/// What a program prints on standard output, or `None` when it is missing or fails.
pub(crate) fn output_of(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What a program prints on standard output, or why there is nothing.
pub(crate) fn text_of(command: &mut Command) -> Result<String, Failure> {
    match command.stdin(Stdio::null()).stderr(Stdio::inherit()).output() {
        Ok(output) if output.status.success() => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        Ok(output) => wrong(format!("`{}` ended with {}", line(command), output.status)),
        Err(error) => wrong(not_started(command, &error)),
    }
}

/// Whether a program of this name is on the PATH.
pub(crate) fn on_path(program: &str) -> bool {
    let names = [program.to_owned(), format!("{program}{}", std::env::consts::EXE_SUFFIX)];
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| names.iter().any(|name| dir.join(name).is_file())))
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` could not be started: {error}; is it installed and on the PATH?", line(command))
}

/// The command as a person would type it.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
