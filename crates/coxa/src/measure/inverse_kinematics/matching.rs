//! Which markers of a recording are which of the model, by name.

use super::tasks::{MarkerTask, Precision};
use crate::skeleton::tree::Tree;

/// Markers that model and recording share, and those that only one of them has.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matching {
    /// What to match, in the order of `columns`.
    pub tasks: Vec<MarkerTask>,
    /// For each task the number of the recording's marker.
    pub columns: Vec<usize>,
    /// Names that only the recording has.
    pub only_recorded: Vec<String>,
    /// Names that were asked for, or that the model has, and the recording lacks.
    pub only_wanted: Vec<String>,
    /// Names that were asked for and the model lacks.
    pub not_in_model: Vec<String>,
}

impl Matching {
    /// model, names of the recording, wanted markers with their weights => the matching
    ///
    /// Without wanted markers every one that both have counts one. Names must be equal but for upper and lower case, and
    /// then only where that is no other marker's name.
    #[must_use]
    pub fn of(tree: &Tree, recorded: &[String], wanted: Option<&[(String, f64)]>) -> Matching {
        let find = |names: &mut dyn Iterator<Item = &str>, name: &str| -> Option<usize> {
            let names: Vec<&str> = names.collect();
            let exact = names.iter().position(|it| *it == name);
            exact.or_else(|| {
                let mut alike = names.iter().enumerate().filter(|(_, it)| it.eq_ignore_ascii_case(name));
                alike.next().filter(|_| alike.next().is_none()).map(|(at, _)| at)
            })
        };
        let all: Vec<(String, f64)> = match wanted {
            Some(wanted) => wanted.to_vec(),
            None => tree.markers.iter().map(|marker| (marker.name.clone(), 1.0)).collect(),
        };
        let mut matching = Matching::default();
        for (name, weight) in all {
            let marker = find(&mut tree.markers.iter().map(|it| it.name.as_str()), &name);
            let column = find(&mut recorded.iter().map(String::as_str), &name);
            match (marker, column) {
                (None, _) => matching.not_in_model.push(name),
                (Some(_), None) => matching.only_wanted.push(name),
                (Some(marker), Some(column)) => {
                    matching.tasks.push(MarkerTask { marker, precision: Precision::Weight(weight) });
                    matching.columns.push(column);
                }
            }
        }
        let used = |at: &usize| matching.columns.contains(at);
        let unused = (0..recorded.len()).filter(|at| !used(at)).map(|at| recorded[at].clone()).collect();
        matching.only_recorded = unused;
        matching
    }
}
