//! What the guard needs to know: questions, flags, precautions, thresholds.

use std::collections::BTreeMap;

use crate::prescribe::Muscle;
use crate::vocabulary::{DrillTag, Evidence, MustNot, PainSite, QuestionId, SourceKey, Sourced, Urgency};

crate::vocabulary::ids::vocabulary! {
    /// Whether a question asks for a symptom or a risk factor.
    QuestionRole "question_role" {
        Symptom = "symptom",
        Risk = "risk",
        Condition = "condition",
    }
}

crate::vocabulary::ids::vocabulary! {
    /// What a flag still permits; ordered from most to least free.
    FlagPermission "prescribe" {
        Monitored = "normal_with_monitoring",
        AvoidAdductionCompression = "avoid_adduction_compression",
        WithinComfort = "gentle_within_comfort",
        StrengthAndControlOnly = "strength_control_only",
        LowLoadMidrangeOnly = "low_load_midrange_only",
        NoneUntilCleared = "none_until_cleared",
        NoneUntilReviewed = "none_until_reviewed",
        None = "none",
    }
}

/// One question, asked alone and plainly.
#[derive(Debug, Clone, PartialEq)]
pub struct SafetyQuestion {
    /// `flag.name`.
    pub id: QuestionId,
    /// Symptom of a flag, risk factor of a flag, or a condition that activates a drill tag.
    pub role: QuestionRole,
    /// The question in plain words.
    pub ask: String,
    /// What to do when the answer is "I don't know".
    pub if_unknown: String,
    /// Which screen it is grouped in.
    pub screen: String,
    /// Youngest and oldest age it applies to; `None` for all.
    pub ages: Option<(u8, u8)>,
    /// Asked again before each session.
    pub before_session: bool,
    /// What a yes forbids beyond the flag's own row; risk factors and conditions use only this and `tags`.
    pub must_not: Vec<MustNot>,
    /// Drill tags a yes activates.
    pub tags: Vec<DrillTag>,
    /// Status and sources.
    pub evidence: Evidence,
}

/// A red flag or mechanical sign.
#[derive(Debug, Clone, PartialEq)]
pub struct Flag {
    /// Its id, such as `rf_septic`.
    pub id: String,
    /// What it may mean; shown to clinicians, never as a diagnosis.
    pub suspect: String,
    /// How soon to refer.
    pub urgency: Urgency,
    /// Where to turn, in plain words.
    pub refer_to: String,
    /// What it still permits.
    pub prescribe: FlagPermission,
    /// What it forbids.
    pub must_not: Vec<MustNot>,
    /// Drill tags it activates.
    pub tags: Vec<DrillTag>,
    /// Its questions.
    pub questions: Vec<SafetyQuestion>,
    /// Status and sources.
    pub evidence: Evidence,
}

/// A condition outside the flags that activates a drill tag, such as kneeling pain.
#[derive(Debug, Clone, PartialEq)]
pub struct Precaution {
    /// Its question.
    pub question: SafetyQuestion,
}

/// Everything the guard needs to know.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GuardKnowledge {
    /// Flags and mechanical signs.
    pub flags: Vec<Flag>,
    /// Conditions that activate drill tags.
    pub precautions: Vec<Precaution>,
    /// Named thresholds, such as `pain_red_above`; each key is checked at build.
    pub thresholds: BTreeMap<String, Sourced<i64>>,
    /// Which muscles are felt at which site, for "the drills that loaded that site".
    pub site_muscles: BTreeMap<PainSite, Vec<Muscle>>,
    /// Sources per rule id.
    pub rule_sources: BTreeMap<String, Vec<SourceKey>>,
    /// The version of the rules.
    pub rule_version: String,
}
