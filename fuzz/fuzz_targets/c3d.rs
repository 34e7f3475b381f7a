//! Reads any bytes as a C3D file, frame by frame.
#![no_main]

use coxa_formats::C3d;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(mut file) = C3d::open(bytes) else { return };
    let mut positions = vec![coxa::skeleton::Vector::default(); file.names().len()];
    while let Ok(Some(time)) = file.next_frame(&mut positions) {
        assert!(time.is_finite());
    }
});
