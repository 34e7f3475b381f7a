//! A pose of the whole body as joint angles, and the surface it rests on.

use crate::vocabulary::{Angle, BySide, Side};

crate::vocabulary::ids::vocabulary! {
    /// What the body rests on in a drill; `R` is the trained side, `L` the other one.
    Base "base" {
        Standing = "standing",
        Supine = "supine",
        SingleLegR = "single_leg_r",
        SingleLegL = "single_leg_l",
        Quadruped = "quadruped",
        SplitStance = "split_stance",
        SeatedFloor = "seated_floor",
        SeatedChair = "seated_chair",
        Prone = "prone",
        HalfKneel = "half_kneel",
        TallKneel = "tall_kneel",
        SidePlank = "side_plank",
        SideLyingRUp = "side_lying_r_up",
        TableEdge = "table_edge",
        BenchSupine = "bench_supine",
        PlankFront = "plank_front",
    }
}

/// Joint angles of one leg; ISB signs (flexion, adduction, internal rotation positive on both sides).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LegPose {
    /// Hip flexion.
    pub hip_flexion: Angle,
    /// Hip adduction; abduction is negative.
    pub hip_adduction: Angle,
    /// Hip internal rotation; external rotation is negative.
    pub hip_internal_rotation: Angle,
    /// Knee flexion.
    pub knee_flexion: Angle,
    /// Ankle dorsiflexion.
    pub ankle_dorsiflexion: Angle,
}

/// Joint angles of the whole body.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pose {
    /// Forward inclination of the trunk from the vertical of its base.
    pub trunk_forward: Angle,
    /// Sideways lean of the trunk, positive to the right.
    pub trunk_lean_right: Angle,
    /// Lumbar flexion.
    pub lumbar_flexion: Angle,
    /// Anterior tilt of the pelvis.
    pub pelvis_anterior_tilt: Angle,
    /// Both legs.
    pub legs: BySide<LegPose>,
}

impl Pose {
    /// A pose written for the right side, for the side that is trained or tested: the legs change places and the lean
    /// turns for the left one; joint signs are anatomical and stay.
    #[must_use]
    pub fn for_trained(&self, trained: Side) -> Pose {
        match trained {
            Side::Right => *self,
            Side::Left => Pose {
                trunk_lean_right: -self.trunk_lean_right,
                legs: BySide { left: self.legs.right, right: self.legs.left },
                ..*self
            },
        }
    }
}
