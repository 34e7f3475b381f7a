//! What stops the build: each test breaks a copy of the tables in one way and reads the problem that is found.

use std::collections::BTreeMap;
use std::path::Path;

use coxa_knowledge::schema;

fn read_folder(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).expect("folder of tables") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            read_folder(root, &path, files);
        } else {
            let name = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
            files.insert(name, std::fs::read_to_string(&path).expect("text"));
        }
    }
}

fn tables() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tables");
    let mut files = BTreeMap::new();
    read_folder(&root, &root, &mut files);
    files
}

/// The only problem found after replacing the first `from` of a file by `to`.
fn problem_after(file: &str, from: &str, to: &str) -> String {
    let mut files = tables();
    let text = files.get_mut(file).expect("the table to break");
    assert!(text.contains(from), "{file} has no {from:?} to break");
    *text = text.replacen(from, to, 1);
    let problems = schema::load(&files).expect_err("a broken table");
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].to_string()
}

#[test]
fn the_tables_as_they_are_pass() {
    schema::load(&tables()).unwrap_or_else(|problems| panic!("{problems:#?}"));
}

#[test]
fn an_unknown_key_is_named_with_file_line_and_row() {
    let problem = problem_after("references.toml", "key = \"aaos\"", "key = \"aaos\"\npage = 3");
    assert!(problem.starts_with("references.toml:4: row aaos: found unknown field `page`"), "{problem}");
    assert!(problem.contains("needed one of"), "{problem}");
}

#[test]
fn an_unknown_id_is_answered_with_the_nearest_one() {
    let problem = problem_after("references.toml", "status = \"MEMORY\"", "status = \"MEMORI\"");
    assert!(
        problem.contains("row aaos: found unknown status \"MEMORI\", needed did you mean \"MEMORY\"?"),
        "{problem}"
    );
}

#[test]
fn an_unknown_source_is_named() {
    let problem = problem_after("goals.toml", "sources = []", "sources = [\"nobody1900\"]");
    assert!(problem.contains("found unknown source \"nobody1900\""), "{problem}");
}

#[test]
fn a_missing_source_is_named() {
    let problem = problem_after("goals.toml", "status = \"DESIGN\"", "status = \"VERIFIED\"");
    assert!(problem.contains("found status VERIFIED without a source"), "{problem}");
    let problem = problem_after("goals.toml", "sources = []\n", "");
    assert!(problem.contains("missing field `sources`"), "{problem}");
}

#[test]
fn an_id_that_comes_twice_is_named_with_both_places() {
    let problem = problem_after("references.toml", "key = \"acsm2009\"", "key = \"aaos\"");
    assert!(problem.contains("found id \"aaos\" again, first in references.toml:4"), "{problem}");
}

#[test]
fn a_kind_that_nobody_reads_is_named() {
    let problem = problem_after("goals.toml", "[[goal]]", "[[gaol]]");
    assert!(problem.contains("unknown kind \"gaol\""), "{problem}");
}

#[test]
fn a_file_that_is_not_toml_is_named_with_its_line() {
    let problem = problem_after("goals.toml", "[[goal]]", "[[goal");
    assert!(problem.starts_with("goals.toml:3: row -: found"), "{problem}");
}

#[test]
fn every_problem_is_shown_at_once() {
    let mut files = tables();
    for text in files.values_mut() {
        *text = text.replacen("status = ", "state = ", 1);
    }
    let problems = schema::load(&files).expect_err("broken tables");
    assert!(problems.len() >= files.len(), "{problems:?}");
}
