//! Apparent motion of the thigh, split along the chain into what moved.
//!
//! What an observer sees is the thigh against the room. It moves because the hip moves, because the pelvis moves on the
//! lumbar spine, and because the trunk carries both. Rotations in space do not simply add, so each part is its mean
//! contribution over all orders in which the parts could have moved (the Shapley value): the parts then add up to
//! the apparent motion exactly, and none is favoured.

use super::chain::{Moment, forward_of_down, level_pelvis, outward_of_down, propagated, thigh, trunk};
use super::knowledge::Plane;
use super::motion::Coordinate;
use crate::skeleton::{Rotation, Vector};
use crate::vocabulary::{Angle, Side};

/// One part of a motion with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Its share; positive in the direction of the plane's name.
    pub angle: Angle,
    /// Standard error; `None` where the recording's error is not known.
    pub standard_error: Option<Angle>,
}

/// Where the thigh's motion from the start of a repetition to its peak came from.
///
/// Flexion (sagittal) and abduction (frontal) count positive. `hip + pelvis = apparent`, and where the lumbar spine was
/// recorded `lumbar + trunk = pelvis`. Errors at start and peak count as independent, which is the cautious choice:
/// an offset that stays the same cancels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// The plane.
    pub plane: Plane,
    /// The leg.
    pub side: Side,
    /// Thigh against the room.
    pub apparent: Part,
    /// Thigh against the pelvis: true hip motion.
    pub hip: Part,
    /// Pelvis against the room: what only looks like hip motion.
    pub pelvis: Part,
    /// Pelvis against the trunk; `None` when the lumbar spine was not recorded.
    pub lumbar: Option<Part>,
    /// Trunk against the room, carrying the pelvis with it; `None` when the lumbar spine was not recorded.
    pub trunk: Option<Part>,
}

/// The three links between room and thigh, as rotations.
struct Links {
    room_from_trunk: Rotation,
    trunk_from_pelvis: Rotation,
    pelvis_from_thigh: Rotation,
}

fn links(moment: &Moment, side: Side, lumbar: bool) -> Links {
    let pelvis = level_pelvis(moment);
    let pelvis_from_trunk = if lumbar { trunk(moment) } else { Rotation::NONE };
    Links {
        room_from_trunk: pelvis * pelvis_from_trunk,
        trunk_from_pelvis: pelvis_from_trunk.inverse(),
        pelvis_from_thigh: thigh(moment, side),
    }
}

/// Parts in the order apparent, hip, lumbar, trunk; rad.
fn parts(start: &Moment, peak: &Moment, side: Side, plane: Plane, lumbar: bool) -> [f64; 4] {
    let (from, to) = (links(start, side, lumbar), links(peak, side, lumbar));
    // Bits: 1 the hip has moved, 2 the lumbar spine, 4 the trunk.
    let angle = |moved: usize| {
        let pick = |bit: usize, of: fn(&Links) -> Rotation| if moved & bit == 0 { of(&from) } else { of(&to) };
        let room_from_thigh =
            pick(4, |l| l.room_from_trunk) * pick(2, |l| l.trunk_from_pelvis) * pick(1, |l| l.pelvis_from_thigh);
        let down = room_from_thigh * Vector::new(0.0, -1.0, 0.0);
        match plane {
            Plane::Sagittal => forward_of_down(down),
            Plane::Frontal => outward_of_down(down, side),
        }
    };
    let rest = angle(0);
    let mut at = [0.0; 8];
    for (moved, value) in at.iter_mut().enumerate().skip(1) {
        // The turn from rest the short way round: no joint of the chain turns farther than half a circle.
        *value = shortest(angle(moved) - rest);
    }
    let share = |bit: usize, other: usize, third: usize| {
        (at[bit] - at[0]) / 3.0
            + (at[bit | other] - at[other]) / 6.0
            + (at[bit | third] - at[third]) / 6.0
            + (at[7] - at[other | third]) / 3.0
    };
    [at[7], share(1, 2, 4), share(2, 1, 4), share(4, 1, 2)]
}

fn shortest(turn: f64) -> f64 {
    let full = 2.0 * std::f64::consts::PI;
    if turn > std::f64::consts::PI {
        turn - full
    } else if turn <= -std::f64::consts::PI {
        turn + full
    } else {
        turn
    }
}

/// start, peak, standard errors of the coordinates => the split; `None` without hip flexion and pelvic tilt at both moments.
pub(super) fn split(start: &Moment, peak: &Moment, errors: &Moment, side: Side, plane: Plane) -> Option<Split> {
    let seen = |coordinate: Coordinate| start[coordinate as usize].is_finite() && peak[coordinate as usize].is_finite();
    let needed = match plane {
        Plane::Sagittal => seen(Coordinate::HipFlexion) && seen(Coordinate::PelvisAnteriorTilt),
        Plane::Frontal => {
            seen(Coordinate::HipFlexion)
                && seen(Coordinate::HipAdduction)
                && seen(Coordinate::PelvisAnteriorTilt)
                && seen(Coordinate::PelvisRightDrop)
        }
    };
    if !needed {
        return None;
    }
    let lumbar = seen(Coordinate::LumbarFlexion) && (plane == Plane::Sagittal || seen(Coordinate::LumbarRightBending));
    let found = parts(start, peak, side, plane, lumbar);
    let error = |of: &dyn Fn(&[f64; 4]) -> f64| {
        let at_start = propagated(errors, start, |moved| of(&parts(moved, peak, side, plane, lumbar)));
        let at_peak = propagated(errors, peak, |moved| of(&parts(start, moved, side, plane, lumbar)));
        let total = (at_start * at_start + at_peak * at_peak).sqrt();
        total.is_finite().then(|| Angle::from_rad(total))
    };
    let part = |of: &dyn Fn(&[f64; 4]) -> f64| Part { angle: Angle::from_rad(of(&found)), standard_error: error(of) };
    Some(Split {
        plane,
        side,
        apparent: part(&|p| p[0]),
        hip: part(&|p| p[1]),
        pelvis: part(&|p| p[2] + p[3]),
        lumbar: lumbar.then(|| part(&|p| p[2])),
        trunk: lumbar.then(|| part(&|p| p[3])),
    })
}
