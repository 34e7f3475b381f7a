//! Is the restricting mechanism found, and how often is it not distinguishable?
//!
//! `restriction PATH [--json]`: PATH is a file of cases, or a folder that holds one as `examples.json`. Every case has
//! what was measured and what truly limits each side; see the README of `restriction_contrasts`. Cases whose truth was
//! exchanged between people must score as chance does: both numbers are printed.
#![expect(clippy::print_stdout, reason = "this is a command that prints its result")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use coxa::vocabulary::Side;
use serde_json::{Value, json};

use score::{Claims, Score, read_cases, score};

#[path = "../../restriction_contrasts/score.rs"]
#[allow(unreachable_pub, dead_code, reason = "shared with the test of the knowledge tables")]
mod score;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (flags, paths): (Vec<&String>, Vec<&String>) = words.iter().partition(|word| word.starts_with("--"));
    let ([path], true) = (&paths[..], flags.iter().all(|flag| *flag == "--json")) else {
        eprintln!("usage: restriction PATH [--json]");
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
    let file: PathBuf = if path.is_dir() { path.join("examples.json") } else { path.to_owned() };
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let cases = read_cases(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    if cases.is_empty() {
        return Err(format!("{}: found no case, needed at least one", file.display()));
    }
    let knowledge = &coxa_knowledge::knowledge().assess;
    let affected = score(&cases, &[Side::Right], knowledge);
    let both = score(&cases, &Side::ALL, knowledge);
    if as_json {
        let sides = json!({ "right": as_value(&affected), "both": as_value(&both) });
        println!("{}", json!({ "file": file, "cases": cases.len(), "method": method(&cases), "sides": sides }));
    } else {
        println!("{} cases of {}, method {}\n", cases.len(), file.display(), method(&cases));
        println!("right side, where restrictions were planted\n{affected}");
        println!("both sides\n{both}");
    }
    Ok(())
}

/// The method that made the answers, as a pattern names it.
fn method(cases: &[score::Case]) -> String {
    let knowledge = &coxa_knowledge::knowledge().assess;
    let first =
        cases.first().map(|case| coxa::assess::assess(&case.assessment, &[], &score::no_allowance(), knowledge));
    first.map_or_else(String::new, |pattern| pattern.method)
}

fn as_value(score: &Score) -> Value {
    let share = |part: usize| part as f64 / score.n.max(1) as f64;
    let claims = |claims: Claims| json!({ "made": claims.made, "right": claims.right });
    json!({
        "n": score.n,
        "top1": share(score.top1),
        "top2": share(score.top2),
        "family_top1": share(score.family_top1),
        "rule_of_one_sd_top1": share(score.tree_top1),
        "chance_top1": score.chance_top1.0 / score.n.max(1) as f64,
        "not_distinguishable": share(score.not_distinguishable),
        "answered": claims(score.answered()),
        "claimed_at_80_pct": claims(score.p80),
        "intervals_of_degrees_hold": claims(score.costs),
        "cost_error_deg": score.cost_error_deg.0,
        "cost_error_of_zero_deg": score.cost_error_deg.1,
    })
}
