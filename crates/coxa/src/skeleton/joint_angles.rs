//! Joint angles to rotations and back; the only file that knows that left mirrors right.
//!
//! Axes X forward, Y up, Z right. Each joint turns body-fixed about Z, then X, then Y, the order of the ISB hip and of
//! OpenSim's leg models. The same order holds for the pelvis in the room, so a recorded tilt is about the room's
//! Z axis and equals the anatomical tilt only while the person faces X; [`heading_first`] separates the two.

use super::pose::LegPose;
use super::rotation::Rotation;
use crate::vocabulary::Side;

/// Orientation of the pelvis in a frame, rad, as recorded or as anatomically meant.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PelvisAngles {
    /// Anterior tilt.
    pub anterior_tilt: f64,
    /// Drop of the right side.
    pub right_drop: f64,
    /// Turn to the left.
    pub leftward_rotation: f64,
}

/// `+1` for the side whose inward direction is the axes' own positive one, `-1` for the other.
const fn mirror(side: Side) -> f64 {
    match side {
        Side::Right => 1.0,
        Side::Left => -1.0,
    }
}

/// How far to the right something lies that lies `outward` from the middle on `side`.
#[must_use]
pub const fn rightward(side: Side, outward: f64) -> f64 {
    mirror(side) * outward
}

/// A value counted positive to the right (a drop, lean or leftward turn about the same axis), counted positive towards `side`.
#[must_use]
pub const fn towards(side: Side, to_the_right: f64) -> f64 {
    mirror(side) * to_the_right
}

/// Pelvis angles in recorded order (tilt, list, rotation) => `room_from_pelvis`.
#[must_use]
pub fn room_from_pelvis(angles: PelvisAngles) -> Rotation {
    Rotation::about_z(-angles.anterior_tilt)
        * Rotation::about_x(angles.right_drop)
        * Rotation::about_y(angles.leftward_rotation)
}

/// `room_from_pelvis` => the heading first, then tilt and list within it: what an observer walking beside the person sees.
#[must_use]
pub fn heading_first(room_from_pelvis: Rotation) -> PelvisAngles {
    let (forward, right) = (room_from_pelvis.forward(), room_from_pelvis.right());
    // Order Y, Z, X: the forward axis is turned by heading and tilt alone.
    let tilt_up = libm::asin(forward.y.clamp(-1.0, 1.0));
    let up = room_from_pelvis.up();
    PelvisAngles {
        anterior_tilt: -tilt_up,
        right_drop: libm::atan2(-right.y, up.y),
        leftward_rotation: libm::atan2(-forward.z, forward.x),
    }
}

/// `room_from_pelvis` => `level_from_pelvis`: the same pelvis facing the room's X axis.
#[must_use]
pub fn without_heading(room_from_pelvis: Rotation) -> Rotation {
    let (forward, right) = (room_from_pelvis.forward(), room_from_pelvis.right());
    // A pelvis tipped nearly on its front or back faces nowhere by its forward axis; its right axis still tells.
    let heading =
        if forward.y.abs() < 0.8 { libm::atan2(-forward.z, forward.x) } else { libm::atan2(right.x, right.z) };
    Rotation::about_y(-heading) * room_from_pelvis
}

/// Lumbar flexion, bending to the right and turn to the left, rad => `pelvis_from_trunk`.
#[must_use]
pub fn pelvis_from_trunk(flexion: f64, right_bending: f64, leftward_rotation: f64) -> Rotation {
    Rotation::about_z(-flexion) * Rotation::about_x(right_bending) * Rotation::about_y(leftward_rotation)
}

/// Hip flexion, adduction and internal rotation, rad => `pelvis_from_thigh`.
#[must_use]
pub fn pelvis_from_thigh(side: Side, flexion: f64, adduction: f64, internal_rotation: f64) -> Rotation {
    Rotation::about_z(flexion)
        * Rotation::about_x(mirror(side) * adduction)
        * Rotation::about_y(mirror(side) * internal_rotation)
}

/// Knee flexion and adduction (varus), rad => `thigh_from_shank`.
#[must_use]
pub fn thigh_from_shank(side: Side, flexion: f64, adduction: f64) -> Rotation {
    Rotation::about_z(-flexion) * Rotation::about_x(mirror(side) * adduction)
}

/// Ankle dorsiflexion, rad => `shank_from_foot`.
#[must_use]
pub fn shank_from_foot(dorsiflexion: f64) -> Rotation {
    Rotation::about_z(dorsiflexion)
}

/// The hip of a pose => `pelvis_from_thigh`.
#[must_use]
pub(super) fn posed_thigh(side: Side, leg: &LegPose) -> Rotation {
    pelvis_from_thigh(side, leg.hip_flexion.rad(), leg.hip_adduction.rad(), leg.hip_internal_rotation.rad())
}

#[cfg(test)]
mod tests {
    use super::{PelvisAngles, heading_first, pelvis_from_thigh, rightward, room_from_pelvis, thigh_from_shank};
    use crate::skeleton::rotation::Vector;
    use crate::vocabulary::Side;

    const DOWN: Vector = Vector::new(0.0, -1.0, 0.0);
    /// Rounding of a few trigonometric functions, rad.
    const ROUNDING_RAD: f64 = 1e-12;

    #[test]
    fn flexion_brings_the_thigh_forward_and_adduction_inward_on_both_sides() {
        for side in Side::ALL {
            assert!((pelvis_from_thigh(side, 0.5, 0.0, 0.0) * DOWN).x > 0.4);
            let adducted = pelvis_from_thigh(side, 0.0, 0.5, 0.0) * DOWN;
            assert!(rightward(side, adducted.z) < -0.4, "{side} adduction must point towards the middle");
        }
    }

    #[test]
    fn internal_rotation_turns_the_front_inward_on_both_sides() {
        for side in Side::ALL {
            let front = pelvis_from_thigh(side, 0.0, 0.0, 0.5).forward();
            assert!(rightward(side, front.z) < -0.4);
        }
    }

    #[test]
    fn knee_flexion_brings_the_shank_back_and_varus_brings_the_foot_inward() {
        for side in Side::ALL {
            assert!((thigh_from_shank(side, 0.5, 0.0) * DOWN).x < -0.4);
            assert!(rightward(side, (thigh_from_shank(side, 0.0, 0.5) * DOWN).z) < -0.4);
        }
    }

    #[test]
    fn a_person_facing_sideways_keeps_their_own_tilt_and_list() {
        // Facing 95° to the left, a true anterior tilt of 0.2 is recorded almost wholly as list.
        let true_angles = PelvisAngles { anterior_tilt: 0.2, right_drop: -0.1, leftward_rotation: 1.658 };
        let rotation = super::Rotation::about_y(true_angles.leftward_rotation)
            * super::Rotation::about_z(-true_angles.anterior_tilt)
            * super::Rotation::about_x(true_angles.right_drop);
        let found = heading_first(rotation);
        assert!((found.anterior_tilt - true_angles.anterior_tilt).abs() < ROUNDING_RAD);
        assert!((found.right_drop - true_angles.right_drop).abs() < ROUNDING_RAD);
        assert!((found.leftward_rotation - true_angles.leftward_rotation).abs() < ROUNDING_RAD);
    }

    #[test]
    fn a_person_facing_forward_is_recorded_as_they_are() {
        let recorded = PelvisAngles { anterior_tilt: 0.3, right_drop: 0.0, leftward_rotation: 0.0 };
        let found = heading_first(room_from_pelvis(recorded));
        assert!((found.anterior_tilt - 0.3).abs() < ROUNDING_RAD && found.right_drop.abs() < ROUNDING_RAD);
    }
}
