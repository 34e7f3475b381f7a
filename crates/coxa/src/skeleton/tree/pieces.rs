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
    /// `None` with a half order of 0 or above 4, fewer than twice as many knots, or x that do not increase or are not finite.
    /// Method: of all curves through the knots the spline has the least `∫ (dᵐy/dxᵐ)² dx`, m being the half order; its
    /// derivatives below the m-th at the knots are what makes that least, and fix the polynomial of each interval.
    #[must_use]
    pub fn natural(knots: &[(f64, f64)], half_order: usize) -> Option<Pieces> {
        let (count, order) = (knots.len(), half_order);
        let finite = knots.iter().all(|(x, y)| x.is_finite() && y.is_finite());
        let increases = knots.windows(2).all(|pair| pair[0].0 < pair[1].0);
        if !finite || !increases || !(1..=MOST_HALF_ORDER).contains(&order) || count < 2 * order {
            return None;
        }
        let interval = Interval::new(order)?;
        let slopes = interval.slopes(knots)?;
        // A knot's value and derivatives below the m-th.
        let own = order - 1;
        let end = |at: usize| [&[knots[at].1], &slopes[at * own..(at + 1) * own]].concat();
        let ends: Vec<Vec<f64>> = (0..count).map(end).collect();
        let mut pieces: Vec<(f64, Vec<f64>)> = knots
            .windows(2)
            .zip(ends.windows(2))
            .map(|(knots, ends)| (knots[0].0, interval.polynomial(knots[1].0 - knots[0].0, &ends[0], &ends[1])))
            .collect();
        // Beyond its ends the m-th derivative stays zero.
        let beyond = |end: &[f64]| -> Vec<f64> {
            end.iter().enumerate().map(|(power, it)| it / falling(power, power)).collect()
        };
        pieces.push((knots[count - 1].0, beyond(&ends[count - 1])));
        let spline = Pieces { before: beyond(&ends[0]), pieces };
        spline.pieces.iter().all(|(_, row)| row.iter().all(|it| it.is_finite())).then_some(spline)
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

/// `n (n − 1) …`, so many factors: what the derivative of that order leaves of `xⁿ` at one.
fn falling(n: usize, factors: usize) -> f64 {
    (0..factors).fold(1.0, |product, at| product * (n as f64 - at as f64))
}

/// Polynomials of degree 2m − 1 on an interval of length one, told by m derivatives at either end: the 0th to the last at its
/// start, then those at its end.
struct Interval {
    order: usize,
    /// For each of these derivatives the polynomial that has it as one and the others as zero, lowest power first.
    basis: Vec<Vec<f64>>,
    /// `∫ pᵐ qᵐ` of each two of them, pᵐ being the m-th derivative.
    energy: Vec<Vec<f64>>,
}

impl Interval {
    fn new(order: usize) -> Option<Interval> {
        let one = |told: usize| -> Option<Vec<f64>> {
            // What is told of the start stands below the m-th power; the powers above answer for the end.
            let mut polynomial = vec![0.0; 2 * order];
            let own = if told < order { 1.0 / falling(told, told) } else { 0.0 };
            if told < order {
                polynomial[told] = own;
            }
            let mut rows: Vec<Vec<f64>> = (0..order)
                .map(|derivative| {
                    let wanted = if told == order + derivative { 1.0 } else { 0.0 };
                    let high = (order..2 * order).map(|power| falling(power, derivative));
                    high.chain([wanted - own * falling(told, derivative)]).collect()
                })
                .collect();
            polynomial[order..].copy_from_slice(&solved(&mut rows)?);
            Some(polynomial)
        };
        let basis = (0..2 * order).map(one).collect::<Option<Vec<_>>>()?;
        let product = |a: &[f64], b: &[f64]| -> f64 {
            let powers = (order..2 * order).flat_map(|p| (order..2 * order).map(move |q| (p, q)));
            let term = |(p, q)| a[p] * falling(p, order) * b[q] * falling(q, order) / (p + q - 2 * order + 1) as f64;
            powers.map(term).sum()
        };
        let energy = basis.iter().map(|a| basis.iter().map(|b| product(a, b)).collect()).collect();
        Some(Interval { order, basis, energy })
    }

    /// Derivatives of the natural spline at its knots, from the first up to below the m-th, knot by knot.
    fn slopes(&self, knots: &[(f64, f64)]) -> Option<Vec<f64>> {
        let (order, own) = (self.order, self.order - 1);
        let size = knots.len() * own;
        // Below the diagonal, nearest first; beyond the next knot there is nothing.
        let mut rows = vec![vec![0.0; 2 * own.max(1)]; size];
        let mut pulls = vec![0.0; size];
        for (at, pair) in knots.windows(2).enumerate() {
            let (width, rise) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
            let told = (1..2 * order).filter(|told| *told != order);
            let place = |told: usize| (at + told / order) * own + told % order - 1;
            for a in told.clone() {
                // A derivative over the interval's length, once for each of its orders.
                let scale = whole_power(width, a % order) / whole_power(width, 2 * order - 1);
                pulls[place(a)] -= self.energy[a][order] * scale * rise;
                for b in told.clone().filter(|b| place(*b) <= place(a)) {
                    rows[place(a)][place(a) - place(b)] += self.energy[a][b] * scale * whole_power(width, b % order);
                }
            }
        }
        solve_banded(&mut rows, &mut pulls).then_some(pulls)
    }

    /// The polynomial between two knots about the first of them, lowest power first.
    fn polynomial(&self, width: f64, from: &[f64], to: &[f64]) -> Vec<f64> {
        let scaled = |end: &[f64], power: usize| end[power] * whole_power(width, power);
        let told = |told: usize| match told.checked_sub(self.order) {
            // The start's own value is added at the end: the difference keeps its digits.
            None if told == 0 => 0.0,
            None => scaled(from, told),
            Some(0) => to[0] - from[0],
            Some(power) => scaled(to, power),
        };
        let mut sums = vec![0.0; 2 * self.order];
        for (at, polynomial) in self.basis.iter().enumerate() {
            let told = told(at);
            sums.iter_mut().zip(polynomial).for_each(|(sum, it)| *sum += told * it);
        }
        sums.iter_mut().enumerate().for_each(|(power, sum)| *sum /= whole_power(width, power));
        sums[0] += from[0];
        sums
    }
}

/// A symmetric positive system, of each row the diagonal and what stands before it, nearest first; the right side becomes the
/// solution. False when it is not positive.
fn solve_banded(rows: &mut [Vec<f64>], right: &mut [f64]) -> bool {
    let band = rows.first().map_or(0, |row| row.len() - 1);
    for row in 0..rows.len() {
        for back in (0..=band.min(row)).rev() {
            let column = row - back;
            // The columns that both rows have.
            let known: f64 = (row.saturating_sub(band)..column)
                .map(|at| rows[row][row - at] * rows[column][column - at] * rows[at][0])
                .sum();
            let left = rows[row][back] - known;
            rows[row][back] = if back == 0 { left } else { left / rows[column][0] };
        }
        if rows[row][0].is_nan() || rows[row][0] <= 0.0 {
            return false;
        }
        let known: f64 = (1..=band.min(row)).map(|back| rows[row][back] * right[row - back]).sum();
        right[row] -= known;
    }
    for (row, value) in rows.iter().zip(right.iter_mut()) {
        *value /= row[0];
    }
    for row in (0..rows.len()).rev() {
        for back in 1..=band.min(row) {
            right[row - back] -= rows[row][back] * right[row];
        }
    }
    true
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
    use super::{Pieces, falling, whole_power};

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

    /// Knots a tenth to ten apart in turn, as many as a long table has.
    fn uneven_knots() -> Vec<(f64, f64)> {
        let mut x = -50.0;
        (0..200)
            .map(|at| {
                x += [0.1, 10.0, 1.0, 0.3][at % 4];
                (x, 1_000.0 + libm::sin(2.0 * x) + 0.1 * at as f64)
            })
            .collect()
    }

    #[test]
    fn splines_of_many_uneven_knots_go_on_in_every_derivative_and_bend_nowhere_beyond_their_ends() {
        let knots = uneven_knots();
        for order in 1..=4 {
            let degree = 2 * order - 1;
            let spline = Pieces::natural(&knots, order).expect("knots");
            let ends = knots.windows(2).map(|pair| pair[1].0 - pair[0].0).chain([1.0]).skip(1);
            for (pair, next_width) in spline.pieces.windows(2).zip(ends) {
                let ((from, polynomial), (to, next)) = (&pair[0], &pair[1]);
                let width = to - from;
                for power in 0..degree {
                    let left = |it: usize| polynomial.get(it).unwrap_or(&0.0) * whole_power(width, it - power);
                    let arrives: f64 =
                        (power..=degree).map(|it| left(it) * falling(it, power) / falling(power, power)).sum();
                    let jump = arrives - next.get(power).unwrap_or(&0.0);
                    // What it would add over the shorter of both intervals; values are about a thousand.
                    let told = jump * whole_power(width.min(next_width), power);
                    assert!(told.abs() < 1e-9, "{order} {to} {power}: {told:e}");
                }
            }
            let (_, first) = &spline.pieces[0];
            for (power, coefficient) in first.iter().enumerate().take(degree).skip(order) {
                assert!(coefficient.abs() < 1e-9, "{order}: the first knot bends by {coefficient} in power {power}");
            }
            for (x, y) in &knots {
                assert!((spline.at(*x).value - y).abs() < 1e-12 * y.abs(), "{order} {x}");
            }
        }
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
