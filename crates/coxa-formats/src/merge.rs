//! A person's file and files of findings become one assessment.

use coxa::vocabulary::{Assessment, Caveat, CaveatKind, Finding};

/// Adds findings to a person's assessment: identical ones once, contradictory ones all, each with a caveat.
///
/// Two findings contradict each other when test, side, mode, quantity, variant, instrument, recording and day are the
/// same and the values are not. Repeated measurements on one day look the same, so nothing is dropped.
#[must_use]
pub fn merge(mut assessment: Assessment, files: impl IntoIterator<Item = Vec<Finding>>) -> Assessment {
    for finding in files.into_iter().flatten() {
        if !assessment.findings.contains(&finding) {
            assessment.findings.push(finding);
        }
    }
    let findings = &assessment.findings;
    let contradicted: Vec<bool> = findings
        .iter()
        .map(|one| {
            findings.iter().any(|other| same_measurement(one, other) && one.value.total_cmp(&other.value).is_ne())
        })
        .collect();
    for (finding, _) in assessment.findings.iter_mut().zip(contradicted).filter(|(_, contradicted)| *contradicted) {
        let caveat = Caveat::new(
            CaveatKind::ContradictoryFindings,
            format!(
                "{} ({}, {}) was told more than once with different values",
                finding.test, finding.mode, finding.side
            ),
        );
        if !finding.caveats.contains(&caveat) {
            finding.caveats.push(caveat);
        }
    }
    assessment
}

fn same_measurement(one: &Finding, other: &Finding) -> bool {
    let key = |finding: &Finding| {
        (finding.test, finding.side, finding.mode, finding.quantity, finding.instrument, finding.day)
    };
    key(one) == key(other) && one.variant == other.variant && one.provenance.recording == other.provenance.recording
}
