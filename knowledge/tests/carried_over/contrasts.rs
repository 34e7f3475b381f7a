//! Contrasts: weight, status, sources and the published ratios.

use std::path::Path;

use libtest_mimic::Failed;

use crate::evidence::{Differences, array, at, numbers, numbers_at, row, sources, table, text, texts_at};
use crate::presence::RENAMED;

/// Contrasts whose thresholds are ours, so that the row is weaker than the finding behind it; each says so in its note.
const WEAKER: &[&str] = &["c_slr_involuntary", "c_ir90_vs_ir0"];

/// Comparisons that two rows express together: the one that holds the published ratio, and its source.
const SPLIT: &[(&str, &str, &str)] = &[("c_ir90_vs_ir0", "c_ir0_restricted", "zurich2020")];

pub(crate) fn contrasts(folder: &Path, file: &str) -> Result<(), Failed> {
    let content = table(folder, file)?;
    let mut differences = Differences::default();
    for evidence in array(&content, "contrast") {
        let id = text(evidence, "id");
        let ids = RENAMED.iter().find(|(old, _)| *old == id).map_or(vec![id], |(_, new)| new.to_vec());
        for own in ids {
            contrast(own, evidence, &mut differences);
        }
    }
    for evidence in array(&content, "fact") {
        differences.same_evidence(text(evidence, "id"), &row("fact", text(evidence, "id")), evidence);
    }
    differences.into_result()
}

fn contrast(id: &str, evidence: &toml::Table, differences: &mut Differences) {
    let found = row("contrast", id);
    if found.is_null() {
        // What no test of the vocabulary shows is kept as a fact.
        differences.same_evidence(id, &row("fact", id), evidence);
        return;
    }
    differences.same(&format!("{id} weight"), &at(&found, "weight").as_str(), &Some(text(evidence, "weight")));
    let status = if WEAKER.contains(&id) { "DESIGN" } else { text(evidence, "status") };
    differences.same(&format!("{id} status"), &at(&found, "status").as_str(), &Some(status));
    if WEAKER.contains(&id) {
        let says = at(&found, "note").as_str().is_some_and(|note| note.contains("DESIGN"));
        differences.same(&format!("{id} says why it is weaker"), &says, &true);
    }
    let mut wanted = sources(evidence);
    if let Some((_, other, source)) = SPLIT.iter().find(|(split, ..)| *split == id) {
        wanted.retain(|key| key != source);
        if let Some(ratio) = evidence.get("lr").and_then(toml::Value::as_table) {
            for (path, key) in [("lr_holds", "lr_pos"), ("lr_fails", "lr_neg")] {
                let published = row("contrast", other);
                let published = at(&published, path);
                differences.same(other, &numbers_at(published, "value"), &numbers(ratio.get(key)));
                differences.same_evidence(other, published, ratio);
            }
        }
    }
    differences.same(&format!("{id} sources"), &texts_at(&found, "sources"), &wanted);
    if let Some(effect) = evidence.get("effect").and_then(toml::Value::as_table) {
        let fact = row("fact", "involuntary_activity");
        differences.same(id, &numbers_at(&fact, "value"), &numbers(effect.get("value")));
        differences.same(id, &numbers_at(&fact, "range"), &numbers(effect.get("ci95")));
        differences.same_evidence(id, &fact, effect);
    }
}
