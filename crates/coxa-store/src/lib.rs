//! The journals of many people, kept append-only: one trait, [`Journals`], and an engine on SQLite.
//!
//! The store keeps each event's journal line verbatim, knows whose it is and where it stands, and judges nothing else:
//! chains, gaps and payloads are read by whoever reads the lines.
//!
//! # What an acknowledgement means
//! [`Journals::append`] answers after the transaction has been committed, and SQLite in WAL mode with
//! `synchronous=FULL` commits by writing to the log and waiting for the disk (`fsync`). So an acknowledged event
//! survives the death of the process, and of the machine as far as the disk does what it says. Requests that wait for
//! the disk together are committed together.
//!
//! What the tests show, and what they do not: `tests/kill.rs` kills the writing process 200 times and misses no
//! acknowledged event. A killed process leaves the operating system's memory intact, so this proves process death, not
//! power loss; power loss rests on WAL and `synchronous=FULL`. `tests/torn_log.rs` cuts and damages the log as a
//! power cut could and shows that the database opens, is sound and holds a prefix of what was appended.
//!
//! # Schema
//! `migrations/sqlite/*.sql`, commented: `person`, `event` (unique by person, device and number, and by person and
//! id), triggers that refuse to update, replace or delete, `erasure` as the only path past them, and
//! `schema_version`; a database of a newer version is refused untouched. Uniqueness is per person and not global, so
//! that the table can be split by person.
//!
//! # Erasure
//! [`Journals::erase`] leaves no byte of the person's rows in the database, its log or its free pages. It cannot reach
//! backups and exports made before, copies kept by the file system, or cells a solid-state disk has set aside.

mod digest;
mod error;
mod event;
mod journals;
mod whole_file;

mod blocking;
mod sqlite;

pub use blocking::block_on;
pub use digest::{Digest, Summary};
pub use error::{CODES, Fault, StoreError};
pub use event::{EventRecord, MAX_LINE_BYTES, PersonId};
pub use journals::{Clash, Enrolment, Erased, Exported, Journals, Outcome, PersonSummary, Reply, Visit};
pub use sqlite::{Backup, IfMissing, SqliteJournals};
