//! How many degrees each mechanism costs in each test, from how large it may be.

use super::gaussian::{NINETY_PERCENT_SD, cumulative};
use super::pattern::Cost;
use super::signature_model::SignatureModel;
use crate::vocabulary::{Interval, Mechanism, Mode};

/// Halvings of the range in which a quantile is sought; enough for a thousandth of a degree.
const HALVINGS: usize = 24;

/// How large a mechanism may be: what each hypothesis says of it, in SDs of the test it shows in most.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct SizeMixture {
    parts: Vec<(f64, f64, f64)>,
}

impl SizeMixture {
    /// Adds a part with its weight, mean and SD; the weights of all parts sum to one.
    pub(super) fn add(&mut self, weight: f64, mean: f64, sd: f64) {
        self.parts.push((weight, mean, sd.max(1e-6)));
    }

    fn mean(&self) -> f64 {
        self.parts.iter().map(|(weight, mean, _)| weight * mean).sum()
    }

    fn quantile(&self, share: f64) -> f64 {
        let reach = |(_, mean, sd): &(f64, f64, f64)| (mean - 5.0 * sd, mean + 5.0 * sd);
        let mut low = self.parts.iter().map(|part| reach(part).0).fold(f64::INFINITY, f64::min);
        let mut high = self.parts.iter().map(|part| reach(part).1).fold(f64::NEG_INFINITY, f64::max);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            let below: f64 =
                self.parts.iter().map(|(weight, mean, sd)| weight * cumulative((middle - mean) / sd)).sum();
            if below < share { low = middle } else { high = middle }
        }
        0.5 * (low + high)
    }
}

/// The costs of every mechanism, largest first; tests it hardly touches are left out.
pub(super) fn costs(model: &SignatureModel<'_>, sizes: &[SizeMixture]) -> Vec<(Mechanism, Vec<Cost>)> {
    let tail = cumulative(-NINETY_PERCENT_SD);
    let mut found = Vec::new();
    for (member, size) in model.members.iter().zip(sizes) {
        let rows = || member.unit.iter().zip(&model.expected);
        let own_mode = if member.mechanism == Mechanism::ActiveControl { Mode::Active } else { Mode::Passive };
        let worst = rows().filter(|(_, row)| row.mode == own_mode).map(|(unit, _)| unit.abs()).fold(0.0, f64::max);
        if worst <= 0.0 || size.parts.is_empty() {
            continue;
        }
        let (estimate, low, high) = (size.mean(), size.quantile(tail), size.quantile(1.0 - tail));
        let mut costs: Vec<Cost> = rows()
            .filter(|(unit, _)| unit.abs() >= model.thresholds.cost_least_sd)
            .map(|(unit, row)| {
                let degrees = -unit / worst * row.sd;
                let (a, b) = (low * degrees, high * degrees);
                let estimate = estimate * degrees;
                let degrees = Interval { estimate, low: a.min(b).min(estimate), high: a.max(b).max(estimate) };
                Cost { test: row.test, mode: row.mode, degrees }
            })
            .collect();
        costs.sort_by(|a, b| {
            b.degrees.estimate.total_cmp(&a.degrees.estimate).then((a.test, a.mode).cmp(&(b.test, b.mode)))
        });
        found.push((member.mechanism, costs));
    }
    found
}
