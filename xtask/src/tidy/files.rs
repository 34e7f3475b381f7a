//! Files: what stands first, how long they are, what they are called, and what must not stand in them.

use super::Findings;
use super::rust_text::code_only;
use crate::workspace::Source;

/// Extensions of files that people write as code.
const CODE: [&str; 3] = ["rs", "ts", "svelte"];

/// Longer than this needs a reason, since a long file usually holds a second idea.
const LONG_LINES: usize = 400;
/// No reason excuses more.
const LONGEST_LINES: usize = 700;
/// Within so many first lines stands the reason, `// long: …`.
const REASON_WITHIN_LINES: usize = 15;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 8] = ["util", "utils", "helper", "helpers", "common", "misc", "manager", "types"];

/// Folders that exist on one machine only.
const MACHINE_FOLDERS: [&str; 3] = ["work", "root", "home"];

/// Macros that mark unfinished or forgotten work.
const UNFINISHED: [&str; 3] = ["todo", "unimplemented", "dbg"];

/// Checks each file on its own.
pub(super) fn check(sources: &[Source], findings: &mut Findings) {
    for source in sources {
        if CODE.iter().any(|extension| source.is(extension)) {
            length(source, findings);
            name(source, findings);
        }
        if source.is("rs") {
            head(source, findings);
            unfinished(source, findings);
        }
        machine_paths(source, findings);
        web_addresses(source, findings);
    }
}

fn head(source: &Source, findings: &mut Findings) {
    let first = source.text.lines().next().unwrap_or_default();
    if !first.starts_with("//! ") {
        findings.error(&source.path, 1, "the first line must be `//!` and say what the file is about");
    }
}

fn length(source: &Source, findings: &mut Findings) {
    let lines = source.text.lines().count();
    let has_reason =
        || source.text.lines().take(REASON_WITHIN_LINES).any(|line| line.trim_start().starts_with("// long: "));
    if lines > LONGEST_LINES {
        findings.error(&source.path, lines, format_args!("{lines} lines; {LONGEST_LINES} is the most, so split it"));
    } else if lines > LONG_LINES && !has_reason() {
        findings.warn(
            &source.path,
            lines,
            format_args!("{lines} lines; is there a second idea inside? If not, say why in `// long: …` at its top"),
        );
    }
}

fn name(source: &Source, findings: &mut Findings) {
    let stems = source.path.split('/').map(|part| part.split('.').next().unwrap_or(part));
    for stem in stems.filter(|stem| EMPTY_NAMES.contains(stem)) {
        findings.error(&source.path, 1, format_args!("{stem:?} says nothing; name the file after what is inside"));
    }
}

fn unfinished(source: &Source, findings: &mut Findings) {
    for (at, line) in code_only(&source.text).lines().enumerate() {
        for name in UNFINISHED {
            let starts = |(at, _): &(usize, &str)| !line[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            if line.match_indices(&format!("{name}!")).any(|found| starts(&found)) {
                findings.error(
                    &source.path,
                    at + 1,
                    format_args!("`{name}!` marks unfinished work; finish it or remove it"),
                );
            }
        }
    }
}

fn machine_paths(source: &Source, findings: &mut Findings) {
    for (at, line) in source.text.lines().enumerate() {
        for folder in MACHINE_FOLDERS {
            // In the middle of a path or an address the word is only a folder's name.
            let starts = |at: usize| {
                !line[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '~' | '}' | '*'))
            };
            if line.match_indices(&format!("/{folder}/")).any(|(at, _)| starts(at)) {
                findings.error(
                    &source.path,
                    at + 1,
                    format_args!("holds a path under /{folder}, which exists on one machine"),
                );
            }
        }
    }
}

/// Pages move and vanish, a DOI stays; so text and tables cite DOIs only.
fn web_addresses(source: &Source, findings: &mut Findings) {
    let is_table = source.is("toml") && source.path.starts_with("knowledge/");
    if !source.is("md") && !is_table {
        return;
    }
    for (at, line) in source.text.lines().enumerate() {
        for scheme in ["http://", "https://"] {
            if line.match_indices(scheme).any(|(at, _)| !line[at + scheme.len()..].starts_with("doi.org/")) {
                findings.error(&source.path, at + 1, "holds a web address; cite a DOI or a source key instead");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LONG_LINES, LONGEST_LINES, check};
    use crate::tidy::Findings;
    use crate::workspace::Source;

    fn findings(path: &str, text: &str) -> Findings {
        let mut findings = Findings::default();
        check(&[Source { path: path.to_owned(), text: text.to_owned() }], &mut findings);
        findings
    }

    fn errors(path: &str, text: &str) -> usize {
        findings(path, text).errors.len()
    }

    #[test]
    fn a_rust_file_must_say_first_what_it_is_about() {
        assert_eq!(errors("a/pose.rs", "//! Poses.\n"), 0);
        assert_eq!(errors("a/pose.rs", "use b::c;\n"), 1);
        assert_eq!(errors("a/pose.rs", ""), 1);
    }

    #[test]
    fn a_long_file_warns_unless_it_says_why_and_a_very_long_one_always_fails() {
        let lines = |count: usize| format!("//! Poses.\n{}", "x\n".repeat(count - 1));
        assert_eq!(findings("a/pose.rs", &lines(LONG_LINES)).warnings.len(), 0);
        assert_eq!(findings("a/pose.rs", &lines(LONG_LINES + 1)).warnings.len(), 1);
        let reason = lines(LONG_LINES + 1).replacen("x\n", "// long: one table\n", 1);
        assert_eq!(findings("a/pose.rs", &reason).warnings.len(), 0);
        let reason = lines(LONGEST_LINES + 1).replacen("x\n", "// long: one table\n", 1);
        assert_eq!(findings("a/pose.rs", &reason).errors.len(), 1);
    }

    #[test]
    fn empty_names_are_refused_for_files_and_folders_of_code_only() {
        assert_eq!(errors("a/utils.rs", "//! x\n"), 1);
        assert_eq!(errors("a/common/mod.rs", "//! x\n"), 1);
        assert_eq!(errors("a/commonality.rs", "//! x\n"), 0);
        assert_eq!(errors("a/types.toml", ""), 0);
    }

    #[test]
    fn unfinished_work_is_found_in_code_and_not_in_comments() {
        let call = format!("//! x\nfn f() {{ {}!() }}\n", "todo");
        assert_eq!(errors("a/b.rs", &call), 1);
        assert_eq!(errors("a/b.rs", &call.replace("fn", "// fn")), 0);
        assert_eq!(errors("a/b.rs", &call.replace("todo", "is_todo")), 0);
    }

    #[test]
    fn a_machine_path_is_found_and_a_folder_inside_a_path_is_not() {
        for (text, count) in [("in /HOME/ann/x", 1), ("\"/HOME/ann\"", 1), ("docs/HOME/x", 0), ("../HOME/x", 0)] {
            assert_eq!(errors("a.txt", &text.replace("HOME", "home")), count, "{text}");
        }
    }

    #[test]
    fn a_web_address_is_refused_in_text_unless_it_is_a_doi() {
        let address = |host: &str| format!("see {}//{host}/x", "https:");
        assert_eq!(errors("a.md", &address("example.org")), 1);
        assert_eq!(errors("a.md", &address("doi.org")), 0);
        assert_eq!(errors("a.svg", &address("example.org")), 0);
    }
}
