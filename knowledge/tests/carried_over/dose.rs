//! Rules of dose and blocks of strength work: each number, with the status of the item it stands in.

use std::path::Path;

use libtest_mimic::Failed;

use crate::evidence::{Differences, array, at, numbers, numbers_at, numbers_in, row, sources, table, text, texts_at};

/// A number of the evidence (section, item, key) and where it stands here (kind, id, path).
type Carried = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const NUMBERS: &[Carried] = &[
    (
        "mobility_dose",
        "weekly_target_min_per_muscle",
        "min_effective",
        "dose_fact",
        "weekly_minutes_effective",
        "value",
    ),
    ("mobility_dose", "weekly_target_min_per_muscle", "saturating", "dose_fact", "weekly_minutes_saturating", "value"),
    ("mobility_dose", "session_target_min_per_muscle", "saturating", "dose_response", "dr_ing_acute_max", "value"),
    ("mobility_dose", "sessions_per_week", "guideline_min", "fact", "dose_sessions_guideline", "value"),
    ("mobility_dose", "sessions_per_week", "better", "dose_response", "dr_tho_freq", "value"),
    ("mobility_dose", "hold_s", "min", "fact", "dose_hold", "range.0"),
    ("mobility_dose", "hold_s", "max", "fact", "dose_hold", "range.1"),
    ("mobility_dose", "stiffness_goal", "min_per_muscle", "dose_response", "dr_war_stiff_c", "value"),
    ("mobility_dose", "pre_power_hold_max_s", "value", "dose_response", "dr_war_prelift", "value"),
    ("mobility_dose", "strength_equals_stretch", "es_difference", "dose_response", "dr_afo", "value"),
    ("mobility_dose", "strength_equals_stretch", "ci95", "dose_response", "dr_afo", "ci95"),
    ("mobility_dose", "foam_roll", "es", "dose_response", "dr_fr", "value"),
    ("intensity", "stretch_rating_0_10", "start", "dose_fact", "effort_start", "value"),
    ("intensity", "stretch_rating_0_10", "cap", "dose_fact", "effort_cap_static", "value"),
    ("intensity", "pain_nrs_cap_joint", "value", "threshold", "pain_cap_joint", "value"),
    ("expected_gain", "hamstring_6wk", "mean", "fact", "gain_hamstring_six_weeks", "value"),
    ("expected_gain", "hamstring_6wk", "low", "fact", "gain_hamstring_six_weeks", "range.0"),
    ("expected_gain", "hamstring_6wk", "high", "fact", "gain_hamstring_six_weeks", "range.1"),
    ("expected_gain", "hip_flexor_10wk_older_unselected", "mean", "fact", "gain_hip_flexor_unselected", "value"),
    ("expected_gain", "hip_flexor_10wk_older_unselected", "low", "fact", "gain_hip_flexor_unselected", "range.0"),
    ("expected_gain", "hip_flexor_10wk_older_unselected", "high", "fact", "gain_hip_flexor_unselected", "range.1"),
    ("expected_gain", "hip_flexor_6wk_restricted", "mean", "fact", "gain_hip_flexor_restricted", "value"),
    ("expected_gain", "hip_flexor_6wk_restricted", "low", "fact", "gain_hip_flexor_restricted", "range.0"),
    ("expected_gain", "hip_flexor_6wk_restricted", "high", "fact", "gain_hip_flexor_restricted", "range.1"),
    ("expected_gain", "time_course", "tau_gain_weeks", "fact", "gain_time_constant", "value"),
    ("expected_gain", "decay", "tau_weeks_fast", "dose_response", "dr_tau_decay_fast", "value"),
    ("expected_gain", "decay", "tau_weeks_slow", "dose_response", "dr_tau_decay_slow", "value"),
    ("expected_gain", "maintenance", "sessions_per_week", "dose_fact", "maintenance_sessions_per_week", "value"),
    ("expected_gain", "rotation_6wk", "", "dose_fact", "gain_rotation_six_weeks", "value"),
    ("expected_gain", "between_person_sd", "", "dose_fact", "between_person_sd_gain", "value"),
];

/// Effects of kinds of stretching: name in the evidence, row here.
const EFFECTS: &[(&str, &str)] = &[("pnf", "dr_kon_pnf"), ("static", "dr_kon_static"), ("dynamic", "dr_kon_ball")];

/// Values inside a verified item that its remark calls recalled or a default: the row and the key here, the status.
const WEAKER: &[(&str, &str, &str)] =
    &[("gain_hamstring_six_weeks", "range", "MEMORY"), ("gain_hip_flexor_unselected", "range", "DESIGN")];

/// Rows that name the source of a weaker value, or the frequency that another item gives, beside those of their item.
const BEYOND: &[&str] = &["gain_hamstring_six_weeks", "dose_sessions_guideline"];

pub(crate) fn rules(folder: &Path, file: &str) -> Result<(), Failed> {
    let content = table(folder, file)?;
    let mut differences = Differences::default();
    let item = |section: &str, name: &str| content.get(section)?.get(name)?.as_table();
    for (section, name, key, kind, id, path) in NUMBERS {
        let evidence = item(section, name).ok_or_else(|| format!("no {section}.{name}"))?;
        let found = row(kind, id);
        differences.same(&format!("{id} {path}"), &numbers_at(&found, path), &numbers(evidence.get(*key)));
        differences.same(&format!("{id} status"), &at(&found, "status").as_str(), &Some(text(evidence, "status")));
        // A row may rest on some of the sources of an item that has become several rows, never on others.
        let (own, given) = (texts_at(&found, "sources"), sources(evidence));
        let beyond: Vec<&String> = own.iter().filter(|key| !given.contains(key)).collect();
        let shared = given.is_empty() || own.iter().any(|key| given.contains(key));
        differences.same(&format!("{id} rests on {given:?}"), &shared, &true);
        if !beyond.is_empty() && !BEYOND.contains(id) {
            differences.note(format!("{id} sources {beyond:?} beyond {given:?}"));
        }
    }
    let order = item("mobility_dose", "technique_order").ok_or("no order of techniques")?;
    for (name, id) in EFFECTS {
        let wanted = numbers(order.get("effect_sizes").and_then(|effects| effects.get(name)));
        let found = row("dose_response", id);
        differences.same(id, &numbers_at(&found, "value"), &wanted);
        differences.same_evidence(id, &found, order);
    }
    for (id, key, status) in WEAKER {
        let found = row("fact", id);
        differences.same(&format!("{id} {key}"), &at(&found, &format!("weaker.{key}")).as_str(), &Some(*status));
    }
    differences.into_result()
}

/// Parts of a block of strength work: name in the evidence, name here.
const BLOCK: &[(&str, &str)] = &[
    ("sets", "sets"),
    ("reps", "reps"),
    ("hold_s", "hold_s"),
    ("load_pct_1rm", "load_pct_1rm"),
    ("load_pct_1rm_min", "load_pct_1rm_min"),
    ("rir", "reps_in_reserve"),
    ("rpe_cap", "effort_cap"),
    ("sessions_per_week", "sessions_per_week"),
];

/// Numbers that the sentences of the criteria give in words, or as what is left of a hundred.
const IN_WORDS: &[f64] = &[1.0, 2.0, 10.0, 90.0];

/// A number of a section of strength work (section, path) and the fact it has become (id, path).
const STRENGTH: &[(&str, &str, &str, &str)] = &[
    ("acsm2026", "strength.load_pct_1rm_min", "acsm2026_load", "value"),
    ("acsm2026", "strength.sets", "acsm2026_sets", "range"),
    ("acsm2026", "strength.sessions_per_week_min", "acsm2026_sessions", "value"),
    ("acsm2026", "hypertrophy.weekly_sets_per_muscle_min", "acsm2026_hypertrophy", "value"),
    ("acsm2026", "power.load_pct_1rm", "acsm2026_power", "range"),
    ("acsm2009", "novice.reps", "acsm2009_novice_reps", "range"),
    ("acsm2009", "novice.load_pct_1rm", "acsm2009_novice_load", "range"),
    ("acsm2009", "novice.sets", "acsm2009_novice_sets", "range"),
    ("acsm2009", "novice.sessions_per_week", "acsm2009_novice_sessions", "range"),
    ("acsm2009", "advance_load_pct", "acsm2009_advance", "range"),
    ("acsm2009", "endurance.reps", "acsm2009_endurance_reps", "range"),
    ("acsm2009", "endurance.rest_s", "acsm2009_endurance_rest", "range"),
    ("emg_rule", "threshold_pct_mvic.value", "emg_threshold", "value"),
    ("plyometric_entry", "first_week_contacts.value", "plyometric_first_week", "range.0"),
    ("plyometric_entry", "first_week_contacts.max", "plyometric_first_week", "range.1"),
    ("plyometric_entry", "weekly_increase_pct_max.value", "plyometric_weekly_increase", "value"),
    ("return_to_run", "weekly_increase_pct_max.value", "run_weekly_increase", "value"),
    ("return_to_run", "step_rate_cue.increase_pct", "run_step_rate", "value"),
];

pub(crate) fn strength(folder: &Path, file: &str) -> Result<(), Failed> {
    let content = table(folder, file)?;
    let mut differences = Differences::default();
    for evidence in array(&content, "block") {
        let id = text(evidence, "id");
        let found = row("strength_block", id);
        for (name, here) in BLOCK {
            differences.same(&format!("{id} {here}"), &numbers_at(&found, here), &numbers(evidence.get(*name)));
        }
        for name in ["tempo", "goal"] {
            let wanted = evidence.get(name).and_then(toml::Value::as_str);
            differences.same(&format!("{id} {name}"), &at(&found, name).as_str(), &wanted);
        }
        differences.same_evidence(id, &found, evidence);
    }
    for evidence in array(&content, "criterion") {
        let id = text(evidence, "id");
        let found = row("fact", id);
        differences.same(id, &numbers_at(&found, "value"), &numbers(evidence.get("value")));
        differences.same_evidence(id, &found, evidence);
    }
    for (section, path, id, here) in STRENGTH {
        let section = content.get(*section).and_then(toml::Value::as_table).ok_or_else(|| format!("no {section}"))?;
        let mut value = None;
        // A value that has no status of its own has that of the nearest table around it that has one.
        let (mut status, mut own_sources) = (text(section, "status"), sources(section));
        let mut inner = section;
        for key in path.split('.') {
            value = inner.get(key);
            if let Some(next) = value.and_then(toml::Value::as_table) {
                inner = next;
                if next.contains_key("status") {
                    status = text(next, "status");
                    own_sources = if sources(next).is_empty() { own_sources } else { sources(next) };
                }
            }
        }
        let found = row("fact", id);
        differences.same(&format!("{id} {here}"), &numbers_at(&found, here), &numbers(value));
        differences.same(&format!("{id} status"), &at(&found, "status").as_str(), &Some(status));
        differences.same(&format!("{id} sources"), &texts_at(&found, "sources"), &own_sources);
    }
    // What a list of criteria asks for is one sentence here, with every number of it.
    for (section, id) in [("plyometric_entry", "plyometric_criteria"), ("return_to_run", "run_criteria")] {
        let said = numbers_in(at(&row("fact", id), "text").as_str().unwrap_or_default());
        let criteria =
            content.get(section).and_then(|section| section.get("criteria")?.as_array()).into_iter().flatten();
        for criterion in criteria.filter_map(toml::Value::as_str) {
            for number in numbers_in(criterion) {
                differences.same(
                    &format!("{id}: {number} of \"{criterion}\""),
                    &(said.contains(&number) || IN_WORDS.contains(&number)),
                    &true,
                );
            }
        }
    }
    differences.into_result()
}
