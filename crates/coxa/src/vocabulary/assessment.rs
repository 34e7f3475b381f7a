//! Everything known about a person before a pattern is inferred.

use std::collections::{BTreeMap, BTreeSet};

use super::day::Day;
use super::finding::Finding;
use super::ids::{Answer, Equipment, PainSite};
use super::key::{GoalId, QuestionId};

super::ids::vocabulary! {
    /// Sex, as far as norms distinguish it.
    Sex "sex" {
        Female = "female",
        Male = "male",
        Unspecified = "unspecified",
    }
}

/// The person, as far as norms and the skeleton need it.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Age in completed years; `None` when not given.
    pub age_years: Option<u8>,
    /// Sex for norms.
    pub sex: Sex,
    /// Body height, m; `None` when not given.
    pub height_m: Option<f64>,
    /// Body mass, kg; `None` when not given.
    pub mass_kg: Option<f64>,
}

/// Usual pain at one site before any training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BaselinePain {
    /// Where.
    pub site: PainSite,
    /// How strong, 0–10.
    pub pain_nrs: u8,
}

/// What the person can give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraints {
    /// Longest session, minutes.
    pub minutes_per_session: u16,
    /// Sessions a week, 1–7.
    pub sessions_per_week: u8,
    /// What is at hand.
    pub equipment: BTreeSet<Equipment>,
}

/// One assessment: person, safety answers, baseline pain, goals, constraints and findings.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// Who.
    pub person: Person,
    /// Answers to safety questions; an absent question counts as unanswered.
    pub safety: BTreeMap<QuestionId, Answer>,
    /// Usual pain per site; an absent site counts as none.
    pub baseline: Vec<BaselinePain>,
    /// Tasks the person wants, most wanted first.
    pub goals: Vec<GoalId>,
    /// "Feels tight" without having been measured short: told by the person.
    pub feels_tight: bool,
    /// What the person can give.
    pub constraints: Constraints,
    /// Everything measured or observed.
    pub findings: Vec<Finding>,
    /// The local day of the assessment; `None` when not recorded.
    pub day: Option<Day>,
}
