//! The objective with its gradient and Hessian, by sums over subtrees: no marker is visited twice.
//!
//! For axis k with turning `ω` and velocity `v` at the middle, a point at `x` moves with `ω × x + v`. Of the points below an
//! axis the exact Hessian needs `Σ w`, `Σ w x`, `Σ w y` and `Σ w x yᵀ`, y being where they were seen; with x in place of y it
//! is the Gauss–Newton matrix. The sums of a body follow from its moments, and are added from the leaves to the root.

use super::axis::{Motion, amount, moved};
use super::covariance::Spread;
use super::frame::Frame;
use super::node::Moves;
use super::problem::Problem;
use super::real::Real;
use super::space::{Columns, Triple};
use super::sums::{Carries, Sums};

/// An axis as it stands: how all below moves with it, and how fast and how unevenly its coordinate moves it.
#[derive(Clone, Copy)]
struct Standing<R> {
    motion: Motion<R>,
    first: R,
    second: R,
}

/// An ellipsoid around a joint's frame.
struct Surface<R> {
    joint: Columns<R>,
    half: Triple<R>,
}

impl<R: Real> Surface<R> {
    /// A direction of the room, each of its components along the joint's frame times that half axis.
    #[inline(always)]
    fn over(&self, direction: Triple<R>) -> Triple<R> {
        let Columns { x, y, z } = self.joint;
        let along =
            Triple::new(direction.dot(x) * self.half.x, direction.dot(y) * self.half.y, direction.dot(z) * self.half.z);
        self.joint.times(along)
    }
}

/// Working memory of one evaluation, used again from frame to frame.
#[derive(Clone)]
pub(super) struct Evaluation<R> {
    pub(super) rotations: Vec<Columns<R>>,
    /// The joint's frame before it moved, of nodes on an ellipsoid.
    joints: Vec<Columns<R>>,
    pub(super) origins: Vec<Triple<R>>,
    sums: Vec<Sums<R>>,
    axes: Vec<Standing<R>>,
    columns: Vec<Motion<R>>,
    /// The weight with which each sensor's axes pull.
    pulls: Vec<R>,
    /// Of each node, when any observation has a covariance.
    pub(super) spreads: Vec<Spread<R>>,
    /// Half the weighted squares of all errors and of the held coordinates, m²; times `frame.total` that of OpenSim.
    pub(super) objective: R,
    pub(super) gradient: Vec<R>,
    /// The Hessian, by the problem's pattern.
    pub(super) matrix: Vec<R>,
}

impl<R: Real> Evaluation<R> {
    pub(super) fn new(kind: R::Kind, problem: &Problem) -> Self {
        let zero = R::splat(kind, 0.0);
        let nowhere = Triple::splat(kind, [0.0; 3]);
        let still = Motion { turn: nowhere, slide: nowhere };
        Evaluation {
            rotations: vec![Columns::splat(kind, [[0.0; 3]; 3]); problem.nodes.len()],
            joints: vec![Columns::splat(kind, [[0.0; 3]; 3]); problem.nodes.len()],
            origins: vec![nowhere; problem.nodes.len()],
            sums: vec![Sums::none(kind); problem.nodes.len()],
            axes: vec![Standing { motion: still, first: zero, second: zero }; problem.axes.len()],
            columns: vec![still; problem.columns.len()],
            pulls: vec![zero; problem.sensors.len()],
            spreads: vec![Spread::none(kind); if problem.has_covariances() { problem.nodes.len() } else { 0 }],
            objective: zero,
            gradient: vec![zero; problem.free.len()],
            matrix: vec![zero; problem.pattern.places],
        }
    }

    /// Where the nodes are and the objective, at these values.
    #[inline(always)]
    pub(super) fn place(&mut self, kind: R::Kind, problem: &Problem, frame: &Frame<R>, values: &[R]) {
        let number = |value: f64| R::splat(kind, value);
        let mut objective = frame.constant;
        for (at, node) in problem.nodes.iter().enumerate() {
            let origin = Triple::splat(kind, node.origin);
            let (mut rotation, mut centre) = match node.parent {
                None => (Columns::splat(kind, IDENTITY), origin.minus(frame.middle)),
                Some(parent) => {
                    (self.rotations[parent], self.rotations[parent].times(origin).plus(self.origins[parent]))
                }
            };
            if let Some(fixed) = node.rotation {
                rotation = rotation.after(Columns::splat(kind, fixed));
            }
            for number in node.columns.0..node.columns.1 {
                let nowhere = Triple::splat(kind, [0.0; 3]);
                self.columns[number] = Motion { turn: nowhere, slide: nowhere };
            }
            let joint = rotation;
            for number in node.axes.0..node.axes.1 {
                let axis = &problem.axes[number];
                let (amount, first, second) = amount(kind, axis, values);
                let motion = moved(kind, axis.way, amount, &mut rotation, &mut centre);
                self.axes[number] = Standing { motion, first, second };
            }
            if let Some(half) = node.ellipsoid {
                let surface = Surface { joint, half: Triple::splat(kind, half) };
                centre = centre.plus(surface.over(rotation.z));
                for axis in &mut self.axes[node.axes.0..node.axes.1] {
                    let turn = axis.motion.turn;
                    axis.motion.slide = centre.cross(turn).plus(surface.over(turn.cross(rotation.z)));
                }
                self.joints[at] = joint;
            }
            for number in node.axes.0..node.axes.1 {
                let Standing { motion, first, .. } = self.axes[number];
                if let Some(column) = self.columns.get_mut(problem.axes[number].column) {
                    *column = column.plus(&motion.times(first));
                }
            }
            (self.rotations[at], self.origins[at]) = (rotation, centre);
            if !self.spreads.is_empty() {
                objective += self.uncertain_objective(kind, problem, frame, at);
            }
            if node.points.0 == node.points.1 {
                self.sums[at] = Sums::none(kind);
                objective += self.turned_sensors(kind, problem, frame, at);
                continue;
            }
            let moments = &frame.moments[at];
            let turned = rotation.times(moments.place);
            let product = rotation.after(moments.product);
            let product = Columns {
                x: product.x.plus(centre.times(moments.seen.x)),
                y: product.y.plus(centre.times(moments.seen.y)),
                z: product.z.plus(centre.times(moments.seen.z)),
            };
            // Σ w |x − y|² with x = R p + o.
            let distance = centre.dot(centre) * moments.weight + centre.dot(turned) * number(2.0);
            objective += (moments.squares + distance) * number(0.5) - product.trace();
            let place = turned.plus(centre.times(moments.weight));
            self.sums[at] = Sums { weight: moments.weight, place, seen: moments.seen, product };
            objective += self.turned_sensors(kind, problem, frame, at);
        }
        for (free, value) in problem.free.iter().zip(values).filter(|(free, _)| 0.0 < free.task.0) {
            let off = *value - number(free.task.1);
            objective += off * off * number(0.5 * free.task.0) * frame.total;
        }
        self.objective = objective;
    }

    /// Half the weighted squares of the angles of a node's sensors, rad²; their part of the sums.
    ///
    /// θ²/2 falls with the trace of R p yᵀ, which is 1 + 2 cos θ, as −θ / (2 sin θ): with this as weight a sensor's axes pull
    /// as markers would. The weight's own change is left out of the Hessian; it is of the order of θ².
    #[inline(always)]
    fn turned_sensors(&mut self, kind: R::Kind, problem: &Problem, frame: &Frame<R>, at: usize) -> R {
        let mut objective = R::splat(kind, 0.0);
        let node = &problem.nodes[at];
        for number in node.sensors.0..node.sensors.1 {
            if problem.sensors[number].weighing.is_some() {
                continue;
            }
            let weight = frame.sensors[number].weight;
            let product = self.rotations[at].after(frame.sensors[number].product);
            let (mut half_square, mut pull) = (R::splat(kind, 0.0), R::splat(kind, 0.0));
            let trace = product.trace();
            for lane in 0..R::LANES {
                let (angle, ratio) = angle_of(trace.lane(lane));
                half_square.set_lane(lane, 0.5 * angle * angle);
                pull.set_lane(lane, 0.5 * ratio);
            }
            objective += half_square * weight;
            let pull = pull * weight;
            self.pulls[number] = pull;
            let sums = &mut self.sums[at].product;
            sums.x = sums.x.plus(product.x.times(pull));
            sums.y = sums.y.plus(product.y.times(pull));
            sums.z = sums.z.plus(product.z.times(pull));
        }
        objective
    }

    /// Gradient and Hessian at the values placed last; `exact` is one for the Hessian, zero for the Gauss–Newton matrix in its
    /// place, `None` for the Hessian in all lanes.
    #[inline(always)]
    pub(super) fn derive(
        &mut self,
        kind: R::Kind,
        problem: &Problem,
        frame: &Frame<R>,
        values: &[R],
        exact: Option<R>,
    ) {
        let zero = R::splat(kind, 0.0);
        self.gradient.fill(zero);
        self.matrix.fill(zero);
        let mut blended = match exact {
            None => Vec::new(),
            Some(exact) => (0..problem.nodes.len()).map(|at| self.blended(kind, problem, frame, at, exact)).collect(),
        };
        for (at, node) in problem.nodes.iter().enumerate().rev() {
            let sums = self.sums[at];
            if let Some(parent) = node.parent {
                self.sums[parent] = self.sums[parent].plus(sums);
            }
            let pull = sums.pull();
            self.pulled(kind, problem, at, &pull, exact);
            if blended.is_empty() {
                self.meet(problem, at, &sums);
            }
        }
        if !blended.is_empty() {
            for (at, node) in problem.nodes.iter().enumerate().rev() {
                let sums: Sums<R> = blended[at];
                if let Some(parent) = node.parent {
                    blended[parent] = blended[parent].plus(sums);
                }
                self.meet(problem, at, &sums);
            }
        }
        if !self.spreads.is_empty() {
            self.derive_uncertain(kind, problem, frame, exact);
        }
        for (at, free) in problem.free.iter().enumerate().filter(|(_, free)| 0.0 < free.task.0) {
            let weight = R::splat(kind, free.task.0) * frame.total;
            self.gradient[at] += weight * (values[at] - R::splat(kind, free.task.1));
            self.matrix[at] += weight;
        }
    }

    /// What a pull does to a node's coordinates, and to how unevenly they move it.
    #[inline(always)]
    pub(super) fn pulled(&mut self, kind: R::Kind, problem: &Problem, at: usize, pull: &Motion<R>, exact: Option<R>) {
        let node = &problem.nodes[at];
        for number in node.columns.0..node.columns.1 {
            self.gradient[problem.columns[number]] += self.columns[number].dot(pull);
        }
        for number in node.axes.0..node.axes.1 {
            // Only an uneven axis has a second derivative.
            if let Moves::Curve { free, .. } = &problem.axes[number].moves {
                let axis = &self.axes[number];
                let bend = axis.second * axis.motion.dot(pull);
                self.matrix[*free] += exact.map_or(bend, |exact| bend * exact);
            }
        }
        if let Some(half) = node.ellipsoid {
            self.bend_over(kind, problem, at, half, pull.slide, exact);
        }
    }

    /// What an ellipsoid adds to the Hessian: there a turn also carries the origin on, and not as a rigid body would.
    #[inline(always)]
    fn bend_over(
        &mut self,
        kind: R::Kind,
        problem: &Problem,
        at: usize,
        half: [f64; 3],
        force: Triple<R>,
        exact: Option<R>,
    ) {
        let surface = Surface { joint: self.joints[at], half: Triple::splat(kind, half) };
        let outward = self.rotations[at].z;
        for pair in &problem.pattern.within[at] {
            let (outer, inner) = (&self.axes[pair.outer], &self.axes[pair.inner]);
            let carried = surface.over(inner.motion.turn.cross(outward));
            let over = surface.over(outer.motion.turn.cross(inner.motion.turn.cross(outward)));
            let bend = force.dot(over.minus(outer.motion.turn.cross(carried))) * outer.first * inner.first;
            self.matrix[pair.place] += exact.map_or(bend, |exact| bend * exact);
        }
    }

    /// What the coordinates of a node have with each other and with those above.
    #[inline(always)]
    pub(super) fn meet<C: Carries<R>>(&mut self, problem: &Problem, at: usize, sums: &C) {
        let node = &problem.nodes[at];
        for number in node.columns.0..node.columns.1 {
            let carried = sums.carried(&self.columns[number]);
            for pair in &problem.pattern.above[number] {
                self.matrix[pair.place] += self.columns[pair.outer].dot(&carried);
            }
        }
        let mut last = usize::MAX;
        let mut carried = self.columns.first().map(|still| sums.carried(still));
        for pair in &problem.pattern.within[at] {
            if pair.inner != last {
                let axis = &self.axes[pair.inner];
                carried = Some(sums.carried(&axis.motion.times(axis.first)));
                last = pair.inner;
            }
            let outer = &self.axes[pair.outer];
            if let Some(carried) = &carried {
                self.matrix[pair.place] += outer.first * outer.motion.dot(carried);
            }
        }
    }

    /// A node's own sums with x in place of y where the Gauss–Newton matrix is wanted.
    #[inline(always)]
    fn blended(&self, kind: R::Kind, problem: &Problem, frame: &Frame<R>, at: usize, exact: R) -> Sums<R> {
        let node = &problem.nodes[at];
        let mut second = Columns::splat(kind, [[0.0; 3]; 3]);
        for number in node.points.0..node.points.1 {
            let p = problem.points[number].place;
            let x = self.rotations[at].times(Triple::splat(kind, [p.x, p.y, p.z])).plus(self.origins[at]);
            let heavy = x.times(frame.weights[number]);
            second = second.plus(Columns { x: heavy.times(x.x), y: heavy.times(x.y), z: heavy.times(x.z) });
        }
        for number in node.sensors.0..node.sensors.1 {
            // Three axes at right angles: the sum of their squares is the same in every direction.
            let pull = self.pulls[number];
            second.x.x += pull;
            second.y.y += pull;
            second.z.z += pull;
        }
        let Sums { weight, place, seen, product } = self.sums[at];
        Sums {
            weight,
            place,
            seen: blend(kind, exact, seen, place),
            product: Columns {
                x: blend(kind, exact, product.x, second.x),
                y: blend(kind, exact, product.y, second.y),
                z: blend(kind, exact, product.z, second.z),
            },
        }
    }

    /// Where a point of a node is at the values placed last, m.
    pub(super) fn point(&self, node: usize, place: Triple<R>, frame: &Frame<R>) -> Triple<R> {
        self.rotations[node].times(place).plus(self.origins[node]).plus(frame.middle)
    }
}

/// The angle of a rotation by its trace, rad, and its ratio to its own sine.
fn angle_of(trace: f64) -> (f64, f64) {
    let cosine = (0.5 * (trace - 1.0)).clamp(-1.0, 1.0);
    let half_sine = (0.5 * (1.0 - cosine)).sqrt();
    let angle = 2.0 * libm::asin(half_sine);
    // The series' next term is below a rounding here.
    if angle < 1e-4 {
        return (angle, 1.0 + angle * angle / 6.0);
    }
    let sine = 2.0 * half_sine * (0.5 * (1.0 + cosine)).sqrt();
    // Turned by a half, a rotation pulls in no direction: any large ratio leads away from there.
    (angle, angle / sine.max(1e-6))
}

const IDENTITY: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

/// One where the Hessian is wanted, the other where the Gauss–Newton matrix is.
#[inline(always)]
fn blend<R: Real>(kind: R::Kind, exact: R, a: Triple<R>, b: Triple<R>) -> Triple<R> {
    a.times(exact).plus(b.times(R::splat(kind, 1.0) - exact))
}
