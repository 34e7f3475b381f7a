//! What the app shows beside its decisions: questions, goals, drills, rules and references, as one JSON value.

use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::rows;

/// Questions with what a yes means, goals, drills, rules, thresholds, mechanisms and references, as JSON text.
///
/// `suspect` of a flag is for clinicians and not in it.
pub fn catalogue() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| assembled().to_string())
}

fn assembled() -> Value {
    let rows = rows();
    let flags: Vec<Value> = rows
        .guard
        .flags
        .iter()
        .map(|flag| {
            let row = &flag.row;
            json!({ "id": row.id, "urgency": row.urgency, "refer_to": row.refer_to, "status": row.status, "sources": row.sources })
        })
        .collect();
    let questions: Vec<Value> = rows
        .guard
        .questions
        .iter()
        .map(|question| {
            let row = &question.row;
            json!({
                "id": row.id, "flag": row.flag, "role": row.role, "ask": row.ask, "if_unknown": row.if_unknown,
                "screen": row.screen, "ages": row.ages, "before_session": row.before_session,
                "status": row.status, "sources": row.sources,
            })
        })
        .collect();
    let drills: Vec<Value> = rows
        .prescribe
        .drills
        .iter()
        .map(|drill| {
            let row = &drill.row;
            json!({
                "id": row.id, "name": row.name, "category": row.category, "equipment": row.equipment,
                "base": row.base, "load_type": row.load_type, "muscles": row.muscles,
                "support_level": row.support_level, "complexity_level": row.complexity_level,
                "counted": row.dose.work.counted, "cues": row.cues, "watch_for": row.watch_for,
                "regressions": row.regressions, "progressions": row.progressions,
                "status": row.status, "sources": row.sources,
            })
        })
        .collect();
    let goals: Vec<Value> =
        rows.assess.goals.iter().map(|goal| json!({ "id": goal.row.id, "name": goal.row.name })).collect();
    json!({
        "hash": crate::hash(),
        "rule_version": crate::rule_version(),
        "flags": flags,
        "questions": questions,
        "drills": drills,
        "goals": goals,
        "rules": rows.guard.rules.iter().map(|rule| &rule.row).collect::<Vec<_>>(),
        "thresholds": rows.guard.thresholds.iter().map(|threshold| &threshold.row).collect::<Vec<_>>(),
        "references": rows.reference.references.iter().map(|reference| &reference.row).collect::<Vec<_>>(),
    })
}
