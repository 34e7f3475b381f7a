//! What prescribing needs to know: the drill library and the facts of dose.

use std::collections::BTreeMap;

use super::drill::Drill;
use crate::vocabulary::{DrillId, Sourced};

/// Facts of dose that the planner weighs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DoseFacts {
    /// Named numbers, such as `weekly_minutes_effective`; each key is checked at build.
    pub numbers: BTreeMap<String, Sourced<f64>>,
}

/// Everything prescribing needs to know.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PrescribeKnowledge {
    /// The library, in the order of its table.
    pub drills: Vec<Drill>,
    /// Facts of dose.
    pub facts: DoseFacts,
}

impl PrescribeKnowledge {
    /// The drill with an id, if the library has it.
    #[must_use]
    pub fn drill(&self, id: &DrillId) -> Option<&Drill> {
        self.drills.iter().find(|drill| drill.id == *id)
    }
}
