//! `cargo xtask start`: from a fresh checkout to a measured, assessed, prescribed and re-dosed sample person, and the app.

use std::process::Command;

use crate::command::run;
use crate::steps::Steps;
use crate::workspace::{Workspace, json_text};
use crate::{Outcome, app, system, wrong};

/// Where the demo writes, from the root.
const DEMO: &str = "demo-out";

/// Where the app keeps its journal, from the root.
const DATABASE: &str = "coxa.db";

/// What the demo must leave behind for the commands below to work.
const DEMO_FILES: [&str; 6] =
    ["assessment.json", "pattern.json", "programme.json", "journal.ndjson", "session.json", "report.html"];

/// Builds the binary with its app, runs the demo, says what to type next, and serves the app. Calls no system package manager.
pub(crate) fn start(workspace: &Workspace) -> Outcome {
    let mut steps = Steps::default();
    system::refuse_missing()?;
    steps.step("app", || app::build(workspace))?;
    steps.step("build", || workspace.build_coxa())?;
    steps.step("demo", || {
        run(Command::new(workspace.coxa()).current_dir(&workspace.root).args(["demo", "--out", DEMO]))?;
        match DEMO_FILES.iter().find(|name| !workspace.root.join(DEMO).join(name).is_file()) {
            None => Ok(()),
            Some(name) => wrong(format!("`coxa demo` ended well but left no {DEMO}/{name}")),
        }
    })?;
    steps.print();
    let coxa = workspace.shown(&workspace.coxa());
    // The sample's journal has its own days: dosed on today's date it would be asked for all the mornings since.
    let session = std::fs::read_to_string(workspace.root.join(DEMO).join("session.json")).unwrap_or_default();
    let on = json_text(&session, "day").map(|day| format!(" --on {day}")).unwrap_or_default();
    println!(
        "
The sample person's report: {DEMO}/report.html (open it in a browser).

What to type next, each step reading what the one before wrote:
  {coxa} assess {DEMO}/assessment.json --out {DEMO}/pattern.json
  {coxa} prescribe {DEMO}/pattern.json --out {DEMO}/programme.json
  {coxa} dose --programme {DEMO}/programme.json --journal {DEMO}/journal.ndjson{on}
Change an answer or a finding in {DEMO}/assessment.json, type them again, and see what becomes of the session.

  {coxa} --help     every command
  cargo xtask test   set up and run everything a change must pass

The app comes now; its journal is {DATABASE} in this folder. Ctrl-C ends it."
    );
    run(Command::new(workspace.coxa())
        .current_dir(&workspace.root)
        .args(["serve", "--database"])
        .arg(format!("sqlite:{DATABASE}")))
}
