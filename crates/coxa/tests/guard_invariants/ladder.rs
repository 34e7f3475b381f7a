//! A small world walked whole: two drills, every way a session can go, every sequence of them.

use std::sync::atomic::{AtomicUsize, Ordering};

use coxa::dose::{ClearanceEvent, ClearedBy, Did, Event, EventKind, FormSeenBy, MorningState};
use coxa::vocabulary::{Allowance, Clearance, Day, DrillId, PainSite, Sensation, Side, Test};

use super::guard_histories::{
    Compared, FIRST_DAY, Sources, all_no, assessment, first_beyond, judged, limits, steps, steps_within, strong, whole,
};

/// Days from session to session, so that mornings lie between and reds fall inside and outside the windows.
const EVERY_DAYS: i32 = 2;

/// How a session can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goes {
    /// Both drills, in form, quiet morning.
    Well,
    /// Only the easier drill, in form, quiet morning.
    EasierWell,
    /// Both, and a sore morning.
    Sore,
    /// Both, and no morning report.
    Unreported,
    /// Both, and an amber in the harder one.
    Amber,
    /// Both, and a joint hurt in the easier one.
    Joint,
    /// Both, and a red in the easier one.
    RedEasier,
    /// Both, and a red in the harder one.
    RedHarder,
    /// Both, and a worse morning.
    Worse,
    /// Both, and a giving way.
    Stop,
    /// No training: a clinician clears everything.
    Cleared,
}

/// Every way, for sequences of five.
const WAYS: &[Goes] = &[
    Goes::Well,
    Goes::EasierWell,
    Goes::Sore,
    Goes::Unreported,
    Goes::Amber,
    Goes::Joint,
    Goes::RedEasier,
    Goes::RedHarder,
    Goes::Worse,
    Goes::Stop,
    Goes::Cleared,
];

/// The ways that change most, for sequences of seven.
const FEW_WAYS: &[Goes] = &[Goes::Well, Goes::Sore, Goes::RedHarder, Goes::Stop, Goes::Cleared];

/// Pairs of ways of which the first is at least as good in every answer.
const NO_WORSE: [(Goes, Goes); 9] = [
    (Goes::Well, Goes::Sore),
    (Goes::Well, Goes::Unreported),
    (Goes::Well, Goes::Amber),
    (Goes::Well, Goes::Joint),
    (Goes::Well, Goes::Stop),
    (Goes::Sore, Goes::Worse),
    (Goes::Amber, Goes::RedHarder),
    (Goes::Joint, Goes::RedEasier),
    (Goes::Well, Goes::Worse),
];

fn small_world() -> Sources {
    let mut sources = Sources::new();
    sources.world.library.drills.retain(|drill| ["clam", "band_step"].contains(&drill.id.as_str()));
    sources
}

/// Adds one session, and the morning after it, to a journal.
fn live(sources: &Sources, events: &mut Vec<Event>, no: usize, goes: Goes) {
    let day = FIRST_DAY.plus(i32::try_from(no).unwrap_or(0) * EVERY_DAYS);
    let session = sources.session(no);
    let mut write = |day: Day, kind| {
        let event = sources.event(events.len(), day, kind);
        events.push(event);
    };
    if goes == Goes::Cleared {
        let clearance =
            ClearanceEvent { by: ClearedBy::Clinician, scope: "all".to_owned(), until: None, keeps: Vec::new() };
        return write(day, EventKind::Cleared(clearance));
    }
    let new_symptoms = Some(sources.nothing_new().clone());
    write(day, EventKind::SessionStarted { session: session.clone(), new_symptoms, outside_load: None });
    for drill in &sources.world.library.drills {
        if goes == Goes::EasierWell && drill.complexity_level > 1 {
            continue;
        }
        for set in 1..=drill.dose.sets.1 {
            write(
                day,
                EventKind::SetDone {
                    session: session.clone(),
                    drill: drill.id.clone(),
                    side: None,
                    set,
                    did: Did {
                        work: Some(drill.dose.work.1),
                        level: Some(drill.complexity_level),
                        load_grade: Some(0),
                    },
                    challenge: Some(4),
                    form_kept: Some(true),
                    form_seen_by: Some(FormSeenBy::Person),
                },
            );
        }
    }
    let hurt = match goes {
        Goes::Amber => Some(("band_step", PainSite::LateralHip, 4, Sensation::Stretch)),
        Goes::RedHarder => Some(("band_step", PainSite::LateralHip, 7, Sensation::Stretch)),
        Goes::Joint => Some(("clam", PainSite::Groin, 3, Sensation::Pinch)),
        Goes::RedEasier => Some(("clam", PainSite::Groin, 7, Sensation::Pinch)),
        Goes::Stop => Some(("clam", PainSite::Groin, 3, Sensation::GivingWay)),
        _ => None,
    };
    if let Some((drill, site, pain, sensation)) = hurt {
        write(
            day,
            EventKind::Hurt {
                session: Some(session.clone()),
                test: None,
                drill: Some(DrillId::from(drill)),
                side: Some(Side::Left),
                site: Some(site),
                pain_nrs: Some(pain),
                sensation: Some(sensation),
            },
        );
    }
    let state = match goes {
        Goes::Unreported => return,
        Goes::Sore => MorningState::Soreness,
        Goes::Worse => MorningState::Worse,
        _ => MorningState::Usual,
    };
    let (site, pain_nrs) = match goes {
        Goes::Sore => (Some(PainSite::LateralHip), Some(3)),
        _ => (None, None),
    };
    write(day.plus(1), EventKind::MorningReport { session, state: Some(state), site, pain_nrs, hours_to_settle: None });
}

/// Whether a session sets a drill back on a side: red, hold or worse.
fn is_setback(goes: Goes, drill: &str, side: Side) -> bool {
    match goes {
        Goes::Sore | Goes::Worse => true,
        Goes::Amber | Goes::RedHarder => drill == "band_step" && side == Side::Left,
        Goes::Joint | Goes::RedEasier | Goes::Stop => drill == "clam" && side == Side::Left,
        Goes::Well | Goes::EasierWell | Goes::Unreported | Goes::Cleared => false,
    }
}

/// Whether a session can be a good performance of a drill on a side.
fn is_good(goes: Goes, drill: &str, side: Side) -> bool {
    let done = match goes {
        Goes::Unreported | Goes::Cleared => false,
        Goes::EasierWell => drill == "clam",
        // A stop or red spoils the session for the whole side.
        Goes::RedEasier | Goes::RedHarder | Goes::Stop => side == Side::Right,
        _ => true,
    };
    done && !is_setback(goes, drill, side)
}

/// One way down the tree: what was lived so far, with what it led to.
struct Path<'a> {
    sources: &'a Sources,
    /// How each session can go, and how many there are.
    choices: &'a [Goes],
    depth: usize,
    ways: Vec<Goes>,
    events: Vec<Event>,
    judged: &'a AtomicUsize,
}

impl Path<'_> {
    fn walk(&mut self) {
        if self.ways.len() == self.depth {
            return;
        }
        let no = self.ways.len();
        let today = FIRST_DAY.plus(i32::try_from(no).unwrap_or(0) * EVERY_DAYS + 1);
        let length = self.events.len();
        // The same day without the session, so that only waiting time is the same for both.
        let before = judged(self.sources, &whole(&self.events), today);
        let mut led_to: Vec<Allowance> = Vec::new();
        for goes in self.choices.iter().copied() {
            live(self.sources, &mut self.events, no, goes);
            self.ways.push(goes);
            let after = judged(self.sources, &whole(&self.events), today);
            self.judged.fetch_add(1, Ordering::Relaxed);
            self.check(goes, &before, &after);
            led_to.push(after);
            self.walk();
            self.ways.pop();
            self.events.truncate(length);
        }
        for (better, worse) in NO_WORSE {
            let place = |of: Goes| self.choices.iter().position(|way| *way == of);
            let (Some(at_most), Some(found)) = (place(better), place(worse)) else { continue };
            let beyond = first_beyond(&led_to[at_most], &led_to[found], Compared::Everything);
            assert_eq!(beyond, None, "after {:?}, {worse:?} allows more than {better:?}", self.ways);
        }
    }

    fn check(&self, goes: Goes, before: &Allowance, after: &Allowance) {
        let ways = &self.ways;
        let trains_well = matches!(goes, Goes::Well | Goes::EasierWell);
        for (id, side, limit) in limits(after) {
            let was = before.drills[id].get(side).earned;
            let more = steps(limit.earned).saturating_sub(steps(was));
            if more == 0 && steps_within(limit.earned, was) {
                continue;
            }
            assert!(
                more == 1 && steps_within(was, limit.earned),
                "{ways:?}: {id} {side} changes more than one variable"
            );
            assert!(is_good(goes, id.as_str(), side), "{ways:?}: {id} {side} takes a step");
            let good = ways.iter().rev().take_while(|of| !is_setback(**of, id.as_str(), side));
            let good = good.filter(|of| is_good(**of, id.as_str(), side)).count();
            assert!(good >= 2, "{ways:?}: {id} {side} takes a step after {good} good performances");
        }
        let latest_stop = ways.iter().rposition(|of| *of == Goes::Stop);
        let latest_clearance = ways.iter().rposition(|of| *of == Goes::Cleared);
        if latest_stop > latest_clearance {
            assert!(!after.end_range_loading.left.is_allowed(), "{ways:?}: end range after a stop");
            let tests = Test::ALL.iter().any(|test| Side::ALL.iter().any(|side| after.allows_test(*test, *side)));
            assert!(!tests, "{ways:?}: a test after a stop");
        }
        // A morning that was asked for is an answer; then end range may come back.
        let answers = !matches!(goes, Goes::Unreported | Goes::Cleared);
        if !trains_well && goes != Goes::Cleared {
            let what =
                if answers && !before.end_range_loading.right.is_allowed() { None } else { Some(Compared::Everything) };
            let of_drills = |of: &Allowance| limits(of).filter(|(_, _, limit)| limit.verdict.is_allowed()).count();
            if matches!(goes, Goes::Sore | Goes::Unreported | Goes::Worse) {
                assert!(of_drills(after) <= of_drills(before), "{ways:?}: more drills than before");
            }
            if matches!(goes, Goes::Sore | Goes::Unreported | Goes::Worse)
                && let Some(what) = what
            {
                assert_eq!(first_beyond(before, after, what), None, "{ways:?} allows more than before");
            }
        }
        assert!(ways.contains(&Goes::Stop) || after.clearance == Clearance::Open, "{ways:?}: {}", after.clearance);
    }
}

/// Walks every sequence of so many sessions.
fn walk_whole(choices: &'static [Goes], depth: usize) {
    let sources = small_world();
    let count = AtomicUsize::new(0);
    let assessed = EventKind::AssessmentRecorded(assessment(Some(30), all_no(), &[], strong()));
    let start = sources.event(0, FIRST_DAY, assessed);
    std::thread::scope(|scope| {
        let (sources, judged, start) = (&sources, &count, &start);
        // The first session decides which thread walks the rest.
        for half in [0, 1] {
            scope.spawn(move || {
                let today = FIRST_DAY.plus(1);
                let before = super::guard_histories::judged(sources, &whole(std::slice::from_ref(start)), today);
                for goes in choices.iter().copied().skip(half).step_by(2) {
                    let (ways, mut events) = (vec![goes], vec![start.clone()]);
                    live(sources, &mut events, 0, goes);
                    let after = super::guard_histories::judged(sources, &whole(&events), today);
                    let mut path = Path { sources, choices, depth, ways, events, judged };
                    path.check(goes, &before, &after);
                    path.walk();
                }
            });
        }
    });
    let depth = u32::try_from(depth).expect("a small depth");
    let all: usize = (2..=depth).map(|depth| choices.len().pow(depth)).sum();
    assert_eq!(count.load(Ordering::Relaxed), all, "every sequence is walked");
}

#[test]
fn in_a_world_of_two_drills_no_five_sessions_break_an_invariant() {
    walk_whole(WAYS, 5);
}

#[test]
fn in_a_world_of_two_drills_no_seven_sessions_break_an_invariant() {
    walk_whole(FEW_WAYS, 7);
}
