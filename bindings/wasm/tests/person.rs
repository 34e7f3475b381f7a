//! What the page asks of the core, natively: the same code that is compiled for the browser.

use coxa_wasm::person::Person;
use serde_json::{Value, json};

const DAY: &str = "2026-11-20";

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn event(number: u64, kind: &str, payload: &Value) -> String {
    let (minute, second) = (number / 60, number % 60);
    json!({
        "schema": "coxa.event/1", "id": format!("019abc00-0000-7000-8000-{number:012x}"), "device": "browser", "seq": 0,
        "at": format!("{DAY}T09:{minute:02}:{second:02}+01:00"), "day": DAY, "kind": kind, "payload": payload,
    })
    .to_string()
}

fn healthy() -> Value {
    let catalogue = parsed(coxa_knowledge::catalogue());
    let questions = catalogue["questions"].as_array().expect("questions");
    let safety: serde_json::Map<String, Value> =
        questions.iter().map(|question| (question["id"].as_str().expect("an id").to_owned(), "no".into())).collect();
    json!({
        "schema": "coxa.assessment/1",
        "person": { "age_years": 34, "sex": "female", "height_m": null, "mass_kg": null },
        "safety": safety, "baseline": [], "goals": ["squat_deep"], "feels_tight": false,
        "constraints": { "minutes_per_session": 15, "sessions_per_week": 3, "equipment": ["mat", "wall", "chair"] },
        "findings": [], "day": DAY,
    })
}

/// Somebody healthy with a plan, and the lines of it.
fn settled() -> (Person, String) {
    let mut person = Person::open(b"", DAY).expect("an empty journal");
    let mut lines = String::new();
    let planned = parsed(&person.plan(&healthy().to_string(), DAY).expect("a plan"));
    for (number, planned) in (0..).zip(planned.as_array().expect("three events")) {
        let kind = planned["kind"].as_str().expect("a kind");
        lines += &person.append(&event(number, kind, &planned["payload"]), DAY).expect("appended");
    }
    (person, lines)
}

#[test]
fn a_journal_that_grew_line_by_line_says_the_same_as_one_that_was_read() {
    let (mut person, mut lines) = settled();
    let started = json!({ "session": "s1", "new_symptoms": {}, "outside_load": false });
    lines += &person.append(&event(10, "session_started", &started), DAY).expect("appended");
    let today = parsed(&person.today(DAY).expect("today"));
    let drill = &today["session"]["drills"][0];
    let set = json!({
        "session": "s1", "drill": drill["drill"], "side": drill["side"], "set": 1,
        "did": { "reps": 5, "level": drill["dose"]["level"], "load": 0 }, "challenge": 3, "form_kept": true, "form_seen_by": "self",
    });
    lines += &person.append(&event(11, "set_done", &set), DAY).expect("appended");
    let read = Person::open(lines.as_bytes(), DAY).expect("read");
    assert_eq!(person.today(DAY), read.today(DAY));
    assert_eq!(person.devices(), read.devices());
    assert_eq!(parsed(&read.today(DAY).expect("today"))["integrity"], "whole");
}

#[test]
fn every_line_the_page_writes_is_taken_by_the_server() {
    let (_, lines) = settled();
    for line in lines.lines() {
        coxa_formats::whole_line(line).expect("a whole line");
    }
}

#[test]
fn the_steps_left_shrink_by_each_set_and_a_stop_leaves_none() {
    let (mut person, _) = settled();
    let started = json!({ "session": "s1", "new_symptoms": {}, "outside_load": null });
    person.append(&event(10, "session_started", &started), DAY).expect("appended");
    let steps = |person: &Person| {
        let today = parsed(&person.today(DAY).expect("today"));
        (today["course"]["steps"].as_array().expect("steps").len(), today["session"]["verdict"].clone())
    };
    let (before, _) = steps(&person);
    let drill = parsed(&person.today(DAY).expect("today"))["session"]["drills"][0].clone();
    let set = json!({
        "session": "s1", "drill": drill["drill"], "side": drill["side"], "set": 1, "did": { "reps": 5, "level": 0, "load": 0 },
        "challenge": 3, "form_kept": true, "form_seen_by": "self",
    });
    person.append(&event(11, "set_done", &set), DAY).expect("appended");
    assert_eq!(steps(&person).0, before - 1);
    let hurt = json!({
        "session": "s1", "test": null, "drill": drill["drill"], "side": "left", "site": "groin", "pain_nrs": 6, "sensation": "sharp",
    });
    person.append(&event(12, "hurt", &hurt), DAY).expect("appended");
    assert_eq!(steps(&person), (0, "stop".into()));
}

#[test]
fn a_known_unsynced_device_keeps_end_ranges_and_progress_back() {
    let (mut person, _) = settled();
    let integrity = |person: &Person| parsed(&person.today(DAY).expect("today"))["integrity"].clone();
    assert_eq!(integrity(&person), "whole");
    person.set_unsynced(true);
    assert_eq!(integrity(&person), "unsynced");
    person.set_unsynced(false);
    assert_eq!(integrity(&person), "whole");
}

#[test]
fn what_cannot_be_written_changes_nothing() {
    let (mut person, lines) = settled();
    let before = person.today(DAY).expect("today");
    let unknown = json!({ "too_hard": { "drill": "no_such_drill" } });
    let earlier = event(0, "symptom_reported", &json!({}))
        .replace("09:00:00", "08:00:00")
        .replace("0000000000\"", "00000000ff\"");
    for refused in [event(20, "preference", &unknown), event(20, "set_done", &json!({})), earlier, "{".to_owned()] {
        assert!(person.append(&refused, DAY).is_err(), "{refused}");
    }
    assert_eq!(person.today(DAY).expect("today"), before);
    assert_eq!(Person::open(lines.as_bytes(), DAY).expect("read").devices(), person.devices());
    assert!(Person::open(b"", "tomorrow").is_err());
}

#[test]
fn the_mornings_of_trained_days_are_asked_until_they_are_told() {
    let (mut person, _) = settled();
    let drill = parsed(&person.today(DAY).expect("today"))["session"]["drills"][0].clone();
    let set = json!({
        "session": "s1", "drill": drill["drill"], "side": drill["side"], "set": 1, "did": { "reps": 5, "level": 0, "load": 0 },
        "challenge": 3, "form_kept": true, "form_seen_by": "self",
    });
    person.append(&event(11, "set_done", &set), DAY).expect("appended");
    let due = |person: &Person, day: &str| parsed(&person.today(day).expect("today"))["mornings_due"].clone();
    assert_eq!(due(&person, DAY), json!([]));
    assert_eq!(due(&person, "2026-11-21"), json!([{ "session": "s1", "day": DAY }]));
    let report = json!({ "session": "s1", "state": "usual", "site": null, "pain_nrs": null, "hours_to_settle": null });
    let told = event(12, "morning_report", &report).replace(DAY, "2026-11-21");
    person.append(&told, "2026-11-21").expect("appended");
    assert_eq!(due(&person, "2026-11-21"), json!([]));
}
