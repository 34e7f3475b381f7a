//! Pages about drills, screens, home tests and rules, written from the tables so that they cannot disagree with them.

mod drill;
mod home_test;
mod markdown;
mod rule;
mod screen;

/// One generated page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Path below `docs/`, such as `drills/st_half_kneel_hf.md`.
    pub path: String,
    /// Its text, Markdown with a newline at the end.
    pub markdown: String,
}

/// Every page, in the order of the tables, each folder's index first.
#[must_use]
pub fn pages() -> Vec<Page> {
    let knowledge = crate::knowledge();
    let mut pages = Vec::new();
    let mut folder = |name: &str, index: String, of_rows: Vec<(String, String)>| {
        pages.push(Page { path: format!("{name}/index.md"), markdown: index });
        let of_rows = of_rows.into_iter();
        pages.extend(of_rows.map(|(id, markdown)| Page { path: format!("{name}/{id}.md"), markdown }));
    };
    let drills = &knowledge.prescribe.drills;
    folder(
        "drills",
        drill::index(drills),
        drills.iter().map(|drill| (drill.id.to_string(), drill::page(drill, knowledge))).collect(),
    );
    let screens = &knowledge.measure.screens;
    folder(
        "screens",
        screen::index(screens),
        screens.iter().map(|screen| (screen.test.to_string(), screen::page(screen, knowledge))).collect(),
    );
    let home_tests = &knowledge.assess.home_tests;
    folder(
        "home_tests",
        home_test::index(knowledge),
        home_tests.iter().map(|row| (row.id.clone(), home_test::page(row, knowledge))).collect(),
    );
    let rules = &crate::rows().guard.rules;
    folder(
        "rules",
        rule::index(rules),
        rules.iter().map(|placed| (placed.row.id.clone(), rule::page(&placed.row))).collect(),
    );
    pages
}
