//! The objective with its gradient and Hessian, by sums over subtrees: no marker is visited twice.
//!
//! For axis k with turning `ω` and velocity `v` at the ground's origin, a point at `x` moves with `ω × x + v`. Summed over the
//! points below an axis, everything needed is in ten numbers of mass (weight, first and second moment of `x`), six of force
//! (sum and moment of residuals) and, for the exact Hessian, nine more (`Σ w x rᵀ`). They are added from the leaves to the
//! root once; the Gauss–Newton matrix is then the joint-space inertia of point masses.

use super::problem::{Moves, Problem};
use crate::skeleton::tree::AxisKind;
use crate::skeleton::{Rotation, Vector};

/// Sums over the points on and below a body.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    weight: f64,
    first: Vector,
    /// `Σ w x xᵀ`, rows.
    second: [Vector; 3],
    force: Vector,
    torque: Vector,
    /// `Σ w x rᵀ`, rows.
    spread: [Vector; 3],
}

impl Sums {
    fn add_point(&mut self, weight: f64, x: Vector, r: Vector) {
        let (wx, wr) = (x * weight, r * weight);
        self.weight += weight;
        self.first = self.first + wx;
        self.force = self.force + wr;
        self.torque = self.torque + x.cross(wr);
        for (row, component) in [wx.x, wx.y, wx.z].into_iter().enumerate() {
            self.second[row] = self.second[row] + x * component;
            self.spread[row] = self.spread[row] + r * component;
        }
    }

    fn add(&mut self, other: &Sums) {
        self.weight += other.weight;
        self.first = self.first + other.first;
        self.force = self.force + other.force;
        self.torque = self.torque + other.torque;
        for row in 0..3 {
            self.second[row] = self.second[row] + other.second[row];
            self.spread[row] = self.spread[row] + other.spread[row];
        }
    }

    /// Linear and angular momentum, about the ground's origin, of the points moving so.
    fn momentum(&self, motion: &Motion) -> (Vector, Vector) {
        let (turn, slide) = (motion.turn, motion.slide);
        let linear = slide * self.weight + turn.cross(self.first);
        let angular = turn * trace(&self.second) - times(&self.second, turn) + self.first.cross(slide);
        (linear, angular)
    }

    /// `Σ w u × r`, u the velocity of each point: what turns an outer axis when an inner one moves.
    fn bending(&self, motion: &Motion) -> Vector {
        times(&self.spread, motion.turn) - motion.turn * trace(&self.spread) + motion.slide.cross(self.force)
    }
}

fn trace(rows: &[Vector; 3]) -> f64 {
    rows[0].x + rows[1].y + rows[2].z
}

fn times(rows: &[Vector; 3], vector: Vector) -> Vector {
    Vector::new(rows[0].dot(vector), rows[1].dot(vector), rows[2].dot(vector))
}

/// How everything below moves when a coordinate moves by one: turning, and velocity at the ground's origin.
#[derive(Debug, Clone, Copy, Default)]
struct Motion {
    turn: Vector,
    slide: Vector,
}

/// One moving axis as it stands.
#[derive(Debug, Clone, Copy)]
struct Moving {
    free: usize,
    motion: Motion,
    first: f64,
    second: f64,
}

/// A coordinate's motion at one node: its axes there together.
#[derive(Debug, Clone, Copy)]
struct Column {
    free: usize,
    motion: Motion,
}

/// Working memory of one evaluation, reused from frame to frame.
#[derive(Debug, Clone)]
pub(super) struct Evaluation {
    rotations: Vec<Rotation>,
    origins: Vec<Vector>,
    sums: Vec<Sums>,
    moving: Vec<Moving>,
    /// First and one past the last of each node's axes in `moving`.
    axes: Vec<(usize, usize)>,
    columns: Vec<Column>,
    of_node: Vec<(usize, usize)>,
    weights: f64,
    /// Half the weighted mean square of marker errors, m², and the coordinate tasks' share.
    pub(super) objective: f64,
    pub(super) gradient: Vec<f64>,
    /// Gauss–Newton matrix, and what the exact Hessian adds to it; lower triangles, row by row.
    pub(super) gauss_newton: Vec<f64>,
    pub(super) curvature: Vec<f64>,
}

impl Evaluation {
    pub(super) fn new(problem: &Problem) -> Evaluation {
        let (nodes, free) = (problem.nodes.len(), problem.free.len());
        Evaluation {
            rotations: vec![Rotation::NONE; nodes],
            origins: vec![Vector::default(); nodes],
            sums: vec![Sums::default(); nodes],
            moving: Vec::new(),
            axes: vec![(0, 0); nodes],
            columns: Vec::new(),
            of_node: vec![(0, 0); nodes],
            weights: 0.0,
            objective: 0.0,
            gradient: vec![0.0; free],
            gauss_newton: vec![0.0; free * free],
            curvature: vec![0.0; free * free],
        }
    }

    /// Where the points are, and the objective: values, observations (NaN where not seen).
    pub(super) fn place(&mut self, problem: &Problem, values: &[f64], seen: &[Vector]) -> f64 {
        self.moving.clear();
        let (mut squares, mut weights) = (0.0, 0.0);
        for (number, node) in problem.nodes.iter().enumerate() {
            let (rotation, origin) = node
                .parent
                .map_or((Rotation::NONE, Vector::default()), |parent| (self.rotations[parent], self.origins[parent]));
            let joint = rotation * node.parent_from_joint.rotation;
            let mut centre = rotation * node.parent_from_joint.origin + origin;
            let mut turned = joint;
            let from = self.moving.len();
            for axis in &node.axes {
                let jet = problem.amount(&axis.moves, values);
                let motion = match axis.kind {
                    AxisKind::Slide => {
                        let along = joint * axis.direction;
                        centre = centre + along * jet.value;
                        Motion { turn: Vector::default(), slide: along }
                    }
                    AxisKind::Turn => {
                        let about = turned * axis.direction;
                        turned = turned * Rotation::about(axis.direction, jet.value);
                        Motion { turn: about, slide: centre.cross(about) }
                    }
                };
                if let Moves::By { free, .. } = axis.moves {
                    self.moving.push(Moving { free, motion, first: jet.first, second: jet.second });
                }
            }
            self.axes[number] = (from, self.moving.len());
            self.rotations[number] = turned * node.joint_from_body.rotation;
            self.origins[number] = turned * node.joint_from_body.origin + centre;
            let mut sums = Sums::default();
            for point in &problem.points[node.points.0..node.points.1] {
                let observed = seen[point.task];
                if observed.x.is_nan() {
                    continue;
                }
                let x = self.rotations[number] * point.place + self.origins[number];
                let residual = x - observed;
                squares += point.weight * residual.dot(residual);
                weights += point.weight;
                sums.add_point(point.weight, x, residual);
            }
            self.sums[number] = sums;
        }
        for point in problem.grounded.iter().filter(|point| !seen[point.task].x.is_nan()) {
            let residual = point.place - seen[point.task];
            squares += point.weight * residual.dot(residual);
            weights += point.weight;
        }
        self.objective = if 0.0 < weights { squares / (2.0 * weights) } else { 0.0 };
        for (free, value) in problem.free.iter().zip(values) {
            self.objective += 0.5 * free.task.0 * (value - free.task.1) * (value - free.task.1);
        }
        self.weights = weights;
        self.objective
    }

    /// Distance of each seen point from where it was seen, at the values placed last.
    pub(super) fn errors(&self, problem: &Problem, seen: &[Vector], errors: &mut [f64]) {
        for (number, node) in problem.nodes.iter().enumerate() {
            for point in &problem.points[node.points.0..node.points.1] {
                let x = self.rotations[number] * point.place + self.origins[number];
                errors[point.task] = (x - seen[point.task]).length();
            }
        }
        for point in &problem.grounded {
            errors[point.task] = (point.place - seen[point.task]).length();
        }
    }

    /// Gradient and both parts of the Hessian, at the values placed last.
    pub(super) fn derive(&mut self, problem: &Problem, values: &[f64]) {
        let count = problem.free.len();
        self.gradient.fill(0.0);
        self.gauss_newton.fill(0.0);
        self.curvature.fill(0.0);
        self.gather_columns(problem);
        for number in (0..problem.nodes.len()).rev() {
            let sums = self.sums[number];
            if let Some(parent) = problem.nodes[number].parent {
                self.sums[parent].add(&sums);
            }
            self.joint_alone(number, &sums, count);
            for at in self.of_node[number].0..self.of_node[number].1 {
                let column = self.columns[at];
                let (linear, angular) = sums.momentum(&column.motion);
                let bending = sums.bending(&column.motion);
                self.gradient[column.free] += column.motion.turn.dot(sums.torque) + column.motion.slide.dot(sums.force);
                // Columns of the same joint once, those of the joints above it all.
                let mut outer = Some(number);
                while let Some(node) = outer {
                    let (from, to) = self.of_node[node];
                    for other in from..if node == number { at + 1 } else { to } {
                        let above = self.columns[other];
                        let inertia = above.motion.turn.dot(angular) + above.motion.slide.dot(linear);
                        // A coordinate that moves joints above each other meets itself twice.
                        let twice = if above.free == column.free && other != at { 2.0 } else { 1.0 };
                        let place = lower(above.free, column.free, count);
                        self.gauss_newton[place] += twice * inertia;
                        if node != number {
                            self.curvature[place] += twice * above.motion.turn.dot(bending);
                        }
                    }
                    outer = problem.nodes[node].parent;
                }
            }
        }
        let scale = if 0.0 < self.weights { 1.0 / self.weights } else { 0.0 };
        let all = self.gradient.iter_mut().chain(&mut self.gauss_newton).chain(&mut self.curvature);
        all.for_each(|value| *value *= scale);
        for (at, (free, value)) in problem.free.iter().zip(values).enumerate() {
            self.gradient[at] += free.task.0 * (value - free.task.1);
            self.gauss_newton[at * count + at] += free.task.0;
        }
    }

    /// What each coordinate does at each node: its axes there together.
    fn gather_columns(&mut self, problem: &Problem) {
        self.columns.clear();
        for number in 0..problem.nodes.len() {
            let from = self.columns.len();
            for at in self.axes[number].0..self.axes[number].1 {
                let axis = self.moving[at];
                let motion = Motion { turn: axis.motion.turn * axis.first, slide: axis.motion.slide * axis.first };
                match self.columns[from..].iter_mut().find(|column| column.free == axis.free) {
                    Some(column) => {
                        column.motion.turn = column.motion.turn + motion.turn;
                        column.motion.slide = column.motion.slide + motion.slide;
                    }
                    None => self.columns.push(Column { free: axis.free, motion }),
                }
            }
            self.of_node[number] = (from, self.columns.len());
        }
    }

    /// Curvature within one joint: outer axes turn inner ones, and an axis may move unevenly with its coordinate.
    fn joint_alone(&mut self, number: usize, sums: &Sums, count: usize) {
        let (from, to) = self.axes[number];
        for inner in from..to {
            let axis = self.moving[inner];
            let bending = sums.bending(&axis.motion);
            let pull = axis.motion.turn.dot(sums.torque) + axis.motion.slide.dot(sums.force);
            self.curvature[lower(axis.free, axis.free, count)] += axis.second * pull;
            for outer in from..=inner {
                let above = self.moving[outer];
                let twice = if above.free == axis.free && outer != inner { 2.0 } else { 1.0 };
                let turned = above.first * axis.first * above.motion.turn.dot(bending);
                self.curvature[lower(above.free, axis.free, count)] += twice * turned;
            }
        }
    }
}

/// Place of a pair in a lower triangle kept in full rows.
const fn lower(a: usize, b: usize, count: usize) -> usize {
    if a < b { b * count + a } else { a * count + b }
}
