//! Questionnaires: how they are scored and what a score means, never the wording of an item.

use std::collections::BTreeMap;

use coxa::vocabulary::Status;
use serde::{Deserialize, Serialize};

use super::problem::{Place, Problems};
use super::row::Row;
use super::value::{Id, Range, fault_of};

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
    /// What a reader should know about the subscales.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscales_note: Option<String>,
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

impl Row for QuestionnaireRow {
    const KIND: &'static str = "questionnaire";

    fn id(&self) -> &str {
        &self.id
    }

    fn sources(&self) -> &[String] {
        &self.sources
    }

    fn check(&self, place: &Place, problems: &mut Problems) {
        for figure in &self.figures {
            let fault = fault_of(figure.status.0, &figure.sources, Some(figure.value.is_some()));
            if let Some((found, needed)) = fault {
                problems.add(place, format!("{}: {found}", figure.what), needed, "correct the figure");
            }
        }
    }
}
