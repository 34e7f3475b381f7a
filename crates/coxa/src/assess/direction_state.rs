//! Each direction of a hip: its range, what it lacks, what is borrowed, whether stretching it is useful.

use super::deficit::ninety_percent;
use super::knowledge::{Condition, Contrast};
use super::measured::{Measured, NINETY_FIVE_PERCENT_SD};
use super::pattern::{DemandGap, DirectionState, StretchVerdict};
use super::range_direction::tests_of;
use super::standing::{Standing, Standings};
use super::thresholds::Thresholds;
use crate::vocabulary::{Direction, Mode, Side, Test};

/// What is known about a side when its directions are judged.
pub(super) struct SideFacts<'a> {
    pub(super) side: Side,
    pub(super) values: &'a [Measured],
    pub(super) standings: Standings<'a>,
    pub(super) gaps: &'a [DemandGap],
    pub(super) contrasts: &'a [Contrast],
    /// Whether any range of the side was measured; without one the shape has only its odds before any test.
    pub(super) measured: bool,
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
        let gaps = || {
            self.gaps
                .iter()
                .filter(|gap| gap.side == self.side && gap.direction == direction)
                .filter_map(|gap| gap.gap_deg)
        };
        let shape = self.shape.iter().find(|(of, _)| *of == direction).map_or(0.0, |(_, shape)| *shape);
        let standings = self.standings.in_direction(direction, self.side);
        // What counts is the test that is short; of equal ones the usual one.
        let shortest = standings.iter().rev().max_by(|a, b| a.short.total_cmp(&b.short));
        DirectionState {
            direction,
            passive_deg: passive.map(interval),
            active_deg: active.map(interval),
            deficit_deg: shortest.map(|standing| standing.deficit),
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
        let least = self.least_gap_deg(passive.of.test).max(self.thresholds.borrowed_least_mdc * mdc);
        (gap > least).then_some(gap)
    }

    /// From where on passive range of a test beyond its active one means something: the line of its contrast.
    fn least_gap_deg(&self, test: Test) -> f64 {
        let conditions = self.contrasts.iter().flat_map(|contrast| &contrast.when);
        let line = conditions.filter_map(|condition| match condition {
            Condition::Difference { higher, lower, deg }
                if (*higher, *lower) == ((test, Mode::Passive), (test, Mode::Active)) =>
            {
                Some(*deg)
            }
            _ => None,
        });
        line.min_by(f64::total_cmp).unwrap_or(self.thresholds.borrowed_least_deg)
    }

    /// What never may be stretched comes before what was not measured: nobody has to be measured to be kept safe.
    fn stretch(
        &self,
        direction: Direction,
        standings: &[Standing],
        lacks_for_a_task: bool,
        shape: f64,
    ) -> StretchVerdict {
        let pinched = matches!(direction, Direction::Flexion | Direction::Adduction | Direction::InternalRotation)
            && self.fadir_positive == Some(true);
        let short = |least: f64| standings.iter().any(|standing| standing.short >= least);
        if self.hypermobile || standings.iter().any(|standing| standing.z > self.thresholds.beyond_sd) {
            StretchVerdict::Beyond
        } else if pinched || (self.measured && shape >= self.thresholds.shape_probability) {
            StretchVerdict::Shape
        } else if standings.is_empty() {
            StretchVerdict::NotMeasured
        } else if short(self.thresholds.useful_probability)
            || (lacks_for_a_task && short(self.thresholds.possibly_short_probability))
        {
            StretchVerdict::Useful
        } else {
            StretchVerdict::NotShort
        }
    }
}
