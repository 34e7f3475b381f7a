//! The page of a home test: how a person does, reads and types it alone, and what it can and cannot tell.

use coxa::assess::HomeTest;
use coxa::cycle::Knowledge;
use coxa::vocabulary::Answer;

use super::drill::pose_text;
use super::markdown::{Document, joined, marked, spaced};
use super::screen::unit_text;

/// The list of all home tests, least provocative first, as the battery asks them.
pub(super) fn index(knowledge: &Knowledge) -> String {
    let mut page = Document::new("Home tests");
    page.paragraph(
        "What a person measures alone in the first week: a few minutes and few changes of position a day, the least \
         provocative first, only what the guard allows. Words, ranges and minutes are changeable defaults of ours.",
    );
    let mut rows: Vec<&HomeTest> = knowledge.assess.home_tests.iter().collect();
    rows.sort_by(|a, b| a.provocation.total_cmp(&b.provocation).then(a.position.cmp(&b.position)));
    let rows: Vec<[String; 4]> = rows
        .into_iter()
        .map(|row| {
            [
                format!("[{}]({}.md)", row.name, row.id),
                spaced(row.position),
                joined(row.instruments.iter().map(spaced)),
                row.provocation.to_string(),
            ]
        })
        .collect();
    page.table(["test", "position", "read with", "provokes, from 0"], &rows);
    page.finish()
}

/// The page of one home test.
pub(super) fn page(row: &HomeTest, knowledge: &Knowledge) -> String {
    let mut page = Document::new(&row.name);
    let quantity = row.quantity.map_or_else(String::new, |quantity| format!(", {}", spaced(quantity)));
    page.paragraph(format!("`{}` · `{}`, {}{quantity}", row.id, row.test, row.mode));
    page.paragraph(&row.tells);
    page.paragraph(format!("What it cannot tell. {}", row.cannot_tell));

    page.heading("How");
    page.list(&row.how);
    page.paragraph(format!("**Stop.** {}", row.caution));
    page.paragraph(format!(
        "Drawn for the right side, {}; the left is its mirror.",
        spaced(row.base).replace("leg r", "leg, the tested one").replace("lying r up", "lying, tested side up")
    ));
    page.list([
        format!("Start: {}.", pose_text(&row.start).replace("trained leg", "tested leg")),
        format!("End: {}.", pose_text(&row.end).replace("trained leg", "tested leg")),
    ]);

    page.heading("What to type");
    let unit = if row.quantity.is_some() { " repetitions" } else { unit_text(row.test.unit()) };
    page.paragraph(&row.read);
    let mark = marked(row.evidence.status);
    page.list(
        [
            format!("believed from {} to {}{unit}, in steps of {}{mark}", row.lowest, row.highest, row.step),
            format!("read with: {}", joined(row.instruments.iter().map(spaced))),
        ]
        .into_iter()
        .chain(row.sign.clone())
        .chain(row.one_value.then(|| "one value counts for both sides".to_string())),
    );
    if !row.checks.is_empty() {
        page.paragraph("Asked afterwards:");
        page.list(row.checks.iter().map(|check| {
            let kept = if check.kept_when == Answer::Yes { "Yes" } else { "No" };
            format!("{} {kept} means: {}.", check.ask, spaced(check.sets))
        }));
    }

    page.heading("When it is asked");
    let minutes = if row.one_value { "for both sides" } else { "a side" };
    let mut lines = vec![format!("{} min {minutes}{mark}, provocation {}", row.minutes, row.provocation)];
    lines.extend(row.equipment.iter().map(|need| {
        let instead = need.in_place.as_ref().map_or_else(String::new, |text| format!(", or else {text}"));
        format!("needs: {}{instead}", need.one_of.iter().map(spaced).collect::<Vec<_>>().join(" or "))
    }));
    if !row.other_side.is_empty() {
        lines.push(format!(
            "the other hip does this meanwhile, so the guard must allow it there, too: {}",
            joined(row.other_side.iter().map(|test| format!("`{test}`")))
        ));
    }
    page.list(lines);
    if !row.goals.is_empty() {
        let names = row.goals.iter().map(|goal| knowledge.assess.goal_names.get(goal).map_or(goal.as_str(), |it| it));
        page.paragraph(format!("Matters beyond its direction for: {}.", names.collect::<Vec<_>>().join("; ")));
    }
    let note = crate::rows().home.home_tests.iter().find(|placed| placed.row.id == row.id);
    if let Some(note) = note.and_then(|placed| placed.row.note.as_ref()) {
        page.paragraph(format!("Note. {note}"));
    }
    page.evidence("Description", &row.evidence);
    page.finish()
}
