//! Reads any bytes as orientations of sensors, row by row.
#![no_main]

use coxa::skeleton::Vector;
use coxa_formats::Orientations;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(mut file) = Orientations::open(bytes) else { return };
    let mut axes = vec![[Vector::default(); 3]; file.names().len()];
    while let Ok(Some(time)) = file.next_frame(&mut axes) {
        assert!(time.is_finite());
    }
});
