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
            Work::HoldSeconds(grown(low, high, facts.number("step_hold_s")))
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
