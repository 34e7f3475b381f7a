//! Who the sample person is and what was planted: a short rectus femoris on the left, short hamstrings on the right.

use std::collections::{BTreeMap, BTreeSet};

use coxa::cycle::Knowledge;
use coxa::measure::{Motion, MovementKind, MovementScript, RepetitionScript, synthesise};
use coxa::vocabulary::{
    Angle, Answer, Assessment, BySide, Constraints, Day, EndFeel, Equipment, Finding, Instrument, Mode, PainSite,
    PelvisControlled, Person, Provenance, Quantity, Sensation, Sex, Side, Test,
};

/// The day of the assessment; fixed, so that the sample is the same on every day and machine.
pub(crate) fn first_day() -> Day {
    crate::files::day_of(jiff::civil::date(2026, 1, 5))
}

/// A squat that the hips carry to 98° and 101°, and a swing of each leg; the right one forward is cut short.
pub(crate) fn recordings() -> Vec<Motion> {
    let peaks = |left: f64, right: f64| {
        let peak = BySide { left: Angle::from_deg(left), right: Angle::from_deg(right) };
        RepetitionScript { peak }
    };
    let squat = MovementScript {
        name: "squat".to_owned(),
        kind: MovementKind::Squat,
        side: Side::Right,
        rate_hz: 60.0,
        repetition_s: 3.0,
        rest_s: 1.0,
        repetitions: [96.0, 98.0, 99.0, 98.0, 97.0].map(|deg| peaks(deg, deg + 3.0)).to_vec(),
        back_swing: Angle::ZERO,
        pelvis_at_peak: Angle::from_deg(18.0),
        lumbar_at_peak: Angle::from_deg(14.0),
        knee_valgus_at_peak: BySide { left: Angle::from_deg(4.0), right: Angle::from_deg(9.0) },
        noise: Angle::from_deg(0.6),
        seed: 11,
    };
    let swing = |side: Side, forward: f64, back: f64, seed: u64| MovementScript {
        name: format!("leg_swing_{side}"),
        kind: MovementKind::LegSwing,
        side,
        rate_hz: 60.0,
        repetition_s: 2.0,
        rest_s: 0.6,
        repetitions: [forward - 1.0, forward, forward + 1.0, forward].map(|deg| peaks(deg, deg)).to_vec(),
        back_swing: Angle::from_deg(back),
        pelvis_at_peak: Angle::from_deg(8.0),
        lumbar_at_peak: Angle::from_deg(5.0),
        knee_valgus_at_peak: BySide { left: Angle::ZERO, right: Angle::ZERO },
        noise: Angle::from_deg(0.6),
        seed,
    };
    [squat, swing(Side::Left, 64.0, 6.0, 12), swing(Side::Right, 49.0, 15.0, 13)].iter().map(synthesise).collect()
}

/// The typed part of the assessment.
pub(crate) fn assessment(knowledge: &Knowledge) -> Assessment {
    use Mode::{Active, ContractRelax, Passive};
    use Test::{
        Abduction, Adduction, Ely, ExtensionKneeBent, ExtensionKneeStraight, ExternalRotation0, ExternalRotation90,
        Faber, FlexionKneeBent, InternalRotation0, InternalRotation90, Ober, Popliteal, StraightLegRaise,
    };
    let battery: [(Test, Mode, f64, f64); 22] = [
        (FlexionKneeBent, Passive, 124.0, 123.0),
        (FlexionKneeBent, Active, 112.0, 111.0),
        (StraightLegRaise, Passive, 70.0, 51.0),
        (StraightLegRaise, ContractRelax, 75.0, 58.0),
        (StraightLegRaise, Active, 62.0, 44.0),
        (Popliteal, Passive, 54.0, 33.0),
        (ExtensionKneeStraight, Passive, 9.0, 13.0),
        (ExtensionKneeStraight, ContractRelax, 12.0, 16.0),
        (ExtensionKneeStraight, Active, 5.0, 9.0),
        (ExtensionKneeBent, Passive, -8.0, 9.0),
        (Ely, Passive, 104.0, 131.0),
        (Abduction, Passive, 40.0, 39.0),
        (Abduction, Active, 34.0, 33.0),
        (Adduction, Passive, 25.0, 24.0),
        (Ober, Passive, 19.0, 18.0),
        (InternalRotation90, Passive, 36.0, 37.0),
        (InternalRotation90, Active, 30.0, 31.0),
        (ExternalRotation90, Passive, 41.0, 42.0),
        (ExternalRotation90, Active, 35.0, 36.0),
        (InternalRotation0, Passive, 34.0, 35.0),
        (ExternalRotation0, Passive, 40.0, 40.0),
        (Faber, Passive, 44.0, 45.0),
    ];
    let mut findings: Vec<Finding> = battery
        .iter()
        .flat_map(|(test, mode, left, right)| {
            [(Side::Left, *left), (Side::Right, *right)].map(|(side, value)| finding(*test, side, *mode, value))
        })
        .collect();
    for strength in [(Test::SingleLegBridge, 12.0, 13.0), (Test::SidePlank, 24.0, 26.0), (Test::CalfRaise, 18.0, 20.0)]
    {
        let (test, left, right) = strength;
        findings.extend([(Side::Left, left), (Side::Right, right)].map(|(side, value)| Finding {
            instrument: Instrument::SelfCount,
            form_kept: Some(true),
            ..finding(test, side, Mode::Strength, value)
        }));
    }
    findings.extend(Side::ALL.map(|side| Finding {
        instrument: Instrument::SelfCount,
        quantity: Some(Quantity::Repetitions),
        form_kept: Some(true),
        ..finding(Test::SingleLegSquat, side, Mode::Movement, 6.0)
    }));
    for finding in &mut findings {
        let tight = match (finding.test, finding.side) {
            (ExtensionKneeBent | Ely, Side::Left) => Some(PainSite::FrontThigh),
            (StraightLegRaise | Popliteal, Side::Right) => Some(PainSite::BackThigh),
            _ => None,
        };
        if let Some(site) = tight {
            finding.pain_site = Some(site);
            finding.sensation = Some(Sensation::Stretch);
            finding.end_feel = Some(EndFeel::Springy);
        }
    }
    Assessment {
        person: Person { age_years: Some(34), sex: Sex::Male, height_m: Some(1.78), mass_kg: Some(76.0) },
        safety: healthy(knowledge),
        baseline: Vec::new(),
        goals: ["squat_deep", "run"].map(Into::into).to_vec(),
        feels_tight: false,
        constraints: Constraints {
            minutes_per_session: 25,
            sessions_per_week: 4,
            equipment: BTreeSet::from([
                Equipment::Mat,
                Equipment::Wall,
                Equipment::Chair,
                Equipment::Band,
                Equipment::MiniBand,
                Equipment::Strap,
                Equipment::Step,
                Equipment::Table,
                Equipment::Dowel,
                Equipment::Pillow,
            ]),
        },
        findings,
        day: Some(first_day()),
    }
}

/// Every safety question answered with no.
fn healthy(knowledge: &Knowledge) -> BTreeMap<coxa::vocabulary::QuestionId, Answer> {
    let guard = &knowledge.guard;
    let flags = guard.flags.iter().flat_map(|flag| &flag.questions);
    let questions = flags.chain(guard.precautions.iter().map(|precaution| &precaution.question));
    questions.map(|question| (question.id.clone(), Answer::No)).collect()
}

fn finding(test: Test, side: Side, mode: Mode, value: f64) -> Finding {
    Finding {
        test,
        side,
        mode,
        quantity: None,
        variant: None,
        value,
        standard_error: None,
        instrument: Instrument::Goniometer,
        pelvis_controlled: PelvisControlled::Yes,
        pain_nrs: Some(0),
        pain_site: None,
        sensation: None,
        end_feel: None,
        form_kept: None,
        day: Some(first_day()),
        provenance: Provenance::default(),
        caveats: Vec::new(),
    }
}
