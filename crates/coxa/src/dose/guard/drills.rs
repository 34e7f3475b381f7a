//! What each drill may be on each side: every rule that can keep it away, and how much of it.

use std::collections::BTreeMap;

use super::ledger::Account;
use super::{Facts, forbidden_to, said_once, verdict, volume_pct};
use crate::assess::{Pattern, SidePattern, StretchVerdict};
use crate::dose::exclusion::forbids;
use crate::vocabulary::{BySide, Direction, DrillLimit, DrillTag, EarnedSteps, MustNot, Reason, RuleId, Side, Verdict};

impl Facts<'_> {
    /// Every rule that can keep one drill from one side.
    pub(super) fn drill(
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
        reasons.extend(forbidden_to(traits, side, must_not));
        reasons.extend(self.tagged(&row.tags, side));
        reasons.extend(self.over_for_today(account));
        for (leg, verdict) in end_range.iter() {
            if let (Verdict::Excluded(why), true) = (verdict, forbids(MustNot::EndRangeLoading, traits, leg == side)) {
                reasons.extend(why.iter().cloned());
            }
        }
        reasons.extend(self.not_earned(drill, side, account));
        reasons.extend(self.often_enough(drill, side));
        for (leg, pattern) in self.pattern.iter().flat_map(|pattern| pattern.sides.iter()) {
            reasons.extend(self.pattern_forbids(drill, leg == side, leg, pattern));
        }
        reasons.sort_by_key(|reason| reason.rule);
        said_once(&mut reasons);
        let volume_pct = volume_pct(account, self.context);
        let mut limits = Vec::new();
        if let Some(cut) = account.cuts.last() {
            limits.push(self.context.reason(RuleId::G3, "less volume after a red", self.event_id(cut.order)));
        }
        if let Some(open) = self.open_referral(side) {
            let text = "no progress until somebody has looked at it";
            limits.push(self.context.reason(RuleId::G3, text, self.event_id(open.order)));
        }
        let may_progress = reasons.is_empty() && self.progress_allowed(side) && self.next_would_step(drill, side);
        DrillLimit { verdict: verdict(reasons), volume_pct, earned: account.earned, may_progress, reasons: limits }
    }

    /// A drill that works both sides alike has one limit for both.
    pub(super) fn joined(&self, drill: usize, limits: BySide<DrillLimit>) -> BySide<DrillLimit> {
        if !self.context.drills[drill].bilateral {
            return limits;
        }
        let both = for_both(&limits);
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
        if self.pattern.is_some_and(positive) {
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

    /// G11, G12, G13: directions of one leg that must not be stretched or taken to their end.
    fn pattern_forbids(&self, drill: usize, trained: bool, leg: Side, pattern: &SidePattern) -> Vec<Reason> {
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
}

/// What is done for both sides at once is allowed only when it is for each, and gets the stricter dose of the two.
pub(in crate::dose) fn for_both(limits: &BySide<DrillLimit>) -> DrillLimit {
    let BySide { left, right } = limits;
    let excluded = |limit: &DrillLimit| match &limit.verdict {
        Verdict::Excluded(why) => why.clone(),
        Verdict::Allowed => Vec::new(),
    };
    let mut reasons = [excluded(left), excluded(right)].concat();
    said_once(&mut reasons);
    DrillLimit {
        verdict: verdict(reasons),
        volume_pct: left.volume_pct.min(right.volume_pct),
        earned: EarnedSteps {
            duration: left.earned.duration.min(right.earned.duration),
            sets: left.earned.sets.min(right.earned.sets),
            load: left.earned.load.min(right.earned.load),
        },
        may_progress: left.may_progress && right.may_progress,
        reasons: if left.reasons.is_empty() { right.reasons.clone() } else { left.reasons.clone() },
    }
}
