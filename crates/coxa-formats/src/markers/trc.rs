//! TRC: marker positions as text, one row a frame.

use std::io::BufRead;

use coxa::skeleton::Vector;
use coxa::vocabulary::{Caveat, CaveatKind};

use super::{FURTHEST_M, unit_m};
use crate::fault::{Code, InputError, quoted};
use crate::motion::lines::Lines;

/// Most markers of a file: ten times the largest sets.
const MARKER_LIMIT: usize = 2_000;

/// Columns without a name that are told one by one.
const COLUMNS_SHOWN: usize = 10;

/// Rates that differ by less are the same, as a share: some programs round them.
const SAME_RATE: f64 = 0.05;

/// A TRC file being read.
pub struct Trc<R> {
    lines: Lines<R>,
    names: Vec<String>,
    /// Whether each three columns belong to a marker with a name.
    is_named: Vec<bool>,
    metres: f64,
    said: Said,
    frames: u64,
    cut_rows: u64,
    /// How many markers rows have that the header does not name, at most.
    most_beyond: usize,
    /// The first and the last time so far, s.
    times: Option<(f64, f64)>,
}

/// What the header says beside names and unit.
struct Said {
    rate_hz: Option<f64>,
    frames: Option<u64>,
    markers: Option<usize>,
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
        let unit = value("Units").unwrap_or_default();
        let metres = unit_m(unit).ok_or_else(|| {
            let fault = InputError::new(Code::TrcHeader, quoted(unit), "mm, cm or m");
            fault.on_line(number).at_field("Units")
        })?;
        let number_of = |key: &str| value(key).and_then(|it| it.parse::<f64>().ok()).filter(|it| 0.0 < *it);
        let said = Said {
            rate_hz: number_of("DataRate"),
            frames: value("NumFrames").and_then(|it| it.parse().ok()),
            markers: value("NumMarkers").and_then(|it| it.parse().ok()),
        };
        let (name_line, named) = line("a line of marker names")?;
        let (_, labels) = line("a line of column labels: X1, Y1, Z1")?;
        let columns = labels.split_ascii_whitespace().count();
        let slots = slots(&named, columns)
            .map_err(|(found, needed)| InputError::new(Code::TrcHeader, found, needed).on_line(name_line))?;
        let is_named = slots.iter().map(Option::is_some).collect();
        let names = slots.into_iter().flatten().collect();
        Ok(Trc { lines, names, is_named, metres, said, frames: 0, cut_rows: 0, most_beyond: 0, times: None })
    }

    /// The file's unit of length, m.
    pub(super) const fn metres(&self) -> f64 {
        self.metres
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
        let (metres, times) = (self.metres, self.times);
        let Some((number, line)) = next_row(&mut self.lines)? else { return Ok(None) };
        let by_tabs = line.contains('\t');
        let mut fields = Fields { rest: Some(line), by_tabs };
        let row = |found: String, needed: &str| Err(InputError::new(Code::TrcRow, found, needed).on_line(number));
        let (_, Some(time)) = (fields.next(), fields.next()) else {
            return row(quoted(line), "a frame number and a time");
        };
        let Ok(time) = time.parse::<f64>() else { return row(quoted(time), "a time in seconds") };
        if let Some((_, last)) = times.filter(|(_, last)| time <= *last) {
            return row(format!("time {time} after {last}"), "time that increases");
        }
        if !time.is_finite() {
            return row(format!("time {time}"), "a time in seconds");
        }
        let mut is_cut = false;
        let mut markers = self.names.iter().zip(positions.iter_mut());
        for is_named in &self.is_named {
            if !is_named {
                fields.nth(2);
                continue;
            }
            let Some((name, position)) = markers.next() else { break };
            let mut one = [f64::NAN; 3];
            for value in &mut one {
                match fields.next() {
                    None => is_cut = true,
                    Some("") => {}
                    Some(word) => match word.parse::<f64>() {
                        Ok(found) if found.is_nan() || (found * metres).abs() < FURTHEST_M => *value = found * metres,
                        Ok(found) => {
                            let fault = InputError::new(Code::TrcRow, format!("{found}"), "a position within 100 km");
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
            *position = if is_seen { Vector::new(one[0], one[1], one[2]) } else { Vector::GAP };
        }
        let beyond =
            fields.by_ref().enumerate().filter(|(_, field)| !field.is_empty()).last().map_or(0, |(at, _)| at + 1);
        if !beyond.is_multiple_of(3) {
            let columns = 2 + 3 * self.is_named.len();
            return row(
                format!("{} columns", columns + beyond),
                "as many as the header names, or three for each marker more",
            );
        }
        self.most_beyond = self.most_beyond.max(beyond / 3);
        self.cut_rows += u64::from(is_cut);
        self.frames += 1;
        self.times = Some((times.map_or(time, |(first, _)| first), time));
        Ok(Some(time))
    }

    /// Doubts about what was read so far.
    #[must_use]
    pub fn caveats(&self) -> Vec<Caveat> {
        let mut caveats = Vec::new();
        let nameless = self.is_named.iter().enumerate().filter(|(_, is_named)| !**is_named);
        for (slot, _) in nameless.take(COLUMNS_SHOWN) {
            let text = format!("columns {} to {} have no name and are left out", column(slot), column(slot) + 2);
            caveats.push(Caveat::new(CaveatKind::UnknownColumn, text));
        }
        if 0 < self.most_beyond {
            let text = format!("up to {} markers behind the last name have none and are left out", self.most_beyond);
            caveats.push(Caveat::new(CaveatKind::UnknownColumn, text));
        }
        if let Some(said) = self.said.markers.filter(|said| *said != self.is_named.len() + self.most_beyond) {
            let there = self.is_named.len() + self.most_beyond;
            let text = format!("the header says {said} markers and columns for {there} are there");
            caveats.push(Caveat::new(CaveatKind::UnknownColumn, text));
        }
        let span = self.times.map(|(first, last)| last - first).filter(|span| 0.0 < *span);
        if let (Some(said), Some(span)) = (self.said.rate_hz, span) {
            let found = (self.frames - 1) as f64 / span;
            if SAME_RATE < (found / said - 1.0).abs() {
                let text = format!("DataRate says {said} Hz and the times {found:.1} Hz; the times are used");
                caveats.push(Caveat::new(CaveatKind::ImplausibleValue, text));
            }
        }
        if let Some(promised) = self.said.frames.filter(|promised| *promised != self.frames) {
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

/// The first column of a marker, from 1: frame and time stand before.
const fn column(slot: usize) -> usize {
    3 + 3 * slot
}

/// The name over each three columns, `None` where there is none; or what was found and needed instead.
fn slots(named: &str, columns: usize) -> Result<Vec<Option<String>>, (String, &'static str)> {
    let cells: Vec<&str> = named.split('\t').map(str::trim).collect();
    let words: Vec<&str> = cells.iter().copied().filter(|cell| !cell.is_empty()).collect();
    let [frame, time, names @ ..] = &words[..] else {
        return Err((quoted(named), "Frame#, Time and the markers' names"));
    };
    if !frame.starts_with("Frame") || !time.eq_ignore_ascii_case("time") {
        return Err((quoted(named), "Frame#, Time and the markers' names"));
    }
    let count = columns / 3;
    if names.is_empty() || MARKER_LIMIT < names.len() || MARKER_LIMIT < count {
        return Err((format!("{} markers", names.len().max(count)), "between 1 and 2000"));
    }
    let at = |slot: usize| cells.get(2 + 3 * slot).filter(|cell| !cell.is_empty()).map(|cell| (*cell).to_owned());
    let slots: Vec<Option<String>> = if columns == 3 * names.len() {
        // However the names are spaced, there is one for each three columns.
        names.iter().map(|name| Some((*name).to_owned())).collect()
    } else {
        (0..count).map(at).collect()
    };
    if !columns.is_multiple_of(3) || slots.iter().flatten().count() != names.len() {
        return Err((format!("{columns} columns for {} markers", names.len()), "three for each"));
    }
    for (slot, name) in slots.iter().enumerate().filter(|(_, name)| name.is_some()) {
        if let Some(before) = slots[..slot].iter().position(|other| other == name) {
            let name = quoted(name.as_deref().unwrap_or_default());
            let found = format!("{name} over columns {} and {}", column(before), column(slot));
            return Err((found, "a name of its own for each marker"));
        }
    }
    Ok(slots)
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
