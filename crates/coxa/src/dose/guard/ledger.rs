//! What each drill has earned and lost on each side: the fold of a journal in its order.

use std::collections::BTreeMap;

use super::Context;
use super::clearance::{Clearances, Trigger};
use super::hurt::{HurtKind, MorningKind};
use super::sessions::{Episode, HurtTold, Sessions, SetLogged, sides};
use super::steps::{Moment, StepSize, Variable, at_least, due, next_step};
use crate::dose::{ClearedBy, Event, EventKind, FormSeenBy, Preference};
use crate::prescribe::Work;
use crate::vocabulary::{BySide, Day, EarnedSteps, RuleId, Side};

/// A rule that holds a drill back, with the event and day that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) rule: RuleId,
    pub(super) order: usize,
    pub(super) day: Day,
}

/// A red or lock that cut a drill's volume, with the qualifying performances that count towards its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) order: usize,
    pub(super) day: Day,
    pub(super) settled: usize,
}

/// One drill on one side.
#[derive(Debug, Clone, Default)]
pub(super) struct Account {
    /// Qualifying performances since the latest red, hold, lock, step or restart.
    pub(super) qualifying: u8,
    /// Performances whose first set is not later than this event do not count.
    counts_after: Option<usize>,
    /// The latest restart.
    restarted_at: Option<usize>,
    pub(super) earned: EarnedSteps,
    /// Earned by a level step of a regression or by a clinician.
    pub(super) unlocked: bool,
    /// Locked down, each until a regression takes a level step.
    pub(super) locked: Vec<Held>,
    /// Out, each until cleared.
    pub(super) out: Vec<Trigger>,
    /// Capped, each until cleared.
    pub(super) capped: Vec<Trigger>,
    /// Over for the day of the event.
    pub(super) over: Vec<Held>,
    /// What cuts this drill's volume, each until it is settled by itself.
    pub(super) cuts: Vec<Cut>,
    /// Whether anything qualified since the latest restart, for G7.
    pub(super) qualified_since_restart: bool,
    pub(super) preferred: Option<Variable>,
    /// The latest step of each variable since the latest restart.
    pub(super) last_steps: Vec<(Variable, usize)>,
    pub(super) no_room: Vec<(Variable, Day)>,
    pub(super) reds: Vec<(usize, Day)>,
    pub(super) joints: Vec<(usize, Day)>,
    pub(super) ambers: Vec<usize>,
}

impl Account {
    /// Red, hold, lock and restart: counting starts again.
    pub(super) fn reset(&mut self, order: usize) {
        self.qualifying = 0;
        self.counts_after = Some(order);
    }
}

/// The fold's result.
#[derive(Default)]
pub(super) struct Ledger {
    pub(super) accounts: Vec<BySide<Account>>,
    /// Reds in two sessions (G3) and joint pain twice (G5), each until cleared.
    pub(super) referrals: Vec<Trigger>,
}

/// The state of the fold.
pub(super) struct Fold<'a> {
    pub(super) events: &'a [Event],
    pub(super) sessions: &'a Sessions,
    pub(super) clearances: &'a Clearances<'a>,
    pub(super) triggers: &'a [Trigger],
    pub(super) context: &'a Context<'a>,
    pub(super) ledger: Ledger,
    /// Episodes with a red, per side.
    pub(super) red_episodes: BySide<Vec<Episode>>,
    /// What was due at a session's first set of a drill, by (session, drill, side); absent when it could not be done.
    due: BTreeMap<(usize, usize, Side), Option<Due>>,
}

/// What was due of a drill at a session's first set of it.
#[derive(Debug, Clone, Copy)]
struct Due {
    sets: u8,
    work: Work,
    load: u8,
    /// Whether the volume was cut; such a performance helps to end the cut and earns nothing else.
    was_cut: bool,
}

/// Events, their sessions, G1 and G2 triggers => what each drill has earned and lost.
pub(super) fn fold<'a>(
    events: &'a [Event],
    sessions: &'a Sessions,
    clearances: &'a Clearances<'a>,
    triggers: &'a [Trigger],
    progress: bool,
    context: &'a Context<'a>,
) -> Ledger {
    let ledger = Ledger { accounts: vec![BySide::default(); context.drills.len()], referrals: Vec::new() };
    let (red_episodes, due) = (BySide::default(), BTreeMap::new());
    let mut fold = Fold { events, sessions, clearances, triggers, context, ledger, red_episodes, due };
    for order in 0..events.len() {
        fold.hear(order, progress);
    }
    fold.ledger
}

impl Fold<'_> {
    pub(super) fn account(&mut self, drill: usize, side: Side) -> &mut Account {
        self.ledger.accounts[drill].get_mut(side)
    }

    pub(super) fn day(&self, order: usize) -> Day {
        self.events[order].day
    }

    fn hear(&mut self, order: usize, progress: bool) {
        match &self.events[order].kind {
            EventKind::SetDone { session, .. } => {
                if let Some(session) = self.sessions.of(session) {
                    self.note_due(order, session);
                }
            }
            EventKind::Hurt { .. } => {
                if let Some(session) = self.sessions.of_hurt(order) {
                    self.hurt(order, session);
                }
            }
            EventKind::MorningReport { session, .. } => {
                if let Some(session) = self.sessions.of(session) {
                    self.morning(order, session, progress);
                }
            }
            EventKind::Cleared(_) => self.restart(order),
            EventKind::Overridden { by: ClearedBy::Clinician, rule, to, reason } if !reason.trim().is_empty() => {
                self.lift(rule, to);
            }
            EventKind::Preference(Preference::TooHard(drill)) => {
                if let Some(drill) = self.context.drill_index(drill) {
                    Side::ALL.into_iter().for_each(|side| self.lock_down(drill, side, RuleId::G8, order));
                }
            }
            EventKind::Preference(Preference::Variable(drill, variable)) => {
                if let Some(drill) = self.context.drill_index(drill) {
                    for side in Side::ALL {
                        self.account(drill, side).preferred = Variable::from_word(variable);
                    }
                }
            }
            _ => {}
        }
    }

    fn morning(&mut self, order: usize, session: usize, progress: bool) {
        let facts = &self.sessions.all[session];
        let Some(report) = facts.reports.iter().find(|report| report.order == order).copied() else { return };
        let performed = facts.performed();
        let loaded = performed.iter().copied().filter(|(drill, _)| self.context.loads(*drill, report.site));
        let loaded: Vec<(usize, Side)> = loaded.collect();
        match report.kind {
            MorningKind::Worse => self.reds(&loaded, session, order),
            MorningKind::Soreness => loaded.iter().for_each(|(drill, side)| self.account(*drill, *side).reset(order)),
            MorningKind::Unclear | MorningKind::Quiet => {}
        }
        if report.kind != MorningKind::Soreness && report.pain_nrs.is_some() {
            self.rise_over_sessions(report.site, order);
        }
        if report.is_the_morning && report.kind == MorningKind::Quiet {
            let qualifying =
                performed.into_iter().filter(|(drill, side)| self.qualifies(*drill, *side, session, order));
            let qualifying: Vec<(usize, Side)> = qualifying.collect();
            self.credit(&qualifying, session, order, progress);
        }
    }

    fn note_due(&mut self, order: usize, session: usize) {
        let sessions = self.sessions;
        for SetLogged { drill, side, .. } in sessions.all[session].sets.iter().filter(|set| set.order == order).copied()
        {
            if self.due.contains_key(&(session, drill, side)) {
                continue;
            }
            let account = self.ledger.accounts[drill].get(side);
            let context = self.context;
            let volume = super::volume_pct(account, context);
            let open = |triggers: &[Trigger]| {
                triggers.iter().any(|trigger| self.clearances.stood_at(order, self.day(order), trigger, context))
            };
            let earned = account.unlocked || context.is_entry(drill) || context.is_first_impact(drill);
            let could = earned && account.locked.is_empty() && !open(&account.out) && !open(&account.capped);
            let (sets, work) = due(&context.drills[drill], account.earned, volume, StepSize::of(context));
            let now = could.then_some(Due { sets, work, load: account.earned.load, was_cut: !account.cuts.is_empty() });
            self.due.insert((session, drill, side), now);
        }
    }

    fn qualifies(&self, drill: usize, side: Side, session: usize, order: usize) -> bool {
        let facts = &self.sessions.all[session];
        let row = &self.context.drills[drill];
        let Some(Some(due)) = self.due.get(&(session, drill, side)).copied() else { return false };
        let must_be_seen = i64::from(row.support_level) >= self.context.threshold("form_seen_from_support");
        let in_form = |set: &SetLogged| {
            set.form_kept == Some(true)
                && (!must_be_seen || matches!(set.form_seen_by, Some(FormSeenBy::Camera | FormSeenBy::Person)))
        };
        let done = |set: &SetLogged| {
            set.level == Some(row.complexity_level)
                && (!row.is_graded() || set.load_grade == Some(due.load))
                && set.work.is_some_and(|work| at_least(work, due.work))
                && set.challenge.is_some_and(|challenge| challenge <= row.dose.effort_cap)
        };
        let mine = |set: &&SetLogged| set.drill == drill && set.side == side && set.order <= order;
        let calm = |hurt: &HurtTold| {
            let stops = matches!(hurt.kind, HurtKind::Stop | HurtKind::Red);
            let in_drill = hurt.drill.is_none_or(|own| own == drill);
            !stops && (!in_drill || hurt.kind == HurtKind::Green)
        };
        let mut hurts = facts.hurts.iter().filter(|hurt| hurt.side == side && hurt.order <= order);
        let unreadable = |(at, day): &(usize, Day)| *at <= order && *day == facts.day;
        facts.nothing_new(order)
            && facts.sets.iter().filter(mine).count() >= usize::from(due.sets)
            && facts.sets.iter().filter(mine).all(|set| done(set) && in_form(set))
            && hurts.all(calm)
            && !self.red_episodes.get(side).iter().any(|red| red.session == Some(session))
            && !self.ended_by_rise(drill, side, session)
            && facts.is_quiet(order)
            && !self.sessions.unreadable.iter().any(unreadable)
    }

    /// Whether G4 ended the drill in a session.
    fn ended_by_rise(&self, drill: usize, side: Side, session: usize) -> bool {
        let over = &self.ledger.accounts[drill].get(side).over;
        over.iter().any(|held| held.rule == RuleId::G4 && self.sessions.of_hurt(held.order) == Some(session))
    }

    /// Counts qualifying performances and takes the steps they earn; all are judged before any step changes anything.
    fn credit(&mut self, qualifying: &[(usize, Side)], session: usize, order: usize, progress: bool) {
        let session_day = self.sessions.all[session].day;
        let at = Moment { order, day: self.day(order) };
        let review_days = self.context.days("red_review_days");
        let ends_after = self.context.needed("cut_ends_after");
        let mut counted: Vec<(usize, Side)> = Vec::new();
        for (drill, side) in qualifying.iter().copied() {
            let stands = self.sessions.all[session].first_set(drill, side);
            let was_cut = self.due.get(&(session, drill, side)).is_some_and(|due| due.is_some_and(|due| due.was_cut));
            let account = self.account(drill, side);
            account.qualified_since_restart |= stands > account.restarted_at;
            for cut in &mut account.cuts {
                let reviewed = stands > Some(cut.order) && session_day.since(cut.day) >= review_days;
                cut.settled += usize::from(reviewed);
            }
            account.cuts.retain(|cut| cut.settled < ends_after);
            if stands > account.counts_after && !was_cut {
                account.qualifying = account.qualifying.saturating_add(1);
                counted.push((drill, side));
            }
        }
        let enough = self.context.needed("qualify_for_step");
        let steps: Vec<(usize, Side, Variable)> = counted
            .iter()
            .filter(|(drill, side)| usize::from(self.ledger.accounts[*drill].get(*side).qualifying) >= enough)
            .filter(|(_, side)| progress && !self.referred(*side, order))
            .filter_map(|(drill, side)| {
                next_step(*drill, *side, &self.ledger, at, self.context).map(|variable| (*drill, *side, variable))
            })
            .collect();
        for (drill, side, variable) in steps {
            self.step(drill, side, variable, order);
        }
    }

    /// Whether a G3 referral of this side was open at an event: no step is taken until somebody has looked.
    fn referred(&self, side: Side, order: usize) -> bool {
        let mine = |open: &&Trigger| open.rule == RuleId::G3 && open.side == Some(side);
        let mut open = self.ledger.referrals.iter().filter(mine);
        open.any(|open| self.clearances.stood_at(order, self.day(order), open, self.context))
    }

    fn step(&mut self, drill: usize, side: Side, variable: Variable, order: usize) {
        let account = self.account(drill, side);
        account.reset(order);
        account.last_steps.retain(|(other, _)| *other != variable);
        account.last_steps.push((variable, order));
        match variable {
            Variable::Duration => account.earned.duration += 1,
            Variable::Sets => account.earned.sets += 1,
            Variable::Load => account.earned.load += 1,
            Variable::Level => {
                for harder in self.context.progressions[drill].clone() {
                    let harder = self.account(harder, side);
                    harder.unlocked = true;
                    harder.locked.retain(|lock| lock.order >= order);
                }
            }
        }
    }

    fn restart(&mut self, order: usize) {
        for trigger in self.triggers {
            if !self.clearances.first_closes_at(order, trigger, self.context) {
                continue;
            }
            for side in sides(trigger.side) {
                for accounts in &mut self.ledger.accounts {
                    let account = accounts.get_mut(side);
                    account.reset(order);
                    account.earned = EarnedSteps::default();
                    account.unlocked = false;
                    account.last_steps.clear();
                    account.qualified_since_restart = false;
                    account.restarted_at = Some(order);
                }
            }
        }
    }

    fn lift(&mut self, rule: &str, to: &str) {
        match rule {
            "G4" | "G5" | "G8" => {
                for accounts in &mut self.ledger.accounts {
                    for side in Side::ALL {
                        let account = accounts.get_mut(side);
                        account.out.retain(|trigger| trigger.rule.id() != rule);
                        account.locked.retain(|lock| lock.rule.id() != rule);
                    }
                }
                self.ledger.referrals.retain(|trigger| trigger.rule.id() != rule);
            }
            "G6" => {
                if let Some(drill) = self.context.drill_index(&to.into()) {
                    Side::ALL.into_iter().for_each(|side| self.account(drill, side).unlocked = true);
                }
            }
            _ => {}
        }
    }
}
