//! Two weeks of the sample person: sessions done as dosed, ordinary soreness at the start, a flare in the second week.

use std::collections::BTreeMap;
use std::sync::Arc;

use coxa::dose::{Did, EventKind, FormSeenBy, History, MorningState, Session, SessionVerdict};
use coxa::prescribe::Work;
use coxa::vocabulary::{Answer, Day, PainSite, QuestionId, Sensation, SessionId};
use coxa_formats::{EventDraft, JournalOptions, ProgrammeFile, Stamp, Trust};

use crate::failure::Failure;
use crate::files;

/// Days trained, counted from the assessment.
const DAYS: [i32; 8] = [1, 3, 5, 6, 8, 10, 12, 13];

/// The day of the flare.
const FLARE: i32 = 10;

/// The day the next session is dosed for.
const NEXT: i32 = 15;

/// The sample journal.
pub(crate) struct Fortnight {
    pub(crate) text: String,
    pub(crate) history: History,
    pub(crate) next_day: Day,
}

struct Writer<'a> {
    text: String,
    events: u64,
    prev: Option<String>,
    stamp: &'a Stamp,
}

impl Writer<'_> {
    /// Appends one event at an hour of a day.
    fn event(&mut self, day: Day, minute: u64, kind: &EventKind) -> Result<(), Failure> {
        let at = format!("{}T{:02}:{:02}:00+01:00", files::date_text(day), 6 + minute / 60, minute % 60);
        let ms = u64::try_from(i64::from(day.days()) * 86_400_000).unwrap_or(0) + minute * 60_000;
        // Ids of a sample are counted, not drawn, so that the file is the same every time.
        let id = format!("{:08x}-{:04x}-7000-8000-{:012x}", ms >> 16, ms & 0xffff, self.events);
        let draft = EventDraft::new(&id, "sample-phone", &at, day, kind, Some(self.stamp)).map_err(Failure::ours)?;
        let line = draft.seal(self.events, self.prev.as_deref()).map_err(Failure::ours)?;
        let value: serde_json::Value = serde_json::from_str(&line).map_err(Failure::ours)?;
        self.prev = value.get("hash").and_then(|hash| hash.as_str()).map(str::to_owned);
        self.text.push_str(&line);
        self.events += 1;
        Ok(())
    }

    fn history(&self) -> Result<History, Failure> {
        let options = JournalOptions { trust: Trust::ChainOnly, today: None };
        let journal = coxa_formats::read_journal(self.text.as_bytes(), &options);
        Ok(journal.map_err(Failure::ours)?.history)
    }
}

/// programme => a journal of two weeks, every session dosed from the journal before it
pub(crate) fn fortnight(file: &ProgrammeFile, stamp: &Stamp) -> Result<Fortnight, Failure> {
    let knowledge = coxa_knowledge::knowledge();
    let start = super::first_day();
    let mut writer = Writer { text: String::new(), events: 0, prev: None, stamp };
    writer.event(start, 180, &EventKind::AssessmentRecorded(Arc::new(file.pattern.assessment.clone())))?;
    writer.event(start, 181, &EventKind::PatternInferred(Arc::new(file.pattern.pattern.clone())))?;
    writer.event(start, 182, &EventKind::ProgrammeIssued(Arc::new(file.programme.clone())))?;
    for (number, offset) in DAYS.into_iter().enumerate() {
        let day = start.plus(offset);
        let session = knowledge.dose(&file.programme, &writer.history()?, day);
        if session.verdict != SessionVerdict::Train {
            continue;
        }
        let id = SessionId::from(format!("session-{}", number + 1).as_str());
        train(&mut writer, &session, &id, offset == FLARE)?;
        let (state, pain_nrs, site) = match offset {
            1 => (MorningState::Soreness, Some(2), Some(PainSite::BackThigh)),
            FLARE => (MorningState::Worse, Some(4), Some(PainSite::FrontThigh)),
            _ => (MorningState::Usual, None, None),
        };
        let hours_to_settle = (state == MorningState::Soreness).then_some(30);
        let report = EventKind::MorningReport { session: id, state: Some(state), site, pain_nrs, hours_to_settle };
        writer.event(day.plus(1), 60, &report)?;
    }
    Ok(Fortnight { history: writer.history()?, text: writer.text, next_day: start.plus(NEXT) })
}

/// Every set of a session as it was due; on the day of the flare the front of the left thigh hurts.
fn train(writer: &mut Writer, session: &Session, id: &SessionId, flare: bool) -> Result<(), Failure> {
    let day = session.day;
    let guard = &coxa_knowledge::knowledge().guard;
    let asked = guard.flags.iter().flat_map(|flag| &flag.questions).filter(|question| question.before_session);
    let answers: BTreeMap<QuestionId, Answer> = asked.map(|question| (question.id.clone(), Answer::No)).collect();
    let started =
        EventKind::SessionStarted { session: id.clone(), new_symptoms: Some(answers), outside_load: Some(false) };
    let mut minute = 720;
    writer.event(day, minute, &started)?;
    let mut hurt = false;
    for today in &session.drills {
        for set in 1..=today.dose.sets {
            minute += 1;
            let done = EventKind::SetDone {
                session: id.clone(),
                drill: today.drill.clone(),
                side: today.side,
                set,
                did: Did {
                    work: Some(as_logged(today.dose.work)),
                    level: Some(today.dose.level),
                    load_grade: Some(today.dose.load_grade),
                },
                challenge: Some(today.dose.effort_start),
                form_kept: Some(true),
                form_seen_by: Some(FormSeenBy::Camera),
            };
            writer.event(day, minute, &done)?;
        }
        let front = loads_front_of_left_thigh(today);
        if flare && front && !hurt {
            hurt = true;
            minute += 1;
            let event = EventKind::Hurt {
                session: Some(id.clone()),
                test: None,
                drill: Some(today.drill.clone()),
                side: today.side,
                site: Some(PainSite::FrontThigh),
                pain_nrs: Some(6),
                sensation: Some(Sensation::MuscleAche),
            };
            writer.event(day, minute, &event)?;
        }
    }
    writer.event(day, minute + 1, &EventKind::SessionEnded { session: id.clone(), completed: true })
}

/// A player counts seconds; a contract–relax set is one stretch of time to it.
fn as_logged(work: Work) -> Work {
    match work {
        Work::ContractRelax { contract_s, stretch_s } => Work::HoldSeconds(contract_s + stretch_s),
        other => other,
    }
}

fn loads_front_of_left_thigh(today: &coxa::dose::SessionDrill) -> bool {
    let knowledge = coxa_knowledge::knowledge();
    let muscles = knowledge.guard.site_muscles.get(&PainSite::FrontThigh).map(Vec::as_slice).unwrap_or_default();
    let left = today.side != Some(coxa::vocabulary::Side::Right);
    let row = knowledge.prescribe.drill(&today.drill);
    left && row.is_some_and(|row| row.muscles.iter().any(|muscle| muscles.contains(muscle)))
}
