//! Generated pages: complete, linked, and honest about status.

use std::collections::BTreeSet;

use coxa::vocabulary::{RuleId, Status};
use coxa_knowledge::{knowledge, pages};

#[test]
fn every_drill_screen_home_test_and_rule_has_a_page_and_every_folder_an_index() {
    let paths: BTreeSet<String> = pages().into_iter().map(|page| page.path).collect();
    let drills = knowledge().prescribe.drills.iter().map(|drill| format!("drills/{}.md", drill.id));
    let screens = knowledge().measure.screens.iter().map(|screen| format!("screens/{}.md", screen.test));
    let home_tests = knowledge().assess.home_tests.iter().map(|row| format!("home_tests/{}.md", row.id));
    let rules = RuleId::ALL.iter().map(|rule| format!("rules/{rule}.md"));
    let indexes = ["drills", "screens", "home_tests", "rules"].map(|folder| format!("{folder}/index.md"));
    let needed: BTreeSet<String> = drills.chain(screens).chain(home_tests).chain(rules).chain(indexes).collect();
    assert_eq!(paths, needed);
}

#[test]
fn every_link_leads_to_a_generated_page_or_to_a_method() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let all = pages();
    let paths: BTreeSet<&str> = all.iter().map(|page| page.path.as_str()).collect();
    for page in &all {
        let folder = page.path.split_once('/').expect("a folder").0;
        for rest in page.markdown.split("](").skip(1) {
            let target = rest.split_once(')').expect("a closed link").0;
            let is_method = target.starts_with("../methods/") && docs.join(folder).join(target).is_file();
            let is_page = paths.contains(format!("{folder}/{target}").as_str());
            assert!(is_page || is_method, "{}: {target}", page.path);
        }
    }
}

#[test]
fn a_page_calls_recalled_values_unconfirmed_and_our_own_changeable() {
    let all = pages();
    let page = |path: &str| &all.iter().find(|page| page.path == path).expect("the page").markdown;
    let g3 = page("rules/G3.md");
    let row = |id: &str| g3.lines().find(|line| line.starts_with(&format!("| `{id}`"))).expect("the threshold");
    assert!(row("red_volume_cut_pct").ends_with("| changeable default |"), "{}", row("red_volume_cut_pct"));
    assert!(row("pain_red_above").ends_with("| verified |"), "{}", row("pain_red_above"));
    for drill in &knowledge().prescribe.drills {
        let text = page(&format!("drills/{}.md", drill.id));
        if drill.evidence.status == Status::Design {
            assert!(text.contains("Pose and dose: changeable default."), "{}", drill.id);
        }
    }
    for screen in &knowledge().measure.screens {
        let text = page(&format!("screens/{}.md", screen.test));
        for norm in knowledge().assess.norms.iter().filter(|norm| norm.test == screen.test) {
            let line = text.lines().find(|line| line.contains(&format!("`{}`", norm.id))).expect("the norm's line");
            let row = coxa_knowledge::rows().assess.norms.iter().find(|placed| placed.row.id == norm.id);
            let spread = row.and_then(|placed| placed.row.weaker.get("sd")).map(|status| status.0);
            let recalled = [Some(norm.evidence.status), spread].contains(&Some(Status::Memory));
            assert_eq!(line.contains("unconfirmed"), recalled, "{line}");
        }
    }
}

#[test]
fn a_screens_page_holds_its_caution_lines_figures_and_the_results_it_rests_on() {
    let all = pages();
    let page = &all.iter().find(|page| page.path == "screens/extension_knee_bent.md").expect("the page").markdown;
    assert!(page.contains("With a free pelvis the test says nothing"));
    let line = |needle: &str| page.lines().find(|line| line.contains(needle)).unwrap_or_else(|| panic!("{needle}"));
    assert!(line("thigh does not reach the horizontal").contains(": 0 degrees of extension"));
    assert!(line("drifts outward by more than").contains("15 degrees (unconfirmed)"));
    assert!(line("correlation of pelvic tilt").ends_with(": 0.98"));
    assert!(line("`me_mtt_trig_inter`").contains("icc"));
}

#[test]
fn no_page_holds_a_page_address_or_an_empty_section() {
    for page in pages() {
        assert!(!page.markdown.contains("://"), "{}", page.path);
        assert!(page.markdown.ends_with('\n') && !page.markdown.contains("\n\n\n"), "{}", page.path);
        let lines: Vec<&str> = page.markdown.lines().filter(|line| !line.is_empty()).collect();
        for pair in lines.windows(2) {
            assert!(!(pair[0].starts_with("## ") && pair[1].starts_with("## ")), "{}: {}", page.path, pair[0]);
        }
    }
}
