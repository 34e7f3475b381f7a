//! C3D: marker positions as every motion lab stores them, read frame by frame; what else a frame holds is passed over.

mod number;
mod parameters;

use std::io::Read;

use coxa::skeleton::Vector;
use coxa::vocabulary::{Caveat, CaveatKind};

use self::number::Machine;
use self::parameters::Parameters;
use super::{FURTHEST_M, unit_m};
use crate::fault::{Code, InputError, quoted};

/// A block of the file, bytes.
const BLOCK: usize = 512;

/// Most markers of a file: ten times the largest sets, model outputs included.
const MARKER_LIMIT: usize = 5_000;

/// Most analogue values of a frame: a hundred channels at a hundred times the rate.
const ANALOG_LIMIT: usize = 100_000;

/// Lists of points that are no positions but what a model computed, and how the usual model names such points.
const COMPUTED: [&str; 6] = ["ANGLES", "FORCES", "MOMENTS", "POWERS", "SCALARS", "REACTIONS"];
const COMPUTED_ENDINGS: [&str; 4] = ["Angles", "Force", "Moment", "Power"];

/// A C3D file being read.
pub struct C3d<R> {
    reader: R,
    machine: Machine,
    names: Vec<String>,
    /// Whether each point is a position, and not an angle, force, moment or power.
    is_position: Vec<bool>,
    metres: f64,
    /// Factor of whole numbers; `None` where positions are floats.
    scale: Option<f64>,
    up: Option<Vector>,
    rate_hz: f64,
    first_frame: u64,
    promised: u64,
    read: u64,
    frame: Vec<u8>,
    is_cut: bool,
    /// Doubts about the header.
    doubts: Vec<Caveat>,
}

impl<R: Read> C3d<R> {
    /// Reads header and parameters: names of the markers, unit, rate and layout.
    ///
    /// # Errors
    /// No C3D file, a unit other than m, cm or mm, no rate, or a layout that no lab writes.
    pub fn open(mut reader: R) -> Result<C3d<R>, InputError> {
        let fault = |found: String, needed: &str| InputError::new(Code::C3dHeader, found, needed);
        let mut header = [0_u8; BLOCK];
        let mut place = 0;
        fill(&mut reader, &mut header, &mut place)?;
        if header[1] != 0x50 || header[0] == 0 {
            return Err(fault(format!("a file that begins with {:#04x} {:#04x}", header[0], header[1]), "a C3D file"));
        }
        let begin = (usize::from(header[0]) - 1) * BLOCK;
        skip(&mut reader, begin.saturating_sub(place), &mut place)?;
        if begin < place {
            return Err(fault(format!("parameters in block {}", header[0]), "parameters after the header"));
        }
        let mut section = [0_u8; 4];
        fill(&mut reader, &mut section, &mut place)?;
        let machine = Machine::of(section[3])
            .ok_or_else(|| fault(format!("processor {}", section[3]), "84 (Intel), 85 (DEC) or 86 (MIPS)"))?;
        let word = |at: usize| machine.word([header[2 * at], header[2 * at + 1]]) as u16;
        // Where the positions begin ends the section, whatever its own count of blocks says.
        let begins = usize::from(word(8)).saturating_sub(1) * BLOCK;
        let length = if place < begins { begins - place } else { (usize::from(section[2]) * BLOCK).saturating_sub(4) };
        let mut bytes = vec![0_u8; length];
        fill(&mut reader, &mut bytes, &mut place)?;
        let parameters = Parameters::read(&bytes, machine);
        if let Some(damage) = parameters.damage().filter(|_| parameters.texts("POINT", "LABELS").is_empty()) {
            return Err(Parameters::damaged(damage));
        }
        let float =
            |at: usize| machine.float([header[2 * at], header[2 * at + 1], header[2 * at + 2], header[2 * at + 3]]);

        let used = parameters.number("POINT", "USED").map_or(usize::from(word(1)), |used| used as usize);
        if used == 0 || MARKER_LIMIT < used {
            return Err(fault(format!("{used} points"), "between 1 and 5000").at_field("POINT:USED"));
        }
        let unit = parameters.texts("POINT", "UNITS").first().map_or("", String::as_str);
        // Unsaid it is what nearly every laboratory writes; a person who is of no such size is noticed.
        let metres = unit_m(if unit.is_empty() { "mm" } else { unit })
            .ok_or_else(|| fault(quoted(unit), "mm, cm or m").at_field("POINT:UNITS"))?;
        let mut doubts = Vec::new();
        if unit.is_empty() {
            let text = "the file does not say its unit of length (POINT:UNITS); taken as mm";
            doubts.push(Caveat::new(CaveatKind::UnitsGuessed, text));
        }
        if let Some(damage) = parameters.damage() {
            let text = format!("the parameters are damaged ({damage}); what stands behind is not used");
            doubts.push(Caveat::new(CaveatKind::MissingSamples, text));
        }
        let rate = parameters.number("POINT", "RATE").filter(|rate| 0.0 < *rate).unwrap_or(f64::from(float(10)));
        if !(rate.is_finite() && 0.0 < rate) {
            return Err(fault(format!("{rate}"), "a rate above 0 Hz").at_field("POINT:RATE"));
        }
        let scale = parameters.number("POINT", "SCALE").unwrap_or(f64::from(float(6)));
        if !scale.is_finite() || scale == 0.0 {
            return Err(fault(format!("{scale}"), "a scale that is not 0").at_field("POINT:SCALE"));
        }
        // Some programs write the number of channels where that of all their values in a frame belongs.
        let channels = parameters.number("ANALOG", "USED").map_or(0, |used| used as usize);
        let analog = usize::from(word(2)).max(channels * usize::from(word(9)));
        if ANALOG_LIMIT < analog {
            return Err(fault(format!("{analog} analogue values a frame"), "at most 100000"));
        }
        if place != begins {
            let start = parameters.number("POINT", "DATA_START").unwrap_or_default() as usize;
            let data = start.saturating_sub(1) * BLOCK;
            if data < place {
                let found = format!("data in block {start}");
                return Err(fault(found, "data after the parameters").at_field("POINT:DATA_START"));
            }
            skip(&mut reader, data - place, &mut place)?;
        }
        let size = if scale < 0.0 { 4 } else { 2 };
        let (names, renamed) = names(&parameters, used);
        doubts.extend(renamed.iter().map(|(own, given)| {
            let text =
                format!("more than one point is called {own}: the first keeps the name, this one is called {given}");
            Caveat::new(CaveatKind::UnknownColumn, text)
        }));
        Ok(C3d {
            reader,
            machine,
            is_position: are_positions(&parameters, &names),
            names,
            metres,
            scale: (0.0 < scale).then_some(scale),
            up: parameters.texts("POINT", "Y_SCREEN").first().and_then(|axis| direction(axis)),
            rate_hz: rate,
            first_frame: u64::from(word(3)).max(1),
            promised: promised(&parameters, word(3), word(4)),
            read: 0,
            frame: vec![0; (4 * used + analog) * size],
            is_cut: false,
            doubts,
        })
    }

    /// Names of the markers, in the order of the positions.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether each point is a position, and not something else that a model computed.
    pub(super) fn are_positions(&self) -> &[bool] {
        &self.is_position
    }

    /// The file's unit of length, m.
    pub(super) const fn metres(&self) -> f64 {
        self.metres
    }

    /// The axis that points up in the room, where the file says it (`POINT:Y_SCREEN`).
    #[must_use]
    pub const fn up(&self) -> Option<Vector> {
        self.up
    }

    /// The next frame: positions, m, NaN where the residual says that there is none => its time, s; `None` at the end.
    ///
    /// # Errors
    /// A position nobody can be at, or a file that cannot be read further.
    pub fn next_frame(&mut self, positions: &mut [Vector]) -> Result<Option<f64>, InputError> {
        if self.read == self.promised || self.is_cut {
            return Ok(None);
        }
        let mut place = 0;
        if fill(&mut self.reader, &mut self.frame, &mut place).is_err() {
            // A frame that is not whole is none; that frames are missing is told.
            self.is_cut = true;
            return Ok(None);
        }
        for (at, (name, position)) in self.names.iter().zip(positions.iter_mut()).enumerate() {
            let [x, y, z, residual] = self.point(at);
            *position = Vector::new(x * self.metres, y * self.metres, z * self.metres);
            let is_seen = 0.0 <= residual && position.length().is_finite();
            if !is_seen {
                *position = Vector::GAP;
            } else if FURTHEST_M < position.length() {
                let found = format!("{:.3e} m from the origin in frame {}", position.length(), self.read + 1);
                return Err(InputError::new(Code::C3dFrame, found, "a position within 100 km").at_field(name));
            }
        }
        self.read += 1;
        Ok(Some((self.first_frame - 1 + self.read - 1) as f64 / self.rate_hz))
    }

    /// The four values of a point in the file's unit; the last is below zero where the point was not seen.
    fn point(&self, at: usize) -> [f64; 4] {
        std::array::from_fn(|value| match self.scale {
            None => {
                let from = 4 * (4 * at + value);
                let bytes = [self.frame[from], self.frame[from + 1], self.frame[from + 2], self.frame[from + 3]];
                f64::from(self.machine.float(bytes))
            }
            Some(scale) => {
                let from = 2 * (4 * at + value);
                let word = self.machine.word([self.frame[from], self.frame[from + 1]]);
                if value == 3 { f64::from(word) } else { f64::from(word) * scale }
            }
        })
    }

    /// Doubts about what was read so far.
    #[must_use]
    pub fn caveats(&self) -> Vec<Caveat> {
        let mut caveats = self.doubts.clone();
        if self.read != self.promised {
            let text = format!("the header promises {} frames and {} are there", self.promised, self.read);
            caveats.push(Caveat::new(CaveatKind::MissingSamples, text));
        }
        caveats
    }
}

/// An axis as C3D writes it: `+X`, `-Z`, or `Y`.
fn direction(axis: &str) -> Option<Vector> {
    let (sign, name) = match axis.strip_prefix('-') {
        Some(name) => (-1.0, name),
        None => (1.0, axis.strip_prefix('+').unwrap_or(axis)),
    };
    match name.to_ascii_uppercase().as_str() {
        "X" => Some(Vector::new(sign, 0.0, 0.0)),
        "Y" => Some(Vector::new(0.0, sign, 0.0)),
        "Z" => Some(Vector::new(0.0, 0.0, sign)),
        _ => None,
    }
}

/// Names of the points; those without one are numbered, and a name that comes again gets its number, too. And the latter.
fn names(parameters: &Parameters, used: usize) -> (Vec<String>, Vec<(String, String)>) {
    let mut labels: Vec<String> = Vec::new();
    // Beyond 255 labels go on in LABELS2, LABELS3 and so on.
    for more in 1..=used.div_ceil(255) {
        let name = if more == 1 { "LABELS".to_owned() } else { format!("LABELS{more}") };
        labels.extend_from_slice(parameters.texts("POINT", &name));
    }
    let (mut names, mut renamed): (Vec<String>, _) = (Vec::with_capacity(used), Vec::new());
    for at in 0..used {
        let label = labels.get(at).map_or("", |label| label.rsplit(':').next().unwrap_or(label));
        let is_taken = names.iter().any(|name| name == label);
        let name = if is_taken || label.is_empty() { format!("{label}*{at}") } else { label.to_owned() };
        if is_taken {
            renamed.push((label.to_owned(), name.clone()));
        }
        names.push(name);
    }
    (names, renamed)
}

fn are_positions(parameters: &Parameters, names: &[String]) -> Vec<bool> {
    let lists = COMPUTED.iter().flat_map(|list| parameters.texts("POINT", list));
    let computed: Vec<&str> = lists.map(|label| label.rsplit(':').next().unwrap_or(label)).collect();
    let is_computed = |name: &String| {
        computed.contains(&name.as_str()) || COMPUTED_ENDINGS.iter().any(|ending| name.ends_with(ending))
    };
    names.iter().map(|name| !is_computed(name)).collect()
}

/// How many frames there are: the header's sixteen bits hold no more than 65,535, so the trial's own words come first.
fn promised(parameters: &Parameters, first: u16, last: u16) -> u64 {
    let long = |name: &str| match parameters.numbers("TRIAL", name) {
        [low, high, ..] => Some(*low as u64 + ((*high as u64) << 16)),
        [only] => Some(*only as u64),
        [] => None,
    };
    match (long("ACTUAL_START_FIELD"), long("ACTUAL_END_FIELD")) {
        (Some(first), Some(last)) if first <= last => last - first + 1,
        _ => u64::from(last.saturating_sub(first)) + 1,
    }
}

/// Fills a buffer whole.
fn fill(reader: &mut impl Read, buffer: &mut [u8], place: &mut usize) -> Result<(), InputError> {
    reader.read_exact(buffer).map_err(|error| {
        let found = if error.kind() == std::io::ErrorKind::UnexpectedEof {
            "the end of the file".to_owned()
        } else {
            error.kind().to_string()
        };
        InputError::new(Code::C3dHeader, found, format!("{} bytes more", buffer.len())).at_offset(*place)
    })?;
    *place += buffer.len();
    Ok(())
}

/// Passes over bytes.
fn skip(reader: &mut impl Read, count: usize, place: &mut usize) -> Result<(), InputError> {
    let passed = std::io::copy(&mut reader.by_ref().take(count as u64), &mut std::io::sink());
    match passed {
        Ok(passed) if passed == count as u64 => {
            *place += count;
            Ok(())
        }
        _ => {
            let fault = InputError::new(Code::C3dHeader, "the end of the file", format!("{count} bytes more"));
            Err(fault.at_offset(*place))
        }
    }
}
