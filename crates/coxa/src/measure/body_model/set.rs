//! Marker sets: what the labs of the field call the points they mark.

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
    /// Weight of shoulder markers beside others of the trunk: arms move them.
    pub shoulder_weight: f64,
    /// Status and sources of the weakest.
    pub evidence: Evidence,
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
