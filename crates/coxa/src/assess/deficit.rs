//! How far measured values lie from the norm of the person's age and sex.

use super::gaussian::{NINETY_PERCENT_SD, exceeds};
use super::knowledge::Norm;
use super::matching_norm::fitting_norm;
use super::measured::{Measured, name};
use super::pattern::Deficit;
use super::range_direction::less_is_better;
use super::thresholds::Thresholds;
use crate::vocabulary::{Caveat, CaveatKind, Interval, Person, Status};

/// An estimate with its 90 % interval.
pub(super) fn ninety_percent(estimate: f64, standard_error: f64) -> Interval {
    let reach = NINETY_PERCENT_SD * standard_error;
    Interval { estimate, low: estimate - reach, high: estimate + reach }
}

/// One deficit for each measured value, in the same order.
pub(super) fn deficits(values: &[Measured], norms: &[Norm], person: &Person, thresholds: &Thresholds) -> Vec<Deficit> {
    values.iter().map(|value| deficit(value, norms, person, thresholds)).collect()
}

fn deficit(value: &Measured, norms: &[Norm], person: &Person, thresholds: &Thresholds) -> Deficit {
    let mut caveats = value.caveats.clone();
    // Compensations have no range to fall short of.
    let norm = if less_is_better(value.of.quantity) { None } else { fitting_norm(norms, value.of, person) };
    let named = name(value.of, value.side);
    match &norm {
        None => {
            let text = format!("{named}: no norm for this test, mode and frame; it is not compared with anyone");
            caveats.push(Caveat::new(CaveatKind::NoNorm, text));
        }
        Some(norm) if norm.evidence.status == Status::Memory => {
            let text = format!("{named}: its norm {} is unconfirmed, recalled rather than read", norm.id);
            caveats.push(Caveat::new(CaveatKind::UnconfirmedEvidence, text));
        }
        Some(_) => {}
    }
    let sd = norm.as_ref().and_then(|norm| norm.sd);
    let spread = norm.as_ref().zip(sd);
    Deficit {
        of: value.of,
        side: value.side,
        measured: ninety_percent(value.value, value.standard_error),
        norm_id: norm.as_ref().map(|norm| norm.id.clone()),
        norm_mean: norm.as_ref().map(|norm| norm.mean),
        norm_sd: sd,
        deficit: norm.as_ref().map(|norm| ninety_percent(norm.mean - value.value, value.standard_error)),
        z: spread.map(|(norm, sd)| (value.value - norm.mean) / sd),
        probability_short: spread.map(|(norm, sd)| {
            let edge = norm.mean - thresholds.short_sd * sd;
            exceeds(edge, value.standard_error, value.value)
        }),
        evidence: norm.map(|norm| norm.evidence),
        caveats,
    }
}
