//! `coxa measure`: recordings of joint angles to findings.

use std::fmt::Write;
use std::path::Path;

use coxa::measure::{Coordinate, InstrumentError, MeasureOptions, Measured, Motion};
use coxa::vocabulary::{Angle, Instrument, Side, Test, Unit};
use coxa_formats::{FindingsFile, MotionFormat, MotionOptions, StandardErrors};

use crate::arguments::Measure;
use crate::failure::Failure;
use crate::files;
use crate::show::{Output, table};

pub(crate) fn run(arguments: &Measure, output: Output) -> Result<(), Failure> {
    let options = options(arguments)?;
    let instrument = id::<Instrument>("--instrument", &arguments.instrument)?;
    let mut file = FindingsFile::default();
    let mut text = String::new();
    let mut last = None;
    let bar = progress(arguments.files.len());
    for path in &arguments.files {
        let motion = motion(path, instrument)?;
        let measured = measure(&motion, &options)?;
        text.push_str(&people(&motion, &measured));
        file.findings.extend(measured.findings);
        file.caveats.extend(measured.caveats);
        last = Some(motion);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let stamp = files::stamp();
    let findings = coxa_formats::write_findings(&file, &stamp).map_err(|error| Failure::Ours(error.to_string()))?;
    if let (Some(out), Some(motion)) = (&arguments.out, &last) {
        write_out(out, &findings, motion, arguments.files.len())?;
    }
    output.document(&findings, None)?;
    output.people(&text);
    Ok(())
}

/// Findings as JSON; joint angles of the one recording as `.mot` or `.csv`.
fn write_out(out: &Path, findings: &str, motion: &Motion, recordings: usize) -> Result<(), Failure> {
    let extension = out.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let ours = |error: coxa_formats::InputError| Failure::Ours(error.to_string());
    let text = match extension {
        "json" => return files::write(out, findings),
        "mot" | "csv" if recordings > 1 => {
            let text =
                format!("--out {}: found {recordings} recordings, needed one; measure them one by one", out.display());
            return Err(Failure::Usage(text));
        }
        "mot" => coxa_formats::write_mot(motion).map_err(ours)?,
        "csv" => coxa_formats::write_motion_csv(motion).map_err(ours)?,
        _ => {
            let text = format!("--out {}: needed a name ending in .json, .mot or .csv", out.display());
            return Err(Failure::Usage(text));
        }
    };
    files::write(out, &text)
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
    found.parse().map_err(|error| Failure::Usage(format!("{option}: {error}")))
}

/// Joint angles of a file, with the instrument's error from the tables.
pub(crate) fn motion(path: &Path, instrument: Instrument) -> Result<Motion, Failure> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("recording").to_owned();
    let format = MotionFormat::of_name(&name).unwrap_or(MotionFormat::OpenSim);
    let mut options = MotionOptions::new(&name);
    options.instrument = instrument;
    options.standard_errors = standard_errors(instrument);
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
    coxa_knowledge::knowledge().measure(motion, options).map_err(|error| Failure::Asked(error.to_string()))
}

/// A bar on standard error when there is more than one file; nothing when it is not a terminal.
fn progress(files: usize) -> indicatif::ProgressBar {
    if files > 1 { indicatif::ProgressBar::new(files as u64) } else { indicatif::ProgressBar::hidden() }
}

fn people(motion: &Motion, measured: &Measured) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}", motion.name);
    for screen in &measured.screens {
        let _ = writeln!(text, "\n{} {}: {} repetitions", screen.test, screen.side, screen.repetitions.len());
        for (number, repetition) in screen.repetitions.iter().enumerate() {
            let first = repetition
                .values
                .first()
                .map_or_else(String::new, |value| format!(", {} {:.1} {}", value.quantity, value.value, value.unit));
            let (start, peak, end) = (repetition.start_s, repetition.peak_s, repetition.end_s);
            let _ = writeln!(text, "  {}: {start:.2} to {end:.2} s, peak at {peak:.2} s{first}", number + 1);
        }
        let part = |part: coxa::measure::Part| {
            let error = part.standard_error.map_or_else(String::new, |error| format!(" ± {:.1}", error.deg()));
            format!("{:.1}{error}", part.angle.deg())
        };
        let rows = screen.splits.iter().map(|split| {
            let or_dash = |it: Option<coxa::measure::Part>| it.map_or_else(|| "not recorded".to_owned(), part);
            vec![
                split.plane.to_string(),
                part(split.apparent),
                part(split.hip),
                part(split.pelvis),
                or_dash(split.lumbar),
                or_dash(split.trunk),
            ]
        });
        let rows: Vec<_> = rows.collect();
        if !rows.is_empty() {
            let head = ["plane", "thigh as seen °", "true hip °", "pelvis °", "of that lumbar °", "of that trunk °"];
            let _ = writeln!(text, "{}", table(&head, rows));
        }
        for caveat in &screen.caveats {
            let _ = writeln!(text, "  mind: {}", caveat.text);
        }
    }
    let rows = measured.findings.iter().map(|finding| {
        let error = finding.standard_error.map_or_else(|| "–".to_owned(), |error| format!("{error:.1}"));
        let quantity = finding.quantity.map_or_else(String::new, |quantity| quantity.to_string());
        vec![finding.test.to_string(), finding.side.to_string(), quantity, format!("{:.1}", finding.value), error]
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        let _ = writeln!(text, "\n{}", table(&["test", "side", "reads", "value", "standard error"], rows));
    }
    for caveat in &measured.caveats {
        let _ = writeln!(text, "mind: {}", caveat.text);
    }
    text
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
