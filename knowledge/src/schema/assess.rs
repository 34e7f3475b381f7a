//! Tables of assessing: goals, norms, demands, accuracy.

use coxa::cycle::Knowledge;
use coxa::vocabulary::Status;
use serde::{Deserialize, Serialize};

use super::problem::Problems;
use super::row::{row, rows};
use super::value::Id;

/// Something a person may want to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// Its id, used by the task demands and by assessments.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// How the name came to be.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(Goal, "goal");

rows! {
    /// The rows of these tables.
    AssessRows {
        /// Goals.
        goals: Goal,
    }
}

impl AssessRows {
    /// Fills this stage's part of the knowledge; what a row cannot become is noted.
    pub fn convert(&self, _knowledge: &mut Knowledge, _problems: &mut Problems) {}
}
