//! Files of coxa: bytes to core types and back, without files or sockets.
//!
//! A reader takes bytes and gives either a checked core value or one [`InputError`] with a stable code, the place, what
//! was found, what was needed and what to do. Nothing is repaired silently: a value that is usable but doubtful carries a
//! caveat. Wire types live here and nowhere else; conversion from them does the checking.
//!
//! * documents: [`read_assessment`], [`read_findings`], [`read_pattern`], [`read_programme`], [`read_session`] and their
//!   writers; older versions go through upcasters, newer ones are refused
//! * joint angles over time: [`read_mot`], [`read_motion_csv`], [`write_mot`], [`write_motion_csv`]
//! * markers over time: [`Markers`]; orientations of sensors over time: [`Orientations`]
//! * models of the skeleton: [`read_osim`]; the person in a recording: [`read_subject`]
//! * the journal: [`read_journal`], [`append_event`]
//! * JSON Schemas: [`schema`], [`schemas`]

mod fault;

mod text;

mod version;

pub mod wire;

mod document;

mod merge;

pub mod journal;

pub mod markers;

pub mod motion;

mod orientations;

pub mod osim;

mod schema;

mod subject;

pub use document::{
    DOCUMENT_LIMIT_BYTES, Stamped, read_assessment, read_error, read_findings, read_pattern, read_programme,
    read_session, write_assessment, write_error, write_findings, write_pattern, write_programme, write_session,
    write_today,
};
pub use fault::{Code, InputError, Place};
pub use journal::{
    Appended, DeviceChain, EventDraft, JOURNAL_LIMIT_BYTES, Journal, JournalOptions, Trust, append_event,
    canonical_json, event_hash, read_journal, whole_line,
};
pub use markers::{C3d, Markers, Trc, trc_header, trc_row};
pub use merge::{future_dates, merge};
pub use motion::{
    AngleUnit, KneeSign, MotionBuilder, MotionFormat, MotionOptions, StandardErrors, read_mot, read_motion,
    read_motion_csv, write_mot, write_motion_csv,
};
pub use orientations::Orientations;
pub use osim::{Frame, IkTasks, Model, TableKind, read_ik_tasks, read_osim};
pub use schema::{SCHEMA_NAMES, schema, schemas};
pub use subject::{SubjectFile, read_subject};
pub use wire::{AllowanceSummary, ErrorDocument, FindingsFile, PatternFile, ProgrammeFile, Stamp, unit_of};
