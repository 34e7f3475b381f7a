//! Today's session for people.

use std::fmt::Write;

use coxa::dose::{Session, SessionVerdict};

use super::{reasons, safety};
use crate::files;
use crate::words::{dose, drill, side};

pub(crate) fn session(session: &Session) -> String {
    let mut text = String::new();
    let today = files::date_text(session.day);
    let heading = match session.verdict {
        SessionVerdict::Train => "train",
        SessionVerdict::Rest => "rest day",
        SessionVerdict::Ask => "answer first; nothing is trained until then",
        SessionVerdict::Stop => "stop; nothing is trained today",
    };
    let _ = writeln!(text, "{today}: {heading}");
    reasons(&mut text, &session.reasons, "  ");
    safety(&mut text, &session.questions, &session.referrals);
    for today in &session.drills {
        let _ =
            writeln!(text, "\n{} · {} ({}): {}", today.block, drill(&today.drill), side(today.side), dose(&today.dose));
        if let Some(planned) = &today.instead_of {
            let _ = writeln!(text, "  instead of {}", drill(planned));
        }
        if !today.purpose.is_empty() {
            let _ = writeln!(text, "  for: {}", today.purpose);
        }
        reasons(&mut text, &today.reasons, "  ");
    }
    let mut stops: Vec<&str> = Vec::new();
    for today in &session.drills {
        if !stops.contains(&today.stop_rule.as_str()) {
            stops.push(&today.stop_rule);
        }
    }
    for stop in stops {
        let _ = writeln!(text, "\n{stop}");
    }
    for (id, left_out, why) in &session.left_out {
        let _ = writeln!(text, "\nleft out: {} ({})", drill(id), side(*left_out));
        reasons(&mut text, why, "  ");
    }
    for advice in &session.advice {
        let _ = writeln!(text, "\nAdvice: {}", advice.text);
    }
    for caveat in &session.caveats {
        let _ = writeln!(text, "Mind: {}", caveat.text);
    }
    text
}
