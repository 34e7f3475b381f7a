//! OpenSim's muscle lengths and moment arms in the shared data, beside ours; without the data the tests say so.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use coxa::skeleton::muscle::{LegAngle, Muscles};
use coxa_knowledge::schema::muscle::MuscleRow;
use libtest_mimic::{Arguments, Failed, Trial};

#[path = "../muscle_geometry/compare.rs"]
#[allow(dead_code, reason = "shared with the validation command")]
mod compare;

use compare::{Apart, Compared, Table, compare};

/// The table's errors were found on these same postures; percentiles are taken a little differently, as a share.
const SAME_POSTURES: f64 = 0.02;

/// Errors in the table are rounded to hundredths, and moment arms in the data likewise, mm.
const ROUNDING_MM: f64 = 0.02;

/// A 95th percentile of 6,000 other postures differs from that of 4,096 by chance by a few hundredths, as a share.
const OTHER_POSTURES: f64 = 0.10;

/// The same of 150 postures differs by some tenths, as a share.
const FEW_POSTURES: f64 = 0.50;

/// Values of another posture are at least so many times further away, or the comparison sees nothing.
const SCRAMBLED_TIMES: f64 = 3.0;

/// Paths that both models of the family share; the others were moved from the one to the other on purpose.
const SHARED_PATHS: [&str; 13] = [
    "addbrev",
    "addlong",
    "addmagDist",
    "addmagIsch",
    "addmagMid",
    "addmagProx",
    "glmax1",
    "glmax2",
    "glmax3",
    "iliacus",
    "piri",
    "psoas",
    "recfem",
];

fn data() -> PathBuf {
    let given = std::env::var_os("COXA_DATA").map(PathBuf::from);
    given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"))
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let required = std::env::var_os("CI").is_some_and(|value| value == "true");
    let mut trials = vec![
        Trial::test("moment_arms_err_on_unseen_postures_as_the_table_says", unseen_arms),
        Trial::test("lengths_err_on_the_postures_of_the_fit_as_on_unseen_ones", lengths_of_the_fit),
        Trial::test("another_model_of_the_family_agrees_where_the_paths_are_the_same", another_model),
    ];
    if !data().join("muscle").is_dir() && !required {
        trials = trials.into_iter().map(|trial| trial.with_ignored_flag(true)).collect();
        eprintln!("trials are ignored: no shared data at COXA_DATA or beside the workspace");
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(otherwise().into()) }
}

fn muscles() -> Result<&'static Muscles, Failed> {
    Ok(coxa_knowledge::knowledge().measure.muscles.as_ref().ok_or("no muscles in the tables")?)
}

fn row(path: &str) -> Result<&'static MuscleRow, Failed> {
    let rows = &coxa_knowledge::rows().measure.muscles;
    Ok(rows.iter().map(|placed| &placed.row).find(|row| row.id == path).ok_or("no row")?)
}

fn compared(file: &str) -> Result<Vec<Compared>, Failed> {
    let table = Table::read(&data().join(file))?.ok_or_else(|| format!("{file}: not about muscles"))?;
    Ok(compare(&table, muscles()?)?)
}

fn every_path(found: &[Compared]) -> Result<(), Failed> {
    let expected = muscles()?.paths.len();
    ensure(found.len() == expected, || format!("{} paths of {expected}", found.len()))?;
    ensure(found.iter().all(|it| it.outside == 0), || "postures outside the range of the data".to_owned())
}

fn told_apart(path: &str, found: Option<Apart>, scrambled: Option<Apart>) -> Result<(), Failed> {
    let (Some(found), Some(scrambled)) = (found, scrambled) else {
        return Err(format!("{path}: nothing found").into());
    };
    ensure(SCRAMBLED_TIMES * found.median < scrambled.median, || format!("{path}: {found:?} beside {scrambled:?}"))
}

fn unseen_arms() -> Result<(), Failed> {
    let found = compared("muscle/moment_arms_raj.csv.gz")?;
    every_path(&found)?;
    for it in &found {
        let stated = &row(&it.path)?.arm_error_mm;
        for ((angle, arm), (median, p95)) in
            LegAngle::ALL.iter().zip(it.arms).zip(stated.median.iter().zip(&stated.p95))
        {
            let arm = arm.ok_or_else(|| format!("{}: no moment arm about {angle}", it.path))?;
            for (found, stated) in [(arm.median, median), (arm.p95, p95)] {
                let within = ROUNDING_MM + SAME_POSTURES * stated;
                let told = || format!("{} about {angle}: {found:.3} mm, the table says {stated}", it.path);
                ensure((found - stated).abs() <= within, told)?;
            }
        }
        told_apart(&it.path, it.arms[0], it.scrambled)?;
    }
    Ok(())
}

fn lengths_of_the_fit() -> Result<(), Failed> {
    let found = compared("muscle/samples_raj.csv.gz")?;
    every_path(&found)?;
    for it in &found {
        let stated = row(&it.path)?.length_error_mm.p95;
        let length = it.length.ok_or("no length")?;
        let told = || format!("{}: {:.3} mm, the table says {stated}", it.path, length.p95);
        ensure((length.p95 - stated).abs() <= ROUNDING_MM + OTHER_POSTURES * stated, told)?;
        told_apart(&it.path, it.length, it.scrambled_length)?;
    }
    Ok(())
}

fn another_model() -> Result<(), Failed> {
    let found = compared("motion/muscle_geometry/rajagopal2016.csv")?;
    every_path(&found)?;
    for it in found.iter().filter(|it| SHARED_PATHS.contains(&it.path.as_str())) {
        let row = row(&it.path)?;
        let length = it.length.ok_or("no length")?;
        let most = (1.0 + FEW_POSTURES) * row.length_error_mm.p95;
        ensure(length.p95 <= most, || format!("{}: {length:?}, the table says {}", it.path, row.length_error_mm.p95))?;
        // The file has no moment arms about the knee.
        for ((angle, arm), stated) in LegAngle::ALL.iter().zip(it.arms).zip(&row.arm_error_mm.p95).take(3) {
            let arm = arm.ok_or_else(|| format!("{}: no moment arm about {angle}", it.path))?;
            let most = ROUNDING_MM + (1.0 + FEW_POSTURES) * stated;
            ensure(arm.p95 <= most, || format!("{} about {angle}: {arm:?}, the table says {stated}", it.path))?;
        }
    }
    Ok(())
}
