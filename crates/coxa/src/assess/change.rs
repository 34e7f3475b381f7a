//! What changed since an earlier assessment: only beyond the error of one method.

use std::collections::BTreeMap;

use super::knowledge::AssessKnowledge;
use super::measured::{NINETY_FIVE_PERCENT_SD, error_row, is_plausible, standard_error, value_of};
use super::pattern::{Change, ChangeKind, TestValue};
use super::range_direction::{less_is_better, needs_pelvis};
use super::thresholds::Thresholds;
use crate::vocabulary::{Finding, Side};

/// What subtracting two readings may be off by; a change must exceed the error by more than that.
const ROUNDING: f64 = 1e-9;

/// Values measured again, each against the latest earlier value of the same method, in the order of side and test.
///
/// Where every earlier value was taken by another method, or with the pelvis held otherwise, the change says that
/// the two cannot be compared.
pub(super) fn changes(
    now: &[Finding],
    earlier: &[Finding],
    knowledge: &AssessKnowledge,
    thresholds: &Thresholds,
) -> Vec<Change> {
    let believable = |finding: &&Finding| is_plausible(finding, thresholds);
    let mut groups: BTreeMap<(Side, TestValue, Option<&str>), Vec<&Finding>> = BTreeMap::new();
    for finding in now.iter().filter(believable) {
        groups.entry((finding.side, value_of(finding), finding.variant.as_deref())).or_default().push(finding);
    }
    let mut found = Vec::new();
    for ((side, of, variant), mut current) in groups {
        let mut past: Vec<&Finding> = earlier
            .iter()
            .filter(believable)
            .filter(|finding| finding.side == side && value_of(finding) == of && finding.variant.as_deref() == variant)
            .collect();
        let error = |finding: &Finding| standard_error(finding, &knowledge.errors, thresholds).0;
        // Latest first; on one day the most exact first.
        let order = |a: &&Finding, b: &&Finding| {
            b.day
                .cmp(&a.day)
                .then_with(|| error(a).total_cmp(&error(b)))
                .then_with(|| a.instrument.cmp(&b.instrument))
                .then_with(|| a.value.total_cmp(&b.value))
        };
        past.sort_by(order);
        current.sort_by(order);
        let same_method = |a: &Finding, b: &Finding| {
            a.instrument == b.instrument
                && (!needs_pelvis(of.test, of.mode) || a.pelvis_controlled == b.pelvis_controlled)
        };
        let pair = current
            .iter()
            .find_map(|after| past.iter().find(|before| same_method(before, after)).map(|before| (*before, *after)));
        let comparable = pair.is_some();
        let Some((before, after)) = pair.or_else(|| past.first().copied().zip(current.first().copied())) else {
            continue;
        };
        found.push(change(of, side, before, after, comparable, knowledge, thresholds));
    }
    found
}

fn change(
    of: TestValue,
    side: Side,
    before: &Finding,
    after: &Finding,
    comparable: bool,
    knowledge: &AssessKnowledge,
    thresholds: &Thresholds,
) -> Change {
    let row = error_row(&knowledge.errors, after.instrument, of).filter(|row| row.mdc95.is_finite());
    let error = |finding: &Finding| standard_error(finding, &knowledge.errors, thresholds).0;
    let (a, b) = (error(before), error(after));
    let own = NINETY_FIVE_PERCENT_SD * libm::sqrt(a * a + b * b);
    // A finding that knows its own error is judged by it where that is larger than the table's.
    let mdc95 = row.map_or(own, |row| row.mdc95.max(own));
    let gain = if less_is_better(of.quantity) { before.value - after.value } else { after.value - before.value };
    let kind = match gain {
        _ if !comparable => ChangeKind::NotComparable,
        gain if gain > mdc95 + ROUNDING => ChangeKind::Improved,
        gain if gain < -mdc95 - ROUNDING => ChangeKind::Worse,
        _ => ChangeKind::WithinError,
    };
    Change {
        of,
        side,
        instrument: (before.instrument == after.instrument).then_some(after.instrument),
        before: before.value,
        after: after.value,
        mdc95,
        kind,
        sources: row.map(|row| row.evidence.sources.clone()).unwrap_or_default(),
    }
}
