//! Rounds and threads change nothing; blank and bad lines take little.

use super::reading::{JournalOptions, NAMELESS_LIMIT, PROBLEM_LIMIT, heard, read_journal};
use crate::fault::Code;

fn event(id: &str, seq: usize) -> String {
    format!(
        "{{\"schema\":\"coxa.event/1\",\"id\":\"{id}\",\"device\":\"phone\",\"seq\":{seq},\
         \"at\":\"2026-11-20T09:30:00+01:00\",\"day\":\"2026-11-20\",\"type\":\"session_started\",\"payload\":{{}}}}"
    )
}

#[test]
fn any_number_of_threads_and_any_rounds_read_the_same() {
    let long = format!("{{\"padding\":\"{}\"}}", "x".repeat(5000));
    let lines = [
        String::new(),
        event("a", 0),
        "  \r".to_owned(),
        format!("{}\r", event("b", 1)),
        long,
        event("c", 2),
        // One id in two places, told differently.
        event("a", 3),
        String::new(),
        event("d", 4),
        "not an event".to_owned(),
        // A torn last line, without its break.
        event("e", 5)[..40].to_owned(),
    ];
    let text = lines.join("\n");
    let options = JournalOptions::default();
    let wanted = heard(text.as_bytes(), 1, usize::MAX >> 4).conclude(&options);
    assert!(wanted.problems.iter().any(|fault| fault.place.line == Some(lines.len())), "{:?}", wanted.problems);
    assert!(wanted.problems.iter().any(|fault| fault.code == Code::JournalIdConflict), "{:?}", wanted.problems);
    for threads in [1, 2, 3, 7] {
        for round_bytes in [1, 40, 300, 1 << 20] {
            let read = heard(text.as_bytes(), threads, round_bytes).conclude(&options);
            assert_eq!(read, wanted, "{threads} threads, rounds of {round_bytes} bytes");
        }
    }
    let whole = format!("{text}\n");
    let wanted = heard(whole.as_bytes(), 1, usize::MAX >> 4).conclude(&options);
    assert_eq!(heard(whole.as_bytes(), 3, 100).conclude(&options), wanted);
}

#[test]
fn blank_lines_cost_nothing_and_bad_ones_little() {
    let blank = "\n".repeat(8 << 20);
    let found = heard(blank.as_bytes(), 2, 1 << 20);
    assert_eq!((found.lines.capacity(), found.ids.capacity(), found.problems.len()), (0, 0, 0));
    let bad: String = (0..50_000).map(|number| format!("bad {number}\n")).collect();
    let journal = read_journal(bad.as_bytes(), &JournalOptions::default()).expect("small enough");
    assert_eq!(journal.problems.len(), PROBLEM_LIMIT);
    assert_eq!(journal.problems[0].place.line, Some(1));
    assert_eq!(journal.history.events().len(), NAMELESS_LIMIT);
}
