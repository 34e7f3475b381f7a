//! What is lacking: a thing that would allow the drills that match the main reason best.

use super::Drill;
use super::allowed::{Allowed, missing_equipment};
use super::explain::words;
use super::need::Target;
use super::plan::Context;
use crate::vocabulary::{Mechanism, Side};

/// The range drill that would serve the main reason of a side best, when none is in for want of equipment.
pub(super) fn lacking(context: &Context<'_>, allowed: &Allowed, side: Side) -> Option<String> {
    let pattern = context.pattern.sides.get(side);
    let wanted = |mechanism: Mechanism| {
        context.model.buckets.iter().any(|bucket| {
            let serves = match bucket.target {
                Target::Range(own) | Target::RangeIn(own, _) => own == mechanism,
                _ => false,
            };
            bucket.side == side && serves
        })
    };
    let likely = pattern.beliefs.iter().filter(|belief| wanted(belief.mechanism));
    let main = likely.max_by(|a, b| a.probability.total_cmp(&b.probability))?.mechanism;
    let serves = |drill: &Drill| drill.is_range_work() && drill.mechanisms.contains(&main);
    let drills = &context.knowledge.drills;
    if context.taken().any(|(_, choice, _)| choice.mode.trains(side) && serves(&drills[choice.drill])) {
        return None;
    }
    let usable = allowed.would_serve.iter().filter(|(index, on)| *on.get(side) && serves(&drills[*index]));
    let at_hand = &context.request.constraints.equipment;
    let lacks = usable.map(|(index, _)| (missing_equipment(&drills[*index], at_hand), &drills[*index]));
    let effect = |drill: &Drill| context.knowledge.facts.of_category("range_effect", drill.category);
    let (missing, drill) = lacks
        .min_by(|(fewer, a), (more, b)| fewer.len().cmp(&more.len()).then_with(|| effect(b).total_cmp(&effect(a))))?;
    Some(format!(
        "On the {side}, nothing at hand lengthens what limits most ({}): {} would allow drills that match it best, such \
         as {}.",
        words(main.id()),
        missing.iter().map(|one| words(one)).collect::<Vec<_>>().join(" and "),
        drill.name
    ))
}
