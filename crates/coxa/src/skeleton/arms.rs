//! Where the arms go on each base: they carry, balance or rest, and no drill measures them.

use super::forward::Body;
use super::joint_angles::rightward;
use super::placed::{Placed, PlacedArm};
use super::pose::Base;
use super::rotation::Vector;
use crate::vocabulary::Side;

/// Places both arms of a body that already rests on its base.
pub(super) fn place(body: &Body<'_>, placed: &mut Placed, base: Base) {
    for side in Side::ALL {
        let arm = *placed.arms.get(side);
        let (mut target, bend) = target(body, placed, base, side, arm.shoulder);
        target.y = target.y.max(0.0);
        let mut reached = reach(body, arm.shoulder, target, bend);
        if reached.elbow.y < 0.0 {
            reached = reach(body, arm.shoulder, target, Vector::new(0.0, 1.0, 0.0));
        }
        *placed.arms.get_mut(side) = reached;
    }
}

/// Where a hand goes, and the direction its elbow points.
fn target(body: &Body<'_>, placed: &Placed, base: Base, side: Side, shoulder: Vector) -> (Vector, Vector) {
    let h = body.height_m;
    let p = body.proportions;
    let trunk = placed.trunk.room_from_segment;
    let (ahead, up) = (trunk.forward(), trunk.up());
    let out = trunk.right() * rightward(side, 1.0);
    let length = (p.upper_arm + p.forearm) * h;
    let on_ground = |at: Vector| Vector::new(at.x, 0.0, at.z);
    let back = Vector::new(-1.0, 0.0, 0.0);
    match base {
        // Arms forward balance a bent body; hanging arms belong to an upright one.
        Base::Standing | Base::SingleLegL | Base::SingleLegR | Base::SeatedChair | Base::SplitStance => {
            let bent = (placed.neck.x - placed.pelvis.origin.x) / h;
            let reach_out = if bent > 0.03 { 0.75 } else { 0.08 };
            let hand = Vector::new(reach_out * length, -0.97 * length + 0.7 * reach_out * length, 0.0);
            (shoulder + hand + out * (0.04 * h), back)
        }
        Base::HalfKneel | Base::TallKneel => {
            (placed.legs.get(side).thigh.origin + up * (0.06 * h) + out * (0.03 * h), out + back * 0.6)
        }
        // Hands lie flat, so the arm ends at the wrist; it stays nearly straight, so that hands stay put while the body rocks back.
        Base::Quadruped => {
            let reach = 0.88 * length;
            let ahead = (reach * reach - shoulder.y * shoulder.y).max(0.0).sqrt();
            (on_ground(shoulder + Vector::new(ahead, 0.0, 0.0)), back)
        }
        Base::PlankFront => (on_ground(shoulder + Vector::new(p.forearm * h, 0.0, 0.0)), Vector::new(0.0, -1.0, 0.0)),
        Base::SidePlank => match side {
            Side::Left => (on_ground(shoulder + ahead * (p.forearm * h)), Vector::new(0.0, -1.0, 0.0)),
            Side::Right => (placed.legs.right.thigh.origin + trunk.right() * (0.05 * h), Vector::new(0.0, 1.0, 0.0)),
        },
        Base::SeatedFloor => {
            let leaning_back = placed.neck.x < placed.pelvis.origin.x;
            let beside = if leaning_back { -0.16 } else { 0.10 };
            (on_ground(shoulder + Vector::new(beside * h, 0.0, 0.0) + out * (0.06 * h)), out + back * 0.3)
        }
        Base::Supine | Base::TableEdge | Base::BenchSupine => (shoulder - up * (0.92 * length) + out * (0.05 * h), out),
        // Prone hands lie beside the head, the lower arm of a side-lying body under it.
        Base::Prone => (shoulder + up * (0.16 * h) + out * (0.05 * h), out),
        Base::SideLyingRUp => match side {
            Side::Left => (shoulder + up * (0.2 * h) + ahead * (0.08 * h), ahead),
            Side::Right => (on_ground(shoulder + ahead * (0.16 * h) - up * (0.1 * h)), ahead),
        },
    }
}

/// Bends an arm so that the hand reaches its target, or points at it when it is too far.
fn reach(body: &Body<'_>, shoulder: Vector, target: Vector, elbow_points: Vector) -> PlacedArm {
    let upper = body.proportions.upper_arm * body.height_m;
    let fore = body.proportions.forearm * body.height_m;
    let way = target - shoulder;
    let straight = Vector::new(0.0, -1.0, 0.0);
    let along = way.direction().unwrap_or(straight);
    let distance = way.length().clamp((upper - fore).abs() * 1.02, (upper + fore) * 0.999);
    // Law of cosines: how far along the way the elbow lies, and how far beside it.
    let beside_way = (upper * upper - fore * fore + distance * distance) / (2.0 * distance);
    let off_way = (upper * upper - beside_way * beside_way).max(0.0).sqrt();
    let across = (elbow_points - along * elbow_points.dot(along)).direction().unwrap_or(Vector::new(0.0, 0.0, 1.0));
    PlacedArm { shoulder, elbow: shoulder + along * beside_way + across * off_way, hand: shoulder + along * distance }
}
