//! Safety: flags, what they permit and forbid, the questions they have become, and the model of pain.

use std::path::Path;

use coxa::vocabulary::Status;
use coxa_knowledge::schema::value::weakness;
use libtest_mimic::Failed;
use serde_json::Value;

use crate::evidence::{Differences, array, at, numbers, numbers_at, row, sources, table, text, texts_at};

/// What a flag forbids, in the words of the evidence and of the vocabulary.
const MUST_NOT: &[(&str, &str)] = &[
    ("hop test", "hop_test"),
    ("loaded single-leg work", "loaded_single_leg"),
    ("end-range loading", "end_range_loading"),
    ("end-range flexion/adduction/IR", "end_range_flexion_adduction_internal_rotation"),
    ("loaded rotation", "loaded_rotation"),
    ("cross-body gluteal/ITB stretch", "cross_body_stretch"),
    ("figure-4 adduction", "figure_four_adduction"),
    ("hanging on one hip", "hanging_on_one_hip"),
    ("static end-range stretch", "static_end_range_stretch"),
    ("anterior capsule mobilisation", "anterior_capsule_mobilisation"),
    ("end-range extension + ER", "end_range_extension_external_rotation"),
];

/// The action of this flag, not to stretch or test rotation, has become what it forbids.
const FROM_ACTION: &[&str] = &["rf_scfe"];

/// Questions that a remark of the evidence calls recalled, or that it does not name at all.
const WEAKER_QUESTIONS: &[(&str, &str)] = &[
    ("rf_avn.sickle_cell", "MEMORY"),
    ("rf_avn.diving", "MEMORY"),
    ("rf_avn.pregnancy", "MEMORY"),
    ("rf_scfe.turns_out_when_flexed", "MEMORY"),
    ("rf_vascular.calf_swelling", "MEMORY"),
    ("rf_fnsf.limp", "DESIGN"),
];

/// Values of a row that a remark calls recalled or a default: kind, id, key, status.
const WEAKER_VALUES: &[(&str, &str, &str, &str)] = &[
    ("flag", "rf_abdomen_pelvis", "refer_to", "MEMORY"),
    ("flag", "mech_lock", "must_not", "DESIGN"),
    ("question", "rf_scfe.child_limp", "ages", "MEMORY"),
    ("question", "rf_scfe.child_pain", "ages", "MEMORY"),
    ("question", "rf_scfe.child_knee_pain", "ages", "MEMORY"),
    ("question", "rf_scfe.child_cannot_bear_weight", "ages", "MEMORY"),
];

/// A question that stands for two flags.
const SHARED: &[(&str, &str)] = &[("rf_fracture_trauma.osteoporosis", "rf_fnsf")];

/// A number of the model of pain (section, item, key), where it stands here (kind, id, path), and days for each unit.
type Carried = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, f64);

const NUMBERS: &[Carried] = &[
    ("pain_model", "safe", "min", "fact", "pain_safe", "range.0", 1.0),
    ("pain_model", "safe", "max", "fact", "pain_safe", "range.1", 1.0),
    ("pain_model", "acceptable", "min", "fact", "pain_acceptable", "range.0", 1.0),
    ("pain_model", "acceptable", "max", "fact", "pain_acceptable", "range.1", 1.0),
    ("pain_model", "acceptable", "min", "threshold", "pain_amber_from", "value", 1.0),
    ("pain_model", "unacceptable_above", "value", "fact", "pain_unacceptable", "value", 1.0),
    ("pain_model", "unacceptable_above", "value", "threshold", "pain_red_above", "value", 1.0),
    ("pain_model", "joint_pain_caps", "during", "threshold", "pain_cap_joint", "value", 1.0),
    ("pain_model", "nrs_mcid", "points", "fact", "pain_mcid", "value", 1.0),
    ("persistence", "no_progress_review_weeks", "value", "threshold", "review_after_days", "value", 7.0),
    ("persistence", "pain_after_session_h", "value", "fact", "pain_next_morning", "value", 1.0),
];

/// Thresholds that the evidence calls defaults, in a remark or by giving another number.
const DEFAULTS: &[&str] = &["red_window_days", "red_volume_cut_pct", "red_review_days", "step_seconds", "step_reps"];

/// Facts in a sentence: the flag, and the rows its facts have become, in their order.
const FACTS: &[(&str, &[&str])] = &[("rf_fnsf", &["fnsf_share", "fnsf_treatment", "fnsf_hop"])];

pub(crate) fn safety(folder: &Path, file: &str) -> Result<(), Failed> {
    let content = table(folder, file)?;
    let mut differences = Differences::default();
    for evidence in array(&content, "red_flag").chain(array(&content, "mechanical")) {
        flag(evidence, &content, &mut differences);
    }
    for (id, status) in WEAKER_QUESTIONS {
        differences.same(id, &at(&row("question", id), "status").as_str(), &Some(*status));
    }
    for (kind, id, key, status) in WEAKER_VALUES {
        let found = row(kind, id);
        differences.same(&format!("{id} {key}"), &at(&found, &format!("weaker.{key}")).as_str(), &Some(*status));
    }
    for (section, name, key, kind, id, path, days) in NUMBERS {
        let evidence = content.get(*section).and_then(|section| section.get(*name)?.as_table());
        let evidence = evidence.ok_or_else(|| format!("no {section}.{name}"))?;
        let wanted: Vec<f64> = numbers(evidence.get(*key)).iter().map(|number| number * days).collect();
        let found = row(kind, id);
        differences.same(&format!("{id} {path}"), &numbers_at(&found, path), &wanted);
        differences.same_evidence(id, &found, evidence);
    }
    for id in DEFAULTS {
        differences.same(id, &at(&row("threshold", id), "status").as_str(), &Some("DESIGN"));
    }
    differences.into_result()
}

fn flag(evidence: &toml::Table, content: &toml::Table, differences: &mut Differences) {
    let id = text(evidence, "id");
    let found = row("flag", id);
    for name in ["urgency", "prescribe"] {
        differences.same(&format!("{id} {name}"), &at(&found, name).as_str(), &Some(text(evidence, name)));
    }
    differences.same_evidence(id, &found, evidence);
    if !FROM_ACTION.contains(&id) {
        let forbidden = evidence.get("must_not").and_then(toml::Value::as_array).into_iter().flatten();
        let word = |word| MUST_NOT.iter().find(|(old, _)| *old == word).map_or(word, |(_, new)| *new);
        let wanted: Vec<&str> = forbidden.filter_map(toml::Value::as_str).map(word).collect();
        differences.same(&format!("{id} must_not"), &texts_at(&found, "must_not"), &wanted);
    }
    for (flag, rows) in FACTS.iter().filter(|(flag, _)| *flag == id) {
        for (fact, id) in array(evidence, "facts").zip(*rows) {
            differences.same_evidence(&format!("{flag} {id}"), &row("fact", id), fact);
        }
    }
    for question in questions(id) {
        let own = at(&question, "id").as_str().unwrap_or_default();
        let status = |text: &str| text.parse::<Status>().ok().map(weakness);
        let weak_enough =
            status(at(&question, "status").as_str().unwrap_or_default()) >= status(text(evidence, "status"));
        differences.same(&format!("{own} is not better known than its flag"), &weak_enough, &true);
        let mut allowed = sources(evidence);
        for (_, other) in SHARED.iter().filter(|(shared, _)| *shared == own) {
            let other = array(content, "red_flag").find(|flag| text(flag, "id") == *other);
            allowed.extend(other.map(sources).unwrap_or_default());
        }
        let beyond: Vec<String> =
            texts_at(&question, "sources").into_iter().filter(|key| !allowed.contains(key)).collect();
        differences.same(&format!("{own} sources beyond its flag's"), &beyond, &Vec::<String>::new());
    }
}

fn questions(flag: &str) -> Vec<Value> {
    let rows = coxa_knowledge::rows().guard.questions.iter();
    let own = rows.filter(|placed| placed.row.flag.as_deref() == Some(flag));
    own.map(|placed| row("question", &placed.row.id)).collect()
}
