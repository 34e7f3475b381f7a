//! A recording thinned out as it grows, for pictures: memory does not grow with its length.

/// Points that are kept at most; a picture has fewer pixels.
const MOST: usize = 4_000;

/// Every so many-th frame.
pub(crate) struct Trace<T> {
    every: usize,
    heard: usize,
    points: Vec<T>,
}

impl<T> Trace<T> {
    pub(crate) const fn new() -> Trace<T> {
        Trace { every: 1, heard: 0, points: Vec::new() }
    }

    /// The next frame; made only when it is kept.
    pub(crate) fn hear(&mut self, point: impl FnOnce() -> T) {
        if self.heard.is_multiple_of(self.every) {
            self.points.push(point());
        }
        self.heard += 1;
        if MOST < self.points.len() {
            let mut keep = false;
            self.points.retain(|_| {
                keep = !keep;
                keep
            });
            self.every *= 2;
        }
    }

    pub(crate) fn points(self) -> Vec<T> {
        self.points
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Trace};

    #[test]
    fn what_is_kept_is_evenly_spread_and_never_more_than_the_limit() {
        let mut trace = Trace::new();
        (0..100_000).for_each(|frame| trace.hear(|| frame));
        let points = trace.points();
        let step = points[1] - points[0];
        assert!(MOST / 2 <= points.len() && points.len() <= MOST, "{}", points.len());
        assert!(points.windows(2).all(|pair| pair[1] - pair[0] == step), "{step}");
    }
}
