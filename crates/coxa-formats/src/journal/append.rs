//! An event becomes the next line of a journal.

use coxa::dose::{EventKind, Integrity};
use coxa::vocabulary::{Caveat, CaveatKind, Day};
use serde_json::{Map, Value};

use super::chain::{canonical_json, event_hash};
use super::line::{is_uuid_v7, read_line};
use super::reading::{DeviceChain, Journal, JournalOptions, read_journal};
use crate::document::{DOCUMENT_LIMIT_BYTES, text_of};
use crate::fault::{Code, InputError, quoted};
use crate::text::{fault_of, from_tree, scan};
use crate::version::{Age, age, current, lift};
use crate::wire::{EventDocument, Reading, Stamp, date_of, moment_of, payload_of, read_payload};

/// An event that has no place in a journal yet: the device gives id and time, the journal number and hashes.
#[derive(Debug, Clone, PartialEq)]
pub struct EventDraft {
    /// A UUID of version 7.
    pub id: String,
    /// The device.
    pub device: String,
    /// When: a timestamp with offset, such as `2026-11-20T09:30:00+01:00`.
    pub at: String,
    /// The person's local day.
    pub day: Day,
    /// The kind.
    pub kind: String,
    /// What happened, as the kind's payload.
    pub payload: Value,
}

impl EventDraft {
    /// A draft from a core event kind.
    ///
    /// A pattern goes in without its assessment and a programme without its pattern; put the whole document into
    /// `payload` to keep them.
    ///
    /// # Errors
    /// The kind is one that could not be read itself, or holds a number that is not finite.
    pub fn new(
        id: &str,
        device: &str,
        at: &str,
        day: Day,
        kind: &EventKind,
        stamp: Option<&Stamp>,
    ) -> Result<EventDraft, InputError> {
        let (kind, payload) = EventDraft::payload(kind, stamp)?;
        let (id, device, at, kind) = (id.to_owned(), device.to_owned(), at.to_owned(), kind.to_owned());
        Ok(EventDraft { id, device, at, day, kind, payload })
    }

    /// Kind and payload of a core event kind, as [`EventDraft::new`] puts them in.
    ///
    /// # Errors
    /// As [`EventDraft::new`].
    pub fn payload(kind: &EventKind, stamp: Option<&Stamp>) -> Result<(&'static str, Value), InputError> {
        payload_of(kind, stamp)?.ok_or_else(|| {
            let found = "an event that could not be read";
            InputError::new(Code::JournalUnknownPayload, found, "an event that is understood")
        })
    }

    /// Reads a draft from an event file; its number and hashes, if it has any, are given anew by the journal.
    ///
    /// # Errors
    /// Not an event, newer than this binary, or a payload that is not understood in full.
    pub fn read(bytes: &[u8]) -> Result<EventDraft, InputError> {
        let text = text_of(bytes, DOCUMENT_LIMIT_BYTES)?;
        let mut scan = scan(text)?;
        let mut value: Value = serde_json::from_str(text).map_err(|error| fault_of(&error, text))?;
        if !scan.schemas.iter().any(|(pointer, _)| pointer == "/schema") {
            scan.schemas.push(("/schema".to_owned(), current("event")));
        }
        let document = match age(&scan, "event")? {
            Age::Current => serde_json::from_str::<EventDocument>(text).map_err(|error| fault_of(&error, text))?,
            Age::Older => {
                lift(&mut value);
                from_tree::<EventDocument>(&value)?
            }
        };
        let EventDocument { id, device, at, day, kind, payload, .. } = document;
        let draft = EventDraft { id, device, at, day: day.0, kind, payload };
        draft.check()?;
        Ok(draft)
    }

    /// What the core hears of it; `None` when its payload is not understood in full.
    #[must_use]
    pub fn heard(&self) -> Option<EventKind> {
        read_payload(&self.kind, &self.payload, Reading::Whole).ok().map(|payload| payload.kind)
    }

    fn check(&self) -> Result<(), InputError> {
        if !is_uuid_v7(&self.id) {
            return Err(InputError::new(Code::JournalBadId, quoted(&self.id), "a UUID of version 7").at_field("/id"));
        }
        if self.device.is_empty() || 128 < self.device.len() || self.device.chars().any(char::is_control) {
            let needed = "1 to 128 bytes without control characters";
            return Err(InputError::new(Code::ValueEmpty, quoted(&self.device), needed).at_field("/device"));
        }
        self.at_ms()?;
        let local = moment_of(&self.at).map_or(self.day, |(_, local)| local);
        if self.day.since(local).abs() > 1 {
            let found = quoted(&date_of(self.day).unwrap_or_default());
            let needed = format!("the local day of {}, give or take one", self.at);
            return Err(InputError::new(Code::ValueBadDate, found, needed).at_field("/day"));
        }
        read_payload(&self.kind, &self.payload, Reading::Whole).map(|_| ())
    }

    fn at_ms(&self) -> Result<i64, InputError> {
        moment_of(&self.at).map(|(at_ms, _)| at_ms).ok_or_else(|| {
            let needed = "a timestamp with offset of the years 1900 to 2199";
            InputError::new(Code::ValueBadDate, quoted(&self.at), needed).at_field("/at")
        })
    }

    /// The event as one line of JSON, numbered, linked and hashed, with a line break.
    ///
    /// # Errors
    /// Id, device, time or payload are not as they must be.
    pub fn seal(&self, seq: u64, prev: Option<&str>) -> Result<String, InputError> {
        self.check()?;
        let day = date_of(self.day).ok_or_else(|| {
            let found = format!("day {}", self.day.days());
            InputError::new(Code::ValueBadDate, found, "a day of the years 1900 to 2199").at_field("/day")
        })?;
        let mut event = Map::new();
        event.insert("id".to_owned(), Value::from(self.id.as_str()));
        event.insert("device".to_owned(), Value::from(self.device.as_str()));
        event.insert("seq".to_owned(), Value::from(seq));
        event.insert("at".to_owned(), Value::from(self.at.as_str()));
        event.insert("day".to_owned(), Value::from(day));
        event.insert("kind".to_owned(), Value::from(self.kind.as_str()));
        event.insert("payload".to_owned(), self.payload.clone());
        event.insert("prev".to_owned(), prev.map_or(Value::Null, Value::from));
        let mut event = Value::Object(event);
        let hash = event_hash(&event)?;
        if let Some(fields) = event.as_object_mut() {
            fields.insert("hash".to_owned(), Value::from(hash));
        }
        let mut line = canonical_json(&event)?;
        line.push(b'\n');
        // Canonical JSON is UTF-8 by construction.
        Ok(String::from_utf8_lossy(&line).into_owned())
    }
}

/// What appending gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Appended {
    /// The line to write at the end of the journal, with its line break; empty when the event is there already.
    pub line: String,
    /// Doubts, such as a date in the future.
    pub caveats: Vec<Caveat>,
}

/// The next line of a journal for an event.
///
/// An event that the journal already holds, word for word, gives an empty line: appending twice is harmless.
///
/// # Errors
/// The journal is damaged or was made by hand without hashes, the id is taken by another event, or the event's time lies
/// before the last one of its device.
pub fn append_event(journal: &[u8], draft: &EventDraft, options: &JournalOptions) -> Result<Appended, InputError> {
    draft.check()?;
    let mut read = read_journal(journal, options)?;
    if read.history.integrity() != Integrity::Whole || read.devices.iter().any(|device| device.last_hash.is_none()) {
        let handmade = "a journal without hashes, made by hand";
        let needed = "a journal made by `coxa journal append` from its first line";
        let mut fault = InputError::new(Code::JournalNotAppendable, handmade, needed);
        if let Some(first) = read.problems.first() {
            fault = InputError::new(
                Code::JournalNotAppendable,
                format!("{}: {}", first.code, first.found),
                first.needed.clone(),
            );
            fault.place = first.place.clone();
        }
        return Err(fault);
    }
    let mut appended = read.append(draft, options.today)?;
    // A last line without its break would swallow the new one.
    if !appended.line.is_empty() && !journal.is_empty() && !journal.ends_with(b"\n") {
        appended.line.insert(0, '\n');
    }
    Ok(appended)
}

impl Journal {
    /// The next line for an event of its device, which this journal holds from then on.
    ///
    /// Only that device's own chain must hold: what is wrong with another device's must not keep a hurt from being told.
    /// An event that is there already, word for word, gives an empty line.
    ///
    /// # Errors
    /// The device's chain is damaged or has no hashes, the id is taken by another event, the event lies more than a day ahead,
    /// or before the last one of its device. Then the journal is as before.
    pub fn append(&mut self, draft: &EventDraft, today: Option<Day>) -> Result<Appended, InputError> {
        draft.check()?;
        // An event far ahead would stand before every later one of its device and could never be taken back.
        if let Some(today) = today.filter(|today| today.plus(1) < draft.day) {
            let needed = format!("a day up to {}", date_of(today.plus(1)).unwrap_or_default());
            let found = quoted(&date_of(draft.day).unwrap_or_default());
            return Err(InputError::new(Code::ValueBadDate, found, needed).at_field("/day"));
        }
        let at_ms = draft.at_ms()?;
        if let Some(event) = self.history.events().iter().find(|event| *event.id == *draft.id) {
            let same = *event.device == *draft.device && event.at_ms == at_ms && event.day == draft.day;
            let payload = read_payload(&draft.kind, &draft.payload, Reading::Whole)?;
            if same && payload.kind == event.kind {
                return Ok(Appended { line: String::new(), caveats: Vec::new() });
            }
            let fault = InputError::new(Code::JournalIdConflict, quoted(&draft.id), "an id that no other event has");
            return Err(fault.at_field("/id"));
        }
        let place = self.devices.iter().position(|chain| *chain.device == *draft.device);
        let chain = place.map(|place| &self.devices[place]);
        if let Some(broken) = chain.filter(|chain| chain.first_break.is_some() || chain.last_hash.is_none()) {
            let found = broken.first_break.as_ref().map_or_else(
                || "a device without hashes".to_owned(),
                |first| format!("{}: {}", first.code, first.found),
            );
            let needed = "a device whose own events hang together; go on under a new device name";
            return Err(InputError::new(Code::JournalNotAppendable, found, needed).at_field("/device"));
        }
        if chain.is_some_and(|chain| at_ms < chain.last_at_ms) {
            let needed = "a time not before the device's last event";
            return Err(InputError::new(Code::JournalTimeBackwards, quoted(&draft.at), needed).at_field("/at"));
        }
        let seq = chain.map_or(0, |chain| chain.last_seq + 1);
        let line = draft.seal(seq, chain.and_then(|chain| chain.last_hash.as_deref()))?;
        let sealed = read_line(line.trim_end())?;
        let added = DeviceChain {
            device: sealed.event.device.clone(),
            events: chain.map_or(0, |chain| chain.events) + 1,
            last_seq: seq,
            last_at_ms: at_ms,
            last_hash: sealed.hash.as_ref().map(ToString::to_string),
            first_break: None,
        };
        match place {
            Some(place) => self.devices[place] = added,
            None => self.devices.push(added),
        }
        self.history.insert(sealed.event);
        let mut caveats = Vec::new();
        if today.is_some_and(|today| today < draft.day) {
            let text = "the event lies in the future and is not heard before its day";
            caveats.push(Caveat::new(CaveatKind::FutureDate, text));
        }
        Ok(Appended { line, caveats })
    }
}
