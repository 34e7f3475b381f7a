//! Why a command did not succeed, said once, at the edge.

use std::path::{Path, PathBuf};

use coxa_formats::InputError;

/// Why a command did not succeed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A file was refused; its text is kept to point into it.
    #[error("{error}")]
    Input {
        /// What the reader said.
        error: Box<InputError>,
        /// The file's text, when it is text.
        text: Option<String>,
    },
    /// A file cannot be read or written.
    #[error("{}: cannot be {action}: {reason}; check path, permissions and free space", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What was tried: read or written.
        action: &'static str,
        /// What the system said.
        reason: std::io::Error,
    },
    /// Something about what was asked.
    #[error("{0}")]
    Asked(String),
    /// What was typed does not fit together.
    #[error("{0}")]
    Usage(String),
    /// The store refused.
    #[error("{0}")]
    Store(#[from] coxa_store::StoreError),
    /// Our own fault.
    #[error("{0}; this is a fault of coxa: please report it")]
    Ours(String),
}

impl Failure {
    pub(crate) fn input(error: InputError, path: &Path, bytes: &[u8]) -> Failure {
        let text = std::str::from_utf8(bytes).ok().map(str::to_owned);
        Failure::Input { error: Box::new(error.in_file(&path.display().to_string())), text }
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Failure::Input { .. } | Failure::File { .. } | Failure::Asked(_) | Failure::Store(_) => 1,
            Failure::Usage(_) => 2,
            Failure::Ours(_) => 3,
        }
    }

    fn code(&self) -> String {
        match self {
            Failure::Input { error, .. } => error.code.id().to_owned(),
            Failure::File { action, .. } => format!("file.not_{action}"),
            Failure::Asked(_) => "asked.impossible".to_owned(),
            Failure::Usage(_) => "usage.wrong".to_owned(),
            Failure::Store(error) => error.code().to_owned(),
            Failure::Ours(_) => "ours.unexpected".to_owned(),
        }
    }

    /// Says it on standard error, or as one JSON value on standard output.
    pub(crate) fn print(&self, json: bool) {
        if json {
            let value = match self {
                Failure::Input { error, .. } => coxa_formats::write_error(error),
                other => serde_json::json!({
                    "schema": "coxa.error/1", "code": other.code(), "message": other.to_string(),
                })
                .to_string(),
            };
            println!("{value}");
        }
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
            let source = miette::NamedSource::new(name, text.clone());
            eprintln!("{:?}", report.with_source_code(source));
            return;
        }
        eprintln!("error[{}]: {self}", self.code());
    }
}
