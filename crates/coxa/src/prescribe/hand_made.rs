//! Drills and facts made by hand for tests; the real ones are tables the core does not know.

use super::{Category, Counted, DoseFacts, Drill, DrillDose, LoadKind, Muscle, Work};
use crate::skeleton::{Base, LegPose, Pose};
use crate::vocabulary::{Angle, BySide, Evidence, Mechanism, Sourced, Status};

fn design() -> Evidence {
    Evidence { status: Status::Design, sources: Vec::new() }
}

/// Facts of dose with these numbers and no others.
pub(super) fn facts(numbers: &[(&str, f64)]) -> DoseFacts {
    let sourced = |(key, value): &(&str, f64)| ((*key).to_string(), Sourced { value: *value, evidence: design() });
    DoseFacts { numbers: numbers.iter().map(sourced).collect() }
}

/// A leg in degrees and the core's signs: flexion, adduction, internal rotation, knee flexion.
pub(super) fn leg(flexion: f64, adduction: f64, internal_rotation: f64, knee: f64) -> LegPose {
    LegPose {
        hip_flexion: Angle::from_deg(flexion),
        hip_adduction: Angle::from_deg(adduction),
        hip_internal_rotation: Angle::from_deg(internal_rotation),
        knee_flexion: Angle::from_deg(knee),
        ankle_dorsiflexion: Angle::ZERO,
    }
}

/// A pose of the trained (right) and the other leg.
pub(super) fn pose(trained: LegPose, other: LegPose) -> Pose {
    Pose { legs: BySide { left: other, right: trained }, ..Pose::default() }
}

/// A supine drill of 2 to 4 sets of 20 to 30 s with challenge up to 5, both legs straight; tests change what matters.
pub(crate) fn drill(id: &str, category: Category) -> Drill {
    Drill {
        id: id.into(),
        name: id.to_string(),
        category,
        directions: Vec::new(),
        muscles: vec![Muscle::Hamstrings],
        mechanisms: vec![Mechanism::Hamstrings],
        base: Base::Supine,
        start: Pose::default(),
        end: Pose::default(),
        bilateral: false,
        support_level: 0,
        complexity_level: 0,
        equipment: Vec::new(),
        load: LoadKind::None,
        dose: DrillDose {
            sets: (2, 4),
            work: (Work::HoldSeconds(20), Work::HoldSeconds(30)),
            contract_effort_pct: None,
            seconds_per_rep: 0,
            counted: Counted::Reps,
            effort_cap: 5,
            sessions_per_week: (3, 7),
        },
        tags: Vec::new(),
        regressions: Vec::new(),
        progressions: Vec::new(),
        cues: Vec::new(),
        watch_for: Vec::new(),
        evidence_ids: Vec::new(),
        evidence: design(),
    }
}
