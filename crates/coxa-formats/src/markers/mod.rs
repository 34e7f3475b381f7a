//! Marker positions over time, frame by frame, so that memory does not grow with a recording's length.

mod trc;

pub use trc::Trc;
