//! Models of the passive elastic moment of a joint, with the vectors they must reproduce.

use coxa::vocabulary::Status;
use serde::{Deserialize, Serialize};

use super::problem::{Place, Problems};
use super::row::row;
use super::value::Id;

/// A model of the passive elastic moment of a joint.
///
/// Degrees; hip and knee flexion and ankle dorsiflexion positive; N·m, positive towards flexion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassiveMomentRow {
    /// Its id.
    pub id: String,
    /// The joint.
    pub joint: String,
    /// People measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subjects: Option<u32>,
    /// Its inputs, in the order of the golden vectors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<String>,
    /// The equation, in words of mathematics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equation: Option<String>,
    /// Terms `sign·exp(constant + Σ factor·input)`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<MomentTerm>,
    /// What is added to the terms, N·m.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<f64>,
    /// Inputs and the moment they must give.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub golden: Vec<GoldenMoment>,
    /// Structure, where coefficients are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub structure: Option<String>,
    /// Why it cannot be computed; absent when it can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// What it gets wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// Remarks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
row!(
    PassiveMomentRow,
    "passive_moment",
    value = |row| row.equation.is_some() || row.structure.is_some(),
    check = PassiveMomentRow::check_row
);

/// One exponential term of a passive moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MomentTerm {
    /// 1 or -1.
    pub sign: f64,
    /// Constant in the exponent.
    pub constant: f64,
    /// Factor of each input in the exponent, per degree.
    pub factors: Vec<f64>,
}

/// Inputs and the moment they must give.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldenMoment {
    /// Inputs, degrees.
    pub inputs: Vec<f64>,
    /// Moment, N·m.
    pub moment: f64,
}

/// Golden moments are printed with three decimals, N·m.
const GOLDEN_ROUNDING: f64 = 0.000_6;

impl PassiveMomentRow {
    /// The moment at `inputs` (degrees), N·m; `None` without coefficients or with another number of inputs.
    #[must_use]
    pub fn moment(&self, inputs: &[f64]) -> Option<f64> {
        if self.terms.is_empty() || inputs.len() != self.inputs.len() {
            return None;
        }
        let term = |term: &MomentTerm| {
            let exponent: f64 = term.factors.iter().zip(inputs).map(|(factor, input)| factor * input).sum();
            term.sign * (term.constant + exponent).exp()
        };
        Some(self.terms.iter().map(term).sum::<f64>() + self.offset.unwrap_or(0.0))
    }

    fn check_row(&self, place: &Place, problems: &mut Problems) {
        if self.terms.iter().any(|term| term.factors.len() != self.inputs.len()) {
            problems.add(place, "a term with another number of factors", "one per input", "correct the term");
        }
        for GoldenMoment { inputs, moment } in &self.golden {
            match self.moment(inputs) {
                Some(found) if (found - moment).abs() <= GOLDEN_ROUNDING => {}
                found => {
                    let found = format!("{found:?} at {inputs:?}");
                    problems.add(place, found, format!("{moment} N·m"), "correct the coefficients");
                }
            }
        }
    }
}
