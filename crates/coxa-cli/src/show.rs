//! Results for people: tables and sentences on the terminal.

use std::fmt::Write;
use std::path::Path;

use coxa::assess::Naming;
use coxa::dose::{Session, SessionVerdict};
use coxa::prescribe::{PlannedDose, Programme, Work};
use coxa::vocabulary::{Allowance, Interval, Question, Reason, Referral, Side};
use coxa_formats::PatternFile;

use crate::failure::Failure;
use crate::files;

/// Where results go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    /// Standard output holds exactly one JSON value.
    pub(crate) json: bool,
}

impl Output {
    /// A document: into its file, else to standard output when JSON was asked for.
    pub(crate) fn document(self, text: &str, out: Option<&Path>) -> Result<(), Failure> {
        if let Some(path) = out {
            files::write(path, text)?;
        }
        if self.json {
            print!("{text}");
        }
        Ok(())
    }

    /// Text for people: standard output, or standard error beside JSON.
    pub(crate) fn people(self, text: &str) {
        if self.json {
            eprint!("{text}");
        } else {
            print!("{text}");
        }
    }

    /// A value as JSON, or its text for people.
    pub(crate) fn value(self, value: &serde_json::Value, text: impl FnOnce() -> String) {
        if self.json {
            println!("{value}");
        } else {
            print!("{}", text());
        }
    }
}

/// A table that fits the terminal.
pub(crate) fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY);
    table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic);
    table.set_header(head);
    table.add_rows(rows);
    table
}

pub(crate) fn interval(value: Interval, unit: &str) -> String {
    format!("{:.0}{unit} ({:.0} to {:.0})", value.estimate, value.low, value.high)
}

/// A dose as one reads it aloud.
pub(crate) fn dose(dose: &PlannedDose) -> String {
    let work = match dose.work {
        Work::HoldSeconds(seconds) => format!("{seconds} s"),
        Work::Reps(reps) => format!("{reps} reps"),
        Work::ContractRelax { contract_s, stretch_s } => format!("{contract_s} s contract + {stretch_s} s stretch"),
    };
    let load = if dose.load_grade == 0 { String::new() } else { format!(", load grade {}", dose.load_grade) };
    format!("{} × {work}{load}, challenge {}–{} of 10", dose.sets, dose.effort_start, dose.effort_cap)
}

pub(crate) fn side(side: Option<Side>) -> String {
    side.map_or_else(|| "both".to_owned(), |side| side.to_string())
}

/// The name of a drill for people; its id when the library lost it.
pub(crate) fn drill(id: &coxa::vocabulary::DrillId) -> String {
    let row = coxa_knowledge::knowledge().prescribe.drill(id);
    row.map_or_else(|| id.to_string(), |row| row.name.clone())
}

fn reasons(text: &mut String, reasons: &[Reason], indent: &str) {
    for reason in reasons {
        let sources: Vec<&str> = reason.sources.iter().map(AsRef::as_ref).collect();
        let sources = if sources.is_empty() { String::new() } else { format!(" [{}]", sources.join(", ")) };
        let _ = writeln!(text, "{indent}{}: {}{sources}", reason.rule, reason.text);
    }
}

fn safety(text: &mut String, questions: &[Question], referrals: &[Referral]) {
    for referral in referrals {
        let side = referral.side.map_or_else(String::new, |side| format!(" ({side})"));
        let _ = writeln!(text, "REFER, {}{side}: {}. {}", referral.urgency, referral.to, referral.reason.text);
    }
    for question in questions {
        let id = question.id.as_ref().map_or_else(String::new, |id| format!("{id}: "));
        let _ = writeln!(text, "ANSWER FIRST ({}) {id}{}", question.rule, question.text);
        let _ = writeln!(text, "  {}", question.if_unknown);
    }
}

/// What may be said about a side, in words.
pub(crate) fn naming(naming: Naming) -> String {
    match naming {
        Naming::Mechanism(mechanism) => mechanism.to_string().replace('_', " "),
        Naming::Family(family) => format!("the {} group", family.to_string().replace('_', " ")),
        Naming::Likely(family) => format!("probably the {} group", family.to_string().replace('_', " ")),
        Naming::NotDistinguishable => "not distinguishable from these tests".to_owned(),
        Naming::NoRestriction => "no restriction found".to_owned(),
        Naming::NotAssessed => "not assessed".to_owned(),
    }
}

pub(crate) fn pattern(file: &PatternFile) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "Safety: {}", file.allowance.clearance);
    reasons(&mut text, &file.allowance.reasons, "  ");
    safety(&mut text, &file.allowance.questions, &file.allowance.referrals);
    for (side, pattern) in file.pattern.sides.iter() {
        let _ = writeln!(text, "\n{side} hip: {}", naming(pattern.naming));
        for sentence in &pattern.sentences {
            let _ = writeln!(text, "  {sentence}");
        }
        let rows = pattern.beliefs.iter().filter(|belief| belief.probability >= 0.02).map(|belief| {
            let costs: Vec<String> = belief
                .costs
                .iter()
                .take(2)
                .map(|cost| format!("{} {}", cost.test, interval(cost.degrees, "°")))
                .collect();
            vec![belief.mechanism.to_string(), format!("{:.0} %", belief.probability * 100.0), costs.join("; ")]
        });
        let rows: Vec<_> = rows.collect();
        if !rows.is_empty() {
            let _ = writeln!(text, "{}", table(&["mechanism", "probability", "costs at least"], rows));
        }
    }
    let deficits = file.pattern.deficits.iter().map(|deficit| {
        let quantity = deficit.of.quantity.map_or_else(String::new, |quantity| format!(" {quantity}"));
        let norm = match (deficit.norm_mean, deficit.norm_sd, &deficit.evidence) {
            (Some(mean), sd, Some(evidence)) => {
                let sd = sd.map_or_else(String::new, |sd| format!(" ± {sd:.0}"));
                format!("{mean:.0}{sd} {}", evidence.status.mark())
            }
            _ => "no norm".to_owned(),
        };
        vec![
            format!("{} {}{quantity}", deficit.of.test, deficit.of.mode),
            deficit.side.to_string(),
            interval(deficit.measured, ""),
            norm,
            deficit.deficit.map_or_else(|| "–".to_owned(), |short| interval(short, "")),
        ]
    });
    let head = ["test", "side", "measured (90 %)", "norm", "short by (90 %)"];
    let deficits: Vec<_> = deficits.collect();
    if !deficits.is_empty() {
        let _ = writeln!(text, "\n{}", table(&head, deficits));
    }
    for contrast in file.pattern.contrasts.iter().filter(|contrast| contrast.holds >= 0.5) {
        let _ = writeln!(text, "{}: {} [{}]", contrast.side, contrast.text, contrast.contrast);
    }
    for change in &file.pattern.changes {
        let _ = writeln!(
            text,
            "{} {}: {:.0} before, {:.0} now: {:?}",
            change.side, change.of.test, change.before, change.after, change.kind
        );
    }
    for next in file.pattern.next_tests.iter().take(1) {
        let _ = writeln!(text, "\nNext test: {} {} {}. {}", next.side, next.test, next.mode, next.text);
    }
    for caveat in &file.pattern.caveats {
        let _ = writeln!(text, "Mind: {}", caveat.text);
    }
    text
}

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
            vec![
                planned.block.to_string(),
                drill(&planned.drill),
                side(planned.side),
                dose(&planned.dose),
                planned.reason.clone(),
            ]
        });
        let _ = writeln!(text, "{}", table(&["block", "drill", "side", "dose", "why"], rows));
    }
    let gap = if programme.objective > 0.0 { (programme.bound / programme.objective - 1.0) * 100.0 } else { 0.0 };
    let _ = writeln!(
        text,
        "\nValue {:.2}, proven bound {:.2} (at most {gap:.1} % better exists), {} nodes, {} drills excluded",
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
        reasons(&mut text, &today.reasons, "  ");
        let _ = writeln!(text, "  {}", today.stop_rule);
    }
    for (id, left_out, why) in &session.left_out {
        let _ = writeln!(text, "\nleft out: {} ({})", drill(id), side(*left_out));
        reasons(&mut text, why, "  ");
    }
    for caveat in &session.caveats {
        let _ = writeln!(text, "Mind: {}", caveat.text);
    }
    text
}
