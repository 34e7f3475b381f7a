//! A small reader of joint-angle files, for these tests alone: it refuses nothing and knows only what they need.

use coxa::measure::{Coordinate, Motion, Track};
use coxa::vocabulary::{Instrument, Side};

/// Standard errors that optical and inertial recordings are given here.
const ANGLE_ERROR_DEG: f64 = 2.0;
const HEIGHT_ERROR_M: f64 = 0.01;

pub(crate) fn read(name: &str, text: &str, instrument: Instrument) -> Motion {
    let header: Vec<&str> = text.lines().take_while(|line| !line.trim().starts_with("endheader")).collect();
    let radians = header.iter().any(|line| line.replace(' ', "").trim() == "inDegrees=no");
    let mut rows = text.lines().skip(header.len() + 1).filter(|line| !line.trim().is_empty());
    let columns: Vec<&str> = rows.next().expect("column names").split_whitespace().collect();
    let samples: Vec<Vec<f64>> =
        rows.map(|row| row.split_whitespace().map(|cell| cell.parse().expect("a number")).collect()).collect();
    let to_rad = if radians { 1.0 } else { std::f64::consts::PI / 180.0 };
    let mut tracks = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        let Some((coordinate, side, sign)) = coordinate(column) else { continue };
        let scale = if coordinate.is_position() { 1.0 } else { sign * to_rad };
        let mut values: Vec<f64> = samples.iter().map(|row| row[index] * scale).collect();
        // Older models count knee flexion negative.
        if coordinate == Coordinate::KneeFlexion && values.iter().sum::<f64>() < 0.0 {
            values.iter_mut().for_each(|value| *value = -*value);
        }
        let standard_error = if coordinate.is_position() { HEIGHT_ERROR_M } else { ANGLE_ERROR_DEG.to_radians() };
        tracks.push(Track { coordinate, side, values, standard_error });
    }
    let time_s = samples.iter().map(|row| row[0]).collect();
    Motion { name: name.to_string(), instrument, time_s, tracks, caveats: Vec::new() }
}

fn coordinate(column: &str) -> Option<(Coordinate, Option<Side>, f64)> {
    let (stem, side) = match column.strip_suffix("_r") {
        Some(stem) => (stem, Some(Side::Right)),
        None => match column.strip_suffix("_l") {
            Some(stem) => (stem, Some(Side::Left)),
            None => (column, None),
        },
    };
    let (coordinate, sign) = match stem {
        "pelvis_tilt" => (Coordinate::PelvisAnteriorTilt, -1.0),
        "pelvis_list" => (Coordinate::PelvisRightDrop, 1.0),
        "pelvis_rotation" => (Coordinate::PelvisLeftwardRotation, 1.0),
        "pelvis_ty" => (Coordinate::PelvisHeight, 1.0),
        "hip_flexion" => (Coordinate::HipFlexion, 1.0),
        "hip_adduction" => (Coordinate::HipAdduction, 1.0),
        "hip_rotation" => (Coordinate::HipInternalRotation, 1.0),
        "knee_angle" => (Coordinate::KneeFlexion, 1.0),
        "knee_adduction" => (Coordinate::KneeAdduction, 1.0),
        "ankle_angle" => (Coordinate::AnkleDorsiflexion, 1.0),
        "subtalar_angle" => (Coordinate::SubtalarInversion, 1.0),
        "lumbar_extension" => (Coordinate::LumbarFlexion, -1.0),
        "lumbar_bending" => (Coordinate::LumbarRightBending, 1.0),
        "lumbar_rotation" => (Coordinate::LumbarLeftwardRotation, 1.0),
        _ => return None,
    };
    Some((coordinate, side, sign))
}
