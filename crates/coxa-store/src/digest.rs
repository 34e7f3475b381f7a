//! A fingerprint of everything a store holds, equal exactly when the content is.

use sha2::{Digest as _, Sha256};

use crate::EventRecord;

/// SHA-256 of all people and events in the order of person, device and number; independent of the order of arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// How much a store holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// How many people.
    pub people: u64,
    /// How many events of all of them.
    pub events: u64,
    /// The fingerprint of all events.
    pub digest: Digest,
}

/// Events so far, in the order of person, device and number.
#[derive(Default)]
pub(crate) struct Fingerprint {
    hasher: Sha256,
    events: u64,
}

impl Fingerprint {
    pub(crate) fn add(&mut self, person: &str, event: &EventRecord) {
        // Each text is preceded by its length, so that no two different contents give the same bytes.
        for text in [person, event.device(), event.id(), event.line()] {
            self.hasher.update((text.len() as u64).to_le_bytes());
            self.hasher.update(text.as_bytes());
        }
        self.hasher.update(event.seq().to_le_bytes());
        self.hasher.update(event.at_ms().to_le_bytes());
        self.events += 1;
    }

    pub(crate) fn summary(self, people: u64) -> Summary {
        Summary { people, events: self.events, digest: Digest(self.hasher.finalize().into()) }
    }
}
