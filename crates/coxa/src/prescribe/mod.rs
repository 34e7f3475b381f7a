//! A pattern to a programme: the drills that matter most, inside what the guard allows, with a proven bound.

mod allowed;
mod dosing;
mod drill;
mod equipment;
mod explain;
#[cfg(test)]
pub(crate) mod hand_made;
mod heuristic;
mod knowledge;
mod model;
mod need;
mod packing;
mod plan;
mod programme;
mod relaxation;
mod search;
mod simplex;
mod task;
mod traits;

pub use dosing::{duration_s, planned_dose, work_s};
pub use drill::{Category, Counted, Drill, DrillDose, LoadKind, Muscle, Work};
pub use knowledge::{DoseFacts, PrescribeKnowledge};
pub use model::session_day;
pub use plan::prescribe;
pub use programme::{
    Alternative, Block, Exclusion, PlanRequest, PlannedDose, PlannedDrill, PlannedSession, Programme, WeeklyMuscleDose,
};
pub use traits::{EndRangeThresholds, LegTraits, Traits};
