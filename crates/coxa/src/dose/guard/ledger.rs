//! What each drill has earned and lost on each side: the fold of a journal in its order.

use std::collections::BTreeMap;

use super::Context;
use super::clearance::{Clearances, Trigger};
use super::hurt::{HurtKind, MorningKind};
use super::sessions::{HurtTold, Sessions, SetLogged, sides};
use super::steps::{StepSize, Variable, due, next_step};
use crate::dose::{ClearedBy, Event, EventKind, FormSeenBy, Preference};
use crate::prescribe::Work;
use crate::vocabulary::{BySide, Day, EarnedSteps, RuleId, Side};

/// Why a drill may not be done for now, with the event that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lock {
    pub(super) rule: RuleId,
    pub(super) order: usize,
}

/// One drill on one side.
#[derive(Debug, Clone, Default)]
pub(super) struct Account {
    /// Qualifying performances since the latest red, hold, lock, step or restart.
    pub(super) qualifying: u8,
    pub(super) earned: EarnedSteps,
    /// Earned by a level step of a regression or by a clinician.
    pub(super) unlocked: bool,
    pub(super) locked: Option<Lock>,
    /// Out or capped, each until cleared.
    pub(super) closed: Vec<Trigger>,
    /// The day of the latest red that cut this drill's volume, the event, and the qualifying performances since its review.
    pub(super) cut: Option<(Day, usize, u8)>,
    /// Whether anything qualified since the latest restart, for G7.
    pub(super) qualified_since_restart: bool,
    pub(super) preferred: Option<Variable>,
    pub(super) reds: Vec<(usize, Day)>,
    pub(super) joints: Vec<(usize, Day)>,
    pub(super) ambers_in_a_row: Vec<usize>,
    pub(super) last_step: Option<(Variable, usize)>,
    pub(super) no_room: Vec<(Variable, Day)>,
}

/// The fold's result.
pub(super) struct Ledger {
    pub(super) accounts: Vec<BySide<Account>>,
    /// G3 and G5 referrals, each until cleared.
    pub(super) referrals: Vec<Trigger>,
}

pub(super) struct Fold<'a> {
    pub(super) events: &'a [Event],
    pub(super) sessions: &'a Sessions,
    pub(super) clearances: &'a Clearances<'a>,
    pub(super) triggers: &'a [Trigger],
    pub(super) context: &'a Context<'a>,
    pub(super) ledger: Ledger,
    /// Sessions with a red, per side, in order.
    pub(super) red_sessions: BySide<Vec<usize>>,
    pub(super) outs_at_lowest: BySide<Vec<Trigger>>,
    /// What was due at a session's first set of a drill, by (session, drill, side).
    pub(super) due: BTreeMap<(usize, usize, Side), (u8, Work)>,
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
    let (red_sessions, outs_at_lowest) = (BySide::default(), BySide::default());
    let mut fold = Fold {
        events,
        sessions,
        clearances,
        triggers,
        context,
        ledger,
        red_sessions,
        outs_at_lowest,
        due: BTreeMap::new(),
    };
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
            EventKind::Hurt { session: Some(session), .. } => {
                if let Some(session) = self.sessions.of(session) {
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
                    for side in Side::ALL {
                        self.lock_down(drill, side, RuleId::G8, order);
                    }
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

    fn hurt(&mut self, order: usize, session: usize) {
        let facts = &self.sessions.all[session];
        let told: Vec<HurtTold> = facts.hurts.iter().filter(|hurt| hurt.order == order).copied().collect();
        for hurt in told {
            let drills = self.drills_of(&hurt, session);
            for drill in drills {
                match hurt.kind {
                    HurtKind::Red => self.red(drill, hurt.side, session, order),
                    HurtKind::Soreness => self.hold(drill, hurt.side, session, order, false),
                    HurtKind::Joint => self.joint(drill, hurt.side, session, order),
                    HurtKind::Amber => self.amber(drill, hurt.side, session, order),
                    HurtKind::Stop | HurtKind::Green => {}
                }
                self.rise_within_drill(drill, hurt.side, session, order);
            }
            self.rise_over_sessions(hurt.told.site, order);
        }
    }

    /// The drill a hurt names, or every drill of its session on that side that loads the site.
    fn drills_of(&self, hurt: &HurtTold, session: usize) -> Vec<usize> {
        if let Some(drill) = hurt.drill {
            return vec![drill];
        }
        let performed = self.sessions.all[session].performed().into_iter();
        let loading =
            performed.filter(|(drill, side)| *side == hurt.side && self.context.loads(*drill, hurt.told.site));
        loading.map(|(drill, _)| drill).collect()
    }

    fn morning(&mut self, order: usize, session: usize, progress: bool) {
        let facts = &self.sessions.all[session];
        let Some(report) = facts.reports.iter().find(|report| report.order == order).copied() else { return };
        let loaded = facts.performed().into_iter().filter(|(drill, _)| self.context.loads(*drill, report.site));
        let loaded: Vec<(usize, Side)> = loaded.collect();
        match report.kind {
            MorningKind::Worse => loaded.iter().for_each(|(drill, side)| self.red(*drill, *side, session, order)),
            MorningKind::Soreness => {
                loaded.iter().for_each(|(drill, side)| self.hold(*drill, *side, session, order, false));
            }
            MorningKind::Unclear | MorningKind::Quiet => {}
        }
        if report.kind != MorningKind::Soreness && report.pain_nrs.is_some() && report.site.is_some() {
            self.rise_over_sessions(report.site, order);
        }
        if report.is_the_morning && report.kind == MorningKind::Quiet {
            for (drill, side) in facts.performed() {
                if self.qualifies(drill, side, session) {
                    self.credit(drill, side, session, order, progress);
                }
            }
        }
    }

    // --- G6 -------------------------------------------------------------------------------------------------------

    fn note_due(&mut self, order: usize, session: usize) {
        let size = StepSize::of(self.context);
        let logged = self.sessions.all[session].sets.iter().filter(|set| set.order == order);
        for set in logged {
            let account = self.ledger.accounts[set.drill].get(set.side);
            let volume = super::volume_pct(account, self.context);
            let now = due(&self.context.drills[set.drill], account.earned, volume, size);
            self.due.entry((session, set.drill, set.side)).or_insert(now);
        }
    }

    fn qualifies(&self, drill: usize, side: Side, session: usize) -> bool {
        let facts = &self.sessions.all[session];
        let row = &self.context.drills[drill];
        let mine = |set: &&SetLogged| set.drill == drill && set.side == side;
        let Some((sets_due, work_due)) = self.due.get(&(session, drill, side)).copied() else { return false };
        let must_be_seen = i64::from(row.support_level) >= self.context.threshold("form_seen_from_support");
        let in_form = |set: &SetLogged| {
            set.form_kept == Some(true)
                && (!must_be_seen || matches!(set.form_seen_by, Some(FormSeenBy::Camera | FormSeenBy::Person)))
        };
        let done = |set: &SetLogged| {
            set.level == Some(row.complexity_level)
                && set.work.is_some_and(|work| super::steps::at_least(work, work_due))
                && set.challenge.is_some_and(|challenge| challenge <= row.dose.effort_cap)
        };
        let calm = |hurt: &&HurtTold| {
            let here = hurt.side == side && matches!(hurt.kind, HurtKind::Stop | HurtKind::Red);
            let in_drill = hurt.side == side && hurt.drill.is_none_or(|own| own == drill);
            !here && (!in_drill || hurt.kind == HurtKind::Green)
        };
        facts.nothing_new
            && facts.sets.iter().filter(mine).count() >= usize::from(sets_due)
            && facts.sets.iter().filter(mine).all(|set| done(set) && in_form(set))
            && facts.hurts.iter().all(|hurt| calm(&hurt))
            && facts.is_quiet()
            && !self.sessions.unreadable_days.contains(&facts.day)
    }

    fn credit(&mut self, drill: usize, side: Side, session: usize, order: usize, progress: bool) {
        let session_day = self.sessions.all[session].day;
        let review_days = self.context.days("red_review_days");
        let account = self.account(drill, side);
        account.qualified_since_restart = true;
        if let Some((day, event, credited)) = account.cut {
            if session_day.since(day) >= review_days {
                account.cut = (credited == 0).then_some((day, event, 1));
            }
        }
        account.qualifying += 1;
        if account.qualifying >= 2 && progress && !self.referred(side, order) {
            self.step(drill, side, order);
        }
    }

    /// Whether a G3 referral of this side was open at an event: no step is taken until somebody has looked.
    fn referred(&self, side: Side, order: usize) -> bool {
        let mine = |open: &&Trigger| open.rule == RuleId::G3 && open.side == Some(side);
        let mut open = self.ledger.referrals.iter().filter(mine);
        open.any(|open| !self.clearances.closed_before(order, open, self.context))
    }

    fn step(&mut self, drill: usize, side: Side, order: usize) {
        let today = self.day(order);
        let locked_progression = self.context.progressions[drill]
            .iter()
            .any(|harder| self.ledger.accounts[*harder].get(side).locked.is_some());
        let unearned = self.context.progressions[drill].iter().any(|harder| {
            let account = self.ledger.accounts[*harder].get(side);
            !account.unlocked && !self.context.is_entry(*harder)
        });
        let account = self.ledger.accounts[drill].get(side);
        let chosen = next_step(&self.context.drills[drill], account, locked_progression, unearned, today, self.context);
        let Some(variable) = chosen else { return };
        let account = self.account(drill, side);
        account.qualifying = 0;
        account.last_step = Some((variable, order));
        match variable {
            Variable::Duration => account.earned.duration += 1,
            Variable::Sets => account.earned.sets += 1,
            Variable::Load => account.earned.load += 1,
            Variable::Level => {
                for harder in self.context.progressions[drill].clone() {
                    let harder = self.account(harder, side);
                    harder.unlocked = true;
                    harder.locked = None;
                }
            }
        }
    }

    /// A red or hold not later than the second performance after a step takes that variable's room for a while.
    pub(super) fn spoil_step(&mut self, drill: usize, side: Side, session: usize, order: usize) {
        let until = self.day(order).plus(self.context.days("red_cap_days"));
        let Some((variable, stepped)) = self.account(drill, side).last_step else { return };
        let after_step = |other: &usize| {
            let first_set = |set: &&SetLogged| set.drill == drill && set.side == side;
            self.sessions.all[*other].sets.iter().find(first_set).is_some_and(|set| set.order > stepped)
        };
        let performances = (0..=session).filter(after_step).count();
        if (1..=2).contains(&performances) {
            let account = self.account(drill, side);
            account.no_room.push((variable, until));
            account.last_step = None;
        }
    }

    // --- clearance and overrides ----------------------------------------------------------------------------------

    fn restart(&mut self, order: usize) {
        for trigger in self.triggers {
            if !self.clearances.closes_at(order, trigger, self.context) {
                continue;
            }
            for side in sides(trigger.side) {
                for accounts in &mut self.ledger.accounts {
                    let account = accounts.get_mut(side);
                    account.qualifying = 0;
                    account.earned = EarnedSteps::default();
                    account.unlocked = false;
                    account.last_step = None;
                    account.qualified_since_restart = false;
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
                        account.closed.retain(|trigger| trigger.rule.id() != rule);
                        account.locked = account.locked.filter(|lock| lock.rule.id() != rule);
                    }
                }
                self.ledger.referrals.retain(|trigger| trigger.rule.id() != rule);
            }
            "G6" => {
                if let Some(drill) = self.context.drill_index(&to.into()) {
                    for side in Side::ALL {
                        self.account(drill, side).unlocked = true;
                    }
                }
            }
            _ => {}
        }
    }
}
