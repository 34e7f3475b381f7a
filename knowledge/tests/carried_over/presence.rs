//! Every row and section of the evidence has become a row, under its own id or a listed one.

use std::collections::BTreeSet;
use std::path::Path;

use libtest_mimic::Failed;

use crate::evidence::table;

/// Files of tables, the arrays in them, and the key that names a row.
pub(crate) const TABLES: &[(&str, &[&str], &str)] = &[
    ("04_screens.toml", &["screen", "compensation"], "id"),
    ("05_mechanisms.toml", &["contrast", "fact"], "id"),
    ("05b_passive_moment_models.toml", &["model", "gap"], "id"),
    ("06b_dose_rules.toml", &[], "id"),
    ("07_strength_control.toml", &["block", "criterion"], "id"),
    ("08_safety.toml", &["red_flag", "mechanical"], "id"),
    ("09_questionnaires.toml", &["prom"], "id"),
    ("11_drills.toml", &["drill"], "id"),
    ("12_references.toml", &["ref"], "key"),
];

/// Sections without rows: the rows they have become.
const SECTIONS: &[(&str, &str, &[&str])] = &[
    (
        "06b_dose_rules.toml",
        "mobility_dose",
        &[
            "weekly_minutes_effective",
            "weekly_minutes_saturating",
            "dr_ing_acute_max",
            "dose_sessions_guideline",
            "dr_tho_freq",
            "dose_hold",
            "dose_hold_older",
            "dr_aya_eq",
            "dr_war_stiff_c",
            "dr_war_prelift",
            "dr_kon_pnf",
            "dr_kon_static",
            "dr_kon_ball",
            "dr_afo",
            "dr_fr",
        ],
    ),
    ("06b_dose_rules.toml", "intensity", &["effort_start", "effort_cap_static", "pain_cap_joint"]),
    (
        "06b_dose_rules.toml",
        "expected_gain",
        &[
            "gain_hamstring_six_weeks",
            "gain_hip_flexor_unselected",
            "gain_hip_flexor_restricted",
            "gain_rotation_six_weeks",
            "gain_time_constant",
            "dr_tau_decay_fast",
            "dr_tau_decay_slow",
            "maintenance_sessions_per_week",
            "between_person_sd_gain",
            "real_change",
        ],
    ),
    // Each progression has become a rule of the guard.
    ("06b_dose_rules.toml", "progression", &["G2", "G3", "G5", "G6", "step_seconds", "red_volume_cut_pct"]),
    // The dose of each category stands in the rows of its drills.
    ("11_drills.toml", "default_sessions_per_week", &["st_half_kneel_hf"]),
    (
        "11_drills.toml",
        "contraindication_legend",
        &[
            "fai",
            "lab",
            "inst",
            "bsi",
            "pht",
            "gtps",
            "gtps_flare",
            "add",
            "ham",
            "neu",
            "knee",
            "post",
            "irr",
            "bal",
            "lflex",
            "lext",
            "oss",
            "preg",
            "rf",
            "shoulder",
        ],
    ),
    (
        "07_strength_control.toml",
        "acsm2026",
        &[
            "acsm2026_load",
            "acsm2026_sets",
            "acsm2026_sessions",
            "acsm2026_hypertrophy",
            "acsm2026_power",
            "acsm2026_not_required",
        ],
    ),
    (
        "07_strength_control.toml",
        "acsm2009",
        &[
            "acsm2009_novice_reps",
            "acsm2009_novice_load",
            "acsm2009_novice_sets",
            "acsm2009_novice_sessions",
            "acsm2009_advance",
            "acsm2009_endurance_reps",
            "acsm2009_endurance_rest",
        ],
    ),
    ("07_strength_control.toml", "emg_rule", &["emg_threshold"]),
    (
        "07_strength_control.toml",
        "plyometric_entry",
        &[
            "plyometric_criteria",
            "plyometric_first_week",
            "plyometric_weekly_increase",
            "g7_squat_reps",
            "g7_bridge_reps",
        ],
    ),
    (
        "07_strength_control.toml",
        "return_to_run",
        &["run_criteria", "run_start", "run_weekly_increase", "run_step_rate"],
    ),
    (
        "08_safety.toml",
        "pain_model",
        &[
            "pain_safe",
            "pain_acceptable",
            "pain_unacceptable",
            "pain_next_morning",
            "pain_week_to_week",
            "pain_trial",
            "pain_transfer",
            "pain_severity",
            "pain_mcid",
            "pain_cap_joint",
        ],
    ),
    ("08_safety.toml", "traffic_light", &["G3", "G5", "G6", "pain_red_above", "pain_amber_from", "red_window_days"]),
    ("08_safety.toml", "persistence", &["review_after_days", "pain_next_morning"]),
];

/// Rows that were renamed to the vocabulary, merged or split: the rows they have become.
pub(crate) const RENAMED: &[(&str, &[&str])] = &[
    ("c_version", &["c_version_inward", "c_version_outward"]),
    ("c_both_limited", &["c_both_limited_slr", "c_both_limited_abduction", "c_both_limited_extension"]),
    ("prone_ir", &["prone_rotation"]),
    ("active_slr", &["straight_leg_raise"]),
    ("foot_posture_fpi6", &["foot_posture"]),
    ("weight_bearing_lunge_ankle", &["weight_bearing_lunge"]),
    ("knee_valgus_fppa", &["knee_valgus"]),
    ("contralateral_pelvic_drop", &["pelvic_drop"]),
    ("anterior_pelvic_tilt_gain_in_extension", &["tilt_in_extension"]),
    ("lumbar_flexion_in_squat", &["lumbar_flexion"]),
    ("trunk_lean_lateral", &["trunk_lean"]),
    ("foot_pronation_fpi", &["foot_posture"]),
];

/// Keys that describe a file rather than carry evidence.
const NO_EVIDENCE: &[&str] = &["schema_version", "convention", "mechanisms"];

fn known() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    coxa_knowledge::rows().visit(&mut |row| ids.extend([row.id.to_string()]));
    ids
}

pub(crate) fn require(ids: Vec<String>) -> Result<(), Failed> {
    let known = known();
    let count = ids.len();
    let missing: Vec<String> = ids.into_iter().filter(|id| !known.contains(id)).collect();
    match (count, missing.is_empty()) {
        (0, _) => Err("no row was found".into()),
        (_, true) => Ok(()),
        (_, false) => Err(format!("not carried over: {}", missing.join(", ")).into()),
    }
}

pub(crate) fn every_row(folder: &Path, file: &str) -> Result<(), Failed> {
    let content = table(folder, file)?;
    let (_, arrays, key) = TABLES.iter().find(|(name, _, _)| *name == file).ok_or("a listed file")?;
    let mut ids = Vec::new();
    for (name, value) in &content {
        if let Some((_, _, rows)) = SECTIONS.iter().find(|(of, section, _)| *of == file && section == name) {
            ids.extend(rows.iter().map(ToString::to_string));
        } else if arrays.contains(&name.as_str()) {
            let rows = value.as_array().ok_or("an array of rows")?;
            for id in rows.iter().filter_map(|row| row.get(*key)?.as_str()) {
                match RENAMED.iter().find(|(old, _)| *old == id) {
                    Some((_, new)) => ids.extend(new.iter().map(ToString::to_string)),
                    None => ids.push(id.to_string()),
                }
            }
        } else if !NO_EVIDENCE.contains(&name.as_str()) {
            return Err(format!("section {name:?} of {file} is in no list of this test").into());
        }
    }
    require(ids)
}
