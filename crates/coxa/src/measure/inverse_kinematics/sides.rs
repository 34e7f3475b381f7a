//! Left and right exchanged: found by fitting the markers under each other's names.

use super::problem::Problem;
use super::solve::Solver;
use crate::skeleton::Vector;

/// The exchanged names must fit so many times better, as squares, before the given ones are doubted.
const BETTER: f64 = 4.0;

/// Two markers in each other's places on either side of a body raise the error of fifty markers beyond this, m.
const A_PAIR_M: f64 = 0.02;

/// Each pair must make the fit so many times better, as squares, to be named.
const CLEARLY: f64 = 1.2;

/// Errors below this are no reason to doubt anything, m.
const FINE_M: f64 = 0.01;

/// What speaks for exchanged sides: root mean square errors, m.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchanged {
    /// With the names as they are.
    pub as_named_m: f64,
    /// With left and right exchanged.
    pub exchanged_m: f64,
    /// The pairs of names that seem to be exchanged; empty when all of them are.
    pub pairs: Vec<(String, String)>,
}

impl Problem {
    /// Whether the markers of a frame fit far better with left and right exchanged, all of them or some pairs; `None` when they do not.
    ///
    /// * `seen` – a frame, m, NaN where not seen
    ///
    /// Two markers are each other's counterparts when their names differ in one letter or word of side only.
    #[must_use]
    pub fn exchanged_sides(&self, seen: &[Vector]) -> Option<Exchanged> {
        let names: Vec<&str> = self.marker_names().collect();
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (at, name) in names.iter().enumerate() {
            if let Some(other) = names[..at].iter().position(|other| are_counterparts(name, other)) {
                pairs.push((other, at));
            }
        }
        let mut solver = Solver::new(self);
        let mut values = self.defaults();
        let mut objective = |of: &[(usize, usize)]| {
            let mut exchanged = seen.to_vec();
            of.iter().for_each(|(one, other)| exchanged.swap(*one, *other));
            solver.solve_cold(&exchanged, &mut values).objective.max(0.0)
        };
        // The objective is half the mean square.
        let root = |objective: f64| (2.0 * objective).sqrt();
        let as_named = objective(&[]);
        if pairs.is_empty() || root(as_named) <= FINE_M {
            return None;
        }
        let all = objective(&pairs);
        let found = |other: f64, pairs: &[(usize, usize)]| {
            let names = pairs.iter().map(|(one, other)| (names[*one].to_owned(), names[*other].to_owned()));
            (BETTER * other < as_named).then(|| Exchanged {
                as_named_m: root(as_named),
                exchanged_m: root(other),
                pairs: names.collect(),
            })
        };
        if let Some(whole) = found(all, &[]) {
            return Some(whole);
        }
        if root(as_named) <= A_PAIR_M {
            return None;
        }
        // One pair after the other, the best first, as long as each makes it clearly better.
        let (mut chosen, mut least): (Vec<(usize, usize)>, f64) = (Vec::new(), as_named);
        while root(least) > FINE_M {
            let left = pairs.iter().filter(|pair| !chosen.contains(pair));
            let tried = left.map(|pair| (objective(&[&chosen[..], &[*pair]].concat()), *pair));
            let Some((next, pair)) = tried.min_by(|(one, _), (other, _)| one.total_cmp(other)) else { break };
            if least < CLEARLY * next {
                break;
            }
            chosen.push(pair);
            least = next;
        }
        found(least, &chosen)
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
