//! The recordings that benchmarks read, found as tests find them.

use std::path::{Path, PathBuf};

/// The folder of recordings: `COXA_DATA`, or `shared/data` beside the workspace.
#[must_use]
pub fn data() -> PathBuf {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    std::env::var_os("COXA_DATA").map_or(default, PathBuf::from)
}

/// Every C3D file below a folder, in the order of their names.
#[must_use]
pub fn c3d_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            found.extend(c3d_files(&path));
        } else if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("c3d")) {
            found.push(path);
        }
    }
    found
}
