//! Sums over the points of subtrees, and what they answer to a motion.

use super::axis::Motion;
use super::real::Real;
use super::space::{Columns, Triple};

/// Sums over the points on and below a node.
#[derive(Clone, Copy)]
pub(super) struct Sums<R> {
    pub(super) weight: R,
    /// `Σ w x`.
    pub(super) place: Triple<R>,
    /// `Σ w y`.
    pub(super) seen: Triple<R>,
    /// `Σ w x yᵀ`.
    pub(super) product: Columns<R>,
}

impl<R: Real> Sums<R> {
    #[inline(always)]
    pub(super) fn none(kind: R::Kind) -> Self {
        let nowhere = Triple::splat(kind, [0.0; 3]);
        Sums {
            weight: R::splat(kind, 0.0),
            place: nowhere,
            seen: nowhere,
            product: Columns::splat(kind, [[0.0; 3]; 3]),
        }
    }

    #[inline(always)]
    pub(super) fn plus(self, other: Self) -> Self {
        Sums {
            weight: self.weight + other.weight,
            place: self.place.plus(other.place),
            seen: self.seen.plus(other.seen),
            product: self.product.plus(other.product),
        }
    }

    /// How the points pull: `Σ w x × (x − y)` and `Σ w (x − y)`.
    #[inline(always)]
    pub(super) fn pull(&self) -> Motion<R> {
        let k = &self.product;
        let turn = Triple::new(k.y.z - k.z.y, k.z.x - k.x.z, k.x.y - k.y.x);
        Motion { turn, slide: self.place.minus(self.seen) }
    }
}

/// What observations below answer to a motion.
pub(super) trait Carries<R> {
    /// The torque and force that an axis above meets when an inner motion carries the observations.
    fn carried(&self, motion: &Motion<R>) -> Motion<R>;
}

impl<R: Real> Carries<R> for Sums<R> {
    /// `Σ w y × u` and `Σ w u` of the points' velocities u.
    #[inline(always)]
    fn carried(&self, motion: &Motion<R>) -> Motion<R> {
        let turn = motion.turn.times(self.product.trace()).minus(self.product.times(motion.turn));
        Motion {
            turn: turn.plus(self.seen.cross(motion.slide)),
            slide: motion.slide.times(self.weight).plus(motion.turn.cross(self.place)),
        }
    }
}
