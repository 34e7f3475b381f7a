//! G7: whether impact is open, and how many contacts a week may hold.

use coxa::dose::{EventKind, FlagPermission};
use coxa::prescribe::{Category, Work};
use coxa::vocabulary::{Answer, Day, Finding, Quantity, RuleId, Side, Test};

use super::book::DrillNo;
use super::hurts::{Report, morning, report};
use super::progress::Progress;
use super::triggers::{Trigger, answered_yes, is_open_now, overrides};
use super::words::Case;

/// What the list of G7 asks, by a name of its own.
type Asked = (&'static str, fn(&Case<'_>, &Progress<'_, '_>) -> bool);

const LIST: &[Asked] = &[
    ("hurts", |case, _| hurts_are_mild(case)),
    ("a baseline", |case, _| baselines_are_mild(case)),
    ("a morning", |case, _| mornings_are_mild(case)),
    ("quiet sessions", |case, _| sessions_were_quiet(case)),
    ("strength", |case, _| Side::ALL.iter().all(|side| strong_enough(case, *side))),
    ("a flag", |case, _| no_flag(case)),
    ("an end-range hold", |case, progress| Side::ALL.iter().all(|side| held_an_end_range(case, progress, *side))),
];

/// G7: whether impact is open at all.
pub(crate) fn impact_is_open(case: &Case<'_>, progress: &Progress<'_, '_>) -> bool {
    impact_was_relaxed(case) || LIST.iter().all(|(_, holds)| holds(case, progress))
}

/// The one line of the list that alone keeps impact closed.
pub(crate) fn impact_hangs_on(case: &Case<'_>, progress: &Progress<'_, '_>) -> Option<&'static str> {
    let mut missing = LIST.iter().filter(|(_, holds)| !holds(case, progress)).map(|(name, _)| *name);
    let first = missing.next()?;
    missing.next().is_none().then_some(first).filter(|_| !impact_was_relaxed(case))
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

/// Whether a day is one of the quiet days up to today.
fn is_recent(case: &Case<'_>, day: Day) -> bool {
    case.today.since(day) < case.book.days("g7_quiet_days")
}

fn hurts_are_mild(case: &Case<'_>) -> bool {
    case.hurts.iter().filter(|hurt| is_recent(case, case.day(hurt.at))).all(|hurt| is_mild(case, hurt.pain))
}

/// No baseline of the latest assessment is above what impact allows.
fn baselines_are_mild(case: &Case<'_>) -> bool {
    let latest = case.assessment_before(case.now());
    latest.is_none_or(|(_, told)| told.baseline.iter().all(|pain| is_mild(case, Some(pain.pain_nrs))))
}

/// Every morning report of the quiet days that said a pain said a mild one.
fn mornings_are_mild(case: &Case<'_>) -> bool {
    case.events.iter().filter(|event| is_recent(case, event.day)).all(|event| match &event.kind {
        EventKind::MorningReport { pain_nrs: Some(pain), .. } => is_mild(case, Some(*pain)),
        _ => true,
    })
}

/// Every session with sets before today had a quiet morning and no worse report, and there were enough.
fn sessions_were_quiet(case: &Case<'_>) -> bool {
    let mut found = 0;
    for (no, session) in case.sessions.iter().enumerate() {
        if session.sets.is_empty() || session.day >= case.today || !is_recent(case, session.day) {
            continue;
        }
        found += 1;
        let quiet = morning(case, no).is_some_and(|at| report(case, at) == Some(Report::Quiet));
        if !quiet || session.reports.iter().any(|at| report(case, *at) == Some(Report::Worse)) {
            return false;
        }
    }
    found >= case.book.times("g7_sessions_min")
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
