//! What prescribing needs to know: the drill library, ends of range and the facts of dose.

use std::collections::{BTreeMap, BTreeSet};

use super::drill::{Category, Drill, Muscle};
use super::traits::{EndRangeThresholds, moved_into};
use crate::vocabulary::{Angle, Direction, DrillId, GoalId, Mechanism, Sourced};

/// Facts of dose that the planner weighs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DoseFacts {
    /// Named numbers, such as `weekly_minutes_effective`; each key is checked at build.
    pub numbers: BTreeMap<String, Sourced<f64>>,
}

/// Numbers with one name each.
const SINGLE: &[&str] = &[
    "bent_above_deg",
    "knee_folded_above_deg",
    "low_load_effort_max",
    "rotation_share_pct",
    "drills_per_session_max",
    "maintenance_sessions_per_week",
    "maintenance_drills_per_session",
    "reassess_weeks",
    "weekly_minutes_effective",
    "weekly_minutes_saturating",
    "share_at_effective_minutes",
    "weekly_sets_effective",
    "weekly_sets_saturating",
    "share_at_effective_sets",
    "weight_goal",
    "weight_norm",
    "weight_borrowed",
    "value_strength_deficit",
    "value_load_tolerance",
    "value_shape",
    "value_instability",
    "value_feels_tight",
    "value_maintenance",
    "value_ankle_limited",
    "value_lumbopelvic_compensation",
    "flare_cost_deg",
    "flare_irritation_factor",
    "strength_spacing_days",
    "changeover_s",
    "effort_start",
    "step_seconds",
    "step_reps",
];

/// Numbers with one value for each category of drill.
const BY_CATEGORY: &[&str] =
    &["range_effect", "control_effect", "strength_effect", "flare_per_set", "rest_s", "effort_cap"];

impl DoseFacts {
    /// Every key the planner asks for.
    #[must_use]
    pub fn keys() -> Vec<String> {
        let mut keys: Vec<String> = SINGLE.iter().map(|key| (*key).to_string()).collect();
        for prefix in BY_CATEGORY {
            keys.extend(Category::ALL.iter().map(|category| format!("{prefix}_{category}")));
        }
        keys.extend(Mechanism::ALL.iter().filter(|id| id.is_recoverable()).map(|id| format!("gain_max_{id}")));
        keys.extend(Muscle::ALL.iter().map(|muscle| format!("track_share_{muscle}")));
        keys
    }

    /// A number by its key; 0 where the table has none, which the build refuses.
    #[must_use]
    pub fn number(&self, key: &str) -> f64 {
        self.numbers.get(key).map_or(0.0, |sourced| sourced.value)
    }

    /// A number of one category of drill.
    #[must_use]
    pub fn of_category(&self, prefix: &str, category: Category) -> f64 {
        self.number(&format!("{prefix}_{category}"))
    }
}

impl Mechanism {
    /// Whether range it costs can come back by training; shape cannot, and the others have no range of their own.
    pub(crate) const fn is_recoverable(self) -> bool {
        self.is_end_range() && !matches!(self, Mechanism::Bone | Mechanism::Version)
    }
}

/// Everything prescribing needs to know.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PrescribeKnowledge {
    /// The library, in the order of its tables.
    pub drills: Vec<Drill>,
    /// Facts of dose.
    pub facts: DoseFacts,
    /// From where on a direction is at its end, whole degrees.
    pub end_range_deg: BTreeMap<Direction, Sourced<i64>>,
    /// From where on active work loads a direction, whole degrees; one without a row is loaded by what names it.
    pub loaded_from_deg: BTreeMap<Direction, Sourced<i64>>,
    /// What tasks are called.
    pub goal_names: BTreeMap<GoalId, String>,
}

impl PrescribeKnowledge {
    /// The drill with an id, if the library has it.
    #[must_use]
    pub fn drill(&self, id: &DrillId) -> Option<&Drill> {
        self.drills.iter().find(|drill| drill.id == *id)
    }

    /// The thresholds that drills' traits are derived with.
    #[must_use]
    pub fn thresholds(&self) -> EndRangeThresholds {
        self.thresholds_at(&self.end_range_deg)
    }

    /// The directions a drill loads: those it names, works actively in, and whose range its poses go far enough into.
    #[must_use]
    pub fn loaded_directions(&self, drill: &Drill) -> BTreeSet<Direction> {
        if !drill.is_loading() {
            return BTreeSet::new();
        }
        let reached = moved_into(drill, &self.thresholds_at(&self.loaded_from_deg));
        let loads =
            |direction: &Direction| reached.contains(direction) || !self.loaded_from_deg.contains_key(direction);
        drill.directions.iter().copied().filter(loads).collect()
    }

    fn thresholds_at(&self, deg: &BTreeMap<Direction, Sourced<i64>>) -> EndRangeThresholds {
        EndRangeThresholds {
            // Whole degrees of a joint fit any float exactly.
            at: deg.iter().map(|(direction, deg)| (*direction, Angle::from_deg(deg.value as f64))).collect(),
            low_load_effort_max: self.facts.number("low_load_effort_max") as u8,
            bent_above: Angle::from_deg(self.facts.number("bent_above_deg")),
            knee_folded_above: Angle::from_deg(self.facts.number("knee_folded_above_deg")),
            rotation_share: self.facts.number("rotation_share_pct") / 100.0,
        }
    }
}
