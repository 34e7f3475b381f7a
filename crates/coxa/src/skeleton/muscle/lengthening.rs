//! Which muscles a posture lengthens, against another posture.

use super::{Geometry, MusclePath, Muscles, OutsideKnown};
use crate::skeleton::LegPose;

/// A muscle that a posture lengthens.
#[derive(Debug, Clone, PartialEq)]
pub struct Lengthened<'a> {
    /// The part of it that is lengthened most for its fibres.
    pub path: &'a MusclePath,
    /// How much longer it is than in the reference posture, m.
    pub elongation_m: f64,
    /// The same as a share of its optimal fibre length; an upper bound of the fibres' own strain, for the tendon
    /// takes some of it and pennate fibres turn.
    pub of_fibre: f64,
    /// Length and moment arms in the posture.
    pub geometry: Geometry,
}

/// What a posture lengthens, most first, and of what nothing is known there.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lengthening<'a> {
    /// Muscles that are longer by more than their polynomial errs, one part each.
    pub lengthened: Vec<Lengthened<'a>>,
    /// Paths whose length in the posture or the reference is not known, in the order of the table.
    pub unknown: Vec<(&'a MusclePath, OutsideKnown)>,
}

impl Muscles {
    /// posture, reference => what the posture lengthens
    ///
    /// Sorted by the share of optimal fibre length, for the same millimetres mean more to short fibres; equal shares
    /// in the order of the table.
    #[must_use]
    pub fn lengthening(&self, leg: &LegPose, reference: &LegPose) -> Lengthening<'_> {
        let mut found = Lengthening::default();
        for path in &self.paths {
            match (self.geometry(path, leg), self.geometry(path, reference)) {
                (Ok(geometry), Ok(before)) => {
                    let elongation_m = geometry.length_m - before.length_m;
                    if elongation_m > path.length_error_p95_m {
                        let of_fibre = elongation_m / path.optimal_fibre_m;
                        found.lengthened.push(Lengthened { path, elongation_m, of_fibre, geometry });
                    }
                }
                (Err(outside), _) | (_, Err(outside)) => found.unknown.push((path, outside)),
            }
        }
        found.lengthened.sort_by(|a, b| b.of_fibre.total_cmp(&a.of_fibre));
        // After sorting, the first part of each muscle is its most lengthened one.
        let mut met: Vec<&str> = Vec::new();
        found.lengthened.retain(|it| {
            let is_first = !met.contains(&it.path.muscle.as_str());
            met.push(&it.path.muscle);
            is_first
        });
        found
    }
}
