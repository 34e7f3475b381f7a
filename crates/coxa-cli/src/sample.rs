//! A sample person that the project made up: recordings with known truth, typed findings, two weeks of training.

mod fortnight;
mod markers;
mod person;

pub(crate) use fortnight::fortnight;
pub(crate) use markers::squat;
pub(crate) use person::{assessment, first_day, recordings};
