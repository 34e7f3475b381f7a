//! Polynomials one after another: natural splines of any odd degree, and smooth steps.

use super::function::Jet;

/// Highest half order of a natural spline: its degree is one less than twice that.
const MOST_HALF_ORDER: usize = 4;

/// Polynomials, each from its own start to the next one's; one before the first start, the last without end.
#[derive(Debug, Clone, PartialEq)]
pub struct Pieces {
    /// Before the first start: coefficients about it, lowest power first.
    before: Vec<f64>,
    /// Start, and coefficients about it, lowest power first.
    pieces: Vec<(f64, Vec<f64>)>,
}

impl Pieces {
    /// The natural spline of degree `2 · half_order − 1` through knots `(x, y)`, x increasing.
    ///
    /// `None` with a half order of 0 or above 4, fewer than twice as many knots, x that do not increase or are not finite, or
    /// knots so unevenly spread that it does not go through them.
    /// Method: a polynomial below the half order plus one truncated power at each knot, whose moments below the half order
    /// vanish.
    #[must_use]
    pub fn natural(knots: &[(f64, f64)], half_order: usize) -> Option<Pieces> {
        let (count, order) = (knots.len(), half_order);
        let finite = knots.iter().all(|(x, y)| x.is_finite() && y.is_finite());
        let increases = knots.windows(2).all(|pair| pair[0].0 < pair[1].0);
        if !finite || !increases || !(1..=MOST_HALF_ORDER).contains(&order) || count < 2 * order {
            return None;
        }
        let (first, last) = (knots[0].0, knots[count - 1].0);
        let width = last - first;
        let at: Vec<f64> = knots.iter().map(|(x, _)| (x - first) / width).collect();
        let degree = 2 * order - 1;
        let size = count + order;
        let mut rows = vec![vec![0.0; size + 1]; size];
        for (row, (x, (_, y))) in at.iter().zip(knots).enumerate() {
            for (power, place) in rows[row][..order].iter_mut().enumerate() {
                *place = whole_power(*x, power);
            }
            for (column, knot) in at.iter().enumerate().filter(|(_, knot)| *knot < x) {
                rows[row][order + column] = whole_power(x - knot, degree);
            }
            rows[row][size] = *y;
        }
        for power in 0..order {
            for (column, knot) in at.iter().enumerate() {
                rows[count + power][order + column] = whole_power(*knot, power);
            }
        }
        let solution = solved(&mut rows)?;
        let about = |place: f64, upto: usize| -> Vec<f64> {
            let coefficient = |power: usize| {
                let low: f64 = (power..order)
                    .map(|other| solution[other] * binomial(other, power) * whole_power(place, other - power))
                    .sum();
                let high: f64 = (0..upto)
                    .map(|knot| {
                        let above = place - at[knot];
                        solution[order + knot] * binomial(degree, power) * whole_power(above, degree - power)
                    })
                    .sum();
                (low + high) / whole_power(width, power)
            };
            (0..=degree).map(coefficient).collect()
        };
        let pieces: Vec<(f64, Vec<f64>)> = (0..count).map(|knot| (knots[knot].0, about(at[knot], knot + 1))).collect();
        let spline = Pieces { before: about(0.0, 0), pieces };
        let scale = knots.iter().map(|(_, y)| y.abs()).fold(1.0, f64::max);
        // Truncated powers lose digits with many knots; then the spline misses its own knots.
        knots.iter().all(|(x, y)| (spline.at(*x).value - y).abs() < 1e-9 * scale).then_some(spline)
    }

    /// From one value to another between two places, with slope and curvature of zero at both; `None` when the places do not
    /// increase or a number is not finite.
    #[must_use]
    pub fn step(from: (f64, f64), to: (f64, f64)) -> Option<Pieces> {
        let width = to.0 - from.0;
        let rise = to.1 - from.1;
        if !(0.0 < width && width.is_finite() && rise.is_finite()) {
            return None;
        }
        let scaled = |factor: f64, power: usize| factor * rise / whole_power(width, power);
        let between = vec![from.1, 0.0, 0.0, scaled(10.0, 3), scaled(-15.0, 4), scaled(6.0, 5)];
        Some(Pieces { before: vec![from.1], pieces: vec![(from.0, between), (to.0, vec![to.1])] })
    }

    /// The same with every value times a factor.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Pieces {
        let all = |coefficients: &Vec<f64>| coefficients.iter().map(|it| factor * it).collect();
        let pieces = self.pieces.iter().map(|(start, coefficients)| (*start, all(coefficients)));
        Pieces { before: all(&self.before), pieces: pieces.collect() }
    }

    /// Value and derivatives.
    #[must_use]
    pub fn at(&self, x: f64) -> Jet {
        let after = self.pieces.partition_point(|(start, _)| *start <= x);
        let (start, coefficients) = match after.checked_sub(1) {
            None => (self.pieces[0].0, &self.before),
            Some(at) => (self.pieces[at].0, &self.pieces[at].1),
        };
        let d = x - start;
        coefficients.iter().rev().fold(Jet::default(), |jet, coefficient| Jet {
            value: jet.value * d + coefficient,
            first: jet.first * d + jet.value,
            second: jet.second * d + 2.0 * jet.first,
        })
    }
}

fn whole_power(x: f64, power: usize) -> f64 {
    (0..power).fold(1.0, |product, _| product * x)
}

fn binomial(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |product, at| product * (n - at) as f64 / (at + 1) as f64)
}

/// Gauss with the largest pivot; the right side is the last column.
fn solved(rows: &mut [Vec<f64>]) -> Option<Vec<f64>> {
    let size = rows.len();
    for step in 0..size {
        let pivot = (step..size).max_by(|a, b| rows[*a][step].abs().total_cmp(&rows[*b][step].abs()))?;
        rows.swap(step, pivot);
        if rows[step][step].abs() < 1e-300 {
            return None;
        }
        let (above, below) = rows.split_at_mut(step + 1);
        let pivot = &above[step];
        for row in below {
            let factor = row[step] / pivot[step];
            row[step..].iter_mut().zip(&pivot[step..]).for_each(|(value, from)| *value -= factor * from);
        }
    }
    let mut solution = vec![0.0; size];
    for step in (0..size).rev() {
        let known: f64 = (step + 1..size).map(|other| rows[step][other] * solution[other]).sum();
        solution[step] = (rows[step][size] - known) / rows[step][step];
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::Pieces;

    const KNOTS: [(f64, f64); 7] =
        [(0.0, 0.0), (0.5, 1.0), (1.1, 0.5), (1.5, 0.7), (2.2, -0.2), (3.0, 0.4), (3.3, 1.0)];

    #[test]
    fn natural_splines_are_those_of_opensim_inside_and_beyond_their_ends() {
        // OpenSim 4.6, GCVSpline with no error variance, at these places.
        let places = [-0.4, 0.2, 0.9, 2.7, 3.8];
        for (half_order, wanted) in [
            (2, [-1.136_447_239, 0.541_307_840, 0.653_308_240, -0.073_871_491, 2.034_037_859]),
            (3, [-2.726_929_006, 0.708_999_125, 0.588_070_937, -0.130_335_420, 1.980_746_887]),
        ] {
            let spline = Pieces::natural(&KNOTS, half_order).expect("knots");
            for (x, wanted) in places.into_iter().zip(wanted) {
                // Nine decimals were written down.
                assert!((spline.at(x).value - wanted).abs() < 2e-9, "{half_order} {x}: {:?}", spline.at(x));
            }
        }
        assert_eq!(Pieces::natural(&KNOTS, 4), None, "eight knots are needed");
        assert_eq!(Pieces::natural(&KNOTS, 0), None);
        assert_eq!(Pieces::natural(&[(0.0, 0.0), (0.0, 1.0)], 1), None);
    }

    #[test]
    fn slopes_are_those_of_differences_and_go_on_over_the_knots() {
        let spline = Pieces::natural(&KNOTS, 3).expect("knots");
        let step = 1e-5;
        for x in [-0.3, 0.25, 0.5, 1.3, 2.2, 3.3, 3.6] {
            let (before, here, after) = (spline.at(x - step), spline.at(x), spline.at(x + step));
            assert!(((after.value - before.value) / (2.0 * step) - here.first).abs() < 1e-7, "{x}");
            assert!(((after.first - before.first) / (2.0 * step) - here.second).abs() < 1e-6, "{x}");
        }
    }

    #[test]
    fn a_step_is_that_of_opensim() {
        let step = Pieces::step((1.0, -1.0), (3.0, 2.0)).expect("a step");
        for (x, wanted) in [(0.0, -1.0), (1.0, -1.0), (1.5, -0.689_453_125), (2.0, 0.5), (3.0, 2.0), (4.0, 2.0)] {
            assert!((step.at(x).value - wanted).abs() < 1e-14, "{x}: {:?}", step.at(x));
        }
        assert_eq!(Pieces::step((1.0, 0.0), (1.0, 1.0)), None);
    }
}
