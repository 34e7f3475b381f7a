//! Where things are: the root, the target directory, the files under version control.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{cargo, text_of};
use crate::{Failure, Outcome, wrong};

/// The checkout that a command works on.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Where cargo builds, whatever environment or configuration say.
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// The workspace that `cargo xtask` was called in.
    pub(crate) fn of_this_run() -> Result<Workspace, Failure> {
        let Some(root) = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).and_then(|dir| {
            let parent = dir.parent()?;
            Some(parent.to_path_buf())
        }) else {
            return wrong("CARGO_MANIFEST_DIR is not set; call this as `cargo xtask`");
        };
        let metadata = text_of(cargo(&root).args(["metadata", "--no-deps", "--format-version=1", "--offline"]))?;
        let Some(target) = json_text(&metadata, "target_directory") else {
            return wrong("`cargo metadata` names no target directory");
        };
        Ok(Workspace { root, target: PathBuf::from(target) })
    }

    /// The release binary, whether or not it is built.
    pub(crate) fn coxa(&self) -> PathBuf {
        self.target.join("release").join(format!("coxa{}", std::env::consts::EXE_SUFFIX))
    }

    /// Builds the release binary.
    pub(crate) fn build_coxa(&self) -> Outcome {
        crate::command::run(cargo(&self.root).args(["build", "--release", "--locked", "--package", "coxa-cli"]))?;
        let coxa = self.coxa();
        if coxa.is_file() { Ok(()) } else { wrong(format!("the build left no {}", self.shown(&coxa))) }
    }

    /// A path as shown to people: relative to the root where it lies inside.
    pub(crate) fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }

    /// Reads every text file that version control knows or would add.
    pub(crate) fn sources(&self) -> Result<Vec<Source>, Failure> {
        let mut list = Command::new("git");
        list.current_dir(&self.root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let names = text_of(&mut list)?;
        let mut sources: Vec<Source> = names
            .split('\0')
            .filter(|name| !name.is_empty())
            .filter_map(|name| {
                let text = std::fs::read(self.root.join(name)).ok()?;
                Some(Source { path: name.to_owned(), text: String::from_utf8(text).ok()? })
            })
            .collect();
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(sources)
    }
}

/// A text file of the checkout.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its path from the root, with forward slashes.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

impl Source {
    /// Whether its name ends in this extension.
    pub(crate) fn is(&self, extension: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, found)| found == extension)
    }
}

/// The first string stored under a key in JSON text; enough for a path or a date that a program of ours wrote.
pub(crate) fn json_text(json: &str, key: &str) -> Option<String> {
    let (_, after) = json.split_once(&format!("\"{key}\":"))?;
    let after = after.trim_start().strip_prefix('"')?;
    let mut text = String::new();
    let mut characters = after.chars();
    loop {
        match characters.next()? {
            '"' => return Some(text),
            '\\' => text.push(characters.next()?),
            other => text.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::json_text;

    #[test]
    fn a_windows_path_in_json_is_unescaped() {
        let json = r#"{"packages":[],"target_directory":"C:\\coxa\\target","version":1}"#;
        assert_eq!(json_text(json, "target_directory").as_deref(), Some(r"C:\coxa\target"));
        assert_eq!(json_text(json, "absent"), None);
    }
}
