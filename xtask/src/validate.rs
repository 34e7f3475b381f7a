//! `cargo xtask validate`: coxa against data whose truth is known, in a folder or file anyone can supply.

use crate::command::{cargo, run};
use crate::workspace::Workspace;
use crate::{Failure, Outcome};

/// A question that data with a known truth can answer.
struct Claim {
    name: &'static str,
    question: &'static str,
}

const CLAIMS: [Claim; 6] = [
    Claim { name: "ik", question: "do markers give the joint angles that OpenSim gives" },
    Claim { name: "muscle", question: "are muscles as long, and their moment arms as large, as OpenSim says" },
    Claim { name: "pig", question: "do Plug-in Gait markers give the angles that the lab exported" },
    Claim { name: "imu", question: "do inertial sensors give the angles that optical capture gives" },
    Claim { name: "pose", question: "do camera landmarks give the angles that several cameras give" },
    Claim {
        name: "restriction",
        question: "is the restricting mechanism found, and how often is it not distinguishable",
    },
];

/// The package whose binaries answer; one binary for each claim that this version has.
const PACKAGE: &str = "validation";

/// Dispatches to the binary that answers one claim.
pub(crate) fn validate(workspace: &Workspace, words: &[&str]) -> Outcome {
    let (flags, words): (Vec<&str>, Vec<&str>) = words.iter().partition(|word| word.starts_with('-'));
    let json = match flags[..] {
        [] => false,
        ["--json"] => true,
        _ => return Err(Failure::Usage(format!("unknown option {:?}; only --json is known", flags.join(" ")))),
    };
    let &[name, path] = &words[..] else {
        return Err(Failure::Usage(usage()));
    };
    let Some(claim) = CLAIMS.iter().find(|claim| claim.name == name) else {
        return Err(Failure::Usage(format!("no validation {name:?}; {}", usage())));
    };
    let source = workspace.root.join(PACKAGE).join("src").join("bin").join(format!("{}.rs", claim.name));
    if !source.is_file() {
        return Err(Failure::Usage(format!(
            "this version does not have `{name}` ({}); nothing was run",
            claim.question
        )));
    }
    let path = std::path::absolute(path).unwrap_or_else(|_| path.into());
    let mut command = cargo(&workspace.root);
    command
        .args(["run", "--quiet", "--release", "--locked", "--package", PACKAGE, "--bin", claim.name, "--"])
        .arg(path);
    if json {
        command.arg("--json");
    }
    run(&mut command)
}

fn usage() -> String {
    let names: Vec<&str> = CLAIMS.iter().map(|claim| claim.name).collect();
    format!("usage: cargo xtask validate {} PATH [--json]", names.join("|"))
}
