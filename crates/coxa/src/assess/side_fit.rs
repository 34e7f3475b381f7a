//! One side's readings weighed: which restrictions explain them, and how large every mechanism is under each.

use super::burden::Burden;
use super::gaussian::{Square, dot};
use super::hypothesis::{Explanation, Hypothesis, SizePrior, weigh};
use super::thresholds::Thresholds;

/// How often the weights of misfitting values are found again.
const ROBUST_ROUNDS: usize = 2;

/// One measured value on the scale of the signatures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// Index among the rows of both sides.
    pub(super) row: usize,
    /// How far it lies from expected, in SDs of the test.
    pub(super) z: f64,
    /// Variance of its error, in the same unit.
    pub(super) error_variance: f64,
}

/// The ordinary variation of one mechanism and how it goes with the readings.
pub(super) struct Background {
    /// Variance before any test.
    pub(super) variance: f64,
    /// Covariance with each reading.
    pub(super) shared: Vec<f64>,
    /// What each reading tells about it; empty until conditioned.
    pub(super) known: Vec<f64>,
}

/// The largest effect of a mechanism over the rows that count.
pub(super) struct Worst {
    /// For one unit of restriction.
    pub(super) unit: f64,
    /// For one SD of ordinary variation.
    pub(super) ordinary: f64,
    /// Whether it burdens in either sense.
    pub(super) two_sided: bool,
}

/// One side's readings with what explains them.
pub(super) struct SideFit {
    pub(super) readings: Vec<Reading>,
    /// Inverse covariance of the readings when nothing is restricted.
    pub(super) precision: Square,
    pub(super) explanations: Vec<Explanation>,
    /// The sign in which each explanation moves its mechanism.
    pub(super) signs: Vec<f64>,
    /// Every explanation worth following, most probable first.
    pub(super) hypotheses: Vec<Hypothesis>,
    /// Rows that misfit all others.
    pub(super) misfits: Vec<usize>,
}

impl SideFit {
    /// Weighs the explanations of one side, trusting a value the less the worse all others predict it.
    ///
    /// * `covariance` – of two readings, by index, without the error of measuring
    ///
    /// Returns `None` when the covariance is not positive definite, which only broken tables can cause.
    pub(super) fn new(
        readings: &[Reading],
        covariance: &dyn Fn(usize, usize) -> f64,
        explanations: Vec<Explanation>,
        signs: Vec<f64>,
        prior: &SizePrior,
        thresholds: &Thresholds,
    ) -> Option<SideFit> {
        let values: Vec<f64> = readings.iter().map(|reading| reading.z).collect();
        let freedom = thresholds.robust_freedom.max(1.0);
        let mut distrust = vec![0.0; readings.len()];
        let mut misfits = Vec::new();
        let mut round = 0;
        loop {
            let precision = Square::from_fn(readings.len(), |a, b| {
                let own = if a == b { readings[a].error_variance + distrust[a] } else { 0.0 };
                covariance(a, b) + own
            })
            .inverse()?;
            let hypotheses = weigh(&precision, &values, &explanations, prior);
            if round == ROBUST_ROUNDS {
                let readings = readings.to_vec();
                return Some(SideFit { readings, precision, explanations, signs, hypotheses, misfits });
            }
            round += 1;
            let rest = unexplained(&values, &explanations, hypotheses.first());
            let weighed = precision.times(&rest);
            misfits.clear();
            for (index, reading) in readings.iter().enumerate() {
                // What all other values leave open of this one, and how far off it is.
                let open = 1.0 / precision.at(index, index);
                let misfit = weighed[index] * open.sqrt();
                if misfit.abs() > thresholds.repeat_misfit_sd {
                    misfits.push(reading.row);
                }
                let trust = ((freedom + 1.0) / (freedom + misfit * misfit)).min(1.0);
                // Never trusted more than at first: a later round cannot win back what an earlier one lost.
                distrust[index] = f64::max(distrust[index], (1.0 / trust - 1.0) * open);
            }
        }
    }

    /// The backgrounds with what the readings tell about each.
    pub(super) fn conditioned(&self, mut backgrounds: Vec<Background>) -> Vec<Background> {
        for background in &mut backgrounds {
            background.known = self.precision.times(&background.shared);
        }
        backgrounds
    }

    /// How burdensome each mechanism is under one hypothesis.
    pub(super) fn burdens(&self, hypothesis: &Hypothesis, backgrounds: &[Background], worst: &[Worst]) -> Vec<Burden> {
        let values: Vec<f64> = self.readings.iter().map(|reading| reading.z).collect();
        let rest = unexplained(&values, &self.explanations, Some(hypothesis));
        backgrounds
            .iter()
            .zip(worst)
            .enumerate()
            .map(|(index, (background, worst))| {
                let ordinary = worst.ordinary;
                let open = (background.variance - dot(&background.shared, &background.known)).max(0.0);
                let mut mean = ordinary * dot(&background.known, &rest);
                let mut variance = ordinary * ordinary * open;
                // The sizes of the restrictions are uncertain too, and what they take is missing in the background.
                let response: Vec<f64> = hypothesis
                    .restrictions
                    .iter()
                    .map(|at| {
                        let explanation = &self.explanations[*at];
                        let own = if explanation.mechanism == index { worst.unit * self.signs[*at] } else { 0.0 };
                        own - ordinary * dot(&background.known, &explanation.effects)
                    })
                    .collect();
                for (a, at) in hypothesis.restrictions.iter().enumerate() {
                    if self.explanations[*at].mechanism == index {
                        mean += worst.unit * self.signs[*at] * hypothesis.size[a];
                    }
                    for (b, other) in response.iter().enumerate() {
                        variance += response[a] * hypothesis.size_covariance[a][b] * other;
                    }
                }
                Burden { mean, sd: variance.max(0.0).sqrt(), two_sided: worst.two_sided }
            })
            .collect()
    }
}

/// The values less what a hypothesis explains of them.
fn unexplained(values: &[f64], explanations: &[Explanation], hypothesis: Option<&Hypothesis>) -> Vec<f64> {
    let mut rest = values.to_vec();
    if let Some(hypothesis) = hypothesis {
        for (at, size) in hypothesis.restrictions.iter().zip(&hypothesis.size) {
            rest.iter_mut().zip(&explanations[*at].effects).for_each(|(rest, effect)| *rest -= size * effect);
        }
    }
    rest
}
