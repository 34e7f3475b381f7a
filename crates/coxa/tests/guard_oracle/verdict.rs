//! What is allowed, drill by drill and test by test: every rule asked in turn.

use std::collections::{BTreeMap, BTreeSet};

use coxa::dose::{Flag, FlagPermission, SafetyQuestion};
use coxa::vocabulary::{
    Allowance, Answer, Clearance, DrillTag, EarnedSteps, Mode, MustNot, RuleId, Side, Test, Urgency, Verdict,
};

use super::book::DrillNo;
use super::doors::{
    advises_review, chain_forbids_end_range, closed_by_pattern, gap_blocks, mornings_are_missing, unreported,
    week_is_full,
};
use super::hurts::Kind;
use super::impact::{contacts_are_full, impact_is_open};
use super::progress::Progress;
use super::setbacks::{Setbacks, is_out, trigger_of};
use super::triggers::{
    Trigger, answered_yes, clearances, high_baseline, is_open_now, permits_nothing, stops, warnings,
};
use super::words::{Case, sides};

/// What one drill may be for one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DrillOutcome {
    pub(crate) excluded_by: BTreeSet<RuleId>,
    pub(crate) volume_pct: u8,
    pub(crate) earned: EarnedSteps,
    pub(crate) may_progress: bool,
}

/// The part of an allowance that decides anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) clearance: Clearance,
    /// Each open question with the rule that asks it.
    pub(crate) questions: BTreeMap<String, RuleId>,
    pub(crate) mornings_asked: usize,
    /// A referral for the whole person stands under no side, one of a side under its own.
    pub(crate) referrals: BTreeSet<(RuleId, Urgency, Option<Side>)>,
    pub(crate) review_advised: bool,
    pub(crate) end_range_loading: [bool; 2],
    pub(crate) tests: BTreeMap<(Test, Side), bool>,
    pub(crate) drills: BTreeMap<(String, Side), DrillOutcome>,
}

impl Outcome {
    /// What the kernel said, reduced to what decides.
    pub(crate) fn of(allowance: &Allowance) -> Outcome {
        let excluded_by = |verdict: &Verdict| match verdict {
            Verdict::Allowed => BTreeSet::new(),
            Verdict::Excluded(reasons) => reasons.iter().map(|reason| reason.rule).collect(),
        };
        Outcome {
            clearance: allowance.clearance,
            questions: allowance
                .questions
                .iter()
                .filter_map(|of| Some((of.id.as_ref()?.to_string(), of.rule)))
                .collect(),
            mornings_asked: allowance.questions.iter().filter(|of| of.id.is_none()).count(),
            referrals: allowance.referrals.iter().map(|of| (of.reason.rule, of.urgency, of.side)).collect(),
            review_advised: allowance.advice.iter().any(|of| of.reason.rule == RuleId::G9),
            end_range_loading: Side::ALL.map(|side| allowance.end_range_loading.get(side).is_allowed()),
            tests: allowance
                .tests
                .iter()
                .flat_map(|(test, of)| of.iter().map(|(side, of)| ((*test, side), of.verdict.is_allowed())))
                .collect(),
            drills: allowance
                .drills
                .iter()
                .flat_map(|(drill, of)| {
                    of.iter().map(|(side, limit)| {
                        let outcome = DrillOutcome {
                            excluded_by: excluded_by(&limit.verdict),
                            volume_pct: limit.volume_pct,
                            earned: limit.earned,
                            may_progress: limit.may_progress,
                        };
                        ((drill.to_string(), side), outcome)
                    })
                })
                .collect(),
        }
    }
}

/// What a precaution forbids, and by which rule.
#[derive(Debug, Default)]
struct Precautions {
    must_not: Vec<(RuleId, MustNot)>,
    tags: Vec<(RuleId, DrillTag)>,
    any: bool,
}

impl Precautions {
    fn row_of(&mut self, rule: RuleId, flag: &Flag) {
        self.any = true;
        self.must_not.extend(flag.must_not.iter().map(|of| (rule, *of)));
        self.must_not.extend(forbidden_by(flag.prescribe).iter().map(|of| (rule, *of)));
        self.tags.extend(flag.tags.iter().map(|of| (rule, *of)));
    }

    fn own_of(&mut self, rule: RuleId, question: &SafetyQuestion) {
        self.any = true;
        self.must_not.extend(question.must_not.iter().map(|of| (rule, *of)));
        self.tags.extend(question.tags.iter().map(|of| (rule, *of)));
    }
}

/// What a row's permission forbids.
const fn forbidden_by(permission: FlagPermission) -> &'static [MustNot] {
    match permission {
        FlagPermission::AvoidAdductionCompression => &[MustNot::AdductionCompression],
        FlagPermission::WithinComfort => &[MustNot::BeyondComfort],
        FlagPermission::StrengthAndControlOnly => &[MustNot::OtherThanStrengthAndControl],
        FlagPermission::LowLoadMidrangeOnly => &[MustNot::BeyondLowLoadMidrange],
        FlagPermission::Monitored
        | FlagPermission::NoneUntilCleared
        | FlagPermission::NoneUntilReviewed
        | FlagPermission::None => &[],
    }
}

/// G1b, G8 on answers, risk factors, conditions and what clearances keep.
fn precautions(case: &Case<'_>) -> Precautions {
    let mut precautions = Precautions::default();
    let yes = answered_yes(case);
    for (flag, question) in case.symptoms() {
        if permits_nothing(flag.prescribe) {
            continue;
        }
        let of_question = |trigger: &&Trigger<'_>| trigger.question == Some(question.id.as_str());
        if yes.iter().filter(of_question).any(|trigger| is_open_now(case, trigger)) {
            precautions.row_of(RuleId::G1b, flag);
            precautions.own_of(RuleId::G1b, question);
        } else if is_unknown(case, question) && !is_urgent(flag) {
            precautions.row_of(RuleId::G8, flag);
            precautions.own_of(RuleId::G8, question);
        }
    }
    for question in case.risks_and_conditions() {
        if case.answer(question) == Answer::Yes {
            precautions.own_of(RuleId::G1b, question);
        }
        if is_unknown(case, question) {
            precautions.own_of(RuleId::G8, question);
        }
    }
    for (_, clearance) in clearances(case, case.now()) {
        for kept in &clearance.keeps {
            precautions.any = true;
            precautions.must_not.push((RuleId::G1b, *kept));
        }
    }
    precautions
}

fn is_unknown(case: &Case<'_>, question: &SafetyQuestion) -> bool {
    case.applies(question, case.now()) && case.answer(question) == Answer::Unknown
}

fn is_urgent(flag: &Flag) -> bool {
    flag.urgency >= Urgency::Urgent
}

/// Rules that block everything.
fn blocking(case: &Case<'_>) -> BTreeSet<RuleId> {
    let mut rules = BTreeSet::new();
    if case.assessment_before(case.now()).is_none() {
        rules.insert(RuleId::G0);
    }
    for (flag, question) in case.symptoms() {
        if is_unknown(case, question) && is_urgent(flag) {
            rules.insert(RuleId::G0);
        } else if is_unknown(case, question) && permits_nothing(flag.prescribe) {
            rules.insert(RuleId::G8);
        }
    }
    if warnings(case).iter().any(|(of, answered)| !answered && is_open_now(case, of)) {
        rules.insert(RuleId::G8);
    }
    if answered_yes(case).iter().any(|of| of.rule == RuleId::G1 && is_open_now(case, of)) {
        rules.insert(RuleId::G1);
    }
    if high_baseline(case).iter().any(|of| is_open_now(case, of)) {
        rules.insert(RuleId::G1b);
    }
    if gap_blocks(case) {
        rules.insert(RuleId::G10);
    }
    rules
}

/// What is unknown: G0 asks for the symptoms that must be known before anything else, G8 for the rest.
fn questions(case: &Case<'_>) -> BTreeMap<String, RuleId> {
    let first = |flag: &Flag| if is_urgent(flag) { RuleId::G0 } else { RuleId::G8 };
    let symptoms = case.symptoms().map(|(flag, question)| (question, first(flag)));
    let all = symptoms.chain(case.risks_and_conditions().map(|question| (question, RuleId::G8)));
    all.filter(|(question, _)| is_unknown(case, question))
        .map(|(question, rule)| (question.id.to_string(), rule))
        .collect()
}

fn referrals(case: &Case<'_>, setbacks: &Setbacks) -> BTreeSet<(RuleId, Urgency, Option<Side>)> {
    let mut referrals = BTreeSet::new();
    for trigger in answered_yes(case).iter().filter(|of| is_open_now(case, of)) {
        if trigger.rule == RuleId::G1 || trigger.urgency != Urgency::Routine {
            referrals.insert((trigger.rule, trigger.urgency, None));
        }
    }
    for trigger in high_baseline(case).iter().chain(&stops(case)).filter(|of| is_open_now(case, of)) {
        referrals.insert((trigger.rule, Urgency::Soon, trigger.side));
    }
    for (at, side) in &setbacks.referrals {
        if is_open_now(case, &Trigger::new(RuleId::G3, *at, Some(*side))) {
            referrals.insert((RuleId::G3, Urgency::Soon, Some(*side)));
        }
    }
    for side in Side::ALL {
        let out: BTreeSet<DrillNo> = setbacks
            .outs
            .iter()
            .filter(|out| out.rule == RuleId::G3 && out.side == side && is_out(case, out, case.now()))
            .map(|out| out.drill)
            .collect();
        if out.len() >= case.book.times("outs_refer") {
            referrals.insert((RuleId::G3, Urgency::Soon, Some(side)));
        }
    }
    for out in setbacks.outs_again.iter().filter(|out| is_open_now(case, &trigger_of(case, out))) {
        referrals.insert((RuleId::G3, Urgency::Soon, Some(out.side)));
    }
    for out in setbacks.outs.iter().filter(|out| out.rule == RuleId::G5 && is_out(case, out, case.now())) {
        referrals.insert((RuleId::G5, Urgency::Soon, Some(out.side)));
    }
    referrals
}

/// Whether a stop, red or joint hurt in this test still keeps it from this side.
pub(crate) fn is_resting(case: &Case<'_>, test: Test, side: Side) -> bool {
    case.hurts.iter().filter(|hurt| hurt.test == Some(test) && hurt.concerns(side)).any(|hurt| {
        let recent = case.today.since(case.day(hurt.at)) < case.book.days("test_rest_days");
        let rule = if hurt.kind == Kind::Stop { RuleId::G2 } else { RuleId::G3 };
        (hurt.is_stop_or_red() || hurt.kind == Kind::Joint)
            && recent
            && is_open_now(case, &Trigger::new(rule, hurt.at, Some(side)))
    })
}

pub(crate) fn is_passive(test: Test) -> bool {
    test.modes().iter().any(|mode| matches!(mode, Mode::Passive | Mode::ContractRelax))
}

/// The oracle's word on one history.
pub(crate) fn outcome(case: &Case<'_>) -> Outcome {
    let setbacks = Setbacks::of(case);
    let progress = Progress::of(case, &setbacks);
    outcome_of(case, &setbacks, &progress)
}

/// The same, with its lists already worked out.
pub(crate) fn outcome_of(case: &Case<'_>, setbacks: &Setbacks, progress: &Progress<'_, '_>) -> Outcome {
    let blocking = blocking(case);
    let precautions = precautions(case);
    let stopped: Vec<Trigger<'_>> = stops(case).into_iter().filter(|of| is_open_now(case, of)).collect();
    let suspended = |side: Side| stopped.iter().any(|of| of.side == Some(side));
    let loading_forbidden_by = |side: Side| {
        let mut rules: BTreeSet<RuleId> = BTreeSet::new();
        if suspended(side) {
            rules.insert(RuleId::G2);
        }
        if mornings_are_missing(case) {
            rules.insert(RuleId::G8);
        }
        if chain_forbids_end_range(case) {
            rules.insert(RuleId::G10);
        }
        let forbidding = [MustNot::EndRangeLoading, MustNot::BeyondLowLoadMidrange];
        let must_not = precautions.must_not.iter().filter(|(_, of)| forbidding.contains(of));
        rules.extend(must_not.map(|(rule, _)| *rule));
        rules
    };
    let loading_forbidden = [loading_forbidden_by(Side::Left), loading_forbidden_by(Side::Right)];
    let loading_forbidden_by = |side: Side| match side {
        Side::Left => &loading_forbidden[0],
        Side::Right => &loading_forbidden[1],
    };
    let end_range_loading = Side::ALL.map(|side| blocking.is_empty() && loading_forbidden_by(side).is_empty());
    let tests = Test::ALL
        .iter()
        .flat_map(|test| Side::ALL.map(|side| (*test, side)))
        .map(|(test, side)| {
            let allowed = blocking.is_empty()
                && stopped.is_empty()
                && (!is_passive(test) || loading_forbidden_by(side).is_empty())
                && !precautions.must_not.iter().any(|(_, of)| case.book.forbids_test(*of, test))
                && !is_resting(case, test, side);
            ((test, side), allowed)
        })
        .collect();
    let clearance = if !blocking.is_empty() {
        Clearance::Blocked
    } else if precautions.any || !stopped.is_empty() {
        Clearance::Precautions
    } else {
        Clearance::Open
    };
    let impact_open = impact_is_open(case, progress);
    let contacts_full = contacts_are_full(case);
    let stopped_today = stopped.iter().any(|of| case.day(of.at) == case.today);
    let excluding = |drill: DrillNo, trained: Side| {
        let mut rules = blocking.clone();
        for side in Side::ALL {
            for (rule, must_not) in &precautions.must_not {
                if case.book.forbids(*must_not, side, drill, trained) {
                    rules.insert(*rule);
                }
            }
            if case.book.loads_end_range(drill, side, trained) {
                rules.extend(loading_forbidden_by(side));
            }
            rules.extend(closed_by_pattern(case, drill, side, trained));
            if suspended(side) && case.book.forbids(MustNot::BeyondLowLoadMidrange, side, drill, trained) {
                rules.insert(RuleId::G2);
            }
        }
        if stopped_today {
            rules.insert(RuleId::G2);
        }
        let tagged = precautions.tags.iter().filter(|(_, tag)| case.book.drills[drill].tags.contains(tag));
        rules.extend(tagged.map(|(rule, _)| *rule));
        rules.extend(progress.locked_down(drill, trained, case.now()));
        let mine = |of: &&super::setbacks::Lock| (of.drill, of.side) == (drill, trained);
        rules.extend(setbacks.outs.iter().filter(mine).filter(|out| is_out(case, out, case.now())).map(|out| out.rule));
        let caps = setbacks.caps.iter().filter(mine);
        rules.extend(caps.filter(|cap| is_open_now(case, &trigger_of(case, cap))).map(|cap| cap.rule));
        rules.extend(
            setbacks.ended.iter().filter(mine).filter(|end| case.day(end.at) == case.today).map(|end| end.rule),
        );
        if !progress.is_open_to(drill, trained, case.now()) || week_is_full(case, drill, trained) {
            rules.insert(RuleId::G6);
        }
        if (case.book.is_impact(drill) && !impact_open) || (case.book.is_plyometric(drill) && contacts_full) {
            rules.insert(RuleId::G7);
        }
        rules
    };
    let mut drills = BTreeMap::new();
    for (drill, row) in case.book.drills.iter().enumerate() {
        for side in Side::ALL {
            let mut excluded_by = excluding(drill, side);
            if row.bilateral {
                excluded_by.extend(excluding(drill, side.other()));
            }
            let both = if row.bilateral { &Side::ALL[..] } else { sides(Some(side)) };
            let outcome = DrillOutcome {
                may_progress: excluded_by.is_empty()
                    && both.iter().all(|side| has_progress(case, progress, drill, *side)),
                excluded_by,
                volume_pct: progress.smaller_volume_pct(drill, side, case.now()),
                earned: progress.smaller_earned(drill, side, case.now()),
            };
            drills.insert((row.id.to_string(), side), outcome);
        }
    }
    Outcome {
        clearance,
        questions: questions(case),
        mornings_asked: unreported(case).len(),
        referrals: referrals(case, setbacks),
        review_advised: advises_review(case),
        end_range_loading,
        tests,
        drills,
    }
}

/// Whether no bar is on, all qualifying performances of a step but one count and some variable has room.
fn has_progress(case: &Case<'_>, progress: &Progress<'_, '_>, drill: DrillNo, side: Side) -> bool {
    case.integrity == coxa::dose::Integrity::Whole
        && !progress.is_barred(side, case.now())
        && progress.count(drill, side, case.now()) >= (case.book.times("qualify_for_step") - 1).max(1)
        && progress.next_variable(drill, side, case.now()).is_some()
}
