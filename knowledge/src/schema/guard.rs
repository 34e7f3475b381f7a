//! Tables of the guard: flags, questions, thresholds, sites, rules.
// long: one table of the guard after the other, in the order a person is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use coxa::cycle::Knowledge;
use coxa::dose::{Flag, FlagPermission, Precaution, QuestionRole, SafetyQuestion, TestTraits, forbids};
use coxa::prescribe::{Muscle, Traits};
use coxa::vocabulary::{Direction, DrillTag, MustNot, PainSite, RuleId, Sourced, Status, Test, Urgency};
use serde::{Deserialize, Serialize};

use super::Rows;
use super::problem::Problems;
use super::row::{Placed, row, rows};
use super::value::{Id, Range, Weaker, evidence, plain};

/// A red flag or mechanical sign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlagRow {
    /// Its id.
    pub id: String,
    /// What it may mean, for clinicians.
    pub suspect: String,
    /// How soon to refer.
    pub urgency: Id<Urgency>,
    /// Where to turn.
    pub refer_to: String,
    /// What it still permits.
    pub prescribe: Id<FlagPermission>,
    /// What it forbids.
    pub must_not: Vec<Id<MustNot>>,
    /// Drill tags it activates.
    pub tags: Vec<Id<DrillTag>>,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// Values weaker than the row.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub weaker: Weaker,
    /// What a reader should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
row!(FlagRow, "flag");

/// A question: a symptom or risk factor of a flag, or a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionRow {
    /// `flag.name`, or `pc.name` for a condition.
    pub id: String,
    /// Its flag; absent for a condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flag: Option<String>,
    /// Symptom, risk factor or condition.
    pub role: Id<QuestionRole>,
    /// The question.
    pub ask: String,
    /// What to do when the answer is not known.
    pub if_unknown: String,
    /// Which screen it is grouped in.
    pub screen: String,
    /// Ages it applies to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ages: Option<Range<u8>>,
    /// Asked again before each session.
    #[serde(default)]
    pub before_session: bool,
    /// Asked again after burning or tingling.
    #[serde(default)]
    pub asked_after_tingling: bool,
    /// What a yes forbids.
    #[serde(default)]
    pub must_not: Vec<Id<MustNot>>,
    /// Drill tags a yes activates.
    #[serde(default)]
    pub tags: Vec<Id<DrillTag>>,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// Values weaker than the row.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub weaker: Weaker,
    /// What a reader should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
row!(QuestionRow, "question");

/// A threshold of the guard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThresholdRow {
    /// Its key.
    pub id: String,
    /// The number.
    pub value: i64,
    /// Its unit.
    pub unit: String,
    /// What it is.
    pub text: String,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
    /// What a reader should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
row!(ThresholdRow, "threshold");

/// Muscles felt at a site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteRow {
    /// The site.
    pub id: String,
    /// Its muscles; none for the joint.
    pub muscles: Vec<Id<Muscle>>,
    /// Whether a sharp pain is a stop although muscles are felt there.
    #[serde(default)]
    pub sharp_stops: bool,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(SiteRow, "site");

/// What a test does to the hips.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestRow {
    /// The test.
    pub id: String,
    /// Directions it takes to their end.
    pub end_range: Vec<Id<Direction>>,
    /// Lengthens the hip without its own effort.
    #[serde(default)]
    pub passive_stretch: bool,
    /// One leg carries the body alone, or nearly.
    #[serde(default)]
    pub single_leg_loaded: bool,
    /// Body weight or effort against resistance goes through the hip.
    #[serde(default)]
    pub loaded: bool,
    /// Both legs do the same; otherwise the other one rests.
    #[serde(default)]
    pub both_legs: bool,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(TestRow, "test");

/// A rule of the guard, in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it applies.
    pub when: String,
    /// What it does.
    pub then: String,
    /// Why it exists.
    pub why: String,
    /// Thresholds it uses.
    pub thresholds: Vec<String>,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(RuleRow, "rule");

/// The version of the rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleVersionRow {
    /// The version.
    pub id: String,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(RuleVersionRow, "rule_version");

rows! {
    /// The rows of these tables.
    GuardRows {
        /// Flags.
        flags: FlagRow,
        /// Questions.
        questions: QuestionRow,
        /// Thresholds.
        thresholds: ThresholdRow,
        /// Sites.
        sites: SiteRow,
        /// Tests.
        tests: TestRow,
        /// Rules in words.
        rules: RuleRow,
        /// The version of the rules.
        rule_versions: RuleVersionRow,
    }
}

/// Thresholds that the guard reads; a table that lacks one is refused.
const THRESHOLDS: &[&str] = &[
    "pain_red_above",
    "pain_amber_from",
    "pain_cap_joint",
    "pain_soreness_max",
    "soreness_settles_h",
    "baseline_needs_clinician_above",
    "pain_rise_sets",
    "pain_rise_sessions",
    "red_volume_cut_pct",
    "red_review_days",
    "red_window_days",
    "red_cap_days",
    "joint_repeat_days",
    "attest_wait_days",
    "test_rest_days",
    "form_seen_from_support",
    "entry_complexity_max",
    "step_seconds",
    "step_reps",
    "load_grade_max",
    "g7_quiet_days",
    "g7_sessions_min",
    "g7_pain_max",
    "g7_squat_reps",
    "g7_bridge_reps",
    "g7_plank_s",
    "g7_calf_reps",
    "review_after_days",
    "shape_pct",
    "morning_joint_increase",
    "cut_ends_after",
    "outs_refer",
    "red_sessions_near",
    "ambers_lock",
    "qualify_for_step",
    "step_watched",
    "plyo_contacts_week",
    "plyo_contacts_growth_pct",
    "mornings_missing",
    "break_days",
];

/// Thresholds that the planner takes as facts of dose, so that programme and session grow by one and the same step.
const STEPS: &[&str] = &["step_seconds", "step_reps"];

impl GuardRows {
    /// Fills this stage's part of the knowledge, and the steps that planning shares; what a row cannot become is noted.
    pub fn convert(&self, knowledge: &mut Knowledge, problems: &mut Problems) {
        let guard = &mut knowledge.guard;
        for Placed { row, .. } in &self.flags {
            guard.flags.push(Flag {
                id: row.id.clone(),
                suspect: row.suspect.clone(),
                urgency: row.urgency.0,
                refer_to: row.refer_to.clone(),
                prescribe: row.prescribe.0,
                must_not: plain(&row.must_not),
                tags: plain(&row.tags),
                questions: Vec::new(),
                evidence: evidence(row.status, &row.sources),
            });
        }
        for Placed { place, row } in &self.questions {
            let question = question(row);
            match &row.flag {
                None => guard.precautions.push(Precaution { question }),
                Some(id) => match guard.flags.iter_mut().find(|flag| flag.id == *id) {
                    Some(flag) => flag.questions.push(question),
                    None => {
                        problems.add(place, format!("flag {id:?}"), "the id of a flag", "add the flag or correct it")
                    }
                },
            }
        }
        for Placed { row, .. } in &self.thresholds {
            let evidence = evidence(row.status, &row.sources);
            if STEPS.contains(&row.id.as_str()) {
                // Steps of a drill are whole and small.
                let value = Sourced { value: row.value as f64, evidence: evidence.clone() };
                knowledge.prescribe.facts.numbers.insert(row.id.clone(), value);
            }
            guard.thresholds.insert(row.id.clone(), Sourced { value: row.value, evidence });
        }
        for Placed { place, row } in &self.sites {
            match row.id.parse::<PainSite>() {
                Ok(site) => {
                    guard.site_muscles.insert(site, plain(&row.muscles));
                    if row.sharp_stops {
                        guard.sharp_stops.insert(site);
                    }
                }
                Err(error) => problems.add_message(place, &error.to_string()),
            }
        }
        for Placed { place, row } in &self.tests {
            match row.id.parse::<Test>() {
                Ok(test) => drop(guard.tests.insert(test, traits(row))),
                Err(error) => problems.add_message(place, &error.to_string()),
            }
        }
        guard.rule_sources = self.rule_sources();
        if let Some(version) = self.rule_versions.last() {
            guard.rule_version.clone_from(&version.row.id);
        }
    }

    fn rule_sources(&self) -> BTreeMap<String, Vec<Arc<str>>> {
        let keys = |row: &RuleRow| row.sources.iter().map(|key| Arc::from(key.as_str())).collect();
        self.rules.iter().map(|placed| (placed.row.id.clone(), keys(&placed.row))).collect()
    }
}

fn traits(row: &TestRow) -> TestTraits {
    TestTraits {
        end_range: plain(&row.end_range).into_iter().collect(),
        passive_stretch: row.passive_stretch,
        single_leg_loaded: row.single_leg_loaded,
        loaded: row.loaded,
        both_legs: row.both_legs,
    }
}

fn question(row: &QuestionRow) -> SafetyQuestion {
    SafetyQuestion {
        id: row.id.as_str().into(),
        role: row.role.0,
        ask: row.ask.clone(),
        if_unknown: row.if_unknown.clone(),
        screen: row.screen.clone(),
        ages: row.ages.map(|range| (range.0, range.1)),
        before_session: row.before_session,
        asked_after_tingling: row.asked_after_tingling,
        must_not: plain(&row.must_not),
        tags: plain(&row.tags),
        evidence: evidence(row.status, &row.sources),
    }
}

/// Every threshold, site, test and rule that the guard reads has a row, and rules name known thresholds.
pub fn check_complete(rows: &Rows, knowledge: &Knowledge, problems: &mut Problems) {
    let guard = &rows.guard;
    let Some(Placed { place, .. }) = guard.rules.first() else { return };
    for key in THRESHOLDS.iter().filter(|key| !knowledge.guard.thresholds.contains_key(**key)) {
        problems.add(place, format!("no threshold {key:?}"), "a row for it", "add it to the guard's thresholds");
    }
    for site in PainSite::ALL.iter().filter(|site| !knowledge.guard.site_muscles.contains_key(*site)) {
        problems.add(place, format!("no site {site}"), "a row for it", "add it to the guard's sites");
    }
    for test in Test::ALL.iter().filter(|test| !knowledge.guard.tests.contains_key(*test)) {
        problems.add(place, format!("no test {test}"), "a row for it", "add it to the guard's tests");
    }
    for rule in RuleId::ALL.iter().filter(|rule| !knowledge.guard.rule_sources.contains_key(rule.id())) {
        problems.add(place, format!("no rule {rule}"), "a row for it", "add it to the guard's rules");
    }
    for Placed { place, row } in &guard.rules {
        for key in row.thresholds.iter().filter(|key| !knowledge.guard.thresholds.contains_key(*key)) {
            problems.add(place, format!("threshold {key:?}"), "the id of a threshold", "add it or correct the name");
        }
    }
}

/// Every flag has a symptom to ask for, and a question's id begins with its flag.
pub fn check_questions(rows: &Rows, _knowledge: &Knowledge, problems: &mut Problems) {
    let with_symptom: BTreeSet<&str> = rows
        .guard
        .questions
        .iter()
        .filter(|placed| placed.row.role.0 == QuestionRole::Symptom)
        .filter_map(|placed| placed.row.flag.as_deref())
        .collect();
    for Placed { place, row } in &rows.guard.flags {
        if !with_symptom.contains(row.id.as_str()) {
            problems.add(place, "no symptom question", "at least one", "add a question with role = \"symptom\"");
        }
    }
    for Placed { place, row } in &rows.guard.questions {
        let prefix = row.flag.as_deref().unwrap_or("pc");
        if row.id.strip_prefix(prefix).is_none_or(|rest| !rest.starts_with('.')) {
            problems.add(place, format!("id {:?}", row.id), format!("{prefix}.name"), "begin it with its flag");
        }
        if row.flag.is_none() != (row.role.0 == QuestionRole::Condition) {
            problems.add(
                place,
                format!("role {}", row.role.0),
                "condition exactly when there is no flag",
                "correct one",
            );
        }
    }
}

/// Every `must_not` that a row uses forbids at least one drill of the library.
pub fn check_must_not(rows: &Rows, knowledge: &Knowledge, problems: &mut Problems) {
    if knowledge.prescribe.drills.is_empty() {
        return;
    }
    let thresholds = knowledge.prescribe.thresholds();
    let traits: Vec<Traits> = knowledge.prescribe.drills.iter().map(|drill| Traits::of(drill, &thresholds)).collect();
    let idle = |must_not: MustNot| !traits.iter().any(|drill| forbids(must_not, drill, true));
    let flags = rows.guard.flags.iter().map(|placed| (&placed.place, &placed.row.must_not));
    let questions = rows.guard.questions.iter().map(|placed| (&placed.place, &placed.row.must_not));
    for (place, used) in flags.chain(questions) {
        for must_not in plain(used).into_iter().filter(|must_not| idle(*must_not)) {
            problems.add(place, format!("must_not {must_not}"), "one that forbids some drill", "correct or remove it");
        }
    }
}
