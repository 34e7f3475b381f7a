//! What to test next: the allowed test that would tell most about what limits the hip most.

use super::knowledge::AssessKnowledge;
use super::mechanism_model::Posterior;
use super::pattern::NextTest;
use super::thresholds::Thresholds;
use crate::vocabulary::{Allowance, BySide};

/// The next tests, most telling first; among equally telling ones the least provocative first.
pub(super) fn next_tests(
    posteriors: &BySide<Posterior>,
    allowance: &Allowance,
    knowledge: &AssessKnowledge,
    thresholds: &Thresholds,
) -> Vec<NextTest> {
    let provocation = |test: &NextTest| {
        let row = knowledge.expected.iter().find(|row| row.test == test.test && row.mode == test.mode);
        row.map_or(f64::MAX, |row| row.provocation)
    };
    // Counted in steps, so that tests within one step of each other are equally telling.
    let steps = |test: &NextTest| {
        let tie = thresholds.next_test_tie_nats;
        if tie > 0.0 { (test.expected_information / tie).floor() } else { test.expected_information }
    };
    let mut found = Vec::new();
    for (side, posterior) in posteriors.iter() {
        for (test, mode, nats) in &posterior.information {
            if !nats.is_finite() || *nats < thresholds.next_test_least_nats || !allowance.allows_test(*test, side) {
                continue;
            }
            let supervised = allowance.tests.get(test).is_some_and(|sides| sides.get(side).supervised);
            let help = if supervised { "; only with a clinician or coach at hand" } else { "" };
            let much = if *nats < thresholds.next_test_much_nats { "a little" } else { "a lot" };
            let text = format!("It would narrow down what limits the {side} hip most {much}{help}");
            found.push(NextTest { test: *test, mode: *mode, side, expected_information: *nats, text });
        }
    }
    found.sort_by(|a, b| {
        steps(b)
            .total_cmp(&steps(a))
            .then_with(|| provocation(a).total_cmp(&provocation(b)))
            .then_with(|| b.expected_information.total_cmp(&a.expected_information))
            .then_with(|| (a.test, a.mode, a.side).cmp(&(b.test, b.mode, b.side)))
    });
    // A count from a table; a negative or absurd one proposes nothing or everything.
    found.truncate(thresholds.next_tests.clamp(0.0, 100.0) as usize);
    found
}
