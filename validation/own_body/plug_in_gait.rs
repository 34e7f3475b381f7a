//! Recordings with Vicon's own angles beside them.

use std::path::{Path, PathBuf};

use super::measured::{Difference, differences, hip_angles};

/// A recording of fewer rows shows a posture, not a movement.
const FEWEST_ROWS: usize = 120;

/// A static recording's name begins so, after the marks of its set.
const STATIC: &str = "Calibration";

/// Movements in a folder, and so deep below it, that have their angles beside them.
pub(crate) fn recordings(path: &Path, deeper: usize) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        if entry.is_dir() && 0 < deeper {
            found.extend(recordings(&entry, deeper - 1)?);
        } else if entry.extension().is_some_and(|it| it == "c3d") && angles_of(&entry).is_file() && !is_static(&entry) {
            found.push(entry);
        }
    }
    Ok(found)
}

fn stem(path: &Path) -> &str {
    path.file_stem().and_then(|it| it.to_str()).unwrap_or_default()
}

fn is_static(path: &Path) -> bool {
    stem(path).to_ascii_lowercase().contains("static") || stem(path).contains(STATIC)
}

fn angles_of(path: &Path) -> PathBuf {
    path.with_file_name(format!("{}_pig_angles.csv", stem(path)))
}

/// The static recording of the same person: the same name with the movement's word exchanged.
fn standing(path: &Path) -> Option<PathBuf> {
    let own = stem(path);
    let named = own.replace("Motion", STATIC);
    let file = path.with_file_name(format!("{named}.c3d"));
    (named != own && file.is_file()).then_some(file)
}

/// A recording => each hip angle against Vicon's
pub(crate) fn compare(path: &Path) -> Result<Vec<(&'static str, Difference)>, String> {
    let text = std::fs::read_to_string(angles_of(path)).map_err(|error| error.to_string())?;
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().ok_or("an empty file of angles")?.split(',').collect();
    let rows: Vec<Vec<f64>> =
        lines.map(|line| line.split(',').map(|word| word.trim().parse().unwrap_or(f64::NAN)).collect()).collect();
    if rows.len() < FEWEST_ROWS {
        return Err(format!("{} rows of angles, at least {FEWEST_ROWS} needed", rows.len()));
    }
    let ours = hip_angles(path, standing(path).as_deref())?;
    let column = |name: &str| -> Option<Vec<f64>> {
        let axis = ["flexion", "adduction", "rotation"].iter().position(|axis| name.contains(axis))?;
        let side = if name.ends_with("_l") { "LHipAngles" } else { "RHipAngles" };
        let axis = ["_x", "_y", "_z"][axis];
        let at = names.iter().position(|it| it.starts_with(side) && it.ends_with(axis))?;
        Some(rows.iter().map(|row| row.get(at).copied().unwrap_or(f64::NAN)).collect())
    };
    Ok(differences(&ours, &column))
}
