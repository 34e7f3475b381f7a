//! Limits that no event lifts: kept precautions hold for tests, load is done as due, both sides of a swap count.

use coxa::dose::{ClearanceEvent, ClearedBy, EventKind, Preference, dose, forbids};
use coxa::prescribe::{Block, PlannedDose, PlannedDrill, PlannedSession, Programme};
use coxa::vocabulary::{Answer, Clearance, DrillId, MustNot, QuestionId, Side, Test};

use super::HISTORIES;
use super::guard_histories::{
    FIRST_DAY, Journal, Random, Sources, all_no, assessment, judged, named, programme, strong, whole,
};

const KEPT: [MustNot; 6] = [
    MustNot::EndRangeFlexionAdductionInternalRotation,
    MustNot::EndRangeExtensionExternalRotation,
    MustNot::LoadedSingleLeg,
    MustNot::Stretching,
    MustNot::BeyondLowLoadMidrange,
    MustNot::OtherThanStrengthAndControl,
];

#[test]
fn no_event_allows_a_test_that_a_kept_precaution_forbids() {
    let sources = Sources::new();
    for seed in 0..HISTORIES / 2 {
        let (history, today) = sources.history(seed);
        let kept = KEPT[Random::from_seed(seed).below(KEPT.len())];
        let clearance =
            ClearanceEvent { by: ClearedBy::Clinician, scope: "all".to_owned(), until: None, keeps: vec![kept] };
        let first = sources.event(199, FIRST_DAY.plus(-1), EventKind::Cleared(clearance));
        let mut events = history.events().to_vec();
        events.push(named(first, 999));
        let allowed = judged(&sources, &whole(&events), today.max(FIRST_DAY));
        for (test, traits) in &sources.world.knowledge.tests {
            for side in Side::ALL {
                let forbidden = forbids(kept, &traits.traits(), true);
                assert!(!forbidden || !allowed.allows_test(*test, side), "seed {seed}: {test} {side} under {kept}");
            }
        }
    }
}

/// One good session of a drill and its quiet morning; then a day's rest.
fn train_well(journal: &mut Journal, id: &str, side: Option<Side>, load_grade: Option<u8>) {
    let session = journal.train(id, side, load_grade);
    journal.quiet_morning(session);
    journal.day = journal.day.plus(2);
}

fn load(journal: &Journal, id: &str, side: Side) -> u8 {
    journal.allowed().drills[&DrillId::from(id)].get(side).earned.load
}

#[test]
fn a_step_of_load_is_earned_only_with_the_load_that_was_due() {
    for (done, steps) in [(Some(1), 2), (Some(0), 1), (Some(2), 1), (None, 1)] {
        let mut journal = Journal::new();
        journal.write(EventKind::Preference(Preference::Variable(DrillId::from("clam"), "load".to_owned())));
        for _ in 0..2 {
            train_well(&mut journal, "clam", None, Some(0));
        }
        assert_eq!(load(&journal, "clam", Side::Left), 1);
        for _ in 0..2 {
            train_well(&mut journal, "clam", None, done);
        }
        assert_eq!(load(&journal, "clam", Side::Left), steps, "with {done:?}");
    }
}

#[test]
fn a_swap_to_a_drill_of_one_side_gets_the_smaller_dose_of_both_sides() {
    let mut journal = Journal::new();
    for id in ["clam", "bridge_two"] {
        journal.write(EventKind::Preference(Preference::Variable(DrillId::from(id), "load".to_owned())));
    }
    for _ in 0..2 {
        train_well(&mut journal, "clam", Some(Side::Right), Some(0));
    }
    assert_eq!((load(&journal, "clam", Side::Left), load(&journal, "clam", Side::Right)), (0, 1));
    let swap = Preference::Swap { drill: DrillId::from("bridge_two"), instead: Some(DrillId::from("clam")) };
    journal.write(EventKind::Preference(swap));
    let world = &journal.sources.world;
    let bridge = world.library.drill(&DrillId::from("bridge_two")).expect("a drill of the library");
    let planned = |id: &str, side| PlannedDrill {
        drill: DrillId::from(id),
        side,
        block: Block::Strengthen,
        dose: PlannedDose {
            sets: 1,
            work: bridge.dose.work.0,
            effort_cap: 6,
            effort_start: 4,
            load_grade: 0,
            level: 1,
            rest_s: 30,
        },
        duration_s: 60,
        reason: String::new(),
        sources: Vec::new(),
        stop_rule: String::new(),
    };
    let drills = vec![planned("bridge_two", None), planned("clam", Some(Side::Left))];
    let sessions = vec![PlannedSession { index: 0, drills: vec![drills[0].clone()], duration_s: 60 }; 5];
    let programme_of = |sessions| Programme { sessions, ..programme().as_ref().clone() };
    let history = whole(&journal.events);
    let session = dose(&programme_of(sessions), &history, journal.day, &world.knowledge, &world.library);
    let found: Vec<_> = session.drills.iter().map(|of| (of.drill.as_str(), of.side, of.dose.load_grade)).collect();
    assert_eq!(found, [("clam", None, 0)]);
    // Where one side of it is planned anyway, both sides at once are not done on top of it.
    let sessions = vec![PlannedSession { index: 0, drills, duration_s: 60 }; 5];
    let session = dose(&programme_of(sessions), &history, journal.day, &world.knowledge, &world.library);
    let clams = session.drills.iter().filter(|of| of.drill.as_str() == "clam").count();
    assert_eq!(clams, 1);
}

#[test]
fn a_warning_that_was_not_understood_blocks_until_it_is_assessed_or_a_clinician_clears_it() {
    let state = |journal: &Journal| journal.allowed().clearance;
    let unreadable = |can_warn| EventKind::Unreadable { found: "hurt".to_owned(), can_warn };
    let unknown = EventKind::SymptomReported([(QuestionId::from("rf_new.x"), Answer::Unknown)].into());
    for (kind, blocked) in [(unreadable(true), true), (unreadable(false), false), (unknown, true)] {
        let mut journal = Journal::new();
        journal.write(kind);
        assert_eq!(state(&journal) == Clearance::Blocked, blocked);
        let clearance =
            |by| EventKind::Cleared(ClearanceEvent { by, scope: "G8".to_owned(), until: None, keeps: Vec::new() });
        journal.write(clearance(ClearedBy::Person));
        assert_eq!(state(&journal) == Clearance::Blocked, blocked);
        let mut assessed_again = Journal { events: journal.events.clone(), ..Journal::new() };
        assessed_again.write(EventKind::AssessmentRecorded(assessment(Some(30), all_no(), &[], strong())));
        assert_eq!(state(&assessed_again), Clearance::Open);
        journal.write(clearance(ClearedBy::Clinician));
        assert_eq!(state(&journal), Clearance::Open);
    }
}

#[test]
fn a_yes_of_a_later_day_is_heard_today_and_a_no_is_not() {
    for (answer, blocked) in [(Answer::Yes, true), (Answer::No, false), (Answer::Unknown, false)] {
        let mut journal = Journal::new();
        let today = journal.day;
        journal.day = today.plus(1);
        journal.write(EventKind::SymptomReported([(QuestionId::from("rf_septic.fever"), answer)].into()));
        journal.day = today;
        assert_eq!(journal.allowed().allows_test(Test::DeepSquat, Side::Left), !blocked, "{answer:?}");
    }
}
