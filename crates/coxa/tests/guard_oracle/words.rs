//! The words of the page: order, day, side, answer, applies, baseline, performance.

use std::collections::BTreeMap;

use coxa::dose::{Event, EventKind, GuardKnowledge, History, Integrity, QuestionRole, SafetyQuestion, forbids};
use coxa::prescribe::{Drill, Muscle, PrescribeKnowledge, Traits};
use coxa::vocabulary::{Answer, Assessment, Day, Direction, DrillId, MustNot, PainSite, QuestionId, SessionId, Side};

/// A drill's place in the library.
pub(crate) type DrillNo = usize;

/// An event's place in the order.
pub(crate) type Place = usize;

/// What does not change from history to history: the tables, and what each drill is.
pub(crate) struct Book {
    pub(crate) knowledge: GuardKnowledge,
    pub(crate) drills: Vec<Drill>,
    pub(crate) traits: Vec<Traits>,
    numbers: BTreeMap<&'static str, i64>,
    /// For each drill, trained or other leg, what forbids it.
    forbidden: Vec<[Vec<MustNot>; 2]>,
}

impl Book {
    pub(crate) fn new(knowledge: &GuardKnowledge, library: &PrescribeKnowledge, names: &[(&'static str, i64)]) -> Book {
        let traits: Vec<Traits> = library.drills.iter().map(|drill| Traits::of(drill, &library.thresholds())).collect();
        let forbidding = |traits: &Traits, trained| {
            MustNot::ALL.iter().copied().filter(|must_not| forbids(*must_not, traits, trained)).collect()
        };
        Book {
            knowledge: knowledge.clone(),
            drills: library.drills.clone(),
            forbidden: traits.iter().map(|of| [forbidding(of, false), forbidding(of, true)]).collect(),
            traits,
            numbers: names.iter().map(|(name, _)| (*name, knowledge.thresholds[*name].value)).collect(),
        }
    }

    /// A threshold of the guard's table.
    pub(crate) fn number(&self, name: &str) -> i64 {
        self.numbers[name]
    }

    /// A threshold in days.
    pub(crate) fn days(&self, name: &str) -> i32 {
        i32::try_from(self.number(name)).expect("a threshold in days is small")
    }

    pub(crate) fn drill_no(&self, id: &DrillId) -> Option<DrillNo> {
        self.drills.iter().position(|drill| drill.id == *id)
    }

    /// Whether a `must_not` on `side` forbids the drill trained on `trained`.
    pub(crate) fn forbids(&self, must_not: MustNot, side: Side, drill: DrillNo, trained: Side) -> bool {
        self.forbidden[drill][usize::from(side == trained)].contains(&must_not)
    }

    /// Whether the drill trained on `trained` brings the hip of `side` to its end range in a direction.
    pub(crate) fn end_range(&self, drill: DrillNo, direction: Direction, side: Side, trained: Side) -> bool {
        self.traits[drill].on(trained, side).end_range.contains(&direction)
    }

    /// Whether the drill trained on `trained` lengthens the hip of `side` without its own effort.
    pub(crate) fn stretches(&self, drill: DrillNo, side: Side, trained: Side) -> bool {
        self.traits[drill].on(trained, side).passive_stretch
    }

    /// Regressions that the library has.
    pub(crate) fn regressions(&self, drill: DrillNo) -> Vec<DrillNo> {
        self.drills[drill].regressions.iter().filter_map(|id| self.drill_no(id)).collect()
    }

    /// Progressions that the library has: a drill's own, and drills that name it as a regression.
    pub(crate) fn progressions(&self, drill: DrillNo) -> Vec<DrillNo> {
        let easier = &self.drills[drill];
        let leads_to =
            |harder: &Drill| easier.progressions.contains(&harder.id) || harder.regressions.contains(&easier.id);
        (0..self.drills.len()).filter(|harder| leads_to(&self.drills[*harder])).collect()
    }

    /// Whether a drill may be prescribed before anything was earned, impact apart.
    pub(crate) fn is_entry(&self, drill: DrillNo) -> bool {
        self.drills[drill].is_entry(u8::try_from(self.number("entry_complexity_max")).expect("a level"))
    }

    /// The muscles felt at a site; none at a joint site.
    pub(crate) fn muscles_at(&self, site: PainSite) -> &[Muscle] {
        self.knowledge.site_muscles.get(&site).map_or(&[], Vec::as_slice)
    }

    /// A site with no muscles in the site table, or not said.
    pub(crate) fn is_joint(&self, site: Option<PainSite>) -> bool {
        site.is_none_or(|site| self.muscles_at(site).is_empty())
    }

    /// Whether a drill loads a site: the site is not said, or is a joint site, or its muscles meet the drill's.
    pub(crate) fn loads(&self, drill: DrillNo, site: Option<PainSite>) -> bool {
        self.is_joint(site) || site.is_some_and(|site| self.muscles_meet(drill, site))
    }

    /// Whether the muscles felt at a site meet the drill's.
    pub(crate) fn muscles_meet(&self, drill: DrillNo, site: PainSite) -> bool {
        self.muscles_at(site).iter().any(|muscle| self.drills[drill].muscles.contains(muscle))
    }
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
    pub(crate) hurts: Vec<Place>,
}

/// One history as heard today.
pub(crate) struct Case<'a> {
    pub(crate) book: &'a Book,
    pub(crate) events: Vec<&'a Event>,
    pub(crate) integrity: Integrity,
    pub(crate) today: Day,
    /// Sessions in the order of their first event.
    pub(crate) sessions: Vec<Seen>,
    session_at: Vec<Option<usize>>,
    drill_at: Vec<Option<DrillNo>>,
}

impl<'a> Case<'a> {
    /// Events of days after today are not heard at all.
    pub(crate) fn new(history: &'a History, today: Day, book: &'a Book) -> Case<'a> {
        let events: Vec<&Event> = history.events().iter().filter(|event| event.day <= today).collect();
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
                    hurts: at(|kind| matches!(kind, EventKind::Hurt { .. })),
                });
            }
        }
        let session_at =
            named.iter().map(|id| id.and_then(|id| sessions.iter().position(|seen| seen.id == *id))).collect();
        let drill_at = events.iter().map(|event| drill_named(&event.kind).and_then(|id| book.drill_no(id))).collect();
        Case { book, events, integrity: history.integrity(), today, sessions, session_at, drill_at }
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

    /// The latest answer to a question; missing is unknown.
    pub(crate) fn answer(&self, question: &QuestionId) -> Answer {
        self.events
            .iter()
            .rev()
            .find_map(|event| answers_of(&event.kind).and_then(|answers| answers.get(question).copied()))
            .unwrap_or(Answer::Unknown)
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
        let of_flags = book.knowledge.flags.iter().flat_map(|flag| &flag.questions);
        let others = book.knowledge.precautions.iter().map(|precaution| &precaution.question);
        of_flags.chain(others).filter(|question| question.role != QuestionRole::Symptom)
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
