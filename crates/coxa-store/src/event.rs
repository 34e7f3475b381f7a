//! Whose journal it is and what one entry of it is.

use crate::StoreError;

/// Longest line the store takes, bytes; far above a programme with everything it embeds, far below memory.
pub const MAX_LINE_BYTES: usize = 8 * 1024 * 1024;

const MAX_ID_BYTES: usize = 128;

/// The opaque id of a person: 1 to 128 ASCII letters, digits, `-`, `_`, `.` or `:`; never a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonId(String);

impl PersonId {
    /// Checks and takes `id`.
    ///
    /// Errors with [`StoreError::BadId`] when it is empty, too long or has another character.
    pub fn new(id: impl Into<String>) -> Result<PersonId, StoreError> {
        Ok(PersonId(checked_id("person", id.into())?))
    }

    pub(crate) fn trusted(id: String) -> PersonId {
        PersonId(id)
    }

    /// The id as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One event as the store sees it: where it stands, and its journal line verbatim.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EventRecord {
    id: String,
    device: String,
    seq: u64,
    at_ms: i64,
    line: String,
}

impl EventRecord {
    /// Checks and takes one event.
    ///
    /// * `id` – its UUID, `device` – the device that recorded it: same characters as [`PersonId`]
    /// * `seq` – its number on that device
    /// * `at_ms` – when, milliseconds since 1970-01-01T00:00Z
    /// * `line` – its canonical JSON without the line break
    ///
    /// Errors with [`StoreError::BadId`], [`StoreError::BadSeq`] (above 2⁶³ − 1) or [`StoreError::BadLine`] (empty, longer
    /// than [`MAX_LINE_BYTES`], or with a control character, which canonical JSON never has and which would break the
    /// journal file).
    pub fn new(
        id: impl Into<String>,
        device: impl Into<String>,
        seq: u64,
        at_ms: i64,
        line: impl Into<String>,
    ) -> Result<EventRecord, StoreError> {
        let (id, device, line) = (checked_id("event", id.into())?, checked_id("device", device.into())?, line.into());
        if i64::try_from(seq).is_err() {
            return Err(StoreError::BadSeq { found: seq });
        }
        let found = if line.is_empty() {
            "nothing"
        } else if line.len() > MAX_LINE_BYTES {
            "more than 8 MiB"
        } else if line.bytes().any(|byte| byte < b' ') {
            "a control character or line break"
        } else {
            return Ok(EventRecord { id, device, seq, at_ms, line });
        };
        Err(StoreError::BadLine { found })
    }

    pub(crate) fn trusted(id: String, device: String, seq: u64, at_ms: i64, line: String) -> EventRecord {
        EventRecord { id, device, seq, at_ms, line }
    }

    /// Its UUID, unique within the person's journal.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The device that recorded it.
    #[must_use]
    pub fn device(&self) -> &str {
        &self.device
    }

    /// Its number on that device.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// When, milliseconds since 1970-01-01T00:00Z.
    #[must_use]
    pub const fn at_ms(&self) -> i64 {
        self.at_ms
    }

    /// The journal line, verbatim, without its line break.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.line
    }
}

fn checked_id(of: &'static str, id: String) -> Result<String, StoreError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    if (1..=MAX_ID_BYTES).contains(&id.len()) && id.bytes().all(allowed) {
        Ok(id)
    } else {
        Err(StoreError::BadId { of, bytes: id.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(line: &str) -> &'static str {
        EventRecord::new("e", "d", 0, 0, line).map_or_else(|error| error.code(), |_| "taken")
    }

    #[test]
    fn a_line_that_would_break_the_journal_file_is_refused() {
        assert_eq!(code_of("{\"note\":\"ünï\"}"), "taken");
        for line in ["", "{}\n", "{\r}", "{\0}", "{\t}"] {
            assert_eq!(code_of(line), "store.bad_line", "{line:?}");
        }
        assert_eq!(code_of(&"x".repeat(MAX_LINE_BYTES)), "taken");
        assert_eq!(code_of(&"x".repeat(MAX_LINE_BYTES + 1)), "store.bad_line");
    }

    #[test]
    fn an_id_is_plain_and_short() {
        assert!(PersonId::new("0190-Ab_c.d:e").is_ok());
        for id in ["", "Anna Muster", "a/b", "é", "a\0b", &"x".repeat(MAX_ID_BYTES + 1)] {
            assert_eq!(PersonId::new(id).map_err(|error| error.code()), Err("store.bad_id"), "{id:?}");
        }
    }

    #[test]
    fn a_number_no_database_can_hold_is_refused() {
        assert!(EventRecord::new("e", "d", i64::MAX as u64, 0, "{}").is_ok());
        let refused = EventRecord::new("e", "d", i64::MAX as u64 + 1, 0, "{}");
        assert_eq!(refused.map_err(|error| error.code()), Err("store.bad_seq"));
    }

    #[test]
    fn an_error_about_an_id_does_not_repeat_it() {
        let error = PersonId::new("Anna Muster").map_err(|error| error.to_string());
        assert!(error.is_err_and(|text| !text.contains("Anna")));
    }
}
