//! Invariant 1: no step without two good performances since the latest setback, and never two variables at once.

use std::collections::{BTreeMap, BTreeSet};

use coxa::dose::{Event, EventKind, MorningState};
use coxa::vocabulary::{Allowance, DrillId, DrillLimit, RuleId, Side, Verdict};

use super::HISTORIES;
use super::guard_histories::{FIRST_DAY, Sources, judged, limits, steps, steps_within, whole};

/// Pain above this is red whatever else is told.
const CERTAINLY_RED_ABOVE: u8 = 5;

/// Whether an event is certainly a red of a drill on a side; what is only sometimes one is left to the oracle.
fn is_certainly_red(events: &[Event], no: usize, drill: &DrillId, side: Side) -> bool {
    match &events[no].kind {
        EventKind::Hurt { session: Some(_), drill: Some(of), side: on, pain_nrs, .. } => {
            of == drill && on.is_none_or(|on| on == side) && pain_nrs.is_none_or(|pain| pain > CERTAINLY_RED_ABOVE)
        }
        EventKind::MorningReport { session, state: Some(MorningState::Worse), site: None, .. } => {
            events.iter().any(|event| match &event.kind {
                EventKind::SetDone { session: of, drill: done, side: on, .. } => {
                    of == session && done == drill && on.is_none_or(|on| on == side)
                }
                _ => false,
            })
        }
        _ => false,
    }
}

/// Sessions with a set of the drill on that side, in form, after a place, that were followed by a usual morning.
fn good_sessions_after(events: &[Event], after: Option<usize>, drill: &DrillId, side: Side, bilateral: bool) -> usize {
    let mut sessions = BTreeSet::new();
    for event in events.iter().skip(after.map_or(0, |after| after + 1)) {
        if let EventKind::SetDone { session, drill: of, side: on, form_kept: Some(true), .. } = &event.kind
            && of == drill
            && (bilateral || on.is_none_or(|on| on == side))
        {
            sessions.insert(session.clone());
        }
    }
    let usual = |id: &_| {
        events.iter().any(|event| match &event.kind {
            EventKind::MorningReport { session, state, .. } => session == id && *state == Some(MorningState::Usual),
            _ => false,
        })
    };
    sessions.iter().filter(|id| usual(id)).count()
}

fn is_unearned(limit: &DrillLimit) -> bool {
    match &limit.verdict {
        Verdict::Allowed => false,
        // A week that is full is a reason of G6, too, and passes.
        Verdict::Excluded(reasons) => {
            reasons.iter().any(|reason| reason.rule == RuleId::G6 && reason.text.contains("not earned"))
        }
    }
}

/// Checks one event of a history: what it added to the steps, and what it earned.
struct Walk<'a> {
    sources: &'a Sources,
    seed: u64,
    /// Where each drill and side last took a step.
    stepped: BTreeMap<(DrillId, Side), usize>,
    steps: usize,
    levels: usize,
}

impl Walk<'_> {
    fn good_since(&self, events: &[Event], id: &DrillId, side: Side, from: Option<usize>) -> usize {
        let drill = self.sources.world.library.drill(id).expect("a drill of the library");
        let red = (0..events.len()).rev().find(|no| is_certainly_red(events, *no, id, side));
        good_sessions_after(events, from.max(red), id, side, drill.bilateral)
    }

    fn event(&mut self, events: &[Event], before: &Allowance, after: &Allowance) {
        let no = events.len() - 1;
        let place = format!("seed {}, event {no} {:?}", self.seed, events[no].kind);
        let usual = matches!(&events[no].kind, EventKind::MorningReport { state: Some(MorningState::Usual), .. });
        let mut stepped = Vec::new();
        for (id, side, limit) in limits(after) {
            let was = before.drills[id].get(side).earned;
            let more = steps(limit.earned).saturating_sub(steps(was));
            if more == 0 && steps_within(limit.earned, was) {
                continue;
            }
            assert!(
                more == 1 && steps_within(was, limit.earned),
                "{place}: {id} {side} changes more than one variable"
            );
            assert!(usual, "{place}: {id} {side} takes a step");
            let from = self.stepped.get(&(id.clone(), side)).copied();
            let good = self.good_since(events, id, side, from);
            assert!(good >= 2, "{place}: {id} {side} takes a step after {good} good performances");
            stepped.push((id.clone(), side));
        }
        self.steps += stepped.len();
        for (id, side, limit) in limits(after) {
            let overridden = matches!(events[no].kind, EventKind::Overridden { .. });
            if overridden || !is_unearned(before.drills[id].get(side)) || is_unearned(limit) {
                continue;
            }
            assert!(usual, "{place}: {id} {side} is earned");
            let leads = |easier: &&coxa::prescribe::Drill| {
                // Of a drill of both sides the smaller steps are shown: one side may lengthen it while the other moves up.
                let unchanged = easier.bilateral
                    || [Side::Left, Side::Right].iter().any(|side| !stepped.contains(&(easier.id.clone(), *side)));
                let level = self.sources.world.library.drill(id).map_or(0, |drill| drill.complexity_level);
                easier.progressions.contains(id)
                    && level <= easier.complexity_level + 1
                    && unchanged
                    && self.good_since(events, &easier.id, side, None) >= 2
            };
            let earned_by = self.sources.world.library.drills.iter().filter(leads).count();
            assert!(earned_by > 0, "{place}: nothing earned {id} {side}");
            self.levels += 1;
        }
        self.stepped.extend(stepped.into_iter().map(|key| (key, no)));
    }
}

#[test]
fn progress_needs_two_good_performances_since_the_latest_red_and_changes_one_variable() {
    let sources = Sources::new();
    let (mut steps, mut levels) = (0, 0);
    for seed in 0..HISTORIES / 10 {
        let (history, _) = sources.history(seed);
        let events = history.events();
        let mut walk = Walk { sources: &sources, seed, stepped: BTreeMap::new(), steps: 0, levels: 0 };
        let mut before: Option<Allowance> = None;
        let mut today = FIRST_DAY;
        for no in 0..events.len() {
            // A late event of an earlier day must not turn the calendar back.
            today = today.max(events[no].day);
            let after = judged(&sources, &whole(&events[..=no]), today);
            if let Some(before) = &before {
                walk.event(&events[..=no], before, &after);
            }
            before = Some(after);
        }
        steps += walk.steps;
        levels += walk.levels;
    }
    assert!(steps > 100 && levels > 10, "only {steps} steps and {levels} levels were seen");
}
