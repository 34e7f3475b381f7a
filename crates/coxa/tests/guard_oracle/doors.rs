//! G7 to G13, and the week of G6: impact, mornings, review, the chain, and what the latest pattern closes.

use std::collections::BTreeSet;

use coxa::assess::{ChangeKind, Pattern, StretchVerdict};
use coxa::dose::{ClearedBy, EventKind, FlagPermission, Integrity};
use coxa::prescribe::{Category, Work};
use coxa::vocabulary::{Answer, Day, Direction, DrillTag, Finding, Quantity, RuleId, Side, Test};

use super::book::DrillNo;
use super::hurts::{Report, morning, report};
use super::progress::Progress;
use super::triggers::{Trigger, answered_yes, clearances, is_open_now, overrides};
use super::words::Case;

/// G7: whether impact is open at all.
pub(crate) fn impact_is_open(case: &Case<'_>, progress: &Progress<'_, '_>) -> bool {
    impact_was_relaxed(case)
        || (two_quiet_weeks(case)
            && Side::ALL.iter().all(|side| strong_enough(case, *side))
            && Side::ALL.iter().all(|side| held_an_end_range(case, progress, *side))
            && no_flag(case))
}

/// A clinician's word on G7 that no later pain or morning contradicts.
fn impact_was_relaxed(case: &Case<'_>) -> bool {
    let Some((word, _)) = overrides(case, RuleId::G7).pop() else { return false };
    let hurt = case.hurts.iter().any(|hurt| hurt.at > word && !is_mild(case, hurt.pain));
    let mut later = word + 1..case.now();
    !hurt && !later.any(|at| report(case, at).is_some_and(|report| report != Report::Quiet))
}

fn is_mild(case: &Case<'_>, pain: Option<u8>) -> bool {
    pain.is_some_and(|pain| i64::from(pain) <= case.book.number("g7_pain_max"))
}

/// Whether no baseline of the latest assessment is above what impact allows.
pub(crate) fn baseline_is_mild(case: &Case<'_>) -> bool {
    let latest = case.assessment_before(case.now());
    latest.is_none_or(|(_, told)| told.baseline.iter().all(|pain| is_mild(case, Some(pain.pain_nrs))))
}

/// Whether every morning report of the quiet days that said a pain said a mild one.
pub(crate) fn mornings_are_mild(case: &Case<'_>) -> bool {
    let days = case.book.days("g7_quiet_days");
    case.events.iter().filter(|event| case.today.since(event.day) < days).all(|event| match &event.kind {
        EventKind::MorningReport { pain_nrs: Some(pain), .. } => is_mild(case, Some(*pain)),
        _ => true,
    })
}

fn two_quiet_weeks(case: &Case<'_>) -> bool {
    let days = case.book.days("g7_quiet_days");
    let mut recent = case.hurts.iter().filter(|hurt| case.today.since(case.day(hurt.at)) < days);
    let hurts_are_mild = recent.all(|hurt| is_mild(case, hurt.pain));
    let sessions: Vec<usize> = (0..case.sessions.len())
        .filter(|no| {
            (1..days).contains(&case.today.since(case.sessions[*no].day)) && !case.sessions[*no].sets.is_empty()
        })
        .collect();
    let quiet = |session: &usize| {
        morning(case, *session).is_some_and(|at| report(case, at) == Some(Report::Quiet))
            && !case.sessions[*session].reports.iter().any(|at| report(case, *at) == Some(Report::Worse))
    };
    let enough = i64::try_from(sessions.len()).is_ok_and(|found| found >= case.book.number("g7_sessions_min"));
    hurts_are_mild && baseline_is_mild(case) && mornings_are_mild(case) && enough && sessions.iter().all(quiet)
}

fn strong_enough(case: &Case<'_>, side: Side) -> bool {
    let reaches = |test: Test, quantity: Option<Quantity>, name: &str| {
        let found = latest_finding(case, side, |finding| finding.test == test && finding.quantity == quantity);
        let limit = case.book.number(name);
        found.filter(|finding| is_mild(case, finding.pain_nrs) && at_least(finding.value, limit))
    };
    reaches(Test::SingleLegSquat, Some(Quantity::Repetitions), "g7_squat_reps")
        .is_some_and(|finding| finding.form_kept == Some(true))
        && reaches(Test::SingleLegBridge, None, "g7_bridge_reps").is_some()
        && reaches(Test::SidePlank, None, "g7_plank_s").is_some()
        && reaches(Test::CalfRaise, None, "g7_calf_reps").is_some()
}

fn at_least(value: f64, limit: i64) -> bool {
    i32::try_from(limit).is_ok_and(|limit| value >= f64::from(limit))
}

fn latest_finding<'a>(case: &Case<'a>, side: Side, fits: impl Fn(&Finding) -> bool) -> Option<&'a Finding> {
    case.events.iter().rev().find_map(|event| match &event.kind {
        EventKind::AssessmentRecorded(told) => {
            told.findings.iter().rev().find(|finding| finding.side == side && fits(finding))
        }
        _ => None,
    })
}

fn held_an_end_range(case: &Case<'_>, progress: &Progress<'_, '_>, side: Side) -> bool {
    let since = progress.restarts_of(side).iter().copied().max();
    let is_hold = |drill: &DrillNo| {
        let row = &case.book.drills[*drill];
        row.category == Category::EndRange && matches!(row.dose.work.0, Work::HoldSeconds(_))
    };
    (0..case.book.drills.len()).filter(is_hold).any(|drill| {
        (0..case.sessions.len()).any(|session| {
            let performance = case.performance(session, drill, side);
            performance.is_some_and(|at| since.is_none_or(|since| since < at))
                && progress.qualifies(session, drill, side)
        })
    })
}

fn no_flag(case: &Case<'_>) -> bool {
    let yes = answered_yes(case);
    !case.symptoms().filter(|(flag, _)| flag.prescribe != FlagPermission::Monitored).any(|(_, question)| {
        let of_question = |trigger: &&Trigger<'_>| trigger.question == Some(question.id.as_str());
        yes.iter().filter(of_question).any(|trigger| is_open_now(case, trigger))
            || (case.applies(question, case.now()) && case.answer(question) == Answer::Unknown)
    })
}

/// G7: whether the plyometric sets of the last six days reach what a week may hold.
pub(crate) fn contacts_are_full(case: &Case<'_>) -> bool {
    let contacts = |days: std::ops::RangeInclusive<i32>| -> i64 {
        let of_set = |at: usize| {
            let drill = case.drill_at(at).filter(|drill| case.book.is_plyometric(*drill));
            let EventKind::SetDone { did, .. } = &case.events[at].kind else { return 0 };
            let Some(drill) = drill.filter(|_| days.contains(&case.today.since(case.day(at)))) else { return 0 };
            match (did.work, case.book.drills[drill].dose.work.1) {
                (Some(Work::Reps(done)), _) => i64::from(done),
                (_, Work::Reps(highest)) => i64::from(highest),
                _ => 0,
            }
        };
        (0..case.now()).map(of_set).sum()
    };
    let grown = contacts(7..=13) * case.book.number("plyo_contacts_growth_pct") / 100;
    contacts(1..=6) >= case.book.number("plyo_contacts_week").max(grown)
}

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
