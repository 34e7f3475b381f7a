//! When does a repetition begin, peak and end?

use super::knowledge::Repetition;
use crate::vocabulary::{Caveat, CaveatKind};

/// One repetition by sample numbers; `from <= start < peak < end <= to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// The turning point before it: for a swing, the end of the swing the other way.
    pub(super) from: usize,
    /// The turning point after it.
    pub(super) to: usize,
    pub(super) start: usize,
    pub(super) peak: usize,
    pub(super) end: usize,
}

/// The repetitions of a signal and what was left out.
#[derive(Debug, Default)]
pub(super) struct Spans {
    pub(super) found: Vec<Span>,
    pub(super) caveats: Vec<Caveat>,
}

/// Share of a way after which a movement has begun, and before which it has ended: rest is never quite still.
const ONSET: f64 = 0.08;
/// Share of the time to the peak within which a movement that begins at rest does not yet pass its onset.
const UNDER_WAY: f64 = 0.08;
/// Share of the smallest excursion by which a signal must turn back before a turn counts: steadies against noise.
const HYSTERESIS: f64 = 0.35;

/// times, values with gaps as `NaN`, what counts => repetitions.
///
/// A turning point counts once the signal has come back from it by a share of the smallest excursion, so noise, drift and
/// pauses make no repetitions. Half repetitions at either end of the recording lack one way and are left out with a
/// caveat, as are those with a gap too long to know what happened in it.
pub(super) fn repetitions(time_s: &[f64], values: &[f64], how: &Repetition) -> Spans {
    let sign = if how.towards_negative { -1.0 } else { 1.0 };
    let seen: Vec<(usize, f64)> = values
        .iter()
        .take(time_s.len())
        .enumerate()
        .filter(|(_, value)| value.is_finite())
        .map(|(sample, value)| (sample, sign * value))
        .collect();
    let turns = turning_points(&seen, how.min_excursion.value * HYSTERESIS);
    let mut spans = Spans::default();
    let mut cut = 0_usize;
    let mut gaps = 0_usize;
    let mut gapped = 0_usize;
    for (index, turn) in turns.iter().enumerate().filter(|(_, turn)| turn.high) {
        let peak = seen[turn.at].1;
        let before = index.checked_sub(1).and_then(|i| turns.get(i));
        let after = turns.get(index + 1);
        let up = before.map_or(0.0, |low| peak - seen[low.at].1);
        let down = after.map_or(0.0, |low| peak - seen[low.at].1);
        // One way must be a full excursion, the other nearly as long: posture at rest drifts.
        let (larger, smaller) = (up.max(down), up.min(down));
        if larger < how.min_excursion.value {
            continue;
        }
        if smaller < larger * how.min_return.value {
            cut += 1;
            continue;
        }
        let (Some(low_before), Some(low_after)) = (before, after) else { continue };
        // A repetition begins when the signal leaves the rest before it and ends when it is back at rest.
        let first = seen[low_before.at..=turn.at].iter().rposition(|(_, v)| *v <= peak - up * (1.0 - ONSET));
        let last = seen[turn.at..=low_after.at].iter().position(|(_, v)| *v <= peak - down * (1.0 - ONSET));
        let start = seen[low_before.at + first.unwrap_or(0)].0;
        let end = seen[turn.at + last.unwrap_or(low_after.at - turn.at)].0;
        // A movement already under way in the first sample began before the recording did.
        let first_sample = seen[0].0;
        let way = (time_s[seen[turn.at].0] - time_s[first_sample]) * UNDER_WAY;
        if low_before.at == 0 && time_s[start] - time_s[first_sample] < way {
            cut += 1;
            continue;
        }
        let span = Span { from: seen[low_before.at].0, to: seen[low_after.at].0, start, peak: seen[turn.at].0, end };
        let duration = time_s[end] - time_s[start];
        if !(how.min_duration_s.value..=how.max_duration_s.value).contains(&duration) {
            continue;
        }
        let longest = longest_gap(time_s, values, span);
        let at_peak = [span.peak.checked_sub(1), Some(span.peak + 1)];
        let beside_gap = at_peak.into_iter().flatten().any(|i| values.get(i).is_some_and(|value| !value.is_finite()));
        if longest > how.max_gap_s.value || (longest > 0.0 && beside_gap) {
            gaps += 1;
            continue;
        }
        if longest > 0.0 {
            gapped += 1;
        }
        spans.found.push(span);
    }
    note(
        &mut spans.caveats,
        CaveatKind::TooFewRepetitions,
        cut,
        "cut off by an end of the recording or not brought back",
    );
    note(&mut spans.caveats, CaveatKind::MissingSamples, gaps, "left out because of a gap in it");
    note(&mut spans.caveats, CaveatKind::MissingSamples, gapped, "counted with a short gap in it, nothing filled in");
    spans
}

fn note(caveats: &mut Vec<Caveat>, kind: CaveatKind, count: usize, what: &str) {
    if count > 0 {
        let word = if count == 1 { "repetition" } else { "repetitions" };
        caveats.push(Caveat::new(kind, format!("{count} {word} {what}")));
    }
}

/// A turning point of a signal.
#[derive(Debug, Clone, Copy)]
struct Turn {
    /// Index into the samples seen.
    at: usize,
    /// A peak rather than a valley.
    high: bool,
}

/// Peaks and valleys in turn, each left behind by at least `back`; the extremes before the first and after the last included.
fn turning_points(seen: &[(usize, f64)], back: f64) -> Vec<Turn> {
    let mut turns = Vec::new();
    let (mut low, mut high) = (0, 0);
    let mut rising: Option<bool> = None;
    for (index, (_, value)) in seen.iter().enumerate() {
        if *value > seen[high].1 {
            high = index;
        }
        if *value < seen[low].1 {
            low = index;
        }
        if rising != Some(true) && *value - seen[low].1 >= back && low < index {
            turns.push(Turn { at: low, high: false });
            rising = Some(true);
            high = index;
        } else if rising != Some(false) && seen[high].1 - *value >= back && high < index {
            turns.push(Turn { at: high, high: true });
            rising = Some(false);
            low = index;
        }
    }
    match rising {
        Some(true) => turns.push(Turn { at: high, high: true }),
        Some(false) => turns.push(Turn { at: low, high: false }),
        None => {}
    }
    turns
}

/// Longest time without a value inside a repetition, s; zero without gaps.
fn longest_gap(time_s: &[f64], values: &[f64], span: Span) -> f64 {
    let mut longest = 0.0_f64;
    let mut last_seen = span.start;
    for sample in span.start..=span.end {
        if values[sample].is_finite() {
            if sample > last_seen + 1 {
                longest = longest.max(time_s[sample] - time_s[last_seen]);
            }
            last_seen = sample;
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::super::knowledge::Shown;
    use super::super::motion::Coordinate;
    use super::super::signal::Signal;
    use super::*;
    use crate::vocabulary::{Evidence, Sourced, Status};

    fn design(value: f64) -> Sourced<f64> {
        Sourced { value, evidence: Evidence { status: Status::Design, sources: vec![] } }
    }

    fn how() -> Repetition {
        Repetition {
            signal: Signal::Recorded(Coordinate::HipFlexion),
            shown: Shown::EachSide,
            towards_negative: false,
            min_excursion: design(0.5),
            min_duration_s: design(0.5),
            max_duration_s: design(10.0),
            min_return: design(0.6),
            max_gap_s: design(0.1),
        }
    }

    /// `count` raised cosines of 2 s at 50 Hz on a slope of `drift` rad/s.
    fn waves(count: usize, drift: f64) -> (Vec<f64>, Vec<f64>) {
        let times: Vec<f64> = (0..count * 100 + 1).map(|i| i as f64 / 50.0).collect();
        let values = times.iter().map(|t| 0.5 * (1.0 - libm::cos(std::f64::consts::PI * t)) + drift * t).collect();
        (times, values)
    }

    #[test]
    fn every_wave_is_one_repetition_with_its_peak() {
        let (times, values) = waves(4, 0.0);
        let found = repetitions(&times, &values, &how()).found;
        let peaks: Vec<usize> = found.iter().map(|span| span.peak).collect();
        assert_eq!(peaks, [50, 150, 250, 350]);
    }

    #[test]
    fn drift_changes_nothing() {
        let (times, values) = waves(4, 0.05);
        assert_eq!(repetitions(&times, &values, &how()).found.len(), 4);
    }

    #[test]
    fn a_recording_that_starts_at_a_peak_and_ends_half_way_loses_those_halves() {
        let (times, values) = waves(4, 0.0);
        let spans = repetitions(&times[50..340], &values[50..340], &how());
        assert_eq!(spans.found.len(), 2);
        assert!(spans.caveats.iter().any(|caveat| caveat.kind == CaveatKind::TooFewRepetitions));
    }

    #[test]
    fn a_long_gap_drops_the_repetition_and_a_short_one_is_told() {
        let (times, mut values) = waves(4, 0.0);
        values[120..140].fill(f64::NAN);
        values[220..223].fill(f64::NAN);
        let spans = repetitions(&times, &values, &how());
        let peaks: Vec<usize> = spans.found.iter().map(|span| span.peak).collect();
        assert_eq!(peaks, [50, 250, 350]);
        assert_eq!(spans.caveats.iter().filter(|c| c.kind == CaveatKind::MissingSamples).count(), 2);
    }

    #[test]
    fn a_gap_over_the_peak_drops_the_repetition_however_short() {
        let (times, mut values) = waves(2, 0.0);
        values[50] = f64::NAN;
        assert_eq!(repetitions(&times, &values, &how()).found.len(), 1);
    }

    #[test]
    fn noise_and_small_movements_are_no_repetitions() {
        let times: Vec<f64> = (0..500).map(|i| f64::from(i) / 50.0).collect();
        let values: Vec<f64> = (0..500).map(|i| if i % 2 == 0 { 0.1 } else { -0.1 }).collect();
        assert!(repetitions(&times, &values, &how()).found.is_empty());
        assert!(repetitions(&[], &[], &how()).found.is_empty());
        assert!(repetitions(&times, &vec![f64::NAN; 500], &how()).found.is_empty());
    }
}
