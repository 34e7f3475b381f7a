//! Motion to findings: repetitions, screens, and apparent motion split along the chain.

mod knowledge;
mod motion;

pub use knowledge::{CompensationThreshold, InstrumentError, MeasureKnowledge, ReadAt, Reading, Repetition, Screen};
pub use motion::{Coordinate, Motion, MotionError, Track};
