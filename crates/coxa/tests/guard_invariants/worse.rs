//! Invariant 5: no answer, pain or morning that is worse allows more.

use std::collections::BTreeMap;
use std::sync::Arc;

use coxa::dose::{EventKind, History, MorningState};
use coxa::vocabulary::{Answer, QuestionId, Sensation};

use super::HISTORIES;
use super::guard_histories::{Compared, Random, Sources, first_beyond, judged};

/// The same event told worse, where it can be.
fn worse(kind: &EventKind, random: &mut Random) -> Option<EventKind> {
    let worse_answer = |answers: &BTreeMap<QuestionId, Answer>, random: &mut Random| {
        let mut answers = answers.clone();
        let ids: Vec<QuestionId> = answers.keys().cloned().collect();
        let id = if ids.is_empty() { return None } else { random.pick(&ids) };
        let answer = match answers[id] {
            Answer::No => *random.pick(&[Answer::Unknown, Answer::Yes]),
            Answer::Unknown => Answer::Yes,
            Answer::Yes => return None,
        };
        answers.insert(id.clone(), answer);
        Some(answers)
    };
    match kind.clone() {
        EventKind::AssessmentRecorded(told) => {
            let safety = worse_answer(&told.safety, random)?;
            let mut told = told.as_ref().clone();
            told.safety = safety;
            Some(EventKind::AssessmentRecorded(Arc::new(told)))
        }
        EventKind::SymptomReported(answers) => worse_answer(&answers, random).map(EventKind::SymptomReported),
        EventKind::SessionStarted { session, new_symptoms: Some(answers), outside_load } => {
            let new_symptoms = Some(worse_answer(&answers, random)?);
            Some(EventKind::SessionStarted { session, new_symptoms, outside_load })
        }
        EventKind::Hurt { session, test, drill, side, site, pain_nrs, sensation } => {
            let pain_nrs = pain_nrs.map(|pain| (pain + 1 + u8::try_from(random.below(4)).unwrap_or(0)).min(10));
            // Tingling asks a question anew, which a giving way does not: neither is worse than the other.
            let tingles = sensation == Some(Sensation::BurningOrTingling);
            let sensation = if random.pct(20) && !tingles { Some(Sensation::GivingWay) } else { sensation };
            let side = if random.pct(20) { None } else { side };
            Some(EventKind::Hurt { session, test, drill, side, site, pain_nrs, sensation })
        }
        EventKind::MorningReport { session, state: Some(state), site, pain_nrs, hours_to_settle } => {
            let state = match state {
                // The pain of a usual morning can be one that rises over sessions; that of soreness is not counted there.
                MorningState::Usual if pain_nrs.is_some() => *random.pick(&[MorningState::Usual, MorningState::Worse]),
                MorningState::Usual => {
                    *random.pick(&[MorningState::Usual, MorningState::Soreness, MorningState::Worse])
                }
                MorningState::Soreness | MorningState::Worse => MorningState::Worse,
            };
            let pain_nrs = pain_nrs.map(|pain| (pain + u8::try_from(random.below(4)).unwrap_or(0)).min(10));
            Some(EventKind::MorningReport { session, state: Some(state), site, pain_nrs, hours_to_settle })
        }
        _ => None,
    }
}

#[test]
fn the_worse_the_latest_word_the_smaller_what_is_allowed() {
    let sources = Sources::new();
    let mut compared = 0;
    for seed in 0..HISTORIES * 2 {
        let (history, _) = sources.history(seed);
        let mut random = Random::from_seed(seed ^ 0x0b5e);
        let events = history.events();
        for _ in 0..3 {
            if events.is_empty() {
                continue;
            }
            let no = random.below(events.len());
            let Some(kind) = worse(&events[no].kind, &mut random) else { continue };
            let told = &events[..=no];
            let mut worse_told = told.to_vec();
            worse_told[no].kind = kind.clone();
            let today = events[no].day.plus(*random.pick(&[0, 0, 1, 5, 16]));
            let better = judged(&sources, &History::new(told.to_vec(), history.integrity()), today);
            let worse = judged(&sources, &History::new(worse_told, history.integrity()), today);
            compared += 1;
            let beyond = first_beyond(&better, &worse, Compared::Everything);
            assert_eq!(beyond, None, "seed {seed}, event {no}: {kind:?} allows more than {:?}", events[no].kind);
        }
    }
    assert!(compared > 1_000, "only {compared} were compared");
}

#[test]
fn worse_words_at_any_time_never_reopen_tests_or_end_range() {
    let sources = Sources::new();
    for seed in 0..HISTORIES * 2 {
        let (history, today) = sources.history(seed);
        let mut random = Random::from_seed(seed ^ 0x0b5f);
        let mut events = history.events().to_vec();
        // A clearance closes what was told before it: then a yes that is cleared may allow more than an open unknown.
        events.retain(|event| !matches!(event.kind, EventKind::Cleared(_) | EventKind::Overridden { .. }));
        if events.is_empty() {
            continue;
        }
        let better = judged(&sources, &History::new(events.clone(), history.integrity()), today);
        let no = random.below(events.len());
        let Some(kind) = worse(&events[no].kind, &mut random) else { continue };
        events[no].kind = kind.clone();
        let worse = judged(&sources, &History::new(events, history.integrity()), today);
        let beyond = first_beyond(&better, &worse, Compared::TestsAndEndRange);
        assert_eq!(beyond, None, "seed {seed}, event {no}: {kind:?}");
    }
}
