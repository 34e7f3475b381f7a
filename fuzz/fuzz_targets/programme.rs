//! Reads any bytes as `coxa.programme`: a value or an error, never a panic.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = coxa_formats::read_programme(bytes);
});
