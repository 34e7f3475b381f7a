//! Today's session from programme, journal and date: the programme proposes, the guard disposes.

use std::collections::BTreeSet;

use super::guard::{StepSize, due, for_both, guard};
use super::history::{EventKind, History, Integrity, Preference};
use super::knowledge::GuardKnowledge;
use super::session::{Session, SessionDrill, SessionVerdict};
use crate::prescribe::{Drill, PlannedDose, PlannedDrill, PrescribeKnowledge, Programme};
use crate::vocabulary::{
    Allowance, Caveat, CaveatKind, Clearance, Day, DrillId, DrillLimit, EarnedSteps, Reason, RuleId, SessionId, Side,
    Verdict,
};

/// programme, journal, today => what to do today and why, or why not and where to turn
///
/// Sets and work are the row's lowest plus what was earned, never the programme's word; what the guard forbids is
/// replaced by its nearest allowed regression, or left out with the reason.
#[must_use]
pub fn dose(
    programme: &Programme,
    history: &History,
    today: Day,
    knowledge: &GuardKnowledge,
    library: &PrescribeKnowledge,
) -> Session {
    dose_within(&guard(history, today, knowledge, library), programme, history, today, knowledge, library)
}

/// As [`dose`], inside what the guard allows for this very journal and day.
#[must_use]
pub(crate) fn dose_within(
    allowance: &Allowance,
    programme: &Programme,
    history: &History,
    today: Day,
    knowledge: &GuardKnowledge,
    library: &PrescribeKnowledge,
) -> Session {
    let calendar = Calendar::read(history, programme, today);
    let mut allowance = std::borrow::Cow::Borrowed(allowance);
    if calendar.is_other_programme() {
        // What was earned with another programme is not used for this one.
        for limits in allowance.to_mut().drills.values_mut() {
            (limits.left.earned, limits.right.earned) = (EarnedSteps::default(), EarnedSteps::default());
        }
    }
    let count = programme.sessions.len();
    let index = if count == 0 { 0 } else { calendar.done_before % count };
    let mut session = Session {
        day: today,
        index: u8::try_from(index).unwrap_or(u8::MAX),
        verdict: SessionVerdict::Rest,
        drills: Vec::new(),
        left_out: Vec::new(),
        questions: allowance.questions.clone(),
        referrals: allowance.referrals.clone(),
        advice: allowance.advice.clone(),
        reasons: allowance.reasons.clone(),
        caveats: calendar.caveats(programme, knowledge, today),
    };
    session.reasons.extend(no_progress(history.integrity()));
    if allowance.clearance == Clearance::Blocked {
        let only_questions = allowance.reasons.iter().all(|reason| matches!(reason.rule, RuleId::G0 | RuleId::G8));
        session.verdict = if only_questions { SessionVerdict::Ask } else { SessionVerdict::Stop };
        return session;
    }
    if let Some(stop) = stopped_today(&allowance, &calendar) {
        session.verdict = SessionVerdict::Stop;
        session.reasons.push(stop);
        return session;
    }
    if calendar.ended_today || calendar.days_trained_of_seven >= count {
        return session;
    }
    let Some(planned) = programme.sessions.get(index) else { return session };
    let today_is = Today { allowance: &allowance, knowledge, library, swaps: calendar.swaps };
    let mut taken = Vec::new();
    for drill in &planned.drills {
        match today_is.drill(drill, &planned.drills, &taken) {
            Ok(chosen) => {
                taken.push((chosen.drill.clone(), chosen.side));
                session.drills.push(chosen);
            }
            Err(reasons) => session.left_out.push((drill.drill.clone(), drill.side, reasons)),
        }
    }
    if !session.drills.is_empty() {
        session.verdict = SessionVerdict::Train;
    }
    session
}

/// What the journal says about days and sessions.
#[derive(Debug, Default)]
struct Calendar {
    /// Sessions trained before today since the latest programme.
    done_before: usize,
    /// Different days trained among today and the six before it.
    days_trained_of_seven: usize,
    ended_today: bool,
    has_future: bool,
    /// When the first programme, and when this one was issued.
    first_issued: Option<Day>,
    issued: Option<Day>,
    last_trained: Option<Day>,
    events_today: BTreeSet<String>,
    swaps: Vec<(DrillId, Option<DrillId>)>,
}

impl Calendar {
    fn read(history: &History, programme: &Programme, today: Day) -> Calendar {
        let mut calendar = Calendar::default();
        let mut before: BTreeSet<&SessionId> = BTreeSet::new();
        let mut days: BTreeSet<Day> = BTreeSet::new();
        for event in history.events() {
            if event.day > today {
                calendar.has_future = true;
                continue;
            }
            if event.day == today {
                calendar.events_today.insert(event.id.to_string());
            }
            match &event.kind {
                EventKind::ProgrammeIssued(issued) => {
                    before.clear();
                    calendar.first_issued = calendar.first_issued.or(Some(event.day));
                    if issued.sessions == programme.sessions {
                        calendar.issued = calendar.issued.or(Some(event.day));
                    }
                }
                EventKind::SetDone { session, .. } if event.day < today => {
                    before.insert(session);
                    calendar.last_trained = calendar.last_trained.max(Some(event.day));
                    if today.since(event.day) < 7 {
                        days.insert(event.day);
                    }
                }
                EventKind::SessionEnded { .. } if event.day == today => calendar.ended_today = true,
                EventKind::Preference(Preference::Swap { drill, instead }) => {
                    calendar.swaps.retain(|(unwanted, _)| unwanted != drill);
                    calendar.swaps.push((drill.clone(), instead.clone()));
                }
                _ => {}
            }
        }
        calendar.done_before = before.len();
        calendar.days_trained_of_seven = days.len();
        calendar
    }

    /// Whether the journal holds programmes, but not this one.
    const fn is_other_programme(&self) -> bool {
        self.first_issued.is_some() && self.issued.is_none()
    }

    fn caveats(&self, programme: &Programme, knowledge: &GuardKnowledge, today: Day) -> Vec<Caveat> {
        let mut caveats = Vec::new();
        if self.has_future {
            let text = "the journal holds events after this date; of these only a yes to a symptom was heard";
            caveats.push(Caveat::new(CaveatKind::FutureDate, text));
        }
        if self.is_other_programme() {
            let text = "the journal knows another programme than this one: everything is at its lowest dose";
            caveats.push(Caveat::new(CaveatKind::Outdated, text));
        }
        let days_of = |weeks: u8| i32::from(weeks) * 7;
        if self.issued.is_some_and(|issued| today.since(issued) > days_of(programme.weeks)) {
            let text = format!("this programme was made for {} weeks, which are over: assess again", programme.weeks);
            caveats.push(Caveat::new(CaveatKind::Outdated, text));
        }
        let pause = self.last_trained.map_or(0, |last| i64::from(today.since(last)));
        if knowledge.thresholds.get("break_days").is_some_and(|row| pause > row.value) {
            let text = format!("{pause} days without training: begin well below what is written here");
            caveats.push(Caveat::new(CaveatKind::Outdated, text));
        }
        caveats
    }
}

/// G10, said once for the session: why nothing progresses.
fn no_progress(integrity: Integrity) -> Option<Reason> {
    let text = match integrity {
        Integrity::Unchained => "this journal has no hashes, so nothing progresses; add --trust if it is complete",
        Integrity::Unsynced => "a device of yours has not synced, so nothing progresses until it has",
        Integrity::Whole | Integrity::Gap => return None,
    };
    Some(Reason { rule: RuleId::G10, text: text.to_owned(), sources: Vec::new(), events: Vec::new() })
}

/// A stop sign of today ends the day's training; the low-load rest starts on another day.
fn stopped_today(allowance: &Allowance, calendar: &Calendar) -> Option<Reason> {
    let stops = allowance.referrals.iter().map(|referral| &referral.reason).filter(|reason| reason.rule == RuleId::G2);
    stops.into_iter().find(|reason| reason.events.iter().any(|event| calendar.events_today.contains(event))).cloned()
}

struct Today<'a> {
    allowance: &'a Allowance,
    knowledge: &'a GuardKnowledge,
    library: &'a PrescribeKnowledge,
    swaps: Vec<(DrillId, Option<DrillId>)>,
}

/// Drills of this session with their side, `None` for both.
type Taken = [(DrillId, Option<Side>)];

/// Whether two trained sides have one in common.
fn meet(one: Option<Side>, two: Option<Side>) -> bool {
    one.is_none() || two.is_none() || one == two
}

impl Today<'_> {
    fn drill(
        &self,
        planned: &PlannedDrill,
        others: &[PlannedDrill],
        taken: &Taken,
    ) -> Result<SessionDrill, Vec<Reason>> {
        let wanted = self.swaps.iter().find(|(unwanted, _)| *unwanted == planned.drill);
        let swapped = wanted.and_then(|(_, instead)| instead.clone());
        let swapped =
            swapped.filter(|drill| self.limit(drill, planned.side).is_some_and(|limit| limit.verdict.is_allowed()));
        let first = swapped.unwrap_or_else(|| planned.drill.clone());
        let mut reasons = Vec::new();
        let in_plan = |drill: &DrillId, side: Option<Side>| {
            others.iter().any(|other| other.drill == *drill && meet(other.side, side))
        };
        for candidate in self.ladder(&first) {
            let row = self.library.drill(&candidate);
            let side = if row.is_some_and(|row| row.bilateral) { None } else { planned.side };
            let is_planned = candidate == planned.drill;
            let is_taken = taken.iter().any(|(drill, on)| *drill == candidate && meet(*on, side));
            if is_taken || (!is_planned && in_plan(&candidate, side)) {
                continue;
            }
            match (self.limit(&candidate, planned.side), row) {
                (Some(limit), Some(row)) if limit.verdict.is_allowed() => {
                    return Ok(self.dosed(row, planned, &limit, reasons));
                }
                (Some(DrillLimit { verdict: Verdict::Excluded(why), .. }), _) if reasons.is_empty() => reasons = why,
                _ => {}
            }
        }
        Err(reasons)
    }

    fn limit(&self, drill: &DrillId, side: Option<Side>) -> Option<DrillLimit> {
        let sides = self.allowance.drills.get(drill)?;
        Some(side.map_or_else(|| for_both(sides), |side| sides.get(side).clone()))
    }

    /// The drill, then its regressions nearest first.
    fn ladder(&self, drill: &DrillId) -> Vec<DrillId> {
        let mut ladder = vec![drill.clone()];
        let mut at = 0;
        while let Some(current) = ladder.get(at).cloned() {
            let easier = self.library.drill(&current).map(|row| row.regressions.clone()).unwrap_or_default();
            for regression in easier {
                if !ladder.contains(&regression) {
                    ladder.push(regression);
                }
            }
            at += 1;
        }
        ladder
    }

    fn dosed(&self, row: &Drill, planned: &PlannedDrill, limit: &DrillLimit, replaced: Vec<Reason>) -> SessionDrill {
        let (sets, work) = due(row, limit.earned, limit.volume_pct, StepSize::from_knowledge(self.knowledge));
        let mut reasons = replaced;
        reasons.extend(limit.reasons.iter().cloned());
        let steps = limit.earned.duration + limit.earned.sets + limit.earned.load;
        if steps > 0 {
            let text = format!("{steps} step(s) earned by qualifying sessions");
            let sources = self.knowledge.rule_sources.get(RuleId::G6.id()).cloned().unwrap_or_default();
            reasons.push(Reason { rule: RuleId::G6, text, sources, events: Vec::new() });
        }
        let is_planned = row.id == planned.drill;
        SessionDrill {
            drill: row.id.clone(),
            side: if row.bilateral { None } else { planned.side },
            block: planned.block,
            dose: PlannedDose {
                sets,
                work,
                effort_cap: row.dose.effort_cap,
                effort_start: planned.dose.effort_start.min(row.dose.effort_cap),
                load_grade: limit.earned.load,
                level: row.complexity_level,
                rest_s: planned.dose.rest_s,
            },
            purpose: planned.reason.clone(),
            sources: planned.sources.clone(),
            reasons,
            instead_of: (!is_planned).then(|| planned.drill.clone()),
            stop_rule: planned.stop_rule.clone(),
        }
    }
}
