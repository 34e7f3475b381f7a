//! Inverse kinematics: the coordinates of a tree that bring its markers nearest to where they were seen.

mod evaluate;
mod matching;
mod problem;
mod solve;

pub use matching::Matching;
pub use problem::{CoordinateTask, MarkerTask, Problem};
pub use solve::{Fit, Solver};

#[cfg(test)]
mod tests;
