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
    ("05_mechanisms.toml", &["fact"], "id"),
    ("05b_passive_moment_models.toml", &["model", "gap"], "id"),
    ("07_strength_control.toml", &["block", "criterion"], "id"),
    ("08_safety.toml", &["red_flag", "mechanical"], "id"),
    ("09_questionnaires.toml", &["prom"], "id"),
    ("12_references.toml", &["ref"], "key"),
];

/// Sections without rows: the rows they have become.
const SECTIONS: &[(&str, &str, &[&str])] = &[
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
    require(text.lines().skip(1).filter_map(|line| line.split(',').next()).map(str::to_string).collect())
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
            ids.extend(rows.iter().filter_map(|row| row.get(*key)?.as_str()).map(str::to_string));
        } else if !NO_EVIDENCE.contains(&name.as_str()) && !PENDING.contains(&name.as_str()) {
            return Err(format!("section {name:?} of {file} is in no list of this test").into());
        }
    }
    require(ids)
}

/// Arrays that another test looks after.
const PENDING: &[&str] = &["contrast"];
