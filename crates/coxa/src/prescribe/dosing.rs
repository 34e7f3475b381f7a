//! The dose a drill starts with, what was earned or taken away, and the time it takes.

use super::drill::{Drill, Work};
use super::knowledge::DoseFacts;
use super::programme::PlannedDose;
use crate::vocabulary::DrillLimit;

/// drill, what the guard lets it be, facts => its dose in one session
///
/// Starts at the low end of the row; earned steps raise work, sets and load up to the row's high end; a lowered volume
/// takes sets away, but never the last one. The challenge starts low to moderate and never above the row's cap.
#[must_use]
pub fn planned_dose(drill: &Drill, limit: &DrillLimit, facts: &DoseFacts) -> PlannedDose {
    let cap = f64::from(drill.dose.effort_cap).min(facts.of_category("effort_cap", drill.category)) as u8;
    PlannedDose {
        sets: sets_at(drill, limit, drill.dose.sets.0.saturating_add(limit.earned.sets)),
        work: work_after(drill, limit.earned.duration, facts),
        effort_cap: cap,
        effort_start: (facts.number("effort_start") as u8).min(cap),
        load_grade: limit.earned.load,
        level: drill.complexity_level,
        rest_s: facts.of_category("rest_s", drill.category) as u16,
    }
}

/// Sets after the guard's share of the volume, between one and the row's most.
fn sets_at(drill: &Drill, limit: &DrillLimit, wanted: u8) -> u8 {
    let wanted = u16::from(wanted.min(drill.dose.sets.1));
    let share = wanted * u16::from(limit.volume_pct.min(100)) / 100;
    u8::try_from(share).unwrap_or(drill.dose.sets.1).max(1)
}

/// Work of one set after earned steps, up to the row's most.
fn work_after(drill: &Drill, steps: u8, facts: &DoseFacts) -> Work {
    let grown = |low: u16, high: u16, step: f64| low.saturating_add(u16::from(steps) * (step as u16)).min(high);
    match drill.dose.work {
        (Work::HoldSeconds(low), Work::HoldSeconds(high)) => {
            Work::HoldSeconds(grown(low, high, facts.number("step_seconds")))
        }
        (Work::Reps(low), Work::Reps(high)) => Work::Reps(grown(low, high, facts.number("step_reps"))),
        (low, _) => low,
    }
}

/// Seconds of work in one set.
#[must_use]
pub fn work_s(drill: &Drill, work: Work) -> u32 {
    match work {
        Work::HoldSeconds(seconds) => u32::from(seconds),
        Work::Reps(count) => u32::from(count) * u32::from(drill.dose.seconds_per_rep),
        Work::ContractRelax { contract_s, stretch_s } => u32::from(contract_s) + u32::from(stretch_s),
    }
}

/// Seconds one side of a drill takes in one session: getting into it, its sets, the rests between them.
#[must_use]
pub fn duration_s(drill: &Drill, dose: &PlannedDose, facts: &DoseFacts) -> u32 {
    let sets = u32::from(dose.sets);
    facts.number("changeover_s") as u32
        + sets * work_s(drill, dose.work)
        + sets.saturating_sub(1) * u32::from(dose.rest_s)
}

#[cfg(test)]
mod tests {
    use super::{duration_s, planned_dose};
    use crate::prescribe::hand_made::{drill, facts};
    use crate::prescribe::{Category, Work};
    use crate::vocabulary::{DrillLimit, EarnedSteps, Verdict};

    fn limit(volume_pct: u8, duration: u8, sets: u8) -> DrillLimit {
        DrillLimit {
            verdict: Verdict::Allowed,
            volume_pct,
            earned: EarnedSteps { duration, sets, load: 0 },
            may_progress: true,
            reasons: Vec::new(),
        }
    }

    #[test]
    fn a_dose_starts_at_the_low_end_and_grows_only_by_what_was_earned() {
        // 2 to 4 sets of 20 to 30 s, steps of 5 s.
        let row = drill("hold", Category::Static);
        let facts = facts(&[("step_seconds", 5.0), ("effort_start", 4.0), ("effort_cap_static", 6.0)]);
        let first = planned_dose(&row, &limit(100, 0, 0), &facts);
        assert_eq!((first.sets, first.work, first.effort_start, first.effort_cap), (2, Work::HoldSeconds(20), 4, 5));
        let later = planned_dose(&row, &limit(100, 1, 1), &facts);
        assert_eq!((later.sets, later.work), (3, Work::HoldSeconds(25)));
        let most = planned_dose(&row, &limit(100, 200, 200), &facts);
        assert_eq!((most.sets, most.work), (4, Work::HoldSeconds(30)));
    }

    #[test]
    fn lost_volume_takes_sets_away_but_never_the_last_one() {
        let row = drill("hold", Category::Static);
        let facts = facts(&[]);
        assert_eq!(planned_dose(&row, &limit(60, 0, 2), &facts).sets, 2);
        assert_eq!(planned_dose(&row, &limit(60, 0, 0), &facts).sets, 1);
        assert_eq!(planned_dose(&row, &limit(0, 0, 0), &facts).sets, 1);
    }

    #[test]
    fn a_drill_takes_its_changeover_its_sets_and_the_rests_between() {
        let row = drill("hold", Category::Static);
        let facts = facts(&[("changeover_s", 15.0), ("rest_s_static", 10.0)]);
        let dose = planned_dose(&row, &limit(100, 0, 1), &facts);
        assert_eq!(duration_s(&row, &dose, &facts), 15 + 3 * 20 + 2 * 10);
    }
}
