//! One frame after another: what a live recording needs, and the first frame of any.

use super::factor;
use super::follow::Track;
use super::newton::Found;
use super::problem::Problem;
use super::space::Triple;
use crate::skeleton::Vector;

/// Where in their range bounded coordinates begin when nothing is known.
const COLD_SHARES: [f64; 3] = [0.5, 0.25, 0.75];

/// A range as wide as this is no limb's, rad and m.
const LIMB_RANGE: f64 = 6.0;

/// A coordinate whose own part of the matrix is below this share of all weights, m²/rad², is told by no marker.
const UNTOLD: f64 = 1e-12;

/// What one frame came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Half the weighted mean square of the marker errors, m², plus the coordinate tasks' share.
    pub objective: f64,
    /// How many times the objective was evaluated.
    pub steps: usize,
    /// Whether it ended within 1e-6 rad and m of the best values.
    pub converged: bool,
}

/// Solves frames of one problem, with memory that is used again.
#[derive(Clone)]
pub struct Solver<'a> {
    problem: &'a Problem,
    track: Track<f64>,
    /// Whether a frame was solved before, so that the next one begins where it leads.
    is_warm: bool,
}

impl<'a> Solver<'a> {
    /// A solver for a problem.
    #[must_use]
    pub fn new(problem: &'a Problem) -> Solver<'a> {
        Solver { problem, track: Track::new((), problem), is_warm: false }
    }

    /// The problem it solves.
    #[must_use]
    pub const fn problem(&self) -> &'a Problem {
        self.problem
    }

    /// The next frame of a recording: from several poses at first, then from where the frames before lead.
    ///
    /// `values` are those of the frame before, and become those of this one.
    pub fn follow(&mut self, seen: &[Vector], values: &mut [f64]) -> Fit {
        if !self.is_warm {
            self.is_warm = seen.iter().any(|position| !position.x.is_nan());
            let fit = self.solve_cold(seen, values);
            self.track.begin(0, values);
            return fit;
        }
        self.track.values.copy_from_slice(values);
        self.track.frame.set(self.problem, 0, seen);
        let found = self.track.next((), self.problem);
        values.copy_from_slice(&self.track.values);
        self.fit(&found, values)
    }

    /// The best values when nothing is known yet: from several poses, the one that fits best.
    ///
    /// Newton's method finds the minimum next to its start. A joint at its bound, such as a straight elbow, hides the side
    /// on which the better one lies; so bounded coordinates are also begun in the middle and near either end of their range.
    pub fn solve_cold(&mut self, seen: &[Vector], values: &mut [f64]) -> Fit {
        self.see(seen);
        values.copy_from_slice(&self.problem.defaults());
        let mut best = self.search(values);
        let is_told = self.told(values);
        for share in COLD_SHARES {
            let mut start = self.problem.defaults();
            for (at, free) in self.problem.free.iter().enumerate().filter(|(at, _)| is_told[*at]) {
                let width = free.high - free.low;
                let is_limb = self.problem.tree().coordinates[free.coordinate].is_angle && width < LIMB_RANGE;
                // The place in the room is known from the first solution; what has no end has no middle.
                start[at] = if is_limb { free.low + share * width } else { values[at] };
            }
            let fit = self.search(&mut start);
            if fit.objective < best.objective {
                values.copy_from_slice(&start);
                best = fit;
            }
        }
        best
    }

    /// Observations in the order of the marker tasks, m, NaN where not seen; free coordinates to start from => best ones.
    ///
    /// The values end at a minimum inside the bounds; with nothing seen they stay as they are, but for held coordinates.
    /// Newton's method with the exact Hessian, the Gauss–Newton matrix where that is not positive, damping where neither
    /// helps.
    pub fn solve(&mut self, seen: &[Vector], values: &mut [f64]) -> Fit {
        self.see(seen);
        self.search(values)
    }

    fn see(&mut self, seen: &[Vector]) {
        self.track.frame.set(self.problem, 0, seen);
        self.track.frame.collapse((), self.problem);
    }

    fn search(&mut self, values: &mut [f64]) -> Fit {
        let found = self.track.search.run((), self.problem, &self.track.frame, values);
        self.fit(&found, values)
    }

    fn fit(&mut self, found: &Found<f64>, values: &[f64]) -> Fit {
        let converged = 0.5 < found.converged;
        let objective = if converged { found.objective / self.track.frame.total } else { self.placed(values) };
        Fit { objective, steps: found.rounds as usize, converged }
    }

    fn placed(&mut self, values: &[f64]) -> f64 {
        self.track.search.evaluation.place((), self.problem, &self.track.frame, values);
        self.track.search.evaluation.objective / self.track.frame.total
    }

    /// Which coordinates the frame that was seen tells, near these values; leaves the Gauss–Newton matrix behind.
    fn told(&mut self, values: &[f64]) -> Vec<bool> {
        let Track { search, frame, .. } = &mut self.track;
        search.evaluation.place((), self.problem, frame, values);
        search.evaluation.derive((), self.problem, frame, values, Some(0.0));
        let own = &search.evaluation.matrix[..self.problem.free.len()];
        own.iter().map(|own| UNTOLD * frame.total < *own).collect()
    }

    /// The objective at any values of the free coordinates, m².
    pub fn objective(&mut self, seen: &[Vector], values: &[f64]) -> f64 {
        self.see(seen);
        self.placed(values)
    }

    /// Standard error of each free coordinate at its best values, rad and m; infinite where no marker tells it.
    ///
    /// As large as it is when all markers err independently and by as much as this frame's errors say; markers on moving
    /// skin err together, so that this is the least it can be. NaN when the frame has no more observations than coordinates.
    /// Method: residual variance times the diagonal of the inverse Gauss–Newton matrix.
    pub fn standard_errors(&mut self, seen: &[Vector], values: &[f64], errors: &mut [f64]) {
        let (problem, pattern) = (self.problem, &self.problem.pattern);
        self.see(seen);
        let is_told = self.told(values);
        let Track { search, frame, .. } = &mut self.track;
        let points = frame.weights.iter().chain(frame.uncertain.iter().map(|(_, is_seen)| is_seen));
        let weights = points.chain(frame.sensors.iter().map(|sensor| &sensor.weight));
        let observations = 3 * weights.filter(|weight| 0.0 < **weight).count();
        let matrix = &mut search.evaluation.matrix;
        let told = is_told.iter().filter(|told| **told).count();
        for (own, told) in matrix.iter_mut().zip(&is_told) {
            *own += if *told { UNTOLD * *own } else { frame.total };
        }
        let left = observations as f64 - told as f64;
        let variance = if 0.0 < left { 2.0 * search.evaluation.objective.max(0.0) / left } else { f64::NAN };
        let is_positive = factor::factorise((), pattern, matrix);
        let mut column = vec![0.0; problem.free.len()];
        for (at, error) in errors.iter_mut().enumerate() {
            column.fill(0.0);
            column[at] = 1.0;
            factor::solve(pattern, matrix, &mut column);
            let is_known = is_positive && is_told[at];
            *error = if is_known { (variance * column[at]).sqrt() } else { f64::INFINITY };
        }
    }

    /// Errors of the markers at these values, m, in the order of the tasks; NaN where not seen.
    pub fn marker_errors(&mut self, seen: &[Vector], values: &[f64], errors: &mut [f64]) {
        errors.fill(f64::NAN);
        self.see(seen);
        self.placed(values);
        for (number, node) in self.problem.nodes.iter().enumerate() {
            let points = &self.problem.points[node.points.0..node.points.1];
            let uncertain = &self.problem.uncertain[node.uncertain.0..node.uncertain.1];
            let points = points.iter().map(|point| (point.task, point.place));
            for (task, place) in points.chain(uncertain.iter().map(|point| (point.task, point.place))) {
                let place = Triple::new(place.x, place.y, place.z);
                let x = self.track.search.evaluation.point(number, place, &self.track.frame);
                errors[task] = (Vector::new(x.x, x.y, x.z) - seen[task]).length();
            }
        }
        for point in &self.problem.grounded {
            errors[point.task] = (point.place - seen[point.task]).length();
        }
    }
}
