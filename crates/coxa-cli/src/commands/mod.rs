//! One file for each command; each reads, calls the core, and writes.

pub(crate) mod assess;
pub(crate) mod custody;
pub(crate) mod demo;
pub(crate) mod dose;
pub(crate) mod journal;
pub(crate) mod knowledge;
pub(crate) mod measure;
pub(crate) mod prescribe;
pub(crate) mod replay;
pub(crate) mod report;
pub(crate) mod schema;

use std::path::Path;

use coxa::dose::{EventKind, History, Integrity};

use crate::failure::Failure;
use crate::files;

/// A journal from a file; without one, an empty journal.
///
/// A journal without any hash was made by hand: with `trust` it is taken as whole.
fn journal(path: Option<&Path>, trust: bool) -> Result<History, Failure> {
    let Some(path) = path else { return Ok(History::empty()) };
    let read = files::parse(path, coxa_formats::read_journal)?;
    for fault in &read.faults {
        eprintln!("journal: {fault}");
    }
    let integrity = match read.integrity {
        Integrity::Unchained if trust => Integrity::Whole,
        other => other,
    };
    Ok(History::new(read.events, integrity))
}

/// What a programme's file embeds, as events for a journal that lacks them.
fn embedded(file: &coxa_formats::ProgrammeFile) -> [EventKind; 3] {
    [
        EventKind::AssessmentRecorded(std::sync::Arc::new(file.pattern.assessment.clone())),
        EventKind::PatternInferred(std::sync::Arc::new(file.pattern.pattern.clone())),
        EventKind::ProgrammeIssued(std::sync::Arc::new(file.programme.clone())),
    ]
}
