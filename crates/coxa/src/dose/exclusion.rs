//! What each `must_not` forbids, derived from a drill's pose, category, impact and load; hand tags can only add.

use super::knowledge::GuardKnowledge;
use crate::prescribe::{Category, Drill, LoadKind, Muscle};
use crate::skeleton::{Base, LegPose};
use crate::vocabulary::{Direction, MustNot, Side};

/// What a drill asks of the trained leg, the other leg and the body, as far as exclusions need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrillTraits {
    category: Category,
    load: LoadKind,
    trained_end: Vec<Direction>,
    other_end: Vec<Direction>,
    stance_on_one_leg: bool,
    two_legged: bool,
    rotates: bool,
    adducts: (bool, bool),
    figure_four: bool,
    capsule: bool,
    targets_extension: bool,
    hangs: bool,
    sprints: bool,
    strong: bool,
    unsupported: bool,
}

impl DrillTraits {
    /// Derives the traits of a drill; poses train the right side.
    #[must_use]
    pub fn of(drill: &Drill, knowledge: &GuardKnowledge) -> DrillTraits {
        let ends = |side: Side| {
            let legs = [drill.start.legs.get(side), drill.end.legs.get(side)];
            let all = Direction::ALL.iter().copied();
            all.filter(|direction| legs.iter().any(|leg| reaches(leg, *direction, knowledge))).collect::<Vec<_>>()
        };
        let adduction = |side: Side| {
            let limit = threshold(knowledge, "adduction_compression_deg");
            [&drill.start, &drill.end].iter().any(|pose| pose.legs.get(side).hip_adduction.deg() > limit)
        };
        let turn = {
            let (start, end) = (&drill.start.legs, &drill.end.legs);
            let limit = threshold(knowledge, "loaded_rotation_deg");
            let turned = |side| {
                let travel = end.get(side).hip_internal_rotation - start.get(side).hip_internal_rotation;
                travel.deg().abs() >= limit
            };
            Side::ALL.into_iter().any(turned) || drill.directions.iter().any(|direction| is_rotation(*direction))
        };
        let bent_out = |leg: &LegPose| {
            leg.hip_flexion.deg() >= threshold(knowledge, "figure_four_flexion_deg")
                && -leg.hip_internal_rotation.deg() >= threshold(knowledge, "figure_four_rotation_deg")
                && leg.knee_flexion.deg() >= threshold(knowledge, "figure_four_flexion_deg")
        };
        DrillTraits {
            category: drill.category,
            load: drill.load,
            trained_end: ends(Side::Right),
            other_end: ends(Side::Left),
            stance_on_one_leg: matches!(drill.base, Base::SingleLegR | Base::SingleLegL),
            two_legged: drill.bilateral && drill.base == Base::Standing,
            rotates: turn,
            adducts: (adduction(Side::Right), adduction(Side::Left)),
            figure_four: bent_out(&drill.end.legs.right),
            capsule: drill.muscles.contains(&Muscle::Capsule) || drill.category == Category::JointMob,
            targets_extension: drill.directions.iter().any(|direction| {
                matches!(direction, Direction::Extension | Direction::ExtensionKneeBent | Direction::ExternalRotation)
            }),
            hangs: matches!(drill.base, Base::SingleLegR | Base::SingleLegL | Base::SidePlank)
                && drill.directions.contains(&Direction::Adduction),
            sprints: drill.category == Category::Run
                && f64::from(drill.complexity_level) > threshold(knowledge, "entry_complexity_max"),
            strong: f64::from(drill.dose.effort_cap) > threshold(knowledge, "comfort_effort_max"),
            unsupported: f64::from(drill.support_level) >= threshold(knowledge, "form_seen_from_support"),
        }
    }

    /// Whether a leg of the drill reaches the end range of a direction.
    #[must_use]
    pub fn end_range(&self, direction: Direction, trained: bool) -> bool {
        if trained { self.trained_end.contains(&direction) } else { self.other_end.contains(&direction) }
    }

    /// Whether it lengthens tissue without the person's own force.
    #[must_use]
    pub const fn is_passive_stretch(&self) -> bool {
        matches!(self.category, Category::Static | Category::Pnf | Category::JointMob)
    }

    /// Whether it lands on two legs.
    #[must_use]
    pub const fn is_two_legged_impact(&self) -> bool {
        matches!(self.category, Category::Plyo) && self.two_legged
    }

    const fn is_impact(&self) -> bool {
        matches!(self.category, Category::Plyo | Category::Run) || matches!(self.load, LoadKind::Impact)
    }

    const fn is_loaded(&self) -> bool {
        matches!(self.load, LoadKind::Band | LoadKind::External | LoadKind::Impact)
    }

    const fn is_strength_or_control(&self) -> bool {
        matches!(self.category, Category::Strength | Category::Control | Category::Breath)
    }
}

fn threshold(knowledge: &GuardKnowledge, key: &str) -> f64 {
    knowledge.thresholds.get(key).map_or(0.0, |row| row.value as f64)
}

const fn is_rotation(direction: Direction) -> bool {
    matches!(direction, Direction::InternalRotation | Direction::ExternalRotation)
}

/// Whether a leg's pose is at the end range of a direction.
fn reaches(leg: &LegPose, direction: Direction, knowledge: &GuardKnowledge) -> bool {
    let Some(limit) = knowledge.end_range_deg.get(&direction).map(|row| row.value as f64) else { return true };
    let knee_straight = leg.knee_flexion.deg() < threshold(knowledge, "knee_straight_below_deg");
    let knee_bent = leg.knee_flexion.deg() >= threshold(knowledge, "knee_bent_from_deg");
    match direction {
        Direction::Flexion => leg.hip_flexion.deg() >= limit,
        Direction::FlexionKneeStraight => knee_straight && leg.hip_flexion.deg() >= limit,
        Direction::Extension => -leg.hip_flexion.deg() >= limit,
        Direction::ExtensionKneeBent => knee_bent && -leg.hip_flexion.deg() >= limit,
        Direction::Abduction => -leg.hip_adduction.deg() >= limit,
        Direction::Adduction => leg.hip_adduction.deg() >= limit,
        Direction::InternalRotation => leg.hip_internal_rotation.deg() >= limit,
        Direction::ExternalRotation => -leg.hip_internal_rotation.deg() >= limit,
    }
}

/// Whether a `must_not` on one side forbids a drill; `trained` says whether that side is the trained leg.
#[must_use]
pub fn forbids(must_not: MustNot, traits: &DrillTraits, trained: bool) -> bool {
    let end = |direction| traits.end_range(direction, trained);
    let ends = if trained { &traits.trained_end } else { &traits.other_end };
    let stretches = traits.is_passive_stretch() && trained;
    match must_not {
        // The library holds no hop test; hopping drills are plyometric.
        MustNot::HopTest | MustNot::Plyometric => traits.category == Category::Plyo || traits.load == LoadKind::Impact,
        MustNot::Running => traits.category == Category::Run,
        MustNot::Sprinting => traits.sprints,
        MustNot::LoadedSingleLeg => traits.stance_on_one_leg && (traits.is_loaded() || traits.unsupported),
        MustNot::EndRangeLoading => !ends.is_empty() || stretches,
        MustNot::Stretching => stretches || (traits.category == Category::Dynamic && !ends.is_empty()),
        MustNot::StaticEndRangeStretch => stretches,
        MustNot::EndRangeFlexionAdductionInternalRotation => {
            end(Direction::Flexion) || end(Direction::Adduction) || end(Direction::InternalRotation)
        }
        MustNot::EndRangeExtensionExternalRotation => {
            end(Direction::Extension) || end(Direction::ExtensionKneeBent) || end(Direction::ExternalRotation)
        }
        MustNot::LoadedRotation => traits.rotates && (traits.is_loaded() || traits.stance_on_one_leg),
        MustNot::AnteriorCapsuleMobilisation => trained && traits.capsule && traits.targets_extension,
        MustNot::CrossBodyStretch => traits.is_passive_stretch() && adducts(traits, trained),
        MustNot::FigureFourAdduction => trained && traits.figure_four,
        MustNot::HangingOnOneHip => traits.hangs,
        MustNot::AdductionCompression => {
            adducts(traits, trained) || (trained && traits.figure_four) || traits.hangs || end(Direction::Adduction)
        }
        MustNot::BeyondLowLoadMidrange => {
            !ends.is_empty() || stretches || traits.is_loaded() || traits.is_impact() || traits.unsupported
        }
        MustNot::BeyondComfort => stretches || traits.is_impact() || traits.strong,
        MustNot::OtherThanStrengthAndControl => !traits.is_strength_or_control(),
    }
}

const fn adducts(traits: &DrillTraits, trained: bool) -> bool {
    if trained { traits.adducts.0 } else { traits.adducts.1 }
}
