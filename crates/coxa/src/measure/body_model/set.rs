//! Marker sets: what the labs of the field call the points they mark.

use crate::measure::inverse_kinematics::Precision;
use crate::vocabulary::{Evidence, Side};

crate::vocabulary::ids::vocabulary! {
    /// Parts of the body that carry markers.
    Segment "segment" {
        Pelvis = "pelvis",
        Thigh = "thigh",
        Shank = "shank",
        Foot = "foot",
        Trunk = "trunk",
    }
}

crate::vocabulary::ids::vocabulary! {
    /// Points of the body that markers stand on.
    Landmark "landmark" {
        Asis = "asis",
        Psis = "psis",
        Sacrum = "sacrum",
        HipCentre = "hip_centre",
        KneeLateral = "knee_lateral",
        KneeMedial = "knee_medial",
        AnkleLateral = "ankle_lateral",
        AnkleMedial = "ankle_medial",
        Heel = "heel",
        Toe = "toe",
        Neck = "neck",
        Breastbone = "breastbone",
        Shoulder = "shoulder",
        Cluster = "cluster",
    }
}

/// One name, or one for each side: `?` stands for the side's letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkerPattern {
    /// Such as `?ASI` or `C7`; letters of either case are the same.
    pub pattern: String,
    /// What it marks.
    pub landmark: Landmark,
    /// On which part of the body it is.
    pub segment: Segment,
}

/// Names that one lab or model uses.
#[derive(Debug, Clone, PartialEq)]
pub struct MarkerSet {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its markers.
    pub markers: Vec<MarkerPattern>,
    /// Status and sources.
    pub evidence: Evidence,
}

/// Figures with which a body is made from markers; all in the tables.
#[derive(Debug, Clone, PartialEq)]
pub struct BodyFigures {
    /// Hip centre from the middle of the front iliac spines, forward: share of the pelvis' depth, and m.
    pub hip_forward: (f64, f64),
    /// The same up: share of the distance of the front iliac spines, and m.
    pub hip_up: (f64, f64),
    /// The same outwards: share of the distance of the front iliac spines, and m.
    pub hip_outward: (f64, f64),
    /// Lumbar joint from the middle of the front iliac spines: shares of their distance, forward and up.
    pub lumbar: (f64, f64),
    /// How far the pelvis' markers tip forward when people stand, rad.
    pub standing_tilt_rad: f64,
    /// Width of knee and ankle where no marker and no subject tells it, m.
    pub knee_width_m: f64,
    /// The same of the ankle.
    pub ankle_width_m: f64,
    /// Middle of a marker above the skin, m.
    pub marker_radius_m: f64,
    /// How far skin and markers slide over the bones of each part.
    pub skin: SkinMotion,
    /// Status and sources of the weakest.
    pub evidence: Evidence,
}

/// How far skin and markers slide over the bones of each part, one standard deviation, m, above zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SkinMotion {
    /// Over the pelvis.
    pub pelvis_m: f64,
    /// Over the thighs.
    pub thigh_m: f64,
    /// Over the shanks.
    pub shank_m: f64,
    /// Over the feet.
    pub foot_m: f64,
    /// Over the trunk.
    pub trunk_m: f64,
    /// Shoulders against the trunk: arms move them.
    pub shoulder_m: f64,
}

impl SkinMotion {
    /// How a marker counts: by the inverse of the square of what its skin slides.
    pub(super) fn precision(&self, worn: Wears) -> Precision {
        let deviation_m = match (worn.segment, worn.landmark) {
            (_, Landmark::Shoulder) => self.shoulder_m,
            (Segment::Pelvis, _) => self.pelvis_m,
            (Segment::Thigh, _) => self.thigh_m,
            (Segment::Shank, _) => self.shank_m,
            (Segment::Foot, _) => self.foot_m,
            (Segment::Trunk, _) => self.trunk_m,
        };
        Precision::Weight(1.0 / (deviation_m * deviation_m))
    }
}

/// What a marker is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wears {
    /// Which part.
    pub segment: Segment,
    /// Which point.
    pub landmark: Landmark,
    /// Of which side; `None` in the middle.
    pub side: Option<Side>,
}

/// A set that a recording's names belong to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recognised<'a> {
    /// The set.
    pub set: &'a MarkerSet,
    /// How many of the recording's markers it knows.
    pub known: usize,
}

impl MarkerSet {
    /// What a name marks; `None` when the set does not have it.
    #[must_use]
    pub fn wears(&self, name: &str) -> Option<Wears> {
        self.markers.iter().find_map(|marker| {
            let of = |side| Wears { segment: marker.segment, landmark: marker.landmark, side };
            if !marker.pattern.contains('?') {
                return marker.pattern.eq_ignore_ascii_case(name).then(|| of(None));
            }
            [(Side::Left, "L"), (Side::Right, "R")].into_iter().find_map(|(side, letter)| {
                marker.pattern.replace('?', letter).eq_ignore_ascii_case(name).then(|| of(Some(side)))
            })
        })
    }

    /// Names that this set has for a landmark.
    #[must_use]
    pub fn names_of(&self, landmark: Landmark) -> String {
        let names =
            self.markers.iter().filter(|marker| marker.landmark == landmark).map(|marker| marker.pattern.as_str());
        names.collect::<Vec<_>>().join(" or ")
    }

    /// The set that knows most of the names, with both front iliac spines and one point behind among them; of equals the first.
    #[must_use]
    pub fn recognise<'a>(sets: &'a [MarkerSet], names: &[String]) -> Option<Recognised<'a>> {
        let mut best: Option<Recognised<'a>> = None;
        for set in sets {
            let worn: Vec<Wears> = names.iter().filter_map(|name| set.wears(name)).collect();
            let has = |landmark, side| worn.iter().any(|it| it.landmark == landmark && it.side == side);
            let is_pelvis = has(Landmark::Asis, Some(Side::Left))
                && has(Landmark::Asis, Some(Side::Right))
                && worn.iter().any(|it| matches!(it.landmark, Landmark::Psis | Landmark::Sacrum));
            if is_pelvis && best.is_none_or(|best| best.known < worn.len()) {
                best = Some(Recognised { set, known: worn.len() });
            }
        }
        best
    }
}
