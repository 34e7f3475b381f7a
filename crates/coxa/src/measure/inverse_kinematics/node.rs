//! The parts of a problem: bodies in the order in which they are placed, what moves them, and what is seen on them.

use super::problem::Problem;
use super::tasks::Weighing;
use crate::skeleton::Vector;
use crate::skeleton::tree::{AxisKind, Function, TreeError};

/// A body that is placed, with the points to be matched on it. Its frame is the joint's frame after the joint has moved.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) parent: Option<usize>,
    /// Columns of the joint's rotation in the parent's frame; `None` when it has none.
    pub(super) rotation: Option<[[f64; 3]; 3]>,
    /// The joint's origin in the parent's frame, m.
    pub(super) origin: [f64; 3],
    /// Half axes of the ellipsoid on which its origin moves, m.
    pub(super) ellipsoid: Option<[f64; 3]>,
    /// First and one past the last of its axes.
    pub(super) axes: (usize, usize),
    /// First and one past the last of its columns.
    pub(super) columns: (usize, usize),
    /// First and one past the last of its points.
    pub(super) points: (usize, usize),
    /// First and one past the last of its points with a covariance.
    pub(super) uncertain: (usize, usize),
    /// First and one past the last of its sensors.
    pub(super) sensors: (usize, usize),
}

/// A sensor on a node: number of its first axis among the observations, columns of its rotation in the node's frame, weight.
/// With a covariance the weight is its mean over all directions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sensor {
    pub(super) first: usize,
    pub(super) sits: [[f64; 3]; 3],
    pub(super) weight: f64,
    pub(super) weighing: Option<Weighing>,
}

/// A point on a node whose errors have a covariance: observation number, place in the node's frame, mean weight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Uncertain {
    pub(super) task: usize,
    pub(super) place: Vector,
    pub(super) mean: f64,
    pub(super) weighing: Weighing,
}

/// One axis of a node: all slides of a joint stand before its turns.
#[derive(Debug, Clone)]
pub(super) struct NodeAxis {
    pub(super) way: Way,
    pub(super) moves: Moves,
    /// Its column; none when nothing moves it.
    pub(super) column: usize,
}

/// Along or about what an axis moves.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way {
    Slide([f64; 3]),
    TurnX,
    TurnY,
    TurnZ,
    Turn([f64; 3]),
}

/// What moves an axis.
#[derive(Debug, Clone)]
pub(super) enum Moves {
    /// Nothing: it stays where it is, rad or m.
    Fixed(f64),
    /// A free coordinate, evenly.
    Line { free: usize, slope: f64, intercept: f64 },
    /// A free coordinate, through these functions, the innermost first, times a factor.
    Curve { free: usize, functions: Vec<Function>, factor: f64 },
}

impl Moves {
    pub(super) const fn free(&self) -> Option<usize> {
        match self {
            Moves::Fixed(_) => None,
            Moves::Line { free, .. } | Moves::Curve { free, .. } => Some(*free),
        }
    }
}

/// A point on a node: observation number, place in the node's frame, weight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    pub(super) task: usize,
    pub(super) place: Vector,
    pub(super) weight: f64,
}

impl Problem {
    /// The axes of a body's joint that stand or move anywhere, slides first: they lie in the joint's frame, whatever turns.
    pub(super) fn axes_of(&self, body: usize) -> Result<Vec<(Way, Moves)>, TreeError> {
        let joint = &self.tree.bodies[body].joint;
        let mut axes = Vec::with_capacity(joint.axes.len());
        for (kind, at) in [AxisKind::Slide, AxisKind::Turn]
            .into_iter()
            .flat_map(|kind| (0..joint.axes.len()).map(move |at| (kind, at)))
            .filter(|(kind, at)| joint.axes[*at].kind == *kind)
        {
            let direction = joint.axes[at].direction;
            let (way, sign) = match kind {
                AxisKind::Slide => (Way::Slide([direction.x, direction.y, direction.z]), 1.0),
                AxisKind::Turn => turn(direction),
            };
            let moves = self.moves(body, at, sign)?;
            // An axis that never moves is none.
            if !matches!(moves, Moves::Fixed(0.0)) {
                axes.push((way, moves));
            }
        }
        Ok(axes)
    }

    fn moves(&self, body: usize, at: usize, sign: f64) -> Result<Moves, TreeError> {
        let axis = &self.tree.bodies[body].joint.axes[at];
        if let Some(amount) = axis.motion.constant() {
            return Ok(Moves::Fixed(sign * amount));
        }
        let Some(coordinate) = axis.coordinate else { return Ok(Moves::Fixed(sign * axis.motion.at(0.0).value)) };
        let leader = self.tree.leader(coordinate)?;
        let Some(free) = self.free.iter().position(|free| free.coordinate == leader) else {
            let defaults: Vec<f64> = self.tree.coordinates.iter().map(|row| row.default).collect();
            return Ok(Moves::Fixed(sign * axis.motion.at(self.tree.value(coordinate, &defaults).value).value));
        };
        let mut functions = vec![axis.motion.unscaled()];
        let mut follower = coordinate;
        while let Some((next, function)) = &self.tree.coordinates[follower].follows {
            functions.insert(0, function.unscaled());
            follower = *next;
        }
        let line = functions.iter().try_fold((1.0, 0.0), |(slope, intercept), function| {
            function.line().map(|(own, start)| (own * slope, own * intercept + start))
        });
        Ok(match line {
            Some((slope, intercept)) => Moves::Line { free, slope: sign * slope, intercept: sign * intercept },
            None => Moves::Curve { free, functions, factor: sign },
        })
    }
}

/// A turn about one of the frame's own axes is told as such, with its sense: it mixes two columns only.
fn turn(direction: Vector) -> (Way, f64) {
    // Directions have length one: a component of one leaves nothing for the others.
    let is = |value: f64| 1.0 <= value.abs();
    if is(direction.x) {
        (Way::TurnX, direction.x.signum())
    } else if is(direction.y) {
        (Way::TurnY, direction.y.signum())
    } else if is(direction.z) {
        (Way::TurnZ, direction.z.signum())
    } else {
        (Way::Turn([direction.x, direction.y, direction.z]), 1.0)
    }
}
