//! The conditions of contrasts: how probable each one is with the errors of what was measured.

use super::knowledge::Condition;
use super::measured::is_plausible;
use super::pattern::TestValue;
use super::range_direction::less_is_better;
use super::standing::{Estimate, Standings};
use crate::vocabulary::{Finding, Mode, PelvisControlled, Side, Test};

/// A condition as it turned out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outcome {
    /// Probability that it holds.
    pub(super) probability: f64,
    /// What was found, with its unit.
    pub(super) found: String,
    /// What was needed, with its unit.
    pub(super) needed: String,
}

/// Everything a condition may ask about.
pub(super) struct Facts<'a> {
    pub(super) standings: Standings<'a>,
    pub(super) findings: &'a [Finding],
    pub(super) feels_tight: bool,
}

fn degrees(value: f64) -> String {
    format!("{value:.0}°")
}

fn from_norm(z: f64) -> String {
    if z < 0.0 { format!("{:.1} SD below norm", -z) } else { format!("{z:.1} SD above norm") }
}

impl Facts<'_> {
    fn findings_of(&self, test: Test, side: Side) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.test == test && finding.side == side)
    }

    /// How a condition turned out on a side; `None` when what it asks about was not measured.
    pub(super) fn outcome(&self, condition: &Condition, side: Side) -> Option<Outcome> {
        match condition {
            Condition::Below { test, mode, sd } => {
                let z = self.standings.of(*test, *mode, side)?;
                Some(Outcome {
                    probability: 1.0 - z.at_least(-sd),
                    found: from_norm(z.value),
                    needed: format!("{sd:.1} SD"),
                })
            }
            Condition::Within { test, mode, sd } => {
                let z = self.standings.of(*test, *mode, side)?;
                Some(Outcome {
                    probability: z.at_least(-sd),
                    found: from_norm(z.value),
                    needed: format!("at most {sd:.1} SD below"),
                })
            }
            Condition::Above { test, mode, sd } => {
                let z = self.standings.of(*test, *mode, side)?;
                Some(Outcome { probability: z.at_least(*sd), found: from_norm(z.value), needed: format!("{sd:.1} SD") })
            }
            Condition::Gap { higher, lower, sd } => {
                let gap =
                    self.standings.of(higher.0, higher.1, side)?.minus(self.standings.of(lower.0, lower.1, side)?);
                Some(Outcome {
                    probability: gap.at_least(*sd),
                    found: format!("{:.1} SD", gap.value),
                    needed: format!("{sd:.1} SD"),
                })
            }
            Condition::Difference { higher, lower, deg } => {
                let gap = self.difference(*higher, *lower, side)?;
                Some(Outcome { probability: gap.at_least(*deg), found: degrees(gap.value), needed: degrees(*deg) })
            }
            Condition::Alike { higher, lower, deg } => {
                let gap = self.difference(*higher, *lower, side)?;
                let needed = format!("less than {}", degrees(*deg));
                Some(Outcome { probability: 1.0 - gap.at_least(*deg), found: degrees(gap.value), needed })
            }
            Condition::Arc { one, other, deg } => {
                let (a, b) =
                    (self.standings.measured(one.0, one.1, side)?, self.standings.measured(other.0, other.1, side)?);
                let arc = a.minus(Estimate { value: -b.value, error: b.error });
                Some(Outcome { probability: arc.at_least(*deg), found: degrees(arc.value), needed: degrees(*deg) })
            }
            Condition::AtMost { test, mode, value } => {
                let found = self.standings.measured(*test, *mode, side)?;
                let unit = test.unit().id().replace("deg", "°");
                Some(Outcome {
                    probability: 1.0 - found.at_least(*value),
                    found: format!("{:.0} {unit}", found.value).replace(" °", "°"),
                    needed: format!("at most {value:.0} {unit}").replace(" °", "°"),
                })
            }
            Condition::ManyAbove { sd, count } => self.many_above(*sd, *count, side),
            Condition::TightButNotShort => self.tight_but_not_short(side),
            Condition::Felt { .. }
            | Condition::EndFeel { .. }
            | Condition::VariantBetter { .. }
            | Condition::PelvisFreeBetter { .. }
            | Condition::ReadingAtLeast { .. } => self.observation(condition, side),
        }
    }

    fn difference(&self, higher: (Test, Mode), lower: (Test, Mode), side: Side) -> Option<Estimate> {
        Some(self.standings.measured(higher.0, higher.1, side)?.minus(self.standings.measured(lower.0, lower.1, side)?))
    }

    /// Conditions on how a test felt or on how it was done.
    fn observation(&self, condition: &Condition, side: Side) -> Option<Outcome> {
        let known = |holds: bool, found: String, needed: String| {
            Some(Outcome { probability: f64::from(u8::from(holds)), found, needed })
        };
        match condition {
            Condition::Felt { test, sites, sensations } => {
                let asked = |finding: &&Finding| {
                    finding.pain_nrs.is_some() || finding.sensation.is_some() || finding.pain_site.is_some()
                };
                let told: Vec<&Finding> = self.findings_of(*test, side).filter(asked).collect();
                let matches = |finding: &&&Finding| {
                    let place = sites.is_empty() || finding.pain_site.is_some_and(|site| sites.contains(&site));
                    let kind = if sensations.is_empty() {
                        finding.pain_nrs.is_some_and(|pain| pain > 0)
                    } else {
                        finding.sensation.is_some_and(|sensation| sensations.contains(&sensation))
                    };
                    place && kind
                };
                let felt = told.iter().find(matches);
                let first = felt.or_else(|| told.first())?;
                let place = first.pain_site.map_or("no place named", |site| site.id());
                let kind = first.sensation.map_or("no kind named", |sensation| sensation.id());
                known(felt.is_some(), format!("{kind}, {place}").replace('_', " "), "as described".into())
            }
            Condition::EndFeel { test, feels } => {
                let told: Vec<_> = self.findings_of(*test, side).filter_map(|finding| finding.end_feel).collect();
                let felt = told.iter().find(|feel| feels.contains(feel));
                let shown = felt.or_else(|| told.iter().min())?;
                let needed = feels.iter().map(|feel| feel.id()).collect::<Vec<_>>().join(" or ");
                known(felt.is_some(), shown.id().replace('_', " "), needed)
            }
            Condition::VariantBetter { test, quantity, variant, by } => {
                let of = TestValue { test: *test, mode: Mode::Movement, quantity: Some(*quantity) };
                let plain = self.standings.values.iter().find(|value| value.side == side && value.of == of)?;
                let sign = if less_is_better(Some(*quantity)) { -1.0 } else { 1.0 };
                // Of several readings the one that gains least is the cautious choice.
                let other = self
                    .findings_of(*test, side)
                    .filter(|finding| finding.quantity == Some(*quantity))
                    .filter(|finding| finding.variant.as_deref() == Some(variant.as_str()))
                    .filter(|finding| is_plausible(finding, self.standings.thresholds))
                    .min_by(|a, b| (sign * a.value).total_cmp(&(sign * b.value)))?;
                // The variant was read by the same method a moment later, so it has the same error.
                let gain = Estimate { value: other.value, error: plain.standard_error }
                    .minus(Estimate { value: plain.value, error: plain.standard_error });
                let gain = Estimate { value: sign * gain.value, ..gain };
                Some(Outcome {
                    probability: gain.at_least(*by),
                    found: format!("{:.0}", gain.value),
                    needed: format!("{by:.0}"),
                })
            }
            Condition::PelvisFreeBetter { test, deg } => {
                let best = |pelvis: PelvisControlled| {
                    self.findings_of(*test, side)
                        .filter(|finding| finding.mode == Mode::Passive && finding.pelvis_controlled == pelvis)
                        .filter(|finding| is_plausible(finding, self.standings.thresholds))
                        .map(|finding| finding.value)
                        .max_by(f64::total_cmp)
                };
                let (free, held) = (best(PelvisControlled::No)?, best(PelvisControlled::Yes)?);
                // The pelvis is what is compared here; only the reading itself errs.
                let error = self.standings.thresholds.default_standard_error * std::f64::consts::SQRT_2;
                let gain = Estimate { value: free - held, error };
                Some(Outcome { probability: gain.at_least(*deg), found: degrees(gain.value), needed: degrees(*deg) })
            }
            Condition::ReadingAtLeast { test, quantity, value } => {
                let of = TestValue { test: *test, mode: Mode::Movement, quantity: Some(*quantity) };
                let found = self.standings.values.iter().find(|found| found.side == side && found.of == of)?;
                let estimate = Estimate { value: found.value, error: found.standard_error };
                let needed = format!("at least {}", degrees(*value));
                Some(Outcome { probability: estimate.at_least(*value), found: degrees(found.value), needed })
            }
            _ => None,
        }
    }

    /// Probability that at least `count` passive tests lie beyond norm, each with its own error.
    fn many_above(&self, sd: f64, count: u8, side: Side) -> Option<Outcome> {
        let count = usize::from(count);
        let standings: Vec<Estimate> = self
            .standings
            .values
            .iter()
            .filter(|value| value.side == side && value.of.mode == Mode::Passive && value.of.quantity.is_none())
            .filter_map(|value| self.standings.of(value.of.test, Mode::Passive, side))
            .collect();
        if standings.len() < count {
            return None;
        }
        // Probability of each number of tests beyond, one test after the other.
        let mut beyond = vec![1.0];
        for standing in &standings {
            let p = standing.at_least(sd);
            let mut next = vec![0.0; beyond.len() + 1];
            for (number, probability) in beyond.iter().enumerate() {
                next[number] += probability * (1.0 - p);
                next[number + 1] += probability * p;
            }
            beyond = next;
        }
        let found = standings.iter().filter(|standing| standing.value >= sd).count();
        Some(Outcome {
            probability: beyond.iter().skip(count).sum(),
            found: format!("{found} of {} tests", standings.len()),
            needed: format!("{count} tests"),
        })
    }

    /// Probability that no direction of a side that feels tight is short; `None` when too few were measured.
    fn tight_but_not_short(&self, side: Side) -> Option<Outcome> {
        let worst = self.standings.shortest(side)?;
        let probability = if self.feels_tight { 1.0 - worst } else { 0.0 };
        let found = if self.feels_tight { "feels tight" } else { "does not feel tight" };
        Some(Outcome { probability, found: found.into(), needed: "feels tight, nothing short".into() })
    }
}
