//! What drills made by hand do to a hip, worked out on paper.

use std::collections::BTreeMap;

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
        bent_above: Angle::from_deg(45.0),
        knee_folded_above: Angle::from_deg(110.0),
        rotation_share: 0.5,
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
    let unknown = EndRangeThresholds { at: BTreeMap::new(), ..thresholds() };
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
