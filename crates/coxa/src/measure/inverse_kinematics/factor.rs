//! The step of Newton's method: the sparse matrix as L D Lᵀ, in place.

use super::pattern::Pattern;
use super::real::Real;

/// The matrix, its factor afterwards => whether it is positive, in each lane.
///
/// Where it is not, the lane's numbers mean nothing.
#[inline(always)]
pub(super) fn factorise<R: Real>(kind: R::Kind, pattern: &Pattern, matrix: &mut [R]) -> R::Mask {
    let (zero, one) = (R::splat(kind, 0.0), R::splat(kind, 1.0));
    let mut is_positive = zero.less(one);
    for step in &pattern.order {
        let own = matrix[step.free];
        is_positive = R::and(kind, is_positive, zero.less(own));
        let inverse = one / own;
        // The diagonal keeps the inverse: it is divided by once more when solving.
        matrix[step.free] = inverse;
        let (rows, behind) = matrix.split_at_mut(step.first + step.rows.len());
        let (diagonal, rows) = rows.split_at_mut(step.first);
        // From the first row on, so that the rows after it still hold the matrix' own numbers.
        for (at, (row, runs)) in step.rows.iter().zip(&step.runs).enumerate() {
            let scaled = rows[at] * inverse;
            diagonal[*row] -= scaled * rows[at];
            for run in runs {
                let targets = &mut behind[run.place..run.place + run.length];
                for (target, value) in targets.iter_mut().zip(&rows[run.row..run.row + run.length]) {
                    *target -= scaled * *value;
                }
            }
            rows[at] = scaled;
        }
    }
    is_positive
}

/// Factor and right side => the solution, in place of the right side.
#[inline(always)]
pub(super) fn solve<R: Real>(pattern: &Pattern, matrix: &[R], side: &mut [R]) {
    for step in &pattern.order {
        let own = side[step.free];
        for (at, row) in step.rows.iter().enumerate() {
            side[*row] -= matrix[step.first + at] * own;
        }
        side[step.free] = own * matrix[step.free];
    }
    for step in pattern.order.iter().rev() {
        let mut own = side[step.free];
        for (at, row) in step.rows.iter().enumerate() {
            own -= matrix[step.first + at] * side[*row];
        }
        side[step.free] = own;
    }
}
