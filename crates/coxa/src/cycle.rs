//! The whole loop on one screen: four calls and what comes round again.
//!
//! ```text
//! Motion ─measure→ Finding* ─assess→ Pattern ─prescribe→ Programme ─dose→ Session
//!    ▲                                                                      │
//!    └────────────────── journal: what was done, how it felt ◄──────────────┘
//! ```
//! Before each call stands the guard: it hears the whole journal and says what may be tested, shown and prescribed.

mod today;

use std::sync::Arc;

pub use today::Today;

use crate::assess::{AssessKnowledge, Pattern, assess};
use crate::dose::{EventKind, GuardKnowledge, History, Session, dose, guard};
use crate::measure::{MeasureKnowledge, MeasureOptions, Measured, Motion, MotionError, measure};
use crate::prescribe::{PlanRequest, PrescribeKnowledge, Programme, prescribe};
use crate::vocabulary::{Allowance, Assessment, Day, Finding};

/// Everything the loop knows, one part for each stage.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Knowledge {
    /// For measuring.
    pub measure: MeasureKnowledge,
    /// For assessing.
    pub assess: AssessKnowledge,
    /// For prescribing.
    pub prescribe: PrescribeKnowledge,
    /// For the guard and the dose.
    pub guard: GuardKnowledge,
}

impl Knowledge {
    /// motion => findings, screens, compensation split
    ///
    /// # Errors
    /// The recording is too short, or its time does not increase.
    pub fn measure(&self, motion: &Motion, options: &MeasureOptions) -> Result<Measured, MotionError> {
        measure(motion, options, &self.measure)
    }

    /// assessment, journal so far, today => what the guard allows, pattern
    #[must_use]
    pub fn assess(&self, assessment: &Assessment, journal: &History, today: Day) -> (Allowance, Pattern) {
        let history = journal.supposing([EventKind::AssessmentRecorded(Arc::new(assessment.clone()))], today);
        let allowance = self.guard(&history, today);
        let earlier: Vec<Finding> = journal.findings().cloned().collect();
        let pattern = assess(assessment, &earlier, &allowance, &self.assess);
        (allowance, pattern)
    }

    /// pattern and its assessment, journal so far, today => what the guard allows, programme
    #[must_use]
    pub fn prescribe(
        &self,
        pattern: &Pattern,
        assessment: &Assessment,
        journal: &History,
        today: Day,
        request: &PlanRequest,
    ) -> (Allowance, Programme) {
        let supposed = [
            EventKind::AssessmentRecorded(Arc::new(assessment.clone())),
            EventKind::PatternInferred(Arc::new(pattern.clone())),
        ];
        let allowance = self.guard(&journal.supposing(supposed, today), today);
        let programme = prescribe(pattern, request, &allowance, &self.prescribe);
        (allowance, programme)
    }

    /// programme, journal, today => today's session
    #[must_use]
    pub fn dose(&self, programme: &Programme, journal: &History, today: Day) -> Session {
        dose(programme, journal, today, &self.guard, &self.prescribe)
    }

    /// journal, today => what may be tested, shown and prescribed
    #[must_use]
    pub fn guard(&self, journal: &History, today: Day) -> Allowance {
        guard(journal, today, &self.guard, &self.prescribe)
    }
}
