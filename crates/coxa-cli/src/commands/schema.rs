//! `coxa schema`: the shape of every kind of file.

use crate::failure::Failure;
use crate::show::{Output, print};

pub(crate) fn run(name: Option<&str>, output: Output) -> Result<(), Failure> {
    let Some(name) = name else {
        let names = serde_json::json!(coxa_formats::SCHEMA_NAMES);
        return output.value(&names, || format!("{}\n", coxa_formats::SCHEMA_NAMES.join("\n")));
    };
    let Some(schema) = coxa_formats::schema(name) else {
        let known = coxa_formats::SCHEMA_NAMES.join(", ");
        return Err(Failure::usage(format!("schema {name:?}"), format!("one of {known}")));
    };
    let text = serde_json::to_string_pretty(&schema).map_err(Failure::ours)?;
    print(&mut std::io::stdout(), &format!("{text}\n"))
}
