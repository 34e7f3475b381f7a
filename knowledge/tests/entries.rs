//! Showing and counting rows.

use coxa::vocabulary::Status;
use coxa_knowledge::{check, hash, knowledge, reference, rows, rule_version, show};

#[test]
fn a_row_is_shown_with_its_values_status_and_sources() {
    let entry = show("rom_sou_ext_f_2").expect("a norm");
    assert_eq!((entry.kind, entry.status), ("norm", Some(Status::Verified)));
    assert_eq!(entry.sources, ["soucie2011"]);
    assert!(entry.values.iter().any(|value| value.label == "mean" && value.value == "26.2"));
    let sd = entry.values.iter().find(|value| value.label == "sd").expect("a spread");
    assert_eq!(sd.status, Some(Status::Memory), "a value weaker than its row says so itself, with what it inherits");
}

#[test]
fn what_is_computed_from_a_recalled_row_is_shown_and_counted_as_recalled() {
    for id in ["rom_you_popliteal_m", "rom_you_popliteal_f"] {
        assert_eq!(show(id).expect("a norm").status, Some(Status::Memory), "{id}");
    }
    let ratio = show("acc_fadir_mra").expect("a ratio");
    assert_eq!(ratio.status, Some(Status::Memory));
    assert!(ratio.values.iter().all(|value| value.status.is_none()), "nothing in it is better known than the row");
}

#[test]
fn rows_of_two_kinds_with_one_id_name_each_other() {
    let rule = show("G3").expect("a rule");
    assert_eq!((rule.kind, rule.also.len()), ("rule", 0));
    let both = show("riener1999_hip").expect("a model");
    assert_eq!(both.kind, "passive_moment");
    let by_kind = show("goal:sit_to_stand").expect("a goal");
    assert_eq!(by_kind.kind, "goal");
}

#[test]
fn an_id_that_no_row_has_shows_nothing() {
    assert_eq!(show("nobody1900"), None);
    assert_eq!(show("norm:nobody"), None);
    assert_eq!(show(""), None);
}

#[test]
fn the_summary_counts_every_row_once() {
    let mut visited = 0;
    rows().visit(&mut |_| visited += 1);
    let summary = check();
    assert_eq!(summary.tables.iter().map(|table| table.rows).sum::<usize>(), visited);
    for table in &summary.tables {
        assert_eq!(table.by_status.values().sum::<usize>(), table.rows, "{}", table.kind);
    }
}

#[test]
fn the_hash_is_one_of_sha_256_and_the_rules_have_a_version() {
    assert_eq!(hash().len(), 64);
    assert!(hash().bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert!(!rule_version().is_empty());
}

#[test]
fn a_reference_is_found_by_its_key() {
    assert!(reference("soucie2011").is_some_and(|it| it.citation.contains("Soucie")));
    assert!(reference("nobody1900").is_none());
}

#[test]
fn knowledge_is_what_the_checks_saw() {
    assert_eq!(knowledge().assess.norms.len(), rows().assess.norms.iter().filter(|it| it.row.mean.is_some()).count());
    assert_eq!(knowledge().measure.errors, knowledge().assess.errors);
}
