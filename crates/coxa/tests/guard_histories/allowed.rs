//! What "no larger" means for the allowed set: tests, end-range loading, drills, and the dose of allowed drills.

use coxa::vocabulary::{Allowance, DrillId, DrillLimit, EarnedSteps, Side};

/// How much of the allowed set is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compared {
    /// Tests, end-range loading, drills, volume and earned steps.
    Everything,
    /// Tests and end-range loading only.
    TestsAndEndRange,
}

/// The first thing that the second allowance allows beyond the first; `None` when it is no larger.
pub(crate) fn first_beyond(at_most: &Allowance, found: &Allowance, compared: Compared) -> Option<String> {
    for (test, sides) in &found.tests {
        for (side, of) in sides.iter() {
            if of.verdict.is_allowed() && !at_most.allows_test(*test, side) {
                return Some(format!("test {test} {side}"));
            }
        }
    }
    for (side, verdict) in found.end_range_loading.iter() {
        if verdict.is_allowed() && !at_most.end_range_loading.get(side).is_allowed() {
            return Some(format!("end-range loading {side}"));
        }
    }
    if compared == Compared::TestsAndEndRange {
        return None;
    }
    for (id, sides) in &found.drills {
        for (side, limit) in sides.iter().filter(|(_, limit)| limit.verdict.is_allowed()) {
            let Some(before) = at_most.drills.get(id).map(|of| of.get(side)) else {
                return Some(format!("drill {id} {side}, unknown before"));
            };
            if !before.verdict.is_allowed() {
                return Some(format!("drill {id} {side}"));
            }
            if limit.volume_pct > before.volume_pct {
                return Some(format!("volume of {id} {side}: {} after {}", limit.volume_pct, before.volume_pct));
            }
            if !steps_within(limit.earned, before.earned) {
                return Some(format!("steps of {id} {side}: {:?} after {:?}", limit.earned, before.earned));
            }
        }
    }
    None
}

/// Whether no variable has more steps.
pub(crate) const fn steps_within(steps: EarnedSteps, most: EarnedSteps) -> bool {
    steps.duration <= most.duration && steps.sets <= most.sets && steps.load <= most.load
}

/// All steps together.
pub(crate) fn steps(of: EarnedSteps) -> u32 {
    u32::from(of.duration) + u32::from(of.sets) + u32::from(of.load)
}

/// Every drill and side with its limit.
pub(crate) fn limits(of: &Allowance) -> impl Iterator<Item = (&DrillId, Side, &DrillLimit)> {
    of.drills.iter().flat_map(|(id, sides)| sides.iter().map(move |(side, limit)| (id, side, limit)))
}
