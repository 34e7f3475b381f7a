//! Reads every table, runs every check, and stops the build with each problem's file and row.
//!
//! What passes is written as one JSON text that the library embeds, so that nothing is parsed as TOML at run time.

#[allow(dead_code, unreachable_pub, missing_docs, reason = "the library exports these; here only a part is used")]
#[path = "src/schema/mod.rs"]
mod schema;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sha2::Digest;

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(lines) => {
            for line in lines {
                // A message of several lines would be cut at the first one.
                println!("cargo::error={}", line.replace('\n', " "));
            }
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), Vec<String>> {
    let tables = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("tables");
    println!("cargo::rerun-if-changed={}", tables.display());
    let mut files = BTreeMap::new();
    read_folder(&tables, &tables, &mut files)?;

    let (rows, _) = schema::load(&files)
        .map_err(|problems| problems.iter().map(|problem| format!("tables/{problem}")).collect::<Vec<_>>())?;
    let json = serde_json::to_string(&rows).map_err(|error| vec![format!("the rows as JSON: {error}")])?;
    serde_json::from_str::<schema::Rows>(&json).map_err(|error| vec![format!("the rows back from JSON: {error}")])?;

    let out = PathBuf::from(variable("OUT_DIR")?);
    std::fs::write(out.join("rows.json"), json).map_err(|error| vec![format!("rows.json: {error}")])?;
    println!("cargo::rustc-env=COXA_KNOWLEDGE_HASH={}", hash(&files));
    Ok(())
}

fn variable(name: &str) -> Result<String, Vec<String>> {
    std::env::var(name).map_err(|error| vec![format!("{name}: {error}")])
}

/// Every `.toml` file below `folder`, by its path from `root` with `/` on every system.
fn read_folder(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) -> Result<(), Vec<String>> {
    let failed = |path: &Path, error: std::io::Error| vec![format!("{}: {error}", path.display())];
    for entry in std::fs::read_dir(folder).map_err(|error| failed(folder, error))? {
        let path = entry.map_err(|error| failed(folder, error))?.path();
        if path.is_dir() {
            read_folder(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path).map_err(|error| failed(&path, error))?;
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            // Line ends differ between checkouts; the hash must not.
            files.insert(name, text.replace("\r\n", "\n"));
        }
    }
    Ok(())
}

/// SHA-256 over names and contents in the order of the names, as lower-case hex.
fn hash(files: &BTreeMap<String, String>) -> String {
    let mut digest = sha2::Sha256::new();
    for (name, text) in files {
        for part in [name, text] {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part.as_bytes());
        }
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
