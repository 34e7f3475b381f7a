//! Home tests as rows: what a person types becomes findings, and every test is drawn and shown.

use std::collections::BTreeMap;

use coxa::assess::{Position, Typed, TypedError};
use coxa::skeleton::figure::{self, Figure, Labels};
use coxa::vocabulary::{Answer, CaveatKind, Finding, Instrument, PelvisControlled, Quantity, Side, Test};
use coxa_knowledge::knowledge;

use told::{home_test, pattern_of, someone, typed_at_home};

#[allow(dead_code, reason = "shared between stories")]
mod told;

#[test]
fn a_lifted_back_makes_the_home_thomas_value_uncontrolled_and_a_flat_one_controlled() {
    let row = home_test("home_thomas_knee_bent");
    assert_eq!(row.position, Position::SupineEdge);
    assert_eq!(row.checks[0].id, "pelvis_stayed");
    assert!(row.checks[0].ask.contains("lower back lift"));
    let of = |answer: Option<Answer>| {
        let checks: BTreeMap<String, Answer> =
            answer.into_iter().map(|answer| ("pelvis_stayed".to_string(), answer)).collect();
        let typed = Typed {
            side: Side::Left,
            value: -6.0,
            instrument: Instrument::Phone,
            checks: &checks,
            pain_nrs: None,
            pain_site: None,
            sensation: None,
            day: None,
        };
        let findings = row.findings(&typed).expect("a believable value");
        assert_eq!((findings.len(), findings[0].side, findings[0].test), (1, Side::Left, Test::ExtensionKneeBent));
        findings[0].pelvis_controlled
    };
    assert_eq!(of(Some(Answer::Yes)), PelvisControlled::No);
    assert_eq!(of(Some(Answer::No)), PelvisControlled::Yes);
    assert_eq!(of(Some(Answer::Unknown)), PelvisControlled::Unknown);
    assert_eq!(of(None), PelvisControlled::Unknown);
}

#[test]
fn a_value_that_no_body_shows_or_no_instrument_reads_is_refused_with_what_to_do() {
    let row = home_test("home_turn_in_active");
    let none = BTreeMap::new();
    let typed = |value: f64, instrument: Instrument| Typed {
        side: Side::Left,
        value,
        instrument,
        checks: &none,
        pain_nrs: None,
        pain_site: None,
        sensation: None,
        day: None,
    };
    for value in [row.lowest - 1.0, row.highest + 1.0, f64::NAN, f64::INFINITY] {
        let error = row.findings(&typed(value, Instrument::Phone)).expect_err("refused");
        assert!(matches!(error, TypedError::OutOfRange { .. }), "{error}");
    }
    let error = row.findings(&typed(30.0, Instrument::SelfCount)).expect_err("refused");
    assert!(error.to_string().contains("phone, inclinometer, goniometer, visual"), "{error}");
}

#[test]
fn counted_squats_and_stands_are_what_the_guard_and_both_sides_look_for() {
    let squat = &typed_at_home(home_test("home_single_leg_squat"), Side::Right, Instrument::SelfCount)[0];
    assert_eq!((squat.quantity, squat.form_kept, squat.side), (Some(Quantity::Repetitions), Some(true), Side::Right));
    let stands = typed_at_home(home_test("home_sit_to_stand"), Side::Right, Instrument::SelfCount);
    assert_eq!(stands.iter().map(|it| it.side).collect::<Vec<_>>(), Side::ALL);
}

#[test]
fn values_typed_at_home_are_assessed() {
    let findings: Vec<Finding> = knowledge()
        .assess
        .home_tests
        .iter()
        .flat_map(|row| Side::ALL.into_iter().flat_map(|side| typed_at_home(row, side, row.instruments[0])))
        .collect();
    let pattern = pattern_of(&someone(findings));
    for side in Side::ALL {
        assert!(!pattern.sides.get(side).sentences.is_empty());
    }
    assert!(pattern.caveats.iter().all(|it| it.kind != CaveatKind::ImplausibleValue));
}

#[test]
fn ordinary_people_can_type_what_they_measure_and_two_sds_either_way() {
    for expected in &knowledge().assess.expected {
        let rows = knowledge().assess.home_tests.iter();
        for row in rows.filter(|row| (row.test, row.mode) == (expected.test, expected.mode)) {
            // What is lifted from the floor cannot be lifted by less than nothing.
            let lowest = if row.sign.is_some() { f64::MIN } else { 0.0 };
            let ends = ((expected.mean - 2.0 * expected.sd).max(lowest), expected.mean + 2.0 * expected.sd);
            assert!(row.lowest <= ends.0 && ends.1 <= row.highest, "{}: {ends:?}", row.id);
        }
    }
}

#[test]
fn every_home_test_draws_and_one_legged_ones_differ_between_the_sides() {
    let proportions = knowledge().measure.proportions.as_ref().expect("the skeleton's table");
    for row in &knowledge().assess.home_tests {
        let figure = Figure {
            title: row.name.clone(),
            description: row.how.join(" "),
            base: row.base,
            start: row.start,
            end: row.end,
            view: None,
            labels: Labels::default(),
        };
        let drawn = Side::ALL.map(|side| figure::svg_for(&figure, row.drawn_side(side), proportions));
        for picture in &drawn {
            assert!(
                picture.starts_with("<svg") && picture.ends_with("</svg>") && !picture.contains("NaN"),
                "{}",
                row.id
            );
        }
        let is_even = row.end.legs.left == row.end.legs.right;
        assert!(is_even || drawn[0] != drawn[1], "{}: the same picture for both sides", row.id);
    }
}

#[test]
fn a_row_is_shown_by_its_id() {
    let entry = coxa_knowledge::show("home_thomas_knee_bent").expect("a row");
    assert_eq!((entry.kind, entry.file.as_str()), ("home_test", "home_tests.toml"));
    assert!(entry.values.iter().any(|value| value.label == "read" && value.value.contains("below level")));
}
