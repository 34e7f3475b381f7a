//! One axis of a joint: how far its coordinate moves it, and how all below moves with it.

use super::node::{Moves, NodeAxis, Way};
use super::real::Real;
use super::space::{Columns, Triple, sine_cosine};
use crate::skeleton::tree::Function;

/// A turning and the velocity at the middle that goes with it; or a torque and a force.
#[derive(Clone, Copy)]
pub(super) struct Motion<R> {
    pub(super) turn: Triple<R>,
    pub(super) slide: Triple<R>,
}

impl<R: Real> Motion<R> {
    #[inline(always)]
    pub(super) fn dot(&self, other: &Self) -> R {
        self.turn.dot(other.turn) + self.slide.dot(other.slide)
    }

    #[inline(always)]
    pub(super) fn times(&self, factor: R) -> Self {
        Motion { turn: self.turn.times(factor), slide: self.slide.times(factor) }
    }

    #[inline(always)]
    pub(super) fn plus(&self, other: &Self) -> Self {
        Motion { turn: self.turn.plus(other.turn), slide: self.slide.plus(other.slide) }
    }
}

/// How far an axis has moved, and how fast and how unevenly it moves with its coordinate.
#[inline(always)]
pub(super) fn amount<R: Real>(kind: R::Kind, axis: &NodeAxis, values: &[R]) -> (R, R, R) {
    let number = |value: f64| R::splat(kind, value);
    match &axis.moves {
        Moves::Fixed(amount) => (number(*amount), number(0.0), number(0.0)),
        Moves::Line { free, slope, intercept } => {
            (values[*free] * number(*slope) + number(*intercept), number(*slope), number(0.0))
        }
        Moves::Curve { free, functions, factor } => {
            let (mut value, mut first, mut second) = (values[*free], number(1.0), number(0.0));
            for function in functions {
                let (at, slope, bend) = jet(kind, function, value);
                // The chain rule.
                second = bend * first * first + slope * second;
                first = slope * first;
                value = at;
            }
            (value * number(*factor), first * number(*factor), second * number(*factor))
        }
    }
}

/// A function's value and derivatives: of polynomials in all lanes at once, of the others lane by lane.
#[inline(always)]
fn jet<R: Real>(kind: R::Kind, function: &Function, x: R) -> (R, R, R) {
    let zero = R::splat(kind, 0.0);
    let (mut value, mut first, mut second) = (zero, zero, zero);
    if let Function::Polynomial(coefficients) = function {
        for coefficient in coefficients {
            second = second * x + first + first;
            first = first * x + value;
            value = value * x + R::splat(kind, *coefficient);
        }
    } else {
        for lane in 0..R::LANES {
            let jet = function.at(x.lane(lane));
            value.set_lane(lane, jet.value);
            first.set_lane(lane, jet.first);
            second.set_lane(lane, jet.second);
        }
    }
    (value, first, second)
}

/// Moves the frame along or about an axis; how all below moves with it.
#[inline(always)]
pub(super) fn moved<R: Real>(
    kind: R::Kind,
    way: Way,
    amount: R,
    rotation: &mut Columns<R>,
    centre: &mut Triple<R>,
) -> Motion<R> {
    let about = match way {
        Way::Slide(direction) => {
            let along = rotation.times(Triple::splat(kind, direction));
            *centre = centre.plus(along.times(amount));
            return Motion { turn: Triple::splat(kind, [0.0; 3]), slide: along };
        }
        Way::TurnX => rotation.x,
        Way::TurnY => rotation.y,
        Way::TurnZ => rotation.z,
        Way::Turn(direction) => rotation.times(Triple::splat(kind, direction)),
    };
    let (sine, cosine) = sine_cosine(kind, amount);
    match way {
        Way::TurnX => (rotation.y, rotation.z) = mixed(rotation.y, rotation.z, sine, cosine),
        Way::TurnY => (rotation.z, rotation.x) = mixed(rotation.z, rotation.x, sine, cosine),
        Way::TurnZ => (rotation.x, rotation.y) = mixed(rotation.x, rotation.y, sine, cosine),
        Way::Slide(_) | Way::Turn(_) => {
            rotation.x = turned(kind, rotation.x, about, sine, cosine);
            rotation.y = turned(kind, rotation.y, about, sine, cosine);
            rotation.z = turned(kind, rotation.z, about, sine, cosine);
        }
    }
    Motion { turn: about, slide: centre.cross(about) }
}

/// Two axes of a frame that turns about the third.
#[inline(always)]
fn mixed<R: Real>(a: Triple<R>, b: Triple<R>, sine: R, cosine: R) -> (Triple<R>, Triple<R>) {
    (a.times(cosine).plus(b.times(sine)), b.times(cosine).minus(a.times(sine)))
}

/// An axis c of a frame that turns about a: c cos + (a × c) sin + a (a·c)(1 − cos).
#[inline(always)]
fn turned<R: Real>(kind: R::Kind, column: Triple<R>, about: Triple<R>, sine: R, cosine: R) -> Triple<R> {
    let along = about.times(about.dot(column) * (R::splat(kind, 1.0) - cosine));
    column.times(cosine).plus(about.cross(column).times(sine)).plus(along)
}
