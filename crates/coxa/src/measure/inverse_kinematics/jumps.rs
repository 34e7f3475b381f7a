//! Markers that jump: far from where the others say they are, and far from their own habit.

use super::batch::Solved;
use super::problem::Problem;
use super::solve::Solver;
use crate::skeleton::Vector;

/// A marker that is nearer than this has not jumped, m: skin moves as far.
const JUMP_M: f64 = 0.03;

/// Nor has one that errs less than so many times its own median.
const JUMP_RATIO: f64 = 5.0;

/// At least this share of a frame's markers stays.
const LEAST_LEFT: f64 = 0.5;

/// A marker that was left out of some frames.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jump {
    /// Number of its task.
    pub task: usize,
    /// In how many frames.
    pub frames: usize,
    /// The first of them.
    pub first_frame: usize,
    /// How far it was from the model at most, m.
    pub farthest_m: f64,
}

impl Problem {
    /// Leaves markers out of frames in which they jumped, and solves those frames again
    ///
    /// * `seen` – the recording that was solved; a marker that jumped becomes NaN
    ///
    /// Of the markers that are farther from the model than 3 cm and five times their own median, the one that stands out
    /// most is left out, and the frame is solved again, until none is left or half of the markers are gone.
    pub fn leave_out_jumps(&self, seen: &mut [Vector], solved: &mut Solved) -> Vec<Jump> {
        let (free, stride, markers) = (self.free_count(), self.seen_count(), self.marker_count());
        let mut solver = Solver::new(self);
        let mut errors = vec![f64::NAN; markers];
        let mut all: Vec<Vec<f64>> = vec![Vec::new(); markers];
        for (frame, values) in seen.chunks(stride.max(1)).zip(solved.values.chunks(free.max(1))) {
            solver.marker_errors(frame, values, &mut errors);
            all.iter_mut().zip(&errors).for_each(|(all, error)| all.push(*error));
        }
        let limits: Vec<f64> = all.iter().map(|errors| JUMP_M.max(JUMP_RATIO * median(errors))).collect();
        let mut jumps: Vec<Jump> = Vec::new();
        for number in 0..solved.fits.len() {
            if (0..markers).all(|task| all[task][number].is_nan() || all[task][number] <= limits[task]) {
                continue;
            }
            let frame = &mut seen[number * stride..(number + 1) * stride];
            let least = LEAST_LEFT * frame[..markers].iter().filter(|one| !one.x.is_nan()).count() as f64;
            let mut values = solved.values[number * free..(number + 1) * free].to_vec();
            loop {
                solver.marker_errors(frame, &values, &mut errors);
                let share = |task: &usize| errors[*task] / limits[*task];
                let farthest =
                    (0..markers).filter(|task| 1.0 < share(task)).max_by(|a, b| share(a).total_cmp(&share(b)));
                let left = frame[..markers].iter().filter(|one| !one.x.is_nan()).count() as f64;
                let Some(task) = farthest.filter(|_| least < left) else { break };
                frame[task] = Vector::GAP;
                match jumps.iter_mut().find(|jump| jump.task == task) {
                    Some(jump) => {
                        jump.frames += 1;
                        jump.farthest_m = jump.farthest_m.max(errors[task]);
                    }
                    None => jumps.push(Jump { task, frames: 1, first_frame: number, farthest_m: errors[task] }),
                }
                // The frame before knows better than one that a jump pulled away.
                if let Some(before) = number.checked_sub(1) {
                    values.copy_from_slice(&solved.values[before * free..(before + 1) * free]);
                }
                solved.fits[number] = solver.solve(frame, &mut values);
            }
            solved.values[number * free..(number + 1) * free].copy_from_slice(&values);
        }
        jumps
    }
}

/// Of those that are numbers; none of none.
fn median(errors: &[f64]) -> f64 {
    let mut known: Vec<f64> = errors.iter().copied().filter(|error| !error.is_nan()).collect();
    known.sort_by(f64::total_cmp);
    known.get(known.len() / 2).copied().unwrap_or(0.0)
}
