//! A person made of points: standing, then with one joint turned by hand. What comes out must be that turn, with its sign.

use super::SkinMotion;
use super::{
    BodyFigures, BodyModelError, Landmark, MarkerPattern, MarkerSet, Segment, Subject, body_model, still_posture,
};
use crate::measure::inverse_kinematics::Solver;
use crate::skeleton::{Rotation, Vector};
use crate::vocabulary::{Angle, Evidence, Side, Status};

/// What rounding leaves of an angle, deg.
const ROUNDING_DEG: f64 = 1e-5;

fn set() -> MarkerSet {
    use Landmark::{
        AnkleLateral, AnkleMedial, Asis, Breastbone, Cluster, Heel, KneeLateral, KneeMedial, Neck, Psis, Shoulder, Toe,
    };
    use Segment::{Foot, Pelvis, Shank, Thigh, Trunk};
    let markers = [
        ("?ASI", Asis, Pelvis),
        ("?PSI", Psis, Pelvis),
        ("?THI", Cluster, Thigh),
        ("?KNE", KneeLateral, Thigh),
        ("?KNM", KneeMedial, Thigh),
        ("?TIB", Cluster, Shank),
        ("?ANK", AnkleLateral, Shank),
        ("?ANM", AnkleMedial, Shank),
        ("?HEE", Heel, Foot),
        ("?TOE", Toe, Foot),
        ("C7", Neck, Trunk),
        ("CLAV", Breastbone, Trunk),
        ("?SHO", Shoulder, Trunk),
    ];
    MarkerSet {
        id: "test".to_owned(),
        name: "Test".to_owned(),
        markers: markers
            .into_iter()
            .map(|(pattern, landmark, segment)| MarkerPattern { pattern: pattern.to_owned(), landmark, segment })
            .collect(),
        evidence: evidence(),
    }
}

fn evidence() -> Evidence {
    Evidence { status: Status::Design, sources: Vec::new() }
}

fn figures() -> BodyFigures {
    BodyFigures {
        hip_forward: (-0.24, -0.01),
        hip_up: (-0.3, -0.011),
        hip_outward: (0.33, 0.007),
        lumbar: (-0.26, 0.13),
        standing_tilt_rad: 0.0,
        knee_width_m: 0.1,
        ankle_width_m: 0.07,
        marker_radius_m: 0.0,
        skin: SkinMotion {
            pelvis_m: 0.005,
            thigh_m: 0.015,
            shank_m: 0.010,
            foot_m: 0.005,
            trunk_m: 0.010,
            shoulder_m: 0.020,
        },
        evidence: evidence(),
    }
}

/// Hip centres that the figures above give for the pelvis below.
const HIP: Vector = Vector::new(-0.24 * 0.16 - 0.01, 1.0 - 0.3 * 0.24 - 0.011, 0.33 * 0.24 + 0.007);

/// A person who stands upright, faces along X, and has the right at positive Z.
fn standing() -> (Vec<String>, Vec<Vector>) {
    let mut names = Vec::new();
    let mut places = Vec::new();
    for (letter, out) in [("L", -1.0), ("R", 1.0)] {
        let leg = HIP.z * out;
        for (name, place) in [
            ("ASI", Vector::new(0.0, 1.0, 0.12 * out)),
            ("PSI", Vector::new(-0.16, 1.0, 0.04 * out)),
            ("THI", Vector::new(HIP.x + 0.08, 0.7, leg + 0.05 * out)),
            ("KNE", Vector::new(HIP.x, 0.5, leg + 0.05 * out)),
            ("KNM", Vector::new(HIP.x, 0.5, leg - 0.05 * out)),
            ("TIB", Vector::new(HIP.x + 0.05, 0.3, leg + 0.03 * out)),
            ("ANK", Vector::new(HIP.x, 0.08, leg + 0.035 * out)),
            ("ANM", Vector::new(HIP.x, 0.08, leg - 0.035 * out)),
            ("HEE", Vector::new(HIP.x - 0.06, 0.03, leg)),
            ("TOE", Vector::new(HIP.x + 0.14, 0.03, leg)),
            ("SHO", Vector::new(-0.08, 1.42, 0.18 * out)),
        ] {
            names.push(format!("{letter}{name}"));
            places.push(place);
        }
    }
    names.extend(["C7", "CLAV"].map(str::to_owned));
    // Their middle stands above the lumbar joint.
    places.extend([Vector::new(-0.1324, 1.48, 0.0), Vector::new(0.0076, 1.38, 0.0)]);
    (names, places)
}

/// Markers of these names turned about a point.
fn turned(names: &[String], places: &[Vector], which: &[&str], about: Vector, by: Rotation) -> Vec<Vector> {
    let of = |name: &String| which.contains(&name.as_str());
    names.iter().zip(places).map(|(name, at)| if of(name) { by * (*at - about) + about } else { *at }).collect()
}

const RIGHT_LEG: [&str; 8] = ["RTHI", "RKNE", "RKNM", "RTIB", "RANK", "RANM", "RHEE", "RTOE"];
const LEFT_LEG: [&str; 8] = ["LTHI", "LKNE", "LKNM", "LTIB", "LANK", "LANM", "LHEE", "LTOE"];

/// Angles of a posture on the body of the standing person, deg, by name.
fn angles(places: &[Vector]) -> impl Fn(&str) -> f64 + use<> {
    let (names, standing) = standing();
    let model =
        body_model(&set(), &names, &standing, &names, &[], &Subject::default(), &figures()).expect("a whole body");
    let seen: Vec<Vector> = model.columns.iter().map(|column| places[*column]).collect();
    let mut values = model.problem.defaults();
    let fit = Solver::new(&model.problem).solve_cold(&seen, &mut values);
    assert!(fit.converged && fit.objective < 1e-12, "{fit:?}");
    let all = model.problem.all_values(&values);
    move |name| Angle::from_rad(all[model.problem.tree().coordinate(name).expect(name)]).deg()
}

#[track_caller]
fn is(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < ROUNDING_DEG, "{found} is not {wanted}");
}

#[test]
fn who_stands_upright_has_zero_angles_and_is_not_told_otherwise_by_where_they_face() {
    let (_, places) = standing();
    let about = Rotation::about_y(2.0);
    let elsewhere: Vec<Vector> = places.iter().map(|at| about * *at + Vector::new(3.0, 0.2, -5.0)).collect();
    for posture in [places, elsewhere] {
        let angle = angles(&posture);
        for name in ["hip_flexion", "hip_adduction", "hip_rotation", "knee_angle", "ankle_angle"] {
            is(angle(&format!("{name}_r")), 0.0);
            is(angle(&format!("{name}_l")), 0.0);
        }
        for name in ["lumbar_extension", "lumbar_bending", "lumbar_rotation"] {
            is(angle(name), 0.0);
        }
        is(angle("pelvis_tilt"), 0.0);
    }
}

#[test]
fn each_movement_of_a_leg_has_its_name_and_its_anatomical_sign_on_both_sides() {
    let (names, places) = standing();
    let deg = |deg: f64| Angle::from_deg(deg).rad();
    for (leg, letter, out) in [(RIGHT_LEG, "r", 1.0), (LEFT_LEG, "l", -1.0)] {
        let hip = Vector::new(HIP.x, HIP.y, HIP.z * out);
        let of = |name: &str| format!("{name}_{letter}");
        // The leg swings forward: its lower end goes to +X.
        let forward = angles(&turned(&names, &places, &leg, hip, Rotation::about_z(deg(40.0))));
        is(forward(&of("hip_flexion")), 40.0);
        // Towards the midline: the right leg to -Z, the left one to +Z.
        let inward = angles(&turned(&names, &places, &leg, hip, Rotation::about_x(deg(15.0 * out))));
        is(inward(&of("hip_adduction")), 15.0);
        // The toes to the midline.
        let internal = angles(&turned(&names, &places, &leg, hip, Rotation::about_y(deg(20.0 * out))));
        is(internal(&of("hip_rotation")), 20.0);
        // The heel to the buttock: the shank swings back about the knee.
        let knee = Vector::new(HIP.x, 0.5, hip.z);
        let back = angles(&turned(&names, &places, &leg[3..], knee, Rotation::about_z(deg(-60.0))));
        is(back(&of("knee_angle")), 60.0);
        is(back(&of("hip_flexion")), 0.0);
        // The toes up.
        let ankle = Vector::new(HIP.x, 0.08, hip.z);
        let up = angles(&turned(&names, &places, &leg[6..], ankle, Rotation::about_z(deg(12.0))));
        is(up(&of("ankle_angle")), 12.0);
    }
}

#[test]
fn a_trunk_that_bends_is_lumbar_and_a_pelvis_that_tips_forward_is_the_opposite_of_tilt_and_hip_flexion_of_standing_legs()
 {
    let (names, places) = standing();
    let deg = |deg: f64| Angle::from_deg(deg).rad();
    let lumbar = Vector::new(-0.26 * 0.24, 1.0 + 0.13 * 0.24, 0.0);
    let trunk = ["C7", "CLAV", "LSHO", "RSHO"];
    // Back is extension, to the right is bending, to the left is rotation.
    is(angles(&turned(&names, &places, &trunk, lumbar, Rotation::about_z(deg(10.0))))("lumbar_extension"), 10.0);
    is(angles(&turned(&names, &places, &trunk, lumbar, Rotation::about_x(deg(10.0))))("lumbar_bending"), 10.0);
    is(angles(&turned(&names, &places, &trunk, lumbar, Rotation::about_y(deg(10.0))))("lumbar_rotation"), 10.0);
    // Pelvis and trunk tip forward over legs that stand: both hip centres must stay where they are.
    let hips = Vector::new(HIP.x, HIP.y, 0.0);
    let upper = ["LASI", "RASI", "LPSI", "RPSI", "C7", "CLAV", "LSHO", "RSHO"];
    let tipped = angles(&turned(&names, &places, &upper, hips, Rotation::about_z(deg(-25.0))));
    is(tipped("pelvis_tilt"), -25.0);
    is(tipped("hip_flexion_r"), 25.0);
    is(tipped("hip_flexion_l"), 25.0);
}

#[test]
fn exchanged_sides_and_missing_markers_are_told_by_name() {
    let (names, places) = standing();
    let refused = |names: &[String]| {
        body_model(&set(), names, &places, names, &[], &Subject::default(), &figures()).expect_err("no body")
    };
    let exchange = |name: &String| match name.split_at(1) {
        ("L", rest) if !rest.is_empty() => format!("R{rest}"),
        ("R", rest) => format!("L{rest}"),
        _ => name.clone(),
    };
    let exchanged: Vec<String> = names.iter().map(exchange).collect();
    assert!(matches!(refused(&exchanged), BodyModelError::SidesExchanged { .. }));
    // Only the knees: a slip in one pair of labels.
    let knees: Vec<String> =
        names.iter().map(|name| if name.contains("KN") { exchange(name) } else { name.clone() }).collect();
    assert!(matches!(refused(&knees), BodyModelError::SidesExchanged { told } if told.contains("knees")));
    let without = |gone: &str| -> Vec<String> {
        names.iter().map(|name| if name.ends_with(gone) { format!("other {name}") } else { name.clone() }).collect()
    };
    let told = refused(&without("ASI")).to_string();
    assert!(told.contains("LASI") && told.contains("pelvis"), "{told}");
    let told = refused(&without("ANK")).to_string();
    assert!(told.contains("?ANK") && told.contains("leg"), "{told}");
}

#[test]
fn a_leg_without_an_ankle_is_left_out_and_the_other_measured() {
    let (mut names, places) = standing();
    let gone = names.iter().position(|name| name == "LANK").expect("there");
    names[gone] = "X".to_owned();
    let model = body_model(&set(), &names, &places, &names, &[], &Subject::default(), &figures()).expect("one leg");
    assert_eq!(model.legs, [Side::Right]);
    assert!(model.has_trunk && model.problem.tree().coordinate("hip_flexion_l").is_none());
}

#[test]
fn the_knee_axis_is_found_in_the_movement_when_only_its_outer_side_is_marked() {
    let (names, places) = standing();
    let deg = |deg: f64| Angle::from_deg(deg).rad();
    // The true axis is turned out by 12° from the pelvis' own.
    let axis = Rotation::about_y(deg(-12.0)) * Vector::new(0.0, 0.0, 1.0);
    let knee = Vector::new(HIP.x, 0.5, HIP.z);
    let bent = |by: f64| turned(&names, &places, &RIGHT_LEG[3..], knee, Rotation::about(axis, deg(-by)));
    let mut moving: Vec<Vector> = (0..60).flat_map(|frame| bent(1.5 * f64::from(frame))).collect();
    // A frame that shows nothing spoils nothing.
    moving.extend(vec![Vector::new(f64::NAN, f64::NAN, f64::NAN); names.len()]);
    let outer: Vec<String> =
        names.iter().map(|name| if name.ends_with("KNM") { format!("no {name}") } else { name.clone() }).collect();
    let model = body_model(&set(), &outer, &places, &outer, &moving, &Subject::default(), &figures()).expect("a body");
    let found = Angle::from_rad(model.knee_axis_rad.right).deg();
    // A parabola through steps of ten degrees is not exact; a degree of axis shifts no angle by more than that.
    assert!((found.abs() - 12.0).abs() < 3.0, "{found}");
    assert!(model.knee_axis_rad.left.abs() < f64::MIN_POSITIVE, "a knee that does not bend tells nothing");
}

#[test]
fn the_still_posture_is_the_stillest_of_those_that_stand() {
    let (names, places) = standing();
    let set = set();
    let mut seen = Vec::new();
    for frame in 0..100 {
        let time = f64::from(frame) / 100.0;
        // Deep down and motionless at first, then standing and swaying less and less.
        let down = if frame < 40 { -0.4 } else { 0.0 };
        let sway = if frame < 40 { 0.0 } else { 0.02 * libm::sin(30.0 * time) * (1.0 - time) };
        for (name, at) in names.iter().zip(&places) {
            let is_foot = name.ends_with("HEE") || name.contains("AN");
            let moved = if is_foot { *at } else { *at + Vector::new(sway, down, 0.0) };
            seen.push(moved);
        }
    }
    let posture = still_posture(&set, &names, &seen, 100.0).expect("a posture");
    assert!(80 <= posture.first_frame, "{}", posture.first_frame);
    assert!(posture.positions[0].y > 0.9, "it stands");
    // Each marker is missing in every third frame, never all in the same: the posture is nearly the same.
    let stride = names.len();
    for frame in 0..100 {
        for marker in (0..stride).filter(|marker| (marker + frame) % 3 == 0) {
            seen[frame * stride + marker] = Vector::new(f64::NAN, f64::NAN, f64::NAN);
        }
    }
    let gappy = still_posture(&set, &names, &seen, 100.0).expect("a posture");
    for (found, whole) in gappy.positions.iter().zip(&posture.positions) {
        // The sway there, m.
        assert!((*found - *whole).length() < 0.005, "{found:?} is not {whole:?}");
    }
    assert!(still_posture(&set, &names, &[], 100.0).is_err());
}

#[test]
fn names_are_recognised_in_either_case_with_the_set_that_knows_most() {
    let (names, _) = standing();
    let small = MarkerSet { markers: set().markers.into_iter().take(2).collect(), ..set() };
    let sets = [small, set()];
    let lower: Vec<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
    let found = MarkerSet::recognise(&sets, &lower).expect("known names");
    assert_eq!(found.known, names.len());
    assert_eq!(MarkerSet::recognise(&sets, &names[2..3]), None);
}
