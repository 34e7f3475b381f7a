//! What a drill does to each hip, derived from its pose, category, load and base, never typed by hand.

use std::collections::{BTreeMap, BTreeSet};

use super::drill::{Category, Drill, LoadKind};
use crate::skeleton::{Base, LegPose};
use crate::vocabulary::{Angle, BySide, Direction, Mechanism, Side};

/// From where on a direction is at its end, a joint is bent or a rotation counts, and how hard low load may be.
#[derive(Debug, Clone, PartialEq)]
pub struct EndRangeThresholds {
    /// End range of each direction; a direction without a row is at its end as soon as it leaves neutral.
    pub at: BTreeMap<Direction, Angle>,
    /// Highest challenge cap, 0–10, that still counts as low load.
    pub low_load_effort_max: u8,
    /// Flexion above which a hip or knee counts as bent rather than straight: the two positions in which tests are taken.
    pub bent_above: Angle,
    /// Knee flexion above which a straight hip alone brings the rectus femoris to its end.
    pub knee_folded_above: Angle,
    /// Share of an end range of rotation from which it matters under load or in a bent hip, 0–1.
    pub rotation_share: f64,
}

impl EndRangeThresholds {
    fn is_bent(&self, angle: Angle) -> bool {
        self.bent_above < angle
    }
}

/// What a drill does to the hip of one leg.
///
/// Everything is judged on the larger of start and end pose, because a drill passes through both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LegTraits {
    /// Directions in which start or end pose reaches the end of the range, and those a static or contract–relax
    /// stretch or end-range work of this hip aims at: it goes to whatever end the person has.
    pub end_range: BTreeSet<Direction>,
    /// Directions trained passively or with momentum: static, contract–relax, dynamic, joint mobilisation, release.
    /// Named by the row, so only the trained hip has them (both, when both work alike).
    pub range_work: BTreeSet<Direction>,
    /// Directions worked actively against load: strength, control, end-range work. Named by the row.
    pub loaded_work: BTreeSet<Direction>,
    /// Lengthened without its own effort: static, contract–relax, joint mobilisation, release.
    pub passive_stretch: bool,
    /// Held at an end by hands, gravity or the weight of the body: by a stretch, in child's pose, in the position of
    /// an isometric end-range drill, or as the leg that does not train.
    pub held_at_end: bool,
    /// The leg carries body weight through foot or knee.
    pub weight_bearing: bool,
    /// This leg carries the body alone, or nearly: a single-leg base, a split or step stance without even support,
    /// a one-legged bridge, a side plank, running and one-legged landing.
    pub single_leg_loaded: bool,
    /// Body weight, band, external load, impact or maximal holds go through this hip.
    pub loaded: bool,
    /// The hip turns in or out under load: active work on rotation, a pose that turns by more than the share of the end
    /// range that the tables set, or a stretch in which the weight of the body holds it turned to the end.
    pub loaded_rotation: bool,
    /// Adducted across the midline while it bears weight or is lengthened, landing sideways on it, or lying on it:
    /// the outer hip is compressed.
    pub adduction_compression: bool,
    /// Lengthened with the thigh across the body.
    pub cross_body: bool,
    /// Hip and knee bent, turned out to the end, thigh not spread: figure-four, pigeon and the front leg of 90/90.
    pub figure_four: bool,
    /// Standing or in a side plank with this hip dropped into adduction.
    pub hanging_on_one_hip: bool,
    /// A joint mobilisation that opens or glides the front of the capsule, or a passive stretch to the end of extension.
    pub anterior_capsule_mobilisation: bool,
    /// Away from every end of range, without impact, momentum, external load or single-leg stance, and not hard.
    pub low_load_midrange: bool,
}

/// What a drill does, to the trained hip, the other hip, and as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traits {
    /// The trained leg.
    pub trained: LegTraits,
    /// The other leg; the same as the trained one when both work alike.
    pub other: LegTraits,
    /// Lands, hops, throws or runs, or belongs to the class that does.
    pub impact: bool,
    /// Impact shared by both feet: the only impact anybody may begin with.
    pub two_legged_impact: bool,
    /// Running mechanics.
    pub running: bool,
    /// Running harder than easily.
    pub sprinting: bool,
    /// Strength or control: the two classes, breathing (trunk control), and active work that stays off every end.
    pub strength_or_control: bool,
    /// Neither hip near an end of range, no impact, momentum or external load, and not hard.
    pub within_comfort: bool,
}

impl Traits {
    /// drill, end ranges => what it does to either hip
    #[must_use]
    pub fn of(drill: &Drill, thresholds: &EndRangeThresholds) -> Traits {
        // Rows train the right side; which leg is which does not depend on the side that trains.
        let (start, end) = (drill.start_pose(Side::Right), drill.end_pose(Side::Right));
        let trained = leg(drill, thresholds, Role::Trained, &[start.legs.right, end.legs.right]);
        let other = if drill.bilateral || changes_legs(drill) {
            // Alternating drills show one moment of the cycle; over the set either hip goes through both legs' poses.
            let all = [start.legs.right, end.legs.right, start.legs.left, end.legs.left];
            let both = leg(drill, thresholds, Role::Trained, &all);
            return Traits::whole(drill, thresholds, both.clone(), both);
        } else {
            leg(drill, thresholds, Role::Other, &[start.legs.left, end.legs.left])
        };
        Traits::whole(drill, thresholds, trained, other)
    }

    /// What a drill that trains one side does to the hip of a side.
    #[must_use]
    pub fn on(&self, trained: Side, side: Side) -> &LegTraits {
        if trained == side { &self.trained } else { &self.other }
    }

    fn whole(drill: &Drill, thresholds: &EndRangeThresholds, trained: LegTraits, other: LegTraits) -> Traits {
        let at_an_end = !trained.end_range.is_empty() || !other.end_range.is_empty();
        let running = drill.category == Category::Run;
        Traits {
            impact: drill.is_impact(),
            two_legged_impact: drill.category == Category::Plyo && drill.base == Base::Standing,
            running,
            sprinting: running
                && drill.load == LoadKind::Impact
                && drill.dose.effort_cap > thresholds.low_load_effort_max,
            strength_or_control: match drill.category {
                Category::Strength | Category::Control => true,
                Category::EndRange | Category::Breath => !at_an_end,
                _ => false,
            },
            within_comfort: !at_an_end && is_gentle(drill, thresholds),
            trained,
            other,
        }
    }
}

/// Which leg of the drill.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Trained,
    Other,
}

fn leg(drill: &Drill, thresholds: &EndRangeThresholds, role: Role, poses: &[LegPose]) -> LegTraits {
    let trains = role == Role::Trained;
    let named = |wanted: bool| -> BTreeSet<Direction> {
        if trains && wanted { drill.directions.iter().copied().collect() } else { BTreeSet::new() }
    };
    let reached = |direction: &Direction| reaches(*direction, thresholds, poses);
    // Child's pose is a breathing drill and a stretch.
    let lengthens = drill.is_passive() || (drill.category == Category::Breath && Direction::ALL.iter().any(reached));
    let passive_stretch = trains && lengthens;
    let weight_bearing = bears_weight(drill, thresholds, role);
    let single_leg_loaded = stands_alone(drill, thresholds, role);
    let loaded = weight_bearing
        || (trains
            && matches!(drill.load, LoadKind::Band | LoadKind::External | LoadKind::Impact | LoadKind::Isometric))
        || (trains && drill.category == Category::Control && drill.load == LoadKind::Bodyweight);

    let mut end_range: BTreeSet<Direction> = Direction::ALL.iter().copied().filter(|it| reached(it)).collect();
    if matches!(drill.category, Category::Static | Category::Pnf | Category::EndRange) {
        end_range.extend(named(true));
    }
    if impinges(thresholds, poses, weight_bearing) {
        end_range.insert(Direction::InternalRotation);
    }
    let turned_to_the_end =
        [Direction::InternalRotation, Direction::ExternalRotation].iter().any(|it| end_range.contains(it));
    let active_hold = drill.category == Category::EndRange && drill.load == LoadKind::Isometric;

    let across = poses.iter().any(|pose| Angle::ZERO < pose.hip_adduction);
    let turned_out = |pose: &LegPose| threshold(Direction::ExternalRotation, thresholds) <= -pose.hip_internal_rotation;
    let spread = |pose: &LegPose| threshold(Direction::Abduction, thresholds) <= -pose.hip_adduction;
    let extends = poses.iter().any(|pose| pose.hip_flexion < Angle::ZERO);
    // With both feet planted the pelvis turns over either hip; contract–relax works in the turned position.
    let works_rotation = (trains || drill.base == Base::SplitStance)
        && (!drill.is_range_work() || drill.category == Category::Pnf)
        && drill
            .directions
            .iter()
            .any(|direction| matches!(direction, Direction::InternalRotation | Direction::ExternalRotation));

    LegTraits {
        range_work: named(drill.is_range_work()),
        loaded_work: named(drill.is_loading()),
        passive_stretch,
        held_at_end: !end_range.is_empty() && (!trains || lengthens || active_hold),
        weight_bearing,
        single_leg_loaded,
        loaded,
        loaded_rotation: loaded && (works_rotation || turns(thresholds, poses))
            || (drill.is_passive() && drill.load == LoadKind::Bodyweight && turned_to_the_end),
        adduction_compression: across && (weight_bearing || (trains && drill.is_range_work()))
            || (drill.is_impact() && single_leg_loaded && drill.directions.contains(&Direction::Abduction))
            || (drill.base == Base::SideLyingRUp && !trains),
        cross_body: across && trains && drill.is_range_work(),
        figure_four: most_turned_out(poses).is_some_and(|pose| {
            thresholds.is_bent(pose.hip_flexion)
                && thresholds.is_bent(pose.knee_flexion)
                && turned_out(pose)
                && !spread(pose)
        }),
        hanging_on_one_hip: across && weight_bearing && (is_standing(drill.base) || drill.base == Base::SidePlank),
        anterior_capsule_mobilisation: (trains
            && drill.category == Category::JointMob
            && (extends || drill.mechanisms.contains(&Mechanism::CapsuleAnterior)))
            || (passive_stretch
                && [Direction::Extension, Direction::ExtensionKneeBent].iter().any(|end| end_range.contains(end))),
        low_load_midrange: end_range.is_empty() && !single_leg_loaded && is_gentle(drill, thresholds),
        end_range,
    }
}

/// The pose with the most external rotation: the one that decides whether a bent leg is a figure-four or a butterfly.
fn most_turned_out(poses: &[LegPose]) -> Option<&LegPose> {
    poses.iter().min_by(|a, b| a.hip_internal_rotation.rad().total_cmp(&b.hip_internal_rotation.rad()))
}

fn threshold(direction: Direction, thresholds: &EndRangeThresholds) -> Angle {
    thresholds.at.get(&direction).copied().unwrap_or(Angle::from_deg(1.0))
}

/// How far a pose goes in a direction; `None` where the knee is not as the direction asks, because two-joint muscles make
/// the knee part of it.
fn angle_in(direction: Direction, thresholds: &EndRangeThresholds, pose: &LegPose) -> Option<Angle> {
    let (angle, knee_fits) = match direction {
        Direction::Flexion => (pose.hip_flexion, true),
        Direction::FlexionKneeStraight => (pose.hip_flexion, !thresholds.is_bent(pose.knee_flexion)),
        Direction::Extension => (-pose.hip_flexion, true),
        Direction::ExtensionKneeBent => (-pose.hip_flexion, thresholds.is_bent(pose.knee_flexion)),
        Direction::Abduction => (-pose.hip_adduction, true),
        Direction::Adduction => (pose.hip_adduction, true),
        Direction::InternalRotation => (pose.hip_internal_rotation, true),
        Direction::ExternalRotation => (-pose.hip_internal_rotation, true),
    };
    knee_fits.then_some(angle)
}

/// Whether an angle reaches a limit; degrees turned to radians and back must not decide about one exactly at it.
fn is_at(angle: Angle, limit: Angle) -> bool {
    limit.rad() <= angle.rad() + 1e-9
}

/// Whether any pose is at the end of a direction.
fn reaches(direction: Direction, thresholds: &EndRangeThresholds, poses: &[LegPose]) -> bool {
    poses.iter().any(|pose| {
        // Heel near the buttock, the rectus femoris is at its end as soon as the thigh is in line with the body.
        let folded = direction == Direction::ExtensionKneeBent
            && thresholds.knee_folded_above < pose.knee_flexion
            && is_at(-pose.hip_flexion, Angle::ZERO);
        folded
            || angle_in(direction, thresholds, pose).is_some_and(|angle| is_at(angle, threshold(direction, thresholds)))
    })
}

/// Directions in which a pose of the trained hip goes at least as far as the thresholds say, by the pose alone.
pub(super) fn moved_into(drill: &Drill, thresholds: &EndRangeThresholds) -> BTreeSet<Direction> {
    let (start, end) = (drill.start_pose(Side::Right).legs, drill.end_pose(Side::Right).legs);
    let mut poses = vec![start.right, end.right];
    if drill.bilateral {
        poses.extend([start.left, end.left]);
    }
    let far = |direction: &Direction| {
        let limit = threshold(*direction, thresholds);
        poses.iter().filter_map(|pose| angle_in(*direction, thresholds, pose)).any(|angle| is_at(angle, limit))
    };
    Direction::ALL.iter().copied().filter(far).collect()
}

/// Whether the hip turns in by a share of the end range while it is bent or bears weight, where thigh and rim meet earlier.
fn impinges(thresholds: &EndRangeThresholds, poses: &[LegPose], weight_bearing: bool) -> bool {
    let turned_in = threshold(Direction::InternalRotation, thresholds).rad() * thresholds.rotation_share;
    poses.iter().any(|pose| {
        turned_in <= pose.hip_internal_rotation.rad() && (weight_bearing || thresholds.is_bent(pose.hip_flexion))
    })
}

/// Whether either leg goes through what the figure shows of one: free lunges, bounds and landings change legs within
/// the set, and a failed landing is caught by the other leg.
fn changes_legs(drill: &Drill) -> bool {
    matches!(drill.category, Category::Plyo | Category::Dynamic) && SPLIT_OR_SINGLE < drill.support_level
}

/// Whether the hip turns by more than a share of the shorter end range of rotation between its poses.
fn turns(thresholds: &EndRangeThresholds, poses: &[LegPose]) -> bool {
    let rotations = || poses.iter().map(|pose| pose.hip_internal_rotation.rad());
    let turned = rotations().fold(f64::NEG_INFINITY, f64::max) - rotations().fold(f64::INFINITY, f64::min);
    let inward = threshold(Direction::InternalRotation, thresholds).rad();
    let outward = threshold(Direction::ExternalRotation, thresholds).rad();
    inward.min(outward) * thresholds.rotation_share < turned
}

fn is_standing(base: Base) -> bool {
    matches!(base, Base::Standing | Base::SingleLegR | Base::SingleLegL | Base::SplitStance)
}

fn bears_weight(drill: &Drill, thresholds: &EndRangeThresholds, role: Role) -> bool {
    match drill.base {
        Base::Standing
        | Base::SplitStance
        | Base::HalfKneel
        | Base::TallKneel
        | Base::Quadruped
        | Base::SidePlank
        | Base::PlankFront
        | Base::BenchSupine => true,
        Base::SingleLegR => role == Role::Trained,
        Base::SingleLegL => role == Role::Other,
        // Getting up from the chair ends in standing.
        Base::SeatedChair => {
            drill.bilateral
                && [drill.start, drill.end].iter().any(|pose| !thresholds.is_bent(pose.legs.right.hip_flexion))
        }
        Base::Supine | Base::Prone | Base::SeatedFloor | Base::SideLyingRUp | Base::TableEdge => false,
    }
}

/// Support level from which a split or step stance leaves one leg to carry the body; part of the scale's definition.
const SPLIT_OR_SINGLE: u8 = 3;

fn lifts_the_trained_leg(drill: &Drill, thresholds: &EndRangeThresholds) -> bool {
    let lifted = |legs: &BySide<LegPose>| {
        thresholds.is_bent(legs.right.hip_flexion) && !thresholds.is_bent(legs.left.hip_flexion)
    };
    !drill.bilateral && [&drill.start, &drill.end].into_iter().any(|pose| lifted(&pose.legs))
}

fn stands_alone(drill: &Drill, thresholds: &EndRangeThresholds, role: Role) -> bool {
    match drill.base {
        Base::SingleLegR => role == Role::Trained || drill.bilateral,
        Base::SingleLegL => role == Role::Other || drill.bilateral,
        _ if drill.category == Category::Run => true,
        // Beside a knee held high nothing else carries the body.
        Base::Standing if role == Role::Other && lifts_the_trained_leg(drill, thresholds) => true,
        Base::Standing | Base::SplitStance | Base::HalfKneel => {
            !drill.bilateral && SPLIT_OR_SINGLE <= drill.support_level
        }
        // On one leg or on both stacked, one hip keeps the body from sinking.
        Base::SidePlank => true,
        // A bridge with unequal legs.
        Base::Supine | Base::BenchSupine => {
            role == Role::Trained && !drill.bilateral && drill.category == Category::Strength
        }
        _ => false,
    }
}

fn is_gentle(drill: &Drill, thresholds: &EndRangeThresholds) -> bool {
    !drill.is_impact()
        && !matches!(drill.load, LoadKind::External | LoadKind::Momentum | LoadKind::Impact)
        && drill.dose.effort_cap <= thresholds.low_load_effort_max
}

#[cfg(test)]
#[path = "traits_tests.rs"]
mod tests;
