//! What is to be fitted: the part of a tree that markers and coordinate tasks reach, in the order in which it is placed.

use super::node::{Node, NodeAxis, Point, Sensor};
use super::pattern::Pattern;
use crate::skeleton::Rotation;
use crate::skeleton::tree::{Transform, Tree, TreeError};

/// A marker to be matched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarkerTask {
    /// Number of the marker in the tree.
    pub marker: usize,
    /// Weight, at least zero.
    pub weight: f64,
}

/// A sensor's orientation to be matched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrientationTask {
    /// Number of the body in the tree that carries the sensor.
    pub body: usize,
    /// How the sensor sits on the body.
    pub body_from_sensor: Rotation,
    /// Weight, at least zero.
    pub weight: f64,
}

/// A coordinate to be held near a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoordinateTask {
    /// Number of the coordinate in the tree.
    pub coordinate: usize,
    /// Weight, at least zero; not divided by the markers' weights.
    pub weight: f64,
    /// Wanted value, rad or m.
    pub value: f64,
}

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
    /// Points on the ground: nothing moves them, but they belong to the objective.
    pub(super) grounded: Vec<Point>,
    pub(super) sensors: Vec<Sensor>,
    pub(super) free: Vec<Free>,
    /// Numbers in the tree of the markers to be matched.
    matched: Vec<usize>,
}

impl Problem {
    /// tree, markers to match, coordinates to hold => the problem
    ///
    /// Locked coordinates keep their default, followers follow, clamped ones stay in their range; a coordinate that no
    /// task reaches keeps its default, too. Observations are given in the order of `markers`.
    ///
    /// # Errors
    /// The tree is none ([`Tree::check`]), or a task names what is not there or has a weight below zero.
    pub fn new(tree: Tree, markers: &[MarkerTask], held: &[CoordinateTask]) -> Result<Problem, TreeError> {
        Problem::with_orientations(tree, markers, &[], held)
    }

    /// tree, markers and orientations to match, coordinates to hold => the problem
    ///
    /// As [`Problem::new`]. Observations are those of the markers, then of each orientation the sensor's three axes in the
    /// ground; half the weighted mean square of the angles between sensors and model is minimised with the markers' errors.
    ///
    /// # Errors
    /// As [`Problem::new`].
    pub fn with_orientations(
        tree: Tree,
        markers: &[MarkerTask],
        orientations: &[OrientationTask],
        held: &[CoordinateTask],
    ) -> Result<Problem, TreeError> {
        tree.check()?;
        let unknown = |what: &str| TreeError::Unknown { what: what.to_owned() };
        let broken = |what: String| TreeError::Broken { what };
        for task in markers {
            let marker = tree.markers.get(task.marker).ok_or_else(|| unknown("a marker task"))?;
            if !(0.0..f64::INFINITY).contains(&task.weight) {
                return Err(broken(format!("the task of marker {}", marker.name)));
            }
        }
        for task in held {
            let row = tree.coordinates.get(task.coordinate).ok_or_else(|| unknown("a coordinate task"))?;
            if !(0.0..f64::INFINITY).contains(&task.weight) || !task.value.is_finite() {
                return Err(broken(format!("the task of coordinate {}", row.name)));
            }
        }
        for task in orientations {
            let body = tree.bodies.get(task.body).ok_or_else(|| unknown("an orientation task"))?;
            if !(0.0..f64::INFINITY).contains(&task.weight) {
                return Err(broken(format!("the orientation task of body {}", body.name)));
            }
        }
        let mut is_needed = vec![false; tree.bodies.len()];
        let carrying = markers.iter().filter_map(|task| tree.markers[task.marker].body);
        for body in carrying.chain(orientations.iter().map(|task| task.body)) {
            let mut at = Some(body);
            while let Some(body) = at.filter(|body| !is_needed[*body]) {
                is_needed[body] = true;
                at = tree.bodies[body].parent;
            }
        }
        let free = free_coordinates(&tree, &is_needed, held)?;
        let mut problem = Problem {
            nodes: Vec::new(),
            axes: Vec::new(),
            columns: Vec::new(),
            pattern: Pattern::default(),
            points: Vec::new(),
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
        self.matched.iter().map(|marker| self.tree.markers[*marker].name.as_str())
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
        self.grounded = self.points_on(None, Transform::NONE, markers);
        for number in &bodies {
            let body = &self.tree.bodies[*number];
            // The parent's frame here is its joint's after moving: what stands between is one constant transform.
            let between = body.parent.map_or(Transform::NONE, |parent| self.tree.bodies[parent].joint.joint_from_body);
            let fixed = between * body.joint.parent_from_joint;
            let points = self.points_on(Some(*number), body.joint.joint_from_body, markers);
            let (first_axis, first_column, first_point) = (self.axes.len(), self.columns.len(), self.points.len());
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
            let body = &self.tree.bodies[*number];
            let first_sensor = self.sensors.len();
            for (task, sensor) in orientations.iter().enumerate().filter(|(_, task)| task.body == *number) {
                let sits = columns(body.joint.joint_from_body.rotation * sensor.body_from_sensor);
                self.sensors.push(Sensor { first: markers.len() + 3 * task, sits, weight: sensor.weight });
            }
            self.nodes.push(Node {
                parent: body.parent.and_then(node_of),
                rotation: (fixed.rotation != Rotation::NONE).then(|| columns(fixed.rotation)),
                origin: [fixed.origin.x, fixed.origin.y, fixed.origin.z],
                ellipsoid: body.joint.ellipsoid.map(|half| [half.x, half.y, half.z]),
                axes: (first_axis, self.axes.len()),
                columns: (first_column, self.columns.len()),
                points: (first_point, self.points.len()),
                sensors: (first_sensor, self.sensors.len()),
            });
        }
        Ok(())
    }

    /// The points of a body, or of the ground, in the frame in which it is placed.
    fn points_on(&self, body: Option<usize>, frame: Transform, markers: &[MarkerTask]) -> Vec<Point> {
        let here = markers.iter().enumerate().filter(|(_, task)| self.tree.markers[task.marker].body == body);
        here.map(|(task, marker)| {
            let place = frame.place(self.tree.markers[marker.marker].location);
            Point { task, place, weight: marker.weight }
        })
        .collect()
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

fn columns(rotation: Rotation) -> [[f64; 3]; 3] {
    [rotation.forward(), rotation.up(), rotation.right()].map(|axis| [axis.x, axis.y, axis.z])
}
