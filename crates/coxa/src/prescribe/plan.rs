//! The stage itself: what is allowed, the programme to solve, its solution as sessions, and why.

use super::allowed::{Allowed, Mode, allowed};
use super::dosing::{duration_s, work_s};
use super::explain;
use super::model::{Choice, Model, block_of, is_maintenance, model};
use super::search::{Solution, Stop, solve};
use super::{
    Block, Muscle, PlanRequest, PlannedDrill, PlannedSession, PrescribeKnowledge, Programme, WeeklyMuscleDose,
};
use crate::assess::Pattern;
use crate::vocabulary::{Allowance, Clearance, Side};

/// Everything known while a programme is written out.
pub(super) struct Context<'a> {
    pub(super) pattern: &'a Pattern,
    pub(super) request: &'a PlanRequest,
    pub(super) knowledge: &'a PrescribeKnowledge,
    pub(super) model: &'a Model,
    pub(super) solution: &'a Solution,
    /// Nothing calls for more than keeping what is there.
    pub(super) maintenance: bool,
}

impl Context<'_> {
    /// Choices that are taken, with their index and sessions a week.
    pub(super) fn taken(&self) -> impl Iterator<Item = (usize, &Choice, u8)> {
        let times = self.solution.times.iter().copied();
        self.model
            .choices
            .iter()
            .zip(times)
            .enumerate()
            .filter(|(_, (_, times))| 0 < *times)
            .map(|(at, (c, t))| (at, c, t))
    }
}

/// pattern, request, what the guard allows, knowledge => a week of sessions with its proven bound and its reasons
///
/// The plan is always inside the allowance; an empty week is a plan too, and says why. The same arguments give the
/// same programme on every machine: the search is stopped by `request.node_limit`, never by time.
#[must_use]
pub fn prescribe(
    pattern: &Pattern,
    request: &PlanRequest,
    allowance: &Allowance,
    knowledge: &PrescribeKnowledge,
) -> Programme {
    let allowed = if allowance.clearance == Clearance::Blocked {
        Allowed::nothing(knowledge, allowance)
    } else {
        allowed(pattern, request, allowance, knowledge)
    };
    let model = model(pattern, request, allowance, knowledge, &allowed);
    let gap = if request.gap_pct.is_finite() { request.gap_pct.clamp(0.0, 100.0) / 100.0 } else { 0.0 };
    let solution = solve(&model, Stop { nodes: request.node_limit, gap });
    let maintenance = is_maintenance(pattern, request, &model.buckets);
    let context = Context { pattern, request, knowledge, model: &model, solution: &solution, maintenance };
    Programme {
        weeks: knowledge.facts.number("reassess_weeks") as u8,
        sessions: sessions(&context),
        objective: solution.objective,
        bound: solution.bound,
        nodes: solution.nodes,
        alternatives: explain::alternatives(&context),
        sentences: explain::sentences(&context, &allowed),
        caveats: explain::caveats(&context, allowance),
        weekly: weekly(&context),
        exclusions: allowed.exclusions,
    }
}

/// The week's sessions; each in the order prepare, mobilise, control, strengthen, integrate.
fn sessions(context: &Context<'_>) -> Vec<PlannedSession> {
    let mut sessions = Vec::new();
    for session in 0..context.model.limits.sessions {
        let mut drills = Vec::new();
        for (at, choice, times) in context.taken() {
            if context.solution.sets[at] >> session & 1 == 1 {
                drills.extend(planned(context, at, choice, times));
            }
        }
        if drills.is_empty() {
            continue;
        }
        // A stable sort keeps the library's order within a block, and left before right.
        drills.sort_by_key(|drill| drill.block);
        let duration_s = drills.iter().map(|drill| drill.duration_s).sum();
        let index = u8::try_from(sessions.len()).unwrap_or(u8::MAX);
        sessions.push(PlannedSession { index, drills, duration_s });
    }
    sessions
}

/// One choice as planned drills: one for both sides at once, else one for each side.
fn planned(context: &Context<'_>, at: usize, choice: &Choice, times: u8) -> Vec<PlannedDrill> {
    let drill = &context.knowledge.drills[choice.drill];
    let sides: &[Option<Side>] = match choice.mode {
        Mode::Together => &[None],
        Mode::Each => &[Some(Side::Left), Some(Side::Right)],
        Mode::One(Side::Left) => &[Some(Side::Left)],
        Mode::One(Side::Right) => &[Some(Side::Right)],
    };
    let block: Block = block_of(drill.category);
    sides
        .iter()
        .map(|side| PlannedDrill {
            drill: drill.id.clone(),
            side: *side,
            block,
            dose: choice.dose,
            duration_s: duration_s(drill, &choice.dose, &context.knowledge.facts),
            reason: explain::reason(context, at, choice, times, *side),
            sources: drill.evidence.sources.clone(),
            stop_rule: explain::stop_rule(drill),
        })
        .collect()
}

/// Weekly minutes of lengthening and of strength or control work for each muscle group and side that has any.
fn weekly(context: &Context<'_>) -> Vec<WeeklyMuscleDose> {
    let mut weekly = Vec::new();
    for muscle in Muscle::ALL.iter().copied() {
        for side in Side::ALL {
            let mut dose = WeeklyMuscleDose { muscle, side, stretch_min: 0.0, strength_min: 0.0 };
            for (_, choice, times) in context.taken().filter(|(_, choice, _)| choice.mode.trains(side)) {
                let drill = &context.knowledge.drills[choice.drill];
                if !drill.muscles.contains(&muscle) {
                    continue;
                }
                let seconds =
                    f64::from(times) * f64::from(choice.dose.sets) * f64::from(work_s(drill, choice.dose.work));
                if drill.is_range_work() {
                    dose.stretch_min += seconds / 60.0;
                } else {
                    dose.strength_min += seconds / 60.0;
                }
            }
            if 0.0 < dose.stretch_min + dose.strength_min {
                weekly.push(dose);
            }
        }
    }
    weekly
}
