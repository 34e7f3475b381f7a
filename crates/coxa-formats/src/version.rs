//! Versions of files: older ones are lifted step by step to the current one, newer ones are refused.

use serde_json::{Map, Value};

use crate::fault::{Code, InputError, quoted};
use crate::text::Scan;

/// Kinds of file with their current version.
const CURRENT: [(&str, u32); 7] =
    [("assessment", 1), ("findings", 1), ("pattern", 1), ("programme", 1), ("session", 1), ("event", 1), ("error", 1)];

/// The `schema` of a kind's current version.
pub(crate) fn current(name: &str) -> String {
    let version = CURRENT.iter().find(|(kind, _)| *kind == name).map_or(1, |(_, version)| *version);
    format!("coxa.{name}/{version}")
}

/// Kind and version that a `schema` names.
fn parse(schema: &str) -> Option<(&'static str, u32, u32)> {
    let (name, version) = schema.strip_prefix("coxa.")?.split_once('/')?;
    let (name, newest) = CURRENT.iter().find(|(kind, _)| *kind == name)?;
    let digits = !version.is_empty() && version.len() <= 6 && version.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| version.parse().ok()).flatten().map(|version| (*name, version, *newest))
}

/// Whether a document, or one embedded in it, must be lifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    Current,
    Older,
}

/// Checks every `schema` of a document: its own must be of the needed kind, and none may be newer than this binary.
pub(crate) fn age(scan: &Scan, name: &str) -> Result<Age, InputError> {
    let own = scan.schemas.iter().find(|(pointer, _)| pointer == "/schema");
    let Some((_, schema)) = own else {
        return Err(InputError::new(Code::SchemaUnnamed, "no \"schema\"", quoted(&current(name))));
    };
    match parse(schema) {
        Some((found, _, _)) if found == name => {}
        _ => {
            let fault = InputError::new(Code::SchemaOtherKind, quoted(schema), quoted(&current(name)));
            return Err(fault.at_field("/schema"));
        }
    }
    let mut age = Age::Current;
    for (pointer, schema) in &scan.schemas {
        let Some((kind, version, newest)) = parse(schema) else {
            let fault = InputError::new(Code::SchemaOtherKind, quoted(schema), "a file of coxa");
            return Err(fault.at_field(pointer));
        };
        if newest < version {
            let fault =
                InputError::new(Code::SchemaTooNew, quoted(schema), format!("\"coxa.{kind}/{newest}\" or older"));
            return Err(fault.at_field(pointer));
        }
        if version < newest {
            age = Age::Older;
        }
    }
    Ok(age)
}

/// Whether every `schema` of a text is of its kind's current version.
pub(crate) fn all_current(scan: &Scan) -> bool {
    scan.schemas.iter().all(|(_, schema)| parse(schema).is_some_and(|(_, version, newest)| version == newest))
}

/// Lifts a document and everything embedded in it to the current versions, innermost first.
pub(crate) fn lift(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(lift),
        Value::Object(fields) => {
            fields.values_mut().for_each(lift);
            let schema = fields.get("schema").and_then(Value::as_str).and_then(parse);
            if let Some((name, version, newest)) = schema {
                for step in version..newest {
                    step_up(name, step, fields);
                }
                if version < newest {
                    fields.insert("schema".to_owned(), Value::from(current(name)));
                }
            }
        }
        _ => {}
    }
}

/// One step of one kind; a field that an old file should have and lacks stays missing, for the reader to name.
fn step_up(name: &str, from: u32, fields: &mut Map<String, Value>) {
    match (name, from) {
        ("assessment", 0) => {
            if let Some(Value::Object(person)) = fields.get_mut("person") {
                rename(person, "age", "age_years");
                centimetres_to_metres(person);
            }
            rename(fields, "red_flags", "safety");
            each(fields, "findings", finding_from_0);
        }
        ("findings", 0) => {
            rename(fields, "results", "findings");
            each(fields, "findings", finding_from_0);
        }
        ("pattern", 0) => {
            fields.entry("changes").or_insert_with(|| Value::Array(Vec::new()));
            rename(fields, "next", "next_tests");
        }
        ("programme", 0) => {
            rename(fields, "upper_bound", "bound");
            fields.entry("alternatives").or_insert_with(|| Value::Array(Vec::new()));
        }
        ("session", 0) => {
            rename(fields, "date", "day");
            fields.entry("caveats").or_insert_with(|| Value::Array(Vec::new()));
        }
        ("event", 0) => rename(fields, "type", "kind"),
        _ => {}
    }
}

fn finding_from_0(finding: &mut Map<String, Value>) {
    rename(finding, "se", "standard_error");
    if let Some(Value::Bool(controlled)) = finding.get("pelvis_controlled") {
        let word = if *controlled { "yes" } else { "no" };
        finding.insert("pelvis_controlled".to_owned(), Value::from(word));
    }
}

fn centimetres_to_metres(person: &mut Map<String, Value>) {
    if let Some(height_cm) = person.get("height_cm").and_then(Value::as_f64) {
        person.remove("height_cm");
        person.insert("height_m".to_owned(), Value::from(height_cm / 100.0));
    }
}

fn rename(fields: &mut Map<String, Value>, old: &str, new: &str) {
    // A file that carries both names is contradictory; the old one stays and is refused as unknown.
    if !fields.contains_key(new)
        && let Some(value) = fields.remove(old)
    {
        fields.insert(new.to_owned(), value);
    }
}

fn each(fields: &mut Map<String, Value>, list: &str, change: fn(&mut Map<String, Value>)) {
    if let Some(Value::Array(items)) = fields.get_mut(list) {
        items.iter_mut().filter_map(Value::as_object_mut).for_each(change);
    }
}
