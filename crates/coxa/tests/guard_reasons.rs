//! Why the guard says no: the event that decided, the sources of its row, each thing once; and limits to the day.

#[allow(dead_code, unused_imports, reason = "the oracle and the invariants use more of it")]
mod guard_histories;

use std::collections::BTreeSet;
use std::sync::Arc;

use coxa::assess::ChangeKind;
use coxa::dose::{ClearanceEvent, ClearedBy, EventKind, MorningState};
use coxa::vocabulary::{
    Allowance, Answer, BySide, DrillId, MustNot, PainSite, QuestionId, Reason, RuleId, Sensation, Side, Test, Verdict,
};

use guard_histories::{FIRST_DAY, Journal, Sources, all_no, assessment, judged, pattern, programme, strong};

/// Random histories in which reasons are read.
const HISTORIES: u64 = 1_000;

/// A session of a drill on both sides, what hurt in it on the left, and a quiet morning; gives back the hurt's id.
fn train(journal: &mut Journal, id: &str, hurt: Option<(u8, PainSite, Sensation)>) -> Option<Arc<str>> {
    let session = journal.train(id, None, Some(0));
    let hurt = hurt.map(|(pain_nrs, site, sensation)| {
        journal.write(EventKind::Hurt {
            session: Some(session.clone()),
            test: None,
            drill: Some(DrillId::from(id)),
            side: Some(Side::Left),
            site: Some(site),
            pain_nrs: Some(pain_nrs),
            sensation: Some(sensation),
        })
    });
    journal.quiet_morning(session);
    hurt
}

fn reasons(verdict: &Verdict) -> &[Reason] {
    match verdict {
        Verdict::Allowed => &[],
        Verdict::Excluded(reasons) => reasons,
    }
}

/// Whether one of the reasons gives this rule and names this event and no other.
fn names(reasons: &[Reason], rule: RuleId, event: &str) -> bool {
    reasons.iter().any(|reason| reason.rule == rule && reason.events == [event])
}

#[test]
fn an_answer_that_blocks_names_its_event_and_the_sources_of_its_row() {
    let mut journal = Journal::new();
    let source: Arc<str> = Arc::from("a source of its own");
    journal.sources.world.knowledge.flags[0].evidence.sources = vec![source.clone()];
    let fever = [(QuestionId::from("rf_septic.fever"), Answer::Yes)];
    let told = journal.write(EventKind::SymptomReported(fever.into()));
    let allowed = journal.allowed();
    let blocking = &allowed.reasons[0];
    assert_eq!((blocking.rule, &blocking.events), (RuleId::G1, &vec![told.to_string()]));
    assert_eq!(blocking.sources, std::slice::from_ref(&source));
    let referral = &allowed.referrals[0].reason;
    assert_eq!((&referral.events, &referral.sources), (&vec![told.to_string()], &vec![source]));
}

#[test]
fn a_stop_names_itself_wherever_it_forbids_and_forbids_only_the_leg_it_was_felt_in() {
    let mut journal = Journal::new();
    let stop = train(&mut journal, "clam", Some((3, PainSite::Groin, Sensation::Sharp))).expect("it hurt");
    let allowed = journal.allowed();
    for must_not in [MustNot::EndRangeLoading, MustNot::BeyondLowLoadMidrange] {
        assert!(names(&allowed.must_not.left[&must_not], RuleId::G2, &stop), "{must_not}");
        assert!(!allowed.must_not.right.contains_key(&must_not), "{must_not}");
    }
    assert!(names(reasons(&allowed.end_range_loading.left), RuleId::G2, &stop));
    assert!(names(reasons(&allowed.tests[&Test::Abduction].right.verdict), RuleId::G2, &stop));
    assert!(allowed.referrals.iter().any(|of| of.reason.events == [stop.as_ref()] && of.side == Some(Side::Left)));
    // Standing on the left leg is over, standing on the right with the left one hanging is not; the same for sliding.
    for id in ["stand_one", "slide_heel"] {
        let of = &allowed.drills[&DrillId::from(id)];
        assert!(names(reasons(&of.left.verdict), RuleId::G2, &stop), "{id}");
        assert_eq!(of.right.verdict, Verdict::Allowed, "{id}");
    }
}

#[test]
fn a_red_names_itself_in_the_lock_the_cut_the_cap_and_the_referral() {
    let mut journal = Journal::new();
    for _ in 0..2 {
        train(&mut journal, "bridge_two", None);
    }
    let red = (6, PainSite::BackThigh, Sensation::MuscleAche);
    let first = train(&mut journal, "bridge_one", Some(red)).expect("it hurt");
    let allowed = journal.allowed();
    let of = |allowed: &Allowance, id: &str| allowed.drills[&DrillId::from(id)].left.clone();
    assert!(names(reasons(&of(&allowed, "bridge_one").verdict), RuleId::G3, &first));
    assert!(names(&of(&allowed, "bridge_two").reasons, RuleId::G3, &first), "less volume of the easier one");
    let second = train(&mut journal, "bridge_one", Some(red)).expect("it hurt again");
    let allowed = journal.allowed();
    assert!(names(reasons(&of(&allowed, "bridge_one").verdict), RuleId::G3, &second), "capped");
    assert!(allowed.referrals.iter().any(|of| of.reason.rule == RuleId::G3 && of.reason.events == [second.as_ref()]));
    assert!(names(&of(&allowed, "clam").reasons, RuleId::G3, &second), "no progress of anything on this side");
}

#[test]
fn a_stop_between_neither_hides_a_rise_of_pain_nor_is_needed_for_it() {
    let strain = |pain| Some((pain, PainSite::FrontThigh, Sensation::Stretch));
    let stop = Some((8, PainSite::FrontThigh, Sensation::GivingWay));
    // Three sessions that rise by two; the same with a stop among them; the same without a rise.
    for (hurts, is_red) in [
        (vec![strain(2), strain(3), strain(4)], true),
        (vec![strain(2), strain(3), stop, strain(4)], true),
        (vec![strain(3), strain(3), stop, strain(4)], false),
    ] {
        let mut journal = Journal::new();
        let mut last = None;
        for hurt in hurts.clone() {
            // The stop is another drill's, so that only the rise can concern this one.
            last = train(&mut journal, if hurt == stop { "clam" } else { "hold_flexion" }, hurt);
        }
        let last = last.expect("each session hurts");
        let of_drill = &journal.allowed().drills[&DrillId::from("hold_flexion")].left.verdict;
        assert_eq!(names(reasons(of_drill), RuleId::G3, &last), is_red, "{hurts:?}: {of_drill:?}");
    }
}

#[test]
fn a_test_that_hurt_and_what_a_clearance_keeps_name_their_events() {
    let mut journal = Journal::new();
    let hurt = journal.write(EventKind::Hurt {
        session: None,
        test: Some(Test::StepDown),
        drill: None,
        side: Some(Side::Left),
        site: Some(PainSite::FrontThigh),
        pain_nrs: Some(6),
        sensation: None,
    });
    let (by, scope, keeps) = (ClearedBy::Clinician, "rf_postop".to_owned(), vec![MustNot::Plyometric]);
    let kept = journal.write(EventKind::Cleared(ClearanceEvent { by, scope, until: None, keeps }));
    let allowed = journal.allowed();
    assert!(names(reasons(&allowed.tests[&Test::StepDown].left.verdict), RuleId::G3, &hurt));
    for side in Side::ALL {
        assert!(names(&allowed.must_not.get(side)[&MustNot::Plyometric], RuleId::G1b, &kept), "{side}");
    }
}

#[test]
fn every_reason_is_given_once_and_names_events_of_the_journal() {
    let sources = Sources::new();
    for seed in 0..HISTORIES {
        let (history, today) = sources.history(seed);
        let known: BTreeSet<&str> = history.events().iter().map(|event| event.id.as_ref()).collect();
        let allowed = judged(&sources, &history, today);
        let of_drills = allowed.drills.values().flat_map(BySide::iter).map(|(_, of)| &of.verdict);
        let of_tests = allowed.tests.values().flat_map(BySide::iter).map(|(_, of)| &of.verdict);
        for reasons in of_drills.chain(of_tests).map(reasons) {
            for (no, reason) in reasons.iter().enumerate() {
                assert!(!reasons[..no].contains(reason), "seed {seed}: twice {reason:?}");
                assert!(reason.events.iter().all(|id| known.contains(id.as_str())), "seed {seed}: {reason:?}");
            }
        }
    }
}

#[test]
fn impact_names_the_side_that_is_not_strong_enough() {
    for (weak, other) in [(Side::Left, "right"), (Side::Right, "left")] {
        let mut journal = Journal::new();
        for _ in 0..4 {
            train(&mut journal, "hold_flexion", None);
        }
        let mut findings = strong();
        findings.iter_mut().filter(|of| of.test == Test::CalfRaise && of.side == weak).for_each(|of| of.value -= 1.0);
        journal.write(EventKind::AssessmentRecorded(assessment(Some(30), all_no(), &[], findings)));
        let allowed = journal.allowed();
        let locked = reasons(&allowed.drills[&DrillId::from("jump_two")].left.verdict);
        let gate = locked.iter().find(|of| of.rule == RuleId::G7).expect("impact is locked");
        assert!(gate.text.contains(weak.id()) && !gate.text.contains(other), "{}", gate.text);
    }
}

#[test]
fn pain_of_a_morning_closes_impact_for_two_weeks_and_no_longer() {
    for (days, open) in [(13, false), (14, true)] {
        let mut journal = Journal::new();
        train(&mut journal, "clam", None);
        let session = journal.sources.session(1);
        let (state, site, pain_nrs) = (Some(MorningState::Usual), Some(PainSite::FrontThigh), Some(3));
        journal.write(EventKind::MorningReport { session, state, site, pain_nrs, hours_to_settle: None });
        let last = journal.day.plus(days);
        journal.day = last.plus(-10);
        for _ in 0..10 {
            train(&mut journal, "hold_flexion", None);
        }
        assert_eq!(journal.day, last);
        let impact = &journal.allowed().drills[&DrillId::from("jump_two")].left.verdict;
        assert_eq!(reasons(impact).iter().all(|of| of.rule != RuleId::G7), open, "{days} days later: {impact:?}");
    }
}

#[test]
fn a_morning_at_a_joint_is_quiet_up_to_the_increase_that_is_allowed() {
    for (increase, pain_nrs, quiet) in [(0, 2, true), (0, 3, false), (1, 3, true), (1, 4, false)] {
        let mut journal = Journal::new();
        let threshold = journal.sources.world.knowledge.thresholds.get_mut("morning_joint_increase");
        threshold.expect("a threshold of the page").value = increase;
        journal.write(EventKind::AssessmentRecorded(assessment(Some(30), all_no(), &[(PainSite::Groin, 2)], strong())));
        for _ in 0..2 {
            train(&mut journal, "clam", None);
            let Some(EventKind::MorningReport { site, pain_nrs: told, .. }) =
                journal.events.last_mut().map(|event| &mut event.kind)
            else {
                panic!("a session ends with its morning");
            };
            (*site, *told) = (Some(PainSite::Groin), Some(pain_nrs));
        }
        let earned = journal.allowed().drills[&DrillId::from("clam")].left.earned;
        assert_eq!(earned.duration + earned.sets > 0, quiet, "{pain_nrs} with {increase} more than usual allowed");
    }
}

#[test]
fn six_weeks_without_a_change_are_six_weeks_from_the_last_change() {
    for (days, advised) in [(41, false), (42, true)] {
        let mut journal = Journal::new();
        journal.day = FIRST_DAY.plus(-100);
        journal.write(EventKind::ProgrammeIssued(programme()));
        journal.day = FIRST_DAY;
        let free = BySide { left: None, right: None };
        journal.write(EventKind::PatternInferred(pattern(&[], free, &[ChangeKind::Improved])));
        journal.day = FIRST_DAY.plus(days);
        assert_eq!(!journal.allowed().advice.is_empty(), advised, "{days} days later");
    }
}

#[test]
fn a_circle_of_regressions_below_a_red_is_walked_once() {
    let mut journal = Journal::new();
    for (id, easier) in [("clam", "breathe"), ("breathe", "clam")] {
        let drills = &mut journal.sources.world.library.drills;
        let drill = drills.iter_mut().find(|drill| drill.id.as_str() == id).expect("a drill of the library");
        drill.regressions = vec![DrillId::from(easier)];
    }
    train(&mut journal, "band_step", Some((6, PainSite::LateralHip, Sensation::MuscleAche)));
    let allowed = journal.allowed();
    for id in ["band_step", "clam", "breathe"] {
        assert_eq!(allowed.drills[&DrillId::from(id)].left.volume_pct, 60, "{id}");
    }
}
