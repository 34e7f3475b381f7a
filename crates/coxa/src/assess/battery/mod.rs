//! The home battery: which tests a person does alone in the first week, a few each day.
//!
//! Only what the guard allows, on the sides it allows; the least provocative first, and among equally provocative ones
//! first what tells most for the person's tasks and about what is still open; few minutes and few changes of position a
//! day. Computed anew each day: what was missed moves on, what was measured is not asked again.

mod candidates;
mod week;
mod words;

use std::collections::BTreeSet;

use super::home_test::{HomeTest, Position};
use super::knowledge::AssessKnowledge;
use super::pattern::Pattern;
use super::thresholds::Thresholds;
use crate::vocabulary::{
    Allowance, Caveat, CaveatKind, Equipment, Finding, GoalId, Instrument, Mode, Reason, Side, Test,
};

/// What the battery of a person follows from, beside the guard's word and the tables.
#[derive(Debug, Clone, Copy)]
pub struct BatteryRequest<'a> {
    /// The day to plan from; 1 is the first day of the battery.
    pub day: u8,
    /// What is measured already, by whomever and however.
    pub done: &'a [Finding],
    /// Tasks the person wants, most wanted first.
    pub goals: &'a [GoalId],
    /// The pattern of what is measured so far; `None` while there is none.
    pub pattern: Option<&'a Pattern>,
    /// Things at hand.
    pub equipment: &'a BTreeSet<Equipment>,
    /// Instruments at hand; eyes and counting always are.
    pub instruments: &'a BTreeSet<Instrument>,
}

/// One test to do on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposedTest {
    /// Row id of the home test.
    pub id: String,
    /// Which test.
    pub test: Test,
    /// In which mode.
    pub mode: Mode,
    /// Sides to test, left first; both where one value counts for both.
    pub sides: Vec<Side>,
    /// How the body is placed.
    pub position: Position,
    /// Minutes for these sides.
    pub minutes: f64,
    /// Instruments at hand that can read it, the most exact first.
    pub instruments: Vec<Instrument>,
    /// What does in the place of things that are not at hand, in words.
    pub in_place: Vec<String>,
    /// Why it is asked, in plain words.
    pub why: String,
    /// What it cannot tell, in plain words.
    pub cannot_tell: String,
}

/// The tests of one day, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct BatteryDay {
    /// Day of the battery, from 1.
    pub day: u8,
    /// Tests in order; never empty.
    pub tests: Vec<ProposedTest>,
    /// Minutes of all of them.
    pub minutes: f64,
    /// Changes of position between them.
    pub changes: usize,
}

/// Why a test is not asked.
#[derive(Debug, Clone, PartialEq)]
pub enum WhyLeftOut {
    /// The guard does not allow it, for every reason given; none when the guard does not know the test.
    Guard(Vec<Reason>),
    /// Things that are not at hand, each with its alternatives.
    Equipment(Vec<Vec<Equipment>>),
    /// Nothing at hand reads it; these would.
    Instrument(Vec<Instrument>),
    /// More is open than the days have room for: it comes after them.
    NoRoom,
}

/// A test that is not asked on some sides, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    /// Row id of the home test.
    pub id: String,
    /// Which test.
    pub test: Test,
    /// In which mode.
    pub mode: Mode,
    /// On which sides, left first.
    pub sides: Vec<Side>,
    /// Why, for programs.
    pub why: WhyLeftOut,
    /// Why, in words.
    pub text: String,
}

/// A test that needs not be asked, because it is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasuredTest {
    /// Row id of the home test.
    pub id: String,
    /// On which side.
    pub side: Side,
}

/// The home battery from one day on.
#[derive(Debug, Clone, PartialEq)]
pub struct Battery {
    /// Days that have tests, earliest first.
    pub days: Vec<BatteryDay>,
    /// What is measured already, in the order of the table.
    pub measured: Vec<MeasuredTest>,
    /// What is not asked and why, in the order of the table.
    pub left_out: Vec<LeftOut>,
    /// Doubts about the whole.
    pub caveats: Vec<Caveat>,
}

/// A test that may be asked, with what decides when.
#[derive(Debug, Clone, PartialEq)]
struct Candidate<'a> {
    row: &'a HomeTest,
    sides: Vec<Side>,
    minutes: f64,
    /// What it is expected to tell, nats, wanted tasks counted in.
    worth: f64,
    proposed: ProposedTest,
}

/// request, allowance, knowledge => days of tests, what is measured, what is left out and why
///
/// Every open test of every side is on one of the days or among those left out. The same arguments give the same battery.
#[must_use]
pub fn battery(request: &BatteryRequest<'_>, allowance: &Allowance, knowledge: &AssessKnowledge) -> Battery {
    let thresholds = match Thresholds::read(&knowledge.thresholds) {
        Ok(thresholds) => thresholds,
        Err(missing) => {
            let caveats = vec![Caveat::new(CaveatKind::Dropped, missing.to_string())];
            return Battery { days: Vec::new(), measured: Vec::new(), left_out: Vec::new(), caveats };
        }
    };
    let mut sorted = candidates::sorted_out(request, allowance, knowledge, &thresholds);
    let (days, no_room) = week::days(sorted.candidates, request.day.max(1), &thresholds);
    sorted.left_out.extend(no_room);
    let order = |id: &str| knowledge.home_tests.iter().position(|row| row.id == id);
    sorted.left_out.sort_by_key(|left_out| (order(&left_out.id), left_out.sides.clone()));
    Battery { days, measured: sorted.measured, left_out: sorted.left_out, caveats: Vec::new() }
}
