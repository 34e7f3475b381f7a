//! Payloads that are not understood in full: what of them may still be heard.

use coxa::dose::EventKind;
use coxa::vocabulary::{Answer, Assessment, Constraints, Person, Sex};
use serde_json::{Map, Value};

use super::AssessmentDocument;
use super::payload::{Readable, Source, strict};

/// Fields of an assessment that tell nothing of symptoms: without them the person is only less well known.
const TELLS_NO_SYMPTOM: &[&str] =
    &["person", "goals", "feels_tight", "constraints", "day", "made_by", "knowledge_hash", "rule_version"];

fn hears(kind: &str, kept: &Map<String, Value>) -> Option<EventKind> {
    strict(kind, Source::Parsed(&Value::Object(kept.clone()))).ok()
}

/// Answers with everything that is none made `unknown`.
fn answers_of(answers: &Map<String, Value>) -> Map<String, Value> {
    let answer = |value: &Value| value.as_str().and_then(|answer| answer.parse().ok()).unwrap_or(Answer::Unknown);
    let told = answers.iter().filter(|(question, _)| !question.is_empty());
    told.map(|(question, value)| (question.clone(), Value::from(answer(value).id()))).collect()
}

/// Keeps every field with which the payload is still understood; an answer that is none becomes `unknown`.
pub(super) fn in_parts(kind: &str, fields: &Map<String, Value>) -> Option<Readable> {
    if kind == "assessment_recorded" {
        return assessment_in_parts(fields);
    }
    let mut left_out = Vec::new();
    if kind == "symptom_reported" {
        let answers = Value::Object(answers_of(fields));
        let kind = strict(kind, Source::Parsed(&answers)).ok()?;
        return Some(Readable { kind, left_out: vec!["answers".to_owned()] });
    }
    let required = ["session", "drill", "set"].iter().filter(|name| kind != "hurt" && fields.contains_key(**name));
    let mut kept: Map<String, Value> =
        required.map(|name| ((*name).to_owned(), fields.get(*name).cloned().unwrap_or_default())).collect();
    let hears = |kept: &Map<String, Value>| hears(kind, kept);
    hears(&kept)?;
    for (name, value) in fields {
        if kept.contains_key(name) {
            continue;
        }
        let value = match value {
            Value::Object(answers) if name == "new_symptoms" => Value::Object(answers_of(answers)),
            other => other.clone(),
        };
        kept.insert(name.clone(), value);
        if hears(&kept).is_none() {
            kept.remove(name);
            left_out.push(name.clone());
        }
    }
    Some(Readable { kind: hears(&kept)?, left_out })
}

/// An assessment with every answer, pain and finding that is understood.
///
/// What may tell of a symptom and is not understood becomes an answer `unknown` to a question of its own, which no table
/// knows and the guard takes for a warning.
fn assessment_in_parts(fields: &Map<String, Value>) -> Option<Readable> {
    const KIND: &str = "assessment_recorded";
    let Ok(Value::Object(mut kept)) = crate::text::tree_of(&AssessmentDocument::assemble(None, &nobody())) else {
        return None;
    };
    let mut left_out = Vec::new();
    let mut safety = Map::new();
    for (name, value) in fields {
        let before = kept.get(name).cloned();
        let understood = match value {
            Value::Object(answers) if name == "safety" => {
                safety.extend(answers_of(answers));
                true
            }
            Value::Array(items) if before.as_ref().is_some_and(Value::is_array) => {
                // One by one, so that a damaged finding does not silence the others.
                items.iter().fold(true, |all, item| {
                    let Some(Value::Array(list)) = kept.get_mut(name) else { return false };
                    list.push(item.clone());
                    let heard = hears(KIND, &kept).is_some();
                    if let (false, Some(Value::Array(list))) = (heard, kept.get_mut(name)) {
                        list.pop();
                    }
                    all && heard
                })
            }
            _ => {
                kept.insert(name.clone(), value.clone());
                let heard = hears(KIND, &kept).is_some();
                if !heard {
                    match before {
                        Some(before) => drop(kept.insert(name.clone(), before)),
                        None => drop(kept.remove(name)),
                    }
                }
                heard
            }
        };
        if !understood {
            if !TELLS_NO_SYMPTOM.contains(&name.as_str()) {
                safety.insert(format!("not_understood.{name}"), Value::from(Answer::Unknown.id()));
            }
            left_out.push(name.clone());
        }
    }
    kept.insert("safety".to_owned(), Value::Object(safety));
    Some(Readable { kind: hears(KIND, &kept)?, left_out })
}

/// Somebody of whom nothing is known.
fn nobody() -> Assessment {
    Assessment {
        person: Person { age_years: None, sex: Sex::Unspecified, height_m: None, mass_kg: None },
        safety: std::collections::BTreeMap::new(),
        baseline: Vec::new(),
        goals: Vec::new(),
        feels_tight: false,
        constraints: Constraints {
            minutes_per_session: 1,
            sessions_per_week: 1,
            equipment: std::collections::BTreeSet::new(),
        },
        findings: Vec::new(),
        day: None,
    }
}
