//! Documents: what is written reads back, what cannot be is refused at its place, old versions are lifted.

use coxa::dose::EventKind;
use coxa::vocabulary::{CaveatKind, Side, Test};
use coxa_formats::{
    Code, EventDraft, merge, read_assessment, read_error, read_findings, read_pattern, read_programme, read_session,
    write_assessment, write_error, write_findings, write_pattern, write_programme, write_session,
};

use crate::sample;

/// The example of the contract, spelt as a person would.
pub(crate) const HAND_WRITTEN: &str = include_str!("../golden/assessment_1.json");

#[test]
fn every_document_reads_back_as_it_was_written() {
    let stamp = sample::stamp();
    let text = write_assessment(&sample::assessment(), &stamp).expect("written");
    let read = read_assessment(text.as_bytes()).expect("read");
    assert_eq!((read.value, read.stamp), (sample::assessment(), Some(stamp.clone())));
    let text = write_findings(&sample::findings(), &stamp).expect("written");
    assert_eq!(read_findings(text.as_bytes()).expect("read").value, sample::findings());
    let text = write_pattern(&sample::pattern_file(), &stamp).expect("written");
    assert_eq!(read_pattern(text.as_bytes()).expect("read").value, sample::pattern_file());
    let text = write_programme(&sample::programme_file(), &stamp).expect("written");
    assert_eq!(read_programme(text.as_bytes()).expect("read").value, sample::programme_file());
    let text = write_session(&sample::session(), &stamp).expect("written");
    assert_eq!(read_session(text.as_bytes()).expect("read").value, sample::session());
}

#[test]
fn an_error_reads_back_as_it_was_written() {
    let fault = read_assessment(b"{\"schema\": 1}").expect_err("no schema").in_file("mine.json");
    assert_eq!(read_error(write_error(&fault).as_bytes()).expect("read"), fault);
}

#[test]
fn a_file_written_by_hand_needs_no_stamp_and_null_error_stays_unknown() {
    let read = read_assessment(HAND_WRITTEN.as_bytes()).expect("read");
    assert_eq!(read.stamp, None);
    let finding = read.value.findings.first().expect("one");
    assert_eq!((finding.test, finding.side, finding.standard_error), (Test::ExtensionKneeBent, Side::Left, None));
    assert_eq!(finding.day, Some(sample::DAY));
}

/// The fault of the hand-written assessment after one replacement.
fn fault_after(old: &str, new: &str) -> coxa_formats::InputError {
    let changed = HAND_WRITTEN.replacen(old, new, 1);
    assert_ne!(changed, HAND_WRITTEN, "{old} is in the file");
    read_assessment(changed.as_bytes()).expect_err(new)
}

#[test]
fn a_fault_names_line_and_field() {
    for (old, new, code, field) in [
        ("\"value\": -8", "\"value\": -800", Code::ValueOutOfRange, "/findings/0/value"),
        ("\"unit\": \"deg\"", "\"unit\": \"cm\"", Code::FindingUnitNotOfTest, "/findings/0/unit"),
        ("\"mode\": \"passive\"", "\"mode\": \"active\"", Code::FindingModeNotOfTest, "/findings/0/mode"),
        ("\"pain_nrs\": 2", "\"pain_nrs\": 11", Code::ValueOutOfRange, "/findings/0/pain_nrs"),
        ("\"pain_nrs\": 2", "\"pain_nrs\": 2.5", Code::JsonWrongType, "/findings/0/pain_nrs"),
        ("\"pain_nrs\": 2", "\"pain_nrs\": 999", Code::JsonWrongType, "/findings/0/pain_nrs"),
        ("\"side\": \"left\"", "\"side\": \"lefft\"", Code::VocabularyUnknownId, "/findings/0/side"),
        ("2026-11-20T09", "2026-11-31T09", Code::ValueBadDate, "/findings/0/at"),
        ("+01:00", "", Code::ValueBadDate, "/findings/0/at"),
        ("\"age_years\": 34", "\"age_years\": 134", Code::ValueOutOfRange, "/person/age_years"),
        ("1.78", "178", Code::ValueOutOfRange, "/person/height_m"),
        ("\"height_m\"", "\"height\"", Code::JsonUnknownField, "/person/height"),
        ("\"minutes_per_session\": 20, ", "", Code::JsonMissingField, "/constraints"),
        ("\"no\"", "\"maybe\"", Code::VocabularyUnknownId, "/safety/rf_septic.fever"),
        ("\"run\"", "\"squat_deep\"", Code::ValueRepeated, "/goals/1"),
    ] {
        let fault = fault_after(old, new);
        assert_eq!((fault.code, fault.place.field.as_deref()), (code, Some(field)), "{new}: {fault}");
        let line = fault.place.line.expect("a line");
        let changed = HAND_WRITTEN.replacen(old, new, 1);
        let name = field.rsplit('/').next().expect("a name");
        let shown = changed.lines().nth(line - 1).expect("that line");
        assert!(shown.contains(name) || name.parse::<usize>().is_ok(), "{field} is not on line {line}: {shown}");
    }
}

#[test]
fn an_unknown_id_is_answered_with_the_nearest() {
    let fault = fault_after("\"extension_knee_bent\"", "\"extension_knee_bend\"");
    assert!(fault.needed.contains("extension_knee_bent"), "{fault}");
}

#[test]
fn a_long_token_is_cut_and_control_characters_are_escaped() {
    let long = format!("\"{}\\u001b[2J\"", "x".repeat(500));
    let fault = fault_after("\"left\"", &long);
    assert!(fault.to_string().chars().count() < 400, "{fault}");
}

#[test]
fn a_newer_version_is_refused_and_names_both() {
    let fault = fault_after("coxa.assessment/1", "coxa.assessment/2");
    assert_eq!(fault.code, Code::SchemaTooNew);
    assert!(fault.found.contains("/2") && fault.needed.contains("/1"), "{fault}");
    let embedded = write_pattern(&sample::pattern_file(), &sample::stamp()).expect("written");
    let newer = embedded.replacen("coxa.assessment/1", "coxa.assessment/7", 1);
    let fault = read_pattern(newer.as_bytes()).expect_err("newer inside");
    assert_eq!((fault.code, fault.place.field.as_deref()), (Code::SchemaTooNew, Some("/assessment/schema")));
}

#[test]
fn files_of_version_0_are_lifted_to_what_they_mean_today() {
    let read = read_assessment(include_bytes!("../golden/assessment_0.json")).expect("lifted");
    assert_eq!(read.value, read_assessment(HAND_WRITTEN.as_bytes()).expect("read").value);
    let findings = read_findings(include_bytes!("../golden/findings_0.json")).expect("lifted").value;
    assert_eq!(findings.findings, read.value.findings);
    assert_eq!(read_pattern(include_bytes!("../golden/pattern_0.json")).expect("lifted").value, sample::pattern_file());
    let programme = read_programme(include_bytes!("../golden/programme_0.json")).expect("lifted").value;
    assert_eq!(programme, sample::programme_file());
    assert_eq!(read_session(include_bytes!("../golden/session_0.json")).expect("lifted").value, sample::session());
    let event = EventDraft::read(include_bytes!("../golden/event_0.json")).expect("lifted");
    let expected = EventKind::SessionEnded { session: coxa::vocabulary::SessionId::from("s1"), completed: true };
    assert_eq!(event, sample::draft("phone", 7, &expected));
}

#[test]
fn an_old_file_that_is_wrong_is_refused_at_its_field() {
    let text = include_str!("../golden/assessment_0.json").replacen("\"se\": null", "\"se\": -3", 1);
    let fault = read_assessment(text.as_bytes()).expect_err("negative");
    assert_eq!(fault.place.field.as_deref(), Some("/findings/0/standard_error"));
}

#[test]
fn a_person_and_findings_become_one_assessment_and_contradictions_are_told() {
    let mut person = sample::assessment();
    person.findings.clear();
    let mut other = sample::finding();
    other.value += 5.0;
    let merged = merge(person, [vec![sample::finding(), sample::squat_finding()], vec![sample::finding(), other]]);
    assert_eq!(merged.findings.len(), 3);
    let told =
        |index: usize| merged.findings[index].caveats.iter().any(|c| c.kind == CaveatKind::ContradictoryFindings);
    assert_eq!([told(0), told(1), told(2)], [true, false, true]);
    let again = merge(merged.clone(), [Vec::new()]);
    assert_eq!(again, merged);
}

#[test]
fn contradictions_inside_one_file_are_told_too_and_dates_of_the_future() {
    let mut assessment = sample::assessment();
    assessment.findings.push(coxa::vocabulary::Finding { value: 3.0, ..sample::finding() });
    let text = write_assessment(&assessment, &sample::stamp()).expect("written");
    let read = read_assessment(text.as_bytes()).expect("read").value;
    let told = read
        .findings
        .iter()
        .filter(|finding| finding.caveats.iter().any(|caveat| caveat.kind == CaveatKind::ContradictoryFindings));
    assert_eq!(told.count(), 2);
    assert_eq!(coxa_formats::future_dates(&read, sample::DAY.plus(-1)).len(), 2);
    assert_eq!(coxa_formats::future_dates(&read, sample::DAY), Vec::new());
}

#[test]
fn a_result_that_is_not_finite_is_never_written() {
    let mut file = sample::programme_file();
    file.programme.objective = f64::NAN;
    let fault = write_programme(&file, &sample::stamp()).expect_err("not a number");
    assert_eq!(fault.code, Code::DocumentNotFinite);
}
