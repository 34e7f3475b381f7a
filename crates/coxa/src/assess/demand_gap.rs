//! What wanted tasks ask beyond what was measured, always in one reference frame.

use super::deficit::ninety_percent;
use super::knowledge::{Demand, Frame};
use super::matching_norm::{frame_of, status_rank};
use super::measured::Measured;
use super::pattern::DemandGap;
use super::range_direction::{quantities_of, tests_of};
use crate::vocabulary::{Caveat, CaveatKind, Direction, GoalId, Interval, Mode, Person, Side, Status};

/// Whether a value shows what the person has for a task: a range on the bench, or the task itself as a screen saw it.
///
/// Another movement need not go to the end of the range, so it shows nothing.
fn shows(value: &Measured, demand: &Demand) -> bool {
    match value.of.mode {
        Mode::Movement => {
            demand.tests.contains(&value.of.test)
                && value.of.quantity.is_some_and(|quantity| quantities_of(demand.direction).contains(&quantity))
        }
        Mode::Passive => value.of.quantity.is_none() && tests_of(demand.direction).contains(&value.of.test),
        _ => false,
    }
}

const fn is_comparable(demand: &Demand) -> bool {
    matches!(demand.frame, Frame::Goniometric | Frame::PelvisReferenced)
}

fn value(demand: &Demand) -> Option<f64> {
    demand.mean_deg.filter(|mean| mean.is_finite() && demand.evidence.status != Status::Gap)
}

/// Whether the person is of those a demand was measured in; `None` when either age is not known.
fn fits_age(demand: &Demand, person: &Person) -> Option<bool> {
    let (youngest, oldest) = demand.ages?;
    person.age_years.map(|age| (youngest..=oldest).contains(&age))
}

/// The one row of a goal and direction that fits a person best: comparable first, then the age, then how it is known.
fn fitting<'a>(demands: &'a [Demand], goal: &GoalId, direction: Direction, person: &Person) -> Option<&'a Demand> {
    let rank = |demand: &&Demand| {
        let age = match (fits_age(demand, person), demand.ages) {
            (Some(true), _) => 0,
            (None, None) => 1,
            _ => 2,
        };
        let status = status_rank(demand.evidence.status);
        (value(demand).is_none(), !is_comparable(demand), age, status, demand.sd_deg.is_none(), demand.id.clone())
    };
    demands.iter().filter(|demand| demand.goal == *goal && demand.direction == direction).min_by_key(rank)
}

/// The gaps of every goal and side, in the order of the goals.
pub(super) fn demand_gaps(
    goals: &[GoalId],
    demands: &[Demand],
    values: &[Measured],
    person: &Person,
) -> Vec<DemandGap> {
    let mut gaps = Vec::new();
    for (index, goal) in goals.iter().enumerate() {
        if goals[..index].contains(goal) {
            continue;
        }
        for demand in Direction::ALL.iter().filter_map(|direction| fitting(demands, goal, *direction, person)) {
            gaps.extend(Side::ALL.map(|side| gap(demand, side, values, person)));
        }
    }
    gaps
}

fn gap(demand: &Demand, side: Side, values: &[Measured], person: &Person) -> DemandGap {
    let known = value(demand);
    let shown: Vec<&Measured> = values.iter().filter(|value| value.side == side && shows(value, demand)).collect();
    let same_frame = shown.iter().filter(|value| is_comparable(demand) && frame_of(value.of) == demand.frame);
    let best = same_frame.max_by(|a, b| a.value.total_cmp(&b.value)).copied();
    // How much the person needs of what people need is not known, so their spread is part of the doubt.
    let spread = demand.sd_deg.filter(|sd| sd.is_finite()).unwrap_or(0.0);
    let gap_deg: Option<Interval> = best.zip(known).map(|(value, asked)| {
        let error = value.standard_error;
        ninety_percent(asked - value.value, libm::sqrt(error * error + spread * spread))
    });
    DemandGap {
        goal: demand.goal.clone(),
        direction: demand.direction,
        side,
        demand_deg: known,
        measured: best.map(|value| ninety_percent(value.value, value.standard_error)),
        gap_deg,
        frame: demand.frame,
        evidence: demand.evidence.clone(),
        caveats: caveats(demand, side, &shown, best, person),
    }
}

fn caveats(demand: &Demand, side: Side, shown: &[&Measured], best: Option<&Measured>, person: &Person) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    let (goal, direction) = (&demand.goal, demand.direction);
    let words = |frame: Frame| frame.id().replace('_', " ");
    if value(demand).is_none() {
        let text = format!("{goal}: no value is known for what it asks of {direction}");
        caveats.push(Caveat::new(CaveatKind::NoDemand, text));
        return caveats;
    }
    match (best, shown.first()) {
        (Some(best), _) => caveats.extend(best.caveats.iter().cloned()),
        (None, Some(other)) => {
            let (asked, found) = (words(demand.frame), words(frame_of(other.of)));
            let text = format!(
                "{goal}: asked {asked}, but the {side} side was measured {found}; values of two frames are never \
                 subtracted"
            );
            caveats.push(Caveat::new(CaveatKind::ReferenceFrame, text));
        }
        (None, None) => {
            let how = match demand.tests.first() {
                Some(test) => format!("record a {}", test.id().replace('_', " ")),
                None => "no screen shows this task".to_string(),
            };
            let text = format!("{goal}: {direction} of the {side} side was not measured in it; {how}");
            caveats.push(Caveat::new(CaveatKind::NotMeasured, text));
        }
    }
    if let (Some((youngest, oldest)), Some(false)) = (demand.ages, fits_age(demand, person)) {
        let text =
            format!("{goal}: what it asks of {direction} is known for people of {youngest} to {oldest} years only");
        caveats.push(Caveat::new(CaveatKind::UnconfirmedEvidence, text));
    }
    if demand.evidence.status == Status::Memory {
        let text = format!("{goal}: what it asks of {direction} is unconfirmed");
        caveats.push(Caveat::new(CaveatKind::UnconfirmedEvidence, text));
    }
    caveats
}
