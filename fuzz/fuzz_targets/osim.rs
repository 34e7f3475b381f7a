//! Reads any text as a model; a tree that is read can be placed at its defaults.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(model) = coxa_formats::read_osim(text) else { return };
    let values: Vec<f64> = model.tree.coordinates.iter().map(|coordinate| coordinate.default).collect();
    assert_eq!(model.tree.place(&values).len(), model.tree.bodies.len());
});
