//! Tests that a person does alone at home: how they are drawn, done, read and typed.

use std::collections::{BTreeMap, BTreeSet};

use super::pattern::TestValue;
use crate::skeleton::{Base, Pose};
use crate::vocabulary::{
    Answer, Day, Equipment, Evidence, Finding, GoalId, Instrument, Mode, PainSite, PelvisControlled, Provenance,
    Quantity, Sensation, Side, Test,
};

crate::vocabulary::ids::vocabulary! {
    /// How the body is placed in a home test; a change from one to another is a change of position.
    Position "position" {
        Standing = "standing",
        Seated = "seated",
        Supine = "supine",
        SupineEdge = "supine_edge",
        Prone = "prone",
        SideLying = "side_lying",
    }
}

crate::vocabulary::ids::vocabulary! {
    /// What the answer to a check becomes in the finding.
    CheckSets "check_sets" {
        PelvisControlled = "pelvis_controlled",
        FormKept = "form_kept",
    }
}

/// A question with yes or no that is asked after the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeCheck {
    /// Its id within the test, such as `pelvis_stayed`.
    pub id: String,
    /// The question in plain words.
    pub ask: String,
    /// What its answer becomes.
    pub sets: CheckSets,
    /// The answer that means that pelvis or form was kept; the opposite one means that it was not.
    pub kept_when: Answer,
}

impl HomeCheck {
    /// Whether pelvis or form was kept; `None` when nobody knows.
    #[must_use]
    pub fn kept(&self, answer: Option<Answer>) -> Option<bool> {
        match answer {
            None | Some(Answer::Unknown) => None,
            Some(answer) => Some(answer == self.kept_when),
        }
    }
}

/// A thing that a home test needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeNeed {
    /// One of these.
    pub one_of: Vec<Equipment>,
    /// What every home has that does in its place, in words; `None` when nothing does.
    pub in_place: Option<String>,
}

/// A test in one mode as a person does it alone. Poses show the right side; the left is their mirror.
#[derive(Debug, Clone, PartialEq)]
pub struct HomeTest {
    /// Row id, such as `home_thomas_knee_bent`.
    pub id: String,
    /// Which test.
    pub test: Test,
    /// In which mode.
    pub mode: Mode,
    /// The reading of a movement screen; `None` for a test with one value.
    pub quantity: Option<Quantity>,
    /// Its name in plain words.
    pub name: String,
    /// How the body is placed.
    pub position: Position,
    /// What the drawn body rests on.
    pub base: Base,
    /// Drawn pose at the start.
    pub start: Pose,
    /// Drawn pose at the moment of reading.
    pub end: Pose,
    /// Steps in order, for a person alone.
    pub how: Vec<String>,
    /// What number to type, from where to where.
    pub read: String,
    /// What may measure it, the most exact first.
    pub instruments: Vec<Instrument>,
    /// Lowest value that is believed, in the unit of the value.
    pub lowest: f64,
    /// Highest value that is believed; where repetitions or seconds are counted, the test ends there.
    pub highest: f64,
    /// Usual step of typing.
    pub step: f64,
    /// What a value below zero means; `None` where there is none.
    pub sign: Option<String>,
    /// Whether one value counts for both sides.
    pub one_value: bool,
    /// Tests that the guard must allow on the other side as well, because the other hip does them meanwhile.
    pub other_side: Vec<Test>,
    /// Asked after the value.
    pub checks: Vec<HomeCheck>,
    /// Needed things: all of these, each with its alternatives.
    pub equipment: Vec<HomeNeed>,
    /// Minutes it takes for one side, or once where one value counts for both.
    pub minutes: f64,
    /// How much it provokes, from 0, on the scale of the expected rows.
    pub provocation: f64,
    /// When to stop.
    pub caution: String,
    /// What it shows, in plain words.
    pub tells: String,
    /// What it cannot tell, in plain words.
    pub cannot_tell: String,
    /// Tasks it matters for beyond those that ask for a direction it shows.
    pub goals: Vec<GoalId>,
    /// Status and sources.
    pub evidence: Evidence,
}

/// What a person typed after a home test.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed<'a> {
    /// The tested side; either where one value counts for both.
    pub side: Side,
    /// The number.
    pub value: f64,
    /// What measured it.
    pub instrument: Instrument,
    /// Answers to the test's checks by their id; an absent one counts as not known.
    pub checks: &'a BTreeMap<String, Answer>,
    /// Pain 0–10 during the test; `None` when not asked.
    pub pain_nrs: Option<u8>,
    /// Where it was felt.
    pub pain_site: Option<PainSite>,
    /// What it felt like.
    pub sensation: Option<Sensation>,
    /// The local day.
    pub day: Option<Day>,
}

/// Why a typed value is not taken.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TypedError {
    /// Beyond what is believed.
    #[error("{name}: {found} typed, {lowest} to {highest} expected; read it again and type what is shown")]
    OutOfRange {
        /// The test's name.
        name: String,
        /// The typed number.
        found: f64,
        /// Lowest value that is believed.
        lowest: f64,
        /// Highest value that is believed.
        highest: f64,
    },
    /// An instrument that the test cannot be read with.
    #[error("{name}: read with {found}, expected one of {known}; choose how it was read")]
    Instrument {
        /// The test's name.
        name: String,
        /// The instrument named.
        found: Instrument,
        /// Those that can read it.
        known: String,
    },
}

impl HomeTest {
    /// Which value it measures.
    #[must_use]
    pub const fn of(&self) -> TestValue {
        TestValue { test: self.test, mode: self.mode, quantity: self.quantity }
    }

    /// The drawn pose at the start, for a tested side.
    #[must_use]
    pub fn start_pose(&self, tested: Side) -> Pose {
        self.start.for_trained(tested)
    }

    /// The drawn pose at the moment of reading, for a tested side.
    #[must_use]
    pub fn end_pose(&self, tested: Side) -> Pose {
        self.end.for_trained(tested)
    }

    /// The side whose picture shows the test of a side, for [`svg_for`](crate::skeleton::figure::svg_for).
    ///
    /// A side plank is named after the lower side, which carries, and the body written for the right lies on its left.
    #[must_use]
    pub const fn drawn_side(&self, tested: Side) -> Side {
        match self.base {
            Base::SidePlank => tested.other(),
            _ => tested,
        }
    }

    /// Its instruments that are at hand; eyes and counting always are.
    #[must_use]
    pub fn instruments_at_hand(&self, at_hand: &BTreeSet<Instrument>) -> Vec<Instrument> {
        let usable =
            |it: &&Instrument| matches!(it, Instrument::Visual | Instrument::SelfCount) || at_hand.contains(it);
        self.instruments.iter().filter(usable).copied().collect()
    }

    /// Whether a finding is this measurement on a side.
    #[must_use]
    pub fn is_measured_by(&self, finding: &Finding, side: Side) -> bool {
        (finding.test, finding.mode, finding.quantity) == (self.test, self.mode, self.quantity)
            && finding.variant.is_none()
            && finding.value.is_finite()
            && finding.side == side
    }

    /// typed value => one finding, or one for each side where one value counts for both
    ///
    /// # Errors
    /// The value is not a number inside what is believed, or was read with something that cannot read this test.
    pub fn findings(&self, typed: &Typed<'_>) -> Result<Vec<Finding>, TypedError> {
        if !(self.lowest..=self.highest).contains(&typed.value) {
            let (name, lowest, highest) = (self.name.clone(), self.lowest, self.highest);
            return Err(TypedError::OutOfRange { name, found: typed.value, lowest, highest });
        }
        if !self.instruments.contains(&typed.instrument) {
            let known = self.instruments.iter().map(|it| it.id()).collect::<Vec<_>>().join(", ");
            return Err(TypedError::Instrument { name: self.name.clone(), found: typed.instrument, known });
        }
        let finding = |side: Side| Finding {
            test: self.test,
            side,
            mode: self.mode,
            quantity: self.quantity,
            variant: None,
            value: typed.value,
            standard_error: None,
            instrument: typed.instrument,
            pelvis_controlled: match self.kept(CheckSets::PelvisControlled, typed.checks) {
                Some(true) => PelvisControlled::Yes,
                Some(false) => PelvisControlled::No,
                None => PelvisControlled::Unknown,
            },
            pain_nrs: typed.pain_nrs,
            pain_site: typed.pain_site,
            sensation: typed.sensation,
            end_feel: None,
            form_kept: self.kept(CheckSets::FormKept, typed.checks),
            day: typed.day,
            provenance: Provenance::default(),
            caveats: Vec::new(),
        };
        Ok(if self.one_value { Side::ALL.map(finding).to_vec() } else { vec![finding(typed.side)] })
    }

    /// Whether everything that the checks ask about was kept; `None` when nothing asks, or an answer is lacking.
    fn kept(&self, what: CheckSets, answers: &BTreeMap<String, Answer>) -> Option<bool> {
        let mut kept = None;
        for check in self.checks.iter().filter(|check| check.sets == what) {
            match check.kept(answers.get(&check.id).copied()) {
                // One clear slip decides, whatever is not known beside it.
                Some(false) => return Some(false),
                Some(true) => kept = kept.or(Some(Some(true))),
                None => kept = Some(None),
            }
        }
        kept.flatten()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::vocabulary::Status;

    /// A row that needs nothing, asks nothing and takes one minute a side.
    pub(in crate::assess) fn plain_row(id: &str, position: Position, provocation: f64) -> HomeTest {
        HomeTest {
            id: id.into(),
            test: Test::Abduction,
            mode: Mode::Active,
            quantity: None,
            name: id.into(),
            position,
            base: Base::Supine,
            start: Pose::default(),
            end: Pose::default(),
            how: Vec::new(),
            read: String::new(),
            instruments: vec![Instrument::Phone],
            lowest: 0.0,
            highest: 90.0,
            step: 1.0,
            sign: None,
            one_value: false,
            other_side: Vec::new(),
            checks: Vec::new(),
            equipment: Vec::new(),
            minutes: 1.0,
            provocation,
            caution: String::new(),
            tells: "It shows something.".into(),
            cannot_tell: String::new(),
            goals: Vec::new(),
            evidence: Evidence { status: Status::Design, sources: Vec::new() },
        }
    }

    fn check(id: &str, sets: CheckSets, kept_when: Answer) -> HomeCheck {
        HomeCheck { id: id.into(), ask: String::new(), sets, kept_when }
    }

    #[test]
    fn one_clear_slip_decides_and_one_missing_answer_leaves_it_open() {
        let mut row = plain_row("row", Position::Supine, 0.0);
        let answers =
            |pairs: &[(&str, Answer)]| pairs.iter().map(|(id, answer)| ((*id).to_string(), *answer)).collect();
        assert_eq!(row.kept(CheckSets::FormKept, &answers(&[])), None, "nothing asks");
        row.checks = vec![check("a", CheckSets::FormKept, Answer::Yes), check("b", CheckSets::FormKept, Answer::No)];
        let kept = |pairs: &[(&str, Answer)]| row.kept(CheckSets::FormKept, &answers(pairs));
        assert_eq!(kept(&[("a", Answer::Yes), ("b", Answer::No)]), Some(true));
        assert_eq!(kept(&[("a", Answer::Yes)]), None);
        assert_eq!(kept(&[("b", Answer::No)]), None);
        assert_eq!(kept(&[("a", Answer::Unknown), ("b", Answer::Yes)]), Some(false));
        assert_eq!(kept(&[("a", Answer::No)]), Some(false));
    }

    #[test]
    fn one_value_for_both_sides_becomes_a_finding_of_each() {
        let mut row = plain_row("row", Position::Seated, 0.0);
        row.one_value = true;
        let checks = BTreeMap::new();
        let typed = Typed {
            side: Side::Right,
            value: 12.0,
            instrument: Instrument::Phone,
            checks: &checks,
            pain_nrs: Some(2),
            pain_site: None,
            sensation: None,
            day: None,
        };
        let findings = row.findings(&typed).expect("inside the range");
        let told: Vec<_> = findings.iter().map(|it| (it.side, it.value.to_bits(), it.pain_nrs)).collect();
        assert_eq!(told, Side::ALL.map(|side| (side, 12.0_f64.to_bits(), Some(2))));
    }
}
