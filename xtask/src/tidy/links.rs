//! Relative links in markdown: every file and every heading they name must exist.

use std::collections::{BTreeMap, BTreeSet};

use super::Findings;
use crate::workspace::Source;

/// Every relative link must lead somewhere.
pub(super) fn check(sources: &[Source], findings: &mut Findings) {
    let mut places = BTreeSet::new();
    for source in sources {
        // A link may also name a folder.
        places.extend(source.path.match_indices('/').map(|(at, _)| &source.path[..at]));
        places.insert(source.path.as_str());
    }
    let documents: Vec<&Source> = sources.iter().filter(|source| source.is("md")).collect();
    let anchors: BTreeMap<&str, BTreeSet<String>> =
        documents.iter().map(|document| (document.path.as_str(), anchors(&document.text))).collect();
    for document in documents {
        for (line, target) in targets(&document.text) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (file, anchor) = target.split_once('#').map_or((target.as_str(), None), |(file, a)| (file, Some(a)));
            let path = match file {
                "" => Some(document.path.clone()),
                _ => joined(&document.path, file),
            };
            let Some(path) = path.filter(|path| places.contains(path.as_str())) else {
                findings.error(&document.path, line, format_args!("links to {target:?}, which does not exist"));
                continue;
            };
            if let (Some(anchor), Some(known)) = (anchor, anchors.get(path.as_str()))
                && !known.contains(anchor)
            {
                findings.error(
                    &document.path,
                    line,
                    format_args!("links to {target:?}, but {path} has no such heading"),
                );
            }
        }
    }
}

/// A relative path as seen from a document; `None` when it leaves the checkout.
fn joined(document: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The lines of a document outside fenced code, with their numbers from 1.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fence: Option<&str> = None;
    text.lines().enumerate().filter_map(move |(at, line)| {
        let start = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| start.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) => return Some((at + 1, line)),
            _ => {}
        }
        None
    })
}

/// Targets of links, pictures and references, with their lines.
fn targets(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line_number, line) in prose(text) {
        let line = without_code_spans(line);
        for (opening, closing) in [("](", ')'), ("src=\"", '"'), ("href=\"", '"')] {
            for (at, _) in line.match_indices(opening) {
                let rest = &line[at + opening.len()..];
                let Some((target, _)) = rest.split_once(closing) else { continue };
                // A title may follow the target: [text](target "title").
                let target = target.split_whitespace().next().unwrap_or_default();
                found.push((line_number, target.trim_matches(['<', '>']).to_owned()));
            }
        }
        if let Some((name, target)) = line.trim_start().strip_prefix('[').and_then(|rest| rest.split_once("]: "))
            && !name.contains(']')
        {
            found.push((line_number, target.split_whitespace().next().unwrap_or_default().to_owned()));
        }
    }
    found
}

fn without_code_spans(line: &str) -> String {
    let parts: Vec<&str> = line.split('`').collect();
    // An odd number of backticks leaves the last one open: what follows it is plain text.
    let last = parts.len() - 1;
    parts.iter().enumerate().map(|(at, part)| if at % 2 == 0 || at == last { *part } else { "" }).collect()
}

/// Names that `#…` may point to: headings as sites write them, and explicit ids.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for (_, line) in prose(text) {
        let title = line.trim_start_matches('#');
        if title.len() < line.len() && title.starts_with(' ') {
            let slug = slug(title.trim());
            let seen = times.entry(slug.clone()).or_default();
            found.insert(if *seen == 0 { slug.clone() } else { format!("{slug}-{seen}") });
            *seen += 1;
        }
        for opening in ["id=\"", "name=\""] {
            for (at, _) in line.match_indices(opening) {
                found.extend(line[at + opening.len()..].split_once('"').map(|(id, _)| id.to_owned()));
            }
        }
    }
    found
}

/// A heading's anchor: lower case, blanks to dashes, everything but letters, digits, dashes and underscores gone.
fn slug(title: &str) -> String {
    title
        .chars()
        .filter_map(|c| match c {
            ' ' | '-' => Some('-'),
            '_' => Some('_'),
            c if c.is_alphanumeric() => Some(c),
            _ => None,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{check, slug};
    use crate::tidy::Findings;
    use crate::workspace::Source;

    fn errors(text: &str) -> Vec<String> {
        let mut findings = Findings::default();
        let source = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
        check(
            &[source("docs/a.md", text), source("docs/b.md", "# One two\n\n# One two\n"), source("c/d.rs", "")],
            &mut findings,
        );
        findings.errors
    }

    #[test]
    fn links_to_files_folders_and_headings_that_exist_pass() {
        let text =
            "# Here\n[x](b.md) [x](../c/d.rs) [x](../c) [x](#here) [x](b.md#one-two-1) ![x](b.md \"t\")\n[r]: b.md\n";
        assert_eq!(errors(text), Vec::<String>::new());
    }

    #[test]
    fn a_link_to_nowhere_is_named_with_its_line() {
        for text in ["\n[x](gone.md)", "\n[x](b.md#gone)", "\n[x](#gone)", "\n[x](../../out.md)", "\n[r]: gone.md"] {
            let found = errors(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert!(found[0].starts_with("docs/a.md:2: "), "{found:?}");
        }
    }

    #[test]
    fn code_and_pages_elsewhere_are_not_followed() {
        let text = "```\n[x](gone.md)\n```\n`[x](gone.md)` [x](mailto:a@b.c)\n";
        assert_eq!(errors(text), Vec::<String>::new());
    }

    #[test]
    fn a_heading_becomes_its_anchor() {
        assert_eq!(slug("G1b – stop, `refer` & wait_for it"), "g1b--stop-refer--wait_for-it");
    }
}
