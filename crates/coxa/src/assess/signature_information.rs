//! What a test not yet done would tell about the largest mechanism.

use super::gaussian::{density, dot};
use super::hypothesis::Hypothesis;
use super::side_fit::SideFit;
use super::signature_model::SignatureModel;
use crate::vocabulary::{Mode, Side, Test};

/// Points at which a possible result is tried; more change no answer by 0.001 nats.
const POINTS: usize = 33;

/// A result further from expected than this many SDs is not tried.
const FARTHEST_SD: f64 = 4.0;

/// What each hypothesis predicts a test to read, as mean and SD.
pub(super) struct Prediction {
    pub(super) test: Test,
    pub(super) mode: Mode,
    pub(super) by_hypothesis: Vec<(f64, f64)>,
}

impl SignatureModel<'_> {
    /// Predictions of every row of a side that has no reading.
    pub(super) fn predictions(&self, side: Side, fit: &SideFit) -> Vec<Prediction> {
        let mut found = Vec::new();
        for (index, expected) in self.expected.iter().enumerate() {
            let row = self.row_of(side, index);
            if fit.readings.iter().any(|reading| reading.row == row) {
                continue;
            }
            let shared = self.covariance_between(row, &fit.readings);
            let known = fit.precision.times(&shared);
            let error = self.thresholds.default_standard_error;
            let noise =
                (error * error + expected.discrepancy_sd * expected.discrepancy_sd) / (expected.sd * expected.sd);
            let open = (self.variance(row) - dot(&shared, &known)).max(0.0) + noise.max(1e-4);
            let values: Vec<f64> = fit.readings.iter().map(|reading| reading.z).collect();
            let ordinary = dot(&known, &values);
            // What one unit of each explanation adds to the result beyond what the readings already show of it.
            let news: Vec<f64> = fit
                .explanations
                .iter()
                .zip(&fit.signs)
                .map(|(explanation, sign)| {
                    let member = &self.members[explanation.mechanism];
                    self.effect(member, *sign, side, row) - dot(&known, &explanation.effects)
                })
                .collect();
            let by_hypothesis = fit
                .hypotheses
                .iter()
                .map(|hypothesis| {
                    let mut mean = ordinary;
                    let mut variance = open;
                    for (a, at) in hypothesis.restrictions.iter().enumerate() {
                        mean += news[*at] * hypothesis.size[a];
                        for (b, other) in hypothesis.restrictions.iter().enumerate() {
                            variance += news[*at] * hypothesis.size_covariance[a][b] * news[*other];
                        }
                    }
                    (mean, variance.max(1e-6).sqrt())
                })
                .collect();
            found.push(Prediction { test: expected.test, mode: expected.mode, by_hypothesis });
        }
        found
    }
}

fn entropy(shares: &[f64]) -> f64 {
    shares.iter().filter(|share| **share > 0.0).map(|share| -share * libm::log(*share)).sum()
}

/// Expected loss of entropy over which mechanism is largest, nats.
///
/// * `largest` – for each hypothesis the probability of each mechanism to be the largest, and of none
/// * `outlook` – what each hypothesis predicts
pub(super) fn information(hypotheses: &[Hypothesis], largest: &[Vec<f64>], outlook: &[(f64, f64)]) -> f64 {
    let classes = largest.first().map_or(0, Vec::len);
    let mut before = vec![0.0; classes];
    for (hypothesis, own) in hypotheses.iter().zip(largest) {
        before.iter_mut().zip(own).for_each(|(share, own)| *share += hypothesis.weight * own);
    }
    let low = outlook.iter().map(|(mean, sd)| mean - FARTHEST_SD * sd).fold(f64::INFINITY, f64::min);
    let high = outlook.iter().map(|(mean, sd)| mean + FARTHEST_SD * sd).fold(f64::NEG_INFINITY, f64::max);
    if classes == 0 || !(high - low).is_finite() {
        return 0.0;
    }
    let (mut after, mut total) = (0.0, 0.0);
    for point in 0..POINTS {
        let result = low + (high - low) * (point as f64 + 0.5) / POINTS as f64;
        let mut shares = vec![0.0; classes];
        let mut likelihood = 0.0;
        for ((hypothesis, own), (mean, sd)) in hypotheses.iter().zip(largest).zip(outlook) {
            let weight = hypothesis.weight * density(result, *mean, *sd);
            likelihood += weight;
            shares.iter_mut().zip(own).for_each(|(share, own)| *share += weight * own);
        }
        if likelihood > 0.0 {
            shares.iter_mut().for_each(|share| *share /= likelihood);
            after += likelihood * entropy(&shares);
            total += likelihood;
        }
    }
    if total > 0.0 { (entropy(&before) - after / total).max(0.0) } else { 0.0 }
}
