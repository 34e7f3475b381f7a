//! Which home tests may be asked on which sides, and why the others are not.

use std::collections::BTreeSet;

use super::words;
use super::{BatteryRequest, Candidate, LeftOut, MeasuredTest, ProposedTest, WhyLeftOut};
use crate::assess::home_test::{HomeNeed, HomeTest};
use crate::assess::knowledge::AssessKnowledge;
use crate::assess::range_direction::{signs_of, tests_of};
use crate::assess::thresholds::Thresholds;
use crate::vocabulary::{Allowance, Direction, Equipment, GoalId, Reason, Side, Test, Verdict};

/// Every home test in its place.
#[derive(Debug, Default)]
pub(super) struct SortedOut<'a> {
    pub(super) candidates: Vec<Candidate<'a>>,
    pub(super) measured: Vec<MeasuredTest>,
    pub(super) left_out: Vec<LeftOut>,
}

/// request, allowance, knowledge => what may be asked, what is measured, what is left out
pub(super) fn sorted_out<'a>(
    request: &BatteryRequest<'_>,
    allowance: &Allowance,
    knowledge: &'a AssessKnowledge,
    thresholds: &Thresholds,
) -> SortedOut<'a> {
    let mut sorted = SortedOut::default();
    for row in &knowledge.home_tests {
        let is_measured = |side: Side| request.done.iter().any(|finding| row.is_measured_by(finding, side));
        let (measured, open): (Vec<Side>, Vec<Side>) = Side::ALL.into_iter().partition(|side| is_measured(*side));
        sorted.measured.extend(measured.into_iter().map(|side| MeasuredTest { id: row.id.clone(), side }));
        // One value for both sides is typed anew as a whole.
        let open = if row.one_value && !open.is_empty() { Side::ALL.to_vec() } else { open };

        let Heard { free, forbidden } = heard(row, &open, allowance);
        for (sides, reasons) in forbidden {
            sorted.left_out.push(words::left_out(row, sides, WhyLeftOut::Guard(reasons)));
        }
        if free.is_empty() {
            continue;
        }
        let missing = missing(&row.equipment, request.equipment);
        let instruments = row.instruments_at_hand(request.instruments);
        if !missing.is_empty() {
            sorted.left_out.push(words::left_out(row, free, WhyLeftOut::Equipment(missing)));
        } else if instruments.is_empty() {
            sorted.left_out.push(words::left_out(row, free, WhyLeftOut::Instrument(row.instruments.clone())));
        } else {
            let goals = wanted(row, request.goals, knowledge);
            let nats = information(row, &free, request);
            let times = if row.one_value { 1 } else { free.len() };
            let minutes = row.minutes * times as f64;
            let bonus = if goals.is_empty() { 0.0 } else { thresholds.battery_goal_nats };
            let told = nats.iter().map(|(_, nats)| *nats).fold(0.0, f64::max);
            sorted.candidates.push(Candidate {
                row,
                sides: free.clone(),
                minutes,
                worth: told + bonus,
                proposed: ProposedTest {
                    id: row.id.clone(),
                    test: row.test,
                    mode: row.mode,
                    sides: free,
                    position: row.position,
                    minutes,
                    instruments,
                    in_place: in_place(&row.equipment, request.equipment),
                    why: words::why(row, &goals, &nats, knowledge, thresholds),
                    cannot_tell: row.cannot_tell.clone(),
                },
            });
        }
    }
    sorted
}

/// What the guard says of a test on its open sides.
#[derive(Debug, Default)]
struct Heard {
    free: Vec<Side>,
    /// Sides with the same reasons against them go together.
    forbidden: Vec<(Vec<Side>, Vec<Reason>)>,
}

fn heard(row: &HomeTest, open: &[Side], allowance: &Allowance) -> Heard {
    let mut against: Vec<(Side, Option<Vec<Reason>>)> =
        open.iter().map(|side| (*side, reasons_against(row, *side, allowance))).collect();
    if row.one_value && against.iter().any(|(_, reasons)| reasons.is_some()) {
        // What both sides do at once is not done when either may not.
        let mut all: Vec<Reason> = Vec::new();
        for reason in against.iter().filter_map(|(_, reasons)| reasons.as_ref()).flatten() {
            if !all.contains(reason) {
                all.push(reason.clone());
            }
        }
        against.iter_mut().for_each(|(_, reasons)| *reasons = Some(all.clone()));
    }
    let mut heard = Heard::default();
    for (side, reasons) in against {
        match reasons {
            None => heard.free.push(side),
            Some(reasons) => match heard.forbidden.iter_mut().find(|(_, told)| *told == reasons) {
                Some((sides, _)) => sides.push(side),
                None => heard.forbidden.push((vec![side], reasons)),
            },
        }
    }
    heard
}

/// Why the guard does not allow a test alone on a side, the other hip's part counted in; `None` when it does.
fn reasons_against(row: &HomeTest, side: Side, allowance: &Allowance) -> Option<Vec<Reason>> {
    let asked = [(row.test, side)].into_iter().chain(row.other_side.iter().map(|test| (*test, side.other())));
    let mut reasons: Vec<Reason> = Vec::new();
    let mut is_allowed = true;
    for (test, side) in asked {
        is_allowed &= is_allowed_alone(test, side, allowance);
        let Some(sides) = allowance.tests.get(&test) else { continue };
        if let Verdict::Excluded(why) = &sides.get(side).verdict {
            for reason in why {
                if !reasons.contains(reason) {
                    reasons.push(reason.clone());
                }
            }
        }
    }
    (!is_allowed).then_some(reasons)
}

/// Whether the guard allows a test on a side with nobody at hand.
fn is_allowed_alone(test: Test, side: Side, allowance: &Allowance) -> bool {
    let supervised = allowance.tests.get(&test).is_some_and(|sides| sides.get(side).supervised);
    allowance.allows_test(test, side) && !supervised && !test.is_supervised()
}

/// Needed things for which neither they nor anything in their place is at hand.
fn missing(needs: &[HomeNeed], at_hand: &BTreeSet<Equipment>) -> Vec<Vec<Equipment>> {
    needs
        .iter()
        .filter(|need| need.in_place.is_none() && lacks(need, at_hand))
        .map(|need| need.one_of.clone())
        .collect()
}

/// What does in the place of things that are not at hand.
fn in_place(needs: &[HomeNeed], at_hand: &BTreeSet<Equipment>) -> Vec<String> {
    needs.iter().filter(|need| lacks(need, at_hand)).filter_map(|need| need.in_place.clone()).collect()
}

fn lacks(need: &HomeNeed, at_hand: &BTreeSet<Equipment>) -> bool {
    !need.one_of.iter().any(|one| at_hand.contains(one))
}

/// The wanted tasks a test matters for: those it names, and those that ask for a direction it shows.
fn wanted(row: &HomeTest, goals: &[GoalId], knowledge: &AssessKnowledge) -> Vec<GoalId> {
    let shows =
        |direction: Direction| tests_of(direction).contains(&row.test) || signs_of(direction).contains(&row.test);
    let asks = |goal: &GoalId| knowledge.demands.iter().any(|demand| demand.goal == *goal && shows(demand.direction));
    let mut found: Vec<GoalId> = Vec::new();
    for goal in goals.iter().filter(|goal| row.goals.contains(goal) || asks(goal)) {
        if !found.contains(goal) {
            found.push(goal.clone());
        }
    }
    found
}

/// What the pattern expects the test to tell on each side, nats; only sides for which it says so.
fn information(row: &HomeTest, sides: &[Side], request: &BatteryRequest<'_>) -> Vec<(Side, f64)> {
    let next = request.pattern.into_iter().flat_map(|pattern| &pattern.next_tests);
    let of_row = next.filter(|next| row.quantity.is_none() && (next.test, next.mode) == (row.test, row.mode));
    of_row
        .filter(|next| sides.contains(&next.side) && next.expected_information.is_finite())
        .map(|next| (next.side, next.expected_information.max(0.0)))
        .collect()
}
