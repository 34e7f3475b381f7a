//! What measuring needs to know: screens, instrument errors, compensation thresholds.

use super::motion::Coordinate;
use crate::vocabulary::{Evidence, Instrument, Quantity, Sourced, Test, Unit};

/// How repetitions of a screen are found.
#[derive(Debug, Clone, PartialEq)]
pub struct Repetition {
    /// The signal whose excursions are repetitions.
    pub signal: Coordinate,
    /// Whether a repetition is an excursion towards smaller values (extension) rather than larger.
    pub towards_negative: bool,
    /// Smallest excursion that counts, rad.
    pub min_excursion: Sourced<f64>,
    /// Shortest repetition, s.
    pub min_duration_s: Sourced<f64>,
    /// Longest repetition, s.
    pub max_duration_s: Sourced<f64>,
}

crate::vocabulary::ids::vocabulary! {
    /// At which moment of a repetition a value is read.
    ReadAt "read_at" {
        Maximum = "maximum",
        Minimum = "minimum",
        AtPeak = "at_peak",
        Range = "range",
        ChangeToPeak = "change_to_peak",
    }
}

/// One thing a screen reads from each repetition.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What is reported.
    pub quantity: Quantity,
    /// From which coordinate.
    pub coordinate: Coordinate,
    /// At which moment.
    pub at: ReadAt,
    /// Whether the sign is turned, so that the quantity is positive as its name says.
    pub negate: bool,
    /// Whether this reading is a compensation to watch rather than the screen's result.
    pub compensation: bool,
}

/// A movement screen as data.
#[derive(Debug, Clone, PartialEq)]
pub struct Screen {
    /// Which screen.
    pub test: Test,
    /// Its name for people.
    pub name: String,
    /// How to do it, one step a line.
    pub protocol: Vec<String>,
    /// How repetitions are found; `None` for a screen that is typed, not recorded.
    pub repetition: Option<Repetition>,
    /// What is read from each repetition.
    pub readings: Vec<Reading>,
    /// Variants such as `heels_raised`.
    pub variants: Vec<String>,
    /// Whether the value means nothing without a controlled pelvis.
    pub pelvis_control_required: bool,
    /// Whether it needs a clinician or coach at hand.
    pub supervised: bool,
    /// Status and sources of the definition.
    pub evidence: Evidence,
}

/// Error of one instrument for one test.
#[derive(Debug, Clone, PartialEq)]
pub struct InstrumentError {
    /// Row id.
    pub id: String,
    /// The instrument.
    pub instrument: Instrument,
    /// The test; `None` is the instrument's default.
    pub test: Option<Test>,
    /// The quantity of a movement screen; `None` for any.
    pub quantity: Option<Quantity>,
    /// Standard error of one measurement, in the unit.
    pub standard_error: f64,
    /// Smallest change between two measurements beyond error at 95 %, in the unit.
    pub mdc95: f64,
    /// Unit of both.
    pub unit: Unit,
    /// Status and sources.
    pub evidence: Evidence,
}

/// From which size a compensation is reported.
#[derive(Debug, Clone, PartialEq)]
pub struct CompensationThreshold {
    /// The quantity watched.
    pub quantity: Quantity,
    /// The screens it applies to; empty for all.
    pub tests: Vec<Test>,
    /// From this size on, in the unit.
    pub threshold: Sourced<f64>,
    /// Unit of the threshold.
    pub unit: Unit,
}

/// Everything measuring needs to know.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MeasureKnowledge {
    /// Screens.
    pub screens: Vec<Screen>,
    /// Instrument errors; the most specific row wins (test and quantity, then test, then instrument).
    pub errors: Vec<InstrumentError>,
    /// Compensation thresholds.
    pub compensations: Vec<CompensationThreshold>,
}
