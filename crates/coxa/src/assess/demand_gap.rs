//! What wanted tasks ask beyond what was measured, always in one reference frame.

use super::deficit::ninety_percent;
use super::knowledge::{Demand, Frame};
use super::matching_norm::frame_of;
use super::measured::Measured;
use super::pattern::DemandGap;
use super::range_direction::{quantities_of, tests_of};
use crate::vocabulary::{Caveat, CaveatKind, Direction, GoalId, Interval, Mode, Side, Status};

/// Whether a value shows the range of a direction.
fn shows(value: &Measured, direction: Direction) -> bool {
    match value.of.mode {
        Mode::Movement => value.of.quantity.is_some_and(|quantity| quantities_of(direction).contains(&quantity)),
        Mode::Passive => value.of.quantity.is_none() && tests_of(direction).contains(&value.of.test),
        _ => false,
    }
}

/// The gaps of every goal and side, in the order of the goals.
pub(super) fn demand_gaps(goals: &[GoalId], demands: &[Demand], values: &[Measured]) -> Vec<DemandGap> {
    let mut gaps = Vec::new();
    for (index, goal) in goals.iter().enumerate() {
        if goals[..index].contains(goal) {
            continue;
        }
        for demand in demands.iter().filter(|demand| demand.goal == *goal) {
            gaps.extend(Side::ALL.map(|side| gap(demand, side, values)));
        }
    }
    gaps
}

fn gap(demand: &Demand, side: Side, values: &[Measured]) -> DemandGap {
    let mut caveats = Vec::new();
    let words = |frame: Frame| frame.id().replace('_', " ");
    let known = demand.mean_deg.filter(|mean| mean.is_finite() && demand.evidence.status != Status::Gap);
    if known.is_none() {
        let text = format!("{}: no value is known for what it asks of {}", demand.goal, demand.direction);
        caveats.push(Caveat::new(CaveatKind::NoDemand, text));
    }
    let shown: Vec<&Measured> =
        values.iter().filter(|value| value.side == side && shows(value, demand.direction)).collect();
    // A screen need not go to the end of the range, so the largest value shown is what the person has.
    let comparable = matches!(demand.frame, Frame::Goniometric | Frame::PelvisReferenced);
    let same_frame = shown.iter().filter(|value| comparable && frame_of(value.of) == demand.frame);
    let best = same_frame.max_by(|a, b| a.value.total_cmp(&b.value));
    if best.is_none() && known.is_some() {
        let (kind, text) = match shown.first() {
            Some(other) => (
                CaveatKind::ReferenceFrame,
                format!(
                    "{}: asked {}, but the {side} side was measured {}; values of two frames are never subtracted",
                    demand.goal,
                    words(demand.frame),
                    words(frame_of(other.of))
                ),
            ),
            None => (
                CaveatKind::NotMeasured,
                format!("{}: {} of the {side} side was not measured", demand.goal, demand.direction),
            ),
        };
        caveats.push(Caveat::new(kind, text));
    }
    if let Some(best) = best {
        caveats.extend(best.caveats.iter().cloned());
    }
    if known.is_some() && demand.evidence.status == Status::Memory {
        let text = format!("{}: what it asks of {} is unconfirmed", demand.goal, demand.direction);
        caveats.push(Caveat::new(CaveatKind::UnconfirmedEvidence, text));
    }
    let gap_deg: Option<Interval> =
        best.zip(known).map(|(value, asked)| ninety_percent(asked - value.value, value.standard_error));
    DemandGap {
        goal: demand.goal.clone(),
        direction: demand.direction,
        side,
        demand_deg: known,
        measured: best.map(|value| ninety_percent(value.value, value.standard_error)),
        gap_deg,
        frame: demand.frame,
        evidence: demand.evidence.clone(),
        caveats,
    }
}
