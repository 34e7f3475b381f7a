//! What must hold of the guard whatever the history: seven invariants, on random histories and a small world walked whole.

#[allow(dead_code, reason = "the oracle uses what the invariants do not, and the other way round")]
mod guard_histories;

use std::collections::BTreeSet;
use std::sync::Arc;

use coxa::dose::{
    ClearanceEvent, ClearedBy, Did, Event, EventKind, FormSeenBy, GuardKnowledge, History, Integrity, MorningState,
    Preference, dose, guard,
};
use coxa::prescribe::{Block, PlannedDose, PlannedDrill, PlannedSession, Programme, Work};
use coxa::vocabulary::{
    Allowance, Answer, Clearance, Day, DrillId, PainSite, QuestionId, RuleId, Sensation, Side, Test,
};

use guard_histories::{
    Compared, FIRST_DAY, Random, Sources, all_no, assessment, first_beyond, limits, programme, steps, steps_within,
    strong,
};

/// Random histories per invariant: enough to meet every rule often, few enough for half a minute together.
const HISTORIES: u64 = 4_000;

fn judged(sources: &Sources, history: &History, today: Day) -> Allowance {
    guard(history, today, &sources.world.knowledge, &sources.world.library)
}

fn whole(events: &[Event]) -> History {
    History::new(events.to_vec(), Integrity::Whole)
}

/// The event that comes last, on a day.
fn last_event(sources: &Sources, events: &[Event], day: Day, kind: EventKind) -> Event {
    let latest = events.iter().map(|event| event.at_ms).max().unwrap_or(0);
    let event = sources.event(199, day, kind);
    Event { at_ms: latest.max(event.at_ms) + 1, ..event }
}

/// The same event under a name of its own.
fn named(event: Event, no: usize) -> Event {
    Event { id: Arc::from(format!("named-{no:03}")), ..event }
}

fn hurts_or_worse(kind: &EventKind) -> bool {
    match kind {
        EventKind::Hurt { pain_nrs, .. } => pain_nrs.is_none_or(|pain| pain > 5),
        EventKind::MorningReport { state, .. } => *state == Some(MorningState::Worse),
        _ => false,
    }
}

/// Sessions in which a drill was done on a side, in form, after a place, whose report of a usual morning came.
fn good_sessions_after(events: &[Event], after: usize, drill: &DrillId, side: Side, bilateral: bool) -> usize {
    let mut sessions = BTreeSet::new();
    for event in events.iter().skip(after) {
        if let EventKind::SetDone { session, drill: of, side: on, form_kept: Some(true), .. } = &event.kind
            && of == drill
            && (bilateral || on.is_none_or(|on| on == side))
        {
            sessions.insert(session.clone());
        }
    }
    let reported = |id: &_| {
        events.iter().any(|event| {
            matches!(&event.kind, EventKind::MorningReport { session, state: Some(MorningState::Usual), .. } if session == id)
        })
    };
    sessions.iter().filter(|id| reported(id)).count()
}

#[test]
fn progress_needs_two_good_performances_since_the_latest_red_and_changes_one_variable() {
    let sources = Sources::new();
    let mut steps_seen = 0;
    let mut levels_seen = 0;
    for seed in 0..HISTORIES / 10 {
        let (history, _) = sources.history(seed);
        let events = history.events();
        let mut before: Option<Allowance> = None;
        let mut since: std::collections::BTreeMap<(DrillId, Side), usize> = std::collections::BTreeMap::new();
        for no in 0..events.len() {
            let today = events[no].day;
            let after = judged(&sources, &whole(&events[..=no]), today);
            if hurts_or_worse(&events[no].kind) {
                since.retain(|_, place| *place > no);
            }
            let latest_red = events[..=no].iter().rposition(|event| match &event.kind {
                // A worse morning without a site, or pain too strong without a drill, concerns everything of its session.
                EventKind::MorningReport { state: Some(MorningState::Worse), site: None, .. } => true,
                _ => false,
            });
            let Some(before) = before.replace(after.clone()) else { continue };
            let quiet_morning = matches!(
                &events[no].kind,
                EventKind::MorningReport { state: Some(MorningState::Usual), .. }
            );
            let mut stepped: Vec<(&DrillId, Side)> = Vec::new();
            for (id, side, limit) in limits(&after) {
                let was = before.drills[id].get(side).earned;
                let more = steps(limit.earned).saturating_sub(steps(was));
                let forgot = !steps_within(was, limit.earned);
                assert!(more <= 1, "seed {seed}, event {no}: {id} {side} takes {more} steps at once");
                assert!(more == 0 || !forgot, "seed {seed}, event {no}: {id} {side} changes two variables at once");
                if more == 0 {
                    continue;
                }
                steps_seen += 1;
                stepped.push((id, side));
                assert!(quiet_morning, "seed {seed}, event {no}: {id} {side} steps at {:?}", events[no].kind);
                let drill = sources.world.library.drill(id).expect("a drill of the library");
                let from = since.get(&(id.clone(), side)).copied().unwrap_or(0);
                let good = good_sessions_after(&events[..=no], from, id, side, drill.bilateral);
                assert!(good >= 2, "seed {seed}, event {no}: {id} {side} steps after {good} good performances");
                assert!(
                    latest_red.is_none_or(|red| red < no),
                    "seed {seed}, event {no}: {id} {side} steps at a worse morning"
                );
            }
            for (id, side) in &stepped {
                since.insert(((*id).clone(), *side), no);
            }
            for (id, side, limit) in limits(&after) {
                let lacks = |limit: &coxa::vocabulary::DrillLimit| match &limit.verdict {
                    coxa::vocabulary::Verdict::Allowed => false,
                    coxa::vocabulary::Verdict::Excluded(why) => why.iter().any(|reason| reason.rule == RuleId::G6),
                };
                if !lacks(before.drills[id].get(side)) || lacks(limit) {
                    continue;
                }
                if matches!(events[no].kind, EventKind::Overridden { .. }) {
                    continue;
                }
                levels_seen += 1;
                assert!(quiet_morning, "seed {seed}, event {no}: {id} {side} is earned at {:?}", events[no].kind);
                let library = &sources.world.library;
                let easier = library.drills.iter().filter(|drill| drill.progressions.contains(id));
                let earned_by = easier.filter(|drill| {
                    let good = good_sessions_after(&events[..=no], 0, &drill.id, side, drill.bilateral);
                    let same = before.drills[&drill.id].get(side).earned == after.drills[&drill.id].get(side).earned;
                    good >= 2 && same
                });
                assert!(earned_by.count() > 0, "seed {seed}, event {no}: nothing earned {id} {side}");
            }
        }
    }
    assert!(steps_seen > 100 && levels_seen > 10, "only {steps_seen} steps and {levels_seen} levels were seen");
}

/// Whether a history's event opens what only a clearance of the right scope closes, and whether it stops everything.
fn opens(kind: &EventKind) -> Option<bool> {
    let yes = |answers: &std::collections::BTreeMap<QuestionId, Answer>| {
        let blocking = ["rf_septic.fever", "rf_bone.night_pain", "rf_postop.surgery"];
        blocking.iter().any(|id| answers.get(*id) == Some(&Answer::Yes))
    };
    match kind {
        EventKind::Hurt {
            sensation: Some(Sensation::PainfulCatchOrLock | Sensation::GivingWay), side: None, ..
        } => Some(false),
        EventKind::AssessmentRecorded(told) if yes(&told.safety) => Some(true),
        EventKind::SymptomReported(answers) if yes(answers) => Some(true),
        EventKind::SessionStarted { new_symptoms: Some(answers), .. } if yes(answers) => Some(true),
        _ => None,
    }
}

#[test]
fn without_the_right_clearance_a_flag_or_stop_never_leads_back_to_a_test_or_to_end_range() {
    let sources = Sources::new();
    let mut judged_after = 0;
    for seed in 0..HISTORIES * 4 {
        let (history, today) = sources.history(seed);
        let Some(opened) = history.events().iter().position(|event| opens(&event.kind).is_some()) else { continue };
        let everything = opens(&history.events()[opened].kind) == Some(true);
        let wrong_scope = |event: &Event| match &event.kind {
            EventKind::Cleared(clearance) => match clearance.scope.as_str() {
                "all" => false,
                scope if everything => !["G1", "rf_septic", "rf_bone.night_pain", "rf_postop"].contains(&scope),
                scope => !scope.starts_with("G2"),
            },
            _ => true,
        };
        let mut events: Vec<Event> = history.events().to_vec();
        let mut no = 0;
        events.retain(|event| {
            no += 1;
            no <= opened + 1 || wrong_scope(event)
        });
        for last in (opened..events.len()).step_by(5).chain([events.len() - 1]) {
            for wait in [0, 30] {
                let day = events[last].day.plus(wait).max(today);
                let allowed = judged(&sources, &whole(&events[..=last]), day);
                judged_after += 1;
                for side in Side::ALL {
                    assert!(!allowed.end_range_loading.get(side).is_allowed(), "seed {seed}: end range {side}");
                    assert!(Test::ALL.iter().all(|test| !allowed.allows_test(*test, side)), "seed {seed}: a test");
                }
                if everything {
                    assert_eq!(allowed.clearance, Clearance::Blocked, "seed {seed}");
                    assert!(limits(&allowed).all(|(_, _, limit)| !limit.verdict.is_allowed()), "seed {seed}: a drill");
                }
            }
        }
    }
    assert!(judged_after > 1_000, "only {judged_after} days after a flag or stop were judged");
}

/// An event that may take something away but must never give.
fn an_event_that_gives_nothing(random: &mut Random, sources: &Sources, events: &[Event]) -> EventKind {
    let library = &sources.world.library.drills;
    let drill = random.pick(library).id.clone();
    let known: Vec<_> = events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::MorningReport { session, .. } => Some(session.clone()),
            _ => None,
        })
        .collect();
    let clearance = |by, scope: &str| {
        EventKind::Cleared(ClearanceEvent { by, scope: scope.to_owned(), until: None, keeps: Vec::new() })
    };
    let overridden = |by, rule: &str, to: &str, reason: &str| EventKind::Overridden {
        by,
        rule: rule.to_owned(),
        to: to.to_owned(),
        reason: reason.to_owned(),
    };
    let question = |random: &mut Random| QuestionId::from(random.pick(guard_histories::QUESTIONS).0);
    let side = *random.pick(&[None, Some(Side::Left), Some(Side::Right)]);
    match random.below(16) {
        0..=2 => EventKind::Hurt {
            session: Some(sources.session(random.below(20))),
            test: random.pct(10).then_some(Test::Faber),
            drill: random.pct(70).then_some(drill),
            side,
            site: *random.pick(&[None, Some(PainSite::Groin), Some(PainSite::FrontThigh), Some(PainSite::LateralHip)]),
            pain_nrs: *random.pick(&[None, Some(0), Some(2), Some(3), Some(4), Some(5), Some(6), Some(9)]),
            sensation: *random.pick(&[None, Some(Sensation::Stretch), Some(Sensation::MuscleAche), Some(Sensation::GivingWay)]),
        },
        3 => EventKind::SetDone {
            session: sources.session(90),
            drill,
            side,
            set: 1,
            did: Did { work: Some(Work::Reps(50)), level: Some(2), load_grade: Some(3) },
            challenge: Some(2),
            form_kept: Some(true),
            form_seen_by: Some(FormSeenBy::Person),
        },
        4 => EventKind::SessionStarted { session: sources.session(91), new_symptoms: None, outside_load: Some(true) },
        5 => EventKind::SessionEnded { session: sources.session(random.below(20)), completed: true },
        6 | 7 if !known.is_empty() => EventKind::MorningReport {
            session: random.pick(&known).clone(),
            state: *random.pick(&[None, Some(MorningState::Usual), Some(MorningState::Soreness), Some(MorningState::Worse)]),
            site: *random.pick(&[None, Some(PainSite::Groin), Some(PainSite::Buttock)]),
            pain_nrs: *random.pick(&[None, Some(1), Some(6)]),
            hours_to_settle: None,
        },
        8 => EventKind::SymptomReported([(question(random), Answer::Yes)].into()),
        9 => EventKind::SymptomReported([(question(random), Answer::Unknown)].into()),
        10 => clearance(ClearedBy::Clinician, *random.pick(&["", "g2", "G2:both", "everything", "ALL", "G14"])),
        11 => clearance(ClearedBy::Person, *random.pick(&["G1", "G1b", "G3", "G5", "G10", "baseline", "rf_septic"])),
        12 => overridden(ClearedBy::Person, *random.pick(&["G4", "G5", "G6", "G7", "G8"]), drill.as_str(), "I feel fine"),
        13 => overridden(ClearedBy::Clinician, *random.pick(&["G0", "G1", "G1b", "G2", "G3", "G10", "G11"]), "off", "seen"),
        14 => EventKind::Unreadable { found: "?".to_owned() },
        _ => EventKind::Preference(match random.below(4) {
            0 => Preference::TooEasy(drill),
            1 => Preference::TooHard(drill),
            2 => Preference::Variable(drill, "load".to_owned()),
            _ => Preference::Swap { drill, instead: Some(DrillId::from("hop_one")) },
        }),
    }
}

#[test]
fn nothing_but_good_training_answers_clearance_and_time_enlarges_what_is_allowed() {
    let sources = Sources::new();
    for seed in 0..HISTORIES * 2 {
        let (history, today) = sources.history(seed);
        let mut random = Random::from_seed(seed ^ 0x5eed);
        let mut events = history.events().to_vec();
        let before = judged(&sources, &History::new(events.clone(), history.integrity()), today);
        for _ in 0..3 {
            let kind = an_event_that_gives_nothing(&mut random, &sources, &events);
            // Answers to a question that was open are an exception of their own, so only the open person is asked more.
            if matches!(kind, EventKind::SymptomReported(_)) && before.questions.iter().any(|of| of.id.is_some()) {
                continue;
            }
            let event = last_event(&sources, &events, today, kind.clone());
            let mut longer = events.clone();
            longer.push(event);
            let after = judged(&sources, &History::new(longer, history.integrity()), today);
            let beyond = first_beyond(&before, &after, Compared::Everything);
            assert_eq!(beyond, None, "seed {seed}: {kind:?} gives");
        }
        // What the chain can see: an event lost, repeated under a new name, or moved leaves a gap.
        let cleared = events.iter().any(|event| matches!(&event.kind, EventKind::Cleared(of) if of.scope == "G10"));
        if events.is_empty() || cleared {
            continue;
        }
        let no = random.below(events.len());
        match random.below(3) {
            0 => drop(events.remove(no)),
            1 => {
                let again = Event { id: Arc::from("again"), ..events[no].clone() };
                events.push(again);
            }
            _ => {
                let other = random.below(events.len());
                let (at, then) = (events[no].at_ms, events[other].at_ms);
                events[no].at_ms = then;
                events[other].at_ms = at;
            }
        }
        let after = judged(&sources, &History::new(events, Integrity::Gap), today);
        assert_eq!(first_beyond(&before, &after, Compared::Everything), None, "seed {seed}: a gap gives");
    }
}

/// A programme of one session that asks for too much of everything.
fn greedy_programme(random: &mut Random, sources: &Sources) -> Programme {
    let library = &sources.world.library.drills;
    let drills = (0..6)
        .map(|_| {
            let drill = random.pick(library);
            let side = if drill.bilateral { None } else { Some(*random.pick(&Side::ALL)) };
            PlannedDrill {
                drill: drill.id.clone(),
                side,
                block: Block::Strengthen,
                dose: PlannedDose {
                    sets: drill.dose.sets.1 + 2,
                    work: drill.dose.work.1,
                    effort_cap: 10,
                    effort_start: 8,
                    load_grade: 5,
                    level: drill.complexity_level,
                    rest_s: 30,
                },
                duration_s: 100,
                reason: String::new(),
                sources: Vec::new(),
                stop_rule: String::new(),
            }
        })
        .collect();
    let session = PlannedSession { index: 0, drills, duration_s: 600 };
    Programme { sessions: vec![session], ..programme().as_ref().clone() }
}

#[test]
fn whatever_is_planned_swapped_or_called_too_easy_the_session_stays_inside_what_is_allowed() {
    let sources = Sources::new();
    let world = &sources.world;
    let newer = GuardKnowledge { rule_version: "another".to_owned(), ..world.knowledge.clone() };
    let mut drills_seen = 0;
    for seed in 0..HISTORIES {
        let (history, today) = sources.history(seed);
        let mut random = Random::from_seed(seed ^ 0x0009_1a17);
        let allowed = judged(&sources, &history, today);
        assert_eq!(guard(&history, today, &newer, &world.library), allowed, "seed {seed}: another rule version");
        let mut events = history.events().to_vec();
        for id in ["bridge_two", "stretch_front", "clam"].map(DrillId::from) {
            let preference = if random.pct(50) {
                Preference::Swap { drill: id, instead: Some(random.pick(&world.library.drills).id.clone()) }
            } else {
                Preference::TooEasy(id)
            };
            let event = last_event(&sources, &events, today, EventKind::Preference(preference));
            let event = named(event, events.len());
            events.push(event);
        }
        let history = History::new(events, history.integrity());
        let session = dose(&greedy_programme(&mut random, &sources), &history, today, &world.knowledge, &world.library);
        for found in &session.drills {
            drills_seen += 1;
            let sides = found.side.map_or(Side::ALL.to_vec(), |side| vec![side]);
            let row = world.library.drill(&found.drill).expect("a drill of the library");
            for side in sides {
                let limit = allowed.drills[&found.drill].get(side);
                assert!(limit.verdict.is_allowed(), "seed {seed}: {} {side} is not allowed", found.drill);
                let most = usize::from((row.dose.sets.0 + limit.earned.sets).min(row.dose.sets.1));
                let most = (most * usize::from(limit.volume_pct) / 100).max(1);
                assert!(usize::from(found.dose.sets) <= most, "seed {seed}: {} sets of {}", found.dose.sets, found.drill);
                assert!(found.dose.load_grade <= limit.earned.load, "seed {seed}: load of {}", found.drill);
                assert!(found.dose.effort_cap <= row.dose.effort_cap, "seed {seed}: effort of {}", found.drill);
                assert!(found.dose.level <= row.complexity_level, "seed {seed}: level of {}", found.drill);
            }
        }
    }
    assert!(drills_seen > 1_000, "only {drills_seen} drills were dosed");
}

/// The same event told worse, where it can be.
fn worse(kind: &EventKind, random: &mut Random) -> Option<EventKind> {
    let worse_answer = |answers: &std::collections::BTreeMap<QuestionId, Answer>, random: &mut Random| {
        let mut answers = answers.clone();
        let ids: Vec<QuestionId> = answers.keys().cloned().collect();
        let id = if ids.is_empty() { return None } else { random.pick(&ids) };
        let answer = match answers[id] {
            Answer::No => *random.pick(&[Answer::Unknown, Answer::Yes]),
            Answer::Unknown => Answer::Yes,
            Answer::Yes => return None,
        };
        answers.insert(id.clone(), answer);
        Some(answers)
    };
    match kind.clone() {
        EventKind::AssessmentRecorded(told) => {
            let safety = worse_answer(&told.safety, random)?;
            let mut told = told.as_ref().clone();
            told.safety = safety;
            Some(EventKind::AssessmentRecorded(Arc::new(told)))
        }
        EventKind::SymptomReported(answers) => worse_answer(&answers, random).map(EventKind::SymptomReported),
        EventKind::SessionStarted { session, new_symptoms: Some(answers), outside_load } => {
            let new_symptoms = Some(worse_answer(&answers, random)?);
            Some(EventKind::SessionStarted { session, new_symptoms, outside_load })
        }
        EventKind::Hurt { session, test, drill, side, site, pain_nrs, sensation } => {
            let pain_nrs = pain_nrs.map(|pain| (pain + 1 + u8::try_from(random.below(4)).unwrap_or(0)).min(10));
            let sensation = if random.pct(20) { Some(Sensation::GivingWay) } else { sensation };
            let side = if random.pct(20) { None } else { side };
            Some(EventKind::Hurt { session, test, drill, side, site, pain_nrs, sensation })
        }
        EventKind::MorningReport { session, state: Some(state), site, pain_nrs, hours_to_settle } => {
            let state = match state {
                MorningState::Usual => *random.pick(&[MorningState::Usual, MorningState::Soreness, MorningState::Worse]),
                MorningState::Soreness | MorningState::Worse => MorningState::Worse,
            };
            let pain_nrs = pain_nrs.map(|pain| (pain + u8::try_from(random.below(4)).unwrap_or(0)).min(10));
            Some(EventKind::MorningReport { session, state: Some(state), site, pain_nrs, hours_to_settle })
        }
        _ => None,
    }
}

#[test]
fn the_worse_the_latest_word_the_smaller_what_is_allowed() {
    let sources = Sources::new();
    let mut compared = 0;
    for seed in 0..HISTORIES * 2 {
        let (history, _) = sources.history(seed);
        let mut random = Random::from_seed(seed ^ 0x0b5e);
        let events = history.events();
        for _ in 0..3 {
            if events.is_empty() {
                continue;
            }
            let no = random.below(events.len());
            let Some(kind) = worse(&events[no].kind, &mut random) else { continue };
            let told = &events[..=no];
            let mut worse_told = told.to_vec();
            worse_told[no].kind = kind.clone();
            let today = events[no].day.plus(*random.pick(&[0, 0, 1, 5, 16]));
            let better = judged(&sources, &History::new(told.to_vec(), history.integrity()), today);
            let worse = judged(&sources, &History::new(worse_told, history.integrity()), today);
            compared += 1;
            let beyond = first_beyond(&better, &worse, Compared::Everything);
            assert_eq!(beyond, None, "seed {seed}, event {no}: {kind:?} allows more than {:?}", events[no].kind);
        }
    }
    assert!(compared > 1_000, "only {compared} were compared");
}

#[test]
fn worse_words_at_any_time_never_reopen_tests_or_end_range() {
    let sources = Sources::new();
    for seed in 0..HISTORIES * 2 {
        let (history, today) = sources.history(seed);
        let mut random = Random::from_seed(seed ^ 0x0b5f);
        let mut events = history.events().to_vec();
        // A clearance closes what was told before it: then a yes that is cleared may allow more than an open unknown.
        events.retain(|event| !matches!(event.kind, EventKind::Cleared(_) | EventKind::Overridden { .. }));
        if events.is_empty() {
            continue;
        }
        let better = judged(&sources, &History::new(events.clone(), history.integrity()), today);
        let no = random.below(events.len());
        let Some(kind) = worse(&events[no].kind, &mut random) else { continue };
        events[no].kind = kind.clone();
        let worse = judged(&sources, &History::new(events, history.integrity()), today);
        let beyond = first_beyond(&better, &worse, Compared::TestsAndEndRange);
        assert_eq!(beyond, None, "seed {seed}, event {no}: {kind:?}");
    }
}

#[test]
fn a_healthy_beginner_with_ordinary_soreness_trains_every_planned_session_and_progresses_within_three_weeks() {
    let sources = Sources::new();
    let library = &sources.world.library;
    let planned = ["bridge_two", "breathe", "clam", "stretch_front", "hold_flexion"].map(DrillId::from);
    for seed in 0..100 {
        let mut random = Random::from_seed(seed);
        let mut events = vec![sources.event(
            0,
            FIRST_DAY,
            EventKind::AssessmentRecorded(assessment(Some(30), all_no(), &[], strong())),
        )];
        let mut day = 0;
        let mut session_no = 0;
        while day <= 20 {
            let today = FIRST_DAY.plus(day);
            let session = sources.session(session_no);
            let allowed = judged(&sources, &whole(&events), today);
            let mut write = |kind| {
                let event = named(last_event(&sources, &events, today, kind), events.len());
                events.push(event);
            };
            write(EventKind::SessionStarted {
                session: session.clone(),
                new_symptoms: Some(sources.nothing_new().clone()),
                outside_load: None,
            });
            for id in &planned {
                let drill = library.drill(id).expect("a drill of the library");
                for side in Side::ALL {
                    assert!(allowed.allows_drill(id, side), "seed {seed}, day {day}: {id} {side} is not allowed");
                }
                let earned = allowed.drills[id].left.earned;
                for set in 1..=drill.dose.sets.0 + earned.sets {
                    write(EventKind::SetDone {
                        session: session.clone(),
                        drill: id.clone(),
                        side: None,
                        set,
                        did: Did { work: Some(drill.dose.work.1), level: Some(drill.complexity_level), load_grade: Some(0) },
                        challenge: Some(4),
                        form_kept: Some(true),
                        form_seen_by: Some(FormSeenBy::Myself),
                    });
                }
            }
            let sore = day < 7 && random.pct(60);
            let site = *random.pick(&[PainSite::Buttock, PainSite::FrontThigh, PainSite::LateralHip]);
            let report = EventKind::MorningReport {
                session,
                state: Some(if sore { MorningState::Soreness } else { MorningState::Usual }),
                site: sore.then_some(site),
                pain_nrs: sore.then_some(3),
                hours_to_settle: sore.then_some(48),
            };
            let morning = named(last_event(&sources, &events, today.plus(1), report), events.len());
            events.push(morning);
            session_no += 1;
            day += *random.pick(&[2, 2, 3]);
        }
        let allowed = judged(&sources, &whole(&events), FIRST_DAY.plus(21));
        assert_eq!(allowed.clearance, Clearance::Open, "seed {seed}");
        for id in &planned {
            let harder = &library.drill(id).expect("a drill of the library").progressions;
            for side in Side::ALL {
                let stepped = steps(allowed.drills[id].get(side).earned) > 0;
                let led_on = harder.iter().any(|harder| allowed.allows_drill(harder, side));
                assert!(stepped || led_on, "seed {seed}: {id} {side} has not progressed in three weeks");
            }
        }
    }
}

#[test]
fn the_same_events_in_any_order_and_any_number_give_the_identical_answer() {
    let sources = Sources::new();
    for seed in 0..HISTORIES {
        let (history, today) = sources.history(seed);
        let mut random = Random::from_seed(seed ^ 0x0d0d);
        let mut events = history.events().to_vec();
        for _ in 0..events.len() / 3 {
            events.push(history.events()[random.below(history.events().len())].clone());
        }
        for no in (1..events.len()).rev() {
            events.swap(no, random.below(no + 1));
        }
        let shuffled = History::new(events, history.integrity());
        assert_eq!(judged(&sources, &shuffled, today), judged(&sources, &history, today), "seed {seed}");
    }
}
