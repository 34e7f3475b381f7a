//! G6 to G9 as seen from today: progress bars, the impact gate, missing mornings, the call for review.

use super::Facts;
use super::steps::next_step;
use crate::assess::ChangeKind;
use crate::dose::{ClearedBy, EventKind, Integrity};
use crate::prescribe::Category;
use crate::vocabulary::{Advice, Finding, Quantity, Question, Reason, RuleId, Side, Test};

impl Facts<'_> {
    /// Whether steps are taken on a side at all: G10, and no open G3 referral.
    pub(super) fn progress_allowed(&self, side: Side) -> bool {
        self.integrity == Integrity::Whole
            && !self.stands(&self.ledger.referrals).any(|open| open.rule == RuleId::G3 && open.side == Some(side))
    }

    /// Whether one more qualifying performance takes a step.
    pub(super) fn next_would_step(&self, drill: usize, side: Side) -> bool {
        let context = self.context;
        let progressions = &context.progressions[drill];
        let account = |drill: usize| self.ledger.accounts[drill].get(side);
        let locked = progressions.iter().any(|harder| account(*harder).locked.is_some());
        let unearned = progressions.iter().any(|harder| !account(*harder).unlocked && !context.is_entry(*harder));
        account(drill).qualifying == 1
            && next_step(&context.drills[drill], account(drill), locked, unearned, self.today, context).is_some()
    }

    /// G7: why an impact drill is still locked.
    pub(super) fn impact_locked(&self, drill: usize, side: Side, unlocked: bool) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if !self.impact_overridden() {
            if let Some(missing) = self.impact_gate_missing() {
                let text = format!("jumping and running come later: {missing}");
                reasons.push(self.context.reason(RuleId::G7, text, None));
            }
        }
        let row = &self.context.drills[drill];
        let entry_level = i64::from(row.complexity_level) <= self.context.threshold("entry_complexity_max");
        let first_impact =
            self.context.traits[drill].is_two_legged_impact() || (row.category == Category::Run && entry_level);
        if !first_impact && !unlocked {
            let text = format!("{side}: two-legged landings come first");
            reasons.push(self.context.reason(RuleId::G7, text, None));
        }
        reasons
    }

    fn impact_overridden(&self) -> bool {
        self.heard.iter().any(|event| {
            matches!(&event.kind, EventKind::Overridden { by: ClearedBy::Clinician, rule, reason, .. }
                if rule == "G7" && !reason.trim().is_empty())
        })
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
        let hurts = self.heard.iter().filter(|event| recent(event.day)).any(|event| {
            matches!(&event.kind, EventKind::Hurt { pain_nrs, .. }
                if pain_nrs.is_none_or(|pain| i64::from(pain) > pain_max))
        });
        if hurts {
            return Some("pain in the last two weeks".to_owned());
        }
        let due = self
            .sessions
            .all
            .iter()
            .filter(|session| recent(session.day) && session.day < self.today && !session.sets.is_empty());
        let (quiet, other): (Vec<_>, Vec<_>) = due.partition(|session| session.is_quiet());
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
