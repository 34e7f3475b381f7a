//! What each drill and test of the small world does to each leg, and which `must_not` forbids it, judged by hand.
//!
//! Judged from pose, category, load and base of each row in `guard_histories/world.rs`, not computed. The small world
//! says: ends of range are flexion 100°, extension 10° (5° with the knee bent), abduction 30°, adduction 15°, internal
//! rotation 25°, external rotation 30°; low load is an effort cap of at most 5, which only the easiest
//! have: breathing, standing on one leg, and the heel slid up. A `must_not`
//! that names a kind of drill (impact, running, other than strength and control, beyond low load, beyond comfort) is
//! judged for both legs alike, because no row says how much effort each leg gives; one that names what a leg does for
//! that leg. Who may not hop or jump may not land at all, running included; a run may be a sprint, for no row says how
//! fast; breathing asks nothing of a hip and remains beside strength and control. What is not listed is not forbidden.

use coxa::vocabulary::{
    Direction::{
        self, Abduction, Adduction, Extension, ExtensionKneeBent, ExternalRotation, Flexion, InternalRotation,
    },
    MustNot::{
        self, AdductionCompression, AnteriorCapsuleMobilisation, BeyondComfort, BeyondLowLoadMidrange,
        CrossBodyStretch, EndRangeExtensionExternalRotation, EndRangeFlexionAdductionInternalRotation, EndRangeLoading,
        FigureFourAdduction, HopTest, LoadedRotation, LoadedSingleLeg, OtherThanStrengthAndControl, Plyometric,
        Running, Sprinting, StaticEndRangeStretch, Stretching,
    },
    Test,
};

/// What a drill or test does to one leg.
#[derive(Debug)]
pub(crate) struct JudgedLeg {
    /// Ends of range that the leg reaches.
    pub(crate) end_range: &'static [Direction],
    /// Whether the hip is lengthened without its own effort.
    pub(crate) stretched: bool,
    /// Every `must_not` that forbids it for this leg.
    pub(crate) forbidden_by: &'static [MustNot],
}

/// What a drill does.
#[derive(Debug)]
pub(crate) struct JudgedDrill {
    pub(crate) id: &'static str,
    pub(crate) impact: bool,
    /// Impact that lands on both legs at once.
    pub(crate) lands_on_two: bool,
    pub(crate) trained: JudgedLeg,
    pub(crate) other: JudgedLeg,
}

/// A leg in mid-range that nothing lengthens.
const fn midrange(forbidden_by: &'static [MustNot]) -> JudgedLeg {
    JudgedLeg { end_range: &[], stretched: false, forbidden_by }
}

const fn ends(end_range: &'static [Direction], stretched: bool, forbidden_by: &'static [MustNot]) -> JudgedLeg {
    JudgedLeg { end_range, stretched, forbidden_by }
}

const fn without_impact(id: &'static str, trained: JudgedLeg, other: JudgedLeg) -> JudgedDrill {
    JudgedDrill { id, impact: false, lands_on_two: false, trained, other }
}

#[rustfmt::skip]
const DRILLS: &[JudgedDrill] = &[
    // Strength of both legs at an effort of up to 6: more than low load, and more than comfort.
    without_impact("bridge_two",
        midrange(&[BeyondLowLoadMidrange, BeyondComfort]),
        midrange(&[BeyondLowLoadMidrange, BeyondComfort])),
    // One leg carries an external load, lying; the other is free.
    without_impact("bridge_one",
        midrange(&[LoadedSingleLeg, BeyondLowLoadMidrange, BeyondComfort]),
        midrange(&[BeyondLowLoadMidrange, BeyondComfort])),
    without_impact("squat_one",
        midrange(&[LoadedSingleLeg, BeyondLowLoadMidrange, BeyondComfort]),
        midrange(&[BeyondLowLoadMidrange, BeyondComfort])),
    JudgedDrill { id: "jump_two", impact: true, lands_on_two: true,
        trained: midrange(&[HopTest, Plyometric, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl]),
        other: midrange(&[HopTest, Plyometric, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl]) },
    JudgedDrill { id: "jump_far", impact: true, lands_on_two: true,
        trained: midrange(&[HopTest, Plyometric, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl]),
        other: midrange(&[HopTest, Plyometric, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl]) },
    // Who may not run may not hop on one leg either; the other leg catches a landing that fails.
    JudgedDrill { id: "hop_one", impact: true, lands_on_two: false,
        trained: midrange(&[HopTest, Plyometric, Running, Sprinting, LoadedSingleLeg, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl]),
        other: midrange(&[HopTest, Plyometric, Running, Sprinting, LoadedSingleLeg, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl]) },
    // Running lands on one leg after the other.
    JudgedDrill { id: "run_easy", impact: true, lands_on_two: false,
        trained: midrange(&[HopTest, Plyometric, Running, Sprinting, LoadedSingleLeg, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl]),
        other: midrange(&[HopTest, Plyometric, Running, Sprinting, LoadedSingleLeg, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl]) },
    // Half kneeling, the hip of the kneeling leg opened to the front with the knee bent: 15° of extension.
    without_impact("stretch_front",
        ends(&[Extension, ExtensionKneeBent], true, &[EndRangeLoading, Stretching, StaticEndRangeStretch, EndRangeExtensionExternalRotation, AnteriorCapsuleMobilisation, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl]),
        midrange(&[BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl])),
    without_impact("relax_front",
        ends(&[Extension], true, &[EndRangeLoading, Stretching, StaticEndRangeStretch, EndRangeExtensionExternalRotation, AnteriorCapsuleMobilisation, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl]),
        midrange(&[BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl])),
    // The knee across the body, turned in: it pinches the front of the joint and presses the gluteal tendons.
    without_impact("stretch_pinch",
        ends(&[Flexion, Adduction, InternalRotation], true, &[EndRangeLoading, Stretching, StaticEndRangeStretch, EndRangeFlexionAdductionInternalRotation, CrossBodyStretch, AdductionCompression, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl]),
        midrange(&[BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl])),
    // A knee held high by its own strength: an effort at the end is a stretch that is held. The other leg stands alone.
    without_impact("hold_flexion",
        ends(&[Flexion], false, &[EndRangeLoading, Stretching, StaticEndRangeStretch, EndRangeFlexionAdductionInternalRotation, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl]),
        midrange(&[LoadedSingleLeg, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl])),
    without_impact("breathe", midrange(&[]), midrange(&[])),
    // A band against turning out; one lies on the outer side of the other hip.
    without_impact("clam",
        midrange(&[LoadedRotation, BeyondLowLoadMidrange, BeyondComfort]),
        midrange(&[AdductionCompression, BeyondLowLoadMidrange, BeyondComfort])),
    // Steps to the side against a band: each step stands on one leg.
    without_impact("band_step",
        midrange(&[LoadedSingleLeg, BeyondLowLoadMidrange, BeyondComfort]),
        midrange(&[LoadedSingleLeg, BeyondLowLoadMidrange, BeyondComfort])),
    // One leg carries the person, which is more than low load; the other hangs, and nothing is hard.
    without_impact("stand_one",
        midrange(&[LoadedSingleLeg, BeyondLowLoadMidrange]),
        midrange(&[])),
    // One hip bends to its end by itself, lying; the other lies still.
    without_impact("slide_heel",
        ends(&[Flexion], false, &[EndRangeLoading, Stretching, EndRangeFlexionAdductionInternalRotation, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl]),
        midrange(&[BeyondComfort, OtherThanStrengthAndControl])),
];

/// A drill of the small world.
pub(crate) fn drill(id: &str) -> &'static JudgedDrill {
    DRILLS.iter().find(|drill| drill.id == id).expect("every drill of the small world was judged")
}

/// What a test does to the tested leg; the page says what its row means in the words of a drill.
#[rustfmt::skip]
pub(crate) const fn test(test: Test) -> &'static JudgedLeg {
    const BENT_UP: JudgedLeg = ends(&[Flexion], true, &[EndRangeLoading, Stretching, StaticEndRangeStretch, EndRangeFlexionAdductionInternalRotation, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl]);
    const HANGING_DOWN: JudgedLeg = ends(&[Extension, ExtensionKneeBent], true, &[EndRangeLoading, Stretching, StaticEndRangeStretch, EndRangeExtensionExternalRotation, AnteriorCapsuleMobilisation, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl]);
    const ACROSS: &[MustNot] = &[EndRangeLoading, Stretching, StaticEndRangeStretch, EndRangeFlexionAdductionInternalRotation, CrossBodyStretch, AdductionCompression, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl];
    const ON_THE_SIDE: JudgedLeg = ends(&[Adduction], true, ACROSS);
    const PINCHED: JudgedLeg = ends(&[Flexion, Adduction, InternalRotation], true, ACROSS);
    // The figure-four presses the gluteal tendons too: the row of gluteal pain names it beside the cross-body stretch.
    const FIGURE_FOUR: JudgedLeg = ends(&[ExternalRotation, Abduction], true, &[EndRangeLoading, Stretching, StaticEndRangeStretch, EndRangeExtensionExternalRotation, FigureFourAdduction, AdductionCompression, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl]);
    const DEEP_OR_HIGH: JudgedLeg = ends(&[Flexion], false, &[EndRangeLoading, EndRangeFlexionAdductionInternalRotation, BeyondLowLoadMidrange, BeyondComfort, OtherThanStrengthAndControl]);
    const ON_ONE_LEG: JudgedLeg = midrange(&[LoadedSingleLeg, BeyondLowLoadMidrange, BeyondComfort]);
    const AGAINST_LOAD: JudgedLeg = midrange(&[BeyondLowLoadMidrange, BeyondComfort]);
    const AT_EASE: JudgedLeg = midrange(&[]);
    match test {
        Test::FlexionKneeBent => &BENT_UP,
        Test::ExtensionKneeBent => &HANGING_DOWN,
        Test::Ober => &ON_THE_SIDE,
        Test::Fadir => &PINCHED,
        Test::Faber => &FIGURE_FOUR,
        Test::DeepSquat | Test::LegSwing => &DEEP_OR_HIGH,
        Test::SingleLegSquat | Test::StepDown | Test::CalfRaise => &ON_ONE_LEG,
        Test::StrengthExternalRotation | Test::StrengthAbduction => &AGAINST_LOAD,
        _ => &AT_EASE,
    }
}
