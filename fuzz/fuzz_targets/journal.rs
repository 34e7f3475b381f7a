//! Reads any bytes as a journal: the lines turned round give the identical history.
#![no_main]

use coxa_formats::{JournalOptions, read_journal};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let options = JournalOptions::default();
    let Ok(journal) = read_journal(bytes, &options) else { return };
    // A torn last line is torn only where it is last.
    if !bytes.ends_with(b"\n") {
        return;
    }
    let turned: Vec<u8> = bytes.split_inclusive(|byte| *byte == b'\n').rev().flatten().copied().collect();
    let again = read_journal(&turned, &options).expect("the same bytes in another order");
    assert_eq!(again.history, journal.history);
});
