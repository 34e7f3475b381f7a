//! How long the muscles over the hip are in a posture, which way they turn it, and which of them a posture lengthens.

mod lengthening;
mod path;
mod polynomial;
#[cfg(test)]
mod tests;

pub use lengthening::{Lengthened, Lengthening};
pub use path::{Closeness, Geometry, MusclePath, Muscles};
pub use polynomial::{HIP_TERMS, KNEE_TERMS, LengthPolynomial};

use super::pose::LegPose;
use crate::vocabulary::{Angle, Direction};

crate::vocabulary::ids::vocabulary! {
    /// An angle of one leg that the length of a muscle depends on; signs as in [`LegPose`].
    LegAngle "leg_angle" {
        HipFlexion = "hip_flexion",
        HipAdduction = "hip_adduction",
        HipInternalRotation = "hip_internal_rotation",
        KneeFlexion = "knee_flexion",
    }
}

impl LegAngle {
    /// Its value in a pose.
    #[must_use]
    pub const fn of(self, leg: &LegPose) -> Angle {
        match self {
            LegAngle::HipFlexion => leg.hip_flexion,
            LegAngle::HipAdduction => leg.hip_adduction,
            LegAngle::HipInternalRotation => leg.hip_internal_rotation,
            LegAngle::KneeFlexion => leg.knee_flexion,
        }
    }

    /// The angle that a direction of motion changes, and whether it grows (`1.0`) or shrinks (`-1.0`).
    #[must_use]
    pub const fn moved_by(direction: Direction) -> (LegAngle, f64) {
        match direction {
            Direction::Flexion | Direction::FlexionKneeStraight => (LegAngle::HipFlexion, 1.0),
            Direction::Extension | Direction::ExtensionKneeBent => (LegAngle::HipFlexion, -1.0),
            Direction::Adduction => (LegAngle::HipAdduction, 1.0),
            Direction::Abduction => (LegAngle::HipAdduction, -1.0),
            Direction::InternalRotation => (LegAngle::HipInternalRotation, 1.0),
            Direction::ExternalRotation => (LegAngle::HipInternalRotation, -1.0),
        }
    }
}

/// From where to where lengths are known along one angle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// Lowest angle.
    pub low: Angle,
    /// Highest angle.
    pub high: Angle,
    /// What the polynomials divide the angle by.
    pub scale: Angle,
}

/// A posture in which a length is not known, because one angle left the range of the data.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{angle} of {found} is outside {low} to {high}, where muscle lengths are known; use a posture inside")]
pub struct OutsideKnown {
    /// The first angle that left it, in the order of [`LegAngle`].
    pub angle: LegAngle,
    /// Its value.
    pub found: Angle,
    /// Lowest known.
    pub low: Angle,
    /// Highest known.
    pub high: Angle,
}
