//! `coxa knowledge`: the clinical tables, their sources and statuses, and the codes of errors.

use std::fmt::Write;

use crate::arguments::Knowledge;
use crate::failure::{Edge, Failure};
use crate::files;
use crate::show::{Output, table};

pub(crate) fn run(arguments: &Knowledge, output: Output) -> Result<(), Failure> {
    match arguments {
        Knowledge::Check => check(output),
        Knowledge::Show { id } => show(id, output),
        Knowledge::Questions => questions(output),
        Knowledge::Errors => errors(output),
        Knowledge::Pages { out } => {
            for page in coxa_knowledge::pages() {
                files::write(&out.join(page.path), &page.markdown)?;
            }
            Ok(())
        }
    }
}

fn check(output: Output) -> Result<(), Failure> {
    let summary = coxa_knowledge::check();
    let tables: Vec<_> = summary
        .tables
        .iter()
        .map(|table| serde_json::json!({ "kind": table.kind, "rows": table.rows, "by_status": table.by_status }))
        .collect();
    let hash = coxa_knowledge::hash();
    let value = serde_json::json!({ "hash": hash, "rules": coxa_knowledge::rule_version(), "tables": tables });
    output.value(&value, || {
        let rows = summary.tables.iter().map(|table| {
            let by_status: Vec<String> = table.by_status.iter().map(|(id, count)| format!("{id} {count}")).collect();
            vec![table.kind.to_owned(), table.rows.to_string(), by_status.join(", ")]
        });
        format!(
            "{}
knowledge {hash}
rules {}
",
            table(&["kind", "rows", "by status"], rows),
            coxa_knowledge::rule_version()
        )
    })
}

fn show(id: &str, output: Output) -> Result<(), Failure> {
    let Some(entry) = coxa_knowledge::show(id) else {
        let (found, needed) = (format!("{id:?}"), "the id of a row".to_owned());
        return Err(Failure::Edge { edge: Edge::UnknownRow, file: None, found, needed });
    };
    let status = entry.status.map(coxa::vocabulary::Status::id);
    let values: Vec<_> = entry
        .values
        .iter()
        .map(|value| {
            let status = value.status.map(coxa::vocabulary::Status::id);
            serde_json::json!({ "label": value.label, "value": value.value, "status": status })
        })
        .collect();
    let value = serde_json::json!({
        "kind": entry.kind, "id": entry.id, "file": entry.file, "status": status,
        "sources": entry.sources, "values": values, "also": entry.also,
    });
    output.value(&value, || {
        let mut text = String::new();
        let mark = entry.status.map_or("", coxa::vocabulary::Status::mark);
        let _ = writeln!(text, "{} {} ({}) {mark}", entry.kind, entry.id, status.unwrap_or("no status of its own"));
        let rows = entry.values.iter().map(|value| {
            let mark = value.status.map_or("", coxa::vocabulary::Status::mark);
            vec![value.label.clone(), value.value.clone(), mark.to_owned()]
        });
        let _ = writeln!(text, "{}", table(&["field", "value", "mark"], rows));
        for key in &entry.sources {
            let citation = coxa_knowledge::reference(key).map_or("", |reference| reference.citation.as_str());
            let _ = writeln!(text, "source {key}: {citation}");
        }
        for other in &entry.also {
            let _ = writeln!(text, "see also {other}");
        }
        text
    })
}

/// The questions by screen; their JSON is the `safety` of an assessment in which nothing is answered yet.
fn questions(output: Output) -> Result<(), Failure> {
    let guard = &coxa_knowledge::knowledge().guard;
    let of_flags = guard.flags.iter().flat_map(|flag| &flag.questions);
    let all: Vec<_> = of_flags.chain(guard.precautions.iter().map(|precaution| &precaution.question)).collect();
    let unanswered: serde_json::Map<_, _> =
        all.iter().map(|question| (question.id.as_str().to_owned(), serde_json::json!("unknown"))).collect();
    output.value(&serde_json::Value::Object(unanswered), || {
        let mut screens: Vec<&str> = Vec::new();
        for question in &all {
            if !screens.contains(&question.screen.as_str()) {
                screens.push(&question.screen);
            }
        }
        let mut text = String::from("Answer each with yes, no or unknown, under \"safety\" of an assessment.\n");
        for screen in screens {
            let _ = writeln!(text, "\n{}", screen.to_uppercase());
            for question in all.iter().filter(|question| question.screen == screen) {
                let _ = writeln!(text, "  {}: {}", question.id, question.ask);
            }
        }
        text
    })
}

fn errors(output: Output) -> Result<(), Failure> {
    let of_readers = coxa_formats::Code::ALL.iter().map(|code| (code.id(), code.meaning(), code.remedy()));
    let of_the_command = Edge::ALL.iter().map(|edge| edge.row());
    let codes: Vec<_> = of_readers.chain(of_the_command).chain(coxa_store::CODES.iter().copied()).collect();
    let rows = codes.iter().map(
        |(code, meaning, what_to_do)| serde_json::json!({ "code": code, "meaning": meaning, "what_to_do": what_to_do }),
    );
    output.value(&rows.collect(), || {
        let mut text = String::new();
        let rows = codes.iter().map(|(code, meaning, what)| [*code, *meaning, *what].map(str::to_owned).to_vec());
        let _ = writeln!(text, "{}", table(&["code", "meaning", "what to do"], rows));
        text
    })
}
