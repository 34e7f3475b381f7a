//! Bodies at rest: what every base promises, and that figures are safe to embed.

use coxa::skeleton::figure::{self, Figure, Labels, View};
use coxa::skeleton::{Base, LegPose, Placed, Pose, Proportions, forward};
use coxa::vocabulary::{Angle, BySide, Evidence, Status};
use proptest::prelude::*;

/// Rounding of sums of lengths near two metres, m.
const ROUNDING_M: f64 = 1e-9;
/// Flesh and cushions in the drawing: how far a resting limb may be off the ground line, m.
const RESTING_M: f64 = 0.07;
const HEIGHT_M: f64 = 1.75;

fn proportions() -> Proportions {
    Proportions {
        hip_half_width: 0.0464,
        thigh: 0.245,
        shank: 0.246,
        ankle_height: 0.039,
        foot_length: 0.152,
        heel_behind_ankle: 0.035,
        lumbar_above_hip: 0.082,
        lumbar_behind_hip: 0.0167,
        trunk: 0.206,
        shoulder_half_width: 0.1295,
        head_above_shoulders: 0.117,
        head_radius: 0.065,
        upper_arm: 0.186,
        forearm: 0.20,
        pelvis_origin_above_hip: 0.0367,
        pelvis_origin_before_hip: 0.0393,
        pelvis_radius: 0.05,
        shoulder_radius: 0.05,
        knee_radius: 0.03,
        seat_height: 0.26,
        bench_height: 0.24,
        table_height: 0.40,
        evidence: Evidence { status: Status::Memory, sources: vec![] },
    }
}

fn leg(hip_flexion: f64, hip_abduction: f64, knee_flexion: f64, dorsiflexion: f64) -> LegPose {
    LegPose {
        hip_flexion: Angle::from_deg(hip_flexion),
        hip_adduction: Angle::from_deg(-hip_abduction),
        hip_internal_rotation: Angle::ZERO,
        knee_flexion: Angle::from_deg(knee_flexion),
        ankle_dorsiflexion: Angle::from_deg(dorsiflexion),
    }
}

fn both(leg: LegPose) -> BySide<LegPose> {
    BySide { left: leg, right: leg }
}

fn placed(pose: &Pose, base: Base) -> Placed {
    forward(pose, base, &proportions(), HEIGHT_M)
}

fn lowest(body: &Placed) -> f64 {
    body.points().into_iter().map(|point| point.y).fold(f64::MAX, f64::min)
}

#[test]
fn a_body_standing_straight_is_as_tall_as_the_person() {
    let body = placed(&Pose::default(), Base::Standing);
    let top = body.head.y + proportions().head_radius * HEIGHT_M;
    assert!((top - HEIGHT_M).abs() < 0.05 * HEIGHT_M, "top of the head at {top:.3} m");
    assert!(body.legs.left.heel.y.abs() < ROUNDING_M && body.legs.right.toe.y.abs() < ROUNDING_M);
    assert!(body.legs.right.thigh.origin.z > 0.0 && body.legs.left.thigh.origin.z < 0.0, "right is +Z");
    assert!(body.legs.right.toe.x > body.legs.right.heel.x, "toes point forward");
}

#[test]
fn a_squat_keeps_hips_and_knees_and_both_feet_flat() {
    let pose = Pose {
        trunk_forward: Angle::from_deg(35.0),
        lumbar_flexion: Angle::from_deg(5.0),
        legs: both(leg(100.0, 25.0, 105.0, 20.0)),
        ..Pose::default()
    };
    let body = placed(&pose, Base::Standing);
    for (side, leg) in body.legs.iter() {
        assert!((leg.heel.y - leg.toe.y).abs() < ROUNDING_M, "{side} foot is flat");
        let (thigh, shank) = (leg.thigh.origin - leg.shank.origin, leg.foot.origin - leg.shank.origin);
        let bend = 180.0 - Angle::from_rad(libm::acos(thigh.dot(shank) / (thigh.length() * shank.length()))).deg();
        assert!((bend - 105.0).abs() < 1e-6, "{side} knee bends {bend}");
    }
    assert!(body.pelvis.origin.y < 0.35 * HEIGHT_M);
}

#[test]
fn a_kneeling_shin_and_a_standing_foot_carry_a_half_kneel() {
    let pose = Pose {
        legs: BySide { left: leg(100.0, 0.0, 95.0, 5.0), right: leg(-15.0, 0.0, 90.0, 0.0) },
        ..Pose::default()
    };
    let body = placed(&pose, Base::HalfKneel);
    let (kneeling, standing) = (&body.legs.right, &body.legs.left);
    assert!(kneeling.shank.origin.y < RESTING_M + 0.03 * HEIGHT_M);
    assert!((kneeling.shank.origin.y - kneeling.foot.origin.y).abs() < RESTING_M, "the shin lies flat");
    assert!((standing.heel.y - standing.toe.y).abs() < ROUNDING_M, "the front foot is flat");
    assert!(standing.heel.y < RESTING_M, "the front foot is on the ground, found at {:.3}", standing.heel.y);
}

#[test]
fn lying_bodies_are_level_and_a_raised_leg_points_up() {
    let raised =
        Pose { legs: BySide { left: leg(0.0, 0.0, 0.0, 0.0), right: leg(90.0, 0.0, 0.0, 0.0) }, ..Pose::default() };
    let body = placed(&raised, Base::Supine);
    assert!((body.neck.y - body.pelvis.origin.y).abs() < RESTING_M);
    assert!(body.legs.right.foot.origin.y > 0.45 * HEIGHT_M);
    assert!(body.trunk.room_from_segment.forward().y > 0.9, "supine looks up");
    let prone = placed(&Pose::default(), Base::Prone);
    assert!(prone.trunk.room_from_segment.forward().y < -0.9, "prone looks down");
    let side = placed(&Pose::default(), Base::SideLyingRUp);
    assert!(side.legs.right.thigh.origin.y > side.legs.left.thigh.origin.y, "the right side is up");
}

#[test]
fn a_bridge_rests_on_shoulders_and_feet() {
    let pose = Pose { legs: both(leg(0.0, 5.0, 85.0, 0.0)), ..Pose::default() };
    let body = placed(&pose, Base::Supine);
    let shoulders = body.neck.y - proportions().shoulder_radius * HEIGHT_M;
    assert!(shoulders.abs() < RESTING_M, "shoulders at {shoulders:.3} m");
    assert!(body.legs.left.heel.y.abs() < RESTING_M);
    assert!(body.pelvis.origin.y > body.neck.y + 0.05, "the pelvis is lifted");
}

#[test]
fn a_single_leg_stance_shows_adduction_as_a_dropped_pelvis() {
    let level = placed(&Pose::default(), Base::SingleLegR);
    assert!((level.legs.left.thigh.origin.y - level.legs.right.thigh.origin.y).abs() < ROUNDING_M);
    let pose =
        Pose { legs: BySide { left: leg(0.0, 0.0, 0.0, 0.0), right: leg(0.0, -8.0, 0.0, 0.0) }, ..Pose::default() };
    let dropped = placed(&pose, Base::SingleLegR);
    assert!(dropped.legs.left.thigh.origin.y < dropped.legs.right.thigh.origin.y - 0.01, "the free side drops");
}

fn any_leg() -> impl Strategy<Value = LegPose> {
    (-30.0..130.0, -30.0..60.0, -45.0..60.0, 0.0..150.0, -50.0..30.0).prop_map(
        |(flexion, abduction, rotation, knee, ankle): (f64, f64, f64, f64, f64)| LegPose {
            hip_internal_rotation: Angle::from_deg(rotation),
            ..leg(flexion, abduction, knee, ankle)
        },
    )
}

fn any_pose() -> impl Strategy<Value = Pose> {
    (-30.0..100.0, -20.0..20.0, -10.0..30.0, any_leg(), any_leg()).prop_map(
        |(trunk, lean, lumbar, left, right): (f64, f64, f64, LegPose, LegPose)| Pose {
            trunk_forward: Angle::from_deg(trunk),
            trunk_lean_right: Angle::from_deg(lean),
            lumbar_flexion: Angle::from_deg(lumbar),
            pelvis_anterior_tilt: Angle::ZERO,
            legs: BySide { left, right },
        },
    )
}

proptest! {
    #[test]
    fn any_pose_on_any_base_rests_on_the_ground_and_draws(pose in any_pose(), end in any_pose()) {
        for base in Base::ALL {
            let body = placed(&pose, *base);
            prop_assert!(body.points().iter().all(|p| p.x.is_finite() && p.y.is_finite() && p.z.is_finite()));
            if *base != Base::TableEdge {
                let low = lowest(&body);
                prop_assert!((-RESTING_M..0.12 * HEIGHT_M).contains(&low), "{base}: lowest point at {low:.3} m");
            }
            let drawn = figure::svg(&plain(*base, pose, end), &proportions());
            prop_assert!(!drawn.contains("NaN") && !drawn.contains("inf"));
        }
    }

    #[test]
    fn mirrored_poses_make_mirrored_bodies(left in any_leg(), right in any_leg()) {
        let body = placed(&Pose { legs: BySide { left, right }, ..Pose::default() }, Base::Standing);
        let mirrored = placed(&Pose { legs: BySide { left: right, right: left }, ..Pose::default() }, Base::Standing);
        let (a, b) = (body.legs.left.foot.origin, mirrored.legs.right.foot.origin);
        prop_assert!((a.x - b.x).abs() < ROUNDING_M && (a.y - b.y).abs() < ROUNDING_M && (a.z + b.z).abs() < ROUNDING_M);
    }
}

#[test]
fn the_mirror_image_of_a_body_stands_on_the_other_leg_and_lies_on_the_other_side() {
    let mut pose = Pose::default();
    pose.legs.right.hip_adduction = Angle::from_deg(-30.0);
    let side_lying = placed(&pose, Base::SideLyingRUp);
    let mirrored = side_lying.mirrored();
    assert!(side_lying.legs.right.foot.origin.y > side_lying.legs.left.foot.origin.y + 0.2);
    assert!(mirrored.legs.left.foot.origin.y > mirrored.legs.right.foot.origin.y + 0.2);
    let standing = placed(&Pose::default(), Base::SingleLegR);
    let (one, other) = (standing.mirrored(), placed(&Pose::default(), Base::SingleLegL));
    for (a, b) in one.points().into_iter().zip(other.points()) {
        assert!((a - b).length() < ROUNDING_M, "{a:?} and {b:?}");
    }
    let right = one.trunk.room_from_segment.right();
    assert!(right.z > 0.99, "the body's right stays its right: {right:?}");
    assert!((one.mirrored().legs.right.toe - standing.legs.right.toe).length() < ROUNDING_M);
}

fn plain(base: Base, start: Pose, end: Pose) -> Figure {
    Figure {
        title: "A drill".into(),
        description: "From here to there".into(),
        base,
        start,
        end,
        view: None,
        labels: Labels::default(),
    }
}

#[test]
fn words_in_a_figure_cannot_become_markup() {
    let figure = Figure {
        title: "<script>alert('x')</script>".into(),
        description: "a \"quoted\" & <b>bold</b> word\u{0}".into(),
        labels: Labels { left: "<L>".into(), ..Labels::default() },
        ..plain(Base::Standing, Pose::default(), Pose::default())
    };
    let drawn = figure::svg(&figure, &proportions());
    assert!(!drawn.contains("<script") && !drawn.contains("<b>") && !drawn.contains("<L>") && !drawn.contains('\u{0}'));
    assert!(drawn.contains("&lt;script&gt;") && drawn.contains("<title>") && drawn.contains("<desc>"));
}

#[test]
fn left_differs_from_right_without_colour() {
    let drawn = figure::svg(&plain(Base::Standing, Pose::default(), Pose::default()), &proportions());
    assert!(drawn.contains("stroke-dasharray"), "the left leg is barred");
    assert!(drawn.contains(">L</text>") && drawn.contains(">R</text>"));
}

#[test]
fn sideways_movement_is_seen_from_the_front_and_forward_movement_from_the_side() {
    let swung = |right: LegPose| Pose { legs: BySide { left: leg(0.0, 0.0, 0.0, 0.0), right }, ..Pose::default() };
    let drawn_in = |view: Option<View>, end: Pose| {
        let figure = Figure { view, ..plain(Base::SingleLegL, Pose::default(), end) };
        figure::svg(&figure, &proportions())
    };
    let (abducted, flexed) = (swung(leg(0.0, 40.0, 0.0, 0.0)), swung(leg(60.0, 0.0, 10.0, 0.0)));
    assert_eq!(drawn_in(None, abducted), drawn_in(Some(View::Front), abducted));
    assert_eq!(drawn_in(None, flexed), drawn_in(Some(View::Side), flexed));
}
