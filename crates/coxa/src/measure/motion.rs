//! Joint angles over time, from any source.

use crate::vocabulary::{Caveat, Instrument, Quantity, Side};

crate::vocabulary::ids::vocabulary! {
    /// A joint angle in our names and ISB signs: flexion, adduction, internal rotation positive on both sides.
    ///
    /// Pelvis and lumbar angles follow each other body-fixed in the order tilt (or flexion), drop (or bending), rotation,
    /// as OpenSim records them: a recorded tilt is about an axis of the room.
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
    }
}

impl Coordinate {
    /// Whether each leg has one of its own.
    #[must_use]
    pub const fn is_of_a_leg(self) -> bool {
        matches!(
            self,
            Coordinate::HipFlexion
                | Coordinate::HipAdduction
                | Coordinate::HipInternalRotation
                | Coordinate::KneeFlexion
                | Coordinate::KneeAdduction
                | Coordinate::AnkleDorsiflexion
                | Coordinate::SubtalarInversion
        )
    }

    /// Whether it is a position in m rather than an angle in rad.
    #[must_use]
    pub const fn is_position(self) -> bool {
        matches!(self, Coordinate::PelvisHeight)
    }

    /// Readings that are this coordinate itself, in either sign: an instrument's error in one is its error in the other.
    #[must_use]
    pub const fn quantities(self) -> &'static [Quantity] {
        match self {
            Coordinate::PelvisAnteriorTilt => &[Quantity::PelvicTilt],
            Coordinate::PelvisRightDrop => &[Quantity::PelvicDrop, Quantity::PelvicList],
            Coordinate::PelvisLeftwardRotation => &[Quantity::PelvicRotation],
            Coordinate::HipFlexion => &[Quantity::HipFlexion, Quantity::HipExtension],
            Coordinate::HipAdduction => &[Quantity::HipAdduction, Quantity::HipAbduction],
            Coordinate::HipInternalRotation => {
                &[Quantity::HipRotation, Quantity::HipInternalRotation, Quantity::HipExternalRotation]
            }
            Coordinate::KneeFlexion => &[Quantity::KneeFlexion],
            Coordinate::KneeAdduction => &[Quantity::KneeValgus],
            Coordinate::AnkleDorsiflexion => &[Quantity::AnkleDorsiflexion],
            Coordinate::SubtalarInversion => &[Quantity::FootPronation],
            Coordinate::LumbarFlexion => &[Quantity::LumbarFlexion, Quantity::LumbarExtension],
            Coordinate::LumbarRightBending | Coordinate::LumbarLeftwardRotation | Coordinate::PelvisHeight => &[],
        }
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
    /// Standard error of each angle, rad (m); one for all samples. Zero or `NaN` when the source does not tell.
    pub standard_error: f64,
    /// Whether that error is the instrument's in general, from a table, and not this recording's own: then a row of the
    /// tables for the very test or reading knows better.
    pub error_is_general: bool,
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

    /// Whether the recording can be measured at all.
    ///
    /// # Errors
    /// Fewer samples than `needed`, time that does not increase, or a track of another length than the time.
    pub fn check(&self, needed: usize) -> Result<(), MotionError> {
        let name = || self.name.clone();
        if self.time_s.len() < needed {
            return Err(MotionError::TooShort { name: name(), found: self.time_s.len(), needed });
        }
        // Written so that a time that is not a number fails as well.
        let increases = |pair: &[f64]| matches!(pair, [before, after] if before < after);
        let finite = self.time_s.iter().all(|time| time.is_finite());
        if let Some(sample) = self.time_s.windows(2).position(|pair| !increases(pair)) {
            return Err(MotionError::TimeNotIncreasing { name: name(), sample: sample + 1 });
        }
        if !finite {
            return Err(MotionError::TimeNotIncreasing { name: name(), sample: 0 });
        }
        for track in &self.tracks {
            if track.values.len() != self.time_s.len() {
                return Err(MotionError::LengthsDiffer {
                    name: name(),
                    coordinate: track.coordinate,
                    found: track.values.len(),
                    needed: self.time_s.len(),
                });
            }
        }
        Ok(())
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
    /// A track does not belong to the time axis.
    #[error("{name}: {coordinate} has {found} samples, {needed} needed as the time has; export the file again")]
    LengthsDiffer {
        /// The recording.
        name: String,
        /// Whose track it is.
        coordinate: Coordinate,
        /// Samples found.
        found: usize,
        /// Samples of the time axis.
        needed: usize,
    },
}
