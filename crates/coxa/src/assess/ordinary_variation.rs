//! How ordinary people differ: mechanisms that vary a little in everyone, what is peculiar to a test, pelvic tilt.

use super::gaussian::{Square, dot};
use super::knowledge::Expected;
use super::thresholds::Thresholds;
use crate::vocabulary::Mechanism;

/// A mechanism with its signature on the scale of the expected rows.
pub(super) struct Member {
    pub(super) mechanism: Mechanism,
    pub(super) share: f64,
    pub(super) left_right: f64,
    /// Effect of one unit of restriction on each expected row.
    pub(super) unit: Vec<f64>,
    /// Effect of one SD of ordinary variation on each expected row.
    pub(super) background: Vec<f64>,
}

impl Member {
    /// Whether both signs of it limit, one direction each.
    pub(super) fn two_sided(&self) -> bool {
        self.mechanism == Mechanism::Version
    }

    /// Whether one value of it holds for both sides.
    pub(super) fn is_shared(&self) -> bool {
        self.left_right >= 1.0
    }
}

/// Covariance of the ordinary variation: left mechanisms, right mechanisms, pelvic tilt.
pub(super) fn variation(members: &[Member], thresholds: &Thresholds) -> Square {
    let count = members.len();
    let alike = |a: &Member, b: &Member| {
        if a.mechanism == b.mechanism { 1.0 } else { correlation(a.mechanism, b.mechanism, thresholds) }
    };
    let scale = thresholds.background_spread * thresholds.background_spread;
    Square::from_fn(2 * count + 1, |a, b| match (a == 2 * count, b == 2 * count) {
        (true, true) => 1.0,
        (true, false) | (false, true) => 0.0,
        (false, false) => {
            let (one, other) = (&members[a % count], &members[b % count]);
            let across = if a / count == b / count { 1.0 } else { (one.left_right * other.left_right).sqrt() };
            scale * alike(one, other) * across
        }
    })
}

fn correlation(a: Mechanism, b: Mechanism, thresholds: &Thresholds) -> f64 {
    let capsule = |m| matches!(m, Mechanism::CapsuleAnterior | Mechanism::CapsulePosterior | Mechanism::CapsuleMedial);
    let muscle = |m| {
        matches!(
            m,
            Mechanism::Iliopsoas
                | Mechanism::RectusFemoris
                | Mechanism::TflItb
                | Mechanism::Hamstrings
                | Mechanism::Adductors
                | Mechanism::GluteusMaximus
                | Mechanism::GluteusMedMin
                | Mechanism::DeepExternalRotators
        )
    };
    match (a, b) {
        _ if muscle(a) && muscle(b) => thresholds.correlation_muscle_muscle,
        _ if capsule(a) && capsule(b) => thresholds.correlation_capsule_capsule,
        _ if (muscle(a) && capsule(b)) || (capsule(a) && muscle(b)) => thresholds.correlation_muscle_capsule,
        (Mechanism::Bone, Mechanism::Guarding) | (Mechanism::Guarding, Mechanism::Bone) => {
            thresholds.correlation_bone_guarding
        }
        _ => 0.0,
    }
}

/// Loadings of all rows of both sides, left rows first, on the ordinary variation.
pub(super) fn loadings(members: &[Member], expected: &[&Expected]) -> Vec<Vec<f64>> {
    let mut rows = Vec::new();
    for side in 0..2 {
        for (index, row) in expected.iter().enumerate() {
            let mut loading = vec![0.0; 2 * members.len() + 1];
            for (at, member) in members.iter().enumerate() {
                loading[side * members.len() + at] = member.background[index];
            }
            loading[2 * members.len()] = row.pelvic_tilt;
            rows.push(loading);
        }
    }
    rows
}

/// Covariance of all rows of both sides, left rows first, without the error of measuring.
pub(super) fn covariance(
    expected: &[&Expected],
    loadings: &[Vec<f64>],
    variation: &Square,
    thresholds: &Thresholds,
) -> Square {
    let count = expected.len();
    let moved: Vec<Vec<f64>> = loadings.iter().map(|loading| variation.times(loading)).collect();
    let mut matrix = Square::from_fn(2 * count, |a, b| dot(&loadings[a], &moved[b]));
    for a in 0..2 * count {
        for b in 0..2 * count {
            let (one, other) = (expected[a % count], expected[b % count]);
            if one.test == other.test {
                let across = if a / count == b / count { 1.0 } else { thresholds.correlation_specific_left_right };
                matrix.add(a, b, across * (one.specific_sd / one.sd) * (other.specific_sd / other.sd));
            }
        }
    }
    matrix
}
