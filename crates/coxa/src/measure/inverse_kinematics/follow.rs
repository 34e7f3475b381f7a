//! Frame after frame in every lane: where the frames before lead is where the next one begins.

use super::frame::Frame;
use super::newton::{Found, Search};
use super::problem::Problem;
use super::real::Real;

/// Recordings being followed, in each lane one.
#[derive(Clone)]
pub(super) struct Track<R> {
    pub(super) search: Search<R>,
    pub(super) frame: Frame<R>,
    /// Values of the last frame.
    pub(super) values: Vec<R>,
    /// Values of the frame before it.
    before: Vec<R>,
    /// Which markers the last frame saw.
    which: R,
    /// One when the last two frames saw the same markers, so that their difference tells where the next one will be.
    moving: R,
    /// One when there is no last frame: the values are a place to start from.
    new: R,
}

impl<R: Real> Track<R> {
    pub(super) fn new(kind: R::Kind, problem: &Problem) -> Self {
        let values: Vec<R> = problem.defaults().iter().map(|value| R::splat(kind, *value)).collect();
        Track {
            search: Search::new(kind, problem),
            frame: Frame::new(kind, problem),
            before: values.clone(),
            values,
            which: R::splat(kind, 0.0),
            moving: R::splat(kind, 0.0),
            new: R::splat(kind, 1.0),
        }
    }

    /// Begins a lane's recording from these values.
    #[inline(always)]
    pub(super) fn begin(&mut self, lane: usize, values: &[f64]) {
        for (own, value) in self.values.iter_mut().zip(values) {
            own.set_lane(lane, *value);
        }
        self.new.set_lane(lane, 1.0);
    }

    /// The next frame of every lane, after its observations were set.
    #[inline(always)]
    pub(super) fn next(&mut self, kind: R::Kind, problem: &Problem) -> Found<R> {
        let number = |value: f64| R::splat(kind, value);
        let (zero, half, one) = (number(0.0), number(0.5), number(1.0));
        self.frame.collapse(kind, problem);
        let apart = (self.frame.which - self.which).abs();
        let is_same = R::and(kind, self.new.less(half), apart.less(number(f64::MIN_POSITIVE)));
        // A step that led into a gap or out of it says nothing about the next.
        let share = R::select(is_same, self.moving, zero);
        for (value, before) in self.values.iter_mut().zip(&mut self.before) {
            let last = *value;
            *value = R::select(half.less(share), last + (last - *before), last);
            *before = last;
        }
        self.moving = R::select(is_same, one, zero);
        self.which = self.frame.which;
        self.new = zero;
        self.search.run(kind, problem, &self.frame, &mut self.values)
    }
}
