//! The words of the page: order, day, side, session, answer, applies, baseline, performance.

use std::borrow::Cow;
use std::collections::BTreeMap;

use coxa::dose::{Event, EventKind, History, Integrity, QuestionRole, SafetyQuestion};
use coxa::vocabulary::{Answer, Assessment, Day, DrillId, PainSite, QuestionId, Sensation, SessionId, Side};

use super::book::{Book, DrillNo};
use super::hurts::{Hurt, hurts};

/// An event's place in the order.
pub(crate) type Place = usize;

/// What is heard of a history today: nothing of later days but each yes in a session start or symptom report, which is
/// a symptom report of today with only its yes answers.
pub(crate) fn heard(history: &History, today: Day) -> Cow<'_, History> {
    if history.events().iter().all(|event| event.day <= today) {
        return Cow::Borrowed(history);
    }
    let events = history.events().iter().filter_map(|event| {
        if event.day <= today {
            return Some(event.clone());
        }
        let answers = match &event.kind {
            EventKind::SessionStarted { new_symptoms, .. } => new_symptoms.as_ref()?,
            EventKind::SymptomReported(answers) => answers,
            _ => return None,
        };
        let yes: BTreeMap<QuestionId, Answer> =
            answers.iter().filter(|(_, of)| **of == Answer::Yes).map(|(id, of)| (id.clone(), *of)).collect();
        let kind = (!yes.is_empty()).then_some(EventKind::SymptomReported(yes))?;
        Some(Event { day: today, kind, ..event.clone() })
    });
    Cow::Owned(History::new(events.collect(), history.integrity()))
}

/// One session as its events tell it.
pub(crate) struct Seen {
    id: SessionId,
    /// The local day of its first event.
    pub(crate) day: Day,
    /// The place of its first event.
    pub(crate) first: Place,
    pub(crate) starts: Vec<Place>,
    pub(crate) sets: Vec<Place>,
    pub(crate) reports: Vec<Place>,
}

/// One history as heard today.
pub(crate) struct Case<'a> {
    pub(crate) book: &'a Book,
    pub(crate) events: Vec<&'a Event>,
    /// Hurts in order: hurt events, and findings of assessments that count as hurts.
    pub(crate) hurts: Vec<Hurt>,
    /// The latest answer told to each question, with its place.
    told: BTreeMap<&'a QuestionId, (Place, Answer)>,
    /// The latest burning or tingling.
    pub(crate) tingled: Option<Place>,
    pub(crate) integrity: Integrity,
    pub(crate) today: Day,
    /// Sessions in the order of their first event.
    pub(crate) sessions: Vec<Seen>,
    session_at: Vec<Option<usize>>,
    drill_at: Vec<Option<DrillNo>>,
}

impl<'a> Case<'a> {
    /// From what is heard of a history today.
    pub(crate) fn new(heard: &'a History, today: Day, book: &'a Book) -> Case<'a> {
        let events: Vec<&Event> = heard.events().iter().collect();
        let mut sessions: Vec<Seen> = Vec::new();
        let named: Vec<Option<&SessionId>> = (0..events.len()).map(|place| session_of(&events, place)).collect();
        for (place, event) in events.iter().enumerate() {
            // A morning report alone makes no session.
            let Some(id) = named[place].filter(|_| !matches!(event.kind, EventKind::MorningReport { .. })) else {
                continue;
            };
            if !sessions.iter().any(|seen| seen.id == *id) {
                let at = |wanted: fn(&EventKind) -> bool| {
                    let of_session = |place: &Place| named[*place] == Some(id) && wanted(&events[*place].kind);
                    (0..events.len()).filter(of_session).collect::<Vec<Place>>()
                };
                sessions.push(Seen {
                    id: id.clone(),
                    day: event.day,
                    first: place,
                    starts: at(|kind| matches!(kind, EventKind::SessionStarted { .. })),
                    sets: at(|kind| matches!(kind, EventKind::SetDone { .. })),
                    reports: at(|kind| matches!(kind, EventKind::MorningReport { .. })),
                });
            }
        }
        let session_at =
            named.iter().map(|id| id.and_then(|id| sessions.iter().position(|seen| seen.id == *id))).collect();
        let drill_at = events.iter().map(|event| drill_named(&event.kind).and_then(|id| book.drill_no(id))).collect();
        let integrity = heard.integrity();
        let mut told = BTreeMap::new();
        for (place, event) in events.iter().enumerate() {
            for (question, answer) in answers_of(&event.kind).into_iter().flatten() {
                told.insert(question, (place, *answer));
            }
        }
        let (hurts_told, tingled) = (Vec::new(), None);
        let mut case =
            Case { book, events, hurts: hurts_told, told, tingled, integrity, today, sessions, session_at, drill_at };
        case.hurts = hurts(&case);
        let tingling = case.hurts.iter().filter(|hurt| hurt.sensation == Some(Sensation::BurningOrTingling));
        case.tingled = tingling.map(|hurt| hurt.at).max();
        case
    }

    /// The end of the order: after everything heard.
    pub(crate) fn now(&self) -> Place {
        self.events.len()
    }

    /// The day of a place; today after everything heard.
    pub(crate) fn day(&self, place: Place) -> Day {
        self.events.get(place).map_or(self.today, |event| event.day)
    }

    /// Which session an event names.
    pub(crate) fn session_at(&self, place: Place) -> Option<usize> {
        self.session_at[place]
    }

    /// Which drill of the library an event names.
    pub(crate) fn drill_at(&self, place: Place) -> Option<DrillNo> {
        self.drill_at[place]
    }

    /// The sides a logged set counts for: both for a bilateral drill and for a set without a side.
    pub(crate) fn set_sides(&self, place: Place) -> &'static [Side] {
        let EventKind::SetDone { side, .. } = &self.events[place].kind else { return &[] };
        match self.drill_at[place] {
            Some(drill) if self.book.drills[drill].bilateral => &Side::ALL,
            _ => sides(*side),
        }
    }

    /// The logged sets of one drill and side in one session, in order.
    pub(crate) fn sets_of(&self, session: usize, drill: DrillNo, side: Side) -> impl Iterator<Item = Place> {
        let of_drill =
            move |place: &Place| self.drill_at[*place] == Some(drill) && self.set_sides(*place).contains(&side);
        self.sessions[session].sets.iter().copied().filter(of_drill)
    }

    /// Where a performance stands: at the first set of that drill and side in that session.
    pub(crate) fn performance(&self, session: usize, drill: DrillNo, side: Side) -> Option<Place> {
        self.sets_of(session, drill, side).next()
    }

    /// Every (drill, side) performed in a session.
    pub(crate) fn performed(&self, session: usize) -> Vec<(DrillNo, Side)> {
        let mut performed = Vec::new();
        for place in &self.sessions[session].sets {
            let Some(drill) = self.drill_at[*place] else { continue };
            for side in self.set_sides(*place) {
                if !performed.contains(&(drill, *side)) {
                    performed.push((drill, *side));
                }
            }
        }
        performed
    }

    /// The latest assessment before a place, with its own place.
    pub(crate) fn assessment_before(&self, before: Place) -> Option<(Place, &'a Assessment)> {
        self.events[..before].iter().enumerate().rev().find_map(|(place, event)| match &event.kind {
            EventKind::AssessmentRecorded(assessment) => Some((place, assessment.as_ref())),
            _ => None,
        })
    }

    /// The strongest baseline pain of a site in the latest assessment before a place, else 0; 0 for a site not said.
    pub(crate) fn baseline(&self, site: Option<PainSite>, before: Place) -> u8 {
        let told = self.assessment_before(before).map_or(&[][..], |(_, told)| &told.baseline);
        told.iter().filter(|pain| Some(pain.site) == site).map(|pain| pain.pain_nrs).max().unwrap_or(0)
    }

    /// The larger of `pain_cap_joint` and the baseline.
    pub(crate) fn joint_cap(&self, site: Option<PainSite>, before: Place) -> i64 {
        self.book.number("pain_cap_joint").max(i64::from(self.baseline(site, before)))
    }

    /// The latest answer told to a question, with its place.
    pub(crate) fn latest_answer(&self, question: &SafetyQuestion) -> Option<(Place, Answer)> {
        self.told.get(&question.id).copied()
    }

    /// The latest answer to a question; missing is unknown, and so is one that burning or tingling has overtaken.
    pub(crate) fn answer(&self, question: &SafetyQuestion) -> Answer {
        let Some((place, answer)) = self.latest_answer(question) else { return Answer::Unknown };
        let overtaken = question.asked_after_tingling && self.tingled.is_some_and(|tingled| place <= tingled);
        if overtaken { Answer::Unknown } else { answer }
    }

    /// Whether a question applies: the age of the latest assessment before a place lies inside, or is not known.
    pub(crate) fn applies(&self, question: &SafetyQuestion, before: Place) -> bool {
        let age = self.assessment_before(before).and_then(|(_, told)| told.person.age_years);
        match (question.ages, age) {
            (Some((youngest, oldest)), Some(age)) => youngest <= age && age <= oldest,
            _ => true,
        }
    }

    /// Every symptom question with its flag.
    pub(crate) fn symptoms(&self) -> impl Iterator<Item = (&'a coxa::dose::Flag, &'a SafetyQuestion)> {
        let book = self.book;
        let of_flag = |flag: &'a coxa::dose::Flag| flag.questions.iter().map(move |question| (flag, question));
        book.knowledge.flags.iter().flat_map(of_flag).filter(|(_, question)| question.role == QuestionRole::Symptom)
    }

    /// Every question about a risk factor or a condition.
    pub(crate) fn risks_and_conditions(&self) -> impl Iterator<Item = &'a SafetyQuestion> {
        let book = self.book;
        book.questions_asked().filter(|question| question.role != QuestionRole::Symptom)
    }
}

/// An event without a side counts for both.
pub(crate) const fn sides(side: Option<Side>) -> &'static [Side] {
    match side {
        None => &Side::ALL,
        Some(Side::Left) => &[Side::Left],
        Some(Side::Right) => &[Side::Right],
    }
}

/// The answers an event brings: of an assessment, a session start or a symptom report.
pub(crate) fn answers_of(kind: &EventKind) -> Option<&BTreeMap<QuestionId, Answer>> {
    match kind {
        EventKind::AssessmentRecorded(assessment) => Some(&assessment.safety),
        EventKind::SessionStarted { new_symptoms, .. } => new_symptoms.as_ref(),
        EventKind::SymptomReported(answers) => Some(answers),
        _ => None,
    }
}

fn session_named(kind: &EventKind) -> Option<&SessionId> {
    match kind {
        EventKind::SessionStarted { session, .. }
        | EventKind::SetDone { session, .. }
        | EventKind::SessionEnded { session, .. }
        | EventKind::MorningReport { session, .. } => Some(session),
        EventKind::Hurt { session, .. } => session.as_ref(),
        _ => None,
    }
}

/// Which session an event belongs to: the one it names, or, for a hurt that names neither session nor test, the
/// latest started or logged before it.
fn session_of<'a>(events: &[&'a Event], place: Place) -> Option<&'a SessionId> {
    if let EventKind::Hurt { session: None, test: None, .. } = &events[place].kind {
        return events[..place].iter().rev().find_map(|event| match &event.kind {
            EventKind::SessionStarted { session, .. } | EventKind::SetDone { session, .. } => Some(session),
            _ => None,
        });
    }
    session_named(&events[place].kind)
}

fn drill_named(kind: &EventKind) -> Option<&DrillId> {
    match kind {
        EventKind::SetDone { drill, .. } => Some(drill),
        EventKind::Hurt { drill, .. } => drill.as_ref(),
        _ => None,
    }
}
