//! Any row as a list of labelled values, and how many rows of which status there are.

use std::collections::BTreeMap;

use coxa::vocabulary::Status;
use serde_json::Value;

use crate::rows;

/// One value of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// Path of the value within its row, such as `dose.sets`.
    pub label: String,
    /// The value as text.
    pub value: String,
    /// How the value came to be known, where it differs from its row.
    pub status: Option<Status>,
}

/// One row of the tables, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its kind, such as `drill`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// The file it stands in.
    pub file: String,
    /// How it came to be known; `None` where a row has no status of its own.
    pub status: Option<Status>,
    /// Keys of the references it rests on.
    pub sources: Vec<String>,
    /// Its values: names and texts first, remarks last.
    pub values: Vec<Labelled>,
    /// Rows of other kinds with the same id, each as `kind:id`.
    pub also: Vec<String>,
}

/// How many rows of one kind there are, by status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableCount {
    /// The kind of row.
    pub kind: &'static str,
    /// Rows in total.
    pub rows: usize,
    /// Rows per status id; `-` for rows without a status of their own.
    pub by_status: BTreeMap<&'static str, usize>,
}

/// What the tables hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// One count for each kind, in the order of the loop.
    pub tables: Vec<TableCount>,
}

/// Counts every kind of row and status.
#[must_use]
pub fn check() -> Summary {
    let mut tables: Vec<TableCount> = Vec::new();
    rows().visit(&mut |row| {
        if tables.last().is_none_or(|table| table.kind != row.kind) {
            tables.push(TableCount { kind: row.kind, rows: 0, by_status: BTreeMap::new() });
        }
        if let Some(table) = tables.last_mut() {
            table.rows += 1;
            *table.by_status.entry(row.status.map_or("-", Status::id)).or_default() += 1;
        }
    });
    Summary { tables }
}

/// The row with an id, or with `kind:id` where rows of several kinds share it; `None` when there is none.
#[must_use]
pub fn show(id: &str) -> Option<Entry> {
    let (kind, id) = id.split_once(':').map_or((None, id), |(kind, id)| (Some(kind), id));
    let mut found: Option<Entry> = None;
    rows().visit(&mut |row| {
        if row.id != id {
            return;
        }
        match &mut found {
            Some(first) => first.also.push(format!("{}:{}", row.kind, row.id)),
            None if kind.is_none_or(|kind| kind == row.kind) => {
                found = Some(Entry {
                    kind: row.kind,
                    id: row.id.to_string(),
                    file: row.place.file.clone(),
                    status: row.status,
                    sources: row.sources.to_vec(),
                    values: labelled(&row.tree()),
                    also: Vec::new(),
                });
            }
            None => {}
        }
    });
    found
}

/// A row as a flat list; texts that name it first, remarks last.
fn labelled(tree: &Value) -> Vec<Labelled> {
    let mut values = Vec::new();
    flatten("", tree, None, &mut values);
    values.retain(|value| !matches!(value.label.as_str(), "id" | "key" | "status" | "sources"));
    // `weaker` names values of the row whose status differs from the row's; it belongs beside them.
    let weaker = tree.get("weaker").and_then(Value::as_object);
    values.retain(|value| !value.label.starts_with("weaker."));
    for value in &mut values {
        if let Some(own) = weaker.and_then(|weaker| weaker.get(&value.label)?.as_str()?.parse().ok()) {
            value.status = Some(own);
        }
    }
    values.sort_by_key(|value| match value.label.as_str() {
        "name" | "citation" => 0,
        "text" | "ask" | "meaning" => 1,
        "note" => 3,
        _ => 2,
    });
    values
}

fn flatten(path: &str, value: &Value, status: Option<Status>, values: &mut Vec<Labelled>) {
    let mut push = |text: String| values.push(Labelled { label: path.to_string(), value: text, status });
    match value {
        Value::Null => {}
        Value::Bool(answer) => push(if *answer { "yes" } else { "no" }.to_string()),
        Value::Number(_) => push(plain_text(value)),
        Value::String(text) => push(text.clone()),
        Value::Array(items) if matches!(items.as_slice(), [low, high] if low.is_number() && high.is_number()) => {
            let (low, high) = (plain_text(&items[0]), plain_text(&items[1]));
            push(if low == high { low } else { format!("{low} to {high}") });
        }
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            if !items.is_empty() {
                push(items.iter().map(plain_text).collect::<Vec<_>>().join(", "));
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                flatten(&format!("{path}[{}]", number + 1), item, status, values);
            }
        }
        Value::Object(items) => {
            // A nested value with evidence of its own shows its status beside it instead of as a value.
            let own = items.get("status").and_then(Value::as_str).and_then(|id| id.parse().ok());
            let status = if path.is_empty() { None } else { own.or(status) };
            for (key, item) in items {
                if !path.is_empty() && key == "status" {
                    continue;
                }
                let nested = match (path, key.as_str()) {
                    ("", key) => key.to_string(),
                    (path, "value") => path.to_string(),
                    (path, key) => format!("{path}.{key}"),
                };
                flatten(&nested, item, status, values);
            }
        }
    }
}

/// A value without quotes, and a whole number without its empty decimals.
fn plain_text(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
    if value.is_number() { text.strip_suffix(".0").map_or(text.clone(), str::to_string) } else { text }
}
