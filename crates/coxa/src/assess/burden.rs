//! Which of several uncertain burdens is the largest, and whether any is large enough to limit.

use super::gaussian::{cumulative, exceeds};

/// Intervals between the smallest and the largest conceivable burden; finer ones change no probability by 0.01.
const INTERVALS: usize = 40;

/// Beyond so many SDs nothing is conceivable.
const CONCEIVABLE_SD: f64 = 4.0;

/// The smallest probability whose logarithm is used.
const TINY: f64 = 1e-200;

/// A burden, known as a normal distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Burden {
    /// Its mean, in SDs of a test.
    pub mean: f64,
    /// Its SD.
    pub sd: f64,
    /// Whether it burdens in either sense of its sign.
    pub two_sided: bool,
}

impl Burden {
    /// Probability of being at most `limit`.
    fn at_most(&self, limit: f64) -> f64 {
        if self.two_sided {
            (1.0 - exceeds(self.mean, self.sd, limit) - exceeds(-self.mean, self.sd, limit)).max(0.0)
        } else if self.sd > 0.0 {
            cumulative((limit - self.mean) / self.sd)
        } else {
            1.0 - exceeds(self.mean, self.sd, limit)
        }
    }
}

/// Probability of each burden to be the largest and at least `limit`, and that none reaches it, as the last entry.
///
/// Takes the burdens as independent given all that is known; the dependence left is small and costs an integral.
pub(super) fn largest(burdens: &[Burden], limit: f64) -> Vec<f64> {
    // What cannot reach the limit cannot be the largest; leaving it out saves most of the work in one direction.
    let able: Vec<(usize, &Burden)> =
        burdens.iter().enumerate().filter(|(_, burden)| burden.at_most(limit) < 1.0).collect();
    let reach = able.iter().map(|(_, burden)| burden.mean.abs() + CONCEIVABLE_SD * burden.sd);
    let step = (reach.fold(limit + 1.0, f64::max) - limit) / INTERVALS as f64;
    // Of each edge: the probability of every burden to stay below it, its logarithm, and the sum of those.
    let below = |edge: usize| -> (Vec<(f64, f64)>, f64) {
        let at = limit + edge as f64 * step;
        let each: Vec<(f64, f64)> = able
            .iter()
            .map(|(_, burden)| burden.at_most(at).max(TINY))
            .map(|probability| (probability, libm::log(probability)))
            .collect();
        let all = each.iter().map(|(_, log)| log).sum();
        (each, all)
    };

    let mut shares = vec![0.0; burdens.len() + 1];
    let (mut lower, mut log_lower) = below(0);
    shares[burdens.len()] = libm::exp(log_lower);
    for edge in 1..=INTERVALS {
        let (upper, log_upper) = below(edge);
        for (((index, _), from), to) in able.iter().zip(&lower).zip(&upper) {
            let rise = to.0 - from.0;
            if rise > 0.0 {
                shares[*index] += rise * libm::exp(0.5 * (log_lower - from.1 + log_upper - to.1));
            }
        }
        (lower, log_lower) = (upper, log_upper);
    }
    let total: f64 = shares.iter().sum();
    if total > 0.0 {
        shares.iter_mut().for_each(|share| *share /= total);
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::{Burden, largest};

    /// The integral is cut into intervals and normalised.
    const INTEGRATION: f64 = 0.01;

    #[test]
    fn equal_burdens_share_what_none_leaves() {
        let burden = Burden { mean: 1.0, sd: 0.3, two_sided: false };
        let shares = largest(&[burden; 4], 0.5);
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((shares[0] - shares[3]).abs() < 1e-12);
        assert!(shares[4] < INTEGRATION);
    }

    #[test]
    fn two_burdens_agree_with_the_difference_of_normals() {
        let shares = largest(
            &[Burden { mean: 2.0, sd: 0.3, two_sided: false }, Burden { mean: 1.6, sd: 0.4, two_sided: false }],
            0.0,
        );
        // 0.4 / sqrt(0.3^2 + 0.4^2) = 0.8 SDs apart.
        assert!((shares[0] - 0.788).abs() < INTEGRATION);
    }

    #[test]
    fn a_two_sided_burden_counts_in_both_senses() {
        let shares = largest(&[Burden { mean: -2.0, sd: 0.2, two_sided: true }], 0.5);
        assert!(shares[0] > 0.99);
    }
}
