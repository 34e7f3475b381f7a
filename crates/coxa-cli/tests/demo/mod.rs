//! The command and its demo, for tests that use them as a person does.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) fn coxa(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_coxa")).args(words).output().expect("the binary runs")
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).expect("file")).expect("JSON")
}

pub(crate) fn write(path: &Path, value: &Value) -> String {
    std::fs::write(path, value.to_string()).expect("written");
    path.to_str().expect("UTF-8").to_owned()
}

/// The demo, in a folder that goes with the test.
pub(crate) struct Demo {
    folder: TempDir,
}

impl Demo {
    pub(crate) fn new() -> Demo {
        let folder = TempDir::new().expect("folder");
        let out = coxa(&["demo", "--out", folder.path().to_str().expect("UTF-8")]);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        Demo { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.path(name).to_str().expect("UTF-8").to_owned()
    }

    /// The pattern of the demo's assessment after `change`.
    pub(crate) fn pattern_after(&self, change: impl FnOnce(&mut Value)) -> Value {
        let mut assessment = json(&self.path("assessment.json"));
        change(&mut assessment);
        let file = write(&self.path("changed.json"), &assessment);
        printed(&["--json", "assess", &file])
    }

    /// The programme of a pattern.
    pub(crate) fn programme_of(&self, pattern: &Value) -> Value {
        let file = write(&self.path("changed-pattern.json"), pattern);
        printed(&["--json", "prescribe", &file])
    }

    /// The session on a day, with the journal's lines as they are after `change`.
    pub(crate) fn session_after(&self, on: &str, change: impl FnOnce(Vec<Value>) -> Vec<Value>) -> Value {
        let text = std::fs::read_to_string(self.path("journal.ndjson")).expect("journal");
        let events = text.lines().map(|line| serde_json::from_str(line).expect("event")).collect();
        // Changed events no longer fit their hashes, so the journal goes on as one made by hand and vouched for.
        let lines = change(events).into_iter().map(|mut event| {
            let fields = event.as_object_mut().expect("event");
            fields.remove("prev");
            fields.remove("hash");
            event.to_string() + "\n"
        });
        let file = self.path("changed.ndjson");
        std::fs::write(&file, lines.collect::<String>()).expect("written");
        let (programme, journal) = (self.text("programme.json"), file.to_str().expect("UTF-8").to_owned());
        printed(&["--json", "dose", "--programme", &programme, "--journal", &journal, "--trust", "--on", on])
    }
}

/// Exactly one JSON value on standard output.
pub(crate) fn printed(words: &[&str]) -> Value {
    let out = coxa(words);
    assert!(out.status.success(), "{words:?}: {}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).expect("exactly one JSON value")
}

/// Drill and side of every place in a programme.
pub(crate) fn drills(programme: &Value) -> Vec<String> {
    let sessions = programme["sessions"].as_array().expect("sessions").iter();
    let all = sessions.flat_map(|session| session["drills"].as_array().expect("drills"));
    all.map(|drill| format!("{} {}", drill["drill"], drill["side"])).collect()
}
