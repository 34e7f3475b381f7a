//! Citations: text, DOI and whether the record was seen.

use std::path::Path;

use libtest_mimic::Failed;

use crate::evidence::{Differences, array, at, row, table, text};

pub(crate) fn references(folder: &Path, file: &str) -> Result<(), Failed> {
    let content = table(folder, file)?;
    let mut differences = Differences::default();
    for evidence in array(&content, "ref") {
        let key = text(evidence, "key");
        let found = row("reference", key);
        for name in ["citation", "doi", "status", "note"] {
            let wanted = evidence.get(name).and_then(toml::Value::as_str);
            differences.same(&format!("{key} {name}"), &at(&found, name).as_str(), &wanted);
        }
    }
    differences.into_result()
}
