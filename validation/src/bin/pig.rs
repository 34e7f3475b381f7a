//! Do Plug-in Gait markers give the hip angles that Vicon's Plug-in Gait wrote?
//!
//! `pig DIR [--json]`: every `<name>.c3d` in DIR and its folders that has a `<name>_pig_angles.csv` beside it. See
//! `validation/own_body/README.md`.
#![expect(clippy::print_stdout, reason = "this is a command that prints its result")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::{Value, json};

#[path = "../../own_body/measured.rs"]
#[allow(dead_code, reason = "shared with the comparison with AddBiomechanics")]
mod measured;
#[path = "../../own_body/plug_in_gait.rs"]
mod plug_in_gait;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (flags, paths): (Vec<&String>, Vec<&String>) = words.iter().partition(|word| word.starts_with("--"));
    let ([path], true) = (&paths[..], flags.iter().all(|flag| *flag == "--json")) else {
        eprintln!("usage: pig DIR [--json]");
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
    let recordings: Vec<PathBuf> = plug_in_gait::recordings(path, 3)?;
    if recordings.is_empty() {
        return Err(format!("{}: found no .c3d with its _pig_angles.csv of a movement", path.display()));
    }
    let mut rows = Vec::new();
    if !as_json {
        println!("{:34} {:18} {:>9} {:>9} {:>10}", "recording", "angle", "offset", "rmse", "scrambled");
        println!("{:34} {:18} {:>9} {:>9} {:>10}", "", "", "deg", "deg", "deg");
    }
    for recording in recordings {
        let name = recording.strip_prefix(path).unwrap_or(&recording).display().to_string();
        let found = plug_in_gait::compare(&recording).map_err(|reason| format!("{name}: {reason}"))?;
        for (angle, difference) in found {
            let measured::Difference { offset_deg, rmse_deg, scrambled_deg } = difference;
            if as_json {
                rows.push(json!({ "recording": name, "angle": angle, "offset_deg": offset_deg, "rmse_deg": rmse_deg,
                    "scrambled_rmse_deg": scrambled_deg }));
            } else {
                println!("{name:34} {angle:18} {offset_deg:9.2} {rmse_deg:9.2} {scrambled_deg:10.2}");
            }
        }
    }
    if as_json {
        println!("{}", Value::Array(rows));
    }
    Ok(())
}
