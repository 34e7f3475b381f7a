//! The wire types: one Rust type for each thing in a file, converted from and to the core's with all checks.

mod header;
mod mirror;

mod evidence;
mod number;
mod word;

mod assessment;
mod error;
mod event;
mod finding;
mod parts;
mod pattern;
mod payload;
mod person;
mod programme;
mod reason;
mod session;
mod today;

pub use assessment::AssessmentDocument;
pub use error::ErrorDocument;
pub use event::{
    ClearedPayload, DidWire, EventDocument, HurtPayload, MorningReportPayload, OverriddenPayload, PreferencePayload,
    SessionEndedPayload, SessionStartedPayload, SetDonePayload, SymptomReportedPayload,
};
pub use evidence::{BothSides, CaveatWire, EvidenceWire, IntervalWire};
pub use finding::{FindingWire, FindingsDocument, FindingsFile, unit_of};
pub use header::Stamp;
pub use number::{Count, Date, Real};
pub use pattern::{
    ChangeKindWire, ChangeWire, ContrastResultWire, CostWire, DeficitWire, DemandGapWire, DirectionStateWire,
    MechanismBeliefWire, NamingWire, NextTestWire, PatternDocument, PatternFile, SidePatternWire, StretchVerdictWire,
    TestValueWire,
};
pub use person::{BaselinePainWire, ConstraintsWire, PersonWire};
pub use programme::{
    AlternativeWire, ExclusionWire, PlannedDoseWire, PlannedDrillWire, PlannedSessionWire, ProgrammeDocument,
    ProgrammeFile, WeeklyMuscleDoseWire, WorkWire,
};
pub use reason::{
    AdviceWire, AllowanceSummary, AllowanceWire, Forbidden, ForbiddenWire, QuestionWire, ReasonWire, ReferralWire,
};
pub use session::{LeftOutWire, SessionDocument, SessionDrillWire};
pub use today::{CourseWire, MorningDueWire, StepWire, TestAllowedWire, TodayDocument};
pub use word::{Id, Key, Word};

pub(crate) use event::KINDS;
pub(crate) use header::Document;
pub(crate) use mirror::At;
pub(crate) use number::{date_of, day_of, moment_of};
pub(crate) use payload::{Readable, Reading, can_warn, payload_of, read_payload, read_payload_text, tells_bad_news};
