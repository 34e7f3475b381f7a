//! How a body comes to rest on its base: the pelvis in the room, and limbs that follow the floor.

use super::forward::Body;
use super::joint_angles::PelvisAngles;
use super::joint_angles::{posed_thigh, room_from_pelvis};
use super::placed::{Placed, PlacedLeg};
use super::pose::{Base, Pose};
use super::rotation::Rotation;
use crate::vocabulary::{Angle, Side};

/// A pose at rest.
pub(super) struct Rest {
    /// Orientation of the pelvis in the room.
    pub(super) room_from_pelvis: Rotation,
    /// The pose whose supporting limbs follow the floor.
    pub(super) pose: Pose,
}

/// Farthest a standing ankle gives way so that the foot lies flat, rad: beyond it the foot is meant to be off the floor.
const ANKLE_GIVES_RAD: f64 = 0.7;
/// Farthest a kneeling knee gives way so that the shin lies flat, rad.
const KNEE_GIVES_RAD: f64 = 0.6;
/// A limb within this share of body height above the ground is meant to touch it.
const TOUCHES: f64 = 0.06;

/// Flesh and cushions give way by this share of body height.
const SINKS: f64 = 0.012;

/// Brings a pose to rest on its base.
pub(super) fn rest_on(body: &Body<'_>, pose: &Pose, base: Base) -> Rest {
    let mut pose = *pose;
    let upright = pose.trunk_forward.rad() - pose.lumbar_flexion.rad();
    let room_from_pelvis = match base {
        Base::Standing | Base::SplitStance | Base::HalfKneel | Base::TallKneel | Base::SeatedChair => pitched(upright),
        // With straight legs, whoever cannot sit upright leans back until the legs lie on the floor.
        Base::SeatedFloor if pose.legs.iter().all(|(_, leg)| leg.knee_flexion.rad() < 0.8) => turned(
            body,
            &pose,
            |turn| pitched(upright + turn),
            0.7,
            |placed| {
                let feet = body.leg_bottom(&placed.legs.left).min(body.leg_bottom(&placed.legs.right));
                let sunk = (body.pelvis_bottom(placed) - feet).max(0.0);
                sunk * sunk
            },
        ),
        Base::SeatedFloor => pitched(upright),
        Base::SingleLegR => over_foot(&pose, Side::Right, upright),
        Base::SingleLegL => over_foot(&pose, Side::Left, upright),
        Base::Quadruped => {
            let settled = |placed: &Placed| {
                let shins =
                    kneeling(&pose).map(|side| shin_slope(placed.legs.get(side))).fold(0.0, |sum, s| sum + s * s);
                // Shoulders as high as straight arms carry them.
                let arms = body.proportions.upper_arm + body.proportions.forearm;
                let off = (placed.neck.y - body.lowest(placed)) / body.height_m - 0.86 * arms;
                0.1 * shins + off * off * if off > 0.0 { 1.0 } else { 0.3 }
            };
            turned(body, &pose, |turn| pitched(upright.max(1.0) + turn), 0.9, settled)
        }
        Base::Supine => turned(
            body,
            &pose,
            |turn| pitched(turn - QUARTER),
            1.0,
            |placed| {
                let above = body.shoulder_bottom(placed) - body.lowest(placed);
                above * above
            },
        ),
        Base::BenchSupine => turned(
            body,
            &pose,
            |turn| pitched(turn - QUARTER),
            1.2,
            |placed| {
                let bench = body.proportions.bench_height * body.height_m;
                let feet = body.leg_bottom(&placed.legs.left).min(body.leg_bottom(&placed.legs.right));
                let off = body.shoulder_bottom(placed) - feet - bench;
                off * off
            },
        ),
        Base::TableEdge => pitched(-QUARTER),
        Base::Prone => pitched(QUARTER),
        Base::PlankFront => turned(
            body,
            &pose,
            |turn| pitched(QUARTER + turn),
            0.6,
            |placed| {
                let elbows = placed.neck.y - body.proportions.upper_arm * body.height_m;
                let off = elbows - body.leg_bottom(&placed.legs.left).min(body.leg_bottom(&placed.legs.right));
                off * off
            },
        ),
        Base::SideLyingRUp => turned(body, &pose, right_up, 0.5, |placed| {
            let pelvis = placed.legs.left.thigh.origin.y - 2.0 * body.proportions.pelvis_radius * body.height_m;
            let off = body.shoulder_bottom(placed) - pelvis;
            off * off
        }),
        Base::SidePlank => turned(body, &pose, right_up, 1.0, |placed| {
            let elbow = placed.arms.left.shoulder.y - body.proportions.upper_arm * body.height_m;
            let off = elbow - body.leg_bottom(&placed.legs.left);
            off * off
        }),
    };
    follow_floor(body, &mut pose, base, room_from_pelvis);
    Rest { room_from_pelvis, pose }
}

/// Dorsiflexion of a foot that lies on its back.
const STRETCHED: Angle = Angle::from_deg(-75.0);

const QUARTER: f64 = std::f64::consts::FRAC_PI_2;

/// A pelvis facing forward, pitched forward by `rad`.
fn pitched(rad: f64) -> Rotation {
    room_from_pelvis(PelvisAngles { anterior_tilt: rad, ..PelvisAngles::default() })
}

/// A body on its left side, its front to the right of the room and its head end, raised by `rad`, forward.
fn right_up(rad: f64) -> Rotation {
    Rotation::about_y(-QUARTER) * Rotation::about_x(rad - QUARTER)
}

/// The pelvis over a standing leg whose thigh stays in the forward plane: what the leg adducts or turns, the pelvis shows.
fn over_foot(pose: &Pose, stance: Side, upright: f64) -> Rotation {
    let leg = pose.legs.get(stance);
    Rotation::about_z(leg.hip_flexion.rad() - upright) * posed_thigh(stance, leg).inverse()
}

/// The turn with the least cost, looked for in even steps and then finer ones around the best.
fn turned(
    body: &Body<'_>,
    pose: &Pose,
    orientation: impl Fn(f64) -> Rotation,
    span_rad: f64,
    cost: impl Fn(&Placed) -> f64,
) -> Rotation {
    // A faint pull towards no turn decides between equally good ones, such as any incline of a body lying flat.
    let total = |turn: f64| cost(&body.assemble(pose, orientation(turn))) + 1e-4 * turn * turn;
    let (mut centre, mut step) = (0.0, span_rad / 12.0);
    for _ in 0..4 {
        let mut best = (f64::INFINITY, centre);
        for k in -12..=12 {
            let turn = centre + f64::from(k) * step;
            let found = total(turn);
            if found < best.0 {
                best = (found, turn);
            }
        }
        centre = best.1;
        step /= 8.0;
    }
    orientation(centre)
}

/// Sides that kneel in a quadruped pose: the knee is bent and not lifted far from the other one.
fn kneeling(pose: &Pose) -> impl Iterator<Item = Side> {
    let bent = |side: Side| pose.legs.get(side).knee_flexion.rad() > 1.0;
    let abducted = |side: Side| -pose.legs.get(side).hip_adduction.rad();
    Side::ALL
        .into_iter()
        .filter(move |side| bent(*side) && (!bent(side.other()) || abducted(*side) - abducted(side.other()) < 0.5))
}

/// Sine of how far a shin's ankle end lies above its knee.
fn shin_slope(leg: &PlacedLeg) -> f64 {
    leg.shank.room_from_segment.up().y
}

/// Lets the limbs that carry follow the floor.
fn follow_floor(body: &Body<'_>, pose: &mut Pose, base: Base, room_from_pelvis: Rotation) {
    if matches!(base, Base::SeatedFloor | Base::Supine) {
        for side in Side::ALL {
            lift_to_floor(body, pose, side, room_from_pelvis);
        }
    }
    if matches!(base, Base::HalfKneel | Base::TallKneel | Base::Quadruped) {
        for side in Side::ALL {
            lay_shin(body, pose, side, room_from_pelvis);
        }
    }
    if base == Base::Prone {
        for side in Side::ALL {
            stretch_foot(body, pose, side, room_from_pelvis);
        }
    }
    if let Some(stance) = standing_on(base) {
        clear_floor(body, pose, stance.other(), room_from_pelvis);
    }
    if base == Base::SidePlank {
        lift_upper_leg(body, pose, room_from_pelvis);
    }
    for side in Side::ALL {
        if !matches!(base, Base::TableEdge) {
            level_foot(body, pose, side, room_from_pelvis);
        }
    }
}

/// A leg that would sink through the floor a person sits or lies on turns or bends at the hip until it rests on it.
fn lift_to_floor(body: &Body<'_>, pose: &mut Pose, side: Side, room_from_pelvis: Rotation) {
    let sunk = |pose: &Pose| {
        let placed = body.assemble(pose, room_from_pelvis);
        body.trunk_bottom(&placed) - body.leg_bottom(placed.legs.get(side))
    };
    let leg = *pose.legs.get(side);
    let planted = leg.knee_flexion.rad() > 0.8 && leg.hip_internal_rotation.rad().abs() < 0.3;
    // A bent leg that stands on its foot carries the pelvis instead (a bridge).
    if planted || sunk(pose) <= SINKS * body.height_m {
        return;
    }
    let turns = leg.knee_flexion.rad() > 0.8;
    let sign = if leg.hip_internal_rotation.rad() < 0.0 { -1.0 } else { 1.0 };
    let mut best = (sunk(pose), leg);
    for degree in 1..=60 {
        let by = Angle::from_deg(f64::from(degree));
        let moved = pose.legs.get_mut(side);
        if turns {
            moved.hip_internal_rotation = leg.hip_internal_rotation + by * sign;
        } else {
            moved.hip_flexion = leg.hip_flexion + by;
        }
        let found = sunk(pose);
        if found < best.0 {
            best = (found, *pose.legs.get(side));
        }
        if found <= SINKS * body.height_m {
            break;
        }
    }
    *pose.legs.get_mut(side) = best.1;
}

/// In a side plank the upper leg lies on the lower one or above it, never under it.
fn lift_upper_leg(body: &Body<'_>, pose: &mut Pose, room_from_pelvis: Rotation) {
    for _ in 0..60 {
        let placed = body.assemble(pose, room_from_pelvis);
        if placed.legs.right.foot.origin.y >= placed.legs.left.foot.origin.y + 0.04 * body.height_m {
            return;
        }
        let adduction = &mut pose.legs.right.hip_adduction;
        *adduction = *adduction - Angle::from_deg(1.0);
    }
}

/// The one leg a base stands on.
const fn standing_on(base: Base) -> Option<Side> {
    match base {
        Base::SingleLegR => Some(Side::Right),
        Base::SingleLegL => Some(Side::Left),
        _ => None,
    }
}

/// The leg in the air flexes at the hip until it is no lower than the foot that stands.
fn clear_floor(body: &Body<'_>, pose: &mut Pose, side: Side, room_from_pelvis: Rotation) {
    for _ in 0..60 {
        let placed = body.assemble(pose, room_from_pelvis);
        let lowest = |side: Side| body.leg_bottom(placed.legs.get(side));
        if lowest(side) >= lowest(side.other()) - SINKS * body.height_m {
            return;
        }
        let flexion = &mut pose.legs.get_mut(side).hip_flexion;
        *flexion = *flexion + Angle::from_deg(1.0);
    }
}

/// The foot of a leg lying face down is stretched.
fn stretch_foot(body: &Body<'_>, pose: &mut Pose, side: Side, room_from_pelvis: Rotation) {
    let placed = body.assemble(pose, room_from_pelvis);
    if shin_slope(placed.legs.get(side)).abs() < 0.5 {
        pose.legs.get_mut(side).ankle_dorsiflexion = STRETCHED;
    }
}

/// A kneeling shin lies flat, its foot stretched behind it.
fn lay_shin(body: &Body<'_>, pose: &mut Pose, side: Side, room_from_pelvis: Rotation) {
    let placed = body.assemble(pose, room_from_pelvis);
    let leg = placed.legs.get(side);
    let low = leg.shank.origin.y.min(leg.foot.origin.y) - body.lowest(&placed) < TOUCHES * 2.0 * body.height_m;
    let behind = leg.shank.room_from_segment.up().x > 0.5;
    let slope = libm::asin(shin_slope(leg).clamp(-1.0, 1.0));
    if !(low && behind && slope.abs() < KNEE_GIVES_RAD) {
        return;
    }
    let moved = pose.legs.get_mut(side);
    moved.knee_flexion = moved.knee_flexion + Angle::from_rad(slope);
    moved.ankle_dorsiflexion = STRETCHED;
}

/// A foot near the ground stands flat on it, unless it is meant to be on its toes.
fn level_foot(body: &Body<'_>, pose: &mut Pose, side: Side, room_from_pelvis: Rotation) {
    let placed = body.assemble(pose, room_from_pelvis);
    let leg = placed.legs.get(side);
    let near = leg.heel.y.min(leg.toe.y) - body.lowest(&placed) < TOUCHES * body.height_m;
    // The dorsiflexion at which heel and toes are equally high, whichever way the shin leans.
    let shank = leg.shank.room_from_segment;
    let level = libm::atan2(-shank.forward().y, shank.up().y);
    let gives = level - pose.legs.get(side).ankle_dorsiflexion.rad();
    let on_toes = pose.legs.get(side).ankle_dorsiflexion.rad() < 0.0;
    if near && !on_toes && gives.abs() < ANKLE_GIVES_RAD && leg.foot.room_from_segment.up().y > 0.0 {
        pose.legs.get_mut(side).ankle_dorsiflexion = Angle::from_rad(level);
    }
}
