//! The whole loop on one screen: four calls and what comes round again.

use crate::assess::AssessKnowledge;
use crate::dose::GuardKnowledge;
use crate::measure::MeasureKnowledge;
use crate::prescribe::PrescribeKnowledge;

/// Everything the loop knows, one part for each stage.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Knowledge {
    /// For measuring.
    pub measure: MeasureKnowledge,
    /// For assessing.
    pub assess: AssessKnowledge,
    /// For prescribing.
    pub prescribe: PrescribeKnowledge,
    /// For the guard and the dose.
    pub guard: GuardKnowledge,
}
