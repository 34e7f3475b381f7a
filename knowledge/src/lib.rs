//! The clinical tables of coxa: every value with its status and sources, checked at build, as values of the core.
//!
//! The tables are TOML files below `tables/`, written for people who know the subject rather than the code.
//! The build script refuses them with file and row when something is wrong; here they only become types.

mod catalogue;
mod entry;
mod known;
mod lengthening;
mod pages;
pub mod schema;

use std::sync::OnceLock;

use coxa::cycle::Knowledge;

pub use catalogue::catalogue;
pub use entry::{Entry, Labelled, Summary, TableCount, check, show};
pub use known::{Unknown, unknown_in_assessment, unknown_in_event, unknown_in_findings};
pub use lengthening::{elongation_text, lengthened_text, lengthening, resisted, unknown_texts};
pub use pages::{Page, pages};
pub use schema::reference::Reference;

/// Everything the loop knows.
pub fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    // The build ran the same conversion and would have stopped on any problem.
    KNOWLEDGE.get_or_init(|| rows().convert(&mut schema::problem::Problems::default()))
}

/// Every row of every table.
pub fn rows() -> &'static schema::Rows {
    static ROWS: OnceLock<schema::Rows> = OnceLock::new();
    // The build read this very text back; without rows the guard knows no drill and allows none.
    ROWS.get_or_init(|| serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/rows.json"))).unwrap_or_default())
}

/// SHA-256 over the names and contents of the table files, lower-case hex.
#[must_use]
pub const fn hash() -> &'static str {
    env!("COXA_KNOWLEDGE_HASH")
}

/// The version of the guard's rules.
#[must_use]
pub fn rule_version() -> &'static str {
    &knowledge().guard.rule_version
}

/// The reference with a key; `None` when no table knows it.
#[must_use]
pub fn reference(key: &str) -> Option<&'static Reference> {
    rows().reference.references.iter().map(|placed| &placed.row).find(|reference| reference.key == key)
}
