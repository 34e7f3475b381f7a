//! Bodies, joints and poses: what measure, assess and prescribe know about a body's shape.

mod pose;

pub use pose::{Base, LegPose, Pose};
