//! `coxa replay`: whose sessions would differ under the rules of this binary, and how.

use std::collections::BTreeSet;
use std::fmt::Write;

use coxa::dose::{EventKind, History};
use coxa::vocabulary::{Day, DrillId, Side};

use crate::arguments::Replay;
use crate::failure::Failure;
use crate::files;
use crate::show::Output;
use crate::words::{drill, side};

type Done = BTreeSet<(DrillId, Option<Side>)>;

/// One session that would be different today.
struct Difference {
    day: Day,
    verdict: String,
    no_longer: Vec<(DrillId, Option<Side>)>,
}

pub(crate) fn run(arguments: &Replay, output: Output) -> Result<(), Failure> {
    let known = coxa_knowledge::rule_version();
    if arguments.rules != known {
        let needed = format!("{known:?}, the version of the rules in this binary");
        return Err(Failure::usage(format!("--rules {:?}", arguments.rules), needed));
    }
    let mut journals = Vec::new();
    let mut text = String::new();
    for path in &arguments.journals {
        let history = super::journal(Some(path), false, files::day(None)?)?;
        let (sessions, differences) = replay(&history);
        let _ = writeln!(text, "{}: {} of {sessions} sessions would differ", path.display(), differences.len());
        for difference in &differences {
            let _ = write!(text, "  {}: {}", files::date_text(difference.day), difference.verdict);
            for (id, of) in &difference.no_longer {
                let _ = write!(text, "; not {} ({})", drill(id), side(*of));
            }
            let _ = writeln!(text);
        }
        let differences: Vec<_> = differences
            .iter()
            .map(|it| {
                let no_longer: Vec<_> = it
                    .no_longer
                    .iter()
                    .map(|(id, of)| serde_json::json!({ "drill": id.as_str(), "side": of.map(Side::id) }))
                    .collect();
                serde_json::json!({ "day": files::date_text(it.day), "verdict": it.verdict, "no_longer": no_longer })
            })
            .collect();
        journals.push(serde_json::json!({ "journal": path, "sessions": sessions, "differences": differences }));
    }
    output.value(&serde_json::json!({ "rules": known, "journals": journals }), || text)
}

/// Each session of a journal against what these rules would have given at its start.
fn replay(history: &History) -> (usize, Vec<Difference>) {
    let knowledge = coxa_knowledge::knowledge();
    let mut differences = Vec::new();
    let mut sessions = 0;
    for (place, event) in history.events().iter().enumerate() {
        let EventKind::SessionStarted { session, .. } = &event.kind else { continue };
        sessions += 1;
        let before = history.until(place + 1);
        let programme = before.events().iter().rev().find_map(|event| match &event.kind {
            EventKind::ProgrammeIssued(programme) => Some(programme.clone()),
            _ => None,
        });
        let Some(programme) = programme else { continue };
        let now = knowledge.dose(&programme, &before, event.day);
        let allowed: Done = now.drills.iter().map(|drill| (drill.drill.clone(), drill.side)).collect();
        let done: Done = history
            .events()
            .iter()
            .filter_map(|event| match &event.kind {
                EventKind::SetDone { session: of, drill, side, .. } if of == session => Some((drill.clone(), *side)),
                _ => None,
            })
            .collect();
        let no_longer: Vec<_> = done.difference(&allowed).cloned().collect();
        if !no_longer.is_empty() {
            differences.push(Difference { day: event.day, verdict: now.verdict.to_string(), no_longer });
        }
    }
    (sessions, differences)
}
