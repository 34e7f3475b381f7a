//! Joint angles over time, from any source.

use crate::vocabulary::{Caveat, Instrument, Side};

crate::vocabulary::ids::vocabulary! {
    /// A joint angle in our names and ISB signs: flexion, adduction, internal rotation positive on both sides.
    Coordinate "coordinate" {
        PelvisAnteriorTilt = "pelvis_anterior_tilt",
        PelvisRightDrop = "pelvis_right_drop",
        PelvisLeftwardRotation = "pelvis_leftward_rotation",
        HipFlexion = "hip_flexion",
        HipAdduction = "hip_adduction",
        HipInternalRotation = "hip_internal_rotation",
        KneeFlexion = "knee_flexion",
        KneeAdduction = "knee_adduction",
        AnkleDorsiflexion = "ankle_dorsiflexion",
        SubtalarInversion = "subtalar_inversion",
        LumbarFlexion = "lumbar_flexion",
        LumbarRightBending = "lumbar_right_bending",
        LumbarLeftwardRotation = "lumbar_leftward_rotation",
        PelvisHeight = "pelvis_height",
        PelvisForward = "pelvis_forward",
    }
}

/// One coordinate over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// Which coordinate.
    pub coordinate: Coordinate,
    /// Which leg; `None` for pelvis and trunk.
    pub side: Option<Side>,
    /// Angles, rad (positions, m), one per sample; a gap is `NaN`.
    pub values: Vec<f64>,
    /// Standard error of each angle, rad (m); one for all samples.
    pub standard_error: f64,
}

/// Joint angles over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Motion {
    /// Where it came from, for messages; never a path with personal data.
    pub name: String,
    /// What recorded it.
    pub instrument: Instrument,
    /// Time of each sample, s, strictly increasing.
    pub time_s: Vec<f64>,
    /// The coordinates present.
    pub tracks: Vec<Track>,
    /// Doubts about the whole recording.
    pub caveats: Vec<Caveat>,
}

impl Motion {
    /// The track of a coordinate, if the recording has it.
    #[must_use]
    pub fn track(&self, coordinate: Coordinate, side: Option<Side>) -> Option<&Track> {
        self.tracks.iter().find(|track| track.coordinate == coordinate && track.side == side)
    }
}

/// Why a recording cannot be measured.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MotionError {
    /// Too short for anything to be found in it.
    #[error("{name}: {found} samples found, at least {needed} needed; record for longer")]
    TooShort {
        /// The recording.
        name: String,
        /// Samples found.
        found: usize,
        /// Samples needed.
        needed: usize,
    },
    /// Time stands still or runs backwards.
    #[error("{name}: time does not increase at sample {sample}; check the time column or the file's export")]
    TimeNotIncreasing {
        /// The recording.
        name: String,
        /// First sample at which time does not increase.
        sample: usize,
    },
}
