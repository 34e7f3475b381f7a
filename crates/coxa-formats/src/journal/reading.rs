//! A whole journal: every line heard, every device's chain checked, the same result in any order of lines.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use coxa::dose::{History, Integrity};
use coxa::vocabulary::{Caveat, CaveatKind, Day};

use super::line::{Line, nameless, read_line};
use crate::document::text_of;
use crate::fault::{Code, InputError, quoted};

/// Largest journal that is read at once, bytes: two centuries of daily sessions.
pub const JOURNAL_LIMIT_BYTES: usize = 256 << 20;

/// Longest line, bytes: as the largest document, which an event may carry.
const LINE_LIMIT_BYTES: usize = crate::document::DOCUMENT_LIMIT_BYTES;

/// Most problems that are listed; the journal is counted whole either way.
const PROBLEM_LIMIT: usize = 100;

/// Whether a journal without any hash counts as whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// No: it is unchained, which the guard treats like a gap for progression.
    #[default]
    ChainOnly,
    /// Yes: whoever asks vouches for a file made by hand.
    Handmade,
}

/// How a journal is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JournalOptions {
    /// Whether a journal without any hash counts as whole.
    pub trust: Trust,
    /// Today, to tell events of the future; `None` leaves that out.
    pub today: Option<Day>,
}

/// One device's events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceChain {
    /// The device.
    pub device: Arc<str>,
    /// Its events, repetitions not counted.
    pub events: usize,
    /// Its highest number.
    pub last_seq: u64,
    /// When its last event was, milliseconds since 1970-01-01T00:00Z.
    pub last_at_ms: i64,
    /// Hash of its last event; `None` when that carries none.
    pub last_hash: Option<String>,
    /// The first place where its chain does not hold.
    pub first_break: Option<InputError>,
}

/// A journal as far as it could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Journal {
    /// The events in one order, and how whole they are.
    pub history: History,
    /// Each device, by name.
    pub devices: Vec<DeviceChain>,
    /// Everything that is wrong, by line; at most a hundred.
    pub problems: Vec<InputError>,
    /// Doubts that break no chain.
    pub caveats: Vec<Caveat>,
}

struct Numbered {
    number: usize,
    line: Line,
}

/// Reads a journal.
///
/// Damage is no error: it is listed in `problems`, and the history says that it has a gap. An empty journal is whole.
///
/// # Errors
/// Larger than [`JOURNAL_LIMIT_BYTES`].
pub fn read_journal(bytes: &[u8], options: &JournalOptions) -> Result<Journal, InputError> {
    if JOURNAL_LIMIT_BYTES < bytes.len() {
        let (found, needed) = (format!("{} bytes", bytes.len()), format!("at most {JOURNAL_LIMIT_BYTES} bytes"));
        return Err(InputError::new(Code::InputTooLarge, found, needed));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut found = Found::default();
    for (index, raw) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        found.hear(index + 1, raw);
    }
    Ok(found.conclude(options))
}

#[derive(Default)]
struct Found {
    devices: BTreeMap<Arc<str>, Vec<Numbered>>,
    /// What the first line of each id said.
    ids: BTreeMap<Arc<str>, Said>,
    nameless: Vec<String>,
    problems: Vec<InputError>,
    caveats: Vec<Caveat>,
    broken: bool,
    improper_ids: usize,
}

/// What tells whether two lines with one id are the same event.
struct Said {
    recomputed: String,
    unhashed: bool,
    /// The hash that the line states, when it is not the recomputed one.
    stated: Option<String>,
    number: usize,
}

impl Said {
    fn same(&self, other: &Said) -> bool {
        (&self.recomputed, self.unhashed, &self.stated) == (&other.recomputed, other.unhashed, &other.stated)
    }
}

impl Found {
    fn problem(&mut self, fault: InputError) {
        self.problems.push(fault);
    }

    fn hear(&mut self, number: usize, raw: &[u8]) {
        if raw.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        let ended = raw.ends_with(b"\n");
        let line = match text_of(raw, LINE_LIMIT_BYTES).and_then(|text| read_line(text.trim())) {
            Ok(line) => line,
            Err(fault) => {
                self.broken = true;
                // A power cut leaves half a line, half a character or zeros, but never the line's end.
                if !ended && fault.code != Code::JournalUnreadableLine {
                    let torn = InputError::new(Code::JournalTornLine, fault.found, "a whole event");
                    self.problem(torn.on_line(number));
                    return;
                }
                let needed = match fault.code {
                    Code::JournalUnreadableLine => fault.needed,
                    other => format!("an event ({other}: {})", fault.needed),
                };
                let mut unreadable = InputError::new(Code::JournalUnreadableLine, fault.found, needed).on_line(number);
                unreadable.place.field = fault.place.field;
                self.problem(unreadable);
                self.nameless.push(String::from_utf8_lossy(raw.trim_ascii()).into_owned());
                return;
            }
        };
        let stated = line.hash.clone().filter(|hash| *hash != line.recomputed);
        let said = Said { unhashed: line.hash.is_none(), stated, recomputed: line.recomputed.clone(), number };
        match self.ids.entry(line.event.id.clone()) {
            Entry::Occupied(first) if first.get().same(&said) => return,
            Entry::Occupied(first) => {
                let found = format!("{} on lines {} and {number}", quoted(&line.event.id), first.get().number);
                self.broken = true;
                self.problem(InputError::new(Code::JournalIdConflict, found, "one event for each id").on_line(number));
            }
            Entry::Vacant(place) => {
                place.insert(said);
            }
        }
        self.doubts(number, &line);
        self.devices.entry(line.event.device.clone()).or_default().push(Numbered { number, line });
    }

    fn doubts(&mut self, number: usize, line: &Line) {
        if let Some(fault) = &line.payload_fault {
            let needed = format!("an event that is understood ({}: {})", fault.code, fault.needed);
            let mut problem = InputError::new(Code::JournalUnknownPayload, fault.found.clone(), needed).on_line(number);
            problem.place.field = fault.place.field.clone();
            self.problem(problem);
        }
        if !line.left_out.is_empty() {
            let text = format!("line {number}: not understood and counted as not said: {}", line.left_out.join(", "));
            self.caveats.push(Caveat::new(CaveatKind::Dropped, crate::fault::token(&text, 200)));
        }
        self.improper_ids += usize::from(!line.proper_id);
        // A traveller's day can differ by one from the clock's; more is a slip or a changed file.
        if line.event.day.since(line.day_of_at).unsigned_abs() > 1 {
            let text = format!("line {number}: the event's day is not the day of its time");
            self.caveats.push(Caveat::new(CaveatKind::ImplausibleValue, text));
        }
    }

    fn conclude(mut self, options: &JournalOptions) -> Journal {
        let events = self.devices.values().flatten();
        let linked = events.clone().any(|line| line.line.hash.is_some() || line.line.prev.is_some());
        let total = events.clone().count();
        let last = events.map(|line| (line.line.event.at_ms, line.line.event.day)).max();
        let mut problems = std::mem::take(&mut self.problems);
        let mut devices = Vec::new();
        for (device, lines) in &mut self.devices {
            lines.sort_by(|a, b| {
                (a.line.event.seq, &a.line.event.id, &a.line.recomputed).cmp(&(
                    b.line.event.seq,
                    &b.line.event.id,
                    &b.line.recomputed,
                ))
            });
            let chain = check(device, lines, linked);
            problems.extend(chain.first_break.clone());
            devices.push(chain);
        }
        let broken = self.broken || devices.iter().any(|device| device.first_break.is_some());
        let integrity = match (broken, linked, options.trust) {
            (true, _, _) => Integrity::Gap,
            (false, true, _) => Integrity::Whole,
            (false, false, _) if total == 0 => Integrity::Whole,
            (false, false, Trust::Handmade) => Integrity::Whole,
            (false, false, Trust::ChainOnly) => Integrity::Unchained,
        };
        if self.improper_ids > 0 {
            let text = format!("{} event ids are not UUIDs of version 7", self.improper_ids);
            self.caveats.push(Caveat::new(CaveatKind::ImplausibleValue, text));
        }
        let (last_ms, last_day) = last.unwrap_or((0, Day::from_days(0)));
        let nameless = self.nameless.iter().map(|text| nameless(text, last_ms, last_day));
        let mut all: Vec<_> = nameless.collect();
        // Of two events with one id the history keeps the first of equal place; the order here makes that the same one every time.
        all.extend(self.devices.into_values().flatten().map(|line| line.line.event));
        if let Some(today) = options.today {
            let future = all.iter().filter(|event| today < event.day).count();
            if future > 0 {
                let text = format!("{future} events lie in the future and are not heard before their day");
                self.caveats.push(Caveat::new(CaveatKind::FutureDate, text));
            }
        }
        problems.sort_by_key(|fault| fault.place.line);
        problems.truncate(PROBLEM_LIMIT);
        Journal { history: History::new(all, integrity), devices, problems, caveats: self.caveats }
    }
}

/// Walks one device's events by number and finds the first place where they do not hang together.
fn check(device: &Arc<str>, lines: &[Numbered], linked: bool) -> DeviceChain {
    let mut chain = DeviceChain {
        device: device.clone(),
        events: lines.len(),
        last_seq: 0,
        last_at_ms: i64::MIN,
        last_hash: None,
        first_break: None,
    };
    let mut before: Option<&Line> = None;
    for (expected_seq, Numbered { number, line }) in (0u64..).zip(lines) {
        if chain.first_break.is_none() {
            chain.first_break = broken_link(before, line, expected_seq, linked)
                .map(|fault| fault.on_line(*number).at_field(format!("{}: {}", quoted(device), line.event.seq)));
        }
        chain.last_seq = line.event.seq;
        chain.last_at_ms = chain.last_at_ms.max(line.event.at_ms);
        chain.last_hash.clone_from(&line.hash);
        before = Some(line);
    }
    chain
}

fn broken_link(before: Option<&Line>, line: &Line, expected_seq: u64, linked: bool) -> Option<InputError> {
    let fault = |code, found: String, needed: String| Some(InputError::new(code, found, needed));
    if line.event.seq != expected_seq {
        return fault(Code::JournalSequence, format!("number {}", line.event.seq), format!("number {expected_seq}"));
    }
    if before.is_some_and(|before| line.event.at_ms < before.event.at_ms) {
        return fault(
            Code::JournalTimeBackwards,
            "a time before that of the event before".into(),
            "a later time".into(),
        );
    }
    if !linked {
        return None;
    }
    let Some(hash) = &line.hash else {
        return fault(
            Code::JournalPartlyChained,
            "an event without `hash`".into(),
            "`hash` and `prev` on every event".into(),
        );
    };
    if *hash != line.recomputed {
        return fault(Code::JournalChainBroken, format!("hash {}", quoted(hash)), format!("\"{}\"", line.recomputed));
    }
    let expected = before.and_then(|before| before.hash.as_ref());
    if line.prev.as_ref() != expected {
        let shown = |hash: Option<&String>| hash.map_or_else(|| "null".to_owned(), |hash| quoted(hash));
        return fault(Code::JournalChainBroken, format!("prev {}", shown(line.prev.as_ref())), shown(expected));
    }
    None
}
