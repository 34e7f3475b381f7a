//! Programme and journal to today's session, under the guard.

mod history;
mod knowledge;
mod session;

pub use history::{
    ClearanceEvent, ClearedBy, Did, Event, EventKind, FormSeenBy, History, Integrity, MorningState, Preference,
};
pub use knowledge::{Flag, FlagPermission, GuardKnowledge, Precaution, QuestionRole, SafetyQuestion};
pub use session::{Session, SessionDrill, SessionVerdict};
