//! The table of the skeleton: lengths as shares of body height.

use coxa::skeleton::Proportions;
use coxa::vocabulary::{Evidence, Status};
use serde::{Deserialize, Serialize};

use super::problem::{Place, Problems};
use super::row::{Placed, row};
use super::value::{Id, evidence, weakness};

/// One length of the skeleton.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProportionRow {
    /// Which length.
    pub id: String,
    /// Share of body height.
    pub share: f64,
    /// What a reader should know about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How it came to be known.
    pub status: Id<Status>,
    /// Keys of references.
    pub sources: Vec<String>,
}
row!(
    ProportionRow,
    "proportion",
    check = |row, place, problems| {
        if !(row.share > 0.0 && row.share < 1.0) {
            problems.add(place, row.share, "a share of body height between 0 and 1", "correct it");
        }
    }
);

/// The skeleton, when every length is there and none is over.
pub fn body(rows: &[Placed<ProportionRow>], problems: &mut Problems) -> Option<Proportions> {
    let mut known = [
        "hip_half_width",
        "thigh",
        "shank",
        "ankle_height",
        "foot_length",
        "heel_behind_ankle",
        "lumbar_above_hip",
        "lumbar_behind_hip",
        "trunk",
        "shoulder_half_width",
        "head_above_shoulders",
        "head_radius",
        "upper_arm",
        "forearm",
        "pelvis_origin_above_hip",
        "pelvis_origin_before_hip",
        "pelvis_radius",
        "shoulder_radius",
        "knee_radius",
        "seat_height",
        "bench_height",
        "table_height",
    ]
    .map(|id| (id, None));
    for placed in rows {
        match known.iter_mut().find(|(id, _)| *id == placed.row.id) {
            Some((_, share)) => *share = Some(placed.row.share),
            None => problems.add(
                &placed.place,
                format!("unknown length {:?}", placed.row.id),
                "a length of the skeleton",
                "correct or remove it",
            ),
        }
    }
    let place = Place { file: "skeleton.toml".into(), line: 0, row: "proportion".into() };
    let mut next = known.into_iter().map(|(id, share)| {
        if share.is_none() {
            problems.add(&place, format!("no length {id:?}"), "every length of the skeleton", "add the row");
        }
        share
    });
    let mut length = || next.next().flatten();
    // In the order of the list above.
    let found = (|| {
        Some(Proportions {
            hip_half_width: length()?,
            thigh: length()?,
            shank: length()?,
            ankle_height: length()?,
            foot_length: length()?,
            heel_behind_ankle: length()?,
            lumbar_above_hip: length()?,
            lumbar_behind_hip: length()?,
            trunk: length()?,
            shoulder_half_width: length()?,
            head_above_shoulders: length()?,
            head_radius: length()?,
            upper_arm: length()?,
            forearm: length()?,
            pelvis_origin_above_hip: length()?,
            pelvis_origin_before_hip: length()?,
            pelvis_radius: length()?,
            shoulder_radius: length()?,
            knee_radius: length()?,
            seat_height: length()?,
            bench_height: length()?,
            table_height: length()?,
            evidence: weakest(rows),
        })
    })();
    // What follows the first missing length is still looked at, so that one build names all of them.
    next.for_each(drop);
    found
}

/// Evidence of the skeleton as a whole: the weakest status but design, which only shapes drawings, and all sources.
fn weakest(placed: &[Placed<ProportionRow>]) -> Evidence {
    let rows = || placed.iter().map(|placed| &placed.row);
    let weakest = rows()
        .map(|row| row.status.0)
        .filter(|status| *status != Status::Design)
        .max_by_key(|status| weakness(*status));
    let mut sources: Vec<String> = rows().flat_map(|row| row.sources.iter().cloned()).collect();
    sources.sort();
    sources.dedup();
    evidence(Id(weakest.unwrap_or(Status::Design)), &sources)
}
