//! What the guard says, as it stands in files: reasons, questions, referrals, advice, and what it forbids.

use coxa::vocabulary::{
    Advice, Allowance, BySide, Clearance, MustNot, Question, QuestionId, Reason, Referral, RuleId, Side, SourceKey,
    Urgency,
};

use super::evidence::BothSides;
use super::mirror::mirror;
use super::word::{Id, Key};

mirror! {
    /// Why something is so.
    ReasonWire = Reason {
        /// The rule that decided.
        rule: Id<RuleId>,
        /// What triggered it, in plain words.
        text: String,
        /// Keys of the references behind the rule's numbers.
        sources: Vec<Key<SourceKey>>,
        /// Ids of the journal events that led here, oldest first.
        events: Vec<String>,
    }
}

mirror! {
    /// A question that must be answered.
    QuestionWire = Question {
        /// Its id; null for a question about a past session.
        id: Option<Key<QuestionId>>,
        /// The question in plain words.
        text: String,
        /// What to do when the answer is "I don't know".
        if_unknown: String,
        /// The rule that asks.
        rule: Id<RuleId>,
    }
}

mirror! {
    /// Where to turn, how soon, and why.
    ReferralWire = Referral {
        /// How soon.
        urgency: Id<Urgency>,
        /// The side concerned; null for the whole person.
        side: Option<Id<Side>>,
        /// Where to turn, in plain words.
        to: String,
        /// Why.
        reason: ReasonWire,
    }
}

mirror! {
    /// Advice that changes no permission.
    AdviceWire = Advice {
        /// What to consider, in plain words.
        text: String,
        /// Why.
        reason: ReasonWire,
    }
}

/// One thing forbidden, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forbidden {
    /// What is forbidden.
    pub what: MustNot,
    /// Why.
    pub reasons: Vec<Reason>,
}

mirror! {
    /// One thing forbidden, and why.
    ForbiddenWire = Forbidden {
        /// What is forbidden.
        what: Id<MustNot>,
        /// Why.
        reasons: Vec<ReasonWire>,
    }
}

/// What the guard allowed when a pattern was made: everything a reader of the file needs, without the verdict on each drill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowanceSummary {
    /// The state of the person as a whole.
    pub clearance: Clearance,
    /// Why it is not open.
    pub reasons: Vec<Reason>,
    /// Questions to answer first.
    pub questions: Vec<Question>,
    /// Where to turn.
    pub referrals: Vec<Referral>,
    /// Advice that changes no permission.
    pub advice: Vec<Advice>,
    /// What is forbidden on each side.
    pub must_not: BySide<Vec<Forbidden>>,
}

impl From<&Allowance> for AllowanceSummary {
    fn from(allowance: &Allowance) -> AllowanceSummary {
        let forbidden = |side| {
            let all = allowance.must_not.get(side).iter();
            all.map(|(what, reasons)| Forbidden { what: *what, reasons: reasons.clone() }).collect()
        };
        AllowanceSummary {
            clearance: allowance.clearance,
            reasons: allowance.reasons.clone(),
            questions: allowance.questions.clone(),
            referrals: allowance.referrals.clone(),
            advice: allowance.advice.clone(),
            must_not: BySide::from_fn(forbidden),
        }
    }
}

mirror! {
    /// What the guard allowed when a pattern was made.
    AllowanceWire = AllowanceSummary {
        /// The state of the person as a whole.
        clearance: Id<Clearance>,
        /// Why it is not open.
        reasons: Vec<ReasonWire>,
        /// Questions to answer first.
        questions: Vec<QuestionWire>,
        /// Where to turn.
        referrals: Vec<ReferralWire>,
        /// Advice that changes no permission.
        advice: Vec<AdviceWire>,
        /// What is forbidden on each side.
        must_not: BothSides<Vec<ForbiddenWire>>,
    }
}
