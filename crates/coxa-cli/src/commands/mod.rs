//! One file for each command; each reads, calls the core, and writes.

pub(crate) mod assess;
pub(crate) mod custody;
pub(crate) mod demo;
pub(crate) mod dose;
pub(crate) mod ik;
pub(crate) mod journal;
pub(crate) mod knowledge;
pub(crate) mod measure;
pub(crate) mod prescribe;
pub(crate) mod replay;
pub(crate) mod report;
pub(crate) mod schema;
pub(crate) mod serve;

use std::path::Path;

use coxa::dose::{EventKind, History};
use coxa::vocabulary::Day;
use coxa_formats::{JournalOptions, Trust};

use crate::failure::Failure;
use crate::files;
use crate::show::mind;

/// A journal from a file; without one, an empty journal. What is wrong with it is said on standard error.
///
/// A journal without any hash was made by hand: with `trust` it is taken as whole.
fn journal(path: Option<&Path>, trust: bool, today: Day) -> Result<History, Failure> {
    let Some(path) = path else { return Ok(History::empty()) };
    let trust = if trust { Trust::Handmade } else { Trust::ChainOnly };
    let options = JournalOptions { trust, today: Some(today) };
    let journal = files::parse(path, |bytes| coxa_formats::read_journal(bytes, &options))?;
    for problem in &journal.problems {
        mind(&format!("{}: {problem}", path.display()));
    }
    for caveat in &journal.caveats {
        mind(&format!("{}: mind: {}", path.display(), caveat.text));
    }
    Ok(journal.history)
}

/// What a programme's file embeds, as events for a journal that lacks them.
fn embedded(file: &coxa_formats::ProgrammeFile) -> [EventKind; 3] {
    [
        EventKind::AssessmentRecorded(std::sync::Arc::new(file.pattern.assessment.clone())),
        EventKind::PatternInferred(std::sync::Arc::new(file.pattern.pattern.clone())),
        EventKind::ProgrammeIssued(std::sync::Arc::new(file.programme.clone())),
    ]
}
