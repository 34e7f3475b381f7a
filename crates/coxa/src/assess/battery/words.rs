//! Why a test is asked or left out, in plain words.

use super::{LeftOut, WhyLeftOut};
use crate::assess::home_test::HomeTest;
use crate::assess::knowledge::AssessKnowledge;
use crate::assess::thresholds::Thresholds;
use crate::vocabulary::{GoalId, Side};

/// Why a test is asked: what it shows, for which wanted tasks, and what it would tell about what is still open.
pub(super) fn why(
    row: &HomeTest,
    goals: &[GoalId],
    nats: &[(Side, f64)],
    knowledge: &AssessKnowledge,
    thresholds: &Thresholds,
) -> String {
    let mut sentences = vec![row.tells.clone()];
    if !goals.is_empty() {
        let name = |goal: &GoalId| {
            let named = knowledge.goal_names.get(goal).cloned();
            named.unwrap_or_else(|| goal.as_str().replace('_', " "))
        };
        let names: Vec<String> = goals.iter().map(name).collect();
        sentences.push(format!("It matters for what you want: {}.", names.join("; ")));
    }
    if let Some((_, most)) = nats.iter().max_by(|a, b| a.1.total_cmp(&b.1)) {
        let much = if *most < thresholds.next_test_much_nats { "a little" } else { "a lot" };
        let sides: Vec<Side> = nats.iter().map(|(side, _)| *side).collect();
        sentences.push(format!("It would narrow down what limits {} most {much}.", hips(&sides)));
    }
    sentences.join(" ")
}

/// A test that is not asked, with the reason in words.
pub(super) fn left_out(row: &HomeTest, mut sides: Vec<Side>, why: WhyLeftOut) -> LeftOut {
    sides.sort_unstable();
    sides.dedup();
    let on = match sides.as_slice() {
        [one] => format!(", {one} side"),
        _ => String::new(),
    };
    let because = match &why {
        WhyLeftOut::Guard(reasons) if reasons.is_empty() => "not allowed alone".to_string(),
        WhyLeftOut::Guard(reasons) => {
            let told = reasons.iter().map(|reason| format!("{} ({})", reason.text, reason.rule));
            told.collect::<Vec<_>>().join("; ")
        }
        WhyLeftOut::Equipment(missing) => {
            let things: Vec<String> = missing.iter().map(|one_of| alternatives(one_of)).collect();
            format!("needs {}, which is not at hand", things.join(" and "))
        }
        WhyLeftOut::Instrument(needed) => format!("needs {} to read it", alternatives(needed)),
        WhyLeftOut::NoRoom => "no room in these days; it comes after them".to_string(),
    };
    let text = format!("{}{on}: {because}", row.name);
    LeftOut { id: row.id.clone(), test: row.test, mode: row.mode, sides, why, text }
}

fn alternatives<T: std::fmt::Display>(any_of: &[T]) -> String {
    any_of.iter().map(|one| one.to_string().replace('_', " ")).collect::<Vec<_>>().join(" or ")
}

fn hips(sides: &[Side]) -> String {
    match sides {
        [one] => format!("the {one} hip"),
        _ => "each hip".to_string(),
    }
}
