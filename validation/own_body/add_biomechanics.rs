//! Recordings with a fit of AddBiomechanics beside them.

use std::path::Path;

use coxa::vocabulary::Angle;
use serde_json::Value;

use super::case::table;
use super::measured::{Difference, differences, hip_angles};

/// A folder with `case.json` (`trc`) and AddBiomechanics' result => each hip angle against it
pub(crate) fn compare(folder: &Path) -> Result<Vec<(&'static str, Difference)>, String> {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"));
    let case: Value = serde_json::from_str(&read("case.json")?).map_err(|error| format!("case.json: {error}"))?;
    let trc = case["trc"].as_str().ok_or("case.json: no trc")?;
    let text = read(RESULT)?;
    let is_radians = text.lines().take_while(|line| *line != "endheader").any(|line| line.trim() == "inDegrees=no");
    let theirs = table(&text)?;
    let ours = hip_angles(&folder.join(trc), None)?;
    let column = |name: &str| -> Option<Vec<f64>> {
        let at = theirs.names.iter().position(|it| it == name)?;
        let value = |row: &Vec<f64>| if is_radians { Angle::from_rad(row[at + 1]).deg() } else { row[at + 1] };
        Some(theirs.rows.iter().map(value).collect())
    };
    Ok(differences(&ours, &column))
}

/// The file with the result.
pub(crate) const RESULT: &str = "reference_addbiomechanics_ik.mot";
