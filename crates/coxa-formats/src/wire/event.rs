//! One event of the journal as it stands on its line, and the shape of each kind's payload.

use std::collections::BTreeMap;

use coxa::dose::{ClearedBy, FormSeenBy, MorningState};
use coxa::vocabulary::{Answer, DrillId, MustNot, PainSite, QuestionId, Sensation, SessionId, Side, Test};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::header::Document;
use super::number::Date;
use super::word::{Id, Key};
use crate::fault::{Code, InputError, quoted};

/// The kinds of event.
pub(crate) const KINDS: [&str; 12] = [
    "assessment_recorded",
    "pattern_inferred",
    "programme_issued",
    "session_started",
    "set_done",
    "hurt",
    "session_ended",
    "morning_report",
    "symptom_reported",
    "cleared",
    "overridden",
    "preference",
];

/// One event of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventDocument {
    /// Kind and version of the line; absent means version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// A UUID of version 7, made by the device.
    pub id: String,
    /// The device.
    pub device: String,
    /// Its number on that device, from 0; `coxa journal append` gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<super::Count>,
    /// When: a timestamp with offset.
    pub at: String,
    /// The person's local date.
    pub day: Date,
    /// What kind of event.
    pub kind: String,
    /// What happened, by kind.
    pub payload: Value,
    /// Hash of the event before it on this device; null for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<String>,
    /// SHA-256 of the event as RFC 8785 canonical JSON without `hash`, hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

impl EventDocument {
    /// Whether a line has the fields of an event and no others, of the right types; the payload is not looked into.
    pub(crate) fn check(line: &Value) -> Result<(), InputError> {
        let fields = ["schema", "id", "device", "seq", "at", "day", "kind", "payload", "prev", "hash"];
        let object = line.as_object();
        let unknown = object.and_then(|object| object.keys().find(|key| !fields.contains(&key.as_str())));
        if let Some(unknown) = unknown {
            let needed = format!("one of {}", fields.join(", "));
            return Err(InputError::new(Code::JsonUnknownField, quoted(unknown), needed));
        }
        for field in ["prev", "hash"] {
            let value = line.get(field).unwrap_or(&Value::Null);
            if !(value.is_string() || value.is_null()) {
                let fault = InputError::new(Code::JsonWrongType, "no text", "a hash or null");
                return Err(fault.at_field(format!("/{field}")));
            }
        }
        match line.get("kind").map(Value::is_string) {
            Some(true) => Ok(()),
            _ => Err(InputError::new(Code::JsonMissingField, "nothing", "\"kind\"")),
        }
    }
}

impl Document for EventDocument {
    const NAME: &'static str = "event";
}

/// `symptom_reported`: answers by question.
pub type SymptomReportedPayload = BTreeMap<Key<QuestionId>, Id<Answer>>;

/// `session_started`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionStartedPayload {
    /// Which session.
    pub session: Key<SessionId>,
    /// SymptomReportedPayload to "anything new?"; null when it was not asked.
    pub new_symptoms: Option<SymptomReportedPayload>,
    /// Whether something outside loaded the hip since the last session.
    pub outside_load: Option<bool>,
}

/// `set_done`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetDonePayload {
    /// Which session.
    pub session: Key<SessionId>,
    /// Which drill.
    pub drill: Key<DrillId>,
    /// Which side; null when both at once.
    pub side: Option<Id<Side>>,
    /// Which set, from 1.
    pub set: u8,
    /// What was done.
    pub did: Option<DidWire>,
    /// Challenge, 0 to 10.
    pub challenge: Option<u8>,
    /// Whether form was kept.
    pub form_kept: Option<bool>,
    /// Who saw it.
    pub form_seen_by: Option<Id<FormSeenBy>>,
}

/// What was done in one set: seconds, repetitions, or both seconds of contract–relax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DidWire {
    /// Seconds held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u16>,
    /// Repetitions done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reps: Option<u16>,
    /// Seconds of contraction, with `stretch_s`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract_s: Option<u16>,
    /// Seconds of stretch, with `contract_s`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stretch_s: Option<u16>,
    /// The drill's level as done.
    pub level: Option<u8>,
    /// The load grade as done.
    pub load: Option<u8>,
}

/// `hurt`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HurtPayload {
    /// In which session.
    pub session: Option<Key<SessionId>>,
    /// In which test.
    pub test: Option<Id<Test>>,
    /// In which drill.
    pub drill: Option<Key<DrillId>>,
    /// Which side; null counts for both.
    pub side: Option<Id<Side>>,
    /// Where.
    pub site: Option<Id<PainSite>>,
    /// How strong, 0 to 10.
    pub pain_nrs: Option<u8>,
    /// What kind.
    pub sensation: Option<Id<Sensation>>,
}

/// `session_ended`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionEndedPayload {
    /// Which session.
    pub session: Key<SessionId>,
    /// Whether all of it was done.
    pub completed: bool,
    /// Why not, in the person's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
}

/// `morning_report`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MorningReportPayload {
    /// Of which session.
    pub session: Key<SessionId>,
    /// How it is.
    pub state: Option<Id<MorningState>>,
    /// Where.
    pub site: Option<Id<PainSite>>,
    /// How strong, 0 to 10.
    pub pain_nrs: Option<u8>,
    /// Hours until it settled.
    pub hours_to_settle: Option<u16>,
}

/// `cleared`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearedPayload {
    /// Who.
    pub who: String,
    /// In which role.
    pub role: Id<ClearedBy>,
    /// `all`, a flag, question, drill or rule id, a rule with `:left` or `:right`, or `baseline`.
    pub scope: String,
    /// Last day it holds; null for good.
    pub until: Option<Date>,
    /// What stays forbidden.
    #[serde(default)]
    pub keeps: Vec<Id<MustNot>>,
}

/// `overridden`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OverriddenPayload {
    /// Who.
    pub who: String,
    /// In which role.
    pub role: Id<ClearedBy>,
    /// Which rule.
    pub rule: String,
    /// To what.
    pub to: String,
    /// Why.
    pub reason: String,
}

/// `preference`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PreferencePayload {
    /// Another drill instead.
    Swap {
        /// The unwanted drill.
        drill: Key<DrillId>,
        /// The wanted one; null lets the planner choose.
        instead: Option<Key<DrillId>>,
    },
    /// Too easy.
    TooEasy {
        /// The drill.
        drill: Key<DrillId>,
    },
    /// Too hard.
    TooHard {
        /// The drill.
        drill: Key<DrillId>,
    },
    /// The variable that the next step should use.
    Variable {
        /// The drill.
        drill: Key<DrillId>,
        /// The variable, such as `duration`, `sets`, `level` or `load`.
        prefer: String,
    },
}
