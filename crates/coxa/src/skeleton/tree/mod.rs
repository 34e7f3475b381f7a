//! A tree of bodies and joints with generalized coordinates: what every recording is fitted with.

mod function;
mod pieces;
mod spline;

pub use function::{Function, Jet};
pub use pieces::Pieces;
pub use spline::Spline;

use super::rotation::{Rotation, Vector};

/// Position and orientation of one frame in another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transform {
    /// Takes directions in the source frame to the target frame.
    pub rotation: Rotation,
    /// The source frame's origin in the target frame, m.
    pub origin: Vector,
}

impl Transform {
    /// The same frame.
    pub const NONE: Transform = Transform { rotation: Rotation::NONE, origin: Vector::new(0.0, 0.0, 0.0) };

    /// The transform back.
    #[must_use]
    pub fn inverse(self) -> Transform {
        let rotation = self.rotation.inverse();
        Transform { rotation, origin: rotation * self.origin * -1.0 }
    }

    /// A point of the source frame in the target frame.
    #[must_use]
    pub fn place(self, point: Vector) -> Vector {
        self.rotation * point + self.origin
    }
}

impl std::ops::Mul for Transform {
    type Output = Transform;

    fn mul(self, other: Transform) -> Transform {
        Transform { rotation: self.rotation * other.rotation, origin: self.place(other.origin) }
    }
}

/// How a joint moves along or about one axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Turn about it or slide along it.
    pub kind: AxisKind,
    /// Direction of length one: of a slide in the joint's frame on the parent, of a turn as the turns before it left it.
    pub direction: Vector,
    /// The coordinate that moves it; `None` when nothing does.
    pub coordinate: Option<usize>,
    /// How far, rad or m, from the coordinate's value.
    pub motion: Function,
}

/// Turning or sliding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AxisKind {
    /// About the axis, rad.
    Turn,
    /// Along the axis, m.
    Slide,
}

/// How a body hangs on its parent: all slides in the joint's frame on the parent, then the turns one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Joint {
    /// Name, for messages.
    pub name: String,
    /// The joint's frame on the parent.
    pub parent_from_joint: Transform,
    /// At most three slides, then at most three turns.
    pub axes: Vec<Axis>,
    /// Half axes, m, of an ellipsoid around the joint's frame: the moved frame's origin lies, from there, at each half axis
    /// times that component of its own Z axis. Only with turns.
    pub ellipsoid: Option<Vector>,
    /// The body's frame in the joint's moved frame.
    pub joint_from_body: Transform,
}

/// A body; the ground is none, it is what has no parent.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// Name in the model.
    pub name: String,
    /// The body it hangs on, of a smaller number; `None` for the ground.
    pub parent: Option<usize>,
    /// How.
    pub joint: Joint,
}

/// A generalized coordinate.
#[derive(Debug, Clone, PartialEq)]
pub struct Coordinate {
    /// Name in the model.
    pub name: String,
    /// Whether it is an angle, rad; otherwise a length, m, or a number that moves its axes unevenly.
    pub is_angle: bool,
    /// Value before anything is known, rad or m.
    pub default: f64,
    /// Lowest and highest value, rad or m; heeded only where `clamped`.
    pub range: (f64, f64),
    /// Whether it must stay in its range.
    pub clamped: bool,
    /// Whether it keeps its default.
    pub locked: bool,
    /// The coordinate that it follows, and how.
    pub follows: Option<(usize, Function)>,
}

/// A point fixed to a body.
#[derive(Debug, Clone, PartialEq)]
pub struct Marker {
    /// Name in the model.
    pub name: String,
    /// The body; `None` for the ground.
    pub body: Option<usize>,
    /// Where on it, in its frame, m.
    pub location: Vector,
}

/// Bodies, parents before children, with their coordinates and markers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tree {
    /// Bodies; each hangs on one before it or on the ground.
    pub bodies: Vec<Body>,
    /// Coordinates, in the order of the model's joints.
    pub coordinates: Vec<Coordinate>,
    /// Markers.
    pub markers: Vec<Marker>,
}

/// Why something is no tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// A body hangs on one that is not before it.
    #[error("body {body} hangs on a body that does not come before it")]
    Order {
        /// Its name.
        body: String,
    },
    /// An axis, coupler or marker names something that is not there.
    #[error("{what} names a body or coordinate that is not there")]
    Unknown {
        /// Whose.
        what: String,
    },
    /// Couplers in a circle.
    #[error("coordinate {coordinate} follows itself")]
    Circle {
        /// Its name.
        coordinate: String,
    },
    /// An axis without direction or a number that is not finite.
    #[error("{what} has an axis of no length or a number that is not finite")]
    Broken {
        /// Whose.
        what: String,
    },
}

impl Tree {
    /// Whether it is a tree: parents first, every name known, no circle, every number finite.
    ///
    /// # Errors
    /// As [`TreeError`] says, the first of them.
    pub fn check(&self) -> Result<(), TreeError> {
        for (at, body) in self.bodies.iter().enumerate() {
            if body.parent.is_some_and(|parent| at <= parent) {
                return Err(TreeError::Order { body: body.name.clone() });
            }
            let what = || format!("joint {}", body.joint.name);
            for axis in &body.joint.axes {
                if axis.coordinate.is_some_and(|it| self.coordinates.len() <= it) {
                    return Err(TreeError::Unknown { what: what() });
                }
                // A direction is checked as it is used: of length one.
                if (axis.direction.length() - 1.0).abs() > 1e-9 || axis.direction.length().is_nan() {
                    return Err(TreeError::Broken { what: what() });
                }
            }
            let slides = body.joint.axes.iter().any(|axis| axis.kind == AxisKind::Slide);
            if body.joint.ellipsoid.is_some_and(|half| !half.length().is_finite() || slides) {
                return Err(TreeError::Broken { what: what() });
            }
            for transform in [body.joint.parent_from_joint, body.joint.joint_from_body] {
                if !transform.place(Vector::new(1.0, 1.0, 1.0)).length().is_finite() {
                    return Err(TreeError::Broken { what: what() });
                }
            }
        }
        for (at, coordinate) in self.coordinates.iter().enumerate() {
            if !coordinate.default.is_finite() {
                return Err(TreeError::Broken { what: format!("coordinate {}", coordinate.name) });
            }
            self.leader(at)?;
        }
        for marker in &self.markers {
            let what = || format!("marker {}", marker.name);
            if marker.body.is_some_and(|body| self.bodies.len() <= body) {
                return Err(TreeError::Unknown { what: what() });
            }
            if !marker.location.length().is_finite() {
                return Err(TreeError::Broken { what: what() });
            }
        }
        Ok(())
    }

    /// The coordinate that a coordinate follows in the end; itself when it follows none.
    ///
    /// # Errors
    /// It follows one that is not there, or itself.
    pub fn leader(&self, coordinate: usize) -> Result<usize, TreeError> {
        let mut at = coordinate;
        for _ in 0..=self.coordinates.len() {
            let Some(row) = self.coordinates.get(at) else {
                return Err(TreeError::Unknown { what: format!("a coupler of {}", self.coordinates[coordinate].name) });
            };
            match &row.follows {
                None => return Ok(at),
                Some((next, _)) => at = *next,
            }
        }
        Err(TreeError::Circle { coordinate: self.coordinates[coordinate].name.clone() })
    }

    /// A coordinate's value from those of the free ones, with its derivatives by its leader.
    #[must_use]
    pub fn value(&self, coordinate: usize, free: &[f64]) -> Jet {
        match &self.coordinates[coordinate].follows {
            None => Jet { value: free[coordinate], first: 1.0, second: 0.0 },
            Some((leader, function)) => {
                let inner = self.value(*leader, free);
                function.at(inner.value).after(inner)
            }
        }
    }

    /// The number of a coordinate of this name.
    #[must_use]
    pub fn coordinate(&self, name: &str) -> Option<usize> {
        self.coordinates.iter().position(|coordinate| coordinate.name == name)
    }

    /// Ground from every body, for values of all coordinates; followers are worked out, not read.
    #[must_use]
    pub fn place(&self, values: &[f64]) -> Vec<Transform> {
        let mut placed: Vec<Transform> = Vec::with_capacity(self.bodies.len());
        for body in &self.bodies {
            let parent = body.parent.map_or(Transform::NONE, |parent| placed[parent]);
            let mut moved = Transform::NONE;
            for axis in &body.joint.axes {
                let at = axis.coordinate.map_or(0.0, |it| self.value(it, values).value);
                let amount = axis.motion.at(at).value;
                match axis.kind {
                    AxisKind::Slide => moved.origin = moved.origin + axis.direction * amount,
                    AxisKind::Turn => moved.rotation = moved.rotation * Rotation::about(axis.direction, amount),
                }
            }
            if let Some(half) = body.joint.ellipsoid {
                let outward = moved.rotation.right();
                moved.origin = moved.origin + Vector::new(half.x * outward.x, half.y * outward.y, half.z * outward.z);
            }
            placed.push(parent * body.joint.parent_from_joint * moved * body.joint.joint_from_body);
        }
        placed
    }
}
