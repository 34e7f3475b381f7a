//! Import directions inside the core: the loop runs one way, and so do its imports.

use super::Findings;
use super::rust_text::code_only;
use crate::workspace::Source;

/// The stages of the core in the order of the loop; each may import only what stands before it.
const STAGES: [&str; 7] = ["vocabulary", "skeleton", "measure", "assess", "prescribe", "dose", "cycle"];

const CORE: &str = "crates/coxa/src/";

/// Every import of another stage must point backwards.
pub(super) fn check(sources: &[Source], findings: &mut Findings) {
    for source in sources.iter().filter(|source| source.is("rs")) {
        let Some(inside) = source.path.strip_prefix(CORE) else { continue };
        let word = inside.split(['/', '.']).next().unwrap_or_default();
        let Some(stage) = STAGES.iter().position(|stage| *stage == word) else {
            if inside != "lib.rs" {
                let stages = STAGES.join(", ");
                findings.error(&source.path, 1, format_args!("belongs to no stage; put it under one of {stages}"));
            }
            continue;
        };
        for (line, imported) in imports(&code_only(&source.text)) {
            match STAGES.iter().position(|stage| *stage == imported) {
                _ if imported == "*" => findings.error(
                    &source.path,
                    line,
                    "imports everything from the crate, which hides the direction; name what is used",
                ),
                Some(found) if found > stage => findings.error(
                    &source.path,
                    line,
                    format_args!("{} must not know {imported}; imports run {}", STAGES[stage], STAGES.join(" <- ")),
                ),
                _ => {}
            }
        }
    }
}

/// The first names of all paths that leave the module through `crate::` or `super::`, with their lines from 1.
fn imports(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let line = code[..at].matches('\n').count() + 1;
            let rest = code[at + start.len()..].trim_start();
            match rest.strip_prefix('{') {
                Some(group) => found.extend(members(group).into_iter().map(|name| (line, name))),
                // `super::*` in a test module names its own file; only the crate as a whole is too much.
                None if rest.starts_with('*') && start == "crate::" => found.push((line, "*".to_owned())),
                None => found.push((line, first_name(rest))),
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// First names of the members of `{a::b, c::{d, e}}`, given what follows its opening brace.
fn members(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0_u32;
    let mut member_from = 0;
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.push(first_name(group[member_from..at].trim_start()));
                member_from = at + 1;
                if character == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names
}

fn first_name(path: &str) -> String {
    path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::Findings;
    use crate::workspace::Source;

    fn errors(path: &str, text: &str) -> Vec<String> {
        let mut findings = Findings::default();
        check(&[Source { path: path.to_owned(), text: text.to_owned() }], &mut findings);
        findings.errors
    }

    #[test]
    fn measure_must_not_know_assess() {
        let found = errors("crates/coxa/src/measure/screen.rs", "//! x\n\nuse crate::assess::Pattern;\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("crates/coxa/src/measure/screen.rs:3: measure must not know assess"), "{found:?}");
    }

    #[test]
    fn a_forward_import_is_found_inside_groups_bodies_and_super_chains() {
        for text in [
            "use crate::{vocabulary::Side, dose::{Session, History}};",
            "fn f() -> crate::dose::Session { g() }",
            "use super::super::dose::Session;",
        ] {
            assert_eq!(errors("crates/coxa/src/assess/deficit.rs", text).len(), 1, "{text}");
        }
    }

    #[test]
    fn backward_imports_comments_and_strings_are_no_error() {
        let text = "//! See crate::dose.\nuse crate::{measure::Motion, vocabulary::Side};\nuse super::pattern::Pattern;\nconst A: &str = \"crate::dose\";\nmod tests { use super::*; }\n";
        assert_eq!(errors("crates/coxa/src/assess/deficit.rs", text), Vec::<String>::new());
    }

    #[test]
    fn importing_the_whole_crate_or_standing_outside_the_stages_is_an_error() {
        assert_eq!(errors("crates/coxa/src/assess/deficit.rs", "use crate::*;").len(), 1);
        assert_eq!(errors("crates/coxa/src/extra/deficit.rs", "").len(), 1);
    }
}
