//! Every row of the evidence base has become a row of the tables, under its own id or a listed one, with its numbers,
//! status and sources as they were; where the tables differ on purpose, a list here says so.
//!
//! The evidence base stands outside the project, in `COXA_EVIDENCE` or `../shared/evidence`. Without it these tests are
//! listed as ignored; with `CI=true` its absence is a failure.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

mod contrasts;
mod dose;
mod drills;
mod evidence;
mod lists;
mod presence;
mod questionnaires;
mod references;
mod safety;
mod screens;

type Compare = fn(&Path, &str) -> Result<(), Failed>;

/// Files of tables whose values are compared one by one.
const VALUES: &[(&str, Compare)] = &[
    ("04_screens.toml", screens::screens),
    ("05_mechanisms.toml", contrasts::contrasts),
    ("06b_dose_rules.toml", dose::rules),
    ("07_strength_control.toml", dose::strength),
    ("08_safety.toml", safety::safety),
    ("09_questionnaires.toml", questionnaires::questionnaires),
    ("11_drills.toml", drills::drills),
    ("12_references.toml", references::references),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = std::env::var_os("COXA_EVIDENCE")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/evidence"), PathBuf::from);
    let absent = !folder.is_dir();
    let skip = absent && std::env::var("CI").as_deref() != Ok("true");
    let trial = |what: &str, name: &str, run: Compare| {
        let (folder, file) = (folder.clone(), name.to_string());
        Trial::test(format!("every_{what}_of_{}_is_carried_over", name.replace('.', "_")), move || {
            if absent {
                return Err(format!("no evidence base at {}; set COXA_EVIDENCE", folder.display()).into());
            }
            run(&folder, &file)
        })
        .with_ignored_flag(skip)
    };
    let lists = lists::LISTS.iter().map(|name| trial("value", name, lists::every_value));
    let tables = presence::TABLES.iter().map(|(name, _, _)| trial("row", name, presence::every_row));
    let values = VALUES.iter().map(|(name, run)| trial("value", name, *run));
    libtest_mimic::run(&arguments, lists.chain(tables).chain(values).collect()).exit_code()
}
