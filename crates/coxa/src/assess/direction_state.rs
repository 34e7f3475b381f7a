//! Each direction of a hip: its range, what it lacks, what is borrowed, whether stretching it is useful.

use super::deficit::ninety_percent;
use super::gaussian::exceeds;
use super::knowledge::Expected;
use super::measured::{Measured, NINETY_FIVE_PERCENT_SD};
use super::pattern::{Deficit, DemandGap, DirectionState, StretchVerdict};
use super::range_direction::tests_of;
use super::thresholds::Thresholds;
use crate::vocabulary::{Direction, Mode, Side};

/// What is known about a side when its directions are judged.
pub(super) struct SideFacts<'a> {
    pub(super) side: Side,
    pub(super) values: &'a [Measured],
    pub(super) deficits: &'a [Deficit],
    pub(super) gaps: &'a [DemandGap],
    pub(super) expected: &'a [Expected],
    /// Probability per direction that bone or version is its main limit.
    pub(super) shape: &'a [(Direction, f64)],
    pub(super) hypermobile: bool,
    pub(super) fadir_positive: Option<bool>,
    pub(super) thresholds: &'a Thresholds,
}

impl SideFacts<'_> {
    /// Every direction, in the order of the vocabulary.
    pub(super) fn directions(&self) -> Vec<DirectionState> {
        Direction::ALL.iter().map(|direction| self.direction(*direction)).collect()
    }

    fn value(&self, direction: Direction, mode: Mode) -> Option<&Measured> {
        tests_of(direction).iter().find_map(|test| {
            self.values.iter().find(|value| {
                value.side == self.side
                    && value.of.test == *test
                    && value.of.mode == mode
                    && value.of.quantity.is_none()
            })
        })
    }

    /// Probability of being short and distance above norm in SDs, of every passive test of a direction.
    fn standings(&self, direction: Direction) -> Vec<(f64, f64)> {
        let passive = self.deficits.iter().filter(|deficit| {
            deficit.side == self.side
                && deficit.of.mode == Mode::Passive
                && deficit.of.quantity.is_none()
                && tests_of(direction).contains(&deficit.of.test)
        });
        passive
            .filter_map(|deficit| deficit.probability_short.zip(deficit.z).or_else(|| self.expected_standing(deficit)))
            .collect()
    }

    /// The same from what ordinary people reach, where no norm has a spread.
    fn expected_standing(&self, deficit: &Deficit) -> Option<(f64, f64)> {
        let fits = |row: &&Expected| row.test == deficit.of.test && row.mode == Mode::Passive && row.sd > 0.0;
        let row = self.expected.iter().find(fits)?;
        let value = self.values.iter().find(|value| value.side == self.side && value.of == deficit.of)?;
        let edge = row.mean - self.thresholds.short_sd * row.sd;
        Some((exceeds(edge, value.standard_error, value.value), (value.value - row.mean) / row.sd))
    }

    fn direction(&self, direction: Direction) -> DirectionState {
        let passive = self.value(direction, Mode::Passive);
        let active = passive.and_then(|passive| {
            let same = |value: &&Measured| {
                value.side == self.side && value.of.test == passive.of.test && value.of.mode == Mode::Active
            };
            self.values.iter().find(same)
        });
        let active = active.or_else(|| self.value(direction, Mode::Active));
        let interval = |value: &Measured| ninety_percent(value.value, value.standard_error);
        let own = passive.and_then(|passive| {
            self.deficits.iter().find(|deficit| deficit.side == self.side && deficit.of == passive.of)
        });
        let gaps = || {
            self.gaps
                .iter()
                .filter(|gap| gap.side == self.side && gap.direction == direction)
                .filter_map(|gap| gap.gap_deg)
        };
        let shape = self.shape.iter().find(|(of, _)| *of == direction).map_or(0.0, |(_, shape)| *shape);
        let standings = self.standings(direction);
        DirectionState {
            direction,
            passive_deg: passive.map(interval),
            active_deg: active.map(interval),
            deficit_deg: own.and_then(|deficit| deficit.deficit),
            demand_gap_deg: gaps().map(|gap| gap.estimate).max_by(f64::total_cmp),
            borrowed_deg: passive.zip(active).and_then(|(passive, active)| self.borrowed(passive, active)),
            shape_probability: shape,
            stretch: self.stretch(direction, &standings, gaps().any(|gap| gap.low > 0.0), shape),
        }
    }

    fn borrowed(&self, passive: &Measured, active: &Measured) -> Option<f64> {
        if passive.of.test != active.of.test {
            return None;
        }
        let (a, p) = (active.standard_error, passive.standard_error);
        let mdc = NINETY_FIVE_PERCENT_SD * libm::sqrt(a * a + p * p);
        let gap = passive.value - active.value;
        let least = self.thresholds.borrowed_least_deg.max(self.thresholds.borrowed_least_mdc * mdc);
        (gap > least).then_some(gap)
    }

    fn stretch(
        &self,
        direction: Direction,
        standings: &[(f64, f64)],
        lacks_for_a_task: bool,
        shape: f64,
    ) -> StretchVerdict {
        if self.value(direction, Mode::Passive).is_none() {
            return StretchVerdict::NotMeasured;
        }
        let pinched = matches!(direction, Direction::Flexion | Direction::Adduction | Direction::InternalRotation)
            && self.fadir_positive == Some(true);
        let short = standings.iter().any(|(short, _)| *short >= self.thresholds.useful_probability);
        if self.hypermobile || standings.iter().any(|(_, z)| *z > self.thresholds.beyond_sd) {
            StretchVerdict::Beyond
        } else if pinched || shape >= self.thresholds.shape_probability {
            StretchVerdict::Shape
        } else if short || lacks_for_a_task {
            StretchVerdict::Useful
        } else {
            StretchVerdict::NotShort
        }
    }
}
