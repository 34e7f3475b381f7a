//! The guard on the real library: a healthy beginner trains and progresses, warning signs stop everything, and every
//! prohibition reaches the drills it must.

use std::collections::BTreeMap;
use std::sync::Arc;

use coxa::dose::{
    ClearanceEvent, ClearedBy, Did, Event, EventKind, Flag, FlagPermission, FormSeenBy, History, Integrity,
    MorningState, QuestionRole, SessionVerdict, forbids,
};
use coxa::prescribe::{PlanRequest, Traits, Work};
use coxa::vocabulary::{
    Answer, Assessment, Clearance, Constraints, Day, Equipment, MustNot, PainSite, Person, QuestionId, SessionId, Sex,
    Side, Urgency,
};
use coxa_knowledge::knowledge;

#[allow(dead_code, reason = "shared between stories")]
mod told;

const START: Day = Day::from_days(20_000);

fn questions() -> impl Iterator<Item = (Option<&'static Flag>, &'static coxa::dose::SafetyQuestion)> {
    let guard = &knowledge().guard;
    let of_flags =
        guard.flags.iter().flat_map(|flag| flag.questions.iter().map(move |question| (Some(flag), question)));
    of_flags.chain(guard.precautions.iter().map(|precaution| (None, &precaution.question)))
}

fn healthy() -> Assessment {
    Assessment {
        person: Person { age_years: Some(30), sex: Sex::Female, height_m: Some(1.7), mass_kg: Some(65.0) },
        safety: questions().map(|(_, question)| (question.id.clone(), Answer::No)).collect(),
        baseline: Vec::new(),
        goals: vec!["squat_deep".into()],
        feels_tight: true,
        constraints: Constraints {
            minutes_per_session: 25,
            sessions_per_week: 4,
            equipment: Equipment::ALL.iter().copied().collect(),
        },
        findings: Vec::new(),
        day: Some(START),
    }
}

/// A journal written event by event, in order.
#[derive(Default)]
struct Journal {
    events: Vec<Event>,
}

impl Journal {
    fn add(&mut self, day: Day, kind: EventKind) {
        let seq = self.events.len() as u64;
        let at_ms = i64::from(day.days()) * 86_400_000 + seq as i64;
        self.events.push(Event { id: format!("{seq:05}").into(), device: "d".into(), seq, at_ms, day, kind });
    }

    fn history(&self) -> History {
        History::new(self.events.clone(), Integrity::Whole)
    }
}

fn assessed(assessment: Assessment) -> Journal {
    let mut journal = Journal::default();
    journal.add(START, EventKind::AssessmentRecorded(Arc::new(assessment)));
    journal
}

fn clearance_of(journal: &Journal) -> (Clearance, usize, Vec<Urgency>) {
    let allowance = knowledge().guard(&journal.history(), START);
    let allowed = allowance.drills.values().flat_map(|sides| [&sides.left, &sides.right]);
    let allowed = allowed.filter(|limit| limit.verdict.is_allowed()).count();
    (allowance.clearance, allowed, allowance.referrals.iter().map(|referral| referral.urgency).collect())
}

fn permits_nothing(flag: &Flag) -> bool {
    flag.prescribe >= FlagPermission::NoneUntilCleared
}

#[test]
fn a_healthy_person_is_open_and_has_drills_from_the_first_minute() {
    let (clearance, allowed, referrals) = clearance_of(&assessed(healthy()));
    assert_eq!((clearance, referrals), (Clearance::Open, Vec::new()));
    assert!(40 < allowed, "{allowed} drills and sides allowed");
}

#[test]
fn every_symptom_of_a_flag_that_permits_nothing_blocks_alone_and_refers() {
    for (flag, question) in questions() {
        let Some(flag) = flag.filter(|flag| question.role == QuestionRole::Symptom && permits_nothing(flag)) else {
            continue;
        };
        let mut assessment = healthy();
        assessment.safety.insert(question.id.clone(), Answer::Yes);
        let (clearance, allowed, referrals) = clearance_of(&assessed(assessment));
        assert_eq!((clearance, allowed), (Clearance::Blocked, 0), "{}", question.id);
        assert_eq!(referrals, vec![flag.urgency], "{}", question.id);
    }
}

#[test]
fn an_urgent_question_that_is_not_answered_blocks_and_is_asked_with_a_next_step() {
    for (flag, question) in questions() {
        let urgent = flag.is_some_and(|flag| flag.urgency >= Urgency::Urgent);
        // The person is 30: questions for children do not apply.
        let applies = question.ages.is_none_or(|(low, high)| (low..=high).contains(&30));
        if question.role != QuestionRole::Symptom || !urgent || !applies {
            continue;
        }
        for answer in [None, Some(Answer::Unknown)] {
            let mut assessment = healthy();
            assessment.safety.remove(&question.id);
            assessment.safety.extend(answer.map(|answer| (question.id.clone(), answer)));
            let allowance = knowledge().guard(&assessed(assessment).history(), START);
            assert_eq!(allowance.clearance, Clearance::Blocked, "{}", question.id);
            let asked = allowance.questions.iter().find(|asked| asked.id.as_ref() == Some(&question.id));
            assert!(asked.is_some_and(|asked| !asked.if_unknown.is_empty()), "{}", question.id);
        }
    }
}

#[test]
fn a_risk_factor_or_condition_alone_never_blocks() {
    for (_, question) in questions().filter(|(_, question)| question.role != QuestionRole::Symptom) {
        let mut assessment = healthy();
        assessment.safety.insert(question.id.clone(), Answer::Yes);
        let (clearance, allowed, referrals) = clearance_of(&assessed(assessment));
        assert_eq!((clearance, referrals), (Clearance::Precautions, Vec::new()), "{}", question.id);
        assert!(0 < allowed, "{}", question.id);
    }
}

#[test]
fn a_healthy_beginner_with_ordinary_soreness_trains_every_planned_session_and_progresses_within_three_weeks() {
    // Tight with a usual range has to be measured: who was not gets a smaller plan.
    let assessment = Assessment { findings: told::ordinary(), ..healthy() };
    let knowledge = knowledge();
    let (_, pattern) = knowledge.assess(&assessment, &History::empty(), START);
    let request = PlanRequest {
        goals: assessment.goals.clone(),
        constraints: assessment.constraints.clone(),
        feels_tight: true,
        node_limit: 2_000,
        gap_pct: 1.0,
    };
    let (_, programme) = knowledge.prescribe(&pattern, &assessment, &History::empty(), START, &request);
    let mut journal = assessed(assessment);
    journal.add(START, EventKind::PatternInferred(Arc::new(pattern)));
    journal.add(START, EventKind::ProgrammeIssued(Arc::new(programme.clone())));
    let no = |question: &coxa::dose::SafetyQuestion| (question.id.clone(), Answer::No);
    let asked = questions().filter(|(_, question)| question.before_session);
    let answers: BTreeMap<QuestionId, Answer> = asked.map(|(_, question)| no(question)).collect();
    let mut trained = 0;
    for day in (0..21).filter(|day| [0, 2, 4, 5].contains(&(day % 7))).map(|day| START.plus(day)) {
        let session = knowledge.dose(&programme, &journal.history(), day);
        assert_eq!(session.verdict, SessionVerdict::Train, "day {}", day.since(START));
        assert!(session.left_out.is_empty(), "day {}: {:?}", day.since(START), session.left_out);
        trained += 1;
        let id = SessionId::from(format!("s{trained}").as_str());
        let started = EventKind::SessionStarted {
            session: id.clone(),
            new_symptoms: Some(answers.clone()),
            outside_load: Some(false),
        };
        journal.add(day, started);
        for drill in &session.drills {
            for set in 1..=drill.dose.sets {
                let work = match drill.dose.work {
                    Work::ContractRelax { contract_s, stretch_s } => Work::HoldSeconds(contract_s + stretch_s),
                    work => work,
                };
                let did =
                    Did { work: Some(work), level: Some(drill.dose.level), load_grade: Some(drill.dose.load_grade) };
                let done = EventKind::SetDone {
                    session: id.clone(),
                    drill: drill.drill.clone(),
                    side: drill.side,
                    set,
                    did,
                    challenge: Some(drill.dose.effort_start),
                    form_kept: Some(true),
                    form_seen_by: Some(FormSeenBy::Myself),
                };
                journal.add(day, done);
            }
        }
        // Ordinary soreness of the first two sessions, in the muscles that worked.
        let sore = trained <= 2;
        let report = EventKind::MorningReport {
            session: id,
            state: Some(if sore { MorningState::Soreness } else { MorningState::Usual }),
            site: sore.then_some(PainSite::Buttock),
            pain_nrs: sore.then_some(3),
            hours_to_settle: sore.then_some(36),
        };
        journal.add(day.plus(1), report);
    }
    assert_eq!(trained, 12);
    let allowance = knowledge.guard(&journal.history(), START.plus(21));
    let steps = |side: Side| {
        let limits = allowance.drills.values().map(|sides| sides.get(side).earned);
        limits.map(|earned| u32::from(earned.duration + earned.sets + earned.load)).sum::<u32>()
    };
    assert!(Side::ALL.into_iter().all(|side| 0 < steps(side)), "no step earned");
}

#[test]
fn what_a_clearance_keeps_forbidden_reaches_every_drill_it_forbids_and_no_other() {
    let knowledge = knowledge();
    let thresholds = knowledge.prescribe.thresholds();
    let free = knowledge.guard(&assessed(healthy()).history(), START);
    for must_not in MustNot::ALL {
        let mut journal = assessed(healthy());
        let keeps = vec![*must_not];
        let cleared = ClearanceEvent { by: ClearedBy::Clinician, scope: "all".to_owned(), until: None, keeps };
        journal.add(START, EventKind::Cleared(cleared));
        let allowance = knowledge.guard(&journal.history(), START);
        for drill in &knowledge.prescribe.drills {
            let traits = Traits::of(drill, &thresholds);
            let reached = forbids(*must_not, &traits, true) || forbids(*must_not, &traits, false);
            for side in Side::ALL {
                let before = free.allows_drill(&drill.id, side);
                let after = allowance.allows_drill(&drill.id, side);
                if reached {
                    assert!(!after, "{must_not} lets {} through", drill.id);
                } else if !matches!(must_not, MustNot::BeyondLowLoadMidrange | MustNot::EndRangeLoading) {
                    assert_eq!(before, after, "{must_not} and {}", drill.id);
                }
            }
        }
    }
}

/// What each prohibition must reach and must leave, judged by hand from name and picture of the drill.
const JUDGED: &[(MustNot, &[&str], &[&str])] = &[
    (MustNot::HopTest, &["ply_sl_hop_stick"], &["str_clam"]),
    (MustNot::Plyometric, &["ply_pogo", "ply_cmj", "ply_bound"], &["str_bridge_dl", "br_90_90"]),
    (MustNot::Running, &["run_stride", "run_cadence"], &["str_bridge_dl"]),
    (MustNot::Sprinting, &["run_stride"], &["str_bridge_dl"]),
    (MustNot::LoadedSingleLeg, &["ctl_single_leg_squat", "str_sl_rdl", "str_pistol_box"], &["str_bridge_dl"]),
    (MustNot::EndRangeLoading, &["st_pigeon_bench", "st_frog", "pnf_supine_hs"], &["br_90_90"]),
    (MustNot::Stretching, &["st_half_kneel_hf", "pnf_fig4", "st_butterfly"], &["str_clam", "ctl_sit_to_stand"]),
    (MustNot::StaticEndRangeStretch, &["st_hamstring_strap", "st_9090_ir"], &["str_clam"]),
    (MustNot::EndRangeFlexionAdductionInternalRotation, &["st_glute_knee_shoulder", "br_child"], &["str_bridge_dl"]),
    (MustNot::EndRangeExtensionExternalRotation, &["st_half_kneel_hf", "st_pigeon_bench"], &["br_90_90"]),
    (MustNot::LoadedRotation, &["ctl_hip_airplane"], &["br_90_90", "st_hamstring_strap"]),
    (MustNot::AnteriorCapsuleMobilisation, &["jm_prone_ext_glide"], &["st_hamstring_strap"]),
    (MustNot::CrossBodyStretch, &["st_glute_knee_shoulder", "st_tfl_stand"], &["st_frog"]),
    (MustNot::FigureFourAdduction, &["st_fig4_supine", "st_pigeon_bench"], &["st_hamstring_strap"]),
    (MustNot::HangingOnOneHip, &["ctl_pelvic_drop", "st_tfl_stand"], &["str_bridge_dl"]),
    (MustNot::AdductionCompression, &["st_glute_knee_shoulder", "st_tfl_stand"], &["str_bridge_dl"]),
    (MustNot::BeyondLowLoadMidrange, &["st_frog", "ply_pogo", "str_hip_thrust"], &["br_90_90"]),
    (MustNot::BeyondComfort, &["ply_pogo", "st_frog"], &["br_90_90"]),
    (MustNot::OtherThanStrengthAndControl, &["st_frog", "ply_pogo", "pnf_fig4"], &["str_clam", "ctl_sit_to_stand"]),
];

#[test]
fn every_prohibition_reaches_the_drills_it_must_and_leaves_those_it_may() {
    let knowledge = knowledge();
    let thresholds = knowledge.prescribe.thresholds();
    let reaches = |must_not: MustNot, id: &str| {
        let drill = knowledge.prescribe.drills.iter().find(|drill| drill.id.as_str() == id).expect("a drill");
        let traits = Traits::of(drill, &thresholds);
        forbids(must_not, &traits, true) || forbids(must_not, &traits, false)
    };
    for (must_not, reached, left) in JUDGED {
        for id in *reached {
            assert!(reaches(*must_not, id), "{must_not} must reach {id}");
        }
        for id in *left {
            assert!(!reaches(*must_not, id), "{must_not} must leave {id}");
        }
    }
    assert!(MustNot::ALL.iter().all(|must_not| JUDGED.iter().any(|(judged, ..)| judged == must_not)));
}

/// Risk factors that forbid nothing: what they make more likely is asked for by the symptoms of their flag.
const RISKS_THAT_ONLY_WARN: &[&str] = &[
    "rf_septic.recent_infection",
    "rf_septic.recent_injection",
    "rf_septic.recent_operation",
    "rf_septic.immune",
    "rf_septic.diabetes",
    "rf_septic.injected_drugs",
    "rf_tumour.cancer_history",
    "rf_inflammatory.onset_under_45",
    "rf_inflammatory.psoriasis_uveitis_bowel",
];

#[test]
fn every_risk_factor_forbids_something_unless_it_only_makes_a_symptom_more_likely() {
    for (_, question) in questions().filter(|(_, question)| question.role == QuestionRole::Risk) {
        let idle = question.must_not.is_empty() && question.tags.is_empty();
        let listed = RISKS_THAT_ONLY_WARN.contains(&question.id.as_str());
        assert_eq!(idle, listed, "{}", question.id);
    }
}
