//! Do markers give the joint angles that OpenSim gives?
//!
//! `ik DIR [--json]`: every folder in DIR, and DIR itself, that has a `case.json` (model, markers, tasks) and OpenSim's
//! result as `opensim_ik.mot`. Hip angles are compared frame by frame, and so is the objective that both minimise: who is
//! lower solved it better. Compared with the frames of another time, the angles must not agree. Where a result of
//! AddBiomechanics is there, too, the body made from the markers alone is compared with it.
#![expect(clippy::print_stdout, reason = "this is a command that prints its result")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::{Value, json};

#[path = "../../own_body/add_biomechanics.rs"]
mod add_biomechanics;
#[path = "../../inverse_kinematics/case.rs"]
#[allow(dead_code, reason = "shared with the test of the recordings")]
mod case;
#[path = "../../own_body/measured.rs"]
mod measured;

use case::{Compared, compare};
use measured::Difference;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (flags, paths): (Vec<&String>, Vec<&String>) = words.iter().partition(|word| word.starts_with("--"));
    let ([path], true) = (&paths[..], flags.iter().all(|flag| *flag == "--json")) else {
        eprintln!("usage: ik DIR [--json]");
        return ExitCode::from(2);
    };
    match run(Path::new(path), !flags.is_empty()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::from(1)
        }
    }
}

fn run(path: &Path, as_json: bool) -> Result<(), String> {
    let cases = cases(path, 4)?;
    if cases.is_empty() {
        return Err(format!("{}: found no case.json beside an opensim_ik.mot", path.display()));
    }
    let mut rows = Vec::new();
    if !as_json {
        println!(
            "{:44} {:>6} {:>9} {:>9} {:>9} {:>10} {:>9}",
            "case", "frames", "hip rmse", "hip max", "scrambled", "objective", "better in"
        );
        println!("{:44} {:>6} {:>9} {:>9} {:>9} {:>10} {:>9}", "", "", "deg", "deg", "deg", "of theirs", "frames %");
    }
    let bare = |folder: &Path| folder.strip_prefix(path).unwrap_or(folder).display().to_string();
    for folder in &cases {
        let Compared { frames, rmse_deg, largest_deg, scrambled_deg, objective_ratio, better, above, .. } =
            compare(folder).map_err(|reason| format!("{}: {reason}", folder.display()))?;
        let name = bare(folder);
        if as_json {
            rows.push(json!({
                "case": name, "frames": frames, "hip_rmse_deg": rmse_deg, "hip_max_deg": largest_deg,
                "scrambled_rmse_deg": scrambled_deg, "objective_ratio": objective_ratio,
                "frames_not_above": better, "frames_above": above,
            }));
        } else {
            let share = 100.0 * better as f64 / frames.max(1) as f64;
            println!(
                "{name:44} {frames:6} {rmse_deg:9.4} {largest_deg:9.4} {scrambled_deg:9.2} {objective_ratio:10.6} {share:9.1}"
            );
        }
    }
    let fitted: Vec<&PathBuf> = cases.iter().filter(|folder| folder.join(add_biomechanics::RESULT).is_file()).collect();
    if !fitted.is_empty() && !as_json {
        println!("\nThe body made from the markers alone, against AddBiomechanics, after one offset for each curve:");
        println!("{:44} {:16} {:>9} {:>9} {:>10}", "case", "angle", "offset", "rmse", "scrambled");
    }
    for folder in fitted {
        let name = bare(folder);
        let found = add_biomechanics::compare(folder).map_err(|reason| format!("{name}: {reason}"))?;
        for (angle, Difference { offset_deg, rmse_deg, scrambled_deg }) in found {
            if as_json {
                rows.push(
                    json!({ "case": name, "own_body_angle": angle, "offset_deg": offset_deg, "rmse_deg": rmse_deg,
                    "scrambled_rmse_deg": scrambled_deg }),
                );
            } else {
                println!("{name:44} {angle:16} {offset_deg:9.2} {rmse_deg:9.2} {scrambled_deg:10.2}");
            }
        }
    }
    if as_json {
        println!("{}", Value::Array(rows));
    }
    Ok(())
}

/// Folders with a case, this one first, down to some depth.
fn cases(path: &Path, deeper: usize) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    if path.join("case.json").is_file() && path.join("opensim_ik.mot").is_file() {
        found.push(path.to_owned());
    }
    let entries = std::fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    if 0 < deeper {
        for folder in folders {
            found.extend(cases(&folder, deeper - 1)?);
        }
    }
    Ok(found)
}
