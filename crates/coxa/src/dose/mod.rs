//! Programme and journal to today's session, under the guard.

mod course;
mod exclusion;
mod guard;
mod history;
mod knowledge;
mod plan;
mod session;

pub use course::{Course, Step, course, mornings_due};
pub use exclusion::forbids;
pub use guard::guard;
pub use history::{
    ClearanceEvent, ClearedBy, Did, Event, EventKind, FormSeenBy, History, Integrity, MorningState, Preference,
};
pub use knowledge::{Flag, FlagPermission, GuardKnowledge, Precaution, QuestionRole, SafetyQuestion, TestTraits};
pub use plan::dose;
pub(crate) use plan::dose_within;
pub use session::{Session, SessionDrill, SessionVerdict};
