//! Where a person stands today: everything a page needs to show, from the journal and the date alone.

use std::sync::Arc;

use super::Knowledge;
use crate::assess::Pattern;
use crate::dose::{Course, EventKind, History, Session, course, dose_within, mornings_due};
use crate::prescribe::{PlanRequest, Programme};
use crate::vocabulary::{Allowance, Assessment, Day, SessionId};

/// Where a person stands today.
#[derive(Debug, Clone, PartialEq)]
pub struct Today {
    /// The day.
    pub day: Day,
    /// What may be tested, shown and prescribed.
    pub allowance: Allowance,
    /// Today's session; `None` before the first programme.
    pub session: Option<Session>,
    /// What is left of it.
    pub course: Course,
    /// Sessions whose morning was not told, with their days.
    pub mornings_due: Vec<(SessionId, Day)>,
    /// The latest assessment.
    pub assessment: Option<Arc<Assessment>>,
    /// The latest pattern.
    pub pattern: Option<Arc<Pattern>>,
    /// The latest programme.
    pub programme: Option<Arc<Programme>>,
}

impl Knowledge {
    /// journal, today => where the person stands
    #[must_use]
    pub fn today(&self, journal: &History, today: Day) -> Today {
        let latest = |wanted: fn(&EventKind) -> bool| {
            journal
                .events()
                .iter()
                .rev()
                .find(|event| event.day <= today && wanted(&event.kind))
                .map(|event| &event.kind)
        };
        let assessment = match latest(|kind| matches!(kind, EventKind::AssessmentRecorded(_))) {
            Some(EventKind::AssessmentRecorded(assessment)) => Some(assessment.clone()),
            _ => None,
        };
        let pattern = match latest(|kind| matches!(kind, EventKind::PatternInferred(_))) {
            Some(EventKind::PatternInferred(pattern)) => Some(pattern.clone()),
            _ => None,
        };
        let programme = match latest(|kind| matches!(kind, EventKind::ProgrammeIssued(_))) {
            Some(EventKind::ProgrammeIssued(programme)) => Some(programme.clone()),
            _ => None,
        };
        let allowance = self.guard(journal, today);
        let session = programme
            .as_ref()
            .map(|programme| dose_within(&allowance, programme, journal, today, &self.guard, &self.prescribe));
        let course = session.as_ref().map(|session| course(session, journal)).unwrap_or_default();
        let mornings_due = mornings_due(journal, today);
        Today { day: today, allowance, session, course, mornings_due, assessment, pattern, programme }
    }

    /// assessment, journal so far, today => a pattern and a programme for it: a quick plan, the same on every machine
    #[must_use]
    pub fn plan(&self, assessment: &Assessment, journal: &History, today: Day) -> (Pattern, Programme) {
        let (_, pattern) = self.assess(assessment, journal, today);
        let request = PlanRequest::quick(assessment);
        let (_, programme) = self.prescribe(&pattern, assessment, journal, today, &request);
        (pattern, programme)
    }
}
