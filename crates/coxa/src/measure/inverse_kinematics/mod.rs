//! Inverse kinematics: the coordinates of a tree that bring its markers nearest to where they were seen.

mod batch;
mod evaluate;
mod factor;
mod follow;
mod frame;
mod matching;
mod newton;
mod pattern;
mod problem;
mod real;
mod solve;
mod space;

pub use batch::{Solved, Work};
pub use matching::Matching;
pub use problem::{CoordinateTask, MarkerTask, OrientationTask, Problem};
pub use solve::{Fit, Solver};

#[cfg(test)]
mod batch_tests;
#[cfg(test)]
mod tests;
