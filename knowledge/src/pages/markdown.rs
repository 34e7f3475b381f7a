//! Markdown pieces that all pages share: headings, lists, evidence with its mark, sources with their citation.

use std::fmt::{Display, Write as _};

use coxa::vocabulary::{Evidence, Status};

/// A page that says at its top that it is generated.
pub(super) struct Document {
    text: String,
}

impl Document {
    /// Begins a page.
    pub(super) fn new(title: &str) -> Document {
        let note = "<!-- Written from knowledge/tables by `cargo xtask docs`; change the tables, not this page. -->";
        Document { text: format!("{note}\n\n# {title}\n") }
    }

    /// A heading of the second level.
    pub(super) fn heading(&mut self, heading: &str) {
        let _ = write!(self.text, "\n## {heading}\n");
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, text: impl Display) {
        let _ = write!(self.text, "\n{text}\n");
    }

    /// A list; nothing when it is empty.
    pub(super) fn list<T: Display>(&mut self, items: impl IntoIterator<Item = T>) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_some() {
            self.text.push('\n');
        }
        for item in items {
            let _ = writeln!(self.text, "- {item}");
        }
    }

    /// A table; nothing when it has no rows.
    pub(super) fn table<const N: usize>(&mut self, heads: [&str; N], rows: &[[String; N]]) {
        if rows.is_empty() {
            return;
        }
        let _ = write!(self.text, "\n| {} |\n|{}\n", heads.join(" | "), "---|".repeat(N));
        for row in rows {
            // A bar inside a cell would end it.
            let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
            let _ = writeln!(self.text, "| {} |", cells.join(" | "));
        }
    }

    /// Status and sources as the last section of a page.
    pub(super) fn evidence(&mut self, about: &str, evidence: &Evidence) {
        self.heading("Evidence");
        self.paragraph(format!("{about}: {}.", status_text(evidence.status)));
        if evidence.status == Status::Design && !evidence.sources.is_empty() {
            self.paragraph("The sources are background; they do not contain the numbers.");
        }
        self.list(evidence.sources.iter().map(|key| citation(key)));
    }

    /// The finished page.
    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// A status for readers: what it means rather than what it is called.
pub(super) const fn status_text(status: Status) -> &'static str {
    match status {
        Status::Verified => "read in the source",
        Status::Derived => "computed from other rows",
        Status::Memory | Status::Design | Status::Gap => status.mark(),
    }
}

/// A status in brackets where a reader must be told; empty otherwise.
pub(super) fn marked(status: Status) -> String {
    match status.mark() {
        "" => String::new(),
        mark => format!(" ({mark})"),
    }
}

/// A source with its citation; a recalled citation says so.
pub(super) fn citation(key: &str) -> String {
    let Some(reference) = crate::reference(key) else { return format!("`{key}`") };
    let doi = reference.doi.as_ref().map_or_else(String::new, |doi| format!(" doi:{doi}"));
    format!("`{key}`: {}.{doi}{}", reference.citation.trim_end_matches('.'), marked(reference.status.0))
}

/// Any row in one line: its id, kind, values and mark.
pub(super) fn row_line(id: &str) -> String {
    let Some(entry) = crate::show(id) else { return format!("`{id}`") };
    let values: Vec<String> = entry
        .values
        .iter()
        .filter(|value| !value.label.starts_with("weaker") && value.label != "note")
        .map(|value| {
            format!("{} {}{}", spaced(&value.label), value.value, value.status.map(marked).unwrap_or_default())
        })
        .collect();
    let mark = entry.status.map(marked).unwrap_or_default();
    format!("`{id}` ({}): {}{mark}", spaced(entry.kind), values.join("; "))
}

/// An id with spaces instead of underscores.
pub(super) fn spaced(id: impl Display) -> String {
    id.to_string().replace('_', " ")
}

/// A range as people write it; one number when both ends are the same.
pub(super) fn span(low: impl Display + PartialEq, high: impl Display + PartialEq) -> String {
    let (low, high) = (low.to_string(), high.to_string());
    if low == high { low } else { format!("{low}–{high}") }
}

/// Items joined by commas, or `none` when there are none.
pub(super) fn joined<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    if items.is_empty() { "none".to_string() } else { items.join(", ") }
}
