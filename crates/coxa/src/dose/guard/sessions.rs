//! What is known of each session as a whole: starts, sets, hurts, mornings.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::hurt::{HurtKind, MorningKind, MorningTold, Told};
use crate::dose::{Event, EventKind, FormSeenBy};
use crate::prescribe::Work;
use crate::vocabulary::{Answer, Assessment, Day, PainSite, QuestionId, SessionId, Side};

/// One logged set.
#[derive(Debug, Clone, Copy)]
pub(super) struct SetLogged {
    pub(super) order: usize,
    pub(super) drill: usize,
    pub(super) side: Side,
    pub(super) work: Option<Work>,
    pub(super) level: Option<u8>,
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
    /// Every before-session question answered with no.
    pub(super) nothing_new: bool,
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

    pub(super) fn is_quiet(&self) -> bool {
        self.reports.iter().any(|report| report.is_the_morning && report.kind == MorningKind::Quiet)
            && self.reports.iter().all(|report| report.kind != MorningKind::Worse)
    }
}

/// All sessions in the order in which they first appear, and the days on which a line could not be read.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    pub(super) all: Vec<SessionFacts>,
    index: BTreeMap<SessionId, usize>,
    pub(super) unreadable_days: BTreeSet<Day>,
}

impl Sessions {
    pub(super) fn of(&self, session: &SessionId) -> Option<usize> {
        self.index.get(session).copied()
    }

    /// Gathers the sessions of all events; baselines are those in force when a hurt was told.
    pub(super) fn gather(events: &[Event], context: &Context) -> Sessions {
        let mut sessions = Sessions::default();
        let mut assessment: Option<&Assessment> = None;
        for (order, event) in events.iter().enumerate() {
            match &event.kind {
                EventKind::AssessmentRecorded(recorded) => assessment = Some(recorded),
                EventKind::SessionStarted { session, new_symptoms, .. } => {
                    let known = sessions.index.contains_key(session);
                    let facts = sessions.entry(session, event.day);
                    // A second start cannot repair a first one that was not answered.
                    let nothing_new = nothing_new(new_symptoms.as_ref(), assessment, context);
                    facts.nothing_new = nothing_new && (!known || facts.nothing_new);
                }
                EventKind::SetDone { session, drill, side, did, challenge, form_kept, form_seen_by, .. } => {
                    let Some(drill) = context.drill_index(drill) else { continue };
                    let facts = sessions.entry(session, event.day);
                    for side in sides(*side) {
                        facts.sets.push(SetLogged {
                            order,
                            drill,
                            side,
                            work: did.work,
                            level: did.level,
                            challenge: *challenge,
                            form_kept: *form_kept,
                            form_seen_by: *form_seen_by,
                        });
                    }
                }
                EventKind::Hurt { session: Some(session), drill, side, site, pain_nrs, sensation, .. } => {
                    let told = Told { site: *site, pain_nrs: *pain_nrs, sensation: *sensation };
                    let drill = drill.as_ref().and_then(|id| context.drill_index(id));
                    let kind = told.kind(drill, baseline(assessment, *site), context);
                    let facts = sessions.entry(session, event.day);
                    facts.hurts.extend(sides(*side).map(|side| HurtTold { order, drill, side, told, kind }));
                }
                EventKind::MorningReport { session, state, site, pain_nrs, hours_to_settle } => {
                    let told = MorningTold {
                        state: *state,
                        site: *site,
                        pain_nrs: *pain_nrs,
                        hours_to_settle: *hours_to_settle,
                    };
                    let kind = told.kind(baseline(assessment, site.or(Some(PainSite::Other))), context);
                    let facts = sessions.entry(session, event.day);
                    let is_next_day = event.day == facts.day.plus(1);
                    let is_the_morning = is_next_day && !facts.reports.iter().any(|report| report.is_the_morning);
                    let (site, pain_nrs) = (*site, *pain_nrs);
                    facts.reports.push(Report { order, site, pain_nrs, kind, is_the_morning });
                }
                EventKind::Unreadable { .. } => {
                    sessions.unreadable_days.insert(event.day);
                }
                _ => {}
            }
        }
        sessions
    }

    fn entry(&mut self, session: &SessionId, day: Day) -> &mut SessionFacts {
        let place = *self.index.entry(session.clone()).or_insert(self.all.len());
        if place == self.all.len() {
            self.all.push(SessionFacts {
                day,
                nothing_new: false,
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
        && answers.values().all(|answer| *answer == Answer::No)
}
