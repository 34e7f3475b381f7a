//! Conditions that drills name as reasons to leave them out, in words.

use coxa::cycle::Knowledge;
use coxa::vocabulary::{DrillTag, Status};
use serde::{Deserialize, Serialize};

use super::problem::{Place, Problems};
use super::row::{row, rows};
use super::value::Id;

/// A condition that drills name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagRow {
    /// Its id.
    pub id: String,
    /// The tag; the same word, checked.
    pub tag: Id<DrillTag>,
    /// Who should leave a drill out that names it.
    pub text: String,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(TagRow, "drill_tag");

rows! {
    /// The rows of these tables.
    TagRows {
        /// Conditions.
        tags: TagRow,
    }
}

impl TagRows {
    /// Texts are for pages; the guard knows the tags themselves.
    pub fn convert(&self, _knowledge: &mut Knowledge, _problems: &mut Problems) {}
}

/// Notes every tag of the vocabulary without a text.
pub fn check_every_tag_has_a_text(rows: &super::Rows, _: &Knowledge, problems: &mut Problems) {
    for tag in DrillTag::ALL.iter().filter(|tag| !rows.tag.tags.iter().any(|placed| placed.row.tag.0 == **tag)) {
        let place = Place { file: "drill_tags.toml".into(), line: 0, row: tag.to_string() };
        problems.add(&place, "no text", "a row for the tag", "add one");
    }
}
