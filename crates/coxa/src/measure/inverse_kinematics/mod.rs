//! Inverse kinematics: the coordinates of a tree that bring its markers nearest to where they were seen.

mod axis;
mod batch;
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
mod solve;
mod space;

pub use batch::{Solved, Work};
pub use jumps::Jump;
pub use matching::Matching;
pub use problem::{CoordinateTask, MarkerTask, OrientationTask, Problem};
pub use sides::Exchanged;
pub use solve::{Fit, Solver};

#[cfg(test)]
mod batch_tests;
#[cfg(test)]
mod tests;
