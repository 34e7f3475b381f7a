//! Which tests and readings show the range of a direction.

use crate::vocabulary::{Direction, Mode, Quantity, Test};

/// Bench tests whose value is the angle of the hip in a direction, the usual one first.
#[must_use]
pub const fn tests_of(direction: Direction) -> &'static [Test] {
    match direction {
        Direction::Flexion => &[Test::FlexionKneeBent],
        Direction::FlexionKneeStraight => &[Test::StraightLegRaise],
        Direction::Extension => &[Test::ExtensionKneeStraight],
        Direction::ExtensionKneeBent => &[Test::ExtensionKneeBent],
        Direction::Abduction => &[Test::Abduction],
        Direction::Adduction => &[Test::Adduction, Test::Ober],
        Direction::InternalRotation => &[Test::InternalRotation90, Test::InternalRotation0],
        Direction::ExternalRotation => &[Test::ExternalRotation90, Test::ExternalRotation0],
    }
}

/// Bench tests that show a direction short by another angle: the knee's, or one of several motions together.
pub(super) const fn signs_of(direction: Direction) -> &'static [Test] {
    match direction {
        Direction::FlexionKneeStraight => &[Test::Popliteal],
        Direction::ExtensionKneeBent => &[Test::Ely],
        Direction::Abduction => &[Test::BentKneeFallOut],
        Direction::ExternalRotation => &[Test::Faber],
        Direction::Flexion | Direction::Extension | Direction::Adduction | Direction::InternalRotation => &[],
    }
}

/// Readings of movement screens that show a direction.
pub(super) const fn quantities_of(direction: Direction) -> &'static [Quantity] {
    match direction {
        Direction::Flexion => &[Quantity::HipFlexion],
        Direction::Extension => &[Quantity::HipExtension, Quantity::HipExtensionRear],
        Direction::Abduction => &[Quantity::HipAbduction],
        Direction::Adduction => &[Quantity::HipAdduction],
        Direction::InternalRotation => &[Quantity::HipInternalRotation],
        Direction::ExternalRotation => &[Quantity::HipExternalRotation],
        // A screen does not say where the knee was while the hip was at its end.
        Direction::FlexionKneeStraight | Direction::ExtensionKneeBent => &[],
    }
}

/// Whether a tilting pelvis changes what a test reads.
pub(super) const fn needs_pelvis(test: Test, mode: Mode) -> bool {
    matches!(mode, Mode::Passive | Mode::Active | Mode::ContractRelax)
        && matches!(
            test,
            Test::FlexionKneeBent | Test::StraightLegRaise | Test::ExtensionKneeStraight | Test::ExtensionKneeBent
        )
}

/// Whether a larger reading is a worse one: compensations, and depth counted from the ground.
pub(super) const fn less_is_better(quantity: Option<Quantity>) -> bool {
    matches!(
        quantity,
        Some(
            Quantity::KneeValgus
                | Quantity::FootPronation
                | Quantity::HeelRise
                | Quantity::PelvicTilt
                | Quantity::PelvicList
                | Quantity::PelvicDrop
                | Quantity::PelvicRotation
                | Quantity::LumbarFlexion
                | Quantity::LumbarExtension
                | Quantity::TrunkLean
                | Quantity::DepthPctLegLength
        )
    )
}
