//! Mechanisms outside the end-range model: each judged by tests of its own, with a probability of its own.

use super::knowledge::AssessKnowledge;
use super::pattern::{ContrastResult, MechanismBelief};
use super::thresholds::Thresholds;
use crate::vocabulary::{Mechanism, Side};

/// Beliefs in the mechanisms outside the end-range model that a test spoke for or against, in order of the vocabulary.
///
/// Contrasts multiply the odds, damped as everywhere: they share tests.
pub(super) fn own_beliefs(
    side: Side,
    results: &[ContrastResult],
    knowledge: &AssessKnowledge,
    thresholds: &Thresholds,
) -> Vec<MechanismBelief> {
    let mut beliefs = Vec::new();
    for mechanism in Mechanism::ALL.iter().filter(|mechanism| !mechanism.is_end_range()) {
        let Some(signature) = knowledge.signatures.iter().find(|row| row.mechanism == *mechanism) else { continue };
        let prior = signature.prior.value;
        let mut log_odds = libm::log(prior / (1.0 - prior));
        let mut tested = false;
        let mut own: Vec<&ContrastResult> = results.iter().filter(|result| result.side == side).collect();
        own.sort_by(|a, b| a.contrast.cmp(&b.contrast));
        for result in own {
            let Some(row) = knowledge.contrasts.iter().find(|row| row.id == result.contrast) else { continue };
            if let Some(log_ratio) = row.log_ratio(*mechanism, result.holds) {
                tested = true;
                // Nothing else weighs the ranges for these mechanisms, so only their sharing of tests is damped.
                log_odds += thresholds.contrast_weight_own * log_ratio;
            }
        }
        if tested && log_odds.is_finite() {
            let probability = 1.0 / (1.0 + libm::exp(-log_odds));
            beliefs.push(MechanismBelief { mechanism: *mechanism, probability, end_range: false, costs: Vec::new() });
        }
    }
    beliefs
}
