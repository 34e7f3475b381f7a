//! The screens as written in the tables, on movements played from a script.

use coxa::measure::{MeasureOptions, MovementKind, MovementScript, RepetitionScript, measure, synthesise};
use coxa::skeleton::Base;
use coxa::skeleton::figure::{self, Figure, Labels};
use coxa::vocabulary::{Angle, BySide, Quantity, Side, Test};

/// Standard errors within which a planted value must be found again.
const SIGMAS: f64 = 4.0;

fn script(kind: MovementKind, left_deg: f64, right_deg: f64) -> MovementScript {
    let peak = BySide { left: Angle::from_deg(left_deg), right: Angle::from_deg(right_deg) };
    MovementScript {
        name: "played".into(),
        kind,
        side: Side::Right,
        rate_hz: 60.0,
        repetition_s: 2.5,
        rest_s: 1.0,
        repetitions: vec![RepetitionScript { peak }; 5],
        back_swing: Angle::from_deg(12.0),
        pelvis_at_peak: Angle::from_deg(20.0),
        lumbar_at_peak: Angle::from_deg(28.0),
        knee_valgus_at_peak: BySide { left: Angle::from_deg(14.0), right: Angle::from_deg(4.0) },
        noise: Angle::from_deg(1.0),
        seed: 3,
    }
}

#[test]
fn each_played_movement_is_recognised_as_what_it_is_and_read_right() {
    let cases = [
        (MovementKind::Squat, Test::DeepSquat, Quantity::HipFlexion, 104.0),
        (MovementKind::LegSwing, Test::LegSwing, Quantity::HipFlexion, 62.0),
        (MovementKind::SideSwing, Test::LegSwing, Quantity::HipAbduction, 38.0),
    ];
    let knowledge = &coxa_knowledge::knowledge().measure;
    for (kind, test, quantity, planted) in cases {
        let motion = synthesise(&script(kind, planted - 6.0, planted));
        let found = measure(&motion, &MeasureOptions::default(), knowledge).expect("measurable");
        assert!(!found.findings.is_empty() && found.findings.iter().all(|f| f.test == test), "{kind}: {found:#?}");
        let wanted = |f: &&coxa::vocabulary::Finding| f.side == Side::Right && f.quantity == Some(quantity);
        let finding = found.findings.iter().find(wanted).unwrap_or_else(|| panic!("{kind}: {found:#?}"));
        let error = finding.standard_error.expect("a standard error");
        assert!((finding.value - planted).abs() < SIGMAS * error, "{kind}: {} ± {error}", finding.value);
    }
}

#[test]
fn planted_compensations_are_seen_on_their_own_side() {
    use coxa::measure::Seen;
    let motion = synthesise(&script(MovementKind::Squat, 98.0, 104.0));
    let knowledge = &coxa_knowledge::knowledge().measure;
    let found = measure(&motion, &MeasureOptions::default(), knowledge).expect("measurable");
    let seen = |side: Side, quantity: Quantity| {
        let result = found.screens.iter().find(|screen| screen.side == side).expect("both sides");
        result.compensations.iter().find(|c| c.quantity == quantity).map(|c| c.seen)
    };
    assert_eq!(seen(Side::Left, Quantity::KneeValgus), Some(Seen::Beyond));
    assert_eq!(seen(Side::Right, Quantity::KneeValgus), Some(Seen::Within));
    assert_eq!(seen(Side::Left, Quantity::LumbarFlexion), Some(Seen::Beyond));
}

#[test]
fn every_drill_draws() {
    let knowledge = coxa_knowledge::knowledge();
    let proportions = knowledge.measure.proportions.as_ref().expect("the skeleton's table");
    let mut bases = std::collections::BTreeSet::<Base>::new();
    for drill in &knowledge.prescribe.drills {
        bases.insert(drill.base);
        let drawn = figure::svg(
            &Figure {
                title: drill.name.clone(),
                description: String::new(),
                base: drill.base,
                start: drill.start,
                end: drill.end,
                view: None,
                labels: Labels::default(),
            },
            proportions,
        );
        assert!(drawn.starts_with("<svg") && drawn.ends_with("</svg>") && !drawn.contains("NaN"), "{}", drill.id);
    }
    assert_eq!(bases.len(), Base::ALL.len(), "a base no drill uses");
}
