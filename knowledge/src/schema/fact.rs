//! Tables of facts that people read beside a decision: dose studies, injury associations, muscle activity.

use std::collections::BTreeMap;

use coxa::cycle::Knowledge;
use coxa::vocabulary::Status;
use serde::{Deserialize, Serialize};

use super::passive_moment::PassiveMomentRow;
use super::problem::Problems;
use super::questionnaire::QuestionnaireRow;
use super::row::{row, rows};
use super::value::{Id, Range, Weaker};

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
    /// Values weaker than the row.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub weaker: Weaker,
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
