//! Marker positions over time, frame by frame, so that memory does not grow with a recording's length.

mod c3d;
mod trc;

use std::io::BufRead;

use coxa::skeleton::Vector;
use coxa::vocabulary::Caveat;

use crate::fault::InputError;

pub use c3d::C3d;
pub use trc::Trc;

/// Further from the origin than this, m, nobody is measured: the unit must be another.
const FURTHEST_M: f64 = 1_000.0;

/// A file of markers of either kind, being read.
pub enum Markers<R> {
    /// TRC.
    Trc(Trc<R>),
    /// C3D.
    C3d(C3d<R>),
}

impl<R: BufRead> Markers<R> {
    /// Reads the header; the first bytes tell the kind.
    ///
    /// # Errors
    /// As [`Trc::open`] and [`C3d::open`].
    pub fn open(mut reader: R) -> Result<Markers<R>, InputError> {
        let is_c3d = reader.fill_buf().is_ok_and(|bytes| bytes.get(1) == Some(&0x50) && bytes[0] != b'P');
        if is_c3d { C3d::open(reader).map(Markers::C3d) } else { Trc::open(reader).map(Markers::Trc) }
    }

    /// Names of the markers, in the order of the positions.
    #[must_use]
    pub fn names(&self) -> &[String] {
        match self {
            Markers::Trc(file) => file.names(),
            Markers::C3d(file) => file.names(),
        }
    }

    /// The next frame: positions, m, NaN where there is a gap => its time, s; `None` at the end.
    ///
    /// # Errors
    /// As [`Trc::next_frame`] and [`C3d::next_frame`].
    pub fn next_frame(&mut self, positions: &mut [Vector]) -> Result<Option<f64>, InputError> {
        match self {
            Markers::Trc(file) => file.next_frame(positions),
            Markers::C3d(file) => file.next_frame(positions),
        }
    }

    /// Doubts about what was read so far.
    #[must_use]
    pub fn caveats(&self) -> Vec<Caveat> {
        match self {
            Markers::Trc(file) => file.caveats(),
            Markers::C3d(file) => file.caveats(),
        }
    }
}
