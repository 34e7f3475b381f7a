//! Tables of facts that people read beside a decision: dose studies, injury associations, EMG, passive moments, scoring.

use std::collections::BTreeMap;

use coxa::cycle::Knowledge;
use coxa::vocabulary::Status;
use serde::{Deserialize, Serialize};

use super::assess::Weaker;
use super::problem::{Place, Problems};
use super::row::{row, rows};
use super::value::{Id, Range};

/// A fact in a sentence, with its number where it has one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactRow {
    /// Its id.
    pub id: String,
    /// What it is about, such as `mobilisation`.
    pub topic: String,
    /// The fact.
    pub text: String,
    /// Its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Its range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range<f64>>,
    /// Unit of value and range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// Remarks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
row!(FactRow, "fact");

/// Something that goes wrong when the tables are read carelessly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CautionRow {
    /// Its id.
    pub id: String,
    /// What to keep in mind.
    pub text: String,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(CautionRow, "caution");

/// One result about dose and response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoseResponseRow {
    /// Its id.
    pub id: String,
    /// Which kind of training.
    pub modality: String,
    /// `acute`, `chronic` or `detraining`.
    pub timescale: String,
    /// What the value is.
    pub quantity: String,
    /// The value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// 95 % confidence interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ci95: Option<Range<f64>>,
    /// Unit; absent for pure numbers such as effect sizes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// For whom and under which training.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The result in words where no number is given.
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
row!(DoseResponseRow, "dose_response", value = |row| row.value.is_some() || row.finding.is_some());

/// What range of motion or strength does and does not predict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InjuryAssociationRow {
    /// Its id.
    pub id: String,
    /// The injury or complaint.
    pub condition: String,
    /// What was related to it.
    pub exposure: String,
    /// `prospective`, `cross_sectional`, `case_control`, `consensus` or `none`.
    pub design: String,
    /// What the value is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    /// The value, lowest and highest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Range<f64>>,
    /// 95 % confidence interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ci95: Option<Range<f64>>,
    /// The result in words where no number is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
    /// How certain the source calls it.
    pub certainty: String,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// Remarks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
row!(InjuryAssociationRow, "injury_association", value = |row| row.value.is_some() || row.finding.is_some());

/// How active the gluteal muscles are in an exercise, percent of a maximal voluntary contraction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmgRow {
    /// Its id.
    pub id: String,
    /// The exercise.
    pub exercise: String,
    /// Gluteus medius, lowest and highest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gluteus_medius_pct: Option<Range<f64>>,
    /// Gluteus maximus, lowest and highest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gluteus_maximus_pct: Option<Range<f64>>,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// Remarks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
row!(EmgRow, "emg", value = |row| row.gluteus_medius_pct.is_some() || row.gluteus_maximus_pct.is_some());

/// A block of strength work and its dose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StrengthBlockRow {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub goal: String,
    /// Sets.
    pub sets: Range<u8>,
    /// Repetitions a set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reps: Option<Range<u8>>,
    /// Seconds of a hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold_s: Option<Range<u8>>,
    /// Load, percent of the heaviest single repetition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load_pct_1rm: Option<Range<u8>>,
    /// Lowest load, percent of the heaviest single repetition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load_pct_1rm_min: Option<u8>,
    /// Seconds lowering, holding, lifting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tempo: Option<String>,
    /// Repetitions left in reserve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reps_in_reserve: Option<Range<u8>>,
    /// Highest perceived effort, 0–10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effort_cap: Option<u8>,
    /// Sessions a week.
    pub sessions_per_week: Range<u8>,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// Values weaker than the row.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub weaker: Weaker,
}
row!(StrengthBlockRow, "strength_block");

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

/// A questionnaire: how it is scored and what its score means. The wording of its items is not ours to ship.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionnaireRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Score of one item, lowest and highest.
    pub item_range: Range<f64>,
    /// Period the items ask about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall: Option<String>,
    /// How items become a score.
    pub scoring: Scoring,
    /// The same in words.
    pub scoring_text: String,
    /// How the scoring came to be known.
    pub scoring_status: Id<Status>,
    /// Subscales and their number of items.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub subscales: BTreeMap<String, u8>,
    /// How the subscales came to be known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscales_status: Option<Id<Status>>,
    /// What happens to missing answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing_rule: Option<String>,
    /// Numbers about it: items, reliability, smallest meaningful change.
    pub figures: Vec<QuestionnaireFigure>,
    /// Terms of use, as far as known.
    pub licence: String,
    /// Whether use in software is allowed: `likely`, `unconfirmed`.
    pub licence_software: String,
    /// How the terms of use came to be known.
    pub licence_status: Id<Status>,
    /// What it is suggested for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggested_for: Option<String>,
    /// Keys of all references.
    pub sources: Vec<String>,
}

/// How items of a questionnaire become a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scoring {
    /// 100 minus the mean's share of the item range, per subscale.
    ReversedMean,
    /// Mean of the answered items.
    Mean,
    /// Sum of all items.
    Sum,
}

/// One number about a questionnaire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionnaireFigure {
    /// What it is, such as `mcid`.
    pub what: String,
    /// Lowest and highest; absent exactly when unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Range<f64>>,
    /// In whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<String>,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// Remarks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl super::row::Row for QuestionnaireRow {
    const KIND: &'static str = "questionnaire";

    fn id(&self) -> &str {
        &self.id
    }

    fn sources(&self) -> &[String] {
        &self.sources
    }

    fn check(&self, place: &Place, problems: &mut Problems) {
        for figure in &self.figures {
            let fault = super::value::fault_of(figure.status.0, &figure.sources, Some(figure.value.is_some()));
            if let Some((found, needed)) = fault {
                problems.add(place, format!("{}: {found}", figure.what), needed, "correct the figure");
            }
        }
    }
}

rows! {
    /// The rows of these tables.
    FactRows {
        /// Facts in a sentence.
        facts: FactRow,
        /// Cautions.
        cautions: CautionRow,
        /// Dose and response.
        dose_responses: DoseResponseRow,
        /// Injury associations.
        injuries: InjuryAssociationRow,
        /// Muscle activity.
        emg: EmgRow,
        /// Blocks of strength work.
        strength_blocks: StrengthBlockRow,
        /// Passive moments.
        passive_moments: PassiveMomentRow,
        /// Questionnaires.
        questionnaires: QuestionnaireRow,
    }
}

impl FactRows {
    /// Facts are shown, not computed with: no stage takes them.
    pub fn convert(&self, _knowledge: &mut Knowledge, _problems: &mut Problems) {}
}
