//! Muscles made up so that their lengths can be worked out by hand.

use super::*;
use crate::vocabulary::{Evidence, Status};

/// Rounding of a few sums of numbers below one metre, m.
const ROUNDING_M: f64 = 1e-15;

/// Step of the difference quotients, rad.
const STEP_RAD: f64 = 1e-5;

/// Error of a central difference with that step over a polynomial of degree five with coefficients below 0.1 m, m.
const QUOTIENT_M: f64 = 1e-8;

/// Index of the term with these powers, by counting as the table is written.
fn term(flexion: usize, adduction: usize, rotation: usize) -> usize {
    let mut at = 0;
    for f in 0..=5 {
        for a in 0..=5 - f {
            for r in 0..=5 - f - a {
                if (f, a, r) == (flexion, adduction, rotation) {
                    return at;
                }
                at += 1;
            }
        }
    }
    panic!("no such term");
}

fn path(id: &str, terms: &[((usize, usize, usize), f64)], knee_m: Option<[f64; KNEE_TERMS]>) -> MusclePath {
    let mut hip_m = [0.0; HIP_TERMS];
    for ((f, a, r), coefficient) in terms {
        hip_m[term(*f, *a, *r)] = *coefficient;
    }
    MusclePath {
        id: id.to_owned(),
        muscle: id.to_owned(),
        part: None,
        optimal_fibre_m: 0.1,
        length: LengthPolynomial { hip_m, knee_m },
        closeness: Closeness::Close,
        length_error_p95_m: 0.001,
        evidence: Evidence { status: Status::Design, sources: Vec::new() },
    }
}

fn muscles(paths: Vec<MusclePath>) -> Muscles {
    let known = |low: f64, high: f64, scale: f64| Known {
        low: Angle::from_deg(low),
        high: Angle::from_deg(high),
        scale: Angle::from_deg(scale),
    };
    let known = [known(-35., 135., 100.), known(-50., 40., 50.), known(-55., 55., 50.), known(0., 140., 100.)];
    Muscles { known, paths }
}

fn leg(flexion: f64, adduction: f64, rotation: f64, knee: f64) -> LegPose {
    LegPose {
        hip_flexion: Angle::from_deg(flexion),
        hip_adduction: Angle::from_deg(adduction),
        hip_internal_rotation: Angle::from_deg(rotation),
        knee_flexion: Angle::from_deg(knee),
        ankle_dorsiflexion: Angle::ZERO,
    }
}

#[test]
fn the_terms_are_all_products_up_to_the_degree() {
    assert_eq!(term(5, 0, 0) + 1, HIP_TERMS);
}

#[test]
fn a_length_worked_out_by_hand_comes_out() {
    // 0.3 + 0.2·f²·a − 0.1·r + 0.05·k³ at f = 0.5, a = −0.5, r = 1, k = 1: 0.3 − 0.025 − 0.1 + 0.05.
    let terms = [((0, 0, 0), 0.3), ((2, 1, 0), 0.2), ((0, 0, 1), -0.1)];
    let all = muscles(vec![path("made_up", &terms, Some([0., 0., 0.05, 0., 0.]))]);
    let found = all.geometry(&all.paths[0], &leg(50., -25., 50., 100.)).unwrap();
    assert!((found.length_m - 0.225).abs() < ROUNDING_M, "{found:?}");
    // dL/df = 0.4·f·a = −0.1 per 100°: the pull makes flexion grow.
    let arm = 0.1 / Angle::from_deg(100.).rad();
    assert!((found.arm_m(LegAngle::HipFlexion) - arm).abs() < ROUNDING_M, "{found:?}");
}

#[test]
fn a_moment_arm_is_minus_the_slope_of_the_length() {
    let mut terms = Vec::new();
    for (f, a, r) in [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (2, 1, 1), (1, 2, 2), (0, 5, 0), (3, 1, 1), (5, 0, 0)]
    {
        terms.push(((f, a, r), 0.01 * (1.0 + terms.len() as f64)));
    }
    let all = muscles(vec![path("made_up", &terms, Some([0.05, -0.04, 0.03, -0.02, 0.01]))]);
    let posture = leg(70., -20., 15., 60.);
    let at = all.geometry(&all.paths[0], &posture).unwrap();
    for angle in LegAngle::ALL {
        let length = |by: f64| {
            let by = Angle::from_rad(by);
            let mut moved = posture;
            match angle {
                LegAngle::HipFlexion => moved.hip_flexion = moved.hip_flexion + by,
                LegAngle::HipAdduction => moved.hip_adduction = moved.hip_adduction + by,
                LegAngle::HipInternalRotation => moved.hip_internal_rotation = moved.hip_internal_rotation + by,
                LegAngle::KneeFlexion => moved.knee_flexion = moved.knee_flexion + by,
            }
            all.geometry(&all.paths[0], &moved).unwrap().length_m
        };
        let slope = (length(STEP_RAD) - length(-STEP_RAD)) / (2.0 * STEP_RAD);
        assert!((at.arm_m(*angle) + slope).abs() < QUOTIENT_M, "{angle}: {} and {slope}", at.arm_m(*angle));
        assert!(slope.abs() > QUOTIENT_M, "{angle} changes nothing here, so nothing was compared");
    }
}

#[test]
fn outside_the_data_the_angle_that_left_is_named_and_nothing_is_extrapolated() {
    let all = muscles(vec![path("over_the_hip", &[((0, 0, 0), 0.2)], None)]);
    let outside = all.geometry(&all.paths[0], &leg(135.1, -60., 0., 0.)).unwrap_err();
    assert_eq!(outside.angle, LegAngle::HipFlexion);
    assert!(outside.to_string().starts_with("hip_flexion of 135.1° is outside -35.0° to 135.0°"), "{outside}");
    assert_eq!(all.geometry(&all.paths[0], &leg(0., -50.1, 0., 0.)).unwrap_err().angle, LegAngle::HipAdduction);
    let nothing = all.geometry(&all.paths[0], &leg(0., 0., f64::NAN, 0.));
    assert_eq!(nothing.unwrap_err().angle, LegAngle::HipInternalRotation);
}

#[test]
fn a_knee_beyond_straight_matters_only_to_muscles_over_the_knee() {
    let over_both = path("over_both", &[((0, 0, 0), 0.4)], Some([-0.05, 0., 0., 0., 0.]));
    let all = muscles(vec![path("over_the_hip", &[((0, 0, 0), 0.2), ((1, 0, 0), 0.05)], None), over_both]);
    let found = all.lengthening(&leg(90., 0., 0., -5.), &LegPose::default());
    let ids: Vec<&str> = found.lengthened.iter().map(|it| it.path.id.as_str()).collect();
    assert_eq!(ids, ["over_the_hip"]);
    let (unknown, outside) = found.unknown[0];
    assert_eq!((unknown.id.as_str(), outside.angle), ("over_both", LegAngle::KneeFlexion));
}

#[test]
fn the_muscle_with_the_larger_share_of_its_fibres_comes_first_and_each_muscle_once() {
    let mut short = path("short", &[((1, 0, 0), 0.02)], None);
    short.optimal_fibre_m = 0.02;
    let mut part = short.clone();
    part.id = "less_lengthened_part".to_owned();
    part.optimal_fibre_m = 0.03;
    let unchanged = path("unchanged", &[((0, 0, 0), 0.2)], None);
    let shortened = path("shortened", &[((1, 0, 0), -0.05)], None);
    let all = muscles(vec![unchanged, part, shortened, path("long", &[((1, 0, 0), 0.05)], None), short]);
    let found = all.lengthening(&leg(100., 0., 0., 0.), &LegPose::default());
    let ids: Vec<&str> = found.lengthened.iter().map(|it| it.path.id.as_str()).collect();
    assert_eq!(ids, ["short", "long"]);
    assert!((found.lengthened[0].of_fibre - 1.0).abs() < ROUNDING_M);
    assert!((found.lengthened[1].elongation_m - 0.05).abs() < ROUNDING_M);
}

#[test]
fn a_muscle_resists_what_would_lengthen_it_and_not_the_opposite() {
    let all = muscles(vec![path("extensor", &[((0, 0, 0), 0.2), ((1, 0, 0), 0.05), ((0, 1, 0), -0.03)], None)]);
    let at = all.geometry(&all.paths[0], &LegPose::default()).unwrap();
    for (direction, resists) in [
        (Direction::Flexion, true),
        (Direction::FlexionKneeStraight, true),
        (Direction::Extension, false),
        (Direction::Abduction, true),
        (Direction::Adduction, false),
        (Direction::InternalRotation, false),
        (Direction::ExternalRotation, false),
    ] {
        assert_eq!(at.resists(direction), resists, "{direction}");
    }
}
