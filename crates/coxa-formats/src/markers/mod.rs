//! Marker positions over time, frame by frame, so that memory does not grow with a recording's length.

mod c3d;
mod room;
mod trc;
mod writing;

use std::f64::consts::{FRAC_PI_2, PI};
use std::io::BufRead;

use coxa::skeleton::{Rotation, Vector};
use coxa::vocabulary::{Caveat, CaveatKind};

use crate::fault::InputError;

pub use c3d::C3d;
use room::Room;
pub use trc::Trc;
pub use writing::{trc_header, trc_row};

/// Further from the origin than this a number is damaged, m; a person in the wrong unit is nearer, and is told as that.
const FURTHEST_M: f64 = 1e5;

/// Units of length by the names that laboratories write, and their size, m.
const UNITS: [([&str; 3], f64); 3] = [
    (["m", "meters", "metres"], 1.0),
    (["cm", "centimeters", "centimetres"], 1e-2),
    (["mm", "millimeters", "millimetres"], 1e-3),
];

/// The size of a unit of length, m, in capitals or not.
fn unit_m(unit: &str) -> Option<f64> {
    let is_it = |(names, _): &&([&str; 3], f64)| names.iter().any(|name| name.eq_ignore_ascii_case(unit));
    UNITS.iter().find(is_it).map(|(_, size)| *size)
}

/// A file of markers of either kind, being read, with Y up as models have it.
///
/// Markers far outside of the room and positions of exactly 0, 0, 0 become gaps and are told.
pub struct Markers<R> {
    source: Source<R>,
    room: Room,
}

enum Source<R> {
    /// TRC, which is written with Y up.
    Trc(Trc<R>),
    /// C3D, with the turn that brings its own upward axis to Y.
    C3d(C3d<R>, Rotation),
}

impl<R: BufRead> Markers<R> {
    /// Reads the header; the first bytes tell the kind.
    ///
    /// # Errors
    /// As [`Trc::open`] and [`C3d::open`].
    pub fn open(mut reader: R) -> Result<Markers<R>, InputError> {
        let is_c3d = reader.fill_buf().is_ok_and(|bytes| bytes.get(1) == Some(&0x50) && bytes[0] != b'P');
        if !is_c3d {
            return Ok(Markers { source: Source::Trc(Trc::open(reader)?), room: Room::default() });
        }
        let file = C3d::open(reader)?;
        let turn = file.up().map_or(Rotation::NONE, level_from_room);
        Ok(Markers { source: Source::C3d(file, turn), room: Room::default() })
    }

    /// Names of the markers, in the order of the positions.
    #[must_use]
    pub fn names(&self) -> &[String] {
        match &self.source {
            Source::Trc(file) => file.names(),
            Source::C3d(file, _) => file.names(),
        }
    }

    /// The next frame: positions, m, NaN where there is a gap => its time, s; `None` at the end.
    ///
    /// # Errors
    /// As [`Trc::next_frame`] and [`C3d::next_frame`], and markers that stand too far apart, or too near, for the file's unit.
    pub fn next_frame(&mut self, positions: &mut [Vector]) -> Result<Option<f64>, InputError> {
        let (time, metres, are_positions): (_, _, &[bool]) = match &mut self.source {
            Source::Trc(file) => (file.next_frame(positions)?, file.metres(), &[]),
            Source::C3d(file, _) => (file.next_frame(positions)?, file.metres(), file.are_positions()),
        };
        let Some(time) = time else { return Ok(None) };
        self.room.check(positions, are_positions, metres, time)?;
        if let Source::C3d(_, turn) = &self.source {
            // What is not there stays so, whichever way it is turned.
            positions.iter_mut().for_each(|position| *position = *turn * *position);
        }
        Ok(Some(time))
    }

    /// Doubts about what was read so far.
    #[must_use]
    pub fn caveats(&self) -> Vec<Caveat> {
        let mut caveats = self.room.caveats(self.names());
        match &self.source {
            Source::Trc(file) => caveats.extend(file.caveats()),
            Source::C3d(file, _) => {
                caveats.extend(file.caveats());
                if file.up().is_none() {
                    let text = "the file does not say which axis points up (POINT:Y_SCREEN); taken as Y";
                    caveats.push(Caveat::new(CaveatKind::ReferenceFrame, text));
                }
            }
        }
        caveats
    }
}

/// The room's upward axis => the turn that brings it to Y, about one axis only.
fn level_from_room(up: Vector) -> Rotation {
    if 0.5 < up.z.abs() {
        Rotation::about_x(-FRAC_PI_2 * up.z.signum())
    } else if 0.5 < up.x.abs() {
        Rotation::about_z(FRAC_PI_2 * up.x.signum())
    } else if up.y < 0.0 {
        Rotation::about_z(PI)
    } else {
        Rotation::NONE
    }
}

#[cfg(test)]
mod tests {
    use super::level_from_room;
    use coxa::skeleton::Vector;

    /// Rounding of a cosine of a right angle.
    const ROUNDING: f64 = 1e-15;

    #[test]
    fn whichever_axis_points_up_points_along_y_afterwards() {
        for sign in [1.0, -1.0] {
            for up in [Vector::new(sign, 0.0, 0.0), Vector::new(0.0, sign, 0.0), Vector::new(0.0, 0.0, sign)] {
                let turned = level_from_room(up) * up;
                assert!((turned - Vector::new(0.0, 1.0, 0.0)).length() < ROUNDING, "{up:?} became {turned:?}");
            }
        }
    }
}
