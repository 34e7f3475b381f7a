//! How far each marker is from where the model has it.

use std::fmt::Write as _;

use coxa::measure::inverse_kinematics::Problem;
use serde_json::{Value, json};

/// Markers that are shown to people; the others err less.
const SHOWN: usize = 8;

/// Skin does not slide so far, m; and an error so many times the usual one is no matter of the model.
const JUMP_M: f64 = 0.1;
const OUT_OF_LINE: f64 = 4.0;

/// Errors of the markers over a recording, m.
pub(crate) struct Residuals {
    markers: Vec<Marker>,
}

#[derive(Clone, Default)]
struct Marker {
    name: String,
    squares: f64,
    frames: u64,
    largest_m: f64,
    at_s: f64,
}

impl Residuals {
    pub(super) fn new(problem: &Problem) -> Residuals {
        let markers = problem.marker_names().map(|name| Marker { name: name.to_owned(), ..Marker::default() });
        Residuals { markers: markers.collect() }
    }

    /// One frame's errors, NaN where not seen => their root mean square.
    pub(super) fn hear(&mut self, time: f64, errors: &[f64]) -> f64 {
        let (mut squares, mut count) = (0.0, 0_u32);
        for (marker, error) in self.markers.iter_mut().zip(errors).filter(|(_, error)| !error.is_nan()) {
            marker.squares += error * error;
            marker.frames += 1;
            if marker.largest_m < *error {
                (marker.largest_m, marker.at_s) = (*error, time);
            }
            squares += error * error;
            count += 1;
        }
        (squares / f64::from(count)).sqrt()
    }

    /// Root mean square over all markers and frames; `None` when nothing was seen.
    pub(crate) fn root_mean_square_m(&self) -> Option<f64> {
        let frames: u64 = self.markers.iter().map(|marker| marker.frames).sum();
        let squares: f64 = self.markers.iter().map(|marker| marker.squares).sum();
        (0 < frames).then(|| (squares / frames as f64).sqrt())
    }

    pub(crate) fn largest_m(&self) -> f64 {
        self.markers.iter().map(|marker| marker.largest_m).fold(0.0, f64::max)
    }

    /// Markers that once stood far from where they otherwise do: name, how far, m, and when, s.
    pub(crate) fn jumping(&self) -> impl Iterator<Item = (&str, f64, f64)> {
        let jumps = |marker: &&Marker| JUMP_M < marker.largest_m && OUT_OF_LINE * marker.rms_m() < marker.largest_m;
        self.markers.iter().filter(jumps).map(|marker| (marker.name.as_str(), marker.largest_m, marker.at_s))
    }

    pub(crate) fn value(&self) -> Value {
        let rows = self.markers.iter().map(|marker| {
            json!({ "marker": marker.name, "frames": marker.frames, "rms_m": marker.rms_m(),
                "max_m": marker.largest_m, "max_at_s": marker.at_s })
        });
        rows.collect()
    }

    /// The markers that err most, for people.
    pub(crate) fn text(&self) -> String {
        let Some(all) = self.root_mean_square_m() else { return String::new() };
        let mut text = format!("marker error: {:.1} mm root mean square\n", 1e3 * all);
        let mut markers: Vec<&Marker> = self.markers.iter().filter(|marker| 0 < marker.frames).collect();
        markers.sort_by(|a, b| b.rms_m().total_cmp(&a.rms_m()));
        for marker in markers.iter().take(SHOWN) {
            let (rms, largest) = (1e3 * marker.rms_m(), 1e3 * marker.largest_m);
            // Writing to a string cannot fail.
            let _ =
                writeln!(text, "  {:12} {rms:6.1} mm, at most {largest:.1} mm at {:.2} s", marker.name, marker.at_s);
        }
        if let Some(fewer) = markers.len().checked_sub(SHOWN).filter(|fewer| 0 < *fewer) {
            let _ = writeln!(text, "  {fewer} more with less");
        }
        text
    }
}

impl Marker {
    fn rms_m(&self) -> f64 {
        if self.frames == 0 { 0.0 } else { (self.squares / self.frames as f64).sqrt() }
    }
}
