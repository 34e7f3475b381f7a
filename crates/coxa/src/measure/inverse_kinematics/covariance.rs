//! Observations whose errors have a covariance: their part of the objective, its gradient and its Hessian.
//!
//! With `W` the inverse covariance and `e` the error the objective is `½ eᵀ W e`. Along the ground's axes a point at x seen at y
//! errs by `x − y`, which a motion (ω, v) changes by `ω × x + v`. Along the body's own axes its error is told in a frame that
//! turns along, and changes by `ω × y + v`. A sensor errs by twice the vector part of the quaternion (s, e/2) from seen to
//! model, which changes by `s ω + ½ ω × e`. What two motions, the outer one and the inner one, have in common is a matrix of
//! 6 × 6 for each observation; these add from the leaves to the root.

use super::axis::Motion;
use super::evaluate::Evaluation;
use super::frame::Frame;
use super::problem::Problem;
use super::real::Real;
use super::space::{Columns, Triple};
use super::sums::Carries;

/// Of the observations on and below a node: what an axis above meets when an inner one moves, and how they pull.
#[derive(Clone, Copy)]
pub(super) struct Spread<R> {
    turn_of_turn: Columns<R>,
    turn_of_slide: Columns<R>,
    slide_of_turn: Columns<R>,
    slide_of_slide: Columns<R>,
    pub(super) pull: Motion<R>,
}

impl<R: Real> Carries<R> for Spread<R> {
    #[inline(always)]
    fn carried(&self, motion: &Motion<R>) -> Motion<R> {
        Motion {
            turn: self.turn_of_turn.times(motion.turn).plus(self.turn_of_slide.times(motion.slide)),
            slide: self.slide_of_turn.times(motion.turn).plus(self.slide_of_slide.times(motion.slide)),
        }
    }
}

impl<R: Real> Spread<R> {
    #[inline(always)]
    pub(super) fn none(kind: R::Kind) -> Self {
        let (none, nowhere) = (Columns::splat(kind, [[0.0; 3]; 3]), Triple::splat(kind, [0.0; 3]));
        Spread {
            turn_of_turn: none,
            turn_of_slide: none,
            slide_of_turn: none,
            slide_of_slide: none,
            pull: Motion { turn: nowhere, slide: nowhere },
        }
    }

    #[inline(always)]
    pub(super) fn plus(&self, other: &Self) -> Self {
        Spread {
            turn_of_turn: self.turn_of_turn.plus(other.turn_of_turn),
            turn_of_slide: self.turn_of_slide.plus(other.turn_of_slide),
            slide_of_turn: self.slide_of_turn.plus(other.slide_of_turn),
            slide_of_slide: self.slide_of_slide.plus(other.slide_of_slide),
            pull: self.pull.plus(&other.pull),
        }
    }

    /// An error that a motion changes by `ω × lever + v`, weighed by `weight`, which it pulls with `force`.
    #[inline(always)]
    fn of_point(kind: R::Kind, lever: Triple<R>, weight: Columns<R>, force: Triple<R>) -> Self {
        let cross = Columns::cross_of(kind, lever);
        let turn_of_slide = cross.after(weight);
        Spread {
            turn_of_turn: turn_of_slide.after(cross.negated()),
            turn_of_slide,
            slide_of_turn: turn_of_slide.transposed(),
            slide_of_slide: weight,
            pull: Motion { turn: lever.cross(force), slide: force },
        }
    }
}

/// A point as it stands.
struct Standing<R> {
    /// Where it is and where it was seen, from the middle.
    x: Triple<R>,
    y: Triple<R>,
    /// The inverse covariance along the ground's axes; none when it was not seen.
    weight: Columns<R>,
    is_own: bool,
}

/// A sensor as it stands: the quaternion from seen to model, its vector part twice, and the inverse covariance.
struct Turned<R> {
    real: R,
    error: Triple<R>,
    weight: Columns<R>,
}

impl<R: Real> Evaluation<R> {
    #[inline(always)]
    fn standing(&self, kind: R::Kind, problem: &Problem, frame: &Frame<R>, node: usize, number: usize) -> Standing<R> {
        let point = &problem.uncertain[number];
        let place = Triple::splat(kind, [point.place.x, point.place.y, point.place.z]);
        let x = self.rotations[node].times(place).plus(self.origins[node]);
        let (seen, is_seen) = frame.uncertain[number];
        let weight = Columns::splat(kind, point.weighing.matrix).scaled(is_seen);
        let is_own = point.weighing.is_own;
        let weight = if is_own { self.rotations[node].around(weight) } else { weight };
        Standing { x, y: seen.minus(frame.middle), weight, is_own }
    }

    #[inline(always)]
    fn turned(
        &self,
        kind: R::Kind,
        problem: &Problem,
        frame: &Frame<R>,
        at: usize,
        number: usize,
    ) -> Option<Turned<R>> {
        problem.sensors[number].weighing.as_ref()?;
        let seen = &frame.sensors[number];
        let product = self.rotations[at].after(seen.product);
        let mut real = R::splat(kind, 0.0);
        let mut error: Triple<R> = Triple::splat(kind, [0.0; 3]);
        for lane in 0..R::LANES {
            let columns =
                [product.x, product.y, product.z].map(|it| [it.x.lane(lane), it.y.lane(lane), it.z.lane(lane)]);
            let [w, x, y, z] = quaternion(columns);
            real.set_lane(lane, w);
            error.set_lane(lane, [2.0 * x, 2.0 * y, 2.0 * z]);
        }
        Some(Turned { real, error, weight: seen.matrix })
    }

    /// Half of `eᵀ W e` over a node's observations.
    #[inline(always)]
    pub(super) fn uncertain_objective(&self, kind: R::Kind, problem: &Problem, frame: &Frame<R>, at: usize) -> R {
        let node = &problem.nodes[at];
        let mut squares = R::splat(kind, 0.0);
        for number in node.uncertain.0..node.uncertain.1 {
            let point = self.standing(kind, problem, frame, at, number);
            let error = point.x.minus(point.y);
            squares += error.dot(point.weight.times(error));
        }
        for number in node.sensors.0..node.sensors.1 {
            if let Some(Turned { error, weight, .. }) = self.turned(kind, problem, frame, at, number) {
                squares += error.dot(weight.times(error));
            }
        }
        squares * R::splat(kind, 0.5)
    }

    /// A node's own observations; `exact` is one for the Hessian and zero for the Gauss–Newton matrix.
    #[inline(always)]
    pub(super) fn spread(&self, kind: R::Kind, problem: &Problem, frame: &Frame<R>, at: usize, exact: R) -> Spread<R> {
        let node = &problem.nodes[at];
        let mut sum = Spread::none(kind);
        for number in node.uncertain.0..node.uncertain.1 {
            let Standing { x, y, weight, is_own } = self.standing(kind, problem, frame, at, number);
            let force = weight.times(x.minus(y));
            let curvature = Columns::cross_of(kind, force.times(exact));
            let mut own;
            if is_own {
                // The outer motion moves y against the inner one's frame: −f · (ω_inner × (v + ω × y)_outer).
                own = Spread::of_point(kind, y, weight, force);
                own.slide_of_turn = own.slide_of_turn.minus(curvature);
                own.turn_of_turn = own.turn_of_turn.minus(Columns::cross_of(kind, y).after(curvature));
            } else {
                // The outer motion turns the inner one's way: f · (ω_outer × (ω × x + v)_inner).
                own = Spread::of_point(kind, x, weight, force);
                own.turn_of_slide = own.turn_of_slide.minus(curvature);
                own.turn_of_turn = own.turn_of_turn.plus(curvature.after(Columns::cross_of(kind, x)));
            }
            sum = sum.plus(&own);
        }
        for number in node.sensors.0..node.sensors.1 {
            let Some(Turned { real, error, weight }) = self.turned(kind, problem, frame, at, number) else { continue };
            let half = R::splat(kind, 0.5);
            let force = weight.times(error);
            let pull = force.times(real).plus(error.cross(force).times(half));
            // s ω + ½ ω × e as a matrix.
            let way = Columns::cross_of(kind, error.times(-half)).with_diagonal(real);
            let bend =
                Columns::cross_of(kind, pull.times(exact * half)).with_diagonal(force.dot(error) * exact * half * half);
            sum.turn_of_turn = sum.turn_of_turn.plus(way.transposed().after(weight.after(way))).minus(bend);
            sum.pull.turn = sum.pull.turn.plus(pull);
        }
        sum
    }

    /// What observations with a covariance add to gradient and Hessian at the values placed last.
    #[inline(always)]
    pub(super) fn derive_uncertain(&mut self, kind: R::Kind, problem: &Problem, frame: &Frame<R>, exact: Option<R>) {
        let share = exact.unwrap_or_else(|| R::splat(kind, 1.0));
        for at in 0..problem.nodes.len() {
            self.spreads[at] = self.spread(kind, problem, frame, at, share);
        }
        for (at, node) in problem.nodes.iter().enumerate().rev() {
            let spread = self.spreads[at];
            if let Some(parent) = node.parent {
                self.spreads[parent] = self.spreads[parent].plus(&spread);
            }
            self.pulled(kind, problem, at, &spread.pull, exact);
            self.meet(problem, at, &spread);
        }
    }
}

/// The quaternion of a rotation told by its columns, real part first and not below zero: by its largest part, so that none is
/// lost in rounding.
fn quaternion([[xx, xy, xz], [yx, yy, yz], [zx, zy, zz]]: [[f64; 3]; 3]) -> [f64; 4] {
    let squares = [1.0 + xx + yy + zz, 1.0 + xx - yy - zz, 1.0 - xx + yy - zz, 1.0 - xx - yy + zz];
    let largest = (0..4).max_by(|a, b| squares[*a].total_cmp(&squares[*b])).unwrap_or(0);
    // Four times the products of each two parts; the squares four times, too.
    let row = match largest {
        0 => [squares[0], yz - zy, zx - xz, xy - yx],
        1 => [yz - zy, squares[1], yx + xy, zx + xz],
        2 => [zx - xz, yx + xy, squares[2], zy + yz],
        _ => [xy - yx, zx + xz, zy + yz, squares[3]],
    };
    let size = 2.0 * squares[largest].max(f64::MIN_POSITIVE).sqrt();
    let sign = if row[0] < 0.0 { -1.0 } else { 1.0 };
    row.map(|part| sign * part / size)
}
