//! TRC: marker positions as text, one row a frame.

use std::io::BufRead;

use coxa::skeleton::Vector;
use coxa::vocabulary::{Caveat, CaveatKind};

use super::FURTHEST_M;
use crate::fault::{Code, InputError, quoted};
use crate::motion::lines::Lines;

/// Most markers of a file: ten times the largest sets.
const MARKER_LIMIT: usize = 2_000;

/// A TRC file being read.
pub struct Trc<R> {
    lines: Lines<R>,
    names: Vec<String>,
    metres: f64,
    promised: Option<u64>,
    frames: u64,
    cut_rows: u64,
    last_time: f64,
}

impl<R: BufRead> Trc<R> {
    /// Reads the header: names of the markers, unit, and what the file promises.
    ///
    /// # Errors
    /// No TRC header, a unit other than m, cm or mm, or names that do not fit the columns.
    pub fn open(reader: R) -> Result<Trc<R>, InputError> {
        let mut lines = Lines::new(reader);
        let mut line = |needed: &str| -> Result<(usize, String), InputError> {
            match lines.next()? {
                Some((number, line)) => Ok((number, line.to_owned())),
                None => Err(InputError::new(Code::TrcHeader, "the end of the file", needed)),
            }
        };
        let (first, kind) = line("a line that begins with PathFileType")?;
        if !kind.trim_start().starts_with("PathFileType") {
            let fault = InputError::new(Code::TrcHeader, quoted(&kind), "PathFileType");
            return Err(fault.on_line(first));
        }
        let (_, keys) = line("a line of names: DataRate, NumMarkers, Units")?;
        let (number, values) = line("their values")?;
        let pairs: Vec<(&str, &str)> = keys.split_ascii_whitespace().zip(values.split_ascii_whitespace()).collect();
        let value = |key: &str| pairs.iter().find(|(it, _)| it.eq_ignore_ascii_case(key)).map(|(_, value)| *value);
        let metres = match value("Units").map(str::to_ascii_lowercase).as_deref() {
            Some("mm") => 1e-3,
            Some("cm") => 1e-2,
            Some("m" | "meters" | "metres") => 1.0,
            other => {
                let fault = InputError::new(Code::TrcHeader, quoted(other.unwrap_or("")), "mm, cm or m");
                return Err(fault.on_line(number).at_field("Units"));
            }
        };
        let promised = value("NumFrames").and_then(|it| it.parse().ok());
        let (name_line, named) = line("a line of marker names")?;
        let words: Vec<&str> = named.split('\t').map(str::trim).filter(|word| !word.is_empty()).collect();
        let names: Vec<String> = match words[..] {
            [frame, time, ref rest @ ..] if frame.starts_with("Frame") && time.eq_ignore_ascii_case("time") => {
                rest.iter().map(|name| (*name).to_owned()).collect()
            }
            _ => {
                let fault = InputError::new(Code::TrcHeader, quoted(&named), "Frame#, Time and the markers' names");
                return Err(fault.on_line(name_line));
            }
        };
        let fault = |found: String, needed: &str| InputError::new(Code::TrcHeader, found, needed).on_line(name_line);
        if names.is_empty() || MARKER_LIMIT < names.len() {
            return Err(fault(format!("{} markers", names.len()), "between 1 and 2000"));
        }
        for (at, name) in names.iter().enumerate() {
            if names[..at].contains(name) {
                return Err(fault(quoted(name), "a name of its own for each marker"));
            }
        }
        let (label_line, labels) = line("a line of column labels: X1, Y1, Z1")?;
        let columns = labels.split_ascii_whitespace().count();
        if columns != 3 * names.len() {
            let found = format!("{columns} columns for {} markers", names.len());
            return Err(InputError::new(Code::TrcHeader, found, "three for each").on_line(label_line));
        }
        Ok(Trc { lines, names, metres, promised, frames: 0, cut_rows: 0, last_time: f64::NEG_INFINITY })
    }

    /// Names of the markers, in the order of the positions.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The next frame: positions, m, NaN where there is a gap => its time, s; `None` at the end.
    ///
    /// # Errors
    /// A damaged row, a number that is none, a position nobody can be at, or time that does not increase.
    pub fn next_frame(&mut self, positions: &mut [Vector]) -> Result<Option<f64>, InputError> {
        let (names, metres, last_time) = (&self.names, self.metres, self.last_time);
        let Some((number, line)) = next_row(&mut self.lines)? else { return Ok(None) };
        let by_tabs = line.contains('\t');
        let mut fields = Fields { rest: Some(line), by_tabs };
        let row = |found: String, needed: &str| Err(InputError::new(Code::TrcRow, found, needed).on_line(number));
        let (_, Some(time)) = (fields.next(), fields.next()) else {
            return row(quoted(line), "a frame number and a time");
        };
        let Ok(time) = time.parse::<f64>() else { return row(quoted(time), "a time in seconds") };
        if !(last_time < time && time.is_finite()) {
            return row(format!("time {time} after {last_time}"), "time that increases");
        }
        let mut is_cut = false;
        for (name, position) in names.iter().zip(positions.iter_mut()) {
            let mut one = [f64::NAN; 3];
            for value in &mut one {
                match fields.next() {
                    None => is_cut = true,
                    Some("") => {}
                    Some(word) => match word.parse::<f64>() {
                        Ok(found) if found.is_nan() || (found * metres).abs() < FURTHEST_M => *value = found * metres,
                        Ok(found) => {
                            let fault = InputError::new(
                                Code::TrcRow,
                                format!("{found}"),
                                "a position within 1 km; check the unit",
                            );
                            return Err(fault.on_line(number).at_field(name));
                        }
                        Err(_) => {
                            let fault = InputError::new(Code::TrcRow, quoted(word), "a number, or nothing for a gap");
                            return Err(fault.on_line(number).at_field(name));
                        }
                    },
                }
            }
            // A marker is seen or it is not: half a position is none.
            let is_seen = one.iter().all(|value| !value.is_nan());
            *position =
                if is_seen { Vector::new(one[0], one[1], one[2]) } else { Vector::new(f64::NAN, f64::NAN, f64::NAN) };
        }
        if fields.next().is_some_and(|left| !left.is_empty()) {
            return row(format!("more than {} columns", 2 + 3 * names.len()), "as many as the header names");
        }
        self.cut_rows += u64::from(is_cut);
        self.frames += 1;
        self.last_time = time;
        Ok(Some(time))
    }

    /// Doubts about what was read so far.
    #[must_use]
    pub fn caveats(&self) -> Vec<Caveat> {
        let mut caveats = Vec::new();
        if let Some(promised) = self.promised.filter(|promised| *promised != self.frames) {
            let text = format!("the header promises {promised} frames and {} are there", self.frames);
            caveats.push(Caveat::new(CaveatKind::MissingSamples, text));
        }
        if 0 < self.cut_rows {
            let text = format!("{} rows end before their last marker; what is missing counts as a gap", self.cut_rows);
            caveats.push(Caveat::new(CaveatKind::MissingSamples, text));
        }
        caveats
    }
}

/// The next line that holds anything.
fn next_row<R: BufRead>(lines: &mut Lines<R>) -> Result<Option<(usize, &str)>, InputError> {
    // The borrow of the line must end before the next is read, hence the look before the return.
    loop {
        match lines.next()? {
            None => return Ok(None),
            Some((_, line)) if line.trim().is_empty() => {}
            Some(_) => break,
        }
    }
    Ok(Some(lines.current()))
}

/// Fields of a row: between tabs, where an empty one is a gap, or between spaces, where there is none.
struct Fields<'a> {
    rest: Option<&'a str>,
    by_tabs: bool,
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        if self.by_tabs {
            let (field, after) = rest.split_once('\t').map_or((rest, None), |(field, after)| (field, Some(after)));
            self.rest = after;
            return Some(field.trim());
        }
        let rest = rest.trim_start();
        let (field, after) = rest.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((rest, ""));
        self.rest = Some(after);
        Some(field).filter(|field| !field.is_empty())
    }
}
