//! The default body model: a pelvis with two legs and a trunk, made to fit one person from a still posture of named markers.

mod frames;
mod refine;
mod set;
mod still;
mod tree;

#[cfg(test)]
mod tests;

pub use set::{BodyFigures, Landmark, MarkerPattern, MarkerSet, Recognised, Segment, SkinMotion, Wears};
pub use still::{Posture, STILL_S, still_posture};

use crate::measure::inverse_kinematics::{MarkerTask, Problem, Tasks};
use crate::skeleton::Vector;
use crate::skeleton::tree::TreeError;
use crate::vocabulary::{BySide, Side};

/// What is known of the person; what is not is estimated or left at the tables' values.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Subject {
    /// Width of the knee between the epicondyles, m.
    pub knee_width_m: BySide<Option<f64>>,
    /// Width of the ankle between the malleoli, m.
    pub ankle_width_m: BySide<Option<f64>>,
    /// Distance of the front iliac spines, m, where markers sit elsewhere.
    pub asis_width_m: Option<f64>,
}

/// Why markers make no model.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BodyModelError {
    /// No set of the tables has these names.
    #[error("no marker set has a pelvis by these names; {needed}")]
    NoSet {
        /// Names that would do.
        needed: String,
    },
    /// Markers that the model cannot do without.
    #[error("without {missing} there is no {part}")]
    Missing {
        /// What cannot be placed.
        part: &'static str,
        /// Names of markers, or what else would do.
        missing: String,
    },
    /// The left side's markers lie on the right.
    #[error(
        "the markers named left lie on the person's right: {told}; or not Y but another axis of the file points up"
    )]
    SidesExchanged {
        /// By what it was told.
        told: &'static str,
    },
    /// A pelvis no person has.
    #[error("front iliac spines {width_mm:.1} mm apart; the unit of the file must be another than it says")]
    Size {
        /// Their distance.
        width_mm: f64,
    },
    /// Landmarks in one place or in one line.
    #[error("the markers of the {part} lie in one place or in one line")]
    Degenerate {
        /// Which part.
        part: &'static str,
    },
    /// Never all to be seen at once.
    #[error("no tenth of a second shows all of {needed}")]
    NeverSeen {
        /// Names.
        needed: String,
    },
    /// The tree was refused.
    #[error(transparent)]
    Tree(#[from] TreeError),
}

/// A person's model, ready to follow the recording.
#[derive(Debug, Clone)]
pub struct BodyModel {
    /// The problem to be solved, frame by frame.
    pub problem: Problem,
    /// For each task of the problem the number of the recording's marker.
    pub columns: Vec<usize>,
    /// Legs and trunk that could be built.
    pub legs: Vec<Side>,
    /// Whether the trunk could be built.
    pub has_trunk: bool,
    /// How far the pelvis' markers tip forward in the posture, rad; hip flexion is zero where they tip as the tables say.
    pub tilt_rad: f64,
    /// By how much the knee axis was turned about the thigh to fit the movement, rad; zero where markers tell it.
    pub knee_axis_rad: BySide<f64>,
}

/// Recognised names, a still posture and, for the knee axis, frames of the movement => the person's model
///
/// * `posture` – position of each recorded marker, m, Y up, NaN where not seen
/// * `names` – of the markers in the posture
/// * `moving` – frames of the recording to be followed, by the names in `recorded`; may be empty
///
/// Joint centres: the hip by regression from the pelvis' markers, knee and ankle between their markers or half a width inside
/// the outer one. Zero angles: the pelvis tilted as people stand, straight knees, feet at a right angle.
///
/// # Errors
/// As [`BodyModelError`] says.
pub fn body_model(
    set: &MarkerSet,
    names: &[String],
    posture: &[Vector],
    recorded: &[String],
    moving: &[Vector],
    subject: &Subject,
    figures: &BodyFigures,
) -> Result<BodyModel, BodyModelError> {
    let placed = frames::Placed::new(set, names, posture);
    placed.check_size()?;
    placed.check_sides()?;
    let mut knee_axis_rad = BySide::default();
    let build = |knee_axis_rad: &BySide<f64>| -> Result<BodyModel, BodyModelError> {
        let body = frames::Body::new(&placed, subject, figures, knee_axis_rad)?;
        let (tree, markers) = tree::build(&body, &placed, &figures.skin);
        let (mut tasks, mut columns) = (Vec::new(), Vec::new());
        for (marker, (name, precision)) in markers.iter().enumerate() {
            if let Some(column) = recorded.iter().position(|it| it == name) {
                tasks.push(MarkerTask { marker, precision: *precision });
                columns.push(column);
            }
        }
        let (legs, has_trunk, tilt_rad) = (body.sides(), body.trunk.is_some(), body.tilt_rad);
        let problem = Problem::new(tree, &Tasks { markers: &tasks, ..Tasks::default() })?;
        Ok(BodyModel { problem, columns, legs, has_trunk, tilt_rad, knee_axis_rad: *knee_axis_rad })
    };
    let mut model = build(&knee_axis_rad)?;
    for side in model.legs.clone() {
        if !placed.tells_knee_axis(side) {
            *knee_axis_rad.get_mut(side) = refine::knee_axis(side, knee_axis_rad, recorded.len(), moving, &build)?;
            model = build(&knee_axis_rad)?;
        }
    }
    Ok(model)
}
