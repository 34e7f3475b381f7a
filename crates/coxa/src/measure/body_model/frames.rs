//! Joint centres and frames of the segments from markers in one posture.

use super::set::{BodyFigures, Landmark, MarkerSet, Segment, Wears};
use super::{BodyModelError, Subject};
use crate::skeleton::tree::Transform;
use crate::skeleton::{Rotation, Vector};
use crate::vocabulary::{BySide, Side};

/// Markers by what they mark.
pub(super) struct Placed<'a> {
    pub(super) set: &'a MarkerSet,
    /// Name, what it marks, where it is.
    pub(super) markers: Vec<(&'a str, Wears, Vector)>,
}

impl<'a> Placed<'a> {
    pub(super) fn new(set: &'a MarkerSet, names: &'a [String], posture: &[Vector]) -> Placed<'a> {
        let all = names.iter().zip(posture).filter(|(_, at)| at.length().is_finite());
        let markers = all.filter_map(|(name, at)| Some((name.as_str(), set.wears(name)?, *at)));
        Placed { set, markers: markers.collect() }
    }

    /// The middle of the markers of a landmark; of both sides together when none is asked for.
    fn at(&self, landmark: Landmark, side: Option<Side>) -> Option<Vector> {
        let here = |(_, worn, _): &&(&str, Wears, Vector)| {
            worn.landmark == landmark && (side.is_none() || worn.side == side || worn.side.is_none())
        };
        let found: Vec<Vector> = self.markers.iter().filter(here).map(|(.., at)| *at).collect();
        let sum = found.iter().fold(Vector::default(), |sum, at| sum + *at);
        (!found.is_empty()).then(|| sum * (1.0 / found.len() as f64))
    }

    fn needed(&self, part: &'static str, landmark: Landmark, side: Option<Side>) -> Result<Vector, BodyModelError> {
        self.at(landmark, side).ok_or_else(|| {
            let letter = side.map_or("?", |side| if side == Side::Left { "L" } else { "R" });
            let names = self.set.names_of(landmark).replace('?', letter);
            let what = landmark.id().replace('_', " ");
            let missing =
                if names.is_empty() { format!("a marker of the {what}") } else { format!("{names} ({what})") };
            BodyModelError::Missing { part, missing }
        })
    }

    fn behind(&self) -> Result<Vector, BodyModelError> {
        let both = [Side::Left, Side::Right].map(|side| self.at(Landmark::Psis, Some(side)));
        match both {
            [Some(left), Some(right)] => Ok((left + right) * 0.5),
            _ => self.needed("pelvis", Landmark::Sacrum, None),
        }
    }

    /// Whether both sides of a knee were marked, so that its axis need not be found in the movement.
    pub(super) fn tells_knee_axis(&self, side: Side) -> bool {
        self.at(Landmark::KneeMedial, Some(side)).is_some()
    }

    /// The pelvis must be a person's, from an infant's to a giant's.
    pub(super) fn check_size(&self) -> Result<(), BodyModelError> {
        let left = self.needed("pelvis", Landmark::Asis, Some(Side::Left))?;
        let width = (self.needed("pelvis", Landmark::Asis, Some(Side::Right))? - left).length();
        if (0.05..0.6).contains(&width) { Ok(()) } else { Err(BodyModelError::Size { width_mm: 1e3 * width }) }
    }

    /// Left must lie to the left of a person who faces away from the sacrum and along the feet.
    pub(super) fn check_sides(&self) -> Result<(), BodyModelError> {
        let left = self.needed("pelvis", Landmark::Asis, Some(Side::Left))?;
        let right = self.needed("pelvis", Landmark::Asis, Some(Side::Right))?;
        let forward = (left + right) * 0.5 - self.behind()?;
        let to_the_right = forward.cross(UP);
        if to_the_right.dot(right - left) < 0.0 {
            return Err(BodyModelError::SidesExchanged { told: "the pelvis' front is where its back should be" });
        }
        for (landmark, told) in [(Landmark::KneeLateral, "the knees"), (Landmark::AnkleLateral, "the ankles")] {
            let both = [Side::Left, Side::Right].map(|side| self.at(landmark, Some(side)));
            // Legs cross less than this while standing.
            const CROSSED_M: f64 = 0.05;
            if let [Some(left), Some(right)] = both
                && to_the_right.direction().is_some_and(|way| way.dot(right - left) < -CROSSED_M)
            {
                return Err(BodyModelError::SidesExchanged { told });
            }
        }
        Ok(())
    }
}

const UP: Vector = Vector::new(0.0, 1.0, 0.0);

/// One leg in the posture: frames in the room, origins at the joint above.
pub(super) struct Leg {
    pub(super) thigh: Transform,
    pub(super) shank: Transform,
    /// Angle of the knee in the posture, rad, flexion positive.
    pub(super) knee_rad: f64,
    /// The foot, and the ankle's angle, when it was marked.
    pub(super) foot: Option<(Transform, f64)>,
}

/// The whole body in the posture.
pub(super) struct Body {
    pub(super) pelvis: Transform,
    /// How far the pelvis' markers tip forward in the posture, rad.
    pub(super) tilt_rad: f64,
    pub(super) legs: BySide<Option<Leg>>,
    pub(super) trunk: Option<Transform>,
}

impl Body {
    pub(super) fn new(
        placed: &Placed<'_>,
        subject: &Subject,
        figures: &BodyFigures,
        knee_axis_rad: &BySide<f64>,
    ) -> Result<Body, BodyModelError> {
        let left = placed.needed("pelvis", Landmark::Asis, Some(Side::Left))?;
        let right = placed.needed("pelvis", Landmark::Asis, Some(Side::Right))?;
        let (front, behind) = ((left + right) * 0.5, placed.behind()?);
        let marked = frame_by_z("pelvis", right - left, front - behind)?;
        let width = subject.asis_width_m.unwrap_or((right - left).length());
        let depth = (front - behind).length();
        let from = |(share, metres): (f64, f64), of: f64| share * of + metres;
        let in_pelvis = |forward: f64, up: f64, right: f64| front + marked * Vector::new(forward, up, right);
        // The frame people's hips are straight in: the markers tip forward when standing.
        let rotation = marked * Rotation::about_z(figures.standing_tilt_rad);
        let pelvis = Transform { rotation, origin: front };
        let leg = |side: Side| {
            let outward = match side {
                Side::Left => -1.0,
                Side::Right => 1.0,
            };
            let regressed = in_pelvis(
                from(figures.hip_forward, depth),
                from(figures.hip_up, width),
                outward * from(figures.hip_outward, width),
            );
            let hip = placed.at(Landmark::HipCentre, Some(side)).unwrap_or(regressed);
            leg(placed, side, hip, rotation, subject, figures, *knee_axis_rad.get(side))
        };
        let legs = BySide { left: leg(Side::Left)?, right: leg(Side::Right)? };
        if legs.left.is_none() && legs.right.is_none() {
            placed.needed("leg", Landmark::KneeLateral, None)?;
            placed.needed("leg", Landmark::AnkleLateral, None)?;
        }
        let lumbar = in_pelvis(figures.lumbar.0 * width, figures.lumbar.1 * width, 0.0);
        let top = [Landmark::Neck, Landmark::Breastbone].map(|landmark| placed.at(landmark, None));
        let top = match top {
            [Some(neck), Some(breastbone)] => Some((neck + breastbone) * 0.5),
            [Some(one), None] | [None, Some(one)] => Some(one),
            [None, None] => placed.at(Landmark::Shoulder, None),
        };
        let of_trunk = placed.markers.iter().filter(|(_, worn, _)| worn.segment == Segment::Trunk).count();
        // Three points fix a body; with two about one joint it still turns about their line.
        let trunk = match top.filter(|_| 3 <= of_trunk) {
            None => None,
            Some(top) => {
                Some(Transform { rotation: frame_by_y("trunk", top - lumbar, rotation.right())?, origin: lumbar })
            }
        };
        let tilt_rad = -libm::asin(marked.forward().y.clamp(-1.0, 1.0));
        Ok(Body { pelvis, tilt_rad, legs, trunk })
    }

    pub(super) fn sides(&self) -> Vec<Side> {
        Side::ALL.iter().copied().filter(|side| self.legs.get(*side).is_some()).collect()
    }
}

/// A leg, when its knee and ankle were marked.
fn leg(
    placed: &Placed<'_>,
    side: Side,
    hip: Vector,
    pelvis: Rotation,
    subject: &Subject,
    figures: &BodyFigures,
    knee_axis_rad: f64,
) -> Result<Option<Leg>, BodyModelError> {
    let outward = match side {
        Side::Left => -1.0,
        Side::Right => 1.0,
    };
    let at = |landmark| placed.at(landmark, Some(side));
    let (Some(knee), Some(ankle)) = (at(Landmark::KneeLateral), at(Landmark::AnkleLateral)) else { return Ok(None) };
    // The axis to the right through both epicondyles; where one was not marked, the pelvis' own, turned about the thigh.
    let half = |width: Option<f64>, usual: f64| 0.5 * width.unwrap_or(usual) + figures.marker_radius_m;
    let knee_half = half(*subject.knee_width_m.get(side), figures.knee_width_m);
    let (knee_right, knee_centre) = match at(Landmark::KneeMedial) {
        Some(medial) => ((knee - medial) * outward, (knee + medial) * 0.5),
        None => {
            let along = (hip - knee).direction().ok_or(BodyModelError::Degenerate { part: "thigh" })?;
            let across = Rotation::about(along, knee_axis_rad) * pelvis.right();
            let across = (across - along * along.dot(across)).direction();
            let across = across.ok_or(BodyModelError::Degenerate { part: "thigh" })?;
            (across, knee - across * (outward * knee_half))
        }
    };
    let thigh = Transform { rotation: frame_by_y("thigh", hip - knee_centre, knee_right)?, origin: hip };
    let right = thigh.rotation.right();
    let ankle_centre = match at(Landmark::AnkleMedial) {
        Some(medial) => (ankle + medial) * 0.5,
        None => ankle - right * (outward * half(*subject.ankle_width_m.get(side), figures.ankle_width_m)),
    };
    let shank = Transform { rotation: frame_by_y("shank", knee_centre - ankle_centre, right)?, origin: knee_centre };
    // How far the shank is turned back about the axis to the right.
    let turned = |upper: Rotation, lower: Vector| {
        let (forward, up) = (upper.forward().dot(lower), upper.up().dot(lower));
        libm::atan2(forward, up)
    };
    let knee_rad = turned(thigh.rotation, shank.rotation.up());
    let foot = match (at(Landmark::Heel), at(Landmark::Toe)) {
        (Some(heel), Some(toe)) => {
            let rotation = frame_by_x("foot", toe - heel, shank.rotation.right())?;
            let ankle_rad = -turned(shank.rotation, rotation.up());
            Some((Transform { rotation, origin: ankle_centre }, ankle_rad))
        }
        _ => None,
    };
    Ok(Some(Leg { thigh, shank, knee_rad, foot }))
}

/// Axes of a frame in the room: Y along this, Z as near as may be to that.
fn frame_by_y(part: &'static str, y: Vector, z: Vector) -> Result<Rotation, BodyModelError> {
    let y = y.direction().ok_or(BodyModelError::Degenerate { part })?;
    let x = y.cross(z).direction().ok_or(BodyModelError::Degenerate { part })?;
    Ok(Rotation::of_axes(x, y))
}

/// Axes of a frame in the room: X along this, Z as near as may be to that.
fn frame_by_x(part: &'static str, x: Vector, z: Vector) -> Result<Rotation, BodyModelError> {
    let x = x.direction().ok_or(BodyModelError::Degenerate { part })?;
    let y = z.cross(x).direction().ok_or(BodyModelError::Degenerate { part })?;
    Ok(Rotation::of_axes(x, y))
}

/// Axes of a frame in the room: Z along this, X as near as may be to that.
fn frame_by_z(part: &'static str, z: Vector, x: Vector) -> Result<Rotation, BodyModelError> {
    let z = z.direction().ok_or(BodyModelError::Degenerate { part })?;
    let y = z.cross(x).direction().ok_or(BodyModelError::Degenerate { part })?;
    Ok(Rotation::of_axes(y.cross(z), y))
}
