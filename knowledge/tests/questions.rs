//! The questions of the guard as a person meets them: few screens, one plain thing each, nothing that counts only once.

use std::collections::BTreeSet;

use coxa::dose::{QuestionRole, SafetyQuestion};
use coxa::vocabulary::{DrillTag, MustNot, Status};
use coxa_knowledge::{knowledge, rows};

fn questions() -> impl Iterator<Item = &'static SafetyQuestion> {
    let guard = &knowledge().guard;
    guard.flags.iter().flat_map(|flag| &flag.questions).chain(guard.precautions.iter().map(|it| &it.question))
}

fn question(id: &str) -> &'static SafetyQuestion {
    questions().find(|question| question.id.as_str() == id).unwrap_or_else(|| panic!("question {id}"))
}

#[test]
fn all_questions_fit_on_at_most_a_dozen_screens() {
    let screens: BTreeSet<&str> = questions().map(|question| question.screen.as_str()).collect();
    assert!(screens.len() <= 12, "{screens:?}");
}

#[test]
fn every_question_asks_once_and_says_what_to_do_when_the_answer_is_not_known() {
    for question in questions() {
        // A second question mark is a second question; what follows one may only say when to answer no.
        assert_eq!(question.ask.matches('?').count(), 1, "{}", question.id);
        assert!(!question.if_unknown.is_empty(), "{}", question.id);
    }
}

#[test]
fn symptoms_that_the_evidence_lists_apart_are_asked_apart() {
    let apart = [
        "rf_scfe.child_limp",
        "rf_scfe.child_pain",
        "rf_scfe.child_knee_pain",
        "rf_cauda_equina.both_legs",
        "rf_cauda_equina.both_legs_pain",
        "rf_neuro.numbness",
        "rf_neuro.tingling",
        "rf_abdomen_pelvis.vomiting",
        "rf_abdomen_pelvis.constipation",
        "rf_abdomen_pelvis.testicular",
        "rf_abdomen_pelvis.testicular_swelling",
        "rf_fnsf.hop_pain",
        "rf_fnsf.rotation_pain",
    ];
    for id in apart {
        assert_eq!(question(id).role, QuestionRole::Symptom, "{id}");
    }
    for id in ["rf_septic.recent_infection", "rf_septic.recent_injection", "rf_septic.recent_operation"] {
        assert_eq!(question(id).role, QuestionRole::Risk, "{id}");
    }
    for id in ["rf_neuro.numbness", "rf_neuro.tingling"] {
        assert!(question(id).before_session, "{id}: new signs of a nerve are asked before each session");
    }
}

#[test]
fn giving_way_counts_as_instability_as_well_as_a_mechanical_sign() {
    let giving_way = question("mech_lock.giving_way");
    let instability = knowledge().guard.flags.iter().find(|flag| flag.id == "mech_instability").expect("the flag");
    for must_not in &instability.must_not {
        assert!(giving_way.must_not.contains(must_not), "{must_not}");
    }
    assert!(giving_way.tags.contains(&DrillTag::Inst));
}

#[test]
fn osteoporosis_is_as_careful_as_an_earlier_stress_fracture() {
    let (bone, earlier) = (question("rf_fracture_trauma.osteoporosis"), question("rf_fnsf.prior_stress_fracture"));
    assert!(bone.must_not.contains(&MustNot::Running) && bone.tags.contains(&DrillTag::Bsi));
    assert!(earlier.must_not.iter().all(|must_not| bone.must_not.contains(must_not)));
    assert!(earlier.tags.iter().all(|tag| bone.tags.contains(tag)));
}

#[test]
fn questions_that_are_only_recalled_say_so() {
    let recalled = [
        "rf_avn.sickle_cell",
        "rf_avn.diving",
        "rf_avn.pregnancy",
        "rf_scfe.turns_out_when_flexed",
        "rf_vascular.calf_swelling",
    ];
    for id in recalled {
        assert_eq!(question(id).evidence.status, Status::Memory, "{id}");
    }
    assert_eq!(question("rf_fnsf.limp").evidence.status, Status::Design);
    for placed in rows().guard.questions.iter().filter(|placed| placed.row.id.starts_with("rf_scfe.")) {
        let ages = placed.row.weaker.get("ages").map_or(placed.row.status.0, |status| status.0);
        assert_eq!(ages, Status::Memory, "{}: the window of ages is recalled", placed.row.id);
    }
}

#[test]
fn programme_and_session_grow_by_the_same_step() {
    for key in ["step_seconds", "step_reps"] {
        let threshold = knowledge().guard.thresholds.get(key).expect("the guard's row");
        let fact = knowledge().prescribe.facts.numbers.get(key).expect("the planner's number");
        assert_eq!(fact.value.to_string(), threshold.value.to_string(), "{key}");
        assert_eq!(fact.evidence, threshold.evidence, "{key}");
    }
}
