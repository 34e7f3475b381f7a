//! OpenSim's `.mot` and `.sto` tables of joint angles, and the SIMM motion files before them.

use std::io::BufRead;

use coxa::measure::Motion;
use coxa::vocabulary::{Caveat, CaveatKind};

use super::column::meaning;
use super::convention::{Found, settle};
use super::lines::Lines;
use super::table::Table;
use super::{AngleUnit, MotionOptions};
use crate::fault::{Code, InputError, quoted, token};

/// Most lines of a header: hostile files must not be read to their end in search of one.
const HEADER_LIMIT_LINES: usize = 1000;

/// The line by which our own writer says that knee flexion is positive and the pelvis faces forward.
pub(super) const CONVENTION: &str = "coxaConvention=1";

#[derive(Debug, Default)]
struct Header {
    rows: Option<u64>,
    columns: Option<u64>,
    unit: Option<AngleUnit>,
    simm: bool,
    ours: bool,
}

/// Reads joint angles from OpenSim's `.mot` or `.sto`.
///
/// Degrees or radians as the header says; a SIMM motion file says nothing and is in degrees by convention, which is told as
/// a caveat. Names and signs become ours. Gaps stay gaps; numbers of rows that differ from the header's are a caveat, never
/// a reason to allocate.
///
/// # Errors
/// No header end, orientations instead of angles, no known angle, unit unknown, damaged rows, time that does not increase.
pub fn read_mot(reader: impl BufRead, options: &MotionOptions) -> Result<Motion, InputError> {
    let mut lines = Lines::new(reader);
    let header = header(&mut lines)?;
    let names = labels(&mut lines)?;
    let label_line = lines.number();
    if let Some(promised) = header.columns
        && promised != names.len() as u64
    {
        let found = format!("{} column names", names.len());
        let fault = InputError::new(Code::MotionHeader, found, format!("{promised}, as the header says"));
        return Err(fault.on_line(label_line).at_field("nColumns"));
    }
    let named: Vec<_> = names.into_iter().map(|name| (meaning(&name), name)).map(|(is, name)| (name, is)).collect();
    let mut table = Table::new(&named, label_line)?;
    while let Some((number, line)) = lines.next()? {
        if !line.trim().is_empty() {
            table.add(line.split_ascii_whitespace(), number)?;
        }
    }
    let mut caveats = Vec::new();
    let rows = table.time_s.len() as u64;
    if let Some(promised) = header.rows.filter(|promised| *promised != rows) {
        let hint = if rows < promised { "; the file may have been cut off" } else { "" };
        let text = format!("the header promises {promised} rows and {rows} are there{hint}");
        caveats.push(Caveat::new(CaveatKind::MissingSamples, text));
    }
    let unit = match (header.unit, options.angle_unit, header.simm) {
        (Some(unit), _, _) | (None, Some(unit), _) => unit,
        (None, None, true) => {
            let text = "the header does not say the unit; taken as degrees, as in every SIMM motion file";
            caveats.push(Caveat::new(CaveatKind::UnitsGuessed, text));
            AngleUnit::Degrees
        }
        (None, None, false) => {
            let fault = InputError::new(Code::MotionUnitMissing, "no `inDegrees`", "inDegrees=yes or inDegrees=no");
            return Err(fault.at_field("inDegrees"));
        }
    };
    settle(Found { table, units: vec![unit], ours: header.ours, caveats }, options)
}

fn header<R: BufRead>(lines: &mut Lines<R>) -> Result<Header, InputError> {
    let mut header = Header::default();
    while let Some((number, line)) = lines.next()? {
        let line = line.trim();
        if line.eq_ignore_ascii_case("endheader") {
            return Ok(header);
        }
        if HEADER_LIMIT_LINES < number {
            break;
        }
        header.hear(line).map_err(|fault| fault.on_line(number))?;
    }
    let found = format!("{} lines without it", lines.number().min(HEADER_LIMIT_LINES));
    Err(InputError::new(Code::MotionNoHeaderEnd, found, "a line `endheader` after the header"))
}

impl Header {
    fn hear(&mut self, line: &str) -> Result<(), InputError> {
        if line == CONVENTION {
            self.ours = true;
        }
        if let Some((key, value)) = line.split_once('=') {
            let value = value.trim();
            match key.trim().to_ascii_lowercase().as_str() {
                "nrows" => self.rows = Some(count("nRows", value)?),
                "ncolumns" => self.columns = Some(count("nColumns", value)?),
                "indegrees" => self.unit = Some(unit(value)?),
                "datatype" => data_type(value)?,
                _ => {}
            }
            return Ok(());
        }
        let mut words = line.split_ascii_whitespace();
        match (words.next(), words.next(), words.next()) {
            (Some("datacolumns"), Some(value), None) => {
                self.simm = true;
                let columns = count("datacolumns", value)?;
                self.columns = self.columns.or(Some(columns));
            }
            (Some("datarows"), Some(value), None) => {
                self.simm = true;
                let rows = count("datarows", value)?;
                self.rows = self.rows.or(Some(rows));
            }
            _ => {}
        }
        Ok(())
    }
}

fn count(field: &str, value: &str) -> Result<u64, InputError> {
    // Only what is written is compared with it later; the number itself is never trusted.
    value.parse().map_err(|_| InputError::new(Code::MotionHeader, quoted(value), "a whole number").at_field(field))
}

fn unit(value: &str) -> Result<AngleUnit, InputError> {
    match value.to_ascii_lowercase().as_str() {
        "yes" => Ok(AngleUnit::Degrees),
        "no" => Ok(AngleUnit::Radians),
        _ => Err(InputError::new(Code::MotionHeader, quoted(value), "yes or no").at_field("inDegrees")),
    }
}

fn data_type(value: &str) -> Result<(), InputError> {
    match value.to_ascii_lowercase().as_str() {
        "double" => Ok(()),
        "quaternion" => {
            let needed = "joint angles (DataType=double)";
            Err(InputError::new(Code::MotionOrientations, "DataType=Quaternion", needed).at_field("DataType"))
        }
        _ => Err(InputError::new(Code::MotionNotAngles, quoted(value), "DataType=double").at_field("DataType")),
    }
}

fn labels<R: BufRead>(lines: &mut Lines<R>) -> Result<Vec<String>, InputError> {
    while let Some((_, line)) = lines.next()? {
        if !line.trim().is_empty() {
            return Ok(line.split_ascii_whitespace().map(|name| token(name, 256)).collect());
        }
    }
    Err(InputError::new(Code::MotionEmpty, "nothing after the header", "a line of column names and rows of numbers"))
}
