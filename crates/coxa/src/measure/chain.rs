//! The chain from the room to the foot at one moment: trunk, lumbar spine, pelvis, hip, knee, ankle.

use super::motion::{Coordinate, Motion, Track};
use super::signal::{Derived, Signal};
use crate::skeleton::joint_angles::{
    PelvisAngles, heading_first, pelvis_from_thigh, pelvis_from_trunk, room_from_pelvis, thigh_from_shank, towards,
    without_heading,
};
use crate::skeleton::{Proportions, Rotation, Vector};
use crate::vocabulary::Side;

/// Coordinates of one leg and what it hangs from, in a fixed order.
pub(super) const COUNT: usize = Coordinate::ALL.len();

/// Every coordinate at one moment, for one leg; rad and m, `NaN` where not recorded.
pub(super) type Moment = [f64; COUNT];

/// The coordinates of one leg over a recording.
pub(super) struct Chain<'m> {
    side: Side,
    tracks: [Option<&'m Track>; COUNT],
}

impl<'m> Chain<'m> {
    /// The chain that ends in one leg.
    pub(super) fn of(motion: &'m Motion, side: Side) -> Chain<'m> {
        let mut tracks = [None; COUNT];
        for (slot, coordinate) in tracks.iter_mut().zip(Coordinate::ALL) {
            *slot = motion.track(*coordinate, coordinate.is_of_a_leg().then_some(side));
        }
        Chain { side, tracks }
    }

    /// The chain as one repetition shows it: a joint that a model holds fixed during it is not recorded there, however
    /// it moves elsewhere.
    ///
    /// * `from`, `to` – first and last sample of the repetition
    pub(super) fn within(&self, from: usize, to: usize) -> Chain<'m> {
        let tracks = self.tracks.map(|track| track.filter(|track| !is_welded(track, from, to)));
        Chain { side: self.side, tracks }
    }

    /// Whether the errors of the angles are the instrument's in general.
    pub(super) fn has_general_errors(&self) -> bool {
        self.tracks.iter().flatten().any(|track| track.error_is_general)
    }

    /// Whether the coordinate is recorded; within a repetition, one that a model holds fixed is not.
    pub(super) fn has(&self, coordinate: Coordinate) -> bool {
        self.tracks[coordinate as usize].is_some()
    }

    /// All coordinates at a sample.
    pub(super) fn at(&self, sample: usize) -> Moment {
        let mut moment = [f64::NAN; COUNT];
        for (value, track) in moment.iter_mut().zip(&self.tracks) {
            if let Some(found) = track.and_then(|track| track.values.get(sample)) {
                // An infinite angle is as good as none.
                *value = if found.is_finite() { *found } else { f64::NAN };
            }
        }
        moment
    }

    /// Standard error of each coordinate; `NaN` where the source does not tell.
    pub(super) fn errors(&self) -> Moment {
        let mut errors = [f64::NAN; COUNT];
        for (error, track) in errors.iter_mut().zip(&self.tracks) {
            *error = track.map_or(f64::NAN, |track| track.standard_error);
        }
        errors
    }

    /// The value of a signal at a sample; `NaN` where anything it needs is missing.
    pub(super) fn signal(&self, signal: Signal, sample: usize, proportions: Option<&Proportions>) -> f64 {
        value(signal, self.side, &self.at(sample), proportions)
    }

    /// The leg's side.
    pub(super) const fn side(&self) -> Side {
        self.side
    }
}

/// Whether a joint that models often weld does not move: its zero is an assumption, not a measurement.
fn is_welded(track: &Track, from: usize, to: usize) -> bool {
    /// Less than any living joint moves from one sample to the next, rad.
    const STILL: f64 = 1e-6;
    /// A welded joint may still jump once, from a default pose to its fixed angle; more in a long recording.
    const JUMPS_PER_THOUSAND: usize = 5;
    let weldable = matches!(
        track.coordinate,
        Coordinate::SubtalarInversion
            | Coordinate::KneeAdduction
            | Coordinate::AnkleDorsiflexion
            | Coordinate::LumbarFlexion
            | Coordinate::LumbarRightBending
            | Coordinate::LumbarLeftwardRotation
    );
    let values = track.values.get(from..=to).unwrap_or(&[]);
    let moves = values.windows(2).filter(|pair| matches!(pair, [a, b] if (b - a).abs() > STILL)).count();
    weldable && moves <= usize::max(1, values.len() * JUMPS_PER_THOUSAND / 1000)
}

const fn get(moment: &Moment, coordinate: Coordinate) -> f64 {
    moment[coordinate as usize]
}

/// A coordinate that only turns the picture out of its plane: taken as none where not recorded.
fn or_none(moment: &Moment, coordinate: Coordinate) -> f64 {
    let found = get(moment, coordinate);
    if found.is_nan() { 0.0 } else { found }
}

/// Orientation of the pelvis with its heading taken out; `NaN` throughout without a recorded tilt.
pub(super) fn level_pelvis(moment: &Moment) -> Rotation {
    let recorded = PelvisAngles {
        anterior_tilt: get(moment, Coordinate::PelvisAnteriorTilt),
        right_drop: or_none(moment, Coordinate::PelvisRightDrop),
        leftward_rotation: or_none(moment, Coordinate::PelvisLeftwardRotation),
    };
    without_heading(room_from_pelvis(recorded))
}

/// `pelvis_from_thigh` of a moment.
pub(super) fn thigh(moment: &Moment, side: Side) -> Rotation {
    pelvis_from_thigh(
        side,
        get(moment, Coordinate::HipFlexion),
        or_none(moment, Coordinate::HipAdduction),
        or_none(moment, Coordinate::HipInternalRotation),
    )
}

/// `pelvis_from_trunk` of a moment.
pub(super) fn trunk(moment: &Moment) -> Rotation {
    pelvis_from_trunk(
        get(moment, Coordinate::LumbarFlexion),
        or_none(moment, Coordinate::LumbarRightBending),
        or_none(moment, Coordinate::LumbarLeftwardRotation),
    )
}

/// How far a downward direction points forward of straight down, rad.
pub(super) fn forward_of_down(down: Vector) -> f64 {
    libm::atan2(down.x, -down.y)
}

/// How far a downward direction points outward on `side`, rad.
pub(super) fn outward_of_down(down: Vector, side: Side) -> f64 {
    libm::atan2(towards(side, down.z), -down.y)
}

/// signal, leg, moment => rad (m for heights as a share of leg length); `NaN` where anything needed is missing.
///
/// Sideways signals of pelvis and trunk count positive towards the leg's own side.
pub(super) fn value(signal: Signal, side: Side, moment: &Moment, proportions: Option<&Proportions>) -> f64 {
    match signal {
        Signal::Recorded(Coordinate::PelvisAnteriorTilt) => heading_first(level_pelvis(moment)).anterior_tilt,
        Signal::Recorded(Coordinate::PelvisRightDrop) => heading_first(level_pelvis(moment)).right_drop,
        Signal::Recorded(coordinate) => get(moment, coordinate),
        Signal::Derived(derived) => derived_value(derived, side, moment, proportions),
    }
}

fn derived_value(derived: Derived, side: Side, moment: &Moment, proportions: Option<&Proportions>) -> f64 {
    let down = Vector::new(0.0, -1.0, 0.0);
    let room_from_thigh = || level_pelvis(moment) * thigh(moment, side);
    let knee = || {
        let varus = or_none(moment, Coordinate::KneeAdduction);
        thigh_from_shank(side, get(moment, Coordinate::KneeFlexion), varus)
    };
    match derived {
        Derived::ThighFlexion => forward_of_down(room_from_thigh() * down),
        Derived::ThighAbduction => outward_of_down(room_from_thigh() * down, side),
        Derived::TrunkForward => {
            let up = (level_pelvis(moment) * trunk(moment)).up();
            libm::atan2(up.x, up.y)
        }
        Derived::TrunkTowardsSide => {
            let up = (level_pelvis(moment) * trunk(moment)).up();
            libm::atan2(towards(side, up.z), up.y)
        }
        Derived::PelvisTowardsSide => towards(side, heading_first(level_pelvis(moment)).right_drop),
        Derived::ShankForward => -forward_of_down(room_from_thigh() * knee() * down),
        Derived::KneeValgus => {
            let recorded = get(moment, Coordinate::KneeAdduction);
            if recorded.is_nan() { frontal_projection(side, moment) } else { -recorded }
        }
        // The sole tips toe-down when the shin leans forward more than the ankle bends.
        Derived::SoleDown => {
            -forward_of_down(room_from_thigh() * knee() * down) - get(moment, Coordinate::AnkleDorsiflexion)
        }
        Derived::HipHeight => proportions.map_or(f64::NAN, |p| {
            let thigh = -(room_from_thigh() * down).y * p.thigh;
            let shank = -(room_from_thigh() * knee() * down).y * p.shank;
            (thigh + shank + p.ankle_height) / p.leg_length()
        }),
    }
}

/// Angle between thigh and shank as a camera in front of the pelvis sees it, positive when the knee is inside.
fn frontal_projection(side: Side, moment: &Moment) -> f64 {
    // Without both the thigh's place and its turn there is nothing to project.
    if get(moment, Coordinate::HipAdduction).is_nan() || get(moment, Coordinate::HipInternalRotation).is_nan() {
        return f64::NAN;
    }
    let down = Vector::new(0.0, -1.0, 0.0);
    let room_from_thigh = level_pelvis(moment) * thigh(moment, side);
    let room_from_shank = room_from_thigh * thigh_from_shank(side, get(moment, Coordinate::KneeFlexion), 0.0);
    outward_of_down(room_from_shank * down, side) - outward_of_down(room_from_thigh * down, side)
}

/// Standard error of a function of moments, by how it answers to each coordinate.
///
/// * `errors` – standard error of each coordinate, `NaN` where unknown
///
/// Returns `NaN` when a coordinate that matters has no known error.
pub(super) fn propagated(errors: &Moment, moment: &Moment, of: impl Fn(&Moment) -> f64) -> f64 {
    // Small against any angle of the body, large against rounding; rad.
    const STEP: f64 = 1e-5;
    let mut variance = 0.0;
    for (index, error) in errors.iter().enumerate() {
        if moment[index].is_nan() {
            continue;
        }
        let (mut above, mut below) = (*moment, *moment);
        above[index] += STEP;
        below[index] -= STEP;
        let slope = (of(&above) - of(&below)) / (2.0 * STEP);
        // Below this the answer is rounding of a function that does not look at the coordinate.
        if slope.abs() < 1e-7 {
            continue;
        }
        variance += slope * slope * error * error;
    }
    variance.sqrt()
}
