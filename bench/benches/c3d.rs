//! Reading C3D files: CPU time of one read of each, from the file to positions of all markers in memory.
//!
//! Prints a table, and with `--json` one object a file: `name`, `frames`, `reads`, `cpu_ms`, `clock`. Needs the recordings
//! (`COXA_DATA`). Analogue channels are passed over, for nothing in coxa uses them.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::Instant;

use coxa::skeleton::Vector;
use coxa_bench::cpu::{Clock, seconds_of};
use coxa_bench::recordings::{c3d_files, data};
use coxa_formats::Markers;
use serde_json::json;

/// Reads are timed in batches of about this length, s, because the system's count of CPU time moves in steps of milliseconds.
const BATCH_SECONDS: f64 = 0.25;

/// Batches; the fastest is shown, because whatever else the machine does only adds.
const BATCHES: usize = 5;

fn main() {
    let as_json = std::env::args().any(|word| word == "--json");
    let files = c3d_files(&data());
    if files.is_empty() {
        eprintln!("c3d: left out: no .c3d below {}; set COXA_DATA", data().display());
    } else if !as_json {
        println!("{:54} {:>7} {:>7} {:>10}", "file", "frames", "reads", "ms a read");
    }
    for path in files {
        let frames = match positions(&path) {
            Ok((frames, _)) => frames,
            Err(reason) => {
                eprintln!("{}: left out: {reason}", path.display());
                continue;
            }
        };
        let first = Instant::now();
        drop(positions(&path));
        let reads = (BATCH_SECONDS / first.elapsed().as_secs_f64()).ceil() as usize;
        let (mut fastest, mut clock) = (f64::INFINITY, Clock::Cpu);
        for _ in 0..BATCHES {
            let (took, by) = seconds_of(|| (0..reads).for_each(|_| drop(std::hint::black_box(positions(&path)))));
            (fastest, clock) = (fastest.min(took / reads as f64), by);
        }
        let (name, cpu_ms, clock) = (path.display().to_string(), fastest * 1e3, clock.id());
        if as_json {
            println!("{}", json!({ "name": name, "frames": frames, "reads": reads, "cpu_ms": cpu_ms, "clock": clock }));
        } else {
            let short = path.strip_prefix(data()).unwrap_or(&path).display().to_string();
            println!("{short:54} {frames:7} {reads:7} {cpu_ms:10.3}");
        }
    }
}

/// Frames, and positions of every marker in every frame.
fn positions(path: &Path) -> Result<(usize, Vec<Vector>), String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut markers = Markers::open(BufReader::new(file)).map_err(|error| error.to_string())?;
    let mut frame = vec![Vector::default(); markers.names().len()];
    let (mut frames, mut all) = (0, Vec::new());
    while markers.next_frame(&mut frame).map_err(|error| error.to_string())?.is_some() {
        all.extend_from_slice(&frame);
        frames += 1;
    }
    Ok((frames, all))
}
