//! Reds, holds, locks, outs, caps and referrals of G3, G4, G5 and "too hard": lists, each by its own scan.

use coxa::dose::{EventKind, Preference};
use coxa::vocabulary::{PainSite, RuleId, Side};

use super::book::DrillNo;
use super::hurts::{Episode, Hurt, Kind, Report, owners, report, reported};
use super::triggers::{Trigger, is_open, overrides};
use super::words::{Case, Place};

/// A red or a hold of one drill and side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Setback {
    pub(crate) at: Place,
    pub(crate) session: usize,
    pub(crate) episode: Episode,
    pub(crate) drill: DrillNo,
    pub(crate) side: Side,
    /// What made it: a red, an amber, a joint hurt or soreness.
    pub(crate) of: Kind,
}

/// A red of one side, whether or not some drill has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SideRed {
    pub(crate) at: Place,
    episode: Episode,
    pub(crate) side: Side,
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
    /// Out by G3 again.
    pub(crate) outs_again: Vec<Lock>,
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
        let mut locks: Vec<Lock> = reds.iter().map(red_lock).collect();
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
        Setbacks {
            outs_again: outs_again(case, &reds),
            caps: capped(case, &reds),
            referrals: two_reds(case, &side_reds(case, &reds)),
            reds,
            holds,
            locks,
            outs,
            cuts,
            ended,
        }
    }
}

const fn red_lock(red: &Setback) -> Lock {
    Lock { at: red.at, rule: RuleId::G3, drill: red.drill, side: red.side }
}

/// The setbacks that a hurt is, one for each drill and side it belongs to.
fn setbacks_of(case: &Case<'_>, hurt: &Hurt, of: Kind) -> Vec<Setback> {
    let (Some(session), Some(episode)) = (hurt.session, hurt.episode) else { return Vec::new() };
    let owners = owners(case, hurt).into_iter();
    owners.map(|(drill, side)| Setback { at: hurt.at, session, episode, drill, side, of }).collect()
}

/// The setbacks that the mornings of one kind are.
fn setbacks_in_mornings(case: &Case<'_>, said: Report, of: Kind) -> Vec<Setback> {
    let mut setbacks = Vec::new();
    for at in (0..case.now()).filter(|at| report(case, *at) == Some(said)) {
        let Some(session) = case.session_at(at) else { continue };
        let episode = Episode::Session(session);
        let whose = reported(case, at).into_iter();
        setbacks.extend(whose.map(|(drill, side)| Setback { at, session, episode, drill, side, of }));
    }
    setbacks
}

/// Red hurts, stop hurts and worse mornings.
fn reds(case: &Case<'_>) -> Vec<Setback> {
    let told = case.hurts.iter().filter(|hurt| hurt.is_stop_or_red());
    let mut reds: Vec<Setback> = told.flat_map(|hurt| setbacks_of(case, hurt, Kind::Red)).collect();
    reds.extend(setbacks_in_mornings(case, Report::Worse, Kind::Red));
    reds
}

/// Ambers, joint hurts and soreness, by day or in the morning.
fn holds(case: &Case<'_>) -> Vec<Setback> {
    let told = case.hurts.iter().filter(|hurt| matches!(hurt.kind, Kind::Amber | Kind::Joint | Kind::Soreness));
    let mut holds: Vec<Setback> = told.flat_map(|hurt| setbacks_of(case, hurt, hurt.kind)).collect();
    holds.extend(setbacks_in_mornings(case, Report::Soreness, Kind::Soreness));
    holds
}

/// Reds by side: those of drills, and every stop and red hurt even when no set was logged.
fn side_reds(case: &Case<'_>, reds: &[Setback]) -> Vec<SideRed> {
    let of_drills = reds.iter().map(|red| SideRed { at: red.at, episode: red.episode, side: red.side });
    let told = case.hurts.iter().filter(|hurt| hurt.is_stop_or_red()).flat_map(|hurt| {
        hurt.sides()
            .iter()
            .filter_map(move |side| hurt.episode.map(|episode| SideRed { at: hurt.at, episode, side: *side }))
    });
    let mut of_sides: Vec<SideRed> = of_drills.chain(told).collect();
    of_sides.sort_by_key(|red| (red.at, red.side));
    of_sides.dedup();
    of_sides
}

/// Pain told at one site in one session, with the sides it was told for.
struct Telling {
    at: Place,
    session: usize,
    site: PainSite,
    pain: u8,
    sides: &'static [Side],
    by_stop: bool,
}

/// Pain told at a said site: by hurts and mornings other than soreness.
fn tellings(case: &Case<'_>) -> Vec<Telling> {
    let mut tellings: Vec<Telling> = case
        .hurts
        .iter()
        .filter(|hurt| hurt.kind != Kind::Soreness)
        .filter_map(|hurt| {
            let session = hurt.session?;
            Some(Telling {
                at: hurt.at,
                session,
                site: hurt.site?,
                pain: hurt.pain?,
                sides: hurt.sides(),
                by_stop: hurt.kind == Kind::Stop,
            })
        })
        .collect();
    tellings.extend((0..case.now()).filter_map(|at| {
        let EventKind::MorningReport { site, pain_nrs, .. } = &case.events[at].kind else { return None };
        let (session, site, pain) = (case.session_at(at)?, (*site)?, (*pain_nrs)?);
        let counts = report(case, at)? != Report::Soreness;
        counts.then_some(Telling { at, session, site, pain, sides: &Side::ALL, by_stop: false })
    }));
    tellings
}

/// Pain at one site rising over the last three sessions in which it was told: of all tellings, or of those that were no stop.
fn rising(case: &Case<'_>) -> Vec<Setback> {
    let all = tellings(case);
    let mut reds = Vec::new();
    for latest in &all {
        let heard: Vec<&Telling> = all.iter().filter(|of| of.at <= latest.at && of.site == latest.site).collect();
        let gentle: Vec<&Telling> = heard.iter().copied().filter(|of| !of.by_stop).collect();
        let mut thirds: Vec<usize> = third_of_a_rise(case, &heard).into_iter().collect();
        if !latest.by_stop {
            thirds.extend(third_of_a_rise(case, &gentle));
        }
        thirds.dedup();
        // A rising red belongs to its third session, whenever it was told.
        for third in thirds {
            for (drill, side) in case.performed(third) {
                let told_here = heard.iter().any(|of| of.session == third && of.sides.contains(&side));
                if told_here && case.book.loads(drill, Some(latest.site)) {
                    let episode = Episode::Session(third);
                    reds.push(Setback { at: latest.at, session: third, episode, drill, side, of: Kind::Red });
                }
            }
        }
    }
    reds
}

fn third_of_a_rise(case: &Case<'_>, told: &[&Telling]) -> Option<usize> {
    let strongest = |session: usize| told.iter().filter(|of| of.session == session).map(|of| of.pain).max();
    let mut told_in: Vec<usize> = told.iter().map(|of| of.session).collect();
    told_in.sort_unstable();
    told_in.dedup();
    let [.., first, second, third] = told_in[..] else { return None };
    let (a, b, c) = (strongest(first)?, strongest(second)?, strongest(third)?);
    (a <= b && b <= c && i64::from(c) - i64::from(a) >= case.book.number("pain_rise_sessions")).then_some(third)
}

/// G4: pain at one site rising from one set of a drill to the next.
fn set_by_set(case: &Case<'_>) -> Vec<Lock> {
    let mut locks = Vec::new();
    let counted: Vec<(&Hurt, DrillNo, usize, i64)> = case.hurts.iter().filter_map(told_in_drill).collect();
    for (hurt, drill, session, _) in &counted {
        for side in hurt.sides() {
            let set_of = |place: Place| 1 + case.sets_of(*session, *drill, *side).filter(|set| *set < place).count();
            let strongest = |set: usize| {
                let before = counted.iter().filter(|(other, of_drill, in_session, _)| {
                    other.at <= hurt.at
                        && (of_drill, in_session) == (drill, session)
                        && other.site == hurt.site
                        && other.concerns(*side)
                        && set_of(other.at) == set
                });
                let baseline = i64::from(case.baseline(hurt.site, hurt.at));
                before.map(|(_, _, _, pain)| *pain).max().unwrap_or(0).max(baseline)
            };
            let set = set_of(hurt.at);
            if set < 2 {
                continue;
            }
            let (before, now) = (strongest(set - 1), strongest(set));
            let limit = if case.book.is_joint(hurt.site) {
                case.joint_cap(hurt.site, hurt.at)
            } else {
                case.book.number("pain_red_above")
            };
            if now - before >= case.book.number("pain_rise_sets") || (now > before && now > limit) {
                locks.push(Lock { at: hurt.at, rule: RuleId::G4, drill: *drill, side: *side });
            }
        }
    }
    locks
}

/// A hurt with a number that names the drill and is not soreness, with drill, session and number.
fn told_in_drill(hurt: &Hurt) -> Option<(&Hurt, DrillNo, usize, i64)> {
    (hurt.kind != Kind::Soreness).then_some((hurt, hurt.drill?, hurt.session?, i64::from(hurt.pain?)))
}

/// G5: performances in a row, each with an amber.
fn three_ambers(case: &Case<'_>, holds: &[Setback]) -> Vec<Lock> {
    let mut locks = Vec::new();
    let in_a_row = case.book.times("ambers_lock");
    for amber in holds.iter().filter(|hold| hold.of == Kind::Amber) {
        let had_amber = |session: usize| {
            holds.iter().any(|hold| {
                hold.of == Kind::Amber
                    && hold.at <= amber.at
                    && hold.session == session
                    && (hold.drill, hold.side) == (amber.drill, amber.side)
            })
        };
        let performances: Vec<usize> =
            (0..=amber.session).filter(|no| case.performance(*no, amber.drill, amber.side).is_some()).collect();
        if performances.len() >= in_a_row && performances.iter().rev().take(in_a_row).all(|no| had_amber(*no)) {
            locks.push(Lock { at: amber.at, rule: RuleId::G5, drill: amber.drill, side: amber.side });
        }
    }
    locks
}

/// G5: a second joint hurt of the same drill and side in another session soon after.
fn joint_again(case: &Case<'_>, holds: &[Setback]) -> Vec<Lock> {
    let within = case.book.days("joint_repeat_days");
    let joints: Vec<&Setback> = holds.iter().filter(|hold| hold.of == Kind::Joint).collect();
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
    let near = |first: &Setback, second: &Setback| case.day(second.at).since(case.day(first.at)).abs() < within;
    again(reds).filter(|(first, second)| near(first, second)).map(|(_, second)| red_lock(second)).collect()
}

/// G3: the same drill and side out again, in another session.
fn outs_again(case: &Case<'_>, reds: &[Setback]) -> Vec<Lock> {
    let is_out = |red: &Setback| case.book.regressions(red.drill).is_empty();
    again(reds).filter(|(_, second)| is_out(second)).map(|(_, second)| red_lock(second)).collect()
}

/// Pairs of reds of the same drill and side in two sessions.
fn again(reds: &[Setback]) -> impl Iterator<Item = (&Setback, &Setback)> {
    let all = reds.iter().flat_map(move |first| reds.iter().map(move |second| (first, second)));
    all.filter(|(first, second)| {
        first.at <= second.at
            && first.session != second.session
            && (first.drill, first.side) == (second.drill, second.side)
    })
}

/// G3: red on one side in two episodes within `red_window_days`, or in two of a few consecutive sessions.
fn two_reds(case: &Case<'_>, reds: &[SideRed]) -> Vec<(Place, Side)> {
    let within = case.book.days("red_window_days");
    let consecutive = case.book.times("red_sessions_near");
    let day = |of: &SideRed| match of.episode {
        Episode::Session(session) => case.sessions[session].day,
        Episode::OwnDay(day) => day,
    };
    let near = |first: &SideRed, second: &SideRed| {
        let few_sessions_apart = match (first.episode, second.episode) {
            (Episode::Session(first), Episode::Session(second)) => first.abs_diff(second) < consecutive,
            _ => false,
        };
        first.episode != second.episode && (few_sessions_apart || day(first).since(day(second)).abs() < within)
    };
    let mut found = Vec::new();
    for second in reds {
        let is_second = |first: &SideRed| first.at <= second.at && first.side == second.side && near(first, second);
        if reds.iter().any(is_second) {
            found.push((second.at, second.side));
        }
    }
    found
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
