//! G6 to G9 as seen from today: progress bars, the impact gate, missing mornings, the call for review.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::Facts;
use super::clearance::Trigger;
use super::context::Context;
use super::hurt::MorningKind;
use super::sessions::Sessions;
use super::steps::{Moment, next_step};
use crate::assess::ChangeKind;
use crate::dose::{ClearedBy, Event, EventKind, Integrity};
use crate::prescribe::{Category, Drill, Work};
use crate::vocabulary::{Advice, Assessment, Day, Finding, Quantity, Question, Reason, RuleId, Side, Test};

/// Days before today that count for the limits of a week: it is today's training that would be the seventh day.
const WEEK_SO_FAR: RangeInclusive<i32> = 1..=6;
/// The seven days before these.
const WEEK_BEFORE: RangeInclusive<i32> = 7..=13;

/// Contacts of one set; one that does not say how many counts the most that its row knows.
fn contacts_of(done: Option<Work>, row: &Drill) -> i64 {
    match (done, row.dose.work.1) {
        (Some(Work::Reps(contacts)), _) | (_, Work::Reps(contacts)) => i64::from(contacts),
        _ => 0,
    }
}

/// What the last two weeks held, gathered once for all drills.
pub(super) struct Weeks {
    /// Days on which each drill was done on each side, in the week so far.
    days: BTreeMap<(usize, Side), BTreeSet<Day>>,
    contacts_so_far: i64,
    contacts_before: i64,
}

impl Weeks {
    pub(super) fn gather(heard: &[Event], sessions: &Sessions, today: Day, context: &Context) -> Weeks {
        let is_back = |day: Day, days: RangeInclusive<i32>| days.contains(&today.since(day));
        let mut days: BTreeMap<(usize, Side), BTreeSet<Day>> = BTreeMap::new();
        let sets = sessions.all.iter().flat_map(|session| &session.sets);
        for set in sets.filter(|set| is_back(set.day, WEEK_SO_FAR)) {
            days.entry((set.drill, set.side)).or_default().insert(set.day);
        }
        let contacts = |event: &Event| match &event.kind {
            EventKind::SetDone { drill, did, .. } => {
                let row = &context.drills[context.drill_index(drill)?];
                (row.category == Category::Plyo).then(|| contacts_of(did.work, row))
            }
            _ => None,
        };
        let contacts_in = |days| {
            heard.iter().filter(|event| is_back(event.day, RangeInclusive::clone(&days))).filter_map(contacts).sum()
        };
        Weeks { days, contacts_so_far: contacts_in(WEEK_SO_FAR), contacts_before: contacts_in(WEEK_BEFORE) }
    }
}

impl Facts<'_> {
    /// Whether steps are taken on a side at all: G10, and no open G3 referral.
    pub(super) fn progress_allowed(&self, side: Side) -> bool {
        self.integrity == Integrity::Whole && self.open_referral(side).is_none()
    }

    /// A G3 referral of a side that nobody has cleared.
    pub(super) fn open_referral(&self, side: Side) -> Option<&Trigger> {
        self.stands(&self.ledger.referrals).find(|open| open.rule == RuleId::G3 && open.side == Some(side))
    }

    /// Whether one more qualifying performance takes a step.
    pub(super) fn next_would_step(&self, drill: usize, side: Side) -> bool {
        let now = Moment { order: self.heard.len(), day: self.today };
        let nearly = self.context.needed("qualify_for_step").saturating_sub(1).max(1);
        usize::from(self.ledger.accounts[drill].get(side).qualifying) >= nearly
            && next_step(drill, side, self.ledger, now, self.context).is_some()
    }

    /// G6 and G7: what a week may hold of a drill, and of contacts altogether.
    pub(super) fn often_enough(&self, drill: usize, side: Side) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let row = &self.context.drills[drill];
        let days = self.weeks.days.get(&(drill, side)).map_or(0, BTreeSet::len);
        if days >= usize::from(row.dose.sessions_per_week.1) {
            let text = format!("{}: often enough for this week", row.name);
            reasons.push(self.context.reason(RuleId::G6, text, None));
        }
        if row.category == Category::Plyo {
            let growth = self.weeks.contacts_before * self.context.threshold("plyo_contacts_growth_pct") / 100;
            if self.weeks.contacts_so_far >= growth.max(self.context.threshold("plyo_contacts_week")) {
                let text = "enough landings for this week";
                reasons.push(self.context.reason(RuleId::G7, text, None));
            }
        }
        reasons
    }

    /// G7: why an impact drill is still locked.
    pub(super) fn impact_locked(&self, drill: usize, side: Side, unlocked: bool) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let missing = if self.impact_overridden() { None } else { self.impact_gate_missing() };
        if let Some(missing) = missing {
            let text = format!("jumping and running come later: {missing}");
            reasons.push(self.context.reason(RuleId::G7, text, None));
        }
        if !self.context.is_first_impact(drill) && !unlocked {
            let text = format!("{side}: not earned yet; two-legged landings come first");
            reasons.push(self.context.reason(RuleId::G6, text, None));
        }
        reasons
    }

    fn impact_overridden(&self) -> bool {
        let opened = self.heard.iter().rposition(|event| {
            matches!(&event.kind, EventKind::Overridden { by: ClearedBy::Clinician, rule, reason, .. }
                if rule == "G7" && !reason.trim().is_empty())
        });
        let Some(opened) = opened else { return false };
        let pain_max = self.context.threshold("g7_pain_max");
        let hurt = self.hurts.iter().any(|hurt| hurt.order > opened && hurt.is_more_than(pain_max));
        let reports = self.sessions.all.iter().flat_map(|session| &session.reports);
        let mut later = reports.filter(|report| report.order > opened);
        let elsewhere = self.sessions.unquiet_elsewhere.iter().any(|order| *order > opened);
        !hurt && !elsewhere && later.all(|report| report.kind == MorningKind::Quiet)
    }

    /// The first condition of the gate that does not hold, in words.
    fn impact_gate_missing(&self) -> Option<String> {
        let context = self.context;
        let window = context.days("g7_quiet_days");
        let recent = |day: crate::vocabulary::Day| self.today.since(day) < window;
        let pain_max = context.threshold("g7_pain_max");
        if self.answers.has_open_or_unknown_flag(self.heard, self.context) {
            return Some("a safety question is open".to_owned());
        }
        let pain_of_morning = |event: &Event| match &event.kind {
            EventKind::MorningReport { pain_nrs, .. } if recent(event.day) => pain_nrs.map(i64::from),
            _ => None,
        };
        if self.hurts.iter().any(|hurt| recent(hurt.day) && hurt.is_more_than(pain_max))
            || self.heard.iter().filter_map(pain_of_morning).any(|pain| pain > pain_max)
        {
            return Some("pain in the last two weeks".to_owned());
        }
        let usual = self.assessments().next().map(|latest| latest.baseline.as_slice()).unwrap_or_default();
        if usual.iter().any(|pain| i64::from(pain.pain_nrs) > pain_max) {
            return Some("the usual pain is more than slight".to_owned());
        }
        let due = self
            .sessions
            .all
            .iter()
            .filter(|session| recent(session.day) && session.day < self.today && !session.sets.is_empty());
        let (quiet, other): (Vec<_>, Vec<_>) = due.partition(|session| session.is_quiet(usize::MAX));
        if !other.is_empty() || (quiet.len() as i64) < context.threshold("g7_sessions_min") {
            return Some("two weeks of sessions with quiet mornings are needed".to_owned());
        }
        for side in Side::ALL {
            let wanted = [
                (Test::SingleLegSquat, Some(Quantity::Repetitions), "g7_squat_reps"),
                (Test::SingleLegBridge, None, "g7_bridge_reps"),
                (Test::SidePlank, None, "g7_plank_s"),
                (Test::CalfRaise, None, "g7_calf_reps"),
            ];
            for (test, quantity, key) in wanted {
                let enough = self.latest_finding(test, quantity, side).is_some_and(|finding| {
                    finding.value >= context.threshold(key) as f64
                        && finding.pain_nrs.is_some_and(|pain| i64::from(pain) <= pain_max)
                        && (test != Test::SingleLegSquat || finding.form_kept == Some(true))
                });
                if !enough {
                    return Some(format!("{test} on the {side} has not reached its mark"));
                }
            }
            let holds = context.drills.iter().zip(&self.ledger.accounts);
            let mut end_range = holds.filter(|(drill, _)| drill.category == Category::EndRange);
            if !end_range.any(|(_, account)| account.get(side).qualified_since_restart) {
                return Some(format!("no end-range hold was done well on the {side}"));
            }
        }
        None
    }

    /// Assessments, latest first.
    fn assessments(&self) -> impl Iterator<Item = &Assessment> {
        self.heard.iter().rev().filter_map(|event| match &event.kind {
            EventKind::AssessmentRecorded(assessment) => Some(assessment.as_ref()),
            _ => None,
        })
    }

    fn latest_finding(&self, test: Test, quantity: Option<Quantity>, side: Side) -> Option<&Finding> {
        let mut findings = self.assessments().flat_map(|assessment| assessment.findings.iter().rev());
        findings.find(|finding| finding.test == test && finding.quantity == quantity && finding.side == side)
    }

    /// G8: none of the latest sessions whose morning is past has a report.
    pub(super) fn mornings_missing(&self) -> bool {
        let forgiven = self.heard.iter().rposition(|event| {
            matches!(&event.kind, EventKind::Overridden { by: ClearedBy::Clinician, rule, reason, .. }
                if rule == "G8" && !reason.trim().is_empty())
        });
        let past = self.sessions.all.iter().filter(|session| {
            session.day < self.today && session.sets.first().is_some_and(|set| forgiven.is_none_or(|at| set.order > at))
        });
        let latest: Vec<bool> = past.map(|session| session.reports.is_empty()).collect();
        let enough = latest.len().checked_sub(self.context.count("mornings_missing"));
        enough.is_some_and(|from| latest[from..].iter().all(|missing| *missing))
    }

    pub(super) fn questions(&self) -> Vec<Question> {
        let mut questions = self.answers.questions(self.heard, self.context);
        let missing = self
            .sessions
            .all
            .iter()
            .filter(|session| session.day < self.today && !session.sets.is_empty() && session.reports.is_empty());
        questions.extend(missing.map(|_| Question {
            id: None,
            text: "How was it the morning after your last session: as usual, sore, or worse?".to_owned(),
            if_unknown: "Say what you remember; if you do not, today stays easy.".to_owned(),
            rule: RuleId::G8,
        }));
        questions
    }

    /// G9: time for a review, never a permission.
    pub(super) fn advice(&self) -> Vec<Advice> {
        let window = self.context.days("review_after_days");
        let first_programme =
            self.heard.iter().find(|event| matches!(event.kind, EventKind::ProgrammeIssued(_))).map(|event| event.day);
        let changed = |wanted: ChangeKind, days: i32| {
            self.heard.iter().filter(|event| self.today.since(event.day) < days).any(|event| match &event.kind {
                EventKind::PatternInferred(pattern) => pattern.changes.iter().any(|change| change.kind == wanted),
                _ => false,
            })
        };
        let overdue = first_programme.is_some_and(|day| self.today.since(day) >= window)
            && !changed(ChangeKind::Improved, window);
        let worse =
            self.pattern.is_some_and(|pattern| pattern.changes.iter().any(|change| change.kind == ChangeKind::Worse));
        let text = match (worse, overdue) {
            (true, _) => "something got worse beyond measurement error: have it reviewed before going on",
            (false, true) => {
                "six weeks without a change beyond measurement error: have it reviewed, do not simply go on"
            }
            (false, false) => return Vec::new(),
        };
        vec![Advice { text: text.to_owned(), reason: self.context.reason(RuleId::G9, text, None) }]
    }
}
