//! Vectors and rotations in space, the only algebra the skeleton needs.

/// A point or direction: X forward, Y up, Z to the right of a body standing upright.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Vector {
    /// Forward.
    pub x: f64,
    /// Up.
    pub y: f64,
    /// Right.
    pub z: f64,
}

impl Vector {
    /// Where something was not seen: NaN in all components.
    pub const GAP: Vector = Vector::new(f64::NAN, f64::NAN, f64::NAN);

    /// From its three components.
    #[must_use]
    pub const fn new(x: f64, y: f64, z: f64) -> Vector {
        Vector { x, y, z }
    }

    /// Scalar product.
    #[must_use]
    pub fn dot(self, other: Vector) -> f64 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }

    /// Vector product.
    #[must_use]
    pub fn cross(self, other: Vector) -> Vector {
        Vector::new(
            self.y * other.z - self.z * other.y,
            self.z * other.x - self.x * other.z,
            self.x * other.y - self.y * other.x,
        )
    }

    /// Length.
    #[must_use]
    pub fn length(self) -> f64 {
        self.dot(self).sqrt()
    }

    /// The direction of this vector with length one; `None` when it is too short to have a direction.
    #[must_use]
    pub fn direction(self) -> Option<Vector> {
        let length = self.length();
        // Below this the components are rounding noise of metre-sized coordinates.
        (length > 1e-12).then(|| self * (1.0 / length))
    }
}

impl std::ops::Add for Vector {
    type Output = Vector;

    fn add(self, other: Vector) -> Vector {
        Vector::new(self.x + other.x, self.y + other.y, self.z + other.z)
    }
}

impl std::ops::Sub for Vector {
    type Output = Vector;

    fn sub(self, other: Vector) -> Vector {
        Vector::new(self.x - other.x, self.y - other.y, self.z - other.z)
    }
}

impl std::ops::Mul<f64> for Vector {
    type Output = Vector;

    fn mul(self, factor: f64) -> Vector {
        Vector::new(self.x * factor, self.y * factor, self.z * factor)
    }
}

/// A rotation: takes coordinates in one frame to coordinates in another, `target_from_source`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rotation {
    rows: [[f64; 3]; 3],
}

impl Rotation {
    /// No rotation.
    pub const NONE: Rotation = Rotation { rows: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]] };

    /// About the forward axis, rad.
    #[must_use]
    pub fn about_x(rad: f64) -> Rotation {
        let (sin, cos) = libm::sincos(rad);
        Rotation { rows: [[1.0, 0.0, 0.0], [0.0, cos, -sin], [0.0, sin, cos]] }
    }

    /// About the upward axis, rad.
    #[must_use]
    pub fn about_y(rad: f64) -> Rotation {
        let (sin, cos) = libm::sincos(rad);
        Rotation { rows: [[cos, 0.0, sin], [0.0, 1.0, 0.0], [-sin, 0.0, cos]] }
    }

    /// About the rightward axis, rad.
    #[must_use]
    pub fn about_z(rad: f64) -> Rotation {
        let (sin, cos) = libm::sincos(rad);
        Rotation { rows: [[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]] }
    }

    /// About any axis of length one, rad.
    #[must_use]
    pub fn about(axis: Vector, rad: f64) -> Rotation {
        let (sin, cos) = libm::sincos(rad);
        let (x, y, z, rest) = (axis.x, axis.y, axis.z, 1.0 - cos);
        Rotation {
            rows: [
                [cos + x * x * rest, x * y * rest - z * sin, x * z * rest + y * sin],
                [y * x * rest + z * sin, cos + y * y * rest, y * z * rest - x * sin],
                [z * x * rest - y * sin, z * y * rest + x * sin, cos + z * z * rest],
            ],
        }
    }

    /// Turned about X, then Y, then Z, each as the turns before left it, rad.
    #[must_use]
    pub fn body_fixed_xyz(x: f64, y: f64, z: f64) -> Rotation {
        Rotation::about_x(x) * Rotation::about_y(y) * Rotation::about_z(z)
    }

    /// From a quaternion of any length, scalar part first; `None` when it has none or is not finite.
    #[must_use]
    pub fn from_quaternion([w, x, y, z]: [f64; 4]) -> Option<Rotation> {
        let square = w * w + x * x + y * y + z * z;
        if !(square.is_finite() && 1e-12 < square) {
            return None;
        }
        let scale = 2.0 / square;
        Some(Rotation {
            rows: [
                [1.0 - scale * (y * y + z * z), scale * (x * y - w * z), scale * (x * z + w * y)],
                [scale * (x * y + w * z), 1.0 - scale * (x * x + z * z), scale * (y * z - w * x)],
                [scale * (x * z - w * y), scale * (y * z + w * x), 1.0 - scale * (x * x + y * y)],
            ],
        })
    }

    /// From the source frame's forward and upward axes in the target frame, of length one and at a right angle.
    #[must_use]
    pub fn of_axes(forward: Vector, up: Vector) -> Rotation {
        let right = forward.cross(up);
        Rotation { rows: [[forward.x, up.x, right.x], [forward.y, up.y, right.y], [forward.z, up.z, right.z]] }
    }

    /// The rotation back.
    #[must_use]
    pub fn inverse(self) -> Rotation {
        let r = self.rows;
        Rotation { rows: [[r[0][0], r[1][0], r[2][0]], [r[0][1], r[1][1], r[2][1]], [r[0][2], r[1][2], r[2][2]]] }
    }

    /// The source frame's forward axis in the target frame.
    #[must_use]
    pub fn forward(self) -> Vector {
        Vector::new(self.rows[0][0], self.rows[1][0], self.rows[2][0])
    }

    /// The source frame's upward axis in the target frame.
    #[must_use]
    pub fn up(self) -> Vector {
        Vector::new(self.rows[0][1], self.rows[1][1], self.rows[2][1])
    }

    /// The source frame's rightward axis in the target frame.
    #[must_use]
    pub fn right(self) -> Vector {
        Vector::new(self.rows[0][2], self.rows[1][2], self.rows[2][2])
    }
}

impl std::ops::Mul for Rotation {
    type Output = Rotation;

    fn mul(self, other: Rotation) -> Rotation {
        let mut rows = [[0.0; 3]; 3];
        for (row, left) in rows.iter_mut().zip(self.rows) {
            for (column, value) in row.iter_mut().enumerate() {
                *value =
                    left[0] * other.rows[0][column] + left[1] * other.rows[1][column] + left[2] * other.rows[2][column];
            }
        }
        Rotation { rows }
    }
}

impl std::ops::Mul<Vector> for Rotation {
    type Output = Vector;

    fn mul(self, vector: Vector) -> Vector {
        let [x, y, z] = self.rows.map(|row| row[0] * vector.x + row[1] * vector.y + row[2] * vector.z);
        Vector::new(x, y, z)
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::FRAC_PI_2;

    use super::{Rotation, Vector};

    /// Rounding of a few products of numbers near one.
    const ROUNDING: f64 = 1e-15;

    #[test]
    fn a_quarter_turn_about_the_right_axis_takes_down_to_forward() {
        let turned = Rotation::about_z(FRAC_PI_2) * Vector::new(0.0, -1.0, 0.0);
        assert!((turned - Vector::new(1.0, 0.0, 0.0)).length() < ROUNDING);
    }

    #[test]
    fn a_quaternion_of_half_the_angle_is_the_turn() {
        let (axis, angle) = (Vector::new(0.36, 0.48, 0.8), 1.1_f64);
        let (sin, cos) = libm::sincos(angle / 2.0);
        let twice = [cos, sin * axis.x, sin * axis.y, sin * axis.z].map(|part| -2.0 * part);
        let turned = Rotation::from_quaternion(twice).expect("it has a length");
        let wanted = Rotation::about(axis, angle);
        for (a, b) in
            [(turned.forward(), wanted.forward()), (turned.up(), wanted.up()), (turned.right(), wanted.right())]
        {
            assert!((a - b).length() < ROUNDING, "{a:?} is not {b:?}");
        }
        assert_eq!(Rotation::from_quaternion([0.0; 4]), None);
        assert_eq!(Rotation::from_quaternion([1.0, f64::NAN, 0.0, 0.0]), None);
    }

    #[test]
    fn turning_and_turning_back_is_no_rotation() {
        let there = Rotation::about_x(0.3) * Rotation::about_y(-1.2) * Rotation::about_z(2.0);
        let back = there * there.inverse();
        assert!((back.forward() - Rotation::NONE.forward()).length() < ROUNDING * 10.0);
        assert!((back.up().cross(back.right()) - back.forward()).length() < ROUNDING * 10.0);
    }
}
