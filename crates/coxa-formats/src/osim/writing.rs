//! Coordinates of a model over time, row by row, as OpenSim writes them or as CSV.

use std::fmt::Write as _;

use coxa::skeleton::tree::Tree;
use coxa::vocabulary::Angle;

use crate::fault::{Code, InputError};

/// How a table of coordinates is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// OpenSim's `.mot` and `.sto`: tabs, degrees and metres.
    OpenSim,
    /// Commas, with units in the names.
    Csv,
}

impl TableKind {
    /// The kind that a file's name asks for; `None` when it asks for another.
    #[must_use]
    pub fn of_name(name: &str) -> Option<TableKind> {
        let is = |ending: &str| name.len() > ending.len() && name.to_ascii_lowercase().ends_with(ending);
        match (is(".mot") || is(".sto"), is(".csv")) {
            (true, _) => Some(TableKind::OpenSim),
            (_, true) => Some(TableKind::Csv),
            _ => None,
        }
    }

    /// What stands before the rows: a table of so many rows with all coordinates of a tree.
    #[must_use]
    pub fn coordinates_header(self, tree: &Tree, rows: u64) -> String {
        self.table_header("Coordinates", "Angles in degrees, lengths in metres.", tree, rows)
    }

    /// The same of a table with their standard errors.
    #[must_use]
    pub fn errors_header(self, tree: &Tree, rows: u64) -> String {
        let about = "Standard errors, angles in degrees, lengths in metres; NaN where no marker tells a coordinate.";
        self.table_header("Standard errors", about, tree, rows)
    }

    fn table_header(self, title: &str, about: &str, tree: &Tree, rows: u64) -> String {
        let names = tree.coordinates.iter().map(|coordinate| match self {
            TableKind::OpenSim => coordinate.name.clone(),
            TableKind::Csv => format!("{}_{}", coordinate.name, if coordinate.is_angle { "deg" } else { "m" }),
        });
        self.header(title, about, rows, names)
    }

    /// What stands before the rows of a table of values with these names.
    #[must_use]
    pub fn header(self, title: &str, about: &str, rows: u64, names: impl Iterator<Item = String>) -> String {
        let mut text = String::new();
        let mut columns = 1;
        let mut labels = String::new();
        for name in names {
            labels.push(self.between());
            labels.push_str(&name);
            columns += 1;
        }
        // Writing to a string cannot fail.
        let _ = match self {
            TableKind::OpenSim => writeln!(
                text,
                "{title}\nversion=1\nnRows={rows}\nnColumns={columns}\ninDegrees=yes\n\n{about}\n\nendheader\ntime{labels}"
            ),
            TableKind::Csv => writeln!(text, "time_s{labels}"),
        };
        text
    }

    /// One row: a time, s, and values of all coordinates, rad and m.
    ///
    /// # Errors
    /// A value that is not finite, or another number of values than the tree has coordinates.
    pub fn coordinates_row(self, tree: &Tree, time: f64, values: &[f64], text: &mut String) -> Result<(), InputError> {
        if values.len() != tree.coordinates.len() || values.iter().any(|value| !value.is_finite()) {
            let needed = format!("{} finite values", tree.coordinates.len());
            return Err(InputError::new(Code::DocumentNotFinite, format!("{values:?}"), needed));
        }
        let shown = tree.coordinates.iter().zip(values);
        let shown = shown.map(|(row, value)| if row.is_angle { Angle::from_rad(*value).deg() } else { *value });
        self.row(time, shown, text);
        Ok(())
    }

    /// One row of standard errors of all coordinates, rad and m; what nothing tells becomes a gap.
    pub fn errors_row(self, tree: &Tree, time: f64, errors: &[f64], text: &mut String) {
        let shown = tree.coordinates.iter().zip(errors);
        let shown = shown.map(|(row, error)| if row.is_angle { Angle::from_rad(*error).deg() } else { *error });
        self.row(time, shown, text);
    }

    /// One row of values as they are; those that are not finite become gaps.
    pub fn row(self, time: f64, values: impl Iterator<Item = f64>, text: &mut String) {
        let _ = write!(text, "{time}");
        for value in values {
            text.push(self.between());
            let _ = match (value.is_finite(), self) {
                (true, _) => write!(text, "{value:.12}"),
                (false, TableKind::OpenSim) => write!(text, "NaN"),
                (false, TableKind::Csv) => Ok(()),
            };
        }
        text.push('\n');
    }

    const fn between(self) -> char {
        match self {
            TableKind::OpenSim => '\t',
            TableKind::Csv => ',',
        }
    }
}
