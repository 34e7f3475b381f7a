//! Screens: cut-offs, figures, the status of protocols, and every number that a remark held.

use std::path::Path;

use libtest_mimic::Failed;
use serde_json::Value;

use crate::evidence::{Differences, array, at, numbers, numbers_at, numbers_in, row, sources, table, text, texts_at};
use crate::presence::RENAMED;

/// Cut-offs under other names: screen and cut-off of the evidence, name here.
const CUT_OFFS: &[(&str, &str, &str)] = &[
    ("modified_thomas", "ext_deficit", "deficit"),
    ("modified_thomas", "knee_short_rf", "knee"),
    ("modified_thomas", "abd_drift", "drift"),
    ("faber", "side_diff", "side_difference"),
    ("prone_ir", "oa_ir15", "osteoarthritis"),
    ("prone_ir", "cpr_ir25", "prediction_rule"),
    ("prone_ir", "tr85", "total"),
    ("prone_ir", "gait_ir10", "walking"),
    ("active_slr", "mens_sum", "effort"),
    ("active_slr", "slr_short", "short"),
    ("single_leg_squat", "fppa_attention", "knee_valgus"),
    ("gait_hip_extension", "low_ext", "low_extension"),
    ("foot_posture_fpi6", "normal_hi", "ordinary"),
    ("foot_posture_fpi6", "pathologic_hi", "marked"),
];

/// Numbers of a remark that are said elsewhere or in words: the screen and the number.
const SAID_OTHERWISE: &[(&str, f64)] = &[
    // Part of the name of a position, which the protocol spells out.
    ("prone_ir", 90.0),
    // Means of total rotation of one hip, which are reference values of their own.
    ("prone_ir", 68.0),
    ("prone_ir", 78.0),
];

fn here(id: &str) -> String {
    RENAMED.iter().find(|(old, _)| *old == id).map_or(id, |(_, new)| new[0]).to_string()
}

pub(crate) fn screens(folder: &Path, file: &str) -> Result<(), Failed> {
    let content = table(folder, file)?;
    let mut differences = Differences::default();
    for evidence in array(&content, "screen") {
        screen(evidence, &mut differences);
    }
    for evidence in array(&content, "compensation") {
        compensation(evidence, &mut differences);
    }
    differences.into_result()
}

fn screen(evidence: &toml::Table, differences: &mut Differences) {
    let id = text(evidence, "id");
    let found = row("screen", &here(id));
    // A protocol without a source of its own was written here.
    let protocol = evidence.get("protocol_source").and_then(toml::Value::as_table);
    let status = protocol.map_or("DESIGN", |source| text(source, "status"));
    differences.same(&format!("{id} protocol"), &at(&found, "status").as_str(), &Some(status));
    if let Some(source) = protocol {
        differences.same(&format!("{id} protocol's sources"), &texts_at(&found, "sources"), &sources(source));
    }
    let reliability = evidence.get("reliability_rows").and_then(toml::Value::as_array).into_iter().flatten();
    let reliability: Vec<&str> = reliability.filter_map(toml::Value::as_str).collect();
    if !reliability.is_empty() {
        differences.same(&format!("{id} reliability"), &texts_at(&found, "reliability"), &reliability);
    }
    for cut_off in array(evidence, "cutoffs") {
        let name = text(cut_off, "id");
        let name_here = CUT_OFFS.iter().find(|(screen, old, _)| (*screen, *old) == (id, name)).map_or(name, |it| it.2);
        let lines = found["cutoff"].as_array().into_iter().flatten();
        let line = lines.into_iter().find(|line| line["id"] == name_here).map_or(&Value::Null, |line| &line["at"]);
        same_value(&format!("{id}.{name}"), line, cut_off, differences);
    }
    for figure in array(evidence, "validity").chain(array(evidence, "reliability")) {
        let value = numbers(figure.get("value"));
        let figures = found["figure"].as_array().into_iter().flatten();
        let same = figures.into_iter().find(|known| numbers_at(known, "found.value") == value);
        let what = format!("{id} {}", text(figure, "metric"));
        same_value(&what, same.map_or(&Value::Null, |known| &known["found"]), figure, differences);
    }
    let known = numbers_in(&spaced(&found.to_string()));
    let items = ["cutoffs", "validity", "reliability"].into_iter().flat_map(|name| array(evidence, name));
    for item in items {
        for number in numbers_in(&spaced(text(item, "note"))) {
            let said = known.contains(&number) || SAID_OTHERWISE.contains(&(id, number));
            if !said {
                differences.note(format!("{id}: {number} of \"{}\" is lost", text(item, "note")));
            }
        }
    }
}

fn compensation(evidence: &toml::Table, differences: &mut Differences) {
    let id = text(evidence, "id");
    let mut found = row("compensation", &here(id));
    let mut path = "threshold";
    if found.is_null() {
        // What no screen reads is kept as a fact.
        (found, path) = (row("fact", id), "value");
    }
    differences.same(&format!("{id} threshold"), &numbers_at(&found, path), &numbers(evidence.get("threshold")));
    differences.same(&format!("{id} unit"), &at(&found, "unit").as_str(), &Some(text(evidence, "unit")));
    differences.same_evidence(id, &found, evidence);
}

fn same_value(what: &str, found: &Value, evidence: &toml::Table, differences: &mut Differences) {
    differences.same(&format!("{what} value"), &numbers_at(found, "value"), &numbers(evidence.get("value")));
    differences.same_evidence(what, found, evidence);
}

/// Words that hold digits, such as the key of a source, are no numbers; a sign between two numbers parts them.
fn spaced(text: &str) -> String {
    let text = text.replace("+-", " ");
    let words = text.split(|letter: char| !(letter.is_alphanumeric() || ".-_".contains(letter)));
    let numbers = words.filter(|word| !word.chars().any(|letter| letter.is_alphabetic() || letter == '_'));
    numbers.collect::<Vec<_>>().join(" ")
}
