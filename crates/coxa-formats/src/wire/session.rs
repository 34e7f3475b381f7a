//! Today's session as it stands in files.

use coxa::dose::{Session, SessionDrill, SessionVerdict};
use coxa::prescribe::Block;
use coxa::vocabulary::{DrillId, Reason, Side, SourceKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::CaveatWire;
use super::header::{Document, document};
use super::mirror::{At, Wire, mirror};
use super::number::Date;
use super::programme::PlannedDoseWire;
use super::reason::{AdviceWire, QuestionWire, ReasonWire, ReferralWire};
use super::word::{Id, Key};
use crate::fault::InputError;

/// A drill that the programme planned and today leaves out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOutWire {
    /// Which drill.
    pub drill: Key<DrillId>,
    /// For which side; null for both.
    pub side: Option<Id<Side>>,
    /// Why.
    pub reasons: Vec<ReasonWire>,
}

impl Wire for LeftOutWire {
    type Core = (DrillId, Option<Side>, Vec<Reason>);

    fn write((drill, side, reasons): &Self::Core) -> LeftOutWire {
        LeftOutWire { drill: Wire::write(drill), side: Wire::write(side), reasons: Wire::write(reasons) }
    }

    fn read(self, at: &At<'_>) -> Result<Self::Core, InputError> {
        let reasons = self.reasons.read(&At::Field(at, "reasons"))?;
        Ok((self.drill.0, self.side.map(|side| side.0), reasons))
    }
}

mirror! {
    /// One drill of today.
    SessionDrillWire = SessionDrill {
        /// Which drill.
        drill: Key<DrillId>,
        /// The trained side; `None` trains both at once.
        side: Option<Id<Side>>,
        /// In which block.
        block: Id<Block>,
        /// How much today.
        dose: PlannedDoseWire,
        /// Why it is in, in plain words: what the programme planned it for.
        purpose: String,
        /// Keys of references behind the purpose.
        sources: Vec<Key<SourceKey>>,
        /// Why this much, and why it differs from the programme; empty when nothing in the journal changes it.
        reasons: Vec<ReasonWire>,
        /// What the programme had planned here, when today differs.
        instead_of: Option<Key<DrillId>>,
        /// When to stop, in plain words.
        stop_rule: String,
    }
}

document! {
    /// Today's session.
    SessionDocument = Session {
        /// The day it is for.
        day: Date,
        /// Which session of the week, from 0.
        index: u8,
        /// Train, rest, answer first, or stop.
        verdict: Id<SessionVerdict>,
        /// What to do, in order; empty unless the verdict is to train.
        drills: Vec<SessionDrillWire>,
        /// What the programme planned and today leaves out.
        left_out: Vec<LeftOutWire>,
        /// Questions to answer first.
        questions: Vec<QuestionWire>,
        /// Where to turn.
        referrals: Vec<ReferralWire>,
        /// Advice that changes no permission.
        advice: Vec<AdviceWire>,
        /// Why, for the session as a whole.
        reasons: Vec<ReasonWire>,
        /// Doubts.
        caveats: Vec<CaveatWire>,
    } with {}
}

impl Document for SessionDocument {
    const NAME: &'static str = "session";
}
