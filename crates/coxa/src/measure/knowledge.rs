//! What measuring needs to know: screens, instrument errors, compensation thresholds.

use super::body_model::{BodyFigures, MarkerSet};
use super::signal::Signal;
use crate::skeleton::Proportions;
use crate::skeleton::muscle::Muscles;
use crate::vocabulary::{Evidence, Instrument, Quantity, Sourced, Test, Unit};

crate::vocabulary::ids::vocabulary! {
    /// Whose signal shows the repetitions of a screen.
    Shown "shown" {
        EachSide = "each_side",
        BothSides = "both_sides",
    }
}

crate::vocabulary::ids::vocabulary! {
    /// Which leg a reading or requirement looks at.
    Whose "whose" {
        Tested = "tested",
        Other = "other",
    }
}

/// How repetitions of a screen are found.
#[derive(Debug, Clone, PartialEq)]
pub struct Repetition {
    /// The signal whose excursions are repetitions.
    pub signal: Signal,
    /// One leg's signal for each side on its own, or the mean of both legs for both at once.
    pub shown: Shown,
    /// Whether a repetition is an excursion towards smaller values (extension) rather than larger.
    pub towards_negative: bool,
    /// Smallest excursion that counts, rad.
    pub min_excursion: Sourced<f64>,
    /// Shortest repetition, s.
    pub min_duration_s: Sourced<f64>,
    /// Longest repetition, s.
    pub max_duration_s: Sourced<f64>,
    /// Share of the larger way (there or back) that the smaller one must reach, 0–1: less is half a repetition.
    pub min_return: Sourced<f64>,
    /// Longest gap inside a repetition that is still counted, s.
    pub max_gap_s: Sourced<f64>,
}

crate::vocabulary::ids::vocabulary! {
    /// At which moment of a repetition a value is read.
    ReadAt "read_at" {
        Maximum = "maximum",
        Minimum = "minimum",
        AtStart = "at_start",
        AtPeak = "at_peak",
        Range = "range",
        ChangeToPeak = "change_to_peak",
        OnTheWay = "on_the_way",
    }
}

/// What a repetition must show to be one of this screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Requirement {
    /// What is looked at.
    pub signal: Signal,
    /// Of which leg.
    pub whose: Whose,
    /// At which moment.
    pub at: ReadAt,
    /// Smallest value allowed, rad; `None` for no limit.
    pub min: Option<Sourced<f64>>,
    /// Largest value allowed, rad; `None` for no limit.
    pub max: Option<Sourced<f64>>,
}

/// One thing a screen reads from each repetition.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What is reported.
    pub quantity: Quantity,
    /// From which signal.
    pub signal: Signal,
    /// Of which leg; the finding is of that leg's side.
    pub whose: Whose,
    /// At which moment.
    pub at: ReadAt,
    /// For [`ReadAt::OnTheWay`]: the flexion of the thigh against the room at which it is read between start and peak,
    /// rad; a repetition that never passes it is read at its peak.
    pub thigh_flexion: Option<Sourced<f64>>,
    /// Whether the sign is turned, so that the quantity is positive as its name says.
    pub negate: bool,
    /// Whether this reading is a compensation to watch rather than the screen's result.
    pub compensation: bool,
    /// Largest standard error with which it still means something, rad; `None` for any.
    pub max_standard_error: Option<Sourced<f64>>,
    /// Smallest and largest value a body shows, in the sign of the quantity, rad: beyond it the recording is doubted.
    pub plausible: Option<Sourced<(f64, f64)>>,
}

crate::vocabulary::ids::vocabulary! {
    /// The plane in which the thigh's apparent motion is split along the chain.
    Plane "plane" {
        Sagittal = "sagittal",
        Frontal = "frontal",
    }
}

/// One way a screen is recorded: a leg swing is recorded forward and sideways.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// How repetitions are found.
    pub repetition: Repetition,
    /// What tells this screen's repetitions from others'.
    pub requirements: Vec<Requirement>,
    /// What is read from each repetition.
    pub readings: Vec<Reading>,
    /// The planes in which apparent thigh motion is split.
    pub splits: Vec<Plane>,
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
    /// How it is recorded; empty for a screen that is typed.
    pub recorded: Vec<Recorded>,
    /// Whether it may be recognised in a recording that does not say what it shows.
    pub recognisable: bool,
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
    /// Compensation thresholds; a row for the screen wins over one for all.
    pub compensations: Vec<CompensationThreshold>,
    /// Segment lengths of the skeleton; without them depth is not measured and no figure drawn.
    pub proportions: Option<Proportions>,
    /// What labs call their markers; without them no recording of markers is measured on the default body.
    pub marker_sets: Vec<MarkerSet>,
    /// How a body follows from markers.
    pub body_figures: Option<BodyFigures>,
    /// Muscles over the hip; without them no lengthening is told.
    pub muscles: Option<Muscles>,
}

impl MeasureKnowledge {
    /// The error of an instrument for a reading: the most specific row.
    #[must_use]
    pub fn error(
        &self,
        instrument: Instrument,
        test: Test,
        quantity: Option<Quantity>,
        unit: Unit,
    ) -> Option<&InstrumentError> {
        let fits = |row: &&InstrumentError| {
            row.instrument == instrument
                && row.unit == unit
                && row.test.is_none_or(|of| of == test)
                && (row.quantity.is_none() || row.quantity == quantity)
        };
        let specific = |row: &InstrumentError| (row.test.is_some(), row.quantity.is_some());
        // Among equally specific rows the first one written wins.
        self.errors.iter().filter(fits).rev().max_by_key(|row| specific(row))
    }

    /// The threshold of a compensation in a screen.
    #[must_use]
    pub fn threshold(&self, test: Test, quantity: Quantity) -> Option<&CompensationThreshold> {
        let of = |row: &&CompensationThreshold| row.quantity == quantity;
        let own = self.compensations.iter().filter(of).find(|row| row.tests.contains(&test));
        own.or_else(|| self.compensations.iter().filter(of).find(|row| row.tests.is_empty()))
    }
}
