//! A fault as it stands in files and on standard output.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::header::Document;
use crate::fault::{Code, InputError, Place, quoted};

/// Why an input was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorDocument {
    /// Kind and version of the file.
    pub schema: String,
    /// The stable code; `coxa knowledge errors` lists them.
    pub code: String,
    /// What the code means.
    pub meaning: String,
    /// Name of the file.
    pub file: Option<String>,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Byte offset.
    pub offset: Option<usize>,
    /// JSON pointer or column.
    pub field: Option<String>,
    /// What was found.
    pub found: String,
    /// What was needed.
    pub needed: String,
    /// What to do.
    pub what_to_do: String,
}

impl ErrorDocument {
    /// A fault that is not one of a reader: of a command, a server or a store, with a code of its own.
    #[must_use]
    pub fn new(code: &str, meaning: &str, found: &str, needed: &str, what_to_do: &str) -> ErrorDocument {
        ErrorDocument {
            schema: crate::version::current(ErrorDocument::NAME),
            code: code.to_owned(),
            meaning: meaning.to_owned(),
            file: None,
            line: None,
            offset: None,
            field: None,
            found: found.to_owned(),
            needed: needed.to_owned(),
            what_to_do: what_to_do.to_owned(),
        }
    }
}

impl Document for ErrorDocument {
    const NAME: &'static str = "error";
}

impl From<&InputError> for ErrorDocument {
    fn from(error: &InputError) -> ErrorDocument {
        let Place { file, line, offset, field } = (*error.place).clone();
        ErrorDocument {
            schema: crate::version::current(ErrorDocument::NAME),
            code: error.code.id().to_owned(),
            meaning: error.code.meaning().to_owned(),
            file,
            line,
            offset,
            field,
            found: error.found.clone(),
            needed: error.needed.clone(),
            what_to_do: error.remedy().to_owned(),
        }
    }
}

impl TryFrom<ErrorDocument> for InputError {
    type Error = InputError;

    fn try_from(wire: ErrorDocument) -> Result<InputError, InputError> {
        let code: Code = wire.code.parse().map_err(|_| {
            InputError::new(Code::VocabularyUnknownId, quoted(&wire.code), "a code of `coxa knowledge errors`")
                .at_field("/code")
        })?;
        let place = Place { file: wire.file, line: wire.line, offset: wire.offset, field: wire.field };
        Ok(InputError { code, place: Box::new(place), found: wire.found, needed: wire.needed })
    }
}
