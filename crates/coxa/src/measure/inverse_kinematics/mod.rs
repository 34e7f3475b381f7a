//! Inverse kinematics: the coordinates of a tree that bring its markers nearest to where they were seen.

mod axis;
mod batch;
mod covariance;
mod evaluate;
mod factor;
mod follow;
mod frame;
mod jumps;
mod matching;
mod newton;
mod node;
mod pattern;
mod problem;
mod real;
mod sides;
mod size;
mod solve;
mod space;
mod sums;
mod tasks;
mod windings;

pub use batch::{Solved, Work};
pub use jumps::Jump;
pub use matching::Matching;
pub use problem::Problem;
pub use sides::Exchanged;
pub use solve::{Fit, Solver};
pub use tasks::{CoordinateTask, MarkerTask, OrientationTask, Precision, Tasks};

#[cfg(test)]
mod batch_tests;
#[cfg(test)]
mod covariance_tests;
#[cfg(test)]
mod tests;
