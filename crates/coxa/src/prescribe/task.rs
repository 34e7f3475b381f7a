//! What the wanted tasks ask, beside what was measured: said when it is enough as well as when it is not.

use super::plan::Context;
use crate::assess::{DemandGap, Frame};
use crate::vocabulary::{Direction, GoalId};

/// One sentence for each wanted task and direction that could be compared, or one that nothing could.
pub(super) fn sentences(context: &Context<'_>) -> Vec<String> {
    let mut told = Vec::new();
    for (index, goal) in context.request.goals.iter().enumerate() {
        if context.request.goals[..index].contains(goal) {
            continue;
        }
        let before = told.len();
        let gaps = || context.pattern.demand_gaps.iter().filter(|gap| gap.goal == *goal && gap.gap_deg.is_some());
        for direction in Direction::ALL {
            let sides: Vec<&DemandGap> = gaps().filter(|gap| gap.direction == *direction).collect();
            told.extend(sentence(&name(context, goal), *direction, &sides));
        }
        if told.len() == before {
            told.push(format!("{}: nothing measured can be compared with what it needs.", name(context, goal)));
        }
    }
    told
}

fn name(context: &Context<'_>, goal: &GoalId) -> String {
    let named = context.knowledge.goal_names.get(goal).cloned();
    named.unwrap_or_else(|| goal.as_str().replace('_', " "))
}

fn sentence(goal: &str, direction: Direction, sides: &[&DemandGap]) -> Option<String> {
    let asked = sides.first()?.demand_deg?;
    let against = match sides.first()?.frame {
        Frame::PelvisReferenced => " (against the pelvis)",
        _ => "",
    };
    let measured: Vec<String> =
        sides.iter().filter_map(|gap| Some(format!("{:.0}° ({})", gap.measured?.estimate, gap.side))).collect();
    let verdicts: Vec<(bool, String)> = sides
        .iter()
        .filter_map(|gap| {
            let short = gap.gap_deg?;
            let said = match short.estimate {
                enough if enough <= 0.0 => format!("enough on the {}", gap.side),
                less if 0.0 < short.low => format!("{less:.0}° short on the {}", gap.side),
                less => format!("{less:.0}° less on the {}, within what people differ by", gap.side),
            };
            Some((short.estimate <= 0.0, said))
        })
        .collect();
    let verdict = if verdicts.iter().all(|(enough, _)| *enough) {
        "enough".to_string()
    } else {
        verdicts.into_iter().map(|(_, said)| said).collect::<Vec<_>>().join("; ")
    };
    let (what, measured) = (words(direction), measured.join(" and "));
    Some(format!("{goal} needs about {asked:.0}° of {what}{against}; measured {measured}: {verdict}."))
}

const fn words(direction: Direction) -> &'static str {
    match direction {
        Direction::Flexion => "hip bend",
        Direction::FlexionKneeStraight => "hip bend with the knee straight",
        Direction::Extension => "hip extension",
        Direction::ExtensionKneeBent => "hip extension with the knee bent",
        Direction::Abduction => "spreading",
        Direction::Adduction => "crossing",
        Direction::InternalRotation => "inward rotation",
        Direction::ExternalRotation => "outward rotation",
    }
}
