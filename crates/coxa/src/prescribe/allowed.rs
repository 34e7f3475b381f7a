//! Which drills may be used on which sides: the guard's word, the pattern's, and what is at hand.

use std::collections::BTreeSet;

use super::need::state;
use super::traits::{EndRangeThresholds, Traits};
use super::{Category, Drill, Exclusion, PlanRequest, PrescribeKnowledge};
use crate::assess::{DirectionState, Pattern, SidePattern, StretchVerdict};
use crate::vocabulary::{Allowance, Angle, BySide, Direction, Equipment, Reason, RuleId, Side, Verdict};

/// On which sides a drill is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// One side only.
    One(Side),
    /// Both sides, one after the other.
    Each,
    /// Both sides at once.
    Together,
}

impl Mode {
    /// Whether a side is trained.
    pub(super) fn trains(self, side: Side) -> bool {
        match self {
            Mode::One(one) => one == side,
            Mode::Each | Mode::Together => true,
        }
    }
}

/// What may be used, and why the rest may not.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Allowed {
    modes: Vec<Vec<Mode>>,
    /// Every drill left out, by rule and then in the order of the library.
    pub(super) exclusions: Vec<Exclusion>,
    /// Drills, by index, that only lack equipment, with the sides they could train.
    pub(super) would_serve: Vec<(usize, BySide<bool>)>,
}

impl Allowed {
    /// The ways a drill may be used, by its index in the library.
    pub(super) fn modes(&self, drill: usize) -> &[Mode] {
        self.modes.get(drill).map_or(&[], Vec::as_slice)
    }
}

/// pattern, request, allowance, knowledge => what may be used, and why the rest may not
pub(super) fn allowed(
    pattern: &Pattern,
    request: &PlanRequest,
    allowance: &Allowance,
    knowledge: &PrescribeKnowledge,
) -> Allowed {
    let thresholds = knowledge.thresholds();
    let ends = BySide::from_fn(|side| own_ends(pattern.sides.get(side), &thresholds));
    let mut would_serve = Vec::new();
    let mut modes = Vec::new();
    let mut exclusions = Vec::new();
    for (index, drill) in knowledge.drills.iter().enumerate() {
        let against = |side| reasons_against(drill, side, pattern, allowance, &ends);
        let missing = missing_equipment(drill, &request.constraints.equipment);
        if !missing.is_empty() {
            modes.push(Vec::new());
            let on = BySide::from_fn(|side| against(side).is_empty());
            let any = if drill.bilateral { on.left && on.right } else { on.left || on.right };
            if any {
                would_serve.push((index, on));
            }
            let text = format!("{}: needs {}, which is not at hand", drill.name, missing.join(" and "));
            exclusions.push(Exclusion { drill: drill.id.clone(), side: None, reasons: Vec::new(), text });
            continue;
        }
        let (left, right) = (against(Side::Left), against(Side::Right));
        modes.push(match (left.is_empty(), right.is_empty()) {
            (true, true) if drill.bilateral => vec![Mode::Together],
            (true, true) => vec![Mode::One(Side::Left), Mode::One(Side::Right), Mode::Each],
            _ if drill.bilateral => Vec::new(),
            (true, false) => vec![Mode::One(Side::Left)],
            (false, true) => vec![Mode::One(Side::Right)],
            (false, false) => Vec::new(),
        });
        if drill.bilateral || left == right {
            let mut reasons = left;
            reasons.extend(right.into_iter().filter(|reason| !reasons.contains(reason)).collect::<Vec<_>>());
            exclusions.extend(exclusion(drill, None, reasons));
        } else {
            exclusions.extend(exclusion(drill, Some(Side::Left), left));
            exclusions.extend(exclusion(drill, Some(Side::Right), right));
        }
    }
    // A stable sort keeps the library's order within a rule; what only lacks equipment comes last.
    exclusions.sort_by_key(|exclusion| exclusion.reasons.first().map_or((1, RuleId::G13), |first| (0, first.rule)));
    Allowed { modes, exclusions, would_serve }
}

fn exclusion(drill: &Drill, side: Option<Side>, mut reasons: Vec<Reason>) -> Option<Exclusion> {
    if reasons.is_empty() {
        return None;
    }
    reasons.sort_by_key(|reason| reason.rule);
    let why = reasons.iter().map(|reason| format!("{} ({})", reason.text, reason.rule)).collect::<Vec<_>>().join("; ");
    let on = side.map_or_else(String::new, |side| format!(", {side} side"));
    Some(Exclusion { drill: drill.id.clone(), side, reasons, text: format!("{}{on}: {why}", drill.name) })
}

/// Needed things that are not at hand, each as its alternatives in words.
pub(super) fn missing_equipment(drill: &Drill, at_hand: &BTreeSet<Equipment>) -> Vec<String> {
    drill
        .equipment
        .iter()
        .filter(|alternatives| !alternatives.iter().any(|one| at_hand.contains(one)))
        .map(|alternatives| alternatives.iter().map(|one| one.id()).collect::<Vec<_>>().join(" or "))
        .collect()
}

/// Why a drill may not train a side; empty when it may.
fn reasons_against(
    drill: &Drill,
    side: Side,
    pattern: &Pattern,
    allowance: &Allowance,
    ends: &BySide<EndRangeThresholds>,
) -> Vec<Reason> {
    let mut reasons = match allowance.drills.get(&drill.id).map(|sides| &sides.get(side).verdict) {
        Some(Verdict::Allowed) => Vec::new(),
        Some(Verdict::Excluded(reasons)) if !reasons.is_empty() => reasons.clone(),
        // What the guard does not know counts as not allowed.
        _ => vec![reason(RuleId::G8, "the guard has not allowed it".to_string())],
    };
    reasons.extend(pattern_against(drill, side, pattern));
    // The other hip takes part as well; what its pattern forbids holds there too.
    let hips: &[Side] = if drill.bilateral { &[side] } else { &[side, side.other()] };
    for hip in hips {
        reasons.extend(end_against(drill, side, *hip, pattern, ends.get(*hip)));
    }
    reasons
}

/// Why the pattern of the trained side speaks against a drill.
fn pattern_against(drill: &Drill, side: Side, pattern: &Pattern) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let stretches = matches!(drill.category, Category::Static | Category::Pnf | Category::JointMob);
    for direction in &drill.directions {
        let verdict = state(pattern.sides.get(side), *direction).map(|state| state.stretch);
        let direction = direction.id().replace('_', " ");
        match verdict {
            Some(StretchVerdict::NotShort) if stretches => {
                let text = format!("{direction} is not short on the {side} side: stretching it has nothing to win");
                reasons.push(reason(RuleId::G11, text));
            }
            Some(StretchVerdict::Beyond) if drill.is_range_work() => {
                let text = format!("{direction} goes beyond the norm on the {side} side: it is not stretched further");
                reasons.push(reason(RuleId::G11, text));
            }
            Some(StretchVerdict::Shape) if drill.is_range_work() => {
                let text = format!("shape is a likely part of the limit in {direction} on the {side} side");
                reasons.push(reason(RuleId::G12, text));
            }
            _ => {}
        }
    }
    reasons
}

/// Ends of range for a hip: its own measured one where that comes first and must not be passed.
fn own_ends(pattern: &SidePattern, usual: &EndRangeThresholds) -> EndRangeThresholds {
    let mut ends = usual.clone();
    let forbidden = |state: &&DirectionState| matches!(state.stretch, StretchVerdict::Shape | StretchVerdict::Beyond);
    for state in pattern.directions.iter().filter(forbidden) {
        let own = state.passive_deg.map(|passive| passive.low).filter(|low| low.is_finite());
        if let (Some(own), Some(end)) = (own, ends.at.get_mut(&state.direction)) {
            // Nobody stands in less than neutral: an end before it would forbid standing.
            let own = Angle::from_deg(own.max(1.0));
            *end = if own.rad() < end.rad() { own } else { *end };
        }
    }
    ends
}

/// Ends of range that a hip reaches and must not: any way where its shape is a likely limit, by range work where it
/// already goes beyond the usual.
fn end_against(drill: &Drill, trained: Side, hip: Side, pattern: &Pattern, ends: &EndRangeThresholds) -> Vec<Reason> {
    let traits = Traits::of(drill, ends);
    let at_the_end = &traits.on(trained, hip).end_range;
    let verdict = |direction| state(pattern.sides.get(hip), direction).map(|state| state.stretch);
    let against = |direction: &Direction| {
        let name = direction.id().replace('_', " ");
        match verdict(*direction) {
            Some(StretchVerdict::Shape) => {
                let text = format!("reaches the end of {name} on the {hip} side, where shape is a likely limit");
                Some(reason(RuleId::G12, text))
            }
            Some(StretchVerdict::Beyond) if drill.is_range_work() => {
                let text = format!("goes to the end of {name} on the {hip} side, which is beyond the norm already");
                Some(reason(RuleId::G11, text))
            }
            _ => None,
        }
    };
    at_the_end.iter().filter_map(against).collect()
}

fn reason(rule: RuleId, text: String) -> Reason {
    Reason { rule, text, sources: Vec::new(), events: Vec::new() }
}

impl Allowed {
    /// Nothing at all, because the person as a whole is blocked.
    pub(super) fn nothing(knowledge: &PrescribeKnowledge, allowance: &Allowance) -> Allowed {
        let exclude = |drill: &Drill| {
            let mut reasons = allowance.reasons.clone();
            if reasons.is_empty() {
                reasons.push(reason(RuleId::G8, "nothing is cleared".to_string()));
            }
            exclusion(drill, None, reasons)
        };
        Allowed {
            modes: knowledge.drills.iter().map(|_| Vec::new()).collect(),
            exclusions: knowledge.drills.iter().filter_map(exclude).collect(),
            would_serve: Vec::new(),
        }
    }
}
