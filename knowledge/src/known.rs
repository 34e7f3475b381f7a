//! Ids whose set is data: whether a table knows them, asked wherever words of a person come in.

use coxa::dose::{EventKind, Preference};
use coxa::vocabulary::{Assessment, DrillId, Finding, QuestionId, RuleId, UnknownId};

use crate::knowledge;

/// An id that no table knows, with the place it stands at as a JSON pointer.
pub type Unknown = (String, UnknownId);

/// The first id of an assessment that no table knows: a question, a goal, a screen's variant.
#[must_use]
pub fn unknown_in_assessment(assessment: &Assessment) -> Option<Unknown> {
    let mut questions = assessment.safety.keys().filter_map(|id| question(id, "/safety"));
    let goals = || {
        let demands = &knowledge().assess.demands;
        let known: Vec<&'static str> = demands.iter().map(|demand| demand.goal.as_str()).collect();
        let mut named = assessment.goals.iter().enumerate();
        named.find_map(|(no, goal)| unknown("goal", goal.as_str(), &known).map(|id| (format!("/goals/{no}"), id)))
    };
    questions.next().or_else(goals).or_else(|| unknown_in_findings(&assessment.findings))
}

/// The first variant that the screen of its finding does not have.
#[must_use]
pub fn unknown_in_findings(findings: &[Finding]) -> Option<Unknown> {
    findings.iter().enumerate().find_map(|(no, finding)| {
        let variant = finding.variant.as_deref()?;
        let screens = knowledge().measure.screens.iter().filter(|screen| screen.test == finding.test);
        let known: Vec<&'static str> = screens.flat_map(|screen| &screen.variants).map(String::as_str).collect();
        unknown("variant", variant, &known).map(|id| (format!("/findings/{no}/variant"), id))
    })
}

/// The first id of an event that no table knows: a question, a drill, the scope of a clearance, a rule.
#[must_use]
pub fn unknown_in_event(kind: &EventKind) -> Option<Unknown> {
    match kind {
        EventKind::AssessmentRecorded(assessment) => {
            unknown_in_assessment(assessment).map(|(place, id)| (format!("/payload{place}"), id))
        }
        EventKind::SessionStarted { new_symptoms: Some(answers), .. } => {
            answers.keys().find_map(|id| question(id, "/payload/new_symptoms"))
        }
        EventKind::SymptomReported(answers) => answers.keys().find_map(|id| question(id, "/payload")),
        EventKind::SetDone { drill: id, .. } | EventKind::Hurt { drill: Some(id), .. } => drill(id, "/payload/drill"),
        EventKind::Preference(preference) => match preference {
            Preference::Swap { drill: unwanted, instead } => drill(unwanted, "/payload/swap/drill")
                .or_else(|| instead.as_ref().and_then(|instead| drill(instead, "/payload/swap/instead"))),
            Preference::TooEasy(id) | Preference::TooHard(id) | Preference::Variable(id, _) => drill(id, "/payload"),
        },
        EventKind::Cleared(clearance) => scope(&clearance.scope),
        EventKind::Overridden { rule, .. } => {
            let known: Vec<&'static str> = RuleId::ALL.iter().map(|rule| rule.id()).collect();
            unknown("rule", rule, &known).map(|id| ("/payload/rule".to_owned(), id))
        }
        _ => None,
    }
}

fn question(id: &QuestionId, place: &str) -> Option<Unknown> {
    unknown("question", id.as_str(), &question_ids()).map(|unknown| (format!("{place}/{id}"), unknown))
}

fn question_ids() -> Vec<&'static str> {
    let guard = &knowledge().guard;
    let of_flags = guard.flags.iter().flat_map(|flag| &flag.questions);
    let of_conditions = guard.precautions.iter().map(|precaution| &precaution.question);
    of_flags.chain(of_conditions).map(|question| question.id.as_str()).collect()
}

fn drill_ids() -> Vec<&'static str> {
    knowledge().prescribe.drills.iter().map(|drill| drill.id.as_str()).collect()
}

fn drill(id: &DrillId, place: &str) -> Option<Unknown> {
    unknown("drill", id.as_str(), &drill_ids()).map(|unknown| (place.to_owned(), unknown))
}

/// What a clearance may name: everything, a flag, a question, a drill, the baseline, a rule with or without a side.
fn scope(found: &str) -> Option<Unknown> {
    let mut known = vec!["all", "baseline"];
    known.extend(knowledge().guard.flags.iter().map(|flag| flag.id.as_str()));
    known.extend(question_ids());
    known.extend(drill_ids());
    known.extend(RuleId::ALL.iter().map(|rule| rule.id()));
    let of_side = found.strip_suffix(":left").or_else(|| found.strip_suffix(":right"));
    let is_rule = |word: &str| RuleId::ALL.iter().any(|rule| rule.id() == word);
    if of_side.is_some_and(is_rule) {
        return None;
    }
    unknown("scope", found, &known).map(|id| ("/payload/scope".to_owned(), id))
}

fn unknown(vocabulary: &'static str, found: &str, known: &[&'static str]) -> Option<UnknownId> {
    (!known.contains(&found)).then(|| UnknownId::new(vocabulary, found, known))
}
