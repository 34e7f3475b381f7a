//! The knee's axis where only its outer side was marked: turned about the thigh until the movement fits best.

use super::{BodyModel, BodyModelError};
use crate::measure::inverse_kinematics::Work;
use crate::skeleton::Vector;
use crate::vocabulary::{Angle, BySide, Side};

/// Frames of the movement that are looked at.
const SAMPLES: usize = 48;

/// How far the axis is turned either way, and the coarse step, deg.
const WIDEST_DEG: f64 = 40.0;
const STEP_DEG: f64 = 10.0;

/// The knee must bend by so much, or its axis does not show, rad.
const BENT_RAD: f64 = 0.35;

/// The sum of squares must fall by so much of itself, or the axis stays.
const BETTER: f64 = 0.02;

/// How far to turn one side's knee axis, rad; zero when the movement does not tell.
pub(super) fn knee_axis(
    side: Side,
    others: BySide<f64>,
    stride: usize,
    moving: &[Vector],
    build: &dyn Fn(&BySide<f64>) -> Result<BodyModel, BodyModelError>,
) -> Result<f64, BodyModelError> {
    let frames: Vec<&[Vector]> = moving.chunks_exact(stride.max(1)).collect();
    let step = (frames.len() / SAMPLES).max(1);
    let samples: Vec<&[Vector]> = frames.into_iter().step_by(step).collect();
    if samples.is_empty() {
        return Ok(0.0);
    }
    let fit = |turn_deg: f64| -> Result<(f64, f64), BodyModelError> {
        let mut axis = others;
        *axis.get_mut(side) = Angle::from_deg(turn_deg).rad();
        let model = build(&axis)?;
        let seen: Vec<Vector> =
            samples.iter().flat_map(|frame| model.columns.iter().map(|column| frame[*column])).collect();
        let solved = model.problem.solve_recording(&seen, None, &|works| works.iter_mut().for_each(Work::run));
        // A frame in which nothing is seen tells nothing.
        let errors: f64 = solved.fits.iter().map(|fit| fit.objective).filter(|error| error.is_finite()).sum();
        let name = format!("knee_angle_{}", if side == Side::Left { "l" } else { "r" });
        let knee = model.problem.tree().coordinate(&name);
        let bends = solved.values.chunks(model.problem.free_count().max(1)).map(|values| {
            let all = model.problem.all_values(values);
            knee.map_or(0.0, |knee| all[knee])
        });
        let (low, high) =
            bends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), bend| (low.min(bend), high.max(bend)));
        Ok((errors, high - low))
    };
    let (plain, bends) = fit(0.0)?;
    if bends < BENT_RAD {
        return Ok(0.0);
    }
    let mut best = (plain, 0.0);
    let mut step = STEP_DEG;
    let mut turn = -WIDEST_DEG;
    let mut tried: Vec<(f64, f64)> = Vec::new();
    while turn <= WIDEST_DEG {
        let errors = if turn == 0.0 { plain } else { fit(turn)?.0 };
        tried.push((turn, errors));
        if errors < best.0 {
            best = (errors, turn);
        }
        turn += step;
    }
    // Between neighbours the sum of squares is nearly a parabola.
    let at = tried.iter().position(|(turn, _)| (turn - best.1).abs() < 0.5 * step).unwrap_or(0);
    if let Some([(_, before), (middle, least), (_, after)]) =
        at.checked_sub(1).and_then(|from| tried.get(from..from + 3))
    {
        let bend = before - 2.0 * least + after;
        if 0.0 < bend {
            step *= 0.5 * (before - after) / bend;
            best.1 = middle + step;
        }
    }
    Ok(if best.0 < (1.0 - BETTER) * plain { Angle::from_deg(best.1).rad() } else { 0.0 })
}
