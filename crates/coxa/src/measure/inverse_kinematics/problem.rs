//! What is to be fitted: the part of a tree that markers and coordinate tasks reach, in the order in which it is placed.

use crate::skeleton::Vector;
use crate::skeleton::tree::{AxisKind, Jet, Transform, Tree, TreeError};

/// A marker to be matched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarkerTask {
    /// Number of the marker in the tree.
    pub marker: usize,
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

/// One axis of a node: where it stands in the joint is where it stands in the list.
#[derive(Debug, Clone)]
pub(super) struct NodeAxis {
    pub(super) kind: AxisKind,
    pub(super) direction: Vector,
    pub(super) moves: Moves,
}

/// What moves an axis.
#[derive(Debug, Clone)]
pub(super) enum Moves {
    /// Nothing: it stays where it is, rad or m.
    Fixed(f64),
    /// A free coordinate, through the axis' function and those of the coordinates between.
    By { free: usize, coordinate: usize, body: usize, axis: usize },
}

/// A body that is placed, with the points to be matched on it.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) parent: Option<usize>,
    pub(super) parent_from_joint: Transform,
    pub(super) joint_from_body: Transform,
    pub(super) axes: Vec<NodeAxis>,
    /// First and one past the last of its points.
    pub(super) points: (usize, usize),
}

/// A point on a node: observation number, place on the body, weight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    pub(super) task: usize,
    pub(super) place: Vector,
    pub(super) weight: f64,
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
    pub(super) points: Vec<Point>,
    /// Points on the ground: nothing moves them, but they belong to the objective.
    pub(super) grounded: Vec<Point>,
    pub(super) free: Vec<Free>,
    tasks: usize,
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
        let mut is_needed = vec![false; tree.bodies.len()];
        for body in markers.iter().filter_map(|task| tree.markers[task.marker].body) {
            let mut at = Some(body);
            while let Some(body) = at.filter(|body| !is_needed[*body]) {
                is_needed[body] = true;
                at = tree.bodies[body].parent;
            }
        }
        let free = free_coordinates(&tree, &is_needed, held)?;
        let mut problem =
            Problem { nodes: Vec::new(), points: Vec::new(), grounded: Vec::new(), free, tasks: markers.len(), tree };
        problem.place_nodes(&is_needed, markers)?;
        Ok(problem)
    }

    /// The tree it is about.
    #[must_use]
    pub const fn tree(&self) -> &Tree {
        &self.tree
    }

    /// How many markers are to be matched: so many observations make a frame.
    #[must_use]
    pub const fn marker_count(&self) -> usize {
        self.tasks
    }

    /// How many coordinates are solved for.
    #[must_use]
    pub const fn free_count(&self) -> usize {
        self.free.len()
    }

    fn place_nodes(&mut self, is_needed: &[bool], markers: &[MarkerTask]) -> Result<(), TreeError> {
        let point = |task: usize| {
            let (marker, weight) = (&self.tree.markers[markers[task].marker], markers[task].weight);
            (marker.body, Point { task, place: marker.location, weight })
        };
        let all: Vec<(Option<usize>, Point)> = (0..markers.len()).map(point).collect();
        let of = |body: Option<usize>| all.iter().filter(move |(on, _)| *on == body).map(|(_, point)| *point);
        let grounded: Vec<Point> = of(None).collect();
        let (mut nodes, mut points) = (Vec::new(), Vec::new());
        let mut node_of = vec![None; self.tree.bodies.len()];
        for (number, body) in self.tree.bodies.iter().enumerate().filter(|(number, _)| is_needed[*number]) {
            let first = points.len();
            points.extend(of(Some(number)));
            node_of[number] = Some(nodes.len());
            let mut axes = Vec::with_capacity(body.joint.axes.len());
            for (at, axis) in body.joint.axes.iter().enumerate() {
                let moves = self.moves(number, at)?;
                // An axis that never moves is none.
                if !matches!(moves, Moves::Fixed(0.0)) {
                    axes.push(NodeAxis { kind: axis.kind, direction: axis.direction, moves });
                }
            }
            // Slides lie in the joint's frame on the parent, whatever turns: they come first.
            axes.sort_by_key(|axis| axis.kind == AxisKind::Turn);
            nodes.push(Node {
                parent: body.parent.and_then(|parent| node_of[parent]),
                parent_from_joint: body.joint.parent_from_joint,
                joint_from_body: body.joint.joint_from_body,
                axes,
                points: (first, points.len()),
            });
        }
        (self.nodes, self.points, self.grounded) = (nodes, points, grounded);
        Ok(())
    }

    fn moves(&self, body: usize, at: usize) -> Result<Moves, TreeError> {
        let axis = &self.tree.bodies[body].joint.axes[at];
        if let Some(amount) = axis.motion.constant() {
            return Ok(Moves::Fixed(amount));
        }
        let Some(coordinate) = axis.coordinate else { return Ok(Moves::Fixed(axis.motion.at(0.0).value)) };
        let leader = self.tree.leader(coordinate)?;
        Ok(match self.free.iter().position(|free| free.coordinate == leader) {
            Some(free) => Moves::By { free, coordinate, body, axis: at },
            None => {
                let defaults: Vec<f64> = self.tree.coordinates.iter().map(|row| row.default).collect();
                Moves::Fixed(axis.motion.at(self.tree.value(coordinate, &defaults).value).value)
            }
        })
    }

    /// How far an axis has moved when its free coordinate has this value, and how fast it moves with it.
    pub(super) fn amount(&self, moves: &Moves, values: &[f64]) -> Jet {
        match moves {
            Moves::Fixed(amount) => Jet { value: *amount, ..Jet::default() },
            Moves::By { free, coordinate, body, axis } => {
                let inner = self.followed(*coordinate, values[*free]);
                self.tree.bodies[*body].joint.axes[*axis].motion.at(inner.value).after(inner)
            }
        }
    }

    /// A coordinate's value when the one it follows in the end has this value.
    fn followed(&self, coordinate: usize, leader: f64) -> Jet {
        match &self.tree.coordinates[coordinate].follows {
            None => Jet { value: leader, first: 1.0, second: 0.0 },
            Some((next, function)) => {
                let inner = self.followed(*next, leader);
                function.at(inner.value).after(inner)
            }
        }
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
