//! Arrows between crates: what each may depend on stands in one table, in ARCHITECTURE.md.

use std::collections::BTreeMap;

use super::Findings;
use crate::workspace::Source;

const DOCUMENT: &str = "ARCHITECTURE.md";
const HEADING: &str = "## Who may import whom";
/// The word in the table that leaves crates from outside free.
const ANY: &str = "any";

/// What one row of the table allows.
#[derive(Debug)]
struct Allowed {
    ours: Vec<String>,
    /// `None` when crates from outside are free.
    outside: Option<Vec<String>>,
}

/// Every dependency of a workspace crate must be allowed by its row.
pub(super) fn check(sources: &[Source], findings: &mut Findings) {
    let Some(document) = sources.iter().find(|source| source.path == DOCUMENT) else {
        findings.error(DOCUMENT, 1, "is missing; it holds the table of allowed dependencies");
        return;
    };
    let table = table(&document.text);
    if table.is_empty() {
        findings.error(DOCUMENT, 1, format_args!("has no table under {HEADING:?}"));
        return;
    }
    let manifests: Vec<(&Source, Manifest)> = sources
        .iter()
        .filter(|source| source.path.ends_with("Cargo.toml"))
        .filter_map(|source| Some((source, Manifest::read(&source.text)?)))
        .collect();
    let ours: Vec<&str> = manifests.iter().map(|(_, manifest)| manifest.package.as_str()).collect();
    for (source, manifest) in &manifests {
        let package = &manifest.package;
        let Some(allowed) = table.get(package) else {
            findings.error(&source.path, 1, format_args!("{package} has no row under {HEADING:?} in {DOCUMENT}"));
            continue;
        };
        for (line, dependency) in &manifest.dependencies {
            let is_allowed = match (&allowed.outside, ours.contains(&dependency.as_str())) {
                (_, true) => allowed.ours.contains(dependency),
                (None, false) => true,
                (Some(outside), false) => outside.contains(dependency),
            };
            if !is_allowed {
                findings.error(
                    &source.path,
                    *line,
                    format_args!("{package} must not depend on {dependency}; the table in {DOCUMENT} says what it may"),
                );
            }
        }
    }
    for package in table.keys().filter(|package| !ours.contains(&package.as_str())) {
        findings.error(DOCUMENT, 1, format_args!("the table names {package}, which is no crate of the workspace"));
    }
}

/// Rows `| crate | folder | ours | outside |`; names stand in backticks.
fn table(document: &str) -> BTreeMap<String, Allowed> {
    let mut rows = BTreeMap::new();
    for line in document.lines().skip_while(|line| *line != HEADING).skip(1).take_while(|line| !line.starts_with("## "))
    {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').collect();
        if let [package, _folder, ours, outside] = cells[..]
            && let [package] = &names(package)[..]
        {
            let outside = (outside.trim() != ANY).then(|| names(outside));
            rows.insert(package.clone(), Allowed { ours: names(ours), outside });
        }
    }
    rows
}

/// What stands in backticks.
fn names(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// What matters here of a Cargo.toml.
#[derive(Debug)]
struct Manifest {
    package: String,
    /// Normal and build dependencies with their lines; what tests use ships nowhere and is free.
    dependencies: Vec<(usize, String)>,
}

impl Manifest {
    /// `None` for a manifest without a package.
    fn read(text: &str) -> Option<Manifest> {
        let mut package = None;
        let mut dependencies = Vec::new();
        let mut section = "";
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if let Some(header) = line.strip_prefix('[') {
                section = header.trim_end_matches(']');
                // `[dependencies.name]` is a table of its own.
                if let Some((before, name)) = section.rsplit_once('.')
                    && is_dependencies(before)
                {
                    dependencies.push((at + 1, name.trim_matches('"').to_owned()));
                }
                continue;
            }
            let Some((key, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) else { continue };
            let key = key.trim();
            if section == "package" && key == "name" {
                package = Some(value.trim().trim_matches('"').to_owned());
            } else if is_dependencies(section) {
                let name = key.split('.').next().unwrap_or(key).trim_matches('"');
                dependencies.push((at + 1, name.to_owned()));
            }
        }
        Some(Manifest { package: package?, dependencies })
    }
}

fn is_dependencies(section: &str) -> bool {
    let last = section.rsplit('.').next().unwrap_or(section);
    matches!(last, "dependencies" | "build-dependencies") && !section.starts_with("workspace")
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::Findings;
    use crate::workspace::Source;

    const TABLE: &str = "# A\n\n## Who may import whom\n\n| crate | folder | ours | outside |\n|---|---|---|---|\n| `core` | c | | `libm` |\n| `files` | f | `core` | any |\n\n## Next\n";

    fn errors(core: &str, files: &str) -> Vec<String> {
        let mut findings = Findings::default();
        let source = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
        let sources = [
            source("ARCHITECTURE.md", TABLE),
            source("c/Cargo.toml", &format!("[package]\nname = \"core\"\n{core}")),
            source("f/Cargo.toml", &format!("[package]\nname = \"files\"\n{files}")),
        ];
        check(&sources, &mut findings);
        findings.errors
    }

    #[test]
    fn allowed_and_test_dependencies_pass() {
        let core = "[dependencies]\nlibm.workspace = true\n[dev-dependencies]\nfiles = { path = \"../f\" }\n";
        assert_eq!(errors(core, "[dependencies]\ncore.workspace = true\nserde = \"1\"\n"), Vec::<String>::new());
    }

    #[test]
    fn an_arrow_that_points_back_is_named_with_its_line() {
        let found = errors("[dependencies]\nfiles.workspace = true\n", "");
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("c/Cargo.toml:4: core must not depend on files"), "{found:?}");
    }

    #[test]
    fn a_crate_from_outside_is_refused_in_every_spelling_where_the_list_is_closed() {
        for text in [
            "[dependencies]\nserde = { version = \"1\" }\n",
            "[dependencies.serde]\nversion = \"1\"\n",
            "[target.'cfg(unix)'.dependencies]\nserde = \"1\"\n",
            "[build-dependencies]\nserde = \"1\"\n",
        ] {
            assert_eq!(errors(text, "").len(), 1, "{text}");
        }
    }
}
