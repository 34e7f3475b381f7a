//! Tables of prescribing: drills, limits of their poses, ends of range, facts of dose.
// long: a drill is one long row, and its checks stand where it is read.

use std::collections::BTreeMap;

use coxa::cycle::Knowledge;
use coxa::prescribe::{Category, Counted, DoseFacts, Drill, DrillDose, LoadKind, Muscle, Work};
use coxa::skeleton::{Base, LegPose, Pose};
use coxa::vocabulary::{Angle, BySide, Direction, DrillTag, Equipment, Mechanism, Sourced, Status};
use serde::{Deserialize, Serialize};

use super::problem::{Place, Problems};
use super::row::{Row, row, rows};
use super::value::{Id, Range, evidence, plain};

/// Angles of one leg as a table shows them, degrees; two signs differ from the core's and say so by their names.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegRow {
    /// Hip flexion.
    pub flexion: f64,
    /// Hip abduction.
    pub abduction: f64,
    /// Hip external rotation.
    pub external_rotation: f64,
    /// Knee flexion.
    pub knee_flexion: f64,
    /// Ankle dorsiflexion.
    pub ankle_dorsiflexion: f64,
}

/// Angles of the trunk, degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrunkRow {
    /// Forward inclination.
    pub forward: f64,
    /// Lean towards the trained side.
    pub lean: f64,
    /// Lumbar flexion.
    pub lumbar_flexion: f64,
    /// Anterior tilt of the pelvis.
    pub pelvis_anterior_tilt: f64,
}

/// A pose that trains the right side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoseRow {
    /// The trained leg.
    pub trained: LegRow,
    /// The other leg.
    pub other: LegRow,
    /// The trunk.
    pub trunk: TrunkRow,
}

/// One set's work: a hold, contract and stretch, or a count of something that takes so many seconds each.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkRow {
    /// Seconds of a hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold_s: Option<Range<u16>>,
    /// Seconds of a contraction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract_s: Option<u16>,
    /// Seconds of the stretch after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stretch_s: Option<u16>,
    /// Effort of the contraction, percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract_effort_pct: Option<Range<u8>>,
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<Range<u16>>,
    /// Of what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted: Option<Id<Counted>>,
    /// Seconds each takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds_each: Option<u8>,
}

/// Dose of a drill.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrillDoseRow {
    /// Sets.
    pub sets: Range<u8>,
    /// Work a set.
    pub work: WorkRow,
    /// Challenge cap, 0–10.
    pub effort_cap: u8,
    /// Sessions a week.
    pub sessions_per_week: Range<u8>,
}

/// A drill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrillRow {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What kind of work.
    pub category: Id<Category>,
    /// Directions of the hip it trains; none for work on trunk or landing alone.
    pub directions: Vec<Id<Direction>>,
    /// Muscle groups whose weekly dose it counts for.
    pub muscles: Vec<Id<Muscle>>,
    /// Mechanisms it is for.
    pub mechanisms: Vec<Id<Mechanism>>,
    /// What the body rests on.
    pub base: Id<Base>,
    /// 0 lying … 4 unsupported single leg, dynamic or airborne.
    pub support_level: u8,
    /// 0 easiest … 4 hardest.
    pub complexity_level: u8,
    /// Needed equipment: one of each list.
    pub equipment: Vec<Vec<Id<Equipment>>>,
    /// What loads the body.
    pub load_type: Id<LoadKind>,
    /// Dose.
    pub dose: DrillDoseRow,
    /// Conditions that are reasons to leave it out.
    pub tags: Vec<Id<DrillTag>>,
    /// Easier drills to fall back to, best first.
    pub regressions: Vec<String>,
    /// Harder drills it leads to.
    pub progressions: Vec<String>,
    /// Cues.
    pub cues: Vec<String>,
    /// What to watch for.
    pub watch_for: Vec<String>,
    /// Ids of the evidence rows it leans on.
    pub evidence_ids: Vec<String>,
    /// How pose and dose came to be.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// Pose at the start.
    pub start: PoseRow,
    /// Pose at the end.
    pub end: PoseRow,
}
row!(DrillRow, "drill", check = DrillRow::check_row);

/// What a joint can do, for catching slips in poses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JointLimitRow {
    /// Name of the angle as in a pose, such as `flexion`.
    pub id: String,
    /// Lowest and highest, degrees.
    pub deg: Range<f64>,
    /// How the limits came to be.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(JointLimitRow, "joint_limit");

/// From where on a direction counts as its end of range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndRangeRow {
    /// The direction.
    pub id: Id<Direction>,
    /// Whole degrees.
    pub deg: i64,
    /// From where on work there loads the direction, whole degrees.
    pub loaded_from_deg: i64,
    /// How it came to be.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// What a reader should know about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Row for EndRangeRow {
    const KIND: &'static str = "end_range";

    fn id(&self) -> &str {
        self.id.0.id()
    }

    fn status(&self) -> Option<Status> {
        Some(self.status.0)
    }

    fn sources(&self) -> &[String] {
        &self.sources
    }
}

/// A number that the planner weighs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoseFactRow {
    /// Its name.
    pub id: String,
    /// The number; absent exactly when nothing is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Its unit, in words.
    pub unit: String,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// What a reader should know about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
row!(DoseFactRow, "dose_fact", value = |row| row.value.is_some());

rows! {
    /// The rows of these tables.
    PrescribeRows {
        /// Drills.
        drills: DrillRow,
        /// Limits of poses.
        joint_limits: JointLimitRow,
        /// Ends of range.
        end_ranges: EndRangeRow,
        /// Facts of dose.
        dose_facts: DoseFactRow,
    }
}

impl PrescribeRows {
    /// Fills this stage's part of the knowledge, and the ends of range that the guard shares; what a row cannot
    /// become is noted.
    pub fn convert(&self, knowledge: &mut Knowledge, problems: &mut Problems) {
        knowledge.prescribe.drills =
            self.drills.iter().filter_map(|placed| placed.row.drill(&placed.place, problems)).collect();
        let ends = |of: fn(&EndRangeRow) -> i64| {
            let rows = self.end_ranges.iter().map(|placed| &placed.row);
            rows.map(|row| (row.id.0, Sourced { value: of(row), evidence: evidence(row.status, &row.sources) }))
                .collect()
        };
        knowledge.prescribe.end_range_deg = ends(|row| row.deg);
        knowledge.prescribe.loaded_from_deg = ends(|row| row.loaded_from_deg);
        let numbers: BTreeMap<String, Sourced<f64>> = self
            .dose_facts
            .iter()
            .filter_map(|placed| {
                let row = &placed.row;
                let sourced = Sourced { value: row.value?, evidence: evidence(row.status, &row.sources) };
                Some((row.id.clone(), sourced))
            })
            .collect();
        knowledge.prescribe.facts = DoseFacts { numbers };
    }
}

impl DrillRow {
    fn check_row(&self, place: &Place, problems: &mut Problems) {
        // The two scales end at 4 and the challenge scale at 10 by definition, see the fields.
        for (name, level) in [("support_level", self.support_level), ("complexity_level", self.complexity_level)] {
            if 4 < level {
                problems.add(place, format!("{name} {level}"), "0 to 4", "correct the level");
            }
        }
        if 10 < self.dose.effort_cap {
            problems.add(place, format!("effort_cap {}", self.dose.effort_cap), "0 to 10", "correct the cap");
        }
        for (name, range) in [("sets", self.dose.sets), ("sessions_per_week", self.dose.sessions_per_week)] {
            if range.0 == 0 {
                problems.add(place, format!("{name} from 0"), "at least 1", "correct the range");
            }
        }
        if 7 < self.dose.sessions_per_week.1 {
            problems.add(place, "more than 7 sessions a week", "at most 7", "correct the range");
        }
        for (name, empty) in [
            ("mechanisms", self.mechanisms.is_empty()),
            ("muscles", self.muscles.is_empty()),
            ("cues", self.cues.is_empty()),
            ("an equipment list", self.equipment.iter().any(Vec::is_empty)),
        ] {
            if empty {
                problems.add(place, format!("no entry in {name}"), "at least one", "add it");
            }
        }
    }

    /// The drill as the core takes it; `None` when its work is of no kind.
    fn drill(&self, place: &Place, problems: &mut Problems) -> Option<Drill> {
        let (work, seconds_per_rep, counted) = self.work(place, problems)?;
        let dose = &self.dose;
        let mut drill = Drill {
            id: self.id.as_str().into(),
            name: self.name.clone(),
            category: self.category.0,
            directions: plain(&self.directions),
            muscles: plain(&self.muscles),
            mechanisms: plain(&self.mechanisms),
            base: self.base.0,
            start: self.start.pose(),
            end: self.end.pose(),
            bilateral: false,
            support_level: self.support_level,
            complexity_level: self.complexity_level,
            equipment: self.equipment.iter().map(|alternatives| plain(alternatives)).collect(),
            load: self.load_type.0,
            dose: DrillDose {
                sets: (dose.sets.0, dose.sets.1),
                work,
                contract_effort_pct: dose.work.contract_effort_pct.map(|Range(low, high)| (low, high)),
                seconds_per_rep,
                counted,
                effort_cap: dose.effort_cap,
                sessions_per_week: (dose.sessions_per_week.0, dose.sessions_per_week.1),
            },
            tags: plain(&self.tags),
            regressions: self.regressions.iter().map(|id| id.as_str().into()).collect(),
            progressions: self.progressions.iter().map(|id| id.as_str().into()).collect(),
            cues: self.cues.clone(),
            watch_for: self.watch_for.clone(),
            evidence_ids: self.evidence_ids.clone(),
            evidence: evidence(self.status, &self.sources),
        };
        drill.bilateral = drill.works_both_sides();
        Some(drill)
    }

    fn work(&self, place: &Place, problems: &mut Problems) -> Option<((Work, Work), u8, Counted)> {
        match self.dose.work {
            WorkRow {
                hold_s: Some(Range(low, high)),
                contract_s: None,
                stretch_s: None,
                contract_effort_pct: None,
                count: None,
                counted: None,
                seconds_each: None,
            } if 0 < low => Some(((Work::HoldSeconds(low), Work::HoldSeconds(high)), 0, Counted::Reps)),
            WorkRow {
                hold_s: None,
                contract_s: Some(contract_s),
                stretch_s: Some(stretch_s),
                contract_effort_pct: Some(_),
                count: None,
                counted: None,
                seconds_each: None,
            } if 0 < contract_s && 0 < stretch_s => {
                let work = Work::ContractRelax { contract_s, stretch_s };
                Some(((work, work), 0, Counted::Reps))
            }
            WorkRow {
                hold_s: None,
                contract_s: None,
                stretch_s: None,
                contract_effort_pct: None,
                count: Some(Range(low, high)),
                counted: Some(counted),
                seconds_each: Some(seconds),
            } if 0 < low && 0 < seconds => Some(((Work::Reps(low), Work::Reps(high)), seconds, counted.0)),
            _ => {
                problems.add(
                    place,
                    "work of no single kind",
                    "hold_s, or contract_s with stretch_s and contract_effort_pct, or count with counted and seconds_each, above 0",
                    "write exactly one of the three",
                );
                None
            }
        }
    }
}

impl PoseRow {
    /// The pose in the core's signs: the only place where abduction and external rotation turn.
    pub fn pose(&self) -> Pose {
        let leg = |row: &LegRow| LegPose {
            hip_flexion: Angle::from_deg(row.flexion),
            hip_adduction: Angle::from_deg(0.0 - row.abduction),
            hip_internal_rotation: Angle::from_deg(0.0 - row.external_rotation),
            knee_flexion: Angle::from_deg(row.knee_flexion),
            ankle_dorsiflexion: Angle::from_deg(row.ankle_dorsiflexion),
        };
        Pose {
            trunk_forward: Angle::from_deg(self.trunk.forward),
            trunk_lean_right: Angle::from_deg(self.trunk.lean),
            lumbar_flexion: Angle::from_deg(self.trunk.lumbar_flexion),
            pelvis_anterior_tilt: Angle::from_deg(self.trunk.pelvis_anterior_tilt),
            legs: BySide { left: leg(&self.other), right: leg(&self.trained) },
        }
    }

    /// Every angle with its name.
    pub fn angles(&self) -> Vec<(&'static str, f64)> {
        let mut angles = vec![
            ("trunk_forward", self.trunk.forward),
            ("trunk_lean", self.trunk.lean),
            ("lumbar_flexion", self.trunk.lumbar_flexion),
            ("pelvis_anterior_tilt", self.trunk.pelvis_anterior_tilt),
        ];
        for leg in [&self.trained, &self.other] {
            angles.extend([
                ("flexion", leg.flexion),
                ("abduction", leg.abduction),
                ("external_rotation", leg.external_rotation),
                ("knee_flexion", leg.knee_flexion),
                ("ankle_dorsiflexion", leg.ankle_dorsiflexion),
            ]);
        }
        angles
    }
}
