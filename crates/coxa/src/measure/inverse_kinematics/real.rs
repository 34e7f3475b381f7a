//! One number or several side by side: the solver is written once for both.
//!
//! Lanes never mix, and nothing is fused, so that a frame comes out the same to the last bit alone, beside others, and on
//! every machine.

use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

use pulp::Simd;

/// A number, or one in each lane.
pub(super) trait Real:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
{
    /// What the machine must be able to do.
    type Kind: Copy;
    /// Yes or no in each lane.
    type Mask: Copy;
    /// How many lanes.
    const LANES: usize;

    fn splat(kind: Self::Kind, value: f64) -> Self;
    fn lane(&self, lane: usize) -> f64;
    fn set_lane(&mut self, lane: usize, value: f64);
    fn abs(self) -> Self;
    /// The larger one; the other where one is NaN is not promised.
    fn max(self, other: Self) -> Self;
    fn min(self, other: Self) -> Self;
    /// Whether it is less; never where one is NaN.
    fn less(self, other: Self) -> Self::Mask;
    fn and(kind: Self::Kind, a: Self::Mask, b: Self::Mask) -> Self::Mask;
    fn or(kind: Self::Kind, a: Self::Mask, b: Self::Mask) -> Self::Mask;
    fn not(kind: Self::Kind, mask: Self::Mask) -> Self::Mask;
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;

    /// Whether it is so in any lane.
    #[inline(always)]
    fn any(kind: Self::Kind, mask: Self::Mask) -> bool {
        let told = Self::select(mask, Self::splat(kind, 1.0), Self::splat(kind, 0.0));
        (0..Self::LANES).any(|lane| 0.5 < told.lane(lane))
    }
}

impl Real for f64 {
    type Kind = ();
    type Mask = bool;
    const LANES: usize = 1;

    #[inline(always)]
    fn splat((): (), value: f64) -> f64 {
        value
    }
    #[inline(always)]
    fn lane(&self, _: usize) -> f64 {
        *self
    }
    #[inline(always)]
    fn set_lane(&mut self, _: usize, value: f64) {
        *self = value;
    }
    #[inline(always)]
    fn abs(self) -> f64 {
        f64::abs(self)
    }
    #[inline(always)]
    fn max(self, other: f64) -> f64 {
        if self < other { other } else { self }
    }
    #[inline(always)]
    fn min(self, other: f64) -> f64 {
        if other < self { other } else { self }
    }
    #[inline(always)]
    fn less(self, other: f64) -> bool {
        self < other
    }
    #[inline(always)]
    fn and((): (), a: bool, b: bool) -> bool {
        a && b
    }
    #[inline(always)]
    fn or((): (), a: bool, b: bool) -> bool {
        a || b
    }
    #[inline(always)]
    fn not((): (), mask: bool) -> bool {
        !mask
    }
    #[inline(always)]
    fn select(mask: bool, yes: f64, no: f64) -> f64 {
        if mask { yes } else { no }
    }
    #[inline(always)]
    fn any((): (), mask: bool) -> bool {
        mask
    }
}

/// As many numbers as one register of this machine holds.
#[derive(Clone, Copy)]
pub(super) struct Lanes<S: Simd> {
    simd: S,
    value: S::f64s,
}

/// An operator of lanes.
macro_rules! operator {
    ($name:ident, $method:ident, $of_lanes:ident) => {
        impl<S: Simd> $name for Lanes<S> {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Lanes { simd: self.simd, value: self.simd.$of_lanes(self.value, other.value) }
            }
        }
    };
}

operator!(Add, add, add_f64s);
operator!(Sub, sub, sub_f64s);
operator!(Mul, mul, mul_f64s);
operator!(Div, div, div_f64s);

impl<S: Simd> Neg for Lanes<S> {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        Lanes { simd: self.simd, value: self.simd.neg_f64s(self.value) }
    }
}

impl<S: Simd> AddAssign for Lanes<S> {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl<S: Simd> SubAssign for Lanes<S> {
    #[inline(always)]
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl<S: Simd> Real for Lanes<S> {
    type Kind = S;
    type Mask = S::m64s;
    const LANES: usize = S::F64_LANES;

    #[inline(always)]
    fn splat(simd: S, value: f64) -> Self {
        Lanes { simd, value: simd.splat_f64s(value) }
    }
    #[inline(always)]
    fn lane(&self, lane: usize) -> f64 {
        pulp::bytemuck::cast_slice::<S::f64s, f64>(std::slice::from_ref(&self.value))[lane]
    }
    #[inline(always)]
    fn set_lane(&mut self, lane: usize, value: f64) {
        pulp::bytemuck::cast_slice_mut::<S::f64s, f64>(std::slice::from_mut(&mut self.value))[lane] = value;
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Lanes { simd: self.simd, value: self.simd.abs_f64s(self.value) }
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self::select(self.less(other), other, self)
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self::select(other.less(self), other, self)
    }
    #[inline(always)]
    fn less(self, other: Self) -> S::m64s {
        self.simd.less_than_f64s(self.value, other.value)
    }
    #[inline(always)]
    fn and(simd: S, a: S::m64s, b: S::m64s) -> S::m64s {
        simd.and_m64s(a, b)
    }
    #[inline(always)]
    fn or(simd: S, a: S::m64s, b: S::m64s) -> S::m64s {
        simd.or_m64s(a, b)
    }
    #[inline(always)]
    fn not(simd: S, mask: S::m64s) -> S::m64s {
        let (one, zero) = (simd.splat_f64s(1.0), simd.splat_f64s(0.0));
        simd.less_than_f64s(simd.select_f64s(mask, one, zero), simd.splat_f64s(0.5))
    }
    #[inline(always)]
    fn select(mask: S::m64s, yes: Self, no: Self) -> Self {
        Lanes { simd: yes.simd, value: yes.simd.select_f64s(mask, yes.value, no.value) }
    }
}
