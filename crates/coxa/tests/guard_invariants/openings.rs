//! Invariants 2, 3 and 4: what opens nothing, and what stays inside.

use std::collections::BTreeMap;
use std::sync::Arc;

use coxa::dose::{
    ClearanceEvent, ClearedBy, Did, Event, EventKind, FormSeenBy, GuardKnowledge, History, Integrity, MorningState,
    Preference, dose, guard,
};
use coxa::prescribe::{Block, PlannedDose, PlannedDrill, PlannedSession, Programme, Work};
use coxa::vocabulary::{Answer, Clearance, Day, DrillId, PainSite, QuestionId, Sensation, Side, Test};

use super::HISTORIES;
use super::guard_histories::{
    Compared, QUESTIONS, Random, Sources, first_beyond, judged, last_event, limits, named, programme, whole,
};

/// Whether a history's event opens what only a clearance of the right scope closes, and whether it stops everything.
fn opens(kind: &EventKind) -> Option<bool> {
    let yes = |answers: &BTreeMap<QuestionId, Answer>| {
        let blocking = ["rf_septic.fever", "rf_bone.night_pain", "rf_postop.surgery"];
        blocking.iter().any(|id| answers.get(*id) == Some(&Answer::Yes))
    };
    match kind {
        EventKind::Hurt {
            sensation: Some(Sensation::PainfulCatchOrLock | Sensation::GivingWay), side: None, ..
        } => Some(false),
        EventKind::AssessmentRecorded(told) if yes(&told.safety) => Some(true),
        EventKind::SymptomReported(answers) if yes(answers) => Some(true),
        EventKind::SessionStarted { new_symptoms: Some(answers), .. } if yes(answers) => Some(true),
        _ => None,
    }
}

#[test]
fn without_the_right_clearance_a_flag_or_stop_never_leads_back_to_a_test_or_to_end_range() {
    let sources = Sources::new();
    let mut judged_after = 0;
    for seed in 0..HISTORIES * 4 {
        let (history, today) = sources.history(seed);
        let Some(opened) = history.events().iter().position(|event| opens(&event.kind).is_some()) else { continue };
        let everything = opens(&history.events()[opened].kind) == Some(true);
        let wrong_scope = |event: &Event| match &event.kind {
            EventKind::Cleared(clearance) => match clearance.scope.as_str() {
                "all" => false,
                scope if everything => !["G1", "rf_septic", "rf_bone.night_pain", "rf_postop"].contains(&scope),
                scope => !scope.starts_with("G2"),
            },
            _ => true,
        };
        let mut events: Vec<Event> = history.events().to_vec();
        let mut no = 0;
        events.retain(|event| {
            no += 1;
            no <= opened + 1 || wrong_scope(event)
        });
        for last in (opened..events.len()).step_by(5).chain([events.len() - 1]) {
            for wait in [0, 30] {
                let day = events[last].day.plus(wait).max(today);
                let allowed = judged(&sources, &whole(&events[..=last]), day);
                judged_after += 1;
                for side in Side::ALL {
                    assert!(!allowed.end_range_loading.get(side).is_allowed(), "seed {seed}: end range {side}");
                    assert!(Test::ALL.iter().all(|test| !allowed.allows_test(*test, side)), "seed {seed}: a test");
                }
                if everything {
                    assert_eq!(allowed.clearance, Clearance::Blocked, "seed {seed}");
                    assert!(limits(&allowed).all(|(_, _, limit)| !limit.verdict.is_allowed()), "seed {seed}: a drill");
                }
            }
        }
    }
    assert!(judged_after > 1_000, "only {judged_after} days after a flag or stop were judged");
}

/// An event that may take something away but must never give.
fn an_event_that_gives_nothing(random: &mut Random, sources: &Sources, events: &[Event], today: Day) -> EventKind {
    let library = &sources.world.library.drills;
    let drill = random.pick(library).id.clone();
    let known: Vec<_> = events
        .iter()
        .filter(|event| event.day <= today)
        .filter_map(|event| match &event.kind {
            EventKind::MorningReport { session, .. } => Some(session.clone()),
            _ => None,
        })
        .collect();
    let clearance = |by, scope: &str| {
        EventKind::Cleared(ClearanceEvent { by, scope: scope.to_owned(), until: None, keeps: Vec::new() })
    };
    let overridden = |by, rule: &str, to: &str, reason: &str| EventKind::Overridden {
        by,
        rule: rule.to_owned(),
        to: to.to_owned(),
        reason: reason.to_owned(),
    };
    let question = |random: &mut Random| QuestionId::from(random.pick(QUESTIONS).0);
    let side = *random.pick(&[None, Some(Side::Left), Some(Side::Right)]);
    match random.below(16) {
        0..=2 => EventKind::Hurt {
            session: random.pct(85).then(|| sources.session(random.below(20))),
            test: random.pct(10).then_some(Test::Faber),
            drill: random.pct(70).then_some(drill),
            side,
            site: *random.pick(&[None, Some(PainSite::Groin), Some(PainSite::FrontThigh), Some(PainSite::LateralHip)]),
            pain_nrs: *random.pick(&[None, Some(0), Some(2), Some(3), Some(4), Some(5), Some(6), Some(9)]),
            sensation: *random.pick(&[
                None,
                Some(Sensation::Stretch),
                Some(Sensation::MuscleAche),
                Some(Sensation::BurningOrTingling),
                Some(Sensation::Sharp),
                Some(Sensation::GivingWay),
            ]),
        },
        3 => EventKind::SetDone {
            session: sources.session(90),
            drill,
            side,
            set: 1,
            did: Did { work: Some(Work::Reps(50)), level: Some(2), load_grade: Some(3) },
            challenge: Some(2),
            form_kept: Some(true),
            form_seen_by: Some(FormSeenBy::Person),
        },
        4 => EventKind::SessionStarted { session: sources.session(91), new_symptoms: None, outside_load: Some(true) },
        5 => EventKind::SessionEnded { session: sources.session(random.below(20)), completed: true },
        6 | 7 if !known.is_empty() => EventKind::MorningReport {
            session: random.pick(&known).clone(),
            state: *random.pick(&[
                None,
                Some(MorningState::Usual),
                Some(MorningState::Soreness),
                Some(MorningState::Worse),
            ]),
            site: *random.pick(&[None, Some(PainSite::Groin), Some(PainSite::Buttock)]),
            pain_nrs: *random.pick(&[None, Some(1), Some(6)]),
            hours_to_settle: None,
        },
        8 => EventKind::SymptomReported([(question(random), Answer::Yes)].into()),
        9 => {
            let id = if random.pct(30) { QuestionId::from("rf_new.asked_elsewhere") } else { question(random) };
            EventKind::SymptomReported([(id, Answer::Unknown)].into())
        }
        10 => clearance(ClearedBy::Clinician, random.pick::<&str>(&["", "g2", "G2:both", "everything", "ALL", "G14"])),
        11 => clearance(
            ClearedBy::Person,
            random.pick::<&str>(&["G1", "G1b", "G3", "G5", "G10", "baseline", "rf_septic"]),
        ),
        12 => overridden(
            ClearedBy::Person,
            random.pick::<&str>(&["G4", "G5", "G6", "G7", "G8"]),
            drill.as_str(),
            "I feel fine",
        ),
        13 => overridden(
            ClearedBy::Clinician,
            random.pick::<&str>(&["G0", "G1", "G1b", "G2", "G3", "G10", "G11"]),
            "off",
            "seen",
        ),
        14 => EventKind::Unreadable { found: "?".to_owned(), can_warn: random.pct(50) },
        _ => EventKind::Preference(match random.below(4) {
            0 => Preference::TooEasy(drill),
            1 => Preference::TooHard(drill),
            2 => Preference::Variable(drill, "load".to_owned()),
            _ => Preference::Swap { drill, instead: Some(DrillId::from("hop_one")) },
        }),
    }
}

#[test]
fn nothing_but_good_training_answers_clearance_and_time_enlarges_what_is_allowed() {
    let sources = Sources::new();
    for seed in 0..HISTORIES * 2 {
        let (history, today) = sources.history(seed);
        let mut random = Random::from_seed(seed ^ 0x5eed);
        let mut events = history.events().to_vec();
        let before = judged(&sources, &History::new(events.clone(), history.integrity()), today);
        for _ in 0..3 {
            let kind = an_event_that_gives_nothing(&mut random, &sources, &events, today);
            // Answers to a question that was open are an exception of their own, so only the open person is asked more.
            if matches!(kind, EventKind::SymptomReported(_)) && before.questions.iter().any(|of| of.id.is_some()) {
                continue;
            }
            let event = last_event(&sources, &events, today, kind.clone());
            let mut longer = events.clone();
            longer.push(event);
            let after = judged(&sources, &History::new(longer, history.integrity()), today);
            let beyond = first_beyond(&before, &after, Compared::Everything);
            assert_eq!(beyond, None, "seed {seed}: {kind:?} gives");
        }
        // What the chain can see: an event lost, repeated under a new name, or moved leaves a gap.
        let cleared = events.iter().any(|event| matches!(&event.kind, EventKind::Cleared(of) if of.scope == "G10"));
        if events.is_empty() || cleared {
            continue;
        }
        let no = random.below(events.len());
        match random.below(3) {
            0 => drop(events.remove(no)),
            1 => {
                let again = Event { id: Arc::from("again"), ..events[no].clone() };
                events.push(again);
            }
            _ => {
                let other = random.below(events.len());
                let (at, then) = (events[no].at_ms, events[other].at_ms);
                events[no].at_ms = then;
                events[other].at_ms = at;
            }
        }
        let after = judged(&sources, &History::new(events, Integrity::Gap), today);
        assert_eq!(first_beyond(&before, &after, Compared::Everything), None, "seed {seed}: a gap gives");
    }
}

/// A programme of one session that asks for too much of everything.
fn greedy_programme(random: &mut Random, sources: &Sources) -> Programme {
    let library = &sources.world.library.drills;
    let drills = (0..6)
        .map(|_| {
            let drill = random.pick(library);
            let side = if drill.bilateral { None } else { Some(*random.pick(&Side::ALL)) };
            PlannedDrill {
                drill: drill.id.clone(),
                side,
                block: Block::Strengthen,
                dose: PlannedDose {
                    sets: drill.dose.sets.1 + 2,
                    work: drill.dose.work.1,
                    effort_cap: 10,
                    effort_start: 8,
                    load_grade: 5,
                    level: drill.complexity_level,
                    rest_s: 30,
                },
                duration_s: 100,
                reason: String::new(),
                sources: Vec::new(),
                stop_rule: String::new(),
            }
        })
        .collect();
    let session = PlannedSession { index: 0, drills, duration_s: 600 };
    Programme { sessions: vec![session], ..programme().as_ref().clone() }
}

#[test]
fn whatever_is_planned_swapped_or_called_too_easy_the_session_stays_inside_what_is_allowed() {
    let sources = Sources::new();
    let world = &sources.world;
    let newer = GuardKnowledge { rule_version: "another".to_owned(), ..world.knowledge.clone() };
    let mut drills_seen = 0;
    for seed in 0..HISTORIES {
        let (history, today) = sources.history(seed);
        let mut random = Random::from_seed(seed ^ 0x0009_1a17);
        let allowed = judged(&sources, &history, today);
        assert_eq!(guard(&history, today, &newer, &world.library), allowed, "seed {seed}: another rule version");
        let mut events = history.events().to_vec();
        for id in ["bridge_two", "stretch_front", "clam"].map(DrillId::from) {
            let preference = if random.pct(50) {
                Preference::Swap { drill: id, instead: Some(random.pick(&world.library.drills).id.clone()) }
            } else {
                Preference::TooEasy(id)
            };
            let event = last_event(&sources, &events, today, EventKind::Preference(preference));
            let event = named(event, events.len());
            events.push(event);
        }
        let history = History::new(events, history.integrity());
        let session = dose(&greedy_programme(&mut random, &sources), &history, today, &world.knowledge, &world.library);
        for found in &session.drills {
            drills_seen += 1;
            let sides = found.side.map_or(Side::ALL.to_vec(), |side| vec![side]);
            let row = world.library.drill(&found.drill).expect("a drill of the library");
            for side in sides {
                let limit = allowed.drills[&found.drill].get(side);
                assert!(limit.verdict.is_allowed(), "seed {seed}: {} {side} is not allowed", found.drill);
                let most = usize::from((row.dose.sets.0 + limit.earned.sets).min(row.dose.sets.1));
                let most = ((most * usize::from(limit.volume_pct) + 50) / 100).max(1);
                assert!(
                    usize::from(found.dose.sets) <= most,
                    "seed {seed}: {} sets of {}",
                    found.dose.sets,
                    found.drill
                );
                assert!(found.dose.load_grade <= limit.earned.load, "seed {seed}: load of {}", found.drill);
                assert!(found.dose.effort_cap <= row.dose.effort_cap, "seed {seed}: effort of {}", found.drill);
                assert!(found.dose.level <= row.complexity_level, "seed {seed}: level of {}", found.drill);
            }
        }
    }
    assert!(drills_seen > 1_000, "only {drills_seen} drills were dosed");
}
