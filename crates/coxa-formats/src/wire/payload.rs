//! Payloads of events to what the core hears, whole or in parts, and back.

use std::sync::Arc;

use coxa::dose::{ClearanceEvent, Did, EventKind, Preference};
use coxa::prescribe::Work;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::event::{
    ClearedPayload, DidWire, HurtPayload, KINDS, MorningReportPayload, OverriddenPayload, PreferencePayload,
    SessionEndedPayload, SessionStartedPayload, SetDonePayload, SymptomReportedPayload,
};
use super::header::Stamp;
use super::mirror::{At, Wire};
use super::parts::in_parts;
use super::person::nrs;
use super::word::Id;
use super::{AssessmentDocument, PatternDocument, ProgrammeDocument};
use crate::fault::{Code, InputError, quoted};
use crate::text::{data_fault, from_tree, tree_of};

/// A payload as far as it could be understood.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Readable {
    pub(crate) kind: EventKind,
    /// Fields left out because they could not be understood; the guard hears them as not said.
    pub(crate) left_out: Vec<String>,
}

/// How much of a damaged payload may still be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// All of it or nothing: for appending, and wherever a half-understood event could allow more.
    Whole,
    /// What is understood: bad news must be heard even when part of it is damaged.
    Parts,
}

/// Whether events of a kind can tell something that must not go unheard.
pub(crate) fn tells_bad_news(kind: &str) -> bool {
    kind == "set_done" || KINDS.contains(&kind) && can_warn(kind)
}

/// Whether an event of a kind can tell of symptoms; one that names no kind at all could be any.
pub(crate) fn can_warn(kind: &str) -> bool {
    let kinds = ["assessment_recorded", "session_started", "hurt", "morning_report", "symptom_reported", "no kind"];
    kinds.contains(&kind)
}

/// A payload as parsed JSON, or still as its text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source<'a> {
    Parsed(&'a Value),
    Text(&'a str),
}

fn typed<T: DeserializeOwned>(payload: Source<'_>) -> Result<T, InputError> {
    match payload {
        Source::Parsed(value) => from_tree(value).map_err(|fault| fault.at_field("/payload")),
        Source::Text(text) => {
            serde_json::from_str(text).map_err(|error| data_fault(&error.to_string()).at_field("/payload"))
        }
    }
}

/// The payload of a kind, from its text, when it is understood in full.
pub(crate) fn read_payload_text(kind: &str, payload: &str) -> Option<EventKind> {
    strict(kind, Source::Text(payload)).ok()
}

/// The payload of a kind as the core hears it.
///
/// # Errors
/// Kind unknown, or payload not understood.
pub(crate) fn read_payload(kind: &str, payload: &Value, reading: Reading) -> Result<Readable, InputError> {
    let whole = strict(kind, Source::Parsed(payload));
    let fault = match whole {
        Ok(kind) => return Ok(Readable { kind, left_out: Vec::new() }),
        Err(fault) => fault,
    };
    match (reading, tells_bad_news(kind), payload) {
        (Reading::Parts, true, Value::Object(fields)) => in_parts(kind, fields).ok_or(fault),
        _ => Err(fault),
    }
}

pub(super) fn strict(kind: &str, payload: Source<'_>) -> Result<EventKind, InputError> {
    let at = At::Field(&At::Root, "payload");
    let rating = |value: Option<u8>, field: &str| value.map_or(Ok(()), |value| nrs(value, &at, field));
    match kind {
        "assessment_recorded" => {
            let assessment = typed::<AssessmentDocument>(payload)?.checked(&at)?;
            Ok(EventKind::AssessmentRecorded(Arc::new(assessment)))
        }
        "pattern_inferred" => {
            let pattern = typed::<PatternDocument>(payload)?.core(&at)?;
            Ok(EventKind::PatternInferred(Arc::new(pattern)))
        }
        "programme_issued" => {
            let programme = typed::<ProgrammeDocument>(payload)?.core(&at)?;
            Ok(EventKind::ProgrammeIssued(Arc::new(programme)))
        }
        "session_started" => {
            let SessionStartedPayload { session, new_symptoms, outside_load } = typed(payload)?;
            let new_symptoms = new_symptoms.map(|answers| answers.read(&at)).transpose()?;
            Ok(EventKind::SessionStarted { session: session.0, new_symptoms, outside_load })
        }
        "set_done" => {
            let wire: SetDonePayload = typed(payload)?;
            rating(wire.challenge, "challenge")?;
            if wire.set == 0 {
                let fault = InputError::new(Code::ValueOutOfRange, "0", "a set from 1");
                return Err(fault.at_field("/payload/set"));
            }
            let did = wire.did.map(|did| did.work()).transpose()?;
            Ok(EventKind::SetDone {
                session: wire.session.0,
                drill: wire.drill.0,
                side: wire.side.map(|side| side.0),
                set: wire.set,
                did: did.unwrap_or(Did { work: None, level: None, load_grade: None }),
                challenge: wire.challenge,
                form_kept: wire.form_kept,
                form_seen_by: wire.form_seen_by.map(|seen| seen.0),
            })
        }
        "hurt" => {
            let wire: HurtPayload = typed(payload)?;
            rating(wire.pain_nrs, "pain_nrs")?;
            Ok(EventKind::Hurt {
                session: wire.session.map(|session| session.0),
                test: wire.test.map(|test| test.0),
                drill: wire.drill.map(|drill| drill.0),
                side: wire.side.map(|side| side.0),
                site: wire.site.map(|site| site.0),
                pain_nrs: wire.pain_nrs,
                sensation: wire.sensation.map(|sensation| sensation.0),
            })
        }
        "session_ended" => {
            let SessionEndedPayload { session, completed, why_not } = typed(payload)?;
            // A reason why not says that not all of it was done, whatever else the event claims.
            Ok(EventKind::SessionEnded { session: session.0, completed: completed && why_not.is_none() })
        }
        "morning_report" => {
            let wire: MorningReportPayload = typed(payload)?;
            rating(wire.pain_nrs, "pain_nrs")?;
            Ok(EventKind::MorningReport {
                session: wire.session.0,
                state: wire.state.map(|state| state.0),
                site: wire.site.map(|site| site.0),
                pain_nrs: wire.pain_nrs,
                hours_to_settle: wire.hours_to_settle,
            })
        }
        "symptom_reported" => Ok(EventKind::SymptomReported(typed::<SymptomReportedPayload>(payload)?.read(&at)?)),
        "cleared" => {
            let wire: ClearedPayload = typed(payload)?;
            let until = wire.until.map(|date| date.0);
            let keeps = wire.keeps.into_iter().map(|keeps| keeps.0).collect();
            Ok(EventKind::Cleared(ClearanceEvent { by: wire.role.0, scope: wire.scope, until, keeps }))
        }
        "overridden" => {
            let OverriddenPayload { who: _, role, rule, to, reason } = typed(payload)?;
            Ok(EventKind::Overridden { by: role.0, rule, to, reason })
        }
        "preference" => Ok(EventKind::Preference(match typed(payload)? {
            PreferencePayload::Swap { drill, instead } => {
                Preference::Swap { drill: drill.0, instead: instead.map(|drill| drill.0) }
            }
            PreferencePayload::TooEasy { drill } => Preference::TooEasy(drill.0),
            PreferencePayload::TooHard { drill } => Preference::TooHard(drill.0),
            PreferencePayload::Variable { drill, prefer } => Preference::Variable(drill.0, prefer),
        })),
        other => {
            let needed = format!("a kind: one of {}", KINDS.join(", "));
            Err(InputError::new(Code::JournalUnknownPayload, quoted(other), needed).at_field("/kind"))
        }
    }
}

impl DidWire {
    fn work(self) -> Result<Did, InputError> {
        let work = match (self.seconds, self.reps, self.contract_s, self.stretch_s) {
            (Some(seconds), None, None, None) => Some(Work::HoldSeconds(seconds)),
            (None, Some(reps), None, None) => Some(Work::Reps(reps)),
            (None, None, Some(contract_s), Some(stretch_s)) => Some(Work::ContractRelax { contract_s, stretch_s }),
            _ => {
                let needed = "`seconds`, or `reps`, or `contract_s` with `stretch_s`";
                let fault = InputError::new(Code::JournalUnknownPayload, "none or several kinds of work", needed);
                return Err(fault.at_field("/payload/did"));
            }
        };
        Ok(Did { work, level: self.level, load_grade: self.load })
    }

    fn of(did: &Did) -> Option<DidWire> {
        let mut wire = DidWire {
            seconds: None,
            reps: None,
            contract_s: None,
            stretch_s: None,
            level: did.level,
            load: did.load_grade,
        };
        match did.work? {
            Work::HoldSeconds(seconds) => wire.seconds = Some(seconds),
            Work::Reps(reps) => wire.reps = Some(reps),
            Work::ContractRelax { contract_s, stretch_s } => {
                (wire.contract_s, wire.stretch_s) = (Some(contract_s), Some(stretch_s));
            }
        }
        Some(wire)
    }
}

/// Kind and payload of a core event as they stand in a file; `None` for one that could not be read.
///
/// A pattern is written without its assessment and a programme without its pattern, which the core event does not hold.
///
/// # Errors
/// A number in it is not finite.
pub(crate) fn payload_of(kind: &EventKind, stamp: Option<&Stamp>) -> Result<Option<(&'static str, Value)>, InputError> {
    fn value<T: Serialize>(kind: &'static str, wire: &T) -> Result<Option<(&'static str, Value)>, InputError> {
        Ok(Some((kind, tree_of(wire)?)))
    }
    match kind {
        EventKind::AssessmentRecorded(core) => value(KINDS[0], &AssessmentDocument::assemble(stamp, core)),
        EventKind::PatternInferred(core) => value(KINDS[1], &PatternDocument::assemble(stamp, core, None, None)),
        EventKind::ProgrammeIssued(core) => value(KINDS[2], &ProgrammeDocument::assemble(stamp, core, None)),
        EventKind::SessionStarted { session, new_symptoms, outside_load } => {
            let new_symptoms = new_symptoms.as_ref().map(SymptomReportedPayload::write);
            value(
                KINDS[3],
                &SessionStartedPayload { session: Wire::write(session), new_symptoms, outside_load: *outside_load },
            )
        }
        EventKind::SetDone { session, drill, side, set, did, challenge, form_kept, form_seen_by } => {
            let wire = SetDonePayload {
                session: Wire::write(session),
                drill: Wire::write(drill),
                side: Wire::write(side),
                set: *set,
                did: DidWire::of(did),
                challenge: *challenge,
                form_kept: *form_kept,
                form_seen_by: Wire::write(form_seen_by),
            };
            value(KINDS[4], &wire)
        }
        EventKind::Hurt { session, test, drill, side, site, pain_nrs, sensation } => {
            let wire = HurtPayload {
                session: Wire::write(session),
                test: Wire::write(test),
                drill: Wire::write(drill),
                side: Wire::write(side),
                site: Wire::write(site),
                pain_nrs: *pain_nrs,
                sensation: Wire::write(sensation),
            };
            value(KINDS[5], &wire)
        }
        EventKind::SessionEnded { session, completed } => value(
            KINDS[6],
            &SessionEndedPayload { session: Wire::write(session), completed: *completed, why_not: None },
        ),
        EventKind::MorningReport { session, state, site, pain_nrs, hours_to_settle } => {
            let wire = MorningReportPayload {
                session: Wire::write(session),
                state: Wire::write(state),
                site: Wire::write(site),
                pain_nrs: *pain_nrs,
                hours_to_settle: *hours_to_settle,
            };
            value(KINDS[7], &wire)
        }
        EventKind::SymptomReported(answers) => value(KINDS[8], &SymptomReportedPayload::write(answers)),
        EventKind::Cleared(ClearanceEvent { by, scope, until, keeps }) => {
            let who = by.id().to_owned();
            let wire = ClearedPayload {
                who,
                role: Id(*by),
                scope: scope.clone(),
                until: Wire::write(until),
                keeps: Wire::write(keeps),
            };
            value(KINDS[9], &wire)
        }
        EventKind::Overridden { by, rule, to, reason } => {
            let (rule, to, reason) = (rule.clone(), to.clone(), reason.clone());
            value(KINDS[10], &OverriddenPayload { who: by.id().to_owned(), role: Id(*by), rule, to, reason })
        }
        EventKind::Preference(preference) => value(
            KINDS[11],
            &match preference {
                Preference::Swap { drill, instead } => {
                    PreferencePayload::Swap { drill: Wire::write(drill), instead: Wire::write(instead) }
                }
                Preference::TooEasy(drill) => PreferencePayload::TooEasy { drill: Wire::write(drill) },
                Preference::TooHard(drill) => PreferencePayload::TooHard { drill: Wire::write(drill) },
                Preference::Variable(drill, prefer) => {
                    PreferencePayload::Variable { drill: Wire::write(drill), prefer: prefer.clone() }
                }
            },
        ),
        EventKind::Unreadable { .. } => Ok(None),
    }
}
