//! Which triggers stand, and which a clearance has closed.

use super::Context;
use crate::dose::{ClearanceEvent, ClearedBy, Event, EventKind};
use crate::vocabulary::{Day, MustNot, RuleId, Side};

/// Something that stays until it is cleared.
#[derive(Debug, Clone)]
pub(super) struct Trigger {
    pub(super) order: usize,
    pub(super) day: Day,
    pub(super) rule: RuleId,
    pub(super) side: Option<Side>,
    /// Other words a scope may use for it: flag, question, drill, `baseline`.
    pub(super) names: Vec<String>,
}

/// All clearances heard, in order.
#[derive(Debug, Default)]
pub(super) struct Clearances<'a> {
    given: Vec<(usize, Day, &'a ClearanceEvent)>,
    today: Option<Day>,
}

impl<'a> Clearances<'a> {
    pub(super) fn gather(events: &'a [Event], today: Day) -> Clearances<'a> {
        let given = events.iter().enumerate().filter_map(|(order, event)| match &event.kind {
            EventKind::Cleared(cleared) => Some((order, event.day, cleared)),
            _ => None,
        });
        Clearances { given: given.collect(), today: Some(today) }
    }

    /// Whether a trigger still stands today.
    pub(super) fn stands(&self, trigger: &Trigger, context: &Context) -> bool {
        !self
            .given
            .iter()
            .any(|(order, day, cleared)| self.holds_today(cleared) && closes(cleared, *order, *day, trigger, context))
    }

    /// Whether the clearance at `order` closes this trigger at its own place and day, and nothing before it had.
    pub(super) fn first_closes_at(&self, order: usize, trigger: &Trigger, context: &Context) -> bool {
        let Some((_, then, _)) = self.given.iter().find(|(given, _, _)| *given == order) else { return false };
        let by_then = |(given, day, cleared): &&(usize, Day, &ClearanceEvent)| {
            *given <= order
                && cleared.until.is_none_or(|until| *then <= until)
                && closes(cleared, *given, *day, trigger, context)
        };
        self.given.iter().find(by_then).is_some_and(|(given, _, _)| *given == order)
    }

    /// Whether a clinician cleared a gap of the journal by its own rule, and by nothing else.
    pub(super) fn gap_cleared(&self) -> bool {
        self.given.iter().any(|(_, _, cleared)| {
            cleared.by == ClearedBy::Clinician && cleared.scope == RuleId::G10.id() && self.holds_today(cleared)
        })
    }

    fn holds_today(&self, cleared: &ClearanceEvent) -> bool {
        cleared.until.is_none_or(|until| self.today.is_some_and(|today| today <= until))
    }

    /// Whether a trigger stood at an event: no clearance before it closed it and held on that day.
    pub(super) fn stood_at(&self, order: usize, then: Day, trigger: &Trigger, context: &Context) -> bool {
        !self.given.iter().any(|(given, day, cleared)| {
            *given < order
                && cleared.until.is_none_or(|until| then <= until)
                && closes(cleared, *given, *day, trigger, context)
        })
    }

    /// What clearances left forbidden for good, with the order of the clearance.
    pub(super) fn kept(&self) -> impl Iterator<Item = (usize, MustNot)> {
        self.given.iter().flat_map(|(order, _, cleared)| cleared.keeps.iter().map(|must_not| (*order, *must_not)))
    }
}

fn closes(cleared: &ClearanceEvent, order: usize, day: Day, trigger: &Trigger, context: &Context) -> bool {
    let in_time = order > trigger.order;
    let by_right = match cleared.by {
        ClearedBy::Clinician => true,
        ClearedBy::Person => trigger.rule == RuleId::G2 && day.since(trigger.day) >= context.days("attest_wait_days"),
    };
    in_time && by_right && in_scope(&cleared.scope, trigger)
}

fn in_scope(scope: &str, trigger: &Trigger) -> bool {
    if scope == "all" || trigger.names.iter().any(|name| name == scope) {
        return true;
    }
    match scope.split_once(':') {
        None => scope == trigger.rule.id(),
        Some((rule, side)) => rule == trigger.rule.id() && trigger.side.is_some_and(|own| own.id() == side),
    }
}
