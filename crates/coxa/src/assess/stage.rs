//! The stage: findings to a pattern.

use std::collections::BTreeSet;

use super::change::changes;
use super::condition::Facts;
use super::contrast::contrasts;
use super::deficit::deficits;
use super::demand_gap::demand_gaps;
use super::direction_state::SideFacts;
use super::knowledge::AssessKnowledge;
use super::matching_norm::fitting_norm;
use super::measured::{Measured, contradictions, measured, name};
use super::mechanism_model::{MechanismEvidence, MechanismModel, Posterior, RangeEvidence};
use super::naming::{naming, test_name};
use super::next_test::next_tests;
use super::own_tests::own_beliefs;
use super::pattern::{
    ContrastResult, Deficit, DemandGap, MechanismBelief, Naming, NextTest, Pattern, SidePattern, StretchVerdict,
    TestValue,
};
use super::sentence::Told;
use super::signature_model::SignatureModel;
use super::standing::Standings;
use super::thresholds::Thresholds;
use crate::vocabulary::{
    Allowance, Assessment, BySide, Caveat, CaveatKind, Finding, Mechanism, Mode, PainSite, Person, Side, Status, Test,
};

/// assessment, earlier findings, allowance, knowledge => restriction pattern
///
/// Works for any findings, none included; what was not measured is said to be so. The belief in mechanisms comes
/// from [`SignatureModel`]; [`assess_with`] takes any other model.
#[must_use]
pub fn assess(
    assessment: &Assessment,
    earlier: &[Finding],
    allowance: &Allowance,
    knowledge: &AssessKnowledge,
) -> Pattern {
    match Thresholds::read(&knowledge.thresholds) {
        Ok(thresholds) => {
            let model = SignatureModel::new(knowledge, thresholds);
            infer(assessment, earlier, allowance, knowledge, &thresholds, &model)
        }
        Err(missing) => nothing(missing.to_string()),
    }
}

/// assessment, earlier findings, allowance, knowledge, model of the hip => restriction pattern
///
/// As [`assess`], with another belief in mechanisms.
#[must_use]
pub fn assess_with(
    assessment: &Assessment,
    earlier: &[Finding],
    allowance: &Allowance,
    knowledge: &AssessKnowledge,
    model: &dyn MechanismModel,
) -> Pattern {
    match Thresholds::read(&knowledge.thresholds) {
        Ok(thresholds) => infer(assessment, earlier, allowance, knowledge, &thresholds, model),
        Err(missing) => nothing(missing.to_string()),
    }
}

/// A pattern that says only why there is none.
fn nothing(why: String) -> Pattern {
    let side = || SidePattern {
        beliefs: Vec::new(),
        none_probability: 0.0,
        naming: Naming::NotAssessed,
        directions: Vec::new(),
        fadir_positive: None,
        feels_tight_range_normal: false,
        sentences: Vec::new(),
    };
    Pattern {
        sides: BySide { left: side(), right: side() },
        deficits: Vec::new(),
        demand_gaps: Vec::new(),
        contrasts: Vec::new(),
        changes: Vec::new(),
        next_tests: Vec::new(),
        caveats: vec![Caveat::new(CaveatKind::Dropped, why)],
        method: String::new(),
        seed: 0,
    }
}

fn infer(
    assessment: &Assessment,
    earlier: &[Finding],
    allowance: &Allowance,
    knowledge: &AssessKnowledge,
    thresholds: &Thresholds,
    model: &dyn MechanismModel,
) -> Pattern {
    let (values, mut caveats) = measured(&assessment.findings, &knowledge.errors, thresholds);
    caveats.extend(contradictions(&values));
    let deficits = deficits(&values, &knowledge.norms, &assessment.person, thresholds);
    let gaps = demand_gaps(&assessment.goals, &knowledge.demands, &values, &assessment.person);
    caveats.extend(unconfirmed_norms(&deficits));
    let standings = Standings { values: &values, deficits: &deficits, expected: &knowledge.expected, thresholds };
    let facts = Facts { standings, findings: &assessment.findings, feels_tight: assessment.feels_tight };
    let contrasts = contrasts(knowledge, &facts);
    let evidence = MechanismEvidence { ranges: ranges(&values, knowledge, &assessment.person), contrasts };
    let posteriors = model.infer(&evidence);
    for (side, posterior) in posteriors.iter() {
        caveats.extend(posterior.misfits.iter().map(|(test, mode)| {
            let of = TestValue { test: *test, mode: *mode, quantity: None };
            let text = format!("{}: fits badly with everything else; repeat this measurement", name(of, side));
            Caveat::new(CaveatKind::ContradictoryFindings, text)
        }));
    }
    let next_tests = next_tests(&posteriors, allowance, knowledge, thresholds);
    let sides = SideInputs {
        assessment,
        standings,
        gaps: &gaps,
        contrasts: &evidence.contrasts,
        next_tests: &next_tests,
        knowledge,
        thresholds,
    };
    let sides = BySide::from_fn(|side| sides.pattern(side, posteriors.get(side)));
    Pattern {
        sides,
        demand_gaps: gaps,
        contrasts: evidence.contrasts,
        changes: changes(&assessment.findings, earlier, knowledge, thresholds),
        next_tests,
        deficits,
        caveats,
        method: model.method().to_string(),
        seed: 0,
    }
}

/// One doubt for all norms that were recalled rather than read, each test once.
fn unconfirmed_norms(deficits: &[Deficit]) -> Option<Caveat> {
    let recalled =
        |deficit: &&Deficit| deficit.evidence.as_ref().is_some_and(|evidence| evidence.status == Status::Memory);
    let tests: BTreeSet<Test> = deficits.iter().filter(recalled).map(|deficit| deficit.of.test).collect();
    let names: Vec<String> = tests.into_iter().map(test_name).collect();
    let text = format!("Compared with norms that are unconfirmed, recalled rather than read: {}", names.join("; "));
    (!names.is_empty()).then(|| Caveat::new(CaveatKind::UnconfirmedEvidence, text))
}

/// Bench ranges as a model takes them, corrected for what age and sex explain.
fn ranges(values: &[Measured], knowledge: &AssessKnowledge, person: &Person) -> Vec<RangeEvidence> {
    let bench = |value: &&Measured| {
        matches!(value.of.mode, Mode::Passive | Mode::Active | Mode::ContractRelax) && value.of.quantity.is_none()
    };
    values
        .iter()
        .filter(bench)
        .map(|value| {
            // Age and sex move all modes of a test alike, and norms know the passive one best.
            let passive = TestValue { mode: Mode::Passive, ..value.of };
            let shift = fitting_norm(&knowledge.norms, passive, person).map_or(0.0, |norm| norm.shift);
            RangeEvidence {
                test: value.of.test,
                mode: value.of.mode,
                side: value.side,
                degrees: value.value,
                standard_error_deg: value.standard_error,
                shift_deg: if shift.is_finite() { shift } else { 0.0 },
            }
        })
        .collect()
}

/// Everything the pattern of a side is made of.
struct SideInputs<'a> {
    assessment: &'a Assessment,
    standings: Standings<'a>,
    gaps: &'a [DemandGap],
    contrasts: &'a [ContrastResult],
    next_tests: &'a [NextTest],
    knowledge: &'a AssessKnowledge,
    thresholds: &'a Thresholds,
}

impl SideInputs<'_> {
    fn pattern(&self, side: Side, posterior: &Posterior) -> SidePattern {
        let own = own_beliefs(side, self.contrasts, self.knowledge, self.thresholds);
        let unstable = |belief: &&MechanismBelief| belief.mechanism == Mechanism::Instability;
        let hypermobile = own
            .iter()
            .find(unstable)
            .is_some_and(|belief| belief.probability >= self.thresholds.hypermobile_probability);
        let fadir_positive = fadir(&self.assessment.findings, side);
        let measured = self.standings.values.iter().any(|value| {
            value.side == side
                && self.knowledge.expected.iter().any(|row| (row.test, row.mode) == (value.of.test, value.of.mode))
        });
        let directions = SideFacts {
            side,
            values: self.standings.values,
            standings: self.standings,
            gaps: self.gaps,
            contrasts: &self.knowledge.contrasts,
            measured,
            shape: &posterior.shape,
            hypermobile,
            fadir_positive,
            thresholds: self.thresholds,
        }
        .directions();
        let naming = naming(posterior, measured, self.knowledge, self.thresholds);
        let short = self.standings.shortest(side);
        let tight_but_not_short = self.assessment.feels_tight
            && short.is_some_and(|short| short < self.thresholds.useful_probability)
            && directions.iter().all(|state| state.stretch != StretchVerdict::Useful);
        let sentences = Told {
            side,
            person: &self.assessment.person,
            naming,
            posterior,
            own: &own,
            directions: &directions,
            fadir_positive,
            tight_but_not_short,
            next: self.next_tests.iter().find(|next| next.side == side),
            knowledge: self.knowledge,
            thresholds: self.thresholds,
        }
        .sentences();
        SidePattern {
            beliefs: beliefs(posterior, own),
            none_probability: posterior.none,
            naming,
            directions,
            fadir_positive,
            feels_tight_range_normal: tight_but_not_short,
            sentences,
        }
    }
}

/// Beliefs of both kinds, most probable first, then in the order of the vocabulary.
fn beliefs(posterior: &Posterior, own: Vec<MechanismBelief>) -> Vec<MechanismBelief> {
    let end_range = posterior.mechanisms.iter().map(|(mechanism, probability)| MechanismBelief {
        mechanism: *mechanism,
        probability: *probability,
        end_range: true,
        costs: posterior
            .costs
            .iter()
            .find(|(own, _)| own == mechanism)
            .map(|(_, costs)| costs.clone())
            .unwrap_or_default(),
    });
    let mut all: Vec<MechanismBelief> = end_range.chain(own).collect();
    all.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.mechanism.cmp(&b.mechanism)));
    all
}

/// Whether FADIR brought pain in the groin or the joint line; `None` when it was not tested or nobody asked.
fn fadir(findings: &[Finding], side: Side) -> Option<bool> {
    let told: Vec<bool> = findings
        .iter()
        .filter(|finding| finding.test == Test::Fadir && finding.side == side)
        .filter_map(|finding| {
            let pain = finding.pain_nrs?;
            // Pain without a place counts as the joint's: the cautious reading.
            let joint = finding.pain_site.is_none_or(|site| matches!(site, PainSite::Groin | PainSite::JointLine));
            Some(pain > 0 && joint)
        })
        .collect();
    (!told.is_empty()).then(|| told.contains(&true))
}
