//! `coxa knowledge`: the clinical tables, their sources and statuses, and the codes of errors.

use std::fmt::Write;

use coxa::prescribe::Drill;
use coxa::skeleton::muscle::Closeness;

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
    let mut value = serde_json::json!({
        "kind": entry.kind, "id": entry.id, "file": entry.file, "status": status,
        "sources": entry.sources, "values": values, "also": entry.also,
    });
    let drills = &coxa_knowledge::knowledge().prescribe.drills;
    let drill = drills.iter().find(|drill| entry.kind == "drill" && drill.id.as_str() == entry.id);
    if let Some(drill) = drill {
        value["end_lengthens"] = lengthening_value(drill);
    }
    output.value(&value, || {
        let mut text = String::new();
        let mark = entry.status.map_or("", coxa::vocabulary::Status::mark);
        let _ = writeln!(text, "{} {} ({}) {mark}", entry.kind, entry.id, status.unwrap_or("no status of its own"));
        let rows = entry.values.iter().map(|value| {
            let mark = value.status.map_or("", coxa::vocabulary::Status::mark);
            vec![value.label.clone(), value.value.clone(), mark.to_owned()]
        });
        let _ = writeln!(text, "{}", table(&["field", "value", "mark"], rows));
        if let Some(drill) = drill {
            let _ = writeln!(text, "{}", lengthening_text(drill));
        }
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

/// What the end of a drill lengthens of the trained leg, and what is not known.
fn lengthening_value(drill: &Drill) -> serde_json::Value {
    let found = coxa_knowledge::lengthening(drill);
    let muscles: Vec<_> = found
        .lengthened
        .iter()
        .map(|it| {
            let resists: Vec<&str> =
                coxa_knowledge::resisted(drill, it).iter().map(|direction| direction.id()).collect();
            serde_json::json!({
                "path": it.path.id, "muscle": it.path.name(), "longer_by_mm": it.elongation_m * 1000.0,
                "of_optimal_fibre_pct": it.of_fibre * 100.0, "closeness": it.path.closeness.id(),
                "status": it.path.evidence.status.id(), "resists": resists,
            })
        })
        .collect();
    serde_json::json!({ "against": "standing", "muscles": muscles, "unknown": coxa_knowledge::unknown_texts(&found) })
}

fn lengthening_text(drill: &Drill) -> String {
    let found = coxa_knowledge::lengthening(drill);
    let rows = found.lengthened.iter().map(|it| {
        let resists: Vec<&str> = coxa_knowledge::resisted(drill, it).iter().map(|direction| direction.id()).collect();
        let approximate = match it.path.closeness {
            Closeness::Close => "",
            Closeness::Approximate => "approximate",
        };
        let marks = [approximate, it.path.evidence.status.mark()].into_iter().filter(|mark| !mark.is_empty());
        vec![
            it.path.name(),
            coxa_knowledge::elongation_text(it),
            resists.join(", "),
            marks.collect::<Vec<_>>().join(", "),
        ]
    });
    let heads = ["lengthened at the end, against standing", "by (of optimal fibre length)", "resists", "mark"];
    let mut text = if found.lengthened.is_empty() {
        "lengthened at the end, against standing: no muscle that is known".to_owned()
    } else {
        table(&heads, rows).to_string()
    };
    for sentence in coxa_knowledge::unknown_texts(&found) {
        let _ = write!(text, "\n{sentence}");
    }
    text
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
    let codes: Vec<_> = of_readers
        .chain(of_the_command)
        .chain(coxa_store::CODES.iter().copied())
        .chain(coxa_server::CODES.iter().copied())
        .collect();
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
