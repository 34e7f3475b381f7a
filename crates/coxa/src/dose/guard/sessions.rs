//! What is known of each session as a whole: starts, sets, hurts, mornings.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::hurt::{Hurt, HurtKind, MorningKind, MorningTold, Told};
use crate::dose::{Event, EventKind, FormSeenBy};
use crate::prescribe::Work;
use crate::vocabulary::{Answer, Assessment, Day, PainSite, QuestionId, SessionId, Side};

/// One logged set.
#[derive(Debug, Clone, Copy)]
pub(super) struct SetLogged {
    pub(super) order: usize,
    pub(super) day: Day,
    pub(super) drill: usize,
    pub(super) side: Side,
    pub(super) work: Option<Work>,
    pub(super) level: Option<u8>,
    pub(super) load_grade: Option<u8>,
    pub(super) challenge: Option<u8>,
    pub(super) form_kept: Option<bool>,
    pub(super) form_seen_by: Option<FormSeenBy>,
}

/// One hurt, on one side.
#[derive(Debug, Clone, Copy)]
pub(super) struct HurtTold {
    pub(super) order: usize,
    pub(super) drill: Option<usize>,
    pub(super) side: Side,
    pub(super) told: Told,
    pub(super) kind: HurtKind,
    pub(super) episode: Episode,
}

/// What counts as one setback when reds are counted: a session, or the day of a hurt told long after one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Episode {
    /// `None` when the day is all it has.
    pub(super) session: Option<usize>,
    pub(super) day: Day,
}

/// One morning report.
#[derive(Debug, Clone, Copy)]
pub(super) struct Report {
    pub(super) order: usize,
    pub(super) site: Option<PainSite>,
    pub(super) pain_nrs: Option<u8>,
    pub(super) kind: MorningKind,
    /// First report on the day after the session.
    pub(super) is_the_morning: bool,
}

/// One session.
#[derive(Debug, Clone)]
pub(super) struct SessionFacts {
    pub(super) day: Day,
    /// Starts, and whether each answered every before-session question with no.
    pub(super) started: Vec<(usize, bool)>,
    pub(super) sets: Vec<SetLogged>,
    pub(super) hurts: Vec<HurtTold>,
    pub(super) reports: Vec<Report>,
}

impl SessionFacts {
    /// The drills and sides of which at least one set was logged, in the order of their first set.
    pub(super) fn performed(&self) -> Vec<(usize, Side)> {
        let mut seen = BTreeSet::new();
        self.sets.iter().map(|set| (set.drill, set.side)).filter(|pair| seen.insert(*pair)).collect()
    }

    /// Whether every start up to an event, of at least one, found nothing new.
    pub(super) fn nothing_new(&self, up_to: usize) -> bool {
        let mut heard = self.started.iter().filter(|(order, _)| *order <= up_to).peekable();
        heard.peek().is_some() && heard.all(|(_, nothing_new)| *nothing_new)
    }

    /// Where a performance stands: its first set; `None` when no set was logged.
    pub(super) fn first_set(&self, drill: usize, side: Side) -> Option<usize> {
        self.sets.iter().find(|set| set.drill == drill && set.side == side).map(|set| set.order)
    }

    /// Whether its morning was quiet and no report was worse, as heard up to an event.
    pub(super) fn is_quiet(&self, up_to: usize) -> bool {
        let heard = || self.reports.iter().filter(|report| report.order <= up_to);
        heard().any(|report| report.is_the_morning && report.kind == MorningKind::Quiet)
            && heard().all(|report| report.kind != MorningKind::Worse)
    }
}

/// All sessions in the order in which they first appear, and the days on which a line could not be read.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    pub(super) all: Vec<SessionFacts>,
    index: BTreeMap<SessionId, usize>,
    /// Lines that could not be read, with order and day.
    pub(super) unreadable: Vec<(usize, Day)>,
    /// Mornings that were not quiet, told of a session of which nothing else is heard.
    pub(super) unquiet_elsewhere: Vec<usize>,
    /// The session each hurt was told in, by the hurt's order.
    of_hurts: BTreeMap<usize, usize>,
}

impl Sessions {
    pub(super) fn of(&self, session: &SessionId) -> Option<usize> {
        self.index.get(session).copied()
    }

    /// The session a hurt was told in; `None` for one in a test.
    pub(super) fn of_hurt(&self, order: usize) -> Option<usize> {
        self.of_hurts.get(&order).copied()
    }

    /// Gathers the sessions of all events; baselines are those in force when a hurt was told.
    pub(super) fn gather(events: &[Event], hurts: &[Hurt], context: &Context) -> Sessions {
        let mut sessions = Sessions::default();
        let mut assessment: Option<&Assessment> = None;
        let mut latest: Option<SessionId> = None;
        for (order, event) in events.iter().enumerate() {
            if let EventKind::SessionStarted { session, .. } | EventKind::SetDone { session, .. } = &event.kind {
                latest = Some(session.clone());
            }
            match &event.kind {
                EventKind::AssessmentRecorded(recorded) => assessment = Some(recorded),
                EventKind::SessionStarted { session, new_symptoms, .. } => {
                    let facts = sessions.entry(session, event.day);
                    let nothing_new = nothing_new(new_symptoms.as_ref(), assessment, context);
                    facts.started.push((order, nothing_new));
                }
                EventKind::SetDone { session, drill, side, did, challenge, form_kept, form_seen_by, .. } => {
                    let Some(drill) = context.drill_index(drill) else { continue };
                    let facts = sessions.entry(session, event.day);
                    let logged = if context.drills[drill].bilateral { None } else { *side };
                    for side in sides(logged) {
                        facts.sets.push(SetLogged {
                            order,
                            day: event.day,
                            drill,
                            side,
                            work: did.work,
                            level: did.level,
                            load_grade: did.load_grade,
                            challenge: *challenge,
                            form_kept: *form_kept,
                            form_seen_by: *form_seen_by,
                        });
                    }
                }
                EventKind::Hurt { session, test, .. } => {
                    // A hurt that names no session was told in the latest one.
                    let told_in = session.as_ref().or(latest.as_ref().filter(|_| test.is_none()));
                    let hurt = hurts.iter().find(|hurt| hurt.order == order);
                    if let (Some(told_in), Some(hurt)) = (told_in, hurt) {
                        sessions.hurt(told_in, *hurt, session.is_some());
                    }
                }
                EventKind::SessionEnded { session, .. } => drop(sessions.entry(session, event.day)),
                EventKind::Unreadable { .. } => sessions.unreadable.push((order, event.day)),
                _ => {}
            }
        }
        sessions.gather_mornings(events, context);
        sessions
    }

    /// A hurt that does not name its session and comes later than the morning after it is an episode of its own.
    fn hurt(&mut self, told_in: &SessionId, hurt: Hurt, names_session: bool) {
        let Hurt { order, drill, side, told, kind, .. } = hurt;
        let day = self.entry(told_in, hurt.day).day;
        let place = self.index[told_in];
        let episode = if names_session || hurt.day <= day.plus(1) {
            Episode { session: Some(place), day }
        } else {
            Episode { session: None, day: hurt.day }
        };
        self.all[place].hurts.extend(sides(side).map(|side| HurtTold { order, drill, side, told, kind, episode }));
        self.of_hurts.insert(order, place);
    }

    /// Reports belong to sessions that are known from other events, whichever came first.
    fn gather_mornings(&mut self, events: &[Event], context: &Context) {
        let mut assessment: Option<&Assessment> = None;
        for (order, event) in events.iter().enumerate() {
            match &event.kind {
                EventKind::AssessmentRecorded(recorded) => assessment = Some(recorded),
                EventKind::MorningReport { session, state, site, pain_nrs, hours_to_settle } => {
                    let told = MorningTold {
                        state: *state,
                        site: *site,
                        pain_nrs: *pain_nrs,
                        hours_to_settle: *hours_to_settle,
                    };
                    let baseline = baseline(assessment, site.or(Some(PainSite::Other)));
                    let Some(place) = self.of(session) else {
                        if told.kind(0, baseline, context) != MorningKind::Quiet {
                            self.unquiet_elsewhere.push(order);
                        }
                        continue;
                    };
                    let facts = &mut self.all[place];
                    let kind = told.kind(event.day.since(facts.day), baseline, context);
                    let is_next_day = event.day == facts.day.plus(1);
                    let is_the_morning = is_next_day && !facts.reports.iter().any(|report| report.is_the_morning);
                    let (site, pain_nrs) = (*site, *pain_nrs);
                    facts.reports.push(Report { order, site, pain_nrs, kind, is_the_morning });
                }
                _ => {}
            }
        }
    }

    fn entry(&mut self, session: &SessionId, day: Day) -> &mut SessionFacts {
        let place = *self.index.entry(session.clone()).or_insert(self.all.len());
        if place == self.all.len() {
            self.all.push(SessionFacts {
                day,
                started: Vec::new(),
                sets: Vec::new(),
                hurts: Vec::new(),
                reports: Vec::new(),
            });
        }
        &mut self.all[place]
    }
}

/// The sides an event concerns: without one, both.
pub(super) fn sides(side: Option<Side>) -> impl Iterator<Item = Side> {
    Side::ALL.into_iter().filter(move |candidate| side.is_none_or(|side| side == *candidate))
}

/// The strongest baseline pain of a site; a site that was not said has none of its own.
pub(super) fn baseline(assessment: Option<&Assessment>, site: Option<PainSite>) -> i64 {
    let pains = assessment.iter().flat_map(|assessment| &assessment.baseline);
    pains.filter(|pain| Some(pain.site) == site).map(|pain| i64::from(pain.pain_nrs)).max().unwrap_or(0)
}

/// Whether a question is asked of a person of this age; an unknown age is asked everything.
pub(super) fn applies(ages: Option<(u8, u8)>, assessment: Option<&Assessment>) -> bool {
    let age = assessment.and_then(|assessment| assessment.person.age_years);
    match (ages, age) {
        (Some((youngest, oldest)), Some(age)) => (youngest..=oldest).contains(&age),
        _ => true,
    }
}

fn nothing_new(
    answers: Option<&BTreeMap<QuestionId, Answer>>,
    assessment: Option<&Assessment>,
    context: &Context,
) -> bool {
    let Some(answers) = answers else { return false };
    let flags = context.knowledge.flags.iter().flat_map(|flag| &flag.questions);
    let questions = flags.chain(context.knowledge.precautions.iter().map(|precaution| &precaution.question));
    let mut asked = questions.filter(|question| question.before_session && applies(question.ages, assessment));
    asked.all(|question| answers.get(&question.id) == Some(&Answer::No))
}
