//! A recording of another size than the model: a unit that is not what the file says.

use super::problem::Problem;
use crate::skeleton::Vector;

/// Markers nearer to each other on a body than this tell little of its size, m.
const NEAR_M: f64 = 0.03;

/// Fewest distances that tell a size.
const FEWEST: usize = 3;

impl Problem {
    /// How many times as far apart as on the model the markers of each body stand, the median of all pairs; `None` when too
    /// few are seen.
    ///
    /// * `seen` – a frame, m, NaN where not seen
    #[must_use]
    pub fn size_of(&self, seen: &[Vector]) -> Option<f64> {
        let markers: Vec<_> = self.matched_markers().zip(seen).filter(|(_, at)| !at.x.is_nan()).collect();
        let mut ratios: Vec<f64> = Vec::new();
        for (number, (one, here)) in markers.iter().enumerate() {
            for (other, there) in markers[..number].iter().filter(|(other, _)| other.body == one.body) {
                let apart = (other.location - one.location).length();
                if NEAR_M < apart {
                    ratios.push((**there - **here).length() / apart);
                }
            }
        }
        ratios.sort_by(f64::total_cmp);
        (FEWEST <= ratios.len()).then(|| ratios[ratios.len() / 2])
    }
}

#[cfg(test)]
mod tests {
    use super::super::{MarkerTask, Precision, Problem, Tasks};
    use crate::skeleton::Vector;
    use crate::skeleton::tree::{Marker, Tree};

    #[test]
    fn a_recording_ten_times_too_large_is_told_whatever_one_marker_says() {
        let places = [(0.0, 0.0), (0.2, 0.0), (0.0, 0.3), (0.3, 0.3), (0.01, 0.0)];
        let markers =
            places.map(|(x, y)| Marker { name: format!("{x} {y}"), body: None, location: Vector::new(x, y, 0.0) });
        let tree = Tree { markers: markers.to_vec(), ..Tree::default() };
        let tasks: Vec<MarkerTask> =
            (0..places.len()).map(|marker| MarkerTask { marker, precision: Precision::Weight(1.0) }).collect();
        let problem = Problem::new(tree, &Tasks { markers: &tasks, ..Tasks::default() }).unwrap();
        let mut seen = markers.map(|marker| marker.location * 10.0);
        seen[4] = Vector::new(-70.0, 0.0, 0.0);
        let size = problem.size_of(&seen).unwrap();
        assert!((size - 10.0).abs() < 1e-12, "{size}");
        assert_eq!(problem.size_of(&[Vector::new(f64::NAN, 0.0, 0.0); 5]), None);
    }
}
