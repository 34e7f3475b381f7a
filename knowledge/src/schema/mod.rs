//! What the tables may contain: rows per stage, the checks over them, and how they become the core's types.
//!
//! Shared by the build script, which runs everything here over the tables, and the library, which reads back what
//! passed. To add a table: declare its row, name it in the stage's `rows!`, convert it there; to add a check over
//! several rows: write it in its stage and list it in [`CHECKS`].

use std::collections::BTreeMap;

use coxa::cycle::Knowledge;

pub mod inherited;
pub mod problem;
pub mod row;
pub mod table;
pub mod value;

pub mod reference;

pub mod instrument;
pub mod measure;
pub mod muscle;
pub mod skeleton;

pub mod assess;
pub mod assess_conditions;
pub mod assess_contrasts;
pub mod body_model;
pub mod home_test;

pub mod prescribe;
pub mod prescribe_checks;

pub mod guard;

pub mod drill_tag;
pub mod fact;
pub mod passive_moment;
pub mod questionnaire;

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
    /// Errors of instruments.
    instrument: instrument::InstrumentRows,
    /// Screens, readings, compensation thresholds.
    measure: measure::MeasureRows,
    /// Goals, norms, demands, accuracy.
    assess: assess::AssessRows,
    /// Contrasts, signatures, texts, thresholds.
    contrasts: assess_contrasts::ContrastRows,
    /// Tests that a person does alone.
    home: home_test::HomeTestRows,
    /// Drills and facts of dose.
    prescribe: prescribe::PrescribeRows,
    /// Flags, questions, precautions, thresholds.
    guard: guard::GuardRows,
    /// Conditions that drills name.
    tag: drill_tag::TagRows,
    /// What people read beside a decision.
    fact: fact::FactRows,
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
    Check { holds: "every test has a screen that says how it is done", run: measure::check_every_test },
    Check { holds: "every result a screen rests on is in the tables", run: measure::check_reliability },
    Check { holds: "nothing is better known than what it is computed from", run: inherited::check },
    Check { holds: "every instrument has a default error", run: instrument::check_every_instrument_has_a_default },
    Check { holds: "home tests are for one alone, with the pelvis asked for", run: home_test::check_screens },
    Check { holds: "the home battery has room for every home test", run: home_test::check_room },
    Check { holds: "every drill tag has a text", run: drill_tag::check_every_tag_has_a_text },
    Check {
        holds: "drills lead to drills, not in circles, and fall back to easier ones",
        run: prescribe_checks::ladders,
    },
    Check {
        holds: "every trainable mechanism has a drill, and no drill serves another",
        run: prescribe_checks::service,
    },
    Check { holds: "every drill is an entry drill or has a regression", run: prescribe_checks::entries },
    Check { holds: "every direction trained in range can be loaded from the start", run: prescribe_checks::loading },
    Check { holds: "poses of drills and home tests stay inside joint limits", run: prescribe_checks::poses },
    Check { holds: "no effort cap is above the evidence", run: prescribe_checks::efforts },
    Check { holds: "every fact of dose is there and asked for", run: prescribe_checks::facts },
    Check { holds: "every evidence id of a drill names a row", run: prescribe_checks::evidence_rows },
    Check { holds: "every direction has an end of range", run: prescribe_checks::ends },
    Check { holds: "the guard has every threshold, site, test and rule it reads", run: guard::check_complete },
    Check { holds: "every flag has a symptom question of its own", run: guard::check_questions },
    Check { holds: "every must_not forbids at least one drill", run: guard::check_must_not },
];

/// Reads and checks all tables.
///
/// * `files` – contents by path below `tables/`
///
/// Returns rows and knowledge, or every problem found, in the order of the files: all files that are not TOML, else all
/// rows that cannot be read or name an unknown source, else all that contradict each other.
pub fn load(files: &BTreeMap<String, String>) -> Result<(Rows, Knowledge), Vec<Problem>> {
    let mut problems = Problems::default();
    let mut tables = Tables::parse(files, &mut problems);
    if problems.count() > 0 {
        return Err(problems.into_sorted());
    }
    let rows = Rows::load(&mut tables, &mut problems);
    tables.check_sources(&tables.ids(reference::KIND), &mut problems);
    tables.check_leftovers(&mut problems);
    // A row that cannot be read would make everything that refers to it look wrong as well.
    if problems.count() > 0 {
        return Err(problems.into_sorted());
    }
    let knowledge = rows.convert(&mut problems);
    for check in CHECKS {
        (check.run)(&rows, &knowledge, &mut problems);
    }
    match problems.into_sorted() {
        none if none.is_empty() => Ok((rows, knowledge)),
        problems => Err(problems),
    }
}
