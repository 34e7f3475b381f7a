//! What a pattern calls for: the degrees that matter on either side, and the strength and control that go with them.

use super::knowledge::{DoseFacts, PrescribeKnowledge};
use super::{Category, Drill, Muscle, PlanRequest};
use crate::assess::{DirectionState, Pattern, SidePattern, StretchVerdict, tests_of};
use crate::vocabulary::{Direction, Mechanism, Side};

/// What weekly work is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// Range that a muscle or a part of the capsule costs.
    Range(Mechanism),
    /// Range that guarding or tolerance costs in one direction.
    RangeIn(Mechanism, Direction),
    /// Active use of the range in one direction.
    Active(Direction),
    /// Strength of a muscle group.
    Strength(Muscle),
    /// Getting used to load.
    LoadTolerance,
    /// A reason that lies elsewhere: ankle or pelvis and back.
    Elsewhere(Mechanism),
}

/// One thing worth working for on one side: its value as a concave curve of weekly work.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bucket {
    pub(super) side: Side,
    pub(super) target: Target,
    /// Degrees, or degree equivalents, at saturation.
    pub(super) value: f64,
    /// Straight pieces of the curve: width in weekly work, value per unit; slopes fall.
    pub(super) pieces: [(f64, f64); 2],
}

impl Bucket {
    fn new(side: Side, target: Target, value: f64, facts: &DoseFacts) -> Bucket {
        let (effective, saturating, share) = match target {
            Target::Range(_) | Target::RangeIn(..) => (
                facts.number("weekly_minutes_effective"),
                facts.number("weekly_minutes_saturating"),
                facts.number("share_at_effective_minutes"),
            ),
            _ => (
                facts.number("weekly_sets_effective"),
                facts.number("weekly_sets_saturating"),
                facts.number("share_at_effective_sets"),
            ),
        };
        // Numbers that would bend the curve upwards are straightened: no bound would hold otherwise.
        let saturating = saturating.max(1.0);
        let effective = effective.clamp(0.5, saturating * 0.999);
        let share = share.clamp(effective / saturating, 1.0);
        let pieces = [
            (effective, value * share / effective),
            (saturating - effective, value * (1.0 - share) / (saturating - effective)),
        ];
        Bucket { side, target, value, pieces }
    }

    /// Value of an amount of weekly work.
    pub(super) fn worth(&self, work: f64) -> f64 {
        let [(first, steep), (second, flat)] = self.pieces;
        work.min(first) * steep + (work - first).clamp(0.0, second) * flat
    }
}

/// What the pattern of one side says, looked up by direction and mechanism.
struct SideNeed<'a> {
    pattern: &'a SidePattern,
    facts: &'a DoseFacts,
}

/// Probability of a mechanism on a side; 0 when the pattern does not mention it.
pub(super) fn probability(pattern: &SidePattern, mechanism: Mechanism) -> f64 {
    let found = pattern.beliefs.iter().find(|belief| belief.mechanism == mechanism);
    found.map_or(0.0, |belief| finite(belief.probability).clamp(0.0, 1.0))
}

/// The state of a direction, when the pattern has one.
pub(super) fn state(pattern: &SidePattern, direction: Direction) -> Option<&DirectionState> {
    pattern.directions.iter().find(|state| state.direction == direction)
}

fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

impl SideNeed<'_> {
    /// Degrees that matter in a direction, whether or not stretching may win them: to a wanted task or to the norm,
    /// whichever weighs more. The two are in different frames, so neither is ever taken from the other.
    fn degrees(&self, direction: Direction) -> f64 {
        let Some(state) = state(self.pattern, direction) else { return 0.0 };
        let short = state.deficit_deg.map_or(0.0, |deficit| finite(deficit.estimate).max(0.0));
        let asked = state.demand_gap_deg.map_or(0.0, |gap| finite(gap).max(0.0));
        f64::max(self.facts.number("weight_goal") * asked, self.facts.number("weight_norm") * short)
    }

    fn may_stretch(&self, direction: Direction) -> bool {
        state(self.pattern, direction)
            .is_some_and(|state| matches!(state.stretch, StretchVerdict::Useful | StretchVerdict::NotMeasured))
    }

    /// Degrees that matter in a direction and that a mechanism costs there.
    fn degrees_by(&self, mechanism: Mechanism, direction: Direction) -> f64 {
        if !self.may_stretch(direction) {
            return 0.0;
        }
        let matter = self.degrees(direction);
        let belief = self.pattern.beliefs.iter().find(|belief| belief.mechanism == mechanism);
        match belief {
            Some(belief) if !belief.costs.is_empty() => {
                // Costs in other angles than the direction's own would not be its degrees.
                let here = belief.costs.iter().filter(|cost| tests_of(direction).contains(&cost.test));
                matter.min(here.map(|cost| finite(cost.degrees.estimate)).fold(0.0, f64::max))
            }
            _ => matter,
        }
    }

    fn borrowed(&self, direction: Direction) -> f64 {
        state(self.pattern, direction)
            .and_then(|state| state.borrowed_deg)
            .map_or(0.0, |borrowed| finite(borrowed).max(0.0))
    }
}

/// Whether a side feels tight although enough of it was measured and nothing is short.
pub(super) fn feels_tight(pattern: &Pattern, request: &PlanRequest, side: Side) -> bool {
    request.feels_tight && pattern.sides.get(side).feels_tight_range_normal
}

/// pattern, request, knowledge => everything worth working for, left side first
pub(super) fn needs(pattern: &Pattern, request: &PlanRequest, knowledge: &PrescribeKnowledge) -> Vec<Bucket> {
    let facts = &knowledge.facts;
    let mut buckets = Vec::new();
    for side in Side::ALL {
        let need = SideNeed { pattern: pattern.sides.get(side), facts };
        let belief = |mechanism| probability(need.pattern, mechanism);
        let mut add = |target, value: f64| {
            if 0.0 < value {
                buckets.push(Bucket::new(side, target, value, facts));
            }
        };

        for mechanism in Mechanism::ALL.iter().copied().filter(|mechanism| mechanism.is_recoverable()) {
            let most = facts.number(&format!("gain_max_{mechanism}"));
            match mechanism {
                Mechanism::ActiveControl => {}
                Mechanism::Guarding | Mechanism::Tolerance => {
                    for direction in Direction::ALL {
                        let degrees = need.degrees_by(mechanism, *direction).min(most);
                        add(Target::RangeIn(mechanism, *direction), belief(mechanism) * degrees);
                    }
                }
                _ => {
                    let degrees = trained_for(mechanism, &knowledge.drills)
                        .map(|direction| need.degrees_by(mechanism, direction))
                        .fold(0.0, f64::max);
                    add(Target::Range(mechanism), belief(mechanism) * degrees.min(most));
                }
            }
        }

        let active_most = facts.number("gain_max_active_control");
        for direction in Direction::ALL.iter().copied() {
            let borrowed = need.borrowed(direction);
            let floor = facts.number("weight_borrowed");
            let matter = need.degrees(direction);
            let control = floor * borrowed + belief(Mechanism::ActiveControl) * (1.0 - floor) * borrowed.max(matter);
            // What may not be stretched can still be used better.
            let instead = if need.may_stretch(direction) { 0.0 } else { facts.number("weight_norm") * matter };
            add(Target::Active(direction), (control + instead).min(active_most));
        }

        let tight = if feels_tight(pattern, request, side) { 1.0 } else { 0.0 };
        let shape = belief(Mechanism::Bone) + belief(Mechanism::Version);
        let track = facts.number("value_maintenance")
            + belief(Mechanism::StrengthDeficit) * facts.number("value_strength_deficit")
            + shape.min(1.0) * facts.number("value_shape")
            + belief(Mechanism::Instability) * facts.number("value_instability")
            + tight * facts.number("value_feels_tight");
        for muscle in Muscle::ALL.iter().copied() {
            add(Target::Strength(muscle), track * facts.number(&format!("track_share_{muscle}")));
        }
        let load = (belief(Mechanism::LoadTolerance) + tight).min(1.0);
        add(Target::LoadTolerance, load * facts.number("value_load_tolerance"));
        for mechanism in [Mechanism::AnkleLimited, Mechanism::LumbopelvicCompensation] {
            add(Target::Elsewhere(mechanism), belief(mechanism) * facts.number(&format!("value_{mechanism}")));
        }
    }
    buckets
}

/// Directions that range work for a mechanism trains.
fn trained_for(mechanism: Mechanism, drills: &[Drill]) -> impl Iterator<Item = Direction> {
    drills
        .iter()
        .filter(move |drill| drill.is_range_work() && drill.mechanisms.contains(&mechanism))
        .flat_map(|drill| drill.directions.iter().copied())
}

/// What a minute or a set of one kind of work is worth.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Effects {
    range: f64,
    control: f64,
    strength: f64,
}

impl Effects {
    /// Looked up once for each kind: it is asked for every drill and bucket.
    pub(super) fn of(category: Category, facts: &DoseFacts) -> Effects {
        Effects {
            range: facts.of_category("range_effect", category),
            control: facts.of_category("control_effect", category),
            strength: facts.of_category("strength_effect", category),
        }
    }
}

/// One session's work of one side of a drill.
#[derive(Debug, Clone, Copy)]
pub(super) struct SideWork<'a> {
    pub(super) drill: &'a Drill,
    pub(super) effects: Effects,
    pub(super) minutes: f64,
    pub(super) sets: f64,
}

impl SideWork<'_> {
    /// What it does for a bucket on the same side, in the bucket's unit; 0 for nothing.
    pub(super) fn for_bucket(&self, bucket: &Bucket, pattern: &Pattern, facts: &DoseFacts) -> f64 {
        let drill = self.drill;
        let serves = |mechanism| drill.mechanisms.contains(&mechanism);
        match bucket.target {
            Target::Range(mechanism) if serves(mechanism) => {
                // A drill that trains the less needed direction of a muscle is worth that much less.
                let need = SideNeed { pattern: pattern.sides.get(bucket.side), facts };
                let here = drill.directions.iter().map(|direction| need.degrees_by(mechanism, *direction));
                let here = here.fold(0.0, f64::max);
                let full = bucket.value / probability(need.pattern, mechanism).max(f64::MIN_POSITIVE);
                self.minutes * self.effects.range * (here / full).min(1.0)
            }
            Target::RangeIn(mechanism, direction) if serves(mechanism) && drill.directions.contains(&direction) => {
                self.minutes * self.effects.range
            }
            Target::Active(direction) if drill.directions.contains(&direction) => self.sets * self.effects.control,
            Target::Strength(muscle) if drill.muscles.contains(&muscle) => self.sets * self.effects.strength,
            Target::LoadTolerance if serves(Mechanism::LoadTolerance) || drill.category == Category::Strength => {
                self.sets * self.effects.strength
            }
            Target::Elsewhere(mechanism) if serves(mechanism) => {
                self.sets * self.effects.control.max(self.effects.range)
            }
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SideNeed;
    use crate::assess::{DirectionState, Naming, SidePattern, StretchVerdict};
    use crate::prescribe::hand_made::facts;
    use crate::vocabulary::{Direction, Interval};

    #[test]
    fn a_gap_to_a_task_is_never_taken_from_a_deficit_of_another_frame() {
        let facts = facts(&[("weight_goal", 1.0), ("weight_norm", 0.5)]);
        let matter = |short: f64, gap: Option<f64>| {
            let state = DirectionState {
                direction: Direction::Flexion,
                passive_deg: None,
                active_deg: None,
                deficit_deg: Some(Interval { estimate: short, low: short, high: short }),
                demand_gap_deg: gap,
                borrowed_deg: None,
                shape_probability: 0.0,
                stretch: StretchVerdict::Useful,
            };
            let pattern = SidePattern {
                beliefs: Vec::new(),
                none_probability: 0.0,
                naming: Naming::NotDistinguishable,
                directions: vec![state],
                fadir_positive: None,
                feels_tight_range_normal: false,
                sentences: Vec::new(),
            };
            SideNeed { pattern: &pattern, facts: &facts }.degrees(Direction::Flexion)
        };
        assert!((matter(18.0, None) - 9.0).abs() < 1e-12);
        assert!((matter(18.0, Some(4.0)) - 9.0).abs() < 1e-12, "the smaller claim changes nothing");
        assert!((matter(18.0, Some(20.0)) - 20.0).abs() < 1e-12);
    }
}
