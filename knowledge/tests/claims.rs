//! What people are told that training does: no promise that the evidence does not carry.

use coxa::assess::Pattern;
use coxa::prescribe::{PlanRequest, Programme, prescribe};
use coxa::vocabulary::{Constraints, Equipment, Mode, Side, Test};
use coxa_knowledge::{knowledge, pages, rows};

use told::{allowing_everything, passive, pattern_of, someone};

#[allow(dead_code, reason = "shared between stories")]
mod told;

fn constraints() -> Constraints {
    Constraints { minutes_per_session: 30, sessions_per_week: 4, equipment: Equipment::ALL.iter().copied().collect() }
}

/// Ordinary everywhere, but with hamstrings far shorter than usual on both sides.
fn short_hamstrings() -> Pattern {
    let expected = knowledge().assess.expected.iter().filter(|row| row.mode == Mode::Passive);
    let findings = expected.flat_map(|row| {
        let short = if matches!(row.test, Test::StraightLegRaise | Test::Popliteal) { 3.0 * row.sd } else { 0.0 };
        Side::ALL.map(|side| passive(row.test, side, row.mean - short))
    });
    pattern_of(&someone(findings.collect()))
}

fn programme(pattern: &Pattern) -> Programme {
    let request = PlanRequest {
        goals: Vec::new(),
        constraints: constraints(),
        feels_tight: false,
        node_limit: 300,
        gap_pct: 1.0,
    };
    prescribe(pattern, &request, &allowing_everything(), &knowledge().prescribe)
}

/// Whether a sentence speaks of preventing injuries without denying it.
fn promises_prevention(text: &str) -> bool {
    let text = text.to_lowercase();
    let prevents = ["prevent", "protect", "avoid"].iter().any(|word| text.contains(word)) && text.contains("injur");
    prevents && !text.contains("not ")
}

#[test]
fn gaining_range_is_told_with_the_words_that_it_is_not_shown_to_prevent_injuries() {
    let pattern = short_hamstrings();
    let told: Vec<&String> = Side::ALL.iter().flat_map(|side| &pattern.sides.get(*side).sentences).collect();
    for sentence in told.iter().filter(|sentence| sentence.contains("Gaining range")) {
        assert!(sentence.contains("not shown to prevent injuries"), "{sentence}");
    }
    assert!(told.iter().any(|sentence| sentence.contains("Gaining range")), "{told:#?}");
}

#[test]
fn a_programme_that_stretches_says_that_studies_disagree_and_that_it_prevents_nothing() {
    let programme = programme(&short_hamstrings());
    let says = |words: &str| programme.sentences.iter().any(|sentence| sentence.contains(words));
    assert!(says("studies disagree"), "{:#?}", programme.sentences);
    assert!(says("not shown to prevent injuries"), "{:#?}", programme.sentences);
    assert!(says("range that is not used is lost within weeks"), "{:#?}", programme.sentences);
}

#[test]
fn nothing_that_people_read_promises_to_prevent_injuries() {
    let pattern = short_hamstrings();
    let mut read = programme(&pattern).sentences;
    read.extend(Side::ALL.iter().flat_map(|side| pattern.sides.get(*side).sentences.clone()));
    read.extend(pages().iter().flat_map(|page| page.markdown.lines().map(str::to_string).collect::<Vec<_>>()));
    read.extend(rows().fact.facts.iter().map(|placed| placed.row.text.clone()));
    read.extend(rows().contrasts.mechanisms.iter().map(|placed| placed.row.meaning.clone()));
    read.retain(|text| promises_prevention(text));
    assert_eq!(read, Vec::<String>::new());
    assert!(promises_prevention("Stretching prevents injuries."), "the test itself can fail");
}
