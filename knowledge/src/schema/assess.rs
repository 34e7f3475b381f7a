//! Tables of assessing: goals, norms, group differences, task demands, accuracy of signs.
// long: one row type after the other, each documented for readers of the tables.

use std::collections::BTreeMap;

use coxa::assess::{Demand, Frame, LikelihoodRatio, Norm};
use coxa::cycle::Knowledge;
use coxa::vocabulary::{Direction, GoalId, Mode, Quantity, Sex, Status, Test, Unit};
use serde::{Deserialize, Serialize};

use super::problem::{Place, Problems};
use super::row::{Placed, row, rows};
use super::value::{Id, Range, Weaker, evidence, plain};

/// Something a person may want to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoalRow {
    /// Its id, used by the task demands and by assessments.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Screens that perform it; without one nothing measured is compared with what it asks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<Id<Test>>,
    /// How the name came to be.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(GoalRow, "goal");

/// Expected value of a test in healthy people, in the unit and sign of the test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NormRow {
    /// Its id.
    pub id: String,
    /// Which test.
    pub test: Id<Test>,
    /// In which mode.
    pub mode: Id<Mode>,
    /// The reading of a movement screen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Id<Quantity>>,
    /// Whom it describes.
    pub sex: Id<Sex>,
    /// Youngest and oldest age, years.
    pub ages: Range<u8>,
    /// Whom it describes, in words, when not the general population.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<String>,
    /// People measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// Mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Standard deviation between people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sd: Option<f64>,
    /// 95 % confidence interval of the mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ci95: Option<Range<f64>>,
    /// Smallest and largest value seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extremes: Option<Range<f64>>,
    /// Reference frame.
    pub frame: Id<Frame>,
    /// Position, in words.
    pub position: String,
    /// What measured it, in words.
    pub measured_with: String,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// Ids of the rows it is computed from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
    /// Values weaker than the row.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub weaker: Weaker,
    /// Remarks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
row!(NormRow, "norm", value = |row| row.mean.is_some(), check = NormRow::check_row);

impl NormRow {
    fn check_row(&self, place: &Place, problems: &mut Problems) {
        if !self.test.0.modes().contains(&self.mode.0) {
            let modes = self.test.0.modes().iter().map(|mode| mode.id()).collect::<Vec<_>>().join(", ");
            problems.add(place, format!("mode {}", self.mode.0), modes, "choose a mode that the test has");
        }
        if let Some(sd) = self.sd.filter(|sd| *sd <= 0.0) {
            problems.add(place, format!("sd {sd}"), "a positive standard deviation", "leave it out when not reported");
        }
        if let (Some(mean), Some(Range(low, high))) = (self.mean, self.ci95)
            && !(low..=high).contains(&mean)
        {
            problems.add(place, format!("mean {mean} outside {low}..{high}"), "it inside ci95", "correct either");
        }
    }
}

/// A published value that describes people but fits no test of the vocabulary; shown, never used as a norm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceValueRow {
    /// Its id.
    pub id: String,
    /// What was measured, in words.
    pub measure: String,
    /// Why it is not a norm of a test.
    pub reason: String,
    /// Active, passive, modelled, or unclear.
    pub mode: String,
    /// Whom it describes.
    pub sex: Id<Sex>,
    /// Youngest and oldest age, years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ages: Option<Range<u8>>,
    /// Whom it describes, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<String>,
    /// People measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// Mean, degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Standard deviation between people, degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sd: Option<f64>,
    /// Smallest and largest value seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extremes: Option<Range<f64>>,
    /// Reference frame.
    pub frame: Id<Frame>,
    /// Position, in words.
    pub position: String,
    /// What measured it, in words.
    pub measured_with: String,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// Remarks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
row!(ReferenceValueRow, "reference_value", value = |row| row.mean.is_some());

/// How two groups of people differ in a motion, degrees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupDifferenceRow {
    /// Its id.
    pub id: String,
    /// The test it speaks about, when it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<Id<Test>>,
    /// Motion and position, in words.
    pub measure: String,
    /// Which group minus which.
    pub contrast: String,
    /// Mean difference, degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_difference: Option<f64>,
    /// 95 % confidence interval, degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ci95: Option<Range<f64>>,
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
row!(GroupDifferenceRow, "group_difference", value = |row| row.mean_difference.is_some() || row.finding.is_some());

/// What a task asks of a joint, a distance or a range; degrees unless the unit says otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemandRow {
    /// Its id.
    pub id: String,
    /// The task.
    pub goal: String,
    /// The direction of the hip it asks for; absent where it speaks of something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Id<Direction>>,
    /// What it speaks of where that is no direction of the hip, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// Which statistic: `mean_max`, `mean_position`, `mean`, `single`.
    pub statistic: String,
    /// Its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Standard deviation between people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sd: Option<f64>,
    /// Smallest and largest value seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extremes: Option<Range<f64>>,
    /// Unit.
    pub unit: Id<Unit>,
    /// Against what the angle is measured; compared only with measurements in the same frame.
    pub frame: Id<Frame>,
    /// Whom it describes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<String>,
    /// Their youngest and oldest age, years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ages: Option<Range<u8>>,
    /// What measured it, in words.
    pub measured_with: String,
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
row!(DemandRow, "demand", value = |row| row.mean.is_some(), check = DemandRow::check_row);

impl DemandRow {
    fn check_row(&self, place: &Place, problems: &mut Problems) {
        if self.direction.is_some() == self.measure.is_some() {
            let needed = "either `direction` or `measure`";
            problems.add(place, "both or neither of direction and measure", needed, "keep the one that fits");
        }
    }
}

/// Published accuracy of a sign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LikelihoodRatioRow {
    /// Its id.
    pub id: String,
    /// The sign, in words.
    pub sign: String,
    /// The test it belongs to, when it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<Id<Test>>,
    /// For which condition, in words.
    pub condition: String,
    /// Sensitivity, percent, lowest and highest published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sensitivity_pct: Option<Range<f64>>,
    /// Specificity, percent, lowest and highest published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub specificity_pct: Option<Range<f64>>,
    /// Likelihood ratio of a positive sign, lowest and highest published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lr_positive: Option<Range<f64>>,
    /// Likelihood ratio of a negative sign, lowest and highest published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lr_negative: Option<Range<f64>>,
    /// The result in words where no number is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
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
row!(
    LikelihoodRatioRow,
    "likelihood_ratio",
    value = |row| {
        row.sensitivity_pct.is_some() || row.lr_positive.is_some() || row.lr_negative.is_some() || row.finding.is_some()
    },
    check = LikelihoodRatioRow::check_row
);

impl LikelihoodRatioRow {
    fn check_row(&self, place: &Place, problems: &mut Problems) {
        for Range(low, high) in self.sensitivity_pct.iter().chain(&self.specificity_pct) {
            if *low < 0.0 || *high > 100.0 {
                problems.add(place, format!("{low}..{high} percent"), "0 to 100", "give percent, not a share");
            }
        }
        for Range(low, _) in self.lr_positive.iter().chain(&self.lr_negative).filter(|range| range.0 <= 0.0) {
            problems.add(place, format!("likelihood ratio {low}"), "a ratio above 0", "leave it out when not reported");
        }
    }
}

rows! {
    /// The rows of these tables.
    AssessRows {
        /// Goals.
        goals: GoalRow,
        /// Norms.
        norms: NormRow,
        /// Published values that fit no test.
        reference_values: ReferenceValueRow,
        /// Group differences.
        differences: GroupDifferenceRow,
        /// Task demands.
        demands: DemandRow,
        /// Accuracy of signs.
        likelihood_ratios: LikelihoodRatioRow,
    }
}

impl AssessRows {
    /// Fills this stage's part of the knowledge; what a row cannot become is noted.
    pub fn convert(&self, knowledge: &mut Knowledge, problems: &mut Problems) {
        let into = &mut knowledge.assess;
        for Placed { row, .. } in &self.norms {
            // A gap names what is missing; it is no norm.
            let Some(mean) = row.mean else { continue };
            into.norms.push(Norm {
                id: row.id.clone(),
                test: row.test.0,
                mode: row.mode.0,
                quantity: row.quantity.map(|quantity| quantity.0),
                sex: row.sex.0,
                age_min: row.ages.0,
                age_max: row.ages.1,
                mean,
                sd: row.sd,
                n: row.n,
                frame: row.frame.0,
                position: row.position.clone(),
                evidence: evidence(row.status, &row.sources),
            });
        }
        let name = |Placed { row, .. }: &Placed<GoalRow>| (GoalId::from(row.id.as_str()), row.name.clone());
        into.goal_names.extend(self.goals.iter().map(name));
        knowledge.prescribe.goal_names.clone_from(&into.goal_names);
        for Placed { place, row } in &self.demands {
            let Some(goal) = self.goals.iter().find(|goal| goal.row.id == row.goal) else {
                let needed = "the id of a row in goals.toml";
                problems.add(place, format!("unknown goal {:?}", row.goal), needed, "add the goal or correct the id");
                continue;
            };
            let Some(direction) = row.direction else { continue };
            into.demands.push(Demand {
                id: row.id.clone(),
                goal: GoalId::from(row.goal.as_str()),
                direction: direction.0,
                mean_deg: row.mean,
                sd_deg: row.sd,
                ages: row.ages.map(|Range(youngest, oldest)| (youngest, oldest)),
                tests: plain(&goal.row.tests),
                frame: row.frame.0,
                evidence: evidence(row.status, &row.sources),
            });
        }
        let pair = |range: Option<Range<f64>>| range.map(|Range(low, high)| (low, high));
        into.likelihood_ratios.extend(self.likelihood_ratios.iter().map(|Placed { row, .. }| LikelihoodRatio {
            id: row.id.clone(),
            test: row.test.map(|test| test.0),
            condition: format!("{}: {}", row.sign, row.condition),
            positive: pair(row.lr_positive),
            negative: pair(row.lr_negative),
            evidence: evidence(row.status, &row.sources),
        }));
    }
}
