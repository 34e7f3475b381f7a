//! A programme for people: the week as tables, then each drill once with its reason.

use std::fmt::Write;

use coxa::prescribe::{PlannedDrill, Programme};
use coxa::vocabulary::Allowance;

use super::{reasons, safety, table};
use crate::words::{dose, drill, side};

pub(crate) fn programme(programme: &Programme, allowance: &Allowance) -> String {
    let mut text = String::new();
    reasons(&mut text, &allowance.reasons, "");
    safety(&mut text, &allowance.questions, &allowance.referrals);
    for sentence in &programme.sentences {
        let _ = writeln!(text, "{sentence}");
    }
    for session in &programme.sessions {
        let minutes = session.duration_s.div_ceil(60);
        let _ = writeln!(text, "\nSession {} of the week, about {minutes} min", session.index + 1);
        let rows = session.drills.iter().map(|planned| {
            vec![planned.block.to_string(), drill(&planned.drill), side(planned.side), dose(&planned.dose)]
        });
        let _ = writeln!(text, "{}", table(&["block", "drill", "side", "dose"], rows));
    }
    let planned = distinct(programme);
    if !planned.is_empty() {
        let _ = writeln!(text, "\nWhy each drill is in:");
    }
    for planned in planned {
        let _ = writeln!(text, "  {} ({}): {}", drill(&planned.drill), side(planned.side), planned.reason);
    }
    let gap = if programme.objective > 0.0 { (programme.bound / programme.objective - 1.0) * 100.0 } else { 0.0 };
    let _ = writeln!(
        text,
        "\nWorth {:.1}° a week; proven: no week inside the same limits is worth more than {:.1}° ({gap:.1} % more). \
         {} nodes searched, {} drills excluded; the file says by which rule.",
        programme.objective,
        programme.bound,
        programme.nodes,
        programme.exclusions.len()
    );
    for caveat in &programme.caveats {
        let _ = writeln!(text, "Mind: {}", caveat.text);
    }
    text
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
