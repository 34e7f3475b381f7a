//! The journal: lines to a history and how whole it is, and an event to the next line.

mod append;
mod chain;
mod line;
mod reading;
#[cfg(test)]
mod reading_tests;

pub use append::{Appended, EventDraft, append_event};
pub use chain::{canonical_json, event_hash};
pub use line::whole_line;
pub use reading::{DeviceChain, JOURNAL_LIMIT_BYTES, Journal, JournalOptions, Trust, read_journal};
