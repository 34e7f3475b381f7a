//! A programme: a week of sessions to repeat and grow, with its proven bound and its reasons.

use super::drill::{Muscle, Work};
use crate::vocabulary::{Assessment, Caveat, Constraints, DrillId, GoalId, Reason, Side, SourceKey};

crate::vocabulary::ids::vocabulary! {
    /// A part of a session, in the order they are done.
    Block "block" {
        Prepare = "prepare",
        Mobilise = "mobilise",
        Control = "control",
        Strengthen = "strengthen",
        Integrate = "integrate",
    }
}

/// What the plan is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanRequest {
    /// Tasks the person wants.
    pub goals: Vec<GoalId>,
    /// What the person can give.
    pub constraints: Constraints,
    /// "Feels tight" without being short.
    pub feels_tight: bool,
    /// Most nodes the search may visit, halves that are tried for a split among them; the answer is the same on every machine.
    pub node_limit: u64,
    /// The search may stop once within this share of its bound, percent.
    pub gap_pct: f64,
}

/// Nodes after which a quick plan is taken as it stands.
const QUICK_NODES: u64 = 200_000;

/// A quick plan may stop this close to its bound, percent.
const QUICK_GAP_PCT: f64 = 1.0;

/// Nodes of a thorough search.
const THOROUGH_NODES: u64 = 20_000_000;

impl PlanRequest {
    /// A plan within 1 % of the best, soon.
    #[must_use]
    pub fn quick(assessment: &Assessment) -> PlanRequest {
        PlanRequest {
            goals: assessment.goals.clone(),
            constraints: assessment.constraints.clone(),
            feels_tight: assessment.feels_tight,
            node_limit: QUICK_NODES,
            gap_pct: QUICK_GAP_PCT,
        }
    }

    /// The best plan, as far as a long search finds it.
    #[must_use]
    pub fn thorough(assessment: &Assessment) -> PlanRequest {
        PlanRequest { node_limit: THOROUGH_NODES, gap_pct: 0.0, ..PlanRequest::quick(assessment) }
    }
}

/// Dose of one drill in one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedDose {
    /// Sets.
    pub sets: u8,
    /// Work a set.
    pub work: Work,
    /// Challenge cap, 0–10.
    pub effort_cap: u8,
    /// Challenge to start at, 0–10.
    pub effort_start: u8,
    /// Load grade, 0 for none beyond the drill's own.
    pub load_grade: u8,
    /// The drill's complexity level, 0–4.
    pub level: u8,
    /// Rest between sets, s.
    pub rest_s: u16,
}

/// One drill of a session.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedDrill {
    /// Which drill.
    pub drill: DrillId,
    /// The trained side; `None` trains both at once.
    pub side: Option<Side>,
    /// In which block.
    pub block: Block,
    /// How much.
    pub dose: PlannedDose,
    /// Time it takes with rests, s.
    pub duration_s: u32,
    /// Why it is in, in plain words.
    pub reason: String,
    /// Keys of references behind the reason.
    pub sources: Vec<SourceKey>,
    /// When to stop, in plain words.
    pub stop_rule: String,
}

/// One session of the week.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedSession {
    /// Its place in the week, from 0.
    pub index: u8,
    /// Drills in the order they are done.
    pub drills: Vec<PlannedDrill>,
    /// Time it takes, s.
    pub duration_s: u32,
}

/// The next best choice for a drill that is in.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// The drill that is in.
    pub instead_of: DrillId,
    /// What could take its place; `None` when nothing allowed could.
    pub drill: Option<DrillId>,
    /// Objective lost by the exchange, in the objective's unit.
    pub loss: f64,
}

/// A drill that is not in because a rule forbids it.
#[derive(Debug, Clone, PartialEq)]
pub struct Exclusion {
    /// Which drill.
    pub drill: DrillId,
    /// For which side; `None` for both.
    pub side: Option<Side>,
    /// The rules that exclude it; empty when only equipment or time do.
    pub reasons: Vec<Reason>,
    /// Why, in plain words.
    pub text: String,
}

/// Weekly dose of one muscle group on one side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeeklyMuscleDose {
    /// Which muscle group.
    pub muscle: Muscle,
    /// Which side.
    pub side: Side,
    /// Minutes of lengthening work a week.
    pub stretch_min: f64,
    /// Minutes of strength or control work a week.
    pub strength_min: f64,
}

/// A programme: one week to repeat; dose makes it grow.
#[derive(Debug, Clone, PartialEq)]
pub struct Programme {
    /// Weeks until re-assessment.
    pub weeks: u8,
    /// The week's sessions.
    pub sessions: Vec<PlannedSession>,
    /// Expected recovered degrees that matter, less the expected cost of flares.
    pub objective: f64,
    /// No plan inside the same limits can exceed this.
    pub bound: f64,
    /// Nodes visited.
    pub nodes: u64,
    /// Next best choices.
    pub alternatives: Vec<Alternative>,
    /// What a rule excluded.
    pub exclusions: Vec<Exclusion>,
    /// Weekly dose per muscle group.
    pub weekly: Vec<WeeklyMuscleDose>,
    /// What the plan is for, in plain sentences.
    pub sentences: Vec<String>,
    /// Doubts.
    pub caveats: Vec<Caveat>,
}
