//! Words every stage shares: sides, tests, mechanisms, angles, days, findings, evidence, what the guard allows.

pub(crate) mod ids;

mod allowance;
mod angle;
mod assessment;
mod caveat;
mod day;
mod direction;
mod evidence;
mod finding;
mod key;
mod side;

pub use allowance::{
    Advice, Allowance, Clearance, DrillLimit, EarnedSteps, Question, Reason, Referral, RuleId, TestVerdict, Verdict,
};
pub use angle::Angle;
pub use assessment::{Assessment, BaselinePain, Constraints, Person, Sex};
pub use caveat::{Caveat, CaveatKind};
pub use day::Day;
pub use direction::Direction;
pub use evidence::{Evidence, Interval, SourceKey, Sourced, Status};
pub use finding::{Finding, Provenance, Quantity};
pub use ids::{
    Answer, DrillTag, EndFeel, Equipment, Family, Instrument, Mechanism, Mode, MustNot, PainSite, PelvisControlled,
    Sensation, Test, Unit, UnknownId, Urgency,
};
pub use key::{DrillId, GoalId, QuestionId, SessionId};
pub use side::{BySide, Side};
