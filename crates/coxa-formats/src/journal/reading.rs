//! A whole journal: every line heard, every device's chain checked, the same result in any order of lines.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::panic::resume_unwind;
use std::sync::Arc;

use coxa::dose::{History, Integrity};
use coxa::vocabulary::{Caveat, CaveatKind, Day};

use super::chain::Hash;
use super::line::{Line, nameless, nameless_id, read_line};
use crate::document::text_of;
use crate::fault::{Code, InputError, quoted};

/// Largest journal that is read at once, bytes: two centuries of daily sessions.
pub const JOURNAL_LIMIT_BYTES: usize = 256 << 20;

/// Longest line, bytes: as the largest document, which an event may carry.
const LINE_LIMIT_BYTES: usize = crate::document::DOCUMENT_LIMIT_BYTES;

/// A thread is started only for at least so many bytes: reading them takes far longer than starting it.
const WORTH_A_THREAD_BYTES: usize = 64 << 10;

/// Bytes that one thread reads before all that was read is heard: what is held at once stays small, whatever the journal holds.
const ROUND_BYTES: usize = 1 << 20;

/// Most problems that are listed; the journal is counted whole either way.
pub(super) const PROBLEM_LIMIT: usize = 100;

/// Most lines without an id that the history keeps: they all say the same, that something on the last day is unknown.
pub(super) const NAMELESS_LIMIT: usize = 1000;

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

/// A line with its number; boxed, because it changes places several times and is large.
pub(super) struct Numbered {
    number: usize,
    line: Box<Line>,
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
    // Where there are no threads, as in a browser, this says so. Asking costs, so a short journal does not.
    let worth = bytes.len() / WORTH_A_THREAD_BYTES;
    let threads = if worth < 2 { 1 } else { std::thread::available_parallelism().map_or(1, usize::from).min(worth) };
    Ok(heard(bytes, threads, ROUND_BYTES).conclude(options))
}

/// All lines, read by so many threads in rounds of so many bytes each.
pub(super) fn heard(bytes: &[u8], threads: usize, round_bytes: usize) -> Found {
    let mut found = Found::default();
    let (mut rest, mut number) = (bytes, 0);
    while !rest.is_empty() {
        let (round, after) = split_at_line(rest, threads * round_bytes);
        for piece in read_lines(round, threads) {
            for (raw, line) in piece.lines {
                found.hear(number + raw.number, raw.bytes, line);
            }
            number += piece.count;
        }
        rest = after;
    }
    found
}

/// A line as it stands, with its number in its piece, from one.
struct Raw<'a> {
    number: usize,
    bytes: &'a [u8],
}

/// Some lines that follow each other.
struct Piece<'a> {
    /// Those that are not blank, each as an event or why it is none.
    lines: Vec<(Raw<'a>, Result<Box<Line>, InputError>)>,
    /// All of them.
    count: usize,
}

/// Every line in order, in pieces. A line is read without looking at any other, so several threads read at once.
fn read_lines(bytes: &[u8], threads: usize) -> Vec<Piece<'_>> {
    let pieces = pieces(bytes, threads);
    let [first, others @ ..] = pieces.as_slice() else { return Vec::new() };
    std::thread::scope(|scope| {
        let start = |piece| std::thread::Builder::new().spawn_scoped(scope, move || read_all(piece));
        let working: Vec<_> = others.iter().map(|piece| (*piece, start(piece))).collect();
        let mut read = vec![read_all(first)];
        read.extend(working.into_iter().map(|(piece, thread)| match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            // No more threads to be had: then here.
            Err(_) => read_all(piece),
        }));
        read
    })
}

/// Cuts bytes into at most so many pieces of about one length, each of whole lines.
fn pieces(bytes: &[u8], count: usize) -> Vec<&[u8]> {
    let mut pieces = Vec::with_capacity(count);
    let mut rest = bytes;
    for left in (1..=count).rev() {
        let (piece, after) = split_at_line(rest, rest.len() / left);
        pieces.push(piece);
        rest = after;
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// The lines that begin within so many bytes, and the rest.
fn split_at_line(bytes: &[u8], about: usize) -> (&[u8], &[u8]) {
    let about = about.min(bytes.len());
    let end = memchr::memchr(b'\n', &bytes[about..]).map_or(bytes.len(), |end| about + end + 1);
    bytes.split_at(end)
}

fn read_all(bytes: &[u8]) -> Piece<'_> {
    let mut piece = Piece { lines: Vec::new(), count: 0 };
    let mut rest = bytes;
    while !rest.is_empty() {
        let (raw, after) = split_at_line(rest, 0);
        piece.count += 1;
        if let Some(line) = read_raw(raw) {
            piece.lines.push((Raw { number: piece.count, bytes: raw }, line));
        }
        rest = after;
    }
    piece
}

fn read_raw(raw: &[u8]) -> Option<Result<Box<Line>, InputError>> {
    let blank = raw.iter().all(u8::is_ascii_whitespace);
    (!blank).then(|| text_of(raw, LINE_LIMIT_BYTES).and_then(|text| read_line(text.trim())).map(Box::new))
}

#[derive(Default)]
pub(super) struct Found {
    pub(super) lines: Vec<Numbered>,
    /// Where among `lines` the first of each id is.
    pub(super) ids: HashMap<Arc<str>, usize>,
    /// Those of the lowest ids, so that their order does not matter.
    nameless: BTreeSet<Arc<str>>,
    pub(super) problems: Vec<InputError>,
    caveats: Vec<Caveat>,
    broken: bool,
    improper_ids: usize,
}

impl Found {
    /// Lines come in order, so the first ones are those that are listed.
    fn problem(&mut self, fault: InputError) {
        if self.problems.len() < PROBLEM_LIMIT {
            self.problems.push(fault);
        }
    }

    fn hear(&mut self, number: usize, raw: &[u8], line: Result<Box<Line>, InputError>) {
        let ended = raw.ends_with(b"\n");
        let line = match line {
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
                self.nameless.insert(nameless_id(&String::from_utf8_lossy(raw.trim_ascii())));
                if NAMELESS_LIMIT < self.nameless.len() {
                    self.nameless.pop_last();
                }
                return;
            }
        };
        match self.ids.entry(line.event.id.clone()) {
            Entry::Occupied(first) => {
                let first = &self.lines[*first.get()];
                if (&first.line.recomputed, &first.line.hash) == (&line.recomputed, &line.hash) {
                    return;
                }
                let found = format!("{} on lines {} and {number}", quoted(&line.event.id), first.number);
                self.broken = true;
                self.problem(InputError::new(Code::JournalIdConflict, found, "one event for each id").on_line(number));
            }
            Entry::Vacant(place) => {
                place.insert(self.lines.len());
            }
        }
        self.doubts(number, &line);
        self.lines.push(Numbered { number, line });
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

    pub(super) fn conclude(mut self, options: &JournalOptions) -> Journal {
        let linked = self.lines.iter().any(|line| line.line.hash.is_some() || line.line.prev.is_some());
        let last = self.lines.iter().map(|line| (line.line.event.at_ms, line.line.event.day)).max();
        let mut problems = std::mem::take(&mut self.problems);
        self.lines.sort_by(|a, b| a.line.place().cmp(&b.line.place()));
        let chains = self.lines.chunk_by(|a, b| a.line.event.device == b.line.event.device);
        let devices: Vec<DeviceChain> = chains.map(|lines| check(lines, linked)).collect();
        problems.extend(devices.iter().filter_map(|chain| chain.first_break.clone()));
        let broken = self.broken || devices.iter().any(|device| device.first_break.is_some());
        let integrity = match (broken, linked, options.trust) {
            (true, _, _) => Integrity::Gap,
            (false, true, _) => Integrity::Whole,
            (false, false, _) if self.lines.is_empty() => Integrity::Whole,
            (false, false, Trust::Handmade) => Integrity::Whole,
            (false, false, Trust::ChainOnly) => Integrity::Unchained,
        };
        if self.improper_ids > 0 {
            let text = format!("{} event ids are not UUIDs of version 7", self.improper_ids);
            self.caveats.push(Caveat::new(CaveatKind::ImplausibleValue, text));
        }
        let (last_ms, last_day) = last.unwrap_or((0, Day::from_days(0)));
        let nameless = std::mem::take(&mut self.nameless).into_iter().map(|id| nameless(id, last_ms, last_day));
        let mut all: Vec<_> = nameless.collect();
        // Of two events with one id the history keeps the first of equal place; the order here makes that the same one every time.
        all.extend(self.lines.into_iter().map(|line| line.line.event));
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
fn check(lines: &[Numbered], linked: bool) -> DeviceChain {
    let device = lines.first().map_or_else(|| Arc::from(""), |first| first.line.event.device.clone());
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
                .map(|fault| fault.on_line(*number).at_field(format!("{}: {}", quoted(&device), line.event.seq)));
        }
        chain.last_seq = line.event.seq;
        chain.last_at_ms = chain.last_at_ms.max(line.event.at_ms);
        before = Some(line);
    }
    chain.last_hash = before.and_then(|line| line.hash.as_ref()).map(Hash::to_string);
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
        let found = format!("hash {}", quoted(&hash.to_string()));
        return fault(Code::JournalChainBroken, found, format!("\"{}\"", line.recomputed));
    }
    let expected = before.and_then(|before| before.hash.as_ref());
    if line.prev.as_ref() != expected {
        let shown = |hash: Option<&Hash>| hash.map_or_else(|| "null".to_owned(), |hash| quoted(&hash.to_string()));
        return fault(Code::JournalChainBroken, format!("prev {}", shown(line.prev.as_ref())), shown(expected));
    }
    None
}
