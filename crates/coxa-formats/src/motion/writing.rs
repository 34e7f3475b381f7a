//! A motion as OpenSim's `.mot` or as CSV; both read back to the same motion.

use std::fmt::Write as _;

use coxa::measure::{Motion, Track};
use coxa::vocabulary::{Angle, Side};

use super::column::opensim_name;
use super::is_position;
use super::opensim::CONVENTION;
use crate::fault::{Code, InputError};

/// Writes a `.mot` in OpenSim's names and signs, degrees; knee flexion positive, gaps as NaN.
///
/// # Errors
/// A value is infinite, or a track has another number of samples than there are times.
pub fn write_mot(motion: &Motion) -> Result<String, InputError> {
    let mut text = String::new();
    let (rows, columns) = (motion.time_s.len(), motion.tracks.len() + 1);
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "Coordinates\nversion=1\nnRows={rows}\nnColumns={columns}\ninDegrees=yes\n{CONVENTION}\n\n\
         Knee flexion is positive; the pelvis faces forward.\n\nendheader\ntime"
    );
    for track in &motion.tracks {
        let _ = write!(text, "\t{}{}", opensim_name(track.coordinate).0, side(track));
    }
    text.push('\n');
    write_rows(&mut text, motion, '\t', "NaN", |track| opensim_name(track.coordinate).1)?;
    Ok(text)
}

/// Writes CSV in our names and signs, degrees and metres, gaps empty.
///
/// # Errors
/// A value is infinite, or a track has another number of samples than there are times.
pub fn write_motion_csv(motion: &Motion) -> Result<String, InputError> {
    let mut text = "time_s".to_owned();
    for track in &motion.tracks {
        let unit = if is_position(track.coordinate) { "m" } else { "deg" };
        let _ = write!(text, ",{}{}_{unit}", track.coordinate, side(track));
    }
    text.push('\n');
    write_rows(&mut text, motion, ',', "", |_| 1.0)?;
    Ok(text)
}

const fn side(track: &Track) -> &'static str {
    match track.side {
        Some(Side::Left) => "_l",
        Some(Side::Right) => "_r",
        None => "",
    }
}

fn write_rows(
    text: &mut String,
    motion: &Motion,
    separator: char,
    gap: &str,
    sign: impl Fn(&Track) -> f64,
) -> Result<(), InputError> {
    for (row, time_s) in motion.time_s.iter().enumerate() {
        let _ = write!(text, "{time_s}");
        for track in &motion.tracks {
            text.push(separator);
            let value = track.values.get(row).copied().ok_or_else(|| {
                let found = format!("{} samples of {}", track.values.len(), track.coordinate);
                InputError::new(Code::DocumentNotFinite, found, format!("{}", motion.time_s.len()))
            })?;
            if value.is_nan() {
                text.push_str(gap);
            } else if value.is_finite() {
                let shown = if is_position(track.coordinate) { value } else { Angle::from_rad(value).deg() };
                let _ = write!(text, "{}", sign(track) * shown + 0.0);
            } else {
                let found = format!("{value} in {}", track.coordinate);
                return Err(InputError::new(Code::DocumentNotFinite, found, "a finite number"));
            }
        }
        text.push('\n');
    }
    Ok(())
}
