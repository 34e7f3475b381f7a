//! A journal written by hand, one event after the other, that begins with a healthy assessment.

use std::sync::Arc;

use coxa::dose::{Did, Event, EventKind, FormSeenBy, MorningState};
use coxa::vocabulary::{Allowance, Day, DrillId, SessionId, Side};

use super::{FIRST_DAY, Sources, all_no, assessment, judged, last_event, named, strong, whole};

/// What was told so far, and the day it is.
pub(crate) struct Journal {
    pub(crate) sources: Sources,
    pub(crate) events: Vec<Event>,
    pub(crate) day: Day,
}

impl Journal {
    pub(crate) fn new() -> Journal {
        let mut journal = Journal { sources: Sources::new(), events: Vec::new(), day: FIRST_DAY };
        journal.write(EventKind::AssessmentRecorded(assessment(Some(30), all_no(), &[], strong())));
        journal
    }

    /// Writes an event of today and gives back its id.
    pub(crate) fn write(&mut self, kind: EventKind) -> Arc<str> {
        let event = named(last_event(&self.sources, &self.events, self.day, kind), self.events.len());
        let id = event.id.clone();
        self.events.push(event);
        id
    }

    /// A session of one drill, every set at its longest and with this load.
    pub(crate) fn train(&mut self, id: &str, side: Option<Side>, load_grade: Option<u8>) -> SessionId {
        let session = self.sources.session(self.events.len());
        let drill = self.sources.world.library.drill(&DrillId::from(id)).expect("a drill of the library").clone();
        let new_symptoms = Some(self.sources.nothing_new().clone());
        self.write(EventKind::SessionStarted { session: session.clone(), new_symptoms, outside_load: None });
        for set in 1..=drill.dose.sets.1 {
            self.write(EventKind::SetDone {
                session: session.clone(),
                drill: drill.id.clone(),
                side,
                set,
                did: Did { work: Some(drill.dose.work.1), level: Some(drill.complexity_level), load_grade },
                challenge: Some(4),
                form_kept: Some(true),
                form_seen_by: Some(FormSeenBy::Person),
            });
        }
        session
    }

    /// The next day, and a quiet morning after a session.
    pub(crate) fn quiet_morning(&mut self, session: SessionId) {
        self.day = self.day.plus(1);
        let state = Some(MorningState::Usual);
        self.write(EventKind::MorningReport { session, state, site: None, pain_nrs: None, hours_to_settle: None });
    }

    pub(crate) fn allowed(&self) -> Allowance {
        judged(&self.sources, &whole(&self.events), self.day)
    }
}
