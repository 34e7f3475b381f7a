//! Length as a polynomial of the joint angles, with its exact derivative.

/// Degree of every polynomial.
const DEGREE: usize = 5;

/// Terms in the three hip angles: every product of powers whose sum is at most the degree.
pub const HIP_TERMS: usize = 56;

/// Terms in knee flexion, powers one and up; the constant stands among the hip's.
pub const KNEE_TERMS: usize = DEGREE;

/// Length of a muscle path over scaled angles; the parts of hip and knee add up.
#[derive(Debug, Clone, PartialEq)]
pub struct LengthPolynomial {
    /// Metres; the power of rotation changes fastest, then of adduction, then of flexion.
    pub hip_m: [f64; HIP_TERMS],
    /// Metres, powers 1 to 5 of knee flexion; `None` when the path does not cross the knee.
    pub knee_m: Option<[f64; KNEE_TERMS]>,
}

impl LengthPolynomial {
    /// Length and its derivatives at scaled angles.
    ///
    /// * `scaled` – flexion, adduction, internal rotation, knee flexion, each divided by its scale
    ///
    /// Returns metres, and metres per unit of each scaled angle.
    #[must_use]
    pub(super) fn at(&self, scaled: &[f64; 4]) -> (f64, [f64; 4]) {
        let [flexion, adduction, rotation, knee] = scaled.map(Powers::of);
        let (mut length, mut slope) = (0.0, [0.0; 4]);
        let mut coefficients = self.hip_m.iter();
        for f in 0..=DEGREE {
            for a in 0..=DEGREE - f {
                for r in 0..=DEGREE - f - a {
                    // The loops visit exactly the terms of the array: a test counts them.
                    let Some(coefficient) = coefficients.next() else { continue };
                    let powers = (flexion.value[f], adduction.value[a], rotation.value[r]);
                    length += coefficient * powers.0 * powers.1 * powers.2;
                    slope[0] += coefficient * flexion.slope[f] * powers.1 * powers.2;
                    slope[1] += coefficient * powers.0 * adduction.slope[a] * powers.2;
                    slope[2] += coefficient * powers.0 * powers.1 * rotation.slope[r];
                }
            }
        }
        for (coefficient, k) in self.knee_m.iter().flatten().zip(1..) {
            length += coefficient * knee.value[k];
            slope[3] += coefficient * knee.slope[k];
        }
        (length, slope)
    }
}

/// Powers of a number from 0 to the degree, and their derivatives.
struct Powers {
    value: [f64; DEGREE + 1],
    slope: [f64; DEGREE + 1],
}

impl Powers {
    fn of(x: f64) -> Powers {
        let (mut value, mut slope) = ([1.0; DEGREE + 1], [0.0; DEGREE + 1]);
        let mut times = 1.0;
        for k in 1..=DEGREE {
            slope[k] = times * value[k - 1];
            value[k] = value[k - 1] * x;
            times += 1.0;
        }
        Powers { value, slope }
    }
}
