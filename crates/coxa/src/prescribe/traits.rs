//! What a drill does to each hip, derived from its pose, category, load and base, never typed by hand.
// long: one derivation, and beside it a test for every trait

use std::collections::{BTreeMap, BTreeSet};

use super::drill::{Category, Drill, LoadKind};
use crate::skeleton::{Base, LegPose};
use crate::vocabulary::{Angle, Direction, Mechanism, Side};

/// From where on a direction is at its end, and how hard a drill may be to count as low load.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EndRangeThresholds {
    /// End range of each direction; a direction without a row is at its end as soon as it leaves neutral.
    pub at: BTreeMap<Direction, Angle>,
    /// Highest challenge cap, 0–10, that still counts as low load.
    pub low_load_effort_max: u8,
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
    /// The hip turns in or out under load: active work on rotation, a pose that turns by more than half the end
    /// range, or a stretch in which the weight of the body holds it turned to the end.
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
    /// A joint mobilisation that opens or glides the front of the capsule.
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

/// A hip or knee is nearer to a right angle than to straight: the two positions in which tests are taken.
fn is_bent(angle: Angle) -> bool {
    Angle::from_deg(45.0) < angle
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
    let weight_bearing = bears_weight(drill, role);
    let single_leg_loaded = stands_alone(drill, role);
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
            is_bent(pose.hip_flexion) && is_bent(pose.knee_flexion) && turned_out(pose) && !spread(pose)
        }),
        hanging_on_one_hip: across && weight_bearing && (is_standing(drill.base) || drill.base == Base::SidePlank),
        anterior_capsule_mobilisation: trains
            && drill.category == Category::JointMob
            && (extends || drill.mechanisms.contains(&Mechanism::CapsuleAnterior)),
        low_load_midrange: end_range.is_empty() && !single_leg_loaded && is_gentle(drill, thresholds),
        end_range,
    }
}

/// The pose with the most external rotation: the one that decides whether a bent leg is a figure-four or a butterfly.
fn most_turned_out(poses: &[LegPose]) -> Option<&LegPose> {
    poses.iter().min_by(|a, b| a.hip_internal_rotation.rad().total_cmp(&b.hip_internal_rotation.rad()))
}

/// Knee flexion beyond which a straight hip alone brings the rectus femoris to its end.
const FOLDED: Angle = Angle::from_deg(110.0);

fn threshold(direction: Direction, thresholds: &EndRangeThresholds) -> Angle {
    thresholds.at.get(&direction).copied().unwrap_or(Angle::from_deg(1.0))
}

/// Whether any pose is at the end of a direction; two-joint muscles make the knee part of the direction.
fn reaches(direction: Direction, thresholds: &EndRangeThresholds, poses: &[LegPose]) -> bool {
    poses.iter().any(|pose| {
        let (angle, knee_fits) = match direction {
            Direction::Flexion => (pose.hip_flexion, true),
            Direction::FlexionKneeStraight => (pose.hip_flexion, !is_bent(pose.knee_flexion)),
            Direction::Extension => (-pose.hip_flexion, true),
            // Heel near the buttock, the rectus femoris is at its end as soon as the thigh is in line with the body.
            Direction::ExtensionKneeBent if FOLDED < pose.knee_flexion => {
                (-pose.hip_flexion + threshold(direction, thresholds), true)
            }
            Direction::ExtensionKneeBent => (-pose.hip_flexion, is_bent(pose.knee_flexion)),
            Direction::Abduction => (-pose.hip_adduction, true),
            Direction::Adduction => (pose.hip_adduction, true),
            Direction::InternalRotation => (pose.hip_internal_rotation, true),
            Direction::ExternalRotation => (-pose.hip_internal_rotation, true),
        };
        // Degrees turned to radians and back must not decide about a pose exactly at the threshold.
        knee_fits && threshold(direction, thresholds).rad() <= angle.rad() + 1e-9
    })
}

/// Whether the hip turns in by half the end range while it is bent or bears weight, where thigh and rim meet earlier.
fn impinges(thresholds: &EndRangeThresholds, poses: &[LegPose], weight_bearing: bool) -> bool {
    let half = threshold(Direction::InternalRotation, thresholds).rad() / 2.0;
    poses.iter().any(|pose| half <= pose.hip_internal_rotation.rad() && (weight_bearing || is_bent(pose.hip_flexion)))
}

/// Whether either leg goes through what the figure shows of one: free lunges, bounds and landings change legs within
/// the set, and a failed landing is caught by the other leg.
fn changes_legs(drill: &Drill) -> bool {
    matches!(drill.category, Category::Plyo | Category::Dynamic) && SPLIT_OR_SINGLE < drill.support_level
}

/// Whether the hip turns by more than half the shorter end range of rotation between its poses.
fn turns(thresholds: &EndRangeThresholds, poses: &[LegPose]) -> bool {
    let rotations = || poses.iter().map(|pose| pose.hip_internal_rotation.rad());
    let turned = rotations().fold(f64::NEG_INFINITY, f64::max) - rotations().fold(f64::INFINITY, f64::min);
    let inward = threshold(Direction::InternalRotation, thresholds).rad();
    let outward = threshold(Direction::ExternalRotation, thresholds).rad();
    inward.min(outward) / 2.0 < turned
}

fn is_standing(base: Base) -> bool {
    matches!(base, Base::Standing | Base::SingleLegR | Base::SingleLegL | Base::SplitStance)
}

fn bears_weight(drill: &Drill, role: Role) -> bool {
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
            drill.bilateral && [drill.start, drill.end].iter().any(|pose| !is_bent(pose.legs.right.hip_flexion))
        }
        Base::Supine | Base::Prone | Base::SeatedFloor | Base::SideLyingRUp | Base::TableEdge => false,
    }
}

/// Support level from which a split or step stance leaves one leg to carry the body; part of the scale's definition.
const SPLIT_OR_SINGLE: u8 = 3;

fn stands_alone(drill: &Drill, role: Role) -> bool {
    match drill.base {
        Base::SingleLegR => role == Role::Trained || drill.bilateral,
        Base::SingleLegL => role == Role::Other || drill.bilateral,
        _ if drill.category == Category::Run => true,
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
mod tests {
    use super::{EndRangeThresholds, Traits};
    use crate::prescribe::hand_made::{drill, leg, pose};
    use crate::prescribe::{Category, LoadKind};
    use crate::skeleton::Base;
    use crate::vocabulary::{Angle, Direction, Mechanism, Side};

    fn thresholds() -> EndRangeThresholds {
        let deg = [100.0, 60.0, 10.0, 8.0, 32.0, 20.0, 26.0, 30.0];
        EndRangeThresholds {
            at: Direction::ALL.iter().copied().zip(deg.map(Angle::from_deg)).collect(),
            low_load_effort_max: 5,
        }
    }

    fn ends(traits: &Traits) -> Vec<Direction> {
        traits.trained.end_range.iter().copied().collect()
    }

    #[test]
    fn a_straight_leg_at_the_threshold_is_at_its_end_and_a_bent_one_is_not() {
        let mut raise = drill("raise", Category::Dynamic);
        raise.end = pose(leg(60.0, 0.0, 0.0, 0.0), leg(0.0, 0.0, 0.0, 0.0));
        assert_eq!(ends(&Traits::of(&raise, &thresholds())), [Direction::FlexionKneeStraight]);
        raise.end.legs.right.hip_flexion = Angle::from_deg(59.0);
        assert!(Traits::of(&raise, &thresholds()).trained.low_load_midrange);
        raise.end = pose(leg(99.0, 0.0, 0.0, 90.0), leg(0.0, 0.0, 0.0, 0.0));
        assert_eq!(ends(&Traits::of(&raise, &thresholds())), []);
    }

    #[test]
    fn a_stretch_is_at_the_end_of_what_it_aims_at_wherever_its_figure_stands() {
        let mut stretch = drill("stretch", Category::Static);
        stretch.directions = vec![Direction::InternalRotation];
        stretch.end = pose(leg(45.0, 0.0, 20.0, 80.0), leg(0.0, 0.0, 0.0, 0.0));
        let traits = Traits::of(&stretch, &thresholds());
        assert_eq!(ends(&traits), [Direction::InternalRotation]);
        assert!(traits.trained.passive_stretch && !traits.other.passive_stretch);
        assert!(!traits.within_comfort && !traits.strength_or_control);
    }

    #[test]
    fn standing_on_the_trained_leg_loads_it_alone_and_dropping_the_pelvis_hangs_on_it() {
        let mut drop = drill("drop", Category::Control);
        drop.base = Base::SingleLegR;
        drop.start = pose(leg(0.0, 5.0, 0.0, 0.0), leg(0.0, 0.0, 0.0, 0.0));
        let traits = Traits::of(&drop, &thresholds());
        let standing = traits.on(Side::Left, Side::Left);
        assert!(standing.single_leg_loaded && standing.hanging_on_one_hip && standing.adduction_compression);
        assert!(!standing.low_load_midrange && !standing.cross_body);
        let free = traits.on(Side::Left, Side::Right);
        assert!(!free.weight_bearing && !free.single_leg_loaded && !free.hanging_on_one_hip);
        assert!(traits.strength_or_control);
    }

    #[test]
    fn a_butterfly_is_no_figure_four_and_a_pigeon_is() {
        let mut seated = drill("seated", Category::Static);
        seated.end = pose(leg(90.0, -45.0, -55.0, 110.0), leg(90.0, -45.0, -55.0, 110.0));
        assert!(!Traits::of(&seated, &thresholds()).trained.figure_four);
        seated.end = pose(leg(90.0, -10.0, -55.0, 90.0), leg(0.0, 0.0, 0.0, 0.0));
        assert!(Traits::of(&seated, &thresholds()).trained.figure_four);
    }

    #[test]
    fn a_thigh_drawn_across_the_body_compresses_only_while_it_is_lengthened_or_loaded() {
        let mut across = drill("across", Category::Static);
        across.end = pose(leg(110.0, 10.0, 0.0, 110.0), leg(0.0, 0.0, 0.0, 0.0));
        let traits = Traits::of(&across, &thresholds());
        assert!(traits.trained.cross_body && traits.trained.adduction_compression);
        across.category = Category::EndRange;
        let traits = Traits::of(&across, &thresholds());
        assert!(!traits.trained.cross_body && !traits.trained.adduction_compression);
    }

    #[test]
    fn turning_against_a_band_is_loaded_rotation_and_turning_freely_is_not() {
        let mut turn = drill("turn", Category::Control);
        turn.directions = vec![Direction::InternalRotation];
        turn.end = pose(leg(90.0, 0.0, 20.0, 90.0), leg(90.0, 0.0, 0.0, 90.0));
        assert!(!Traits::of(&turn, &thresholds()).trained.loaded_rotation);
        turn.load = LoadKind::Band;
        let traits = Traits::of(&turn, &thresholds());
        assert!(traits.trained.loaded_rotation && !traits.other.loaded_rotation);
        assert!(traits.strength_or_control);
        turn.base = Base::SplitStance;
        assert!(Traits::of(&turn, &thresholds()).other.loaded_rotation, "the pelvis turns over either hip");
    }

    #[test]
    fn active_work_at_the_end_of_the_range_is_at_the_end_it_names_and_an_isometric_hold_is_a_stretch_too() {
        let mut lift = drill("lift", Category::EndRange);
        lift.directions = vec![Direction::InternalRotation];
        let traits = Traits::of(&lift, &thresholds());
        assert_eq!(ends(&traits), [Direction::InternalRotation]);
        assert!(!traits.trained.held_at_end && !traits.strength_or_control);
        lift.load = LoadKind::Isometric;
        let traits = Traits::of(&lift, &thresholds());
        assert!(traits.trained.held_at_end && !traits.other.held_at_end);
    }

    #[test]
    fn child_pose_is_a_stretch_and_breathing_in_mid_range_is_none() {
        let mut breathe = drill("breathe", Category::Breath);
        breathe.end = pose(leg(90.0, 0.0, 0.0, 90.0), leg(90.0, 0.0, 0.0, 90.0));
        let traits = Traits::of(&breathe, &thresholds());
        assert!(!traits.trained.passive_stretch && traits.strength_or_control && traits.within_comfort);
        breathe.end = pose(leg(125.0, 0.0, 0.0, 140.0), leg(125.0, 0.0, 0.0, 140.0));
        let traits = Traits::of(&breathe, &thresholds());
        assert!(traits.trained.passive_stretch && traits.trained.held_at_end && traits.other.held_at_end);
    }

    #[test]
    fn turning_in_half_the_way_is_the_end_for_a_bent_or_standing_hip() {
        let mut turn = drill("turn", Category::Control);
        turn.end = pose(leg(20.0, 0.0, 14.0, 20.0), leg(90.0, 0.0, 14.0, 90.0));
        let traits = Traits::of(&turn, &thresholds());
        assert_eq!(ends(&traits), []);
        assert!(traits.other.end_range.contains(&Direction::InternalRotation));
        turn.base = Base::Standing;
        assert_eq!(ends(&Traits::of(&turn, &thresholds())), [Direction::InternalRotation]);
    }

    #[test]
    fn a_folded_knee_brings_the_rectus_femoris_to_its_end_with_the_thigh_in_line() {
        let mut lean = drill("lean", Category::Strength);
        lean.end = pose(leg(0.0, 0.0, 0.0, 125.0), leg(0.0, 0.0, 0.0, 105.0));
        let traits = Traits::of(&lean, &thresholds());
        assert_eq!(ends(&traits), [Direction::ExtensionKneeBent]);
        assert!(traits.other.end_range.is_empty());
    }

    #[test]
    fn free_lunges_and_bounds_do_to_either_leg_what_the_figure_shows_of_one() {
        let mut lunge = drill("lunge", Category::Dynamic);
        lunge.base = Base::SplitStance;
        lunge.end = pose(leg(-15.0, 0.0, 0.0, 20.0), leg(90.0, 0.0, 0.0, 90.0));
        assert!(Traits::of(&lunge, &thresholds()).other.end_range.is_empty());
        lunge.support_level = 4;
        assert!(Traits::of(&lunge, &thresholds()).other.end_range.contains(&Direction::Extension));
    }

    #[test]
    fn lying_on_a_hip_or_landing_sideways_on_it_compresses_it() {
        let mut lift = drill("lift", Category::Strength);
        lift.base = Base::SideLyingRUp;
        let traits = Traits::of(&lift, &thresholds());
        assert!(traits.other.adduction_compression && !traits.trained.adduction_compression);
        let mut bound = drill("bound", Category::Plyo);
        bound.base = Base::SingleLegR;
        assert!(!Traits::of(&bound, &thresholds()).trained.adduction_compression);
        bound.directions = vec![Direction::Abduction];
        assert!(Traits::of(&bound, &thresholds()).trained.adduction_compression);
    }

    #[test]
    fn a_side_plank_hangs_on_one_hip_and_a_pigeon_under_body_weight_is_loaded_rotation() {
        let mut plank = drill("plank", Category::Strength);
        plank.base = Base::SidePlank;
        plank.start = pose(leg(0.0, 10.0, 0.0, 0.0), leg(0.0, 0.0, 0.0, 0.0));
        let traits = Traits::of(&plank, &thresholds());
        assert!(traits.trained.single_leg_loaded && traits.trained.hanging_on_one_hip);
        assert!(!traits.other.hanging_on_one_hip);
        let mut pigeon = drill("pigeon", Category::Static);
        pigeon.directions = vec![Direction::ExternalRotation];
        assert!(!Traits::of(&pigeon, &thresholds()).trained.loaded_rotation);
        pigeon.load = LoadKind::Bodyweight;
        assert!(Traits::of(&pigeon, &thresholds()).trained.loaded_rotation);
    }

    #[test]
    fn a_glide_that_extends_or_names_the_front_capsule_mobilises_it() {
        let mut glide = drill("glide", Category::JointMob);
        assert!(!Traits::of(&glide, &thresholds()).trained.anterior_capsule_mobilisation);
        glide.end = pose(leg(-5.0, 0.0, 0.0, 80.0), leg(0.0, 0.0, 0.0, 0.0));
        assert!(Traits::of(&glide, &thresholds()).trained.anterior_capsule_mobilisation);
        glide.end = glide.start;
        glide.mechanisms = vec![Mechanism::CapsuleAnterior];
        assert!(Traits::of(&glide, &thresholds()).trained.anterior_capsule_mobilisation);
    }

    #[test]
    fn landing_on_two_feet_is_the_gentlest_impact_and_hard_running_is_sprinting() {
        let mut hop = drill("hop", Category::Plyo);
        hop.base = Base::Standing;
        hop.bilateral = true;
        let traits = Traits::of(&hop, &thresholds());
        assert!(traits.impact && traits.two_legged_impact && !traits.trained.single_leg_loaded);
        hop.base = Base::SingleLegR;
        hop.bilateral = false;
        let traits = Traits::of(&hop, &thresholds());
        assert!(traits.impact && !traits.two_legged_impact && traits.trained.single_leg_loaded);
        let mut run = drill("run", Category::Run);
        run.load = LoadKind::Impact;
        run.bilateral = true;
        assert!(Traits::of(&run, &thresholds()).running && !Traits::of(&run, &thresholds()).sprinting);
        run.dose.effort_cap = 6;
        assert!(Traits::of(&run, &thresholds()).sprinting);
    }

    #[test]
    fn a_direction_without_a_threshold_is_at_its_end_as_soon_as_it_leaves_neutral() {
        let mut bend = drill("bend", Category::Control);
        bend.end = pose(leg(5.0, 0.0, 0.0, 0.0), leg(0.0, 0.0, 0.0, 0.0));
        let unknown = EndRangeThresholds { low_load_effort_max: 5, ..EndRangeThresholds::default() };
        assert!(Traits::of(&bend, &unknown).trained.end_range.contains(&Direction::Flexion));
    }

    #[test]
    fn both_hips_of_an_alternating_drill_go_through_both_poses() {
        let mut switch = drill("switch", Category::Dynamic);
        switch.start = pose(leg(60.0, -20.0, -40.0, 80.0), leg(60.0, -30.0, 27.0, 80.0));
        switch.end = pose(leg(60.0, -30.0, 27.0, 80.0), leg(60.0, -20.0, -40.0, 80.0));
        assert!(switch.works_both_sides());
        switch.bilateral = true;
        let traits = Traits::of(&switch, &thresholds());
        assert_eq!(traits.trained, traits.other);
        assert_eq!(ends(&traits), [Direction::InternalRotation, Direction::ExternalRotation]);
    }
}
