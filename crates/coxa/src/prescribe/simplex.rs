//! A linear programme with bounded columns, solved by the primal simplex method on a condensed tableau.
//!
//! Small and dense on purpose: no clock, no hashing, no parallel sums, so that every machine visits the same vertices.
//! Whoever needs a bound takes the prices and adds it up anew; nothing rests on the solver having finished.

/// One column: what a unit is worth, how much there may be, what it uses.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    pub(super) worth: f64,
    pub(super) most: f64,
    /// Row and amount.
    pub(super) uses: Vec<(usize, f64)>,
    /// Whether it starts at its most; for columns that stand for what is missing.
    pub(super) starts_full: bool,
}

/// Maximise worth with every row's use at most its limit and every column between 0 and its most.
#[derive(Debug, Clone, Default)]
pub(super) struct LinearProgramme {
    pub(super) columns: Vec<Column>,
    pub(super) limits: Vec<f64>,
}

/// Where the method stopped.
#[derive(Debug, Clone)]
pub(super) struct Vertex {
    /// Amount of each column.
    pub(super) amounts: Vec<f64>,
    /// Price of each row, never negative.
    pub(super) prices: Vec<f64>,
}

/// Below this a coefficient counts as zero; the numbers of a plan lie between about 1e-4 and 1e4.
const TINY: f64 = 1e-9;

impl LinearProgramme {
    /// programme => its best vertex, or the last one reached within the step limit
    pub(super) fn solve(&self) -> Vertex {
        let mut tableau = Tableau::new(self);
        // Degenerate vertices are the rule here; the limit only guards against rounding that never settles.
        let steps = 40 * (self.columns.len() + self.limits.len()) + 200;
        let mut stalled = 0_usize;
        for _ in 0..steps {
            let Some(entering) = tableau.entering(STALL_LIMIT < stalled) else { break };
            if TINY < tableau.step(entering, STALL_LIMIT < stalled) {
                stalled = 0;
            } else {
                stalled += 1;
            }
        }
        tableau.vertex(self)
    }
}

/// Steps without progress after which the smallest index decides, which cannot cycle.
const STALL_LIMIT: usize = 60;

struct Tableau {
    rows: usize,
    columns: usize,
    /// Row-major; what a basic variable loses per unit of a free one.
    coefficients: Vec<f64>,
    /// Worth of a unit of each free variable.
    gains: Vec<f64>,
    /// Amounts of the basic variables.
    amounts: Vec<f64>,
    /// Variable of each row: columns first, then the slack of each row.
    basic: Vec<usize>,
    free: Vec<usize>,
    full: Vec<bool>,
    most: Vec<f64>,
}

impl Tableau {
    fn new(programme: &LinearProgramme) -> Tableau {
        let (rows, columns) = (programme.limits.len(), programme.columns.len());
        let mut coefficients = vec![0.0; rows * columns];
        let mut amounts = programme.limits.clone();
        for (at, column) in programme.columns.iter().enumerate() {
            for (row, amount) in &column.uses {
                coefficients[row * columns + at] += amount;
                if column.starts_full {
                    amounts[*row] -= amount * column.most;
                }
            }
        }
        Tableau {
            rows,
            columns,
            coefficients,
            gains: programme.columns.iter().map(|column| column.worth).collect(),
            amounts,
            basic: (columns..columns + rows).collect(),
            free: (0..columns).collect(),
            full: programme.columns.iter().map(|column| column.starts_full).collect(),
            most: programme.columns.iter().map(|column| column.most).chain((0..rows).map(|_| f64::INFINITY)).collect(),
        }
    }

    /// The free variable that gains most by leaving its bound; the first one when progress has stalled.
    fn entering(&self, stalled: bool) -> Option<usize> {
        let mut best = None;
        let mut best_gain = TINY;
        for (at, gain) in self.gains.iter().enumerate() {
            if self.most[self.free[at]] <= 0.0 {
                continue;
            }
            let gain = if self.full[at] { -gain } else { *gain };
            if best_gain < gain {
                if stalled {
                    match best {
                        Some(first) if self.free[first] <= self.free[at] => {}
                        _ => best = Some(at),
                    }
                } else {
                    (best, best_gain) = (Some(at), gain);
                }
            }
        }
        best
    }

    /// Moves one free variable until something reaches a bound; returns how far.
    fn step(&mut self, entering: usize, stalled: bool) -> f64 {
        let direction = if self.full[entering] { -1.0 } else { 1.0 };
        let own = self.most[self.free[entering]];
        let mut reach = own;
        let mut leaving: Option<(usize, bool, f64)> = None;
        for row in 0..self.rows {
            let change = -self.coefficients[row * self.columns + entering] * direction;
            let (limit, reaches_most) = if change < -TINY {
                (self.amounts[row].max(0.0) / -change, false)
            } else if TINY < change && self.most[self.basic[row]].is_finite() {
                ((self.most[self.basic[row]] - self.amounts[row]).max(0.0) / change, true)
            } else {
                continue;
            };
            // Among equal limits the largest pivot is the most accurate, the smallest index the safest against cycles.
            let better = limit < reach - TINY
                || (limit <= reach + TINY
                    && leaving.is_some_and(|(best, _, pivot)| {
                        if stalled { self.basic[row] < self.basic[best] } else { pivot < change.abs() }
                    }))
                || (leaving.is_none() && limit <= reach);
            if better {
                reach = limit.min(reach);
                leaving = Some((row, reaches_most, change.abs()));
            }
        }
        if !reach.is_finite() {
            return 0.0;
        }
        for row in 0..self.rows {
            let change = -self.coefficients[row * self.columns + entering] * direction;
            self.amounts[row] += change * reach;
        }
        match leaving {
            Some((row, reaches_most, _)) => {
                let amount = if self.full[entering] { own - reach } else { reach };
                self.pivot(row, entering);
                self.amounts[row] = amount;
                self.full[entering] = reaches_most;
            }
            None => self.full[entering] = !self.full[entering],
        }
        reach
    }

    /// Exchanges the basic variable of a row with a free one.
    fn pivot(&mut self, row: usize, column: usize) {
        let width = self.columns;
        let pivot = self.coefficients[row * width + column];
        let mut pivot_row: Vec<f64> =
            self.coefficients[row * width..(row + 1) * width].iter().map(|value| value / pivot).collect();
        pivot_row[column] = 1.0 / pivot;
        for other in (0..self.rows).filter(|other| *other != row) {
            let line = &mut self.coefficients[other * width..(other + 1) * width];
            let factor = line[column];
            if factor.abs() < 1e-12 {
                line[column] = 0.0;
                continue;
            }
            line[column] = 0.0;
            for (value, scaled) in line.iter_mut().zip(&pivot_row) {
                *value -= factor * scaled;
            }
        }
        let factor = self.gains[column];
        self.gains[column] = 0.0;
        for (value, scaled) in self.gains.iter_mut().zip(&pivot_row) {
            *value -= factor * scaled;
        }
        self.coefficients[row * width..(row + 1) * width].copy_from_slice(&pivot_row);
        std::mem::swap(&mut self.basic[row], &mut self.free[column]);
    }

    fn vertex(&self, programme: &LinearProgramme) -> Vertex {
        let mut amounts = vec![0.0; self.columns];
        let mut prices = vec![0.0; self.rows];
        for (at, variable) in self.free.iter().enumerate() {
            match variable.checked_sub(self.columns) {
                None => amounts[*variable] = if self.full[at] { programme.columns[*variable].most } else { 0.0 },
                Some(row) => prices[row] = (-self.gains[at]).max(0.0),
            }
        }
        for (row, variable) in self.basic.iter().enumerate() {
            if let Some(column) = programme.columns.get(*variable) {
                amounts[*variable] = self.amounts[row].clamp(0.0, column.most);
            }
        }
        Vertex { amounts, prices }
    }
}

#[cfg(test)]
mod tests {
    use super::{Column, LinearProgramme};

    /// Sums of a handful of products near 10 lose far less than this to rounding.
    const ROUNDING: f64 = 1e-9;

    fn column(worth: f64, most: f64, uses: &[(usize, f64)]) -> Column {
        Column { worth, most, uses: uses.to_vec(), starts_full: false }
    }

    #[test]
    fn a_textbook_programme_ends_at_its_known_vertex_and_prices() {
        // Maximise 3x + 5y with x <= 4, 2y <= 12, 3x + 2y <= 18: x = 2, y = 6, prices 0, 3/2, 1.
        let programme = LinearProgramme {
            columns: vec![column(3.0, 100.0, &[(0, 1.0), (2, 3.0)]), column(5.0, 100.0, &[(1, 2.0), (2, 2.0)])],
            limits: vec![4.0, 12.0, 18.0],
        };
        let vertex = programme.solve();
        for (found, known) in vertex.amounts.iter().zip([2.0, 6.0]).chain(vertex.prices.iter().zip([0.0, 1.5, 1.0])) {
            assert!((found - known).abs() < ROUNDING, "{vertex:?}");
        }
    }

    #[test]
    fn a_column_at_its_most_stays_there_and_one_that_starts_full_can_leave() {
        let mut missing = column(-50.0, 2.0, &[(0, -1.0)]);
        missing.starts_full = true;
        // At least 2 of the first column, which costs 1 each; the second is free and bounded by 3.
        let programme = LinearProgramme {
            columns: vec![column(-1.0, 5.0, &[(0, -1.0)]), column(2.0, 3.0, &[]), missing],
            limits: vec![-2.0],
        };
        let vertex = programme.solve();
        for (found, known) in vertex.amounts.iter().zip([2.0, 3.0, 0.0]) {
            assert!((found - known).abs() < ROUNDING, "{vertex:?}");
        }
    }
}
