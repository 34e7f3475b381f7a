//! One step of one variable: what is due now, and which variable grows next.

use super::Context;
use super::ledger::{Account, Ledger};
use crate::dose::GuardKnowledge;
use crate::prescribe::{Drill, Work};
use crate::vocabulary::{Day, EarnedSteps, Side};

/// What a step can change; never two at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dose) enum Variable {
    Duration,
    Sets,
    Level,
    Load,
}

impl Variable {
    /// The word a preference uses; `None` for any other word.
    pub(super) fn from_word(word: &str) -> Option<Variable> {
        match word {
            "duration" => Some(Variable::Duration),
            "sets" => Some(Variable::Sets),
            "load" => Some(Variable::Load),
            _ => None,
        }
    }
}

/// Seconds or repetitions of one step of duration.
#[derive(Debug, Clone, Copy)]
pub(in crate::dose) struct StepSize {
    pub(in crate::dose) seconds: u16,
    pub(in crate::dose) reps: u16,
}

impl StepSize {
    pub(super) fn of(context: &Context) -> StepSize {
        StepSize::from_knowledge(context.knowledge)
    }

    pub(in crate::dose) fn from_knowledge(knowledge: &GuardKnowledge) -> StepSize {
        let size = |key| knowledge.thresholds.get(key).and_then(|row| u16::try_from(row.value).ok()).unwrap_or(0);
        StepSize { seconds: size("step_seconds"), reps: size("step_reps") }
    }
}

/// Sets and work that are due of a drill: its lowest dose plus what was earned, the sets cut by the volume, rounded to the
/// nearest; where that takes no set away, the work of each instead.
pub(in crate::dose) fn due(drill: &Drill, earned: EarnedSteps, volume_pct: u8, size: StepSize) -> (u8, Work) {
    let whole = drill.dose.sets.0.saturating_add(earned.sets).min(drill.dose.sets.1);
    let rounded = (u32::from(whole) * u32::from(volume_pct) + 50) / 100;
    let sets = u8::try_from(rounded).unwrap_or(u8::MAX).max(1);
    let (lowest, highest) = drill.dose.work;
    let work_pct = if sets < whole { 100 } else { u32::from(volume_pct) };
    let longer = |low: u16, high: u16, step: u16| {
        let work = low.saturating_add(u16::from(earned.duration).saturating_mul(step)).min(high);
        u16::try_from(u32::from(work) * work_pct / 100).unwrap_or(u16::MAX).max(1)
    };
    let work = match (lowest, highest) {
        (Work::HoldSeconds(low), Work::HoldSeconds(high)) => Work::HoldSeconds(longer(low, high, size.seconds)),
        (Work::Reps(low), Work::Reps(high)) => Work::Reps(longer(low, high, size.reps)),
        (Work::ContractRelax { contract_s, stretch_s }, Work::ContractRelax { stretch_s: high, .. }) => {
            Work::ContractRelax { contract_s, stretch_s: longer(stretch_s, high, size.seconds) }
        }
        _ => lowest,
    };
    (sets, work)
}

/// Whether work was done as long as due; work of another kind never is.
pub(super) fn at_least(done: Work, due: Work) -> bool {
    match (done, due) {
        (Work::HoldSeconds(done), Work::HoldSeconds(due)) | (Work::Reps(done), Work::Reps(due)) => done >= due,
        (
            Work::ContractRelax { contract_s, stretch_s },
            Work::ContractRelax { contract_s: contract_due, stretch_s: stretch_due },
        ) => contract_s >= contract_due && stretch_s >= stretch_due,
        // A timer that only counts seconds sees a contract-relax set as one stretch of time.
        (Work::HoldSeconds(done), Work::ContractRelax { contract_s, stretch_s }) => {
            u32::from(done) >= u32::from(contract_s) + u32::from(stretch_s)
        }
        _ => false,
    }
}

/// Steps left and steps in all, of duration and of sets.
fn room(drill: &Drill, earned: EarnedSteps, size: StepSize) -> [(Variable, u16, u16); 2] {
    let steps = |low: u16, high: u16, step: u16| if step == 0 { 0 } else { high.saturating_sub(low).div_ceil(step) };
    let duration = match drill.dose.work {
        (Work::HoldSeconds(low), Work::HoldSeconds(high)) => steps(low, high, size.seconds),
        (Work::Reps(low), Work::Reps(high)) => steps(low, high, size.reps),
        (Work::ContractRelax { stretch_s: low, .. }, Work::ContractRelax { stretch_s: high, .. }) => {
            steps(low, high, size.seconds)
        }
        _ => 0,
    };
    let sets = u16::from(drill.dose.sets.1.saturating_sub(drill.dose.sets.0));
    [
        (Variable::Duration, duration.saturating_sub(u16::from(earned.duration)), duration),
        (Variable::Sets, sets.saturating_sub(u16::from(earned.sets)), sets),
    ]
}

/// The moment a step is judged at: what came before it counts, what comes with it does not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) order: usize,
    pub(super) day: Day,
}

/// The one variable that the next step changes; `None` when nothing has room.
pub(super) fn next_step(drill: usize, side: Side, ledger: &Ledger, at: Moment, context: &Context) -> Option<Variable> {
    let account = ledger.accounts[drill].get(side);
    let spoilt = |variable| account.no_room.iter().any(|(other, until)| *other == variable && at.day < *until);
    let mut harder = context.progressions[drill].iter().map(|harder| (*harder, ledger.accounts[*harder].get(side)));
    let lost = |(harder, account): (usize, &Account)| {
        account.locked.iter().any(|lock| lock.order < at.order) && (account.unlocked || context.is_entry(harder))
    };
    if harder.clone().any(lost) && !spoilt(Variable::Level) {
        return Some(Variable::Level);
    }
    let unearned_progression = harder.any(|(harder, account)| !account.unlocked && !context.is_entry(harder));
    let drill = &context.drills[drill];
    let [duration, sets] = room(drill, account.earned, StepSize::of(context));
    let may_load = drill.is_graded() && i64::from(account.earned.load) < context.threshold("load_grade_max");
    let has_room = |variable| {
        !spoilt(variable)
            && match variable {
                Variable::Duration => duration.1 > 0,
                Variable::Sets => sets.1 > 0,
                Variable::Level => unearned_progression,
                Variable::Load => may_load,
            }
    };
    if let Some(preferred) = account.preferred.filter(|variable| has_room(*variable)) {
        return Some(preferred);
    }
    // The larger share of steps left, compared without dividing.
    let duration_first = u32::from(duration.1) * u32::from(sets.2) >= u32::from(sets.1) * u32::from(duration.2);
    let longer = if duration_first || !has_room(Variable::Sets) {
        [Variable::Duration, Variable::Sets]
    } else {
        [Variable::Sets, Variable::Duration]
    };
    longer.into_iter().chain([Variable::Level, Variable::Load]).find(|variable| has_room(*variable))
}

#[cfg(test)]
mod tests {
    use super::{StepSize, at_least, due};
    use crate::prescribe::hand_made::drill;
    use crate::prescribe::{Category, Work};
    use crate::vocabulary::EarnedSteps;

    const SIZE: StepSize = StepSize { seconds: 5, reps: 2 };
    const LOWEST: EarnedSteps = EarnedSteps { duration: 0, sets: 0, load: 0 };

    #[test]
    fn a_cut_takes_sets_away_and_only_where_it_cannot_shortens_the_work() {
        let mut row = drill("row", Category::Static);
        let cut_of = |row: &crate::prescribe::Drill, pct: u8| due(row, LOWEST, pct, SIZE);
        for (sets, left) in [(2, 1), (3, 2), (4, 2), (5, 3)] {
            row.dose.sets = (sets, sets);
            assert_eq!(cut_of(&row, 60), (left, Work::HoldSeconds(20)), "{sets} sets");
            assert_eq!(cut_of(&row, 100), (sets, Work::HoldSeconds(20)));
        }
        row.dose.sets = (1, 1);
        assert_eq!(cut_of(&row, 60), (1, Work::HoldSeconds(12)));
        row.dose.work = (Work::Reps(1), Work::Reps(3));
        assert_eq!(cut_of(&row, 60), (1, Work::Reps(1)));
    }

    #[test]
    fn contract_relax_grows_and_is_cut_in_its_stretch_alone() {
        let mut row = drill("row", Category::Pnf);
        row.dose.sets = (1, 1);
        let work = |stretch_s| Work::ContractRelax { contract_s: 6, stretch_s };
        row.dose.work = (work(20), work(30));
        let earned = |duration| EarnedSteps { duration, ..LOWEST };
        assert_eq!(due(&row, earned(1), 100, SIZE).1, work(25));
        assert_eq!(due(&row, earned(9), 100, SIZE).1, work(30));
        assert_eq!(due(&row, LOWEST, 60, SIZE).1, work(12));
    }

    #[test]
    fn both_parts_of_contract_relax_must_be_as_long_as_due_and_seconds_count_when_they_cover_both() {
        let of = |contract_s, stretch_s| Work::ContractRelax { contract_s, stretch_s };
        let due = of(6, 20);
        assert!(at_least(of(6, 20), due) && at_least(of(7, 25), due) && at_least(Work::HoldSeconds(26), due));
        assert!(!at_least(of(5, 25), due) && !at_least(of(8, 19), due) && !at_least(Work::HoldSeconds(25), due));
        assert!(!at_least(Work::Reps(30), due) && !at_least(of(6, 20), Work::HoldSeconds(20)));
    }
}
