//! Results for people: tables and sentences on the terminal.

mod measured;
mod pattern;
mod programme;
mod session;

use std::fmt::Write as _;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;

use coxa::vocabulary::{Question, Reason, Referral, RuleId};

pub(crate) use measured::{MeanPart, compensations, mean_parts, measured};
pub(crate) use pattern::{Ranges, pattern};
pub(crate) use programme::{distinct, programme};
pub(crate) use session::session;

use crate::failure::{Edge, Failure};
use crate::{files, words};

/// Columns of a table that is written into a file or a pipe, where no terminal says how wide it is.
const COLUMNS_WITHOUT_TERMINAL: u16 = 110;

/// Where results go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    /// Standard output holds exactly one JSON value.
    pub(crate) json: bool,
}

impl Output {
    /// A document: into its file, else to standard output when JSON was asked for.
    pub(crate) fn document(self, text: &str, out: Option<&Path>) -> Result<(), Failure> {
        if let Some(path) = out {
            files::write(path, text)?;
        }
        if self.json { print(&mut std::io::stdout(), text) } else { Ok(()) }
    }

    /// Text for people: standard output, or standard error beside JSON.
    pub(crate) fn people(self, text: &str) -> Result<(), Failure> {
        if self.json { print(&mut std::io::stderr(), text) } else { print(&mut std::io::stdout(), text) }
    }

    /// A value as JSON, or its text for people.
    pub(crate) fn value(self, value: &serde_json::Value, text: impl FnOnce() -> String) -> Result<(), Failure> {
        let text = if self.json { format!("{value}\n") } else { text() };
        print(&mut std::io::stdout(), &text)
    }

    /// Where a result went, for whoever might expect a file and did not ask for one.
    pub(crate) fn saved(self, out: Option<&Path>, usual: &str) -> Result<(), Failure> {
        match out {
            Some(path) => self.people(&format!("\nWritten to {}.\n", path.display())),
            None if self.json => Ok(()),
            None => self.people(&format!("\nNot saved; add --out {usual} to keep it.\n")),
        }
    }
}

/// Writes and flushes; a reader that has gone, as behind `| head`, is the end and no failure.
pub(crate) fn print(stream: &mut dyn Write, text: &str) -> Result<(), Failure> {
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Ok(()) => Ok(()),
        Err(reason) if reason.kind() == ErrorKind::BrokenPipe => Err(Failure::NobodyReads),
        Err(reason) => Err(Failure::file(Edge::NotWritten, Path::new("standard output"), &reason)),
    }
}

/// Something to mind while reading a file, on standard error; it is no result, so nothing depends on its being heard.
pub(crate) fn mind(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// A table that fits the terminal.
pub(crate) fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    let line = comfy_table::LineStyle::none().fill('─').junction('─');
    table.load_style(comfy_table::presets::NOTHING.header_separator(line));
    table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic);
    if !std::io::stdout().is_terminal() {
        table.set_width(COLUMNS_WITHOUT_TERMINAL);
    }
    table.set_header(head);
    table.add_rows(rows);
    table
}

fn reasons(text: &mut String, reasons: &[Reason], indent: &str) {
    for line in words::reasons(reasons) {
        let _ = writeln!(text, "{indent}{line}");
    }
}

/// Why nothing may be done, where to turn, and what to answer; a question is not repeated as its own reason.
fn safety(text: &mut String, because: &[Reason], questions: &[Question], referrals: &[Referral]) {
    let asked = |reason: &Reason| questions.iter().any(|question| reason.text.ends_with(&question.text));
    let because: Vec<Reason> = because.iter().filter(|reason| !asked(reason)).cloned().collect();
    reasons(text, &because, "  ");
    for referral in referrals {
        let side = referral.side.map_or_else(String::new, |side| format!(" ({side})"));
        let _ = writeln!(text, "REFER, {}{side}: {}. {}", referral.urgency, referral.to, referral.reason.text);
    }
    let (first, later): (Vec<&Question>, Vec<&Question>) =
        questions.iter().partition(|question| question.rule == RuleId::G0 || question.id.is_none());
    list(text, "ANSWER FIRST", "until then nothing is tested or trained", &first);
    list(text, "ANSWER SOON", "until then the careful version is used", &later);
}

/// Questions in the order they are asked, with what to do about "I don't know" where it changes.
fn list(text: &mut String, heading: &str, until: &str, questions: &[&Question]) {
    if questions.is_empty() {
        return;
    }
    let _ = writeln!(text, "{heading} ({}; {until}):", words::counted(questions.len(), "question"));
    let mut unknown = "";
    for question in questions {
        if question.if_unknown != unknown {
            unknown = &question.if_unknown;
            let _ = writeln!(text, "  {unknown}");
        }
        let id = question.id.as_ref().map_or_else(String::new, |id| format!("{id}: "));
        let _ = writeln!(text, "    {id}{}", question.text);
    }
}
