//! The hazard table: every hazard has a cause, a harm, a control, and a test that proves the control.

use super::Findings;
use crate::workspace::Source;

const TABLE: &str = "safety/hazards.csv";
const HEADER: [&str; 6] = ["id", "hazard", "cause", "harm", "control", "test"];
/// Between several tests of one row.
const TEST_SEPARATOR: char = ';';
/// Attributes and comments between `#[test]` and its function span at most this many lines.
const ATTRIBUTE_LINES: usize = 12;

/// Every row must be complete, and every test it names must exist.
pub(super) fn check(sources: &[Source], findings: &mut Findings) {
    let Some(table) = sources.iter().find(|source| source.path == TABLE) else {
        findings.error(TABLE, 1, "is missing; it lists what could go wrong and what prevents it");
        return;
    };
    let rows = match rows(&table.text) {
        Ok(rows) => rows,
        Err((line, text)) => {
            findings.error(TABLE, line, text);
            return;
        }
    };
    let Some(((_, header), rows)) = rows.split_first() else {
        findings.error(TABLE, 1, "is empty");
        return;
    };
    if *header != HEADER {
        findings.error(TABLE, 1, format_args!("the columns must be {}", HEADER.join(",")));
        return;
    }
    let packages = packages(sources);
    let mut ids = std::collections::BTreeSet::new();
    for (line, cells) in rows {
        if cells.len() != HEADER.len() {
            findings.error(TABLE, *line, format_args!("has {} cells, needs {}", cells.len(), HEADER.len()));
            continue;
        }
        for (name, cell) in HEADER.iter().zip(cells) {
            if cell.trim().is_empty() {
                findings.error(TABLE, *line, format_args!("has no {name}; a hazard without one is not controlled"));
            }
        }
        if !ids.insert(cells[0].clone()) {
            findings.error(TABLE, *line, format_args!("repeats the id {:?}", cells[0]));
        }
        for test in cells[5].split(TEST_SEPARATOR).map(str::trim).filter(|test| !test.is_empty()) {
            if let Err(text) = find_test(test, &packages, sources) {
                findings.error(TABLE, *line, text);
            }
        }
    }
}

/// The folder of each package, by its name as Rust paths spell it.
fn packages(sources: &[Source]) -> Vec<(String, String)> {
    let manifests = sources.iter().filter(|source| source.path.ends_with("/Cargo.toml"));
    let named = manifests.filter_map(|source| {
        let name = source.text.lines().find_map(|line| line.strip_prefix("name = "))?;
        let folder = source.path.strip_suffix("Cargo.toml")?;
        Some((name.trim().trim_matches('"').replace('-', "_"), folder.to_owned()))
    });
    named.collect()
}

/// Finds `package::module::test_name`: a file of the package that each middle word leads to and that holds the test.
fn find_test(test: &str, packages: &[(String, String)], sources: &[Source]) -> Result<(), String> {
    let words: Vec<&str> = test.split("::").collect();
    let [package, modules @ .., name] = &words[..] else {
        return Err(format!("{test:?} is no test; write package::module::test_name"));
    };
    let Some((_, folder)) = packages.iter().find(|(known, _)| known == package) else {
        return Err(format!("{test:?}: no package {package:?} in the workspace"));
    };
    let leads_to = |source: &Source, module: &str| {
        let inside = source.path[folder.len()..].split(['/', '.']);
        // Tests in a file of their own stand beside what they test: `text_tests.rs` is part of `text`.
        inside.into_iter().any(|word| word == module || word.strip_suffix("_tests") == Some(module))
            || source.text.contains(&format!("mod {module} {{"))
    };
    let here = |source: &&Source| {
        source.is("rs")
            && source.path.starts_with(folder.as_str())
            && modules.iter().all(|module| leads_to(source, module))
    };
    if sources.iter().filter(here).any(|source| holds_test(&source.text, name)) {
        return Ok(());
    }
    Err(format!("{test:?}: {folder} has no such test; a control that nothing proves does not count"))
}

/// Whether a file has a test of this name: a function under a test attribute, a name given to libtest-mimic, or a rule
/// that a macro of the file turns into a test.
fn holds_test(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    let is_function = |line: &str| {
        let line = line.trim_start();
        let rest =
            line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ").and_then(|rest| rest.strip_prefix(name));
        rest.is_some_and(|rest| rest.trim_start().starts_with(['(', '<']))
    };
    let is_marked = |at: usize| {
        let above = lines[at.saturating_sub(ATTRIBUTE_LINES)..at].iter().rev().map(|line| line.trim_start());
        above.take_while(|line| line.starts_with('#') || line.starts_with("//")).any(is_test_attribute)
    };
    let as_function = lines.iter().enumerate().any(|(at, line)| is_function(line) && is_marked(at));
    let as_trial = text.contains("libtest_mimic") && text.contains(&format!("\"{name}\""));
    let as_rule = || {
        let is_macro = lines.windows(2).any(|pair| is_test_attribute(pair[0].trim_start()) && pair[1].contains("fn $"));
        let is_word = |at: usize| {
            let inside = |c: char| c.is_alphanumeric() || c == '_';
            !text[..at].ends_with(inside) && text[at + name.len()..].trim_start().starts_with([',', ';'])
        };
        is_macro && text.match_indices(name).any(|(at, _)| is_word(at))
    };
    as_function || as_trial || as_rule()
}

/// `#[test]`, or the same of an async runtime.
fn is_test_attribute(line: &str) -> bool {
    line == "#[test]" || (line.starts_with("#[") && (line.contains("::test]") || line.contains("::test(")))
}

type Row = (usize, Vec<String>);

/// Reads comma-separated rows with quoted cells; a row knows the line it starts at.
fn rows(text: &str) -> Result<Vec<Row>, (usize, String)> {
    let mut rows = Vec::new();
    let mut cells = Vec::new();
    let mut cell = String::new();
    let (mut line, mut row_from) = (1, 1);
    let mut characters = text.chars().filter(|c| *c != '\r').peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if cell.is_empty() => loop {
                match characters.next() {
                    Some('"') if characters.peek() == Some(&'"') => {
                        characters.next();
                        cell.push('"');
                    }
                    Some('"') => break,
                    Some(inside) => {
                        line += usize::from(inside == '\n');
                        cell.push(inside);
                    }
                    None => return Err((row_from, "a quoted cell is never closed".to_owned())),
                }
            },
            '"' => return Err((line, "a quote stands inside an unquoted cell; quote the whole cell".to_owned())),
            ',' => cells.push(std::mem::take(&mut cell)),
            '\n' => {
                cells.push(std::mem::take(&mut cell));
                let row = std::mem::take(&mut cells);
                if row.iter().any(|cell| !cell.is_empty()) {
                    rows.push((row_from, row));
                }
                line += 1;
                row_from = line;
            }
            other => cell.push(other),
        }
    }
    if !cell.is_empty() || !cells.is_empty() {
        cells.push(cell);
        rows.push((row_from, cells));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::{check, rows};
    use crate::tidy::Findings;
    use crate::workspace::Source;

    const HEAD: &str = "id,hazard,cause,harm,control,test\n";

    fn errors(row: &str) -> Vec<String> {
        let mut findings = Findings::default();
        let source = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
        let tests = "//! x\n#[test]\n// why\nfn a_red_stops() {}\n\nfn not_a_test() {}\n";
        let trials = "//! x\nuse libtest_mimic::Trial;\nTrial::test(\"a_trial\", f);\n";
        let suite = "//! x\nsuite!(one_rule, another_rule;)\n  #[tokio::test(flavor = \"x\")]\n  async fn $rule() {}\n";
        check(
            &[
                source("safety/hazards.csv", &format!("{HEAD}{row}\n")),
                source("crates/my-core/Cargo.toml", "[package]\nname = \"my-core\"\n"),
                source("crates/my-core/src/dose/guard.rs", tests),
                source("crates/my-core/tests/recordings.rs", trials),
                source("crates/my-core/tests/conformance.rs", suite),
            ],
            &mut findings,
        );
        findings.errors
    }

    #[test]
    fn a_complete_row_with_existing_tests_passes() {
        let row = "H1,a,b,c,\"d, e\",my_core::dose::guard::a_red_stops; my_core::recordings::a_trial;my_core::conformance::another_rule";
        assert_eq!(errors(row), Vec::<String>::new());
    }

    #[test]
    fn a_row_that_lacks_anything_is_refused() {
        for row in [
            "H1,a,b,c,d,",
            "H1,a,,c,d,my_core::guard::a_red_stops",
            "H1,a,b,c,my_core::guard::a_red_stops",
            "H1,a,b,c,d,my_core::guard::gone",
            "H1,a,b,c,d,my_core::guard::not_a_test",
            "H1,a,b,c,d,my_core::conformance::other_rule",
            "H1,a,b,c,d,my_core::measure::a_red_stops",
            "H1,a,b,c,d,other::guard::a_red_stops",
            "H1,a,b,c,d,a_red_stops",
        ] {
            assert_eq!(errors(row).len(), 1, "{row}: {:?}", errors(row));
        }
    }

    #[test]
    fn quoted_cells_keep_commas_quotes_and_line_breaks() {
        let found = rows("a,\"b, \"\"c\"\"\nd\"\ne,f\n").unwrap();
        assert_eq!(found[0], (1, vec!["a".to_owned(), "b, \"c\"\nd".to_owned()]));
        assert_eq!(found[1].0, 3);
        assert!(rows("a,\"b").is_err());
    }
}
