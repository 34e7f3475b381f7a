//! Normal distributions: the cumulative, covariance matrices, what one says of another.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Standard normal quantile at 95 %: an interval of so many SDs each way covers 90 %.
pub(super) const NINETY_PERCENT_SD: f64 = 1.644_853_626_951_472_2;

/// Probability that a standard normal variable lies below `x`.
pub(super) fn cumulative(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// Probability that a normal variable exceeds `limit`; certain when `sd` is 0.
pub(super) fn exceeds(mean: f64, sd: f64, limit: f64) -> f64 {
    if sd > 0.0 {
        cumulative((mean - limit) / sd)
    } else if mean >= limit {
        1.0
    } else {
        0.0
    }
}

/// Density of a normal variable.
pub(super) fn density(x: f64, mean: f64, sd: f64) -> f64 {
    let z = (x - mean) / sd;
    libm::exp(-0.5 * z * z) / (sd * (2.0 * PI).sqrt())
}

/// A square matrix in rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Square {
    size: usize,
    cells: Vec<f64>,
}

impl Square {
    /// All zeros.
    pub(super) fn zeros(size: usize) -> Square {
        Square { size, cells: vec![0.0; size * size] }
    }

    /// Each cell from its row and column.
    pub(super) fn from_fn(size: usize, mut cell: impl FnMut(usize, usize) -> f64) -> Square {
        let mut matrix = Square::zeros(size);
        for row in 0..size {
            for column in 0..size {
                matrix.cells[row * size + column] = cell(row, column);
            }
        }
        matrix
    }

    pub(super) fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    pub(super) fn add(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.size + column] += value;
    }

    pub(super) fn row(&self, row: usize) -> &[f64] {
        &self.cells[row * self.size..(row + 1) * self.size]
    }

    /// The product with a column.
    pub(super) fn times(&self, column: &[f64]) -> Vec<f64> {
        (0..self.size).map(|row| dot(self.row(row), column)).collect()
    }

    /// The inverse of a symmetric positive definite matrix, by Cholesky's method.
    ///
    /// Returns `None` when it is not positive definite.
    pub(super) fn inverse(&self) -> Option<Square> {
        let n = self.size;
        let mut lower = Square::zeros(n);
        for row in 0..n {
            for column in 0..=row {
                let known: f64 = (0..column).map(|k| lower.at(row, k) * lower.at(column, k)).sum();
                let rest = self.at(row, column) - known;
                lower.cells[row * n + column] = if row == column {
                    if !(rest > 0.0 && rest.is_finite()) {
                        return None;
                    }
                    rest.sqrt()
                } else {
                    rest / lower.at(column, column)
                };
            }
        }
        let mut inverse = Square::zeros(n);
        for unit in 0..n {
            let mut x = vec![0.0; n];
            for row in unit..n {
                let known: f64 = (unit..row).map(|k| lower.at(row, k) * x[k]).sum();
                x[row] = (f64::from(u8::from(row == unit)) - known) / lower.at(row, row);
            }
            for row in (0..n).rev() {
                let known: f64 = (row + 1..n).map(|k| lower.at(k, row) * x[k]).sum();
                x[row] = (x[row] - known) / lower.at(row, row);
            }
            for (row, value) in x.into_iter().enumerate() {
                inverse.add(row, unit, value);
            }
        }
        Some(inverse)
    }
}

/// The sum of products.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::{Square, cumulative, dot, exceeds};

    /// Rounding of a few operations on numbers near one.
    const ROUNDING: f64 = 1e-12;

    #[test]
    fn the_cumulative_is_symmetric_and_half_at_zero() {
        assert!((cumulative(0.0) - 0.5).abs() < ROUNDING);
        assert!((cumulative(1.3) + cumulative(-1.3) - 1.0).abs() < ROUNDING);
        assert!((cumulative(1.0) - 0.841_344_746_068_542_9).abs() < ROUNDING);
    }

    #[test]
    fn a_value_without_error_is_certain() {
        assert!((exceeds(2.0, 0.0, 1.0) - 1.0).abs() < ROUNDING);
        assert!(exceeds(0.5, 0.0, 1.0).abs() < ROUNDING);
    }

    #[test]
    fn a_matrix_times_its_inverse_is_the_unit_matrix() {
        let matrix =
            Square::from_fn(4, |row, column| if row == column { 3.0 } else { 1.0 / (1.0 + (row + column) as f64) });
        let inverse = matrix.inverse().expect("positive definite");
        for row in 0..4 {
            for column in 0..4 {
                let column_of_inverse: Vec<f64> = (0..4).map(|k| inverse.at(k, column)).collect();
                let unit = if row == column { 1.0 } else { 0.0 };
                assert!((dot(matrix.row(row), &column_of_inverse) - unit).abs() < ROUNDING);
            }
        }
    }

    #[test]
    fn a_matrix_that_is_not_positive_definite_has_no_inverse() {
        assert_eq!(Square::from_fn(2, |_, _| 1.0).inverse(), None);
        assert_eq!(Square::from_fn(1, |_, _| f64::NAN).inverse(), None);
    }
}
