//! A pattern to a programme: the drills that matter most, inside what the guard allows, with a proven bound.

mod drill;
mod knowledge;
mod programme;

pub use drill::{Category, Drill, DrillDose, LoadKind, Muscle, Work};
pub use knowledge::{DoseFacts, PrescribeKnowledge};
pub use programme::{
    Alternative, Block, Exclusion, PlanRequest, PlannedDose, PlannedDrill, PlannedSession, Programme, WeeklyMuscleDose,
};
