//! G6 to G9 as seen from today: progress bars, the impact gate, missing mornings, the call for review.

use super::Facts;
use super::hurt::MorningKind;
use super::steps::{Moment, next_step};
use crate::assess::ChangeKind;
use crate::dose::{ClearedBy, Event, EventKind, Integrity};
use crate::prescribe::Category;
use crate::vocabulary::{Advice, Finding, Quantity, Question, Reason, RuleId, Side, Test};

fn hurts_more_than(event: &Event, limit: i64) -> bool {
    matches!(&event.kind, EventKind::Hurt { pain_nrs, .. } if pain_nrs.is_none_or(|pain| i64::from(pain) > limit))
}

impl Facts<'_> {
    /// Whether steps are taken on a side at all: G10, and no open G3 referral.
    pub(super) fn progress_allowed(&self, side: Side) -> bool {
        self.integrity == Integrity::Whole
            && !self.stands(&self.ledger.referrals).any(|open| open.rule == RuleId::G3 && open.side == Some(side))
    }

    /// Whether one more qualifying performance takes a step.
    pub(super) fn next_would_step(&self, drill: usize, side: Side) -> bool {
        let now = Moment { order: self.heard.len(), day: self.today };
        self.ledger.accounts[drill].get(side).qualifying >= 1
            && next_step(drill, side, self.ledger, now, self.context).is_some()
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
        let hurt = self.heard[opened..].iter().any(|event| hurts_more_than(event, pain_max));
        let reports = self.sessions.all.iter().flat_map(|session| &session.reports);
        let mut later = reports.filter(|report| report.order > opened);
        !hurt && later.all(|report| report.kind == MorningKind::Quiet)
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
        if self.heard.iter().any(|event| recent(event.day) && hurts_more_than(event, pain_max)) {
            return Some("pain in the last two weeks".to_owned());
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

    fn latest_finding(&self, test: Test, quantity: Option<Quantity>, side: Side) -> Option<&Finding> {
        let assessments = self.heard.iter().rev().filter_map(|event| match &event.kind {
            EventKind::AssessmentRecorded(assessment) => Some(assessment),
            _ => None,
        });
        let mut findings = assessments.flat_map(|assessment| assessment.findings.iter().rev());
        findings.find(|finding| finding.test == test && finding.quantity == quantity && finding.side == side)
    }

    /// G8: the latest two sessions whose morning is past have no report at all.
    pub(super) fn two_mornings_missing(&self) -> bool {
        let forgiven = self.heard.iter().rposition(|event| {
            matches!(&event.kind, EventKind::Overridden { by: ClearedBy::Clinician, rule, reason, .. }
                if rule == "G8" && !reason.trim().is_empty())
        });
        let past = self.sessions.all.iter().filter(|session| {
            session.day < self.today && session.sets.first().is_some_and(|set| forgiven.is_none_or(|at| set.order > at))
        });
        let latest: Vec<bool> = past.map(|session| session.reports.is_empty()).collect();
        matches!(latest.as_slice(), [.., true, true])
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
            self.pattern().is_some_and(|pattern| pattern.changes.iter().any(|change| change.kind == ChangeKind::Worse));
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
