//! Whole recordings: cut into pieces that are solved side by side, joined again, and searched for flips.
//!
//! Where the cuts fall depends on the recording's length alone, and lanes never mix: the result is the same on every machine
//! and for any number of threads.

use pulp::{Arch, Simd, WithSimd};

use super::follow::Track;
use super::problem::Problem;
use super::real::{Lanes, Real};
use super::solve::{Fit, Solver};
use crate::skeleton::Vector;

/// Frames of one piece, about: long enough that finding where it starts costs little.
const PIECE_FRAMES: usize = 192;

/// Pieces that one thread takes at once: as many as the widest registers have lanes.
const PIECES_AT_ONCE: usize = 8;

/// An objective so many times the recording's median is worth a second look: a flipped joint or a marker that jumped.
const SUSPICIOUS: f64 = 9.0;

/// How much lower an objective must be to count as lower, as a share and m²: below it is rounding.
const LOWER_SHARE: f64 = 1e-6;
const LOWER_M2: f64 = 1e-13;

/// A recording, solved.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Solved {
    /// Values of the free coordinates, rad and m, frame after frame.
    pub values: Vec<f64>,
    /// One a frame.
    pub fits: Vec<Fit>,
}

/// Some pieces, to be solved by one thread.
pub struct Work<'a> {
    problem: &'a Problem,
    pieces: Vec<Piece<'a>>,
}

/// Frames that follow each other, with values to start from.
pub(super) struct Piece<'a> {
    pub(super) seen: &'a [Vector],
    pub(super) start: Vec<f64>,
    pub(super) values: &'a mut [f64],
    pub(super) fits: &'a mut [Fit],
}

impl Work<'_> {
    /// Solves its pieces, as many side by side as this machine can.
    pub fn run(&mut self) {
        Arch::new().dispatch(self);
    }
}

impl WithSimd for &mut Work<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        side_by_side::<Lanes<S>>(simd, self.problem, &mut self.pieces);
    }
}

/// Solves pieces in lanes; a lane whose piece is over takes the next one.
#[inline(always)]
pub(super) fn side_by_side<R: Real>(kind: R::Kind, problem: &Problem, pieces: &mut [Piece<'_>]) {
    let (free, markers) = (problem.free_count(), problem.seen_count());
    let mut track = Track::<R>::new(kind, problem);
    // Piece and frame of each lane; piece after piece is given out.
    let mut lanes = vec![(usize::MAX, 0_usize); R::LANES];
    let mut given = 0;
    loop {
        let mut is_any = false;
        for (lane, (piece, frame)) in lanes.iter_mut().enumerate() {
            if pieces.get(*piece).is_none_or(|piece| *frame == piece.fits.len()) {
                (*piece, *frame) = (given, 0);
                let Some(piece) = pieces.get(given) else { continue };
                given += 1;
                track.begin(lane, &piece.start);
            }
            is_any = true;
            let seen = pieces[*piece].seen;
            track.frame.set(problem, lane, &seen[*frame * markers..(*frame + 1) * markers]);
        }
        if !is_any {
            return;
        }
        let found = track.next(kind, problem);
        let objective = found.objective / track.frame.total;
        for (lane, (piece, frame)) in lanes.iter_mut().enumerate() {
            let Some(piece) = pieces.get_mut(*piece) else { continue };
            for (value, own) in piece.values[*frame * free..(*frame + 1) * free].iter_mut().zip(&track.values) {
                *value = own.lane(lane);
            }
            piece.fits[*frame] = Fit {
                objective: objective.lane(lane),
                steps: found.rounds.lane(lane) as usize,
                converged: 0.5 < found.converged.lane(lane),
            };
            *frame += 1;
        }
    }
}

impl Problem {
    /// Frames of a recording, markers of each in the order of the tasks, m, NaN where not seen => their values
    ///
    /// * `start` – values of the frame before the first one, when there is one
    /// * `threads` – solves all works given to it, each once, by [`Work::run`], in any order
    ///
    /// A frame whose errors stand out is solved again from several poses, and what is better spreads to its neighbours.
    pub fn solve_recording(&self, seen: &[Vector], start: Option<&[f64]>, threads: &dyn Fn(&mut [Work<'_>])) -> Solved {
        self.solve_recordings(&[seen], start, threads).pop().unwrap_or_default()
    }

    /// Several recordings at once, as [`Problem::solve_recording`] solves one; the first begins at `start`.
    pub fn solve_recordings<'r>(
        &self,
        recordings: &[&'r [Vector]],
        start: Option<&[f64]>,
        threads: &dyn Fn(&mut [Work<'_>]),
    ) -> Vec<Solved> {
        let (free, markers) = (self.free_count(), self.seen_count());
        let unsolved = Fit { objective: f64::INFINITY, steps: 0, converged: false };
        let mut all: Vec<Solved> = recordings
            .iter()
            .map(|seen| seen.len().checked_div(markers).unwrap_or(0))
            .map(|frames| Solved { values: vec![0.0; frames * free], fits: vec![unsolved; frames] })
            .collect();
        // Half a frame at the end is none.
        let whole = |(seen, solved): (&&'r [Vector], &Solved)| &seen[..solved.fits.len() * markers];
        let recordings: Vec<&[Vector]> = recordings.iter().zip(&all).map(whole).collect();
        let mut solver = Solver::new(self);
        let mut pieces = Vec::new();
        let first = start;
        let mut start = start;
        for (seen, solved) in recordings.iter().zip(&mut all) {
            let frames = solved.fits.len();
            let length = frames.div_ceil(frames.div_ceil(PIECE_FRAMES).max(1)).max(1);
            let starts = starts(&mut solver, seen, start.take(), length);
            let cut = seen.chunks(length * markers.max(1));
            let cut = cut.zip(solved.values.chunks_mut((length * free).max(1))).zip(solved.fits.chunks_mut(length));
            pieces.extend(cut.zip(starts).map(|(((seen, values), fits), start)| Piece { seen, start, values, fits }));
        }
        let mut works: Vec<Work<'_>> = Vec::new();
        while !pieces.is_empty() {
            let rest = pieces.split_off(PIECES_AT_ONCE.min(pieces.len()));
            works.push(Work { problem: self, pieces });
            pieces = rest;
        }
        threads(&mut works);
        drop(works);
        let mut first = first;
        for (seen, solved) in recordings.iter().zip(&mut all) {
            mend(&mut solver, seen, solved);
            self.unwind(first.take(), solved);
        }
        all
    }
}

/// Where each piece starts: the first from nothing or from the frame before it, the others from the piece before.
fn starts(solver: &mut Solver<'_>, seen: &[Vector], start: Option<&[f64]>, length: usize) -> Vec<Vec<f64>> {
    let markers = solver.problem().seen_count();
    let mut starts: Vec<Vec<f64>> = Vec::new();
    for piece in seen.chunks((length * markers).max(1)) {
        let first = &piece[..markers];
        let mut values = match (starts.last(), start) {
            (Some(before), _) => before.clone(),
            (None, Some(start)) => start.to_vec(),
            (None, None) => {
                let mut values = solver.problem().defaults();
                // Before anything is seen there is nothing to start from.
                let is_seen = |frame: &&[Vector]| frame.iter().any(|position| !position.x.is_nan());
                let first = seen.chunks(markers.max(1)).find(is_seen).unwrap_or(first);
                solver.solve_cold(first, &mut values);
                values
            }
        };
        if !starts.is_empty() {
            solver.solve(first, &mut values);
        }
        starts.push(values);
    }
    starts
}

/// Looks for frames that another start solves better, and lets what is better spread.
pub(super) fn mend(solver: &mut Solver<'_>, seen: &[Vector], solved: &mut Solved) {
    let (free, markers) = (solver.problem().free_count(), solver.problem().seen_count());
    let frames = solved.fits.len();
    let length = frames.div_ceil(frames.div_ceil(PIECE_FRAMES).max(1)).max(1);
    // Frame to try, and the frame whose values to try there; none for a search from several poses.
    let mut tries: Vec<(usize, Option<usize>)> = Vec::new();
    for joint in (length..frames).step_by(length) {
        tries.extend([(joint, Some(joint - 1)), (joint - 1, Some(joint))]);
    }
    let mut objectives: Vec<f64> = solved.fits.iter().map(|fit| fit.objective).collect();
    objectives.sort_by(f64::total_cmp);
    let median = objectives.get(frames / 2).copied().unwrap_or(0.0);
    let is_odd = |fit: &Fit| !fit.converged || SUSPICIOUS * median + LOWER_M2 < fit.objective;
    for (frame, fit) in solved.fits.iter().enumerate() {
        // The first of a row of odd frames stands for all: what is better there spreads.
        if is_odd(fit) && !frame.checked_sub(1).is_some_and(|before| is_odd(&solved.fits[before])) {
            tries.push((frame, None));
        }
    }
    let mut values = vec![0.0; free];
    while let Some((frame, from)) = tries.pop() {
        let now = &seen[frame * markers..(frame + 1) * markers];
        let fit = match from {
            None => solver.solve_cold(now, &mut values),
            Some(from) => {
                values.copy_from_slice(&solved.values[from * free..(from + 1) * free]);
                solver.solve(now, &mut values)
            }
        };
        let old = solved.fits[frame].objective;
        // Only ever lower, so that it ends.
        if fit.objective < old - LOWER_SHARE * old.abs() - LOWER_M2 {
            solved.fits[frame] = fit;
            solved.values[frame * free..(frame + 1) * free].copy_from_slice(&values);
            tries.extend(frame.checked_sub(1).map(|before| (before, Some(frame))));
            tries.extend((frame + 1 < frames).then_some((frame + 1, Some(frame))));
        }
    }
}
