//! Recordings of markers or sensors followed through a model, block by block: memory does not grow with their length.

mod angles;
mod observed;
mod residuals;
mod trace;

pub(crate) use angles::{Angles, Body, angles, is_markers};
pub(crate) use observed::Observed;
pub(crate) use residuals::Residuals;
pub(crate) use trace::Trace;

use coxa::measure::inverse_kinematics::{Exchanged, Jump, Problem, Solver, Work};
use coxa::skeleton::Vector;
use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};

use crate::failure::Failure;

/// Frames that are held at once: enough work for many cores. How a recording is cut must not depend on the machine.
const BLOCK_FRAMES: usize = 12_288;

/// A recording so many times larger or smaller than the model is in another unit; people differ by less than half.
const WRONG_SIZE: f64 = 5.0;

/// Frames that are looked at for it.
const FRAMES_OF_SIZE: usize = 100;

/// Fewer observed points than this fix no body in the room.
const FEWEST_SEEN: usize = 3;

/// What is done beside following.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Options {
    /// First and last time, s.
    pub(crate) from: Option<f64>,
    pub(crate) to: Option<f64>,
    /// What becomes of markers that jump.
    pub(crate) jumps: Jumps,
    /// Whether standard errors are wanted.
    pub(crate) errors: Errors,
}

/// Whether standard errors of the coordinates are worked out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Errors {
    /// They are not.
    #[default]
    Unasked,
    /// They are, which takes about as long as solving.
    Standard,
}

/// What becomes of markers that jump.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Jumps {
    /// They count like all others, as in OpenSim.
    #[default]
    Count,
    /// They are left out where they jump, and told.
    LeaveOut,
}

/// One frame as it was solved.
pub(crate) struct FrameSolved<'a> {
    pub(crate) time: f64,
    /// Values of the free coordinates, rad and m.
    pub(crate) values: &'a [f64],
    /// Root mean square of the marker errors, m; NaN with none.
    pub(crate) error_m: f64,
    /// How far each marker is from the model, m, NaN where not seen.
    pub(crate) marker_errors: &'a [f64],
    /// Standard errors of the free coordinates, rad and m, infinite where nothing tells them; empty unless asked for.
    pub(crate) standard_errors: &'a [f64],
}

/// What following came to.
pub(crate) struct Followed {
    pub(crate) residuals: Residuals,
    pub(crate) frames: u64,
    pub(crate) not_converged: u64,
    /// Frames with less to see than fixes a body in the room.
    pub(crate) hardly_seen: u64,
    pub(crate) jumps: Vec<Jump>,
    pub(crate) exchanged: Option<Exchanged>,
}

/// Follows a recording; every frame goes to `each`, in order.
pub(crate) fn follow(
    problem: &Problem,
    observed: &mut Observed<'_>,
    options: Options,
    each: &mut dyn FnMut(&FrameSolved<'_>) -> Result<(), Failure>,
) -> Result<Followed, Failure> {
    let (stride, free) = (problem.seen_count(), problem.free_count());
    let mut solver = Solver::new(problem);
    let mut followed = Followed {
        residuals: Residuals::new(problem),
        frames: 0,
        not_converged: 0,
        hardly_seen: 0,
        jumps: Vec::new(),
        exchanged: None,
    };
    let (mut times, mut seen) = (Vec::new(), Vec::new());
    let mut errors = vec![f64::NAN; problem.marker_count()];
    let mut standard_errors = vec![f64::NAN; if options.errors == Errors::Standard { free } else { 0 }];
    let mut last: Option<Vec<f64>> = None;
    while observed.read(stride, options, BLOCK_FRAMES, &mut times, &mut seen)? {
        if followed.frames == 0 {
            let whole = |frame: &&[Vector]| frame.iter().filter(|one| !one.x.is_nan()).count() * 2 > stride;
            let sizes = seen.chunks(stride).filter_map(|frame| problem.size_of(frame)).take(FRAMES_OF_SIZE);
            // The frame that is nearest to the model speaks for it.
            let size = sizes.min_by(|one, other| one.ln().abs().total_cmp(&other.ln().abs()));
            if let Some(size) = size.filter(|size| !(1.0 / WRONG_SIZE..WRONG_SIZE).contains(size)) {
                return Err(observed.of_another_size(size));
            }
            followed.exchanged = seen.chunks(stride).find(whole).and_then(|frame| problem.exchanged_sides(frame));
        }
        let mut solved = problem.solve_recording(&seen, last.as_deref(), &on_all_cores);
        if options.jumps == Jumps::LeaveOut {
            let first = followed.frames as usize;
            let jumps = problem.leave_out_jumps(&mut seen, &mut solved);
            followed.jumps.extend(jumps.iter().map(|jump| Jump { first_frame: first + jump.first_frame, ..*jump }));
        }
        let frames = seen.chunks(stride).zip(solved.values.chunks(free.max(1))).zip(&solved.fits);
        for (((seen, values), fit), time) in frames.zip(&times) {
            solver.marker_errors(seen, values, &mut errors);
            let error_m = followed.residuals.hear(*time, &errors);
            followed.frames += 1;
            followed.not_converged += u64::from(!fit.converged);
            followed.hardly_seen += u64::from(seen.iter().filter(|one| !one.x.is_nan()).count() < FEWEST_SEEN);
            if options.errors == Errors::Standard {
                solver.standard_errors(seen, values, &mut standard_errors);
            }
            each(&FrameSolved {
                time: *time,
                values,
                error_m,
                marker_errors: &errors,
                standard_errors: &standard_errors,
            })?;
        }
        last = solved.values.len().checked_sub(free).map(|from| solved.values[from..].to_vec());
    }
    Ok(followed)
}

/// Which pairs of names are exchanged, where not all are.
pub(crate) fn which(exchanged: &Exchanged) -> String {
    let pairs: Vec<String> = exchanged.pairs.iter().map(|(one, other)| format!("{one} and {other}")).collect();
    if pairs.is_empty() { String::new() } else { format!(" for {}", pairs.join(", ")) }
}

fn on_all_cores(works: &mut [Work<'_>]) {
    // Starting threads for a short recording takes longer than solving it.
    if let [only] = works { only.run() } else { works.par_iter_mut().for_each(Work::run) }
}
