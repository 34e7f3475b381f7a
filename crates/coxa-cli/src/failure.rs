//! Why a command did not succeed, said once, at the edge.

use std::fmt;
use std::io::Write;
use std::path::Path;

use coxa_formats::{ErrorDocument, InputError};
use coxa_server::ServeError;
use coxa_store::StoreError;

/// A kind of failure that belongs to the command itself; those of files are the readers', those of the store its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    /// A file cannot be read.
    NotRead,
    /// A file cannot be written.
    NotWritten,
    /// What was typed does not fit together.
    Usage,
    /// No table has the row.
    UnknownRow,
    /// A recording gives no measurement.
    NotMeasurable,
    /// Our own fault.
    Unexpected,
}

impl Edge {
    pub(crate) const ALL: [Edge; 6] =
        [Edge::NotRead, Edge::NotWritten, Edge::Usage, Edge::UnknownRow, Edge::NotMeasurable, Edge::Unexpected];

    /// Stable code, what it means, what to do.
    pub(crate) const fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Edge::NotRead => ("file.not_read", "a file cannot be read", "check its path and permissions"),
            Edge::NotWritten => {
                ("file.not_written", "a file cannot be written", "check path, permissions and free space")
            }
            Edge::Usage => ("usage.wrong", "what was typed does not fit the command", "see the command's --help"),
            Edge::UnknownRow => (
                "knowledge.unknown_id",
                "no table has a row of this id",
                "correct it; `coxa knowledge check` lists the kinds of rows",
            ),
            Edge::NotMeasurable => {
                ("motion.not_measurable", "the recording cannot be measured", "record it again or export it anew")
            }
            Edge::Unexpected => ("ours.unexpected", "coxa itself failed", "this is a fault of coxa: please report it"),
        }
    }
}

/// Why a command did not succeed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A file was refused; its text is kept to point into it.
    Input {
        /// What the reader said.
        error: Box<InputError>,
        /// The file's text, when it is text.
        text: Option<String>,
    },
    /// Something about the command itself.
    Edge {
        /// Which kind.
        edge: Edge,
        /// The file concerned.
        file: Option<String>,
        /// What was found.
        found: String,
        /// What was needed.
        needed: String,
    },
    /// The store refused.
    Store(StoreError),
    /// The server could not start or go on.
    Serve(ServeError),
    /// Whoever read the output has gone; nothing more is to be said to them.
    NobodyReads,
    /// It was said already; only the exit code is left.
    Said(u8),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::Store(error)
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Failure {
        Failure::Serve(error)
    }
}

impl Failure {
    pub(crate) fn input(error: InputError, path: &Path, bytes: &[u8]) -> Failure {
        let text = std::str::from_utf8(bytes).ok().map(str::to_owned);
        Failure::Input { error: Box::new(error.in_file(&path.display().to_string())), text }
    }

    pub(crate) fn usage(found: impl Into<String>, needed: impl Into<String>) -> Failure {
        Failure::Edge { edge: Edge::Usage, file: None, found: found.into(), needed: needed.into() }
    }

    pub(crate) fn ours(reason: impl fmt::Display) -> Failure {
        let needed = "a result".to_owned();
        Failure::Edge { edge: Edge::Unexpected, file: None, found: reason.to_string(), needed }
    }

    /// The system's word about a file, as a failure of reading or writing it.
    pub(crate) fn file(edge: Edge, path: &Path, reason: &std::io::Error) -> Failure {
        let needed = if edge == Edge::NotRead { "a readable file" } else { "a place that can be written" };
        let (file, found) = (Some(path.display().to_string()), reason.to_string());
        Failure::Edge { edge, file, found, needed: needed.to_owned() }
    }

    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Failure::NobodyReads => 0,
            Failure::Said(code) => *code,
            Failure::Edge { edge: Edge::Usage, .. } => 2,
            Failure::Edge { edge: Edge::Unexpected, .. } | Failure::Serve(ServeError::Stopped { .. }) => 3,
            Failure::Input { .. } | Failure::Edge { .. } | Failure::Store(_) | Failure::Serve(_) => 1,
        }
    }

    /// As a document of the kind every error has.
    fn document(&self) -> ErrorDocument {
        match self {
            Failure::Input { error, .. } => ErrorDocument::from(&**error),
            Failure::Edge { edge, file, found, needed } => {
                let (code, meaning, what_to_do) = edge.row();
                ErrorDocument { file: file.clone(), ..ErrorDocument::new(code, meaning, found, needed, what_to_do) }
            }
            Failure::Store(error) => {
                let listed = coxa_store::CODES.iter().find(|(code, ..)| *code == error.code());
                let (code, meaning, what_to_do) = listed.copied().unwrap_or((error.code(), "", ""));
                ErrorDocument::new(code, meaning, &error.to_string(), "a store that can do what was asked", what_to_do)
            }
            Failure::Serve(error) => {
                let listed = coxa_server::CODES.iter().find(|(code, ..)| *code == error.code());
                let (code, meaning, what_to_do) = listed.copied().unwrap_or((error.code(), "", ""));
                ErrorDocument::new(code, meaning, &error.to_string(), "an address that can be served", what_to_do)
            }
            Failure::NobodyReads | Failure::Said(_) => ErrorDocument::new("", "", "", "", ""),
        }
    }

    /// Says it on standard error, or as one JSON value on standard output.
    pub(crate) fn print(&self, json: bool) {
        if matches!(self, Failure::NobodyReads | Failure::Said(_)) {
            return;
        }
        // Whoever should hear this may be gone, and then there is nobody left to tell.
        if json && let Ok(value) = serde_json::to_string(&self.document()) {
            let _ = writeln!(std::io::stdout(), "{value}");
        }
        let _ = writeln!(std::io::stderr(), "{self}");
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Failure::Input { error, text: Some(text) } = self
            && let Some(offset) = error.place.offset
        {
            let label = miette::LabeledSpan::at_offset(offset.min(text.len()), format!("found {}", error.found));
            let report = miette::miette!(
                code = error.code.id(),
                help = error.remedy(),
                labels = vec![label],
                "{}: needed {}",
                error.code.meaning(),
                error.needed
            );
            let name = error.place.file.clone().unwrap_or_default();
            return write!(f, "{:?}", report.with_source_code(miette::NamedSource::new(name, text.clone())));
        }
        match self {
            Failure::Input { error, .. } => write!(f, "error[{}]: {error}", error.code),
            Failure::Edge { edge, file, found, needed } => {
                let (code, meaning, what_to_do) = edge.row();
                let file = file.as_ref().map_or_else(String::new, |file| format!("{file}: "));
                write!(f, "error[{code}]: {file}{meaning}: found {found}, needed {needed}; {what_to_do}")
            }
            Failure::Store(error) => write!(f, "error[{}]: {error}", error.code()),
            Failure::Serve(error) => write!(f, "error[{}]: {error}", error.code()),
            Failure::NobodyReads | Failure::Said(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Edge, Failure};

    #[test]
    fn every_failure_says_what_was_found_what_was_needed_and_what_to_do() {
        for edge in Edge::ALL {
            let (found, needed) = ("a pear".to_owned(), "an apple".to_owned());
            let said = Failure::Edge { edge, file: None, found, needed }.to_string();
            let (code, _, what_to_do) = edge.row();
            assert!([code, "a pear", "an apple", what_to_do].iter().all(|part| said.contains(part)), "{said}");
        }
    }
}
