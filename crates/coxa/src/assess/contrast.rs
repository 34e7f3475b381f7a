//! Contrasts: which comparison of tests speaks for what, with the numbers compared.

use super::condition::{Facts, Outcome};
use super::knowledge::{AssessKnowledge, Condition, Contrast, Weight};
use super::pattern::ContrastResult;
use crate::vocabulary::{Mechanism, Mode, Side};

impl Contrast {
    /// Logarithm of the likelihood ratio of a mechanism by how probably the contrast holds; `None` when the contrast
    /// says nothing of it.
    ///
    /// One that fails speaks against what it favours; it does not speak for what it would have spoken against.
    #[must_use]
    pub fn log_ratio(&self, mechanism: Mechanism, holds: f64) -> Option<f64> {
        let (yes, no) = (self.lr_holds.value, self.lr_fails.value);
        let log_ratio = if self.favours.contains(&mechanism) {
            libm::log(holds * yes + (1.0 - holds) * no)
        } else if self.against.contains(&mechanism) && holds > 0.0 {
            -holds * libm::log(yes)
        } else {
            return None;
        };
        log_ratio.is_finite().then_some(log_ratio)
    }

    /// Whether it rests on measured ranges alone, which the signatures weigh too.
    #[must_use]
    pub fn rests_on_angles(&self) -> bool {
        let bench = |mode: Mode| matches!(mode, Mode::Passive | Mode::Active | Mode::ContractRelax);
        self.when.iter().all(|condition| match condition {
            Condition::Below { mode, .. }
            | Condition::Within { mode, .. }
            | Condition::Above { mode, .. }
            | Condition::AtMost { mode, .. } => bench(*mode),
            Condition::Gap { higher, lower, .. }
            | Condition::Difference { higher, lower, .. }
            | Condition::Alike { higher, lower, .. } => bench(higher.1) && bench(lower.1),
            Condition::Arc { one, other, .. } => bench(one.1) && bench(other.1),
            Condition::ManyAbove { .. } => true,
            _ => false,
        })
    }
}

/// Every contrast that the findings allow to test, agreeing or not, in the order of the table, left side first.
pub(super) fn contrasts(knowledge: &AssessKnowledge, facts: &Facts<'_>) -> Vec<ContrastResult> {
    let mut found = Vec::new();
    for side in Side::ALL {
        for contrast in &knowledge.contrasts {
            let outcomes: Option<Vec<Outcome>> =
                contrast.when.iter().map(|condition| facts.outcome(condition, side)).collect();
            if let Some(outcomes) = outcomes.filter(|outcomes| !outcomes.is_empty()) {
                found.push(result(contrast, side, &outcomes, knowledge));
            }
        }
    }
    found
}

fn result(contrast: &Contrast, side: Side, outcomes: &[Outcome], knowledge: &AssessKnowledge) -> ContrastResult {
    // Their errors are taken as independent: a value used twice makes the product a little too small.
    let holds: f64 = outcomes.iter().map(|outcome| outcome.probability.clamp(0.0, 1.0)).product();
    let mut text = contrast.text.clone();
    for (number, outcome) in outcomes.iter().enumerate() {
        let number = if number == 0 { String::new() } else { (number + 1).to_string() };
        text = text.replace(&format!("{{found{number}}}"), &outcome.found);
        text = text.replace(&format!("{{needed{number}}}"), &outcome.needed);
    }
    let names = |mechanisms: &[Mechanism]| names(mechanisms, knowledge);
    let favours = names(&contrast.favours);
    let against = names(&contrast.against);
    let also = |word: &str, list: &str| if list.is_empty() { String::new() } else { format!("{word}{list}") };
    let percent = 100.0 * holds;
    let speaks = match contrast.weight {
        Weight::Weak => "speaks weakly for ",
        Weight::Moderate => "speaks for ",
        Weight::Strong => "speaks strongly for ",
    };
    let verdict = if holds >= 0.5 {
        format!("{}{}", also(speaks, &favours), also(", against ", &against))
    } else {
        format!("does not hold{}", also(", which speaks against ", &favours))
    };
    ContrastResult {
        contrast: contrast.id.clone(),
        side,
        holds,
        text: format!("{side}: {text}: {verdict} ({percent:.0} % sure that it holds)"),
        favours: contrast.favours.clone(),
        against: contrast.against.clone(),
        evidence: contrast.evidence.clone(),
    }
}

/// Names of mechanisms for people, as a list in words.
pub(super) fn names(mechanisms: &[Mechanism], knowledge: &AssessKnowledge) -> String {
    let all: Vec<String> = mechanisms.iter().map(|mechanism| name(*mechanism, knowledge)).collect();
    match all.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

/// The name of a mechanism for people; its id in words where the table has none.
pub(super) fn name(mechanism: Mechanism, knowledge: &AssessKnowledge) -> String {
    let row = knowledge.mechanisms.iter().find(|row| row.mechanism == mechanism);
    row.map_or_else(|| mechanism.id().replace('_', " "), |row| row.name.clone())
}
