//! What stops the build: each test breaks a copy of the tables in one way and reads the problem that is found.

use std::collections::BTreeMap;
use std::path::Path;

use coxa_knowledge::schema;

fn read_folder(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).expect("folder of tables") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            read_folder(root, &path, files);
        } else {
            let name = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
            files.insert(name, std::fs::read_to_string(&path).expect("text"));
        }
    }
}

fn tables() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tables");
    let mut files = BTreeMap::new();
    read_folder(&root, &root, &mut files);
    files
}

/// The problems found after replacing the first `from` of a file by `to`.
fn problems_after(file: &str, from: &str, to: &str) -> Vec<String> {
    let mut files = tables();
    let text = files.get_mut(file).expect("the table to break");
    assert!(text.contains(from), "{file} has no {from:?} to break");
    *text = text.replacen(from, to, 1);
    let problems = schema::load(&files).expect_err("a broken table");
    problems.iter().map(ToString::to_string).collect()
}

/// The only problem found after replacing the first `from` of a file by `to`.
fn problem_after(file: &str, from: &str, to: &str) -> String {
    let problems = problems_after(file, from, to);
    assert_eq!(problems.len(), 1, "{problems:#?}");
    problems[0].clone()
}

#[test]
fn the_tables_as_they_are_pass() {
    schema::load(&tables()).unwrap_or_else(|problems| panic!("{problems:#?}"));
}

#[test]
fn an_unknown_key_is_named_with_file_line_and_row() {
    let problem = problem_after("references.toml", "key = \"aaos\"", "key = \"aaos\"\npage = 3");
    assert!(problem.starts_with("references.toml:4: row aaos: found unknown field `page`"), "{problem}");
    assert!(problem.contains("needed one of"), "{problem}");
}

#[test]
fn an_unknown_id_is_answered_with_the_nearest_one() {
    let problem = problem_after("references.toml", "status = \"MEMORY\"", "status = \"MEMORI\"");
    assert!(
        problem.contains("row aaos: found unknown status \"MEMORI\", needed did you mean \"MEMORY\"?"),
        "{problem}"
    );
}

#[test]
fn an_unknown_source_is_named() {
    let problem = problem_after("goals.toml", "sources = []", "sources = [\"nobody1900\"]");
    assert!(problem.contains("found unknown source \"nobody1900\""), "{problem}");
}

#[test]
fn a_missing_source_is_named() {
    let problem = problem_after("goals.toml", "status = \"DESIGN\"", "status = \"VERIFIED\"");
    assert!(problem.contains("found status VERIFIED without a source"), "{problem}");
    let problem = problem_after("goals.toml", "sources = []\n", "");
    assert!(problem.contains("missing field `sources`"), "{problem}");
}

#[test]
fn an_id_that_comes_twice_is_named_with_both_places() {
    let problem = problem_after("goals.toml", "id = \"squat_deep_heels_up\"", "id = \"squat_deep_heels_flat\"");
    assert!(problem.contains("found id \"squat_deep_heels_flat\" again, first in goals.toml:3"), "{problem}");
}

#[test]
fn a_kind_that_nobody_reads_is_named() {
    let problem = problem_after("goals.toml", "[[goal]]", "[[gaol]]");
    assert!(problem.starts_with("goals.toml:3: row gaol: found"), "{problem}");
    assert!(problem.contains("unknown kind \"gaol\""), "{problem}");
}

#[test]
fn a_file_that_is_not_toml_is_named_with_its_line() {
    let problem = problem_after("goals.toml", "[[goal]]", "[[goal");
    assert!(problem.starts_with("goals.toml:3: row -: found"), "{problem}");
}

#[test]
fn every_problem_is_shown_at_once() {
    let mut files = tables();
    let broken = ["goals.toml", "demands.toml", "norms/flexion.toml", "facts/emg.toml"];
    for name in broken {
        let text = files.get_mut(name).expect("the table to break");
        *text = text.replacen("status = ", "state = ", 1);
    }
    let problems = schema::load(&files).expect_err("broken tables");
    let places: Vec<&str> = problems.iter().map(|problem| problem.place.file.as_str()).collect();
    assert_eq!(places, ["demands.toml", "facts/emg.toml", "goals.toml", "norms/flexion.toml"]);
}

#[test]
fn a_gap_with_a_value_and_a_value_without_one_are_named() {
    let problem = problem_after("norms/flexion.toml", "status = \"VERIFIED\"", "status = \"GAP\"");
    assert!(problem.contains("row rom_sou_flx_f_2: found status GAP with a value"), "{problem}");
    let problem = problem_after("norms/flexion.toml", "mean = 140.8\n", "");
    assert!(problem.contains("row rom_sou_flx_f_2: found status VERIFIED without a value"), "{problem}");
}

#[test]
fn an_unordered_range_is_named() {
    let problem = problem_after("norms/flexion.toml", "ages = [2, 8]", "ages = [8, 2]");
    assert!(
        problem.contains("row rom_sou_flx_f_2: found unordered range [8, 2], needed the lower end first"),
        "{problem}"
    );
}

#[test]
fn a_number_that_is_not_finite_is_named() {
    for number in ["nan", "inf", "-inf"] {
        let problem = problem_after("norms/flexion.toml", "mean = 140.8", &format!("mean = {number}"));
        assert!(problem.contains("needed a finite number"), "{problem}");
    }
}

#[test]
fn a_mode_that_the_test_does_not_have_is_named() {
    let problem = problem_after("norms/rotation.toml", "mode = \"active\"", "mode = \"movement\"");
    assert!(problem.contains("found mode movement, needed passive, active"), "{problem}");
}

#[test]
fn a_demand_for_an_unknown_goal_is_named() {
    let problem = problem_after("demands.toml", "goal = \"squat_deep_heels_flat\"", "goal = \"squat_deeply\"");
    assert!(problem.contains("row td_squat_hem_heelsflat: found unknown goal \"squat_deeply\""), "{problem}");
}

#[test]
fn a_detectable_change_that_does_not_follow_from_its_error_is_named() {
    let problem = problem_after("instrument_errors.toml", "mdc95 = 8.3", "mdc95 = 4.0");
    assert!(problem.contains("row err_goniometer: found mdc95 4, needed 8.3"), "{problem}");
}

#[test]
fn an_instrument_without_a_default_error_is_named() {
    let problem =
        problem_after("instrument_errors.toml", "instrument = \"tape\"", "instrument = \"tape\"\ntest = \"faber\"");
    assert!(problem.contains("found unit cm, needed deg"), "{problem}");
    let problems = problems_after("instrument_errors.toml", "instrument = \"tape\"", "instrument = \"visual\"");
    assert!(problems.iter().any(|problem| problem.contains("row tape: found no default error")), "{problems:?}");
}

#[test]
fn coefficients_that_miss_their_golden_vectors_are_named() {
    let problems = problems_after("facts/passive_moments.toml", "constant = 1.4655", "constant = 1.5655");
    assert!(problems.iter().all(|problem| problem.contains("row riener1999_hip: found")), "{problems:?}");
}

#[test]
fn a_weaker_value_that_the_row_does_not_have_is_named() {
    let problem = problem_after("norms/flexion.toml", "weaker = { n = ", "weaker = { people = ");
    assert!(problem.contains("found weaker \"people\", needed a key of the same row"), "{problem}");
}

#[test]
fn a_weaker_value_that_is_not_weaker_is_named() {
    let problem = problem_after("norms/flexion.toml", "weaker = { n = \"MEMORY\"", "weaker = { n = \"VERIFIED\"");
    assert!(problem.contains("found weaker \"n\" VERIFIED in a row that is VERIFIED"), "{problem}");
    let problem = problem_after(
        "likelihood_ratios.toml",
        "status = \"MEMORY\"",
        "weaker = { lr_positive = \"DERIVED\" }\nstatus = \"MEMORY\"",
    );
    assert!(problem.contains("row acc_fadir_mra: found weaker \"lr_positive\" DERIVED in a row"), "{problem}");
}

#[test]
fn what_is_computed_from_something_weaker_or_unknown_is_named() {
    let from = "status = \"MEMORY\"\nsources = [\"youdas2005\"]\nfrom = [\"rom_you_pa_m\"]";
    let problem = problem_after("norms/muscle_length.toml", from, &from.replace("MEMORY", "DERIVED"));
    assert!(
        problem.contains("row rom_you_popliteal_m: found status DERIVED computed from rom_you_pa_m, which is MEMORY"),
        "{problem}"
    );
    let problem = problem_after("norms/muscle_length.toml", from, &from.replace("rom_you_pa_m", "rom_you_pa_x"));
    assert!(problem.contains("found unknown row \"rom_you_pa_x\" in `from`"), "{problem}");
}

#[test]
fn a_number_in_a_gap_is_named_whatever_kind_of_row_it_stands_in() {
    let kinds = [
        ("guard/thresholds.toml", "[[threshold]]"),
        ("facts/facts.toml", "id = \"acsm2026_load\""),
        ("instrument_errors.toml", "[[instrument_error]]"),
        ("screens/compensations.toml", "[[compensation]]"),
        ("end_range.toml", "[[end_range]]"),
        ("joint_limits.toml", "[[joint_limit]]"),
        ("facts/strength_blocks.toml", "[[strength_block]]"),
        ("assess_thresholds.toml", "[[assess_threshold]]"),
        ("drills/static.toml", "[[drill]]"),
        ("signatures.toml", "[[expected]]"),
        ("skeleton.toml", "[[proportion]]"),
        ("screens/squats.toml", "[[screen.recorded]]"),
    ];
    for (file, row) in kinds {
        let mut files = tables();
        let text = files.get_mut(file).expect("the table to break");
        let at = text.find(row).unwrap_or_else(|| panic!("{file} has no {row}"));
        let status = at + text[at..].find("\nstatus = \"").expect("a status") + "\nstatus = \"".len();
        let end = status + text[status..].find('"').expect("its end");
        text.replace_range(status..end, "GAP");
        let problems = schema::load(&files).expect_err("a gap with a number");
        let named = |problem: &String| problem.starts_with(file) && problem.contains("found status GAP with a value");
        assert!(problems.iter().map(ToString::to_string).any(|problem| named(&problem)), "{file}: {problems:#?}");
    }
    for number in ["sd = 6.0", "ci95 = [1.0, 2.0]", "extremes = [1.0, 2.0]", "n = 12"] {
        let gap = "measured_with = \"nothing\"";
        let problem = problem_after("norms/frontal.toml", gap, &format!("{gap}\n{number}"));
        assert!(problem.contains("row rom_gap_add_f: found status GAP with a value"), "{number}: {problem}");
    }
}

#[test]
fn a_result_that_a_screen_rests_on_and_no_table_has_is_named() {
    let problem = problem_after("screens/bench.toml", "\"me_mtt_knee_gm\"", "\"me_mtt_knee_gone\"");
    assert!(problem.contains("row modified_thomas: found unknown row \"me_mtt_knee_gone\""), "{problem}");
}

#[test]
fn a_fact_of_dose_that_repeats_a_threshold_of_the_guard_is_named() {
    let again = "[[dose_fact]]\nid = \"step_reps\"\nvalue = 1.0\nunit = \"x\"\nstatus = \"DESIGN\"\nsources = []\n\n";
    let problem = problem_after("dose_facts.toml", "[[dose_fact]]", &format!("{again}[[dose_fact]]"));
    assert!(problem.contains("row step_reps: found a number that is a threshold of the guard"), "{problem}");
}

#[test]
fn a_page_address_in_a_citation_is_named() {
    let problem = problem_after("references.toml", "citation = \"", "citation = \"https://example.org ");
    assert!(problem.contains("found a page address in the citation"), "{problem}");
}

#[test]
fn a_drill_that_no_mechanism_reaches_is_named() {
    let from = "mechanisms = [\"iliopsoas\", \"lumbopelvic_compensation\", \"tolerance\"]";
    let problems = problems_after("drills/static.toml", from, "mechanisms = []");
    let named = |problem: &String| problem.contains("row st_half_kneel_hf:") && problem.contains("mechanism");
    assert!(problems.iter().any(named), "{problems:?}");
}

#[test]
fn a_drill_that_is_neither_an_entry_drill_nor_has_a_regression_is_named() {
    let problems = problems_after("drills/plyo.toml", "regressions = [\"", "regressions = [] # [\"");
    assert!(problems.iter().any(|problem| problem.contains("regression")), "{problems:?}");
}

#[test]
fn a_pose_outside_joint_limits_is_named() {
    let problems = problems_after("drills/static.toml", "knee_flexion = 95", "knee_flexion = 295");
    let named = |problem: &String| problem.contains("row st_half_kneel_hf:") && problem.contains("295");
    assert!(problems.iter().any(named), "{problems:?}");
}

#[test]
fn a_must_not_that_forbids_nothing_is_named() {
    let mut files = tables();
    // Without jumps and runs, nothing is left that lands.
    files.insert("drills/plyo.toml".into(), String::new());
    files.insert("drills/run.toml".into(), String::new());
    let problems = schema::load(&files).expect_err("a library without impact");
    let found = "found must_not plyometric, needed one that forbids some drill";
    let named = |problem: &String| problem.contains(found);
    assert!(problems.iter().map(ToString::to_string).any(|problem| named(&problem)), "{problems:#?}");
}

#[test]
fn an_evidence_id_of_a_drill_that_no_row_has_is_named() {
    let problem = problem_after("drills/static.toml", "evidence_ids = [\"dr_win\"", "evidence_ids = [\"dr_won\"");
    assert!(problem.contains("row st_half_kneel_hf: found unknown evidence \"dr_won\""), "{problem}");
}

#[test]
fn a_length_of_a_muscle_that_misses_its_golden_ones_is_named() {
    let problems = problems_after("muscles.toml", "140.2757, -3.64,", "141.2757, -3.64,");
    let named = |problem: &String| problem.contains("row addbrev: found") && problem.contains("mm within 0.72 mm");
    assert!(problems.iter().all(named), "{problems:?}");
}

#[test]
fn a_coefficient_too_few_is_named() {
    let problem = problem_after("muscles.toml", "  [-8.7448],", "  [],");
    assert!(problem.contains("row addbrev: found [21, 15, 10, 6, 3, 0] terms"), "{problem}");
}

#[test]
fn a_muscle_called_close_whose_moment_arms_err_far_is_named() {
    let problem = problem_after("muscles.toml", "closeness = \"approximate\"", "closeness = \"close\"");
    assert!(problem.contains("row glmax1: found close, needed approximate exactly where"), "{problem}");
}

#[test]
fn an_angle_without_its_range_is_named() {
    let range = "[[muscle_angle]]\nid = \"knee_flexion\"\nlow_deg = 0\nhigh_deg = 140\nscale_deg = 100\n\
                 status = \"DERIVED\"\nsources = [\"opensim_rajagopal2023\"]\n";
    let problem = problem_after("muscles.toml", range, "");
    assert!(problem.contains("found no range of knee_flexion"), "{problem}");
}

#[test]
fn a_home_test_that_is_supervised_or_lacks_what_a_person_alone_needs_is_named() {
    let file = "home_tests.toml";
    let problems = problems_after(file, "test = \"ely\"", "test = \"fadir\"");
    let named = |needle: &str| problems.iter().any(|problem| problem.contains(needle));
    assert!(named("row home_heel_to_buttock: found fadir, which is supervised"), "{problems:?}");

    let problem = problem_after(file, "sign = \"A minus", "# sign = \"A minus");
    assert!(problem.contains("row home_thomas_knee_bent: found a sign without its range"), "{problem}");
    let stayed = "id = \"pelvis_stayed\", ask = \"Did the lower back lift off the table or the bed?\", sets = \"";
    let problem = problem_after(file, &format!("{stayed}pelvis_controlled"), &format!("{stayed}form_kept"));
    assert!(problem.contains("row home_thomas_knee_bent: found no check of the pelvis"), "{problem}");
    let problem = problem_after(file, "provocation = 1", "# provocation");
    assert!(problem.contains("row home_fall_out: found no provocation"), "{problem}");
    let problem = problem_after(file, "minutes = 0.5", "minutes = 0.5\nprovocation = 0");
    assert!(problem.contains("row home_hip_bend_active: found a provocation of its own"), "{problem}");
    let problem = problem_after(file, "goals = [\"stoop_to_floor\"", "goals = [\"stoop_to_flour\"");
    assert!(problem.contains("row home_leg_raise_active: found unknown goal \"stoop_to_flour\""), "{problem}");
    let problem = problem_after(file, "position = \"seated\"", "position = \"prone\"");
    assert!(problem.contains("row home_turn_in_active: found prone drawn on seated_chair"), "{problem}");
}

#[test]
fn a_home_battery_that_does_not_fit_its_days_is_named() {
    let days = "id = \"battery_days\"\nvalue = ";
    let problems = problems_after("assess_thresholds.toml", &format!("{days}7"), &format!("{days}4"));
    let named = |problem: &String| problem.starts_with("home_tests.toml:") && problem.contains("no room in these days");
    assert!(problems.iter().all(named), "{problems:?}");
}
