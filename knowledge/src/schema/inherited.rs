//! Values computed from other rows: no better known than the weakest of them.

use std::collections::BTreeMap;

use coxa::cycle::Knowledge;
use coxa::vocabulary::Status;
use serde_json::Value;

use super::Rows;
use super::problem::Problems;
use super::value::weakness;

/// Every row that names others in `from` finds them, and says of itself nothing stronger than the weakest of them.
pub fn check(rows: &Rows, _: &Knowledge, problems: &mut Problems) {
    let mut known = BTreeMap::<String, Status>::new();
    rows.visit(&mut |row| {
        if let Some(status) = row.status {
            let weakest = known.entry(row.id.to_string()).or_insert(status);
            // Rows of two kinds may share an id; the doubt of either counts.
            if weakness(*weakest) < weakness(status) {
                *weakest = status;
            }
        }
    });
    rows.visit(&mut |row| {
        let tree = row.tree();
        let inputs = tree.get("from").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        for input in inputs {
            match (known.get(input), row.status) {
                (None, _) => {
                    let found = format!("unknown row {input:?} in `from`");
                    problems.add(row.place, found, "the id of a row with a status", "correct the id");
                }
                (Some(of_input), Some(own)) if weakness(own) < weakness(*of_input) => {
                    let found = format!("status {own} computed from {input}, which is {of_input}");
                    problems.add(row.place, found, format!("{of_input} or weaker"), "say what it inherits");
                }
                _ => {}
            }
        }
    });
}
