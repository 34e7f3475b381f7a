//! `coxa measure` on markers: the sample squat, and everything that is wrong with a recording of markers.

#[allow(dead_code, reason = "each test program uses its part")]
mod demo;

use demo::{Demo, coxa, printed};
use serde_json::Value;
use tempfile::TempDir;

/// How far a measured angle may be from the one that made the markers, deg: they waver by half a millimetre.
const ERROR_DEG: f64 = 0.5;

fn folder() -> (TempDir, String) {
    let text = std::fs::read_to_string(Demo::new().path("markers.trc")).expect("made by the demo");
    (TempDir::new().expect("a folder"), text)
}

fn write(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("written");
    path.to_str().expect("UTF-8").to_owned()
}

fn value(findings: &Value, test: &str, quantity: Option<&str>, side: &str) -> f64 {
    let all = findings["findings"].as_array().expect("findings");
    let of = |finding: &&Value| {
        finding["test"] == test
            && finding["side"] == side
            && quantity.is_none_or(|quantity| finding["quantity"] == quantity)
    };
    all.iter().find(of).unwrap_or_else(|| panic!("{test} {side}: {findings}"))["value"].as_f64().expect("a number")
}

/// The refusal of a recording.
fn refused(path: &str, more: &[&str]) -> Value {
    let out = coxa(&[&["--json", "measure", path][..], more].concat());
    assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).expect("one JSON value")
}

/// The header line of names with one exchanged.
fn renamed(text: &str, from: &str, to: &str) -> String {
    text.replacen(&format!("\t{from}\t"), &format!("\t{to}\t"), 1)
}

#[test]
fn a_squat_of_markers_gives_the_angles_that_made_it_with_pictures() {
    let (folder, text) = folder();
    let path = write(&folder, "squat.trc", &text);
    let page = folder.path().join("plot.html");
    let found = printed(&["--json", "measure", &path, "--plot", page.to_str().expect("UTF-8")]);
    for side in ["left", "right"] {
        let flexion = value(&found, "deep_squat", Some("hip_flexion"), side);
        assert!((flexion - 96.0).abs() < ERROR_DEG, "{flexion}");
        let lumbar = value(&found, "deep_squat", Some("lumbar_flexion"), side);
        // The change is read between the thresholds of a repetition, which cut a little off.
        assert!((7.5..=9.0 + ERROR_DEG).contains(&lumbar), "{lumbar}");
    }
    let page = std::fs::read_to_string(page).expect("drawn");
    for part in ["hip_flexion over time", "marker error", "split along the chain"] {
        assert!(page.contains(part), "{part}");
    }
    assert!(
        !page.contains("<script") && !page.contains("http://") | page.contains("www.w3.org"),
        "nothing from elsewhere"
    );
}

#[test]
fn joint_angles_of_markers_are_read_again_as_what_they_are() {
    let (folder, text) = folder();
    let path = write(&folder, "squat.trc", &text);
    let angles = folder.path().join("angles.mot").to_str().expect("UTF-8").to_owned();
    let first = printed(&["--json", "measure", &path, "--out", &angles]);
    let again = printed(&["--json", "measure", &angles]);
    for side in ["left", "right"] {
        let of = |found: &Value| value(found, "deep_squat", Some("hip_flexion"), side);
        // Eight decimals of a degree in the file.
        assert!((of(&first) - of(&again)).abs() < 1e-6);
    }
}

#[test]
fn exchanged_sides_are_refused_by_name() {
    let (folder, text) = folder();
    let mut exchanged = text;
    for name in ["ASI", "PSI", "THI", "KNE", "KNM", "TIB", "ANK", "MED", "HEE", "TOE"] {
        exchanged = renamed(&exchanged, &format!("L{name}"), "held");
        exchanged = renamed(&exchanged, &format!("R{name}"), &format!("L{name}"));
        exchanged = renamed(&exchanged, "held", &format!("R{name}"));
    }
    let said = refused(&write(&folder, "squat.trc", &exchanged), &[]);
    assert!(said["found"].as_str().expect("text").contains("named left lie on the person's right"), "{said}");
}

#[test]
fn what_is_missing_is_named_and_another_units_numbers_are_found() {
    let (folder, text) = folder();
    let without = renamed(&renamed(&text, "LASI", "A"), "RASI", "B");
    let said = refused(&write(&folder, "no_pelvis.trc", &without), &[]);
    assert!(said["needed"].as_str().expect("text").contains("Plug-in Gait"), "{said}");
    let without = renamed(&renamed(&text, "LKNE", "A"), "RKNE", "B");
    let said = refused(&write(&folder, "no_knees.trc", &without), &[]);
    assert!(said["found"].as_str().expect("text").contains("KNE"), "{said}");
    // Metres that call themselves millimetres: a person no taller than two millimetres.
    let small = text.replacen("\tm\t", "\tmm\t", 1);
    let said = refused(&write(&folder, "small.trc", &small), &[]);
    assert!(said["found"].as_str().expect("text").contains("mm"), "{said}");
}

#[test]
fn a_marker_that_jumps_and_one_that_is_lost_a_third_of_the_time_do_little() {
    let (folder, text) = folder();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let names: Vec<String> = lines[3].split('\t').map(str::to_owned).collect();
    let column = |name: &str| names.iter().position(|it| it == name).expect(name);
    let (jumps, lost) = (column("LTIB"), column("RTHI"));
    for (frame, line) in lines.iter_mut().skip(6).enumerate() {
        let mut fields: Vec<&str> = line.split('\t').collect();
        if (230..245).contains(&frame) {
            (fields[jumps], fields[jumps + 1]) = ("1.9", "-0.4");
        }
        if frame % 10 < 3 {
            (fields[lost], fields[lost + 1], fields[lost + 2]) = ("", "", "");
        }
        *line = fields.join("\t");
    }
    let found = printed(&["--json", "measure", &write(&folder, "squat.trc", &format!("{}\n", lines.join("\n")))]);
    for side in ["left", "right"] {
        let flexion = value(&found, "deep_squat", Some("hip_flexion"), side);
        assert!((flexion - 96.0).abs() < ERROR_DEG, "{side} {flexion}");
    }
    assert!(found["caveats"].to_string().contains("LTIB left out of 15 frames"), "{}", found["caveats"]);
}

#[test]
fn a_static_recording_and_widths_come_from_the_subject_file() {
    let (folder, text) = folder();
    let still = write(&folder, "still.trc", &text);
    let moving: String =
        text.lines().take(6).chain(text.lines().skip(6 + 150)).map(|line| format!("{line}\n")).collect();
    let moving = write(&folder, "moving.trc", &moving);
    let subject = write(&folder, "subject.toml", "static = \"still.trc\"\nknee_width_mm = 100\n");
    assert!(std::path::Path::new(&still).exists());
    let found = printed(&["--json", "measure", &moving, "--subject", &subject]);
    let flexion = value(&found, "deep_squat", Some("hip_flexion"), "left");
    assert!((flexion - 96.0).abs() < ERROR_DEG, "{flexion}");
    let wrong = write(&folder, "wrong.toml", "knee_width_mm = 0.1\n");
    assert_eq!(refused(&moving, &["--subject", &wrong])["code"], "subject.wrong");
}
