//! An angle: radians inside, degrees at the edge.

/// An angle, kept in radians; the only place that converts to and from degrees.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Angle {
    rad: f64,
}

impl Angle {
    /// No rotation.
    pub const ZERO: Angle = Angle { rad: 0.0 };

    /// From radians.
    #[must_use]
    pub const fn from_rad(rad: f64) -> Angle {
        Angle { rad }
    }

    /// From degrees.
    #[must_use]
    pub const fn from_deg(deg: f64) -> Angle {
        Angle { rad: deg * (std::f64::consts::PI / 180.0) }
    }

    /// In radians.
    #[must_use]
    pub const fn rad(self) -> f64 {
        self.rad
    }

    /// In degrees.
    #[must_use]
    pub const fn deg(self) -> f64 {
        self.rad * (180.0 / std::f64::consts::PI)
    }
}

impl std::ops::Add for Angle {
    type Output = Angle;

    fn add(self, other: Angle) -> Angle {
        Angle { rad: self.rad + other.rad }
    }
}

impl std::ops::Sub for Angle {
    type Output = Angle;

    fn sub(self, other: Angle) -> Angle {
        Angle { rad: self.rad - other.rad }
    }
}

impl std::ops::Neg for Angle {
    type Output = Angle;

    fn neg(self) -> Angle {
        Angle { rad: -self.rad }
    }
}

impl std::ops::Mul<f64> for Angle {
    type Output = Angle;

    fn mul(self, factor: f64) -> Angle {
        Angle { rad: self.rad * factor }
    }
}

impl std::fmt::Display for Angle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.1}°", self.deg())
    }
}

#[cfg(test)]
mod tests {
    use super::Angle;

    #[test]
    fn a_right_angle_is_half_pi_and_prints_in_degrees() {
        let right = Angle::from_deg(90.0);
        assert!((right.rad() - std::f64::consts::FRAC_PI_2).abs() < 1e-15);
        assert_eq!(right.to_string(), "90.0°");
    }
}
