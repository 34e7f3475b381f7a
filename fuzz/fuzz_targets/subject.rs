//! Reads any text as a subject file.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = coxa_formats::read_subject(text);
});
