//! What ties the events of a device together: canonical JSON and its hash.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::fault::{Code, InputError};

/// A value as RFC 8785 canonical JSON.
///
/// # Errors
/// A number in it is not finite; JSON text never holds one.
pub fn canonical_json(value: &Value) -> Result<Vec<u8>, InputError> {
    serde_json_canonicalizer::to_vec(value)
        .map_err(|_| InputError::new(Code::DocumentNotFinite, "a number without canonical form", "a finite number"))
}

/// The hash of an event: SHA-256 of its canonical JSON without `hash`, hexadecimal in small letters.
///
/// # Errors
/// As [`canonical_json`].
pub fn event_hash(event: &Value) -> Result<String, InputError> {
    let mut bare = event.clone();
    if let Some(fields) = bare.as_object_mut() {
        fields.remove("hash");
    }
    Ok(hex_of(&canonical_json(&bare)?))
}

/// SHA-256 of bytes, hexadecimal in small letters.
pub(super) fn hex_of(bytes: &[u8]) -> String {
    hex_of_parts(&[bytes])
}

/// SHA-256 of pieces one after another, hexadecimal in small letters.
pub(super) fn hex_of_parts(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    let digit = |value: u8| char::from(if value < 10 { b'0' + value } else { b'a' + value - 10 });
    hash.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::event_hash;
    use serde_json::json;

    #[test]
    fn the_hash_is_that_of_the_canonical_text_worked_out_by_hand() {
        // printf '%s' '{"a":1,"b":"é"}' | sha256sum
        let expected = "09ad9fd2fb648cb2f62141215828ea00a62c299db05d20aa9ade2f527a301cc6";
        let event = json!({ "b": "é", "hash": "ignored", "a": 1.0 });
        let hash = event_hash(&event).expect("finite");
        assert_eq!(hash, expected);
    }
}
