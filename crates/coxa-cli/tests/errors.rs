//! What goes wrong is said in one shape, with a listed code, and nothing is half done.

#[allow(dead_code, reason = "each test program uses its part")]
mod demo;

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use demo::{Demo, coxa, json, printed, write};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The one JSON value of a command that fails with this exit code.
fn refused(words: &[&str], exit: i32) -> Value {
    let out = coxa(words);
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert_eq!(out.status.code(), Some(exit), "{words:?}: {said}{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_str(&said).unwrap_or_else(|_| panic!("{words:?}: not one JSON value: {said}"))
}

#[test]
fn every_failure_is_one_value_of_the_error_schema_with_a_listed_code() {
    let demo = Demo::new();
    let listed = printed(&["--json", "knowledge", "errors"]);
    let codes: BTreeSet<&str> =
        listed.as_array().expect("codes").iter().filter_map(|row| row["code"].as_str()).collect();
    let fields = printed(&["schema", "error"]);
    let known = fields["properties"].as_object().expect("properties");
    let (programme, journal) = (demo.text("programme.json"), demo.text("journal.ndjson"));
    let nowhere = demo.text("nowhere");
    let database = format!("sqlite:{nowhere}.db");
    let cases: [(&[&str], i32); 10] = [
        (&["--json", "assess", &nowhere], 1),
        (&["--json", "assess", &journal], 1),
        (&["--json", "assess"], 2),
        (&["--json", "assess", "--bogus"], 2),
        (&["--json", "dose", "--programme", "-", "--journal", "-"], 2),
        (&["--json", "dose", "--programme", &programme, "--journal", &journal, "--on", "9999-12-31"], 2),
        (&["--json", "knowledge", "show", "no_such_row"], 1),
        (&["--json", "export", "--person", "p1", "--database", &database], 1),
        (&["--json", "measure", &journal, "--instrument", "goniometer"], 2),
        (&["--json", "replay", "--rules", "guard/0", &journal], 2),
    ];
    for (words, exit) in cases {
        let error = refused(words, exit);
        assert!(codes.contains(error["code"].as_str().expect("a code")), "{words:?}: {error}");
        assert_eq!(error["schema"], "coxa.error/1");
        for field in ["meaning", "found", "needed", "what_to_do"] {
            assert!(error[field].as_str().is_some_and(|text| !text.is_empty()), "{words:?}: {field} of {error}");
        }
        assert!(error.as_object().expect("fields").keys().all(|field| known.contains_key(field)), "{error}");
    }
}

#[test]
fn a_broken_journal_is_told_in_one_value_and_with_exit_code_1() {
    let demo = Demo::new();
    let text = std::fs::read_to_string(demo.path("journal.ndjson")).expect("journal");
    let changed = demo.path("changed.ndjson");
    std::fs::write(&changed, text.replacen("\"challenge\":4", "\"challenge\":5", 1)).expect("written");
    let answer = refused(&["--json", "journal", "verify", changed.to_str().expect("UTF-8")], 1);
    assert_eq!(answer["integrity"], "gap");
    assert!(!answer["problems"].as_array().expect("problems").is_empty());
}

#[test]
fn ids_that_no_table_knows_are_refused_where_they_come_in() {
    let demo = Demo::new();
    let cases: [fn(&mut Value); 3] = [
        |it| it["safety"]["rf_septic.fewer"] = json!("no"),
        |it| it["goals"] = json!(["fly"]),
        |it| it["findings"][0]["test"] = json!("flexion_knee_bend"),
    ];
    for change in cases {
        let mut assessment = json(&demo.path("assessment.json"));
        change(&mut assessment);
        let file = write(&demo.path("changed.json"), &assessment);
        assert_eq!(refused(&["--json", "assess", &file], 1)["code"], "vocabulary.unknown_id");
    }
    let journal = demo.text("journal.ndjson");
    let before = std::fs::read(&journal).expect("journal");
    let cases = [
        ("symptom_reported", json!({ "fever": "yes" })),
        (
            "hurt",
            json!({ "session": "s", "drill": "nope", "side": "left", "site": "groin", "pain_nrs": 3, "sensation": "pinch" }),
        ),
        ("cleared", json!({ "who": "x", "role": "clinician", "scope": "banana", "until": null, "keeps": [] })),
        ("preference", json!({ "too_easy": { "drill": "nope" } })),
    ];
    for (kind, payload) in cases {
        let event = json!({
            "id": "019bd8a0-0000-7000-8000-0000000000ff", "device": "sample-phone", "day": "2026-01-20",
            "at": "2026-01-20T07:00:00+01:00", "kind": kind, "payload": payload,
        });
        let file = write(&demo.path("event.json"), &event);
        assert_eq!(
            refused(&["--json", "journal", "append", &journal, &file], 1)["code"],
            "vocabulary.unknown_id",
            "{kind}"
        );
    }
    assert_eq!(std::fs::read(&journal).expect("journal"), before);
}

#[test]
fn an_event_of_another_year_is_refused_before_it_blocks_every_later_one() {
    let demo = Demo::new();
    let event = json!({
        "id": "019bd8a0-0000-7000-8000-0000000000ff", "device": "sample-phone", "day": "2099-01-01",
        "at": "2099-01-01T07:00:00+01:00", "kind": "symptom_reported", "payload": { "rf_septic.fever": "yes" },
    });
    let file = write(&demo.path("event.json"), &event);
    let error = refused(&["--json", "journal", "append", &demo.text("journal.ndjson"), &file], 1);
    assert_eq!((&error["code"], &error["field"]), (&json!("value.bad_date"), &json!("/day")));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = TempDir::new().expect("folder");
    let out = folder.path().join("demo");
    let mut child = Command::new(env!("CARGO_BIN_EXE_coxa"))
        .args(["demo", "--out", out.to_str().expect("UTF-8")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    drop(child.stdout.take());
    let ended = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.success() && !said.contains("panicked"), "{:?}: {said}", ended.status);
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_a_device_is_written_to_and_health_data_is_for_its_owner_alone() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
    let demo = Demo::new();
    let (target, link) = (demo.path("kept.json"), demo.path("link.json"));
    std::fs::write(&target, "old").expect("written");
    symlink(&target, &link).expect("a link");
    let assessment = demo.text("assessment.json");
    assert!(coxa(&["assess", &assessment, "--out", link.to_str().expect("UTF-8")]).status.success());
    assert!(std::fs::symlink_metadata(&link).expect("there").is_symlink());
    assert_eq!(json(&target)["schema"], "coxa.pattern/1");
    assert_eq!(std::fs::metadata(&target).expect("there").permissions().mode() & 0o077, 0);
    assert!(coxa(&["assess", &assessment, "--out", "/dev/null"]).status.success());
    assert!(std::fs::metadata("/dev/null").expect("there").file_type().is_char_device());
}

#[test]
fn two_writers_at_once_lose_nothing() {
    let demo = Demo::new();
    let journal = demo.text("journal.ndjson");
    let before = std::fs::read_to_string(&journal).expect("journal").lines().count();
    let writers: Vec<_> = (0..6)
        .map(|number| {
            let event = json!({
                "id": format!("019bd8a0-0000-7000-8000-0000000001{number:02x}"), "device": "sample-phone",
                "at": "2026-01-20T07:00:00+01:00", "day": "2026-01-20", "kind": "symptom_reported",
                "payload": { "rf_septic.fever": "no" },
            });
            let file = write(&demo.path(&format!("event-{number}.json")), &event);
            Command::new(env!("CARGO_BIN_EXE_coxa")).args(["journal", "append", &journal, &file]).spawn().expect("runs")
        })
        .collect();
    for mut writer in writers {
        assert!(writer.wait().expect("ends").success());
    }
    let verified = printed(&["--json", "journal", "verify", &journal]);
    assert_eq!((&verified["integrity"], &verified["events"]), (&json!("whole"), &json!(before + 6)));
}
