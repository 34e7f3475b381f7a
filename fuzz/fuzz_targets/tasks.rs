//! Reads any text as tasks of inverse kinematics.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(tasks) = coxa_formats::read_ik_tasks(text) {
        assert!(tasks.markers.iter().all(|(_, weight)| 0.0 <= *weight));
    }
});
