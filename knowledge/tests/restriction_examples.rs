//! What assessing says of people whose true restriction is known, with the real tables.
//!
//! The people stand outside the project, in `COXA_DATA` or `../shared/data`. Without them these tests are listed as
//! ignored; with `CI=true` their absence is a failure. `--nocapture` shows the scores.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use coxa::assess::AssessKnowledge;
use coxa::vocabulary::{Mechanism, Mode, Side, Test};
use libtest_mimic::{Arguments, Failed, Trial};

use people::Constants;
use score::{Score, read_cases, score, scrambled};

#[path = "../../validation/restriction_contrasts/people.rs"]
#[allow(unreachable_pub, reason = "shared with the validation command")]
mod people;
#[path = "../../validation/restriction_contrasts/score.rs"]
#[allow(unreachable_pub, reason = "shared with the validation command")]
mod score;

/// Simulated people; enough that the noise of a share is below 0.03.
const PEOPLE: usize = 300;

/// Another seed than any that the thresholds were chosen with.
const SEED: u64 = 20_261_123;

/// So many binomial SDs: one run in a thousand strays further by chance.
const STRAY_SD: f64 = 3.1;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = std::env::var_os("COXA_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), PathBuf::from)
        .join("restriction");
    let absent = !folder.is_dir();
    let skip = absent && std::env::var("CI").as_deref() != Ok("true");
    let trial = |name: &str, run: fn(&Path) -> Result<(), Failed>| {
        let folder = folder.clone();
        Trial::test(name, move || {
            if absent {
                return Err(format!("no restriction data at {}; set COXA_DATA", folder.display()).into());
            }
            run(&folder)
        })
        .with_ignored_flag(skip)
    };
    let tests = vec![
        trial("the_published_cases_are_answered_as_often_and_as_rightly_as_stated", published_cases),
        trial("scrambled_truth_drops_to_chance", scrambled_truth),
        trial("claims_on_simulated_people_are_as_right_as_they_say", honest_claims),
        trial("signatures_follow_from_the_constants_of_the_model", signatures_follow),
    ];
    libtest_mimic::run(&arguments, tests).exit_code()
}

fn knowledge() -> &'static AssessKnowledge {
    &coxa_knowledge::knowledge().assess
}

fn read(folder: &Path, file: &str) -> Result<String, Failed> {
    std::fs::read_to_string(folder.join(file)).map_err(|error| format!("{file}: {error}").into())
}

fn require(holds: bool, claim: &str, score: &Score) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(format!("not so: {claim}\n{score}").into()) }
}

/// A share of `n` this far below `expected` is no accident.
fn floor(expected: f64, n: usize) -> f64 {
    expected - STRAY_SD * (expected * (1.0 - expected) / n.max(1) as f64).sqrt()
}

#[expect(clippy::print_stdout, reason = "the scores are what this test is run for")]
fn published_cases(folder: &Path) -> Result<(), Failed> {
    let cases = read_cases(&read(folder, "examples.json")?)?;
    let right = score(&cases, &[Side::Right], knowledge());
    println!("published cases, affected (right) side\n{right}");
    println!("published cases, both sides\n{}", score(&cases, &Side::ALL, knowledge()));
    let share = |part: usize| part as f64 / right.n as f64;
    require(right.n == cases.len(), "every case is scored", &right)?;
    require(share(right.not_distinguishable) < 0.5, "\"not distinguishable\" is not the usual answer", &right)?;
    // The expectations are those of simulated people; 50 cases may stray from them by chance, not by more.
    require(share(right.top1) > floor(0.52, right.n), "top-1 is what simulated people promise", &right)?;
    require(share(right.family_top1) > floor(0.58, right.n), "the family is what simulated people promise", &right)?;
    let answered = right.answered();
    let rightly = answered.share_right().unwrap_or(0.0);
    require(rightly > floor(0.72, answered.made), "answers are as right as simulated people promise", &right)?;
    if let Some(sure) = right.p80.share_right() {
        require(sure > floor(0.85, right.p80.made), "claims of 80 % and more hold", &right)?;
    }
    require(right.top1 > right.tree_top1, "it beats the rule of one SD", &right)
}

fn scrambled_truth(folder: &Path) -> Result<(), Failed> {
    let cases = read_cases(&read(folder, "examples.json")?)?;
    let people = Constants::read(&read(folder, "params.json")?)?.people(PEOPLE, SEED);
    for cases in [scrambled(&cases), scrambled(&people)] {
        let score = score(&cases, &[Side::Right], knowledge());
        let (chance, sd) = score.chance_top1;
        let found = score.top1 as f64;
        // Half a case, because counts are whole.
        require((found - chance).abs() <= STRAY_SD * sd + 0.5, "scrambled truth is hit by chance only", &score)?;
    }
    Ok(())
}

/// What an estimate of calibration may be off by beyond noise: the tissues of these people are not those of the tables.
const WRONG_ANATOMY: f64 = 0.10;

#[expect(clippy::print_stdout, reason = "the scores are what this test is run for")]
fn honest_claims(folder: &Path) -> Result<(), Failed> {
    let people = Constants::read(&read(folder, "params.json")?)?.people(PEOPLE, SEED);
    let score = score(&people, &[Side::Right], knowledge());
    println!("simulated people, affected (right) side\n{score}");
    for (claims, sum) in score.reliability.iter().zip(&score.reliability_sum) {
        let Some(right) = claims.share_right() else { continue };
        let said = sum / claims.made as f64;
        let noise = STRAY_SD * (said * (1.0 - said) / claims.made as f64).sqrt();
        let claim = format!("of {} families at {said:.2}, {right:.2} are right", claims.made);
        require(said - right <= noise + WRONG_ANATOMY, &claim, &score)?;
    }
    let sure = score.p80.share_right().unwrap_or(0.0);
    require(sure > floor(0.85, score.p80.made), "claims of 80 % and more hold", &score)?;
    require((score.not_distinguishable as f64) < 0.5 * score.n as f64, "most sides get an answer", &score)?;
    let inside = score.costs.share_right().unwrap_or(0.0);
    // The cells of one person depend on one another, so the noise is that of people rather than of cells.
    require(inside > floor(0.90, score.n), "90 % intervals of costs hold", &score)?;
    require(score.cost_error_deg.0 < score.cost_error_deg.1, "costs are better than answering zero", &score)
}

/// Tables round effects to three places, means to one.
const ROUNDING_SD: f64 = 0.002;

/// Means of active rows were drawn from 20,000 people; the mean of 2,000 others strays by 0.3 degrees.
const MEAN_DEG: f64 = 1.0;

fn signatures_follow(folder: &Path) -> Result<(), Failed> {
    let constants = Constants::read(&read(folder, "params.json")?)?;
    let rows = constants.row_scales();
    let ordinary = constants.angles(&constants.ordinary());
    let effect = |effects: &[(Test, Mode, f64)], test: Test, mode: Mode| {
        effects.iter().find(|(of, how, _)| (*of, *how) == (test, mode)).map_or(0.0, |(.., size)| *size)
    };
    let moved = |mechanism: Mechanism, sds: f64| -> Vec<f64> {
        let mut latents = constants.ordinary();
        if let Some(at) = constants.mechanisms.iter().position(|own| *own == mechanism) {
            latents.raw[at] = constants.restriction(mechanism, sds);
        }
        let angles = constants.angles(&latents);
        angles.iter().zip(&ordinary).zip(&rows).map(|((then, now), (.., sd))| (then - now) / sd).collect()
    };
    for mechanism in &constants.mechanisms {
        let row = knowledge().signatures.iter().find(|row| row.mechanism == *mechanism).ok_or("a signature")?;
        let unit = moved(*mechanism, 2.2);
        // Small enough for a derivative, large enough for the solver's rounding.
        let step = 1e-4;
        let near = moved(*mechanism, step);
        for (index, (test, mode, _)) in rows.iter().enumerate() {
            let slope = match mechanism {
                Mechanism::Guarding => 0.15 * unit[index],
                _ => near[index] / step,
            };
            let found = (effect(&row.effects, *test, *mode), effect(&row.background, *test, *mode));
            // Effects below 0.005 are left out of the table.
            let left_out = unit[index].abs() < 0.0055 && slope.abs() < 0.0055 && found == (0.0, 0.0);
            if !left_out && ((found.0 - unit[index]).abs() > ROUNDING_SD || (found.1 - slope).abs() > ROUNDING_SD) {
                let model = (unit[index], slope);
                return Err(format!("{mechanism} on {test} {mode}: table {found:?}, model {model:?}").into());
            }
        }
    }
    let people = constants.ordinary_people(2000, SEED);
    for (index, (test, mode, sd)) in rows.iter().enumerate() {
        let row = knowledge().expected.iter().find(|row| (row.test, row.mode) == (*test, *mode)).ok_or("a row")?;
        let (norm_mean, specific, extra) = constants.row_spread(index);
        let drawn = people.iter().map(|angles| angles[index]).sum::<f64>() / people.len() as f64;
        let mean = if *mode == Mode::Passive { norm_mean } else { drawn };
        let fits = (row.mean - mean).abs() < MEAN_DEG
            && (row.mean - drawn).abs() < MEAN_DEG
            && (row.sd - sd).abs() < 1e-9
            && (row.specific_sd - specific).abs() < 0.01
            && (row.discrepancy_sd - extra).abs() < 1e-9;
        if !fits {
            return Err(format!("{}: table {row:?}, model mean {mean:.2}, drawn {drawn:.2}", row.id).into());
        }
    }
    Ok(())
}
