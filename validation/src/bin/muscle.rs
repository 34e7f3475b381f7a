//! Are muscles as long, and their moment arms as large, as OpenSim says?
//!
//! `muscle DIR [--json]`: every `.csv` and `.csv.gz` in DIR that begins with the hip's flexion and has lengths or moment
//! arms. Against the values of another posture, ours must not agree.
#![expect(clippy::print_stdout, reason = "this is a command that prints its result")]

use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

#[path = "../../muscle_geometry/compare.rs"]
#[allow(dead_code, reason = "shared with the test")]
mod compare;

use compare::{Apart, compare, tables};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (flags, paths): (Vec<&String>, Vec<&String>) = words.iter().partition(|word| word.starts_with("--"));
    let ([path], true) = (&paths[..], flags.iter().all(|flag| *flag == "--json")) else {
        eprintln!("usage: muscle DIR [--json]");
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
    let muscles = coxa_knowledge::knowledge().measure.muscles.as_ref().ok_or("no muscles in the tables")?;
    let tables = tables(path, 3)?;
    if tables.is_empty() {
        return Err(format!("{}: found no table of postures with lengths or moment arms", path.display()));
    }
    let mut rows = Vec::new();
    for (file, table) in &tables {
        let name = file.strip_prefix(path).unwrap_or(file).display().to_string();
        let found = compare(table, muscles).map_err(|reason| format!("{}: {reason}", file.display()))?;
        if !as_json && !found.is_empty() {
            println!("{name}: mm apart, median / 95 in 100 / largest");
            let heads =
                ["length", "without offset", "arm flexion", "arm adduction", "arm rotation", "arm knee", "scrambled"];
            println!("{:11} {:>8} {}", "path", "postures", heads.map(|head| format!("{head:>21}")).join(" "));
        }
        for it in found {
            let scrambled = it.scrambled.or(it.scrambled_length);
            if as_json {
                let value = |apart: Option<Apart>| {
                    apart.map(|it| json!({ "median": it.median, "p95": it.p95, "largest": it.largest }))
                };
                rows.push(json!({
                    "table": name, "path": it.path, "postures": it.postures, "outside": it.outside,
                    "length_mm": value(it.length), "length_without_offset_mm": value(it.length_without_offset),
                    "arms_mm": it.arms.map(value), "scrambled_mm": value(scrambled),
                }));
            } else {
                let [flexion, adduction, rotation, knee] = it.arms;
                let cells = [it.length, it.length_without_offset, flexion, adduction, rotation, knee, scrambled];
                println!("{:11} {:8} {}", it.path, it.postures, cells.map(cell).join(" "));
            }
        }
    }
    if as_json {
        println!("{}", Value::Array(rows));
    }
    Ok(())
}

fn cell(apart: Option<Apart>) -> String {
    let text = apart.map(|it| format!("{:.2} / {:.2} / {:.1}", it.median, it.p95, it.largest));
    format!("{:>21}", text.unwrap_or_else(|| "–".to_owned()))
}
