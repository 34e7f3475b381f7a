//! The guard: what may be tested, shown and prescribed today. It stands above every other rule.
//!
//! A pure function of journal and date. The rules are those of `docs/rules/`; every word they leave open is fixed in
//! `docs/methods/guard.md`. The modules below gather facts; the rules themselves, G0 to G13, are here, highest first.

mod answers;
mod clearance;
mod context;
mod gates;
mod hurt;
mod ledger;
mod pain;
mod sessions;
mod steps;

use std::collections::{BTreeMap, BTreeSet};

use self::answers::Answers;
use self::clearance::{Clearances, Trigger};
use self::context::Context;
use self::hurt::HurtKind;
use self::ledger::{Account, Ledger, fold};
use self::sessions::Sessions;
pub(in crate::dose) use self::steps::{StepSize, due};
use crate::assess::{Pattern, StretchVerdict};
use crate::dose::exclusion::forbids;
use crate::dose::{Event, EventKind, GuardKnowledge, History, Integrity};
use crate::prescribe::PrescribeKnowledge;
use crate::vocabulary::{
    Allowance, BySide, Clearance, Day, Direction, DrillLimit, DrillTag, EarnedSteps, Mode, MustNot, Reason, Referral,
    RuleId, Side, Test, TestVerdict, Urgency, Verdict,
};

/// journal, today => what may be tested, shown and prescribed today
///
/// Events of days after `today` are not heard. A drill or test that the knowledge does not name is not allowed.
#[must_use]
pub fn guard(history: &History, today: Day, knowledge: &GuardKnowledge, library: &PrescribeKnowledge) -> Allowance {
    let heard: Vec<Event> = history.events().iter().filter(|event| event.day <= today).cloned().collect();
    let context = Context::new(knowledge, library);
    let sessions = Sessions::gather(&heard, &context);
    let clearances = Clearances::gather(&heard, today);
    let answers = Answers::gather(&heard, &clearances, &context);
    let stops = stops(&heard, &context);
    let restarting: Vec<Trigger> = answers.blocking_triggers().chain(&stops).cloned().collect();
    let progress = history.integrity() == Integrity::Whole;
    let ledger = fold(&heard, &sessions, &clearances, &restarting, progress, &context);
    let facts = Facts {
        heard: &heard,
        today,
        integrity: integrity(history, &clearances),
        context: &context,
        sessions: &sessions,
        clearances: &clearances,
        answers: &answers,
        stops: &stops,
        ledger: &ledger,
    };
    facts.allowance()
}

/// Everything the rules look at.
struct Facts<'a> {
    heard: &'a [Event],
    today: Day,
    integrity: Integrity,
    context: &'a Context<'a>,
    sessions: &'a Sessions,
    clearances: &'a Clearances<'a>,
    answers: &'a Answers,
    stops: &'a [Trigger],
    ledger: &'a Ledger,
}

/// G10: a gap stays one until the journal is whole or a clinician clears it.
fn integrity(history: &History, clearances: &Clearances) -> Integrity {
    match history.integrity() {
        Integrity::Gap if clearances.gap_cleared() => Integrity::Unsynced,
        other => other,
    }
}

/// G2: stop hurts, in a drill or a test.
fn stops(heard: &[Event], context: &Context) -> Vec<Trigger> {
    let mut stops = Vec::new();
    for (order, event) in heard.iter().enumerate() {
        let EventKind::Hurt { drill, side, site, pain_nrs, sensation, .. } = &event.kind else { continue };
        let told = hurt::Told { site: *site, pain_nrs: *pain_nrs, sensation: *sensation };
        let drill = drill.as_ref().and_then(|id| context.drill_index(id));
        if told.kind(drill, 0, context) == HurtKind::Stop {
            let trigger = |side| Trigger { order, day: event.day, rule: RuleId::G2, side, names: Vec::new() };
            stops.extend(sessions::sides(*side).map(|side| trigger(Some(side))));
        }
    }
    stops
}

/// Share of a drill's volume after a red, percent.
fn volume_pct(account: &Account, context: &Context) -> u8 {
    let cut = u8::try_from(context.threshold("red_volume_cut_pct").clamp(0, 100)).unwrap_or(100);
    if account.cut.is_some() { 100 - cut } else { 100 }
}

impl Facts<'_> {
    fn allowance(&self) -> Allowance {
        let blocked = self.blocked();
        let must_not = BySide::from_fn(|side| self.must_not(side));
        let end_range_loading = BySide::from_fn(|side| self.end_range_loading(&blocked, must_not.get(side)));
        let tests = Test::ALL.iter().map(|test| (*test, self.test(*test, &blocked, &end_range_loading))).collect();
        let drills = (0..self.context.drills.len())
            .map(|drill| {
                let limits = BySide::from_fn(|side| self.drill(drill, side, &blocked, &must_not, &end_range_loading));
                (self.context.drills[drill].id.clone(), self.joined(drill, limits))
            })
            .collect();
        let restricted = self.answers.restricts(self.heard, self.context)
            || self.clearances.kept().next().is_some()
            || self.stands(self.stops).next().is_some();
        let clearance = match (blocked.is_empty(), restricted) {
            (false, _) => Clearance::Blocked,
            (true, true) => Clearance::Precautions,
            (true, false) => Clearance::Open,
        };
        Allowance {
            clearance,
            reasons: blocked,
            questions: self.questions(),
            referrals: self.referrals(),
            advice: self.advice(),
            must_not,
            end_range_loading,
            tests,
            drills,
        }
    }

    fn event_id(&self, order: usize) -> Option<&str> {
        self.heard.get(order).map(|event| event.id.as_ref())
    }

    fn stands<'t>(&'t self, triggers: &'t [Trigger]) -> impl Iterator<Item = &'t Trigger> {
        triggers.iter().filter(|trigger| self.clearances.stands(trigger, self.context))
    }

    /// G0, G1, G8 on answers, baseline pain, G10: why nothing at all may be done.
    fn blocked(&self) -> Vec<Reason> {
        let mut reasons = self.answers.blocking_reasons(self.heard, self.context);
        if self.integrity == Integrity::Gap {
            let text = "the journal has a gap or was changed; what is missing may have been a warning sign";
            reasons.push(self.context.reason(RuleId::G10, text, None));
        }
        reasons
    }

    /// What is forbidden on a side: G1b, G2, risk factors and conditions, and what clearances keep.
    fn must_not(&self, side: Side) -> BTreeMap<MustNot, Vec<Reason>> {
        let mut forbidden: BTreeMap<MustNot, Vec<Reason>> = BTreeMap::new();
        for (must_not, reason) in self.answers.precautions(self.heard, self.context) {
            forbidden.entry(must_not).or_default().push(reason);
        }
        for stop in self.stands(self.stops).filter(|stop| stop.side == Some(side)) {
            let text = "sharp in the joint, a painful catch or lock, or giving way: only low-load mid-range here";
            let reason = self.context.reason(RuleId::G2, text, self.event_id(stop.order));
            for must_not in [MustNot::EndRangeLoading, MustNot::BeyondLowLoadMidrange] {
                forbidden.entry(must_not).or_default().push(reason.clone());
            }
        }
        for (order, must_not) in self.clearances.kept() {
            let reason = self.context.reason(RuleId::G1b, "kept by a clearance for good", self.event_id(order));
            forbidden.entry(must_not).or_default().push(reason);
        }
        forbidden
    }

    /// Blocked, G2 and precautions, G8 (two mornings missing), G10: whether a side may be loaded at its end range.
    fn end_range_loading(&self, blocked: &[Reason], must_not: &BTreeMap<MustNot, Vec<Reason>>) -> Verdict {
        let mut reasons = blocked.to_vec();
        for forbidding in [MustNot::EndRangeLoading, MustNot::BeyondLowLoadMidrange] {
            reasons.extend(must_not.get(&forbidding).into_iter().flatten().cloned());
        }
        if self.two_mornings_missing() {
            let text = "the last two sessions have no morning report";
            reasons.push(self.context.reason(RuleId::G8, text, None));
        }
        if self.integrity == Integrity::Unsynced {
            let text =
                "a device of yours has not synced, or a gap was cleared: no end range until the journal is whole";
            reasons.push(self.context.reason(RuleId::G10, text, None));
        }
        verdict(reasons)
    }

    /// Blocked, G2, a hurt in this very test, no end range: whether a test may be done.
    fn test(&self, test: Test, blocked: &[Reason], end_range: &BySide<Verdict>) -> BySide<TestVerdict> {
        BySide::from_fn(|side| {
            let mut reasons = blocked.to_vec();
            for stop in self.stands(self.stops) {
                let text = "nothing is tested until the stop sign is cleared";
                reasons.push(self.context.reason(RuleId::G2, text, self.event_id(stop.order)));
            }
            reasons.extend(self.hurt_in_test(test, side));
            let passive = test.modes().contains(&Mode::Passive);
            if let (true, Verdict::Excluded(why)) = (passive, end_range.get(side)) {
                reasons.extend(why.iter().cloned());
            }
            reasons.dedup();
            TestVerdict { verdict: verdict(reasons), supervised: test.is_supervised() }
        })
    }

    fn hurt_in_test(&self, wanted: Test, side: Side) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let mut assessment = None;
        for (order, event) in self.heard.iter().enumerate() {
            let (told, told_side) = match &event.kind {
                EventKind::AssessmentRecorded(recorded) => {
                    assessment = Some(recorded.as_ref());
                    continue;
                }
                EventKind::Hurt { test: Some(test), side, site, pain_nrs, sensation, .. } if *test == wanted => {
                    (hurt::Told { site: *site, pain_nrs: *pain_nrs, sensation: *sensation }, *side)
                }
                _ => continue,
            };
            let kind = told.kind(None, sessions::baseline(assessment, told.site), self.context);
            let rule = match kind {
                HurtKind::Stop => RuleId::G2,
                HurtKind::Red | HurtKind::Joint => RuleId::G3,
                _ => continue,
            };
            let trigger = Trigger { order, day: event.day, rule, side: Some(side), names: Vec::new() };
            let recent = self.today.since(event.day) < self.context.days("test_rest_days");
            if told_side.is_none_or(|told| told == side) && recent && self.clearances.stands(&trigger, self.context) {
                reasons.push(self.context.reason(rule, format!("{wanted} hurt the last time"), self.event_id(order)));
            }
        }
        reasons
    }

    /// Every rule that can keep one drill from one side.
    fn drill(
        &self,
        drill: usize,
        side: Side,
        blocked: &[Reason],
        must_not: &BySide<BTreeMap<MustNot, Vec<Reason>>>,
        end_range: &BySide<Verdict>,
    ) -> DrillLimit {
        let row = &self.context.drills[drill];
        let traits = &self.context.traits[drill];
        let account = self.ledger.accounts[drill].get(side);
        let mut reasons = blocked.to_vec();
        // What is forbidden on a side is forbidden to whichever leg of the drill is on that side.
        for (leg, forbidden) in must_not.iter() {
            for (must_not, why) in forbidden {
                if forbids(*must_not, traits, leg == side) {
                    reasons.extend(why.iter().cloned());
                }
            }
        }
        reasons.extend(self.tagged(&row.tags, side));
        reasons.extend(self.over_for_today(account));
        for (leg, verdict) in end_range.iter() {
            if let (Verdict::Excluded(why), true) = (verdict, forbids(MustNot::EndRangeLoading, traits, leg == side)) {
                reasons.extend(why.iter().cloned());
            }
        }
        reasons.extend(self.not_earned(drill, side, account));
        for (leg, pattern) in self.pattern_sides() {
            reasons.extend(self.pattern_forbids(drill, leg == side, leg, pattern));
        }
        reasons.sort_by_key(|reason| reason.rule);
        reasons.dedup();
        let volume_pct = volume_pct(account, self.context);
        let mut limits = Vec::new();
        if let Some((_, order, _)) = account.cut {
            limits.push(self.context.reason(RuleId::G3, "less volume after a red", self.event_id(order)));
        }
        if !self.progress_allowed(side) {
            limits.push(self.context.reason(RuleId::G10, "no progress for now", None));
        }
        let may_progress = reasons.is_empty() && self.progress_allowed(side) && self.next_would_step(drill, side);
        DrillLimit { verdict: verdict(reasons), volume_pct, earned: account.earned, may_progress, reasons: limits }
    }

    /// A drill for both sides at once is allowed only when it is for each, and gets the stricter dose of the two.
    fn joined(&self, drill: usize, limits: BySide<DrillLimit>) -> BySide<DrillLimit> {
        if !self.context.drills[drill].bilateral {
            return limits;
        }
        let BySide { left, right } = limits;
        let mut reasons: Vec<Reason> = Vec::new();
        for limit in [&left, &right] {
            if let Verdict::Excluded(why) = &limit.verdict {
                reasons.extend(why.iter().filter(|reason| !reasons.contains(reason)).cloned().collect::<Vec<_>>());
            }
        }
        let both = DrillLimit {
            verdict: verdict(reasons),
            volume_pct: left.volume_pct.min(right.volume_pct),
            earned: EarnedSteps {
                duration: left.earned.duration.min(right.earned.duration),
                sets: left.earned.sets.min(right.earned.sets),
                load: left.earned.load.min(right.earned.load),
            },
            may_progress: left.may_progress && right.may_progress,
            reasons: if left.reasons.is_empty() { right.reasons } else { left.reasons },
        };
        BySide { left: both.clone(), right: both }
    }

    /// G2 ends all training of its day; G4 and G5 end one drill for the day.
    fn over_for_today(&self, account: &Account) -> Vec<Reason> {
        let stops = self.stands(self.stops).filter(|stop| stop.day == self.today);
        let stops = stops.map(|stop| (stop.rule, stop.order, "a stop sign ended today's training"));
        let over = account.over.iter().filter(|held| held.day == self.today);
        let over = over.map(|held| (held.rule, held.order, "over for today: it hurt"));
        stops.chain(over).map(|(rule, order, text)| self.context.reason(rule, text, self.event_id(order))).collect()
    }

    fn tagged(&self, tags: &[DrillTag], side: Side) -> Vec<Reason> {
        let mut active: Vec<(DrillTag, Reason)> = self.answers.tags(self.heard, self.context);
        let positive = |pattern: &Pattern| pattern.sides.get(side).fadir_positive == Some(true);
        if self.pattern().is_some_and(positive) {
            let text = "FADIR reproduced the familiar groin pain";
            active.push((DrillTag::Fai, self.context.reason(RuleId::G12, text, None)));
        }
        active.into_iter().filter(|(tag, _)| tags.contains(tag)).map(|(_, reason)| reason).collect()
    }

    /// G3 to G8: locked down, out, capped, not earned, impact still locked.
    fn not_earned(&self, drill: usize, side: Side, account: &Account) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let row = &self.context.drills[drill];
        let mut locks = account.locked.clone();
        locks.dedup_by_key(|lock| lock.rule);
        for lock in locks {
            let text = format!("{}: an easier drill first", row.name);
            reasons.push(self.context.reason(lock.rule, text, self.event_id(lock.order)));
        }
        for out in self.stands(&account.out).chain(self.stands(&account.capped)) {
            let text = format!("{}: out until a clinician clears it", row.name);
            reasons.push(self.context.reason(out.rule, text, self.event_id(out.order)));
        }
        if row.is_impact() {
            reasons.extend(self.impact_locked(drill, side, account.unlocked));
        } else if !self.context.is_entry(drill) && !account.unlocked {
            let text = "not earned yet: two good sessions of an easier drill come first";
            reasons.push(self.context.reason(RuleId::G6, text, None));
        }
        reasons
    }

    fn pattern(&self) -> Option<&Pattern> {
        self.heard.iter().rev().find_map(|event| match &event.kind {
            EventKind::PatternInferred(pattern) => Some(pattern.as_ref()),
            _ => None,
        })
    }

    fn pattern_sides(&self) -> Vec<(Side, &crate::assess::SidePattern)> {
        self.pattern().map(|pattern| pattern.sides.iter().collect()).unwrap_or_default()
    }

    /// G11, G12, G13: directions of one leg that must not be stretched or taken to their end.
    fn pattern_forbids(
        &self,
        drill: usize,
        trained: bool,
        leg: Side,
        pattern: &crate::assess::SidePattern,
    ) -> Vec<Reason> {
        let row = &self.context.drills[drill];
        let traits = &self.context.traits[drill];
        let leg_traits = if trained { &traits.trained } else { &traits.other };
        let targets = |direction| leg_traits.passive_stretch && row.directions.contains(&direction);
        let passive_end = |direction| row.is_passive() && leg_traits.end_range.contains(&direction);
        let shape_pct = self.context.threshold("shape_pct");
        let mut reasons = Vec::new();
        let fadir = [Direction::Flexion, Direction::Adduction, Direction::InternalRotation];
        if pattern.fadir_positive == Some(true) && fadir.into_iter().any(passive_end) {
            let text = format!("{leg}: FADIR reproduced the familiar groin pain");
            reasons.push(self.context.reason(RuleId::G12, text, None));
        }
        for state in &pattern.directions {
            let direction = state.direction;
            let text = |why: &str| format!("{leg} {direction}: {why}");
            if state.stretch == StretchVerdict::NotShort && targets(direction) {
                reasons.push(self.context.reason(RuleId::G11, text("not short; strength instead"), None));
            }
            if state.stretch == StretchVerdict::Beyond
                && (targets(direction) || leg_traits.end_range.contains(&direction))
            {
                reasons.push(self.context.reason(RuleId::G11, text("beyond the usual range; strength instead"), None));
            }
            if state.shape_probability * 100.0 >= shape_pct as f64 && passive_end(direction) {
                reasons.push(self.context.reason(RuleId::G12, text("shape is a likely part"), None));
            }
            if state.borrowed_deg.is_some_and(|deg| deg > 0.0) && targets(direction) {
                reasons.push(self.context.reason(RuleId::G13, text("not held actively yet"), None));
            }
        }
        reasons
    }

    fn referrals(&self) -> Vec<Referral> {
        let mut referrals = self.answers.referrals(self.heard, self.context);
        let soon = |trigger: &Trigger, to: &str, why: &str| Referral {
            urgency: Urgency::Soon,
            side: trigger.side,
            to: to.to_owned(),
            reason: self.context.reason(trigger.rule, why, self.event_id(trigger.order)),
        };
        let clinician = "a physiotherapist or doctor, within two weeks";
        referrals.extend(self.stands(self.stops).map(|stop| soon(stop, clinician, "a stop sign during training")));
        let standing = self.stands(&self.ledger.referrals);
        referrals.extend(standing.map(|trigger| soon(trigger, clinician, "pain came back again")));
        for side in Side::ALL {
            let outs = self.ledger.accounts.iter().filter_map(|accounts| {
                self.stands(&accounts.get(side).out).filter(|out| out.rule == RuleId::G3).last()
            });
            let outs: Vec<&Trigger> = outs.collect();
            if let ([_, _, ..], Some(last)) = (outs.as_slice(), outs.iter().max_by_key(|out| out.order)) {
                referrals.push(soon(last, clinician, "two drills are out on this side"));
            }
        }
        let mut seen = BTreeSet::new();
        referrals.retain(|referral| seen.insert((referral.reason.rule, referral.urgency, referral.side)));
        referrals
    }
}

fn verdict(reasons: Vec<Reason>) -> Verdict {
    if reasons.is_empty() { Verdict::Allowed } else { Verdict::Excluded(reasons) }
}
