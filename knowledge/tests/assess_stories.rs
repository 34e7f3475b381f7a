//! Short stories of people assessed with the real tables: what must follow from what was found, and what must not.

use coxa::assess::{ChangeKind, Frame, Naming, Pattern, StretchVerdict, assess};
use coxa::vocabulary::{
    Assessment, CaveatKind, Direction, Finding, Instrument, Interval, Mechanism, Mode, PainSite, PelvisControlled,
    Quantity, Sensation, Sex, Side, Test,
};
use coxa_knowledge::knowledge;

use told::{allowing, finding, ordinary, passive, pattern_of, screen, someone, verdict, with};

#[allow(dead_code, reason = "shared between stories")]
mod told;

fn belief(pattern: &Pattern, side: Side, mechanism: Mechanism) -> f64 {
    let found = pattern.sides.get(side).beliefs.iter().find(|belief| belief.mechanism == mechanism);
    found.map_or(0.0, |belief| belief.probability)
}

fn entropy(pattern: &Pattern, side: Side) -> f64 {
    let own = pattern.sides.get(side);
    let shares = own.beliefs.iter().filter(|belief| belief.end_range).map(|belief| belief.probability);
    shares.chain([own.none_probability]).filter(|p| *p > 0.0).map(|p| -p * libm::log(p)).sum()
}

/// Rounding of sums whose terms come in another order.
const ROUNDING: f64 = 1e-9;

#[test]
fn nobody_measured_is_nobody_assessed() {
    let pattern = pattern_of(&someone(Vec::new()));
    for side in Side::ALL {
        assert_eq!(pattern.sides.get(side).naming, Naming::NotAssessed);
        assert!(pattern.sides.get(side).directions.iter().all(|state| state.stretch == StretchVerdict::NotMeasured));
    }
    assert!(!pattern.next_tests.is_empty(), "something is worth testing first");
}

#[test]
fn beliefs_and_none_sum_to_one_for_any_single_finding() {
    for row in &knowledge().assess.expected {
        for value in [-180.0, row.mean - 3.0 * row.sd, row.mean, 180.0, f64::NAN, f64::INFINITY, 1e300] {
            let pattern = pattern_of(&someone(vec![finding(row.test, row.mode, Side::Left, value)]));
            for side in Side::ALL {
                let own = pattern.sides.get(side);
                let sum: f64 = own.beliefs.iter().filter(|b| b.end_range).map(|b| b.probability).sum();
                assert!((sum + own.none_probability - 1.0).abs() < ROUNDING, "{} {value}: {sum}", row.id);
            }
        }
    }
}

#[test]
fn an_ordinary_hip_is_called_unrestricted() {
    let pattern = pattern_of(&someone(ordinary()));
    for side in Side::ALL {
        let own = pattern.sides.get(side);
        assert_eq!(own.naming, Naming::NoRestriction, "{:?}", own.sentences);
    }
}

#[test]
fn a_lower_straight_leg_raise_never_makes_short_hamstrings_less_likely() {
    let mut before = 0.0;
    for lost in 0..=20 {
        let lost = f64::from(lost) * 2.0;
        let mut findings = ordinary();
        for (test, mean) in [(Test::StraightLegRaise, 73.0), (Test::Popliteal, 57.0)] {
            findings = with(findings, passive(test, Side::Right, mean - lost));
        }
        let now = belief(&pattern_of(&someone(findings)), Side::Right, Mechanism::Hamstrings);
        // Beyond certainty the misfit of the other side lets a little doubt return.
        assert!(now >= before - 0.005, "{lost} degrees lost: {now:.3} after {before:.3}");
        before = f64::max(before, now);
    }
    assert!(before > 0.8, "forty degrees leave no doubt: {before:.2}");
}

#[test]
fn swapping_sides_swaps_the_pattern() {
    let findings = with(ordinary(), passive(Test::InternalRotation90, Side::Left, 18.0));
    let findings = with(findings, passive(Test::ExtensionKneeBent, Side::Right, -9.0));
    let swapped = findings.iter().map(|own| Finding { side: own.side.other(), ..own.clone() }).collect();
    let (one, other) = (pattern_of(&someone(findings)), pattern_of(&someone(swapped)));
    for side in Side::ALL {
        for mechanism in Mechanism::ALL {
            let (a, b) = (belief(&one, side, *mechanism), belief(&other, side.other(), *mechanism));
            assert!((a - b).abs() < ROUNDING, "{side} {mechanism}: {a} and {b}");
        }
        assert_eq!(one.sides.get(side).naming, other.sides.get(side.other()).naming);
    }
}

#[test]
fn the_order_of_findings_changes_nothing() {
    let mut findings = with(ordinary(), passive(Test::Ober, Side::Left, 4.0));
    findings.push(Finding { instrument: Instrument::Phone, ..passive(Test::Ober, Side::Left, 7.0) });
    findings.push(passive(Test::Ober, Side::Left, 5.0));
    let one = pattern_of(&someone(findings.clone()));
    findings.reverse();
    assert_eq!(one, pattern_of(&someone(findings)));
}

#[test]
fn leaving_tests_out_leaves_more_open_on_average() {
    let all = with(ordinary(), passive(Test::StraightLegRaise, Side::Right, 50.0));
    let all = with(all, passive(Test::Popliteal, Side::Right, 36.0));
    let full = entropy(&pattern_of(&someone(all.clone())), Side::Right);
    let tests: Vec<Test> = knowledge().assess.expected.iter().map(|row| row.test).collect();
    let mut left_out: Vec<f64> = Vec::new();
    for test in tests {
        let fewer: Vec<Finding> = all.iter().filter(|own| own.test != test).cloned().collect();
        left_out.push(entropy(&pattern_of(&someone(fewer)), Side::Right));
    }
    let mean = left_out.iter().sum::<f64>() / left_out.len() as f64;
    assert!(mean > full, "{mean:.3} nats without a test, {full:.3} with all");
}

#[test]
fn a_demand_of_another_frame_leaves_a_caveat_and_no_gap() {
    let mut assessment = someone(vec![passive(Test::FlexionKneeBent, Side::Left, 90.0)]);
    assessment.goals = vec!["squat_deep".into()];
    let pattern = pattern_of(&assessment);
    let gap = pattern
        .demand_gaps
        .iter()
        .find(|gap| gap.side == Side::Left && gap.direction == Direction::Flexion)
        .expect("the squat asks for flexion");
    assert_eq!(gap.frame, Frame::PelvisReferenced);
    assert_eq!(gap.gap_deg, None);
    assert!(gap.caveats.iter().any(|caveat| caveat.kind == CaveatKind::ReferenceFrame));

    assessment.findings.push(screen(Test::DeepSquat, Quantity::HipFlexion, Side::Left, 60.0));
    let pattern = pattern_of(&assessment);
    let closed = pattern.demand_gaps.iter().find(|gap| gap.side == Side::Left && gap.gap_deg.is_some());
    let gap = closed.and_then(|gap| gap.gap_deg).expect("the screen is in the frame of the demand");
    assert!(gap.low > 0.0, "60 degrees are short of what nearly everybody needs");
}

#[test]
fn a_task_without_numbers_says_so() {
    let mut assessment = someone(ordinary());
    assessment.goals = vec!["sport_climbing_high_step".into()];
    let pattern = pattern_of(&assessment);
    assert!(!pattern.demand_gaps.is_empty());
    for gap in &pattern.demand_gaps {
        assert_eq!(gap.gap_deg, None);
        assert!(gap.caveats.iter().any(|caveat| caveat.kind == CaveatKind::NoDemand));
    }
}

#[test]
fn a_thomas_test_with_a_free_pelvis_tells_little() {
    let told = |pelvis: PelvisControlled| {
        let short = Finding { pelvis_controlled: pelvis, ..passive(Test::ExtensionKneeBent, Side::Right, -6.0) };
        let pattern = pattern_of(&someone(vec![short]));
        let deficit = pattern.deficits[0].clone();
        (deficit.probability_short.expect("a norm with a spread"), deficit)
    };
    let (held, _) = told(PelvisControlled::Yes);
    let (free, deficit) = told(PelvisControlled::No);
    assert!(held > free, "{held:.2} held, {free:.2} free");
    assert!(deficit.caveats.iter().any(|caveat| caveat.kind == CaveatKind::PelvisNotControlled));
}

#[test]
fn a_positive_fadir_confirms_nothing_and_asks_for_care() {
    let fadir = |pain: u8, sensation: Sensation| Finding {
        pain_nrs: Some(pain),
        pain_site: Some(PainSite::Groin),
        sensation: Some(sensation),
        ..passive(Test::Fadir, Side::Right, 28.0)
    };
    let with_fadir = |fadir: Finding| pattern_of(&someone(with(ordinary(), fadir)));
    let (plain, positive) =
        (with_fadir(passive(Test::Fadir, Side::Right, 28.0)), with_fadir(fadir(3, Sensation::Pinch)));
    let negative = with_fadir(fadir(0, Sensation::Stretch));
    assert_eq!(plain.sides.right.fadir_positive, None);
    assert_eq!(positive.sides.right.fadir_positive, Some(true));
    assert_eq!(negative.sides.right.fadir_positive, Some(false));
    for mechanism in Mechanism::ALL.iter().filter(|mechanism| mechanism.is_end_range()) {
        let (a, b) = (belief(&plain, Side::Right, *mechanism), belief(&positive, Side::Right, *mechanism));
        assert!((a - b).abs() < ROUNDING, "{mechanism}: {a} without, {b} with a positive test");
    }
    let irritated = |pattern: &Pattern| belief(pattern, Side::Right, Mechanism::JointIrritation);
    let prior = knowledge().assess.signatures.iter().find(|row| row.mechanism == Mechanism::JointIrritation);
    let prior = prior.expect("a row for every mechanism").prior.value;
    assert!((irritated(&positive) - prior).abs() < ROUNDING, "a positive test leaves the odds as they were");
    assert!(irritated(&negative) < prior, "a negative one lowers them");
    assert_eq!(verdict(&positive, Side::Right, Direction::InternalRotation), StretchVerdict::Shape);
}

#[test]
fn feeling_tight_with_a_usual_range_is_its_own_way() {
    let mut assessment = someone(ordinary());
    assessment.feels_tight = true;
    let pattern = pattern_of(&assessment);
    assert!(pattern.sides.left.feels_tight_range_normal);
    let tolerant = belief(&pattern, Side::Left, Mechanism::LoadTolerance);
    assert!(tolerant > 0.5, "load tolerance {tolerant:.2}");
    assessment.findings = with(assessment.findings, passive(Test::StraightLegRaise, Side::Left, 40.0));
    assert!(!pattern_of(&assessment).sides.left.feels_tight_range_normal, "a short hip is short, not just tight");
}

#[test]
fn a_range_beyond_the_norm_is_never_stretched() {
    let pattern = pattern_of(&someone(with(ordinary(), passive(Test::Abduction, Side::Left, 70.0))));
    assert_eq!(verdict(&pattern, Side::Left, Direction::Abduction), StretchVerdict::Beyond);
    let mut loose = ordinary();
    for test in [Test::Abduction, Test::StraightLegRaise, Test::ExternalRotation90, Test::ExtensionKneeStraight] {
        let row = knowledge().assess.expected.iter().find(|row| row.test == test).expect("a row");
        loose = with(loose, passive(test, Side::Left, row.mean + 4.0 * row.sd));
    }
    let pattern = pattern_of(&someone(loose));
    assert!(belief(&pattern, Side::Left, Mechanism::Instability) > 0.5);
    for direction in Direction::ALL {
        assert_eq!(verdict(&pattern, Side::Left, *direction), StretchVerdict::Beyond, "{direction}");
    }
}

#[test]
fn values_of_two_instruments_are_not_a_change() {
    let earlier = [passive(Test::StraightLegRaise, Side::Left, 50.0)];
    let now = |instrument: Instrument, value: f64| {
        let assessment = someone(vec![Finding { instrument, ..passive(Test::StraightLegRaise, Side::Left, value) }]);
        assess(&assessment, &earlier, &allowing(|_| true), &knowledge().assess).changes[0].clone()
    };
    assert_eq!(now(Instrument::Phone, 75.0).kind, ChangeKind::NotComparable);
    assert_eq!(now(Instrument::Goniometer, 75.0).kind, ChangeKind::Improved);
    assert_eq!(now(Instrument::Goniometer, 25.0).kind, ChangeKind::Worse);
    let within = now(Instrument::Goniometer, 50.0);
    let edge = now(Instrument::Goniometer, 50.0 + within.mdc95);
    assert_eq!(edge.kind, ChangeKind::WithinError, "a change of exactly the error is none");
}

#[test]
fn two_methods_in_one_assessment_are_told_and_not_averaged() {
    let mut findings = vec![Finding { standard_error: Some(2.0), ..passive(Test::Abduction, Side::Left, 30.0) }];
    findings.push(Finding {
        instrument: Instrument::Visual,
        standard_error: Some(6.0),
        ..passive(Test::Abduction, Side::Left, 34.0)
    });
    let pattern = pattern_of(&someone(findings));
    let deficit = &pattern.deficits[0];
    assert!((deficit.measured.estimate - 30.0).abs() < ROUNDING);
    assert!(deficit.caveats.iter().any(|caveat| caveat.kind == CaveatKind::MethodsMixed));
}

#[test]
fn an_active_range_beyond_the_passive_one_is_contradictory() {
    let findings = vec![
        passive(Test::StraightLegRaise, Side::Left, 50.0),
        finding(Test::StraightLegRaise, Mode::Active, Side::Left, 80.0),
    ];
    let pattern = pattern_of(&someone(findings));
    assert!(pattern.caveats.iter().any(|caveat| caveat.kind == CaveatKind::ContradictoryFindings));
}

#[test]
fn only_allowed_tests_are_proposed_and_supervised_ones_say_so() {
    let findings = vec![passive(Test::StraightLegRaise, Side::Left, 55.0)];
    let pattern = assess(
        &someone(findings.clone()),
        &[],
        &allowing(|test| test == Test::Popliteal || test == Test::Fadir),
        &knowledge().assess,
    );
    assert!(!pattern.next_tests.is_empty());
    for next in &pattern.next_tests {
        assert!(matches!(next.test, Test::Popliteal | Test::Fadir), "{:?}", next.test);
        assert_eq!(next.text.contains("clinician"), next.test == Test::Fadir, "{}", next.text);
    }
    let none = assess(&someone(findings), &[], &allowing(|_| false), &knowledge().assess);
    assert!(none.next_tests.is_empty());
}

#[test]
fn an_older_adult_who_is_not_short_is_not_told_to_stretch_the_hip_flexors() {
    let mut assessment = someone(ordinary());
    assessment.person.age_years = Some(72);
    let told = |assessment: &Assessment| pattern_of(assessment).sides.left.sentences.join(" ");
    assert!(told(&assessment).contains("hip flexors"));
    assessment.person.age_years = Some(30);
    assert!(!told(&assessment).contains("hip flexors"));
}

#[test]
fn norms_that_were_only_recalled_are_marked() {
    let mut assessment = someone(vec![passive(Test::StraightLegRaise, Side::Left, 60.0)]);
    assessment.person.sex = Sex::Female;
    let pattern = pattern_of(&assessment);
    assert!(pattern.deficits[0].caveats.iter().any(|caveat| caveat.kind == CaveatKind::UnconfirmedEvidence));
    let told = |caveat: &&coxa::vocabulary::Caveat| caveat.text.contains("unconfirmed");
    assert_eq!(pattern.caveats.iter().filter(told).count(), 1, "one doubt for all of them");
}

#[test]
fn the_reason_of_a_contrast_shows_its_numbers() {
    let findings = with(ordinary(), passive(Test::ExtensionKneeBent, Side::Right, -2.0));
    let findings = with(findings, passive(Test::ExtensionKneeStraight, Side::Right, 12.0));
    let pattern = pattern_of(&someone(findings));
    let thomas = pattern.contrasts.iter().find(|c| c.contrast == "c_thomas_knee" && c.side == Side::Right);
    let text = &thomas.expect("both tests were done").text;
    assert!(text.contains("improved 14°") && text.contains("8° needed") && text.contains("rectus femoris"), "{text}");
    let held = pattern.contrasts.iter().find(|c| c.contrast == "c_ely" && c.side == Side::Right);
    assert!(held.expect("Ely was done").text.contains("does not hold"), "disagreement is kept");
}

#[test]
fn what_angles_cannot_show_is_never_named() {
    for mechanism in [Mechanism::CapsuleMedial, Mechanism::CapsulePosterior, Mechanism::GluteusMaximus] {
        let row = knowledge().assess.signatures.iter().find(|row| row.mechanism == mechanism).expect("a row");
        let findings = knowledge()
            .assess
            .expected
            .iter()
            .map(|expected| {
                let own = row.effects.iter().find(|(test, mode, _)| (*test, *mode) == (expected.test, expected.mode));
                let moved = expected.mean + 3.0 * own.map_or(0.0, |(.., effect)| *effect) * expected.sd;
                finding(expected.test, expected.mode, Side::Right, moved)
            })
            .collect();
        let pattern = pattern_of(&someone(findings));
        assert!(belief(&pattern, Side::Right, mechanism) > 0.3, "it is believed in");
        assert_ne!(pattern.sides.right.naming, Naming::Mechanism(mechanism));
    }
}

/// A deterministic stream of numbers below `limit`.
fn stream(mut state: u64) -> impl FnMut(usize) -> usize {
    move |limit| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % limit.max(1)
    }
}

#[test]
fn no_heap_of_absurd_findings_makes_a_number_that_is_not_finite() {
    let mut next = stream(7);
    let values = [0.0, -90.0, 45.0, 120.0, 179.0, -180.0, 1e6, -1e300, f64::NAN, f64::INFINITY];
    let errors = [None, Some(0.0), Some(-3.0), Some(1e-9), Some(4.0), Some(1e9), Some(f64::NAN)];
    for _ in 0..40 {
        let mut findings = Vec::new();
        for _ in 0..next(40) {
            let test = Test::ALL[next(Test::ALL.len())];
            findings.push(Finding {
                standard_error: errors[next(errors.len())],
                instrument: Instrument::ALL[next(Instrument::ALL.len())],
                pelvis_controlled: PelvisControlled::ALL[next(PelvisControlled::ALL.len())],
                pain_nrs: [None, Some(0), Some(255)][next(3)],
                pain_site: [None, Some(PainSite::Groin)][next(2)],
                sensation: [None, Some(Sensation::GivingWay)][next(2)],
                quantity: [None, None, Some(Quantity::ALL[next(Quantity::ALL.len())])][next(3)],
                variant: [None, None, Some("heels_raised".to_string())][next(3)].clone(),
                // Any mode, also those the test does not have.
                ..finding(test, Mode::ALL[next(Mode::ALL.len())], Side::ALL[next(2)], values[next(values.len())])
            });
        }
        let mut assessment = someone(findings.clone());
        assessment.goals = vec!["squat_deep".into(), "no_such_goal".into(), "squat_deep".into()];
        assessment.person.age_years = [None, Some(0), Some(255), Some(40)][next(4)];
        assessment.person.sex = Sex::ALL[next(3)];
        let pattern = assess(&assessment, &findings, &allowing(|_| true), &knowledge().assess);
        for (_, own) in pattern.sides.iter() {
            let sum: f64 = own.beliefs.iter().filter(|b| b.end_range).map(|b| b.probability).sum();
            assert!((sum + own.none_probability - 1.0).abs() < ROUNDING, "beliefs sum to {sum}");
            for belief in &own.beliefs {
                assert!((0.0..=1.0).contains(&belief.probability), "{belief:?}");
                for cost in &belief.costs {
                    let Interval { estimate, low, high } = cost.degrees;
                    assert!(low <= estimate && estimate <= high && (high - low).is_finite(), "{cost:?}");
                }
            }
            for state in &own.directions {
                assert!((0.0..=1.0).contains(&state.shape_probability), "{state:?}");
            }
        }
        for contrast in &pattern.contrasts {
            assert!((0.0..=1.0).contains(&contrast.holds), "{contrast:?}");
        }
        for deficit in pattern.deficits.iter().filter_map(|deficit| deficit.z) {
            assert!(deficit.is_finite());
        }
    }
}
