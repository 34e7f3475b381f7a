//! What the tables may contain: rows per stage, the checks over them, and how they become the core's types.
//!
//! Shared by the build script, which runs everything here over the tables, and the library, which reads back what
//! passed. To add a table: declare its row, name it in the stage's `rows!`, convert it there; to add a check over
//! several rows: write it in its stage and list it in [`CHECKS`].

use std::collections::{BTreeMap, BTreeSet};

use coxa::cycle::Knowledge;

pub mod problem;
pub mod row;
pub mod table;
pub mod value;

pub mod reference;

pub mod measure;

pub mod assess;
pub mod assess_contrasts;

pub mod prescribe;

pub mod guard;

use problem::{Problem, Problems};
use row::Visited;
use table::Tables;

/// Declares all stages: what is loaded, visited and converted, in the order of the loop.
macro_rules! stages {
    ($($(#[$meta:meta])* $stage:ident: $rows:ty),+ $(,)?) => {
        /// Every row of every table.
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct Rows {
            /// Citations.
            pub reference: reference::ReferenceRows,
            $($(#[$meta])* pub $stage: $rows,)+
        }

        impl Rows {
            fn load(tables: &mut Tables, problems: &mut Problems) -> Rows {
                Rows {
                    reference: reference::ReferenceRows::load(tables, problems),
                    $($stage: <$rows>::load(tables, problems),)+
                }
            }

            /// Shows every row to `visit`.
            pub fn visit(&self, visit: &mut dyn FnMut(&Visited<'_>)) {
                self.reference.visit(visit);
                $(self.$stage.visit(visit);)+
            }

            /// The knowledge of the core; what a row cannot become is noted.
            pub fn convert(&self, problems: &mut Problems) -> Knowledge {
                let mut knowledge = Knowledge::default();
                $(self.$stage.convert(&mut knowledge, problems);)+
                knowledge
            }
        }
    };
}

stages! {
    /// Screens, readings, compensation thresholds.
    measure: measure::MeasureRows,
    /// Norms, demands, accuracy, instrument errors.
    assess: assess::AssessRows,
    /// Contrasts, signatures, texts, thresholds.
    contrasts: assess_contrasts::ContrastRows,
    /// Drills and facts of dose.
    prescribe: prescribe::PrescribeRows,
    /// Flags, questions, precautions, thresholds.
    guard: guard::GuardRows,
}

/// A check over several rows or over what they become.
pub struct Check {
    /// What must hold, as a sentence.
    pub holds: &'static str,
    /// Notes every row for which it does not.
    pub run: fn(&Rows, &Knowledge, &mut Problems),
}

/// Every check beyond a single row.
///
/// Checks of single rows (unknown keys and ids, status against value, unordered ranges, numbers that are not finite)
/// come with reading; unknown sources, leftovers and duplicate ids with [`load`].
pub const CHECKS: &[Check] = &[
    Check { holds: "the guard has every threshold, site, end range and rule it reads", run: guard::check_complete },
    Check { holds: "every flag has a symptom question of its own", run: guard::check_questions },
    Check { holds: "every must_not forbids at least one drill", run: guard::check_must_not },
];

/// Reads and checks all tables.
///
/// * `files` – contents by path below `tables/`
///
/// Returns rows and knowledge, or every problem found, in the order of the files.
pub fn load(files: &BTreeMap<String, String>) -> Result<(Rows, Knowledge), Vec<Problem>> {
    let mut problems = Problems::default();
    let mut tables = Tables::parse(files, &mut problems);
    let rows = Rows::load(&mut tables, &mut problems);
    let known: BTreeSet<&str> = rows.reference.references.iter().map(|placed| placed.row.key.as_str()).collect();
    tables.check_sources(&known, &mut problems);
    tables.check_leftovers(&mut problems);
    let knowledge = rows.convert(&mut problems);
    for check in CHECKS {
        (check.run)(&rows, &knowledge, &mut problems);
    }
    match problems.into_sorted() {
        none if none.is_empty() => Ok((rows, knowledge)),
        problems => Err(problems),
    }
}
