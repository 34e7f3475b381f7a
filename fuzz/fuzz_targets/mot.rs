//! Reads any bytes as joint angles; what is read can be written and read again.
#![no_main]

use coxa_formats::{MotionOptions, read_mot, write_mot};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let options = MotionOptions::new("fuzz");
    let Ok(motion) = read_mot(bytes, &options) else { return };
    let text = write_mot(&motion).expect("finite values");
    if !motion.tracks.is_empty() {
        let again = read_mot(text.as_bytes(), &options).expect("what was written");
        assert_eq!(again.time_s, motion.time_s);
    }
});
