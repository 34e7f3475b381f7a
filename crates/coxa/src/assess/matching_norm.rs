//! The norm that fits a person best: right test, mode and frame first, then sex, age, spread, status.

use super::knowledge::{Frame, Norm};
use super::pattern::TestValue;
use crate::vocabulary::{Evidence, Mode, Person, Sex, Status};

/// Youngest age of a grown-up, for whom norms without an age are meant, years.
const ADULT_YEARS: u8 = 18;

/// A norm, or several pooled.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FittingNorm {
    /// Row ids, joined by `+`.
    pub(super) id: String,
    pub(super) mean: f64,
    pub(super) sd: Option<f64>,
    pub(super) evidence: Evidence,
    /// How much more these people reach than all adults of the same studies.
    pub(super) shift: f64,
}

/// The frame in which a value is measured: on the bench against a goniometer's arms, in a screen against the pelvis.
pub(super) const fn frame_of(value: TestValue) -> Frame {
    match value.mode {
        Mode::Movement => Frame::PelvisReferenced,
        _ => Frame::Goniometric,
    }
}

/// Better known first.
pub(super) const fn status_rank(status: Status) -> u8 {
    match status {
        Status::Verified => 0,
        Status::Derived => 1,
        Status::Memory => 2,
        Status::Design => 3,
        Status::Gap => 4,
    }
}

/// The weaker of two ways of knowing.
const fn weaker(a: Status, b: Status) -> Status {
    if status_rank(a) >= status_rank(b) { a } else { b }
}

fn describes(norm: &Norm, of: TestValue) -> bool {
    norm.test == of.test
        && norm.mode == of.mode
        && norm.quantity == of.quantity
        && norm.frame == frame_of(of)
        && norm.mean.is_finite()
        && norm.evidence.status != Status::Gap
}

fn fits_age(norm: &Norm, person: &Person) -> bool {
    match person.age_years {
        Some(age) => (norm.age_min..=norm.age_max).contains(&age),
        None => norm.age_max >= ADULT_YEARS,
    }
}

fn weight(norm: &Norm) -> f64 {
    // Studies of unknown size count as one of ten people: enough to be heard, not to outweigh a counted one.
    norm.n.map_or(10.0, |n| f64::from(n.max(1)))
}

fn pooled_mean(norms: &[&Norm]) -> f64 {
    let total: f64 = norms.iter().map(|norm| weight(norm)).sum();
    norms.iter().map(|norm| weight(norm) * norm.mean).sum::<f64>() / total
}

/// The best norm for a value of a person; several equally good ones are pooled.
///
/// Returns `None` when no row describes this test, mode and reading in this frame for such a person.
pub(super) fn fitting_norm(norms: &[Norm], of: TestValue, person: &Person) -> Option<FittingNorm> {
    let sex_rank = |norm: &Norm| match (person.sex, norm.sex) {
        (own, row) if own == row => Some(0),
        (_, Sex::Unspecified) | (Sex::Unspecified, _) => Some(1),
        _ => None,
    };
    let spread = |norm: &Norm| norm.sd.filter(|sd| sd.is_finite() && *sd > 0.0);
    let rank = |norm: &Norm| Some((spread(norm).is_none(), sex_rank(norm)?, status_rank(norm.evidence.status)));
    let candidates: Vec<_> = norms
        .iter()
        .filter(|norm| describes(norm, of) && fits_age(norm, person))
        .filter_map(|norm| Some((rank(norm)?, norm)))
        .collect();
    let best = candidates.iter().map(|(rank, _)| *rank).min()?;
    let mut chosen: Vec<&Norm> = candidates.iter().filter(|(rank, _)| *rank == best).map(|(_, norm)| *norm).collect();
    chosen.sort_by(|a, b| a.id.cmp(&b.id));

    let mean = pooled_mean(&chosen);
    let total: f64 = chosen.iter().map(|norm| weight(norm)).sum();
    // Spread within the studies and between them.
    let variance = chosen
        .iter()
        .map(|norm| spread(norm).map(|sd| weight(norm) * (sd * sd + (norm.mean - mean) * (norm.mean - mean))))
        .sum::<Option<f64>>();
    let shift = chosen
        .iter()
        .map(|norm| {
            let study: Vec<&Norm> = norms
                .iter()
                .filter(|row| {
                    describes(row, of) && row.age_max >= ADULT_YEARS && row.evidence.sources == norm.evidence.sources
                })
                .collect();
            if study.is_empty() { 0.0 } else { weight(norm) * (norm.mean - pooled_mean(&study)) }
        })
        .sum::<f64>()
        / total;
    let mut sources: Vec<_> = chosen.iter().flat_map(|norm| norm.evidence.sources.iter().cloned()).collect();
    sources.sort();
    sources.dedup();
    let status = chosen.iter().map(|norm| norm.evidence.status).fold(Status::Verified, weaker);
    Some(FittingNorm {
        id: chosen.iter().map(|norm| norm.id.as_str()).collect::<Vec<_>>().join("+"),
        mean,
        sd: variance.map(|sum| libm::sqrt(sum / total)),
        evidence: Evidence { status, sources },
        shift,
    })
}

#[cfg(test)]
mod tests {
    use super::{TestValue, fitting_norm};
    use crate::assess::{Frame, Norm};
    use crate::vocabulary::{Evidence, Mode, Person, Sex, Status, Test};

    fn norm(id: &str, sex: Sex, mean: f64, status: Status) -> Norm {
        Norm {
            id: id.into(),
            test: Test::Abduction,
            mode: Mode::Passive,
            quantity: None,
            sex,
            age_min: 20,
            age_max: 59,
            mean,
            sd: Some(8.0),
            n: Some(100),
            frame: Frame::Goniometric,
            position: "supine".into(),
            evidence: Evidence { status, sources: vec![id.into()] },
        }
    }

    fn person(sex: Sex, age_years: Option<u8>) -> Person {
        Person { age_years, sex, height_m: None, mass_kg: None }
    }

    const OF: TestValue = TestValue { test: Test::Abduction, mode: Mode::Passive, quantity: None };

    fn chosen(norms: &[Norm], person: &Person) -> Option<String> {
        fitting_norm(norms, OF, person).map(|norm| norm.id)
    }

    #[test]
    fn own_sex_comes_before_everyone_and_read_before_recalled() {
        let norms = [
            norm("all", Sex::Unspecified, 41.0, Status::Verified),
            norm("women_recalled", Sex::Female, 42.0, Status::Memory),
            norm("women_read", Sex::Female, 44.0, Status::Verified),
            norm("men", Sex::Male, 38.0, Status::Verified),
        ];
        assert_eq!(chosen(&norms, &person(Sex::Female, Some(30))).as_deref(), Some("women_read"));
        assert_eq!(chosen(&norms, &person(Sex::Unspecified, None)).as_deref(), Some("all"));
        assert_eq!(chosen(&norms[2..3], &person(Sex::Male, Some(30))), None, "a woman's norm is none for a man");
        assert_eq!(chosen(&norms, &person(Sex::Male, Some(80))), None, "nobody of that age was measured");
    }

    #[test]
    fn a_norm_of_another_frame_mode_or_without_value_is_never_used() {
        let other = [
            Norm { frame: Frame::BoneModel, ..norm("bone", Sex::Male, 63.0, Status::Verified) },
            Norm { mode: Mode::Active, ..norm("active", Sex::Male, 40.0, Status::Verified) },
            norm("gap", Sex::Male, 40.0, Status::Gap),
        ];
        assert_eq!(chosen(&other, &person(Sex::Male, Some(30))), None);
    }

    #[test]
    fn equally_good_norms_are_pooled_with_the_spread_between_them() {
        let norms = [norm("a", Sex::Male, 38.0, Status::Memory), norm("b", Sex::Male, 42.0, Status::Memory)];
        let pooled = fitting_norm(&norms, OF, &person(Sex::Male, Some(30))).expect("two norms");
        assert_eq!(pooled.id, "a+b");
        assert!((pooled.mean - 40.0).abs() < 1e-12);
        // 8 degrees within and 2 between: sqrt(64 + 4).
        assert!((pooled.sd.expect("both have one") - 68.0_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn what_age_and_sex_explain_is_taken_within_one_study() {
        let study = |id: &str, sex, mean| Norm {
            evidence: Evidence { status: Status::Memory, sources: vec!["study".into()] },
            ..norm(id, sex, mean, Status::Memory)
        };
        let norms = [
            study("women", Sex::Female, 76.0),
            study("men", Sex::Male, 68.0),
            norm("elsewhere", Sex::Male, 90.0, Status::Design),
        ];
        let women = fitting_norm(&norms, OF, &person(Sex::Female, Some(30))).expect("a norm");
        assert!((women.shift - 4.0).abs() < 1e-12, "half of the difference between the sexes");
    }
}
