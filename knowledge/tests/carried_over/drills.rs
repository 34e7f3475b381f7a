//! Drills: poses, dose, levels, ladders, conditions, evidence and status.

use std::path::Path;

use libtest_mimic::Failed;
use serde_json::Value;

use crate::evidence::{Differences, array, at, numbers, numbers_at, row, table, text, texts_at};

/// Links of ladders that are gone although they lead one level at most, as the drill, the list and the other drill; a
/// comment at the row says why.
const GONE: &[(&str, &str, &str)] = &[
    ("st_half_kneel_rf", "progressions", "pnf_prone_rf"),
    ("str_step_up", "regressions", "ctl_step_down"),
    ("ply_pogo", "regressions", "ctl_goblet_squat"),
    ("ply_bound", "progressions", "run_stride"),
];

/// Mechanisms under other names, and those that have become several.
const MECHANISMS: &[(&str, &[&str])] = &[
    ("motor_control", &["active_control"]),
    ("protective_inhibition", &["guarding"]),
    ("mt_deep_rotators", &["deep_external_rotators"]),
    ("mt_gluteals", &["gluteus_maximus", "gluteus_med_min"]),
    ("capsule_general", &["capsule_anterior", "capsule_posterior", "capsule_medial"]),
];

/// Added to drills that hold a stretched position; the heads of the files say so.
const ADDED: &str = "tolerance";

/// Angles of a pose: where they stand here, whose they are in the evidence, their name there.
const ANGLES: &[(&str, &str, &str)] = &[
    ("trained.flexion", "r", "flex"),
    ("trained.abduction", "r", "abd"),
    ("trained.external_rotation", "r", "er"),
    ("trained.knee_flexion", "r", "knee"),
    ("trained.ankle_dorsiflexion", "r", "ankle_df"),
    ("other.flexion", "l", "flex"),
    ("other.abduction", "l", "abd"),
    ("other.external_rotation", "l", "er"),
    ("other.knee_flexion", "l", "knee"),
    ("other.ankle_dorsiflexion", "l", "ankle_df"),
    ("trunk.forward", "", "trunk_fwd"),
    ("trunk.lean", "", "trunk_lean"),
    ("trunk.lumbar_flexion", "", "lumbar_flex"),
    ("trunk.pelvis_anterior_tilt", "", "pelvis_ant"),
];

/// Parts of a dose: where they stand here, and their name in the evidence.
const DOSE: &[(&str, &str)] = &[
    ("dose.sets", "sets"),
    ("dose.effort_cap", "effort_cap_0_10"),
    ("dose.sessions_per_week", "sessions_per_week"),
    ("dose.work.hold_s", "hold_s"),
    ("dose.work.contract_s", "contract_s"),
    ("dose.work.stretch_s", "stretch_s"),
    ("dose.work.contract_effort_pct", "contract_effort_pct"),
];

pub(crate) fn drills(folder: &Path, file: &str) -> Result<(), Failed> {
    let content = table(folder, file)?;
    let mut differences = Differences::default();
    for evidence in array(&content, "drill") {
        drill(evidence, &mut differences);
    }
    differences.into_result()
}

fn drill(evidence: &toml::Table, differences: &mut Differences) {
    let id = text(evidence, "id");
    let found = row("drill", id);
    for moment in ["start", "end"] {
        let pose = evidence.get(moment).and_then(toml::Value::as_table).cloned().unwrap_or_default();
        for (path, leg, name) in ANGLES {
            let whose = if leg.is_empty() { Some(&pose) } else { pose.get(*leg).and_then(toml::Value::as_table) };
            let angle = numbers(whose.and_then(|angles| angles.get(*name)));
            let path = format!("{moment}.{path}");
            differences.same(&format!("{id} {path}"), &numbers_at(&found, &path), &angle);
        }
    }
    let dose = evidence.get("dose").and_then(toml::Value::as_table).cloned().unwrap_or_default();
    for (path, name) in DOSE {
        differences.same(&format!("{id} {path}"), &numbers_at(&found, path), &numbers(dose.get(*name)));
    }
    let count = numbers(dose.get("reps").or_else(|| dose.get("contacts_per_set")));
    differences.same(&format!("{id} count"), &numbers_at(&found, "dose.work.count"), &count);
    let contacts = at(&found, "dose.work.counted").as_str() == Some("contacts");
    differences.same(&format!("{id} contacts"), &contacts, &dose.contains_key("contacts_per_set"));
    for level in ["support_level", "complexity_level"] {
        differences.same(&format!("{id} {level}"), &numbers_at(&found, level), &numbers(evidence.get(level)));
    }
    for name in ["category", "base", "load_type"] {
        differences.same(&format!("{id} {name}"), &at(&found, name).as_str(), &Some(text(evidence, name)));
    }
    for (name, here) in [("contraindications", "tags"), ("evidence_ids", "evidence_ids")] {
        differences.same(&format!("{id} {here}"), &texts_at(&found, here), &list(evidence, name));
    }
    ladders(id, evidence, &found, differences);
    for status in ["pose_status", "dose_status"] {
        differences.same(&format!("{id} {status}"), &at(&found, "status").as_str(), &Some(text(evidence, status)));
    }
    mechanisms(id, evidence, &found, differences);
}

/// A step is one level, so links that lead further are gone, and others of one level took their place; the rest stays.
fn ladders(id: &str, evidence: &toml::Table, found: &Value, differences: &mut Differences) {
    let level = |drill: &str| at(&row("drill", drill), "complexity_level").as_i64().unwrap_or(i64::MAX);
    let apart = |other: &str| level(other).saturating_sub(level(id)).abs();
    for name in ["regressions", "progressions"] {
        let (then, now) = (list(evidence, name), texts_at(found, name));
        let is_here = |other: &&str| now.iter().any(|here| here == other);
        for lost in then.iter().filter(|other| !is_here(other) && apart(other) <= 1) {
            if !GONE.contains(&(id, name, *lost)) {
                differences.note(format!("{id} {name} lost {lost}"));
            }
        }
        for new in now.iter().filter(|here| !then.contains(&here.as_str()) && apart(here) > 1) {
            differences.note(format!("{id} {name} gained {new}, more than a level away"));
        }
    }
}

/// Every mechanism of the evidence is served, and none was added but the one that the heads name.
fn mechanisms(id: &str, evidence: &toml::Table, found: &Value, differences: &mut Differences) {
    let own = texts_at(found, "mechanisms");
    let mut allowed = vec![ADDED];
    for name in list(evidence, "mechanisms") {
        let renamed = MECHANISMS.iter().find(|(old, _)| *old == name);
        let here = renamed.map_or_else(|| vec![name.strip_prefix("mt_").unwrap_or(name)], |(_, new)| new.to_vec());
        let served = own.iter().any(|mechanism| here.contains(&mechanism.as_str()));
        differences.same(&format!("{id} serves {name}"), &served, &true);
        allowed.extend(here);
    }
    for mechanism in own.iter().filter(|mechanism| !allowed.contains(&mechanism.as_str())) {
        differences.note(format!("{id} serves {mechanism}, which the evidence does not name"));
    }
}

fn list<'a>(evidence: &'a toml::Table, name: &str) -> Vec<&'a str> {
    let items = evidence.get(name).and_then(toml::Value::as_array).into_iter().flatten();
    items.filter_map(toml::Value::as_str).collect()
}
