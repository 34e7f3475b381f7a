//! Safety answers: which are missing, which block, which add precautions.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::clearance::{Clearances, Trigger};
use super::hurt::Hurt;
use super::sessions::applies;
use crate::dose::{Event, EventKind, Flag, FlagPermission, QuestionRole, SafetyQuestion};
use crate::vocabulary::{
    Answer, Assessment, DrillTag, MustNot, Question, QuestionId, Reason, Referral, RuleId, Sensation, Urgency,
};

/// One question as it stands today.
#[derive(Debug, Clone)]
struct Standing {
    /// Index of its flag; `None` for a condition.
    flag: Option<usize>,
    question: usize,
    latest: Answer,
    /// The latest yes that nothing has cleared, by its event.
    open_yes: Option<usize>,
}

/// All answers as they stand today.
#[derive(Debug, Default)]
pub(super) struct Answers {
    standing: Vec<Standing>,
    /// Every yes that blocks, cleared or not: a clearance of one restarts progress.
    blocking: Vec<Trigger>,
    baseline_too_high: Option<usize>,
    /// The latest warning that could not be understood, with no assessment and no clearance after it.
    warning: Option<usize>,
    assessed: bool,
}

const fn blocks(permission: FlagPermission) -> bool {
    matches!(permission, FlagPermission::None | FlagPermission::NoneUntilCleared | FlagPermission::NoneUntilReviewed)
}

/// What a flag's permission forbids besides its own row.
const fn forbidden_by(permission: FlagPermission) -> Option<MustNot> {
    match permission {
        FlagPermission::AvoidAdductionCompression => Some(MustNot::AdductionCompression),
        FlagPermission::WithinComfort => Some(MustNot::BeyondComfort),
        FlagPermission::StrengthAndControlOnly => Some(MustNot::OtherThanStrengthAndControl),
        FlagPermission::LowLoadMidrangeOnly => Some(MustNot::BeyondLowLoadMidrange),
        _ => None,
    }
}

/// Every question with the index of its flag.
fn all_questions<'a>(context: &'a Context) -> impl Iterator<Item = (Option<usize>, usize, &'a SafetyQuestion)> {
    let flags = context.knowledge.flags.iter().enumerate().flat_map(|(flag, row)| {
        row.questions.iter().enumerate().map(move |(question, row)| (Some(flag), question, row))
    });
    let conditions = context.knowledge.precautions.iter().enumerate();
    flags.chain(conditions.map(|(question, row)| (None, question, &row.question)))
}

impl Answers {
    pub(super) fn gather(heard: &[Event], hurts: &[Hurt], clearances: &Clearances, context: &Context) -> Answers {
        let mut given: BTreeMap<&QuestionId, Vec<(usize, Answer)>> = BTreeMap::new();
        let mut assessment: Option<&Assessment> = None;
        let mut baselines = Vec::new();
        let mut warning = None;
        let known: BTreeSet<&QuestionId> = all_questions(context).map(|(_, _, row)| &row.id).collect();
        let tingles = |hurt: &&Hurt| hurt.told.sensation == Some(Sensation::BurningOrTingling);
        let mut tingling = hurts.iter().filter(tingles).map(|hurt| hurt.order).peekable();
        for (order, event) in heard.iter().enumerate() {
            let none = BTreeMap::new();
            let answers = match &event.kind {
                EventKind::AssessmentRecorded(recorded) => {
                    assessment = Some(recorded);
                    warning = None;
                    let limit = context.threshold("baseline_needs_clinician_above");
                    if recorded.baseline.iter().any(|pain| i64::from(pain.pain_nrs) > limit) {
                        baselines.push(order);
                    }
                    &recorded.safety
                }
                EventKind::SessionStarted { new_symptoms: Some(answers), .. } | EventKind::SymptomReported(answers) => {
                    answers
                }
                EventKind::Unreadable { can_warn: true, .. } => {
                    warning = Some(order);
                    &none
                }
                _ => &none,
            };
            for (id, answer) in answers {
                match known.get(id) {
                    Some(id) => given.entry(id).or_default().push((order, *answer)),
                    None if *answer != Answer::No => warning = Some(order),
                    None => {}
                }
            }
            if tingling.next_if_eq(&order).is_some() {
                while tingling.next_if_eq(&order).is_some() {}
                for (_, _, row) in all_questions(context).filter(|(_, _, row)| row.asked_after_tingling) {
                    given.entry(&row.id).or_default().push((order, Answer::Unknown));
                }
            }
        }
        let warning = warning.filter(|order| {
            let trigger =
                Trigger { order: *order, day: heard[*order].day, rule: RuleId::G8, side: None, names: Vec::new() };
            clearances.stands(&trigger, context)
        });
        let mut answers = Answers { assessed: assessment.is_some(), warning, ..Answers::default() };
        for (flag, question, row) in all_questions(context) {
            let applies = applies(row.ages, assessment);
            let history = given.get(&row.id).map(Vec::as_slice).unwrap_or_default();
            let yes = history.iter().filter(|(_, answer)| *answer == Answer::Yes).map(|(order, _)| *order);
            let triggers: Vec<Trigger> = yes
                .map(|order| trigger_of(order, heard, flag.map(|flag| &context.knowledge.flags[flag]), row))
                .collect();
            let open_yes = triggers.iter().rev().find(|trigger| clearances.stands(trigger, context));
            let open_yes = open_yes.map(|trigger| trigger.order);
            if row.role == QuestionRole::Symptom {
                answers.blocking.extend(triggers.iter().filter(|trigger| trigger.rule == RuleId::G1).cloned());
            }
            // Somebody who should not be asked need not answer; what they answer with yes counts all the same.
            let unasked = if applies { Answer::Unknown } else { Answer::No };
            let latest = history.last().map_or(unasked, |(_, answer)| *answer);
            let latest = if !applies && latest == Answer::Unknown { Answer::No } else { latest };
            answers.standing.push(Standing { flag, question, latest, open_yes });
        }
        let too_high = baselines.into_iter().rev().find(|order| {
            let names = vec!["baseline".to_owned()];
            let trigger = Trigger { order: *order, day: heard[*order].day, rule: RuleId::G1b, side: None, names };
            clearances.stands(&trigger, context)
        });
        answers.baseline_too_high = too_high;
        answers
    }

    pub(super) fn blocking_triggers(&self) -> impl Iterator<Item = &Trigger> {
        self.blocking.iter()
    }

    /// Why nothing at all may be done: G0, G1, unknown answers of rows that permit nothing, baseline pain.
    pub(super) fn blocking_reasons(&self, heard: &[Event], context: &Context) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if !self.assessed {
            reasons.push(context.reason(RuleId::G0, "no assessment yet: the safety questions come first", None));
        }
        if let Some(order) = self.warning {
            let text =
                "something that may be a warning sign was not understood: a new assessment, or a clinician's word";
            reasons.push(context.reason(RuleId::G8, text, Some(&heard[order].id)));
        }
        for standing in &self.standing {
            let (Some(flag), question) =
                (standing.flag.map(|flag| &context.knowledge.flags[flag]), standing.row(context))
            else {
                continue;
            };
            if question.role != QuestionRole::Symptom {
                continue;
            }
            if let (true, Some(order)) = (blocks(flag.prescribe), standing.open_yes) {
                let text = format!("answered yes: {}", question.ask);
                reasons.push(context.row_reason(RuleId::G1, text, &flag.evidence, Some(&heard[order].id)));
            }
            if standing.latest == Answer::Unknown {
                let text = format!("not answered: {}", question.ask);
                if flag.urgency >= Urgency::Urgent {
                    reasons.push(context.row_reason(RuleId::G0, text, &flag.evidence, None));
                } else if blocks(flag.prescribe) {
                    reasons.push(context.row_reason(RuleId::G8, text, &flag.evidence, None));
                }
            }
        }
        if let Some(order) = self.baseline_too_high {
            let text = "usual pain is high: a clinician's word is needed before training";
            reasons.push(context.reason(RuleId::G1b, text, Some(&heard[order].id)));
        }
        reasons
    }

    /// Questions that count as answered with yes for precautions, with the rule and the event that say so.
    fn restricting<'c>(
        &self,
        heard: &[Event],
        context: &'c Context,
    ) -> Vec<(Option<&'c Flag>, &'c SafetyQuestion, Reason)> {
        let mut restricting = Vec::new();
        for standing in &self.standing {
            let flag = standing.flag.map(|flag| &context.knowledge.flags[flag]);
            let question = standing.row(context);
            let is_symptom = question.role == QuestionRole::Symptom;
            // A yes to a symptom stays until cleared; a risk factor or condition lasts as long as it is true.
            let yes = if is_symptom { standing.open_yes } else { None };
            let evidence = flag.map_or(&question.evidence, |flag| &flag.evidence);
            let reason = if let Some(order) = yes {
                let text = format!("answered yes: {}", question.ask);
                context.row_reason(RuleId::G1b, text, evidence, Some(&heard[order].id))
            } else if !is_symptom && standing.latest == Answer::Yes {
                context.row_reason(RuleId::G1b, format!("answered yes: {}", question.ask), evidence, None)
            } else if standing.latest == Answer::Unknown {
                context.row_reason(RuleId::G8, format!("not answered: {}", question.ask), evidence, None)
            } else {
                continue;
            };
            restricting.push((flag.filter(|_| is_symptom), question, reason));
        }
        restricting
    }

    /// What answers forbid, each with its reason.
    pub(super) fn precautions(&self, heard: &[Event], context: &Context) -> Vec<(MustNot, Reason)> {
        let mut forbidden = Vec::new();
        for (flag, question, reason) in self.restricting(heard, context) {
            let of_flag =
                flag.iter().flat_map(|flag| flag.must_not.iter().copied().chain(forbidden_by(flag.prescribe)));
            forbidden.extend(of_flag.chain(question.must_not.iter().copied()).map(|it| (it, reason.clone())));
        }
        forbidden
    }

    /// Drill tags that answers activate, each with its reason.
    pub(super) fn tags(&self, heard: &[Event], context: &Context) -> Vec<(DrillTag, Reason)> {
        let mut active = Vec::new();
        for (flag, question, reason) in self.restricting(heard, context) {
            let of_flag = flag.iter().flat_map(|flag| flag.tags.iter());
            active.extend(of_flag.chain(&question.tags).map(|tag| (*tag, reason.clone())));
        }
        active
    }

    pub(super) fn questions(&self, _heard: &[Event], context: &Context) -> Vec<Question> {
        let unknown = self.standing.iter().filter(|standing| standing.latest == Answer::Unknown);
        let asked = unknown.map(|standing| {
            let row = standing.row(context);
            let flag = standing.flag.map(|flag| &context.knowledge.flags[flag]);
            let is_first =
                row.role == QuestionRole::Symptom && flag.is_some_and(|flag| flag.urgency >= Urgency::Urgent);
            Question {
                id: Some(row.id.clone()),
                text: row.ask.clone(),
                if_unknown: row.if_unknown.clone(),
                rule: if is_first { RuleId::G0 } else { RuleId::G8 },
            }
        });
        asked.collect()
    }

    pub(super) fn referrals(&self, heard: &[Event], context: &Context) -> Vec<Referral> {
        let mut referrals: BTreeMap<usize, Referral> = BTreeMap::new();
        for standing in &self.standing {
            let question = standing.row(context);
            let (Some(flag), Some(order), QuestionRole::Symptom) = (standing.flag, standing.open_yes, question.role)
            else {
                continue;
            };
            let row = &context.knowledge.flags[flag];
            if !blocks(row.prescribe) && row.urgency == Urgency::Routine {
                continue;
            }
            let rule = if blocks(row.prescribe) { RuleId::G1 } else { RuleId::G1b };
            let text = format!("answered yes: {}", question.ask);
            let reason = context.row_reason(rule, text, &row.evidence, Some(&heard[order].id));
            let referral = Referral { urgency: row.urgency, side: None, to: row.refer_to.clone(), reason };
            referrals.entry(flag).or_insert(referral);
        }
        let mut referrals: Vec<Referral> = referrals.into_values().collect();
        referrals.sort_by_key(|referral| std::cmp::Reverse(referral.urgency));
        if let Some(order) = self.baseline_too_high {
            let text = "usual pain is high before any training";
            let reason = context.reason(RuleId::G1b, text, Some(&heard[order].id));
            let to = "a physiotherapist or doctor, within two weeks".to_owned();
            referrals.push(Referral { urgency: Urgency::Soon, side: None, to, reason });
        }
        referrals
    }

    /// Whether any answer restricts, even where its row forbids nothing.
    pub(super) fn restricts(&self, heard: &[Event], context: &Context) -> bool {
        !self.restricting(heard, context).is_empty()
    }

    /// Whether a symptom of a flag is open or not answered; rows that only ask to watch it apart.
    pub(super) fn has_open_or_unknown_flag(&self, heard: &[Event], context: &Context) -> bool {
        let watched = |flag: &Flag| flag.prescribe == FlagPermission::Monitored;
        self.restricting(heard, context).iter().any(|(flag, _, _)| flag.is_some_and(|flag| !watched(flag)))
    }
}

impl Standing {
    fn row<'c>(&self, context: &'c Context) -> &'c SafetyQuestion {
        match self.flag {
            Some(flag) => &context.knowledge.flags[flag].questions[self.question],
            None => &context.knowledge.precautions[self.question].question,
        }
    }
}

fn trigger_of(order: usize, heard: &[Event], flag: Option<&Flag>, question: &SafetyQuestion) -> Trigger {
    let rule = if flag.is_some_and(|flag| blocks(flag.prescribe)) { RuleId::G1 } else { RuleId::G1b };
    let names = flag.map(|flag| flag.id.clone()).into_iter().chain([question.id.as_str().to_owned()]).collect();
    Trigger { order, day: heard[order].day, rule, side: None, names }
}
