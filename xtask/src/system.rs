//! What the machine must have: system packages and the WebAssembly target.

use std::process::Command;

use crate::command::{on_path, output_of, run};
use crate::workspace::Workspace;
use crate::{Outcome, wrong};

/// Something the build needs from the system.
struct Need {
    /// What for, in words.
    purpose: &'static str,
    /// Any one of these programs satisfies it.
    programs: &'static [&'static str],
    /// Debian and Ubuntu packages that bring it.
    packages: &'static [&'static str],
}

/// Everything that building needs beyond Rust itself.
const TO_BUILD: &[Need] = &[
    Need {
        purpose: "a C compiler, for the bundled SQLite and for linking",
        programs: &["cc", "gcc", "clang"],
        packages: &["gcc", "libc6-dev"],
    },
    Need { purpose: "Node 20.19 or newer, for the app's page", programs: &["node"], packages: &["nodejs", "npm"] },
];

/// What the tests need besides.
const TO_TEST: &[Need] = &[Need {
    purpose: "Chromium, for the app's tests in a browser",
    programs: &["chromium", "chromium-browser", "google-chrome"],
    packages: &["chromium"],
}];

/// What the browser's build of the core is made for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Makes sure that the system packages are there: installs them when root on a Debian system, else says how.
pub(crate) fn install_missing() -> Outcome {
    let Some(missing) = Missing::among(TO_BUILD.iter().chain(TO_TEST)) else {
        println!("nothing missing");
        return Ok(());
    };
    if !is_root() || !on_path("apt-get") {
        return wrong(missing.advice());
    }
    println!("missing: {}", missing.purposes);
    run(Command::new("apt-get").args(["update", "--quiet"]))?;
    run(Command::new("apt-get")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["install", "--yes", "--quiet", "--no-install-recommends"])
        .args(&missing.packages))
}

/// Says what is missing and how to get it; touches nothing.
pub(crate) fn refuse_missing() -> Outcome {
    match Missing::among(TO_BUILD) {
        None => Ok(()),
        Some(missing) => wrong(missing.advice()),
    }
}

/// What the system lacks.
struct Missing {
    purposes: String,
    packages: Vec<&'static str>,
}

impl Missing {
    fn among(needs: impl IntoIterator<Item = &'static Need>) -> Option<Missing> {
        let needs: Vec<&Need> =
            needs.into_iter().filter(|need| !need.programs.iter().any(|program| on_path(program))).collect();
        let purposes = needs.iter().map(|need| need.purpose).collect::<Vec<_>>().join("; ");
        let packages = needs.iter().flat_map(|need| need.packages).copied().collect();
        (!needs.is_empty()).then_some(Missing { purposes, packages })
    }

    fn advice(&self) -> String {
        format!("missing: {}. On Debian or Ubuntu: sudo apt-get install {}", self.purposes, self.packages.join(" "))
    }
}

/// Makes sure that the pinned toolchain can build for the browser.
pub(crate) fn wasm_target(workspace: &Workspace) -> Outcome {
    if has_wasm_target(workspace) {
        println!("{WASM} is there");
        return Ok(());
    }
    if !on_path("rustup") {
        return wrong(format!(
            "this Rust has no {WASM} standard library; install rustup, or the target by other means"
        ));
    }
    run(Command::new("rustup").current_dir(&workspace.root).args(["target", "add", WASM]))
}

fn has_wasm_target(workspace: &Workspace) -> bool {
    // Asking rustc itself works without rustup too.
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    output_of(Command::new(rustc).current_dir(&workspace.root).args(["--print", "target-libdir", "--target", WASM]))
        .is_some_and(|dir| std::path::Path::new(dir.trim()).is_dir())
}

fn is_root() -> bool {
    output_of(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}
