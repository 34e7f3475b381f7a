//! What was seen in one frame, collapsed: all the solver needs of a body's markers is in a few sums, taken once a frame.

use super::problem::Problem;
use super::real::Real;
use super::space::{Columns, Triple};
use crate::skeleton::Vector;

/// Sums over the seen points of one node, p where the node has them, y where they were seen from the middle of all.
#[derive(Clone, Copy)]
pub(super) struct Moments<R> {
    /// `Σ w`.
    pub(super) weight: R,
    /// `Σ w p`.
    pub(super) place: Triple<R>,
    /// `Σ w y`.
    pub(super) seen: Triple<R>,
    /// `Σ w p yᵀ`.
    pub(super) product: Columns<R>,
    /// `Σ w (|p|² + |y|²)`.
    pub(super) squares: R,
}

/// One frame of observations, in each lane one.
#[derive(Clone)]
pub(super) struct Frame<R> {
    /// Where each point was seen, m; anywhere when it has no weight.
    seen: Vec<Triple<R>>,
    /// The weight of each point; none when it was not seen.
    pub(super) weights: Vec<R>,
    pub(super) moments: Vec<Moments<R>>,
    /// Of each sensor `Σ p yᵀ` over its three axes, and its weight; none when it was not seen.
    pub(super) sensors: Vec<(Columns<R>, R)>,
    /// The middle of all that was seen, m: coordinates near zero keep their digits.
    pub(super) middle: Triple<R>,
    /// Sum of all weights; one when nothing was seen.
    pub(super) total: R,
    /// Half the weighted squares of points on the ground.
    pub(super) constant: R,
    /// A number that tells which points were seen.
    pub(super) which: R,
}

impl<R: Real> Frame<R> {
    pub(super) fn new(kind: R::Kind, problem: &Problem) -> Frame<R> {
        let zero = R::splat(kind, 0.0);
        let nowhere = Triple::splat(kind, [0.0; 3]);
        let points = problem.points.len() + problem.grounded.len();
        let moments = Moments {
            weight: zero,
            place: nowhere,
            seen: nowhere,
            product: Columns::splat(kind, [[0.0; 3]; 3]),
            squares: zero,
        };
        Frame {
            seen: vec![nowhere; points],
            weights: vec![zero; points],
            moments: vec![moments; problem.nodes.len()],
            sensors: vec![(Columns::splat(kind, [[0.0; 3]; 3]), zero); problem.sensors.len()],
            middle: nowhere,
            total: R::splat(kind, 1.0),
            constant: zero,
            which: zero,
        }
    }

    /// Observations in the order of the tasks, m, NaN where not seen => this lane's frame.
    #[inline(always)]
    pub(super) fn set(&mut self, problem: &Problem, lane: usize, seen: &[Vector]) {
        let points = problem.points.iter().chain(&problem.grounded);
        for ((point, place), weight) in points.zip(&mut self.seen).zip(&mut self.weights) {
            let position = seen[point.task];
            // One component that is missing makes all of them useless.
            let is_seen = (position.x + position.y + position.z).is_finite();
            let (position, own) = if is_seen { (position, point.weight) } else { (Vector::default(), 0.0) };
            place.x.set_lane(lane, position.x);
            place.y.set_lane(lane, position.y);
            place.z.set_lane(lane, position.z);
            weight.set_lane(lane, own);
        }
        for (sensor, (product, weight)) in problem.sensors.iter().zip(&mut self.sensors) {
            let [x, y, z] = [0, 1, 2].map(|axis| seen[sensor.first + axis]);
            let sum = x + y + z;
            let is_seen = (sum.x + sum.y + sum.z).is_finite();
            let axes = if is_seen { [x, y, z] } else { [Vector::default(); 3] };
            let turned = |component: fn(&Vector) -> f64| {
                let (mut sums, sits) = ([0.0; 3], sensor.sits);
                for (axis, placed) in axes.iter().zip(sits) {
                    sums.iter_mut().zip(placed).for_each(|(sum, placed)| *sum += placed * component(axis));
                }
                Vector::new(sums[0], sums[1], sums[2])
            };
            for (column, sums) in [
                (&mut product.x, turned(|axis| axis.x)),
                (&mut product.y, turned(|axis| axis.y)),
                (&mut product.z, turned(|axis| axis.z)),
            ] {
                column.x.set_lane(lane, sums.x);
                column.y.set_lane(lane, sums.y);
                column.z.set_lane(lane, sums.z);
            }
            weight.set_lane(lane, if is_seen { sensor.weight } else { 0.0 });
        }
    }

    /// The sums, after all lanes were set.
    #[inline(always)]
    pub(super) fn collapse(&mut self, kind: R::Kind, problem: &Problem) {
        let zero = R::splat(kind, 0.0);
        let nowhere = Triple::splat(kind, [0.0; 3]);
        let (mut total, mut middle, mut which) = (zero, nowhere, zero);
        for (number, (place, weight)) in self.seen.iter().zip(&self.weights).enumerate() {
            total += *weight;
            middle = middle.plus(place.times(*weight));
            let told = R::splat(kind, (number + 1) as f64 * std::f64::consts::SQRT_2);
            which += R::select(zero.less(*weight), told * told * told, zero);
        }
        let one = R::splat(kind, 1.0);
        let weighed = R::select(zero.less(total), total, one);
        let mut all = total;
        for (number, (_, weight)) in self.sensors.iter().enumerate() {
            all += *weight;
            let told = R::splat(kind, -((number + 1) as f64) * std::f64::consts::SQRT_2);
            which += R::select(zero.less(*weight), told * told * told, zero);
        }
        self.total = R::select(zero.less(all), all, one);
        self.middle = middle.times(one / weighed);
        self.which = which;
        for (node, moments) in problem.nodes.iter().zip(&mut self.moments) {
            let (mut weight, mut place, mut seen, mut squares) = (zero, nowhere, nowhere, zero);
            let mut product = Columns::splat(kind, [[0.0; 3]; 3]);
            for number in node.points.0..node.points.1 {
                let own = self.weights[number];
                let at = problem.points[number].place;
                let p = Triple::splat(kind, [at.x, at.y, at.z]);
                let y = self.seen[number].minus(self.middle);
                let (heavy, weighed) = (p.times(own), y.times(own));
                weight += own;
                place = place.plus(heavy);
                seen = seen.plus(weighed);
                squares += p.dot(heavy) + y.dot(weighed);
                product = product.plus(Columns { x: heavy.times(y.x), y: heavy.times(y.y), z: heavy.times(y.z) });
            }
            *moments = Moments { weight, place, seen, product, squares };
        }
        let mut constant = zero;
        for (at, point) in problem.grounded.iter().enumerate() {
            let number = problem.points.len() + at;
            let off = Triple::splat(kind, [point.place.x, point.place.y, point.place.z]).minus(self.seen[number]);
            constant += off.dot(off) * self.weights[number] * R::splat(kind, 0.5);
        }
        self.constant = constant;
    }
}
