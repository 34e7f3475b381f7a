//! The app: the core as WebAssembly, the page around it, and its tests in a real browser.

use std::process::Command;

use crate::command::{cargo, on_path, run};
use crate::workspace::Workspace;
use crate::{Failure, Outcome, system, wrong};

/// What the page's build leaves for the server to embed.
const PAGE: &str = "web/dist/index.html";

/// Builds the core for the browser and the page around it.
pub(crate) fn build(workspace: &Workspace) -> Outcome {
    system::wasm_target(workspace)?;
    let web = workspace.root.join("web");
    run(cargo(&workspace.root).args([
        "build",
        "--locked",
        "--profile",
        "web",
        "--package",
        "coxa-wasm",
        "--target",
        system::WASM,
    ]))?;
    let compiled = workspace.target.join(system::WASM).join("web").join("coxa_wasm.wasm");
    run(cargo(&workspace.root)
        .args(["run", "--locked", "--quiet", "--package", "coxa-bundle", "--"])
        .arg(compiled)
        .arg(web.join("src/core/pkg")))?;
    packages(workspace)?;
    run(npm()?.current_dir(&web).args(["run", "--silent", "check"]))?;
    run(npm()?.current_dir(&web).args(["run", "--silent", "build"]))?;
    if workspace.root.join(PAGE).is_file() { Ok(()) } else { wrong(format!("the page's build left no {PAGE}")) }
}

/// Runs the tests of the app in a browser, against the built binary.
pub(crate) fn test(workspace: &Workspace) -> Outcome {
    run(Command::new("node").current_dir(workspace.root.join("web")).env("COXA", workspace.coxa()).args([
        "--test",
        "--test-concurrency=1",
        "stories/",
    ]))
}

/// The page's libraries, as the lock file says; nothing is fetched when they are there.
fn packages(workspace: &Workspace) -> Outcome {
    let web = workspace.root.join("web");
    let lock = std::fs::read(web.join("package-lock.json"));
    let lock = lock.map_err(|error| Failure::Wrong(format!("web/package-lock.json: {error}")))?;
    let installed = web.join("node_modules/.installed-lock.json");
    if std::fs::read(&installed).is_ok_and(|found| found == lock) {
        return Ok(());
    }
    run(npm()?.current_dir(&web).args(["ci", "--no-audit", "--no-fund"]))?;
    std::fs::write(&installed, lock).map_err(|error| Failure::Wrong(format!("{}: {error}", installed.display())))
}

fn npm() -> Result<Command, Failure> {
    let name = if cfg!(windows) { "npm.cmd" } else { "npm" };
    if on_path(name) { Ok(Command::new(name)) } else { wrong("npm is missing; install Node 20.19 or newer") }
}
