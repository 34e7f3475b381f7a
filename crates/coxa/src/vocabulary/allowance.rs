//! What the guard allows: the value that every other stage must stay inside.

use std::collections::BTreeMap;

use super::evidence::SourceKey;
use super::ids::{MustNot, Test, Urgency};
use super::key::{DrillId, QuestionId};
use super::side::{BySide, Side};

super::ids::vocabulary! {
    /// A rule of the guard, as in its table.
    RuleId "rule" {
        G0 = "G0",
        G1 = "G1",
        G1b = "G1b",
        G2 = "G2",
        G3 = "G3",
        G4 = "G4",
        G5 = "G5",
        G6 = "G6",
        G7 = "G7",
        G8 = "G8",
        G9 = "G9",
        G10 = "G10",
        G11 = "G11",
        G12 = "G12",
        G13 = "G13",
    }
}

super::ids::vocabulary! {
    /// The state of a person as a whole; ordered from most to least free.
    Clearance "clearance" {
        Open = "open",
        Precautions = "precautions",
        Blocked = "blocked",
    }
}

/// Why something is so: the rule, what triggered it, where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The rule that decided.
    pub rule: RuleId,
    /// What triggered it, in plain words.
    pub text: String,
    /// Keys of the references behind the rule's numbers.
    pub sources: Vec<SourceKey>,
    /// Ids of the journal events that led here, oldest first.
    pub events: Vec<String>,
}

/// A question that must be answered before anything else, or at the next start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its id; `None` for a question about a past session (its morning report).
    pub id: Option<QuestionId>,
    /// The question in plain words.
    pub text: String,
    /// What to do when the answer is "I don't know".
    pub if_unknown: String,
    /// The rule that asks.
    pub rule: RuleId,
}

/// Where to turn, how soon, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// How soon.
    pub urgency: Urgency,
    /// The side concerned; `None` for the whole person.
    pub side: Option<Side>,
    /// Where to turn, in plain words.
    pub to: String,
    /// Why.
    pub reason: Reason,
}

/// Advice that changes no permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What to consider, in plain words.
    pub text: String,
    /// Why.
    pub reason: Reason,
}

/// Whether something may be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may.
    Allowed,
    /// It may not, for every reason given.
    Excluded(Vec<Reason>),
}

impl Verdict {
    /// Whether it may be done.
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        matches!(self, Verdict::Allowed)
    }
}

/// Whether a test may be done, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestVerdict {
    /// Whether it may be done at all.
    pub verdict: Verdict,
    /// Whether it needs a clinician or coach at hand.
    pub supervised: bool,
}

/// What one drill may be for one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrillLimit {
    /// Whether it may be prescribed at all.
    pub verdict: Verdict,
    /// Share of the row's volume, percent; 100 unless a red lowered it.
    pub volume_pct: u8,
    /// Steps earned beyond the row's lowest dose, by variable.
    pub earned: EarnedSteps,
    /// Whether the next step may be taken now.
    pub may_progress: bool,
    /// Why volume or progress is limited; empty when neither is.
    pub reasons: Vec<Reason>,
}

/// Steps earned by qualifying performances, by variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct EarnedSteps {
    /// Steps of seconds (or repetitions) a set.
    pub duration: u8,
    /// Steps of one set.
    pub sets: u8,
    /// Steps of one load grade.
    pub load: u8,
}

/// What may be tested, shown and prescribed today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// The state of the person as a whole.
    pub clearance: Clearance,
    /// Why it is not open.
    pub reasons: Vec<Reason>,
    /// Questions to answer first.
    pub questions: Vec<Question>,
    /// Where to turn.
    pub referrals: Vec<Referral>,
    /// Advice that changes no permission.
    pub advice: Vec<Advice>,
    /// What is forbidden per side, with the rules that forbid it.
    pub must_not: BySide<BTreeMap<MustNot, Vec<Reason>>>,
    /// Whether any progress or end-range loading is allowed per side at all.
    pub end_range_loading: BySide<Verdict>,
    /// Every test of the vocabulary, per side.
    pub tests: BTreeMap<Test, BySide<TestVerdict>>,
    /// Every drill of the library, per trained side.
    pub drills: BTreeMap<DrillId, BySide<DrillLimit>>,
}

impl Allowance {
    /// Whether a test may be done on a side; a test the guard does not know may not.
    #[must_use]
    pub fn allows_test(&self, test: Test, side: Side) -> bool {
        self.tests.get(&test).is_some_and(|sides| sides.get(side).verdict.is_allowed())
    }

    /// Whether a drill may be prescribed for a side; a drill the guard does not know may not.
    #[must_use]
    pub fn allows_drill(&self, drill: &DrillId, side: Side) -> bool {
        self.drills.get(drill).is_some_and(|sides| sides.get(side).verdict.is_allowed())
    }
}
