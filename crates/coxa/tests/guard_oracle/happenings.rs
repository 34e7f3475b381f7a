//! What happened in a history, in words a counter can count.

use std::collections::BTreeSet;

use coxa::dose::{EventKind, MorningState};
use coxa::vocabulary::{Answer, Clearance, Sensation, Side, Test};

use super::doors::week_is_full;
use super::hurts::{Episode, Kind, Report, owners, report, still_sore};
use super::impact::{contacts_are_full, impact_hangs_on, impact_is_open};
use super::progress::{Progress, Variable};
use super::setbacks::{Setbacks, is_lifted, trigger_of};
use super::triggers::{is_open_now, stops, warnings};
use super::verdict::{Outcome, is_passive, is_resting};
use super::words::Case;

/// What happened in a history, in words a counter can count.
pub(crate) fn happened(
    case: &Case<'_>,
    setbacks: &Setbacks,
    progress: &Progress<'_, '_>,
    outcome: &Outcome,
) -> Vec<String> {
    let mut words: BTreeSet<String> = BTreeSet::new();
    for step in &progress.steps {
        words.insert(format!("step {:?}", step.variable));
    }
    for hold in &setbacks.holds {
        words.insert(format!("hold {:?}", hold.of));
    }
    for (name, locks) in
        [("lock", &setbacks.locks), ("out", &setbacks.outs), ("cap", &setbacks.caps), ("end", &setbacks.ended)]
    {
        for lock in locks {
            words.insert(format!("{name} {}", lock.rule));
            if name != "cap" && is_lifted(case, lock, case.now()) {
                words.insert(format!("lifted {name} {}", lock.rule));
            }
        }
    }
    for lock in &setbacks.locks {
        let before = progress.locked_down(lock.drill, lock.side, lock.at + 1);
        let now = progress.locked_down(lock.drill, lock.side, case.now());
        if !before.is_empty() && now.is_empty() && !is_lifted(case, lock, case.now()) {
            words.insert("unlocked by an easier drill".to_owned());
        }
    }
    let mut say = |said: bool, word: &str| {
        if said {
            words.insert(word.to_owned());
        }
    };
    say(!setbacks.referrals.is_empty(), "two reds");
    say(Side::ALL.iter().any(|side| !progress.restarts_of(*side).is_empty()), "restart");
    say(impact_is_open(case, progress), "impact open");
    say(Test::ALL.iter().any(|test| is_resting(case, *test, Side::Left)), "test rests");
    told(case, &mut say);
    cut_and_referred(case, setbacks, progress, &mut say);
    allowed(case, progress, outcome, &mut say);
    if let Some(line) = impact_hangs_on(case, progress) {
        words.insert(format!("impact hangs on {line}"));
    }
    words.into_iter().collect()
}

/// What was told that some rule had to hear rightly.
fn told(case: &Case<'_>, say: &mut impl FnMut(bool, &str)) {
    for hurt in &case.hurts {
        let (joint, stop) = (case.book.is_joint(hurt.site), hurt.kind == Kind::Stop);
        say(stop && !joint && hurt.sensation == Some(Sensation::Sharp), "stop at a muscle site");
        say(matches!(hurt.episode, Some(Episode::OwnDay(_))), "episode of its own day");
        if hurt.found {
            say(stop, "finding stops");
            say(hurt.kind == Kind::Red, "finding is red");
            say(hurt.kind == Kind::Joint, "finding hurts a joint");
        }
        if hurt.is_stop_or_red() && hurt.session.is_some() {
            let owners = owners(case, hurt);
            let loads = owners.iter().any(|(drill, _)| case.book.loads(*drill, hurt.site));
            say(owners.is_empty(), "red of a side without sets");
            say(hurt.drill.is_none() && !owners.is_empty() && !loads, "red of drills that do not load its site");
        }
    }
    let told_findings = case.events.iter().filter_map(|event| match &event.kind {
        EventKind::AssessmentRecorded(told) => Some(&told.findings),
        _ => None,
    });
    let painful = told_findings.flatten().filter(|finding| finding.pain_nrs.is_some_and(|pain| pain > 0)).count();
    say(painful > case.hurts.iter().filter(|hurt| hurt.found).count(), "finding told before");
    for at in 0..case.now() {
        match (&case.events[at].kind, report(case, at)) {
            (EventKind::MorningReport { state: Some(MorningState::Soreness), .. }, Some(Report::Worse)) => {
                say(still_sore(case, at), "sore for too many days");
            }
            (EventKind::MorningReport { state: Some(MorningState::Usual), site, pain_nrs, .. }, said) => {
                let small = pain_nrs.is_some_and(|pain| i64::from(pain) <= case.joint_cap(*site, at));
                say(said == Some(Report::Unclear) && small, "usual and not quiet at a joint");
            }
            _ => {}
        }
    }
    for (warning, answered) in &warnings(case) {
        let open = is_open_now(case, warning);
        let read = !matches!(case.events[warning.at].kind, EventKind::Unreadable { .. });
        say(!answered && open && !read, "warning unread");
        say(!answered && open && read, "warning of an unknown question");
        say(*answered, "warning answered by an assessment");
        say(!answered && !open, "warning cleared");
    }
    let asks_again = |answer: Option<Answer>| answer.is_some_and(|answer| answer != Answer::Unknown);
    let mut tingling = case.book.questions_asked().filter(|question| question.asked_after_tingling);
    let again =
        tingling.any(|of| asks_again(case.latest_answer(of).map(|of| of.1)) && case.answer(of) == Answer::Unknown);
    say(again, "tingling asks again");
}

/// How volume was cut, and what was referred after it.
fn cut_and_referred(
    case: &Case<'_>,
    setbacks: &Setbacks,
    progress: &Progress<'_, '_>,
    say: &mut impl FnMut(bool, &str),
) {
    say(!setbacks.cuts.is_empty(), "cut instead of locked");
    let again = setbacks.outs_again.iter().find(|out| is_open_now(case, &trigger_of(case, out)));
    say(again.is_some(), "out again");
    say(
        again.is_some_and(|out| !setbacks.referrals.iter().any(|(_, side)| *side == out.side)),
        "barred by out again alone",
    );
    let capped_alone = setbacks.caps.iter().filter(|cap| is_open_now(case, &trigger_of(case, cap))).any(|cap| {
        let out = setbacks.outs.iter().any(|out| (out.drill, out.side) == (cap.drill, cap.side));
        !out && progress.locked_down(cap.drill, cap.side, case.now()).is_empty()
    });
    say(capped_alone, "capped alone");
    for red in &setbacks.reds {
        let next = case.book.regressions(red.drill);
        let mut far = case.book.below(red.drill).iter().filter(|drill| !next.contains(drill));
        let own = |drill: usize| {
            setbacks.reds.iter().any(|of| {
                of.drill != red.drill && (of.drill == drill || case.book.regressions(of.drill).contains(&drill))
            })
        };
        say(far.any(|drill| !own(*drill) && progress.volume_pct(*drill, red.side, case.now()) < 100), "cut far below");
    }
    if setbacks.reds.is_empty() && setbacks.cuts.is_empty() {
        return;
    }
    for session in 0..case.sessions.len() {
        for (drill, side) in case.performed(session) {
            let Some(first_set) = case.performance(session, drill, side) else { continue };
            let Some(due) = progress.due(session, drill, side) else { continue };
            if progress.volume_pct(drill, side, first_set) == 100 {
                continue;
            }
            let whole = progress.work_after(drill, progress.earned(drill, side, first_set).duration);
            let qualifies = progress.qualifies(session, drill, side);
            say(qualifies && due.work != whole, "shorter work qualifies");
            say(qualifies && due.work == whole, "fewer sets qualify");
        }
    }
}

/// What was allowed or not by rules that decide alone.
fn allowed(case: &Case<'_>, progress: &Progress<'_, '_>, outcome: &Outcome, say: &mut impl FnMut(bool, &str)) {
    for (no, row) in case.book.drills.iter().enumerate() {
        for side in Side::ALL {
            let Some(of) = outcome.drills.get(&(row.id.to_string(), side)) else { continue };
            let alone = of.excluded_by.len() == 1;
            say(alone && week_is_full(case, no, side) && progress.is_open_to(no, side, case.now()), "week full alone");
            say(of.excluded_by.is_empty() && case.book.is_first_impact(no), "first impact allowed");
            say(
                of.excluded_by.is_empty() && case.book.is_impact(no) && !case.book.is_first_impact(no),
                "impact earned",
            );
            say(
                alone && case.book.is_plyometric(no) && contacts_are_full(case) && impact_is_open(case, progress),
                "contacts full alone",
            );
        }
    }
    say(
        progress.steps.iter().any(|step| {
            let named = case.book.drills[step.drill].progressions.len();
            step.variable == Variable::Level && case.book.progressions(step.drill).len() < named
        }),
        "two levels up left alone",
    );
    let stopped = stops(case).iter().any(|stop| is_open_now(case, stop));
    let by_precaution = |test: Test, side: Side| {
        !stopped
            && !is_passive(test)
            && !is_resting(case, test, side)
            && outcome.tests.get(&(test, side)) == Some(&false)
    };
    let forbidden = Test::ALL.iter().any(|test| Side::ALL.iter().any(|side| by_precaution(*test, *side)));
    say(outcome.clearance == Clearance::Precautions && forbidden, "test forbidden by a precaution alone");
    say(
        progress.steps.iter().any(|step| {
            step.variable == Variable::Load
                && case.sessions.iter().enumerate().any(|(no, of)| {
                    of.first > step.at
                        && progress.due(no, step.drill, step.side).is_some_and(|due| due.load > 0)
                        && progress.qualifies(no, step.drill, step.side)
                })
        }),
        "load as due qualifies",
    );
}
