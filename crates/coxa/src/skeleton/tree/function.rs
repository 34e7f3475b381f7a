//! How far an axis has moved as a function of a coordinate, with both derivatives: what the inverse needs to be exact.

use super::pieces::Pieces;
use super::spline::Spline;

/// A function of one coordinate.
#[derive(Debug, Clone, PartialEq)]
pub enum Function {
    /// The same everywhere.
    Constant(f64),
    /// `slope · x + intercept`.
    Linear {
        /// Per unit of the coordinate.
        slope: f64,
        /// At zero.
        intercept: f64,
    },
    /// Coefficients, highest power first.
    Polynomial(Vec<f64>),
    /// Cubic pieces through knots.
    Spline(Spline),
    /// Polynomials one after another.
    Pieces(Pieces),
    /// Straight pieces through knots, straight on beyond them.
    Piecewise(Vec<(f64, f64)>),
    /// `amplitude · sin(frequency · x + phase) + offset`.
    Sine {
        /// Half of the swing.
        amplitude: f64,
        /// rad per unit of the coordinate.
        frequency: f64,
        /// At zero, rad.
        phase: f64,
        /// Middle of the swing.
        offset: f64,
    },
    /// Another function times a factor.
    Scaled {
        /// The factor.
        factor: f64,
        /// What is scaled.
        of: Box<Function>,
    },
}

/// A value with its first and second derivative.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Jet {
    /// The value.
    pub value: f64,
    /// Its slope.
    pub first: f64,
    /// The slope's slope.
    pub second: f64,
}

impl Function {
    /// The coordinate itself.
    pub const IDENTITY: Function = Function::Linear { slope: 1.0, intercept: 0.0 };

    /// Value and derivatives at a coordinate; where a piece ends, those of the piece that begins there.
    #[must_use]
    pub fn at(&self, x: f64) -> Jet {
        match self {
            Function::Constant(value) => Jet { value: *value, ..Jet::default() },
            Function::Linear { slope, intercept } => Jet { value: slope * x + intercept, first: *slope, second: 0.0 },
            Function::Polynomial(coefficients) => coefficients.iter().fold(Jet::default(), |jet, coefficient| Jet {
                value: jet.value * x + coefficient,
                first: jet.first * x + jet.value,
                second: jet.second * x + 2.0 * jet.first,
            }),
            Function::Spline(spline) => spline.at(x),
            Function::Pieces(pieces) => pieces.at(x),
            Function::Piecewise(knots) => piecewise(knots, x),
            Function::Sine { amplitude, frequency, phase, offset } => {
                let (sin, cos) = libm::sincos(frequency * x + phase);
                Jet {
                    value: amplitude * sin + offset,
                    first: amplitude * frequency * cos,
                    second: -amplitude * frequency * frequency * sin,
                }
            }
            Function::Scaled { factor, of } => {
                let Jet { value, first, second } = of.at(x);
                Jet { value: factor * value, first: factor * first, second: factor * second }
            }
        }
    }

    /// The value when it is the same everywhere.
    #[must_use]
    pub fn constant(&self) -> Option<f64> {
        match self {
            Function::Constant(value) => Some(*value),
            Function::Linear { slope: 0.0, intercept } => Some(*intercept),
            Function::Polynomial(coefficients) => match coefficients.split_last() {
                None => Some(0.0),
                Some((last, higher)) => higher.iter().all(|it| *it == 0.0).then_some(*last),
            },
            Function::Scaled { factor, of } => of.constant().map(|value| factor * value),
            _ => None,
        }
    }

    /// The same function without factors around it.
    #[must_use]
    pub fn unscaled(&self) -> Function {
        let Function::Scaled { factor, of } = self else { return self.clone() };
        match of.unscaled() {
            Function::Constant(value) => Function::Constant(factor * value),
            Function::Linear { slope, intercept } => {
                Function::Linear { slope: factor * slope, intercept: factor * intercept }
            }
            Function::Polynomial(coefficients) => {
                Function::Polynomial(coefficients.iter().map(|coefficient| factor * coefficient).collect())
            }
            Function::Spline(spline) => Function::Spline(spline.scaled(*factor)),
            Function::Pieces(pieces) => Function::Pieces(pieces.scaled(*factor)),
            Function::Piecewise(knots) => Function::Piecewise(knots.iter().map(|(x, y)| (*x, factor * y)).collect()),
            Function::Sine { amplitude, frequency, phase, offset } => {
                Function::Sine { amplitude: factor * amplitude, frequency, phase, offset: factor * offset }
            }
            Function::Scaled { factor: inner, of } => Function::Scaled { factor: factor * inner, of },
        }
    }

    /// Slope and value at zero when it is a straight line.
    #[must_use]
    pub fn line(&self) -> Option<(f64, f64)> {
        match self {
            Function::Linear { slope, intercept } => Some((*slope, *intercept)),
            Function::Polynomial(coefficients) => match coefficients[..] {
                [slope, intercept] => Some((slope, intercept)),
                _ => None,
            },
            Function::Scaled { factor, of } => of.line().map(|(slope, intercept)| (factor * slope, factor * intercept)),
            _ => self.constant().map(|value| (0.0, value)),
        }
    }

    /// Whether one unit of the coordinate is one unit of the axis, in either sense.
    #[must_use]
    pub fn is_the_coordinate(&self) -> bool {
        // Models write exactly one; a scaled axis misses it by far more than a rounding.
        let is_one = |factor: f64| (factor.abs() - 1.0).abs() < 1e-12;
        match self {
            Function::Linear { slope, .. } => is_one(*slope),
            Function::Scaled { factor, of } => is_one(*factor) && of.is_the_coordinate(),
            _ => false,
        }
    }
}

impl Jet {
    /// The chain rule: a function of something that is itself a function.
    #[must_use]
    pub fn after(self, inner: Jet) -> Jet {
        Jet {
            value: self.value,
            first: self.first * inner.first,
            second: self.second * inner.first * inner.first + self.first * inner.second,
        }
    }
}

fn piecewise(knots: &[(f64, f64)], x: f64) -> Jet {
    let (Some(first), [.., before, last]) = (knots.first(), knots) else {
        return Jet { value: knots.first().map_or(0.0, |knot| knot.1), ..Jet::default() };
    };
    let pair = knots.windows(2).find_map(|pair| match pair {
        [low, high] if x < high.0 => Some((low, high)),
        _ => None,
    });
    let (low, high) = pair.unwrap_or((before, last));
    let slope = (high.1 - low.1) / (high.0 - low.0);
    let from = if x < first.0 { first } else { low };
    Jet { value: from.1 + slope * (x - from.0), first: slope, second: 0.0 }
}

#[cfg(test)]
mod tests {
    use super::{Function, Jet};

    /// Rounding of a few products.
    const ROUNDING: f64 = 1e-12;

    fn close(a: Jet, b: Jet) -> bool {
        (a.value - b.value).abs() < ROUNDING
            && (a.first - b.first).abs() < ROUNDING
            && (a.second - b.second).abs() < ROUNDING
    }

    #[test]
    fn a_polynomial_has_the_derivatives_worked_out_on_paper() {
        // 2x³ − x + 5 at 3: 56, 6x² − 1 = 53, 12x = 36.
        let cubic = Function::Polynomial(vec![2.0, 0.0, -1.0, 5.0]);
        assert!(close(cubic.at(3.0), Jet { value: 56.0, first: 53.0, second: 36.0 }));
    }

    #[test]
    fn straight_pieces_go_on_beyond_their_ends() {
        let pieces = Function::Piecewise(vec![(0.0, 0.0), (1.0, 2.0), (3.0, 0.0)]);
        for (x, value, first) in [(-1.0, -2.0, 2.0), (0.5, 1.0, 2.0), (2.0, 1.0, -1.0), (5.0, -2.0, -1.0)] {
            assert!(close(pieces.at(x), Jet { value, first, second: 0.0 }), "{x}");
        }
    }

    #[test]
    fn without_its_factors_a_function_is_the_same() {
        let knots = vec![(0.0, 1.0), (1.0, 2.0), (2.0, 0.0), (3.0, 1.0)];
        let functions = [
            Function::Linear { slope: 2.0, intercept: 1.0 },
            Function::Polynomial(vec![1.0, -2.0, 0.5]),
            Function::Spline(super::Spline::through(&knots).expect("knots")),
            Function::Pieces(super::Pieces::natural(&knots, 2).expect("knots")),
            Function::Piecewise(knots),
            Function::Sine { amplitude: 0.5, frequency: 2.0, phase: 0.1, offset: 0.3 },
        ];
        for function in functions {
            let once = Function::Scaled { factor: 3.0, of: Box::new(function) };
            let twice = Function::Scaled { factor: -0.5, of: Box::new(once) };
            for x in [-1.0, 0.25, 1.5, 4.0] {
                assert!(close(twice.at(x), twice.unscaled().at(x)), "{twice:?} at {x}");
            }
        }
    }

    #[test]
    fn a_scaled_constant_is_a_constant() {
        let scaled = Function::Scaled { factor: 3.0, of: Box::new(Function::Constant(2.0)) };
        assert_eq!(scaled.constant(), Some(6.0));
        assert_eq!(scaled.unscaled(), Function::Constant(6.0));
        assert_eq!(Function::IDENTITY.constant(), None);
    }
}
