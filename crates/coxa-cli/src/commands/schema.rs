//! `coxa schema`: the shape of every kind of file.

use crate::failure::Failure;
use crate::show::Output;

pub(crate) fn run(name: Option<&str>, output: Output) -> Result<(), Failure> {
    let Some(name) = name else {
        let names = serde_json::json!(coxa_formats::SCHEMA_NAMES);
        output.value(&names, || format!("{}\n", coxa_formats::SCHEMA_NAMES.join("\n")));
        return Ok(());
    };
    let Some(schema) = coxa_formats::schema(name) else {
        let known = coxa_formats::SCHEMA_NAMES.join(", ");
        return Err(Failure::Usage(format!("found schema {name:?}, needed one of {known}; correct it")));
    };
    let text = serde_json::to_string_pretty(&schema).map_err(|error| Failure::Ours(error.to_string()))?;
    println!("{text}");
    Ok(())
}
