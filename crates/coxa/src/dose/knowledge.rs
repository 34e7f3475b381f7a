//! What the guard needs to know: questions, flags, precautions, thresholds.

use std::collections::{BTreeMap, BTreeSet};

use crate::prescribe::{LegTraits, Muscle, Traits};
use crate::vocabulary::{
    Direction, DrillTag, Evidence, MustNot, PainSite, QuestionId, SourceKey, Sourced, Test, Urgency,
};

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
    /// Whether burning or tingling makes its answer unknown, so that it is asked again.
    pub asked_after_tingling: bool,
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

/// What a test does to the legs, as its row says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TestTraits {
    /// Directions that it takes to their end.
    pub end_range: BTreeSet<Direction>,
    /// Lengthens the hip without its own effort.
    pub passive_stretch: bool,
    /// One leg carries the body alone, or nearly.
    pub single_leg_loaded: bool,
    /// Body weight or effort against resistance goes through the hip.
    pub loaded: bool,
    /// Both legs do the same; otherwise the other leg rests.
    pub both_legs: bool,
}

impl TestTraits {
    /// The same in the words of a drill, so that one function says what each `must_not` forbids.
    #[must_use]
    pub fn traits(&self) -> Traits {
        let ends_in = |directions: &[Direction]| directions.iter().any(|direction| self.end_range.contains(direction));
        let midrange = self.end_range.is_empty() && !self.passive_stretch;
        let low_load_midrange = midrange && !self.single_leg_loaded && !self.loaded;
        let across = ends_in(&[Direction::Adduction]);
        let tested = LegTraits {
            end_range: self.end_range.clone(),
            passive_stretch: self.passive_stretch,
            weight_bearing: self.single_leg_loaded,
            single_leg_loaded: self.single_leg_loaded,
            loaded: self.loaded || self.single_leg_loaded,
            loaded_rotation: self.loaded && ends_in(&[Direction::InternalRotation, Direction::ExternalRotation]),
            adduction_compression: self.passive_stretch && across,
            cross_body: self.passive_stretch && across,
            figure_four: self.passive_stretch && ends_in(&[Direction::ExternalRotation]),
            hanging_on_one_hip: self.single_leg_loaded && across,
            anterior_capsule_mobilisation: self.passive_stretch
                && ends_in(&[Direction::Extension, Direction::ExtensionKneeBent]),
            low_load_midrange,
            ..LegTraits::default()
        };
        let resting = LegTraits { low_load_midrange: true, ..LegTraits::default() };
        Traits {
            other: if self.both_legs { tested.clone() } else { resting },
            strength_or_control: midrange,
            within_comfort: low_load_midrange,
            trained: tested,
            ..Traits::default()
        }
    }
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
    /// Sites where a sharp pain is a stop although muscles are felt there.
    pub sharp_stops: BTreeSet<PainSite>,
    /// What each test does; a test without a row is not allowed.
    pub tests: BTreeMap<Test, TestTraits>,
    /// Sources per rule id.
    pub rule_sources: BTreeMap<String, Vec<SourceKey>>,
    /// The version of the rules.
    pub rule_version: String,
}
