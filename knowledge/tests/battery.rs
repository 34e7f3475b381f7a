//! The home battery with the real tables: who is asked what on which day, who is never asked what, and why.

use std::collections::BTreeSet;
use std::sync::Arc;

use coxa::assess::{Battery, BatteryRequest, Pattern, WhyLeftOut, battery};
use coxa::dose::{Event, EventKind, History, Integrity};
use coxa::vocabulary::{
    Allowance, Answer, Assessment, Day, Equipment, Finding, GoalId, Instrument, Mode, PainSite, Person, Reason, RuleId,
    Sensation, Sex, Side, Test, Verdict,
};
use coxa_knowledge::knowledge;
use told::{allowing_everything, finding, home_test, pattern_of, someone, typed_at_home};

#[allow(dead_code, reason = "shared between stories")]
mod told;

const START: Day = Day::from_days(20_000);

/// What the tables promise for a day: at most two changes of position, so at most three positions.
const CHANGES_A_DAY: usize = 2;
/// What the tables promise for a day, minutes.
const MINUTES_A_DAY: f64 = 6.0;
/// What the tables promise for the whole.
const DAYS: u8 = 7;

/// A household: what is at hand, and what can read an angle.
struct Home {
    equipment: BTreeSet<Equipment>,
    instruments: BTreeSet<Instrument>,
}

impl Home {
    fn full() -> Home {
        Home { equipment: Equipment::ALL.iter().copied().collect(), instruments: [Instrument::Phone].into() }
    }

    fn without(thing: Equipment) -> Home {
        let mut home = Home::full();
        home.equipment.remove(&thing);
        home
    }

    fn request<'a>(&'a self, day: u8, done: &'a [Finding]) -> BatteryRequest<'a> {
        BatteryRequest {
            day,
            done,
            goals: &[],
            pattern: None,
            equipment: &self.equipment,
            instruments: &self.instruments,
        }
    }

    fn battery(&self, day: u8, done: &[Finding], allowance: &Allowance) -> Battery {
        battery(&self.request(day, done), allowance, &knowledge().assess)
    }
}

/// Everything proposed: row, side and day.
fn proposed(battery: &Battery) -> Vec<(String, Side, u8)> {
    let tests = battery.days.iter().flat_map(|day| day.tests.iter().map(move |test| (day.day, test)));
    tests.flat_map(|(day, test)| test.sides.iter().map(move |side| (test.id.clone(), *side, day))).collect()
}

fn pairs(battery: &Battery) -> BTreeSet<(String, Side)> {
    proposed(battery).into_iter().map(|(id, side, _)| (id, side)).collect()
}

fn forbidding(allowance: &mut Allowance, test: Test, side: Side) {
    let reason = Reason { rule: RuleId::G3, text: "it hurt".into(), sources: Vec::new(), events: Vec::new() };
    let sides = allowance.tests.get_mut(&test).expect("every test has a verdict");
    sides.get_mut(side).verdict = Verdict::Excluded(vec![reason]);
}

fn healthy() -> Assessment {
    let guard = &knowledge().guard;
    let of_flags = guard.flags.iter().flat_map(|flag| &flag.questions);
    let questions = of_flags.chain(guard.precautions.iter().map(|precaution| &precaution.question));
    Assessment {
        person: Person { age_years: Some(34), sex: Sex::Male, height_m: None, mass_kg: None },
        safety: questions.map(|question| (question.id.clone(), Answer::No)).collect(),
        goals: vec!["squat_deep".into(), "run".into()],
        feels_tight: true,
        day: Some(START),
        ..someone(Vec::new())
    }
}

/// A journal of one assessment and what else was told, each on its day.
fn journal(assessment: &Assessment, told: &[(Day, EventKind)]) -> History {
    let first = (START, EventKind::AssessmentRecorded(Arc::new(assessment.clone())));
    let all = [first].into_iter().chain(told.iter().cloned()).enumerate();
    let events = all.map(|(seq, (day, kind))| {
        let at_ms = i64::from(day.days()) * 86_400_000 + seq as i64;
        Event { id: format!("{seq:05}").into(), device: "d".into(), seq: seq as u64, at_ms, day, kind }
    });
    History::new(events.collect(), Integrity::Whole)
}

fn hurt(test: Test, side: Side, site: PainSite, pain_nrs: u8, sensation: Sensation) -> EventKind {
    EventKind::Hurt {
        session: None,
        test: Some(test),
        drill: None,
        side: Some(side),
        site: Some(site),
        pain_nrs: Some(pain_nrs),
        sensation: Some(sensation),
    }
}

/// A small generator with a fixed start, so that a failure can be run again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

#[test]
fn a_healthy_beginner_is_through_every_home_test_in_seven_short_days_with_two_changes_of_position_at_most() {
    let knowledge = knowledge();
    let home = Home::full();
    let mut assessment = healthy();
    let mut provoked = 0.0;
    let mut used = 0;
    for day in 1..=DAYS {
        let today = START.plus(i32::from(day) - 1);
        let (allowance, pattern) = knowledge.assess(&assessment, &journal(&assessment, &[]), today);
        let request = BatteryRequest {
            goals: &assessment.goals,
            pattern: Some(&pattern),
            ..home.request(day, &assessment.findings)
        };
        let battery = battery(&request, &allowance, &knowledge.assess);
        assert_eq!(battery.left_out, Vec::new(), "day {day}");
        let Some(first) = battery.days.first() else { break };
        used = day;
        assert_eq!(first.day, day);
        assert!(first.minutes <= MINUTES_A_DAY && first.changes <= CHANGES_A_DAY, "day {day}: {first:?}");
        let mut done = Vec::new();
        for test in &first.tests {
            let row = home_test(&test.id);
            assert!(provoked <= row.provocation, "{} on day {day} provokes less than what came before", test.id);
            provoked = row.provocation;
            assert!(!test.why.is_empty() && !test.cannot_tell.is_empty());
            for side in if row.one_value { &test.sides[..1] } else { &test.sides[..] } {
                done.extend(typed_at_home(row, *side, test.instruments[0]));
            }
        }
        assessment.findings.extend(done);
    }
    assert!(used <= DAYS);
    let rest = home.battery(DAYS, &assessment.findings, &allowing_everything());
    assert!(rest.days.is_empty() && rest.left_out.is_empty());
    assert_eq!(rest.measured.len(), 2 * knowledge.assess.home_tests.len());
}

#[test]
fn the_first_day_asks_only_what_the_person_moves_alone_or_hardly_loads() {
    let battery = Home::full().battery(1, &[], &allowing_everything());
    let first = &battery.days[0];
    assert!(first.tests.iter().all(|test| test.mode == Mode::Active), "{first:#?}");
}

#[test]
fn a_test_that_hurt_is_not_asked_on_that_side_while_the_guard_keeps_it_away_and_comes_back_after() {
    let knowledge = knowledge();
    let told = [(START, hurt(Test::StraightLegRaise, Side::Left, PainSite::BackThigh, 6, Sensation::MuscleAche))];
    let history = journal(&healthy(), &told);
    let mut came_back = false;
    for later in 0..30 {
        let today = START.plus(later);
        let allowance = knowledge.guard(&history, today);
        let asked = pairs(&Home::full().battery(1, &[], &allowance));
        let (left, right) = (Side::Left, Side::Right);
        for id in ["home_leg_raise_active", "home_leg_raise_passive"] {
            assert!(asked.contains(&(id.to_string(), right)), "{id}, day {later}");
            let is_asked = asked.contains(&(id.to_string(), left));
            assert_eq!(is_asked, allowance.allows_test(Test::StraightLegRaise, left), "{id}, day {later}");
            assert!(!is_asked || later > 0, "{id} on the day it hurt");
            came_back |= is_asked;
        }
    }
    assert!(came_back, "a test that rested is asked again");
    let battery = Home::full().battery(1, &[], &knowledge.guard(&history, START));
    let out = battery.left_out.iter().find(|out| out.id == "home_leg_raise_passive").expect("left out");
    assert_eq!(out.sides, [Side::Left]);
    assert!(matches!(&out.why, WhyLeftOut::Guard(reasons) if reasons.iter().any(|it| it.rule == RuleId::G3)));
    assert!(out.text.contains("left side") && out.text.contains("G3"), "{}", out.text);
}

#[test]
fn after_a_stop_sign_or_with_an_urgent_question_open_nothing_is_asked_at_all() {
    let knowledge = knowledge();
    let told = [(START, hurt(Test::Faber, Side::Right, PainSite::Groin, 3, Sensation::GivingWay))];
    let stopped = knowledge.guard(&journal(&healthy(), &told), START.plus(1));
    let mut silent = healthy();
    silent.safety.clear();
    let unanswered = knowledge.guard(&journal(&silent, &[]), START);
    for allowance in [stopped, unanswered] {
        let battery = Home::full().battery(1, &[], &allowance);
        assert!(battery.days.is_empty());
        let out = battery.left_out.iter().map(|out| out.sides.len()).sum::<usize>();
        assert_eq!(out, 2 * knowledge.assess.home_tests.len());
        assert!(battery.left_out.iter().all(|out| matches!(&out.why, WhyLeftOut::Guard(why) if !why.is_empty())));
    }
}

#[test]
fn without_a_table_the_edge_of_the_bed_does_and_without_a_wall_nothing_does() {
    let allowance = allowing_everything();
    let no_table = Home::without(Equipment::Table).battery(1, &[], &allowance);
    let mut tests = no_table.days.iter().flat_map(|day| &day.tests);
    let thomas = tests.find(|test| test.id == "home_thomas_knee_bent").expect("asked all the same");
    assert!(thomas.in_place.iter().any(|text| text.contains("bed")), "{:?}", thomas.in_place);
    let with_table = Home::full().battery(1, &[], &allowance);
    let mut tests = with_table.days.iter().flat_map(|day| &day.tests);
    assert!(tests.find(|test| test.id == "home_thomas_knee_bent").expect("asked").in_place.is_empty());

    let no_wall = Home::without(Equipment::Wall).battery(1, &[], &allowance);
    let out = no_wall.left_out.iter().find(|out| out.id == "home_knee_to_wall").expect("left out");
    assert_eq!(out.why, WhyLeftOut::Equipment(vec![vec![Equipment::Wall]]));
    assert!(out.text.contains("needs wall, which is not at hand"), "{}", out.text);
    assert!(pairs(&no_wall).iter().all(|(id, _)| id != "home_knee_to_wall"));
}

#[test]
fn an_instrument_at_hand_is_offered_before_the_eyes_and_without_any_the_eyes_remain() {
    let with_phone = Home::full().battery(1, &[], &allowing_everything());
    let eyes = Home { instruments: BTreeSet::new(), ..Home::full() }.battery(1, &[], &allowing_everything());
    let of = |battery: &Battery| -> Vec<Vec<Instrument>> {
        let tests = battery.days.iter().flat_map(|day| &day.tests);
        tests.filter(|test| test.id == "home_turn_in_active").map(|test| test.instruments.clone()).collect()
    };
    assert_eq!(of(&with_phone), [vec![Instrument::Phone, Instrument::Visual]]);
    assert_eq!(of(&eyes), [vec![Instrument::Visual]]);
}

#[test]
fn nothing_forbidden_is_ever_asked_and_everything_open_is_planned_or_explained() {
    let (knowledge, home) = (&knowledge().assess, Home::full());
    let mut dice = Dice(7);
    for round in 0..400 {
        let mut allowance = allowing_everything();
        let often = 1 + dice.below(6);
        for test in Test::ALL {
            for side in Side::ALL {
                if dice.below(6) < often && dice.below(2) == 0 {
                    forbidding(&mut allowance, *test, side);
                }
            }
        }
        let battery = home.battery(1, &[], &allowance);
        assert_eq!(battery, home.battery(1, &[], &allowance), "round {round}: not the same twice");
        assert!(battery.days.iter().all(|day| (1..=DAYS).contains(&day.day) && !day.tests.is_empty()));
        assert!(battery.days.iter().all(|day| day.minutes <= MINUTES_A_DAY && day.changes <= CHANGES_A_DAY));
        let asked = pairs(&battery);
        assert_eq!(asked.len(), proposed(&battery).len(), "round {round}: asked twice");
        let out: BTreeSet<(String, Side)> =
            battery.left_out.iter().flat_map(|out| out.sides.iter().map(|side| (out.id.clone(), *side))).collect();
        for row in &knowledge.home_tests {
            for side in Side::ALL {
                let pair = (row.id.clone(), side);
                assert!(asked.contains(&pair) != out.contains(&pair), "round {round}: {pair:?}");
                if asked.contains(&pair) {
                    assert!(allowance.allows_test(row.test, side), "round {round}: {pair:?}");
                    for test in &row.other_side {
                        assert!(allowance.allows_test(*test, side.other()), "round {round}: {pair:?}");
                    }
                }
            }
        }
        assert!(battery.left_out.iter().all(|out| out.why != WhyLeftOut::NoRoom), "round {round}: no room");

        // A stricter guard never adds anything.
        let mut stricter = allowance.clone();
        for _ in 0..4 {
            let test = Test::ALL[dice.below(Test::ALL.len() as u64) as usize];
            forbidding(&mut stricter, test, Side::ALL[dice.below(2) as usize]);
        }
        assert!(pairs(&home.battery(1, &[], &stricter)).is_subset(&asked), "round {round}");
    }
}

#[test]
fn a_hip_that_may_not_be_bent_is_not_held_bent_while_the_other_one_is_tested() {
    let mut allowance = allowing_everything();
    forbidding(&mut allowance, Test::FlexionKneeBent, Side::Left);
    let asked = pairs(&Home::full().battery(1, &[], &allowance));
    for id in ["home_thomas_knee_bent", "home_thomas_knee_straight"] {
        assert!(!asked.contains(&(id.to_string(), Side::Right)), "{id}: the left hip is held bent");
        assert!(asked.contains(&(id.to_string(), Side::Left)), "{id}: the right hip may be held bent");
    }
    let mut allowance = allowing_everything();
    forbidding(&mut allowance, Test::InternalRotation0, Side::Left);
    forbidding(&mut allowance, Test::SitToStand, Side::Left);
    let asked = pairs(&Home::full().battery(1, &[], &allowance));
    for side in Side::ALL {
        for id in ["home_fall_in_hip_straight", "home_sit_to_stand"] {
            assert!(!asked.contains(&(id.to_string(), side)), "{id}: both hips move at once");
        }
    }
}

#[test]
fn what_needs_somebody_at_hand_is_asked_of_nobody() {
    for row in &knowledge().assess.home_tests {
        assert!(!row.test.is_supervised() && row.test != Test::Fadir, "{}", row.id);
    }
    let mut allowance = allowing_everything();
    for side in Side::ALL {
        allowance.tests.get_mut(&Test::Ely).expect("a verdict").get_mut(side).supervised = true;
    }
    let asked = pairs(&Home::full().battery(1, &[], &allowance));
    assert!(asked.iter().all(|(id, _)| id != "home_heel_to_buttock"));
}

#[test]
fn missed_days_move_on_and_nothing_is_lost() {
    let home = Home::full();
    let planned = home.battery(1, &[], &allowing_everything());
    let late = home.battery(4, &[], &allowing_everything());
    assert_eq!(pairs(&planned), pairs(&late));
    assert_eq!(late.days.first().map(|day| day.day), Some(4));
    assert!(late.days.len() <= usize::from(DAYS));

    // The second day was left half-way: what was done is not asked again, the rest comes first.
    let second = &planned.days[1];
    let did: Vec<Finding> = planned.days[0]
        .tests
        .iter()
        .chain(&second.tests[..1])
        .flat_map(|test| {
            test.sides.iter().flat_map(|side| typed_at_home(home_test(&test.id), *side, test.instruments[0]))
        })
        .collect();
    let third = home.battery(3, &did, &allowing_everything());
    assert_eq!(third.days[0].tests[0].id, second.tests[1].id);
    assert!(third.days.last().is_some_and(|day| day.day <= DAYS));
    let measured: BTreeSet<(String, Side)> = third.measured.iter().map(|it| (it.id.clone(), it.side)).collect();
    assert_eq!(measured.union(&pairs(&third)).cloned().collect::<BTreeSet<_>>(), pairs(&planned));
    assert!(measured.is_disjoint(&pairs(&third)));
}

#[test]
fn what_is_measured_on_one_side_in_one_mode_is_asked_on_the_other_side_and_in_the_other_mode() {
    let done = [finding(Test::InternalRotation90, Mode::Passive, Side::Left, 31.0)];
    let battery = Home::full().battery(1, &done, &allowing_everything());
    let asked = pairs(&battery);
    assert!(!asked.contains(&("home_turn_in_passive".into(), Side::Left)));
    assert!(asked.contains(&("home_turn_in_passive".into(), Side::Right)));
    assert!(asked.contains(&("home_turn_in_active".into(), Side::Left)));
    let test = battery.days.iter().flat_map(|day| &day.tests).find(|test| test.id == "home_turn_in_passive");
    let test = test.expect("asked on the right");
    assert!((test.minutes - home_test(&test.id).minutes).abs() < 1e-9, "one side takes half the time");
}

#[test]
fn among_equally_provocative_tests_a_wanted_task_comes_first_and_is_named_as_the_reason() {
    let home = Home::full();
    let goals: [GoalId; 1] = ["sit_cross_legged".into()];
    let request = BatteryRequest { goals: &goals, ..home.request(1, &[]) };
    let battery = battery(&request, &allowing_everything(), &knowledge().assess);
    let shows = [Test::FlexionKneeBent, Test::Abduction, Test::ExternalRotation90, Test::ExternalRotation0];
    let passive = |mode: Mode| mode == Mode::Passive;
    let first = battery.days.iter().flat_map(|day| &day.tests).find(|test| passive(test.mode)).expect("passive tests");
    assert!(shows.contains(&first.test), "{}", first.id);
    assert!(first.why.contains("Sit cross-legged"), "{}", first.why);
}

#[test]
fn among_equally_provocative_tests_what_the_pattern_asks_for_comes_first() {
    let home = Home::full();
    let mut pattern: Pattern = pattern_of(&someone(Vec::new()));
    let ask = coxa::assess::NextTest {
        test: Test::Ely,
        mode: Mode::Passive,
        side: Side::Right,
        expected_information: 0.4,
        text: String::new(),
    };
    pattern.next_tests = vec![ask];
    let request = BatteryRequest { pattern: Some(&pattern), ..home.request(1, &[]) };
    let battery = battery(&request, &allowing_everything(), &knowledge().assess);
    let mut tests = battery.days.iter().flat_map(|day| &day.tests);
    let first = tests.find(|test| home_test(&test.id).provocation > 0.0).expect("more than active tests");
    assert_eq!(first.test, Test::Ely);
    assert!(first.why.contains("limits the right hip most a lot"), "{}", first.why);
}
