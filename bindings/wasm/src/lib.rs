//! The core of coxa for the browser: JSON in, JSON out, every decision made here.
//!
//! Nothing here decides anything: it reads, calls the core, and writes. An error is thrown as the text of a
//! `coxa.error` document.

pub mod person;

use coxa_formats::{InputError, write_error};
use wasm_bindgen::prelude::wasm_bindgen;

use person::Person;

fn thrown(error: InputError) -> String {
    write_error(&error)
}

/// One person's journal on this device.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Coxa {
    person: Person,
}

#[wasm_bindgen]
impl Coxa {
    /// Opens a journal from its lines.
    ///
    /// * `lines` – NDJSON, in any order; empty for somebody new
    /// * `day` – today, year-month-day
    ///
    /// # Errors
    /// The day is no date, or the journal too large. Damage in it is no error: it shows in `integrity`.
    #[wasm_bindgen(constructor)]
    pub fn new(lines: &[u8], day: &str) -> Result<Coxa, String> {
        Person::open(lines, day).map(|person| Coxa { person }).map_err(thrown)
    }

    /// Appends an event to its device's chain and gives its line, with its line break; empty when it was there already.
    ///
    /// # Errors
    /// The event is not one, or cannot follow what its device holds; then nothing changed.
    pub fn append(&mut self, event: &str, day: &str) -> Result<String, String> {
        self.person.append(event, day).map_err(thrown)
    }

    /// Where the person stands on a day: a `coxa.today` document.
    ///
    /// # Errors
    /// The day is no date.
    pub fn today(&self, day: &str) -> Result<String, String> {
        self.person.today(day).map_err(thrown)
    }

    /// A pattern and a programme for an assessment: `{ "kind", "payload" }` of the three events to append, in order.
    ///
    /// # Errors
    /// The assessment is not one.
    pub fn plan(&self, assessment: &str, day: &str) -> Result<String, String> {
        self.person.plan(assessment, day).map_err(thrown)
    }

    /// Each device's number of events and whether its chain holds.
    #[must_use]
    pub fn devices(&self) -> String {
        self.person.devices()
    }

    /// Says whether a paired device is known to hold events that are not here: then nothing progresses.
    pub fn set_unsynced(&mut self, unsynced: bool) {
        self.person.set_unsynced(unsynced);
    }
}

/// Questions, goals, drills, rules and references, as JSON.
#[wasm_bindgen]
#[must_use]
pub fn catalogue() -> String {
    coxa_knowledge::catalogue().to_owned()
}

/// The figure of a drill as SVG; empty for an unknown drill.
///
/// * `side` – `left` or `right`; anything else draws the right
/// * `labels` – `[start, end, left, right, seen from above, title, description]`
#[wasm_bindgen]
#[must_use]
pub fn figure(drill: &str, side: &str, labels: Vec<String>) -> String {
    person::figure(drill, side, &labels)
}
