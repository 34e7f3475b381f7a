//! What may be said about a side: a mechanism, a family, or that the tests cannot tell.

use super::knowledge::AssessKnowledge;
use super::mechanism_model::Posterior;
use super::pattern::Naming;
use super::thresholds::Thresholds;
use crate::vocabulary::{Family, Mechanism, Test};

/// A number with a claim, most probable first, then in the order of the vocabulary.
fn most_probable<T: Copy + Ord>(claims: impl Iterator<Item = (T, f64)>) -> Option<(T, f64)> {
    claims.fold(None, |best: Option<(T, f64)>, (claim, probability)| match best {
        Some((own, highest)) if highest > probability || (highest >= probability && own <= claim) => best,
        _ => Some((claim, probability)),
    })
}

/// Probability of each family, in the order of the vocabulary.
pub(super) fn families(posterior: &Posterior) -> Vec<(Family, f64)> {
    let of = |family: Family| {
        posterior.mechanisms.iter().filter(|(mechanism, _)| mechanism.family() == family).map(|(_, p)| p).sum()
    };
    Family::ALL.iter().map(|family| (*family, of(*family))).collect()
}

/// Whether a mechanism may be named from angles; one without a row may not.
fn may_be_named(mechanism: Mechanism, knowledge: &AssessKnowledge) -> bool {
    knowledge.mechanisms.iter().any(|row| row.mechanism == mechanism && row.named_from_angles)
}

/// What may be said, by the thresholds of the tables.
///
/// * `is_measured` – whether any range of this side was measured
pub(super) fn naming(
    posterior: &Posterior,
    is_measured: bool,
    knowledge: &AssessKnowledge,
    thresholds: &Thresholds,
) -> Naming {
    if !is_measured {
        return Naming::NotAssessed;
    }
    if let Some((mechanism, probability)) = most_probable(posterior.mechanisms.iter().copied())
        && probability >= thresholds.name_mechanism_probability
        && may_be_named(mechanism, knowledge)
    {
        return Naming::Mechanism(mechanism);
    }
    let family = most_probable(families(posterior).into_iter());
    match family {
        Some((family, probability)) if probability >= thresholds.name_family_probability => Naming::Family(family),
        Some((family, probability)) if probability >= thresholds.name_likely_probability => Naming::Likely(family),
        _ if posterior.none >= thresholds.name_none_probability => Naming::NoRestriction,
        _ => Naming::NotDistinguishable,
    }
}

/// The name of a test for people.
pub(super) fn test_name(test: Test) -> String {
    match test {
        Test::FlexionKneeBent => "hip flexion with the knee bent".into(),
        Test::ExtensionKneeStraight => "hip extension with the knee straight".into(),
        Test::ExtensionKneeBent => "hip extension with the knee bent".into(),
        Test::Abduction => "hip abduction".into(),
        Test::Adduction => "hip adduction".into(),
        Test::InternalRotation90 => "internal rotation with the hip bent".into(),
        Test::ExternalRotation90 => "external rotation with the hip bent".into(),
        Test::InternalRotation0 => "internal rotation with the hip straight".into(),
        Test::ExternalRotation0 => "external rotation with the hip straight".into(),
        Test::Ober => "Ober test".into(),
        Test::Ely => "prone knee bend (Ely)".into(),
        Test::Faber => "figure four (FABER)".into(),
        Test::Fadir => "flexion with inward rotation (FADIR)".into(),
        Test::Popliteal => "knee extension with the hip bent".into(),
        _ => test.id().replace('_', " "),
    }
}
