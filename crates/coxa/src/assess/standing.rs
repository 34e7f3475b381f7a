//! Where measured ranges stand among ordinary people: by their norm, or by what people are expected to reach.

use super::deficit::ninety_percent;
use super::gaussian::exceeds;
use super::knowledge::Expected;
use super::measured::Measured;
use super::pattern::{Deficit, TestValue};
use super::range_direction::{signs_of, tests_of};
use super::thresholds::Thresholds;
use crate::vocabulary::{Direction, Interval, Mode, Quantity, Side, Test};

/// A number with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Estimate {
    pub(super) value: f64,
    pub(super) error: f64,
}

impl Estimate {
    pub(super) fn minus(self, other: Estimate) -> Estimate {
        Estimate {
            value: self.value - other.value,
            error: libm::sqrt(self.error * self.error + other.error * other.error),
        }
    }

    pub(super) fn at_least(self, limit: f64) -> f64 {
        exceeds(self.value, self.error, limit)
    }

    fn times(self, factor: f64) -> Estimate {
        Estimate { value: factor * self.value, error: factor.abs() * self.error }
    }
}

/// What one passive test says of a direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Standing {
    /// Probability of being short.
    pub(super) short: f64,
    /// Distance above what is usual, in SDs.
    pub(super) z: f64,
    /// What is missing to what is usual, degrees of the direction, positive when short.
    pub(super) deficit: Interval,
}

/// Everything measured, with what it is compared with.
#[derive(Clone, Copy)]
pub(super) struct Standings<'a> {
    pub(super) values: &'a [Measured],
    pub(super) deficits: &'a [Deficit],
    pub(super) expected: &'a [Expected],
    pub(super) thresholds: &'a Thresholds,
}

impl Standings<'_> {
    /// The value of a test, or the main reading of a screen: the flexion of the hip.
    pub(super) fn measured(&self, test: Test, mode: Mode, side: Side) -> Option<Estimate> {
        let here = |value: &&Measured| value.side == side && value.of.test == test && value.of.mode == mode;
        let plain = self.values.iter().filter(here).find(|value| value.of.quantity.is_none());
        let reading = || self.values.iter().filter(here).find(|value| value.of.quantity == Some(Quantity::HipFlexion));
        plain.or_else(reading).map(|value| Estimate { value: value.value, error: value.standard_error })
    }

    fn norm(&self, test: Test, mode: Mode, side: Side) -> Option<&Deficit> {
        let of = TestValue { test, mode, quantity: None };
        self.deficits.iter().find(|deficit| deficit.side == side && deficit.of == of)
    }

    fn expected(&self, test: Test, mode: Mode) -> Option<&Expected> {
        self.expected.iter().find(|row| row.test == test && row.mode == mode && row.sd > 0.0)
    }

    /// How far a value lies above norm in norm SDs; above the expected row where no norm of this mode has a spread.
    pub(super) fn of(&self, test: Test, mode: Mode, side: Side) -> Option<Estimate> {
        let value = self.measured(test, mode, side)?;
        let norm = self.norm(test, mode, side).and_then(|deficit| deficit.norm_mean.zip(deficit.norm_sd));
        let expected = || self.expected(test, mode).map(|row| (row.mean, row.sd));
        let (mean, sd) = norm.or_else(expected).filter(|(_, sd)| *sd > 0.0)?;
        Some(Estimate { value: value.value - mean, error: value.error }.times(1.0 / sd))
    }

    /// What every passive test of a direction that was done says of it, the usual test first.
    pub(super) fn in_direction(&self, direction: Direction, side: Side) -> Vec<Standing> {
        let own = tests_of(direction).iter().map(|test| (*test, true));
        let signs = signs_of(direction).iter().map(|test| (*test, false));
        own.chain(signs).filter_map(|(test, is_own)| self.standing(direction, test, is_own, side)).collect()
    }

    fn standing(&self, direction: Direction, test: Test, is_own: bool, side: Side) -> Option<Standing> {
        let z = self.of(test, Mode::Passive, side)?;
        let norm = self.norm(test, Mode::Passive, side).and_then(|deficit| deficit.deficit).filter(|_| is_own);
        let deficit = norm.or_else(|| {
            // Another angle is taken over in SDs: the same share of people is as short.
            let scale = if is_own { Some(test) } else { tests_of(direction).first().copied() };
            let missing = z.times(-self.expected(scale?, Mode::Passive)?.sd);
            Some(ninety_percent(missing.value, missing.error))
        })?;
        Some(Standing { short: 1.0 - z.at_least(-self.thresholds.short_sd), z: z.value, deficit })
    }

    /// Probability that the shortest direction of a side is short; `None` when too few were measured to say that
    /// nothing is.
    pub(super) fn shortest(&self, side: Side) -> Option<f64> {
        let directions: Vec<f64> = Direction::ALL
            .iter()
            .filter_map(|direction| {
                self.in_direction(*direction, side).iter().map(|standing| standing.short).max_by(f64::total_cmp)
            })
            .collect();
        let enough = directions.len() as f64 >= self.thresholds.normal_least_directions;
        directions.into_iter().max_by(f64::total_cmp).filter(|_| enough)
    }
}
