//! Nothing that is told goes unheard: one change of each kind of finding, answer and check-in changes what follows.

#[allow(dead_code, reason = "each test program uses its part")]
mod demo;

use demo::{Demo, coxa, json, printed};
use serde_json::{Value, json};

/// The day after the sample's fortnight for which its next session is dosed.
const NEXT: &str = "2026-01-20";

/// Everything of a pattern that came from its findings, without the assessment it repeats.
fn conclusions(pattern: &Value) -> Value {
    let kept = ["sides", "deficits", "demand_gaps", "contrasts", "changes", "next_tests", "allowance"];
    kept.iter().map(|key| pattern[*key].clone()).collect()
}

/// Changes the first finding that fits, and says whether one did.
fn change_finding(assessment: &mut Value, fits: impl Fn(&Value) -> bool, change: impl Fn(&mut Value)) {
    let findings = assessment["findings"].as_array_mut().expect("findings");
    change(findings.iter_mut().find(|finding| fits(finding)).expect("such a finding"));
}

#[test]
fn every_kind_of_finding_is_heard() {
    let demo = Demo::new();
    let before = conclusions(&json(&demo.path("pattern.json")));
    let of = |test: &'static str, mode: &'static str| {
        move |finding: &Value| finding["test"] == test && finding["mode"] == mode && finding["side"] == "left"
    };
    type Change = fn(&mut Value);
    let changes: [(&str, &str, &str, Change); 9] = [
        ("a passive range", "abduction", "passive", |it| it["value"] = json!(20.0)),
        ("an active range", "abduction", "active", |it| it["value"] = json!(15.0)),
        ("a contract-relax range", "straight_leg_raise", "contract_relax", |it| it["value"] = json!(95.0)),
        ("a strength test", "calf_raise", "strength", |it| it["value"] = json!(30.0)),
        ("a movement", "single_leg_squat", "movement", |it| it["value"] = json!(12.0)),
        ("pain", "internal_rotation_90", "passive", |it| {
            it["pain_nrs"] = json!(7);
            it["pain_site"] = json!("groin");
            it["sensation"] = json!("sharp");
        }),
        ("end feel and place", "internal_rotation_90", "passive", |it| {
            it["pain_site"] = json!("groin");
            it["end_feel"] = json!("hard");
        }),
        ("a pelvis that was not held", "extension_knee_bent", "passive", |it| it["pelvis_controlled"] = json!("no")),
        ("another instrument", "extension_knee_bent", "passive", |it| it["instrument"] = json!("visual")),
    ];
    for (what, test, mode, change) in changes {
        let after = demo.pattern_after(|assessment| change_finding(assessment, of(test, mode), change));
        assert_ne!(conclusions(&after), before, "{what} changed nothing");
    }
}

#[test]
fn every_answer_of_the_safety_screens_is_heard() {
    let demo = Demo::new();
    let pattern = json(&demo.path("pattern.json"));
    let before = pattern["allowance"].clone();
    let asked = pattern["assessment"]["safety"].as_object().expect("answers").clone();
    // Each run of the command takes a moment, so every fifth question; the guard's own tests ask all of them.
    for (question, _) in asked.iter().step_by(5) {
        let after = demo.pattern_after(|assessment| assessment["safety"][question] = json!("yes"));
        assert_ne!(after["allowance"], before, "a yes to {question} changed nothing");
    }
}

#[test]
fn goals_minutes_and_equipment_shape_the_programme() {
    let demo = Demo::new();
    let before = json(&demo.path("programme.json"))["sessions"].clone();
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 3] = [
        ("minutes", |it| it["constraints"]["minutes_per_session"] = json!(10)),
        ("sessions", |it| it["constraints"]["sessions_per_week"] = json!(2)),
        ("equipment", |it| it["constraints"]["equipment"] = json!(["mat"])),
    ];
    for (what, change) in changes {
        let pattern = demo.pattern_after(change);
        assert_ne!(demo.programme_of(&pattern)["sessions"], before, "{what} changed nothing");
    }
    let pattern = demo.pattern_after(|it| it["goals"] = json!(["stairs_up"]));
    assert_ne!(pattern["demand_gaps"], json(&demo.path("pattern.json"))["demand_gaps"]);
}

#[test]
fn every_kind_of_check_in_is_heard() {
    let demo = Demo::new();
    let before = demo.session_after(NEXT, |events| events);
    let all = |kind: &'static str, change: fn(&mut Value)| {
        move |mut events: Vec<Value>| {
            events.iter_mut().filter(|event| event["kind"] == kind).for_each(|event| change(&mut event["payload"]));
            events
        }
    };
    type Change = fn(&mut Value);
    let changes: [(&str, &str, Change); 7] = [
        ("effort above the cap", "set_done", |it| it["challenge"] = json!(10)),
        ("form that was lost", "set_done", |it| it["form_kept"] = json!(false)),
        ("half the work", "set_done", |it| it["did"] = json!({ "reps": 1, "level": 1, "load": 0 })),
        ("how strong it hurt", "hurt", |it| it["pain_nrs"] = json!(1)),
        ("what kind of hurt", "hurt", |it| it["sensation"] = json!("giving_way")),
        ("the morning after", "morning_report", |it| it["state"] = json!("worse")),
        ("something new before a session", "session_started", |it| {
            it["new_symptoms"]["rf_septic.fever"] = json!("yes");
        }),
    ];
    for (what, kind, change) in changes {
        let after = demo.session_after(NEXT, all(kind, change));
        assert_ne!(after, before, "{what} changed nothing");
    }
}

#[test]
fn what_a_person_or_a_clinician_adds_is_heard() {
    let demo = Demo::new();
    let before = demo.session_after(NEXT, |events| events);
    let first = before["drills"][0]["drill"].clone();
    let added = [
        ("symptom_reported", json!({ "rf_neuro.weakness": "yes" })),
        ("preference", json!({ "too_hard": { "drill": first } })),
        ("preference", json!({ "swap": { "drill": "ctl_hinge_dowel", "instead": "ctl_sit_to_stand" } })),
        ("overridden", json!({ "who": "A. Physio", "role": "clinician", "rule": "G4", "to": "all", "reason": "seen" })),
        (
            "cleared",
            json!({ "who": "A. Physio", "role": "clinician", "scope": "G3", "until": null, "keeps": ["stretching"] }),
        ),
    ];
    for (number, (kind, payload)) in added.into_iter().enumerate() {
        let after = demo.session_after(NEXT, |mut events| {
            let mut event = events.last().expect("events").clone();
            event["id"] = json!(format!("019bd8a0-0000-7000-8000-0000000000{number:02x}"));
            event["seq"] = json!(events.len());
            event["at"] = json!("2026-01-19T08:00:00+01:00");
            event["day"] = json!("2026-01-19");
            event["kind"] = json!(kind);
            event["payload"] = payload.clone();
            events.push(event);
            events
        });
        assert_ne!(after, before, "{kind} {payload} changed nothing");
    }
}

#[test]
fn a_yes_that_forbids_testing_proposes_no_test() {
    let demo = Demo::new();
    let pattern = demo.pattern_after(|assessment| assessment["safety"]["rf_tumour.night_pain"] = json!("yes"));
    assert_eq!(pattern["next_tests"], json!([]));
    let questions = printed(&["--json", "knowledge", "questions"]);
    assert!(questions.as_object().expect("answers to fill in").len() > 40);
    assert!(coxa(&["knowledge", "check"]).status.success());
}
