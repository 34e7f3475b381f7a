//! The stillest moment in which a person's legs are as long as they are in the recording.

use super::BodyModelError;
use super::set::{Landmark, MarkerSet};
use crate::skeleton::Vector;

/// How long a posture is looked at, s.
pub const STILL_S: f64 = 0.1;

/// A pelvis nearer to the feet than this share of its greatest distance is not standing.
const STANDING: f64 = 0.97;

/// Fewest frames of a posture.
const FEWEST_FRAMES: usize = 3;

/// A marker that is seen in a smaller share of the recording tells no posture.
const OFTEN: f64 = 0.5;

/// In a posture each marker must be seen in such a share of the frames.
const SEEN: f64 = 1.0 / 3.0;

/// Positions of all markers in one posture.
#[derive(Debug, Clone, PartialEq)]
pub struct Posture {
    /// Mean position of each marker of the set, m, NaN where it was hardly seen; NaN of all others.
    pub positions: Vec<Vector>,
    /// The first frame it was taken from.
    pub first_frame: usize,
    /// How fast the slowest posture's markers still moved, m/s.
    pub speed_m_s: f64,
}

/// Sums over the frames before each frame, of one marker: what lies between two frames is a difference.
struct Sums {
    /// Positions, and in how many frames there is one.
    at: Vec<(Vector, f64)>,
    /// Ways from frame to frame, m, and how many there are.
    way: Vec<(f64, f64)>,
}

impl Sums {
    fn of(seen: &[Vector], stride: usize, marker: usize) -> Sums {
        let mut sums = Sums { at: vec![(Vector::default(), 0.0)], way: vec![(0.0, 0.0)] };
        let (mut at, mut way) = ((Vector::default(), 0.0), (0.0, 0.0));
        let mut before = Vector::GAP;
        for here in seen.iter().skip(marker).step_by(stride) {
            if !here.x.is_nan() {
                at = (at.0 + *here, at.1 + 1.0);
            }
            // The whole way: who turns round at the end of a sway comes back to where they were.
            let moved = (*here - before).length();
            if !moved.is_nan() {
                way = (way.0 + moved, way.1 + 1.0);
            }
            before = *here;
            sums.at.push(at);
            sums.way.push(way);
        }
        sums
    }

    /// In how many frames it was seen.
    fn count(&self) -> f64 {
        self.at.last().map_or(0.0, |(_, count)| *count)
    }

    /// The mean position in some frames, NaN where it was hardly seen.
    fn mean(&self, first: usize, length: usize) -> Vector {
        let ((from, none), (to, all)) = (self.at[first], self.at[first + length]);
        let count = all - none;
        let is_seen = SEEN * length as f64 <= count;
        (to - from) * if is_seen { 1.0 / count } else { f64::NAN }
    }

    /// The mean way from frame to frame, m; `None` where it was never seen twice in a row.
    fn step(&self, first: usize, length: usize) -> Option<f64> {
        // The way into the first frame is not part of it.
        let ((from, none), (to, all)) = (self.way[first + 1], self.way[first + length]);
        (none < all).then(|| (to - from) / (all - none))
    }
}

/// Frames of a recording => the posture in which the markers of the set move least
///
/// * `seen` – positions of all named markers, frame after frame, m, Y up, NaN where not seen
///
/// # Errors
/// The pelvis' markers are never seen together, or no frames.
pub fn still_posture(
    set: &MarkerSet,
    names: &[String],
    seen: &[Vector],
    rate_hz: f64,
) -> Result<Posture, BodyModelError> {
    let stride = names.len().max(1);
    let frames = seen.len() / stride;
    let length = ((STILL_S * rate_hz).round() as usize).max(FEWEST_FRAMES).min(frames.max(1));
    // What else a file holds, such as the outputs of another model, makes no posture.
    let is_of_set = |marker: usize| set.wears(&names[marker]).is_some();
    let sums = (0..names.len()).map(|marker| is_of_set(marker).then(|| Sums::of(seen, stride, marker)));
    let sums: Vec<Option<Sums>> = sums.collect();
    let mean = |at: usize, first: usize| sums[at].as_ref().map_or(Vector::GAP, |sums| sums.mean(first, length));
    // A marker that is hardly ever seen must not decide; the others must all be there.
    let is_often_seen = |at: &usize| sums[*at].as_ref().is_some_and(|sums| OFTEN * (frames as f64) < sums.count());
    let is_landmark = |at: &usize| {
        let worn = set.wears(&names[*at]);
        worn.is_some_and(|worn| worn.landmark != Landmark::Cluster && worn.landmark != Landmark::Shoulder)
    };
    let landmarks: Vec<usize> = (0..names.len()).filter(is_landmark).filter(is_often_seen).collect();
    let of = |wanted: [Landmark; 2]| -> Vec<usize> {
        let is = |at: &usize| set.wears(&names[*at]).is_some_and(|worn| wanted.contains(&worn.landmark));
        landmarks.iter().copied().filter(is).collect()
    };
    let (pelvis, feet) = (of([Landmark::Asis; 2]), of([Landmark::Heel, Landmark::AnkleLateral]));
    let height_of = |first: usize, markers: &[usize]| {
        let sum: f64 = markers.iter().map(|at| mean(*at, first).y).sum();
        sum / markers.len().max(1) as f64
    };
    // From the feet rather than the floor: who stands on a box or jumps stands no straighter.
    let height = |first: usize| height_of(first, &pelvis) - height_of(first, &feet);
    let firsts = 0..(frames + 1).saturating_sub(length);
    let tallest = firsts.clone().map(height).fold(f64::NEG_INFINITY, f64::max);
    let mut best: Option<(f64, usize)> = None;
    for first in firsts {
        let is_seen = landmarks.iter().all(|at| !mean(*at, first).x.is_nan());
        if !is_seen || height(first) < STANDING * tallest {
            continue;
        }
        let steps: Vec<f64> = landmarks.iter().filter_map(|at| sums[*at].as_ref()?.step(first, length)).collect();
        // A single frame moves nowhere.
        let speed = if length == 1 { 0.0 } else { steps.iter().sum::<f64>() / steps.len() as f64 * rate_hz };
        if speed.is_finite() && best.is_none_or(|(least, _)| speed < least) {
            best = Some((speed, first));
        }
    }
    let (speed_m_s, first_frame) = best.filter(|_| 2 <= pelvis.len()).ok_or_else(|| {
        let seen: Vec<&str> = landmarks.iter().map(|at| names[*at].as_str()).collect();
        let needed = if seen.is_empty() { set.names_of(Landmark::Asis) } else { seen.join(", ") };
        BodyModelError::NeverSeen { needed }
    })?;
    let positions = (0..names.len()).map(|at| mean(at, first_frame)).collect();
    Ok(Posture { positions, first_frame, speed_m_s })
}
