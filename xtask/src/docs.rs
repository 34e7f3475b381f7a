//! `cargo xtask docs`: pages and schemas that are generated, and so can be checked.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{output_of, run, text_of};
use crate::workspace::Workspace;
use crate::{Failure, Outcome, wrong};

/// The schemas that `coxa schema NAME` prints, one file each in `docs/schemas/`.
const SCHEMAS: [&str; 7] = ["assessment", "findings", "pattern", "programme", "session", "event", "error"];

/// Writes every generated file into `docs/`.
pub(crate) fn write(workspace: &Workspace) -> Outcome {
    workspace.build_coxa()?;
    let docs = workspace.root.join("docs");
    let fresh = fresh_pages(workspace)?;
    for name in stale(&fresh, &docs)? {
        std::fs::remove_file(docs.join(&name)).map_err(|error| failed("remove", &docs.join(&name), &error))?;
        println!("removed docs/{name}");
    }
    let mut written = 0;
    for name in files_under(&fresh)? {
        let (from, to) = (fresh.join(&name), docs.join(&name));
        if read(&from)? == read(&to).unwrap_or_default() {
            continue;
        }
        if let Some(dir) = to.parent() {
            std::fs::create_dir_all(dir).map_err(|error| failed("create", dir, &error))?;
        }
        std::fs::copy(&from, &to).map_err(|error| failed("write", &to, &error))?;
        println!("wrote docs/{name}");
        written += 1;
    }
    println!("{written} generated files changed");
    Ok(())
}

/// Builds the binary, then checks.
pub(crate) fn check(workspace: &Workspace) -> Outcome {
    workspace.build_coxa()?;
    check_built(workspace)
}

/// Fails when a generated file in `docs/` differs from what the built binary writes, is missing, or is left over.
pub(crate) fn check_built(workspace: &Workspace) -> Outcome {
    let docs = workspace.root.join("docs");
    let fresh = fresh_pages(workspace)?;
    let names = files_under(&fresh)?;
    let mut differing: Vec<String> =
        stale(&fresh, &docs)?.into_iter().map(|name| format!("{name} (left over)")).collect();
    for name in &names {
        match read(&docs.join(name)) {
            Err(_) => differing.push(format!("{name} (missing)")),
            Ok(found) if found != read(&fresh.join(name))? => differing.push(name.clone()),
            Ok(_) => {}
        }
    }
    if differing.is_empty() {
        println!("{} generated files are up to date", names.len());
        return Ok(());
    }
    let count = differing.len();
    differing.truncate(10);
    wrong(format!("{count} generated files differ: {}; run `cargo xtask docs` and commit", differing.join(", ")))
}

/// Generates everything into a fresh folder under the target directory.
fn fresh_pages(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let fresh = workspace.target.join("fresh-docs");
    if fresh.exists() {
        std::fs::remove_dir_all(&fresh).map_err(|error| failed("empty", &fresh, &error))?;
    }
    let schemas = fresh.join("schemas");
    std::fs::create_dir_all(&schemas).map_err(|error| failed("create", &schemas, &error))?;
    let coxa = || {
        let mut coxa = Command::new(workspace.coxa());
        coxa.current_dir(&workspace.root);
        coxa
    };
    let help = output_of(coxa().arg("--help")).unwrap_or_default();
    let has = |word: &str| help.lines().any(|line| line.split_whitespace().next() == Some(word));
    for (word, what) in [("knowledge", "pages of rules, screens and drills"), ("schema", "schemas")] {
        if !has(word) {
            println!("NOTE: this coxa has no `{word}` command, so the {what} are neither written nor checked");
        }
    }
    if has("knowledge") {
        run(coxa().args(["knowledge", "pages", "--out"]).arg(&fresh))?;
    }
    if has("schema") {
        for name in SCHEMAS {
            let path = schemas.join(format!("{name}.json"));
            let text = text_of(coxa().args(["schema", name]))?;
            std::fs::write(&path, text).map_err(|error| failed("write", &path, &error))?;
        }
    }
    Ok(fresh)
}

/// Files in the folders that are generated as a whole which the generator no longer writes.
///
/// The top of `docs/` holds pages written by hand, so only folders below it are generated as a whole.
fn stale(fresh: &Path, docs: &Path) -> Result<Vec<String>, Failure> {
    let generated: BTreeSet<String> = files_under(fresh)?.into_iter().collect();
    let folders: BTreeSet<&str> =
        generated.iter().filter_map(|name| name.split_once('/')).map(|(folder, _)| folder).collect();
    let mut stale = Vec::new();
    for folder in folders.into_iter().filter(|folder| docs.join(folder).is_dir()) {
        for name in files_under(&docs.join(folder))? {
            let name = format!("{folder}/{name}");
            if !generated.contains(&name) {
                stale.push(name);
            }
        }
    }
    Ok(stale)
}

/// Paths of all files below a folder, relative to it, with forward slashes, in order.
fn files_under(folder: &Path) -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    let mut open = vec![(folder.to_path_buf(), String::new())];
    while let Some((dir, prefix)) = open.pop() {
        for entry in std::fs::read_dir(&dir).map_err(|error| failed("list", &dir, &error))? {
            let entry = entry.map_err(|error| failed("list", &dir, &error))?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                open.push((entry.path(), format!("{name}/")));
            } else {
                names.push(name);
            }
        }
    }
    names.sort();
    Ok(names)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| failed("read", path, &error))
}

fn failed(verb: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::Wrong(format!("could not {verb} {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::stale;

    #[test]
    fn only_folders_generated_as_a_whole_can_hold_left_over_files() {
        let place = std::env::temp_dir().join(format!("coxa-xtask-stale-{}", std::process::id()));
        let (fresh, docs) = (place.join("fresh"), place.join("docs"));
        for path in ["fresh/drills/bridge.md", "docs/drills/bridge.md", "docs/drills/gone.md", "docs/glossary.md"] {
            let path = place.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let found = stale(&fresh, &docs).unwrap();
        std::fs::remove_dir_all(&place).unwrap();
        assert_eq!(found, ["drills/gone.md"]);
    }
}
