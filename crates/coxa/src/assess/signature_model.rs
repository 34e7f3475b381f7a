//! Belief in mechanisms from their signatures: none, one or two restrictions on a background of ordinary variation.
//!
//! Each mechanism moves each test by a known share of the test's spread. Values that ordinary variation, what is
//! peculiar to a test and measurement error explain badly speak for the restrictions whose signature explains them
//! better. Everything is normal and linear, so the answer is exact, needs no sampling and is the same everywhere.
//! A later model that solves the mechanics themselves takes the same place behind [`MechanismModel`].

use super::burden::{Burden, largest};
use super::gaussian::{Square, dot};
use super::hypothesis::{Explanation, SizePrior};
use super::knowledge::{AssessKnowledge, Contrast, Expected};
use super::mechanism_model::{MechanismEvidence, MechanismModel, Posterior};
use super::ordinary_variation::{Member, covariance, loadings, variation};
use super::range_direction::tests_of;
use super::side_fit::{Background, Reading, SideFit, Worst};
use super::signature_costs::{SizeMixture, costs};
use super::signature_information::{Prediction, information};
use super::thresholds::Thresholds;
use crate::vocabulary::{BySide, Direction, Family, Mechanism, Mode, Side, Test};

/// A value further from expected than this many SDs is an error of writing; the robust weights need no more.
const FARTHEST_SD: f64 = 20.0;

/// The model of signatures.
pub struct SignatureModel<'a> {
    pub(super) expected: Vec<&'a Expected>,
    pub(super) members: Vec<Member>,
    contrasts: &'a [Contrast],
    pub(super) thresholds: Thresholds,
    /// Covariance of all rows of both sides without the error of measuring, left rows first.
    covariance: Square,
    /// Loadings of all rows on the ordinary variation, left mechanisms first, pelvic tilt last.
    loadings: Vec<Vec<f64>>,
    /// Covariance of the ordinary variation.
    variation: Square,
}

impl<'a> SignatureModel<'a> {
    /// The model with these tables; only end-range mechanisms with a signature take part.
    #[must_use]
    pub fn new(knowledge: &'a AssessKnowledge, thresholds: Thresholds) -> SignatureModel<'a> {
        let mut expected: Vec<&Expected> = knowledge.expected.iter().filter(|row| row.sd > 0.0).collect();
        expected.sort_by_key(|row| (row.test, row.mode));
        expected.dedup_by_key(|row| (row.test, row.mode));
        let on_scale = |effects: &[(Test, Mode, f64)]| -> Vec<f64> {
            expected
                .iter()
                .map(|row| effects.iter().find(|(test, mode, _)| (*test, *mode) == (row.test, row.mode)))
                .map(|effect| effect.map_or(0.0, |(_, _, size)| *size))
                .collect()
        };
        let mut members: Vec<Member> = knowledge
            .signatures
            .iter()
            .filter(|signature| signature.mechanism.is_end_range() && !signature.effects.is_empty())
            .map(|signature| Member {
                mechanism: signature.mechanism,
                share: signature.prior.value.max(0.0),
                left_right: signature.left_right.value.clamp(0.0, 1.0),
                unit: on_scale(&signature.effects),
                background: on_scale(&signature.background),
            })
            .collect();
        members.sort_by_key(|member| member.mechanism);
        let total: f64 = members.iter().map(|member| member.share).sum();
        if total > 0.0 {
            members.iter_mut().for_each(|member| member.share /= total);
        }
        let variation = variation(&members, &thresholds);
        let loadings = loadings(&members, &expected);
        let covariance = covariance(&expected, &loadings, &variation, &thresholds);
        let contrasts = &knowledge.contrasts;
        SignatureModel { expected, members, contrasts, thresholds, covariance, loadings, variation }
    }

    /// Rows of both sides: left rows first.
    pub(super) fn row_of(&self, side: Side, index: usize) -> usize {
        match side {
            Side::Left => index,
            Side::Right => self.expected.len() + index,
        }
    }

    pub(super) fn covariance_between(&self, row: usize, readings: &[Reading]) -> Vec<f64> {
        readings.iter().map(|reading| self.covariance.at(row, reading.row)).collect()
    }

    pub(super) fn variance(&self, row: usize) -> f64 {
        self.covariance.at(row, row)
    }

    fn readings(&self, evidence: &MechanismEvidence) -> Vec<Reading> {
        let mut readings: Vec<Reading> = evidence
            .ranges
            .iter()
            .filter_map(|range| {
                let index = self.expected.iter().position(|row| (row.test, row.mode) == (range.test, range.mode))?;
                let row = self.expected[index];
                let z = (range.degrees - row.mean - range.shift_deg) / row.sd;
                let error =
                    range.standard_error_deg * range.standard_error_deg + row.discrepancy_sd * row.discrepancy_sd;
                (z.is_finite() && error.is_finite()).then(|| Reading {
                    row: self.row_of(range.side, index),
                    z: z.clamp(-FARTHEST_SD, FARTHEST_SD),
                    // A value without any error would make the covariance singular where rows agree.
                    error_variance: (error / (row.sd * row.sd)).max(1e-4),
                })
            })
            .collect();
        readings.sort_by(|a, b| a.row.cmp(&b.row).then(a.z.total_cmp(&b.z)));
        readings.dedup_by_key(|reading| reading.row);
        readings
    }

    /// What each restriction of a side would do to the readings of both.
    pub(super) fn effect(&self, member: &Member, sign: f64, side: Side, row: usize) -> f64 {
        let count = self.expected.len();
        let row_side = if row < count { Side::Left } else { Side::Right };
        if row_side == side || member.is_shared() { sign * member.unit[row % count] } else { 0.0 }
    }

    fn explanations(&self, side: Side, readings: &[Reading]) -> (Vec<Explanation>, Vec<f64>) {
        let mut explanations = Vec::new();
        let mut signs = Vec::new();
        for (index, member) in self.members.iter().enumerate() {
            let senses: &[f64] = if member.two_sided() { &[1.0, -1.0] } else { &[1.0] };
            for sign in senses {
                explanations.push(Explanation {
                    mechanism: index,
                    effects: readings.iter().map(|reading| self.effect(member, *sign, side, reading.row)).collect(),
                    share: member.share / senses.len() as f64,
                });
                signs.push(*sign);
            }
        }
        (explanations, signs)
    }

    fn size_prior(&self) -> SizePrior {
        SizePrior {
            mean: self.thresholds.restriction_size_mean,
            sd: self.thresholds.restriction_size_sd.max(1e-3),
            one_odds: self.thresholds.one_restriction_odds,
            two_odds: self.thresholds.two_restrictions_odds,
        }
    }

    /// How the ordinary variation of each mechanism of a side goes with the readings.
    fn backgrounds(&self, side: Side, readings: &[Reading]) -> Vec<Background> {
        let count = self.members.len();
        let first = match side {
            Side::Left => 0,
            Side::Right => count,
        };
        (first..first + count)
            .map(|latent| Background {
                variance: self.variation.at(latent, latent),
                shared: readings
                    .iter()
                    .map(|reading| dot(self.variation.row(latent), &self.loadings[reading.row]))
                    .collect(),
                known: Vec::new(),
            })
            .collect()
    }

    /// The largest effect of each mechanism over the rows that `counts` accepts, per unit and per ordinary SD.
    fn worst(&self, counts: &dyn Fn(&Member, &Expected) -> bool) -> Vec<Worst> {
        self.members
            .iter()
            .map(|member| {
                let over = |effects: &[f64]| {
                    let rows = effects.iter().zip(&self.expected).filter(|(_, row)| counts(member, row));
                    rows.map(|(effect, _)| if member.two_sided() { effect.abs() } else { -effect }).fold(0.0, f64::max)
                };
                Worst { unit: over(&member.unit), ordinary: over(&member.background), two_sided: member.two_sided() }
            })
            .collect()
    }

    fn infer_side(&self, side: Side, readings: &[Reading], evidence: &MechanismEvidence) -> Posterior {
        let (explanations, signs) = self.explanations(side, readings);
        let backgrounds = self.backgrounds(side, readings);
        let covariance = |a: usize, b: usize| self.covariance.at(readings[a].row, readings[b].row);
        let Some(fit) = SideFit::new(readings, &covariance, explanations, signs, &self.size_prior(), &self.thresholds)
        else {
            return Posterior { none: 1.0, ..Posterior::default() };
        };
        let backgrounds = fit.conditioned(backgrounds);
        let limit = self.thresholds.limiting_sd;
        let count = self.members.len();
        let factors = self.factors(side, evidence);
        let worst = self.worst(&counts_anywhere);
        let burdens: Vec<Vec<Burden>> =
            fit.hypotheses.iter().map(|hypothesis| fit.burdens(hypothesis, &backgrounds, &worst)).collect();
        // Of each hypothesis how probably each mechanism is the largest; contrasts change that and the hypothesis alike.
        let mut by_hypothesis: Vec<Vec<f64>> = burdens.iter().map(|burdens| largest(burdens, limit)).collect();
        let shape = self.shape(&fit, &backgrounds, limit, &factors);
        let mut hypotheses = fit.hypotheses.clone();
        for (hypothesis, own) in hypotheses.iter_mut().zip(&mut by_hypothesis) {
            hypothesis.weight *= weigh(own, &factors);
        }
        let total: f64 = hypotheses.iter().map(|hypothesis| hypothesis.weight).sum();
        hypotheses.iter_mut().for_each(|hypothesis| hypothesis.weight /= total);

        let mut shares = vec![0.0; count + 1];
        let mut sizes = vec![SizeMixture::default(); count];
        for ((hypothesis, own), burdens) in hypotheses.iter().zip(&by_hypothesis).zip(&burdens) {
            shares.iter_mut().zip(own).for_each(|(share, own)| *share += hypothesis.weight * own);
            for (mixture, burden) in sizes.iter_mut().zip(burdens) {
                mixture.add(hypothesis.weight, burden.mean, burden.sd);
            }
        }
        let information = self
            .predictions(side, &fit)
            .iter()
            .map(|Prediction { test, mode, by_hypothesis: outlook }| {
                (*test, *mode, information(&hypotheses, &by_hypothesis, outlook))
            })
            .collect();
        Posterior {
            mechanisms: self.members.iter().map(|member| member.mechanism).zip(shares.iter().copied()).collect(),
            none: shares[count],
            costs: costs(self, &sizes),
            shape,
            information,
            misfits: fit.misfits.iter().filter_map(|row| self.own_row(side, *row)).collect(),
        }
    }

    fn own_row(&self, side: Side, row: usize) -> Option<(Test, Mode)> {
        let count = self.expected.len();
        let index = row.checked_sub(self.row_of(side, 0)).filter(|index| *index < count)?;
        Some((self.expected[index].test, self.expected[index].mode))
    }

    /// Probability that the shape of the bones is the main limit of a direction.
    fn shape(&self, fit: &SideFit, backgrounds: &[Background], limit: f64, factors: &[f64]) -> Vec<(Direction, f64)> {
        let is_shape = |member: &Member| member.mechanism.family() == Family::Shape;
        let mut found = Vec::new();
        for direction in Direction::ALL {
            let counts = |member: &Member, row: &Expected| {
                row.mode == Mode::Passive
                    && tests_of(*direction).contains(&row.test)
                    && member.mechanism != Mechanism::ActiveControl
            };
            let touches = self.members.iter().filter(|member| is_shape(member)).any(|member| {
                member.unit.iter().zip(&self.expected).any(|(effect, row)| counts(member, row) && effect.abs() > 0.0)
            });
            let mut probability = 0.0;
            if touches {
                let mut worst = self.worst(&counts);
                // In one direction only one sense of a shift limits.
                for (worst, member) in worst.iter_mut().zip(&self.members) {
                    if worst.two_sided {
                        worst.two_sided = false;
                        let sense = self.sense(member, &|row| counts(member, row));
                        worst.unit *= sense;
                        worst.ordinary *= sense;
                    }
                }
                let mut shares = vec![0.0; self.members.len() + 1];
                for hypothesis in &fit.hypotheses {
                    let own = largest(&fit.burdens(hypothesis, backgrounds, &worst), limit);
                    shares.iter_mut().zip(&own).for_each(|(share, own)| *share += hypothesis.weight * own);
                }
                weigh(&mut shares, factors);
                let shape = self.members.iter().zip(&shares).filter(|(member, _)| is_shape(member));
                probability = shape.map(|(_, share)| share).sum();
            }
            found.push((*direction, probability));
        }
        found
    }

    /// 1 when a positive size of the mechanism lowers the rows, −1 when it raises them.
    fn sense(&self, member: &Member, counts: &dyn Fn(&Expected) -> bool) -> f64 {
        let rows = member.unit.iter().zip(&self.expected).filter(|(_, row)| counts(row));
        if rows.map(|(effect, _)| effect).sum::<f64>() > 0.0 { -1.0 } else { 1.0 }
    }

    /// What the contrasts make of the odds of each mechanism, and of none as the last entry, which they leave alone.
    ///
    /// They are damped because they share tests with the signatures and with each other.
    fn factors(&self, side: Side, evidence: &MechanismEvidence) -> Vec<f64> {
        let mut results: Vec<_> = evidence.contrasts.iter().filter(|result| result.side == side).collect();
        results.sort_by(|a, b| a.contrast.cmp(&b.contrast));
        let mut log_factors = vec![0.0; self.members.len() + 1];
        for result in results {
            let Some(row) = self.contrasts.iter().find(|row| row.id == result.contrast) else { continue };
            let weight = if row.rests_on_angles() {
                self.thresholds.contrast_weight_angles
            } else {
                self.thresholds.contrast_weight_other
            };
            for (member, factor) in self.members.iter().zip(&mut log_factors) {
                *factor += weight * row.log_ratio(member.mechanism, result.holds).unwrap_or(0.0);
            }
        }
        // Nothing is decided by more, and no table makes a number that is not finite.
        log_factors.into_iter().map(|factor| libm::exp(factor.clamp(-50.0, 50.0))).collect()
    }
}

/// Multiplies shares by factors and makes them sum to one again; returns the sum they had.
fn weigh(shares: &mut [f64], factors: &[f64]) -> f64 {
    shares.iter_mut().zip(factors).for_each(|(share, factor)| *share *= factor);
    let total: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= total);
    total
}

impl MechanismModel for SignatureModel<'_> {
    fn method(&self) -> &'static str {
        "signatures/1"
    }

    fn infer(&self, evidence: &MechanismEvidence) -> BySide<Posterior> {
        let readings = self.readings(evidence);
        BySide::from_fn(|side| self.infer_side(side, &readings, evidence))
    }
}

/// A burden counts by the passive tests; poor control shows in the active ones only.
fn counts_anywhere(member: &Member, row: &Expected) -> bool {
    let mode = if member.mechanism == Mechanism::ActiveControl { Mode::Active } else { Mode::Passive };
    row.mode == mode
}
