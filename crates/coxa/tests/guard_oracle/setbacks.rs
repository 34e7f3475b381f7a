//! Reds, holds, locks, outs, caps and referrals of G3, G4, G5 and "too hard": lists, each by its own scan.

use coxa::dose::{EventKind, Preference};
use coxa::vocabulary::{PainSite, RuleId, Side};

use super::hurts::{Kind, Report, kind, owners, report, reported, told};
use super::triggers::{Trigger, is_open, overrides};
use super::words::{Case, DrillNo, Place, sides};

/// A red or a hold of one drill and side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Setback {
    pub(crate) at: Place,
    pub(crate) session: Option<usize>,
    pub(crate) drill: DrillNo,
    pub(crate) side: Side,
    /// What made it: a red, an amber, a joint hurt or soreness.
    pub(crate) of: Kind,
}

/// A drill locked down or out, by which rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lock {
    pub(crate) at: Place,
    pub(crate) rule: RuleId,
    pub(crate) drill: DrillNo,
    pub(crate) side: Side,
}

/// The lists of one history.
pub(crate) struct Setbacks {
    pub(crate) reds: Vec<Setback>,
    pub(crate) holds: Vec<Setback>,
    pub(crate) locks: Vec<Lock>,
    pub(crate) outs: Vec<Lock>,
    pub(crate) caps: Vec<Lock>,
    /// Two reds near each other on one side.
    pub(crate) referrals: Vec<(Place, Side)>,
    /// Locks that a drill without an easier one cannot have: they cut its volume instead.
    pub(crate) cuts: Vec<Lock>,
    /// What ends a drill for the day.
    pub(crate) ended: Vec<Lock>,
}

impl Setbacks {
    pub(crate) fn of(case: &Case<'_>) -> Setbacks {
        let mut reds = reds(case);
        reds.extend(rising(case));
        reds.sort_by_key(|red| red.at);
        let holds = holds(case);
        let rising_sets = set_by_set(case);
        let mut locks: Vec<Lock> =
            reds.iter().map(|red| Lock { at: red.at, rule: RuleId::G3, drill: red.drill, side: red.side }).collect();
        locks.extend(&rising_sets);
        locks.extend(three_ambers(case, &holds));
        locks.extend(too_hard(case));
        // A drill without an easier one to fall back to is out instead after a red, and cut in volume after all else.
        let (locks, lowest): (Vec<Lock>, Vec<Lock>) =
            locks.into_iter().partition(|lock| !case.book.regressions(lock.drill).is_empty());
        let (mut outs, cuts): (Vec<Lock>, Vec<Lock>) = lowest.into_iter().partition(|lock| lock.rule == RuleId::G3);
        outs.extend(joint_again(case, &holds));
        let mut ended = rising_sets;
        ended.extend(holds.iter().filter(|hold| hold.of == Kind::Joint).map(|hold| Lock {
            at: hold.at,
            rule: RuleId::G5,
            drill: hold.drill,
            side: hold.side,
        }));
        Setbacks { caps: capped(case, &reds), referrals: two_reds(case, &reds), reds, holds, locks, outs, cuts, ended }
    }
}

/// Red hurts, stop hurts and worse mornings.
fn reds(case: &Case<'_>) -> Vec<Setback> {
    let mut reds = Vec::new();
    for at in 0..case.now() {
        let whose = if matches!(kind(case, at), Some(Kind::Red | Kind::Stop)) {
            owners(case, at)
        } else if report(case, at) == Some(Report::Worse) {
            reported(case, at)
        } else {
            continue;
        };
        let session = case.session_at(at);
        reds.extend(whose.into_iter().map(|(drill, side)| Setback { at, session, drill, side, of: Kind::Red }));
    }
    reds
}

/// Ambers, joint hurts and soreness, by day or in the morning.
fn holds(case: &Case<'_>) -> Vec<Setback> {
    let mut holds = Vec::new();
    for at in 0..case.now() {
        let (of, whose) = match (kind(case, at), report(case, at)) {
            (Some(of @ (Kind::Amber | Kind::Joint | Kind::Soreness)), _) => (of, owners(case, at)),
            (_, Some(Report::Soreness)) => (Kind::Soreness, reported(case, at)),
            _ => continue,
        };
        let session = case.session_at(at);
        holds.extend(whose.into_iter().map(|(drill, side)| Setback { at, session, drill, side, of }));
    }
    holds
}

/// Pain told at one site in one session, with the sides it was told for.
struct Telling {
    session: usize,
    site: PainSite,
    pain: u8,
    sides: &'static [Side],
}

fn telling(case: &Case<'_>, at: Place) -> Option<Telling> {
    let session = case.session_at(at)?;
    if let Some(told) = told(case, at) {
        let counts = matches!(kind(case, at)?, Kind::Red | Kind::Joint | Kind::Amber | Kind::Green);
        return counts.then_some(Telling { session, site: told.site?, pain: told.pain?, sides: sides(told.side) });
    }
    if let EventKind::MorningReport { site, pain_nrs, .. } = &case.events[at].kind {
        let counts = report(case, at)? != Report::Soreness;
        return counts.then_some(Telling { session, site: (*site)?, pain: (*pain_nrs)?, sides: &Side::ALL });
    }
    None
}

/// Pain at one site rising over the last three sessions in which it was told.
fn rising(case: &Case<'_>) -> Vec<Setback> {
    let mut reds = Vec::new();
    for at in 0..case.now() {
        let Some(latest) = telling(case, at) else { continue };
        let told: Vec<Telling> =
            (0..=at).filter_map(|place| telling(case, place)).filter(|of| of.site == latest.site).collect();
        let strongest = |session: usize| told.iter().filter(|of| of.session == session).map(|of| of.pain).max();
        let mut told_in: Vec<usize> = told.iter().map(|of| of.session).collect();
        told_in.sort_unstable();
        told_in.dedup();
        let [.., first, second, third] = told_in[..] else { continue };
        let (Some(a), Some(b), Some(c)) = (strongest(first), strongest(second), strongest(third)) else { continue };
        if !(a <= b && b <= c && i64::from(c) - i64::from(a) >= case.book.number("pain_rise_sessions")) {
            continue;
        }
        for (drill, side) in case.performed(third) {
            let told_here = told.iter().any(|of| of.session == third && of.sides.contains(&side));
            if told_here && case.book.loads(drill, Some(latest.site)) {
                reds.push(Setback { at, session: Some(third), drill, side, of: Kind::Red });
            }
        }
    }
    reds
}

/// G4: pain at one site rising from one set of a drill to the next.
fn set_by_set(case: &Case<'_>) -> Vec<Lock> {
    let mut locks = Vec::new();
    for at in 0..case.now() {
        let Some((drill, session)) = told_in_drill(case, at) else { continue };
        let Some(hurt) = told(case, at) else { continue };
        for side in sides(hurt.side) {
            let set_of = |place: Place| 1 + case.sets_of(session, drill, *side).filter(|set| *set < place).count();
            let strongest = |set: usize| {
                let pains = case.sessions[session].hurts.iter().copied().filter(|place| {
                    *place <= at && told_in_drill(case, *place) == Some((drill, session)) && set_of(*place) == set
                });
                let of_site = pains
                    .filter_map(|place| told(case, place))
                    .filter(|of| of.site == hurt.site && sides(of.side).contains(side));
                let baseline = case.baseline(hurt.site, at);
                i64::from(of_site.filter_map(|of| of.pain).max().unwrap_or(0).max(baseline))
            };
            let set = set_of(at);
            if set < 2 {
                continue;
            }
            let (before, now) = (strongest(set - 1), strongest(set));
            let limit = if case.book.is_joint(hurt.site) {
                case.joint_cap(hurt.site, at)
            } else {
                case.book.number("pain_red_above")
            };
            if now - before >= case.book.number("pain_rise_sets") || (now > before && now > limit) {
                locks.push(Lock { at, rule: RuleId::G4, drill, side: *side });
            }
        }
    }
    locks
}

/// The drill and session of a hurt with a number that names the drill and is not soreness.
fn told_in_drill(case: &Case<'_>, at: Place) -> Option<(DrillNo, usize)> {
    let heard = kind(case, at).is_some_and(|kind| kind != Kind::Soreness);
    if heard && told(case, at)?.pain.is_some() { Some((case.drill_at(at)?, case.session_at(at)?)) } else { None }
}

/// G5: three performances in a row, each with an amber.
fn three_ambers(case: &Case<'_>, holds: &[Setback]) -> Vec<Lock> {
    let mut locks = Vec::new();
    for amber in holds.iter().filter(|hold| hold.of == Kind::Amber) {
        let Some(session) = amber.session else { continue };
        let had_amber = |session: usize| {
            holds.iter().any(|hold| {
                hold.of == Kind::Amber
                    && hold.at <= amber.at
                    && hold.session == Some(session)
                    && (hold.drill, hold.side) == (amber.drill, amber.side)
            })
        };
        let performances: Vec<usize> =
            (0..=session).filter(|no| case.performance(*no, amber.drill, amber.side).is_some()).collect();
        let in_a_row = performances.len() >= 3 && performances.iter().rev().take(3).all(|no| had_amber(*no));
        if in_a_row {
            locks.push(Lock { at: amber.at, rule: RuleId::G5, drill: amber.drill, side: amber.side });
        }
    }
    locks
}

/// G5: a second joint hurt of the same drill and side in another session soon after.
fn joint_again(case: &Case<'_>, holds: &[Setback]) -> Vec<Lock> {
    let within = case.book.days("joint_repeat_days");
    let joints: Vec<&Setback> = holds.iter().filter(|hold| hold.of == Kind::Joint && hold.session.is_some()).collect();
    let mut outs = Vec::new();
    for second in &joints {
        let again = joints.iter().any(|first| {
            first.at < second.at
                && first.session != second.session
                && (first.drill, first.side) == (second.drill, second.side)
                && case.day(second.at).since(case.day(first.at)).abs() < within
        });
        if again {
            outs.push(Lock { at: second.at, rule: RuleId::G5, drill: second.drill, side: second.side });
        }
    }
    outs
}

/// G8: "too hard" locks the drill down on both sides.
fn too_hard(case: &Case<'_>) -> Vec<Lock> {
    let mut locks = Vec::new();
    for (at, event) in case.events.iter().enumerate() {
        if let EventKind::Preference(Preference::TooHard(id)) = &event.kind
            && let Some(drill) = case.book.drill_no(id)
        {
            locks.extend(Side::ALL.map(|side| Lock { at, rule: RuleId::G8, drill, side }));
        }
    }
    locks
}

/// G3: the same drill and side red in two sessions within `red_cap_days`.
fn capped(case: &Case<'_>, reds: &[Setback]) -> Vec<Lock> {
    let within = case.book.days("red_cap_days");
    let same_drill = |first: &Setback, second: &Setback| first.drill == second.drill;
    pairs(reds, same_drill)
        .filter(|(first, second)| case.day(second.at).since(case.day(first.at)).abs() < within)
        .map(|(_, second)| Lock { at: second.at, rule: RuleId::G3, drill: second.drill, side: second.side })
        .collect()
}

/// G3: red on one side in two sessions within `red_window_days`, or among four consecutive sessions.
fn two_reds(case: &Case<'_>, reds: &[Setback]) -> Vec<(Place, Side)> {
    let within = case.book.days("red_window_days");
    let near = |first: &Setback, second: &Setback| match (first.session, second.session) {
        (Some(a), Some(b)) => a.abs_diff(b) <= 3 || days_apart(case, first, second) < within,
        _ => false,
    };
    pairs(reds, near).map(|(_, second)| (second.at, second.side)).collect()
}

/// Days between the sessions of two setbacks.
fn days_apart(case: &Case<'_>, first: &Setback, second: &Setback) -> i32 {
    let day = |of: &Setback| of.session.map_or(case.day(of.at), |session| case.sessions[session].day);
    day(first).since(day(second)).abs()
}

/// Pairs of reds of one side in two different sessions.
fn pairs<'a>(
    reds: &'a [Setback],
    fit: impl Fn(&Setback, &Setback) -> bool + 'a,
) -> impl Iterator<Item = (&'a Setback, &'a Setback)> {
    let all = reds.iter().flat_map(move |first| reds.iter().map(move |second| (first, second)));
    all.filter(move |(first, second)| {
        first.at <= second.at
            && first.side == second.side
            && first.session.is_some()
            && second.session.is_some()
            && first.session != second.session
            && fit(first, second)
    })
}

/// The trigger of an out or a cap.
pub(crate) fn trigger_of<'a>(case: &Case<'a>, lock: &Lock) -> Trigger<'a> {
    Trigger { drill: Some(&case.book.drills[lock.drill].id), ..Trigger::new(lock.rule, lock.at, Some(lock.side)) }
}

/// Whether a clinician lifted, before a place, what a rule locked.
pub(crate) fn is_lifted(case: &Case<'_>, lock: &Lock, before: Place) -> bool {
    overrides(case, lock.rule).iter().any(|(at, _)| lock.at < *at && *at < before)
}

/// Whether an out stands just before a place.
pub(crate) fn is_out(case: &Case<'_>, lock: &Lock, before: Place) -> bool {
    !is_lifted(case, lock, before) && is_open(case, &trigger_of(case, lock), before, case.day(before))
}
