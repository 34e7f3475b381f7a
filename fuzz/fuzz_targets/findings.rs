//! Reads any bytes as `coxa.findings`: a value or an error, never a panic.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = coxa_formats::read_findings(bytes);
});
