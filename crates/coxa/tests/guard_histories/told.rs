//! What a person may tell at the start: assessments, patterns, answers, drawn from small sets made once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use coxa::assess::{Change, ChangeKind, DirectionState, Naming, Pattern, SidePattern, StretchVerdict, TestValue};
use coxa::prescribe::Programme;
use coxa::vocabulary::{
    Answer, Assessment, BaselinePain, BySide, Constraints, Direction, Finding, Instrument, Mode, PainSite,
    PelvisControlled, Person, Provenance, Quantity, QuestionId, Sensation, Sex, Side, Test,
};

/// Every question of the small world, each with whether it is asked before sessions.
pub(crate) const QUESTIONS: &[(&str, bool)] = &[
    ("rf_septic.fever", true),
    ("rf_bone.night_pain", true),
    ("rf_bone.steroids", false),
    ("rf_neuro.numbness", true),
    ("rf_growth.limp", true),
    ("rf_postop.surgery", false),
    ("rf_inflammatory.stiffness", false),
    ("mech_instability.apprehension", false),
    ("mech_lock.locking", true),
    ("mech_gluteal.side_lying_pain", false),
    ("mech_click.painless", false),
    ("cond_knee.kneeling_pain", false),
    ("cond_pregnancy.now", false),
];

/// Answers by question.
pub(crate) type Answers = BTreeMap<QuestionId, Answer>;

/// Everything no.
pub(crate) fn all_no() -> Answers {
    QUESTIONS.iter().map(|(id, _)| (QuestionId::from(*id), Answer::No)).collect()
}

/// Every before-session question no.
pub(crate) fn nothing_new() -> Answers {
    QUESTIONS.iter().filter(|(_, before)| *before).map(|(id, _)| (QuestionId::from(*id), Answer::No)).collect()
}

/// An assessment with these answers, baselines and strength.
pub(crate) fn assessment(
    age_years: Option<u8>,
    safety: Answers,
    baseline: &[(PainSite, u8)],
    findings: Vec<Finding>,
) -> Arc<Assessment> {
    Arc::new(Assessment {
        person: Person { age_years, sex: Sex::Unspecified, height_m: None, mass_kg: None },
        safety,
        baseline: baseline.iter().map(|(site, pain_nrs)| BaselinePain { site: *site, pain_nrs: *pain_nrs }).collect(),
        goals: Vec::new(),
        feels_tight: false,
        constraints: Constraints { minutes_per_session: 20, sessions_per_week: 4, equipment: BTreeSet::new() },
        findings,
        day: None,
    })
}

/// Findings of the list of G7 that are this much above what it asks, on one side.
pub(crate) fn strength(side: Side, above: f64, pain_nrs: Option<u8>, form_kept: Option<bool>) -> Vec<Finding> {
    let finding = |test: Test, quantity: Option<Quantity>, value: f64| Finding {
        test,
        side,
        mode: test.modes()[0],
        quantity,
        variant: None,
        value: value + above,
        standard_error: None,
        instrument: Instrument::SelfCount,
        pelvis_controlled: PelvisControlled::Unknown,
        pain_nrs,
        pain_site: None,
        sensation: None,
        end_feel: None,
        // Only the squat asks for it.
        form_kept: form_kept.filter(|_| test == Test::SingleLegSquat),
        day: None,
        provenance: Provenance::default(),
        caveats: Vec::new(),
    };
    vec![
        finding(Test::SingleLegSquat, Some(Quantity::Repetitions), 10.0),
        finding(Test::SingleLegBridge, None, 15.0),
        finding(Test::SidePlank, None, 30.0),
        finding(Test::CalfRaise, None, 20.0),
    ]
}

/// One finding each that hurts: a stop, a red, tingling, a joint pain, an amber, and two that change nothing.
pub(super) fn painful() -> Vec<Finding> {
    let of = |test: Test, side, pain_nrs, pain_site, sensation| {
        let plain = strength(side, 0.0, pain_nrs, None).swap_remove(1);
        Finding { test, mode: test.modes()[0], pain_site, sensation, ..plain }
    };
    let (left, right) = (Side::Left, Side::Right);
    vec![
        of(Test::Faber, left, Some(4), Some(PainSite::JointLine), Some(Sensation::Sharp)),
        of(Test::StepDown, right, Some(3), Some(PainSite::Knee), Some(Sensation::Sharp)),
        of(Test::Fadir, left, Some(0), Some(PainSite::Groin), Some(Sensation::Pinch)),
        of(Test::StraightLegRaise, right, Some(2), Some(PainSite::BackThigh), Some(Sensation::BurningOrTingling)),
        of(Test::Faber, right, Some(3), Some(PainSite::Groin), None),
        of(Test::SidePlank, left, Some(4), Some(PainSite::LateralHip), Some(Sensation::Stretch)),
        of(Test::StepDown, right, Some(3), Some(PainSite::FrontThigh), Some(Sensation::MuscleAche)),
        of(Test::Faber, left, Some(0), Some(PainSite::Groin), Some(Sensation::Stretch)),
    ]
}

/// Strength of both sides that passes the list of G7.
pub(crate) fn strong() -> Vec<Finding> {
    Side::ALL.iter().flat_map(|side| strength(*side, 0.0, Some(0), Some(true))).collect()
}

/// What a pattern says of one direction of one side.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Says {
    pub(crate) side: Side,
    pub(crate) direction: Direction,
    pub(crate) stretch: StretchVerdict,
    pub(crate) shape: f64,
    pub(crate) borrowed: Option<f64>,
}

/// A pattern that says this, everything else short and free.
pub(crate) fn pattern(says: &[Says], fadir: BySide<Option<bool>>, changes: &[ChangeKind]) -> Arc<Pattern> {
    let state = |side: Side, direction: Direction| {
        let said = says.iter().find(|of| (of.side, of.direction) == (side, direction));
        DirectionState {
            direction,
            passive_deg: None,
            active_deg: None,
            deficit_deg: None,
            demand_gap_deg: None,
            borrowed_deg: said.and_then(|of| of.borrowed),
            shape_probability: said.map_or(0.0, |of| of.shape),
            stretch: said.map_or(StretchVerdict::Useful, |of| of.stretch),
        }
    };
    let change = |kind: &ChangeKind| Change {
        of: TestValue { test: Test::Abduction, mode: Mode::Passive, quantity: None },
        side: Side::Left,
        instrument: None,
        before: 0.0,
        after: 0.0,
        mdc95: 5.0,
        kind: *kind,
        sources: Vec::new(),
    };
    Arc::new(Pattern {
        sides: BySide::from_fn(|side| SidePattern {
            beliefs: Vec::new(),
            none_probability: 0.0,
            naming: Naming::NotDistinguishable,
            directions: Direction::ALL.iter().map(|direction| state(side, *direction)).collect(),
            fadir_positive: *fadir.get(side),
            feels_tight_range_normal: false,
            sentences: Vec::new(),
        }),
        deficits: Vec::new(),
        demand_gaps: Vec::new(),
        contrasts: Vec::new(),
        changes: changes.iter().map(change).collect(),
        next_tests: Vec::new(),
        caveats: Vec::new(),
        method: "histories/1".to_owned(),
        seed: 0,
    })
}

/// A programme without sessions: the guard hears only that there is one.
pub(crate) fn programme() -> Arc<Programme> {
    Arc::new(Programme {
        weeks: 6,
        sessions: Vec::new(),
        objective: 0.0,
        bound: 0.0,
        nodes: 0,
        alternatives: Vec::new(),
        exclusions: Vec::new(),
        weekly: Vec::new(),
        sentences: Vec::new(),
        caveats: Vec::new(),
    })
}
