//! Bodies, joints and poses: what measure, assess and prescribe know about a body's shape.

mod arms;
pub mod figure;
mod forward;
pub mod joint_angles;
pub mod muscle;
mod placed;
mod pose;
mod proportions;
mod rest;
mod rotation;
pub mod tree;

pub use forward::forward;
pub use placed::{Placed, PlacedArm, PlacedLeg, Segment};
pub use pose::{Base, LegPose, Pose};
pub use proportions::Proportions;
pub use rotation::{Rotation, Vector};
