//! Results for people: tables and sentences on the terminal.

mod pattern;
mod programme;
mod session;

use std::fmt::Write;
use std::io::IsTerminal;
use std::path::Path;

use coxa::vocabulary::{Question, Reason, Referral};

pub(crate) use pattern::{Ranges, pattern};
pub(crate) use programme::{distinct, programme};
pub(crate) use session::session;

use crate::failure::Failure;
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
        if self.json {
            print!("{text}");
        }
        Ok(())
    }

    /// Text for people: standard output, or standard error beside JSON.
    pub(crate) fn people(self, text: &str) {
        if self.json {
            eprint!("{text}");
        } else {
            print!("{text}");
        }
    }

    /// A value as JSON, or its text for people.
    pub(crate) fn value(self, value: &serde_json::Value, text: impl FnOnce() -> String) {
        if self.json {
            println!("{value}");
        } else {
            print!("{}", text());
        }
    }
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

fn safety(text: &mut String, questions: &[Question], referrals: &[Referral]) {
    for referral in referrals {
        let side = referral.side.map_or_else(String::new, |side| format!(" ({side})"));
        let _ = writeln!(text, "REFER, {}{side}: {}. {}", referral.urgency, referral.to, referral.reason.text);
    }
    for question in questions {
        let id = question.id.as_ref().map_or_else(String::new, |id| format!("{id}: "));
        let _ = writeln!(text, "ANSWER FIRST ({}) {id}{}", question.rule, question.text);
        let _ = writeln!(text, "  I don't know: {}", question.if_unknown);
    }
}
