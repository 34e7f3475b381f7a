//! What can go wrong in the store, with a stable code for each; no message names a person.

use std::path::PathBuf;

/// Who can put it right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Whoever gave the input: another file, id or line.
    Input,
    /// Whoever runs the machine: disk, rights, another process, or coxa itself.
    Ours,
}

/// Why the store could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// An id has the wrong length or characters.
    #[error(
        "the {of} id has {bytes} bytes or a character that is not allowed; it needs 1 to 128 letters, digits, '-', '_', '.' or ':'"
    )]
    BadId {
        /// Of what: `person`, `event` or `device`.
        of: &'static str,
        /// Its length.
        bytes: usize,
    },
    /// A sequence number is too large.
    #[error("the event's number is {found}; it needs to be at most 9223372036854775807; check the device's counter")]
    BadSeq {
        /// The number.
        found: u64,
    },
    /// A line cannot be a line of a journal.
    #[error("the event's line holds {found}; it needs one line of canonical JSON of at most 8 MiB")]
    BadLine {
        /// What was found.
        found: &'static str,
    },
    /// The person has no journal here.
    #[error("this person has no journal here, or was erased; enrol the person before appending or reading")]
    UnknownPerson,
    /// There is no such file.
    #[error("{path} does not exist; give the path of a coxa database")]
    Missing {
        /// The path.
        path: PathBuf,
    },
    /// Something is already there.
    #[error("{path} already exists; choose another name, nothing is overwritten")]
    Exists {
        /// The path.
        path: PathBuf,
    },
    /// A path the engine cannot take.
    #[error("{path} cannot name a database; it needs a path in valid Unicode that ends in a file name")]
    BadPath {
        /// The path.
        path: PathBuf,
    },
    /// A file that is no coxa database.
    #[error("{path} is not a coxa database; give the path of a database made by coxa")]
    NotOurs {
        /// The path.
        path: PathBuf,
    },
    /// A live database where a copy is needed.
    #[error("{path} is in use or was copied without its log; make a copy with the backup command and give that")]
    Live {
        /// The path.
        path: PathBuf,
    },
    /// The database was written by a newer coxa.
    #[error(
        "the database has schema version {found}, this coxa knows up to {known}; use a newer coxa, nothing was changed"
    )]
    NewerSchema {
        /// The database's version.
        found: i64,
        /// The newest version known here.
        known: i64,
    },
    /// The database cannot keep a write-ahead log.
    #[error("the database is in journal mode '{found}', it needs 'wal'; put it on a local disk")]
    NoLog {
        /// The mode it stayed in.
        found: String,
    },
    /// Somebody else held the database for too long.
    #[error("another process held the database for more than {waited_s} s; try again")]
    Busy {
        /// How long was waited, seconds.
        waited_s: u64,
    },
    /// Rows are gone, but their bytes may still be readable.
    #[error(
        "the person's rows are deleted, but another process still reads the database and keeps their bytes alive; close it and erase again"
    )]
    ErasureUnfinished,
    /// The disk is full.
    #[error("the disk is full; nothing was acknowledged, free some space and send it again")]
    DiskFull,
    /// The database may not be written.
    #[error("the database cannot be written; check the rights of its file and folder")]
    ReadOnly,
    /// The database is damaged.
    #[error("the database is damaged: {detail}; restore the latest backup")]
    Corrupt {
        /// What was found.
        detail: String,
    },
    /// A copy is not what was copied.
    #[error("the copy does not hold what the database holds: {detail}; it was discarded, try again")]
    CopyDiffers {
        /// What differs.
        detail: String,
    },
    /// A file could not be written or read.
    #[error("{path}: {detail}; check the disk and the rights of the folder")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// The receiver of an export failed.
    #[error("the export could not be written: {detail}; what was written is incomplete")]
    Output {
        /// What the system said.
        detail: String,
    },
    /// The store was closed.
    #[error("the store was closed before it answered; the request may or may not be kept, sending it again is safe")]
    Closed,
    /// Anything else the engine reports.
    #[error("the database engine failed: {detail}; this is a fault of coxa or of the machine")]
    Engine {
        /// What it said.
        detail: String,
    },
}

/// Every code of [`StoreError`] with what it means and what to do, for the list of errors.
pub const CODES: &[(&str, &str, &str)] = &[
    ("store.bad_id", "an id has the wrong length or characters", "use 1 to 128 letters, digits, '-', '_', '.' or ':'"),
    ("store.bad_seq", "an event's number is too large", "check the device's counter"),
    (
        "store.bad_line",
        "an event's line cannot be a line of a journal",
        "give one line of canonical JSON of at most 8 MiB",
    ),
    (
        "store.unknown_person",
        "the person has no journal here",
        "check the id; a person is enrolled before appending or reading",
    ),
    ("store.missing", "there is no such database", "give the path of a coxa database"),
    ("store.exists", "the target already exists", "choose another name; nothing is overwritten"),
    ("store.bad_path", "the path cannot name a database", "give a path in valid Unicode that ends in a file name"),
    ("store.not_ours", "the file is no coxa database", "give the path of a database made by coxa"),
    ("store.live", "a live database where a copy is needed", "make a copy with `coxa backup` and give that"),
    ("store.newer_schema", "the database was written by a newer coxa", "use a newer coxa; nothing was changed"),
    ("store.no_log", "the database cannot keep a write-ahead log", "put the database on a local disk"),
    ("store.busy", "another process held the database for too long", "try again"),
    (
        "store.erasure_unfinished",
        "rows are deleted, but their bytes may still be readable",
        "close the other process and erase again",
    ),
    ("store.disk_full", "the disk is full", "free some space and send it again"),
    ("store.read_only", "the database may not be written", "check the rights of its file and folder"),
    ("store.corrupt", "the database is damaged", "restore the latest backup"),
    ("store.copy_differs", "a copy is not what was copied", "try again; the copy was discarded"),
    ("store.file", "a file could not be written or read", "check the disk and the rights of the folder"),
    ("store.output", "an export could not be written", "give another place; what was written is incomplete"),
    ("store.closed", "the store was closed before it answered", "send it again, which is safe"),
    ("store.engine", "the database engine failed", "report it when the machine is sound"),
];

impl StoreError {
    /// The stable code, one of [`CODES`].
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            StoreError::BadId { .. } => "store.bad_id",
            StoreError::BadSeq { .. } => "store.bad_seq",
            StoreError::BadLine { .. } => "store.bad_line",
            StoreError::UnknownPerson => "store.unknown_person",
            StoreError::Missing { .. } => "store.missing",
            StoreError::Exists { .. } => "store.exists",
            StoreError::BadPath { .. } => "store.bad_path",
            StoreError::NotOurs { .. } => "store.not_ours",
            StoreError::Live { .. } => "store.live",
            StoreError::NewerSchema { .. } => "store.newer_schema",
            StoreError::NoLog { .. } => "store.no_log",
            StoreError::Busy { .. } => "store.busy",
            StoreError::ErasureUnfinished => "store.erasure_unfinished",
            StoreError::DiskFull => "store.disk_full",
            StoreError::ReadOnly => "store.read_only",
            StoreError::Corrupt { .. } => "store.corrupt",
            StoreError::CopyDiffers { .. } => "store.copy_differs",
            StoreError::File { .. } => "store.file",
            StoreError::Output { .. } => "store.output",
            StoreError::Closed => "store.closed",
            StoreError::Engine { .. } => "store.engine",
        }
    }

    /// Who can put it right.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        match self {
            StoreError::BadId { .. }
            | StoreError::BadSeq { .. }
            | StoreError::BadLine { .. }
            | StoreError::UnknownPerson
            | StoreError::Missing { .. }
            | StoreError::Exists { .. }
            | StoreError::BadPath { .. }
            | StoreError::NotOurs { .. }
            | StoreError::Live { .. }
            | StoreError::NewerSchema { .. }
            | StoreError::Corrupt { .. } => Fault::Input,
            StoreError::NoLog { .. }
            | StoreError::Busy { .. }
            | StoreError::ErasureUnfinished
            | StoreError::DiskFull
            | StoreError::ReadOnly
            | StoreError::CopyDiffers { .. }
            | StoreError::File { .. }
            | StoreError::Output { .. }
            | StoreError::Closed
            | StoreError::Engine { .. } => Fault::Ours,
        }
    }

    pub(crate) fn file(path: &std::path::Path, error: &std::io::Error) -> StoreError {
        StoreError::File { path: path.to_owned(), detail: error.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_listed_once_and_follow_one_pattern() {
        for (index, (code, meaning, what_to_do)) in CODES.iter().enumerate() {
            let reason = code.strip_prefix("store.").unwrap_or("");
            assert!(!reason.is_empty() && reason.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{code}");
            assert!([meaning, what_to_do].iter().all(|text| !text.is_empty() && !text.ends_with('.')), "{code}");
            assert!(CODES[..index].iter().all(|(other, ..)| other != code), "{code} twice");
        }
        for error in [StoreError::UnknownPerson, StoreError::DiskFull, StoreError::ErasureUnfinished] {
            assert!(CODES.iter().any(|(code, ..)| *code == error.code()));
            assert!(!error.to_string().ends_with('.'));
        }
    }
}
