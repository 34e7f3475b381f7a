//! Tables of telling mechanisms apart: contrasts, signatures, texts, thresholds.

use coxa::cycle::Knowledge;

use super::problem::Problems;
use super::row::rows;

rows! {
    /// The rows of these tables.
    ContrastRows {}
}

impl ContrastRows {
    /// Fills this stage's part of the knowledge; what a row cannot become is noted.
    pub fn convert(&self, _knowledge: &mut Knowledge, _problems: &mut Problems) {}
}
