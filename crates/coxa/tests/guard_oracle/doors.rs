//! The week of G6, and G8 to G13: mornings, review, the chain, and what the latest pattern closes.

use std::collections::BTreeSet;

use coxa::assess::{ChangeKind, Pattern, StretchVerdict};
use coxa::dose::{ClearedBy, EventKind, Integrity};
use coxa::vocabulary::{Day, Direction, DrillTag, RuleId, Side};

use super::book::DrillNo;
use super::triggers::{clearances, overrides};
use super::words::Case;

/// G6: whether a drill had a set on that side on as many of the six days before today as its row has sessions a week.
pub(crate) fn week_is_full(case: &Case<'_>, drill: DrillNo, side: Side) -> bool {
    let most = usize::from(case.book.drills[drill].dose.sessions_per_week.1);
    let logged = |at: &usize| case.drill_at(*at) == Some(drill) && case.set_sides(*at).contains(&side);
    let days: BTreeSet<Day> = (0..case.now())
        .filter(logged)
        .map(|at| case.day(at))
        .filter(|day| (1..=6).contains(&case.today.since(*day)))
        .collect();
    days.len() >= most
}

/// G8: sessions with sets, a day or more past, without any report, oldest first.
pub(crate) fn unreported(case: &Case<'_>) -> Vec<usize> {
    sessions_to_report(case).into_iter().filter(|no| case.sessions[*no].reports.is_empty()).collect()
}

fn sessions_to_report(case: &Case<'_>) -> Vec<usize> {
    (0..case.sessions.len())
        .filter(|no| !case.sessions[*no].sets.is_empty() && case.sessions[*no].day < case.today)
        .collect()
}

/// G8: whether the latest few sessions to report have no report and are not forgiven.
pub(crate) fn mornings_are_missing(case: &Case<'_>) -> bool {
    let mut missing = unreported(case);
    let forgiven = overrides(case, RuleId::G8).iter().map(|(at, _)| *at).max();
    missing.retain(|no| forgiven.is_none_or(|at| at < case.sessions[*no].first));
    let few = case.book.times("mornings_missing");
    let latest: Vec<usize> = sessions_to_report(case).into_iter().rev().take(few).collect();
    latest.len() == few && latest.iter().all(|no| missing.contains(no))
}

/// G9: whether a review is advised.
pub(crate) fn advises_review(case: &Case<'_>) -> bool {
    let after = case.book.days("review_after_days");
    let first = case.events.iter().find(|event| matches!(event.kind, EventKind::ProgrammeIssued(_)));
    let long = first.is_some_and(|event| case.today.since(event.day) >= after);
    let improved = case.events.iter().any(|event| match &event.kind {
        EventKind::PatternInferred(pattern) => {
            case.today.since(event.day) < after && pattern.changes.iter().any(|of| of.kind == ChangeKind::Improved)
        }
        _ => false,
    });
    let worse = latest_pattern(case).is_some_and(|of| of.changes.iter().any(|of| of.kind == ChangeKind::Worse));
    (long && !improved) || worse
}

/// G10: whether a gap blocks.
pub(crate) fn gap_blocks(case: &Case<'_>) -> bool {
    let cleared = clearances(case, case.now()).any(|(_, clearance)| {
        clearance.by == ClearedBy::Clinician
            && clearance.scope == RuleId::G10.id()
            && clearance.until.is_none_or(|until| case.today <= until)
    });
    case.integrity == Integrity::Gap && !cleared
}

/// G10: whether the journal is too broken for end-range loading.
pub(crate) fn chain_forbids_end_range(case: &Case<'_>) -> bool {
    matches!(case.integrity, Integrity::Unsynced | Integrity::Gap)
}

fn latest_pattern<'a>(case: &Case<'a>) -> Option<&'a Pattern> {
    case.events.iter().rev().find_map(|event| match &event.kind {
        EventKind::PatternInferred(pattern) => Some(pattern.as_ref()),
        _ => None,
    })
}

/// G11, G12, G13: the rules by which the latest pattern of a side closes a drill trained on the same or the other side.
pub(crate) fn closed_by_pattern(case: &Case<'_>, drill: DrillNo, side: Side, trained: Side) -> Vec<RuleId> {
    let Some(pattern) = latest_pattern(case) else { return Vec::new() };
    let of_side = pattern.sides.get(side);
    let row = &case.book.drills[drill];
    let passive = case.book.stretches(drill, side, trained);
    let ends_in = |direction: Direction| case.book.end_range(drill, direction, side, trained);
    let mut rules = Vec::new();
    for state in &of_side.directions {
        let targets = side == trained && passive && row.directions.contains(&state.direction);
        let not_short = matches!(state.stretch, StretchVerdict::NotShort | StretchVerdict::Beyond);
        if (not_short && targets) || (state.stretch == StretchVerdict::Beyond && ends_in(state.direction)) {
            rules.push(RuleId::G11);
        }
        let percent = case.book.number("shape_pct");
        let shape = i32::try_from(percent).is_ok_and(|limit| state.shape_probability * 100.0 >= f64::from(limit));
        if shape && passive && ends_in(state.direction) {
            rules.push(RuleId::G12);
        }
        if state.borrowed_deg.is_some_and(|degrees| degrees > 0.0) && targets {
            rules.push(RuleId::G13);
        }
    }
    if of_side.fadir_positive == Some(true) {
        let pinching = [Direction::Flexion, Direction::Adduction, Direction::InternalRotation];
        if (side == trained && row.tags.contains(&DrillTag::Fai)) || (passive && pinching.into_iter().any(ends_in)) {
            rules.push(RuleId::G12);
        }
    }
    rules
}
