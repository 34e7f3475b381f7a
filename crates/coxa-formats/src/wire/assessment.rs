//! The assessment as it stands in files.

use std::collections::{BTreeMap, BTreeSet};

use coxa::vocabulary::{Answer, Assessment, GoalId, QuestionId};

use super::finding::FindingWire;
use super::header::{Document, document};
use super::mirror::{At, Wire};
use super::number::Date;
use super::person::{BaselinePainWire, ConstraintsWire, PersonWire};
use super::word::{Id, Key, Word};
use crate::fault::{Code, InputError, quoted};

document! {
    /// Person, safety answers, baseline pain, goals, constraints and findings.
    AssessmentDocument = Assessment {
        /// Who.
        person: PersonWire,
        /// Answers to safety questions; an absent question counts as unanswered.
        #[serde(default)]
        safety: BTreeMap<Key<QuestionId>, Id<Answer>>,
        /// Usual pain per site; an absent site counts as none.
        #[serde(default)]
        baseline: Vec<BaselinePainWire>,
        /// Tasks the person wants, most wanted first.
        #[serde(default)]
        goals: Vec<Key<GoalId>>,
        /// Feels tight without having been measured short.
        #[serde(default)]
        feels_tight: bool,
        /// What the person can give.
        constraints: ConstraintsWire,
        /// Everything measured or observed.
        #[serde(default)]
        findings: Vec<FindingWire>,
        /// The local day of the assessment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        day: Option<Date>,
    } with {}
}

impl AssessmentDocument {
    /// Checks what no single field can tell, and takes the core value.
    pub(crate) fn checked(self, at: &At<'_>) -> Result<Assessment, InputError> {
        let mut assessment = self.core(at)?;
        let mut sites = BTreeSet::new();
        for (index, baseline) in assessment.baseline.iter().enumerate() {
            if !sites.insert(baseline.site) {
                return Err(repeated(at, "baseline", index, baseline.site.id()));
            }
        }
        let mut goals = BTreeSet::new();
        for (index, goal) in assessment.goals.iter().enumerate() {
            if !goals.insert(goal) {
                return Err(repeated(at, "goals", index, goal.as_str()));
            }
        }
        crate::merge::doubt_contradictions(&mut assessment.findings);
        Ok(assessment)
    }
}

fn repeated(at: &At<'_>, list: &str, index: usize, found: &str) -> InputError {
    let pointer = At::Index(&At::Field(at, list), index).pointer();
    InputError::new(Code::ValueRepeated, quoted(found), "each one once").at_field(pointer)
}

impl<W: Word> Wire for BTreeMap<Key<QuestionId>, Id<W>> {
    type Core = BTreeMap<QuestionId, W>;

    fn write(core: &Self::Core) -> Self {
        core.iter().map(|(question, answer)| (Key(question.clone()), Id(*answer))).collect()
    }

    fn read(self, _at: &At<'_>) -> Result<Self::Core, InputError> {
        Ok(self.into_iter().map(|(question, answer)| (question.0, answer.0)).collect())
    }
}

impl<W: Word + Ord> Wire for BTreeSet<Id<W>> {
    type Core = BTreeSet<W>;

    fn write(core: &BTreeSet<W>) -> Self {
        core.iter().copied().map(Id).collect()
    }

    fn read(self, _at: &At<'_>) -> Result<BTreeSet<W>, InputError> {
        Ok(self.into_iter().map(|word| word.0).collect())
    }
}

impl Document for AssessmentDocument {
    const NAME: &'static str = "assessment";
}
