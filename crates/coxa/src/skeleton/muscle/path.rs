//! A muscle from origin to insertion: its length and its moment arms in a posture.

use super::{Known, LegAngle, LengthPolynomial, OutsideKnown};
use crate::skeleton::LegPose;
use crate::vocabulary::{Angle, Direction, Evidence};

crate::vocabulary::ids::vocabulary! {
    /// How well a polynomial follows the model it was fitted to.
    Closeness "closeness" {
        Close = "close",
        Approximate = "approximate",
    }
}

/// One path of a muscle; broad muscles have several.
#[derive(Debug, Clone, PartialEq)]
pub struct MusclePath {
    /// Its id.
    pub id: String,
    /// The muscle's name.
    pub muscle: String,
    /// Which part of it; `None` when one path stands for the whole muscle.
    pub part: Option<String>,
    /// Fibre length at which it is strongest, m.
    pub optimal_fibre_m: f64,
    /// Its length.
    pub length: LengthPolynomial,
    /// How well the polynomial follows the model.
    pub closeness: Closeness,
    /// Of unseen postures, 95 in 100 have a length error of at most this, m.
    pub length_error_p95_m: f64,
    /// Status and sources.
    pub evidence: Evidence,
}

impl MusclePath {
    /// Muscle and part, as people say it.
    #[must_use]
    pub fn name(&self) -> String {
        self.part.as_ref().map_or_else(|| self.muscle.clone(), |part| format!("{} ({part})", self.muscle))
    }

    /// Whether its length depends on an angle at all.
    #[must_use]
    pub const fn depends_on(&self, angle: LegAngle) -> bool {
        self.length.knee_m.is_some() || !matches!(angle, LegAngle::KneeFlexion)
    }
}

/// Length and moment arms of one path in one posture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Geometry {
    /// Length from origin to insertion, m.
    pub length_m: f64,
    /// Moment arms, m, in the order of [`LegAngle`].
    arms_m: [f64; 4],
}

impl Geometry {
    /// Moment arm about an angle, m; positive when the muscle's pull makes the angle grow.
    #[must_use]
    pub const fn arm_m(&self, angle: LegAngle) -> f64 {
        self.arms_m[angle as usize]
    }

    /// Whether the muscle resists a movement: it would get longer.
    #[must_use]
    pub fn resists(&self, direction: Direction) -> bool {
        let (angle, sign) = LegAngle::moved_by(direction);
        sign * self.arm_m(angle) < 0.0
    }
}

/// Every muscle path of a leg, and where their lengths are known.
#[derive(Debug, Clone, PartialEq)]
pub struct Muscles {
    /// Ranges in the order of [`LegAngle`].
    pub known: [Known; 4],
    /// The paths.
    pub paths: Vec<MusclePath>,
}

impl Muscles {
    /// Length and moment arms of a path in a posture.
    ///
    /// A moment arm is minus the derivative of the length by the angle in radians (tendon excursion: An et al. 1984),
    /// here the exact derivative of the polynomial.
    ///
    /// # Errors
    /// An angle that the path depends on is outside the range of the data, or not a number. Nothing is extrapolated.
    pub fn geometry(&self, path: &MusclePath, leg: &LegPose) -> Result<Geometry, OutsideKnown> {
        for (angle, known) in LegAngle::ALL.iter().zip(&self.known) {
            let found = angle.of(leg);
            if path.depends_on(*angle) && !(known.low <= found && found <= known.high) {
                return Err(OutsideKnown { angle: *angle, found, low: known.low, high: known.high });
            }
        }
        let scaled = [0, 1, 2, 3].map(|at| self.scaled(at, leg));
        let (length_m, slope) = path.length.at(&scaled);
        let per_rad = |at: usize| slope[at] / self.known[at].scale.rad();
        Ok(Geometry { length_m, arms_m: [0, 1, 2, 3].map(|at| -per_rad(at)) })
    }

    fn scaled(&self, at: usize, leg: &LegPose) -> f64 {
        let angle: Angle = LegAngle::ALL[at].of(leg);
        angle.rad() / self.known[at].scale.rad()
    }
}
