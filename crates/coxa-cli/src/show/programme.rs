//! A programme for people: the week as tables, then each drill once with its reason.

use std::collections::BTreeSet;
use std::fmt::Write;

use coxa::prescribe::{PlannedDrill, Programme};
use coxa::vocabulary::Allowance;

use super::{safety, table};
use crate::words::{counted, dose, drill, side};

pub(crate) fn programme(programme: &Programme, allowance: &Allowance) -> String {
    let mut text = String::new();
    safety(&mut text, &allowance.reasons, &allowance.questions, &allowance.referrals);
    for sentence in &programme.sentences {
        let _ = writeln!(text, "{sentence}");
    }
    for session in &programme.sessions {
        let minutes = session.duration_s.div_ceil(60);
        let _ = writeln!(text, "\nSession {} of the week, about {minutes} min", session.index + 1);
        let rows = together(&session.drills)
            .into_iter()
            .map(|(planned, sides)| vec![planned.block.to_string(), drill(&planned.drill), sides, dose(&planned.dose)]);
        let _ = writeln!(text, "{}", table(&["block", "drill", "side", "dose"], rows));
    }
    let planned = distinct(programme);
    if !planned.is_empty() {
        let _ = writeln!(text, "\nWhy each drill is in:");
    }
    for planned in planned {
        let _ = writeln!(text, "  {} ({}): {}", drill(&planned.drill), side(planned.side), planned.reason);
    }
    let excluded: BTreeSet<_> = programme.exclusions.iter().map(|exclusion| &exclusion.drill).collect();
    let _ = writeln!(
        text,
        "\nWorth about {:.1}° a week; no week inside the same limits is worth more than {:.1}°. \
         {} left out; the file says by which rule.",
        programme.objective,
        programme.bound,
        counted(excluded.len(), "drill")
    );
    for caveat in &programme.caveats {
        let _ = writeln!(text, "Mind: {}", caveat.text);
    }
    text
}

/// Drills of a session in their order; the same drill with the same dose on either side becomes one row.
fn together(drills: &[PlannedDrill]) -> Vec<(&PlannedDrill, String)> {
    let mut rows: Vec<(&PlannedDrill, String)> = Vec::new();
    for planned in drills {
        let twin = rows.iter_mut().find(|(other, _)| {
            other.drill == planned.drill && other.dose == planned.dose && other.side != planned.side
        });
        match twin {
            Some((_, sides)) => *sides = "each".to_owned(),
            None => rows.push((planned, side(planned.side))),
        }
    }
    rows
}

/// Each drill and side of the week once, in the order it first comes.
pub(crate) fn distinct(programme: &Programme) -> Vec<&PlannedDrill> {
    let mut found: Vec<&PlannedDrill> = Vec::new();
    for planned in programme.sessions.iter().flat_map(|session| &session.drills) {
        if !found.iter().any(|other| other.drill == planned.drill && other.side == planned.side) {
            found.push(planned);
        }
    }
    found
}
