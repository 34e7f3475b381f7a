//! Joint angles taken up frame by frame, in memory that does not grow with a recording's length.

use coxa::measure::Motion;
use coxa::skeleton::tree::Tree;
use coxa::vocabulary::{Caveat, CaveatKind};

use super::column::{Meaning, meaning};
use super::convention::{Found, settle};
use super::table::Table;
use super::{AngleUnit, MotionOptions};
use crate::fault::InputError;

/// Most frames that are held: three quarters of an hour at 100 Hz, some tens of megabytes.
const MOST_FRAMES: usize = 1 << 18;

/// Takes up the coordinates of a tree, frame by frame, and makes them a motion.
///
/// A recording of more than 262,144 frames is thinned: every other frame is left out, then every other of the rest, and a
/// caveat says so.
#[derive(Debug)]
pub struct MotionBuilder {
    table: Table,
    /// Every so many-th frame is kept.
    every: usize,
    heard: usize,
}

impl MotionBuilder {
    /// For the coordinates of a tree, by their names.
    ///
    /// # Errors
    /// The tree has no joint angle that is known, or one twice.
    pub fn new(tree: &Tree) -> Result<MotionBuilder, InputError> {
        let named = tree.coordinates.iter().map(|row| (row.name.clone(), meaning(&row.name)));
        let named: Vec<_> = [("time".to_owned(), Meaning::Time)].into_iter().chain(named).collect();
        // The names come from a tree, which has no lines to point at.
        let table = Table::new(&named, 0).map_err(InputError::without_line)?;
        Ok(MotionBuilder { table, every: 1, heard: 0 })
    }

    /// The next frame: time, s, later than before, and values of all coordinates, rad and m; a gap is NaN.
    pub fn add(&mut self, time_s: f64, values: &[f64]) {
        if self.heard.is_multiple_of(self.every) {
            self.table.add_values(time_s, values);
        }
        self.heard += 1;
        if MOST_FRAMES < self.table.time_s.len() {
            self.table.halve();
            self.every *= 2;
        }
    }

    /// The motion in our names and signs.
    ///
    /// # Errors
    /// No frame, nothing that moves, or an angle nobody has.
    pub fn finish(self, options: &MotionOptions) -> Result<Motion, InputError> {
        let mut caveats = Vec::new();
        if 1 < self.every {
            let text = format!("of {} frames one in {} is measured: the recording is long", self.heard, self.every);
            caveats.push(Caveat::new(CaveatKind::Dropped, text));
        }
        settle(Found { table: self.table, units: vec![AngleUnit::Radians], ours: false, caveats }, options)
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_FRAMES, MotionBuilder};
    use crate::motion::MotionOptions;
    use coxa::measure::Coordinate;
    use coxa::skeleton::tree::{Coordinate as Row, Tree};
    use coxa::vocabulary::{CaveatKind, Side};

    fn tree(names: &[&str]) -> Tree {
        let row = |name: &&str| Row {
            name: (*name).to_owned(),
            is_angle: true,
            default: 0.0,
            range: (-2.0, 2.0),
            clamped: false,
            locked: false,
            follows: None,
        };
        Tree { coordinates: names.iter().map(row).collect(), ..Tree::default() }
    }

    #[test]
    fn frames_become_a_motion_by_the_names_of_the_coordinates() {
        let mut builder = MotionBuilder::new(&tree(&["mtp_angle_r", "hip_flexion_r", "pelvis_tilt"])).expect("angles");
        for frame in 0..10 {
            builder.add(0.01 * f64::from(frame), &[9.0, 0.1 * f64::from(frame), -0.01 * f64::from(frame)]);
        }
        let motion = builder.finish(&MotionOptions::new("x")).expect("a motion");
        let hip = motion.track(Coordinate::HipFlexion, Some(Side::Right)).expect("a hip");
        let tilt = motion.track(Coordinate::PelvisAnteriorTilt, None).expect("a pelvis");
        assert!((hip.values[9] - 0.9).abs() < 1e-15 && (tilt.values[9] - 0.09).abs() < 1e-15);
        assert_eq!(motion.tracks.len(), 2);
        let fault = MotionBuilder::new(&tree(&["elbow_flex_r"])).expect_err("no joint angle that is known");
        assert_eq!(fault.place.line, None);
    }

    #[test]
    fn a_long_recording_is_thinned_evenly_and_says_so() {
        let mut builder = MotionBuilder::new(&tree(&["hip_flexion_r"])).expect("angles");
        let frames = 5 * MOST_FRAMES / 2;
        for frame in 0..frames {
            builder.add(frame as f64, &[1e-6 * frame as f64]);
        }
        let motion = builder.finish(&MotionOptions::new("x")).expect("a motion");
        assert!(MOST_FRAMES / 2 <= motion.time_s.len() && motion.time_s.len() <= MOST_FRAMES);
        assert!(motion.time_s.windows(2).all(|pair| (pair[1] - pair[0] - 4.0).abs() < f64::EPSILON));
        assert!(motion.caveats.iter().any(|caveat| caveat.kind == CaveatKind::Dropped), "{:?}", motion.caveats);
    }
}
