//! Tables of telling mechanisms apart: contrasts, signatures, texts, thresholds.

use coxa::assess::{Contrast, Expected, MechanismText, Signature, Thresholds, Weight};
use coxa::cycle::Knowledge;
use coxa::vocabulary::{Direction, Evidence, Mechanism, Mode, Sourced, Status, Test};
use serde::{Deserialize, Serialize};

use super::assess_conditions::ConditionRow;
use super::problem::{Place, Problems};
use super::row::{Placed, row, rows};
use super::value::{Id, Value, evidence, plain};

/// A comparison of tests that speaks for some mechanisms and against others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContrastRow {
    /// Its id.
    pub id: String,
    /// What is compared; `{found}` and `{needed}` stand for the numbers of the first condition, `{found2}` of the second.
    pub text: String,
    /// All must hold.
    pub when: Vec<ConditionRow>,
    /// Spoken for.
    pub favours: Vec<Id<Mechanism>>,
    /// Spoken against.
    pub against: Vec<Id<Mechanism>>,
    /// Likelihood ratio when it holds.
    pub lr_holds: Value<f64>,
    /// Likelihood ratio when it was tested and does not hold.
    pub lr_fails: Value<f64>,
    /// Expert weight.
    pub weight: Id<Weight>,
    /// How the contrast came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// What a reader should know about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
row!(ContrastRow, "contrast", check = ContrastRow::check_row);

impl ContrastRow {
    fn check_row(&self, place: &Place, problems: &mut Problems) {
        if self.when.is_empty() {
            problems.add(place, "no condition", "at least one in `when`", "add what is compared");
        }
        if self.favours.is_empty() {
            problems.add(place, "a contrast that favours nothing", "a mechanism", "add it, or remove the contrast");
        }
        if let Some(both) = self.favours.iter().find(|mechanism| self.against.contains(mechanism)) {
            let found = format!("{} both favoured and spoken against", both.0);
            problems.add(place, found, "one of the two", "remove it from one list");
        }
        for (name, ratio) in [("lr_holds", &self.lr_holds), ("lr_fails", &self.lr_fails)] {
            if ratio.value.is_some_and(|ratio| ratio <= 0.0) {
                problems.add(place, format!("{name} not above 0"), "a likelihood ratio", "correct it");
            }
        }
        let published = |ratio: &Value<f64>| ratio.status.0 == Status::Verified && ratio.sources.is_empty();
        if published(&self.lr_holds) || published(&self.lr_fails) {
            problems.add(place, "a published ratio without source", "its source", "name it, or call it DESIGN");
        }
        let speaks_backwards = self.lr_holds.value.zip(self.lr_fails.value).is_some_and(|(holds, fails)| holds < fails);
        if speaks_backwards {
            problems.add(place, "lr_holds below lr_fails", "the larger one when it holds", "exchange them");
        }
        for number in 1..=self.when.len() {
            let number = if number == 1 { String::new() } else { number.to_string() };
            if !self.text.contains(&format!("{{found{number}}}")) {
                let found = format!("a text without {{found{number}}}");
                problems.add(
                    place,
                    found,
                    "the number of every condition",
                    "add it, readers must see what was compared",
                );
            }
        }
    }
}

/// What a test reads in ordinary people: the scale of the signatures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedRow {
    /// Its id.
    pub id: String,
    /// Which test.
    pub test: Id<Test>,
    /// In which mode.
    pub mode: Id<Mode>,
    /// Mean, degrees.
    pub mean: f64,
    /// SD of the passive test, degrees.
    pub sd: f64,
    /// SD of what is peculiar to the test, degrees.
    pub specific_sd: f64,
    /// SD beyond measurement error, degrees.
    pub discrepancy_sd: f64,
    /// Effect of one SD of pelvic tilt, in `sd`.
    pub pelvic_tilt: f64,
    /// How much it provokes, from 0.
    pub provocation: f64,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(ExpectedRow, "expected", check = ExpectedRow::check_row);

impl ExpectedRow {
    fn check_row(&self, place: &Place, problems: &mut Problems) {
        if self.sd <= 0.0 || self.specific_sd < 0.0 || self.discrepancy_sd < 0.0 {
            problems.add(place, "a spread below 0, or no sd", "spreads from 0, sd above 0", "correct the row");
        }
        if !self.test.0.modes().contains(&self.mode.0) {
            let found = format!("{} in mode {}", self.test.0, self.mode.0);
            problems.add(place, found, "a mode the test has", "correct the row");
        }
    }
}

/// How a mechanism moves each test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureRow {
    /// Its id.
    pub id: String,
    /// The mechanism.
    pub mechanism: Id<Mechanism>,
    /// Share of people limited by it before any test.
    pub prior: Value<f64>,
    /// Correlation between left and right.
    pub left_right: Value<f64>,
    /// `[test, mode, effect of one unit of restriction, effect of one SD of ordinary variation]`, in SDs of the test.
    pub effects: Vec<(Id<Test>, Id<Mode>, f64, f64)>,
    /// How the effects came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(SignatureRow, "signature", check = SignatureRow::check_row);

impl SignatureRow {
    fn check_row(&self, place: &Place, problems: &mut Problems) {
        if !self.prior.value.is_some_and(|prior| 0.0 < prior && prior < 1.0) {
            problems.add(place, "a prior that is no probability", "a number between 0 and 1", "correct it");
        }
        if !self.left_right.value.is_some_and(|r| (0.0..=1.0).contains(&r)) {
            problems.add(place, "a left-right correlation outside 0-1", "a number from 0 to 1", "correct it");
        }
        if self.effects.is_empty() == self.mechanism.0.is_end_range() {
            let needed = "effects for end-range mechanisms, and for them only";
            problems.add(place, "effects that do not fit the mechanism", needed, "add or remove them");
        }
    }
}

/// What a mechanism is called and what it means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MechanismRow {
    /// Its id, that of the mechanism.
    pub id: String,
    /// The mechanism.
    pub mechanism: Id<Mechanism>,
    /// Its name for people.
    pub name: String,
    /// What it means, plainly.
    pub meaning: String,
    /// Directions it limits.
    pub limits: Vec<Id<Direction>>,
    /// Whether it may be named from angles alone.
    pub named_from_angles: bool,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(MechanismRow, "mechanism");

/// A threshold of assessing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessThresholdRow {
    /// Its id.
    pub id: String,
    /// The number.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// What it decides.
    pub text: String,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(
    AssessThresholdRow,
    "assess_threshold",
    check = |row, place, problems| {
        if !Thresholds::KEYS.contains(&row.id.as_str()) {
            problems.add(
                place,
                format!("threshold {:?} that nothing reads", row.id),
                "one that assessing reads",
                "remove it",
            );
        }
    }
);

rows! {
    /// The rows of these tables.
    ContrastRows {
        /// Contrasts.
        contrasts: ContrastRow,
        /// What ordinary people reach.
        expected: ExpectedRow,
        /// Signatures.
        signatures: SignatureRow,
        /// Texts.
        mechanisms: MechanismRow,
        /// Thresholds.
        thresholds: AssessThresholdRow,
    }
}

impl ContrastRows {
    /// Fills this stage's part of the knowledge; what a row cannot become is noted.
    pub fn convert(&self, knowledge: &mut Knowledge, problems: &mut Problems) {
        let assess = &mut knowledge.assess;
        assess.contrasts.extend(self.contrasts.iter().filter_map(|placed| contrast(placed, problems)));
        assess.expected.extend(self.expected.iter().map(|placed| expected(&placed.row)));
        assess.signatures.extend(self.signatures.iter().filter_map(|placed| signature(placed, problems)));
        for Placed { place, row } in &self.mechanisms {
            if row.id != row.mechanism.0.id() {
                problems.add(place, format!("id {:?}", row.id), "the id of the mechanism", "rename the row");
            }
            assess.mechanisms.push(MechanismText {
                mechanism: row.mechanism.0,
                name: row.name.clone(),
                meaning: row.meaning.clone(),
                limits: plain(&row.limits),
                named_from_angles: row.named_from_angles,
            });
        }
        for Placed { row, .. } in &self.thresholds {
            let value = Sourced { value: row.value, evidence: evidence(row.status, &row.sources) };
            assess.thresholds.insert(row.id.clone(), value);
        }
        self.check_complete(knowledge, problems);
    }

    /// Everything that assessing looks up by name must be there.
    fn check_complete(&self, knowledge: &Knowledge, problems: &mut Problems) {
        let place = |file: &str| Place { file: file.into(), line: 0, row: "-".into() };
        if let Err(missing) = Thresholds::read(&knowledge.assess.thresholds) {
            let needed = format!("a row with id {:?}", missing.key);
            problems.add(&place("assess_thresholds.toml"), "no such threshold", needed, "add the row");
        }
        for mechanism in Mechanism::ALL {
            if !self.mechanisms.iter().any(|placed| placed.row.mechanism.0 == *mechanism) {
                problems.add(&place("mechanisms.toml"), format!("no text for {mechanism}"), "one row each", "add it");
            }
            if !self.signatures.iter().any(|placed| placed.row.mechanism.0 == *mechanism) {
                problems.add(&place("signatures.toml"), format!("no row for {mechanism}"), "one row each", "add it");
            }
        }
        for Placed { place, row } in &self.signatures {
            for (test, mode, ..) in &row.effects {
                if !self.expected.iter().any(|placed| (placed.row.test, placed.row.mode) == (*test, *mode)) {
                    let found = format!("an effect on {} {}", test.0, mode.0);
                    problems.add(place, found, "an [[expected]] row for it", "add the row or remove the effect");
                }
            }
        }
    }
}

fn needed<T: Clone>(value: &Value<T>, name: &str, place: &Place, problems: &mut Problems) -> Option<Sourced<T>> {
    let sourced = value.sourced();
    if sourced.is_none() {
        problems.add(place, format!("no {name}"), "a value", "give one, if only by design");
    }
    sourced
}

fn expected(row: &ExpectedRow) -> Expected {
    Expected {
        id: row.id.clone(),
        test: row.test.0,
        mode: row.mode.0,
        mean: row.mean,
        sd: row.sd,
        specific_sd: row.specific_sd,
        discrepancy_sd: row.discrepancy_sd,
        pelvic_tilt: row.pelvic_tilt,
        provocation: row.provocation,
        evidence: evidence(row.status, &row.sources),
    }
}

fn signature(placed: &Placed<SignatureRow>, problems: &mut Problems) -> Option<Signature> {
    let Placed { place, row } = placed;
    let evidence: Evidence = evidence(row.status, &row.sources);
    Some(Signature {
        mechanism: row.mechanism.0,
        prior: needed(&row.prior, "prior", place, problems)?,
        left_right: needed(&row.left_right, "left_right", place, problems)?,
        effects: row.effects.iter().map(|(test, mode, unit, _)| (test.0, mode.0, *unit)).collect(),
        background: row.effects.iter().map(|(test, mode, _, ordinary)| (test.0, mode.0, *ordinary)).collect(),
        evidence,
    })
}

fn contrast(placed: &Placed<ContrastRow>, problems: &mut Problems) -> Option<Contrast> {
    let Placed { place, row } = placed;
    Some(Contrast {
        id: row.id.clone(),
        text: row.text.clone(),
        when: row.when.iter().map(ConditionRow::condition).collect(),
        favours: plain(&row.favours),
        against: plain(&row.against),
        lr_holds: needed(&row.lr_holds, "lr_holds", place, problems)?,
        lr_fails: needed(&row.lr_fails, "lr_fails", place, problems)?,
        weight: row.weight.0,
        evidence: evidence(row.status, &row.sources),
    })
}
