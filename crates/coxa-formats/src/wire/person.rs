//! The person, baseline pain and constraints as they stand in files, with what is possible.

use coxa::vocabulary::{BaselinePain, Constraints, Equipment, PainSite, Person, Sex};

use super::mirror::{At, mirror};
use super::number::Real;
use super::word::Id;
use crate::fault::{Code, InputError};

/// Oldest age that is believed, years; it only catches slips of the keyboard.
const AGE_LIMIT_YEARS: u8 = 120;
/// Body heights that are believed, m; they catch centimetres and inches, and decide nothing else.
const HEIGHT_LIMITS_M: (f64, f64) = (0.4, 2.8);
/// Body masses that are believed, kg; they catch grams, and decide nothing else.
const MASS_LIMITS_KG: (f64, f64) = (2.0, 500.0);
/// Most minutes that a session may be asked for: a whole day.
const MINUTES_LIMIT: u16 = 1440;
/// Top of the numeric rating scale of pain.
pub(crate) const NRS_LIMIT: u8 = 10;

mirror! {
    /// The person, as far as norms and the skeleton need it.
    PersonWire = Person {
        /// Age in completed years, 0 to 120.
        age_years: Option<u8>,
        /// Sex for norms.
        sex: Id<Sex>,
        /// Body height, m.
        height_m: Option<Real>,
        /// Body mass, kg.
        mass_kg: Option<Real>,
    } checked by plausible_person
}

mirror! {
    /// Usual pain at one site before any training.
    BaselinePainWire = BaselinePain {
        /// Where.
        site: Id<PainSite>,
        /// How strong, 0 to 10.
        pain_nrs: u8,
    } checked by plausible_baseline
}

mirror! {
    /// What the person can give.
    ConstraintsWire = Constraints {
        /// Longest session, minutes.
        minutes_per_session: u16,
        /// Sessions a week, 1 to 7.
        sessions_per_week: u8,
        /// What is at hand.
        equipment: std::collections::BTreeSet<Id<Equipment>>,
    } checked by plausible_constraints
}

/// A number must lie between two others, both included.
pub(crate) fn within(value: f64, limits: (f64, f64), unit: &str, at: &At<'_>, field: &str) -> Result<(), InputError> {
    if limits.0 <= value && value <= limits.1 {
        return Ok(());
    }
    let needed = format!("{} to {} {unit}", limits.0, limits.1);
    Err(InputError::new(Code::ValueOutOfRange, value.to_string(), needed).at_field(At::Field(at, field).pointer()))
}

pub(crate) fn plausible_person(person: &Person, at: &At<'_>) -> Result<(), InputError> {
    if let Some(age) = person.age_years {
        within(f64::from(age), (0.0, f64::from(AGE_LIMIT_YEARS)), "years", at, "age_years")?;
    }
    if let Some(height_m) = person.height_m {
        within(height_m, HEIGHT_LIMITS_M, "m", at, "height_m")?;
    }
    if let Some(mass_kg) = person.mass_kg {
        within(mass_kg, MASS_LIMITS_KG, "kg", at, "mass_kg")?;
    }
    Ok(())
}

pub(crate) fn plausible_baseline(baseline: &BaselinePain, at: &At<'_>) -> Result<(), InputError> {
    nrs(baseline.pain_nrs, at, "pain_nrs")
}

pub(crate) fn plausible_constraints(constraints: &Constraints, at: &At<'_>) -> Result<(), InputError> {
    let minutes = f64::from(constraints.minutes_per_session);
    within(minutes, (1.0, f64::from(MINUTES_LIMIT)), "minutes", at, "minutes_per_session")?;
    within(f64::from(constraints.sessions_per_week), (1.0, 7.0), "sessions", at, "sessions_per_week")
}

/// A rating must lie on the scale from 0 to 10.
pub(crate) fn nrs(rating: u8, at: &At<'_>, field: &str) -> Result<(), InputError> {
    within(f64::from(rating), (0.0, f64::from(NRS_LIMIT)), "on the scale", at, field)
}
