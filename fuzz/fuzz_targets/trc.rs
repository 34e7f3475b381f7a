//! Reads any bytes as markers, frame by frame.
#![no_main]

use coxa_formats::Trc;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(mut trc) = Trc::open(bytes) else { return };
    let mut positions = vec![coxa::skeleton::Vector::default(); trc.names().len()];
    while let Ok(Some(time)) = trc.next_frame(&mut positions) {
        assert!(time.is_finite());
    }
});
