//! The screens as written in the tables, on real recordings: each gives findings, or says precisely why not.

use std::path::{Path, PathBuf};

use coxa::measure::{Coordinate, MeasureOptions, Measured, Motion, measure};
use coxa::vocabulary::{Caveat, CaveatKind, Instrument, Quantity, Side, Test};
use libtest_mimic::{Arguments, Failed, Trial};

/// Lowest and highest of the five hip-flexion peaks of the right leg, degrees, read off the recording's own columns.
const SQUAT_PEAKS_DEG: (f64, f64) = (104.6, 112.0);
/// Half a unit of the last digit of those.
const LAST_DIGIT_DEG: f64 = 0.06;
/// Two fits of one recording differ in hip flexion by up to this much (the data's own notes: 0.5 to 3.6), degrees.
const BETWEEN_FITS_DEG: f64 = 4.0;
/// Hip extension of healthy adults in walking, with any pelvis model, degrees.
const WALKING_EXTENSION_DEG: std::ops::Range<f64> = 5.0..30.0;
/// Largest side difference of a healthy walker's hip extension over a stride or two, degrees.
const WALKING_ASYMMETRY_DEG: f64 = 6.0;

fn data() -> PathBuf {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    std::env::var_os("COXA_DATA").map_or(default, PathBuf::from)
}

fn motion(file: &str) -> Result<Motion, Failed> {
    let bytes = std::fs::File::open(data().join(file)).map_err(|error| format!("{file}: {error}"))?;
    let mut options = coxa_formats::MotionOptions::new(file);
    if file.contains("imu") {
        options.instrument = Instrument::Imu;
    }
    coxa_formats::read_mot(std::io::BufReader::new(bytes), &options).map_err(|error| error.to_string().into())
}

fn measured(file: &str, tests: &[Test]) -> Result<Measured, Failed> {
    measured_motion(&motion(file)?, tests)
}

fn measured_motion(motion: &Motion, tests: &[Test]) -> Result<Measured, Failed> {
    let options = MeasureOptions { tests: tests.to_vec(), ..MeasureOptions::default() };
    measure(motion, &options, &coxa_knowledge::knowledge().measure).map_err(|error| error.to_string().into())
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(otherwise().into()) }
}

fn value(measured: &Measured, side: Side, quantity: Quantity) -> Option<f64> {
    let wanted = |f: &&coxa::vocabulary::Finding| f.side == side && f.quantity == Some(quantity);
    measured.findings.iter().find(wanted).map(|finding| finding.value)
}

fn recognised(measured: &Measured) -> Vec<Test> {
    let mut tests: Vec<Test> = measured.screens.iter().map(|screen| screen.test).collect();
    tests.sort();
    tests.dedup();
    tests
}

/// Hip-flexion peaks of one side's squats, degrees.
fn peaks(measured: &Measured, side: Side) -> Vec<f64> {
    let squats = measured.screens.iter().filter(|screen| screen.side == side);
    let values = squats.flat_map(|s| &s.repetitions).flat_map(|r| &r.values);
    values.filter(|v| v.quantity == Quantity::HipFlexion).map(|v| v.value).collect()
}

fn squats(file: &str, tolerance_deg: f64) -> Result<(), Failed> {
    let found = measured(file, &[])?;
    ensure(recognised(&found) == [Test::DeepSquat], || format!("recognised {:?}", recognised(&found)))?;
    for side in Side::ALL {
        ensure(peaks(&found, side).len() == 5, || format!("{side}: {:?}", peaks(&found, side)))?;
        let valgus = value(&found, side, Quantity::KneeValgus);
        ensure(valgus.is_some(), || format!("{side}: no knee valgus, {:?}", found.screens))?;
    }
    let right = peaks(&found, Side::Right);
    let (low, high) = right.iter().fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(*v), high.max(*v)));
    let near = |found: f64, expected: f64| (found - expected).abs() < tolerance_deg;
    ensure(near(low, SQUAT_PEAKS_DEG.0) && near(high, SQUAT_PEAKS_DEG.1), || format!("peaks {right:?}"))
}

/// The chain's own depth, without the recorded pelvis height, agrees with the one by pelvis height.
fn depth_two_ways(file: &str) -> Result<(), Failed> {
    /// Soft tissue and assumed segment lengths, percent of leg length.
    const AGREE_PCT: f64 = 6.0;
    let by_height = measured(file, &[Test::DeepSquat])?;
    let mut without_height = motion(file)?;
    without_height.tracks.retain(|track| track.coordinate != Coordinate::PelvisHeight);
    let by_chain = measured_motion(&without_height, &[Test::DeepSquat])?;
    for side in Side::ALL {
        let depth = |m: &Measured| value(m, side, Quantity::DepthPctLegLength).unwrap_or(f64::NAN);
        let (a, b) = (depth(&by_height), depth(&by_chain));
        ensure((a - b).abs() < AGREE_PCT, || format!("{side}: {a:.1} by pelvis height, {b:.1} by the legs"))?;
    }
    Ok(())
}

fn walk(file: &str) -> Result<(), Failed> {
    let found = measured(file, &[])?;
    ensure(recognised(&found) == [Test::GaitHipExtension], || format!("recognised {:?}", recognised(&found)))?;
    let sides = Side::ALL.map(|side| value(&found, side, Quantity::HipExtension));
    for extension in sides.iter().flatten() {
        ensure(WALKING_EXTENSION_DEG.contains(extension), || format!("hip extension {extension:.1}"))?;
    }
    if let [Some(left), Some(right)] = sides {
        ensure((left - right).abs() < WALKING_ASYMMETRY_DEG, || format!("left {left:.1}, right {right:.1}"))?;
    }
    Ok(())
}

fn swings(file: &str, sides: &[Side]) -> Result<(), Failed> {
    let found = measured(file, &[])?;
    ensure(recognised(&found) == [Test::LegSwing], || format!("recognised {:?}", recognised(&found)))?;
    for side in Side::ALL {
        let swung = found.screens.iter().any(|screen| screen.side == side);
        ensure(swung == sides.contains(&side), || format!("{side} swung: {swung}"))?;
    }
    // A swung leg takes the pelvis with it: the split must see it, and its parts must add up.
    let splits: Vec<_> = found.screens.iter().flat_map(|screen| &screen.splits).collect();
    ensure(splits.iter().any(|s| s.pelvis.angle.deg() > 5.0), || format!("no pelvic share in {splits:?}"))?;
    for split in splits {
        let off = split.apparent.angle.rad() - split.hip.angle.rad() - split.pelvis.angle.rad();
        ensure(off.abs() < 1e-9, || format!("parts miss by {off:e} rad"))?;
    }
    Ok(())
}

/// A drop jump is none of the screens: it must be told apart, with reasons.
fn drop_jump(file: &str) -> Result<(), Failed> {
    let found = measured(file, &[])?;
    ensure(found.findings.is_empty(), || format!("recognised {:?}", recognised(&found)))?;
    let told = |caveat: &Caveat| caveat.kind == CaveatKind::NotMeasured && caveat.text.contains("at least");
    ensure(found.caveats.iter().any(told), || format!("{:?}", found.caveats))
}

/// Every recording gives findings with errors, or a caveat that says what was missing.
fn any(file: &str) -> Result<(), Failed> {
    let found = measured(file, &[])?;
    ensure(!found.findings.is_empty() || !found.caveats.is_empty(), || "neither finding nor caveat".into())?;
    for finding in &found.findings {
        let known = finding.standard_error.is_some_and(|error| error > 0.0 && error.is_finite());
        ensure(finding.value.is_finite() && known, || format!("{finding:?}"))?;
    }
    for test in Test::ALL {
        measured(file, &[*test])?;
    }
    Ok(())
}

fn joint_angle_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            joint_angle_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "mot") {
            found.push(path);
        }
    }
}

fn main() -> std::process::ExitCode {
    let arguments = Arguments::from_args();
    let present = data().join("motion").is_dir();
    let squat = |fit: &str| format!("motion/opencap_subject4/squats1/{fit}.mot");
    let jump = |fit: &str| format!("motion/opencap_subject4/DJ1/{fit}.mot");
    let walks = [
        "opencap_subject4/walking1/opensim_ik",
        "opencap_subject4/walking1/reference_addbiomechanics_ik",
        "opensim/gait2354_subject01_walk/opensim_ik",
        "opensim/gait2392_subject01_walk/opensim_ik",
        "opensim/gait2392_subject01_walk/reference_repo_ik",
        "opensim/rajagopal_walk/opensim_ik",
    ];
    let mut trials = vec![
        Trial::test("a squat in degrees has five repetitions with known peaks", move || {
            squats(&squat("opensim_ik"), LAST_DIGIT_DEG)
        }),
        Trial::test("the same squat in radians has the same five within what fits differ by", move || {
            squats(&squat("reference_addbiomechanics_ik"), BETWEEN_FITS_DEG)
        }),
        Trial::test("squat depth agrees by pelvis height and by the legs", move || {
            depth_two_ways(&squat("opensim_ik"))
        }),
        Trial::test("swings of both legs are found on both sides", || {
            swings("motion/hip_rom_functional_dem/opensim_ik.mot", &Side::ALL)
        }),
        Trial::test("swings of the right leg are found on the right alone, whichever way the person faces", || {
            swings("motion/opensense_hjc_swing/opensim_imu_ik.mot", &[Side::Right])
        }),
        Trial::test("a drop jump is no screen and says why", move || drop_jump(&jump("opensim_ik"))),
    ];
    trials.extend(walks.map(|file| {
        Trial::test(format!("walking extends both hips alike: {file}"), move || walk(&format!("motion/{file}.mot")))
    }));
    let mut files = Vec::new();
    joint_angle_files(&data().join("motion"), &mut files);
    joint_angle_files(&data().join("imu"), &mut files);
    files.sort();
    trials.extend(files.iter().filter_map(|path| {
        let file = path.strip_prefix(data()).ok()?.to_string_lossy().into_owned();
        Some(Trial::test(format!("findings or a caveat from {file}"), move || any(&file)))
    }));
    if !present {
        // Without the recordings there is nothing to try; continuous integration must have them.
        let required = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
        trials = trials.into_iter().map(|trial| trial.with_ignored_flag(!required)).collect();
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}
