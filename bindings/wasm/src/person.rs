//! One person's journal and what the core says about it.

use std::sync::Arc;

use coxa::dose::{EventKind, Integrity};
use coxa::skeleton::figure::{Figure, Labels, svg};
use coxa::vocabulary::{Day, DrillId, Side};
use coxa_formats::wire::Date;
use coxa_formats::{EventDraft, InputError, Journal, JournalOptions, Stamp, Trust, read_journal};
use serde_json::{Value, json};

/// One person's journal on this device.
#[derive(Debug)]
pub struct Person {
    journal: Journal,
    unsynced: bool,
}

/// What this build makes its documents with.
#[must_use]
pub fn stamp() -> Stamp {
    Stamp {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        knowledge_hash: coxa_knowledge::hash().to_owned(),
        rule_version: coxa_knowledge::rule_version().to_owned(),
    }
}

fn day_of(text: &str) -> Result<Day, InputError> {
    Date::parse(text).map(|date| date.0)
}

impl Person {
    /// Opens a journal from its lines; an empty one belongs to somebody new.
    ///
    /// # Errors
    /// The day is no date, or the journal too large.
    pub fn open(lines: &[u8], day: &str) -> Result<Person, InputError> {
        let options = JournalOptions { trust: Trust::ChainOnly, today: Some(day_of(day)?) };
        Ok(Person { journal: read_journal(lines, &options)?, unsynced: false })
    }

    /// Appends an event and gives its line; empty when it was there already.
    ///
    /// # Errors
    /// The event is not one, names something no table knows, or cannot follow what its device holds.
    pub fn append(&mut self, event: &str, day: &str) -> Result<String, InputError> {
        let draft = EventDraft::read(event.as_bytes())?;
        if let Some((place, unknown)) = draft.heard().and_then(|kind| coxa_knowledge::unknown_in_event(&kind)) {
            return Err(InputError::unknown_id(&unknown).at_field(place));
        }
        Ok(self.journal.append(&draft, Some(day_of(day)?))?.line)
    }

    /// Where the person stands on a day.
    ///
    /// # Errors
    /// The day is no date.
    pub fn today(&self, day: &str) -> Result<String, InputError> {
        let day = day_of(day)?;
        // Only a journal known to lack something is copied.
        if self.unsynced {
            let history = self.journal.history.clone().no_better_than(Integrity::Unsynced);
            let today = coxa_knowledge::knowledge().today(&history, day);
            return coxa_formats::write_today(&today, history.integrity(), &stamp());
        }
        let today = coxa_knowledge::knowledge().today(&self.journal.history, day);
        coxa_formats::write_today(&today, self.journal.history.integrity(), &stamp())
    }

    /// Kind and payload of the events that record an assessment and the plan made from it.
    ///
    /// # Errors
    /// The assessment is not one, or names something no table knows.
    pub fn plan(&self, assessment: &str, day: &str) -> Result<String, InputError> {
        let day = day_of(day)?;
        let assessment = coxa_formats::read_assessment(assessment.as_bytes())?.value;
        if let Some((place, unknown)) = coxa_knowledge::unknown_in_assessment(&assessment) {
            return Err(InputError::unknown_id(&unknown).at_field(place));
        }
        let (pattern, programme) = coxa_knowledge::knowledge().plan(&assessment, &self.journal.history, day);
        let stamp = stamp();
        let kinds = [
            EventKind::AssessmentRecorded(Arc::new(assessment)),
            EventKind::PatternInferred(Arc::new(pattern)),
            EventKind::ProgrammeIssued(Arc::new(programme)),
        ];
        let mut events = Vec::new();
        for kind in &kinds {
            let (kind, payload) = EventDraft::payload(kind, Some(&stamp))?;
            events.push(json!({ "kind": kind, "payload": payload }));
        }
        Ok(Value::from(events).to_string())
    }

    /// Each device's number of events and whether its chain holds.
    #[must_use]
    pub fn devices(&self) -> String {
        let devices: Vec<Value> = self
            .journal
            .devices
            .iter()
            .map(|chain| {
                json!({ "device": &*chain.device, "events": chain.events, "next": chain.last_seq + 1,
                    "whole": chain.first_break.is_none(), "last_at_ms": chain.last_at_ms })
            })
            .collect();
        Value::from(devices).to_string()
    }

    /// Says whether a paired device is known to hold events that are not here.
    pub fn set_unsynced(&mut self, unsynced: bool) {
        self.unsynced = unsynced;
    }
}

/// The figure of a drill as SVG; empty for an unknown drill.
#[must_use]
pub fn figure(drill: &str, side: &str, labels: &[String]) -> String {
    let knowledge = coxa_knowledge::knowledge();
    let row = knowledge.prescribe.drill(&DrillId::from(drill));
    let (Some(row), Some(proportions)) = (row, &knowledge.measure.proportions) else { return String::new() };
    let trained = if side == Side::Left.id() { Side::Left } else { Side::Right };
    let label = |index: usize| labels.get(index).cloned().unwrap_or_default();
    let drawn = Figure {
        title: label(5),
        description: label(6),
        base: row.base,
        start: row.start_pose(trained),
        end: row.end_pose(trained),
        view: None,
        labels: Labels { start: label(0), end: label(1), left: label(2), right: label(3), from_above: label(4) },
    };
    svg(&drawn, proportions)
}
