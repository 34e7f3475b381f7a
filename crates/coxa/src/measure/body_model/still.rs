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

/// Positions of all markers in one posture.
#[derive(Debug, Clone, PartialEq)]
pub struct Posture {
    /// Mean position of each marker, m, NaN where it was not seen throughout.
    pub positions: Vec<Vector>,
    /// The first frame it was taken from.
    pub first_frame: usize,
    /// How fast the slowest posture's markers still moved, m/s.
    pub speed_m_s: f64,
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
    let landmarks: Vec<usize> = (0..names.len())
        .filter(|at| {
            set.wears(&names[*at])
                .is_some_and(|worn| worn.landmark != Landmark::Cluster && worn.landmark != Landmark::Shoulder)
        })
        .collect();
    // A marker that is hardly ever seen must not decide; the others must all be there.
    let share = |at: usize| (0..frames).filter(|frame| !seen[frame * stride + at].x.is_nan()).count() * 2 > frames;
    let landmarks: Vec<usize> = landmarks.into_iter().filter(|at| share(*at)).collect();
    let of = |wanted: [Landmark; 2]| -> Vec<usize> {
        let is = |at: &usize| set.wears(&names[*at]).is_some_and(|worn| wanted.contains(&worn.landmark));
        landmarks.iter().copied().filter(is).collect()
    };
    let (pelvis, feet) = (of([Landmark::Asis; 2]), of([Landmark::Heel, Landmark::AnkleLateral]));
    let middle = |frame: usize, markers: &[usize]| {
        let sum = markers.iter().fold(Vector::default(), |sum, at| sum + seen[frame * stride + at]);
        sum * (1.0 / markers.len().max(1) as f64)
    };
    // From the feet rather than the floor: who stands on a box or jumps stands no straighter.
    let height = |frame: usize| {
        let feet = if feet.is_empty() { Vector::default() } else { middle(frame, &feet) };
        middle(frame, &pelvis).y - feet.y
    };
    let tallest = (0..frames).map(height).fold(f64::NEG_INFINITY, f64::max);
    // The whole way from frame to frame: who turns round at the end of a sway comes back to where they were.
    let way = |frame: usize| {
        let (from, to) = (frame * stride, (frame + 1) * stride);
        landmarks.iter().map(|at| (seen[to + at] - seen[from + at]).length()).sum::<f64>()
    };
    let ways: Vec<f64> = (1..frames).map(|frame| way(frame - 1)).collect();
    let mut best: Option<(f64, usize)> = None;
    for first in 0..=frames.saturating_sub(length) {
        let stands = length <= frames && STANDING * tallest <= height(first);
        if !stands {
            continue;
        }
        let steps = (length - 1).max(1) as f64;
        let moved: f64 = ways[first..(first + length).saturating_sub(1).max(first)].iter().sum();
        let speed = moved / landmarks.len().max(1) as f64 * rate_hz / steps;
        if speed.is_finite() && best.is_none_or(|(least, _)| speed < least) {
            best = Some((speed, first));
        }
    }
    let (speed_m_s, first_frame) = best.filter(|_| 2 <= pelvis.len()).ok_or_else(|| {
        let seen: Vec<&str> = landmarks.iter().map(|at| names[*at].as_str()).collect();
        let needed = if seen.is_empty() { set.names_of(Landmark::Asis) } else { seen.join(", ") };
        BodyModelError::NeverSeen { needed }
    })?;
    let mean = |at: usize| {
        let all = (first_frame..first_frame + length).map(|frame| seen[frame * stride + at]);
        all.fold(Vector::default(), |sum, one| sum + one) * (1.0 / length as f64)
    };
    Ok(Posture { positions: (0..names.len()).map(mean).collect(), first_frame, speed_m_s })
}
