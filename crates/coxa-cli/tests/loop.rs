//! The command as a person uses it: the whole loop on the sample, and what changes when one thing is changed.

mod demo;

use demo::{Demo, coxa, drills, json, printed, write};
use serde_json::Value;
use tempfile::TempDir;

#[test]
fn the_demo_writes_every_file_of_the_loop_and_the_next_session_follows_from_them() {
    let demo = Demo::new();
    for name in ["assessment.json", "pattern.json", "programme.json", "journal.ndjson", "session.json", "report.html"] {
        assert!(demo.path(name).is_file(), "{name}");
    }
    let (programme, journal) = (demo.text("programme.json"), demo.text("journal.ndjson"));
    let day = json(&demo.path("session.json"))["day"].as_str().expect("day").to_owned();
    let again = printed(&["--json", "dose", "--programme", &programme, "--journal", &journal, "--on", &day]);
    assert_eq!(again, json(&demo.path("session.json")));
}

#[test]
fn the_demo_finds_the_restrictions_that_were_planted() {
    let pattern = json(&Demo::new().path("pattern.json"));
    assert_eq!(pattern["sides"]["left"]["naming"]["mechanism"], "rectus_femoris");
    assert_eq!(pattern["sides"]["right"]["naming"]["mechanism"], "hamstrings");
}

#[test]
fn the_report_needs_no_other_host_and_no_script() {
    let demo = Demo::new();
    let page = std::fs::read_to_string(demo.path("report.html")).expect("report");
    assert!(!page.contains("<script") && !page.contains("src=\"http") && !page.contains("href=\"http"));
    assert!(page.contains("<svg") && page.contains("</html>"));
}

#[test]
fn report_and_row_say_what_a_drill_lengthens_and_that_it_is_unconfirmed() {
    let demo = Demo::new();
    let page = std::fs::read_to_string(demo.path("report.html")).expect("report");
    let line = page.split("Its end position lengthens most, against standing").nth(1).expect("a line");
    let line = line.split("</p>").next().expect("its end");
    assert!(line.contains(" mm (") && line.contains("unconfirmed"), "{line}");

    let row = printed(&["--json", "knowledge", "show", "pnf_supine_hs"]);
    let first = &row["end_lengthens"]["muscles"][0];
    assert_eq!((&first["path"], &first["status"]), (&"semimem".into(), &"MEMORY".into()));
    assert!(first["longer_by_mm"].as_f64().expect("mm") > 50.0, "{first}");
    let outside = printed(&["--json", "knowledge", "show", "st_frog"]);
    assert_eq!(outside["end_lengthens"]["muscles"], Value::Array(Vec::new()));
    assert!(outside["end_lengthens"]["unknown"][0].as_str().expect("why").contains("outside the range"));
}

#[test]
fn a_changed_finding_changes_the_pattern_and_the_programme() {
    let demo = Demo::new();
    let before = drills(&json(&demo.path("programme.json")));
    let pattern = demo.pattern_after(|assessment| {
        for finding in assessment["findings"].as_array_mut().expect("findings") {
            let passive = finding["mode"] == "passive" && finding["side"] == "right";
            if passive && finding["test"] == "straight_leg_raise" {
                finding["value"] = 74.0.into();
            }
            if passive && finding["test"] == "popliteal" {
                finding["value"] = 56.0.into();
            }
        }
    });
    assert_ne!(pattern["sides"]["right"]["naming"]["mechanism"], "hamstrings");
    assert_ne!(drills(&demo.programme_of(&pattern)), before);
}

#[test]
fn a_yes_to_a_warning_sign_leaves_nothing_to_train_and_says_where_to_turn() {
    let demo = Demo::new();
    let pattern = demo.pattern_after(|assessment| assessment["safety"]["rf_septic.fever"] = "yes".into());
    assert_eq!(pattern["allowance"]["clearance"], "blocked");
    assert_eq!(pattern["allowance"]["referrals"][0]["urgency"], "emergency");
    assert_eq!(drills(&demo.programme_of(&pattern)), Vec::<String>::new());
}

#[test]
fn an_answer_that_only_adds_a_precaution_changes_the_programme_but_does_not_empty_it() {
    let demo = Demo::new();
    let before = drills(&json(&demo.path("programme.json")));
    let pattern = demo.pattern_after(|assessment| assessment["safety"]["mech_instability.slips_out"] = "yes".into());
    let after = drills(&demo.programme_of(&pattern));
    assert_ne!(after, before);
    assert!(!after.is_empty());
}

#[test]
fn a_flare_changes_the_next_session() {
    let demo = Demo::new();
    let calm = demo.session_after("2026-01-20", |events| {
        let flare = |event: &Value| event["kind"] == "hurt" || event["payload"]["state"] == "worse";
        events.into_iter().filter(|event| !flare(event)).collect()
    });
    let flared = demo.session_after("2026-01-20", |events| events);
    assert_ne!(calm["drills"], flared["drills"]);
}

#[test]
fn a_stop_sign_in_a_check_in_stops_the_day_and_a_missing_morning_is_asked() {
    let demo = Demo::new();
    let stopped = demo.session_after("2026-01-18", |mut events| {
        for event in &mut events {
            if event["kind"] == "hurt" {
                event["payload"]["sensation"] = "giving_way".into();
            }
        }
        events
    });
    assert!(stopped["referrals"].as_array().expect("referrals").iter().any(|it| it["reason"]["rule"] == "G2"));
    let asked = demo.session_after("2026-01-20", |events| {
        let last = events.iter().rposition(|event| event["kind"] == "morning_report").expect("a report");
        events.into_iter().enumerate().filter(|(place, _)| *place != last).map(|(_, event)| event).collect()
    });
    assert!(asked["questions"].as_array().expect("questions").iter().any(|it| it["rule"] == "G8"));
}

#[test]
fn a_journal_with_a_line_missing_is_not_trained_from() {
    let demo = Demo::new();
    let text = std::fs::read_to_string(demo.path("journal.ndjson")).expect("journal");
    let torn: String = text.lines().enumerate().filter(|(n, _)| *n != 9).map(|(_, line)| format!("{line}\n")).collect();
    let file = demo.path("torn.ndjson");
    std::fs::write(&file, torn).expect("written");
    let journal = file.to_str().expect("UTF-8");
    let session = printed(&[
        "--json",
        "dose",
        "--programme",
        &demo.text("programme.json"),
        "--journal",
        journal,
        "--on",
        "2026-01-20",
    ]);
    assert_eq!(session["verdict"], "stop");
    assert_eq!(coxa(&["journal", "verify", journal]).status.code(), Some(1));
}

#[test]
fn appending_goes_on_with_the_chain_and_appending_twice_is_harmless() {
    let demo = Demo::new();
    let journal = demo.text("journal.ndjson");
    let event = serde_json::json!({
        "id": "019bd8a0-0000-7000-8000-0000000000ff", "device": "sample-phone", "at": "2026-01-20T07:00:00+01:00",
        "day": "2026-01-20", "kind": "symptom_reported", "payload": { "rf_neuro.numbness": "yes" },
    });
    let file = write(&demo.path("event.json"), &event);
    for appended in [true, false] {
        assert_eq!(printed(&["--json", "journal", "append", &journal, &file])["appended"], appended);
    }
    assert_eq!(printed(&["--json", "journal", "verify", &journal])["integrity"], "whole");
    let session = printed(&[
        "--json",
        "dose",
        "--programme",
        &demo.text("programme.json"),
        "--journal",
        &journal,
        "--on",
        "2026-01-20",
    ]);
    assert_eq!(session["verdict"], "stop");
    assert_eq!(session["referrals"][0]["urgency"], "urgent");
}

#[test]
fn wrong_usage_is_2_and_bad_input_is_1_with_a_code_and_nothing_half_written() {
    let folder = TempDir::new().expect("folder");
    assert_eq!(coxa(&["assess"]).status.code(), Some(2));
    assert_eq!(coxa(&["no-such-command"]).status.code(), Some(2));
    let garbage = folder.path().join("garbage.json");
    std::fs::write(&garbage, b"{\"schema\": \"coxa.assessment/1\", ").expect("written");
    let out = folder.path().join("pattern.json");
    let words = ["--json", "assess", garbage.to_str().expect("UTF-8"), "--out", out.to_str().expect("UTF-8")];
    let refused = coxa(&words);
    assert_eq!(refused.status.code(), Some(1));
    let error: Value = serde_json::from_slice(&refused.stdout).expect("one JSON value");
    assert_eq!(error["code"], "json.truncated");
    assert!(!out.exists());
}

#[test]
fn export_takes_a_journal_in_and_gives_the_same_lines_back_and_erase_needs_a_yes() {
    let demo = Demo::new();
    let (journal, database) = (demo.text("journal.ndjson"), format!("sqlite:{}", demo.text("store.db")));
    let out = demo.text("exported.ndjson");
    let words = ["export", "--person", "p1", "--database", &database, "--import", &journal, "--out", &out];
    assert!(coxa(&words).status.success());
    let sorted = |path: &str| {
        let mut lines: Vec<String> = std::fs::read_to_string(path).expect("file").lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&journal), sorted(&out));
    assert!(coxa(&["backup", "--database", &database, &demo.text("copy.db")]).status.success());
    assert_eq!(coxa(&["erase", "--person", "p1", "--database", &database]).status.code(), Some(2));
    assert!(coxa(&["erase", "--person", "p1", "--database", &database, "--yes"]).status.success());
    assert_eq!(coxa(&["export", "--person", "p1", "--database", &database]).status.code(), Some(1));
}
