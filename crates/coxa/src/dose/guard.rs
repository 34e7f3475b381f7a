//! The guard: what may be tested, shown and prescribed today. It stands above every other rule.
//!
//! A pure function of journal and date. The rules are those of `docs/rules/`; every word they leave open is fixed in
//! `docs/methods/guard.md`. The modules below gather facts; the rules themselves, G0 to G13, are here, highest first.

mod answers;
mod clearance;
mod context;
mod drills;
mod gates;
mod hurt;
mod ledger;
mod pain;
mod referrals;
mod screens;
mod sessions;
mod steps;

use std::borrow::Cow;
use std::collections::BTreeMap;

use self::answers::Answers;
use self::clearance::{Clearances, Trigger};
use self::context::Context;
pub(in crate::dose) use self::drills::for_both;
use self::gates::Weeks;
use self::hurt::{Hurt, HurtKind, hurts};
use self::ledger::{Account, Ledger, fold};
use self::sessions::{Sessions, sides};
pub(in crate::dose) use self::steps::{StepSize, due};
use crate::assess::Pattern;
use crate::dose::exclusion::forbids;
use crate::dose::{Event, EventKind, GuardKnowledge, History, Integrity};
use crate::prescribe::{PrescribeKnowledge, Traits};
use crate::vocabulary::{
    Allowance, Answer, BySide, Clearance, Day, MustNot, QuestionId, Reason, RuleId, Side, Test, Verdict,
};

/// journal, today => what may be tested, shown and prescribed today
///
/// Of days after `today` only a yes is heard. A drill or test that the knowledge does not name is not allowed.
#[must_use]
pub fn guard(history: &History, today: Day, knowledge: &GuardKnowledge, library: &PrescribeKnowledge) -> Allowance {
    // A journal without tomorrow is heard as it stands: copying ten thousand events would be a third of the guard's time.
    let heard: Cow<'_, [Event]> = match history.events().iter().all(|event| event.day <= today) {
        true => Cow::Borrowed(history.events()),
        false => history.events().iter().filter_map(|event| heard_on(today, event)).collect(),
    };
    let context = Context::new(knowledge, library);
    let hurts = hurts(&heard, &context);
    let sessions = Sessions::gather(&heard, &hurts, &context);
    let clearances = Clearances::gather(&heard, today);
    let answers = Answers::gather(&heard, &hurts, &clearances, &context);
    let stops = stops(&hurts);
    let restarting: Vec<Trigger> = answers.blocking_triggers().chain(&stops).cloned().collect();
    let progress = history.integrity() == Integrity::Whole;
    let ledger = fold(&heard, &sessions, &clearances, &restarting, progress, &context);
    let facts = Facts {
        heard: &heard,
        today,
        integrity: integrity(history, &clearances),
        context: &context,
        hurts: &hurts,
        sessions: &sessions,
        clearances: &clearances,
        answers: &answers,
        stops: &stops,
        ledger: &ledger,
        pattern: latest_pattern(&heard),
        weeks: &Weeks::gather(&heard, &sessions, today, &context),
    };
    facts.allowance()
}

/// Everything the rules look at.
struct Facts<'a> {
    heard: &'a [Event],
    today: Day,
    integrity: Integrity,
    context: &'a Context<'a>,
    hurts: &'a [Hurt],
    sessions: &'a Sessions,
    clearances: &'a Clearances<'a>,
    answers: &'a Answers,
    stops: &'a [Trigger],
    ledger: &'a Ledger,
    pattern: Option<&'a Pattern>,
    weeks: &'a Weeks,
}

fn latest_pattern(heard: &[Event]) -> Option<&Pattern> {
    heard.iter().rev().find_map(|event| match &event.kind {
        EventKind::PatternInferred(pattern) => Some(pattern.as_ref()),
        _ => None,
    })
}

/// G10: a gap stays one until the journal is whole or a clinician clears it.
fn integrity(history: &History, clearances: &Clearances) -> Integrity {
    match history.integrity() {
        Integrity::Gap if clearances.gap_cleared() => Integrity::Unsynced,
        other => other,
    }
}

/// An event as it is heard: of a later day only that something was answered with yes, as a person may have flown west.
fn heard_on(today: Day, event: &Event) -> Option<Event> {
    if event.day <= today {
        return Some(event.clone());
    }
    let (EventKind::SymptomReported(answers) | EventKind::SessionStarted { new_symptoms: Some(answers), .. }) =
        &event.kind
    else {
        return None;
    };
    let yes = answers.iter().filter(|(_, answer)| **answer == Answer::Yes);
    let yes: BTreeMap<QuestionId, Answer> = yes.map(|(id, answer)| (id.clone(), *answer)).collect();
    (!yes.is_empty()).then(|| Event { day: today, kind: EventKind::SymptomReported(yes), ..event.clone() })
}

/// G2: stop hurts, in a drill or a test.
fn stops(hurts: &[Hurt]) -> Vec<Trigger> {
    let stops = hurts.iter().filter(|hurt| hurt.kind == HurtKind::Stop);
    let on_sides = stops.flat_map(|hurt| {
        let trigger =
            |side| Trigger { order: hurt.order, day: hurt.day, rule: RuleId::G2, side: Some(side), names: Vec::new() };
        sides(hurt.side).map(trigger)
    });
    on_sides.collect()
}

/// What is forbidden on a side is forbidden to whichever leg of a drill or test is on that side.
fn forbidden_to(traits: &Traits, trained: Side, must_not: &BySide<BTreeMap<MustNot, Vec<Reason>>>) -> Vec<Reason> {
    let forbidden = must_not.iter().flat_map(|(leg, forbidden)| forbidden.iter().map(move |(it, why)| (leg, *it, why)));
    let mine = forbidden.filter(|(leg, it, _)| forbids(*it, traits, *leg == trained));
    mine.flat_map(|(_, _, why)| why.iter().cloned()).collect()
}

fn said_once(reasons: &mut Vec<Reason>) {
    let mut said: Vec<Reason> = Vec::new();
    reasons.retain(|reason| {
        let new = !said.contains(reason);
        if new {
            said.push(reason.clone());
        }
        new
    });
}

/// Share of a drill's volume after a red, percent.
fn volume_pct(account: &Account, context: &Context) -> u8 {
    let cut = u8::try_from(context.threshold("red_volume_cut_pct").clamp(0, 100)).unwrap_or(100);
    if account.cuts.is_empty() { 100 } else { 100 - cut }
}

impl Facts<'_> {
    fn allowance(&self) -> Allowance {
        let blocked = self.blocked();
        let must_not = BySide::from_fn(|side| self.must_not(side));
        let end_range_loading = BySide::from_fn(|side| self.end_range_loading(&blocked, must_not.get(side)));
        let tests =
            Test::ALL.iter().map(|test| (*test, self.test(*test, &blocked, &must_not, &end_range_loading))).collect();
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
        if self.mornings_missing() {
            let text = "the latest sessions have no morning report";
            reasons.push(self.context.reason(RuleId::G8, text, None));
        }
        if self.integrity == Integrity::Unsynced {
            let text =
                "a device of yours has not synced, or a gap was cleared: no end range until the journal is whole";
            reasons.push(self.context.reason(RuleId::G10, text, None));
        }
        verdict(reasons)
    }
}

fn verdict(reasons: Vec<Reason>) -> Verdict {
    if reasons.is_empty() { Verdict::Allowed } else { Verdict::Excluded(reasons) }
}
