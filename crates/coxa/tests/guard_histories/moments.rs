//! Small steps that tests take with a history: judge it, and add to it.

use std::sync::Arc;

use coxa::dose::{Event, EventKind, History, Integrity, guard};
use coxa::vocabulary::{Allowance, Day};

use super::Sources;

/// What the kernel allows.
pub(crate) fn judged(sources: &Sources, history: &History, today: Day) -> Allowance {
    guard(history, today, &sources.world.knowledge, &sources.world.library)
}

/// The events as a journal without a gap.
pub(crate) fn whole(events: &[Event]) -> History {
    History::new(events.to_vec(), Integrity::Whole)
}

/// An event later than all others, on a day.
pub(crate) fn last_event(sources: &Sources, events: &[Event], day: Day, kind: EventKind) -> Event {
    let latest = events.iter().map(|event| event.at_ms).max().unwrap_or(0);
    let event = sources.event(199, day, kind);
    Event { at_ms: latest.max(event.at_ms) + 1, ..event }
}

/// The same event under a name of its own.
pub(crate) fn named(event: Event, no: usize) -> Event {
    Event { id: Arc::from(format!("named-{no:03}")), ..event }
}
