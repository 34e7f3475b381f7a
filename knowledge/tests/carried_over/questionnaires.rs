//! Questionnaires: every figure with its status and source, subscales, ranges and terms of use.

use std::path::Path;

use libtest_mimic::Failed;
use serde_json::Value;

use crate::evidence::{Differences, array, at, numbers, numbers_at, row, sources, table, text, texts_at};

/// Figures: name in the evidence, key of its value there (`low` stands for both ends), name here.
const FIGURES: &[(&str, &str, &str)] = &[
    ("items", "value", "items"),
    ("items", "low", "items"),
    ("icc", "low", "icc"),
    ("sdc_individual", "low", "smallest_detectable_change_person"),
    ("sdc_group", "low", "smallest_detectable_change_group"),
    ("mic", "value", "minimal_important_change"),
    ("mcid", "value", "mcid"),
    ("scb", "value", "substantial_benefit"),
    ("pass", "value", "acceptable_state"),
    ("bands", "normal_min", "normal_from"),
    ("bands", "abnormal_max", "abnormal_up_to"),
    ("hoos_nonop_mcii", "low", "mcid_full_hoos"),
    ("mdc", "value", "mdc"),
    ("reliability", "icc", "icc"),
    ("reliability", "point_error_90", "point_error_90"),
    ("mdc90", "average", "mdc90_average"),
    ("mdc90", "single", "mdc90_single"),
];

/// Everything else that a questionnaire of the evidence may hold.
const OTHER: &[&str] = &[
    "id",
    "name",
    "subscales",
    "item_range",
    "recall",
    "scoring",
    "scoring_status",
    "missing_rule",
    "licence",
    "recommended_for_coxa",
];

pub(crate) fn questionnaires(folder: &Path, file: &str) -> Result<(), Failed> {
    let content = table(folder, file)?;
    let mut differences = Differences::default();
    for evidence in array(&content, "prom") {
        questionnaire(evidence, &mut differences);
    }
    differences.into_result()
}

fn questionnaire(evidence: &toml::Table, differences: &mut Differences) {
    let id = text(evidence, "id");
    let found = row("questionnaire", id);
    let mut figures = 0;
    for (name, value) in evidence.iter().filter(|(name, _)| !OTHER.contains(&name.as_str())) {
        let keys: Vec<_> = FIGURES.iter().filter(|(of, ..)| of == name).collect();
        if keys.is_empty() {
            differences.note(format!("{id}: {name} is in no list of this test"));
        }
        // One figure, or one for each group of people.
        let items: Vec<&toml::Table> = match value {
            toml::Value::Array(items) => items.iter().filter_map(toml::Value::as_table).collect(),
            item => item.as_table().into_iter().collect(),
        };
        for item in items {
            let is_gap = text(item, "status") == "GAP";
            for (_, key, what) in keys.iter().filter(|(_, key, _)| item.contains_key(*key) || is_gap) {
                figures += 1;
                let ends = if *key == "low" { ["low", "high"] } else { [*key, *key] };
                let wanted: Vec<f64> = ends.iter().flat_map(|end| numbers(item.get(*end))).collect();
                figure(id, what, &wanted, item, &found, differences);
            }
        }
    }
    differences.same(&format!("{id} figures"), &found["figures"].as_array().map(Vec::len), &Some(figures));
    let range = numbers(evidence.get("item_range"));
    differences.same(&format!("{id} item range"), &numbers_at(&found, "item_range"), &range);
    // A status with a doubt in words counts as the doubt.
    let doubted = text(evidence, "scoring_status").contains("MEMORY");
    let status = if doubted { "MEMORY" } else { text(evidence, "scoring_status") };
    differences.same(&format!("{id} scoring"), &at(&found, "scoring_status").as_str(), &Some(status));
    if let Some(licence) = evidence.get("licence").and_then(toml::Value::as_table) {
        let own = at(&found, "licence_status").as_str();
        differences.same(&format!("{id} licence"), &own, &Some(text(licence, "status")));
        let own = at(&found, "licence_software").as_str();
        differences.same(&format!("{id} licence in software"), &own, &Some(text(licence, "software_ok")));
    }
    if let Some(subscales) = evidence.get("subscales").and_then(toml::Value::as_table) {
        for (name, items) in subscales.iter().filter(|(_, items)| items.is_integer()) {
            let own = at(&found, &format!("subscales.{name}")).as_i64();
            differences.same(&format!("{id} subscale {name}"), &own, &items.as_integer());
        }
        let own = at(&found, "subscales_status").as_str();
        differences.same(&format!("{id} subscales"), &own, &Some(text(subscales, "status")));
        let noted = at(&found, "subscales_note").is_string();
        differences.same(&format!("{id} note on subscales"), &noted, &subscales.contains_key("note"));
    }
}

fn figure(id: &str, what: &str, wanted: &[f64], item: &toml::Table, found: &Value, differences: &mut Differences) {
    let figures = found["figures"].as_array().into_iter().flatten();
    let same = figures.into_iter().any(|figure| {
        figure["what"] == what
            && numbers_at(figure, "value") == wanted
            && at(figure, "status").as_str() == Some(text(item, "status"))
            && texts_at(figure, "sources") == sources(item)
    });
    differences.same(&format!("{id} {what} {wanted:?}"), &same, &true);
}
