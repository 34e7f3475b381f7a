//! What is to be fitted: the part of a tree that markers and coordinate tasks reach, in the order in which it is placed.

use super::node::{Node, NodeAxis, Point, Sensor, Uncertain};
use super::pattern::Pattern;
use super::tasks::{CoordinateTask, MarkerTask, OrientationTask, Tasks, Weighing};
use crate::skeleton::Rotation;
use crate::skeleton::tree::{Marker, Transform, Tree, TreeError};

/// A coordinate that is solved for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Free {
    pub(super) coordinate: usize,
    pub(super) low: f64,
    pub(super) high: f64,
    /// Weight and wanted value of its task; no weight when it has none.
    pub(super) task: (f64, f64),
}

/// A tree and tasks, ready to be solved frame by frame.
#[derive(Debug, Clone)]
pub struct Problem {
    pub(super) tree: Tree,
    pub(super) nodes: Vec<Node>,
    pub(super) axes: Vec<NodeAxis>,
    /// The free coordinate of each column: what one coordinate does at one node, all its axes there together.
    pub(super) columns: Vec<usize>,
    pub(super) pattern: Pattern,
    pub(super) points: Vec<Point>,
    /// Points with a covariance.
    pub(super) uncertain: Vec<Uncertain>,
    /// Points on the ground: nothing moves them, but they belong to the objective.
    pub(super) grounded: Vec<Point>,
    pub(super) sensors: Vec<Sensor>,
    pub(super) free: Vec<Free>,
    /// Numbers in the tree of the markers to be matched.
    matched: Vec<usize>,
}

impl Problem {
    /// tree, tasks => the problem
    ///
    /// Locked coordinates keep their default, followers follow, clamped ones stay in their range; a coordinate that no
    /// task reaches keeps its default, too. Observations are those of the markers, in their order, then of each orientation
    /// the sensor's three axes in the ground. Minimised is half the weighted mean square of the markers' errors, m, and of
    /// the angles between sensors and model, rad; where a covariance is given, half the mean of `eᵀ C⁻¹ e`, e being for a
    /// sensor twice the vector part of the quaternion from seen to model, which is the rotation vector within a thousandth of
    /// it below 9 degrees.
    ///
    /// # Errors
    /// The tree is none ([`Tree::check`]), or a task names what is not there, has a weight below zero or a covariance that is
    /// none.
    pub fn new(tree: Tree, tasks: &Tasks<'_>) -> Result<Problem, TreeError> {
        tree.check()?;
        tasks.check(&tree)?;
        let Tasks { markers, orientations, held } = *tasks;
        let is_needed = tasks.needed(&tree);
        let free = free_coordinates(&tree, &is_needed, held)?;
        let mut problem = Problem {
            nodes: Vec::new(),
            axes: Vec::new(),
            columns: Vec::new(),
            pattern: Pattern::default(),
            points: Vec::new(),
            uncertain: Vec::new(),
            grounded: Vec::new(),
            sensors: Vec::new(),
            free,
            matched: markers.iter().map(|task| task.marker).collect(),
            tree,
        };
        problem.place_nodes(&is_needed, markers, orientations)?;
        problem.pattern = Pattern::of(&problem.nodes, &problem.axes, &problem.columns, problem.free.len());
        Ok(problem)
    }

    /// The tree it is about.
    #[must_use]
    pub const fn tree(&self) -> &Tree {
        &self.tree
    }

    /// How many markers are to be matched.
    #[must_use]
    pub const fn marker_count(&self) -> usize {
        self.matched.len()
    }

    /// Names of the markers to be matched, in the order of the observations.
    pub fn marker_names(&self) -> impl Iterator<Item = &str> {
        self.matched_markers().map(|marker| marker.name.as_str())
    }

    pub(super) fn matched_markers(&self) -> impl Iterator<Item = &Marker> {
        self.matched.iter().map(|marker| &self.tree.markers[*marker])
    }

    /// How many observations make a frame: one a marker, three axes a sensor.
    #[must_use]
    pub const fn seen_count(&self) -> usize {
        self.matched.len() + 3 * self.sensors.len()
    }

    /// How many coordinates are solved for.
    #[must_use]
    pub const fn free_count(&self) -> usize {
        self.free.len()
    }

    fn place_nodes(
        &mut self,
        is_needed: &[bool],
        markers: &[MarkerTask],
        orientations: &[OrientationTask],
    ) -> Result<(), TreeError> {
        let bodies: Vec<usize> = (0..self.tree.bodies.len()).filter(|number| is_needed[*number]).collect();
        let node_of = |body: usize| bodies.iter().position(|it| *it == body);
        // Nothing moves what is on the ground: there its mean weight tells as much.
        let (grounded, uncertain) = self.points_on(None, Transform::NONE, markers);
        let uncertain = uncertain.iter().map(|it| Point { task: it.task, place: it.place, weight: it.mean });
        self.grounded = grounded.into_iter().chain(uncertain).collect();
        for number in &bodies {
            let body = &self.tree.bodies[*number];
            // The parent's frame here is its joint's after moving: what stands between is one constant transform.
            let between = body.parent.map_or(Transform::NONE, |parent| self.tree.bodies[parent].joint.joint_from_body);
            let fixed = between * body.joint.parent_from_joint;
            let (points, uncertain) = self.points_on(Some(*number), body.joint.joint_from_body, markers);
            let (first_axis, first_column) = (self.axes.len(), self.columns.len());
            let (first_point, first_uncertain) = (self.points.len(), self.uncertain.len());
            let axes = self.axes_of(*number)?;
            for (way, moves) in axes {
                let column = match moves.free() {
                    None => usize::MAX,
                    Some(free) => match self.columns[first_column..].iter().position(|it| *it == free) {
                        Some(at) => first_column + at,
                        None => {
                            self.columns.push(free);
                            self.columns.len() - 1
                        }
                    },
                };
                self.axes.push(NodeAxis { way, moves, column });
            }
            self.points.extend(points);
            self.uncertain.extend(uncertain);
            let body = &self.tree.bodies[*number];
            let first_sensor = self.sensors.len();
            for (task, sensor) in orientations.iter().enumerate().filter(|(_, task)| task.body == *number) {
                let sits = columns(body.joint.joint_from_body.rotation * sensor.body_from_sensor);
                let first = markers.len() + 3 * task;
                // Checked before.
                let (weight, weighing) = sensor.precision.weighing().unwrap_or_default();
                self.sensors.push(Sensor { first, sits, weight, weighing });
            }
            self.nodes.push(Node {
                parent: body.parent.and_then(node_of),
                rotation: (fixed.rotation != Rotation::NONE).then(|| columns(fixed.rotation)),
                origin: [fixed.origin.x, fixed.origin.y, fixed.origin.z],
                ellipsoid: body.joint.ellipsoid.map(|half| [half.x, half.y, half.z]),
                axes: (first_axis, self.axes.len()),
                columns: (first_column, self.columns.len()),
                points: (first_point, self.points.len()),
                uncertain: (first_uncertain, self.uncertain.len()),
                sensors: (first_sensor, self.sensors.len()),
            });
        }
        Ok(())
    }

    /// The points of a body, or of the ground, in the frame in which it is placed; those with a covariance by themselves.
    fn points_on(&self, body: Option<usize>, frame: Transform, markers: &[MarkerTask]) -> (Vec<Point>, Vec<Uncertain>) {
        let (mut points, mut uncertain) = (Vec::new(), Vec::new());
        for (task, marker) in markers.iter().enumerate() {
            let told = &self.tree.markers[marker.marker];
            if told.body != body {
                continue;
            }
            let place = frame.place(told.location);
            match marker.precision.weighing().unwrap_or_default() {
                (weight, None) => points.push(Point { task, place, weight }),
                (mean, Some(weighing)) => {
                    // Along the axes of the frame in which it is placed.
                    let matrix = if weighing.is_own { turned(frame, weighing.matrix) } else { weighing.matrix };
                    uncertain.push(Uncertain { task, place, mean, weighing: Weighing { matrix, ..weighing } });
                }
            }
        }
        (points, uncertain)
    }

    /// Whether any observation has a covariance.
    pub(super) fn has_covariances(&self) -> bool {
        !self.uncertain.is_empty() || self.sensors.iter().any(|sensor| sensor.weighing.is_some())
    }

    /// Values of the free coordinates => values of all coordinates of the tree, rad and m.
    #[must_use]
    pub fn all_values(&self, values: &[f64]) -> Vec<f64> {
        let mut all: Vec<f64> = self.tree.coordinates.iter().map(|row| row.default).collect();
        for (free, value) in self.free.iter().zip(values) {
            all[free.coordinate] = *value;
        }
        (0..all.len()).map(|coordinate| self.tree.value(coordinate, &all).value).collect()
    }

    /// Values of all coordinates of the tree => those of the free ones, in the order in which they are solved.
    #[must_use]
    pub fn free_values(&self, all: &[f64]) -> Vec<f64> {
        self.free.iter().map(|free| all[free.coordinate]).collect()
    }

    /// Standard errors of the free coordinates at their values => those of all coordinates, rad and m
    ///
    /// A follower's is its leader's times its slope there; of a coordinate that is not solved for it is none: NaN.
    #[must_use]
    pub fn all_errors(&self, values: &[f64], errors: &[f64]) -> Vec<f64> {
        let mut all: Vec<f64> = self.tree.coordinates.iter().map(|row| row.default).collect();
        for (free, value) in self.free.iter().zip(values) {
            all[free.coordinate] = *value;
        }
        let of = |coordinate: usize| {
            let leader = self.tree.leader(coordinate).ok()?;
            let free = self.free.iter().position(|free| free.coordinate == leader)?;
            Some(errors.get(free)? * self.tree.value(coordinate, &all).first.abs())
        };
        (0..all.len()).map(|coordinate| of(coordinate).unwrap_or(f64::NAN)).collect()
    }

    /// Defaults of the free coordinates, inside their bounds.
    #[must_use]
    pub fn defaults(&self) -> Vec<f64> {
        let value = |free: &Free| self.tree.coordinates[free.coordinate].default.clamp(free.low, free.high);
        self.free.iter().map(value).collect()
    }
}

/// Coordinates that move a needed body or are held, lead themselves, and are not locked.
fn free_coordinates(tree: &Tree, is_needed: &[bool], held: &[CoordinateTask]) -> Result<Vec<Free>, TreeError> {
    let mut reached = vec![false; tree.coordinates.len()];
    for (body, _) in tree.bodies.iter().zip(is_needed).filter(|(_, needed)| **needed) {
        for axis in body.joint.axes.iter().filter(|axis| axis.motion.constant().is_none()) {
            if let Some(coordinate) = axis.coordinate {
                reached[tree.leader(coordinate)?] = true;
            }
        }
    }
    for task in held.iter().filter(|task| 0.0 < task.weight) {
        reached[tree.leader(task.coordinate)?] = true;
    }
    let free = tree.coordinates.iter().enumerate().filter(|(at, row)| reached[*at] && !row.locked);
    Ok(free
        .map(|(coordinate, row)| {
            let (low, high) = if row.clamped { row.range } else { (f64::NEG_INFINITY, f64::INFINITY) };
            let own = held.iter().filter(|task| task.coordinate == coordinate);
            // Several tasks of one coordinate are one: their weights add, their values are weighed.
            let (weight, moment) =
                own.fold((0.0, 0.0), |(weight, sum), task| (weight + task.weight, sum + task.weight * task.value));
            let value = if 0.0 < weight { moment / weight } else { 0.0 };
            Free { coordinate, low: low.min(high), high, task: (weight, value) }
        })
        .collect())
}

/// A symmetric matrix along the axes of a body, along those of the frame that the body sits in.
fn turned(frame: Transform, matrix: [[f64; 3]; 3]) -> [[f64; 3]; 3] {
    let axes = columns(frame.rotation);
    let entry = |row: usize, column: usize| -> f64 {
        let pairs = (0..3).flat_map(|a| (0..3).map(move |b| (a, b)));
        pairs.map(|(a, b)| axes[a][row] * matrix[a][b] * axes[b][column]).sum()
    };
    [0, 1, 2].map(|row| [0, 1, 2].map(|column| entry(row, column)))
}

fn columns(rotation: Rotation) -> [[f64; 3]; 3] {
    [rotation.forward(), rotation.up(), rotation.right()].map(|axis| [axis.x, axis.y, axis.z])
}
