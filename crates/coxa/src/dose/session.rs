//! Today's session: what to do and why, or why not and where to turn.

use crate::prescribe::{Block, PlannedDose};
use crate::vocabulary::{Advice, Caveat, Day, DrillId, Question, Reason, Referral, Side, SourceKey};

crate::vocabulary::ids::vocabulary! {
    /// What today is.
    SessionVerdict "session_verdict" {
        Train = "train",
        Rest = "rest",
        Ask = "ask",
        Stop = "stop",
    }
}

/// One drill of today.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionDrill {
    /// Which drill.
    pub drill: DrillId,
    /// The trained side; `None` trains both at once.
    pub side: Option<Side>,
    /// In which block.
    pub block: Block,
    /// How much today.
    pub dose: PlannedDose,
    /// Why it is in, in plain words: what the programme planned it for.
    pub purpose: String,
    /// Keys of references behind the purpose.
    pub sources: Vec<SourceKey>,
    /// Why this much, and why it differs from the programme; empty when nothing in the journal changes it.
    pub reasons: Vec<Reason>,
    /// What the programme had planned here, when today differs.
    pub instead_of: Option<DrillId>,
    /// When to stop, in plain words.
    pub stop_rule: String,
}

/// Today's session.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// The day it is for.
    pub day: Day,
    /// Which session of the week, from 0.
    pub index: u8,
    /// Train, rest, answer first, or stop.
    pub verdict: SessionVerdict,
    /// What to do, in order; empty unless the verdict is to train.
    pub drills: Vec<SessionDrill>,
    /// What the programme planned and today leaves out.
    pub left_out: Vec<(DrillId, Option<Side>, Vec<Reason>)>,
    /// Questions to answer first.
    pub questions: Vec<Question>,
    /// Where to turn.
    pub referrals: Vec<Referral>,
    /// Advice that changes no permission.
    pub advice: Vec<Advice>,
    /// Why, for the session as a whole.
    pub reasons: Vec<Reason>,
    /// Doubts.
    pub caveats: Vec<Caveat>,
}
