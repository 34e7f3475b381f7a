//! What a repetition shows: values at its moments, with their standard errors.

use super::chain::{Chain, Moment, propagated, value};
use super::excursion::Span;
use super::knowledge::{ReadAt, Whose};
use super::motion::Coordinate;
use super::signal::{Derived, Signal};
use crate::skeleton::Proportions;
use crate::vocabulary::{BySide, Side};

/// A value read from one repetition, in the signal's own unit (rad, or a share of leg length).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Value {
    pub(super) value: f64,
    /// Standard error from the tracks; `NaN` where not known.
    pub(super) standard_error: f64,
}

/// Reads signals of both legs.
pub(super) struct Reader<'a> {
    pub(super) chains: &'a BySide<Chain<'a>>,
    pub(super) proportions: Option<&'a Proportions>,
}

impl Reader<'_> {
    /// The chain a reading looks at.
    pub(super) fn chain(&self, tested: Side, whose: Whose) -> &Chain<'_> {
        match whose {
            Whose::Tested => self.chains.get(tested),
            Whose::Other => self.chains.get(tested.other()),
        }
    }

    /// The value of a signal in a repetition; `None` where it was not recorded at the moments needed.
    ///
    /// * `thigh` – the flexion of the thigh at which a value on the way is read, rad
    pub(super) fn read(
        &self,
        chain: &Chain<'_>,
        signal: Signal,
        at: ReadAt,
        thigh: Option<f64>,
        span: Span,
    ) -> Option<Value> {
        let extreme = |first: usize, last: usize, better: fn(f64, f64) -> bool| {
            let mut best: Option<(usize, f64)> = None;
            let series = (first..=last).map(|sample| (sample, self.level(chain, signal, sample, span)));
            for (sample, value) in series.filter(|(_, value)| value.is_finite()) {
                if best.is_none_or(|(_, found)| better(value, found)) {
                    best = Some((sample, value));
                }
            }
            best
        };
        let single = |sample: usize| {
            let value = self.level(chain, signal, sample, span);
            value.is_finite().then(|| Value { value, standard_error: self.error(chain, signal, sample, span) })
        };
        let between = |from: usize, to: usize| {
            let (first, last) = (single(from)?, single(to)?);
            let error =
                (first.standard_error * first.standard_error + last.standard_error * last.standard_error).sqrt();
            Some(Value { value: last.value - first.value, standard_error: error })
        };
        match at {
            // Extremes belong to the whole swing, from the turning point before to the one after.
            ReadAt::Maximum => extreme(span.from, span.to, |v, found| v > found).and_then(|(sample, _)| single(sample)),
            ReadAt::Minimum => extreme(span.from, span.to, |v, found| v < found).and_then(|(sample, _)| single(sample)),
            ReadAt::AtStart => single(span.start),
            ReadAt::AtPeak => single(span.peak),
            ReadAt::ChangeToPeak => between(span.start, span.peak),
            // A recorded knee keeps its meaning in the deepest bend; only the view from the front loses it.
            ReadAt::OnTheWay if signal == KNEE_VALGUS && chain.has(Coordinate::KneeAdduction) => single(span.peak),
            ReadAt::OnTheWay => single(passing(chain, thigh?, span)),
            ReadAt::Range => {
                let (low, _) = extreme(span.start, span.end, |value, found| value < found)?;
                let (high, _) = extreme(span.start, span.end, |value, found| value > found)?;
                between(low, high)
            }
        }
    }

    /// A signal at a sample; hip height by the recorded pelvis height where there is one.
    fn level(&self, chain: &Chain<'_>, signal: Signal, sample: usize, span: Span) -> f64 {
        if self.by_pelvis_height(chain, signal, span) {
            return self
                .proportions
                .map_or(f64::NAN, |p| recorded_hip_height(&chain.at(sample), &chain.at(span.start), chain, p));
        }
        chain.signal(signal, sample, self.proportions)
    }

    fn error(&self, chain: &Chain<'_>, signal: Signal, sample: usize, span: Span) -> f64 {
        let (errors, moment, start) = (chain.errors(), chain.at(sample), chain.at(span.start));
        if self.by_pelvis_height(chain, signal, span) {
            return self.proportions.map_or(f64::NAN, |p| {
                propagated(&errors, &moment, |moved| recorded_hip_height(moved, &start, chain, p))
            });
        }
        propagated(&errors, &moment, |moved| value(signal, chain.side(), moved, self.proportions))
    }

    /// Whether depth is read from the recorded pelvis height: it needs no assumption about the legs below it.
    fn by_pelvis_height(&self, chain: &Chain<'_>, signal: Signal, span: Span) -> bool {
        let stands = |p: &Proportions| value(HIP_HEIGHT, chain.side(), &chain.at(span.start), Some(p)) > 0.8;
        signal == HIP_HEIGHT
            && chain.has(Coordinate::PelvisHeight)
            && chain.at(span.start)[Coordinate::PelvisHeight as usize] > 0.0
            && self.proportions.is_some_and(stands)
    }
}

/// The sample between start and peak at which the thigh passes an inclination, either way; the peak when it never does.
fn passing(chain: &Chain<'_>, thigh: f64, span: Span) -> usize {
    let beyond = |sample: usize| thigh <= chain.signal(Signal::Derived(Derived::ThighFlexion), sample, None);
    let at_start = beyond(span.start);
    (span.start..=span.peak).find(|sample| beyond(*sample) != at_start).unwrap_or(span.peak)
}

const KNEE_VALGUS: Signal = Signal::Derived(Derived::KneeValgus);
const HIP_HEIGHT: Signal = Signal::Derived(Derived::HipHeight);

/// Hip height as a share of leg length from the pelvis height recorded now and when the repetition began.
///
/// At the start the legs' angles tell which share of leg length the hip stands at; the drop of the pelvis since, turned
/// with the pelvis, tells the rest. The floor of the recording is its height zero.
fn recorded_hip_height(now: &Moment, start: &Moment, chain: &Chain<'_>, proportions: &Proportions) -> f64 {
    let height = |moment: &Moment| moment[Coordinate::PelvisHeight as usize];
    let tilt = |moment: &Moment| value(Signal::Recorded(Coordinate::PelvisAnteriorTilt), chain.side(), moment, None);
    // How far the hips lie below the pelvis origin, as a share of body height.
    let below = |moment: &Moment| {
        let (sin, cos) = libm::sincos(tilt(moment));
        proportions.pelvis_origin_above_hip * cos - proportions.pelvis_origin_before_hip * sin
    };
    let share_at_start = value(HIP_HEIGHT, chain.side(), start, Some(proportions));
    let leg = proportions.leg_length();
    // The body height that puts the pelvis origin where it was recorded at the start.
    let body_m = height(start) / (share_at_start * leg + below(start));
    (height(now) - below(now) * body_m) / (leg * body_m)
}
