//! Findings to measured values: one for each test, mode, reading and side, with an error that owns up to the pelvis.

use std::collections::BTreeMap;

use super::naming::test_name;
use super::pattern::TestValue;
use super::range_direction::needs_pelvis;
use super::thresholds::Thresholds;
use crate::measure::InstrumentError;
use crate::vocabulary::{Caveat, CaveatKind, Finding, Instrument, PelvisControlled, Quantity, Side, Unit};

/// SDs that 95 % of differences of two equal measurements stay within.
pub(super) const NINETY_FIVE_PERCENT_SD: f64 = 1.959_963_984_540_054;

/// A measured value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measured {
    pub(super) of: TestValue,
    pub(super) side: Side,
    pub(super) value: f64,
    /// Standard error with everything that is doubtful about it.
    pub(super) standard_error: f64,
    pub(super) instrument: Instrument,
    pub(super) pelvis: PelvisControlled,
    pub(super) caveats: Vec<Caveat>,
}

/// The row of the error table that fits best: test and reading, then test, then reading, then instrument.
pub(super) fn error_row(errors: &[InstrumentError], instrument: Instrument, of: TestValue) -> Option<&InstrumentError> {
    let fits = |row: &&InstrumentError| {
        row.instrument == instrument
            && row.unit == unit_of(of)
            && row.test.is_none_or(|test| test == of.test)
            && row.quantity.is_none_or(|quantity| of.quantity == Some(quantity))
            && row.standard_error.is_finite()
            && row.standard_error > 0.0
    };
    let precision = |row: &&InstrumentError| (row.test.is_some(), row.quantity.is_some());
    errors.iter().filter(fits).max_by(|a, b| precision(a).cmp(&precision(b)).then_with(|| b.id.cmp(&a.id)))
}

/// The unit of a value: that of the test, or of the reading of a screen.
const fn unit_of(of: TestValue) -> Unit {
    match (of.quantity, of.test.unit()) {
        (Some(Quantity::DepthPctLegLength), _) => Unit::Percent,
        (Some(Quantity::Repetitions), _) => Unit::Reps,
        (_, unit) => unit,
    }
}

/// What is measured by a finding.
pub(super) const fn value_of(finding: &Finding) -> TestValue {
    TestValue { test: finding.test, mode: finding.mode, quantity: finding.quantity }
}

/// A finding's name for people, such as `right straight leg raise, passive`.
pub(super) fn name(of: TestValue, side: Side) -> String {
    let words = |id: &str| id.replace('_', " ");
    let reading = of.quantity.map(|quantity| format!(": {}", words(quantity.id()))).unwrap_or_default();
    format!("{side} {}, {}{reading}", test_name(of.test), words(of.mode.id()))
}

/// Standard error of one finding with the pelvis considered, and what is doubtful about it.
pub(super) fn standard_error(
    finding: &Finding,
    errors: &[InstrumentError],
    thresholds: &Thresholds,
) -> (f64, Vec<Caveat>) {
    let of = value_of(finding);
    let own = finding.standard_error.filter(|error| error.is_finite() && *error > 0.0);
    let table = || error_row(errors, finding.instrument, of).map(|row| row.standard_error);
    let base = own.or_else(table).unwrap_or(thresholds.default_standard_error);
    let extra = if needs_pelvis(finding.test, finding.mode) {
        match finding.pelvis_controlled {
            PelvisControlled::Yes => 0.0,
            PelvisControlled::No => thresholds.pelvis_free_se_deg,
            PelvisControlled::Unknown => thresholds.pelvis_unknown_se_deg,
        }
    } else {
        0.0
    };
    let mut caveats = finding.caveats.clone();
    if extra > 0.0 {
        let state = if finding.pelvis_controlled == PelvisControlled::No { "free" } else { "not known to be held" };
        let text = format!(
            "{}: the pelvis was {state}, so {extra:.0}° of error are added; repeat it with the pelvis held",
            name(of, finding.side)
        );
        caveats.push(Caveat::new(CaveatKind::PelvisNotControlled, text));
    }
    ((base * base + extra * extra).sqrt(), caveats)
}

/// Whether a finding's value can be believed at all.
pub(super) fn is_plausible(finding: &Finding, thresholds: &Thresholds) -> bool {
    finding.value.is_finite() && (finding.test.unit() != Unit::Deg || finding.value.abs() <= thresholds.implausible_deg)
}

/// One value for each test, mode, reading and side, in that order; and doubts about findings that were left out or
/// contradict each other.
///
/// Repeats by one instrument are averaged. Of several instruments the most exact one is used and a caveat says so.
/// Values that differ beyond their error keep the doubt: the error grows to half their difference.
pub(super) fn measured(
    findings: &[Finding],
    errors: &[InstrumentError],
    thresholds: &Thresholds,
) -> (Vec<Measured>, Vec<Caveat>) {
    let mut groups: BTreeMap<(Side, TestValue), Vec<Measured>> = BTreeMap::new();
    let mut dropped = Vec::new();
    for finding in findings.iter().filter(|finding| finding.variant.is_none()) {
        let of = value_of(finding);
        if !is_plausible(finding, thresholds) {
            let text = format!(
                "{}: {} is not believable and was left out; measure it again",
                name(of, finding.side),
                finding.value
            );
            dropped.push(Caveat::new(CaveatKind::ImplausibleValue, text));
            continue;
        }
        let (standard_error, caveats) = standard_error(finding, errors, thresholds);
        groups.entry((finding.side, of)).or_default().push(Measured {
            of,
            side: finding.side,
            value: finding.value,
            standard_error,
            instrument: finding.instrument,
            pelvis: finding.pelvis_controlled,
            caveats,
        });
    }
    let values: Vec<Measured> = groups.into_values().filter_map(united).collect();
    let all = values.iter().flat_map(|value| &value.caveats);
    dropped.extend(all.filter(|caveat| caveat.kind == CaveatKind::ContradictoryFindings).cloned());
    dropped.sort_by(|a, b| a.text.cmp(&b.text));
    dropped.dedup();
    (values, dropped)
}

/// One value from all that were taken of it.
fn united(mut all: Vec<Measured>) -> Option<Measured> {
    let rank = |one: &Measured| (one.pelvis != PelvisControlled::Yes, one.instrument);
    all.sort_by(|a, b| {
        a.standard_error
            .total_cmp(&b.standard_error)
            .then_with(|| rank(a).cmp(&rank(b)))
            .then_with(|| a.value.total_cmp(&b.value))
    });
    let mut best = all.first()?.clone();
    let like_best = |one: &&Measured| one.instrument == best.instrument && one.pelvis == best.pelvis;
    let repeats: Vec<f64> = all.iter().filter(like_best).map(|one| one.value).collect();
    let comparable: Vec<&Measured> = all.iter().filter(|one| one.pelvis == best.pelvis).collect();
    let named = name(best.of, best.side);
    let mut caveats = Vec::new();

    if let Some(other) = all.iter().find(|one| one.instrument != best.instrument) {
        let text = format!(
            "{named}: measured by {} and by {}; {} is used because it is more exact, they are never averaged",
            best.instrument, other.instrument, best.instrument
        );
        caveats.push(Caveat::new(CaveatKind::MethodsMixed, text));
    }
    let (low, high) = (
        comparable.iter().min_by(|a, b| a.value.total_cmp(&b.value))?,
        comparable.iter().max_by(|a, b| a.value.total_cmp(&b.value))?,
    );
    let difference = high.value - low.value;
    let within = NINETY_FIVE_PERCENT_SD
        * libm::sqrt(low.standard_error * low.standard_error + high.standard_error * high.standard_error);
    if difference > within {
        let text = format!(
            "{named}: {:.0} and {:.0} differ by more than the {within:.0} that measuring explains; neither can be \
             trusted, repeat this measurement",
            low.value, high.value
        );
        caveats.push(Caveat::new(CaveatKind::ContradictoryFindings, text));
        best.standard_error = best.standard_error.max(0.5 * difference);
    }
    best.value = repeats.iter().sum::<f64>() / repeats.len() as f64;
    for one in all.iter().filter(|one| one.pelvis == best.pelvis) {
        for caveat in &one.caveats {
            if !best.caveats.contains(caveat) {
                best.caveats.push(caveat.clone());
            }
        }
    }
    best.caveats.extend(caveats);
    Some(best)
}

/// Doubts that only several values together raise: an active range beyond the passive one.
pub(super) fn contradictions(values: &[Measured]) -> Vec<Caveat> {
    use crate::vocabulary::Mode;
    let mut found = Vec::new();
    for active in values.iter().filter(|value| value.of.mode == Mode::Active) {
        let passive_of = TestValue { mode: Mode::Passive, ..active.of };
        let Some(passive) = values.iter().find(|value| value.side == active.side && value.of == passive_of) else {
            continue;
        };
        let (a, p) = (active.standard_error, passive.standard_error);
        let within = NINETY_FIVE_PERCENT_SD * libm::sqrt(a * a + p * p);
        if active.value - passive.value > within {
            let text = format!(
                "{}: {:.0} actively but only {:.0} passively, beyond the error of {within:.0}; measure both again",
                name(active.of, active.side),
                active.value,
                passive.value
            );
            found.push(Caveat::new(CaveatKind::ContradictoryFindings, text));
        }
    }
    found
}
