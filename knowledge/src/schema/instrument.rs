//! Tables of instruments: what each one errs by, and the studies behind that.

use coxa::cycle::Knowledge;
use coxa::measure::InstrumentError;
use coxa::vocabulary::{Instrument, Quantity, Status, Test, Unit};
use serde::{Deserialize, Serialize};

use super::problem::{Place, Problems};
use super::row::{Placed, row, rows};
use super::value::{Id, Range, evidence};

/// MDC95 over standard error: 1.96 times the square root of 2, as the sources round it.
const MDC95_PER_STANDARD_ERROR: f64 = 2.77;
/// Largest disagreement allowed between a printed MDC95 and the product, in the unit: half of the last digit given.
const MDC95_ROUNDING: f64 = 0.051;

/// Error that software uses for one instrument, test and reading; the most specific row wins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstrumentErrorRow {
    /// Its id.
    pub id: String,
    /// The instrument.
    pub instrument: Id<Instrument>,
    /// The test; absent for the instrument's default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<Id<Test>>,
    /// The reading of a movement screen; absent for any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Id<Quantity>>,
    /// Standard error of one measurement.
    pub standard_error: f64,
    /// Smallest change between two measurements beyond error at 95 %.
    pub mdc95: f64,
    /// Unit of both.
    pub unit: Id<Unit>,
    /// How the standard error came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// Ids of the studies it is taken from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
    /// Remarks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
row!(InstrumentErrorRow, "instrument_error", check = InstrumentErrorRow::check_row);

impl InstrumentErrorRow {
    fn check_row(&self, place: &Place, problems: &mut Problems) {
        if self.standard_error <= 0.0 {
            problems.add(place, self.standard_error, "a positive standard error", "correct the row");
        }
        let mdc95 = MDC95_PER_STANDARD_ERROR * self.standard_error;
        if (self.mdc95 - mdc95).abs() > MDC95_ROUNDING {
            let needed = format!("{mdc95:.1}, 2.77 times the standard error");
            problems.add(place, format!("mdc95 {}", self.mdc95), needed, "correct one of the two");
        }
        if let (Some(test), None) = (self.test, self.quantity)
            && test.0.unit() != self.unit.0
        {
            problems.add(place, format!("unit {}", self.unit.0), test.0.unit(), "give the error in the test's unit");
        }
    }
}

/// One published result about the error of a measurement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasurementErrorRow {
    /// Its id.
    pub id: String,
    /// What was measured, in words.
    pub measure: String,
    /// Instruments of the vocabulary it speaks about.
    pub instruments: Vec<Id<Instrument>>,
    /// How, in words, where that says more than the instruments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// What was compared: the same rater, two raters, two instruments, a reference method.
    pub comparison: String,
    /// People measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// Intraclass correlation, lowest and highest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icc: Option<Range<f64>>,
    /// Standard error of measurement, degrees, lowest and highest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sem_deg: Option<Range<f64>>,
    /// Minimal detectable change at 95 %, degrees, lowest and highest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mdc95_deg: Option<Range<f64>>,
    /// Root mean square difference from the reference method, degrees, lowest and highest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rmse_deg: Option<Range<f64>>,
    /// Limits of agreement, degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits_of_agreement_deg: Option<Range<f64>>,
    /// Other results, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// Remarks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
row!(
    MeasurementErrorRow,
    "measurement_error",
    value = |row| {
        row.icc.is_some()
            || row.sem_deg.is_some()
            || row.mdc95_deg.is_some()
            || row.rmse_deg.is_some()
            || row.finding.is_some()
    }
);

rows! {
    /// The rows of these tables.
    InstrumentRows {
        /// Errors that software uses.
        errors: InstrumentErrorRow,
        /// Published results.
        studies: MeasurementErrorRow,
    }
}

impl InstrumentRows {
    /// Fills measuring and assessing with the same errors; what a row cannot become is noted.
    pub fn convert(&self, knowledge: &mut Knowledge, _problems: &mut Problems) {
        for Placed { row, .. } in &self.errors {
            knowledge.measure.errors.push(InstrumentError {
                id: row.id.clone(),
                instrument: row.instrument.0,
                test: row.test.map(|test| test.0),
                quantity: row.quantity.map(|quantity| quantity.0),
                standard_error: row.standard_error,
                mdc95: row.mdc95,
                unit: row.unit.0,
                evidence: evidence(row.status, &row.sources),
            });
        }
        knowledge.assess.errors.clone_from(&knowledge.measure.errors);
    }
}

/// Notes every instrument without a default error.
pub fn check_every_instrument_has_a_default(rows: &super::Rows, _: &Knowledge, problems: &mut Problems) {
    for instrument in Instrument::ALL {
        let is_default =
            |row: &InstrumentErrorRow| row.instrument.0 == *instrument && row.test.is_none() && row.quantity.is_none();
        if !rows.instrument.errors.iter().any(|placed| is_default(&placed.row)) {
            let place = Place { file: "instrument_errors.toml".into(), line: 0, row: instrument.to_string() };
            problems.add(&place, "no default error", "a row without test and quantity", "add one, DESIGN if need be");
        }
    }
}
