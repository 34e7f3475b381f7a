//! Files of one row a line: ids, numbers, status and sources.

use std::path::Path;

use libtest_mimic::Failed;

use crate::evidence::{Differences, numbers_in, read};
use crate::presence::require;

/// Files of one row a line, whose first column is the id.
pub(crate) const LISTS: &[&str] = &[
    "01_rom_norms.csv",
    "01b_rom_group_differences.csv",
    "02_measurement_error.csv",
    "03_task_demands.csv",
    "04b_screen_accuracy.csv",
    "06_dose_response.csv",
    "07b_emg_mvic.csv",
    "10_injury_associations.csv",
];

/// Columns whose numbers have to stand in the row as they are.
const NUMBER_COLUMNS: &[&str] = &[
    "n",
    "age_min",
    "age_max",
    "mean_deg",
    "sd_deg",
    "mean",
    "sd",
    "mean_diff_deg",
    "ci95_low",
    "ci95_high",
    "icc",
    "sem_deg",
    "mdc95_deg",
    "sensitivity_pct",
    "specificity_pct",
    "lr_pos",
    "lr_neg",
    "gmed_pct_mvic",
    "gmax_pct_mvic",
    "value",
];

/// Columns of ranges and other errors: their numbers have to stand in the row, whatever words are around them.
const TEXT_COLUMNS: &[&str] = &["range", "other_error_deg"];

/// What stands in a column of sources where there is none.
const NO_SOURCE: &[&str] = &["", "-", "none"];

pub(crate) fn every_value(folder: &Path, file: &str) -> Result<(), Failed> {
    let text = read(folder, file)?;
    require(text.lines().skip(1).filter_map(|line| line.split(',').next()).map(str::to_string).collect())?;
    let head = text.lines().next().map(cells).unwrap_or_default();
    let column = |name: &str| head.iter().position(|found| found == name).ok_or(format!("no column {name}"));
    let mut differences = Differences::default();
    for row in text.lines().skip(1).map(cells) {
        let entry = coxa_knowledge::show(&row[0]).ok_or("a row that was just found")?;
        let numbers: Vec<f64> = entry.values.iter().flat_map(|value| numbers_in(&value.value)).collect();
        for (name, cell) in head.iter().zip(&row) {
            // A cell with words in it has become words.
            let is_number = cell.chars().all(|letter| letter.is_ascii_digit() || "-. to".contains(letter));
            let counts =
                TEXT_COLUMNS.contains(&name.as_str()) || (NUMBER_COLUMNS.contains(&name.as_str()) && is_number);
            if counts && !numbers_in(cell).iter().all(|number| numbers.contains(number)) {
                differences.note(format!("{} {name} {cell}", row[0]));
            }
        }
        let status = row[column("status")?].as_str();
        differences.same(&format!("{} status", row[0]), &entry.status.map(|status| status.id()), &Some(status));
        let cell = row[column("source")?].as_str();
        let sources: Vec<&str> = if NO_SOURCE.contains(&cell) { Vec::new() } else { cell.split('+').collect() };
        differences.same(&format!("{} sources", row[0]), &entry.sources, &sources);
    }
    differences.into_result()
}

/// The cells of one line of a list; a cell in quotes may hold commas.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().expect("at least one cell").push(letter),
        }
    }
    cells
}
