//! What can be read from a recording at one moment: a recorded angle, or one that follows from several.

use super::motion::Coordinate;
use crate::vocabulary::UnknownId;

crate::vocabulary::ids::vocabulary! {
    /// A quantity that follows from several coordinates.
    Derived "derived" {
        ThighFlexion = "thigh_flexion",
        ThighAbduction = "thigh_abduction",
        TrunkForward = "trunk_forward",
        TrunkTowardsSide = "trunk_towards_side",
        PelvisTowardsSide = "pelvis_towards_side",
        ShankForward = "shank_forward",
        KneeValgus = "knee_valgus",
        SoleDown = "sole_down",
        HipHeight = "hip_height",
    }
}

/// A recorded or derived quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signal {
    /// As recorded; pelvis angles with the heading taken out.
    Recorded(Coordinate),
    /// From several coordinates.
    Derived(Derived),
}

impl Signal {
    /// The id used in files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Signal::Recorded(coordinate) => coordinate.id(),
            Signal::Derived(derived) => derived.id(),
        }
    }
}

impl std::fmt::Display for Signal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

impl std::str::FromStr for Signal {
    type Err = UnknownId;

    fn from_str(found: &str) -> Result<Signal, UnknownId> {
        if let Ok(derived) = found.parse() {
            return Ok(Signal::Derived(derived));
        }
        found.parse().map(Signal::Recorded).map_err(|_: UnknownId| {
            let ids = Coordinate::ALL.iter().map(|c| c.id()).chain(Derived::ALL.iter().map(|d| d.id()));
            UnknownId::new("signal", found, &ids.collect::<Vec<_>>())
        })
    }
}
