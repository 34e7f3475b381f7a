//! No input, however broken, makes a reader panic or hang, and every refusal has a code, a remedy and a short message.

use std::time::{Duration, Instant};

use coxa_formats::{
    EventDraft, InputError, JournalOptions, Markers, MotionOptions, append_event, read_assessment, read_error,
    read_findings, read_ik_tasks, read_journal, read_mot, read_motion_csv, read_osim, read_pattern, read_programme,
    read_session, write_assessment, write_findings, write_mot, write_motion_csv, write_pattern, write_programme,
    write_session,
};

use crate::c3d::{Writes, c3d};
use crate::model::MODEL;
use crate::mutation::mutated;
use crate::sample;
use crate::trc::MARKERS;

/// Broken copies for each reader.
const COPIES: u64 = 2_500;
/// Longest time for one copy: thousands of times what a whole file takes, so that only a hang exceeds it on a busy machine.
const LIMIT: Duration = Duration::from_secs(10);
/// Longest message: a short sentence with two pieces of at most 64 characters and a list of ids.
const MESSAGE_LIMIT: usize = 2_000;

/// Reads every broken copy and says how many were refused.
fn hostile(original: &[u8], read: impl Fn(&[u8]) -> Result<(), InputError>) -> u64 {
    read(original).expect("the whole file is read");
    let mut refused = 0;
    for number in 0..COPIES {
        let copy = mutated(original, number);
        let start = Instant::now();
        let result = read(&copy);
        assert!(start.elapsed() < LIMIT, "copy {number} took {:?}", start.elapsed());
        if let Err(fault) = result {
            refused += 1;
            let message = fault.to_string();
            assert!(
                message.contains(fault.remedy()) && !fault.found.is_empty() && !fault.needed.is_empty(),
                "{fault:?}"
            );
            assert!(message.chars().count() < MESSAGE_LIMIT, "copy {number}: {message}");
            assert!(!message.chars().any(char::is_control), "copy {number}: {message:?}");
        }
    }
    refused
}

#[test]
fn broken_assessments_are_refused_with_a_code() {
    let text = write_assessment(&sample::assessment(), &sample::stamp()).expect("written");
    assert!(COPIES / 2 < hostile(text.as_bytes(), |bytes| read_assessment(bytes).map(drop)));
}

#[test]
fn broken_findings_are_refused_with_a_code() {
    let text = write_findings(&sample::findings(), &sample::stamp()).expect("written");
    assert!(COPIES / 2 < hostile(text.as_bytes(), |bytes| read_findings(bytes).map(drop)));
}

#[test]
fn broken_patterns_are_refused_with_a_code() {
    let text = write_pattern(&sample::pattern_file(), &sample::stamp()).expect("written");
    assert!(COPIES / 2 < hostile(text.as_bytes(), |bytes| read_pattern(bytes).map(drop)));
}

#[test]
fn broken_programmes_are_refused_with_a_code() {
    let text = write_programme(&sample::programme_file(), &sample::stamp()).expect("written");
    assert!(COPIES / 2 < hostile(text.as_bytes(), |bytes| read_programme(bytes).map(drop)));
}

#[test]
fn broken_sessions_are_refused_with_a_code() {
    let text = write_session(&sample::session(), &sample::stamp()).expect("written");
    assert!(COPIES / 2 < hostile(text.as_bytes(), |bytes| read_session(bytes).map(drop)));
}

#[test]
fn broken_errors_are_refused_with_a_code() {
    let fault = read_assessment(b"{").expect_err("not whole");
    let text = coxa_formats::write_error(&fault);
    assert!(COPIES / 3 < hostile(text.as_bytes(), |bytes| read_error(bytes).map(drop)));
}

#[test]
fn broken_events_are_refused_with_a_code() {
    for kind in sample::event_kinds().iter().skip(3).take(3) {
        let line = sample::draft("phone", 0, kind).seal(0, None).expect("sealed");
        assert!(COPIES / 3 < hostile(line.as_bytes(), |bytes| EventDraft::read(bytes).map(drop)));
    }
}

#[test]
fn broken_journals_are_read_as_far_as_they_go() {
    let lines = sample::journal_lines();
    // Without the three large documents, so that a change hits something that matters.
    let small: Vec<String> = lines.into_iter().filter(|line| line.len() < 1_000).collect();
    let options = JournalOptions::default();
    let draft = sample::draft("phone", 200, &sample::event_kinds()[7]);
    hostile(&whole(&small), |bytes| {
        let journal = read_journal(bytes, &options)?;
        for problem in &journal.problems {
            assert!(!problem.to_string().chars().any(char::is_control), "{problem:?}");
        }
        append_event(bytes, &draft, &options).map(drop).or(Ok(()))
    });
}

/// The lines numbered and chained anew for one device.
fn whole(lines: &[String]) -> Vec<u8> {
    let mut journal = Vec::new();
    for line in lines.iter().filter(|line| line.contains("\"phone\"")) {
        let draft = EventDraft::read(line.as_bytes()).expect("an event");
        let appended = append_event(&journal, &draft, &JournalOptions::default()).expect("appended");
        journal.extend_from_slice(appended.line.as_bytes());
    }
    assert!(!journal.is_empty());
    journal
}

#[test]
fn broken_mot_files_are_refused_with_a_code() {
    let text = write_mot(&sample::motion()).expect("written");
    let options = MotionOptions::new("broken");
    assert!(COPIES / 4 < hostile(text.as_bytes(), |bytes| read_mot(bytes, &options).map(drop)));
}

#[test]
fn broken_csv_files_are_refused_with_a_code() {
    let text = write_motion_csv(&sample::motion()).expect("written");
    let options = MotionOptions::new("broken");
    assert!(COPIES / 4 < hostile(text.as_bytes(), |bytes| read_motion_csv(bytes, &options).map(drop)));
}

#[test]
fn broken_models_are_refused_with_a_code() {
    let read = |bytes: &[u8]| read_osim(&String::from_utf8_lossy(bytes)).map(drop);
    assert!(COPIES / 4 < hostile(MODEL.as_bytes(), read));
}

#[test]
fn broken_tasks_are_refused_with_a_code() {
    let tasks = "<IKTaskSet><objects><IKMarkerTask name=\"asis\"><apply>true</apply><weight>5</weight></IKMarkerTask>\
                 <IKCoordinateTask name=\"rx\"><apply>true</apply><weight>10</weight><value_type>manual_value</value_type>\
                 <value>0.5</value></IKCoordinateTask></objects></IKTaskSet>";
    let read = |bytes: &[u8]| read_ik_tasks(&String::from_utf8_lossy(bytes)).map(drop);
    assert!(COPIES / 4 < hostile(tasks.as_bytes(), read));
}

fn read_all_markers(bytes: &[u8]) -> Result<(), InputError> {
    let mut file = Markers::open(bytes)?;
    let mut positions = vec![coxa::skeleton::Vector::default(); file.names().len()];
    while file.next_frame(&mut positions)?.is_some() {}
    assert!(file.caveats().iter().all(|caveat| !caveat.text.is_empty()));
    Ok(())
}

#[test]
fn broken_marker_files_are_refused_with_a_code() {
    assert!(COPIES / 4 < hostile(MARKERS.as_bytes(), read_all_markers));
}

#[test]
fn broken_c3d_files_are_refused_with_a_code_or_read_as_far_as_they_go() {
    for by in [Writes::Intel, Writes::Mips] {
        // Most bytes are padding, so fewer changes hit something than in a text.
        assert!(COPIES / 10 < hostile(&c3d(by, by == Writes::Intel), read_all_markers));
    }
}
