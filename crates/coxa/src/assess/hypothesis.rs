//! None, one or two restrictions: how well each such explanation fits the measured ranges of a side.

use super::gaussian::{Square, dot};

/// One or two restrictions, or none, with the sizes that fit best.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hypothesis {
    /// Probability, all hypotheses considered.
    pub weight: f64,
    /// The restrictions, as indices of explanations; at most two.
    pub restrictions: Vec<usize>,
    /// Their sizes, in units of their signatures.
    pub size: Vec<f64>,
    /// Covariance of the sizes.
    pub size_covariance: Vec<Vec<f64>>,
}

/// What is assumed before any test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SizePrior {
    /// Usual size of a restriction.
    pub mean: f64,
    /// Its SD, above 0.
    pub sd: f64,
    /// Odds of one restriction against none.
    pub one_odds: f64,
    /// Odds of two restrictions against none.
    pub two_odds: f64,
}

/// A restriction that could explain values: its effect on each of them and its share among all before any test.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Explanation {
    /// Which mechanism, as an index; two explanations of one mechanism never go together.
    pub mechanism: usize,
    /// Effect of one unit on each value.
    pub effects: Vec<f64>,
    /// Share among the explanations before any test, 0–1.
    pub share: f64,
}

/// Less likely than the best explanation by this factor is not followed further; there are some 150 of them.
const NEGLIGIBLE: f64 = 1e-3;

/// Logarithm that stands for impossible.
fn log_or_never(x: f64) -> f64 {
    if x > 0.0 { libm::log(x) } else { -1e9 }
}

/// Every hypothesis worth following, most probable first.
///
/// * `precision` – inverse covariance of the values when nothing is restricted
/// * `values` – what was measured, from what is expected
pub(super) fn weigh(
    precision: &Square,
    values: &[f64],
    explanations: &[Explanation],
    prior: &SizePrior,
) -> Vec<Hypothesis> {
    let prior_precision = 1.0 / (prior.sd * prior.sd);
    let spread: Vec<Vec<f64>> = explanations.iter().map(|one| precision.times(&one.effects)).collect();
    let fit: Vec<f64> = spread.iter().map(|spread| dot(spread, values) + prior.mean * prior_precision).collect();
    let overlap = |i: usize, j: usize| dot(&explanations[i].effects, &spread[j]);
    let prior_energy = prior.mean * prior.mean * prior_precision;

    let mut found = vec![Hypothesis { weight: 0.0, restrictions: vec![], size: vec![], size_covariance: vec![] }];
    for i in 0..explanations.len() {
        let p = overlap(i, i) + prior_precision;
        let size = fit[i] / p;
        let log_fit = 0.5 * (fit[i] * size - prior_energy) - 0.5 * libm::log(p / prior_precision);
        found.push(Hypothesis {
            weight: log_fit + log_or_never(prior.one_odds * explanations[i].share),
            restrictions: vec![i],
            size: vec![size],
            size_covariance: vec![vec![1.0 / p]],
        });
        for j in (0..i).filter(|j| explanations[*j].mechanism != explanations[i].mechanism) {
            let (q, r) = (overlap(j, j) + prior_precision, overlap(i, j));
            let determinant = p * q - r * r;
            if determinant <= 0.0 {
                continue;
            }
            let (size_i, size_j) = ((q * fit[i] - r * fit[j]) / determinant, (p * fit[j] - r * fit[i]) / determinant);
            let log_fit = 0.5 * (fit[i] * size_i + fit[j] * size_j - 2.0 * prior_energy)
                - 0.5 * libm::log(determinant / (prior_precision * prior_precision));
            let share = 2.0 * explanations[i].share * explanations[j].share;
            let off = -r / determinant;
            found.push(Hypothesis {
                weight: log_fit + log_or_never(prior.two_odds * share),
                restrictions: vec![i, j],
                size: vec![size_i, size_j],
                size_covariance: vec![vec![q / determinant, off], vec![off, p / determinant]],
            });
        }
    }
    let best = found.iter().map(|hypothesis| hypothesis.weight).fold(f64::NEG_INFINITY, f64::max);
    for hypothesis in &mut found {
        hypothesis.weight = libm::exp(hypothesis.weight - best);
    }
    found.retain(|hypothesis| hypothesis.weight >= NEGLIGIBLE);
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.restrictions.cmp(&b.restrictions)));
    let total: f64 = found.iter().map(|hypothesis| hypothesis.weight).sum();
    for hypothesis in &mut found {
        hypothesis.weight /= total;
    }
    found
}
