//! `coxa measure`: recordings of joint angles to findings.

use std::path::{Path, PathBuf};

use coxa::measure::{Coordinate, InstrumentError, MeasureOptions, Measured, Motion};
use coxa::vocabulary::{Angle, Instrument, Side, Test, Unit};
use coxa_formats::{FindingsFile, MotionFormat, MotionOptions, StandardErrors, SubjectFile};

use crate::arguments::Measure;
use crate::failure::{Edge, Failure};
use crate::files;
use crate::report::{Plotted, plots};
use crate::show::Output;
use crate::tracking::{Angles, Body, angles, is_markers};

pub(crate) fn run(arguments: &Measure, output: Output) -> Result<(), Failure> {
    files::one_standard_input(arguments.files.iter().map(AsRef::as_ref))?;
    let options = options(arguments)?;
    let instrument = instrument(&arguments.instrument)?;
    let body = body(arguments)?;
    let mut file = FindingsFile::default();
    let mut text = String::new();
    let mut plotted = Vec::new();
    let bar = progress(arguments.files.len());
    for path in &arguments.files {
        let recorded = recording(path, instrument, &body)?;
        let measured = measure(&recorded.motion, &options)?;
        text.push_str(&crate::show::measured(&recorded.motion, &measured));
        text.push_str(&recorded.told);
        file.findings.extend(measured.findings.iter().cloned());
        file.caveats.extend(measured.caveats.iter().cloned());
        // Only pictures, or the angles of one recording, are wanted later.
        if arguments.plot.is_none() {
            plotted.clear();
        }
        plotted.push(Plotted { measured: Some(measured), ..recorded });
        bar.inc(1);
    }
    bar.finish_and_clear();
    let stamp = files::stamp();
    let findings = coxa_formats::write_findings(&file, &stamp).map_err(Failure::ours)?;
    if let (Some(out), Some(last)) = (&arguments.out, plotted.last()) {
        write_out(out, &findings, &last.motion, arguments.files.len())?;
    }
    if let Some(page) = &arguments.plot {
        files::write(page, &plots(&plotted, &stamp))?;
        output.people(&format!("\nDrawn into {}.\n", page.display()))?;
    }
    output.document(&findings, None)?;
    output.people(&text)?;
    output.saved(arguments.out.as_deref(), "findings.json")
}

/// Findings as JSON; joint angles of the one recording as `.mot` or `.csv`.
fn write_out(out: &Path, findings: &str, motion: &Motion, recordings: usize) -> Result<(), Failure> {
    let extension = out.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let text = match extension {
        "json" => return files::write(out, findings),
        "mot" | "csv" if recordings > 1 => {
            let needed = "one recording for --out with joint angles; measure them one by one";
            return Err(Failure::usage(format!("{recordings} recordings"), needed));
        }
        "mot" => coxa_formats::write_mot(motion).map_err(Failure::ours)?,
        "csv" => coxa_formats::write_motion_csv(motion).map_err(Failure::ours)?,
        _ => {
            return Err(Failure::usage(format!("--out {}", out.display()), "a name ending in .json, .mot or .csv"));
        }
    };
    files::write(out, &text)
}

/// What can record joint angles over time; a goniometer's errors must never be those of a recording.
fn instrument(found: &str) -> Result<Instrument, Failure> {
    let recorders = [Instrument::Optical, Instrument::Imu, Instrument::CameraMulti, Instrument::Camera1];
    match id::<Instrument>("--instrument", found)? {
        instrument if recorders.contains(&instrument) => Ok(instrument),
        _ => Err(Failure::usage(format!("--instrument {found:?}"), "optical, imu, camera_multi or camera_1")),
    }
}

fn options(arguments: &Measure) -> Result<MeasureOptions, Failure> {
    Ok(MeasureOptions {
        tests: arguments.test.iter().map(|test| id::<Test>("--test", test)).collect::<Result<_, _>>()?,
        sides: arguments.side.iter().map(|side| id::<Side>("--side", side)).collect::<Result<_, _>>()?,
        variant: arguments.variant.clone(),
        day: arguments.on.as_deref().map(|day| files::day(Some(day))).transpose()?,
    })
}

fn id<T: std::str::FromStr<Err = coxa::vocabulary::UnknownId>>(option: &str, found: &str) -> Result<T, Failure> {
    found
        .parse()
        .map_err(|error: coxa::vocabulary::UnknownId| Failure::usage(format!("{option} {found:?}"), error.to_string()))
}

/// On which body markers are followed.
fn body(arguments: &Measure) -> Result<Body, Failure> {
    let subject = match &arguments.subject {
        None => SubjectFile::default(),
        Some(path) => files::parse(path, |bytes| coxa_formats::read_subject(&String::from_utf8_lossy(bytes)))?,
    };
    let folder = arguments.subject.as_ref().and_then(|path| path.parent());
    let beside = |name: &String| folder.map_or_else(|| PathBuf::from(name), |folder| folder.join(name));
    Ok(Body {
        model: arguments.model.clone(),
        subject: subject.subject,
        static_recording: subject.static_recording.as_ref().map(beside),
    })
}

/// Joint angles of a file; of markers also how they were followed.
fn recording(path: &Path, instrument: Instrument, body: &Body) -> Result<Plotted, Failure> {
    if !is_markers(path) {
        let motion = motion(path, instrument)?;
        return Ok(Plotted { motion, measured: None, errors: Vec::new(), told: String::new() });
    }
    let Angles { motion, followed, told, errors } = angles(path, body, motion_options(path, instrument))?;
    let told = format!("{told}\n{}", followed.residuals.text());
    Ok(Plotted { motion, measured: None, errors, told })
}

fn motion_options(path: &Path, instrument: Instrument) -> MotionOptions {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("recording");
    let mut options = MotionOptions::new(name);
    options.instrument = instrument;
    options.standard_errors = standard_errors(instrument);
    options
}

/// Joint angles of a file, with the instrument's error from the tables; markers are followed on the person's own body.
pub(crate) fn motion(path: &Path, instrument: Instrument) -> Result<Motion, Failure> {
    let options = motion_options(path, instrument);
    if is_markers(path) {
        return Ok(angles(path, &Body::default(), options)?.motion);
    }
    let format = MotionFormat::of_name(&options.name).unwrap_or(MotionFormat::OpenSim);
    files::parse(path, |bytes| coxa_formats::read_motion(bytes, format, &options))
}

/// What the tables know of an instrument's errors whatever the test: in general, and of single joint angles.
fn standard_errors(instrument: Instrument) -> StandardErrors {
    let rows = &coxa_knowledge::knowledge().measure.errors;
    let general = |row: &&InstrumentError| row.instrument == instrument && row.test.is_none() && row.unit == Unit::Deg;
    let rad = |row: &InstrumentError| Angle::from_deg(row.standard_error).rad();
    let mut errors = StandardErrors::default();
    if let Some(row) = rows.iter().filter(general).find(|row| row.quantity.is_none()) {
        errors.angle_rad = rad(row);
    }
    for coordinate in Coordinate::ALL {
        let of = |row: &&InstrumentError| row.quantity.is_some_and(|of| coordinate.quantities().contains(&of));
        // Of rows for both senses of an angle the larger error is the safe one.
        if let Some(error) = rows.iter().filter(general).filter(of).map(rad).max_by(f64::total_cmp) {
            errors.by_coordinate.insert(*coordinate, error);
        }
    }
    errors
}

pub(crate) fn measure(motion: &Motion, options: &MeasureOptions) -> Result<Measured, Failure> {
    let not_measurable = |error: coxa::measure::MotionError| Failure::Edge {
        edge: Edge::NotMeasurable,
        file: Some(motion.name.clone()),
        found: error.to_string(),
        needed: "joint angles over time with repetitions in them".to_owned(),
    };
    coxa_knowledge::knowledge().measure(motion, options).map_err(not_measurable)
}

/// A bar on standard error when there is more than one file; nothing when it is not a terminal.
fn progress(files: usize) -> indicatif::ProgressBar {
    if files > 1 { indicatif::ProgressBar::new(files as u64) } else { indicatif::ProgressBar::hidden() }
}

#[cfg(test)]
mod tests {
    use super::standard_errors;
    use coxa::measure::Coordinate;
    use coxa::vocabulary::Instrument;

    #[test]
    fn angles_that_an_instrument_sees_badly_carry_that_error() {
        let errors = standard_errors(Instrument::CameraMulti);
        let out_of_plane = errors.of(Coordinate::HipInternalRotation);
        assert!(errors.of(Coordinate::HipFlexion) < out_of_plane);
        assert!(errors.of(Coordinate::HipAdduction) >= out_of_plane);
        assert!(standard_errors(Instrument::Optical).of(Coordinate::HipInternalRotation) < out_of_plane);
    }
}
