//! Where a person stands today, as the app and the server tell it.

use coxa::cycle::Today;
use coxa::dose::{Course, Integrity, Step};
use coxa::vocabulary::{Day, SessionId, Side, Test};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::header::{Document, Stamp};
use super::mirror::Wire;
use super::number::Date;
use super::reason::{AllowanceSummary, AllowanceWire, ReasonWire};
use super::word::{Id, Key};
use super::{AssessmentDocument, PatternDocument, ProgrammeDocument, SessionDocument};

/// One set to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepWire {
    /// Which drill of the session, from 0.
    pub drill: u32,
    /// Which side; null for both at once.
    pub side: Option<Id<Side>>,
    /// Which set, from 1.
    pub set: u8,
    /// Rest before it, s.
    pub rest_before_s: u16,
}

/// The session under way, and what is left of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CourseWire {
    /// The session begun today and not ended; null when none is under way.
    pub session: Option<Key<SessionId>>,
    /// The sets logged in it.
    pub sets_done: u32,
    /// What is left, in order.
    pub steps: Vec<StepWire>,
}

impl From<&Course> for CourseWire {
    fn from(course: &Course) -> CourseWire {
        let step = |step: &Step| StepWire {
            drill: u32::try_from(step.drill).unwrap_or(u32::MAX),
            side: Wire::write(&step.side),
            set: step.set,
            rest_before_s: step.rest_before_s,
        };
        CourseWire {
            session: Wire::write(&course.session),
            sets_done: u32::try_from(course.sets_done).unwrap_or(u32::MAX),
            steps: course.steps.iter().map(step).collect(),
        }
    }
}

/// A session whose morning was not told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MorningDueWire {
    /// Which session.
    pub session: Key<SessionId>,
    /// Its day.
    pub day: Date,
}

/// Whether a test may be done on a side today.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestAllowedWire {
    /// Which test.
    pub test: Id<Test>,
    /// Which side.
    pub side: Id<Side>,
    /// Whether it needs a clinician or coach at hand.
    pub supervised: bool,
    /// Why it may not be done; empty when it may.
    pub reasons: Vec<ReasonWire>,
}

/// Where a person stands today.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TodayDocument {
    /// Kind and version.
    pub schema: String,
    /// Version of the binary it was made with.
    pub made_by: String,
    /// Hash of the knowledge it was made with.
    pub knowledge_hash: String,
    /// Version of the rules it was made with.
    pub rule_version: String,
    /// The day.
    pub day: Date,
    /// How whole the journal is.
    pub integrity: Id<Integrity>,
    /// What the guard allows.
    pub allowance: AllowanceWire,
    /// Every test, per side.
    pub tests: Vec<TestAllowedWire>,
    /// Today's session; null before the first programme.
    pub session: Option<SessionDocument>,
    /// What is left of it.
    pub course: CourseWire,
    /// Sessions whose morning was not told.
    pub mornings_due: Vec<MorningDueWire>,
    /// The latest assessment.
    pub assessment: Option<AssessmentDocument>,
    /// The latest pattern.
    pub pattern: Option<PatternDocument>,
    /// The latest programme.
    pub programme: Option<ProgrammeDocument>,
}

impl TodayDocument {
    /// As told by a binary with this stamp.
    pub(crate) fn of(today: &Today, integrity: Integrity, stamp: &Stamp) -> TodayDocument {
        let tests = today.allowance.tests.iter().flat_map(|(test, sides)| {
            sides.iter().map(|(side, verdict)| TestAllowedWire {
                test: Id(*test),
                side: Id(side),
                supervised: verdict.supervised,
                reasons: match &verdict.verdict {
                    coxa::vocabulary::Verdict::Allowed => Vec::new(),
                    coxa::vocabulary::Verdict::Excluded(reasons) => Wire::write(reasons),
                },
            })
        });
        let due = |(session, day): &(SessionId, Day)| MorningDueWire { session: Wire::write(session), day: Date(*day) };
        TodayDocument {
            schema: crate::version::current(TodayDocument::NAME),
            made_by: stamp.version.clone(),
            knowledge_hash: stamp.knowledge_hash.clone(),
            rule_version: stamp.rule_version.clone(),
            day: Date(today.day),
            integrity: Id(integrity),
            allowance: AllowanceWire::from(&AllowanceSummary::from(&today.allowance)),
            tests: tests.collect(),
            session: today.session.as_ref().map(|session| SessionDocument::assemble(Some(stamp), session)),
            course: CourseWire::from(&today.course),
            mornings_due: today.mornings_due.iter().map(due).collect(),
            assessment: today.assessment.as_ref().map(|it| AssessmentDocument::assemble(Some(stamp), it)),
            pattern: today.pattern.as_ref().map(|it| PatternDocument::assemble(Some(stamp), it, None, None)),
            programme: today.programme.as_ref().map(|it| ProgrammeDocument::assemble(Some(stamp), it, None)),
        }
    }
}

impl Document for TodayDocument {
    const NAME: &'static str = "today";
}
