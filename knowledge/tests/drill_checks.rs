//! What stops the build in the drill tables: each test breaks a copy in one way and reads what is found.

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

/// Everything found after replacing the first `from` after `row` in a file by `to`.
fn problems_after(file: &str, row: &str, from: &str, to: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tables");
    let mut files = BTreeMap::new();
    read_folder(&root, &root, &mut files);
    let text = files.get_mut(file).expect("the table to break");
    let start = text.find(&format!("id = \"{row}\"")).expect("the row to break");
    let at = start + text[start..].find(from).expect("the text to break");
    text.replace_range(at..at + from.len(), to);
    let problems = schema::load(&files).expect_err("a broken table");
    problems.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn assert_named(problems: &[String], file: &str, row: &str, found: &str) {
    let named = |problem: &&String| {
        problem.starts_with(file) && problem.contains(&format!("row {row}")) && problem.contains(found)
    };
    assert!(problems.iter().any(|problem| named(&problem)), "{problems:#?}");
}

#[test]
fn a_regression_that_is_no_drill_is_named() {
    let problems = problems_after("drills/static.toml", "st_frog", "\"st_adductor_rock\"", "\"st_adductor_rocks\"");
    assert_named(&problems, "drills/static.toml", "st_frog", "regression \"st_adductor_rocks\"");
}

#[test]
fn regressions_that_lead_in_a_circle_are_named_with_the_way_round() {
    let problems =
        problems_after("drills/static.toml", "st_hamstring_doorway", "\"br_90_90\"", "\"st_hamstring_strap\"");
    assert_named(
        &problems,
        "drills/static.toml",
        "st_hamstring_doorway",
        "st_hamstring_doorway -> st_hamstring_strap -> st_hamstring_doorway",
    );
}

#[test]
fn a_regression_that_is_harder_is_named() {
    let problems = problems_after("drills/strength.toml", "str_bridge_dl", "\"br_90_90\"", "\"str_rdl\"");
    assert_named(&problems, "drills/strength.toml", "str_bridge_dl", "regression \"str_rdl\" of level 3");
}

#[test]
fn a_drill_that_leads_more_than_one_level_away_is_named() {
    let problems = problems_after("drills/strength.toml", "str_rdl", "\"str_bridge_sl\"", "\"ctl_hinge_dowel\"");
    assert_named(&problems, "drills/strength.toml", "str_rdl", "regression \"ctl_hinge_dowel\" of level 1");
}

#[test]
fn a_hard_drill_without_a_regression_is_named() {
    let problems =
        problems_after("drills/strength.toml", "str_rdl", "regressions = [\"str_bridge_sl\"]", "regressions = []");
    assert_named(&problems, "drills/strength.toml", "str_rdl", "level 3 without a regression");
}

#[test]
fn a_mechanism_without_a_drill_and_a_drill_for_what_no_drill_treats_are_named() {
    let problems = problems_after("drills/static.toml", "st_tfl_stand", "\"tfl_itb\"", "\"bone\"");
    assert_named(&problems, "drills", "tfl_itb", "no drill");
    assert_named(&problems, "drills/static.toml", "st_tfl_stand", "mechanism bone");
}

#[test]
fn a_pose_outside_the_joint_limits_is_named_with_its_angle() {
    let problems = problems_after("drills/static.toml", "st_butterfly", "abduction = 45", "abduction = 75");
    assert_named(&problems, "drills/static.toml", "st_butterfly", "end pose with abduction 75°");
}

#[test]
fn an_effort_cap_above_the_evidence_is_named() {
    let problems = problems_after("drills/pnf.toml", "pnf_fig4", "effort_cap = 4", "effort_cap = 7");
    assert_named(&problems, "drills/pnf.toml", "pnf_fig4", "effort cap 7");
}

#[test]
fn an_unordered_range_and_work_of_two_kinds_are_named() {
    let problems = problems_after("drills/static.toml", "st_frog", "sets = [2, 3]", "sets = [3, 2]");
    assert_named(&problems, "drills/static.toml", "st_frog", "unordered range [3, 2]");
    let problems =
        problems_after("drills/static.toml", "st_frog", "hold_s = [20, 40]", "hold_s = [20, 40], contract_s = 6");
    assert_named(&problems, "drills/static.toml", "st_frog", "work of no single kind");
}

#[test]
fn a_missing_and_an_unknown_fact_of_dose_are_named() {
    let problems = problems_after("dose_facts.toml", "changeover_s", "changeover_s", "changeover");
    assert_named(&problems, "dose_facts.toml", "changeover_s", "no value");
    assert_named(&problems, "dose_facts.toml", "changeover", "nobody asks for");
}

#[test]
fn both_sides_work_alike_only_where_pose_and_base_say_so() {
    let drills = &coxa_knowledge::knowledge().prescribe.drills;
    let bilateral = |id: &str| drills.iter().find(|drill| drill.id.as_str() == id).expect("a drill").bilateral;
    for both in ["br_90_90", "st_butterfly", "dyn_9090_switch", "str_rdl", "run_cadence", "ply_pogo"] {
        assert!(bilateral(both), "{both}");
    }
    for one in ["st_half_kneel_hf", "strl_side_plank", "str_split_squat", "ply_sl_hop_stick", "ctl_deadbug"] {
        assert!(!bilateral(one), "{one}");
    }
}

#[test]
fn all_drills_of_the_evidence_are_carried_over() {
    // The catalogue has 118 drills in eleven kinds.
    let drills = &coxa_knowledge::knowledge().prescribe.drills;
    assert_eq!(drills.len(), 118);
    let kinds: std::collections::BTreeSet<_> = drills.iter().map(|drill| drill.category).collect();
    assert_eq!(kinds.len(), 11);
}
