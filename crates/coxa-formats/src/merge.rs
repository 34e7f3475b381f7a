//! A person's file and files of findings become one assessment, and doubts that only the whole can show.

use std::collections::{BTreeMap, BTreeSet};

use coxa::vocabulary::{Assessment, Caveat, CaveatKind, Day, Finding};

use crate::wire::FindingWire;

/// Adds findings to a person's assessment: identical ones once, contradictory ones all, each with a caveat.
///
/// Two findings contradict each other when test, side, mode, quantity, variant, instrument, recording and day are the
/// same and the values are not. Repeated measurements on one day look the same, so nothing is dropped.
#[must_use]
pub fn merge(mut assessment: Assessment, files: impl IntoIterator<Item = Vec<Finding>>) -> Assessment {
    let mut seen: BTreeSet<String> = assessment.findings.iter().map(spelt).collect();
    for finding in files.into_iter().flatten() {
        if seen.insert(spelt(&finding)) {
            assessment.findings.push(finding);
        }
    }
    doubt_contradictions(&mut assessment.findings);
    assessment
}

/// A finding as text, to find identical ones among many without comparing each with each; the caveat of a contradiction is
/// left out, because a file that was merged before carries it.
fn spelt(finding: &Finding) -> String {
    let mut bare = finding.clone();
    bare.caveats.retain(|caveat| caveat.kind != CaveatKind::ContradictoryFindings);
    // Debug text stands in where a number is not finite, which no file can hold.
    serde_json::to_string_pretty(&FindingWire::from(&bare)).unwrap_or_else(|_| format!("{bare:?}"))
}

/// Puts a caveat on every finding that another one contradicts.
pub(crate) fn doubt_contradictions(findings: &mut [Finding]) {
    let mut values: BTreeMap<_, BTreeSet<u64>> = BTreeMap::new();
    for finding in findings.iter() {
        values.entry(measurement(finding)).or_default().insert(finding.value.to_bits());
    }
    let contradicted: Vec<bool> = findings
        .iter()
        .map(|finding| values.get(&measurement(finding)).is_some_and(|values| 1 < values.len()))
        .collect();
    for (finding, _) in findings.iter_mut().zip(contradicted).filter(|(_, contradicted)| *contradicted) {
        let text = format!(
            "{} ({}, {}) was told more than once with different values",
            finding.test, finding.mode, finding.side
        );
        let caveat = Caveat::new(CaveatKind::ContradictoryFindings, text);
        if !finding.caveats.contains(&caveat) {
            finding.caveats.push(caveat);
        }
    }
}

/// What two findings share when they claim to be the same measurement.
fn measurement(finding: &Finding) -> impl Ord + use<> {
    let Finding { test, side, mode, quantity, instrument, day, .. } = *finding;
    (test, side, mode, quantity, instrument, day, finding.variant.clone(), finding.provenance.recording.clone())
}

/// Doubts that need today's date: findings and assessments of the future.
#[must_use]
pub fn future_dates(assessment: &Assessment, today: Day) -> Vec<Caveat> {
    let future = |day: Option<Day>| day.is_some_and(|day| today < day);
    let mut caveats = Vec::new();
    if future(assessment.day) {
        caveats.push(Caveat::new(CaveatKind::FutureDate, "the assessment lies in the future"));
    }
    let findings = assessment.findings.iter().filter(|finding| future(finding.day)).count();
    if findings > 0 {
        caveats.push(Caveat::new(CaveatKind::FutureDate, format!("{findings} findings lie in the future")));
    }
    caveats
}
