//! What may be stretched, what is missing for a task, what is doubted: told of people with the real tables.

use coxa::assess::{StretchVerdict, assess};
use coxa::vocabulary::{CaveatKind, Direction, Finding, Instrument, Mechanism, Mode, PainSite, Quantity, Side, Test};
use coxa_knowledge::knowledge;

use told::{allowing, finding, ordinary, passive, pattern_of, screen, someone, verdict, with};

#[allow(dead_code, reason = "shared between stories")]
mod told;

fn gap(assessment: &coxa::vocabulary::Assessment, direction: Direction) -> coxa::assess::DemandGap {
    let pattern = pattern_of(assessment);
    let own = |gap: &&coxa::assess::DemandGap| gap.side == Side::Left && gap.direction == direction;
    assert_eq!(pattern.demand_gaps.iter().filter(own).count(), 1, "one row for each goal and direction");
    pattern.demand_gaps.iter().find(own).expect("the goal asks for it").clone()
}

#[test]
fn only_the_task_itself_shows_what_a_person_has_for_it() {
    let mut assessment = someone(vec![screen(Test::LegSwing, Quantity::HipFlexion, Side::Left, 60.0)]);
    assessment.goals = vec!["squat_deep".into()];
    assert_eq!(gap(&assessment, Direction::Flexion).gap_deg, None, "a swing need not go deep");
    assessment.findings.push(screen(Test::DeepSquat, Quantity::HipFlexion, Side::Left, 60.0));
    let found = gap(&assessment, Direction::Flexion).gap_deg.expect("the squat is the task");
    assert!(found.high - found.low > 50.0, "people differ in what a squat takes of them: {found:?}");
}

#[test]
fn a_task_that_is_not_reached_does_not_make_a_usual_range_short() {
    let mut assessment = someone(ordinary());
    assessment.goals = vec!["squat_deep".into()];
    assessment.findings.push(screen(Test::DeepSquat, Quantity::HipFlexion, Side::Left, 40.0));
    assert!(gap(&assessment, Direction::Flexion).gap_deg.is_some_and(|gap| gap.low > 0.0));
    assert_eq!(verdict(&pattern_of(&assessment), Side::Left, Direction::Flexion), StretchVerdict::NotShort);
    // A range that is possibly short is worth stretching for the task, and not without it.
    assessment.findings = with(assessment.findings, passive(Test::FlexionKneeBent, Side::Left, 118.0));
    assert_eq!(verdict(&pattern_of(&assessment), Side::Left, Direction::Flexion), StretchVerdict::Useful);
    assessment.goals.clear();
    assert_eq!(verdict(&pattern_of(&assessment), Side::Left, Direction::Flexion), StretchVerdict::NotShort);
}

#[test]
fn what_walking_asks_is_taken_from_people_of_the_same_age() {
    let mut assessment = someone(Vec::new());
    assessment.goals = vec!["walk_level".into()];
    for (age, asked) in [(Some(25), 20.4), (Some(70), 14.3), (Some(50), 10.0), (None, 10.0)] {
        assessment.person.age_years = age;
        assert_eq!(gap(&assessment, Direction::Extension).demand_deg, Some(asked), "{age:?}");
    }
}

#[test]
fn one_usual_test_does_not_make_a_tight_hip_normal() {
    let mut assessment = someone(vec![passive(Test::StraightLegRaise, Side::Left, 75.0)]);
    assessment.feels_tight = true;
    let pattern = pattern_of(&assessment);
    assert!(!pattern.sides.left.feels_tight_range_normal && !pattern.sides.right.feels_tight_range_normal);
    assert!(!pattern.contrasts.iter().any(|contrast| contrast.contrast == "c_tight_not_short"));
}

#[test]
fn a_hypermobile_or_pinching_hip_is_kept_safe_where_it_was_not_measured() {
    let mut loose: Vec<Finding> = Vec::new();
    for test in [Test::Abduction, Test::StraightLegRaise, Test::ExternalRotation90, Test::ExtensionKneeStraight] {
        let row = knowledge().assess.expected.iter().find(|row| row.test == test).expect("a row");
        loose.push(passive(test, Side::Left, row.mean + 4.0 * row.sd));
    }
    assert_eq!(verdict(&pattern_of(&someone(loose)), Side::Left, Direction::Flexion), StretchVerdict::Beyond);
    let fadir =
        Finding { pain_nrs: Some(4), pain_site: Some(PainSite::Groin), ..passive(Test::Fadir, Side::Left, 28.0) };
    let pattern = pattern_of(&someone(vec![fadir]));
    for direction in [Direction::Flexion, Direction::Adduction, Direction::InternalRotation] {
        assert_eq!(verdict(&pattern, Side::Left, direction), StretchVerdict::Shape, "{direction}");
    }
    let told = pattern.sides.left.sentences.join(" ");
    assert!(told.contains("likelihood ratios"), "{told}");
}

#[test]
fn a_contrast_that_fails_speaks_for_nothing() {
    for contrast in &knowledge().assess.contrasts {
        for mechanism in &contrast.against {
            assert_eq!(contrast.log_ratio(*mechanism, 0.0), None, "{}", contrast.id);
            let against = contrast.log_ratio(*mechanism, 1.0).unwrap_or(0.0);
            assert!((against + contrast.lr_holds.value.ln()).abs() < 1e-9, "{}", contrast.id);
        }
        for mechanism in &contrast.favours {
            assert!(contrast.log_ratio(*mechanism, 0.0).is_some_and(|ratio| ratio < 1e-9), "{}", contrast.id);
        }
    }
}

#[test]
fn what_a_stance_shows_of_the_shape_counts_for_the_shape_of_each_direction() {
    let mut findings = with(ordinary(), passive(Test::InternalRotation90, Side::Left, 24.0));
    findings.push(screen(Test::DeepSquat, Quantity::HipFlexion, Side::Left, 80.0));
    let shape = |findings: Vec<Finding>| {
        let pattern = pattern_of(&someone(findings));
        let own = |state: &&coxa::assess::DirectionState| state.direction == Direction::InternalRotation;
        pattern.sides.left.directions.iter().find(own).expect("every direction").shape_probability
    };
    let stance = |deg: f64| Finding {
        variant: Some("wide_toe_out".into()),
        ..screen(Test::DeepSquat, Quantity::HipFlexion, Side::Left, deg)
    };
    let plain = shape(findings.clone());
    let better = shape([findings.clone(), vec![stance(105.0)]].concat());
    let alike = shape([findings, vec![stance(80.0)]].concat());
    assert!(alike < plain && plain < better, "{alike:.3} alike, {plain:.3} not tried, {better:.3} better");
}

#[test]
fn a_test_that_reads_another_angle_still_makes_its_direction_short() {
    for (test, value, direction) in [
        (Test::Popliteal, 30.0, Direction::FlexionKneeStraight),
        (Test::Ely, 100.0, Direction::ExtensionKneeBent),
        (Test::Faber, 20.0, Direction::ExternalRotation),
    ] {
        let findings = vec![passive(test, Side::Right, value)];
        for findings in [findings.clone(), with(ordinary(), findings[0].clone())] {
            let pattern = pattern_of(&someone(findings));
            assert_eq!(verdict(&pattern, Side::Right, direction), StretchVerdict::Useful, "{test}");
            let own = |state: &&coxa::assess::DirectionState| state.direction == direction;
            let state = pattern.sides.right.directions.iter().find(own).expect("every direction");
            let short = state.deficit_deg.expect("in degrees of the direction").estimate;
            assert!((10.0..35.0).contains(&short), "{test}: {short:.0}");
        }
    }
}

#[test]
fn each_test_has_one_line_from_which_range_is_borrowed() {
    let exact = |mode: Mode, test: Test, value: f64| Finding {
        standard_error: Some(2.0),
        ..finding(test, mode, Side::Left, value)
    };
    let borrowed = |test: Test, direction: Direction, passive: f64, gap: f64| {
        let pattern =
            pattern_of(&someone(vec![exact(Mode::Passive, test, passive), exact(Mode::Active, test, passive - gap)]));
        let own = |state: &&coxa::assess::DirectionState| state.direction == direction;
        pattern.sides.left.directions.iter().find(own).expect("every direction").borrowed_deg
    };
    assert_eq!(borrowed(Test::StraightLegRaise, Direction::FlexionKneeStraight, 80.0, 18.0), None);
    assert!(borrowed(Test::StraightLegRaise, Direction::FlexionKneeStraight, 80.0, 22.0).is_some());
    assert!(borrowed(Test::Abduction, Direction::Abduction, 42.0, 18.0).is_some());
}

#[test]
fn of_several_readings_of_a_variant_the_one_that_gains_least_counts() {
    let depth = |value: f64, variant: Option<&str>| Finding {
        variant: variant.map(Into::into),
        ..screen(Test::DeepSquat, Quantity::DepthPctLegLength, Side::Left, value)
    };
    let holds = |others: &[f64]| {
        let mut findings = vec![depth(52.0, None)];
        findings.extend(others.iter().map(|other| depth(*other, Some("heels_raised"))));
        let pattern = pattern_of(&someone(findings));
        let own = |contrast: &&coxa::assess::ContrastResult| contrast.contrast == "c_squat_heel_depth";
        pattern.contrasts.iter().find(own).expect("tested").holds
    };
    assert!(holds(&[30.0]) > 0.9);
    assert!(holds(&[30.0, 51.0]) < 0.2 && holds(&[51.0, 30.0]) < 0.2);
}

#[test]
fn an_error_in_degrees_is_not_taken_for_one_in_percent() {
    let by_camera = Finding {
        instrument: Instrument::CameraMulti,
        standard_error: None,
        ..screen(Test::DeepSquat, Quantity::DepthPctLegLength, Side::Left, 40.0)
    };
    let found = pattern_of(&someone(vec![by_camera])).deficits[0].measured;
    let row = knowledge().measure.errors.iter().find(|row| row.id == "err_camera_multi_deep_squat").expect("a row");
    let half = 0.5 * (found.high - found.low);
    assert!((half - 1.645 * row.standard_error).abs() > 0.5, "{half:.2}");
}

#[test]
fn contradictory_readings_are_named_and_doubted() {
    let twice =
        vec![passive(Test::ExtensionKneeBent, Side::Left, -8.0), passive(Test::ExtensionKneeBent, Side::Left, 25.0)];
    let pattern = pattern_of(&someone(twice));
    let told = |caveat: &&coxa::vocabulary::Caveat| caveat.kind == CaveatKind::ContradictoryFindings;
    let text = &pattern.caveats.iter().find(told).expect("told for the whole").text;
    assert!(text.contains("-8") && text.contains("25") && text.contains("repeat"), "{text}");
    let measured = pattern.deficits[0].measured;
    assert!(measured.low < -8.0 && 25.0 < measured.high, "{measured:?}");
}

#[test]
fn a_next_test_is_proposed_in_plain_words() {
    let findings = vec![passive(Test::StraightLegRaise, Side::Left, 55.0)];
    let pattern = assess(&someone(findings), &[], &allowing(|_| true), &knowledge().assess);
    for next in &pattern.next_tests {
        let much = if next.expected_information < 0.2 { "a little" } else { "a lot" };
        assert!(next.text.contains(much) && !next.text.contains("nats"), "{}", next.text);
    }
    let said = [pattern.sides.left.sentences.join(" "), pattern.sides.right.sentences.join(" ")].join(" ");
    assert!(!said.contains("left left") && !said.contains("left: left"), "{said}");
    let irritated = pattern.sides.left.beliefs.iter().any(|belief| belief.mechanism == Mechanism::JointIrritation);
    assert!(!irritated, "nothing was asked about it");
}
