//! A pattern to a programme: the drills that matter most, inside what the guard allows, with a proven bound.

mod drill;
mod knowledge;
mod programme;
mod traits;

pub use drill::{Category, Counted, Drill, DrillDose, LoadKind, Muscle, Work};
pub use knowledge::{DoseFacts, PrescribeKnowledge};
pub use programme::{
    Alternative, Block, Exclusion, PlanRequest, PlannedDose, PlannedDrill, PlannedSession, Programme, WeeklyMuscleDose,
};
pub use traits::{EndRangeThresholds, LegTraits, Traits};
