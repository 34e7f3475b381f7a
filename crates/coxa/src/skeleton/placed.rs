//! A body in space: where every joint is and how every segment is turned.

use super::rotation::{Rotation, Vector};
use crate::vocabulary::BySide;

/// A segment: its upper joint, m, and its orientation in the room.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// The joint it hangs from, m.
    pub origin: Vector,
    /// `room_from_segment`.
    pub room_from_segment: Rotation,
}

/// One leg in space; positions in m.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlacedLeg {
    /// Thigh, from the hip joint centre.
    pub thigh: Segment,
    /// Shank, from the knee.
    pub shank: Segment,
    /// Foot, from the ankle.
    pub foot: Segment,
    /// Back of the sole.
    pub heel: Vector,
    /// Front of the sole.
    pub toe: Vector,
}

/// One arm in space; positions in m.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlacedArm {
    /// Shoulder joint.
    pub shoulder: Vector,
    /// Elbow.
    pub elbow: Vector,
    /// Middle of the hand.
    pub hand: Vector,
}

/// The whole body in space: X forward, Y up, Z right, ground at height 0; positions in m.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// Pelvis, from the middle between the hip joint centres.
    pub pelvis: Segment,
    /// Trunk, from the lumbar joint.
    pub trunk: Segment,
    /// Middle between the shoulders.
    pub neck: Vector,
    /// Middle of the head; turned with the trunk.
    pub head: Vector,
    /// Legs.
    pub legs: BySide<PlacedLeg>,
    /// Arms.
    pub arms: BySide<PlacedArm>,
}

impl Placed {
    /// The same body moved by `by`, m.
    #[must_use]
    pub fn moved(mut self, by: Vector) -> Placed {
        for origin in [&mut self.pelvis.origin, &mut self.trunk.origin, &mut self.neck, &mut self.head] {
            *origin = *origin + by;
        }
        for leg in [&mut self.legs.left, &mut self.legs.right] {
            for origin in
                [&mut leg.thigh.origin, &mut leg.shank.origin, &mut leg.foot.origin, &mut leg.heel, &mut leg.toe]
            {
                *origin = *origin + by;
            }
        }
        for arm in [&mut self.arms.left, &mut self.arms.right] {
            for origin in [&mut arm.shoulder, &mut arm.elbow, &mut arm.hand] {
                *origin = *origin + by;
            }
        }
        self
    }

    /// The mirror image of the body across its forward plane: what the right side did, the left one does.
    #[must_use]
    pub fn mirrored(&self) -> Placed {
        let point = |at: Vector| Vector::new(at.x, at.y, -at.z);
        let segment = |of: &Segment| {
            let turn = of.room_from_segment;
            // Two axes fix the third, which keeps pointing to the body's right.
            Segment {
                origin: point(of.origin),
                room_from_segment: Rotation::of_axes(point(turn.forward()), point(turn.up())),
            }
        };
        let leg = |of: &PlacedLeg| PlacedLeg {
            thigh: segment(&of.thigh),
            shank: segment(&of.shank),
            foot: segment(&of.foot),
            heel: point(of.heel),
            toe: point(of.toe),
        };
        let arm =
            |of: &PlacedArm| PlacedArm { shoulder: point(of.shoulder), elbow: point(of.elbow), hand: point(of.hand) };
        Placed {
            pelvis: segment(&self.pelvis),
            trunk: segment(&self.trunk),
            neck: point(self.neck),
            head: point(self.head),
            legs: BySide::from_fn(|side| leg(self.legs.get(side.other()))),
            arms: BySide::from_fn(|side| arm(self.arms.get(side.other()))),
        }
    }

    /// Every joint and end point, in a fixed order: pelvis, lumbar joint, neck, head, then left and right legs and arms; m.
    #[must_use]
    pub fn points(&self) -> [Vector; 20] {
        let [l, r] = [&self.legs.left, &self.legs.right];
        let [la, ra] = [&self.arms.left, &self.arms.right];
        [
            self.pelvis.origin,
            self.trunk.origin,
            self.neck,
            self.head,
            l.thigh.origin,
            l.shank.origin,
            l.foot.origin,
            l.heel,
            l.toe,
            r.thigh.origin,
            r.shank.origin,
            r.foot.origin,
            r.heel,
            r.toe,
            la.shoulder,
            la.elbow,
            la.hand,
            ra.shoulder,
            ra.elbow,
            ra.hand,
        ]
    }
}
