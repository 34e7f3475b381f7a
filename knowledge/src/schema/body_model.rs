//! Tables of the default body model: names of markers, and how a body follows from them.

use std::collections::BTreeMap;

use coxa::measure::body_model::{BodyFigures, Landmark, MarkerPattern, MarkerSet, Segment, SkinMotion};
use coxa::vocabulary::{Angle, Status};
use serde::{Deserialize, Serialize};

use super::problem::{Place, Problems};
use super::row::{Placed, row};
use super::value::{Id, evidence, weakness};

/// Names of the markers of one part of the body, by what they mark.
pub type Names = BTreeMap<String, Vec<String>>;

/// Names that one lab or model uses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkerSetRow {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Markers of the pelvis.
    pub pelvis: Names,
    /// Markers of the thighs.
    pub thigh: Names,
    /// Markers of the shanks.
    pub shank: Names,
    /// Markers of the feet.
    pub foot: Names,
    /// Markers of the trunk.
    pub trunk: Names,
    /// What a reader should know about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(MarkerSetRow, "marker_set", check = MarkerSetRow::check_row);

impl MarkerSetRow {
    fn parts(&self) -> [(Segment, &Names); 5] {
        [
            (Segment::Pelvis, &self.pelvis),
            (Segment::Thigh, &self.thigh),
            (Segment::Shank, &self.shank),
            (Segment::Foot, &self.foot),
            (Segment::Trunk, &self.trunk),
        ]
    }

    fn check_row(&self, place: &Place, problems: &mut Problems) {
        let mut seen: Vec<String> = Vec::new();
        for (segment, names) in self.parts() {
            for (landmark, patterns) in names {
                if let Err(unknown) = landmark.parse::<Landmark>() {
                    problems.add(place, unknown.to_string(), "a landmark", "correct it");
                }
                let is_sided = matches!(segment, Segment::Thigh | Segment::Shank | Segment::Foot);
                for pattern in patterns {
                    let key = pattern.to_ascii_lowercase();
                    if seen.contains(&key) {
                        problems.add(place, format!("{pattern:?} twice"), "each name once", "remove one of them");
                    }
                    seen.push(key);
                    if pattern.matches('?').count() > 1 || (is_sided && !pattern.contains('?')) {
                        let needed = "one ? for the side where the part has sides, else at most one";
                        problems.add(place, format!("name {pattern:?}"), needed, "correct it");
                    }
                }
            }
        }
        if !["asis"].iter().all(|id| self.pelvis.contains_key(*id)) {
            problems.add(place, "a pelvis without asis", "both front iliac spines", "add their names");
        }
    }

    /// The set as the core uses it.
    pub fn set(&self) -> MarkerSet {
        let markers = self.parts().into_iter().flat_map(|(segment, names)| {
            names.iter().flat_map(move |(landmark, patterns)| {
                patterns.iter().filter_map(move |pattern| {
                    let landmark = landmark.parse().ok()?;
                    Some(MarkerPattern { pattern: pattern.clone(), landmark, segment })
                })
            })
        });
        MarkerSet {
            id: self.id.clone(),
            name: self.name.clone(),
            markers: markers.collect(),
            evidence: evidence(self.status, &self.sources),
        }
    }
}

/// One figure of the default body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyFigureRow {
    /// Which figure.
    pub id: String,
    /// A share of a length of the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// A length, m, by itself or added to the share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metres: Option<f64>,
    /// An angle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub degrees: Option<f64>,
    /// What a reader should know about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(
    BodyFigureRow,
    "body_figure",
    check = |row, place, problems| {
        let bounds = [(row.share, 1.0), (row.metres, 0.3), (row.degrees, 45.0)];
        if bounds.iter().all(|(value, _)| value.is_none()) {
            problems.add(place, "no value", "share, metres or degrees", "add it");
        }
        for (value, most) in bounds {
            if value.is_some_and(|value| !(-most..=most).contains(&value)) {
                problems.add(place, format!("{value:?}"), "a figure of a human body", "correct it");
            }
        }
    }
);

/// The figures, when every one is there and none is over.
pub fn figures(rows: &[Placed<BodyFigureRow>], problems: &mut Problems) -> Option<BodyFigures> {
    const KNOWN: [&str; 15] = [
        "hip_forward",
        "hip_up",
        "hip_outward",
        "lumbar_forward",
        "lumbar_up",
        "standing_tilt",
        "knee_width",
        "ankle_width",
        "marker_radius",
        "skin_pelvis",
        "skin_thigh",
        "skin_shank",
        "skin_foot",
        "skin_trunk",
        "skin_shoulder",
    ];
    for placed in rows.iter().filter(|placed| !KNOWN.contains(&placed.row.id.as_str())) {
        let found = format!("unknown figure {:?}", placed.row.id);
        problems.add(&placed.place, found, "a figure of the body", "correct or remove it");
    }
    let skins = rows.iter().filter(|placed| placed.row.id.starts_with("skin_"));
    for placed in skins.filter(|placed| placed.row.metres.is_some_and(|it| it <= 0.0)) {
        problems.add(&placed.place, format!("{:?}", placed.row.metres), "a deviation above zero", "correct it");
    }
    let place = Place { file: "body_figures.toml".into(), line: 0, row: "body_figure".into() };
    let mut find = |id: &str| {
        let found = rows.iter().map(|placed| &placed.row).find(|row| row.id == id);
        if found.is_none() {
            problems.add(&place, format!("no figure {id:?}"), "every figure of the body", "add the row");
        }
        found
    };
    let found = KNOWN.map(&mut find);
    let row = |id: &str| KNOWN.iter().position(|it| *it == id).and_then(|at| found[at]);
    let both = |id: &str| row(id).map(|row| (row.share.unwrap_or(0.0), row.metres.unwrap_or(0.0)));
    let share = |id: &str| row(id).and_then(|row| row.share);
    let metres = |id: &str| row(id).and_then(|row| row.metres);
    let weakest = rows.iter().map(|placed| placed.row.status.0).max_by_key(|status| weakness(*status))?;
    let mut sources: Vec<String> = rows.iter().flat_map(|placed| placed.row.sources.iter().cloned()).collect();
    sources.sort();
    sources.dedup();
    Some(BodyFigures {
        hip_forward: both("hip_forward")?,
        hip_up: both("hip_up")?,
        hip_outward: both("hip_outward")?,
        lumbar: (share("lumbar_forward")?, share("lumbar_up")?),
        standing_tilt_rad: row("standing_tilt").and_then(|row| row.degrees).map(|deg| Angle::from_deg(deg).rad())?,
        knee_width_m: metres("knee_width")?,
        ankle_width_m: metres("ankle_width")?,
        marker_radius_m: metres("marker_radius")?,
        skin: SkinMotion {
            pelvis_m: metres("skin_pelvis")?,
            thigh_m: metres("skin_thigh")?,
            shank_m: metres("skin_shank")?,
            foot_m: metres("skin_foot")?,
            trunk_m: metres("skin_trunk")?,
            shoulder_m: metres("skin_shoulder")?,
        },
        evidence: evidence(Id(weakest), &sources),
    })
}
