//! JSON Schemas of everything coxa reads and writes.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

use crate::version::current;
use crate::wire::{
    AssessmentDocument, ClearedPayload, ErrorDocument, EventDocument, FindingsDocument, HurtPayload, KINDS,
    MorningReportPayload, OverriddenPayload, PatternDocument, PreferencePayload, ProgrammeDocument, SessionDocument,
    SessionEndedPayload, SessionStartedPayload, SetDonePayload, SymptomReportedPayload,
};

/// The kinds of document that have a schema.
pub const SCHEMA_NAMES: [&str; 7] = ["assessment", "findings", "pattern", "programme", "session", "event", "error"];

/// The JSON Schema (2020-12) of a kind of document; `None` for an unknown name.
#[must_use]
pub fn schema(name: &str) -> Option<Value> {
    match name {
        "assessment" => Some(root::<AssessmentDocument>(name)),
        "findings" => Some(root::<FindingsDocument>(name)),
        "pattern" => Some(root::<PatternDocument>(name)),
        "programme" => Some(root::<ProgrammeDocument>(name)),
        "session" => Some(root::<SessionDocument>(name)),
        "event" => Some(event()),
        "error" => Some(root::<ErrorDocument>(name)),
        _ => None,
    }
}

/// Every schema with its name.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Value)> {
    SCHEMA_NAMES.iter().filter_map(|name| Some((*name, schema(name)?))).collect()
}

fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().into_generator()
}

fn root<T: JsonSchema>(name: &str) -> Value {
    let mut value = generator().into_root_schema_for::<T>().to_value();
    if let Some(fields) = value.as_object_mut() {
        fields.insert("title".to_owned(), Value::from(current(name)));
    }
    if let Some(schema) = value.pointer_mut("/properties/schema") {
        *schema = json!({ "const": current(name), "description": "Kind and version of the file." });
    }
    value
}

/// An event: the envelope, and what the payload must be for each kind.
fn event() -> Value {
    let mut generator = generator();
    let payloads = [
        generator.subschema_for::<AssessmentDocument>(),
        generator.subschema_for::<PatternDocument>(),
        generator.subschema_for::<ProgrammeDocument>(),
        generator.subschema_for::<SessionStartedPayload>(),
        generator.subschema_for::<SetDonePayload>(),
        generator.subschema_for::<HurtPayload>(),
        generator.subschema_for::<SessionEndedPayload>(),
        generator.subschema_for::<MorningReportPayload>(),
        generator.subschema_for::<SymptomReportedPayload>(),
        generator.subschema_for::<ClearedPayload>(),
        generator.subschema_for::<OverriddenPayload>(),
        generator.subschema_for::<PreferencePayload>(),
    ];
    let by_kind: Vec<Value> = KINDS
        .iter()
        .zip(payloads)
        .map(|(kind, payload)| {
            json!({
                "if": { "properties": { "kind": { "const": kind } } },
                "then": { "properties": { "payload": payload.to_value() } },
            })
        })
        .collect();
    let mut value = generator.into_root_schema_for::<EventDocument>().to_value();
    if let Some(fields) = value.as_object_mut() {
        fields.insert("title".to_owned(), Value::from(current("event")));
        fields.insert("allOf".to_owned(), Value::Array(by_kind));
    }
    if let Some(schema) = value.pointer_mut("/properties/kind") {
        *schema = json!({ "enum": KINDS, "description": "What kind of event." });
    }
    value
}
