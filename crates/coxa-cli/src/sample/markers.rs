//! A squat of a made-up person as markers, with the angles that made it known.

use coxa::measure::body_model::{MarkerSet, Subject, body_model};
use coxa::skeleton::Vector;
use coxa::vocabulary::Angle;

use crate::failure::Failure;

/// Frames a second.
const RATE_HZ: f64 = 100.0;

/// Standing still before the first squat, s; length of a squat, s; how many.
const STILL_S: f64 = 1.0;
const SQUAT_S: f64 = 3.0;
const SQUATS: usize = 4;

/// How far markers waver, m: as much as those of a good laboratory.
const WAVER_M: f64 = 5e-4;

/// Angles at the bottom of the squat, deg; the trunk leans by the pelvis' tilt less the lumbar flexion.
const DEEP: [(&str, f64); 11] = [
    ("pelvis_tilt", -28.0),
    ("hip_flexion_l", 96.0),
    ("hip_flexion_r", 96.0),
    ("hip_adduction_l", -8.0),
    ("hip_adduction_r", -8.0),
    ("knee_angle_l", 98.0),
    ("knee_angle_r", 98.0),
    ("ankle_angle_l", 30.0),
    ("ankle_angle_r", 30.0),
    ("lumbar_extension", -9.0),
    ("pelvis_ty", -0.42),
];

/// The person standing: Plug-in Gait names, forward, up and out from the middle, m.
const STANDING: [(&str, [f64; 3]); 12] = [
    ("?ASI", [0.0, 0.98, 0.12]),
    ("?PSI", [-0.158, 1.0116, 0.045]),
    ("?THI", [0.03, 0.72, 0.16]),
    ("?KNE", [-0.045, 0.5, 0.135]),
    ("?KNM", [-0.045, 0.5, 0.035]),
    ("?TIB", [-0.01, 0.3, 0.12]),
    ("?ANK", [-0.045, 0.09, 0.12]),
    ("?MED", [-0.045, 0.09, 0.05]),
    ("?HEE", [-0.1, 0.04, 0.085]),
    ("?TOE", [0.1, 0.04, 0.095]),
    ("C7", [-0.13, 1.47, 0.0]),
    ("CLAV", [0.02, 1.39, 0.0]),
];

/// More of the trunk's middle.
const TRUNK: [(&str, [f64; 3]); 2] = [("T10", [-0.16, 1.25, 0.0]), ("STRN", [0.05, 1.22, 0.0])];

/// The squat as a TRC file.
pub(crate) fn squat() -> Result<String, Failure> {
    let knowledge = &coxa_knowledge::knowledge().measure;
    let figures = knowledge.body_figures.as_ref().ok_or_else(|| Failure::ours("the tables lack the body's figures"))?;
    let (names, standing) = standing();
    let set = MarkerSet::recognise(&knowledge.marker_sets, &names).ok_or_else(|| Failure::ours("no marker set"))?.set;
    let body = body_model(set, &names, &standing, &names, &[], &Subject::default(), figures).map_err(Failure::ours)?;
    let tree = body.problem.tree();
    let frames = ((STILL_S + SQUAT_S * SQUATS as f64) * RATE_HZ) as u64;
    let mut text = coxa_formats::trc_header(&names, RATE_HZ, frames);
    let mut upright: Vec<f64> = tree.coordinates.iter().map(|coordinate| coordinate.default).collect();
    if let Some(pelvis) = tree.bodies.first().and(standing.first().zip(standing.get(1))) {
        // The pelvis' own origin is between the front iliac spines.
        let middle = (*pelvis.0 + *pelvis.1) * 0.5;
        for (name, value) in [("pelvis_tx", middle.x), ("pelvis_ty", middle.y), ("pelvis_tz", middle.z)] {
            if let Some(at) = tree.coordinate(name) {
                upright[at] = value;
            }
        }
    }
    for frame in 0..frames {
        let time = frame as f64 / RATE_HZ;
        let phase = ((time - STILL_S) / SQUAT_S).max(0.0);
        let depth = 0.5 - 0.5 * libm::cos(2.0 * std::f64::consts::PI * phase);
        let mut values = upright.clone();
        for (name, deep) in DEEP {
            if let Some(at) = tree.coordinate(name) {
                let by = if tree.coordinates[at].is_angle { Angle::from_deg(deep).rad() } else { deep };
                values[at] += depth * by;
            }
        }
        let placed = tree.place(&values);
        let at = |name: &String| {
            let marker = tree.markers.iter().find(|marker| marker.name == *name);
            let place = marker.and_then(|marker| Some(placed.get(marker.body?)?.place(marker.location)));
            place.unwrap_or(Vector::GAP)
        };
        let waver = |marker: usize| {
            let angle = 7.0 * time + marker as f64;
            Vector::new(libm::sin(angle), libm::sin(1.3 * angle), libm::cos(0.7 * angle)) * (WAVER_M * depth)
        };
        let positions: Vec<Vector> = names.iter().enumerate().map(|(marker, name)| at(name) + waver(marker)).collect();
        coxa_formats::trc_row(frame + 1, time, &positions, &mut text);
    }
    Ok(text)
}

/// Names and positions, the front iliac spines first.
fn standing() -> (Vec<String>, Vec<Vector>) {
    let (mut names, mut places) = (Vec::new(), Vec::new());
    for (pattern, [forward, up, out]) in STANDING.into_iter().chain(TRUNK) {
        let sides: &[(&str, f64)] = if pattern.contains('?') { &[("L", -1.0), ("R", 1.0)] } else { &[("", 0.0)] };
        for (letter, side) in sides {
            names.push(pattern.replace('?', letter));
            places.push(Vector::new(forward, up, side * out));
        }
    }
    (names, places)
}
