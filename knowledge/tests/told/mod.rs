//! People made of findings, and what assessing says of them with the real tables.

use std::collections::BTreeMap;

use coxa::assess::{HomeTest, Pattern, StretchVerdict, Typed, assess};
use coxa::vocabulary::{
    Allowance, Answer, Assessment, BySide, Clearance, Constraints, Direction, DrillLimit, EarnedSteps, Finding,
    Instrument, Mode, PelvisControlled, Person, Provenance, Quantity, Sex, Side, Test, TestVerdict, Verdict,
};
use coxa_knowledge::knowledge;

pub(crate) fn finding(test: Test, mode: Mode, side: Side, value: f64) -> Finding {
    Finding {
        test,
        side,
        mode,
        quantity: None,
        variant: None,
        value,
        standard_error: None,
        instrument: Instrument::Goniometer,
        pelvis_controlled: PelvisControlled::Yes,
        pain_nrs: None,
        pain_site: None,
        sensation: None,
        end_feel: None,
        form_kept: None,
        day: None,
        provenance: Provenance::default(),
        caveats: Vec::new(),
    }
}

pub(crate) fn passive(test: Test, side: Side, value: f64) -> Finding {
    finding(test, Mode::Passive, side, value)
}

pub(crate) fn screen(test: Test, quantity: Quantity, side: Side, value: f64) -> Finding {
    Finding {
        quantity: Some(quantity),
        instrument: Instrument::Optical,
        standard_error: Some(2.0),
        ..finding(test, Mode::Movement, side, value)
    }
}

pub(crate) fn someone(findings: Vec<Finding>) -> Assessment {
    Assessment {
        person: Person { age_years: None, sex: Sex::Unspecified, height_m: None, mass_kg: None },
        safety: BTreeMap::new(),
        baseline: Vec::new(),
        goals: Vec::new(),
        feels_tight: false,
        constraints: Constraints { minutes_per_session: 20, sessions_per_week: 3, equipment: [].into() },
        findings,
        day: None,
    }
}

pub(crate) fn allowing(test_allowed: impl Fn(Test) -> bool) -> Allowance {
    let verdict = |test: Test| TestVerdict {
        verdict: if test_allowed(test) { Verdict::Allowed } else { Verdict::Excluded(Vec::new()) },
        supervised: test == Test::Fadir,
    };
    Allowance {
        clearance: Clearance::Open,
        reasons: Vec::new(),
        questions: Vec::new(),
        referrals: Vec::new(),
        advice: Vec::new(),
        must_not: BySide::default(),
        end_range_loading: BySide { left: Verdict::Allowed, right: Verdict::Allowed },
        tests: Test::ALL.iter().map(|test| (*test, BySide { left: verdict(*test), right: verdict(*test) })).collect(),
        drills: BTreeMap::new(),
    }
}

/// A guard that allows every test and the whole library.
pub(crate) fn allowing_everything() -> Allowance {
    let limit = DrillLimit {
        verdict: Verdict::Allowed,
        volume_pct: 100,
        earned: EarnedSteps::default(),
        may_progress: true,
        reasons: Vec::new(),
    };
    let drills = knowledge().prescribe.drills.iter();
    let drills = drills.map(|drill| (drill.id.clone(), BySide { left: limit.clone(), right: limit.clone() })).collect();
    Allowance { drills, ..allowing(|_| true) }
}

pub(crate) fn pattern_of(assessment: &Assessment) -> Pattern {
    assess(assessment, &[], &allowing(|_| true), &knowledge().assess)
}

/// Every test in every mode as ordinary people do it.
pub(crate) fn ordinary() -> Vec<Finding> {
    let rows = knowledge().assess.expected.iter();
    rows.flat_map(|row| Side::ALL.map(|side| finding(row.test, row.mode, side, row.mean))).collect()
}

pub(crate) fn with(mut findings: Vec<Finding>, changed: Finding) -> Vec<Finding> {
    findings.retain(|own| (own.test, own.mode, own.side) != (changed.test, changed.mode, changed.side));
    findings.push(changed);
    findings
}

pub(crate) fn verdict(pattern: &Pattern, side: Side, direction: Direction) -> StretchVerdict {
    let states = &pattern.sides.get(side).directions;
    states.iter().find(|state| state.direction == direction).expect("every direction has a state").stretch
}

pub(crate) fn home_test(id: &str) -> &'static HomeTest {
    knowledge().assess.home_tests.iter().find(|row| row.id == id).expect("a home test")
}

/// What somebody ordinary types after a test.
pub(crate) fn typed_at_home(row: &HomeTest, side: Side, instrument: Instrument) -> Vec<Finding> {
    let expected = knowledge().assess.expected.iter().find(|it| (it.test, it.mode) == (row.test, row.mode));
    let kept: BTreeMap<String, Answer> = row.checks.iter().map(|check| (check.id.clone(), check.kept_when)).collect();
    let typed = Typed {
        side,
        value: expected.filter(|_| row.quantity.is_none()).map_or(row.highest, |it| it.mean.round()),
        instrument,
        checks: &kept,
        pain_nrs: Some(0),
        pain_site: None,
        sensation: None,
        day: None,
    };
    row.findings(&typed).expect("a value inside the range")
}
