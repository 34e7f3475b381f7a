//! A long journal of one person: sessions done as planned, quiet mornings, now and then an ache.

use std::collections::BTreeMap;
use std::sync::Arc;

use coxa::dose::{Did, EventKind, FormSeenBy, MorningState};
use coxa::vocabulary::{Answer, Day, PainSite, QuestionId, Sensation, SessionId};
use coxa_formats::{EventDraft, ProgrammeFile};

/// Day of the first event, days since 1970.
const FIRST_DAY: i32 = 20_459;

/// A chained journal of so many events, and the day after its last one as `year-month-day`.
///
/// # Panics
/// When an event cannot be written, which would be a fault of the writer.
#[must_use]
pub fn long_journal(file: &ProgrammeFile, events: usize) -> (String, String) {
    let mut lines = Lines { text: String::new(), count: 0, prev: None };
    let start = Day::from_days(FIRST_DAY);
    lines.push(start, 0, &EventKind::AssessmentRecorded(Arc::new(file.pattern.assessment.clone())));
    lines.push(start, 1, &EventKind::PatternInferred(Arc::new(file.pattern.pattern.clone())));
    lines.push(start, 2, &EventKind::ProgrammeIssued(Arc::new(file.programme.clone())));
    let mut day = start;
    let mut number = 0;
    while lines.count < events {
        day = day.plus(2);
        number += 1;
        session(&mut lines, file, day, number);
    }
    let next = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(day.plus(2).days()));
    (lines.text, next.expect("a day of this century").to_string())
}

fn session(lines: &mut Lines, file: &ProgrammeFile, day: Day, number: usize) {
    let id = SessionId::from(format!("session-{number}").as_str());
    let guard = &coxa_knowledge::knowledge().guard;
    let asked = guard.flags.iter().flat_map(|flag| &flag.questions).filter(|question| question.before_session);
    let answers: BTreeMap<QuestionId, Answer> = asked.map(|question| (question.id.clone(), Answer::No)).collect();
    lines.push(
        day,
        600,
        &EventKind::SessionStarted { session: id.clone(), new_symptoms: Some(answers), outside_load: Some(false) },
    );
    let planned = &file.programme.sessions[number % file.programme.sessions.len()].drills;
    let mut minute = 601;
    for drill in planned {
        for set in 1..=drill.dose.sets {
            let did = Did {
                work: Some(drill.dose.work),
                level: Some(drill.dose.level),
                load_grade: Some(drill.dose.load_grade),
            };
            let kind = EventKind::SetDone {
                session: id.clone(),
                drill: drill.drill.clone(),
                side: drill.side,
                set,
                did,
                challenge: Some(drill.dose.effort_start),
                form_kept: Some(true),
                form_seen_by: Some(FormSeenBy::Camera),
            };
            lines.push(day, minute, &kind);
            minute += 1;
        }
    }
    if number % 11 == 0 {
        let first = planned.first();
        let kind = EventKind::Hurt {
            session: Some(id.clone()),
            test: None,
            drill: first.map(|drill| drill.drill.clone()),
            side: first.and_then(|drill| drill.side),
            site: Some(PainSite::FrontThigh),
            pain_nrs: Some(3),
            sensation: Some(Sensation::MuscleAche),
        };
        lines.push(day, minute, &kind);
    }
    lines.push(day, minute + 1, &EventKind::SessionEnded { session: id.clone(), completed: true });
    let state = Some(MorningState::Usual);
    let report = EventKind::MorningReport { session: id, state, site: None, pain_nrs: None, hours_to_settle: None };
    lines.push(day.plus(1), 420, &report);
}

struct Lines {
    text: String,
    count: usize,
    prev: Option<String>,
}

impl Lines {
    fn push(&mut self, day: Day, minute: i64, kind: &EventKind) {
        let at_ms = (i64::from(day.days()) * 1440 + minute) * 60_000;
        let at = jiff::Timestamp::from_millisecond(at_ms).expect("a moment of this century").to_string();
        let id = format!("{:08x}-{:04x}-7000-8000-{:012x}", at_ms >> 16, at_ms & 0xffff, self.count);
        let draft = EventDraft::new(&id, "bench", &at, day, kind, None).expect("an event that can be written");
        let line = draft.seal(self.count as u64, self.prev.as_deref()).expect("a line");
        let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        self.prev = value["hash"].as_str().map(str::to_owned);
        self.text.push_str(&line);
        self.count += 1;
    }
}
