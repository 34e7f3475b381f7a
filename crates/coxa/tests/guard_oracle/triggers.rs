//! What is open: triggers, what closes them, what starts again (section 4 of the page).

use coxa::dose::{ClearanceEvent, ClearedBy, EventKind, FlagPermission};
use coxa::vocabulary::{Answer, Day, DrillId, RuleId, Side, Urgency};

use super::hurts::Kind;
use super::words::{Case, Place, answers_of};

/// Something that stays until somebody clears it.
#[derive(Debug, Clone)]
pub(crate) struct Trigger<'a> {
    pub(crate) at: Place,
    pub(crate) rule: RuleId,
    pub(crate) side: Option<Side>,
    pub(crate) flag: Option<&'a str>,
    pub(crate) question: Option<&'a str>,
    pub(crate) drill: Option<&'a DrillId>,
    pub(crate) baseline: bool,
    pub(crate) urgency: Urgency,
}

impl<'a> Trigger<'a> {
    pub(crate) const fn new(rule: RuleId, at: Place, side: Option<Side>) -> Trigger<'a> {
        Trigger { at, rule, side, flag: None, question: None, drill: None, baseline: false, urgency: Urgency::Soon }
    }

    fn in_scope(&self, scope: &str) -> bool {
        let of_side = self.side.is_some_and(|side| scope == format!("{}:{}", self.rule.id(), side.id()));
        scope == "all"
            || self.flag == Some(scope)
            || self.question == Some(scope)
            || self.drill.is_some_and(|drill| drill.as_str() == scope)
            || (self.baseline && scope == "baseline")
            || scope == self.rule.id()
            || of_side
    }
}

/// Whether a row permits nothing.
pub(crate) const fn permits_nothing(permission: FlagPermission) -> bool {
    matches!(permission, FlagPermission::None | FlagPermission::NoneUntilCleared | FlagPermission::NoneUntilReviewed)
}

/// Every clearance before a place, with its own.
pub(crate) fn clearances<'a>(case: &Case<'a>, before: Place) -> impl Iterator<Item = (Place, &'a ClearanceEvent)> {
    case.events[..before].iter().enumerate().filter_map(|(place, event)| match &event.kind {
        EventKind::Cleared(clearance) => Some((place, clearance)),
        _ => None,
    })
}

/// Whether one clearance closes one trigger as seen on a day.
fn closes(case: &Case<'_>, place: Place, clearance: &ClearanceEvent, trigger: &Trigger<'_>, on: Day) -> bool {
    let entitled = match clearance.by {
        ClearedBy::Clinician => true,
        ClearedBy::Person => {
            let waited = case.day(place).since(case.day(trigger.at));
            trigger.rule == RuleId::G2 && waited >= case.book.days("attest_wait_days")
        }
    };
    trigger.at < place
        && entitled
        && clearance.until.is_none_or(|until| on <= until)
        && trigger.in_scope(&clearance.scope)
}

/// Whether a trigger is open just before a place, as seen on a day.
pub(crate) fn is_open(case: &Case<'_>, trigger: &Trigger<'_>, before: Place, on: Day) -> bool {
    trigger.at < before && !clearances(case, before).any(|(place, by)| closes(case, place, by, trigger, on))
}

/// Whether a trigger is open today.
pub(crate) fn is_open_now(case: &Case<'_>, trigger: &Trigger<'_>) -> bool {
    is_open(case, trigger, case.now(), case.today)
}

/// G1: a yes to a symptom of a flag whose row permits nothing. G1b: a yes to a symptom of any other flag.
pub(crate) fn answered_yes<'a>(case: &Case<'a>) -> Vec<Trigger<'a>> {
    let mut triggers = Vec::new();
    for (place, event) in case.events.iter().enumerate() {
        let Some(answers) = answers_of(&event.kind) else { continue };
        if !answers.values().any(|answer| *answer == Answer::Yes) {
            continue;
        }
        for (flag, question) in case.symptoms() {
            if answers.get(&question.id) == Some(&Answer::Yes) {
                let rule = if permits_nothing(flag.prescribe) { RuleId::G1 } else { RuleId::G1b };
                triggers.push(Trigger {
                    flag: Some(&flag.id),
                    question: Some(question.id.as_str()),
                    urgency: flag.urgency,
                    ..Trigger::new(rule, place, None)
                });
            }
        }
    }
    triggers
}

/// G1b: an assessment with a baseline above what needs a clinician's word.
pub(crate) fn high_baseline<'a>(case: &Case<'a>) -> Vec<Trigger<'a>> {
    let limit = case.book.number("baseline_needs_clinician_above");
    let mut triggers = Vec::new();
    for (place, event) in case.events.iter().enumerate() {
        if let EventKind::AssessmentRecorded(told) = &event.kind
            && told.baseline.iter().any(|pain| i64::from(pain.pain_nrs) > limit)
        {
            triggers.push(Trigger { baseline: true, ..Trigger::new(RuleId::G1b, place, None) });
        }
    }
    triggers
}

/// G2: a stop hurt, once for each side it counts for.
pub(crate) fn stops<'a>(case: &Case<'a>) -> Vec<Trigger<'a>> {
    let mut triggers = Vec::new();
    for hurt in case.hurts.iter().filter(|hurt| hurt.kind == Kind::Stop) {
        triggers.extend(hurt.sides().iter().map(|side| Trigger::new(RuleId::G2, hurt.at, Some(*side))));
    }
    triggers
}

/// G8: a warning, an event that may have told of symptoms and could not be read, or an answer other than no to a
/// question that no table knows, with whether a later assessment answers it.
pub(crate) fn warnings<'a>(case: &Case<'a>) -> Vec<(Trigger<'a>, bool)> {
    let answered = case.assessment_before(case.now()).map(|(place, _)| place);
    let warns = |kind: &EventKind| match kind {
        EventKind::Unreadable { can_warn, .. } => *can_warn,
        other => answers_of(other).is_some_and(|answers| {
            answers.iter().any(|(question, answer)| *answer != Answer::No && !case.book.knows(question))
        }),
    };
    let places = case.events.iter().enumerate().filter(|(_, event)| warns(&event.kind));
    let trigger = |place: Place| Trigger::new(RuleId::G8, place, None);
    places.map(|(place, _)| (trigger(place), answered.is_some_and(|answered| place < answered))).collect()
}

/// Where a side starts again: at a clearance that closes a G1 trigger, or a G2 trigger of that side.
pub(crate) fn restarts(case: &Case<'_>, side: Side) -> Vec<Place> {
    let mut restarting = answered_yes(case);
    restarting.retain(|trigger| trigger.rule == RuleId::G1);
    restarting.extend(stops(case).into_iter().filter(|trigger| trigger.side == Some(side)));
    clearances(case, case.now())
        .filter(|(place, clearance)| {
            let on = case.day(*place);
            restarting
                .iter()
                .any(|trigger| is_open(case, trigger, *place, on) && closes(case, *place, clearance, trigger, on))
        })
        .map(|(place, _)| place)
        .collect()
}

/// Where a clinician, with a reason, relaxed a rule, and to what.
pub(crate) fn overrides<'a>(case: &Case<'a>, rule: RuleId) -> Vec<(Place, &'a str)> {
    let relaxable = matches!(rule, RuleId::G4 | RuleId::G5 | RuleId::G6 | RuleId::G7 | RuleId::G8 | RuleId::G9);
    case.events
        .iter()
        .enumerate()
        .filter_map(|(place, event)| match &event.kind {
            EventKind::Overridden { by: ClearedBy::Clinician, rule: named, to, reason }
                if relaxable && named == rule.id() && !reason.trim().is_empty() =>
            {
                Some((place, to.as_str()))
            }
            _ => None,
        })
        .collect()
}
