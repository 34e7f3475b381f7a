//! Left and right exchanged: found by fitting the markers under each other's names.

use super::problem::Problem;
use super::solve::Solver;
use crate::skeleton::Vector;

/// The exchanged names must fit so many times better, as squares, before the given ones are doubted.
const BETTER: f64 = 4.0;

/// Errors below this are no reason to doubt anything, m.
const FINE_M: f64 = 0.01;

/// What speaks for exchanged sides: root mean square errors, m.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exchanged {
    /// With the names as they are.
    pub as_named_m: f64,
    /// With left and right exchanged.
    pub exchanged_m: f64,
}

impl Problem {
    /// Whether the markers of a frame fit far better with left and right exchanged, m; `None` when they do not.
    ///
    /// Two markers are each other's counterparts when their names differ in one letter or word of side only.
    #[must_use]
    pub fn exchanged_sides(&self, seen: &[Vector]) -> Option<Exchanged> {
        let names: Vec<&str> = self.marker_names().collect();
        let mut exchanged = seen.to_vec();
        let mut pairs = 0;
        for (at, name) in names.iter().enumerate() {
            if let Some(other) = names.iter().position(|other| are_counterparts(name, other)) {
                exchanged[at] = seen[other];
                pairs += 1;
            }
        }
        if pairs == 0 {
            return None;
        }
        let mut solver = Solver::new(self);
        let mut values = self.defaults();
        let as_named = solver.solve_cold(seen, &mut values).objective;
        let other = solver.solve_cold(&exchanged, &mut values).objective;
        // The objective is half the mean square.
        let [as_named_m, exchanged_m] = [as_named, other].map(|objective| (2.0 * objective.max(0.0)).sqrt());
        (FINE_M < as_named_m && BETTER * other < as_named).then_some(Exchanged { as_named_m, exchanged_m })
    }
}

/// Whether one name is the other with left for right.
fn are_counterparts(a: &str, b: &str) -> bool {
    let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
    let words = [("left", "right"), ("right", "left"), ("l", "r"), ("r", "l")];
    words.iter().any(|(own, other)| {
        a.match_indices(own).any(|(at, _)| {
            let exchanged = [&a[..at], other, &a[at + own.len()..]].concat();
            exchanged == b
        })
    })
}

#[cfg(test)]
mod tests {
    use super::are_counterparts;

    #[test]
    fn counterparts_differ_in_their_side_only() {
        for (a, b) in
            [("LASI", "RASI"), ("R.ASIS", "L.ASIS"), ("r_knee", "L_knee"), ("toe_left", "toe_right"), ("RHEE", "LHEE")]
        {
            assert!(are_counterparts(a, b) && are_counterparts(b, a), "{a} {b}");
        }
        for (a, b) in [("LASI", "LPSI"), ("LASI", "RPSI"), ("SACR", "SACL_"), ("CLAV", "CLAV"), ("C7", "T10")] {
            assert!(!are_counterparts(a, b), "{a} {b}");
        }
    }
}
