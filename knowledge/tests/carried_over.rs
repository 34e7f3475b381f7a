//! Every row of the evidence base has become a row of the tables, under its own id or a listed one.
//!
//! The evidence base stands outside the project, in `COXA_EVIDENCE` or `../shared/evidence`. Without it these tests are
//! listed as ignored; with `CI=true` its absence is a failure.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

/// Files of one row a line, whose first column is the id.
const LISTS: &[&str] = &[
    "01_rom_norms.csv",
    "01b_rom_group_differences.csv",
    "02_measurement_error.csv",
    "03_task_demands.csv",
    "04b_screen_accuracy.csv",
    "06_dose_response.csv",
    "07b_emg_mvic.csv",
    "10_injury_associations.csv",
];

/// Files of tables, the arrays in them, and the key that names a row.
const TABLES: &[(&str, &[&str], &str)] = &[
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
const RENAMED: &[(&str, &[&str])] = &[
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

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = std::env::var_os("COXA_EVIDENCE")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/evidence"), PathBuf::from);
    let absent = !folder.is_dir();
    let skip = absent && std::env::var("CI").as_deref() != Ok("true");
    let trial = |name: &str, run: fn(&Path, &str) -> Result<(), Failed>| {
        let (folder, file) = (folder.clone(), name.to_string());
        Trial::test(format!("every_row_of_{}_is_carried_over", name.replace('.', "_")), move || {
            if absent {
                return Err(format!("no evidence base at {}; set COXA_EVIDENCE", folder.display()).into());
            }
            run(&folder, &file)
        })
        .with_ignored_flag(skip)
    };
    let lists = LISTS.iter().map(|name| trial(name, list));
    let tables = TABLES.iter().map(|(name, _, _)| trial(name, table));
    libtest_mimic::run(&arguments, lists.chain(tables).collect()).exit_code()
}

fn known() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    coxa_knowledge::rows().visit(&mut |row| ids.extend([row.id.to_string()]));
    ids
}

fn read(folder: &Path, file: &str) -> Result<String, Failed> {
    std::fs::read_to_string(folder.join(file)).map_err(|error| format!("{file}: {error}").into())
}

fn require(ids: Vec<String>) -> Result<(), Failed> {
    let known = known();
    let count = ids.len();
    let missing: Vec<String> = ids.into_iter().filter(|id| !known.contains(id)).collect();
    match (count, missing.is_empty()) {
        (0, _) => Err("no row was found".into()),
        (_, true) => Ok(()),
        (_, false) => Err(format!("not carried over: {}", missing.join(", ")).into()),
    }
}

fn list(folder: &Path, file: &str) -> Result<(), Failed> {
    let text = read(folder, file)?;
    require(text.lines().skip(1).filter_map(|line| line.split(',').next()).map(str::to_string).collect())?;
    let head = text.lines().next().map(cells).unwrap_or_default();
    let mut differing = Vec::new();
    for row in text.lines().skip(1).map(cells) {
        let entry = coxa_knowledge::show(&row[0]).ok_or("a row that was just found")?;
        let numbers: Vec<f64> = entry.values.iter().flat_map(|value| numbers_in(&value.value)).collect();
        for (name, cell) in head.iter().zip(&row).filter(|(name, _)| NUMBER_COLUMNS.contains(&name.as_str())) {
            // A cell with words in it has become words.
            let is_number = cell.chars().all(|letter| letter.is_ascii_digit() || "-. to".contains(letter));
            if is_number && !numbers_in(cell).iter().all(|number| numbers.contains(number)) {
                differing.push(format!("{} {name} {cell}", row[0]));
            }
        }
        let status = row[head.iter().position(|name| name == "status").ok_or("a column status")?].as_str();
        if entry.status.map(|status| status.id()) != Some(status) {
            differing.push(format!("{} status {status}", row[0]));
        }
    }
    if differing.is_empty() { Ok(()) } else { Err(format!("carried over changed: {}", differing.join("; ")).into()) }
}

/// Columns whose numbers have to stand in the row as they are.
const NUMBER_COLUMNS: &[&str] = &[
    "n",
    "age_min",
    "age_max",
    "mean_deg",
    "sd_deg",
    "mean",
    "sd",
    "mean_diff_deg",
    "ci95_low",
    "ci95_high",
    "icc",
    "sem_deg",
    "mdc95_deg",
    "sensitivity_pct",
    "specificity_pct",
    "lr_pos",
    "lr_neg",
    "gmed_pct_mvic",
    "gmax_pct_mvic",
    "value",
];

/// The cells of one line of a list; a cell in quotes may hold commas.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().expect("at least one cell").push(letter),
        }
    }
    cells
}

/// Every number in a text; a hyphen after a digit separates the ends of a range.
fn numbers_in(text: &str) -> Vec<f64> {
    let mut spaced = String::new();
    let mut last = ' ';
    for letter in text.chars() {
        let is_sign = letter == '-' && !last.is_ascii_digit();
        spaced.push(if letter.is_ascii_digit() || letter == '.' || is_sign { letter } else { ' ' });
        last = letter;
    }
    spaced.split_whitespace().filter_map(|word| word.trim_end_matches('.').parse().ok()).collect()
}

fn table(folder: &Path, file: &str) -> Result<(), Failed> {
    let content: toml::Table = read(folder, file)?.parse().map_err(|error| Failed::from(format!("{file}: {error}")))?;
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
