//! The journal: chains hold, changes show, order and repetition of lines change nothing.

use coxa::dose::{EventKind, Integrity};
use coxa::vocabulary::{Answer, CaveatKind, QuestionId};
use coxa_formats::{Code, EventDraft, Journal, JournalOptions, Trust, append_event, event_hash, read_journal};
use serde_json::{Value, json};

use crate::mutation::Dice;
use crate::sample;

pub(crate) fn read(lines: &[String]) -> Journal {
    read_journal(lines.concat().as_bytes(), &JournalOptions::default()).expect("read")
}

fn first_code(journal: &Journal) -> Option<Code> {
    journal.problems.first().map(|fault| fault.code)
}

/// A line with some of its fields changed and, when asked, hashed anew.
pub(crate) fn changed(line: &str, changes: &Value, rehash: bool) -> String {
    let mut event: Value = serde_json::from_str(line).expect("JSON");
    for (field, value) in changes.as_object().expect("fields") {
        match value {
            Value::Null if field != "prev" => drop(event.as_object_mut().expect("an event").remove(field)),
            _ => event[field] = value.clone(),
        }
    }
    if rehash {
        event["hash"] = Value::from(event_hash(&event).expect("finite"));
    }
    format!("{event}\n")
}

pub(crate) fn unchained(lines: &[String]) -> Vec<String> {
    lines
        .iter()
        .map(|line| changed(line, &json!({ "hash": null }), false).replace("\"prev\":null,", ""))
        .map(|line| {
            let mut event: Value = serde_json::from_str(&line).expect("JSON");
            event.as_object_mut().expect("an event").remove("prev");
            format!("{event}\n")
        })
        .collect()
}

#[test]
fn a_whole_journal_of_two_devices_reads_back_every_event() {
    let journal = read(&sample::journal_lines());
    assert_eq!((journal.history.integrity(), journal.problems.len(), journal.devices.len()), (Integrity::Whole, 0, 2));
    for device in ["phone", "tablet"] {
        let kinds: Vec<EventKind> = journal
            .history
            .events()
            .iter()
            .filter(|event| &*event.device == device)
            .map(|event| event.kind.clone())
            .collect();
        assert_eq!(kinds, sample::event_kinds());
    }
    assert_eq!(journal.devices[0].events, sample::event_kinds().len());
}

#[test]
fn permuted_and_repeated_lines_give_the_identical_history() {
    let lines = sample::journal_lines();
    let expected = read(&lines).history;
    for seed in 0..50 {
        let mut dice = Dice::new(seed);
        let mut shuffled = lines.clone();
        for index in (1..shuffled.len()).rev() {
            shuffled.swap(index, dice.below(index + 1));
        }
        let again = shuffled[dice.below(shuffled.len())].clone();
        shuffled.insert(dice.below(shuffled.len()), again);
        assert_eq!(read(&shuffled).history, expected, "seed {seed}");
    }
}

#[test]
fn permuting_a_damaged_journal_gives_the_identical_history_too() {
    let mut lines = sample::journal_lines();
    lines.remove(5);
    lines.push("not json\n".to_owned());
    lines.push("{\"id\":\"x\"}\n".to_owned());
    let conflict = changed(&lines[7], &json!({ "payload": { "session": "other", "completed": false } }), true);
    lines.push(conflict);
    let expected = read(&lines).history;
    assert_eq!(expected.integrity(), Integrity::Gap);
    for seed in 0..50 {
        let mut dice = Dice::new(seed);
        let mut shuffled = lines.clone();
        for index in (1..shuffled.len()).rev() {
            shuffled.swap(index, dice.below(index + 1));
        }
        assert_eq!(read(&shuffled).history, expected, "seed {seed}");
    }
}

#[test]
fn any_line_removed_before_the_last_shows_as_a_gap() {
    let lines: Vec<String> = sample::journal_lines().into_iter().take(sample::event_kinds().len()).collect();
    for removed in 0..lines.len() - 1 {
        let mut rest = lines.clone();
        rest.remove(removed);
        let journal = read(&rest);
        assert_eq!(journal.history.integrity(), Integrity::Gap);
        assert_eq!(first_code(&journal), Some(Code::JournalSequence), "line {removed}");
    }
}

#[test]
fn any_byte_changed_inside_a_line_is_never_called_whole() {
    let lines: Vec<String> = sample::journal_lines().into_iter().take(sample::event_kinds().len()).skip(3).collect();
    let drafts: Vec<EventDraft> =
        lines.iter().map(|line| EventDraft::read(line.as_bytes()).expect("an event")).collect();
    let mut journal = Vec::new();
    for draft in &drafts {
        let line = append_event(&journal, draft, &JournalOptions::default()).expect("appended").line;
        journal.extend_from_slice(line.as_bytes());
    }
    let expected = read_journal(&journal, &JournalOptions::default()).expect("read").history;
    assert_eq!(expected.integrity(), Integrity::Whole);
    for index in 0..journal.len() {
        let mut copy = journal.clone();
        copy[index] ^= 1;
        let read = read_journal(&copy, &JournalOptions::default()).expect("read").history;
        // A changed digit may spell the same number or letter in another way; then nothing has changed.
        assert!(read.integrity() == Integrity::Gap || read == expected, "byte {index}");
    }
}

#[test]
fn a_rewritten_event_breaks_the_link_to_the_next_even_when_hashed_anew() {
    let mut lines = sample::journal_lines();
    lines[3] = changed(&lines[3], &json!({ "day": "2026-11-19" }), true);
    let journal = read(&lines);
    let fault = journal.problems.first().expect("a break");
    assert_eq!((fault.code, fault.place.line), (Code::JournalChainBroken, Some(5)));
    assert_eq!(journal.devices[0].first_break.as_ref(), Some(fault));
    assert_eq!(journal.devices[1].first_break, None);
}

#[test]
fn a_journal_made_by_hand_is_unchained_unless_trusted() {
    let lines = unchained(&sample::journal_lines());
    assert_eq!(read(&lines).history.integrity(), Integrity::Unchained);
    let trusted = JournalOptions { trust: Trust::Handmade, today: None };
    let journal = read_journal(lines.concat().as_bytes(), &trusted).expect("read");
    assert_eq!((journal.history.integrity(), journal.problems.len()), (Integrity::Whole, 0));
    let mut partly = lines;
    partly[4] = sample::journal_lines()[4].clone();
    assert_eq!(first_code(&read(&partly)), Some(Code::JournalPartlyChained));
}

#[test]
fn a_torn_last_line_is_told_and_the_events_before_it_are_kept() {
    let lines: Vec<String> = sample::journal_lines().into_iter().take(sample::event_kinds().len()).collect();
    let whole = lines.concat();
    let prefix = lines.len() - 1;
    let start = lines[..prefix].concat().len();
    for cut in (start + 1..whole.len() - 1).step_by(7) {
        let journal = read_journal(&whole.as_bytes()[..cut], &JournalOptions::default()).expect("read");
        assert_eq!(journal.history.integrity(), Integrity::Gap);
        assert_eq!(
            (first_code(&journal), journal.history.events().len()),
            (Some(Code::JournalTornLine), prefix),
            "{cut}"
        );
    }
}

#[test]
fn a_torn_letter_and_zeros_after_a_power_cut_are_a_torn_line() {
    let mut bytes = sample::journal_lines()[0].clone().into_bytes();
    for tail in [&b"{\"id\":\"\xc3"[..], &b"\0\0\0\0"[..]] {
        let length = bytes.len();
        bytes.extend_from_slice(tail);
        let journal = read_journal(&bytes, &JournalOptions::default()).expect("read");
        assert_eq!((first_code(&journal), journal.history.events().len()), (Some(Code::JournalTornLine), 1));
        bytes.truncate(length);
    }
}

#[test]
fn an_event_that_is_not_understood_stays_in_its_place_as_unreadable() {
    for (changes, code) in [
        (json!({ "kind": "levitated" }), Code::JournalUnknownPayload),
        (json!({ "payload": 3 }), Code::JournalUnknownPayload),
        (json!({ "mood": "good" }), Code::JournalUnknownPayload),
        (json!({ "schema": "coxa.event/9" }), Code::JournalUnknownPayload),
    ] {
        let last = sample::event_kinds().len() - 1;
        let mut lines: Vec<String> = sample::journal_lines().into_iter().take(last + 1).collect();
        lines[last] = changed(&lines[last], &changes, true);
        let journal = read(&lines);
        assert_eq!((journal.history.integrity(), first_code(&journal)), (Integrity::Whole, Some(code)), "{changes}");
        let event = journal.history.events().last().expect("there");
        assert!(matches!(event.kind, EventKind::Unreadable { .. }), "{changes}: {event:?}");
    }
}

/// The kind that a single event with this kind and payload is heard as.
fn heard(kind: &str, payload: &Value) -> (EventKind, usize) {
    let line = sample::draft("phone", 0, &sample::event_kinds()[7]).seal(0, None).expect("sealed");
    let journal = read(&[changed(&line, &json!({ "kind": kind, "payload": payload }), true)]);
    (journal.history.events()[0].kind.clone(), journal.caveats.len())
}

#[test]
fn bad_news_is_heard_even_when_part_of_it_is_damaged() {
    let (kind, caveats) =
        heard("hurt", &json!({ "session": "s1", "side": "left", "pain_nrs": 77, "sensation": "sharp" }));
    let EventKind::Hurt { pain_nrs, sensation, side, .. } = kind else { panic!("{kind:?}") };
    assert!(pain_nrs.is_none() && sensation.is_some() && side.is_some() && caveats == 1);
    let (kind, _) = heard("symptom_reported", &json!({ "rf_septic.fever": "yes", "rf_neuro.numbness": "perhaps" }));
    let EventKind::SymptomReported(answers) = kind else { panic!("{kind:?}") };
    assert_eq!(answers.get(&QuestionId::from("rf_septic.fever")), Some(&Answer::Yes));
    assert_eq!(answers.get(&QuestionId::from("rf_neuro.numbness")), Some(&Answer::Unknown));
    let (kind, _) = heard(
        "session_started",
        &json!({ "session": "s1", "new_symptoms": { "a": "yes", "b": 4 }, "outside_load": "x" }),
    );
    let EventKind::SessionStarted { new_symptoms: Some(answers), outside_load: None, .. } = kind else {
        panic!("{kind:?}")
    };
    assert_eq!(answers.len(), 2);
    let (kind, _) =
        heard("set_done", &json!({ "session": "s1", "drill": "d", "set": 1, "did": { "reps": 3, "seconds": 4 } }));
    assert!(matches!(kind, EventKind::SetDone { did, .. } if did.work.is_none()));
}

#[test]
fn an_assessment_with_a_damaged_finding_still_tells_its_red_flag_and_that_something_was_lost() {
    let text = coxa_formats::write_assessment(&sample::assessment(), &sample::stamp()).expect("written");
    let mut payload: Value = serde_json::from_str(&text).expect("JSON");
    payload["safety"] = json!({ "rf_septic.fever": "yes", "rf_neuro.numbness": 3 });
    payload["findings"][0]["pain_nrs"] = json!(77);
    let findings = payload["findings"].as_array().map_or(0, Vec::len);
    payload["constraints"] = json!("none");
    let (kind, caveats) = heard("assessment_recorded", &payload);
    let EventKind::AssessmentRecorded(told) = kind else { panic!("{kind:?}") };
    assert_eq!(told.safety.get(&QuestionId::from("rf_septic.fever")), Some(&Answer::Yes));
    assert_eq!(told.safety.get(&QuestionId::from("rf_neuro.numbness")), Some(&Answer::Unknown));
    assert_eq!(told.safety.get(&QuestionId::from("not_understood.findings")), Some(&Answer::Unknown));
    assert_eq!((told.safety.len(), told.findings.len(), caveats), (3, findings - 1, 1));
    let (kind, _) = heard("assessment_recorded", &json!("not an assessment"));
    assert!(matches!(kind, EventKind::Unreadable { can_warn: true, .. }), "{kind:?}");
    let (kind, _) = heard("cleared", &json!(3));
    assert!(matches!(kind, EventKind::Unreadable { can_warn: false, .. }), "{kind:?}");
}

#[test]
fn an_unknown_field_around_bad_news_does_not_silence_it() {
    let line = sample::draft("phone", 0, &sample::event_kinds()[6]).seal(0, None).expect("sealed");
    let journal = read(&[changed(&line, &json!({ "weather": "rain" }), true)]);
    assert_eq!(journal.history.events()[0].kind, sample::event_kinds()[6]);
    assert_eq!((journal.history.integrity(), journal.caveats.len()), (Integrity::Whole, 1));
}

#[test]
fn a_clearance_is_heard_whole_or_not_at_all() {
    let whole =
        json!({ "who": "A. B.", "role": "clinician", "scope": "G2:left", "until": null, "keeps": ["plyometric"] });
    assert!(matches!(heard("cleared", &whole).0, EventKind::Cleared(_)));
    for (field, value) in
        [("keeps", json!(["plyometrix"])), ("until", json!("soon")), ("role", json!("friend")), ("extra", json!(1))]
    {
        let mut damaged = whole.clone();
        damaged[field] = value;
        assert!(matches!(heard("cleared", &damaged).0, EventKind::Unreadable { .. }), "{field}");
    }
}

#[test]
fn a_reason_why_not_means_not_completed() {
    let payload = json!({ "session": "s1", "completed": true, "why_not": "it hurt" });
    assert!(matches!(heard("session_ended", &payload).0, EventKind::SessionEnded { completed: false, .. }));
}

#[test]
fn appending_twice_is_harmless_and_time_may_stand_but_not_run_back() {
    let options = JournalOptions { trust: Trust::ChainOnly, today: Some(sample::DAY.plus(-1)) };
    let kinds = sample::event_kinds();
    let first = append_event(b"", &sample::draft("phone", 9, &kinds[7]), &options).expect("appended");
    assert_eq!(first.caveats.first().map(|caveat| caveat.kind), Some(CaveatKind::FutureDate));
    let journal = first.line.into_bytes();
    assert_eq!(append_event(&journal, &sample::draft("phone", 9, &kinds[7]), &options).expect("again").line, "");
    let fault = append_event(&journal, &sample::draft("phone", 9, &kinds[6]), &options).expect_err("other content");
    assert_eq!(fault.code, Code::JournalIdConflict);
    let fault = append_event(&journal, &sample::draft("phone", 8, &kinds[7]), &options).expect_err("earlier");
    assert_eq!(fault.code, Code::JournalTimeBackwards);
    assert!(append_event(&journal, &sample::draft("tablet", 8, &kinds[7]), &options).is_ok());
    let equal = EventDraft { id: sample::draft("phone", 10, &kinds[7]).id, ..sample::draft("phone", 9, &kinds[7]) };
    let second = append_event(&journal, &equal, &options).expect("the same minute");
    let both = [journal, second.line.into_bytes()].concat();
    assert_eq!(read_journal(&both, &options).expect("read").history.integrity(), Integrity::Whole);
}

#[test]
fn a_missing_last_line_break_is_no_damage() {
    let lines = sample::journal_lines();
    let joined = lines.concat();
    let journal = read_journal(joined.trim_end().as_bytes(), &JournalOptions::default()).expect("read");
    assert_eq!((journal.history.integrity(), journal.history.events().len()), (Integrity::Whole, lines.len()));
    let next = sample::draft("phone", 90, &sample::event_kinds()[7]);
    let appended = append_event(joined.trim_end().as_bytes(), &next, &JournalOptions::default()).expect("appended");
    assert!(appended.line.starts_with('\n'));
}

#[test]
fn embedded_documents_of_the_journal_go_through_the_upcasters() {
    let old: Value = serde_json::from_str(include_str!("../golden/assessment_0.json")).expect("JSON");
    let (kind, _) = heard("assessment_recorded", &old);
    assert!(matches!(kind, EventKind::AssessmentRecorded(_)), "{kind:?}");
}

#[test]
fn unknown_drills_are_kept_for_those_who_know_the_library() {
    let (kind, caveats) = heard("preference", &json!({ "too_hard": { "drill": "a_drill_of_tomorrow" } }));
    assert!(matches!(kind, EventKind::Preference(_)) && caveats == 0);
}
