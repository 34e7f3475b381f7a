//! Rows of numbers into the columns that are used, with gaps kept as gaps.

use super::column::{Meaning, Value};
use crate::fault::{Code, InputError, quoted};

/// Most samples that are read: five hours at 100 Hz.
pub const SAMPLE_LIMIT: usize = 2_000_000;

/// Largest time that is believed, s.
const TIME_LIMIT_S: f64 = 1e10;

/// One used column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) value: Value,
    pub(super) values: Vec<f64>,
}

/// The used columns of a file.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) time_s: Vec<f64>,
    pub(super) columns: Vec<Column>,
    pub(super) unknown: Vec<String>,
    pub(super) has_knee_beta: bool,
    pub(super) gaps: usize,
    /// For each column of the file: where it goes.
    targets: Vec<Target>,
}

#[derive(Debug, Clone, Copy)]
enum Target {
    Time,
    Column(usize),
    Nowhere,
}

impl Table {
    /// Sorts the columns of a header; a column of a known coordinate may appear once.
    pub(super) fn new(names: &[(String, Meaning)], line: usize) -> Result<Table, InputError> {
        let mut table = Table::default();
        for (name, meaning) in names {
            let target = match meaning {
                Meaning::Time => Target::Time,
                Meaning::Value(value) => {
                    let key = |value: &Value| (value.coordinate, value.side);
                    let same = |column: &&Column| key(&column.value) == key(value);
                    if let Some(first) = table.columns.iter().find(same) {
                        let found = format!("{} and {}", quoted(&first.name), quoted(name));
                        let fault = InputError::new(Code::MotionColumnTwice, found, "one column for each joint angle");
                        return Err(fault.on_line(line).at_field(name));
                    }
                    table.columns.push(Column { name: name.clone(), value: *value, values: Vec::new() });
                    Target::Column(table.columns.len() - 1)
                }
                Meaning::KneeBeta => {
                    table.has_knee_beta = true;
                    Target::Nowhere
                }
                Meaning::Unused => Target::Nowhere,
                Meaning::Unknown => {
                    table.unknown.push(name.clone());
                    Target::Nowhere
                }
            };
            table.targets.push(target);
        }
        let times = table.targets.iter().filter(|target| matches!(target, Target::Time)).count();
        if times != 1 {
            let fault = InputError::new(Code::MotionNoTime, format!("{times} time columns"), "one time column");
            return Err(fault.on_line(line));
        }
        if !table.columns.iter().any(|column| !super::is_position(column.value.coordinate)) {
            let shown: Vec<String> = names.iter().take(4).map(|(name, _)| quoted(name)).collect();
            let found = format!("columns {}", shown.join(", "));
            return Err(
                InputError::new(Code::MotionNotAngles, found, "a column such as \"hip_flexion_r\"").on_line(line)
            );
        }
        Ok(table)
    }

    /// Adds a row; an empty field or NaN is a gap.
    pub(super) fn add<'a>(&mut self, fields: impl Iterator<Item = &'a str>, line: usize) -> Result<(), InputError> {
        let needed = self.targets.len();
        let mut found = 0;
        for field in fields {
            let Some(target) = self.targets.get(found) else {
                found += 1;
                continue;
            };
            found += 1;
            match *target {
                Target::Nowhere => {}
                Target::Time => self.add_time(field, line)?,
                Target::Column(index) => {
                    let number = number(field).map_err(|fault| fault.on_line(line))?;
                    self.gaps += usize::from(number.is_nan());
                    if let Some(column) = self.columns.get_mut(index) {
                        column.values.push(number);
                    }
                }
            }
        }
        if found != needed {
            let fault = InputError::new(Code::MotionColumns, format!("{found} columns"), format!("{needed}"));
            return Err(fault.on_line(line));
        }
        if SAMPLE_LIMIT < self.time_s.len() {
            let needed = format!("at most {SAMPLE_LIMIT}");
            return Err(InputError::new(Code::MotionTooLong, "more samples", needed).on_line(line));
        }
        Ok(())
    }

    /// Adds a row of numbers in the order of the names after time, a gap being NaN; time must have increased.
    pub(super) fn add_values(&mut self, time_s: f64, values: &[f64]) {
        self.time_s.push(time_s);
        let targets = self.targets.iter().filter(|target| !matches!(target, Target::Time));
        for (target, value) in targets.zip(values) {
            if let Target::Column(index) = *target
                && let Some(column) = self.columns.get_mut(index)
            {
                self.gaps += usize::from(value.is_nan());
                column.values.push(*value);
            }
        }
    }

    /// Leaves every other row out, from the second on.
    pub(super) fn halve(&mut self) {
        let halved = |values: &mut Vec<f64>| {
            let mut is_kept = false;
            values.retain(|_| {
                is_kept = !is_kept;
                is_kept
            });
        };
        halved(&mut self.time_s);
        self.columns.iter_mut().for_each(|column| halved(&mut column.values));
        self.gaps = self.columns.iter().flat_map(|column| &column.values).filter(|value| value.is_nan()).count();
    }

    fn add_time(&mut self, field: &str, line: usize) -> Result<(), InputError> {
        let time_s = number(field).map_err(|fault| fault.on_line(line))?;
        if time_s.is_nan() || TIME_LIMIT_S < time_s.abs() {
            let fault = InputError::new(Code::MotionNotANumber, quoted(field), "a time in seconds");
            return Err(fault.on_line(line).at_field("time"));
        }
        if let Some(before) = self.time_s.last()
            && time_s <= *before
        {
            let found = format!("{time_s} s after {before} s");
            let fault = InputError::new(Code::MotionTimeNotIncreasing, found, "a later time on every row");
            return Err(fault.on_line(line).at_field("time"));
        }
        self.time_s.push(time_s);
        Ok(())
    }
}

/// A number, or NaN for a gap; infinity is neither.
fn number(field: &str) -> Result<f64, InputError> {
    let field = field.trim();
    let is_gap = field.is_empty() || ["nan", "-nan", "+nan", "na"].iter().any(|gap| field.eq_ignore_ascii_case(gap));
    if is_gap {
        return Ok(f64::NAN);
    }
    // Rust also reads words such as "infinity"; only digits make a measurement.
    let parsed = field.parse::<f64>().ok().filter(|value| value.is_finite());
    parsed.ok_or_else(|| InputError::new(Code::MotionNotANumber, quoted(field), "a finite number"))
}
