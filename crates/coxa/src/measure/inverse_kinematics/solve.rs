//! Newton's method with bounds and damping, frame after frame.

use super::evaluate::Evaluation;
use super::problem::Problem;
use crate::skeleton::Vector;

/// Steps shorter than this end the search, rad and m: a thousandth of the promised accuracy.
const SHORT: f64 = 1e-9;

/// Most steps of a frame; a warm start takes two or three.
const MOST_STEPS: usize = 200;

/// Longest step of one coordinate, rad and m: further than that the quadratic model means nothing.
const LONGEST: f64 = 0.7;

/// Damping, relative to the diagonal, with which it begins when an undamped step fails.
const FIRST_DAMPING: f64 = 1e-4;

/// Damping with which no step can be tried any more.
const MOST_DAMPING: f64 = 1e12;

/// Where in their range bounded coordinates begin when nothing is known.
const COLD_SHARES: [f64; 3] = [0.5, 0.25, 0.75];

/// A range as wide as this is no limb's, rad and m.
const LIMB_RANGE: f64 = 6.0;

/// What one frame came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Half the weighted mean square of the marker errors, m², plus the coordinate tasks' share.
    pub objective: f64,
    /// Steps taken.
    pub steps: usize,
    /// Whether the last step was short enough.
    pub converged: bool,
}

/// Solves frames of one problem, with memory that is used again.
#[derive(Debug, Clone)]
pub struct Solver<'a> {
    problem: &'a Problem,
    here: Evaluation,
    there: Evaluation,
    /// Whether a frame was solved before, so that the next one begins where it ended.
    is_warm: bool,
    held: Vec<bool>,
    factor: Vec<f64>,
    step: Vec<f64>,
    tried: Vec<f64>,
}

impl<'a> Solver<'a> {
    /// A solver for a problem.
    #[must_use]
    pub fn new(problem: &'a Problem) -> Solver<'a> {
        let count = problem.free.len();
        Solver {
            problem,
            here: Evaluation::new(problem),
            there: Evaluation::new(problem),
            is_warm: false,
            held: vec![false; count],
            factor: vec![0.0; count * count],
            step: vec![0.0; count],
            tried: vec![0.0; count],
        }
    }

    /// The next frame of a recording: from several poses at first, then from where the frame before ended.
    pub fn follow(&mut self, seen: &[Vector], values: &mut [f64]) -> Fit {
        if self.is_warm {
            return self.solve(seen, values);
        }
        self.is_warm = seen.iter().any(|position| !position.x.is_nan());
        self.solve_cold(seen, values)
    }

    /// The best values when nothing is known yet: from several poses, the one that fits best.
    ///
    /// Newton's method finds the minimum next to its start. A joint at its bound, such as a straight elbow, hides the side
    /// on which the better one lies; so bounded coordinates are also begun in the middle and near either end of their range.
    pub fn solve_cold(&mut self, seen: &[Vector], values: &mut [f64]) -> Fit {
        values.copy_from_slice(&self.problem.defaults());
        let mut best = self.solve(seen, values);
        for share in COLD_SHARES {
            let mut start = self.problem.defaults();
            for ((value, found), free) in start.iter_mut().zip(values.iter()).zip(&self.problem.free) {
                let width = free.high - free.low;
                // The place in the room is known from the first solution; what has no end has no middle.
                *value = if width < LIMB_RANGE { free.low + share * width } else { *found };
            }
            let fit = self.solve(seen, &mut start);
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
        for (value, free) in values.iter_mut().zip(&self.problem.free) {
            *value = value.clamp(free.low, free.high);
        }
        self.here.place(self.problem, values, seen);
        let mut damping = 0.0_f64;
        let mut steps = 0;
        while steps < MOST_STEPS {
            self.here.derive(self.problem, values);
            loop {
                self.find_held(values);
                if !self.step(damping) {
                    damping = (damping * 10.0).max(FIRST_DAMPING);
                    if MOST_DAMPING < damping {
                        return Fit { objective: self.here.objective, steps, converged: false };
                    }
                    continue;
                }
                let longest = self.try_step(values);
                let expected = self.expected();
                let objective = self.there.place(self.problem, &self.tried, seen);
                let gained = self.here.objective - objective;
                if longest < SHORT {
                    // Where rounding decides, the better of the two stays.
                    if 0.0 <= gained {
                        self.take(values);
                    }
                    return Fit { objective: self.here.objective, steps: steps + 1, converged: true };
                }
                if 0.0 < gained && 1e-4 * expected <= gained {
                    self.take(values);
                    damping = if 0.75 * expected < gained { damping * 0.1 } else { damping };
                    damping = if damping < FIRST_DAMPING { 0.0 } else { damping };
                    break;
                }
                // Below this, gains are rounding of the objective and say nothing.
                if gained.abs() <= 1e-14 * self.here.objective && expected.abs() <= 1e-14 * self.here.objective {
                    return Fit { objective: self.here.objective, steps: steps + 1, converged: true };
                }
                damping = (damping * 10.0).max(FIRST_DAMPING);
                if MOST_DAMPING < damping {
                    return Fit { objective: self.here.objective, steps, converged: false };
                }
            }
            steps += 1;
        }
        Fit { objective: self.here.objective, steps, converged: false }
    }

    /// The objective at any values of the free coordinates, m².
    pub fn objective(&mut self, seen: &[Vector], values: &[f64]) -> f64 {
        self.there.place(self.problem, values, seen)
    }

    /// Errors of the markers at the values solved last, m, in the order of the tasks; NaN where not seen.
    pub fn marker_errors(&mut self, seen: &[Vector], values: &[f64], errors: &mut [f64]) {
        errors.fill(f64::NAN);
        self.here.place(self.problem, values, seen);
        self.here.errors(self.problem, seen, errors);
    }

    fn take(&mut self, values: &mut [f64]) {
        values.copy_from_slice(&self.tried);
        std::mem::swap(&mut self.here, &mut self.there);
    }

    /// Coordinates at a bound that the gradient pushes further out stay there for this step.
    fn find_held(&mut self, values: &[f64]) {
        for (at, free) in self.problem.free.iter().enumerate() {
            let pulled = self.here.gradient[at];
            self.held[at] = (values[at] <= free.low && 0.0 < pulled) || (free.high <= values[at] && pulled < 0.0);
        }
    }

    /// The step of the damped model; false when its matrix is not positive.
    fn step(&mut self, damping: f64) -> bool {
        let exact = damping < 1.0;
        (exact && self.factorise(damping, true)) || self.factorise(damping, false)
    }

    /// Cholesky's factor of the model's matrix, and the step from it.
    fn factorise(&mut self, damping: f64, exact: bool) -> bool {
        let count = self.step.len();
        let factor = &mut self.factor;
        for row in 0..count {
            for column in 0..=row {
                let place = row * count + column;
                factor[place] = if self.held[row] || self.held[column] {
                    f64::from(u8::from(row == column))
                } else {
                    let curved = if exact { self.here.curvature[place] } else { 0.0 };
                    self.here.gauss_newton[place] + curved
                };
            }
            if !self.held[row] {
                let own = self.here.gauss_newton[row * count + row];
                // Where no marker tells, the coordinate stays: a little of one keeps the matrix positive.
                factor[row * count + row] += damping * own + if own <= 1e-12 { 1.0 } else { 1e-13 * own };
            }
        }
        for row in 0..count {
            for column in 0..=row {
                let (above, below) = factor.split_at(row * count);
                let own = &below[..count];
                let other = if column == row { own } else { &above[column * count..column * count + count] };
                let sum: f64 = own[..column].iter().zip(&other[..column]).map(|(a, b)| a * b).sum();
                let rest = own[column] - sum;
                let place = row * count + column;
                if column < row {
                    factor[place] = rest / factor[column * count + column];
                } else if rest <= 0.0 || rest.is_nan() {
                    return false;
                } else {
                    factor[place] = rest.sqrt();
                }
            }
        }
        for row in 0..count {
            let own = &factor[row * count..row * count + count];
            let sum: f64 = own[..row].iter().zip(&self.step[..row]).map(|(a, b)| a * b).sum();
            let right = if self.held[row] { 0.0 } else { -self.here.gradient[row] };
            self.step[row] = (right - sum) / own[row];
        }
        for row in (0..count).rev() {
            let sum: f64 = (row + 1..count).map(|below| factor[below * count + row] * self.step[below]).sum();
            self.step[row] = (self.step[row] - sum) / factor[row * count + row];
        }
        true
    }

    /// Where the step leads inside the bounds, and the longest way any coordinate goes.
    fn try_step(&mut self, values: &[f64]) -> f64 {
        let longest = self.step.iter().fold(0.0_f64, |most, step| most.max(step.abs()));
        let share = if LONGEST < longest { LONGEST / longest } else { 1.0 };
        let mut gone = 0.0_f64;
        for (at, free) in self.problem.free.iter().enumerate() {
            self.tried[at] = (values[at] + share * self.step[at]).clamp(free.low, free.high);
            self.step[at] = self.tried[at] - values[at];
            gone = gone.max(self.step[at].abs());
        }
        gone
    }

    /// How much the undamped exact model expects of the step.
    fn expected(&self) -> f64 {
        let count = self.step.len();
        let mut gain = 0.0;
        for row in 0..count {
            let mut curved = 0.0;
            for column in 0..count {
                let place = if column <= row { row * count + column } else { column * count + row };
                curved += (self.here.gauss_newton[place] + self.here.curvature[place]) * self.step[column];
            }
            gain -= self.step[row] * (self.here.gradient[row] + 0.5 * curved);
        }
        gain
    }
}
