//! What a pattern says, in plain sentences: never a disease, never a promise.

use super::contrast::{name, names};
use super::knowledge::{AssessKnowledge, LikelihoodRatio};
use super::mechanism_model::Posterior;
use super::naming::{families, test_name};
use super::pattern::{DirectionState, MechanismBelief, Naming, NextTest, StretchVerdict};
use super::thresholds::Thresholds;
use crate::vocabulary::{Direction, Family, Mechanism, Person, Side, Status, Test};

/// From this probability on a mechanism with tests of its own is mentioned: more likely than not.
const WORTH_A_SENTENCE: f64 = 0.5;

/// Everything the sentences of one side speak of.
pub(super) struct Told<'a> {
    pub(super) side: Side,
    pub(super) person: &'a Person,
    pub(super) naming: Naming,
    pub(super) posterior: &'a Posterior,
    pub(super) own: &'a [MechanismBelief],
    pub(super) directions: &'a [DirectionState],
    pub(super) fadir_positive: Option<bool>,
    pub(super) tight_but_not_short: bool,
    pub(super) next: Option<&'a NextTest>,
    pub(super) knowledge: &'a AssessKnowledge,
    pub(super) thresholds: &'a Thresholds,
}

/// Probability in whole percent, never 0 or 100: nothing here is certain.
fn percent(probability: f64) -> String {
    format!("{:.0} %", (100.0 * probability).clamp(1.0, 99.0))
}

impl Told<'_> {
    /// The sentences, most important first.
    pub(super) fn sentences(&self) -> Vec<String> {
        let mut told = vec![self.about_naming()];
        told.extend(self.about_shape());
        told.extend(self.about_fadir());
        told.extend(self.about_own_mechanisms());
        told.extend(self.about_tightness());
        told.extend(self.about_directions());
        told.extend(self.about_older_hips());
        told
    }

    fn probability_of(&self, mechanism: Mechanism) -> f64 {
        let found = self.posterior.mechanisms.iter().find(|(own, _)| *own == mechanism);
        found.map_or(0.0, |(_, probability)| *probability)
    }

    fn family_probability(&self, family: Family) -> f64 {
        families(self.posterior).iter().find(|(own, _)| *own == family).map_or(0.0, |(_, probability)| *probability)
    }

    fn members(&self, family: Family) -> String {
        let mut members: Vec<(Mechanism, f64)> =
            self.posterior.mechanisms.iter().copied().filter(|(own, _)| own.family() == family).collect();
        members.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        names(&members.iter().map(|(mechanism, _)| *mechanism).collect::<Vec<_>>(), self.knowledge)
    }

    fn is_single(&self, family: Family) -> bool {
        self.posterior.mechanisms.iter().filter(|(own, _)| own.family() == family).count() == 1
    }

    fn about_naming(&self) -> String {
        let side = self.side;
        match self.naming {
            Naming::Mechanism(mechanism) => {
                let share = percent(self.probability_of(mechanism));
                let row = self.knowledge.mechanisms.iter().find(|row| row.mechanism == mechanism);
                let meaning = row.map(|row| format!(" {}", row.meaning)).unwrap_or_default();
                format!("What limits the {side} hip most is {} ({share}).{meaning}", name(mechanism, self.knowledge))
            }
            // Most families are told apart as well as their one member.
            Naming::Family(family) if self.is_single(family) => {
                let share = percent(self.family_probability(family));
                format!("What limits the {side} hip most is {} ({share}).", self.members(family))
            }
            Naming::Family(family) => format!(
                "What limits the {side} hip most is one of a group that these tests do not tell apart: {} ({} together).",
                self.members(family),
                percent(self.family_probability(family))
            ),
            Naming::Likely(family) => format!(
                "What limits the {side} hip most is more likely than not {} ({}), but other reasons are not ruled out.",
                self.members(family),
                percent(self.family_probability(family))
            ),
            Naming::NotDistinguishable => {
                let mut likely: Vec<(Mechanism, f64)> = self.posterior.mechanisms.clone();
                likely.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                let first: Vec<String> = likely
                    .iter()
                    .take(3)
                    .map(|(mechanism, share)| format!("{} ({})", name(*mechanism, self.knowledge), percent(*share)))
                    .collect();
                let next = self.next.map(|next| {
                    let (name, how) = (test_name(next.test), next.mode.id().replace('_', " "));
                    format!(" Most would be told by the {how} test of this side: {name}.")
                });
                let next = next.unwrap_or_default();
                format!(
                    "What limits the {side} hip most is not distinguishable from these tests; foremost {}.{next}",
                    first.join(", ")
                )
            }
            Naming::NoRestriction => format!(
                "Nothing measured limits the {side} hip more than ordinary variation does ({} sure).",
                percent(self.posterior.none)
            ),
            Naming::NotAssessed => format!("The {side} hip was not measured, so nothing is said about it."),
        }
    }

    fn about_shape(&self) -> Vec<String> {
        if self.naming == Naming::NotAssessed {
            return Vec::new();
        }
        let mut told = Vec::new();
        if self.probability_of(Mechanism::Version) >= self.thresholds.shape_probability {
            told.push(format!(
                "Your rotation of the {} hip may be shifted towards one direction ({}): a shape, not a shortness, and not something to stretch.",
                self.side,
                percent(self.probability_of(Mechanism::Version))
            ));
        }
        let shaped: Vec<String> = self
            .directions
            .iter()
            .filter(|state| state.stretch == StretchVerdict::Shape)
            .map(|state| state.direction.id().replace('_', " "))
            .collect();
        if !shaped.is_empty() {
            told.push(format!(
                "In {} the shape of the {} hip may be part of the limit: train strength, control and range that does not pinch there, not the passive end.",
                shaped.join(", "),
                self.side
            ));
        }
        told
    }

    fn about_fadir(&self) -> Option<String> {
        let published = |positive: bool| self.published_ratios(Test::Fadir, positive).unwrap_or_default();
        match self.fadir_positive {
            Some(true) => Some(format!(
                "The flexion-adduction-rotation test of the {} hip brought the familiar groin pain. That confirms nothing by itself{}; end ranges that pinch are left out, and a clinician should look if it persists.",
                self.side,
                published(true)
            )),
            Some(false) => Some(format!(
                "The flexion-adduction-rotation test of the {} hip brought no familiar groin pain, which makes a joint cause less likely{}.",
                self.side,
                published(false)
            )),
            None => None,
        }
    }

    /// What the published ratios of a sign span; recalled ones only where no other was read.
    fn published_ratios(&self, test: Test, positive: bool) -> Option<String> {
        let of = |row: &&LikelihoodRatio| row.test == Some(test);
        let rows = || self.knowledge.likelihood_ratios.iter().filter(of);
        let read = rows().filter(|row| row.evidence.status == Status::Verified).count() > 0;
        let spans: Vec<(f64, f64)> = rows()
            .filter(|row| !read || row.evidence.status == Status::Verified)
            .filter_map(|row| if positive { row.positive } else { row.negative })
            .collect();
        let low = spans.iter().map(|(low, _)| *low).min_by(f64::total_cmp)?;
        let high = spans.iter().map(|(_, high)| *high).max_by(f64::total_cmp)?;
        let unconfirmed = if read { "" } else { ", unconfirmed" };
        Some(format!(" (published likelihood ratios {low:.2} to {high:.2}, 1 tells nothing{unconfirmed})"))
    }

    fn about_own_mechanisms(&self) -> Vec<String> {
        let likely = self.own.iter().filter(|belief| belief.probability >= WORTH_A_SENTENCE);
        likely
            .map(|belief| {
                let row = self.knowledge.mechanisms.iter().find(|row| row.mechanism == belief.mechanism);
                let meaning = row.map(|row| format!(" {}", row.meaning)).unwrap_or_default();
                let advice = match belief.mechanism.family() {
                    Family::Refer => " Have it looked at by a clinician.",
                    _ => "",
                };
                format!(
                    "On the {} side the tests speak for {} ({}).{meaning}{advice}",
                    self.side,
                    name(belief.mechanism, self.knowledge),
                    percent(belief.probability)
                )
            })
            .collect()
    }

    fn about_tightness(&self) -> Option<String> {
        self.tight_but_not_short.then(|| {
            format!(
                "The {} hip feels tight, but nothing measured is short: strength and getting used to load help here, stretching does not.",
                self.side
            )
        })
    }

    fn about_directions(&self) -> Vec<String> {
        let named = |verdict: StretchVerdict| {
            let of = self.directions.iter().filter(|state| state.stretch == verdict);
            of.map(|state| state.direction.id().replace('_', " ")).collect::<Vec<_>>()
        };
        let mut told = Vec::new();
        let beyond = named(StretchVerdict::Beyond);
        if !beyond.is_empty() {
            let list = beyond.join(", ");
            told.push(format!("Range of the {} hip beyond the usual is never stretched: {list}.", self.side));
        }
        let useful = named(StretchVerdict::Useful);
        if !useful.is_empty() {
            let list = useful.join(", ");
            told.push(format!(
                "Short of what is usual or wanted on the {} side: {list}. Gaining range there may help what you want to do; it is not shown to prevent injuries.",
                self.side
            ));
        }
        for state in self.directions {
            if let Some(borrowed) = state.borrowed_deg {
                told.push(format!(
                    "{}: {borrowed:.0}° of passive {} are not held actively; control comes before more range.",
                    self.side,
                    state.direction.id().replace('_', " ")
                ));
            }
        }
        told
    }

    /// Gains of unselected older adults stay within measurement error; those who start short do gain.
    fn about_older_hips(&self) -> Option<String> {
        let older = self.person.age_years.is_some_and(|age| f64::from(age) >= self.thresholds.older_adult_years);
        let not_short = self.directions.iter().any(|state| {
            matches!(state.direction, Direction::Extension | Direction::ExtensionKneeBent)
                && state.stretch == StretchVerdict::NotShort
        });
        (older && not_short).then(|| {
            format!(
                "Stretching the hip flexors of the {} side is not expected to help: it is not short, and in older adults who are not short the gain is smaller than what can be measured.",
                self.side
            )
        })
    }
}
