//! Numbers and days as they stand in files: finite, exact, the shortest spelling.

use std::borrow::Cow;

use coxa::vocabulary::Day;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, Serializer};

use super::mirror::{At, Wire};
use super::word::Spelt;
use crate::fault::{Code, InputError, carried, quoted};

/// Largest whole number that every JSON reader keeps exactly (RFC 8785, section 3.2.2.3): 2^53 - 1.
const EXACT_LIMIT: u64 = (1 << 53) - 1;

/// A finite number; whole ones are written without a fraction, as RFC 8785 does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Real(pub f64);

impl Serialize for Real {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.0.is_finite() {
            return Err(S::Error::custom(carried(Code::DocumentNotFinite, &self.0.to_string(), "a finite number")));
        }
        if self.0.trunc().total_cmp(&self.0).is_eq() && self.0.abs() <= EXACT_LIMIT as f64 {
            return serializer.serialize_i64(self.0 as i64);
        }
        serializer.serialize_f64(self.0)
    }
}

impl<'de> Deserialize<'de> for Real {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Real, D::Error> {
        let value = f64::deserialize(deserializer)?;
        match value.is_finite() {
            true => Ok(Real(value)),
            false => Err(D::Error::custom(carried(Code::ValueOutOfRange, &value.to_string(), "a finite number"))),
        }
    }
}

impl JsonSchema for Real {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Real")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number" })
    }
}

impl Wire for Real {
    type Core = f64;

    fn write(core: &f64) -> Real {
        Real(*core)
    }

    fn read(self, _at: &At<'_>) -> Result<f64, InputError> {
        Ok(self.0)
    }
}

/// A count or seed up to 2^53 - 1, beyond which JSON readers disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count(pub u64);

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 <= EXACT_LIMIT {
            true => serializer.serialize_u64(self.0),
            false => Err(S::Error::custom(carried(Code::DocumentNotFinite, &self.0.to_string(), "at most 2^53 - 1"))),
        }
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Count, D::Error> {
        let value = u64::deserialize(deserializer)?;
        match value <= EXACT_LIMIT {
            true => Ok(Count(value)),
            false => Err(D::Error::custom(carried(Code::ValueOutOfRange, &value.to_string(), "at most 2^53 - 1"))),
        }
    }
}

impl JsonSchema for Count {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Count")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": EXACT_LIMIT })
    }
}

impl Wire for Count {
    type Core = u64;

    fn write(core: &u64) -> Count {
        Count(*core)
    }

    fn read(self, _at: &At<'_>) -> Result<u64, InputError> {
        Ok(self.0)
    }
}

/// The local day of a date such as `2026-11-20`, or of a timestamp with offset, in that offset.
///
/// `None` when it is neither, or not between the years 1900 and 2199.
pub(crate) fn day_of(text: &str) -> Option<Day> {
    match text.len() {
        10 => date(text),
        _ => moment_of(text).map(|(_, day)| day),
    }
}

/// The moment of a timestamp with offset, milliseconds since 1970-01-01T00:00Z, and its local day.
pub(crate) fn moment_of(text: &str) -> Option<(i64, Day)> {
    // A timestamp must carry its offset; the date it begins with is then the local one.
    let day = date(text.get(..10)?)?;
    text.parse::<jiff::Timestamp>().ok().map(|at| (at.as_millisecond(), day))
}

fn date(text: &str) -> Option<Day> {
    let spelt = text.as_bytes();
    if spelt.get(4) != Some(&b'-') || spelt.get(7) != Some(&b'-') {
        return None;
    }
    let date: jiff::civil::Date = text.parse().ok()?;
    (1900..=2199).contains(&date.year()).then(|| Day::from_days((date - epoch()).get_days()))
}

/// A day as `year-month-day`; `None` outside the years 1900 to 2199.
pub(crate) fn date_of(day: Day) -> Option<String> {
    let date = epoch().checked_add(jiff::Span::new().try_days(day.days()).ok()?).ok()?;
    (1900..=2199).contains(&date.year()).then(|| date.to_string())
}

const fn epoch() -> jiff::civil::Date {
    jiff::civil::Date::constant(1970, 1, 1)
}

/// A day, written `2026-11-20`; a timestamp with offset is read as its local day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date(pub Day);

impl Date {
    /// Reads a day, or a timestamp with offset as its local day.
    ///
    /// # Errors
    /// It is neither, or not between the years 1900 and 2199.
    pub fn parse(text: &str) -> Result<Date, InputError> {
        let needed = "a day of the years 1900 to 2199";
        day_of(text).map(Date).ok_or_else(|| InputError::new(Code::ValueBadDate, quoted(text), needed))
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let date = date_of(self.0).ok_or_else(|| {
            let found = format!("day {}", self.0.days());
            S::Error::custom(carried(Code::DocumentNotFinite, &found, "a day of the years 1900 to 2199"))
        })?;
        serializer.serialize_str(&date)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        deserializer.deserialize_str(Spelt("a date", |found: &str| {
            let needed = "a day of the years 1900 to 2199";
            day_of(found).map(Date).ok_or_else(|| carried(Code::ValueBadDate, &quoted(found), needed))
        }))
    }
}

impl JsonSchema for Date {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Date")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "a date such as 2026-11-20, or a timestamp with offset, which counts as its local day",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}",
        })
    }
}

impl Wire for Date {
    type Core = Day;

    fn write(core: &Day) -> Date {
        Date(*core)
    }

    fn read(self, _at: &At<'_>) -> Result<Day, InputError> {
        Ok(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Real, date_of, day_of};
    use coxa::vocabulary::Day;

    #[test]
    fn a_timestamp_counts_as_its_local_day_and_needs_an_offset() {
        assert_eq!(day_of("1970-01-02"), Some(Day::from_days(1)));
        assert_eq!(day_of("1970-01-02T00:30:00+02:00"), Some(Day::from_days(1)));
        for refused in ["1970-01-02T00:30:00", "1970-02-30", "19700102", "0000-01-01", "tomorrow", "+001970-1"] {
            assert_eq!(day_of(refused), None, "{refused}");
        }
        assert_eq!(date_of(Day::from_days(-1)), Some("1969-12-31".to_owned()));
        assert_eq!(date_of(Day::from_days(i32::MAX)), None);
    }

    #[test]
    fn whole_numbers_lose_their_fraction_and_nan_is_refused() {
        assert_eq!(serde_json::to_string(&[Real(-8.0), Real(0.1), Real(1e300)]).expect("finite"), "[-8,0.1,1e+300]");
        assert!(serde_json::to_string(&Real(f64::NAN)).is_err());
    }
}
