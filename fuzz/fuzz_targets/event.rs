//! Reads any bytes as an event to append; one that is read must seal, and read back from its own line.
#![no_main]

use coxa_formats::{EventDraft, JournalOptions, read_journal};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(draft) = EventDraft::read(bytes) else { return };
    let Ok(line) = draft.seal(0, None) else { return };
    let journal = read_journal(line.as_bytes(), &JournalOptions::default()).expect("a sealed line is a journal");
    assert!(journal.problems.is_empty(), "{:?}", journal.problems);
});
