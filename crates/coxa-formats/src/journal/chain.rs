//! What ties the events of a device together: canonical JSON and its hash.

use std::fmt;

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
    Hash::of_event(event).map(|hash| hash.to_string())
}

/// The value of each small hexadecimal digit, by its byte; 255 for any other byte.
const DIGITS: [u8; 256] = {
    let mut digits = [u8::MAX; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789abcdef"[value as usize] as usize] = value;
        value += 1;
    }
    digits
};

/// A hash, as worked out or as a line states it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hash {
    /// Written as 64 hexadecimal digits in small letters.
    Sha256([u8; 32]),
    /// Anything else that a line states, which equals no hash.
    Other(Box<str>),
}

impl Hash {
    /// SHA-256 of pieces one after another.
    pub(super) fn of(parts: &[&[u8]]) -> Hash {
        let mut hash = Sha256::new();
        parts.iter().for_each(|part| hash.update(part));
        Hash::Sha256(hash.finalize().into())
    }

    /// The hash of an event; see [`event_hash`].
    pub(super) fn of_event(event: &Value) -> Result<Hash, InputError> {
        let mut bare = event.clone();
        if let Some(fields) = bare.as_object_mut() {
            fields.remove("hash");
        }
        Ok(Hash::of(&[&canonical_json(&bare)?]))
    }

    /// A hash as a line states it.
    pub(super) fn stated(text: &str) -> Hash {
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        let mut bytes = [0; 32];
        let mut all_digits = pairs.len() == bytes.len() && rest.is_empty();
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            let (high, low) = (DIGITS[usize::from(*high)], DIGITS[usize::from(*low)]);
            all_digits &= (high | low) < 16;
            *byte = high << 4 | low;
        }
        if all_digits { Hash::Sha256(bytes) } else { Hash::Other(text.into()) }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Hash::Sha256(bytes) => bytes.iter().try_for_each(|byte| write!(formatter, "{byte:02x}")),
            Hash::Other(text) => formatter.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Hash, event_hash};
    use serde_json::json;

    #[test]
    fn the_hash_is_that_of_the_canonical_text_worked_out_by_hand() {
        // printf '%s' '{"a":1,"b":"é"}' | sha256sum
        let expected = "09ad9fd2fb648cb2f62141215828ea00a62c299db05d20aa9ade2f527a301cc6";
        let event = json!({ "b": "é", "hash": "ignored", "a": 1.0 });
        let hash = event_hash(&event).expect("finite");
        assert_eq!(hash, expected);
    }

    #[test]
    fn a_stated_hash_reads_back_as_written_and_only_small_digits_are_one() {
        let digits = "09ad9fd2fb648cb2f62141215828ea00a62c299db05d20aa9ade2f527a301cc6";
        assert_eq!(Hash::stated(digits), Hash::of(&[b"{\"a\":1,", "\"b\":\"é\"}".as_bytes()]));
        for other in [&digits.to_uppercase(), &digits[1..], &format!("{digits}00"), "", "é"] {
            assert_eq!(Hash::stated(other), Hash::Other(other.into()), "{other}");
            assert_eq!(Hash::stated(other).to_string(), *other);
        }
    }
}
