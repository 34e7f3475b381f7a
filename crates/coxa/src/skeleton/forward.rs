//! A pose on its base to a body in space.

use super::arms;
use super::joint_angles::{pelvis_from_trunk, posed_thigh, rightward, shank_from_foot, thigh_from_shank};
use super::placed::{Placed, PlacedArm, PlacedLeg, Segment};
use super::pose::{Base, LegPose, Pose};
use super::proportions::Proportions;
use super::rest::{Rest, rest_on};
use super::rotation::{Rotation, Vector};
use crate::vocabulary::{BySide, Side};

/// pose, base, proportions, body height in m => the body in space, resting on the ground.
///
/// Trunk inclination, hips and knees of legs that carry nothing are taken exactly as posed. The base decides how the
/// pelvis lies in the room and what touches the ground; a foot that stands, a shin that kneels and a leg that rests on
/// the floor follow the floor, because poses are whole degrees and floors are flat. The place where the body is
/// supported is the origin, so that a start and an end pose of one drill share their ground.
#[must_use]
pub fn forward(pose: &Pose, base: Base, proportions: &Proportions, height_m: f64) -> Placed {
    let body = Body { proportions, height_m };
    let Rest { room_from_pelvis, pose } = rest_on(&body, pose, base);
    let placed = body.assemble(&pose, room_from_pelvis);
    let grounded = placed.moved(Vector::new(0.0, -ground_level(&body, &placed, base), 0.0));
    let anchor = anchor(&grounded, base);
    let mut placed = grounded.moved(Vector::new(-anchor.x, 0.0, -anchor.z));
    // The neck bends rather than push the head through the floor.
    placed.head.y = placed.head.y.max(surface(&body, &placed, base) + proportions.head_radius * height_m);
    arms::place(&body, &mut placed, base);
    placed
}

/// Proportions and height together: lengths in m.
pub(super) struct Body<'p> {
    pub(super) proportions: &'p Proportions,
    pub(super) height_m: f64,
}

impl Body<'_> {
    /// Joints in space for a pelvis at the origin; arms hang along the trunk.
    pub(super) fn assemble(&self, pose: &Pose, room_from_pelvis: Rotation) -> Placed {
        let p = self.proportions;
        let h = self.height_m;
        let pelvis = Segment { origin: Vector::default(), room_from_segment: room_from_pelvis };
        let trunk = Segment {
            origin: room_from_pelvis * Vector::new(-p.lumbar_behind_hip * h, p.lumbar_above_hip * h, 0.0),
            room_from_segment: room_from_pelvis
                * pelvis_from_trunk(pose.lumbar_flexion.rad(), pose.trunk_lean_right.rad(), 0.0),
        };
        // The lumbar joint lies behind the hips and the shoulders above them, so the spine's line leans forward a little.
        let along = Vector::new(p.lumbar_behind_hip * h, p.trunk * h, 0.0);
        let neck = trunk.origin + trunk.room_from_segment * along;
        let head = neck + trunk.room_from_segment.up() * (p.head_above_shoulders * h);
        let legs = BySide::from_fn(|side| self.leg(pose.legs.get(side), side, room_from_pelvis));
        let arms = BySide::from_fn(|side| {
            let out = rightward(side, p.shoulder_half_width * h);
            let shoulder = neck + trunk.room_from_segment.right() * out;
            let elbow = shoulder - trunk.room_from_segment.up() * (p.upper_arm * h);
            PlacedArm { shoulder, elbow, hand: elbow - trunk.room_from_segment.up() * (p.forearm * h) }
        });
        Placed { pelvis, trunk, neck, head, legs, arms }
    }

    fn leg(&self, leg: &LegPose, side: Side, room_from_pelvis: Rotation) -> PlacedLeg {
        let p = self.proportions;
        let h = self.height_m;
        let hip = room_from_pelvis * Vector::new(0.0, 0.0, rightward(side, p.hip_half_width * h));
        let room_from_thigh = room_from_pelvis * posed_thigh(side, leg);
        let knee = hip - room_from_thigh.up() * (p.thigh * h);
        let room_from_shank = room_from_thigh * thigh_from_shank(side, leg.knee_flexion.rad(), 0.0);
        let ankle = knee - room_from_shank.up() * (p.shank * h);
        let room_from_foot = room_from_shank * shank_from_foot(leg.ankle_dorsiflexion.rad());
        let under = ankle - room_from_foot.up() * (p.ankle_height * h);
        PlacedLeg {
            thigh: Segment { origin: hip, room_from_segment: room_from_thigh },
            shank: Segment { origin: knee, room_from_segment: room_from_shank },
            foot: Segment { origin: ankle, room_from_segment: room_from_foot },
            heel: under - room_from_foot.forward() * (p.heel_behind_ankle * h),
            toe: under + room_from_foot.forward() * ((p.foot_length - p.heel_behind_ankle) * h),
        }
    }

    /// Lowest point of what can touch the ground: the skeleton's points less the thickness of the body around them, m.
    pub(super) fn lowest(&self, placed: &Placed) -> f64 {
        self.trunk_bottom(placed).min(self.leg_bottom(&placed.legs.left)).min(self.leg_bottom(&placed.legs.right))
    }

    /// Lowest point of pelvis and trunk, m; the head gives way.
    pub(super) fn trunk_bottom(&self, placed: &Placed) -> f64 {
        self.pelvis_bottom(placed).min(self.shoulder_bottom(placed))
    }

    /// Lowest point of the pelvis, m.
    pub(super) fn pelvis_bottom(&self, placed: &Placed) -> f64 {
        let hips = placed.legs.left.thigh.origin.y.min(placed.legs.right.thigh.origin.y);
        hips - self.proportions.pelvis_radius * self.height_m
    }

    /// Lowest point of the shoulders, m.
    pub(super) fn shoulder_bottom(&self, placed: &Placed) -> f64 {
        let shoulders = placed.arms.left.shoulder.y.min(placed.arms.right.shoulder.y);
        shoulders - self.proportions.shoulder_radius * self.height_m
    }

    /// Lowest point of a leg below the hip, m.
    pub(super) fn leg_bottom(&self, leg: &PlacedLeg) -> f64 {
        let knee = leg.shank.origin.y - self.proportions.knee_radius * self.height_m;
        let ankle = leg.foot.origin.y - self.proportions.ankle_height * self.height_m;
        leg.heel.y.min(leg.toe.y).min(knee).min(ankle)
    }
}

/// Height that becomes the ground, m, in the coordinates of `placed`.
fn ground_level(body: &Body<'_>, placed: &Placed, base: Base) -> f64 {
    let h = body.height_m;
    match base {
        // A leg may hang over the edge, so only the trunk decides where the table is.
        Base::TableEdge => body.trunk_bottom(placed) - body.proportions.table_height * h,
        _ => body.lowest(placed),
    }
}

/// Height of what the head would rest on, m.
fn surface(body: &Body<'_>, placed: &Placed, base: Base) -> f64 {
    match base {
        Base::TableEdge | Base::BenchSupine => body.shoulder_bottom(placed),
        _ => 0.0,
    }
}

/// The point that a start and an end pose share, m.
fn anchor(placed: &Placed, base: Base) -> Vector {
    let [left, right] = [&placed.legs.left, &placed.legs.right];
    let middle = |a: Vector, b: Vector| (a + b) * 0.5;
    match base {
        Base::Standing | Base::SplitStance | Base::SeatedChair => middle(left.foot.origin, right.foot.origin),
        Base::SingleLegR => right.foot.origin,
        Base::SingleLegL => left.foot.origin,
        Base::TallKneel | Base::Quadruped => middle(left.shank.origin, right.shank.origin),
        Base::HalfKneel => {
            if left.shank.origin.y < right.shank.origin.y {
                left.shank.origin
            } else {
                right.shank.origin
            }
        }
        Base::PlankFront | Base::SidePlank => placed.neck,
        Base::Supine | Base::Prone | Base::SideLyingRUp | Base::TableEdge | Base::BenchSupine => placed.neck,
        Base::SeatedFloor => placed.pelvis.origin,
    }
}
