//! A small world to guard: sixteen drills, ten flags, the thresholds of the page.

use std::collections::{BTreeMap, BTreeSet};

use coxa::dose::{Flag, FlagPermission, GuardKnowledge, Precaution, QuestionRole, SafetyQuestion, TestTraits};
use coxa::prescribe::{Category, Counted, DoseFacts, Drill, DrillDose, LoadKind, Muscle, PrescribeKnowledge, Work};
use coxa::skeleton::{Base, LegPose, Pose};
use coxa::vocabulary::{
    Angle, BySide, Direction, DrillId, DrillTag, Evidence, MustNot, PainSite, QuestionId, Sourced, Status, Test,
    Urgency,
};

/// Knowledge and library of the random histories.
pub(crate) struct World {
    pub(crate) knowledge: GuardKnowledge,
    pub(crate) library: PrescribeKnowledge,
}

impl World {
    pub(crate) fn small() -> World {
        World { knowledge: knowledge(), library: library() }
    }
}

fn library() -> PrescribeKnowledge {
    let facts = [
        ("low_load_effort_max", 5.0),
        ("bent_above_deg", 45.0),
        ("knee_folded_above_deg", 110.0),
        ("rotation_share_pct", 50.0),
    ];
    let fact = |(name, value): (&str, f64)| (name.to_owned(), Sourced { value, evidence: design() });
    PrescribeKnowledge {
        drills: drills(),
        facts: DoseFacts { numbers: facts.into_iter().map(fact).collect() },
        end_range_deg: [
            (Direction::Flexion, 100),
            (Direction::FlexionKneeStraight, 70),
            (Direction::Extension, 10),
            (Direction::ExtensionKneeBent, 5),
            (Direction::Abduction, 30),
            (Direction::Adduction, 15),
            (Direction::InternalRotation, 25),
            (Direction::ExternalRotation, 30),
        ]
        .into_iter()
        .map(|(direction, value)| (direction, Sourced { value, evidence: design() }))
        .collect(),
        ..PrescribeKnowledge::default()
    }
}

fn design() -> Evidence {
    Evidence { status: Status::Design, sources: Vec::new() }
}

/// The thresholds with the numbers in brackets on the page.
pub(crate) const THRESHOLDS: &[(&str, i64)] = &[
    ("ambers_lock", 3),
    ("attest_wait_days", 7),
    ("baseline_needs_clinician_above", 4),
    ("break_days", 28),
    ("cut_ends_after", 2),
    ("entry_complexity_max", 1),
    ("form_seen_from_support", 3),
    ("g7_bridge_reps", 15),
    ("g7_calf_reps", 20),
    ("g7_pain_max", 2),
    ("g7_plank_s", 30),
    ("g7_quiet_days", 14),
    ("g7_sessions_min", 4),
    ("g7_squat_reps", 10),
    ("joint_repeat_days", 14),
    ("load_grade_max", 3),
    ("morning_joint_increase", 0),
    ("mornings_missing", 2),
    ("outs_refer", 2),
    ("pain_amber_from", 4),
    ("pain_cap_joint", 2),
    ("pain_red_above", 5),
    ("pain_rise_sessions", 2),
    ("pain_rise_sets", 2),
    ("pain_soreness_max", 4),
    ("plyo_contacts_growth_pct", 120),
    ("plyo_contacts_week", 80),
    ("qualify_for_step", 2),
    ("red_cap_days", 28),
    ("red_review_days", 2),
    ("red_sessions_near", 4),
    ("red_volume_cut_pct", 40),
    ("red_window_days", 7),
    ("review_after_days", 42),
    ("shape_pct", 20),
    ("soreness_settles_h", 72),
    ("step_reps", 2),
    ("step_seconds", 5),
    ("step_watched", 2),
    ("test_rest_days", 14),
];

fn question(id: &str, role: QuestionRole, before_session: bool) -> SafetyQuestion {
    SafetyQuestion {
        id: QuestionId::from(id),
        role,
        ask: id.to_owned(),
        if_unknown: "ask somebody who knows".to_owned(),
        screen: "first".to_owned(),
        ages: None,
        before_session,
        asked_after_tingling: false,
        must_not: Vec::new(),
        tags: Vec::new(),
        evidence: design(),
    }
}

fn flag(id: &str, urgency: Urgency, prescribe: FlagPermission, questions: Vec<SafetyQuestion>) -> Flag {
    Flag {
        id: id.to_owned(),
        suspect: id.to_owned(),
        urgency,
        refer_to: "a clinician".to_owned(),
        prescribe,
        must_not: Vec::new(),
        tags: Vec::new(),
        questions,
        evidence: design(),
    }
}

fn knowledge() -> GuardKnowledge {
    use QuestionRole::{Condition, Risk, Symptom};
    let mut bone_risk = question("rf_bone.steroids", Risk, false);
    bone_risk.must_not = vec![MustNot::Plyometric, MustNot::Running];
    let mut numbness = question("rf_neuro.numbness", Symptom, true);
    numbness.asked_after_tingling = true;
    let mut growth = question("rf_growth.limp", Symptom, true);
    growth.ages = Some((9, 16));
    let mut instability = flag(
        "mech_instability",
        Urgency::Soon,
        FlagPermission::StrengthAndControlOnly,
        vec![question("mech_instability.apprehension", Symptom, false)],
    );
    instability.must_not = vec![MustNot::StaticEndRangeStretch, MustNot::AnteriorCapsuleMobilisation];
    instability.tags = vec![DrillTag::Inst];
    let mut gluteal = flag(
        "mech_gluteal",
        Urgency::Routine,
        FlagPermission::AvoidAdductionCompression,
        vec![question("mech_gluteal.side_lying_pain", Symptom, false)],
    );
    gluteal.questions[0].must_not = vec![MustNot::CrossBodyStretch];
    let mut kneeling = question("cond_knee.kneeling_pain", Condition, false);
    kneeling.tags = vec![DrillTag::Knee];
    let mut pregnancy = question("cond_pregnancy.now", Condition, false);
    pregnancy.must_not = vec![MustNot::Plyometric];
    let thresholds = THRESHOLDS
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Sourced { value: *value, evidence: design() }))
        .collect();
    GuardKnowledge {
        flags: vec![
            flag(
                "rf_septic",
                Urgency::Emergency,
                FlagPermission::None,
                vec![question("rf_septic.fever", Symptom, true)],
            ),
            flag(
                "rf_bone",
                Urgency::Urgent,
                FlagPermission::None,
                vec![question("rf_bone.night_pain", Symptom, true), bone_risk],
            ),
            flag("rf_neuro", Urgency::Urgent, FlagPermission::None, vec![numbness]),
            flag("rf_growth", Urgency::Urgent, FlagPermission::None, vec![growth]),
            flag(
                "rf_postop",
                Urgency::Routine,
                FlagPermission::NoneUntilCleared,
                vec![question("rf_postop.surgery", Symptom, false)],
            ),
            flag(
                "rf_inflammatory",
                Urgency::Soon,
                FlagPermission::WithinComfort,
                vec![question("rf_inflammatory.stiffness", Symptom, false)],
            ),
            instability,
            flag(
                "mech_lock",
                Urgency::Soon,
                FlagPermission::LowLoadMidrangeOnly,
                vec![question("mech_lock.locking", Symptom, true)],
            ),
            gluteal,
            flag(
                "mech_click",
                Urgency::Routine,
                FlagPermission::Monitored,
                vec![question("mech_click.painless", Symptom, false)],
            ),
        ],
        precautions: vec![Precaution { question: kneeling }, Precaution { question: pregnancy }],
        thresholds,
        site_muscles: BTreeMap::from([
            (PainSite::FrontThigh, vec![Muscle::Iliopsoas, Muscle::RectusFemoris, Muscle::Quadriceps]),
            (PainSite::LateralHip, vec![Muscle::GluteusMedius, Muscle::TensorFasciaeLatae]),
            (PainSite::Buttock, vec![Muscle::GluteusMaximus, Muscle::DeepExternalRotators]),
            (PainSite::BackThigh, vec![Muscle::Hamstrings]),
            (PainSite::InnerThigh, vec![Muscle::Adductors]),
            (PainSite::Knee, vec![Muscle::Quadriceps]),
        ]),
        sharp_stops: BTreeSet::from([PainSite::Knee]),
        tests: Test::ALL.iter().map(|test| (*test, test_traits(*test))).collect(),
        rule_sources: BTreeMap::new(),
        rule_version: "histories".to_owned(),
    }
}

/// What tests do here: a few of every kind, the rest in low-load mid-range.
fn test_traits(test: Test) -> TestTraits {
    let stretch = |end_range: &[Direction]| TestTraits {
        end_range: end_range.iter().copied().collect(),
        passive_stretch: true,
        ..TestTraits::default()
    };
    match test {
        Test::FlexionKneeBent => stretch(&[Direction::Flexion]),
        Test::ExtensionKneeBent => stretch(&[Direction::Extension, Direction::ExtensionKneeBent]),
        Test::Ober => stretch(&[Direction::Adduction]),
        Test::Fadir => stretch(&[Direction::Flexion, Direction::Adduction, Direction::InternalRotation]),
        Test::Faber => stretch(&[Direction::ExternalRotation, Direction::Abduction]),
        Test::DeepSquat => TestTraits {
            end_range: BTreeSet::from([Direction::Flexion]),
            loaded: true,
            both_legs: true,
            ..TestTraits::default()
        },
        Test::SingleLegSquat | Test::StepDown | Test::CalfRaise => {
            TestTraits { single_leg_loaded: true, loaded: true, ..TestTraits::default() }
        }
        Test::StrengthExternalRotation | Test::StrengthAbduction => {
            TestTraits { loaded: true, ..TestTraits::default() }
        }
        Test::LegSwing => TestTraits { end_range: BTreeSet::from([Direction::Flexion]), ..TestTraits::default() },
        _ => TestTraits::default(),
    }
}

/// Flexion, adduction, internal rotation, knee flexion of the trained hip at the end, whole degrees.
type EndPose = (f64, f64, f64, f64);

const NEUTRAL: EndPose = (10.0, 0.0, 0.0, 20.0);

struct Row {
    id: &'static str,
    category: Category,
    load: LoadKind,
    bilateral: bool,
    support: u8,
    complexity: u8,
    sets: (u8, u8),
    work: (Work, Work),
    directions: &'static [Direction],
    muscles: &'static [Muscle],
    base: Base,
    end: EndPose,
    tags: &'static [DrillTag],
    regressions: &'static [&'static str],
    progressions: &'static [&'static str],
}

fn pose((flexion, adduction, internal_rotation, knee): EndPose, bilateral: bool) -> Pose {
    let leg = LegPose {
        hip_flexion: Angle::from_deg(flexion),
        hip_adduction: Angle::from_deg(adduction),
        hip_internal_rotation: Angle::from_deg(internal_rotation),
        knee_flexion: Angle::from_deg(knee),
        ankle_dorsiflexion: Angle::from_deg(0.0),
    };
    let other = if bilateral { leg } else { LegPose::default() };
    Pose { legs: BySide { left: other, right: leg }, ..Pose::default() }
}

fn drills() -> Vec<Drill> {
    rows()
        .into_iter()
        .map(|row| Drill {
            id: DrillId::from(row.id),
            name: row.id.to_owned(),
            category: row.category,
            directions: row.directions.to_vec(),
            muscles: row.muscles.to_vec(),
            mechanisms: Vec::new(),
            base: row.base,
            start: pose(NEUTRAL, row.bilateral),
            end: pose(row.end, row.bilateral),
            bilateral: row.bilateral,
            support_level: row.support,
            complexity_level: row.complexity,
            equipment: Vec::new(),
            load: row.load,
            dose: DrillDose {
                sets: row.sets,
                work: row.work,
                contract_effort_pct: None,
                seconds_per_rep: 4,
                counted: Counted::Reps,
                effort_cap: if row.complexity == 0 { 4 } else { 6 },
                sessions_per_week: (2, if matches!(row.category, Category::Strength | Category::Plyo) { 4 } else { 7 }),
            },
            tags: row.tags.to_vec(),
            regressions: row.regressions.iter().map(|id| DrillId::from(*id)).collect(),
            progressions: row.progressions.iter().map(|id| DrillId::from(*id)).collect(),
            cues: Vec::new(),
            watch_for: Vec::new(),
            evidence_ids: Vec::new(),
            evidence: design(),
        })
        .collect()
}

#[rustfmt::skip]
fn rows() -> Vec<Row> {
    use Work::{ContractRelax, HoldSeconds, Reps};
    let contract_relax = |stretch_s| ContractRelax { contract_s: 5, stretch_s };
    vec![
        // The ladder of strength: both legs, one leg lying, one leg standing; landing on two, landing on one, running.
        Row { id: "bridge_two", category: Category::Strength, load: LoadKind::Bodyweight, bilateral: true, support: 0, complexity: 1,
            sets: (1, 1), work: (Reps(8), Reps(10)), directions: &[Direction::Extension], muscles: &[Muscle::GluteusMaximus], base: Base::Supine,
            end: (0.0, 0.0, 0.0, 90.0), tags: &[], regressions: &[], progressions: &["bridge_one"] },
        Row { id: "bridge_one", category: Category::Strength, load: LoadKind::External, bilateral: false, support: 1, complexity: 2,
            sets: (1, 1), work: (Reps(8), Reps(8)), directions: &[Direction::Extension], muscles: &[Muscle::GluteusMaximus, Muscle::Hamstrings], base: Base::Supine,
            end: (0.0, 0.0, 0.0, 90.0), tags: &[], regressions: &["bridge_two", "not_in_the_library"], progressions: &["squat_one"] },
        Row { id: "squat_one", category: Category::Strength, load: LoadKind::External, bilateral: false, support: 3, complexity: 3,
            sets: (1, 2), work: (Reps(5), Reps(6)), directions: &[], muscles: &[Muscle::Quadriceps, Muscle::GluteusMedius], base: Base::SingleLegR,
            end: (60.0, 0.0, 0.0, 60.0), tags: &[DrillTag::Knee], regressions: &["bridge_one"], progressions: &["jump_two"] },
        Row { id: "jump_two", category: Category::Plyo, load: LoadKind::Impact, bilateral: true, support: 3, complexity: 1,
            sets: (1, 2), work: (Reps(10), Reps(16)), directions: &[], muscles: &[Muscle::Quadriceps, Muscle::Calf], base: Base::Standing,
            end: (40.0, 0.0, 0.0, 50.0), tags: &[], regressions: &["squat_one"], progressions: &["hop_one"] },
        Row { id: "jump_far", category: Category::Plyo, load: LoadKind::Impact, bilateral: true, support: 4, complexity: 2,
            sets: (1, 1), work: (Reps(6), Reps(8)), directions: &[], muscles: &[Muscle::Quadriceps], base: Base::Standing,
            end: (60.0, 0.0, 0.0, 60.0), tags: &[], regressions: &["jump_two"], progressions: &[] },
        Row { id: "hop_one", category: Category::Plyo, load: LoadKind::Impact, bilateral: false, support: 4, complexity: 2,
            sets: (1, 2), work: (Reps(8), Reps(12)), directions: &[], muscles: &[Muscle::Calf], base: Base::SingleLegR,
            end: (30.0, 0.0, 0.0, 30.0), tags: &[], regressions: &["jump_two"], progressions: &[] },
        Row { id: "run_easy", category: Category::Run, load: LoadKind::Impact, bilateral: true, support: 4, complexity: 2,
            sets: (1, 1), work: (Reps(60), Reps(64)), directions: &[], muscles: &[Muscle::Calf, Muscle::Hamstrings], base: Base::Standing,
            end: (30.0, 0.0, 0.0, 30.0), tags: &[], regressions: &["jump_two"], progressions: &[] },
        // Stretching, and contract–relax after it.
        Row { id: "stretch_front", category: Category::Static, load: LoadKind::None, bilateral: false, support: 1, complexity: 1,
            sets: (1, 2), work: (HoldSeconds(20), HoldSeconds(27)), directions: &[Direction::Extension, Direction::ExtensionKneeBent],
            muscles: &[Muscle::Iliopsoas, Muscle::RectusFemoris], base: Base::HalfKneel,
            end: (-15.0, 0.0, 0.0, 90.0), tags: &[DrillTag::Knee, DrillTag::Inst], regressions: &["breathe"], progressions: &["relax_front"] },
        Row { id: "relax_front", category: Category::Pnf, load: LoadKind::Isometric, bilateral: false, support: 1, complexity: 2,
            sets: (1, 2), work: (contract_relax(15), contract_relax(20)), directions: &[Direction::Extension],
            muscles: &[Muscle::Iliopsoas], base: Base::Supine,
            end: (-15.0, 0.0, 0.0, 40.0), tags: &[], regressions: &["stretch_front"], progressions: &[] },
        Row { id: "stretch_pinch", category: Category::Static, load: LoadKind::None, bilateral: false, support: 0, complexity: 1,
            sets: (1, 1), work: (HoldSeconds(20), HoldSeconds(25)), directions: &[Direction::Adduction, Direction::InternalRotation],
            muscles: &[Muscle::DeepExternalRotators, Muscle::GluteusMedius], base: Base::Supine,
            end: (105.0, 20.0, 30.0, 90.0), tags: &[DrillTag::Fai], regressions: &["breathe"], progressions: &[] },
        Row { id: "hold_flexion", category: Category::EndRange, load: LoadKind::Isometric, bilateral: false, support: 1, complexity: 1,
            sets: (1, 2), work: (HoldSeconds(5), HoldSeconds(10)), directions: &[Direction::Flexion], muscles: &[Muscle::Iliopsoas], base: Base::Standing,
            end: (110.0, 0.0, 0.0, 90.0), tags: &[], regressions: &[], progressions: &[] },
        // The easiest of all, whose only step is a level; contract–relax is two levels up and none of it. Then
        // a banded ladder with room in every variable.
        Row { id: "breathe", category: Category::Breath, load: LoadKind::None, bilateral: false, support: 0, complexity: 0,
            sets: (1, 1), work: (Reps(5), Reps(5)), directions: &[], muscles: &[Muscle::Trunk], base: Base::Supine,
            end: NEUTRAL, tags: &[], regressions: &[], progressions: &["stretch_front", "stretch_pinch", "relax_front"] },
        Row { id: "clam", category: Category::Control, load: LoadKind::Band, bilateral: false, support: 0, complexity: 1,
            sets: (1, 2), work: (Reps(8), Reps(10)), directions: &[Direction::ExternalRotation], muscles: &[Muscle::GluteusMedius], base: Base::SideLyingRUp,
            end: (45.0, -10.0, -20.0, 90.0), tags: &[DrillTag::Gtps], regressions: &[], progressions: &["band_step"] },
        Row { id: "band_step", category: Category::Control, load: LoadKind::Band, bilateral: false, support: 3, complexity: 2,
            sets: (1, 3), work: (Reps(6), Reps(10)), directions: &[Direction::Abduction], muscles: &[Muscle::GluteusMedius, Muscle::TensorFasciaeLatae], base: Base::Standing,
            end: (20.0, -20.0, 0.0, 30.0), tags: &[], regressions: &["clam"], progressions: &[] },
        // Low load that asks more of one leg than of the other: standing on it, and sliding its heel up by itself.
        Row { id: "stand_one", category: Category::Control, load: LoadKind::None, bilateral: false, support: 1, complexity: 0,
            sets: (1, 1), work: (HoldSeconds(10), HoldSeconds(20)), directions: &[], muscles: &[Muscle::GluteusMedius], base: Base::SingleLegR,
            end: NEUTRAL, tags: &[], regressions: &[], progressions: &[] },
        Row { id: "slide_heel", category: Category::Dynamic, load: LoadKind::None, bilateral: false, support: 0, complexity: 0,
            sets: (1, 1), work: (Reps(6), Reps(10)), directions: &[Direction::Flexion], muscles: &[Muscle::Iliopsoas], base: Base::Supine,
            end: (105.0, 0.0, 0.0, 120.0), tags: &[], regressions: &[], progressions: &[] },
    ]
}
