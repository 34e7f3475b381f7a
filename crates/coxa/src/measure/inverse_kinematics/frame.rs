//! What was seen in one frame, collapsed: all the solver needs of a body's markers is in a few sums, taken once a frame.

use super::node::Sensor;
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

/// A sensor as it was seen.
#[derive(Clone, Copy)]
pub(super) struct SensorSeen<R> {
    /// `Σ p yᵀ` over its three axes.
    pub(super) product: Columns<R>,
    /// Its weight; none when it was not seen.
    pub(super) weight: R,
    /// Its inverse covariance along the ground's axes, where it has one; none when it was not seen.
    pub(super) matrix: Columns<R>,
}

/// One frame of observations, in each lane one.
#[derive(Clone)]
pub(super) struct Frame<R> {
    /// Where each point was seen, m; anywhere when it has no weight.
    seen: Vec<Triple<R>>,
    /// The weight of each point; none when it was not seen.
    pub(super) weights: Vec<R>,
    pub(super) moments: Vec<Moments<R>>,
    pub(super) sensors: Vec<SensorSeen<R>>,
    /// Of each point with a covariance where it was seen, m, and one; anywhere and zero when it was not.
    pub(super) uncertain: Vec<(Triple<R>, R)>,
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
        let none = Columns::splat(kind, [[0.0; 3]; 3]);
        let moments = Moments { weight: zero, place: nowhere, seen: nowhere, product: none, squares: zero };
        Frame {
            seen: vec![nowhere; points],
            weights: vec![zero; points],
            moments: vec![moments; problem.nodes.len()],
            sensors: vec![SensorSeen { product: none, weight: zero, matrix: none }; problem.sensors.len()],
            uncertain: vec![(nowhere, zero); problem.uncertain.len()],
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
            place.set_lane(lane, [position.x, position.y, position.z]);
            weight.set_lane(lane, own);
        }
        for (point, (place, is_seen)) in problem.uncertain.iter().zip(&mut self.uncertain) {
            let position = seen[point.task];
            let told = (position.x + position.y + position.z).is_finite();
            let position = if told { position } else { Vector::default() };
            place.set_lane(lane, [position.x, position.y, position.z]);
            is_seen.set_lane(lane, if told { 1.0 } else { 0.0 });
        }
        for (sensor, told) in problem.sensors.iter().zip(&mut self.sensors) {
            told.set(lane, sensor, [0, 1, 2].map(|axis| seen[sensor.first + axis]));
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
        for (number, (point, (place, is_seen))) in problem.uncertain.iter().zip(&self.uncertain).enumerate() {
            let weight = R::splat(kind, point.mean) * *is_seen;
            total += weight;
            middle = middle.plus(place.times(weight));
            let told = R::splat(kind, (self.seen.len() + number + 1) as f64 * std::f64::consts::SQRT_2);
            which += told * told * told * *is_seen;
        }
        let one = R::splat(kind, 1.0);
        let weighed = R::select(zero.less(total), total, one);
        let mut all = total;
        for (number, sensor) in self.sensors.iter().enumerate() {
            all += sensor.weight;
            let told = R::splat(kind, -((number + 1) as f64) * std::f64::consts::SQRT_2);
            which += R::select(zero.less(sensor.weight), told * told * told, zero);
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

impl<R: Real> SensorSeen<R> {
    /// The sensor's axes as one lane saw them, NaN where it did not.
    #[inline(always)]
    fn set(&mut self, lane: usize, sensor: &Sensor, seen: [Vector; 3]) {
        let sum = seen[0] + seen[1] + seen[2];
        let is_seen = (sum.x + sum.y + sum.z).is_finite();
        let axes = if is_seen { seen } else { [Vector::default(); 3] };
        let along = [axes.map(|axis| axis.x), axes.map(|axis| axis.y), axes.map(|axis| axis.z)];
        // Sums over the axes of what stands for them here times a component of theirs.
        let summed = |places: [[f64; 3]; 3], components: [f64; 3]| -> [f64; 3] {
            let one = |of: usize| components.iter().zip(places).fold(0.0, |sum, (it, place)| sum + place[of] * it);
            [one(0), one(1), one(2)]
        };
        self.product.set_lane(lane, along.map(|components| summed(sensor.sits, components)));
        self.weight.set_lane(lane, if is_seen { sensor.weight } else { 0.0 });
        if let Some(weighing) = sensor.weighing {
            let matrix = match (is_seen, weighing.is_own) {
                (false, _) => [[0.0; 3]; 3],
                (true, false) => weighing.matrix,
                (true, true) => {
                    let half = along.map(|components| summed(weighing.matrix, components));
                    let entry = |row: usize, column: usize| (0..3).map(|at| half[row][at] * along[column][at]).sum();
                    [0, 1, 2].map(|row| [0, 1, 2].map(|column| entry(row, column)))
                }
            };
            self.matrix.set_lane(lane, matrix);
        }
    }
}
