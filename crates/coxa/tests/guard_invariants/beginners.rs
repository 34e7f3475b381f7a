//! Invariants 6 and 7: the guard is not too strict for a healthy beginner, and says the same whatever the order.

use coxa::dose::{Did, EventKind, FormSeenBy, History, MorningState};
use coxa::vocabulary::{Clearance, DrillId, PainSite, Side};

use super::HISTORIES;
use super::guard_histories::{
    FIRST_DAY, Random, Sources, all_no, assessment, judged, last_event, named, steps, strong, whole,
};

#[test]
fn a_healthy_beginner_with_ordinary_soreness_trains_every_planned_session_and_progresses_within_three_weeks() {
    let sources = Sources::new();
    let library = &sources.world.library;
    let planned = ["bridge_two", "breathe", "clam", "stretch_front", "hold_flexion"].map(DrillId::from);
    for seed in 0..100 {
        let mut random = Random::from_seed(seed);
        let mut events = vec![sources.event(
            0,
            FIRST_DAY,
            EventKind::AssessmentRecorded(assessment(Some(30), all_no(), &[], strong())),
        )];
        let mut day = 0;
        let mut session_no = 0;
        while day <= 20 {
            let today = FIRST_DAY.plus(day);
            let session = sources.session(session_no);
            let allowed = judged(&sources, &whole(&events), today);
            let mut write = |kind| {
                let event = named(last_event(&sources, &events, today, kind), events.len());
                events.push(event);
            };
            write(EventKind::SessionStarted {
                session: session.clone(),
                new_symptoms: Some(sources.nothing_new().clone()),
                outside_load: None,
            });
            for id in &planned {
                let drill = library.drill(id).expect("a drill of the library");
                for side in Side::ALL {
                    assert!(allowed.allows_drill(id, side), "seed {seed}, day {day}: {id} {side} is not allowed");
                }
                let earned = allowed.drills[id].left.earned;
                for set in 1..=drill.dose.sets.0 + earned.sets {
                    write(EventKind::SetDone {
                        session: session.clone(),
                        drill: id.clone(),
                        side: None,
                        set,
                        did: Did {
                            work: Some(drill.dose.work.1),
                            level: Some(drill.complexity_level),
                            load_grade: Some(0),
                        },
                        challenge: Some(4),
                        form_kept: Some(true),
                        form_seen_by: Some(FormSeenBy::Myself),
                    });
                }
            }
            let sore = day < 7 && random.pct(60);
            let site = *random.pick(&[PainSite::Buttock, PainSite::FrontThigh, PainSite::LateralHip]);
            let report = EventKind::MorningReport {
                session,
                state: Some(if sore { MorningState::Soreness } else { MorningState::Usual }),
                site: sore.then_some(site),
                pain_nrs: sore.then_some(3),
                hours_to_settle: sore.then_some(48),
            };
            let morning = named(last_event(&sources, &events, today.plus(1), report), events.len());
            events.push(morning);
            session_no += 1;
            day += *random.pick(&[2, 2, 3]);
        }
        let allowed = judged(&sources, &whole(&events), FIRST_DAY.plus(21));
        assert_eq!(allowed.clearance, Clearance::Open, "seed {seed}");
        for id in &planned {
            let harder = &library.drill(id).expect("a drill of the library").progressions;
            for side in Side::ALL {
                let stepped = steps(allowed.drills[id].get(side).earned) > 0;
                let led_on = harder.iter().any(|harder| allowed.allows_drill(harder, side));
                assert!(stepped || led_on, "seed {seed}: {id} {side} has not progressed in three weeks");
            }
        }
    }
}

#[test]
fn the_same_events_in_any_order_and_any_number_give_the_identical_answer() {
    let sources = Sources::new();
    for seed in 0..HISTORIES {
        let (history, today) = sources.history(seed);
        let mut random = Random::from_seed(seed ^ 0x0d0d);
        let mut events = history.events().to_vec();
        for _ in 0..events.len() / 3 {
            events.push(history.events()[random.below(history.events().len())].clone());
        }
        for no in (1..events.len()).rev() {
            events.swap(no, random.below(no + 1));
        }
        let shuffled = History::new(events, history.integrity());
        assert_eq!(judged(&sources, &shuffled, today), judged(&sources, &history, today), "seed {seed}");
    }
}
