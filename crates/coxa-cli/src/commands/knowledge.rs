//! `coxa knowledge`: the clinical tables, their sources and statuses, and the codes of errors.

use std::fmt::Write;

use crate::arguments::Knowledge;
use crate::failure::Failure;
use crate::files;
use crate::show::{Output, table};

pub(crate) fn run(arguments: &Knowledge, output: Output) -> Result<(), Failure> {
    match arguments {
        Knowledge::Check => check(output),
        Knowledge::Show { id } => show(id, output),
        Knowledge::Errors => errors(output),
        Knowledge::Pages { out } => {
            for (path, text) in coxa_knowledge::pages() {
                files::write(&out.join(path), &text)?;
            }
            Ok(())
        }
    }
}

fn check(output: Output) -> Result<(), Failure> {
    let summary = coxa_knowledge::check();
    let value = serde_json::to_value(&summary).map_err(|error| Failure::Ours(error.to_string()))?;
    output.value(&value, || summary.to_string());
    Ok(())
}

fn show(id: &str, output: Output) -> Result<(), Failure> {
    let Some(entry) = coxa_knowledge::show(id) else {
        let text = format!("found {id:?}, needed the id of a row; `coxa knowledge check` lists the tables");
        return Err(Failure::Asked(text));
    };
    let value = serde_json::to_value(&entry).map_err(|error| Failure::Ours(error.to_string()))?;
    output.value(&value, || entry.to_string());
    Ok(())
}

fn errors(output: Output) -> Result<(), Failure> {
    let codes = coxa_formats::Code::ALL;
    let rows = codes.iter().map(|code| {
        serde_json::json!({ "code": code.id(), "meaning": code.meaning(), "what_to_do": code.remedy() })
    });
    output.value(&rows.collect(), || {
        let mut text = String::new();
        let rows = codes.iter().map(|code| vec![code.id().into(), code.meaning().into(), code.remedy().into()]);
        let _ = writeln!(text, "{}", table(&["code", "meaning", "what to do"], rows));
        text
    });
    Ok(())
}
