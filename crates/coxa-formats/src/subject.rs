//! What is known of the person in a recording: `subject.toml`.

use coxa::measure::body_model::Subject;
use coxa::vocabulary::{BySide, Side};
use serde::Deserialize;

use crate::fault::{Code, InputError};

/// Largest file that is read, bytes.
const LIMIT_BYTES: usize = 1 << 16;

/// Widths outside of this are no body's, mm.
const WIDTH_MM: std::ops::RangeInclusive<f64> = 20.0..=600.0;

/// A subject file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SubjectFile {
    /// Widths.
    pub subject: Subject,
    /// The recording of a still posture, relative to this file; `None` takes it from the recording itself.
    pub static_recording: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    #[serde(rename = "static")]
    static_recording: Option<String>,
    asis_width_mm: Option<f64>,
    knee_width_mm: Option<f64>,
    ankle_width_mm: Option<f64>,
    left_knee_width_mm: Option<f64>,
    right_knee_width_mm: Option<f64>,
    left_ankle_width_mm: Option<f64>,
    right_ankle_width_mm: Option<f64>,
}

/// Reads a subject file: widths in mm, all optional; a side's own width wins over the one for both.
///
/// # Errors
/// No TOML, a key that is not known, or a width that no body has.
pub fn read_subject(text: &str) -> Result<SubjectFile, InputError> {
    if LIMIT_BYTES < text.len() {
        let found = format!("{} bytes", text.len());
        return Err(InputError::new(Code::InputTooLarge, found, format!("at most {LIMIT_BYTES}")));
    }
    let wire: Wire = toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| 1 + text[..span.start.min(text.len())].matches('\n').count());
        let needed = "keys static, asis_width_mm, knee_width_mm, ankle_width_mm, and left_ or right_ before a width";
        let fault = InputError::new(Code::SubjectWrong, error.message(), needed);
        match line {
            Some(line) => fault.on_line(line),
            None => fault,
        }
    })?;
    let metres = |key: &str, width: Option<f64>| match width {
        Some(mm) if !WIDTH_MM.contains(&mm) => {
            let needed = format!("{} to {} mm", WIDTH_MM.start(), WIDTH_MM.end());
            Err(InputError::new(Code::SubjectWrong, format!("{mm}"), needed).at_field(key))
        }
        width => Ok(width.map(|mm| mm / 1e3)),
    };
    let both = |name: &str, both: Option<f64>, left: Option<f64>, right: Option<f64>| -> Result<_, InputError> {
        let both = metres(name, both)?;
        let (left, right) = (metres(&format!("left_{name}"), left)?, metres(&format!("right_{name}"), right)?);
        Ok(BySide::from_fn(|side| if side == Side::Left { left } else { right }.or(both)))
    };
    Ok(SubjectFile {
        subject: Subject {
            knee_width_m: both("knee_width_mm", wire.knee_width_mm, wire.left_knee_width_mm, wire.right_knee_width_mm)?,
            ankle_width_m: both(
                "ankle_width_mm",
                wire.ankle_width_mm,
                wire.left_ankle_width_mm,
                wire.right_ankle_width_mm,
            )?,
            asis_width_m: metres("asis_width_mm", wire.asis_width_mm)?,
        },
        static_recording: wire.static_recording,
    })
}

#[cfg(test)]
mod tests {
    use super::read_subject;

    #[test]
    fn widths_are_read_in_mm_and_a_sides_own_wins() {
        let file =
            read_subject("static = \"cal.c3d\"\nknee_width_mm = 102\nleft_knee_width_mm = 110.0\n").expect("read");
        assert_eq!(file.static_recording.as_deref(), Some("cal.c3d"));
        assert_eq!((file.subject.knee_width_m.left, file.subject.knee_width_m.right), (Some(0.11), Some(0.102)));
        assert_eq!((file.subject.ankle_width_m.left, file.subject.asis_width_m), (None, None));
    }

    #[test]
    fn what_is_no_width_and_what_is_no_key_is_refused_with_its_place() {
        // Metres where millimetres are asked for.
        let metres = read_subject("knee_width_mm = 0.102").expect_err("too thin");
        assert_eq!(metres.place.field.as_deref(), Some("knee_width_mm"));
        assert_eq!(read_subject("static = \"a\"\nknee = 102").expect_err("no such key").place.line, Some(2));
        assert!(read_subject("knee_width_mm = \"wide\"").is_err() && read_subject("knee_width_mm = nan").is_err());
        assert!(read_subject("[").is_err());
    }
}
