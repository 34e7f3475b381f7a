//! Joint angles as comma- or semicolon-separated values, with units in the column names.

use std::io::BufRead;

use coxa::measure::Motion;

use super::column::{Meaning, NamedUnit, meaning, split_unit};
use super::convention::{Found, settle};
use super::lines::Lines;
use super::table::Table;
use super::{AngleUnit, MotionOptions, is_position};
use crate::fault::{Code, InputError, quoted, token};

/// Reads joint angles from CSV.
///
/// The first line that is no comment (`#`) names the columns: `time_s`, and our names with side and unit, such as
/// `hip_flexion_r_deg`, or OpenSim's, such as `pelvis_tilt [deg]`. Separated by commas or semicolons (or tabs); the decimal
/// mark is a point. An empty field or NaN is a gap.
///
/// # Errors
/// No time column, no known angle, an angle without unit, a decimal comma, damaged rows, time that does not increase.
pub fn read_motion_csv(reader: impl BufRead, options: &MotionOptions) -> Result<Motion, InputError> {
    let mut lines = Lines::new(reader);
    let (separator, names, header_line) = header(&mut lines)?;
    let mut named = Vec::new();
    let mut units = Vec::new();
    for column in names {
        let (name, unit) = split_unit(&column);
        let is = meaning(name);
        if let Meaning::Value(value) = is {
            units.push(
                angle_unit(&column, unit, is_position(value.coordinate), options)
                    .map_err(|f| f.on_line(header_line))?,
            );
        }
        let fits = match is {
            Meaning::Time => matches!(unit, NamedUnit::Second | NamedUnit::Absent),
            _ => true,
        };
        named.push((column.clone(), if fits { is } else { Meaning::Unknown }));
    }
    let mut table = Table::new(&named, header_line)?;
    while let Some((number, line)) = lines.next()? {
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let fields = split(line, separator).map_err(|fault| fault.on_line(number))?;
        no_decimal_comma(&fields, separator, named.len()).map_err(|fault| fault.on_line(number))?;
        table.add(fields.iter().copied(), number)?;
    }
    settle(Found { table, units, ours: false, caveats: Vec::new() }, options)
}

fn header<R: BufRead>(lines: &mut Lines<R>) -> Result<(char, Vec<String>, usize), InputError> {
    while let Some((number, line)) = lines.next()? {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let separator = [';', ',', '\t'].into_iter().find(|separator| line.contains(*separator)).unwrap_or(',');
        let fields = split(line, separator).map_err(|fault| fault.on_line(number))?;
        return Ok((separator, fields.iter().map(|name| token(name.trim(), 256)).collect(), number));
    }
    Err(InputError::new(Code::MotionEmpty, "no line of column names", "column names and rows of numbers"))
}

/// Splits a line; a field may stand in quotes as long as it ends on its line.
fn split(line: &str, separator: char) -> Result<Vec<&str>, InputError> {
    if !line.contains('"') {
        return Ok(line.split(separator).collect());
    }
    let mut fields = Vec::new();
    let mut rest = Some(line);
    while let Some(text) = rest {
        let field = match text.trim_start().strip_prefix('"') {
            None => text.split_once(separator).map_or((text, None), |(field, after)| (field, Some(after))),
            Some(inner) => {
                let quote = || InputError::new(Code::CsvQuote, quoted(text), "a closing quote on the same line");
                let (field, after) = inner.split_once('"').ok_or_else(quote)?;
                let after = after.trim_start();
                match after.strip_prefix(separator) {
                    Some(after) => (field, Some(after)),
                    None if after.is_empty() => (field, None),
                    None => return Err(quote()),
                }
            }
        };
        fields.push(field.0);
        rest = field.1;
    }
    Ok(fields)
}

fn angle_unit(column: &str, unit: NamedUnit, position: bool, options: &MotionOptions) -> Result<AngleUnit, InputError> {
    match (unit, position, options.angle_unit) {
        (NamedUnit::Angle(unit), false, _) | (NamedUnit::Absent, false, Some(unit)) => Ok(unit),
        (NamedUnit::Metre | NamedUnit::Absent, true, _) => Ok(AngleUnit::Radians),
        (_, position, _) => {
            let needed = if position { "a name ending in _m" } else { "a name ending in _deg or _rad" };
            Err(InputError::new(Code::MotionUnitMissing, quoted(column), needed).at_field(column))
        }
    }
}

/// A decimal comma shows as commas inside fields, or, where the comma separates, as twice the columns.
fn no_decimal_comma(fields: &[&str], separator: char, columns: usize) -> Result<(), InputError> {
    let is_comma_number = |field: &&&str| {
        let field = field.trim();
        field.matches(',').count() == 1 && field.replacen(',', ".", 1).parse::<f64>().is_ok()
    };
    let found = match separator {
        ',' if columns > 1 && fields.len() == 2 * columns => fields.get(..2).map(|pair| pair.join(",")),
        ',' => None,
        _ => fields.iter().find(is_comma_number).map(|field| (*field).to_owned()),
    };
    found.map_or(Ok(()), |found| Err(InputError::new(Code::CsvDecimalComma, quoted(&found), "a decimal point")))
}
