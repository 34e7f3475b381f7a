//! What pain does to a drill: G3 (red), G4 (rising from set to set) and G5 (amber and joint pain).

use super::clearance::Trigger;
use super::hurt::{HurtKind, MorningKind};
use super::ledger::{Fold, Lock};
use super::sessions::{HurtTold, Report, SetLogged};
use crate::dose::EventKind;
use crate::vocabulary::{Day, EarnedSteps, PainSite, RuleId, Side};

impl Fold<'_> {
    // --- G3 -------------------------------------------------------------------------------------------------------

    pub(super) fn red(&mut self, drill: usize, side: Side, session: usize, order: usize) {
        let day = self.day(order);
        self.spoil_step(drill, side, session, order);
        self.cut(drill, side, day, order);
        for regression in self.context.regressions[drill].clone() {
            self.cut(regression, side, day, order);
        }
        let window = self.context.days("red_cap_days");
        let account = self.account(drill, side);
        account.qualifying = 0;
        let repeated = account.reds.iter().any(|(other, then)| *other != session && day.since(*then) < window);
        if !account.reds.iter().any(|(other, _)| *other == session) {
            account.reds.push((session, day));
        }
        if repeated {
            self.close(drill, side, RuleId::G3, order);
        }
        if self.context.regressions[drill].is_empty() {
            let already = self.outs_at_lowest.get(side).iter().any(|out| out.order == order);
            let trigger = self.close(drill, side, RuleId::G3, order);
            if !already {
                self.outs_at_lowest.get_mut(side).push(trigger);
                if self.outs_at_lowest.get(side).len() >= 2 {
                    self.refer(RuleId::G3, side, order);
                }
            }
        } else {
            self.lock_down(drill, side, RuleId::G3, order);
        }
        self.red_session(side, session, order);
    }

    /// Two sessions with a red within the window of days, or among four consecutive sessions: refer.
    fn red_session(&mut self, side: Side, session: usize, order: usize) {
        let days = self.context.days("red_window_days");
        let sessions = &self.sessions.all;
        let near = |other: usize| {
            let apart = sessions[session].day.since(sessions[other].day).abs();
            other != session && (apart < days || session.abs_diff(other) < 4)
        };
        let again = self.red_sessions.get(side).iter().any(|other| near(*other));
        if !self.red_sessions.get(side).contains(&session) {
            self.red_sessions.get_mut(side).push(session);
        }
        if again {
            self.refer(RuleId::G3, side, order);
        }
    }

    fn cut(&mut self, drill: usize, side: Side, day: Day, order: usize) {
        self.account(drill, side).cut = Some((day, order, 0));
    }

    fn refer(&mut self, rule: RuleId, side: Side, order: usize) {
        let day = self.day(order);
        self.ledger.referrals.push(Trigger { order, day, rule, side: Some(side), names: Vec::new() });
    }

    /// Puts a drill out until cleared.
    fn close(&mut self, drill: usize, side: Side, rule: RuleId, order: usize) -> Trigger {
        let names = vec![self.context.drills[drill].id.as_str().to_owned()];
        let trigger = Trigger { order, day: self.day(order), rule, side: Some(side), names };
        self.account(drill, side).closed.push(trigger.clone());
        trigger
    }

    pub(super) fn lock_down(&mut self, drill: usize, side: Side, rule: RuleId, order: usize) {
        let account = self.account(drill, side);
        account.qualifying = 0;
        account.earned = EarnedSteps::default();
        account.locked = Some(Lock { rule, order });
    }

    /// Pain at one site over the last three sessions in which it was told: never falling and up by the threshold.
    pub(super) fn rise_over_sessions(&mut self, site: Option<PainSite>, order: usize) {
        let Some(site) = site else { return };
        let told: Vec<(usize, u8)> = (0..self.sessions.all.len())
            .filter_map(|session| self.strongest(session, site, order).map(|pain| (session, pain)))
            .collect();
        let [.., (_, first), (_, second), (third_session, third)] = told.as_slice() else { return };
        let (third_session, rise) = (*third_session, i64::from(*third) - i64::from(*first));
        if first <= second && second <= third && rise >= self.context.threshold("pain_rise_sessions") {
            let told_sides = self.sides_told(third_session, site, order);
            for (drill, side) in self.sessions.all[third_session].performed() {
                if told_sides.contains(&side) && self.context.loads(drill, Some(site)) {
                    self.red(drill, side, third_session, order);
                }
            }
        }
    }

    /// The strongest pain told at a site in a session up to an event, soreness and stops left out.
    fn strongest(&self, session: usize, site: PainSite, up_to: usize) -> Option<u8> {
        let facts = &self.sessions.all[session];
        let hurts = facts.hurts.iter().filter(|hurt| {
            hurt.order <= up_to
                && hurt.told.site == Some(site)
                && !matches!(hurt.kind, HurtKind::Soreness | HurtKind::Stop)
        });
        let reports = facts.reports.iter().filter(|report| Self::tells(report, site, up_to));
        hurts.filter_map(|hurt| hurt.told.pain_nrs).chain(reports.filter_map(|report| report.pain_nrs)).max()
    }

    fn tells(report: &Report, site: PainSite, up_to: usize) -> bool {
        report.order <= up_to && report.site == Some(site) && report.kind != MorningKind::Soreness
    }

    fn sides_told(&self, session: usize, site: PainSite, up_to: usize) -> Vec<Side> {
        let facts = &self.sessions.all[session];
        if facts.reports.iter().any(|report| Self::tells(report, site, up_to) && report.pain_nrs.is_some()) {
            return Side::ALL.to_vec();
        }
        let hurts = facts.hurts.iter().filter(|hurt| hurt.order <= up_to && hurt.told.site == Some(site));
        hurts
            .filter(|hurt| !matches!(hurt.kind, HurtKind::Soreness | HurtKind::Stop) && hurt.told.pain_nrs.is_some())
            .map(|hurt| hurt.side)
            .collect()
    }

    // --- G4 -------------------------------------------------------------------------------------------------------

    /// From set to set, strongest pain of each, soreness left out.
    pub(super) fn rise_within_drill(&mut self, drill: usize, side: Side, session: usize, order: usize) {
        let facts = &self.sessions.all[session];
        let mine = |hurt: &&HurtTold| {
            hurt.order <= order && hurt.drill == Some(drill) && hurt.side == side && hurt.kind != HurtKind::Soreness
        };
        let set_of = |hurt: &HurtTold| {
            let logged = |set: &&SetLogged| set.drill == drill && set.side == side && set.order < hurt.order;
            facts.sets.iter().filter(logged).count()
        };
        let Some(now) = facts.hurts.iter().filter(mine).find(|hurt| hurt.order == order) else { return };
        let set = set_of(now);
        if set == 0 {
            return;
        }
        let baseline = self.baseline(now.told.site, order);
        let strongest = |wanted: usize| {
            let hurts = facts.hurts.iter().filter(mine).filter(|hurt| set_of(hurt) == wanted);
            hurts.filter_map(|hurt| hurt.told.pain_nrs).map(i64::from).max().unwrap_or(0).max(baseline)
        };
        let (before, now_pain) = (strongest(set - 1), strongest(set));
        let cap = if self.context.is_joint(now.told.site) {
            self.context.joint_cap(baseline)
        } else {
            self.context.threshold("pain_red_above")
        };
        let rise = now_pain - before;
        if rise >= self.context.threshold("pain_rise_sets") || (rise > 0 && now_pain > cap) {
            self.lock_down(drill, side, RuleId::G4, order);
        }
    }

    fn baseline(&self, site: Option<PainSite>, order: usize) -> i64 {
        let assessment = self.events[..order].iter().rev().find_map(|event| match &event.kind {
            EventKind::AssessmentRecorded(assessment) => Some(assessment.as_ref()),
            _ => None,
        });
        super::sessions::baseline(assessment, site)
    }

    // --- G5 -------------------------------------------------------------------------------------------------------

    pub(super) fn hold(&mut self, drill: usize, side: Side, session: usize, order: usize, spoils: bool) {
        if spoils {
            self.spoil_step(drill, side, session, order);
        }
        self.account(drill, side).qualifying = 0;
    }

    pub(super) fn amber(&mut self, drill: usize, side: Side, session: usize, order: usize) {
        self.hold(drill, side, session, order, true);
        let before = self.performances_before(drill, side, session);
        let account = self.account(drill, side);
        if account.ambers_in_a_row.last() == Some(&session) {
            return;
        }
        // "In a row" means that the performance just before this one had an amber too.
        if account.ambers_in_a_row.last() != before.last() {
            account.ambers_in_a_row.clear();
        }
        account.ambers_in_a_row.push(session);
        if account.ambers_in_a_row.len() >= 3 {
            account.ambers_in_a_row.clear();
            self.lock_down(drill, side, RuleId::G5, order);
        }
    }

    fn performances_before(&self, drill: usize, side: Side, session: usize) -> Vec<usize> {
        (0..session).filter(|earlier| self.sessions.all[*earlier].performed().contains(&(drill, side))).collect()
    }

    pub(super) fn joint(&mut self, drill: usize, side: Side, session: usize, order: usize) {
        self.hold(drill, side, session, order, true);
        let (day, window) = (self.day(order), self.context.days("joint_repeat_days"));
        let account = self.account(drill, side);
        let again = account.joints.iter().any(|(other, then)| *other != session && day.since(*then) < window);
        if !account.joints.iter().any(|(other, _)| *other == session) {
            account.joints.push((session, day));
        }
        if again {
            self.close(drill, side, RuleId::G5, order);
            self.refer(RuleId::G5, side, order);
        }
    }
}
