//! What is left to do of today's session, set by set: what a player plays.

use super::history::{EventKind, History};
use super::session::{Session, SessionDrill};
use crate::vocabulary::{Day, DrillId, SessionId, Side};

/// One set to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which drill of the session, from 0.
    pub drill: usize,
    /// Which side; `None` for both at once.
    pub side: Option<Side>,
    /// Which set, from 1.
    pub set: u8,
    /// Rest before it, s; 0 for the first set of a drill.
    pub rest_before_s: u16,
}

/// The session under way, and what is left of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Course {
    /// The session begun today and not ended; `None` when none is under way.
    pub session: Option<SessionId>,
    /// The sets logged in it.
    pub sets_done: usize,
    /// What is left, in order.
    pub steps: Vec<Step>,
}

/// today's session, journal => what is left of it
///
/// A set that was logged counts for its drill and side, whatever its number says. A drill that the guard took out after a
/// set or a hurt is no longer in the session, so nothing of it is left.
#[must_use]
pub fn course(session: &Session, history: &History) -> Course {
    let mut under_way: Option<&SessionId> = None;
    for event in history.events().iter().filter(|event| event.day == session.day) {
        match &event.kind {
            EventKind::SessionStarted { session, .. } => under_way = Some(session),
            EventKind::SessionEnded { session, .. } if under_way == Some(session) => under_way = None,
            _ => {}
        }
    }
    let logged: Vec<(&DrillId, Option<Side>)> = history
        .events()
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::SetDone { session, drill, side, .. } if under_way == Some(session) => Some((drill, *side)),
            _ => None,
        })
        .collect();
    let done = |of: &SessionDrill| {
        logged.iter().filter(|(drill, side)| **drill == of.drill && (of.side.is_none() || *side == of.side)).count()
    };
    let mut steps = Vec::new();
    for (index, today) in session.drills.iter().enumerate() {
        let done = u8::try_from(done(today)).unwrap_or(u8::MAX);
        for set in done.saturating_add(1)..=today.dose.sets {
            let rest_before_s = if set == 1 { 0 } else { today.dose.rest_s };
            steps.push(Step { drill: index, side: today.side, set, rest_before_s });
        }
    }
    Course { session: under_way.cloned(), sets_done: logged.len(), steps }
}

/// Sessions before today of which sets were logged and no morning was told, oldest first.
#[must_use]
pub fn mornings_due(history: &History, today: Day) -> Vec<(SessionId, Day)> {
    let mut due: Vec<(SessionId, Day)> = Vec::new();
    for event in history.events().iter().filter(|event| event.day <= today) {
        match &event.kind {
            EventKind::SetDone { session, .. } if event.day < today && due.iter().all(|(it, _)| it != session) => {
                due.push((session.clone(), event.day));
            }
            _ => {}
        }
    }
    for event in history.events() {
        if let EventKind::MorningReport { session, .. } = &event.kind {
            due.retain(|(it, _)| it != session);
        }
    }
    due
}
