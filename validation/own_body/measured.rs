//! Hip angles on the body made from a recording's own markers, and how far they are from a reference.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use coxa::measure::body_model::{Landmark, MarkerSet, Subject, body_model, still_posture};
use coxa::measure::inverse_kinematics::Work;
use coxa::skeleton::Vector;
use coxa::vocabulary::{Angle, Side};
use coxa_formats::Markers;

/// The angles that are compared.
pub(crate) const ANGLES: [&str; 6] =
    ["hip_flexion_r", "hip_adduction_r", "hip_rotation_r", "hip_flexion_l", "hip_adduction_l", "hip_rotation_l"];

/// Angles of a recording, deg, in the order of [`ANGLES`]; none of a leg that is not there.
pub(crate) struct HipAngles {
    curves: Vec<Option<Vec<f64>>>,
    /// How far the line of the front iliac spines leans, right side up: the model's and the markers' own, deg.
    lean: (Vec<f64>, Vec<f64>),
}

/// A step through the frames that visits them in no order a movement has; a prime, so that none is left out.
const STEP: usize = 7_919;

/// One curve against its reference, deg.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Difference {
    /// Mean of ours less theirs.
    pub(crate) offset_deg: f64,
    /// Root mean square after the offset.
    pub(crate) rmse_deg: f64,
    /// The same against frames in another order.
    pub(crate) scrambled_deg: f64,
}

struct Recording {
    names: Vec<String>,
    positions: Vec<Vector>,
    times: Vec<f64>,
}

fn read(path: &Path) -> Result<Recording, String> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let file = File::open(path).map_err(|error| told(&error))?;
    let mut markers = Markers::open(BufReader::new(file)).map_err(|error| told(&error))?;
    let names = markers.names().to_vec();
    let mut frame = vec![Vector::default(); names.len()];
    let (mut positions, mut times) = (Vec::new(), Vec::new());
    while let Some(time) = markers.next_frame(&mut frame).map_err(|error| told(&error))? {
        times.push(time);
        positions.extend_from_slice(&frame);
    }
    Ok(Recording { names, positions, times })
}

/// A recording, and one of the still posture where there is one => its hip angles
pub(crate) fn hip_angles(path: &Path, standing: Option<&Path>) -> Result<HipAngles, String> {
    let knowledge = &coxa_knowledge::knowledge().measure;
    let figures = knowledge.body_figures.as_ref().ok_or("no figures of the body")?;
    let moving = read(path)?;
    let still = standing.map(read).transpose()?;
    let still = still.as_ref().unwrap_or(&moving);
    let set = MarkerSet::recognise(&knowledge.marker_sets, &still.names).ok_or("no known marker set")?.set;
    let rate = match still.times[..] {
        [first, .., last] if first < last => (still.times.len() - 1) as f64 / (last - first),
        _ => 100.0,
    };
    let posture = still_posture(set, &still.names, &still.positions, rate).map_err(|error| error.to_string())?;
    let (names, subject) = (&still.names, Subject::default());
    let model = body_model(set, names, &posture.positions, &moving.names, &moving.positions, &subject, figures)
        .map_err(|error| error.to_string())?;
    let mut seen: Vec<Vector> = (moving.positions.chunks(moving.names.len()))
        .flat_map(|frame| model.columns.iter().map(|column| frame[*column]))
        .collect();
    let mut solved = model.problem.solve_recording(&seen, None, &|works| works.iter_mut().for_each(Work::run));
    model.problem.leave_out_jumps(&mut seen, &mut solved);
    let frames: Vec<Vec<f64>> =
        solved.values.chunks(model.problem.free_count()).map(|values| model.problem.all_values(values)).collect();
    let curve = |name: &&str| {
        let coordinate = model.problem.tree().coordinate(name)?;
        Some(frames.iter().map(|values| Angle::from_rad(values[coordinate]).deg()).collect())
    };
    let spine = |side| {
        let is_it =
            |name: &String| set.wears(name).is_some_and(|it| it.landmark == Landmark::Asis && it.side == Some(side));
        moving.names.iter().position(is_it).ok_or("no front iliac spine")
    };
    let (left, right) = (spine(Side::Left)?, spine(Side::Right)?);
    let leans = moving.positions.chunks(moving.names.len()).map(|frame| {
        let line = frame[right] - frame[left];
        Angle::from_rad((line.y / line.length()).asin()).deg()
    });
    // The line of the spines is the pelvis' own axis to the right.
    let modelled = frames.iter().map(|values| {
        let pelvis = model.problem.tree().place(values)[0];
        Angle::from_rad(pelvis.rotation.right().y.asin()).deg()
    });
    let lean = (modelled.collect(), leans.collect());
    Ok(HipAngles { curves: ANGLES.iter().map(curve).collect(), lean })
}

/// Two curves of one length; frames that either lacks are left out.
pub(crate) fn difference(ours: &[f64], theirs: &[f64]) -> Option<Difference> {
    let count = ours.len().min(theirs.len());
    let apart = |step: usize| -> Vec<f64> {
        let pairs = (0..count).map(|frame| ours[frame] - theirs[frame * step % count]);
        pairs.filter(|apart| apart.is_finite()).collect()
    };
    let spread = |apart: &[f64]| {
        let mean = apart.iter().sum::<f64>() / apart.len() as f64;
        let square = apart.iter().map(|one| (one - mean) * (one - mean)).sum::<f64>() / apart.len() as f64;
        (mean, square.sqrt())
    };
    let (there, later) = (apart(1), apart(STEP));
    if there.is_empty() || later.is_empty() {
        return None;
    }
    let ((offset_deg, rmse_deg), (_, scrambled_deg)) = (spread(&there), spread(&later));
    Some(Difference { offset_deg, rmse_deg, scrambled_deg })
}

/// Each of our curves against one of the same name, deg.
pub(crate) fn differences(
    ours: &HipAngles,
    theirs: &dyn Fn(&str) -> Option<Vec<f64>>,
) -> Vec<(&'static str, Difference)> {
    let pairs = ANGLES.iter().zip(&ours.curves);
    let mut found: Vec<(&str, Difference)> =
        pairs.filter_map(|(name, ours)| Some((*name, difference(ours.as_ref()?, &theirs(name)?)?))).collect();
    found.extend(difference(&ours.lean.0, &ours.lean.1).map(|found| ("pelvis_lean", found)));
    found
}
