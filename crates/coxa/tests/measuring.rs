//! Measuring: planted truth is found again, parts add up, and what is missing is said rather than guessed.
// long: stories told with the same few screens and scripts.

use coxa::measure::{
    Coordinate, Derived, InstrumentError, MeasureKnowledge, MeasureOptions, Measured, Motion, MotionError,
    MovementKind, MovementScript, Plane, ReadAt, Reading, Recorded, Repetition, RepetitionScript, Requirement, Screen,
    Shown, Signal, Split, Track, Whose, measure, synthesise,
};
use coxa::vocabulary::{
    Angle, BySide, CaveatKind, Evidence, Finding, Instrument, Quantity, Side, Sourced, Status, Test, Unit,
};
use proptest::prelude::*;

/// Rounding of a few trigonometric functions, rad.
const ROUNDING_RAD: f64 = 1e-9;
/// Standard errors within which a planted value must be found again: a one in 15,000 chance to miss for normal errors.
const SIGMAS: f64 = 4.0;

fn design<T>(value: T) -> Sourced<T> {
    Sourced { value, evidence: Evidence { status: Status::Design, sources: vec![] } }
}

fn rad(deg: f64) -> Sourced<f64> {
    design(Angle::from_deg(deg).rad())
}

fn reading(quantity: Quantity, signal: Signal, at: ReadAt) -> Reading {
    Reading {
        quantity,
        signal,
        whose: Whose::Tested,
        at,
        thigh_flexion: None,
        negate: false,
        compensation: false,
        max_standard_error: None,
        plausible: None,
    }
}

fn screen(test: Test, recorded: Recorded) -> Screen {
    Screen {
        test,
        name: test.id().into(),
        protocol: vec![],
        recorded: vec![recorded],
        recognisable: true,
        variants: vec![],
        pelvis_control_required: false,
        supervised: false,
        evidence: Evidence { status: Status::Design, sources: vec![] },
    }
}

fn repetition(signal: Coordinate, shown: Shown, towards_negative: bool) -> Repetition {
    Repetition {
        signal: Signal::Recorded(signal),
        shown,
        towards_negative,
        min_excursion: rad(20.0),
        min_duration_s: design(0.5),
        max_duration_s: design(10.0),
        min_return: design(0.5),
        max_gap_s: design(0.1),
    }
}

/// Squats and swings in both planes, as small as they can be.
fn knowledge() -> MeasureKnowledge {
    let hip = Signal::Recorded(Coordinate::HipFlexion);
    let adduction = Signal::Recorded(Coordinate::HipAdduction);
    let still = Requirement {
        signal: Signal::Recorded(Coordinate::KneeFlexion),
        whose: Whose::Other,
        at: ReadAt::Range,
        min: None,
        max: Some(rad(20.0)),
    };
    let squat = Recorded {
        repetition: repetition(Coordinate::HipFlexion, Shown::BothSides, false),
        requirements: vec![Requirement { min: Some(rad(30.0)), max: None, ..still.clone() }],
        readings: vec![
            reading(Quantity::HipFlexion, hip, ReadAt::Maximum),
            reading(Quantity::PelvicTilt, Signal::Recorded(Coordinate::PelvisAnteriorTilt), ReadAt::AtPeak),
            reading(Quantity::LumbarFlexion, Signal::Recorded(Coordinate::LumbarFlexion), ReadAt::AtPeak),
            reading(Quantity::KneeValgus, Signal::Derived(Derived::KneeValgus), ReadAt::AtPeak),
            reading(Quantity::FootPronation, Signal::Recorded(Coordinate::SubtalarInversion), ReadAt::AtPeak),
        ],
        splits: vec![Plane::Sagittal],
    };
    let swing = Recorded {
        repetition: repetition(Coordinate::HipFlexion, Shown::EachSide, false),
        requirements: vec![still.clone()],
        readings: vec![
            reading(Quantity::HipFlexion, hip, ReadAt::Maximum),
            Reading { negate: true, ..reading(Quantity::HipExtension, hip, ReadAt::Minimum) },
        ],
        splits: vec![Plane::Sagittal],
    };
    let side_swing = Recorded {
        repetition: repetition(Coordinate::HipAdduction, Shown::EachSide, true),
        requirements: vec![still],
        readings: vec![Reading { negate: true, ..reading(Quantity::HipAbduction, adduction, ReadAt::Minimum) }],
        splits: vec![Plane::Frontal],
    };
    let mut swings = screen(Test::LegSwing, swing);
    swings.recorded.push(side_swing);
    MeasureKnowledge { screens: vec![screen(Test::DeepSquat, squat), swings], ..MeasureKnowledge::default() }
}

fn script(kind: MovementKind, peaks_deg: &[(f64, f64)], noise_deg: f64) -> MovementScript {
    MovementScript {
        name: "played".into(),
        kind,
        side: Side::Right,
        rate_hz: 100.0,
        repetition_s: 2.4,
        rest_s: 0.8,
        repetitions: peaks_deg
            .iter()
            .map(|(left, right)| RepetitionScript {
                peak: BySide { left: Angle::from_deg(*left), right: Angle::from_deg(*right) },
            })
            .collect(),
        back_swing: Angle::from_deg(if kind == MovementKind::Squat { 0.0 } else { 12.0 }),
        pelvis_at_peak: Angle::from_deg(18.0),
        lumbar_at_peak: Angle::from_deg(11.0),
        knee_valgus_at_peak: BySide { left: Angle::from_deg(3.0), right: Angle::from_deg(9.0) },
        noise: Angle::from_deg(noise_deg),
        seed: 7,
    }
}

fn measured(motion: &Motion) -> Measured {
    measure(motion, &MeasureOptions::default(), &knowledge()).expect("a recording that can be measured")
}

fn finding(measured: &Measured, test: Test, side: Side, quantity: Quantity) -> &Finding {
    let wanted = |f: &&Finding| f.test == test && f.side == side && f.quantity == Some(quantity);
    measured.findings.iter().find(wanted).unwrap_or_else(|| panic!("no {test} {side} {quantity}: {measured:#?}"))
}

fn assert_recovers(found: &Finding, planted: f64) {
    let error = found.standard_error.expect("a standard error");
    let off = (found.value - planted).abs();
    assert!(off < SIGMAS * error, "{:?} found {:.2} ± {error:.2}, planted {planted}", found.quantity, found.value);
}

const SQUATS: [(f64, f64); 5] = [(100.0, 88.0), (102.0, 90.0), (104.0, 91.0), (101.0, 92.0), (103.0, 89.0)];

#[test]
fn a_played_squat_gives_back_its_peaks_and_its_compensations() {
    let found = measured(&synthesise(&script(MovementKind::Squat, &SQUATS, 0.5)));
    for (side, planted) in [(Side::Left, 102.0), (Side::Right, 90.0)] {
        let flexion = finding(&found, Test::DeepSquat, side, Quantity::HipFlexion);
        assert_recovers(flexion, planted);
        assert_eq!(flexion.provenance.repetitions, Some(5));
        assert_recovers(finding(&found, Test::DeepSquat, side, Quantity::PelvicTilt), 18.0);
        assert_recovers(finding(&found, Test::DeepSquat, side, Quantity::LumbarFlexion), 11.0);
    }
    assert_recovers(finding(&found, Test::DeepSquat, Side::Left, Quantity::KneeValgus), 3.0);
    assert_recovers(finding(&found, Test::DeepSquat, Side::Right, Quantity::KneeValgus), 9.0);
}

#[test]
fn a_played_swing_gives_back_both_ends_on_the_swinging_side_alone() {
    let peaks = [(0.0, 60.0), (0.0, 64.0), (0.0, 62.0)];
    let found = measured(&synthesise(&script(MovementKind::LegSwing, &peaks, 0.5)));
    assert_recovers(finding(&found, Test::LegSwing, Side::Right, Quantity::HipFlexion), 62.0);
    assert_recovers(finding(&found, Test::LegSwing, Side::Right, Quantity::HipExtension), 12.0);
    assert!(found.findings.iter().all(|finding| finding.side == Side::Right), "{:#?}", found.findings);
    let peaks = [(30.0, 0.0), (33.0, 0.0), (36.0, 0.0)];
    let left = MovementScript { side: Side::Left, ..script(MovementKind::SideSwing, &peaks, 0.5) };
    let found = measured(&synthesise(&left));
    assert_recovers(finding(&found, Test::LegSwing, Side::Left, Quantity::HipAbduction), 33.0);
}

#[test]
fn noise_makes_the_standard_error_larger() {
    let error = |noise_deg: f64| {
        let found = measured(&synthesise(&script(MovementKind::Squat, &SQUATS, noise_deg)));
        finding(&found, Test::DeepSquat, Side::Left, Quantity::PelvicTilt).standard_error.expect("known")
    };
    assert!(error(0.2) < error(1.0) && error(1.0) < error(3.0));
}

#[test]
fn the_pelvis_is_taken_out_of_what_the_thigh_seems_to_do() {
    let found = measured(&synthesise(&script(MovementKind::Squat, &SQUATS, 0.0)));
    let result = found.screens.iter().find(|s| s.side == Side::Left).expect("left squats");
    let split = result.splits.first().expect("a split");
    // 8 % of the way belongs to the rest before the repetition, so the split sees 92 % of the planted motion.
    let seen = |planted: f64| 0.92 * planted;
    let tolerance_deg = 1.0;
    assert!((split.hip.angle.deg() - seen(100.0)).abs() < tolerance_deg, "hip {}", split.hip.angle);
    assert!((split.pelvis.angle.deg() + seen(18.0)).abs() < tolerance_deg, "pelvis {}", split.pelvis.angle);
    let lumbar = split.lumbar.expect("lumbar").angle.deg();
    assert!((lumbar - seen(11.0)).abs() < tolerance_deg, "the lumbar spine gives {lumbar}");
    assert!((split.apparent.angle.deg() - seen(82.0)).abs() < tolerance_deg, "apparent {}", split.apparent.angle);
}

#[test]
fn a_person_facing_sideways_measures_the_same() {
    let motion = synthesise(&script(MovementKind::LegSwing, &[(0.0, 60.0), (0.0, 62.0)], 0.0));
    let turned = facing(&motion, Angle::from_deg(100.0));
    let (straight, sideways) = (measured(&motion), measured(&turned));
    assert_eq!(straight.screens.len(), sideways.screens.len());
    for (a, b) in straight.screens.iter().zip(&sideways.screens) {
        for (a, b) in a.splits.iter().zip(&b.splits) {
            assert!((a.pelvis.angle.rad() - b.pelvis.angle.rad()).abs() < ROUNDING_RAD, "{a:?}\n{b:?}");
            assert!((a.apparent.angle.rad() - b.apparent.angle.rad()).abs() < ROUNDING_RAD);
        }
    }
}

/// The same motion by a person who faces `heading` to the left, recorded about the room's axes as motion capture does.
fn facing(motion: &Motion, heading: Angle) -> Motion {
    let mut turned = motion.clone();
    let values = |c: Coordinate| motion.track(c, None).expect("a pelvis").values.clone();
    let (tilt, drop) = (values(Coordinate::PelvisAnteriorTilt), values(Coordinate::PelvisRightDrop));
    for sample in 0..motion.time_s.len() {
        use coxa::skeleton::Rotation;
        let room =
            Rotation::about_y(heading.rad()) * Rotation::about_z(-tilt[sample]) * Rotation::about_x(drop[sample]);
        // Z–X–Y by hand: R = Rz(a) Rx(b) Ry(c).
        let (right, up, forward) = (room.right(), room.up(), room.forward());
        let b = libm::asin(up.z);
        let a = libm::atan2(-up.x, up.y);
        let c = libm::atan2(-forward.z, right.z);
        for track in &mut turned.tracks {
            match track.coordinate {
                Coordinate::PelvisAnteriorTilt => track.values[sample] = -a,
                Coordinate::PelvisRightDrop => track.values[sample] = b,
                Coordinate::PelvisLeftwardRotation => track.values[sample] = c,
                _ => {}
            }
        }
    }
    turned
}

#[test]
fn what_was_not_recorded_is_said_and_never_zero() {
    let mut motion = synthesise(&script(MovementKind::Squat, &SQUATS, 0.5));
    let full = measured(&motion);
    let said = |m: &Measured, word: &str| {
        let all = m.screens.iter().flat_map(|s| &s.caveats);
        all.filter(|c| c.kind == CaveatKind::NotMeasured).any(|c| c.text.contains(word))
    };
    assert!(said(&full, "subtalar_inversion"), "the feet were never recorded");
    assert!(full.findings.iter().all(|f| f.quantity != Some(Quantity::FootPronation)));
    motion.tracks.retain(|track| track.coordinate != Coordinate::LumbarFlexion);
    let without_lumbar = measured(&motion);
    assert!(said(&without_lumbar, "lumbar"));
    assert!(without_lumbar.screens.iter().flat_map(|s| &s.splits).all(|s| s.lumbar.is_none() && s.trunk.is_none()));
    assert!(!without_lumbar.screens[0].splits.is_empty());
    motion.tracks.retain(|track| track.coordinate != Coordinate::PelvisAnteriorTilt);
    let without_pelvis = measured(&motion);
    assert!(said(&without_pelvis, "not split"));
    assert!(without_pelvis.screens.iter().all(|s| s.splits.is_empty()));
}

#[test]
fn a_knee_without_a_valgus_track_is_projected_with_its_larger_error() {
    let mut motion = synthesise(&script(MovementKind::Squat, &[(50.0, 50.0), (52.0, 52.0)], 0.5));
    let own = measured(&motion);
    motion.tracks.retain(|track| track.coordinate != Coordinate::KneeAdduction);
    let projected = measured(&motion);
    let error =
        |m: &Measured| finding(m, Test::DeepSquat, Side::Left, Quantity::KneeValgus).standard_error.expect("known");
    assert!(error(&projected) > error(&own));
}

#[test]
fn a_gap_inside_a_repetition_drops_it_and_says_so() {
    let mut motion = synthesise(&script(MovementKind::Squat, &SQUATS, 0.5));
    for track in &mut motion.tracks {
        track.values[400..430].fill(f64::NAN);
    }
    let found = measured(&motion);
    for screen in &found.screens {
        assert_eq!(screen.repetitions.len(), 4);
        assert!(screen.caveats.iter().any(|caveat| caveat.kind == CaveatKind::MissingSamples));
    }
}

#[test]
fn nothing_recognised_says_what_was_looked_for() {
    let motion = synthesise(&script(MovementKind::Squat, &[(9.0, 9.0)], 0.1));
    let found = measured(&motion);
    assert!(found.findings.is_empty());
    assert!(found.caveats.iter().any(|caveat| caveat.text.contains("no known screen recognised")));
    assert!(found.caveats.iter().any(|caveat| caveat.text.contains("deep_squat left: no whole repetition")));
    let asked = MeasureOptions { tests: vec![Test::Faber], ..MeasureOptions::default() };
    let found = measure(&motion, &asked, &knowledge()).expect("measurable");
    assert!(found.caveats.iter().any(|caveat| caveat.text.contains("faber")));
}

#[test]
fn only_the_wanted_side_is_measured() {
    let motion = synthesise(&script(MovementKind::Squat, &SQUATS, 0.5));
    let options = MeasureOptions { sides: vec![Side::Left], ..MeasureOptions::default() };
    let found = measure(&motion, &options, &knowledge()).expect("measurable");
    assert!(!found.findings.is_empty() && found.findings.iter().all(|finding| finding.side == Side::Left));
}

#[test]
fn recordings_that_cannot_be_measured_are_refused() {
    let good = synthesise(&script(MovementKind::Squat, &SQUATS, 0.5));
    let refused = |motion: &Motion| measure(motion, &MeasureOptions::default(), &knowledge()).expect_err("refused");
    let mut short = good.clone();
    short.time_s.truncate(3);
    assert!(matches!(refused(&short), MotionError::TooShort { found: 3, .. }));
    let mut backwards = good.clone();
    backwards.time_s[50] = backwards.time_s[49];
    assert!(matches!(refused(&backwards), MotionError::TimeNotIncreasing { sample: 50, .. }));
    let mut timeless = good.clone();
    timeless.time_s[7] = f64::NAN;
    assert!(matches!(refused(&timeless), MotionError::TimeNotIncreasing { sample: 7, .. }));
    let mut uneven = good.clone();
    uneven.tracks[0].values.pop();
    assert!(matches!(refused(&uneven), MotionError::LengthsDiffer { .. }));
    let mut degrees = good;
    for track in &mut degrees.tracks {
        track.values.iter_mut().for_each(|value| *value = value.to_degrees());
    }
    let found = measured(&degrees);
    assert!(found.caveats.iter().any(|caveat| caveat.kind == CaveatKind::ImplausibleValue));
}

#[test]
fn a_script_plays_the_same_every_time_and_differently_by_seed() {
    let one = script(MovementKind::Squat, &SQUATS, 0.5);
    assert_eq!(synthesise(&one), synthesise(&one));
    assert_ne!(synthesise(&one), synthesise(&MovementScript { seed: 8, ..one.clone() }));
    assert!(synthesise(&MovementScript { rate_hz: f64::NAN, ..one }).time_s.is_empty());
}

fn assert_adds_up(split: &Split) {
    let off = split.hip.angle.rad() + split.pelvis.angle.rad() - split.apparent.angle.rad();
    assert!(off.abs() < ROUNDING_RAD, "hip and pelvis miss the apparent motion by {off:e} rad: {split:?}");
    if let (Some(lumbar), Some(trunk)) = (split.lumbar, split.trunk) {
        let off = lumbar.angle.rad() + trunk.angle.rad() - split.pelvis.angle.rad();
        assert!(off.abs() < ROUNDING_RAD, "lumbar and trunk miss the pelvis by {off:e} rad");
    }
}

#[test]
fn a_lumbar_spine_that_stands_still_through_a_repetition_was_not_measured_there() {
    let mut motion = synthesise(&script(MovementKind::Squat, &SQUATS, 0.0));
    let before = measured(&motion);
    let half = motion.time_s.len() / 2;
    for track in &mut motion.tracks {
        if track.side.is_none() && track.coordinate.id().starts_with("lumbar") {
            // The model welds the joint from here on: its angle is an assumption.
            let fixed = track.values[half];
            track.values.iter_mut().skip(half).for_each(|value| *value = fixed);
        }
    }
    let found = measured(&motion);
    for (screen, whole) in found.screens.iter().zip(&before.screens) {
        let lumbar = |splits: &[Split]| splits.iter().filter(|split| split.lumbar.is_some()).count();
        assert_eq!(lumbar(&whole.splits), SQUATS.len());
        assert!((1..SQUATS.len()).contains(&lumbar(&screen.splits)), "{:?}", screen.splits);
        assert!(screen.splits.iter().all(|split| split.lumbar.is_some() == split.trunk.is_some()));
        let read = screen.repetitions.iter().flat_map(|repetition| &repetition.values);
        let backs = read.filter(|value| value.quantity == Quantity::LumbarFlexion).count();
        assert_eq!(backs, lumbar(&screen.splits), "no zero is reported for what was not measured");
    }
}

fn with_rows(rows: &[(Option<Test>, Option<Quantity>, f64)]) -> MeasureKnowledge {
    let error = |(test, quantity, standard_error): &(Option<Test>, Option<Quantity>, f64)| InstrumentError {
        id: format!("{test:?} {quantity:?}"),
        instrument: Instrument::Optical,
        test: *test,
        quantity: *quantity,
        standard_error: *standard_error,
        mdc95: 2.8 * standard_error,
        unit: Unit::Deg,
        evidence: Evidence { status: Status::Design, sources: vec![] },
    };
    MeasureKnowledge { errors: rows.iter().map(error).collect(), ..knowledge() }
}

#[test]
fn a_row_for_the_test_or_the_reading_wins_over_the_error_of_the_instrument_in_general() {
    let mut motion = synthesise(&script(MovementKind::Squat, &SQUATS, 0.0));
    let squat = Some(Test::DeepSquat);
    let rows = [(None, None, 5.0), (squat, None, 2.0), (squat, Some(Quantity::KneeValgus), 7.0)];
    let error = |motion: &Motion, quantity: Quantity| {
        let found = measure(motion, &MeasureOptions::default(), &with_rows(&rows)).expect("a whole motion");
        let finding = found.findings.iter().find(|finding| finding.quantity == Some(quantity)).expect("read");
        finding.standard_error.expect("known")
    };
    for general in [true, false] {
        for track in &mut motion.tracks {
            (track.standard_error, track.error_is_general) = (Angle::from_deg(5.0).rad(), general);
        }
        let (flexion, valgus) = (error(&motion, Quantity::HipFlexion), error(&motion, Quantity::KneeValgus));
        // The spread of the repetitions adds to either.
        let least = if general { (2.0, 7.0) } else { (5.0, 5.0) };
        assert!(least.0 <= flexion && flexion < least.0 + 2.5, "{flexion:.1}");
        assert!(least.1 <= valgus && valgus < least.1 + 1.5, "{valgus:.1}");
    }
}

#[test]
fn a_value_on_the_way_is_read_where_the_thigh_passes_and_a_vague_one_is_left_out_and_said() {
    let motion = synthesise(&script(MovementKind::Squat, &SQUATS, 0.2));
    let hip = Signal::Recorded(Coordinate::HipFlexion);
    let with = |thigh_deg: f64, limit_deg: f64| {
        let mut knowledge = knowledge();
        let on_the_way = Reading {
            thigh_flexion: Some(rad(thigh_deg)),
            max_standard_error: Some(rad(limit_deg)),
            ..reading(Quantity::HipFlexion, hip, ReadAt::OnTheWay)
        };
        knowledge.screens[0].recorded[0].readings = vec![on_the_way];
        measure(&motion, &MeasureOptions::default(), &knowledge).expect("a whole motion")
    };
    let deg = |found: &Measured| found.findings.first().map(|finding| finding.value);
    let (early, late) = (deg(&with(20.0, 90.0)).expect("read"), deg(&with(50.0, 90.0)).expect("read"));
    let deepest = deg(&measured(&motion)).expect("read");
    assert!(early < late && late < deepest, "{early:.0}, {late:.0}, {deepest:.0}");
    assert!((deg(&with(170.0, 90.0)).expect("read") - deepest).abs() < 2.0, "never passed: at the peak");
    let vague = with(20.0, 0.05);
    assert!(vague.findings.is_empty());
    assert!(vague.screens[0].caveats.iter().any(|caveat| caveat.text.contains("too uncertain")));
}

proptest! {
    #[test]
    fn parts_of_any_motion_add_up_to_what_is_seen(
        ends in prop::collection::vec(-1.2_f64..1.2, 13),
        flexion in 0.6_f64..2.0,
    ) {
        let mut motion = synthesise(&script(MovementKind::Squat, &SQUATS, 0.0));
        // Every coordinate moves in time with the hip, each as far as it likes.
        let bell: Vec<f64> = motion.track(Coordinate::HipFlexion, Some(Side::Left)).expect("hip").values.clone();
        let top = bell.iter().fold(0.0_f64, |top, value| top.max(*value));
        for (index, track) in motion.tracks.iter_mut().enumerate() {
            let knee = track.coordinate == Coordinate::KneeFlexion;
            let far = if track.coordinate == Coordinate::HipFlexion || knee { flexion } else { ends[index % 13] };
            track.values = bell.iter().map(|value| value / top * far).collect();
            track.standard_error = 0.02;
        }
        let found = measured(&motion);
        let splits: Vec<&Split> = found.screens.iter().flat_map(|screen| &screen.splits).collect();
        prop_assert!(!splits.is_empty());
        for split in splits {
            assert_adds_up(split);
            prop_assert!(split.hip.standard_error.is_some_and(|error| error.rad() >= 0.0));
        }
    }

    #[test]
    fn no_values_make_measuring_panic(
        values in prop::collection::vec(prop_oneof![
            Just(f64::NAN), Just(f64::INFINITY), Just(-1e300), Just(0.0), -3.0_f64..3.0
        ], 40..200),
        error in prop_oneof![Just(f64::NAN), Just(0.0), Just(-1.0), Just(f64::INFINITY), 0.0_f64..1.0],
    ) {
        let time_s: Vec<f64> = (0..values.len()).map(|i| i as f64 * 0.05).collect();
        let tracks = Coordinate::ALL
            .iter()
            .flat_map(|coordinate| {
                let sides = if coordinate.is_of_a_leg() { vec![Some(Side::Left), Some(Side::Right)] } else { vec![None] };
                sides.into_iter().map(|side| (*coordinate, side))
            })
            .map(|(coordinate, side)| Track { coordinate, side, values: values.clone(), standard_error: error, error_is_general: false })
            .collect();
        let motion = Motion { name: "anything".into(), instrument: Instrument::Imu, time_s, tracks, caveats: vec![] };
        let found = measured(&motion);
        for finding in &found.findings {
            prop_assert!(finding.value.is_finite());
            prop_assert!(finding.standard_error.is_none_or(|error| error.is_finite() && error >= 0.0));
        }
    }
}
