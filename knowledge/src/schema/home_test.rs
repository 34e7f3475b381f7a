//! The table of home tests: what a person does, reads and types alone.

use std::collections::BTreeSet;

use coxa::assess::{BatteryRequest, CheckSets, HomeCheck, HomeNeed, HomeTest, Position, battery};
use coxa::cycle::Knowledge;
use coxa::skeleton::Base;
use coxa::vocabulary::{
    Allowance, Answer, BySide, Clearance, Equipment, GoalId, Instrument, Mode, Quantity, Status, Test, TestVerdict,
    Unit, Verdict,
};
use serde::{Deserialize, Serialize};

use super::Rows;
use super::prescribe::PoseRow;
use super::problem::{Place, Problems};
use super::row::{Placed, row, rows};
use super::value::{Id, Range, evidence, plain};

/// A question asked after the value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckRow {
    /// Its id within the test.
    pub id: String,
    /// The question.
    pub ask: String,
    /// What its answer becomes.
    pub sets: Id<CheckSets>,
    /// The answer that means that it was kept.
    pub kept_when: Id<Answer>,
}

/// A needed thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeedRow {
    /// One of these.
    pub one_of: Vec<Id<Equipment>>,
    /// What every home has that does in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_place: Option<String>,
}

/// A test in one mode as a person does it alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HomeTestRow {
    /// Its id.
    pub id: String,
    /// Which test.
    pub test: Id<Test>,
    /// In which mode.
    pub mode: Id<Mode>,
    /// The reading of a movement screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Id<Quantity>>,
    /// Its name in plain words.
    pub name: String,
    /// How the body is placed.
    pub position: Id<Position>,
    /// What the drawn body rests on.
    pub base: Id<Base>,
    /// What it shows.
    pub tells: String,
    /// What it cannot tell.
    pub cannot_tell: String,
    /// Two to five steps.
    pub how: Vec<String>,
    /// One sentence: what number to type.
    pub read: String,
    /// What may measure it, the most exact first.
    pub instruments: Vec<Id<Instrument>>,
    /// Lowest and highest value that is believed.
    pub range: Range<f64>,
    /// Usual step of typing.
    pub step: f64,
    /// What a value below zero means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign: Option<String>,
    /// One value counts for both sides.
    #[serde(default)]
    pub one_value: bool,
    /// Tests that the other hip does meanwhile.
    #[serde(default)]
    pub other_side: Vec<Id<Test>>,
    /// Asked after the value.
    #[serde(default)]
    pub checks: Vec<CheckRow>,
    /// Needed things: all of these.
    #[serde(default)]
    pub equipment: Vec<NeedRow>,
    /// Minutes for one side.
    pub minutes: f64,
    /// How much it provokes; only for what has no `expected` row, which tells it otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provocation: Option<f64>,
    /// When to stop.
    pub caution: String,
    /// Tasks it matters for beyond those that ask for its direction.
    #[serde(default)]
    pub goals: Vec<String>,
    /// How the row came to be.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// What a reader should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Pose at the start.
    pub start: PoseRow,
    /// Pose at the moment of reading.
    pub end: PoseRow,
}
row!(HomeTestRow, "home_test", check = HomeTestRow::check_row);

rows! {
    /// The rows of this table.
    HomeTestRows {
        /// Home tests.
        home_tests: HomeTestRow,
    }
}

impl HomeTestRows {
    /// Fills this table's part of assessing; what a row cannot become is noted.
    pub fn convert(&self, knowledge: &mut Knowledge, problems: &mut Problems) {
        for Placed { place, row } in &self.home_tests {
            let expected =
                knowledge.assess.expected.iter().find(|expected| {
                    row.quantity.is_none() && (expected.test, expected.mode) == (row.test.0, row.mode.0)
                });
            let provocation = match (expected, row.provocation) {
                (Some(expected), None) => expected.provocation,
                (None, Some(own)) => own,
                (Some(expected), Some(_)) => {
                    let needed = format!("none, {} tells it", expected.id);
                    problems.add(place, "a provocation of its own", needed, "remove it");
                    continue;
                }
                (None, None) => {
                    problems.add(place, "no provocation", "one: the test has no [[expected]] row", "add it");
                    continue;
                }
            };
            for goal in row.goals.iter().filter(|goal| !knowledge.assess.goal_names.contains_key(goal.as_str())) {
                let needed = "the id of a row in goals.toml";
                problems.add(place, format!("unknown goal {goal:?}"), needed, "add the goal or correct the id");
            }
            knowledge.assess.home_tests.push(row.home_test(provocation));
        }
    }
}

impl HomeTestRow {
    fn check_row(&self, place: &Place, problems: &mut Problems) {
        self.check_test(place, problems);
        self.check_texts(place, problems);
        self.check_typing(place, problems);
        let fitting = match self.position.0 {
            Position::Standing => &[Base::Standing, Base::SplitStance, Base::SingleLegR, Base::SingleLegL][..],
            Position::Seated => &[Base::SeatedChair, Base::SeatedFloor],
            Position::Supine => &[Base::Supine],
            Position::SupineEdge => &[Base::TableEdge],
            Position::Prone => &[Base::Prone],
            Position::SideLying => &[Base::SideLyingRUp, Base::SidePlank],
        };
        if !fitting.contains(&self.base.0) {
            let needed = fitting.iter().map(|base| base.id()).collect::<Vec<_>>().join(", ");
            problems.add(place, format!("{} drawn on {}", self.position.0, self.base.0), needed, "correct one of them");
        }
        if self.equipment.iter().any(|need| need.one_of.is_empty()) {
            problems.add(place, "a needed thing without a name", "at least one in `one_of`", "add it");
        }
        let ids: BTreeSet<&str> = self.checks.iter().map(|check| check.id.as_str()).collect();
        if ids.len() < self.checks.len() {
            problems.add(place, "a check twice", "each id once", "rename or remove one");
        }
        for check in self.checks.iter().filter(|check| check.kept_when.0 == Answer::Unknown) {
            let found = format!("check {:?} kept when nobody knows", check.id);
            problems.add(place, found, "yes or no", "say which answer means that it was kept");
        }
        if self.minutes <= 0.0 || self.provocation.is_some_and(|provocation| provocation < 0.0) {
            problems.add(
                place,
                "minutes or provocation out of bounds",
                "minutes above 0, provocation from 0",
                "correct",
            );
        }
    }

    fn check_test(&self, place: &Place, problems: &mut Problems) {
        let (test, mode) = (self.test.0, self.mode.0);
        if !test.modes().contains(&mode) {
            let modes = test.modes().iter().map(|mode| mode.id()).collect::<Vec<_>>().join(", ");
            problems.add(place, format!("mode {mode}"), modes, "choose a mode that the test has");
        }
        if test.is_supervised() {
            problems.add(place, format!("{test}, which is supervised"), "a test for one alone", "remove the row");
        }
        if self.quantity.is_some() != (mode == Mode::Movement) {
            problems.add(place, "a quantity without a movement, or the reverse", "both or neither", "correct the row");
        }
        if self.one_value && !self.other_side.contains(&self.test) {
            let needed = "the test itself in `other_side`";
            problems.add(place, "one value for both sides", needed, "add it: the other hip does the same");
        }
    }

    fn check_texts(&self, place: &Place, problems: &mut Problems) {
        if !(2..=5).contains(&self.how.len()) {
            problems.add(place, format!("{} steps in how", self.how.len()), "2 to 5 short steps", "join or split them");
        }
        let texts = [
            ("name", &self.name),
            ("tells", &self.tells),
            ("cannot_tell", &self.cannot_tell),
            ("read", &self.read),
            ("caution", &self.caution),
        ];
        for (key, _) in texts.iter().filter(|(_, text)| text.trim().is_empty()) {
            problems.add(place, format!("nothing in {key}"), "a plain sentence", "write it");
        }
        if !self.read.ends_with('.') || self.read.contains(". ") {
            problems.add(place, "a reading that is not one sentence", "one sentence with its full stop", "rewrite it");
        }
        for check in self.checks.iter().filter(|check| !check.ask.ends_with('?')) {
            problems.add(place, format!("check {:?} that asks nothing", check.id), "a question", "rewrite it");
        }
    }

    fn check_typing(&self, place: &Place, problems: &mut Problems) {
        let counted = self.quantity.is_some_and(|quantity| quantity.0 == Quantity::Repetitions)
            || matches!(self.test.0.unit(), Unit::Reps | Unit::Seconds);
        let fits = |instrument: Instrument| match instrument {
            Instrument::SelfCount => counted,
            Instrument::Goniometer | Instrument::Inclinometer | Instrument::Phone | Instrument::Visual => !counted,
            _ => false,
        };
        if self.instruments.is_empty() {
            problems.add(place, "no instrument", "at least one", "say what reads it");
        }
        for id in self.instruments.iter().filter(|id| !fits(id.0)) {
            let needed = "one that a person alone reads this unit with";
            problems.add(place, format!("instrument {}", id.0), needed, "remove it");
        }
        if self.range.0 >= self.range.1 || self.step <= 0.0 {
            problems.add(place, "an empty range, or no step", "lowest below highest, a step above 0", "correct it");
        }
        if self.sign.is_some() != (self.range.0 < 0.0) {
            let needed = "`sign` exactly where a value below zero is believed";
            problems.add(place, "a sign without its range, or the reverse", needed, "explain what the minus means");
        }
    }

    fn home_test(&self, provocation: f64) -> HomeTest {
        HomeTest {
            id: self.id.clone(),
            test: self.test.0,
            mode: self.mode.0,
            quantity: self.quantity.map(|quantity| quantity.0),
            name: self.name.clone(),
            position: self.position.0,
            base: self.base.0,
            start: self.start.pose(),
            end: self.end.pose(),
            how: self.how.clone(),
            read: self.read.clone(),
            instruments: plain(&self.instruments),
            lowest: self.range.0,
            highest: self.range.1,
            step: self.step,
            sign: self.sign.clone(),
            one_value: self.one_value,
            other_side: plain(&self.other_side),
            checks: self.checks.iter().map(CheckRow::check).collect(),
            equipment: self.equipment.iter().map(NeedRow::need).collect(),
            minutes: self.minutes,
            provocation,
            caution: self.caution.clone(),
            tells: self.tells.clone(),
            cannot_tell: self.cannot_tell.clone(),
            goals: self.goals.iter().map(|id| GoalId::from(id.as_str())).collect(),
            evidence: evidence(self.status, &self.sources),
        }
    }
}

impl CheckRow {
    fn check(&self) -> HomeCheck {
        HomeCheck { id: self.id.clone(), ask: self.ask.clone(), sets: self.sets.0, kept_when: self.kept_when.0 }
    }
}

impl NeedRow {
    fn need(&self) -> HomeNeed {
        HomeNeed { one_of: plain(&self.one_of), in_place: self.in_place.clone() }
    }
}

/// No home test is of a screen that is supervised, none lacks the check its screen asks for, and none measures what
/// another one does.
pub fn check_screens(rows: &Rows, _: &Knowledge, problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for Placed { place, row } in &rows.home.home_tests {
        let mut screens = rows.measure.screens.iter().map(|placed| &placed.row);
        let Some(screen) = screens.find(|screen| screen.tests.contains(&row.test)) else { continue };
        if screen.supervised {
            problems.add(
                place,
                format!("{}, which is supervised", screen.id),
                "a test for one alone",
                "remove the row",
            );
        }
        if screen.pelvis_control_required && !row.checks.iter().any(|check| check.sets.0 == CheckSets::PelvisControlled)
        {
            let needed = "a check that sets pelvis_controlled, as its screen requires control";
            problems.add(place, "no check of the pelvis", needed, "ask whether it stayed");
        }
        if !seen.insert((row.test.0, row.mode.0, row.quantity.map(|quantity| quantity.0))) {
            problems.add(place, "a measurement that another row has", "one row for each", "remove one");
        }
    }
}

/// Someone who may and can do everything is through all of it in the days there are.
pub fn check_room(rows: &Rows, knowledge: &Knowledge, problems: &mut Problems) {
    let (equipment, instruments) =
        (Equipment::ALL.iter().copied().collect(), Instrument::ALL.iter().copied().collect());
    let request = BatteryRequest {
        day: 1,
        done: &[],
        goals: &[],
        pattern: None,
        equipment: &equipment,
        instruments: &instruments,
    };
    for left_out in battery(&request, &everything_allowed(), &knowledge.assess).left_out {
        if let Some(Placed { place, .. }) = rows.home.home_tests.iter().find(|placed| placed.row.id == left_out.id) {
            let needed = "every home test within battery_days";
            problems.add(place, left_out.text, needed, "shorten tests, or give more minutes or days");
        }
    }
}

fn everything_allowed() -> Allowance {
    let verdict = |test: Test| TestVerdict { verdict: Verdict::Allowed, supervised: test.is_supervised() };
    Allowance {
        clearance: Clearance::Open,
        reasons: Vec::new(),
        questions: Vec::new(),
        referrals: Vec::new(),
        advice: Vec::new(),
        must_not: BySide::default(),
        end_range_loading: BySide { left: Verdict::Allowed, right: Verdict::Allowed },
        tests: Test::ALL.iter().map(|test| (*test, BySide { left: verdict(*test), right: verdict(*test) })).collect(),
        drills: std::collections::BTreeMap::new(),
    }
}
