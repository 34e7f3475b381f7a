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
        let mut targets = step.targets.iter();
        // From the last row up, so that the rows before it still hold the matrix' own numbers.
        for row in (0..step.rows.len()).rev() {
            let scaled = matrix[step.first + row] * inverse;
            for (other, target) in (step.first..=step.first + row).zip(&mut targets) {
                let change = scaled * matrix[other];
                matrix[*target] -= change;
            }
            matrix[step.first + row] = scaled;
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
