//! A person's journal as the guard hears it: typed events in one order, and whether the chain is whole.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::assess::Pattern;
use crate::prescribe::{Programme, Work};
use crate::vocabulary::{
    Answer, Assessment, Day, DrillId, MustNot, PainSite, QuestionId, Sensation, SessionId, Side, Test,
};

crate::vocabulary::ids::vocabulary! {
    /// How whole the journal is; ordered from best to worst.
    Integrity "integrity" {
        Whole = "whole",
        Unchained = "unchained",
        Unsynced = "unsynced",
        Gap = "gap",
    }
}

crate::vocabulary::ids::vocabulary! {
    /// The answer to "how is it this morning?".
    MorningState "morning_state" {
        Usual = "usual",
        Soreness = "soreness",
        Worse = "worse",
    }
}

crate::vocabulary::ids::vocabulary! {
    /// Who saw that form was kept.
    FormSeenBy "form_seen_by" {
        Myself = "self",
        Camera = "camera",
        Person = "person",
    }
}

crate::vocabulary::ids::vocabulary! {
    /// The role of whoever clears or overrides.
    ClearedBy "role" {
        Person = "person",
        Clinician = "clinician",
    }
}

/// What was done in one set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Did {
    /// Seconds held or repetitions done; `None` when malformed.
    pub work: Option<Work>,
    /// The drill's level as done; `None` when not said.
    pub level: Option<u8>,
    /// The load grade as done; `None` when not said.
    pub load_grade: Option<u8>,
}

/// A clearance: who opens what, until when, and what stays forbidden for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClearanceEvent {
    /// The role of whoever clears.
    pub by: ClearedBy,
    /// `all`, a flag id, a question id, or a rule id with an optional `:left` or `:right`.
    pub scope: String,
    /// Last day it holds; `None` for good.
    pub until: Option<Day>,
    /// What stays forbidden.
    pub keeps: Vec<MustNot>,
}

/// What a person prefers; never enlarges what is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preference {
    /// Another drill instead.
    Swap {
        /// The unwanted drill.
        drill: DrillId,
        /// The wanted one; `None` lets the planner choose.
        instead: Option<DrillId>,
    },
    /// Too easy.
    TooEasy(DrillId),
    /// Too hard: takes effect at once.
    TooHard(DrillId),
    /// The variable the next step should use, in the drill: `duration`, `sets` or `load`.
    Variable(DrillId, String),
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// An assessment was recorded.
    AssessmentRecorded(Arc<Assessment>),
    /// A pattern was inferred.
    PatternInferred(Arc<Pattern>),
    /// A programme was issued.
    ProgrammeIssued(Arc<Programme>),
    /// A session began.
    SessionStarted {
        /// Which session.
        session: SessionId,
        /// Answers to "anything new?"; `None` when it was not asked.
        new_symptoms: Option<BTreeMap<QuestionId, Answer>>,
        /// Whether something outside loaded the hip since the last session.
        outside_load: Option<bool>,
    },
    /// A set was done.
    SetDone {
        /// Which session.
        session: SessionId,
        /// Which drill.
        drill: DrillId,
        /// Which side; `None` when both at once.
        side: Option<Side>,
        /// Which set, from 1.
        set: u8,
        /// What was done.
        did: Did,
        /// Challenge, 0–10.
        challenge: Option<u8>,
        /// Whether form was kept.
        form_kept: Option<bool>,
        /// Who saw it.
        form_seen_by: Option<FormSeenBy>,
    },
    /// It hurt.
    Hurt {
        /// In which session; `None` in a test.
        session: Option<SessionId>,
        /// In which test; `None` in a session.
        test: Option<Test>,
        /// In which drill.
        drill: Option<DrillId>,
        /// Which side; `None` when not said, which counts for both.
        side: Option<Side>,
        /// Where; `None` when not said.
        site: Option<PainSite>,
        /// How strong, 0–10; `None` when not said.
        pain_nrs: Option<u8>,
        /// What kind; `None` when not said.
        sensation: Option<Sensation>,
    },
    /// A session ended.
    SessionEnded {
        /// Which session.
        session: SessionId,
        /// Whether all of it was done.
        completed: bool,
    },
    /// The report of the next morning.
    MorningReport {
        /// Of which session.
        session: SessionId,
        /// How it is; `None` when malformed.
        state: Option<MorningState>,
        /// Where.
        site: Option<PainSite>,
        /// How strong, 0–10.
        pain_nrs: Option<u8>,
        /// Hours until it settled.
        hours_to_settle: Option<u16>,
    },
    /// Symptoms, at any time.
    SymptomReported(BTreeMap<QuestionId, Answer>),
    /// Somebody cleared something.
    Cleared(ClearanceEvent),
    /// A clinician relaxed a rule with a reason.
    Overridden {
        /// Who, by role.
        by: ClearedBy,
        /// Which rule, such as `G5`.
        rule: String,
        /// To what, in words or a number.
        to: String,
        /// Why.
        reason: String,
    },
    /// A preference.
    Preference(Preference),
    /// A line whose kind or payload could not be understood: counts as unknown.
    Unreadable {
        /// What was found.
        found: String,
        /// Whether an event of its kind can tell of symptoms: assessment, session start, hurt, morning report, symptom
        /// report, or a kind that could not be read itself.
        can_warn: bool,
    },
}

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its UUIDv7, as written.
    pub id: Arc<str>,
    /// The device that recorded it.
    pub device: Arc<str>,
    /// Its number on that device, from 0.
    pub seq: u64,
    /// When, milliseconds since 1970-01-01T00:00Z.
    pub at_ms: i64,
    /// The person's local day.
    pub day: Day,
    /// What happened.
    pub kind: EventKind,
}

/// A person's whole journal.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    events: Vec<Event>,
    integrity: Integrity,
}

impl History {
    /// Orders events by (`at`, `device`, `seq`, `id`) and drops repeated ids, so that duplicates and permutations change nothing.
    #[must_use]
    pub fn new(mut events: Vec<Event>, integrity: Integrity) -> History {
        events.sort_by(|a, b| (a.at_ms, &a.device, a.seq, &a.id).cmp(&(b.at_ms, &b.device, b.seq, &b.id)));
        let distinct = events.iter().map(|event| &event.id).collect::<HashSet<_>>().len();
        if distinct < events.len() {
            let mut seen = HashSet::new();
            events.retain(|event| seen.insert(event.id.clone()));
        }
        History { events, integrity }
    }

    /// A journal in which nothing has happened.
    #[must_use]
    pub const fn empty() -> History {
        History { events: Vec::new(), integrity: Integrity::Whole }
    }

    /// Puts one more event in its place; does nothing when its id is there already.
    pub fn insert(&mut self, event: Event) {
        if self.events.iter().any(|known| known.id == event.id) {
            return;
        }
        let place = |of: &Event| (of.at_ms, of.device.clone(), of.seq, of.id.clone());
        let at = self.events.partition_point(|known| place(known) < place(&event));
        self.events.insert(at, event);
    }

    /// This journal with events supposed to happen today, after everything else.
    #[must_use]
    pub fn supposing(&self, kinds: impl IntoIterator<Item = EventKind>, today: Day) -> History {
        let last = self.events.iter().map(|event| event.at_ms).max().unwrap_or(i64::MIN);
        let mut supposed = self.clone();
        supposed.events.extend(kinds.into_iter().zip(0..).map(|(kind, seq)| Event {
            id: format!("supposed-{seq}").into(),
            device: "supposed".into(),
            seq,
            at_ms: last,
            day: today,
            kind,
        }));
        supposed
    }

    /// The first `count` events, as if nothing had happened after them.
    #[must_use]
    pub fn until(&self, count: usize) -> History {
        History { events: self.events.iter().take(count).cloned().collect(), integrity: self.integrity }
    }

    /// This journal with what a programme's file embeds set before everything else, as far as the journal lacks it.
    #[must_use]
    pub fn preceded_by(mut self, kinds: impl IntoIterator<Item = EventKind>, today: Day) -> History {
        let day = self.events.first().map_or(today, |event| event.day.min(today));
        let mut lacking: Vec<EventKind> = kinds.into_iter().collect();
        lacking.retain(|kind| {
            !self.events.iter().any(|event| std::mem::discriminant(&event.kind) == std::mem::discriminant(kind))
        });
        let embedded = lacking.into_iter().zip(0..).map(|(kind, seq)| Event {
            id: format!("embedded-{seq}").into(),
            device: "embedded".into(),
            seq,
            at_ms: i64::MIN,
            day,
            kind,
        });
        self.events.splice(..0, embedded);
        self
    }

    /// Every finding of every recorded assessment, oldest first.
    pub fn findings(&self) -> impl Iterator<Item = &crate::vocabulary::Finding> {
        self.events.iter().flat_map(|event| match &event.kind {
            EventKind::AssessmentRecorded(assessment) => assessment.findings.as_slice(),
            _ => &[],
        })
    }

    /// The events, oldest first.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// This journal known to be no more whole than `integrity`, such as when a paired device has not synced.
    #[must_use]
    pub fn no_better_than(mut self, integrity: Integrity) -> History {
        self.integrity = self.integrity.max(integrity);
        self
    }

    /// How whole the journal is.
    #[must_use]
    pub const fn integrity(&self) -> Integrity {
        self.integrity
    }
}
