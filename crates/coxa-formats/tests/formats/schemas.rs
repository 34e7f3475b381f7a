//! The JSON Schemas hold for what coxa writes, and refuse what coxa refuses.

use coxa_formats::{
    SCHEMA_NAMES, read_assessment, schema, schemas, write_assessment, write_error, write_findings, write_pattern,
    write_programme, write_session,
};
use serde_json::Value;

use crate::documents::HAND_WRITTEN;
use crate::sample;

fn check(name: &str, text: &str) -> Result<(), String> {
    let schema = schema(name).expect("known");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let value: Value = serde_json::from_str(text).expect("JSON");
    validator.validate(&value).map_err(|error| format!("{name}: {error}"))
}

#[test]
fn what_is_written_fits_its_schema() {
    let stamp = sample::stamp();
    for (name, text) in [
        ("assessment", write_assessment(&sample::assessment(), &stamp).expect("written")),
        ("assessment", HAND_WRITTEN.to_owned()),
        ("findings", write_findings(&sample::findings(), &stamp).expect("written")),
        ("pattern", write_pattern(&sample::pattern_file(), &stamp).expect("written")),
        ("programme", write_programme(&sample::programme_file(), &stamp).expect("written")),
        ("session", write_session(&sample::session(), &stamp).expect("written")),
        ("error", write_error(&read_assessment(b"").expect_err("empty"))),
    ] {
        assert_eq!(check(name, &text), Ok(()));
    }
    for line in sample::journal_lines() {
        assert_eq!(check("event", &line), Ok(()));
    }
}

#[test]
fn the_schema_refuses_unknown_ids_fields_kinds_and_payloads() {
    for (old, new) in [("\"left\"", "\"lefft\""), ("\"goals\"", "\"gaols\""), ("coxa.assessment/1", "coxa.findings/1")]
    {
        assert!(check("assessment", &HAND_WRITTEN.replacen(old, new, 1)).is_err(), "{new}");
    }
    let lines = sample::journal_lines();
    let hurt = lines.iter().find(|line| line.contains("\"hurt\"")).expect("one");
    assert!(check("event", &hurt.replacen("\"pinch\"", "\"ouch\"", 1)).is_err());
    assert!(check("event", &hurt.replacen("\"hurt\"", "\"pained\"", 1)).is_err());
}

#[test]
fn every_listed_name_has_a_schema_with_its_title() {
    assert_eq!(schemas().len(), SCHEMA_NAMES.len());
    for (name, schema) in schemas() {
        assert_eq!(schema["title"], Value::from(format!("coxa.{name}/1")));
    }
    assert_eq!(schema("nonsense"), None);
}
