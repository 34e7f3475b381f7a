//! Newton's method with bounds and damping, in every lane at once.
//!
//! Each lane judges its own steps; one that has arrived stands still while the others go on.

use super::evaluate::Evaluation;
use super::factor;
use super::frame::Frame;
use super::problem::Problem;
use super::real::Real;

/// Steps shorter than this end the search, rad and m: a thousandth of the promised accuracy.
const SHORT: f64 = 1e-9;

/// How far from the end the search may stop, rad and m: a hundredth of the promised accuracy. Near the end each step's length
/// is a constant times the square of the one before, so that two steps tell how long the next one would be.
const NEAR: f64 = 1e-8;

/// A first step this short needs no second to be sure, rad and m: its square is far below the promise.
const SHORT_AT_ONCE: f64 = 3e-6;

/// Longest step of one coordinate, rad and m: further than that the quadratic model means nothing.
const LONGEST: f64 = 0.7;

/// Most evaluations of a frame; one that follows another takes two or three.
const MOST_ROUNDS: usize = 300;

/// Damping, relative to the diagonal, with which it begins when an undamped step fails.
const FIRST_DAMPING: f64 = 1e-4;

/// Damping with which no step can be tried any more.
const MOST_DAMPING: f64 = 1e12;

/// How much of its own every coordinate is damped at least: nothing moves where no marker tells.
const LEAST_DAMPING: f64 = 1e-10;

/// Rounding of the objective of one unit of weight, m²: coordinates are below a few metres.
const ROUNDING: f64 = 1e-14;

/// What a search came to, in each lane.
#[derive(Clone, Copy)]
pub(super) struct Found<R> {
    /// Objective, m², weights counted as they are.
    pub(super) objective: R,
    /// How many times it was evaluated.
    pub(super) rounds: R,
    /// One where it arrived.
    pub(super) converged: R,
}

/// Memory of a search.
#[derive(Clone)]
pub(super) struct Search<R> {
    pub(super) evaluation: Evaluation<R>,
    before: Vec<R>,
    step: Vec<R>,
    /// One for coordinates that are free to move, zero for those that are held at a bound.
    keep: Vec<R>,
    /// Which coordinates have bounds.
    bounded: Vec<usize>,
}

/// What a lane remembers of its search; flags are one or zero.
#[derive(Clone, Copy)]
struct Lane<R> {
    /// The objective that the next must be below, and how fast it should fall along the step.
    objective: R,
    slope: R,
    damping: R,
    /// Zero where the Gauss–Newton matrix stands in for the Hessian.
    exact: R,
    /// Length of the last step; zero when it tells nothing about the next.
    length: R,
    done: R,
    converged: R,
    rounds: R,
}

/// A step as it was gone, in each lane.
#[derive(Clone, Copy)]
struct Gone<R> {
    /// The longest way of any coordinate, rad or m.
    length: R,
    /// How fast the objective falls along it.
    slope: R,
    /// One when neither a bound nor the longest step shortened it.
    whole: R,
}

impl<R: Real> Search<R> {
    pub(super) fn new(kind: R::Kind, problem: &Problem) -> Self {
        let zeros = vec![R::splat(kind, 0.0); problem.free.len()];
        let is_bounded = |at: &usize| problem.free[*at].low.is_finite() || problem.free[*at].high.is_finite();
        Search {
            evaluation: Evaluation::new(kind, problem),
            before: zeros.clone(),
            step: zeros.clone(),
            keep: vec![R::splat(kind, 1.0); problem.free.len()],
            bounded: (0..problem.free.len()).filter(is_bounded).collect(),
        }
    }

    /// Values to start from => the best ones near them, inside the bounds.
    #[inline(always)]
    pub(super) fn run(&mut self, kind: R::Kind, problem: &Problem, frame: &Frame<R>, values: &mut [R]) -> Found<R> {
        let number = |value: f64| R::splat(kind, value);
        let (zero, half, one) = (number(0.0), number(0.5), number(1.0));
        for at in &self.bounded {
            let free = &problem.free[*at];
            values[*at] = values[*at].max(number(free.low)).min(number(free.high));
        }
        self.before.copy_from_slice(values);
        let mut lane = Lane {
            objective: number(f64::INFINITY),
            slope: zero,
            damping: zero,
            exact: one,
            length: zero,
            done: zero,
            converged: zero,
            rounds: zero,
        };
        for _ in 0..MOST_ROUNDS {
            let exact = R::any(kind, lane.exact.less(half)).then_some(lane.exact);
            self.evaluation.place(kind, problem, frame, values);
            self.evaluation.derive(kind, problem, frame, values, exact);

            // 1. Judge the step that led here. A lane whose step failed goes back and comes again with more damping.
            let is_done = half.less(lane.done);
            let objective = self.evaluation.objective;
            let most = lane.objective + lane.slope * number(1e-4) + frame.total * number(ROUNDING);
            let is_fine = R::or(kind, is_done, objective.less(most));
            let is_good = (lane.slope * number(-0.375)).less(lane.objective - objective);
            let is_good = R::and(kind, is_good, lane.slope.less(zero));
            let eased = lane.damping * number(0.1);
            let eased = R::select(eased.less(number(FIRST_DAMPING)), zero, eased);
            let raised = (lane.damping * number(10.0)).max(number(FIRST_DAMPING));
            lane.damping = R::select(is_fine, R::select(is_good, eased, lane.damping), raised);
            for (value, before) in values.iter_mut().zip(&mut self.before) {
                *value = R::select(is_fine, *value, *before);
                *before = *value;
            }

            // 2. The step from here. Where the Hessian is not positive, the Gauss–Newton matrix comes next, then damping.
            self.prepare(kind, problem, frame, values, lane.damping);
            let is_positive = factor::factorise(kind, &problem.pattern, &mut self.evaluation.matrix);
            factor::solve(&problem.pattern, &self.evaluation.matrix, &mut self.step);
            let was_exact = half.less(lane.exact);
            let steps = R::and(kind, is_fine, is_positive);
            let is_stuck = R::and(kind, is_fine, R::not(kind, is_positive));
            let raised = (lane.damping * number(10.0)).max(number(FIRST_DAMPING));
            let tries_less = R::or(kind, is_stuck, one.less(lane.damping));
            lane.damping = R::select(R::and(kind, is_stuck, R::not(kind, was_exact)), raised, lane.damping);
            lane.exact = R::select(tries_less, zero, one);

            // 3. Go, no further than the bounds and the longest step.
            let moves = R::and(kind, steps, R::not(kind, is_done));
            let gone = self.go(kind, problem, values, moves);
            let is_plain =
                R::and(kind, was_exact, R::and(kind, half.less(gone.whole), lane.damping.less(number(SHORT))));
            let ratio = gone.length / lane.length;
            // With sensors the Hessian lacks a little, and each step is a share of the one before.
            let next = gone.length * ratio * if problem.sensors.is_empty() { ratio } else { one };
            let is_second = R::and(kind, zero.less(lane.length), next.less(number(NEAR)));
            let is_near = R::or(
                kind,
                is_second,
                gone.length.less(number(if problem.sensors.is_empty() { SHORT_AT_ONCE } else { NEAR })),
            );
            let is_near = R::or(kind, R::and(kind, is_plain, is_near), gone.length.less(number(SHORT)));
            let arrives = R::and(kind, moves, is_near);

            lane.rounds += R::select(is_done, zero, one);
            lane.objective = R::select(is_done, lane.objective, R::select(steps, objective, number(f64::INFINITY)));
            lane.slope = R::select(is_done, lane.slope, R::select(steps, gone.slope, zero));
            lane.length = R::select(R::and(kind, steps, is_plain), gone.length, zero);
            lane.converged = R::select(arrives, one, lane.converged);
            let gives_up = number(MOST_DAMPING).less(lane.damping);
            lane.done = R::select(R::or(kind, arrives, gives_up), one, lane.done);
            if !R::any(kind, lane.done.less(half)) {
                break;
            }
        }
        Found { objective: lane.objective + lane.slope * half, rounds: lane.rounds, converged: lane.converged }
    }

    /// Holds coordinates at a bound that the gradient pushes out, damps, and puts the downhill direction in place of the step.
    #[inline(always)]
    fn prepare(&mut self, kind: R::Kind, problem: &Problem, frame: &Frame<R>, values: &[R], damping: R) {
        let number = |value: f64| R::splat(kind, value);
        let (zero, one) = (number(0.0), number(1.0));
        let Evaluation { gradient, matrix, .. } = &mut self.evaluation;
        let least = frame.total * number(1e-12);
        for (at, own) in matrix[..problem.free.len()].iter_mut().enumerate() {
            let told = own.abs();
            // Where no marker tells, the coordinate stays: a matrix of one, and nothing that pulls.
            let untold = R::select(told.less(least), frame.total, zero);
            *own = *own + told * (damping + number(LEAST_DAMPING)) + untold;
            self.step[at] = -gradient[at];
        }
        let mut is_any_held = zero.less(zero);
        for at in &self.bounded {
            let (free, pull) = (&problem.free[*at], gradient[*at]);
            // At the bound is where the clamp left it, to the last bit.
            let at_low = R::and(kind, R::not(kind, number(free.low).less(values[*at])), zero.less(pull));
            let at_high = R::and(kind, R::not(kind, values[*at].less(number(free.high))), pull.less(zero));
            let is_held = R::or(kind, at_low, at_high);
            self.keep[*at] = R::select(is_held, zero, one);
            is_any_held = R::or(kind, is_any_held, is_held);
        }
        if !R::any(kind, is_any_held) {
            return;
        }
        for at in &self.bounded {
            let keep = self.keep[*at];
            matrix[*at] = matrix[*at] * keep + (one - keep) * frame.total;
            self.step[*at] = self.step[*at] * keep;
        }
        for (pair, (a, b)) in problem.pattern.pairs.iter().enumerate() {
            let place = problem.free.len() + pair;
            matrix[place] = matrix[place] * self.keep[*a] * self.keep[*b];
        }
    }

    /// Moves the values along the step, in lanes that move.
    #[inline(always)]
    fn go(&mut self, kind: R::Kind, problem: &Problem, values: &mut [R], moves: R::Mask) -> Gone<R> {
        let number = |value: f64| R::splat(kind, value);
        let (zero, one) = (number(0.0), number(1.0));
        let mut longest = zero;
        for step in &self.step {
            longest = longest.max(step.abs());
        }
        let share = R::select(number(LONGEST).less(longest), number(LONGEST) / longest, one);
        let share = R::select(moves, share, zero);
        let mut gone = Gone { length: zero, slope: zero, whole: R::select(share.less(one), zero, one) };
        for (at, value) in values.iter_mut().enumerate() {
            self.step[at] = R::select(moves, *value + self.step[at] * share, *value);
        }
        for at in &self.bounded {
            let free = &problem.free[*at];
            let inside = self.step[*at].max(number(free.low)).min(number(free.high));
            let is_shortened = zero.less((self.step[*at] - inside).abs());
            gone.whole = R::select(is_shortened, zero, gone.whole);
            self.step[*at] = inside;
        }
        for ((value, tried), gradient) in values.iter_mut().zip(&self.step).zip(&self.evaluation.gradient) {
            let way = *tried - *value;
            gone.length = gone.length.max(way.abs());
            gone.slope += way * *gradient;
            *value = *tried;
        }
        gone
    }
}
