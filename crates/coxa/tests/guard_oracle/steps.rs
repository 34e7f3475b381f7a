//! G6: which variable a step changes, and which has room.

use coxa::dose::{EventKind, Preference};
use coxa::prescribe::Work;
use coxa::vocabulary::Side;

use super::book::DrillNo;
use super::hurts::Kind;
use super::progress::{Progress, Variable};
use super::setbacks::Setback;
use super::words::Place;

impl Progress<'_, '_> {
    /// Which variable the next step at a place would change; `None` when none has room.
    pub(crate) fn next_variable(&self, drill: DrillNo, side: Side, at: Place) -> Option<Variable> {
        let room = |variable: Variable| self.has_room(variable, drill, side, at).then_some(variable);
        let progressions = self.case.book.progressions(drill);
        let was_open = |harder: DrillNo| self.case.book.is_entry(harder) || self.is_earned(harder, side, at);
        if progressions.iter().any(|harder| was_open(*harder) && !self.locked_down(*harder, side, at).is_empty())
            && !self.was_too_much(Variable::Level, drill, side, at)
        {
            return Some(Variable::Level);
        }
        let preferred = self.preferred(drill, at).and_then(room);
        preferred
            .or_else(|| self.longer(drill, side, at))
            .or_else(|| room(Variable::Level))
            .or_else(|| room(Variable::Load))
    }

    /// Duration or sets, whichever has the larger share of its steps left.
    fn longer(&self, drill: DrillNo, side: Side, at: Place) -> Option<Variable> {
        let room = |variable: Variable| self.has_room(variable, drill, side, at);
        match (room(Variable::Duration), room(Variable::Sets)) {
            (false, false) => None,
            (true, false) => Some(Variable::Duration),
            (false, true) => Some(Variable::Sets),
            (true, true) => {
                let earned = self.earned(drill, side, at);
                let dose = &self.case.book.drills[drill].dose;
                let (durations, sets) = (i64::from(self.duration_steps(drill)), i64::from(dose.sets.1 - dose.sets.0));
                let (of_durations, of_sets) = (durations - i64::from(earned.duration), sets - i64::from(earned.sets));
                Some(if of_durations * sets >= of_sets * durations { Variable::Duration } else { Variable::Sets })
            }
        }
    }

    fn has_room(&self, variable: Variable, drill: DrillNo, side: Side, at: Place) -> bool {
        if self.was_too_much(variable, drill, side, at) {
            return false;
        }
        let row = &self.case.book.drills[drill];
        let earned = self.earned(drill, side, at);
        match variable {
            Variable::Duration => earned.duration < self.duration_steps(drill),
            Variable::Sets => row.dose.sets.0 + earned.sets < row.dose.sets.1,
            Variable::Load => self.has_load(drill) && i64::from(earned.load) < self.case.book.number("load_grade_max"),
            Variable::Level => {
                let progressions = self.case.book.progressions(drill);
                progressions
                    .iter()
                    .any(|harder| !self.case.book.is_entry(*harder) && !self.is_earned(*harder, side, at))
            }
        }
    }

    /// Whether a red or hold followed the variable's last step before the watched performances after it were over.
    pub(crate) fn was_too_much(&self, variable: Variable, drill: DrillNo, side: Side, at: Place) -> bool {
        let mut steps = self.steps.iter().rev();
        let last = steps.find(|step| (step.drill, step.side, step.variable) == (drill, side, variable) && step.at < at);
        let Some(step) = last else { return false };
        let performances = (0..self.case.sessions.len())
            .filter_map(|session| Some((session, self.case.performance(session, drill, side)?)));
        let after: Vec<(usize, Place)> = performances.filter(|(_, set)| step.at < *set).collect();
        let watched = self.case.book.times("step_watched");
        let soon = |setback: &Setback| {
            after.iter().take(watched).any(|(session, _)| *session == setback.session)
                || after.get(watched).is_none_or(|(_, next)| setback.at < *next)
        };
        let within = self.case.book.days("red_cap_days");
        self.setbacks.reds.iter().chain(&self.setbacks.holds).any(|setback| {
            (setback.drill, setback.side) == (drill, side)
                && setback.of != Kind::Soreness
                && step.at < setback.at
                && setback.at < at
                && !self.restarts_of(side).iter().any(|restart| step.at < *restart && *restart < setback.at)
                && soon(setback)
                && self.case.day(at).since(self.case.day(setback.at)) < within
        })
    }

    /// The variable preferred last before a place.
    fn preferred(&self, drill: DrillNo, before: Place) -> Option<Variable> {
        let id = &self.case.book.drills[drill].id;
        self.case.events[..before].iter().rev().find_map(|event| match &event.kind {
            EventKind::Preference(Preference::Variable(of, variable)) if of == id => Some(match variable.as_str() {
                "duration" => Some(Variable::Duration),
                "sets" => Some(Variable::Sets),
                "load" => Some(Variable::Load),
                _ => None,
            }),
            _ => None,
        })?
    }

    /// How many steps of duration the row has.
    fn duration_steps(&self, drill: DrillNo) -> u8 {
        let highest = self.case.book.drills[drill].dose.work.1;
        (0..=u8::MAX).find(|steps| is_as_long(self.work_after(drill, *steps), highest)).unwrap_or(0)
    }
}

/// Work cut to a share, rounded down, at least one; of contract–relax the stretch.
pub(crate) fn shortened(work: Work, pct: u8) -> Work {
    let cut = |of: u16| u16::try_from(u32::from(of) * u32::from(pct) / 100).unwrap_or(of).max(1);
    match work {
        Work::HoldSeconds(seconds) => Work::HoldSeconds(cut(seconds)),
        Work::Reps(repetitions) => Work::Reps(cut(repetitions)),
        Work::ContractRelax { contract_s, stretch_s } => Work::ContractRelax { contract_s, stretch_s: cut(stretch_s) },
    }
}

/// Whether work done is at least the work asked, of the same kind.
pub(crate) fn is_as_long(did: Work, asked: Work) -> bool {
    match (did, asked) {
        (Work::HoldSeconds(did), Work::HoldSeconds(asked)) | (Work::Reps(did), Work::Reps(asked)) => did >= asked,
        (
            Work::ContractRelax { contract_s: did, stretch_s: then },
            Work::ContractRelax { contract_s: asked, stretch_s: asked_then },
        ) => did >= asked && then >= asked_then,
        (Work::HoldSeconds(did), Work::ContractRelax { contract_s, stretch_s }) => did >= contract_s + stretch_s,
        _ => false,
    }
}
