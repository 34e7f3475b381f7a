//! What a pose is fitted to: positions and orientations, each as far as it is trusted, and coordinates held near a value.

use crate::skeleton::Rotation;
use crate::skeleton::tree::{Tree, TreeError};

/// All that a pose is fitted to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Tasks<'a> {
    /// Positions.
    pub markers: &'a [MarkerTask],
    /// Orientations.
    pub orientations: &'a [OrientationTask],
    /// Coordinates.
    pub held: &'a [CoordinateTask],
}

/// A marker or another landmark to be matched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarkerTask {
    /// Number of the marker in the tree.
    pub marker: usize,
    /// How far its position is trusted; covariances in m².
    pub precision: Precision,
}

/// A sensor's orientation to be matched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrientationTask {
    /// Number of the body in the tree that carries the sensor.
    pub body: usize,
    /// How the sensor sits on the body.
    pub body_from_sensor: Rotation,
    /// How far its orientation is trusted; covariances in rad².
    pub precision: Precision,
}

/// A coordinate to be held near a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoordinateTask {
    /// Number of the coordinate in the tree.
    pub coordinate: usize,
    /// Weight, at least zero; not divided by the markers' weights.
    pub weight: f64,
    /// Wanted value, rad or m.
    pub value: f64,
}

/// How far an observation is trusted. A weight counts as an inverse variance beside those that have a covariance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Precision {
    /// Alike in every direction: the weight, at least zero.
    Weight(f64),
    /// The covariance of its errors along the ground's axes, symmetric and positive: a camera's depth, a compass.
    Ground([[f64; 3]; 3]),
    /// The same along the axes of the marker's body, or of the sensor as it was seen: skin that slides along a bone.
    Own([[f64; 3]; 3]),
}

/// The inverse of a covariance, and along whose axes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighing {
    pub(super) matrix: [[f64; 3]; 3],
    pub(super) is_own: bool,
}

impl Precision {
    /// Its mean weight over all directions, and the whole of it where they differ; `None` when it is no precision.
    pub(super) fn weighing(&self) -> Option<(f64, Option<Weighing>)> {
        let (covariance, is_own) = match self {
            Precision::Weight(weight) => {
                return (0.0..f64::INFINITY).contains(weight).then_some((*weight, None));
            }
            Precision::Ground(covariance) => (covariance, false),
            Precision::Own(covariance) => (covariance, true),
        };
        let matrix = inverse_of_positive(covariance)?;
        let mean = (matrix[0][0] + matrix[1][1] + matrix[2][2]) / 3.0;
        Some((mean, Some(Weighing { matrix, is_own })))
    }
}

/// The inverse of a symmetric positive matrix; `None` when it is none, or so nearly that digits are lost.
fn inverse_of_positive(m: &[[f64; 3]; 3]) -> Option<[[f64; 3]; 3]> {
    /// A leading minor below this share of the largest variance's power is rounding.
    const LEAST: f64 = 1e-14;
    let largest = m[0][0].max(m[1][1]).max(m[2][2]);
    let is_alike = |a: f64, b: f64| (a - b).abs() <= LEAST * largest;
    let is_symmetric = is_alike(m[0][1], m[1][0]) && is_alike(m[0][2], m[2][0]) && is_alike(m[1][2], m[2][1]);
    let minor = |a: usize, b: usize| m[a][a] * m[b][b] - m[a][b] * m[b][a];
    let cofactor = |row: usize, column: usize| {
        let (r, c) = ([(row + 1) % 3, (row + 2) % 3], [(column + 1) % 3, (column + 2) % 3]);
        m[r[0]][c[0]] * m[r[1]][c[1]] - m[r[0]][c[1]] * m[r[1]][c[0]]
    };
    let determinant = (0..3).map(|column| m[0][column] * cofactor(0, column)).sum::<f64>();
    let leading = [m[0][0], minor(0, 1), determinant];
    let scale = [largest, largest * largest, largest * largest * largest];
    let is_positive = leading.iter().zip(scale).all(|(it, scale)| it.is_finite() && LEAST * scale < *it);
    if !is_symmetric || !is_positive {
        return None;
    }
    let mut inverse = [[0.0; 3]; 3];
    for (row, column) in (0..3).flat_map(|row| (0..3).map(move |column| (row, column))) {
        inverse[row][column] = 0.5 * (cofactor(row, column) + cofactor(column, row)) / determinant;
    }
    Some(inverse)
}

impl Tasks<'_> {
    /// Whether the tree has what they name, and their weights are weights.
    pub(super) fn check(&self, tree: &Tree) -> Result<(), TreeError> {
        let unknown = |what: &str| TreeError::Unknown { what: what.to_owned() };
        let broken = |what: String| TreeError::Broken { what };
        for task in self.markers {
            let marker = tree.markers.get(task.marker).ok_or_else(|| unknown("a marker task"))?;
            if task.precision.weighing().is_none() {
                return Err(broken(format!("the task of marker {}", marker.name)));
            }
        }
        for task in self.held {
            let row = tree.coordinates.get(task.coordinate).ok_or_else(|| unknown("a coordinate task"))?;
            if !(0.0..f64::INFINITY).contains(&task.weight) || !task.value.is_finite() {
                return Err(broken(format!("the task of coordinate {}", row.name)));
            }
        }
        for task in self.orientations {
            let body = tree.bodies.get(task.body).ok_or_else(|| unknown("an orientation task"))?;
            if task.precision.weighing().is_none() {
                return Err(broken(format!("the orientation task of body {}", body.name)));
            }
        }
        Ok(())
    }

    /// Which bodies they reach, those between them and the ground included.
    pub(super) fn needed(&self, tree: &Tree) -> Vec<bool> {
        let mut is_needed = vec![false; tree.bodies.len()];
        let carrying = self.markers.iter().filter_map(|task| tree.markers[task.marker].body);
        for body in carrying.chain(self.orientations.iter().map(|task| task.body)) {
            let mut at = Some(body);
            while let Some(body) = at.filter(|body| !is_needed[*body]) {
                is_needed[body] = true;
                at = tree.bodies[body].parent;
            }
        }
        is_needed
    }
}

#[cfg(test)]
mod tests {
    use super::Precision;

    #[test]
    fn covariances_that_are_none_are_refused_and_the_others_inverted() {
        let flat = [[4.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]];
        let skew = [[4.0, 1.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        let saddle = [[1.0, 2.0, 0.0], [2.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        let unknown = [[f64::NAN, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        for covariance in [flat, skew, saddle, unknown, [[f64::INFINITY; 3]; 3], [[0.0; 3]; 3]] {
            assert!(Precision::Ground(covariance).weighing().is_none(), "{covariance:?}");
        }
        let covariance = [[4.0, 1.0, 0.5], [1.0, 2.0, -0.3], [0.5, -0.3, 1.0]];
        let (mean, weighing) = Precision::Own(covariance).weighing().expect("a covariance");
        let matrix = weighing.expect("one that differs by direction").matrix;
        for (row, column) in (0..3).flat_map(|row| (0..3).map(move |column| (row, column))) {
            let product: f64 = (0..3).map(|at| covariance[row][at] * matrix[at][column]).sum();
            let wanted = if row == column { 1.0 } else { 0.0 };
            // A few roundings.
            assert!((product - wanted).abs() < 1e-15, "{row} {column}: {product}");
        }
        assert!((mean - (matrix[0][0] + matrix[1][1] + matrix[2][2]) / 3.0).abs() < f64::EPSILON);
        assert!(Precision::Weight(-1.0).weighing().is_none() && Precision::Weight(f64::NAN).weighing().is_none());
    }
}
