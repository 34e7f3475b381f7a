//! Coordinates of a model over time, as OpenSim writes them.

use std::fmt::Write as _;

use coxa::skeleton::tree::Tree;
use coxa::vocabulary::Angle;

use crate::fault::{Code, InputError};

/// tree, times, values of all coordinates for each time, rad and m => a `.mot` in degrees and metres
///
/// # Errors
/// A value that is not finite, or a row of another length than the tree has coordinates.
pub fn write_coordinates(tree: &Tree, times: &[f64], rows: &[Vec<f64>]) -> Result<String, InputError> {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "Coordinates\nversion=1\nnRows={}\nnColumns={}\ninDegrees=yes\n\nAngles in degrees, lengths in metres.\n\nendheader\ntime",
        times.len(),
        tree.coordinates.len() + 1
    );
    for coordinate in &tree.coordinates {
        let _ = write!(text, "\t{}", coordinate.name);
    }
    text.push('\n');
    for (time, row) in times.iter().zip(rows) {
        if row.len() != tree.coordinates.len() || row.iter().any(|value| !value.is_finite()) {
            let needed = format!("{} finite values", tree.coordinates.len());
            return Err(InputError::new(Code::DocumentNotFinite, format!("{row:?}"), needed));
        }
        let _ = write!(text, "{time}");
        for (coordinate, value) in tree.coordinates.iter().zip(row) {
            let shown = if coordinate.is_angle { Angle::from_rad(*value).deg() } else { *value };
            let _ = write!(text, "\t{shown:.12}");
        }
        text.push('\n');
    }
    Ok(text)
}
