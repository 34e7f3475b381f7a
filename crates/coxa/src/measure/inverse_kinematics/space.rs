//! Vectors, matrices and turns of numbers or lanes.

use super::real::Real;

/// Three components.
#[derive(Clone, Copy)]
pub(super) struct Triple<R> {
    pub(super) x: R,
    pub(super) y: R,
    pub(super) z: R,
}

impl<R: Real> Triple<R> {
    #[inline(always)]
    pub(super) fn new(x: R, y: R, z: R) -> Self {
        Triple { x, y, z }
    }

    #[inline(always)]
    pub(super) fn splat(kind: R::Kind, [x, y, z]: [f64; 3]) -> Self {
        Triple::new(R::splat(kind, x), R::splat(kind, y), R::splat(kind, z))
    }

    #[inline(always)]
    pub(super) fn set_lane(&mut self, lane: usize, [x, y, z]: [f64; 3]) {
        self.x.set_lane(lane, x);
        self.y.set_lane(lane, y);
        self.z.set_lane(lane, z);
    }

    #[inline(always)]
    pub(super) fn plus(self, other: Self) -> Self {
        Triple::new(self.x + other.x, self.y + other.y, self.z + other.z)
    }

    #[inline(always)]
    pub(super) fn minus(self, other: Self) -> Self {
        Triple::new(self.x - other.x, self.y - other.y, self.z - other.z)
    }

    #[inline(always)]
    pub(super) fn times(self, factor: R) -> Self {
        Triple::new(self.x * factor, self.y * factor, self.z * factor)
    }

    #[inline(always)]
    pub(super) fn dot(self, other: Self) -> R {
        self.x * other.x + self.y * other.y + self.z * other.z
    }

    #[inline(always)]
    pub(super) fn cross(self, other: Self) -> Self {
        Triple::new(
            self.y * other.z - self.z * other.y,
            self.z * other.x - self.x * other.z,
            self.x * other.y - self.y * other.x,
        )
    }
}

/// Three columns: of a rotation the axes of the source frame in the target frame.
#[derive(Clone, Copy)]
pub(super) struct Columns<R> {
    pub(super) x: Triple<R>,
    pub(super) y: Triple<R>,
    pub(super) z: Triple<R>,
}

impl<R: Real> Columns<R> {
    #[inline(always)]
    pub(super) fn splat(kind: R::Kind, [x, y, z]: [[f64; 3]; 3]) -> Self {
        Columns { x: Triple::splat(kind, x), y: Triple::splat(kind, y), z: Triple::splat(kind, z) }
    }

    #[inline(always)]
    pub(super) fn set_lane(&mut self, lane: usize, [x, y, z]: [[f64; 3]; 3]) {
        self.x.set_lane(lane, x);
        self.y.set_lane(lane, y);
        self.z.set_lane(lane, z);
    }

    #[inline(always)]
    pub(super) fn plus(self, other: Self) -> Self {
        Columns { x: self.x.plus(other.x), y: self.y.plus(other.y), z: self.z.plus(other.z) }
    }

    #[inline(always)]
    pub(super) fn times(self, vector: Triple<R>) -> Triple<R> {
        self.x.times(vector.x).plus(self.y.times(vector.y)).plus(self.z.times(vector.z))
    }

    /// The product with another one.
    #[inline(always)]
    pub(super) fn after(self, other: Self) -> Self {
        Columns { x: self.times(other.x), y: self.times(other.y), z: self.times(other.z) }
    }

    #[inline(always)]
    pub(super) fn minus(self, other: Self) -> Self {
        Columns { x: self.x.minus(other.x), y: self.y.minus(other.y), z: self.z.minus(other.z) }
    }

    #[inline(always)]
    pub(super) fn scaled(self, factor: R) -> Self {
        Columns { x: self.x.times(factor), y: self.y.times(factor), z: self.z.times(factor) }
    }

    #[inline(always)]
    pub(super) fn negated(self) -> Self {
        let negated = |it: Triple<R>| Triple::new(-it.x, -it.y, -it.z);
        Columns { x: negated(self.x), y: negated(self.y), z: negated(self.z) }
    }

    #[inline(always)]
    pub(super) fn transposed(self) -> Self {
        let Columns { x, y, z } = self;
        Columns { x: Triple::new(x.x, y.x, z.x), y: Triple::new(x.y, y.y, z.y), z: Triple::new(x.z, y.z, z.z) }
    }

    /// A matrix told along this rotation's axes, along those of its target frame.
    #[inline(always)]
    pub(super) fn around(self, matrix: Self) -> Self {
        self.after(matrix).after(self.transposed())
    }

    /// The matrix that takes b to a × b.
    #[inline(always)]
    pub(super) fn cross_of(kind: R::Kind, a: Triple<R>) -> Self {
        let zero = R::splat(kind, 0.0);
        Columns { x: Triple::new(zero, a.z, -a.y), y: Triple::new(-a.z, zero, a.x), z: Triple::new(a.y, -a.x, zero) }
    }

    /// The same with a number added all along the diagonal.
    #[inline(always)]
    pub(super) fn with_diagonal(mut self, added: R) -> Self {
        self.x.x += added;
        self.y.y += added;
        self.z.z += added;
        self
    }

    #[inline(always)]
    pub(super) fn trace(self) -> R {
        self.x.x + self.y.y + self.z.z
    }
}

/// π/2 in three parts: products of the first two with a whole number up to 2²⁶ are exact.
const QUARTER: [f64; 3] = [
    f64::from_bits(std::f64::consts::FRAC_PI_2.to_bits() & !0x7ff_ffff),
    std::f64::consts::FRAC_PI_2 - f64::from_bits(std::f64::consts::FRAC_PI_2.to_bits() & !0x7ff_ffff),
    // What π/2 has beyond the 53 bits of a number.
    6.123_233_995_736_766e-17,
];

/// Adding and subtracting this rounds to a whole number.
const WHOLE: f64 = 6_755_399_441_055_744.0;

/// Sine and cosine, rad, within a rounding or two for angles up to a million turns: Taylor's series within an eighth of a turn.
#[inline(always)]
pub(super) fn sine_cosine<R: Real>(kind: R::Kind, angle: R) -> (R, R) {
    let number = |value: f64| R::splat(kind, value);
    let quarters = whole(kind, angle * number(std::f64::consts::FRAC_2_PI));
    let rest = angle - quarters * number(QUARTER[0]) - quarters * number(QUARTER[1]) - quarters * number(QUARTER[2]);
    let square = rest * rest;
    let sine = rest + rest * series(kind, square, SINE);
    let cosine = number(1.0) + series(kind, square, COSINE);
    // Which quarter: whole turns out, then −2 to 2.
    let quarter = quarters - whole(kind, quarters * number(0.25)) * number(4.0);
    let is_odd = R::and(kind, number(0.5).less(quarter.abs()), quarter.abs().less(number(1.5)));
    let (first, second) = (R::select(is_odd, cosine, sine), R::select(is_odd, sine, cosine));
    let negative_sine = R::or(kind, quarter.less(number(-0.5)), number(1.5).less(quarter));
    let negative_cosine = R::or(kind, number(0.5).less(quarter), quarter.less(number(-1.5)));
    (R::select(negative_sine, -first, first), R::select(negative_cosine, -second, second))
}

#[inline(always)]
fn whole<R: Real>(kind: R::Kind, value: R) -> R {
    (value + R::splat(kind, WHOLE)) - R::splat(kind, WHOLE)
}

#[inline(always)]
fn series<R: Real, const N: usize>(kind: R::Kind, square: R, terms: [f64; N]) -> R {
    let mut sum = R::splat(kind, terms[0]) * square;
    for term in &terms[1..] {
        sum = (sum + R::splat(kind, *term)) * square;
    }
    sum
}

/// Taylor's series of sin x / x and of cos x without their first terms, highest power of x² first: the next terms would be
/// less than a rounding within an eighth of a turn.
const SINE: [f64; 7] = [
    -inverse_factorial(15),
    inverse_factorial(13),
    -inverse_factorial(11),
    inverse_factorial(9),
    -inverse_factorial(7),
    inverse_factorial(5),
    -inverse_factorial(3),
];
const COSINE: [f64; 8] = [
    inverse_factorial(16),
    -inverse_factorial(14),
    inverse_factorial(12),
    -inverse_factorial(10),
    inverse_factorial(8),
    -inverse_factorial(6),
    inverse_factorial(4),
    -inverse_factorial(2),
];

/// 1/n!.
const fn inverse_factorial(n: u32) -> f64 {
    let (mut product, mut factor) = (1.0, 2);
    while factor <= n {
        product *= factor as f64;
        factor += 1;
    }
    1.0 / product
}

#[cfg(test)]
mod tests {
    use super::sine_cosine;

    #[test]
    fn sine_and_cosine_are_those_of_the_library() {
        // Two roundings of a number below one.
        const ROUNDING: f64 = 2.3e-16;
        for at in -40_000..40_000 {
            let angle = f64::from(at) * 1.234_567e-3;
            let (sine, cosine) = sine_cosine((), angle);
            let (wanted_sine, wanted_cosine) = libm::sincos(angle);
            assert!((sine - wanted_sine).abs() <= ROUNDING, "{angle}: {sine} is not {wanted_sine}");
            assert!((cosine - wanted_cosine).abs() <= ROUNDING, "{angle}: {cosine} is not {wanted_cosine}");
        }
    }
}
