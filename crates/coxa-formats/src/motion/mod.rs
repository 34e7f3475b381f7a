//! Joint angles over time: OpenSim's .mot and .sto and CSV to the core's motion, and back.

mod builder;
mod column;
mod convention;
mod csv;
pub(crate) mod lines;
mod opensim;
mod table;
mod writing;

use std::collections::BTreeMap;
use std::io::BufRead;

use coxa::measure::{Coordinate, Motion};
use coxa::vocabulary::Instrument;

use crate::fault::InputError;

pub use builder::MotionBuilder;
pub use csv::read_motion_csv;
pub use lines::MOTION_LIMIT_BYTES;
pub use opensim::read_mot;
pub use table::SAMPLE_LIMIT;
pub use writing::{write_mot, write_motion_csv};

/// Degrees or radians.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AngleUnit {
    /// Degrees.
    Degrees,
    /// Radians.
    Radians,
}

/// The sign of knee flexion in a file; OpenSim models differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KneeSign {
    /// Told by the columns where they can (`knee_angle_r_beta` belongs to models with positive flexion), else by the values.
    #[default]
    Infer,
    /// Flexion positive, as in the Rajagopal and Lai models.
    FlexionPositive,
    /// Flexion negative, as in Gait2354 and Gait2392.
    FlexionNegative,
}

/// Standard errors of the angles in a file, which the file itself does not tell.
#[derive(Debug, Clone, PartialEq)]
pub struct StandardErrors {
    /// Of an angle, rad.
    pub angle_rad: f64,
    /// Of a position, m.
    pub position_m: f64,
    /// Of single coordinates, rad (m), where known better.
    pub by_coordinate: BTreeMap<Coordinate, f64>,
}

impl Default for StandardErrors {
    /// Five degrees and two centimetres: engineering defaults (status DESIGN) for a caller that has no row of the
    /// instrument's errors at hand.
    fn default() -> StandardErrors {
        let angle_rad = coxa::vocabulary::Angle::from_deg(5.0).rad();
        StandardErrors { angle_rad, position_m: 0.02, by_coordinate: BTreeMap::new() }
    }
}

impl StandardErrors {
    /// The standard error of a coordinate, rad (m).
    #[must_use]
    pub fn of(&self, coordinate: Coordinate) -> f64 {
        let general = if is_position(coordinate) { self.position_m } else { self.angle_rad };
        self.by_coordinate.get(&coordinate).copied().unwrap_or(general)
    }
}

/// What a reader must be told beside the file.
#[derive(Debug, Clone, PartialEq)]
pub struct MotionOptions {
    /// Name of the recording, for messages; never a path with personal data.
    pub name: String,
    /// What recorded it; a file of joint angles does not say.
    pub instrument: Instrument,
    /// Standard errors, from the knowledge of the instrument.
    pub standard_errors: StandardErrors,
    /// The sign of knee flexion.
    pub knee_sign: KneeSign,
    /// The unit of angles where the file does not say it; a unit that the file says wins.
    pub angle_unit: Option<AngleUnit>,
}

impl MotionOptions {
    /// Optical capture with default errors, everything else as the file tells it.
    #[must_use]
    pub fn new(name: &str) -> MotionOptions {
        MotionOptions {
            name: name.to_owned(),
            instrument: Instrument::Optical,
            standard_errors: StandardErrors::default(),
            knee_sign: KneeSign::default(),
            angle_unit: None,
        }
    }
}

/// Kinds of file with joint angles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MotionFormat {
    /// OpenSim's `.mot` and `.sto`.
    OpenSim,
    /// Comma- or semicolon-separated values.
    Csv,
}

impl MotionFormat {
    /// By the end of a file's name; `None` when it is neither.
    #[must_use]
    pub fn of_name(name: &str) -> Option<MotionFormat> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "mot" | "sto" => Some(MotionFormat::OpenSim),
            "csv" => Some(MotionFormat::Csv),
            _ => None,
        }
    }
}

/// Reads joint angles of a known format, line by line.
///
/// # Errors
/// As [`read_mot`] and [`read_motion_csv`].
pub fn read_motion(reader: impl BufRead, format: MotionFormat, options: &MotionOptions) -> Result<Motion, InputError> {
    match format {
        MotionFormat::OpenSim => read_mot(reader, options),
        MotionFormat::Csv => read_motion_csv(reader, options),
    }
}

/// Whether a coordinate is a position, m, rather than an angle.
pub(crate) const fn is_position(coordinate: Coordinate) -> bool {
    matches!(coordinate, Coordinate::PelvisHeight)
}
