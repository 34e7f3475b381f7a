//! One line of a journal: an event with what its chain says, or why it is none.

use std::sync::Arc;

use coxa::dose::{Event, EventKind};
use coxa::vocabulary::Day;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::chain::Hash;
use crate::fault::{Code, InputError, quoted, token};
use crate::text::{Scan, fault_of, scan};
use crate::version::{Age, age, all_current, lift};
use crate::wire::{
    EventDocument, Readable, Reading, can_warn, day_of, moment_of, read_payload, read_payload_text, tells_bad_news,
};

/// Longest name of a device, bytes.
const DEVICE_LIMIT: usize = 128;

/// An event as its line tells it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) event: Event,
    /// Hash before it as the line says; `None` when absent or null.
    pub(super) prev: Option<Hash>,
    /// Its own hash as the line says.
    pub(super) hash: Option<Hash>,
    /// Its hash as recomputed.
    pub(super) recomputed: Hash,
    /// Whether its id is a UUID of version 7.
    pub(super) proper_id: bool,
    /// The local day of `at` in its own offset.
    pub(super) day_of_at: Day,
    /// Why the payload could not be understood, in whole or in part.
    pub(super) payload_fault: Option<InputError>,
    /// Fields of the payload that are not heard.
    pub(super) left_out: Vec<String>,
}

impl Line {
    /// What it is ordered by within the chains: device, number, then what tells two claims to one number apart.
    pub(super) fn place(&self) -> (&str, u64, &str, &Hash) {
        (&self.event.device, self.event.seq, &self.event.id, &self.recomputed)
    }
}

/// Reads one line.
///
/// # Errors
/// It is not JSON, or has no usable id, device, number or time: then it has no place in any chain. A kind or payload that is not
/// understood is no error: the event is there, unreadable.
pub(super) fn read_line(text: &str) -> Result<Line, InputError> {
    let scan = scan(text)?;
    if let Some(line) = read_sealed(text, &scan) {
        return Ok(line);
    }
    let value: Value = serde_json::from_str(text).map_err(|error| fault_of(&error, text))?;
    let recomputed = Hash::of_event(&value)?;
    let mut lifted = value;
    // The envelope of an event that names no schema is version 1.
    let own_schema = scan.schemas.iter().any(|(pointer, _)| pointer == "/schema");
    let newer = match own_schema {
        true => age(&scan, "event"),
        false => {
            let mut scan = scan;
            scan.schemas.push(("/schema".to_owned(), crate::version::current("event")));
            age(&scan, "event")
        }
    };
    if matches!(newer, Ok(Age::Older)) {
        lift(&mut lifted);
    }
    let text_at = |name: &str| lifted.get(name).and_then(Value::as_str).unwrap_or_default();
    let seq = lifted.get("seq").and_then(Value::as_u64);
    let envelope = envelope(text_at("id"), text_at("device"), seq, text_at("at"), text_at("day"))?;
    let kind = lifted.get("kind").and_then(Value::as_str).unwrap_or("no kind").to_owned();
    let in_parts = || read_payload(&kind, lifted.get("payload").unwrap_or(&Value::Null), Reading::Parts);
    let payload = match newer.and_then(|_| EventDocument::check(&lifted)) {
        Ok(()) => in_parts(),
        // Something around the payload is not understood: only what could be bad news is heard all the same.
        Err(fault) if tells_bad_news(&kind) => in_parts().map_err(|_| fault.clone()).map(|mut readable| {
            readable.left_out.push(fault.place.field.clone().unwrap_or_else(|| fault.found.clone()));
            readable
        }),
        Err(fault) => Err(fault),
    };
    let (readable, payload_fault) = match payload {
        Ok(readable) => (readable, None),
        Err(fault) => {
            let kind = EventKind::Unreadable { found: token(&kind, 64), can_warn: can_warn(&kind) };
            (Readable { kind, left_out: Vec::new() }, Some(fault))
        }
    };
    let hash_at = |name: &str| lifted.get(name).and_then(Value::as_str).map(Hash::stated);
    Ok(Line {
        proper_id: is_uuid_v7(&envelope.id),
        day_of_at: envelope.day_of_at,
        event: envelope.event(readable.kind),
        prev: hash_at("prev"),
        hash: hash_at("hash"),
        recomputed,
        payload_fault,
        left_out: readable.left_out,
    })
}

struct Envelope {
    id: Arc<str>,
    device: Arc<str>,
    seq: u64,
    at_ms: i64,
    day: Day,
    day_of_at: Day,
}

fn envelope(id: &str, device: &str, seq: Option<u64>, at: &str, day: &str) -> Result<Envelope, InputError> {
    let name = |field: &str, found: &str| {
        let usable = !found.is_empty() && found.len() <= DEVICE_LIMIT && !found.chars().any(char::is_control);
        let needed = format!("1 to {DEVICE_LIMIT} bytes");
        usable.then(|| Arc::<str>::from(found)).ok_or_else(|| envelope_fault(field, &quoted(found), &needed))
    };
    let (at_ms, day_of_at) =
        moment_of(at).ok_or_else(|| envelope_fault("at", &quoted(at), "a timestamp with offset"))?;
    let seq = seq.filter(|seq| *seq < 1 << 53);
    Ok(Envelope {
        id: name("id", id)?,
        device: name("device", device)?,
        seq: seq.ok_or_else(|| envelope_fault("seq", "no whole number", "the event's number on its device, from 0"))?,
        at_ms,
        day: day_of(day).ok_or_else(|| envelope_fault("day", &quoted(day), "a date"))?,
        day_of_at,
    })
}

/// An event as our own writer spells it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed<'a> {
    id: &'a str,
    device: &'a str,
    seq: u64,
    at: &'a str,
    day: &'a str,
    kind: &'a str,
    #[serde(borrow)]
    payload: &'a RawValue,
    prev: Option<&'a str>,
    hash: &'a str,
}

/// The short way for a line that is canonical already and understood in full: no tree of values, no writing it anew for its
/// hash. Everything else takes the long way, which gives the same for these lines too.
fn read_sealed(text: &str, scan: &Scan) -> Option<Line> {
    if !scan.canonical || !all_current(scan) {
        return None;
    }
    let sealed: Sealed<'_> = serde_json::from_str(text).ok()?;
    // `hash` is a slice of the line, and in canonical order `id` follows it, so its member ends with a comma.
    let value = (sealed.hash.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let member = value.checked_sub("\"hash\":\"".len())?;
    let after = value + sealed.hash.len() + "\",".len();
    let recomputed = Hash::of(&[text.get(..member)?.as_bytes(), text.get(after..)?.as_bytes()]);
    let envelope = envelope(sealed.id, sealed.device, Some(sealed.seq), sealed.at, sealed.day).ok()?;
    let kind = read_payload_text(sealed.kind, sealed.payload.get())?;
    Some(Line {
        proper_id: is_uuid_v7(sealed.id),
        day_of_at: envelope.day_of_at,
        event: envelope.event(kind),
        prev: sealed.prev.map(Hash::stated),
        hash: Some(Hash::stated(sealed.hash)),
        recomputed,
        payload_fault: None,
        left_out: Vec::new(),
    })
}

impl Envelope {
    fn event(self, kind: EventKind) -> Event {
        let Envelope { id, device, seq, at_ms, day, .. } = self;
        Event { id, device, seq, at_ms, day, kind }
    }
}

fn envelope_fault(field: &str, found: &str, needed: &str) -> InputError {
    InputError::new(Code::JournalUnreadableLine, found, needed).at_field(format!("/{field}"))
}

/// The id of a line without a place in any chain: made from the line, so that it is the same in every order.
pub(super) fn nameless_id(text: &str) -> Arc<str> {
    Arc::from(format!("line-{}", Hash::of(&[text.as_bytes()])))
}

/// An event that stands for such a line.
pub(super) fn nameless(id: Arc<str>, at_ms: i64, day: Day) -> Event {
    let kind = EventKind::Unreadable { found: "a line that is not an event".to_owned(), can_warn: true };
    Event { id, device: Arc::from(""), seq: 0, at_ms, day, kind }
}

/// Whether an id is spelt as a UUID of version 7 (RFC 9562, section 5.7).
pub(super) fn is_uuid_v7(id: &str) -> bool {
    let bytes = id.as_bytes();
    let spelt = |(index, byte): (usize, &u8)| match index {
        8 | 13 | 18 | 23 => *byte == b'-',
        14 => *byte == b'7',
        19 => b"89abAB".contains(byte),
        _ => byte.is_ascii_hexdigit(),
    };
    bytes.len() == 36 && bytes.iter().enumerate().all(spelt)
}

/// One line as a server takes it from a device: a whole event, canonical, understood in full, with its right hash.
///
/// # Errors
/// It is not exactly that.
pub fn whole_line(text: &str) -> Result<Event, InputError> {
    let line = read_line(text)?;
    if let Some(fault) = line.payload_fault {
        return Err(fault);
    }
    if !line.proper_id {
        return Err(InputError::new(Code::JournalBadId, quoted(&line.event.id), "a UUID of version 7").at_field("/id"));
    }
    if line.hash.as_ref() != Some(&line.recomputed) {
        let needed = "the hash of this very event";
        return Err(InputError::new(Code::JournalChainBroken, "another hash", needed).at_field("/hash"));
    }
    // The quick look may overlook a canonical line, never take another one for it.
    let is_canonical = || -> Result<bool, InputError> {
        let value: Value = serde_json::from_str(text).map_err(|error| fault_of(&error, text))?;
        Ok(super::chain::canonical_json(&value)? == text.as_bytes())
    };
    if !scan(text)?.canonical && !is_canonical()? {
        return Err(InputError::new(Code::JournalUnreadableLine, "another spelling", "canonical JSON (RFC 8785)"));
    }
    Ok(line.event)
}
