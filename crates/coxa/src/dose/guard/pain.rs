//! What pain does to a drill: G3 (red), G4 (rising from set to set) and G5 (amber and joint pain).

use super::clearance::Trigger;
use super::hurt::{HurtKind, MorningKind};
use super::ledger::{Cut, Fold, Held};
use super::sessions::{Episode, HurtTold, Report, SetLogged};
use crate::dose::EventKind;
use crate::vocabulary::{Day, EarnedSteps, PainSite, RuleId, Side};

impl Fold<'_> {
    pub(super) fn hurt(&mut self, order: usize, session: usize) {
        let facts = &self.sessions.all[session];
        let told: Vec<HurtTold> = facts.hurts.iter().filter(|hurt| hurt.order == order).copied().collect();
        for hurt in &told {
            if hurt.kind.is_red() {
                self.red_episode(hurt.side, hurt.episode, order);
            }
            for drill in self.drills_of(hurt, session) {
                match hurt.kind {
                    HurtKind::Stop | HurtKind::Red => self.red(drill, hurt.side, session, order),
                    HurtKind::Soreness => self.account(drill, hurt.side).reset(order),
                    HurtKind::Joint => self.joint(drill, hurt.side, session, order),
                    HurtKind::Amber => self.amber(drill, hurt.side, session, order),
                    HurtKind::Green => {}
                }
            }
            self.rise_within_drill(hurt, session);
        }
        if let Some(hurt) = told.first().filter(|hurt| tells_pain(hurt)) {
            self.rise_over_sessions(hurt.told.site, order);
        }
    }

    /// The drill a hurt names, or every drill of its session on that side that loads the site; a stop or red that finds
    /// none of these concerns every drill of that side.
    fn drills_of(&self, hurt: &HurtTold, session: usize) -> Vec<usize> {
        if let Some(drill) = hurt.drill {
            return vec![drill];
        }
        let performed = self.sessions.all[session].performed().into_iter();
        let mine: Vec<usize> = performed.filter(|(_, side)| *side == hurt.side).map(|(drill, _)| drill).collect();
        let loading: Vec<usize> =
            mine.iter().copied().filter(|drill| self.context.loads(*drill, hurt.told.site)).collect();
        if loading.is_empty() && hurt.kind.is_red() { mine } else { loading }
    }

    // --- G3 -------------------------------------------------------------------------------------------------------

    /// Reds that a whole session brings, by its morning or by pain that rose over sessions.
    pub(super) fn reds(&mut self, drills: &[(usize, Side)], session: usize, order: usize) {
        let episode = Episode { session: Some(session), day: self.sessions.all[session].day };
        for (drill, side) in drills.iter().copied() {
            self.red_episode(side, episode, order);
            self.red(drill, side, session, order);
        }
    }

    fn red(&mut self, drill: usize, side: Side, session: usize, order: usize) {
        let day = self.day(order);
        self.spoil_step(drill, side, session, order);
        self.cut(drill, side, order);
        for easier in self.context.below(drill) {
            self.cut(easier, side, order);
        }
        let window = self.context.days("red_cap_days");
        let account = self.account(drill, side);
        let other_sessions = || account.reds.iter().filter(|(other, _)| *other != session);
        let again = other_sessions().next().is_some();
        let repeated = other_sessions().any(|(_, then)| day.since(*then) < window);
        account.reds.push((session, day));
        let trigger = self.trigger(Some(drill), side, RuleId::G3, order);
        if repeated {
            self.account(drill, side).capped.push(trigger.clone());
        }
        if self.context.regressions[drill].is_empty() {
            let account = self.account(drill, side);
            account.reset(order);
            account.earned = EarnedSteps::default();
            account.out.push(trigger.clone());
            // Without a regression every red put it out.
            if again {
                self.ledger.referrals.push(trigger);
            }
        } else {
            self.lock_down(drill, side, RuleId::G3, order);
        }
    }

    /// Two episodes with a red within the window of days, or in two sessions near each other: refer.
    fn red_episode(&mut self, side: Side, red: Episode, order: usize) {
        let (days, sessions) = (self.context.days("red_window_days"), self.context.needed("red_sessions_near"));
        let near = |other: &Episode| {
            let few_sessions = red.session.zip(other.session).is_some_and(|(one, two)| one.abs_diff(two) < sessions);
            *other != red && (red.day.since(other.day).abs() < days || few_sessions)
        };
        let again = self.red_episodes.get(side).iter().any(near);
        self.red_episodes.get_mut(side).push(red);
        if again {
            let trigger = self.trigger(None, side, RuleId::G3, order);
            self.ledger.referrals.push(trigger);
        }
    }

    fn cut(&mut self, drill: usize, side: Side, order: usize) {
        let cut = Cut { order, day: self.day(order), settled: 0 };
        self.account(drill, side).cuts.push(cut);
    }

    fn trigger(&self, drill: Option<usize>, side: Side, rule: RuleId, order: usize) -> Trigger {
        let names = drill.map(|drill| self.context.drills[drill].id.as_str().to_owned()).into_iter().collect();
        Trigger { order, day: self.day(order), rule, side: Some(side), names }
    }

    /// One level down: the drill waits until a regression takes a level step. One without a regression loses volume.
    pub(super) fn lock_down(&mut self, drill: usize, side: Side, rule: RuleId, order: usize) {
        let held = Held { rule, order, day: self.day(order) };
        let lowest = self.context.regressions[drill].is_empty();
        let account = self.account(drill, side);
        account.reset(order);
        account.earned = EarnedSteps::default();
        if lowest {
            self.cut(drill, side, order);
        } else {
            account.locked.push(held);
        }
    }

    /// Pain at one site over the last three sessions in which it was told: never falling and up by the threshold, with the
    /// pain of stops counted or, when this event is none, left out: a stop neither hides a rise nor is hidden by one.
    pub(super) fn rise_over_sessions(&mut self, site: Option<PainSite>, order: usize) {
        let Some(site) = site else { return };
        let is_stop = |hurt: &HurtTold| hurt.order == order && hurt.kind == HurtKind::Stop;
        let by_stop = self.sessions.all.iter().any(|session| session.hurts.iter().any(is_stop));
        let counted = self.risen(site, order, Stops::Counted);
        let left_out = if by_stop { None } else { self.risen(site, order, Stops::LeftOut) };
        for session in counted.into_iter().chain(left_out.filter(|session| Some(*session) != counted)) {
            let sides_told = self.sides_told(session, site, order);
            let mut concerned = self.sessions.all[session].performed();
            concerned.retain(|(drill, side)| sides_told.contains(side) && self.context.loads(*drill, Some(site)));
            self.reds(&concerned, session, order);
        }
    }

    /// The third session of a rise.
    fn risen(&self, site: PainSite, order: usize, stops: Stops) -> Option<usize> {
        let told: Vec<(usize, u8)> = (0..self.sessions.all.len())
            .filter_map(|session| self.strongest(session, site, order, stops).map(|pain| (session, pain)))
            .collect();
        let [.., (_, first), (_, second), (third_session, third)] = told.as_slice() else { return None };
        let rise = i64::from(*third) - i64::from(*first);
        let has_risen = first <= second && second <= third && rise >= self.context.threshold("pain_rise_sessions");
        has_risen.then_some(*third_session)
    }

    /// The strongest pain told at a site in a session up to an event, soreness left out.
    fn strongest(&self, session: usize, site: PainSite, up_to: usize, stops: Stops) -> Option<u8> {
        let facts = &self.sessions.all[session];
        let counts = |hurt: &&HurtTold| {
            let is_left_out = stops == Stops::LeftOut && hurt.kind == HurtKind::Stop;
            hurt.order <= up_to && hurt.told.site == Some(site) && tells_pain(hurt) && !is_left_out
        };
        let reports = facts.reports.iter().filter(|report| report_tells(report, site, up_to));
        let hurts = facts.hurts.iter().filter(counts);
        hurts.filter_map(|hurt| hurt.told.pain_nrs).chain(reports.filter_map(|report| report.pain_nrs)).max()
    }

    fn sides_told(&self, session: usize, site: PainSite, up_to: usize) -> Vec<Side> {
        let facts = &self.sessions.all[session];
        if facts.reports.iter().any(|report| report_tells(report, site, up_to)) {
            return Side::ALL.to_vec();
        }
        let hurts =
            facts.hurts.iter().filter(|hurt| hurt.order <= up_to && hurt.told.site == Some(site) && tells_pain(hurt));
        hurts.map(|hurt| hurt.side).collect()
    }

    // --- G4 -------------------------------------------------------------------------------------------------------

    /// From set to set at one site, strongest pain of each, soreness left out.
    fn rise_within_drill(&mut self, now: &HurtTold, session: usize) {
        let (Some(drill), Some(_)) = (now.drill, now.told.pain_nrs) else { return };
        if now.kind == HurtKind::Soreness {
            return;
        }
        let facts = &self.sessions.all[session];
        let same_series = |hurt: &&HurtTold| {
            hurt.order <= now.order
                && (hurt.drill, hurt.side, hurt.told.site) == (now.drill, now.side, now.told.site)
                && hurt.kind != HurtKind::Soreness
        };
        let set_of = |hurt: &HurtTold| {
            let logged = |set: &&SetLogged| set.drill == drill && set.side == now.side && set.order < hurt.order;
            facts.sets.iter().filter(logged).count()
        };
        let set = set_of(now);
        if set == 0 {
            return;
        }
        let baseline = self.baseline(now.told.site, now.order);
        let strongest = |wanted: usize| {
            let hurts = facts.hurts.iter().filter(same_series).filter(|hurt| set_of(hurt) == wanted);
            hurts.filter_map(|hurt| hurt.told.pain_nrs).map(i64::from).max().unwrap_or(0).max(baseline)
        };
        let (before, pain) = (strongest(set - 1), strongest(set));
        let cap = if self.context.is_joint(now.told.site) {
            self.context.joint_cap(baseline)
        } else {
            self.context.threshold("pain_red_above")
        };
        let rise = pain - before;
        if rise >= self.context.threshold("pain_rise_sets") || (rise > 0 && pain > cap) {
            self.lock_down(drill, now.side, RuleId::G4, now.order);
            self.over_for_today(drill, now.side, RuleId::G4, now.order);
        }
    }

    fn over_for_today(&mut self, drill: usize, side: Side, rule: RuleId, order: usize) {
        let held = Held { rule, order, day: self.day(order) };
        self.account(drill, side).over.push(held);
    }

    fn baseline(&self, site: Option<PainSite>, order: usize) -> i64 {
        let assessment = self.events[..order].iter().rev().find_map(|event| match &event.kind {
            EventKind::AssessmentRecorded(assessment) => Some(assessment.as_ref()),
            _ => None,
        });
        super::sessions::baseline(assessment, site)
    }

    // --- G5 -------------------------------------------------------------------------------------------------------

    fn amber(&mut self, drill: usize, side: Side, session: usize, order: usize) {
        self.spoil_step(drill, side, session, order);
        let performances = (0..=session).filter(|at| self.sessions.all[*at].first_set(drill, side).is_some());
        let performances: Vec<usize> = performances.collect();
        let in_a_row = self.context.count("ambers_lock");
        let account = self.account(drill, side);
        account.reset(order);
        account.ambers.push(session);
        let latest = performances.len().checked_sub(in_a_row).map(|from| &performances[from..]);
        if latest.is_some_and(|latest| latest.iter().all(|at| account.ambers.contains(at))) {
            self.lock_down(drill, side, RuleId::G5, order);
        }
    }

    fn joint(&mut self, drill: usize, side: Side, session: usize, order: usize) {
        self.spoil_step(drill, side, session, order);
        self.over_for_today(drill, side, RuleId::G5, order);
        let (day, window) = (self.day(order), self.context.days("joint_repeat_days"));
        let account = self.account(drill, side);
        account.reset(order);
        let again = account.joints.iter().any(|(other, then)| *other != session && day.since(*then) < window);
        account.joints.push((session, day));
        if again {
            let out = self.trigger(Some(drill), side, RuleId::G5, order);
            self.ledger.referrals.push(out.clone());
            let account = self.account(drill, side);
            account.earned = EarnedSteps::default();
            account.out.push(out);
        }
    }

    /// A red, amber or joint hold within the first performances after a variable's last step takes its room for a while.
    fn spoil_step(&mut self, drill: usize, side: Side, session: usize, order: usize) {
        let watched = self.context.needed("step_watched");
        let until: Day = self.day(order).plus(self.context.days("red_cap_days"));
        let mut performances: Vec<(usize, usize)> = (0..self.sessions.all.len())
            .filter_map(|at| self.sessions.all[at].first_set(drill, side).map(|first| (first, at)))
            .collect();
        performances.sort_unstable();
        for (variable, stepped) in self.account(drill, side).last_steps.clone() {
            let after: Vec<(usize, usize)> =
                performances.iter().copied().filter(|(first, _)| *first > stepped).collect();
            // Told late of a watched performance, or before the first set of the next one after those.
            let spoilt = after.iter().take(watched).any(|(_, at)| *at == session)
                || after.get(watched).is_none_or(|(next, _)| order < *next);
            if spoilt {
                self.account(drill, side).no_room.push((variable, until));
            }
        }
    }
}

/// Whether the pain of a stop counts where pain rises over sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stops {
    Counted,
    LeftOut,
}

/// Whether a hurt tells how strong the pain was, soreness left out.
fn tells_pain(hurt: &HurtTold) -> bool {
    hurt.kind != HurtKind::Soreness && hurt.told.pain_nrs.is_some()
}

fn report_tells(report: &Report, site: PainSite, up_to: usize) -> bool {
    report.order <= up_to
        && report.site == Some(site)
        && report.kind != MorningKind::Soreness
        && report.pain_nrs.is_some()
}
