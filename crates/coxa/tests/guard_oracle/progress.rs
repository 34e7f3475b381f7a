//! G6: what is due, what qualifies, which step it earns.

use std::cell::RefCell;
use std::collections::BTreeMap;

use coxa::dose::{EventKind, FormSeenBy};
use coxa::prescribe::{LoadKind, Work};
use coxa::vocabulary::{Answer, EarnedSteps, RuleId, Side};

use super::book::DrillNo;
use super::hurts::{Hurt, Kind, Report, morning, report};
use super::setbacks::{Lock, Setback, Setbacks, is_lifted, is_out, trigger_of};
use super::steps::{is_as_long, shortened};
use super::triggers::{Trigger, is_open, overrides, restarts};
use super::words::{Case, Place};

/// What a step changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Variable {
    Duration,
    Sets,
    Level,
    Load,
}

/// A step taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) at: Place,
    pub(crate) drill: DrillNo,
    pub(crate) side: Side,
    pub(crate) variable: Variable,
}

/// What was due in one session.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Due {
    pub(crate) sets: usize,
    /// Of each set.
    pub(crate) work: Work,
    pub(crate) load: u8,
}

/// Progress of one history.
pub(crate) struct Progress<'c, 'a> {
    pub(crate) case: &'c Case<'a>,
    pub(crate) setbacks: &'c Setbacks,
    restarts: [Vec<Place>; 2],
    /// Steps in the order they were taken.
    pub(crate) steps: Vec<Step>,
    /// What was due stays what it was at the session's first set, so it is worked out once.
    due: RefCell<BTreeMap<(usize, DrillNo, Side), Due>>,
    /// Whether a performance qualified stays what it was at its morning.
    qualified: RefCell<BTreeMap<(usize, DrillNo, Side), bool>>,
}

impl<'c, 'a> Progress<'c, 'a> {
    pub(crate) fn of(case: &'c Case<'a>, setbacks: &'c Setbacks) -> Progress<'c, 'a> {
        let restarts = Side::ALL.map(|side| restarts(case, side));
        let mut progress = Progress {
            case,
            setbacks,
            restarts,
            steps: Vec::new(),
            due: RefCell::default(),
            qualified: RefCell::default(),
        };
        if case.integrity != coxa::dose::Integrity::Whole {
            return progress;
        }
        for at in 0..case.now() {
            let taken = progress.steps_at(at);
            progress.steps.extend(taken);
        }
        progress
    }

    /// The steps that the morning at a place earns; each is judged on what stood before it.
    fn steps_at(&self, at: Place) -> Vec<Step> {
        let Some(session) = self.case.session_at(at) else { return Vec::new() };
        if morning(self.case, session) != Some(at) {
            return Vec::new();
        }
        let mut steps = Vec::new();
        for (drill, side) in self.case.performed(session) {
            if self.counts(session, drill, side)
                && self.count(drill, side, at) >= self.case.book.times("qualify_for_step")
                && !self.is_barred(side, at)
                && let Some(variable) = self.next_variable(drill, side, at)
            {
                steps.push(Step { at, drill, side, variable });
            }
        }
        steps
    }

    /// Qualifying performances, heard up to and with a place, since the latest red, hold, lock, step and restart.
    pub(crate) fn count(&self, drill: DrillNo, side: Side, heard: Place) -> usize {
        let since = self.latest_break(drill, side, heard);
        (0..self.case.sessions.len())
            .filter(|session| {
                let performance = self.case.performance(*session, drill, side);
                performance.is_some_and(|at| since.is_none_or(|since| since < at))
                    && morning(self.case, *session).is_some_and(|at| at <= heard)
                    && self.counts(*session, drill, side)
            })
            .count()
    }

    /// A qualifying performance at full volume: one that was due a cut volume only helps to end the cut.
    fn counts(&self, session: usize, drill: DrillNo, side: Side) -> bool {
        let full = |first_set: Place| self.volume_pct(drill, side, first_set) == 100;
        self.case.performance(session, drill, side).is_some_and(full) && self.qualifies(session, drill, side)
    }

    fn latest_break(&self, drill: DrillNo, side: Side, heard: Place) -> Option<Place> {
        let setbacks = self.setbacks;
        let of_setbacks = |list: &[Setback]| {
            list.iter().filter(|of| (of.drill, of.side) == (drill, side)).map(|of| of.at).collect::<Vec<_>>()
        };
        let of_locks = |list: &[Lock]| {
            list.iter().filter(|of| (of.drill, of.side) == (drill, side)).map(|of| of.at).collect::<Vec<_>>()
        };
        let mut breaks = of_setbacks(&setbacks.reds);
        breaks.extend(of_setbacks(&setbacks.holds));
        breaks.extend(of_locks(&setbacks.locks));
        breaks.extend(of_locks(&setbacks.outs));
        breaks.extend(of_locks(&setbacks.cuts));
        breaks.extend(self.steps.iter().filter(|of| (of.drill, of.side) == (drill, side)).map(|of| of.at));
        breaks.extend(self.restarts_of(side));
        breaks.into_iter().filter(|at| *at <= heard).max()
    }

    pub(crate) fn restarts_of(&self, side: Side) -> &[Place] {
        match side {
            Side::Left => &self.restarts[0],
            Side::Right => &self.restarts[1],
        }
    }

    /// G3's referrals after two reds, or after one drill was out again: no step.
    pub(crate) fn is_barred(&self, side: Side, at: Place) -> bool {
        let heard = self.case.now().min(at + 1);
        let is_open = |trigger: &Trigger<'_>| is_open(self.case, trigger, heard, self.case.day(at));
        let mut two_reds = self.setbacks.referrals.iter().filter(|(_, of)| *of == side);
        let mut again = self.setbacks.outs_again.iter().filter(|out| out.side == side);
        two_reds.any(|(since, _)| is_open(&Trigger::new(RuleId::G3, *since, Some(side))))
            || again.any(|out| is_open(&trigger_of(self.case, out)))
    }

    /// Whether a session was a qualifying performance, judged at its morning on what was heard by then.
    pub(crate) fn qualifies(&self, session: usize, drill: DrillNo, side: Side) -> bool {
        let Some(heard) = morning(self.case, session) else { return false };
        let key = (session, drill, side);
        if let Some(known) = self.qualified.borrow().get(&key) {
            return *known;
        }
        let done_by_then = self.case.performance(session, drill, side).is_some_and(|first_set| first_set < heard);
        let qualified = done_by_then
            && self.quiet_morning(session, heard)
            && self.readable(session, heard)
            && self.nothing_new(session, heard)
            && self.only_green(session, drill, side, heard)
            && !self.was_ended(session, drill, side, heard)
            && self.no_stop_or_red(session, side, heard)
            && self.as_due(session, drill, side, heard)
            && self.could_be_done(session, drill, side);
        self.qualified.borrow_mut().insert(key, qualified);
        qualified
    }

    fn quiet_morning(&self, session: usize, heard: Place) -> bool {
        let mut reports = self.case.sessions[session].reports.iter().filter(|at| **at <= heard);
        report(self.case, heard) == Some(Report::Quiet)
            && !reports.any(|at| report(self.case, *at) == Some(Report::Worse))
    }

    /// The drill was entry, first impact or earned at its first set, and not locked down, out or capped.
    fn could_be_done(&self, session: usize, drill: DrillNo, side: Side) -> bool {
        let Some(first_set) = self.case.performance(session, drill, side) else { return false };
        let mine = |of: &&Lock| (of.drill, of.side) == (drill, side);
        let on = self.case.day(first_set);
        let out = self.setbacks.outs.iter().filter(mine).any(|out| is_out(self.case, out, first_set));
        let mut caps = self.setbacks.caps.iter().filter(mine);
        let capped = caps.any(|cap| is_open(self.case, &trigger_of(self.case, cap), first_set, on));
        self.is_open_to(drill, side, first_set)
            && self.locked_down(drill, side, first_set).is_empty()
            && !out
            && !capped
    }

    /// Entry, first impact or earned.
    pub(crate) fn is_open_to(&self, drill: DrillNo, side: Side, before: Place) -> bool {
        self.case.book.is_entry(drill) || self.case.book.is_first_impact(drill) || self.is_earned(drill, side, before)
    }

    /// The session's start answered every before-session question that applies with no.
    fn nothing_new(&self, session: usize, heard: Place) -> bool {
        let asked_no = |at: Place| {
            let EventKind::SessionStarted { new_symptoms: Some(answers), .. } = &self.case.events[at].kind else {
                return false;
            };
            let questions = self.case.book.questions_asked();
            questions
                .filter(|question| question.before_session && self.case.applies(question, at))
                .all(|question| answers.get(&question.id) == Some(&Answer::No))
        };
        let starts: Vec<Place> = self.case.sessions[session].starts.iter().copied().filter(|at| *at <= heard).collect();
        !starts.is_empty() && starts.into_iter().all(asked_no)
    }

    /// As many sets as were due, each as long as due, at the drill's level and load, within the cap, in form, seen.
    fn as_due(&self, session: usize, drill: DrillNo, side: Side, heard: Place) -> bool {
        let Some(due) = self.due(session, drill, side) else { return false };
        let row = &self.case.book.drills[drill];
        let must_be_seen = i64::from(row.support_level) >= self.case.book.number("form_seen_from_support");
        let kept = |at: Place| match &self.case.events[at].kind {
            EventKind::SetDone { did, challenge, form_kept, form_seen_by, .. } => {
                did.work.is_some_and(|work| is_as_long(work, due.work))
                    && (!self.has_load(drill) || did.load_grade == Some(due.load))
                    && did.level == Some(row.complexity_level)
                    && challenge.is_some_and(|challenge| challenge <= row.dose.effort_cap)
                    && *form_kept == Some(true)
                    && (!must_be_seen || matches!(form_seen_by, Some(FormSeenBy::Camera | FormSeenBy::Person)))
            }
            _ => false,
        };
        let sets: Vec<Place> = self.case.sets_of(session, drill, side).filter(|at| *at <= heard).collect();
        sets.len() >= due.sets && sets.into_iter().all(kept)
    }

    /// The hurts told in a session, as far as they concern a side and were heard by then.
    fn hurts_in(&self, session: usize, side: Side, heard: Place) -> impl Iterator<Item = &Hurt> {
        let told = self.case.hurts.iter().filter(move |hurt| hurt.session == Some(session) && hurt.at <= heard);
        told.filter(move |hurt| hurt.concerns(side))
    }

    /// Only green hurts in that drill and side, unnamed ones of that side included.
    fn only_green(&self, session: usize, drill: DrillNo, side: Side, heard: Place) -> bool {
        self.hurts_in(session, side, heard).filter(|hurt| hurt.may_be_of(drill)).all(|hurt| hurt.kind == Kind::Green)
    }

    /// G4 ended the drill on that side in that session.
    fn was_ended(&self, session: usize, drill: DrillNo, side: Side, heard: Place) -> bool {
        self.setbacks.ended.iter().any(|end| {
            (end.rule, end.drill, end.side) == (RuleId::G4, drill, side)
                && self.case.session_at(end.at) == Some(session)
                && end.at <= heard
        })
    }

    fn no_stop_or_red(&self, session: usize, side: Side, heard: Place) -> bool {
        let hurt = self.hurts_in(session, side, heard).any(Hurt::is_stop_or_red);
        let red = self.setbacks.reds.iter().any(|red| (red.session, red.side) == (session, side) && red.at <= heard);
        !hurt && !red
    }

    fn readable(&self, session: usize, heard: Place) -> bool {
        let day = self.case.sessions[session].day;
        let until = self.case.now().min(heard + 1);
        !self.case.events[..until]
            .iter()
            .any(|event| event.day == day && matches!(event.kind, EventKind::Unreadable { .. }))
    }

    /// Whether a drill is done with a band or an external load.
    pub(crate) fn has_load(&self, drill: DrillNo) -> bool {
        matches!(self.case.book.drills[drill].load, LoadKind::Band | LoadKind::External)
    }

    /// What was due at the session's first set of the drill: a cut takes sets away, or else shortens each.
    pub(crate) fn due(&self, session: usize, drill: DrillNo, side: Side) -> Option<Due> {
        if let Some(due) = self.due.borrow().get(&(session, drill, side)) {
            return Some(*due);
        }
        let first_set = self.case.performance(session, drill, side)?;
        let dose = &self.case.book.drills[drill].dose;
        let earned = self.earned(drill, side, first_set);
        let volume = self.volume_pct(drill, side, first_set);
        let sets = usize::from((dose.sets.0 + earned.sets).min(dose.sets.1));
        let left = ((sets * usize::from(volume) + 50) / 100).max(1);
        let work = self.work_after(drill, earned.duration);
        let work = if left < sets { work } else { shortened(work, volume) };
        let most = u8::try_from(self.case.book.number("load_grade_max")).expect("a grade");
        let due = Due { sets: left, work, load: earned.load.min(most) };
        self.due.borrow_mut().insert((session, drill, side), due);
        Some(due)
    }

    /// The row's lowest work plus steps of duration, at most its highest.
    pub(crate) fn work_after(&self, drill: DrillNo, steps: u8) -> Work {
        let small = |name: &str| u16::try_from(self.case.book.number(name)).expect("a step is small");
        let longer = |low: u16, high: u16, step: u16| (low + u16::from(steps) * step).min(high);
        match self.case.book.drills[drill].dose.work {
            (Work::HoldSeconds(low), Work::HoldSeconds(high)) => {
                Work::HoldSeconds(longer(low, high, small("step_seconds")))
            }
            (Work::Reps(low), Work::Reps(high)) => Work::Reps(longer(low, high, small("step_reps"))),
            (Work::ContractRelax { contract_s, stretch_s: low }, Work::ContractRelax { stretch_s: high, .. }) => {
                Work::ContractRelax { contract_s, stretch_s: longer(low, high, small("step_seconds")) }
            }
            (lowest, _) => lowest,
        }
    }

    /// Steps earned before a place; a lock, an out, a cut and a restart forget them.
    pub(crate) fn earned(&self, drill: DrillNo, side: Side, before: Place) -> EarnedSteps {
        let locks = self.setbacks.locks.iter().chain(&self.setbacks.outs).chain(&self.setbacks.cuts);
        let forgotten = locks
            .filter(|lock| (lock.drill, lock.side) == (drill, side))
            .map(|lock| lock.at)
            .chain(self.restarts_of(side).iter().copied())
            .filter(|at| *at < before)
            .max();
        let of = |variable: Variable| {
            let steps = self.steps.iter().filter(|step| {
                (step.drill, step.side, step.variable) == (drill, side, variable)
                    && step.at < before
                    && forgotten.is_none_or(|forgotten| forgotten < step.at)
            });
            u8::try_from(steps.count()).unwrap_or(u8::MAX)
        };
        EarnedSteps { duration: of(Variable::Duration), sets: of(Variable::Sets), load: of(Variable::Load) }
    }

    /// The sides whose state a drill on a side depends on: both for a bilateral drill.
    fn sides_of(&self, drill: DrillNo, side: Side) -> Vec<Side> {
        if self.case.book.drills[drill].bilateral { Side::ALL.to_vec() } else { vec![side] }
    }

    /// The earned steps; for a bilateral drill the smaller of both sides.
    pub(crate) fn smaller_earned(&self, drill: DrillNo, side: Side, before: Place) -> EarnedSteps {
        let of_sides: Vec<EarnedSteps> =
            self.sides_of(drill, side).into_iter().map(|side| self.earned(drill, side, before)).collect();
        let least = |of: fn(&EarnedSteps) -> u8| of_sides.iter().map(of).min().unwrap_or(0);
        EarnedSteps { duration: least(|of| of.duration), sets: least(|of| of.sets), load: least(|of| of.load) }
    }

    /// The volume; for a bilateral drill the smaller of both sides.
    pub(crate) fn smaller_volume_pct(&self, drill: DrillNo, side: Side, before: Place) -> u8 {
        let of_sides = self.sides_of(drill, side).into_iter().map(|side| self.volume_pct(drill, side, before));
        of_sides.min().unwrap_or(0)
    }

    /// 60 % after a red of the drill, or of one it is below, until two later performances qualify from two days on;
    /// the same after a lock that a drill without an easier one cannot have.
    pub(crate) fn volume_pct(&self, drill: DrillNo, side: Side, before: Place) -> u8 {
        let cut = u8::try_from(self.case.book.number("red_volume_cut_pct")).expect("a percentage");
        let lowers = |of: DrillNo| of == drill || self.case.book.below(of).contains(&drill);
        let mut reds = self.setbacks.reds.iter().filter(|red| red.side == side && red.at < before && lowers(red.drill));
        let cuts = self.setbacks.cuts.iter().filter(|of| (of.drill, of.side) == (drill, side) && of.at < before);
        let settled = |at: Place| self.settled_since(at, drill, side, before);
        if reds.all(|red| settled(red.at)) && cuts.into_iter().all(|cut| settled(cut.at)) { 100 } else { 100 - cut }
    }

    fn settled_since(&self, setback: Place, drill: DrillNo, side: Side, before: Place) -> bool {
        let Some(heard) = before.checked_sub(1) else { return false };
        let review = self.case.day(setback).plus(self.case.book.days("red_review_days"));
        // So many performances settle it; a restart leaves the volume alone.
        let settle = (0..self.case.sessions.len()).filter(|session| {
            self.case.sessions[*session].day >= review
                && self.case.performance(*session, drill, side).is_some_and(|first_set| setback < first_set)
                && morning(self.case, *session).is_some_and(|morning| morning <= heard)
                && self.qualifies(*session, drill, side)
        });
        settle.take(self.case.book.times("cut_ends_after")).count() == self.case.book.times("cut_ends_after")
    }

    /// Rules whose lock on a drill stands just before a place.
    pub(crate) fn locked_down(&self, drill: DrillNo, side: Side, before: Place) -> Vec<RuleId> {
        let book = self.case.book;
        let of_drill = |lock: &&Lock| (lock.drill, lock.side) == (drill, side) && lock.at < before;
        let eased = |lock: &Lock| {
            self.steps.iter().any(|step| {
                step.variable == Variable::Level
                    && step.side == side
                    && lock.at < step.at
                    && step.at < before
                    && book.progressions(step.drill).contains(&drill)
            })
        };
        let standing = self.setbacks.locks.iter().filter(of_drill);
        standing.filter(|lock| !is_lifted(self.case, lock, before) && !eased(lock)).map(|lock| lock.rule).collect()
    }

    /// Whether a drill was earned before a place: by a level step of an easier one, or by a clinician's word.
    pub(crate) fn is_earned(&self, drill: DrillNo, side: Side, before: Place) -> bool {
        let stands =
            |at: Place| at < before && !self.restarts_of(side).iter().any(|restart| at < *restart && *restart < before);
        let by_step = self.steps.iter().any(|step| {
            step.variable == Variable::Level
                && step.side == side
                && self.case.book.progressions(step.drill).contains(&drill)
                && stands(step.at)
        });
        let id = self.case.book.drills[drill].id.as_str();
        by_step || overrides(self.case, RuleId::G6).iter().any(|(at, to)| *to == id && stands(*at))
    }
}
