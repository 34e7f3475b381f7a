//! The building blocks of rows: ids of the vocabulary, ordered ranges, values with their evidence.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use coxa::vocabulary::{Evidence, Sourced, Status};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An id of the vocabulary as written in a table; an unknown one is refused with the nearest known one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id<T>(pub T);

impl<T: Display> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id<T>, D::Error> {
        String::deserialize(deserializer)?.parse().map(Id).map_err(D::Error::custom)
    }
}

/// The plain values of a list of ids.
pub fn plain<T: Copy>(ids: &[Id<T>]) -> Vec<T> {
    ids.iter().map(|id| id.0).collect()
}

/// A range written `[low, high]`; refused unless low is at most high.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Range<T>(pub T, pub T);

impl<'de, T: Deserialize<'de> + PartialOrd + Display> Deserialize<'de> for Range<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Range<T>, D::Error> {
        let (low, high) = <(T, T)>::deserialize(deserializer)?;
        if low <= high {
            Ok(Range(low, high))
        } else {
            Err(D::Error::custom(format!("unordered range [{low}, {high}], expected the lower end first")))
        }
    }
}

/// A value inside a row that has evidence of its own: `{ value = 0.6, status = "VERIFIED", sources = ["foo2019"] }`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "ValueText<T>", bound = "T: Serialize + DeserializeOwned + Clone")]
pub struct Value<T> {
    /// The value; absent exactly when nothing is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<T>,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// What a reader should know about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound = "T: DeserializeOwned")]
struct ValueText<T> {
    value: Option<T>,
    status: Id<Status>,
    sources: Vec<String>,
    note: Option<String>,
}

impl<T> TryFrom<ValueText<T>> for Value<T> {
    type Error = String;

    fn try_from(text: ValueText<T>) -> Result<Value<T>, String> {
        let ValueText { value, status, sources, note } = text;
        fault_of(status.0, &sources, Some(value.is_some()))
            .map_or(Ok(Value { value, status, sources, note }), |fault| {
                Err(format!("{}, expected {}", fault.0, fault.1))
            })
    }
}

impl<T: Clone> Value<T> {
    /// The value as the core takes it; `None` when nothing is known.
    #[must_use]
    pub fn sourced(&self) -> Option<Sourced<T>> {
        let value = self.value.clone()?;
        Some(Sourced { value, evidence: evidence(self.status, &self.sources) })
    }
}

/// Values of a row that are weaker than the row's own status, by key.
pub type Weaker = BTreeMap<String, Id<Status>>;

/// How weak a way of knowing is, in the order in which assessing chooses among norms: a number of one's own making that
/// says so comes after one that is only recalled, and a computed one is as good as what it was computed from.
#[must_use]
pub const fn weakness(status: Status) -> u8 {
    match status {
        Status::Verified => 0,
        Status::Derived => 1,
        Status::Memory => 2,
        Status::Design => 3,
        Status::Gap => 4,
    }
}

/// Status and sources as the core takes them.
#[must_use]
pub fn evidence(status: Id<Status>, sources: &[String]) -> Evidence {
    Evidence { status: status.0, sources: sources.iter().map(|key| Arc::from(key.as_str())).collect() }
}

/// What contradicts the meaning of a status, as (found, needed); `None` when nothing does.
///
/// * `has_value` – `None` for rows that are not about one value
pub fn fault_of(status: Status, sources: &[String], has_value: Option<bool>) -> Option<(String, String)> {
    let status_id = status.id();
    if sources.is_empty() && !matches!(status, Status::Design | Status::Gap) {
        return Some((format!("status {status_id} without a source"), "the key of a reference in `sources`".into()));
    }
    match (status, has_value) {
        (Status::Gap, Some(true)) => Some(("status GAP with a value".into(), "no value, or the status it has".into())),
        (Status::Gap, _) | (_, None | Some(true)) => None,
        (_, Some(false)) => Some((format!("status {status_id} without a value"), "a value, or status GAP".into())),
    }
}
