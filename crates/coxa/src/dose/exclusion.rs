//! What each `must_not` forbids, derived from what a drill does to a leg; hand tags can only add.

use crate::prescribe::Traits;
use crate::vocabulary::{Direction, MustNot};

/// Whether a `must_not` on one side forbids a drill; `trained` says whether that side's leg is the trained one.
///
/// Every leg of a drill counts: a leg that only stands or hangs can be at its end range, too.
#[must_use]
pub fn forbids(must_not: MustNot, traits: &Traits, trained: bool) -> bool {
    let leg = if trained { &traits.trained } else { &traits.other };
    let ends_in = |directions: &[Direction]| directions.iter().any(|direction| leg.end_range.contains(direction));
    // Whoever may not run may not land on one leg either: it loads the hip at least as much.
    let lands_alone = traits.impact && !traits.running && leg.single_leg_loaded;
    match must_not {
        // The library holds no hop test of its own; what hops and lands is plyometric.
        MustNot::HopTest | MustNot::Plyometric => traits.impact,
        MustNot::Running => traits.running || lands_alone,
        MustNot::Sprinting => traits.sprinting || lands_alone,
        MustNot::LoadedSingleLeg => leg.single_leg_loaded,
        MustNot::EndRangeLoading => !leg.end_range.is_empty() || leg.passive_stretch,
        MustNot::Stretching => {
            leg.passive_stretch || leg.held_at_end || (!leg.range_work.is_empty() && !leg.end_range.is_empty())
        }
        MustNot::StaticEndRangeStretch => leg.passive_stretch || leg.held_at_end,
        MustNot::EndRangeFlexionAdductionInternalRotation => ends_in(&[
            Direction::Flexion,
            Direction::FlexionKneeStraight,
            Direction::Adduction,
            Direction::InternalRotation,
        ]),
        MustNot::EndRangeExtensionExternalRotation => {
            ends_in(&[Direction::Extension, Direction::ExtensionKneeBent, Direction::ExternalRotation])
        }
        MustNot::LoadedRotation => leg.loaded_rotation,
        MustNot::AnteriorCapsuleMobilisation => leg.anterior_capsule_mobilisation,
        MustNot::CrossBodyStretch => leg.cross_body,
        MustNot::FigureFourAdduction => leg.figure_four,
        MustNot::HangingOnOneHip => leg.hanging_on_one_hip,
        MustNot::AdductionCompression => {
            leg.adduction_compression
                || leg.cross_body
                || leg.figure_four
                || leg.hanging_on_one_hip
                || ends_in(&[Direction::Adduction])
        }
        MustNot::BeyondLowLoadMidrange => !leg.low_load_midrange || leg.passive_stretch,
        MustNot::BeyondComfort => !traits.within_comfort,
        MustNot::OtherThanStrengthAndControl => !traits.strength_or_control,
    }
}
