//! Ids and keys as they stand in files.

use std::borrow::Cow;
use std::str::FromStr;

use coxa::vocabulary::UnknownId;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use super::mirror::{At, Wire};
use crate::fault::{Code, InputError, carried, quoted};

/// Longest key or id, bytes; those of the tables are shorter than 60.
const KEY_LIMIT: usize = 128;

/// A core type whose values are written as ids of the vocabulary.
pub trait Word: Copy + FromStr<Err = UnknownId> + 'static {
    /// The name of its vocabulary.
    const NAME: &'static str;

    /// The id of a value.
    fn word(self) -> &'static str;

    /// Every id, in the order of the vocabulary.
    fn words() -> Vec<&'static str>;
}

macro_rules! words {
    ($($path:path = $name:literal),+ $(,)?) => {$(
        impl Word for $path {
            const NAME: &'static str = $name;

            fn word(self) -> &'static str {
                self.id()
            }

            fn words() -> Vec<&'static str> {
                Self::ALL.iter().map(|value| value.id()).collect()
            }
        }
    )+};
}

words! {
    coxa::vocabulary::Answer = "Answer", coxa::vocabulary::CaveatKind = "CaveatKind",
    coxa::vocabulary::Clearance = "Clearance", coxa::vocabulary::Direction = "Direction",
    coxa::vocabulary::EndFeel = "EndFeel", coxa::vocabulary::Equipment = "Equipment",
    coxa::vocabulary::Family = "Family", coxa::vocabulary::Instrument = "Instrument",
    coxa::vocabulary::Mechanism = "Mechanism", coxa::vocabulary::Mode = "Mode",
    coxa::vocabulary::MustNot = "MustNot", coxa::vocabulary::PainSite = "PainSite",
    coxa::vocabulary::PelvisControlled = "PelvisControlled", coxa::vocabulary::Quantity = "Quantity",
    coxa::vocabulary::RuleId = "RuleId", coxa::vocabulary::Sensation = "Sensation",
    coxa::vocabulary::Sex = "Sex", coxa::vocabulary::Side = "Side", coxa::vocabulary::Status = "Status",
    coxa::vocabulary::Test = "Test", coxa::vocabulary::Unit = "Unit", coxa::vocabulary::Urgency = "Urgency",
    coxa::assess::Frame = "Frame", coxa::prescribe::Block = "Block", coxa::prescribe::Muscle = "Muscle",
    coxa::dose::SessionVerdict = "SessionVerdict", coxa::dose::MorningState = "MorningState",
    coxa::dose::FormSeenBy = "FormSeenBy", coxa::dose::ClearedBy = "Role", coxa::dose::Integrity = "Integrity",
}

/// Text that must be spelt in a certain way. The check runs inside the deserializer, which then knows the place of a fault.
pub(super) struct Spelt<F>(pub(super) &'static str, pub(super) F);

impl<T, F: FnOnce(&str) -> Result<T, String>> Visitor<'_> for Spelt<F> {
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: serde::de::Error>(self, found: &str) -> Result<T, E> {
        (self.1)(found).map_err(E::custom)
    }
}

/// An id of a fixed vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id<T>(pub T);

impl<T: Word> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.word())
    }
}

impl<'de, T: Word> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id<T>, D::Error> {
        deserializer.deserialize_str(Spelt("an id of the vocabulary", |found: &str| {
            found.parse().map(Id).map_err(|unknown: UnknownId| {
                let fault = InputError::unknown_id(&unknown);
                carried(fault.code, &fault.found, &fault.needed)
            })
        }))
    }
}

impl<T: Word> JsonSchema for Id<T> {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed(T::NAME)
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": T::words() })
    }
}

impl<T: Word> Wire for Id<T> {
    type Core = T;

    fn write(core: &T) -> Id<T> {
        Id(*core)
    }

    fn read(self, _at: &At<'_>) -> Result<T, InputError> {
        Ok(self.0)
    }
}

/// A key whose set is data: a drill, goal, question, session or reference. Known keys are checked where the tables are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key<T>(pub T);

impl<T: std::fmt::Display> Serialize for Key<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: for<'a> From<&'a str>> Deserialize<'de> for Key<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Key<T>, D::Error> {
        deserializer.deserialize_str(Spelt("a key", |found: &str| {
            if found.is_empty() || KEY_LIMIT < found.len() || found.chars().any(char::is_control) {
                let needed = format!("1 to {KEY_LIMIT} bytes without control characters");
                return Err(carried(Code::ValueEmpty, &quoted(found), &needed));
            }
            Ok(Key(T::from(found)))
        }))
    }
}

impl<T> JsonSchema for Key<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Key")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": KEY_LIMIT })
    }
}

impl<T: Clone + std::fmt::Display + for<'a> From<&'a str>> Wire for Key<T> {
    type Core = T;

    fn write(core: &T) -> Key<T> {
        Key(core.clone())
    }

    fn read(self, _at: &At<'_>) -> Result<T, InputError> {
        Ok(self.0)
    }
}
