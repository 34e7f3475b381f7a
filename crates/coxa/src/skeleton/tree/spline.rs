//! Cubic splines as the models of the field use them: end slopes from the four outermost knots, straight beyond the ends.

use super::function::Jet;

/// A cubic spline through knots.
#[derive(Debug, Clone, PartialEq)]
pub struct Spline {
    pieces: Vec<Piece>,
    last: (f64, f64),
    last_slope: f64,
}

/// `value + slope·d + half_second·d² + sixth_third·d³`, with d from its first knot.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Piece {
    from: f64,
    value: f64,
    slope: f64,
    square: f64,
    cube: f64,
}

impl Spline {
    /// Knots `(x, y)` with x increasing => the spline; `None` with fewer than two knots, or x not increasing or not finite.
    ///
    /// The third derivative at either end is that of the cubic through the four knots there, with three knots it is zero;
    /// with two knots the spline is a line.
    #[must_use]
    pub fn through(knots: &[(f64, f64)]) -> Option<Spline> {
        let finite = knots.iter().all(|(x, y)| x.is_finite() && y.is_finite());
        let increases = knots.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let last = *knots.last()?;
        if !finite || !increases || knots.len() < 2 {
            return None;
        }
        let width: Vec<f64> = knots.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
        let rise: Vec<f64> = knots.windows(2).map(|pair| (pair[1].1 - pair[0].1) / (pair[1].0 - pair[0].0)).collect();
        let sixth = sixths_of_second_derivatives(knots, &width, &rise);
        let pieces: Vec<Piece> = (0..width.len())
            .map(|at| Piece {
                from: knots[at].0,
                value: knots[at].1,
                slope: rise[at] - width[at] * (sixth[at + 1] + 2.0 * sixth[at]),
                square: 3.0 * sixth[at],
                cube: (sixth[at + 1] - sixth[at]) / width[at],
            })
            .collect();
        let end = width.len() - 1;
        let last_slope = rise[end] + width[end] * (sixth[end] + 2.0 * sixth[end + 1]);
        Some(Spline { pieces, last, last_slope })
    }

    /// The spline through the knots with every y times a factor.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Spline {
        let pieces = self.pieces.iter().map(|piece| Piece {
            from: piece.from,
            value: factor * piece.value,
            slope: factor * piece.slope,
            square: factor * piece.square,
            cube: factor * piece.cube,
        });
        Spline {
            pieces: pieces.collect(),
            last: (self.last.0, factor * self.last.1),
            last_slope: factor * self.last_slope,
        }
    }

    /// Value and derivatives.
    #[must_use]
    pub fn at(&self, x: f64) -> Jet {
        let first = &self.pieces[0];
        if x < first.from {
            return Jet { value: first.value + first.slope * (x - first.from), first: first.slope, second: 0.0 };
        }
        if self.last.0 < x {
            let value = self.last.1 + self.last_slope * (x - self.last.0);
            return Jet { value, first: self.last_slope, second: 0.0 };
        }
        let after = self.pieces.partition_point(|piece| piece.from <= x);
        let piece = &self.pieces[after.max(1) - 1];
        let d = x - piece.from;
        Jet {
            value: piece.value + d * (piece.slope + d * (piece.square + d * piece.cube)),
            first: piece.slope + d * (2.0 * piece.square + d * 3.0 * piece.cube),
            second: 2.0 * piece.square + d * 6.0 * piece.cube,
        }
    }
}

/// A sixth of the second derivative at each knot: the tridiagonal system that makes slopes continuous.
fn sixths_of_second_derivatives(knots: &[(f64, f64)], width: &[f64], rise: &[f64]) -> Vec<f64> {
    let count = knots.len();
    if count == 2 {
        return vec![0.0; 2];
    }
    let end = count - 1;
    let mut diagonal = vec![0.0; count];
    let mut right = vec![0.0; count];
    for at in 1..end {
        diagonal[at] = 2.0 * (width[at - 1] + width[at]);
        right[at] = rise[at] - rise[at - 1];
    }
    // At the ends: (s1 − s0) / width = the third difference there.
    diagonal[0] = -width[0];
    diagonal[end] = -width[end - 1];
    if 3 < count {
        let second_difference = |at: usize| right[at] / (knots[at + 1].0 - knots[at - 1].0);
        let first = (second_difference(2) - second_difference(1)) / (knots[3].0 - knots[0].0);
        let last = (second_difference(end - 1) - second_difference(end - 2)) / (knots[end].0 - knots[end - 3].0);
        right[0] = first * width[0] * width[0];
        right[end] = -last * width[end - 1] * width[end - 1];
    }
    for at in 1..count {
        let factor = width[at - 1] / diagonal[at - 1];
        diagonal[at] -= factor * width[at - 1];
        right[at] -= factor * right[at - 1];
    }
    right[end] /= diagonal[end];
    for at in (0..end).rev() {
        right[at] = (right[at] - width[at] * right[at + 1]) / diagonal[at];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::Spline;

    /// Rounding of a small system of equations.
    const ROUNDING: f64 = 1e-12;

    #[test]
    fn a_cubic_is_reproduced_and_goes_on_straight() {
        let cubic = |x: f64| 2.0 * x * x * x - x * x + 3.0 * x - 1.0;
        let knots: Vec<(f64, f64)> = [-1.0, 0.0, 0.7, 1.5, 2.0].map(|x| (x, cubic(x))).to_vec();
        let spline = Spline::through(&knots).expect("knots that increase");
        for x in [-1.0, -0.5, 0.3, 0.7, 1.0, 2.0] {
            let jet = spline.at(x);
            assert!((jet.value - cubic(x)).abs() < ROUNDING, "{x}: {jet:?}");
            assert!((jet.first - (6.0 * x * x - 2.0 * x + 3.0)).abs() < 100.0 * ROUNDING, "{x}: {jet:?}");
            assert!((jet.second - (12.0 * x - 2.0)).abs() < 100.0 * ROUNDING, "{x}: {jet:?}");
        }
        let beyond = spline.at(3.0);
        assert!((beyond.value - (cubic(2.0) + 23.0)).abs() < 100.0 * ROUNDING && beyond.second == 0.0);
    }

    #[test]
    fn two_knots_are_a_line_and_knots_that_fall_back_are_none() {
        let line = Spline::through(&[(0.0, 1.0), (2.0, 5.0)]).expect("two knots");
        assert!((line.at(0.5).value - 2.0).abs() < ROUNDING && (line.at(9.0).first - 2.0).abs() < ROUNDING);
        assert_eq!(Spline::through(&[(0.0, 1.0), (0.0, 5.0)]), None);
        assert_eq!(Spline::through(&[(0.0, 1.0)]), None);
        assert_eq!(Spline::through(&[(0.0, f64::NAN), (1.0, 0.0)]), None);
    }
}
