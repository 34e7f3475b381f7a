//! The evidence as it is read, rows of the tables as trees, and what differs between the two.

use std::fmt::Debug;
use std::path::Path;

use libtest_mimic::Failed;
use serde_json::Value;

/// The text of one file.
pub(crate) fn read(folder: &Path, file: &str) -> Result<String, Failed> {
    std::fs::read_to_string(folder.join(file)).map_err(|error| format!("{file}: {error}").into())
}

/// One file of tables.
pub(crate) fn table(folder: &Path, file: &str) -> Result<toml::Table, Failed> {
    read(folder, file)?.parse().map_err(|error| Failed::from(format!("{file}: {error}")))
}

/// The tables of an array, none when there is no such array.
pub(crate) fn array<'a>(content: &'a toml::Table, name: &str) -> impl Iterator<Item = &'a toml::Table> {
    content.get(name).and_then(toml::Value::as_array).into_iter().flatten().filter_map(toml::Value::as_table)
}

/// A text of an evidence row, empty when it is not there.
pub(crate) fn text<'a>(row: &'a toml::Table, key: &str) -> &'a str {
    row.get(key).and_then(toml::Value::as_str).unwrap_or_default()
}

/// The sources of an evidence row, from `source` or `sources`.
pub(crate) fn sources(row: &toml::Table) -> Vec<String> {
    let list = row.get("sources").and_then(toml::Value::as_array).into_iter().flatten();
    list.chain(row.get("source")).filter_map(toml::Value::as_str).map(str::to_string).collect()
}

/// A number or a list of numbers of an evidence row.
pub(crate) fn numbers(value: Option<&toml::Value>) -> Vec<f64> {
    match value {
        Some(toml::Value::Integer(number)) => vec![*number as f64],
        Some(toml::Value::Float(number)) => vec![*number],
        Some(toml::Value::Array(items)) => items.iter().flat_map(|item| numbers(Some(item))).collect(),
        _ => Vec::new(),
    }
}

/// A row of the tables as a tree; `Null` when there is none.
pub(crate) fn row(kind: &str, id: &str) -> Value {
    let mut found = Value::Null;
    coxa_knowledge::rows().visit(&mut |row| {
        if row.kind == kind && row.id == id {
            found = row.tree();
        }
    });
    found
}

/// The value at a path such as `dose.work.hold_s`; `Null` when there is none.
pub(crate) fn at<'a>(tree: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(tree, |tree, key| match key.parse::<usize>() {
        Ok(place) => &tree[place],
        Err(_) => &tree[key],
    })
}

/// The numbers at a path: one, or those of a range.
pub(crate) fn numbers_at(tree: &Value, path: &str) -> Vec<f64> {
    match at(tree, path) {
        Value::Array(items) => items.iter().filter_map(Value::as_f64).collect(),
        value => value.as_f64().into_iter().collect(),
    }
}

/// The texts at a path: one, or a list.
pub(crate) fn texts_at(tree: &Value, path: &str) -> Vec<String> {
    match at(tree, path) {
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_string).collect(),
        value => value.as_str().map(str::to_string).into_iter().collect(),
    }
}

/// Every number in a text; a hyphen after a digit separates the ends of a range.
pub(crate) fn numbers_in(text: &str) -> Vec<f64> {
    let mut spaced = String::new();
    let mut last = ' ';
    for letter in text.chars() {
        let is_sign = letter == '-' && !last.is_ascii_digit();
        spaced.push(if letter.is_ascii_digit() || letter == '.' || is_sign { letter } else { ' ' });
        last = letter;
    }
    spaced.split_whitespace().filter_map(|word| word.trim_end_matches('.').parse().ok()).collect()
}

/// What was carried over changed.
#[derive(Default)]
pub(crate) struct Differences {
    list: Vec<String>,
    compared: usize,
}

impl Differences {
    pub(crate) fn note(&mut self, difference: String) {
        self.list.push(difference);
    }

    pub(crate) fn same<F: Debug + PartialEq<E>, E: Debug>(&mut self, what: &str, found: &F, evidence: &E) {
        self.compared += 1;
        if found != evidence {
            self.list.push(format!("{what}: {found:?} for {evidence:?}"));
        }
    }

    /// Status and sources of a row or of a value in it.
    pub(crate) fn same_evidence(&mut self, what: &str, tree: &Value, evidence: &toml::Table) {
        self.same(&format!("{what} status"), &at(tree, "status").as_str(), &Some(text(evidence, "status")));
        self.same(&format!("{what} sources"), &texts_at(tree, "sources"), &sources(evidence));
    }

    pub(crate) fn into_result(self) -> Result<(), Failed> {
        match (self.compared, self.list.is_empty()) {
            (0, _) => Err("nothing was compared".into()),
            (_, true) => Ok(()),
            (_, false) => Err(format!("carried over changed: {}", self.list.join("; ")).into()),
        }
    }
}
