//! One line of a journal: an event with what its chain says, or why it is none.

use std::sync::Arc;

use coxa::dose::{Event, EventKind};
use coxa::vocabulary::Day;
use serde_json::Value;

use super::chain::{event_hash, hex_of};
use crate::fault::{Code, InputError, quoted, token};
use crate::text::{fault_of, scan};
use crate::version::{Age, age, lift};
use crate::wire::{EventDocument, Readable, Reading, day_of, read_payload, tells_bad_news};

/// Longest name of a device, bytes.
const DEVICE_LIMIT: usize = 128;

/// An event as its line tells it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) event: Event,
    /// Hash before it as the line says; `None` when absent or null.
    pub(super) prev: Option<String>,
    /// Its own hash as the line says.
    pub(super) hash: Option<String>,
    /// Its hash as recomputed.
    pub(super) recomputed: String,
    /// Whether its id is a UUID of version 7.
    pub(super) proper_id: bool,
    /// The local day of `at` in its own offset.
    pub(super) day_of_at: Day,
    /// Why the payload could not be understood, in whole or in part.
    pub(super) payload_fault: Option<InputError>,
    /// Fields of the payload that are not heard.
    pub(super) left_out: Vec<String>,
}

/// Reads one line.
///
/// # Errors
/// It is not JSON, or has no usable id, device, number or time: then it has no place in any chain. A kind or payload that is not
/// understood is no error: the event is there, unreadable.
pub(super) fn read_line(text: &str) -> Result<Line, InputError> {
    let scan = scan(text)?;
    let value: Value = serde_json::from_str(text).map_err(|error| fault_of(&error, text))?;
    let recomputed = event_hash(&value)?;
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
    let envelope = envelope(&lifted)?;
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
            let kind = EventKind::Unreadable { found: token(&kind, 64) };
            (Readable { kind, left_out: Vec::new() }, Some(fault))
        }
    };
    let text_of = |name: &str| lifted.get(name).and_then(Value::as_str).map(str::to_owned);
    Ok(Line {
        proper_id: is_uuid_v7(&envelope.id),
        day_of_at: envelope.day_of_at,
        event: Event {
            id: envelope.id,
            device: envelope.device,
            seq: envelope.seq,
            at_ms: envelope.at_ms,
            day: envelope.day,
            kind: readable.kind,
        },
        prev: text_of("prev"),
        hash: text_of("hash"),
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

fn envelope(value: &Value) -> Result<Envelope, InputError> {
    let name = |field: &str| {
        let found = value.get(field).and_then(Value::as_str).unwrap_or_default();
        let usable = !found.is_empty() && found.len() <= DEVICE_LIMIT && !found.chars().any(char::is_control);
        let needed = format!("1 to {DEVICE_LIMIT} bytes");
        usable.then(|| Arc::<str>::from(found)).ok_or_else(|| envelope_fault(field, &quoted(found), &needed))
    };
    let date = |field: &str| {
        let found = value.get(field).and_then(Value::as_str).unwrap_or_default();
        day_of(found).ok_or_else(|| envelope_fault(field, &quoted(found), "a date; for `at` a timestamp with offset"))
    };
    let seq = value.get("seq").and_then(Value::as_u64).filter(|seq| *seq < 1 << 53);
    let at = value.get("at").and_then(Value::as_str).unwrap_or_default();
    let day_of_at = date("at")?;
    let at_ms = at.parse::<jiff::Timestamp>().map(|at| at.as_millisecond());
    Ok(Envelope {
        id: name("id")?,
        device: name("device")?,
        seq: seq.ok_or_else(|| envelope_fault("seq", "no whole number", "the event's number on its device, from 0"))?,
        at_ms: at_ms.map_err(|_| envelope_fault("at", &quoted(at), "a timestamp with offset"))?,
        day: date("day")?,
        day_of_at,
    })
}

fn envelope_fault(field: &str, found: &str, needed: &str) -> InputError {
    InputError::new(Code::JournalUnreadableLine, found, needed).at_field(format!("/{field}"))
}

/// An event that stands for a line without a place in any chain; its id is made from the line, so that it is the same in every order.
pub(super) fn nameless(text: &str, at_ms: i64, day: Day) -> Event {
    let hash = hex_of(text.as_bytes());
    let kind = EventKind::Unreadable { found: "a line that is not an event".to_owned() };
    Event { id: Arc::from(format!("line-{hash}")), device: Arc::from(""), seq: 0, at_ms, day, kind }
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
