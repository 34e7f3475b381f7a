//! Whole files: bytes to a checked value with what it was made with, and back.

use coxa::cycle::Today;
use coxa::dose::{Integrity, Session};
use coxa::vocabulary::Assessment;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::fault::{Code, InputError};
use crate::text::{data_fault, fault_of, line_of, offset_of, scan};
use crate::version::{Age, age, lift};
use crate::wire::{
    AssessmentDocument, At, Document, ErrorDocument, FindingsDocument, FindingsFile, PatternDocument, PatternFile,
    ProgrammeDocument, ProgrammeFile, SessionDocument, Stamp, TodayDocument,
};

/// Largest document that is read, bytes; the largest that coxa writes is under one megabyte.
pub const DOCUMENT_LIMIT_BYTES: usize = 16 << 20;

/// A value with what its file was made with; `None` when written by hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamped<T> {
    /// What the file was made with.
    pub stamp: Option<Stamp>,
    /// The value.
    pub value: T,
}

/// Bytes as text, within the limit; a byte order mark is passed over.
pub(crate) fn text_of(bytes: &[u8], limit: usize) -> Result<&str, InputError> {
    if limit < bytes.len() {
        let (found, needed) = (format!("{} bytes", bytes.len()), format!("at most {limit} bytes"));
        return Err(InputError::new(Code::InputTooLarge, found, needed));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let line = 1 + bytes.iter().take(offset).filter(|byte| **byte == b'\n').count();
        let found = format!("byte {:#04x}", bytes.get(offset).copied().unwrap_or_default());
        InputError::new(Code::InputNotText, found, "UTF-8").at_offset(offset).on_line(line)
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Reads a document of a kind: limits, syntax, version, upcasters, types; then `check` for what types cannot say.
fn open<D: Document + DeserializeOwned, T>(
    bytes: &[u8],
    check: impl FnOnce(D) -> Result<T, InputError>,
) -> Result<T, InputError> {
    let text = text_of(bytes, DOCUMENT_LIMIT_BYTES)?;
    let scan = scan(text)?;
    // Broken JSON must be called broken, not a file without a schema.
    serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| fault_of(&error, text))?;
    let place = |fault: InputError| match fault.place.field.as_deref().and_then(|field| offset_of(text, field)) {
        Some(offset) if fault.place.line.is_none() => fault.on_line(line_of(text, offset)).at_offset(offset),
        _ => fault,
    };
    match age(&scan, D::NAME).map_err(place)? {
        Age::Current => {
            let document = serde_json::from_str::<D>(text).map_err(|error| fault_of(&error, text))?;
            check(document).map_err(place)
        }
        Age::Older => {
            let mut value = serde_json::from_str(text).map_err(|error| fault_of(&error, text))?;
            lift(&mut value);
            // Lines of the lifted text are not those of the file, so only the field is told.
            let lifted = value.to_string();
            let document = serde_json::from_str::<D>(&lifted).map_err(|error| {
                let mut fault = fault_of(&error, &lifted);
                (fault.place.line, fault.place.offset) = (None, None);
                fault
            })?;
            check(document)
        }
    }
}

/// Reads `coxa.assessment`; a person's file is one without findings.
///
/// # Errors
/// Not such a file, newer than this binary, or a value that cannot be.
pub fn read_assessment(bytes: &[u8]) -> Result<Stamped<Assessment>, InputError> {
    open(bytes, |document: AssessmentDocument| {
        Ok(Stamped { stamp: document.stamp(), value: document.checked(&At::Root)? })
    })
}

/// Reads `coxa.findings`.
///
/// # Errors
/// Not such a file, newer than this binary, or a value that cannot be.
pub fn read_findings(bytes: &[u8]) -> Result<Stamped<FindingsFile>, InputError> {
    open(bytes, |document: FindingsDocument| Ok(Stamped { stamp: document.stamp(), value: document.core(&At::Root)? }))
}

/// Reads `coxa.pattern` with the assessment it embeds.
///
/// # Errors
/// Not such a file, newer than this binary, without its assessment, or a value that cannot be.
pub fn read_pattern(bytes: &[u8]) -> Result<Stamped<PatternFile>, InputError> {
    open(bytes, |document: PatternDocument| {
        Ok(Stamped { stamp: Some(required(document.stamp())?), value: document.file(&At::Root)? })
    })
}

/// Reads `coxa.programme` with the pattern and assessment it embeds.
///
/// # Errors
/// Not such a file, newer than this binary, without its pattern, or a value that cannot be.
pub fn read_programme(bytes: &[u8]) -> Result<Stamped<ProgrammeFile>, InputError> {
    open(bytes, |document: ProgrammeDocument| {
        Ok(Stamped { stamp: Some(required(document.stamp())?), value: document.file(&At::Root)? })
    })
}

/// Reads `coxa.session`.
///
/// # Errors
/// Not such a file, newer than this binary, or a value that cannot be.
pub fn read_session(bytes: &[u8]) -> Result<Stamped<Session>, InputError> {
    open(bytes, |document: SessionDocument| {
        Ok(Stamped { stamp: Some(required(document.stamp())?), value: document.core(&At::Root)? })
    })
}

/// Reads `coxa.error`.
///
/// # Errors
/// Not such a file, or a code that this binary does not know.
pub fn read_error(bytes: &[u8]) -> Result<InputError, InputError> {
    open(bytes, |document: ErrorDocument| InputError::try_from(document))
}

/// What only coxa writes must say what it was made with.
fn required(stamp: Option<Stamp>) -> Result<Stamp, InputError> {
    let needed = "\"made_by\", \"knowledge_hash\" and \"rule_version\"";
    stamp.ok_or_else(|| InputError::new(Code::JsonMissingField, "not all of them", needed))
}

/// A document as text: fields in their declared order, two spaces of indent, a line break at the end.
fn text<D: Serialize>(document: &D) -> Result<String, InputError> {
    let mut text = serde_json::to_string_pretty(document).map_err(|error| data_fault(&error.to_string()))?;
    text.push('\n');
    Ok(text)
}

/// Writes `coxa.assessment`.
///
/// # Errors
/// A number is not finite, or a day outside the calendar.
pub fn write_assessment(assessment: &Assessment, stamp: &Stamp) -> Result<String, InputError> {
    text(&AssessmentDocument::assemble(Some(stamp), assessment))
}

/// Writes `coxa.findings`.
///
/// # Errors
/// A number is not finite, or a day outside the calendar.
pub fn write_findings(findings: &FindingsFile, stamp: &Stamp) -> Result<String, InputError> {
    text(&FindingsDocument::assemble(Some(stamp), findings))
}

/// Writes `coxa.pattern`.
///
/// # Errors
/// A number is not finite, or a day outside the calendar.
pub fn write_pattern(file: &PatternFile, stamp: &Stamp) -> Result<String, InputError> {
    text(&PatternDocument::whole(stamp, file))
}

/// Writes `coxa.programme`.
///
/// # Errors
/// A number is not finite, or a day outside the calendar.
pub fn write_programme(file: &ProgrammeFile, stamp: &Stamp) -> Result<String, InputError> {
    text(&ProgrammeDocument::whole(stamp, file))
}

/// Writes `coxa.session`.
///
/// # Errors
/// A number is not finite, or a day outside the calendar.
pub fn write_session(session: &Session, stamp: &Stamp) -> Result<String, InputError> {
    text(&SessionDocument::assemble(Some(stamp), session))
}

/// Writes where a person stands today, `coxa.today`.
///
/// # Errors
/// A number is not finite, or a day outside the calendar.
pub fn write_today(today: &Today, integrity: Integrity, stamp: &Stamp) -> Result<String, InputError> {
    text(&TodayDocument::of(today, integrity, stamp))
}

/// Writes `coxa.error` on one line.
#[must_use]
pub fn write_error(error: &InputError) -> String {
    // The document holds only text and counts, which always serialize.
    serde_json::to_string(&ErrorDocument::from(error)).unwrap_or_default()
}
