//! The page of a guard rule: what it does, why, on which thresholds and sources.

use coxa::vocabulary::Status;

use super::markdown::Document;
use crate::schema::guard::RuleRow;
use crate::schema::row::Placed;
use crate::schema::value::evidence;

/// The list of all rules, highest first.
pub(super) fn index(rules: &[Placed<RuleRow>]) -> String {
    let mut page = Document::new("Rules of the guard");
    page.paragraph(format!("Highest first. Version {}.", crate::rule_version()));
    let rows: Vec<[String; 3]> = rules
        .iter()
        .map(|Placed { row, .. }| [format!("[{}]({}.md)", row.id, row.id), row.name.clone(), row.when.clone()])
        .collect();
    page.table(["rule", "name", "when"], &rows);
    page.finish()
}

/// The page of one rule.
pub(super) fn page(rule: &RuleRow) -> String {
    let mut page = Document::new(&format!("{}: {}", rule.id, rule.name));
    page.heading("What it does");
    page.paragraph(format!("**When.** {}", rule.when));
    page.paragraph(format!("**Then.** {}", rule.then));

    page.heading("Why");
    page.paragraph(&rule.why);

    let rows: Vec<[String; 4]> = rule
        .thresholds
        .iter()
        .filter_map(|id| crate::rows().guard.thresholds.iter().find(|placed| placed.row.id == *id))
        .map(|Placed { row, .. }| {
            let status = match row.status.0 {
                Status::Verified | Status::Derived => row.status.0.id().to_lowercase(),
                other => other.mark().to_string(),
            };
            let meaning = row.note.as_ref().map_or_else(|| row.text.clone(), |note| format!("{}; {note}", row.text));
            [format!("`{}`", row.id), format!("{} {}", row.value, row.unit), meaning, status]
        })
        .collect();
    if !rows.is_empty() {
        page.heading("Thresholds");
        page.table(["id", "value", "meaning", "status"], &rows);
        if rows.iter().any(|row| row[3] == Status::Design.mark()) {
            page.paragraph("A clinician may change a default within scope and with a reason; the change is recorded.");
        }
    }
    page.evidence("The rule", &evidence(rule.status, &rule.sources));
    page.finish()
}
