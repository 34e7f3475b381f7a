//! One screen over one recording: repetitions, readings, splits and findings.

use super::chain::Chain;
use super::excursion::{Span, repetitions};
use super::knowledge::{MeasureKnowledge, Plane, ReadAt, Reading, Recorded, Requirement, Screen, Shown};
use super::motion::{Coordinate, Motion};
use super::reading::{Reader, Value};
use super::signal::Signal;
use super::split::{Split, split};
use super::{Compensation, MeasureOptions, RepetitionFound, ScreenResult, Seen, ValueFound};
use crate::vocabulary::{
    Angle, BySide, Caveat, CaveatKind, Finding, Mode, PelvisControlled, Provenance, Quantity, Side, Unit,
};

/// One screen's outcome: results by side, their findings, and why there are none.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) screens: Vec<ScreenResult>,
    pub(super) findings: Vec<Finding>,
    /// Why repetitions were not this screen's; only of interest when nothing else was found.
    pub(super) refused: Vec<String>,
}

/// A repetition with the legs as it shows them.
struct Kept<'m> {
    span: Span,
    chains: BySide<Chain<'m>>,
}

/// Everything evaluating a screen looks at.
pub(super) struct Evaluation<'a> {
    pub(super) motion: &'a Motion,
    pub(super) options: &'a MeasureOptions,
    pub(super) knowledge: &'a MeasureKnowledge,
    pub(super) chains: &'a BySide<Chain<'a>>,
}

impl Evaluation<'_> {
    /// Evaluates one screen.
    pub(super) fn screen(&self, screen: &Screen) -> Outcome {
        let mut outcome = Outcome::default();
        for recorded in &screen.recorded {
            match recorded.repetition.shown {
                Shown::BothSides => self.both(screen, recorded, &mut outcome),
                Shown::EachSide => {
                    for side in Side::ALL {
                        let values = self.series(recorded, side);
                        self.side(screen, recorded, side, &values, &mut outcome);
                    }
                }
            }
        }
        outcome
    }

    fn series(&self, recorded: &Recorded, side: Side) -> Vec<f64> {
        let proportions = self.knowledge.proportions.as_ref();
        let chain = self.chains.get(side);
        (0..self.motion.time_s.len()).map(|i| chain.signal(recorded.repetition.signal, i, proportions)).collect()
    }

    fn both(&self, screen: &Screen, recorded: &Recorded, outcome: &mut Outcome) {
        let [left, right] = Side::ALL.map(|side| self.series(recorded, side));
        let mean: Vec<f64> = left.iter().zip(&right).map(|(l, r)| 0.5 * (l + r)).collect();
        for side in Side::ALL {
            self.side(screen, recorded, side, &mean, outcome);
        }
    }

    fn side(&self, screen: &Screen, recorded: &Recorded, side: Side, values: &[f64], outcome: &mut Outcome) {
        if !self.options.sides.is_empty() && !self.options.sides.contains(&side) {
            return;
        }
        if values.iter().all(|value| !value.is_finite()) {
            outcome.refused.push(format!("{} {side}: {} is not recorded", screen.test, recorded.repetition.signal));
            return;
        }
        let spans = repetitions(&self.motion.time_s, values, &recorded.repetition);
        let mut kept = Vec::new();
        for span in &spans.found {
            let chains = BySide::from_fn(|side| self.chains.get(side).within(span.from, span.to));
            let repetition = Kept { span: *span, chains };
            let reader = self.reader(&repetition);
            match recorded.requirements.iter().find_map(|needed| unmet(&reader, needed, side, *span)) {
                None => kept.push(repetition),
                Some(reason) => outcome.refused.push(format!("{} {side}: {reason}", screen.test)),
            }
        }
        if spans.found.is_empty() {
            outcome.refused.push(nothing_found(screen, recorded, side, values));
        }
        if kept.is_empty() {
            return;
        }
        let mut result = ScreenResult {
            test: screen.test,
            side,
            variant: self.options.variant.clone(),
            repetitions: Vec::new(),
            splits: Vec::new(),
            compensations: Vec::new(),
            caveats: spans.caveats.clone(),
        };
        let times = |span: &Span| {
            let at = |sample: usize| self.motion.time_s[sample];
            (at(span.start), at(span.peak), at(span.end))
        };
        for repetition in &kept {
            let (start_s, peak_s, end_s) = times(&repetition.span);
            result.repetitions.push(RepetitionFound { start_s, peak_s, end_s, values: Vec::new() });
        }
        for reading in &recorded.readings {
            self.reading(screen, reading, side, &kept, &mut result, outcome);
        }
        for plane in &recorded.splits {
            Self::splits(*plane, side, &kept, &mut result);
        }
        outcome.screens.push(result);
    }

    fn reader<'r>(&'r self, repetition: &'r Kept<'_>) -> Reader<'r> {
        Reader { chains: &repetition.chains, proportions: self.knowledge.proportions.as_ref() }
    }

    fn reading(
        &self,
        screen: &Screen,
        reading: &Reading,
        tested: Side,
        kept: &[Kept<'_>],
        result: &mut ScreenResult,
        outcome: &mut Outcome,
    ) {
        let Some(first) = kept.first() else { return };
        let first_reader = self.reader(first);
        let chain = first_reader.chain(tested, reading.whose);
        let (scale, unit) = units(reading.quantity);
        let turned = if reading.negate { -scale } else { scale };
        // An error that is not known cannot be too large.
        let limit = scale * reading.max_standard_error.as_ref().map_or(f64::INFINITY, |limit| limit.value);
        let row = self.error_of(screen, reading, chain);
        let thigh = reading.thigh_flexion.as_ref().map(|thigh| thigh.value);
        let mut values: Vec<Value> = Vec::new();
        let mut vague = 0_usize;
        for (kept, repetition) in kept.iter().zip(&mut result.repetitions) {
            let reader = self.reader(kept);
            let chain = reader.chain(tested, reading.whose);
            let Some(found) = reader.read(chain, reading.signal, reading.at, thigh, kept.span) else { continue };
            let standard_error = row.unwrap_or(scale * found.standard_error);
            if standard_error > limit {
                vague += 1;
                continue;
            }
            let value = Value { value: turned * found.value, standard_error };
            repetition.values.push(ValueFound {
                quantity: reading.quantity,
                side: chain.side(),
                value: value.value,
                unit,
                standard_error: known(value.standard_error),
            });
            values.push(value);
        }
        let what = format!("{} {} {}", screen.test, chain.side(), reading.quantity);
        if vague > 0 {
            let text = format!("{what}: too uncertain in {vague} of {} repetitions, left out", kept.len());
            result.caveats.push(Caveat::new(CaveatKind::NotMeasured, text));
        }
        if values.is_empty() {
            if vague == 0 {
                let text = format!("{what}: not measured, {} is not in the recording", missing(reading, chain));
                result.caveats.push(Caveat::new(CaveatKind::NotMeasured, text));
            }
            return;
        }
        let n = values.len() as f64;
        let mean = values.iter().map(|v| v.value).sum::<f64>() / n;
        let mut caveats = Vec::new();
        let from_tracks = values.iter().map(|v| v.standard_error).sum::<f64>() / n;
        let fallback = || self.knowledge.error(self.motion.instrument, screen.test, Some(reading.quantity), unit);
        let instrument_error =
            if from_tracks > 0.0 { Some(from_tracks) } else { fallback().map(|row| row.standard_error) };
        let spread = if values.len() > 1 {
            let squares = values.iter().map(|v| (v.value - mean) * (v.value - mean)).sum::<f64>();
            Some((squares / (n - 1.0) / n).sqrt())
        } else {
            caveats.push(Caveat::new(CaveatKind::TooFewRepetitions, format!("{what}: from one repetition only")));
            None
        };
        let standard_error = match (instrument_error, spread) {
            (Some(instrument), spread) => {
                let spread = spread.unwrap_or(0.0);
                Some((instrument * instrument + spread * spread).sqrt())
            }
            (None, spread) => {
                let text = format!("{what}: the error of the instrument is not known, only the spread of repetitions");
                caveats.push(Caveat::new(CaveatKind::NotMeasured, text));
                spread
            }
        };
        if let Some(error) = standard_error.filter(|error| *error > limit || !(error + mean).is_finite()) {
            let text = format!("{what}: {mean:.0} ± {error:.0} is too uncertain to mean anything, left out");
            result.caveats.push(Caveat::new(CaveatKind::NotMeasured, text));
            return;
        }
        let doubted = reading.plausible.as_ref().is_some_and(|range| {
            let (low, high) = range.value;
            !(low * scale..=high * scale).contains(&mean)
        });
        if doubted {
            let text = format!("{what}: {mean:.0} is more than a body shows; the recording's model is doubtful there");
            caveats.push(Caveat::new(CaveatKind::ImplausibleValue, text.clone()));
            result.caveats.push(Caveat::new(CaveatKind::ImplausibleValue, text));
        }
        if reading.compensation && !doubted {
            result.compensations.extend(self.compensation(
                screen,
                reading.quantity,
                chain.side(),
                mean,
                standard_error,
            ));
        }
        let pelvis = self.motion.track(Coordinate::PelvisAnteriorTilt, None).is_some();
        outcome.findings.push(Finding {
            test: screen.test,
            side: chain.side(),
            mode: Mode::Movement,
            quantity: Some(reading.quantity),
            variant: self.options.variant.clone(),
            value: mean,
            standard_error,
            instrument: self.motion.instrument,
            // A recorded pelvis is watched at every sample.
            pelvis_controlled: if pelvis { PelvisControlled::Yes } else { PelvisControlled::Unknown },
            pain_nrs: None,
            pain_site: None,
            sensation: None,
            end_feel: None,
            form_kept: None,
            day: self.options.day,
            provenance: Provenance {
                recording: Some(self.motion.name.clone()),
                repetitions: u32::try_from(values.len()).ok(),
            },
            caveats,
        });
    }

    /// What the tables know of the error of this very reading, in its unit, where the recording only has the
    /// instrument's in general: a row that names the reading, or for a plain joint angle one that names the test.
    fn error_of(&self, screen: &Screen, reading: &Reading, chain: &Chain<'_>) -> Option<f64> {
        if !chain.has_general_errors() {
            return None;
        }
        let (_, unit) = units(reading.quantity);
        let row = self.knowledge.error(self.motion.instrument, screen.test, Some(reading.quantity), unit)?;
        let moments = !matches!(reading.at, ReadAt::Range | ReadAt::ChangeToPeak);
        let plain = matches!(reading.signal, Signal::Recorded(_)) && moments;
        (row.quantity.is_some() || (plain && row.test.is_some())).then_some(row.standard_error)
    }

    fn compensation(
        &self,
        screen: &Screen,
        quantity: Quantity,
        side: Side,
        value: f64,
        standard_error: Option<f64>,
    ) -> Option<Compensation> {
        /// Half the width of a 95 % interval in standard errors of a normal distribution.
        const Z95: f64 = 1.96;
        let row = self.knowledge.threshold(screen.test, quantity)?;
        let (margin, limit) = (Z95 * standard_error.unwrap_or(f64::INFINITY), row.threshold.value);
        let seen = if value - margin >= limit {
            Seen::Beyond
        } else if value + margin < limit {
            Seen::Within
        } else {
            Seen::Unclear
        };
        Some(Compensation { quantity, side, value, standard_error, threshold: row.threshold.clone(), seen })
    }

    fn splits(plane: Plane, side: Side, kept: &[Kept<'_>], result: &mut ScreenResult) {
        let found: Vec<Split> = kept
            .iter()
            .filter_map(|Kept { span, chains }| {
                let chain = chains.get(side);
                split(&chain.at(span.start), &chain.at(span.peak), &chain.errors(), side, plane)
            })
            .collect();
        let has = |coordinate| kept.iter().any(|kept| kept.chains.get(side).has(coordinate));
        let test = result.test;
        let mut not_measured = |what: String| result.caveats.push(Caveat::new(CaveatKind::NotMeasured, what));
        if found.len() < kept.len() {
            let text = format!(
                "{test} {side}: apparent {plane} motion not split in {} of {} repetitions, hip or pelvis not recorded there",
                kept.len() - found.len(),
                kept.len()
            );
            not_measured(text);
        }
        if found.iter().any(|split| split.lumbar.is_none()) {
            not_measured(format!("{test} {side}: lumbar part not measured, the pelvis part is not divided further"));
        }
        let turned = [Coordinate::PelvisLeftwardRotation, Coordinate::HipAdduction, Coordinate::HipInternalRotation];
        if !found.is_empty() && turned.into_iter().any(|coordinate| !has(coordinate)) {
            not_measured(format!("{test} {side}: split in the plane alone, turns out of it were not recorded"));
        }
        result.splits.extend(found);
    }
}

/// Degrees for angles, percent of leg length for heights: factor from the signal's own unit, and the unit.
const fn units(quantity: Quantity) -> (f64, Unit) {
    match quantity {
        Quantity::DepthPctLegLength => (100.0, Unit::Percent),
        _ => (Angle::from_rad(1.0).deg(), Unit::Deg),
    }
}

fn known(error: f64) -> Option<f64> {
    (error > 0.0 && error.is_finite()).then_some(error)
}

/// The coordinates a reading lacks, in words.
fn missing(reading: &Reading, chain: &Chain<'_>) -> String {
    use super::signal::Derived;
    let hip_and_pelvis = [Coordinate::PelvisAnteriorTilt, Coordinate::HipFlexion];
    let needed: Vec<Coordinate> = match reading.signal {
        Signal::Recorded(coordinate) => vec![coordinate],
        Signal::Derived(Derived::ThighFlexion | Derived::ThighAbduction) => hip_and_pelvis.to_vec(),
        Signal::Derived(Derived::TrunkForward | Derived::TrunkTowardsSide) => {
            vec![Coordinate::PelvisAnteriorTilt, Coordinate::LumbarFlexion]
        }
        Signal::Derived(Derived::PelvisTowardsSide) => {
            vec![Coordinate::PelvisAnteriorTilt, Coordinate::PelvisRightDrop]
        }
        Signal::Derived(Derived::KneeValgus) => vec![
            Coordinate::PelvisAnteriorTilt,
            Coordinate::HipFlexion,
            Coordinate::HipAdduction,
            Coordinate::HipInternalRotation,
            Coordinate::KneeFlexion,
        ],
        Signal::Derived(Derived::ShankForward | Derived::HipHeight) => {
            hip_and_pelvis.into_iter().chain([Coordinate::KneeFlexion]).collect()
        }
        Signal::Derived(Derived::SoleDown) => {
            hip_and_pelvis.into_iter().chain([Coordinate::KneeFlexion, Coordinate::AnkleDorsiflexion]).collect()
        }
    };
    let absent: Vec<&str> = needed.iter().filter(|c| !chain.has(**c)).map(|c| c.id()).collect();
    if absent.is_empty() { reading.signal.id().to_string() } else { absent.join(", ") }
}

/// Why a repetition is not this screen's; `None` when the requirement holds.
fn unmet(reader: &Reader<'_>, needed: &Requirement, tested: Side, span: Span) -> Option<String> {
    let chain = reader.chain(tested, needed.whose);
    let what = || format!("{} {} of the {} leg", needed.signal, words(needed.at), needed.whose);
    let Some(found) = reader.read(chain, needed.signal, needed.at, None, span) else {
        return Some(format!("{} is not recorded", what()));
    };
    let deg = |rad: f64| Angle::from_rad(rad).deg();
    if let Some(min) = needed.min.as_ref().filter(|min| found.value < min.value) {
        return Some(format!("{} is {:.0}°, at least {:.0}° needed", what(), deg(found.value), deg(min.value)));
    }
    if let Some(max) = needed.max.as_ref().filter(|max| found.value > max.value) {
        return Some(format!("{} is {:.0}°, at most {:.0}° allowed", what(), deg(found.value), deg(max.value)));
    }
    None
}

const fn words(at: ReadAt) -> &'static str {
    match at {
        ReadAt::Maximum => "at most",
        ReadAt::Minimum => "at least",
        ReadAt::AtStart => "at the start",
        ReadAt::AtPeak => "at the peak",
        ReadAt::Range => "in range",
        ReadAt::ChangeToPeak => "in change to the peak",
        ReadAt::OnTheWay => "on the way to the peak",
    }
}

fn nothing_found(screen: &Screen, recorded: &Recorded, side: Side, values: &[f64]) -> String {
    let seen = values.iter().filter(|value| value.is_finite());
    let (low, high) = seen.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(*value), high.max(*value)));
    let repetition = &recorded.repetition;
    format!(
        "{} {side}: no whole repetition, {} moves over {:.0}° and at least {:.0}° there and back in {:.1} to {:.1} s are needed",
        screen.test,
        repetition.signal,
        Angle::from_rad(high - low).deg(),
        Angle::from_rad(repetition.min_excursion.value).deg(),
        repetition.min_duration_s.value,
        repetition.max_duration_s.value
    )
}
