//! The repository of journals: what every engine must do.

use std::future::Future;
use std::io::Write;
use std::pin::Pin;

use crate::{EventRecord, PersonId, StoreError, Summary};

/// An answer that is still on its way; boxed so that the engine can be chosen when the program starts.
pub type Reply<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Receives events one by one; an error stops the reading.
pub type Visit<'a> = dyn FnMut(EventRecord) -> Result<(), StoreError> + Send + 'a;

/// Whether a person was already there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enrolment {
    /// The journal was begun now.
    New,
    /// There already was one.
    Known,
}

/// In what an event clashes with one that is already kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clash {
    /// The same id with other content.
    Id,
    /// The same device and number with other content.
    Place,
}

/// What became of one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is kept now.
    Accepted,
    /// The identical event was already kept.
    Duplicate,
    /// Another event stands in its place; this one was not kept.
    Conflict(Clash),
}

/// One person's journal in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSummary {
    /// Whose.
    pub person: PersonId,
    /// How many events.
    pub events: u64,
    /// When the latest event happened, milliseconds since 1970-01-01T00:00Z; `None` without events.
    pub latest_at_ms: Option<i64>,
}

/// What an erasure removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// Whether the person was here.
    pub known: bool,
    /// How many events were removed.
    pub events: u64,
}

/// What an export wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exported {
    /// How many lines.
    pub events: u64,
    /// How many bytes, line breaks included.
    pub bytes: u64,
}

/// The journals of many people, append-only.
///
/// The conformance suite (`tests/conformance`) says in full what an engine must do.
pub trait Journals: Send + Sync {
    /// Begins the journal of `person`; nothing happens when there already is one.
    ///
    /// Enrolling is a step of its own so that a device that syncs late cannot bring an erased person back.
    fn enrol<'a>(&'a self, person: &'a PersonId) -> Reply<'a, Enrolment>;

    /// Keeps `events`; answers, in the same order, what became of each, after all of them are safe on disk.
    ///
    /// Numbers may have gaps and arrive in any order, because devices sync late. A conflict does not keep the others from
    /// being accepted. When it fails, or its future is dropped, sending the same events again is safe.
    ///
    /// Errors with [`StoreError::UnknownPerson`], or with an engine's error: then no event was acknowledged.
    fn append<'a>(&'a self, person: &'a PersonId, events: &'a [EventRecord]) -> Reply<'a, Vec<Outcome>>;

    /// Hands every event of `person` to `visit`, ordered by time, device and number (text by its bytes); answers how many.
    ///
    /// All of them are of one moment: what is appended meanwhile is not seen. `visit` should be quick, because an erasure
    /// waits for it.
    ///
    /// Errors with [`StoreError::UnknownPerson`], an engine's error, or whatever `visit` returns.
    fn read<'a>(&'a self, person: &'a PersonId, visit: &'a mut Visit<'a>) -> Reply<'a, u64>;

    /// Hands the events of `person` that arrived after arrival `after` to `visit`, in order of arrival; answers the highest
    /// arrival number of all of theirs, 0 without any.
    ///
    /// Arrival numbers grow and are never given twice in one store, but may leave gaps. A highest number below `after` says
    /// that this store is not the one, or an older copy of the one, that gave `after`: then begin again from 0.
    ///
    /// Errors as [`Journals::read`] does.
    fn read_since<'a>(&'a self, person: &'a PersonId, after: u64, visit: &'a mut Visit<'a>) -> Reply<'a, u64>;

    /// Everybody who has a journal here, by id.
    fn people(&self) -> Reply<'_, Vec<PersonSummary>>;

    /// How much is kept, and a digest of all of it that does not depend on the order of arrival.
    fn summary(&self) -> Reply<'_, Summary>;

    /// Removes `person` and every event, so that no byte of them is left in the engine's files.
    ///
    /// May be repeated: erasing somebody unknown removes what an interrupted erasure left.
    ///
    /// Errors with [`StoreError::ErasureUnfinished`] when the rows are gone but another process keeps bytes alive.
    fn erase<'a>(&'a self, person: &'a PersonId) -> Reply<'a, Erased>;

    /// The whole journal of `person` in memory, in the order of [`Journals::read`].
    fn journal<'a>(&'a self, person: &'a PersonId) -> Reply<'a, Vec<EventRecord>> {
        Box::pin(async move {
            let mut events = Vec::new();
            let mut keep = |event| {
                events.push(event);
                Ok(())
            };
            self.read(person, &mut keep).await?;
            Ok(events)
        })
    }

    /// Writes the journal of `person` as NDJSON: the lines verbatim, in the order of [`Journals::read`].
    ///
    /// Errors as `read` does, or with [`StoreError::Output`] when `out` fails; then `out` holds an incomplete journal.
    fn export<'a>(&'a self, person: &'a PersonId, out: &'a mut (dyn Write + Send)) -> Reply<'a, Exported> {
        Box::pin(async move {
            let mut bytes = 0;
            let mut write = |event: EventRecord| {
                let written = out.write_all(event.line().as_bytes()).and_then(|()| out.write_all(b"\n"));
                bytes += event.line().len() as u64 + 1;
                written.map_err(|error| StoreError::Output { detail: error.to_string() })
            };
            let events = self.read(person, &mut write).await?;
            out.flush().map_err(|error| StoreError::Output { detail: error.to_string() })?;
            Ok(Exported { events, bytes })
        })
    }
}
