//! Inverse kinematics: frames a second of one core, one after another and side by side, and the time of one live frame.
//!
//! Prints a table, and with `--json` one object a case: `name`, `frames`, `free`, `markers`, `sequence_frames_per_s`,
//! `batch_frames_per_s`, `live_us`. Needs the recordings (`COXA_DATA`).

use std::path::{Path, PathBuf};
use std::time::Instant;

use coxa::measure::inverse_kinematics::{Matching, Problem, Solver, Tasks, Work};
use coxa::skeleton::Vector;
use coxa_formats::{Trc, read_ik_tasks, read_osim};
use serde_json::{Value, json};

/// Folders below the recordings.
const CASES: [&str; 4] =
    ["opensim/gait2354_subject01_walk", "opensim/rajagopal_walk", "opencap_subject4/squats1", "hip_rom_functional_dem"];

/// Copies of a trial that are solved side by side.
const TRIALS: usize = 64;

/// Runs; the fastest is shown, because whatever else the machine does only adds.
const RUNS: usize = 7;

fn main() {
    let data = std::env::var_os("COXA_DATA").map_or_else(|| PathBuf::from("../../shared/data"), PathBuf::from);
    let as_json = std::env::args().any(|word| word == "--json");
    if !as_json {
        println!(
            "{:34} {:>6} {:>4} {:>7} {:>12} {:>12} {:>8} {:>6}",
            "case", "frames", "free", "markers", "sequence /s", "batch /s", "live us", "evals"
        );
    }
    for name in CASES {
        let (problem, seen) = match open(&data.join("motion").join(name)) {
            Ok(case) => case,
            Err(reason) => {
                eprintln!("{name}: left out: {reason}");
                continue;
            }
        };
        let markers = problem.seen_count();
        let frames = seen.len() / markers;
        let (mut evaluations, mut live_us) = (0, f64::INFINITY);
        let sequence = fastest(|| {
            let (mut solver, mut values) = (Solver::new(&problem), problem.defaults());
            evaluations = 0;
            let start = Instant::now();
            for frame in seen.chunks_exact(markers) {
                evaluations += solver.follow(frame, &mut values).steps;
            }
            // The first frame's search from several poses is paid once a recording, not by a live frame.
            let first = Instant::now();
            let (mut cold, mut other) = (Solver::new(&problem), problem.defaults());
            cold.follow(&seen[..markers], &mut other);
            let spent = first - start;
            live_us = live_us.min((spent.saturating_sub(first.elapsed())).as_secs_f64() * 1e6 / frames as f64);
            spent.as_secs_f64()
        });
        let trials: Vec<&[Vector]> = vec![&seen; TRIALS];
        let batch = fastest(|| {
            let start = Instant::now();
            let solved = problem.solve_recordings(&trials, None, &|works| works.iter_mut().for_each(Work::run));
            assert!(solved.iter().all(|solved| solved.fits.iter().all(|fit| fit.converged)), "all frames converge");
            start.elapsed().as_secs_f64()
        });
        let (sequence, batch) = (frames as f64 / sequence, (frames * TRIALS) as f64 / batch);
        let (free, each) = (problem.free_count(), evaluations as f64 / frames as f64);
        if as_json {
            let value = json!({ "name": name, "frames": frames, "free": free, "markers": markers,
                "sequence_frames_per_s": sequence, "batch_frames_per_s": batch, "live_us": live_us });
            println!("{value}");
        } else {
            println!("{name:34} {frames:6} {free:4} {markers:7} {sequence:12.0} {batch:12.0} {live_us:8.2} {each:6.2}");
        }
    }
}

fn fastest(mut run: impl FnMut() -> f64) -> f64 {
    (0..RUNS).map(|_| run()).fold(f64::INFINITY, f64::min)
}

/// A folder with a case => its problem and observations.
fn open(folder: &Path) -> Result<(Problem, Vec<Vector>), String> {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"));
    let case: Value = serde_json::from_str(&read("case.json")?).map_err(|error| error.to_string())?;
    let text = |key: &str| case[key].as_str().unwrap_or_default();
    let model = read_osim(&read(text("model"))?).map_err(|error| error.to_string())?;
    let tasks = match case["setup"].as_str() {
        Some(name) => Some(read_ik_tasks(&read(name)?).map_err(|error| error.to_string())?),
        None => None,
    };
    let markers = read(text("trc"))?;
    let mut trc = Trc::open(markers.as_bytes()).map_err(|error| error.to_string())?;
    let matching = Matching::of(&model.tree, trc.names(), tasks.as_ref().map(|tasks| &tasks.markers[..]));
    let (held, _) = tasks.as_ref().map(|tasks| tasks.held(&model.tree)).unwrap_or_default();
    let tasks = Tasks { markers: &matching.tasks, held: &held, ..Tasks::default() };
    let problem = Problem::new(model.tree, &tasks).map_err(|error| error.to_string())?;
    let mut positions = vec![Vector::default(); trc.names().len()];
    let mut seen = Vec::new();
    while trc.next_frame(&mut positions).map_err(|error| error.to_string())?.is_some() {
        seen.extend(matching.columns.iter().map(|column| positions[*column]));
    }
    Ok((problem, seen))
}
