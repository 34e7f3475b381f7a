//! Why an input was refused: one error type, and the table of every stable code.

use std::fmt;

use coxa::vocabulary::UnknownId;

/// Most known ids that a message lists.
const LISTED: usize = 40;

/// Longest piece of the input that a message repeats, characters.
const TOKEN_LIMIT: usize = 64;

/// Where in the input the fault lies, as far as known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Name of the file, given by whoever opened it.
    pub file: Option<String>,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Byte offset from the start of the input.
    pub offset: Option<usize>,
    /// Field: a JSON pointer such as `/findings/0/value`, or a column's name.
    pub field: Option<String>,
}

macro_rules! codes {
    ($($variant:ident = $id:literal, $meaning:literal, $remedy:literal;)+) => {
        /// The stable code of a fault.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $meaning] $variant),+
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$variant),+];

            /// The code as shown and stored; never renamed.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Code::$variant => $id),+ }
            }

            /// What it means.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $meaning),+ }
            }

            /// What to do about it.
            #[must_use]
            pub const fn remedy(self) -> &'static str {
                match self { $(Code::$variant => $remedy),+ }
            }
        }
    };
}

codes! {
    InputTooLarge = "input.too_large", "the input is larger than coxa reads", "split it, or check that it is the right file";
    InputNotText = "input.not_text", "the input is not UTF-8 text", "export it again as UTF-8, or check that it is the right file";
    InputUnreadable = "input.unreadable", "the input could not be read to its end", "check that it is complete and that you may read it";
    JsonSyntax = "json.syntax", "the text is not JSON", "correct the place shown";
    JsonTruncated = "json.truncated", "the JSON ends too early", "the file was cut off: get it again from where it came";
    JsonTooDeep = "json.too_deep", "the JSON is nested deeper than any file of coxa", "check that it is the right file";
    JsonDuplicateKey = "json.duplicate_key", "an object names the same key twice", "keep the one that is right";
    JsonUnknownField = "json.unknown_field", "a field that this kind of file does not have", "correct its spelling or remove it; `coxa schema` lists the fields";
    JsonMissingField = "json.missing_field", "a needed field is missing", "add it; `coxa schema` describes it";
    JsonWrongType = "json.wrong_type", "a value is of another type than needed", "write the needed type; `coxa schema` describes it";
    DocumentNotFinite = "document.not_finite", "a result is not a finite number and cannot be written", "report this: it is a fault of coxa";
    SchemaUnnamed = "schema.unnamed", "the file does not say which kind and version it is", "add \"schema\", such as \"coxa.assessment/1\"";
    SchemaOtherKind = "schema.other_kind", "the file is of another kind than needed here", "give the needed kind of file";
    SchemaTooNew = "schema.too_new", "the file was written by a newer coxa", "update coxa, then try again";
    VocabularyUnknownId = "vocabulary.unknown_id", "an id that the vocabulary does not know", "use an id of the vocabulary";
    ValueOutOfRange = "value.out_of_range", "a number outside what is possible here", "check the number and its unit";
    ValueBadDate = "value.bad_date", "not a date of the calendar", "write year-month-day, or a timestamp with offset such as 2026-11-20T09:30:00+01:00";
    ValueEmpty = "value.empty", "a text is empty or too long", "fill it in, briefly";
    ValueRepeated = "value.repeated", "something that may be said once is said twice", "keep the one that is right";
    FindingModeNotOfTest = "finding.mode_not_of_test", "the test is not done in this mode", "use one of the test's modes";
    FindingUnitNotOfTest = "finding.unit_not_of_test", "the value is not in the unit of the test", "convert the value into the test's unit";
    FindingQuantityNotRead = "finding.quantity_not_read", "this test has a single value and reads no quantity", "remove `quantity` and `variant`, or name the movement screen it belongs to";
    PatternWithoutAssessment = "pattern.without_assessment", "the pattern lacks the assessment or allowance it was made from", "make the pattern again with `coxa assess`";
    MotionNoHeaderEnd = "motion.no_header_end", "the line `endheader` is missing", "check that it is an OpenSim .mot or .sto file and complete";
    MotionHeader = "motion.header", "a line of the header is wrong", "correct the header or export the file again";
    MotionOrientations = "motion.orientations", "the file holds sensor orientations, not joint angles", "run inverse kinematics on it first and give the resulting .mot";
    MotionNotAngles = "motion.not_angles", "the file holds no joint angle that coxa knows", "give a file with OpenSim coordinates such as hip_flexion_r, or coxa's own names";
    MotionUnitMissing = "motion.unit_missing", "it is not said whether angles are degrees or radians", "say so in the header: inDegrees=yes or no, or a column name ending in _deg or _rad";
    MotionColumns = "motion.columns", "a row has another number of columns than the header", "the row is damaged or cut off: export the file again";
    MotionColumnTwice = "motion.column_twice", "the same joint angle appears in two columns", "keep one of the columns";
    MotionNoTime = "motion.no_time", "there is no time column", "add a first column `time` (CSV: `time_s`) in seconds";
    MotionNotANumber = "motion.not_a_number", "a field is not a finite number", "correct it, or leave it empty or NaN for a gap";
    MotionImplausible = "motion.implausible", "a value that no body can have", "check units and export";
    MotionTimeNotIncreasing = "motion.time_not_increasing", "time stands still or runs backwards", "sort or cut the recording so that time increases";
    MotionEmpty = "motion.empty", "the file has no row of data", "check that the recording was exported completely";
    MotionTooLong = "motion.too_long", "the recording has more samples than coxa reads at once", "cut it into shorter recordings";
    OsimSyntax = "osim.syntax", "the model is not well-formed XML", "check that it is an .osim file and complete";
    OsimMissing = "osim.missing", "the model lacks something that it needs", "add it in OpenSim and save the model again";
    OsimNumber = "osim.number", "a number of the model cannot be used", "correct it in the model";
    OsimUnknown = "osim.unknown", "the model names something that it does not have", "correct the name in the model";
    OsimTwice = "osim.twice", "the model uses a name twice", "give each its own name";
    OsimUnsupported = "osim.unsupported", "the model uses something that coxa cannot compute", "replace it in the model, or ask for it";
    OsimTree = "osim.tree", "the bodies of the model are not joined as a tree", "join every body to the ground, once";
    OsimCircle = "osim.circle", "couplers of the model follow each other in a circle", "remove one of them";
    OsimTasks = "osim.tasks", "the tasks contradict themselves or stand elsewhere", "correct the task set, or give the file that holds it";
    TrcHeader = "trc.header", "the header of the marker file is wrong", "check that it is a TRC file, or export it again";
    TrcRow = "trc.row", "a row of the marker file is damaged", "export the file again, or leave a gap empty";
    MarkersUnit = "markers.unit", "the markers stand too far apart, or too near, for the unit that the file says", "correct the unit in the file (TRC: Units, C3D: POINT:UNITS) or export it again";
    C3dHeader = "c3d.header", "the header of the C3D file is wrong or cut off", "check that it is a C3D file and complete";
    C3dParameters = "c3d.parameters", "the parameters of the C3D file are damaged", "export the file again";
    C3dFrame = "c3d.frame", "a frame of the C3D file is damaged", "export the file again";
    SubjectWrong = "subject.wrong", "the subject file cannot be used", "correct it as the message says";
    OrientationsHeader = "orientations.header", "the header of the orientations is wrong", "check that it is a .sto table of quaternions";
    OrientationsRow = "orientations.row", "a row of the orientations is damaged", "export the file again, or leave a gap empty";
    CsvDecimalComma = "csv.decimal_comma", "numbers are written with a decimal comma", "export the file with a decimal point";
    CsvQuote = "csv.quote", "a quoted field does not end on its line", "remove the quotes or the line break inside them";
    JournalTornLine = "journal.torn_line", "the last line is incomplete: writing was interrupted", "remove the incomplete line; the events before it are intact";
    JournalUnreadableLine = "journal.unreadable_line", "a line is not an event", "restore the line from a copy; it counts as unknown until then";
    JournalUnknownPayload = "journal.unknown_payload", "the kind or content of an event cannot be understood", "update coxa, or correct the event where it was made; it counts as unknown until then";
    JournalSequence = "journal.sequence", "a device's events are not numbered 0, 1, 2 and so on", "find the missing or doubled event on that device and sync again";
    JournalChainBroken = "journal.chain_broken", "an event was changed, removed or inserted after it was recorded", "restore the journal from the device or a copy";
    JournalPartlyChained = "journal.partly_chained", "some events carry a hash and others do not", "append events with `coxa journal append` only";
    JournalIdConflict = "journal.id_conflict", "two different events carry the same id", "restore the journal from the device or a copy";
    JournalTimeBackwards = "journal.time_backwards", "time runs backwards on a device", "correct the device's clock, and record the event again with the right time";
    JournalBadId = "journal.bad_id", "the event's id is not a UUID of version 7", "let the device make a new id";
    JournalNotAppendable = "journal.not_appendable", "nothing may be appended to this journal", "restore it if it is damaged; `coxa journal verify` shows where";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl std::str::FromStr for Code {
    type Err = UnknownId;

    fn from_str(found: &str) -> Result<Code, Self::Err> {
        let ids: Vec<&'static str> = Code::ALL.iter().map(|code| code.id()).collect();
        Code::ALL
            .iter()
            .copied()
            .find(|code| code.id() == found)
            .ok_or_else(|| UnknownId::new("error code", found, &ids))
    }
}

/// Why an input was refused: code, place, what was found, what was needed, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputError {
    /// The stable code.
    pub code: Code,
    /// Where.
    pub place: Box<Place>,
    /// What was found; at most 64 characters of the input itself, control characters escaped.
    pub found: String,
    /// What was needed.
    pub needed: String,
}

impl InputError {
    /// A fault without a place yet.
    pub fn new(code: Code, found: impl Into<String>, needed: impl Into<String>) -> InputError {
        InputError { code, place: Box::default(), found: found.into(), needed: needed.into() }
    }

    /// An id that the vocabulary, or a table, does not know.
    #[must_use]
    pub fn unknown_id(unknown: &UnknownId) -> InputError {
        let needed = match unknown.nearest {
            Some(nearest) => format!("a known {}, perhaps \"{nearest}\"", unknown.vocabulary),
            None if unknown.known.len() <= LISTED => {
                format!("a known {}: one of {}", unknown.vocabulary, unknown.known.join(", "))
            }
            None => format!("a known {}", unknown.vocabulary),
        };
        InputError::new(Code::VocabularyUnknownId, quoted(&unknown.found), needed)
    }

    /// What to do about it.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        self.code.remedy()
    }

    /// The same fault in a named file.
    #[must_use]
    pub fn in_file(mut self, name: &str) -> InputError {
        self.place.file = Some(name.to_owned());
        self
    }

    /// The same fault where there are no lines to point at.
    #[must_use]
    pub(crate) fn without_line(mut self) -> InputError {
        self.place.line = None;
        self
    }

    /// The same fault on a line, from 1.
    #[must_use]
    pub fn on_line(mut self, line: usize) -> InputError {
        self.place.line = Some(line);
        self
    }

    /// The same fault at a field.
    #[must_use]
    pub fn at_field(mut self, field: impl Into<String>) -> InputError {
        self.place.field = Some(token(&field.into(), 4 * TOKEN_LIMIT));
        self
    }

    /// The same fault at a byte offset.
    #[must_use]
    pub fn at_offset(mut self, offset: usize) -> InputError {
        self.place.offset = Some(offset);
        self
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.place.file {
            write!(f, "{file}: ")?;
        }
        if let Some(line) = self.place.line {
            write!(f, "line {line}: ")?;
        }
        if let Some(field) = self.place.field.as_deref().filter(|field| !field.is_empty()) {
            write!(f, "{field}: ")?;
        }
        write!(f, "{}: found {}, needed {}; {}", self.code.meaning(), self.found, self.needed, self.remedy())
    }
}

impl std::error::Error for InputError {}

/// A piece of the input as a message may repeat it: short, in quotes, control characters escaped.
pub(crate) fn quoted(found: &str) -> String {
    format!("\"{}\"", token(found, TOKEN_LIMIT))
}

/// At most `limit` characters of the input, control characters escaped.
pub(crate) fn token(found: &str, limit: usize) -> String {
    let mut shown = String::new();
    for (count, character) in found.chars().enumerate() {
        if count == limit {
            shown.push('…');
            break;
        }
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Separates the parts of a fault that travels through serde as text; [`token`] keeps it out of user text.
const SEPARATOR: char = '\u{1f}';

/// Packs a fault into a message, for use inside `Deserialize` and `Serialize`.
pub(crate) fn carried(code: Code, found: &str, needed: &str) -> String {
    format!("{SEPARATOR}{code}{SEPARATOR}{found}{SEPARATOR}{needed}{SEPARATOR}")
}

/// Unpacks what [`carried`] packed.
pub(crate) fn uncarried(message: &str) -> Option<InputError> {
    let mut parts = message.split(SEPARATOR).skip(1);
    let code = parts.next()?.parse().ok()?;
    Some(InputError::new(code, parts.next()?, parts.next()?))
}

#[cfg(test)]
mod tests {
    use super::{Code, InputError, carried, quoted, uncarried};

    #[test]
    fn a_message_repeats_little_of_the_input_and_no_control_character() {
        let shown = quoted(&format!("\u{1b}[2J{}", "x".repeat(5_000)));
        assert!(shown.chars().count() < 80 && !shown.contains('\u{1b}'), "{shown}");
    }

    #[test]
    fn a_fault_survives_the_way_through_serde() {
        let fault = InputError::new(Code::ValueBadDate, "\"2026-13-01\"", "a date");
        let message = format!("{} at line 1 column 2", carried(fault.code, &fault.found, &fault.needed));
        assert_eq!(uncarried(&message), Some(fault));
    }

    #[test]
    fn every_code_is_spelt_once_and_reads_back() {
        for code in Code::ALL {
            assert_eq!(code.id().parse(), Ok(*code));
            assert!(code.id().contains('.') && !code.meaning().ends_with('.') && !code.remedy().ends_with('.'));
        }
    }
}
