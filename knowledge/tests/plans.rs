//! Plans over the real library, judged by code of their own: every rule kept, honest, the same every time.

use std::collections::{BTreeMap, BTreeSet};

use coxa::assess::{DirectionState, MechanismBelief, Naming, Pattern, SidePattern, StretchVerdict};
use coxa::prescribe::{Block, Category, Drill, PlanRequest, PrescribeKnowledge, Programme, prescribe, session_day};
use coxa::vocabulary::{
    Allowance, BySide, Clearance, Constraints, Direction, DrillLimit, EarnedSteps, Equipment, Interval, Mechanism,
    Reason, RuleId, Side, Verdict,
};

/// Minutes that planning in seconds and reporting in minutes may differ by.
const ROUNDING_MIN: f64 = 1e-6;

fn library() -> &'static PrescribeKnowledge {
    &coxa_knowledge::knowledge().prescribe
}

fn open(limit: DrillLimit) -> Allowance {
    Allowance {
        clearance: Clearance::Open,
        reasons: Vec::new(),
        questions: Vec::new(),
        referrals: Vec::new(),
        advice: Vec::new(),
        must_not: BySide::default(),
        end_range_loading: BySide { left: Verdict::Allowed, right: Verdict::Allowed },
        tests: BTreeMap::new(),
        drills: library()
            .drills
            .iter()
            .map(|drill| (drill.id.clone(), BySide { left: limit.clone(), right: limit.clone() }))
            .collect(),
    }
}

fn fresh() -> DrillLimit {
    DrillLimit {
        verdict: Verdict::Allowed,
        volume_pct: 100,
        earned: EarnedSteps::default(),
        may_progress: true,
        reasons: Vec::new(),
    }
}

fn excluded(rule: RuleId) -> Verdict {
    Verdict::Excluded(vec![Reason { rule, text: "for the test".into(), sources: Vec::new(), events: Vec::new() }])
}

fn request(minutes_per_session: u16, sessions_per_week: u8) -> PlanRequest {
    PlanRequest {
        goals: Vec::new(),
        constraints: Constraints {
            minutes_per_session,
            sessions_per_week,
            equipment: Equipment::ALL.iter().copied().collect(),
        },
        feels_tight: false,
        node_limit: 300,
        gap_pct: 1.0,
    }
}

fn side(short: &[(Direction, f64)], likely: &[(Mechanism, f64)]) -> SidePattern {
    let directions = Direction::ALL.iter().map(|direction| {
        let deficit = short.iter().find(|(short, _)| short == direction).map_or(-2.0, |(_, deg)| *deg);
        DirectionState {
            direction: *direction,
            passive_deg: None,
            active_deg: None,
            deficit_deg: Some(Interval { estimate: deficit, low: deficit - 4.0, high: deficit + 4.0 }),
            demand_gap_deg: (0.0 < deficit).then_some(deficit / 2.0),
            borrowed_deg: (0.0 < deficit).then_some(deficit / 3.0),
            shape_probability: 0.0,
            stretch: if 0.0 < deficit { StretchVerdict::Useful } else { StretchVerdict::NotShort },
        }
    });
    SidePattern {
        beliefs: likely
            .iter()
            .map(|(mechanism, probability)| MechanismBelief {
                mechanism: *mechanism,
                probability: *probability,
                end_range: mechanism.is_end_range(),
                costs: Vec::new(),
            })
            .collect(),
        none_probability: 0.0,
        naming: likely.first().map_or(Naming::NoRestriction, |(mechanism, _)| Naming::Mechanism(*mechanism)),
        directions: directions.collect(),
        fadir_positive: None,
        feels_tight_range_normal: false,
        sentences: Vec::new(),
    }
}

fn pattern(left: SidePattern, right: SidePattern) -> Pattern {
    Pattern {
        sides: BySide { left, right },
        deficits: Vec::new(),
        demand_gaps: Vec::new(),
        contrasts: Vec::new(),
        changes: Vec::new(),
        next_tests: Vec::new(),
        caveats: Vec::new(),
        method: "by hand".into(),
        seed: 0,
    }
}

fn nothing_short() -> Pattern {
    pattern(side(&[], &[]), side(&[], &[]))
}

/// A person made from a number: one to three short directions and mechanisms on each side.
fn person(seed: u64) -> Pattern {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) + 1;
    let mut below = |end: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % end
    };
    let mut one_side = || {
        let short: Vec<_> = (0..1 + below(3)).map(|_| (Direction::ALL[below(8)], 4.0 + below(14) as f64)).collect();
        let likely: Vec<_> =
            (0..1 + below(4)).map(|_| (Mechanism::ALL[below(23)], 0.1 + below(15) as f64 / 100.0)).collect();
        let mut side = side(&short, &likely);
        let chosen = below(8);
        side.directions[chosen].stretch =
            [StretchVerdict::Shape, StretchVerdict::Beyond, StretchVerdict::NotMeasured, StretchVerdict::Useful]
                [below(4)];
        side
    };
    pattern(one_side(), one_side())
}

fn drill(id: &str) -> &'static Drill {
    library().drill(&id.into()).expect("a drill of the library")
}

/// Whether a pose of the drill goes at least half way to the end of a direction; nothing loads past the midline yet.
fn goes_into(drill: &Drill, direction: Direction) -> bool {
    let half_deg = [50.0, 30.0, 5.0, 4.0, 16.0, 0.0, 13.0, 15.0][direction as usize];
    let mut legs = vec![drill.start.legs.right, drill.end.legs.right];
    if drill.bilateral {
        legs.extend([drill.start.legs.left, drill.end.legs.left]);
    }
    legs.iter().any(|leg| {
        let straight = leg.knee_flexion.deg() <= 45.0;
        let (deg, knee) = match direction {
            Direction::Flexion => (leg.hip_flexion.deg(), true),
            Direction::FlexionKneeStraight => (leg.hip_flexion.deg(), straight),
            Direction::Extension => (-leg.hip_flexion.deg(), true),
            Direction::ExtensionKneeBent => (-leg.hip_flexion.deg(), !straight),
            Direction::Abduction => (-leg.hip_adduction.deg(), true),
            Direction::Adduction => (leg.hip_adduction.deg(), true),
            Direction::InternalRotation => (leg.hip_internal_rotation.deg(), true),
            Direction::ExternalRotation => (-leg.hip_internal_rotation.deg(), true),
        };
        knee && half_deg <= deg + ROUNDING_DEG
    })
}

/// Degrees turned to radians and back, degrees.
const ROUNDING_DEG: f64 = 1e-6;

/// Every rule of planning that a programme breaks.
fn broken_rules(programme: &Programme, pattern: &Pattern, request: &PlanRequest, allowance: &Allowance) -> Vec<String> {
    let mut broken = Vec::new();
    let mut often = BTreeMap::<&str, BTreeSet<u8>>::new();
    let (mut trained, mut loaded) = (BTreeSet::new(), BTreeSet::new());
    let sides = |side: Option<Side>| side.map_or(Side::ALL.to_vec(), |side| vec![side]);
    if usize::from(request.constraints.sessions_per_week) < programme.sessions.len() {
        broken.push("more sessions than the person has".into());
    }
    for session in &programme.sessions {
        let seconds: u32 = session.drills.iter().map(|planned| planned.duration_s).sum();
        if u32::from(request.constraints.minutes_per_session) * 60 < seconds || seconds != session.duration_s {
            broken.push(format!("session {} takes {seconds} s", session.index));
        }
        if session.drills.first().is_none_or(|first| first.block != Block::Prepare) {
            broken.push(format!("session {} does not begin with preparing", session.index));
        }
        if !session.drills.is_sorted_by_key(|planned| planned.block) {
            broken.push(format!("session {} is out of order", session.index));
        }
        let ids: BTreeSet<&str> = session.drills.iter().map(|planned| planned.drill.as_str()).collect();
        if library().facts.number("drills_per_session_max") < ids.len() as f64 {
            broken.push(format!("session {} has {} drills", session.index, ids.len()));
        }
        for planned in &session.drills {
            let row = drill(planned.drill.as_str());
            often.entry(planned.drill.as_str()).or_default().insert(session.index);
            for side in sides(planned.side) {
                if !allowance.allows_drill(&planned.drill, side) {
                    broken.push(format!("{} is not allowed {side}", planned.drill));
                }
                let ranges = row.directions.iter().map(|direction| (side, *direction));
                match row.category {
                    Category::Strength | Category::Control | Category::EndRange => {
                        loaded.extend(ranges.filter(|(_, direction)| goes_into(row, *direction)));
                    }
                    Category::Static | Category::Pnf | Category::Dynamic | Category::JointMob | Category::Release => {
                        trained.extend(ranges);
                    }
                    _ => {}
                }
                for direction in &row.directions {
                    let verdict = pattern.sides.get(side).directions.iter().find(|state| state.direction == *direction);
                    let stretch = matches!(row.category, Category::Static | Category::Pnf | Category::JointMob);
                    if stretch
                        && verdict.is_some_and(|state| {
                            !matches!(state.stretch, StretchVerdict::Useful | StretchVerdict::NotMeasured)
                        })
                    {
                        broken.push(format!("{} stretches {direction} {side}", planned.drill));
                    }
                }
            }
            if row.dose.effort_cap < planned.dose.effort_cap || planned.dose.effort_cap < planned.dose.effort_start {
                broken.push(format!("{} is too hard", planned.drill));
            }
            if planned.dose.sets == 0 || row.dose.sets.1 < planned.dose.sets {
                broken.push(format!("{} has {} sets", planned.drill, planned.dose.sets));
            }
            if !row.equipment.iter().all(|any| any.iter().any(|one| request.constraints.equipment.contains(one))) {
                broken.push(format!("{} needs what is not there", planned.drill));
            }
            if planned.reason.is_empty() || planned.stop_rule.is_empty() {
                broken.push(format!("{} has no reason or no stop rule", planned.drill));
            }
        }
    }
    let count = u8::try_from(programme.sessions.len()).expect("a week");
    for (id, sessions) in &often {
        let row = drill(id);
        let (least, most) = row.dose.sessions_per_week;
        let times = u8::try_from(sessions.len()).expect("a week");
        if times < least.min(count) && row.category != Category::Strength || most < times {
            broken.push(format!("{id} {times} times a week"));
        }
        if matches!(row.category, Category::Strength) && 1 < times {
            let days: Vec<u8> = sessions.iter().map(|session| session_day(*session, count)).collect();
            let after = days.iter().skip(1).copied().chain([days[0] + 7]);
            if days.iter().zip(after).any(|(day, next)| next - day < 2) {
                broken.push(format!("{id} within 48 h"));
            }
        }
    }
    broken
        .extend(trained.difference(&loaded).map(|(side, direction)| format!("{direction} {side} trained, not loaded")));
    broken
}

#[test]
fn every_plan_keeps_every_rule_and_stays_below_its_bound() {
    let mut planned = 0;
    for seed in 0..60 {
        let pattern = person(seed);
        let request = request([8, 15, 25, 40][seed as usize % 4], 1 + (seed % 7) as u8);
        let allowance = open(fresh());
        let programme = prescribe(&pattern, &request, &allowance, library());
        assert_eq!(broken_rules(&programme, &pattern, &request, &allowance), Vec::<String>::new(), "person {seed}");
        assert!(programme.objective <= programme.bound, "person {seed}");
        planned += usize::from(!programme.sessions.is_empty());
    }
    assert_eq!(planned, 60);
}

#[test]
fn a_plan_is_always_inside_what_the_guard_allows() {
    for seed in 0..30_usize {
        let pattern = person(seed as u64);
        let mut allowance = open(fresh());
        for (number, sides) in allowance.drills.values_mut().enumerate() {
            if (number + seed) % 3 == 0 {
                sides.left.verdict = excluded(RuleId::G3);
            }
            if (number * 7 + seed) % 4 == 0 {
                sides.right.verdict = excluded(RuleId::G1b);
            }
        }
        let request = request(25, 4);
        let programme = prescribe(&pattern, &request, &allowance, library());
        assert_eq!(broken_rules(&programme, &pattern, &request, &allowance), Vec::<String>::new(), "person {seed}");
        let rules: Vec<_> = programme.exclusions.iter().filter_map(|e| e.reasons.first().map(|r| r.rule)).collect();
        assert!(rules.contains(&RuleId::G3) && rules.is_sorted(), "exclusions are grouped by rule");
    }
}

#[test]
fn nobody_trains_when_blocked_and_the_programme_says_why() {
    let mut allowance = open(fresh());
    allowance.clearance = Clearance::Blocked;
    let programme = prescribe(&person(1), &request(30, 4), &allowance, library());
    assert!(programme.sessions.is_empty());
    assert_eq!(programme.exclusions.len(), library().drills.len());
    assert!(programme.sentences[0].contains("Nothing may be trained"));
}

#[test]
fn the_same_question_has_the_same_answer_and_the_node_limit_only_loosens_the_bound() {
    let allowance = open(fresh());
    let mut request = request(15, 5);
    let first = prescribe(&person(3), &request, &allowance, library());
    assert_eq!(first, prescribe(&person(3), &request, &allowance, library()));
    request.node_limit = 1;
    let short = prescribe(&person(3), &request, &allowance, library());
    assert!(short.objective <= first.bound && first.objective <= short.bound);
}

#[test]
fn more_minutes_are_never_worth_less_than_the_proven_gap() {
    let allowance = open(fresh());
    for seed in [2, 5, 9] {
        let mut before = 0.0;
        for minutes in [6, 10, 15, 25, 45] {
            let programme = prescribe(&person(seed), &request(minutes, 4), &allowance, library());
            assert!(before <= programme.bound, "person {seed}, {minutes} min");
            before = programme.objective;
        }
    }
}

#[test]
fn what_is_not_short_is_kept_with_little_and_without_stretching() {
    let programme = prescribe(&nothing_short(), &request(45, 6), &open(fresh()), library());
    assert_eq!(programme.sessions.len(), 2);
    let minutes: u32 = programme.sessions.iter().map(|session| session.duration_s / 60).sum();
    assert!(0 < minutes && minutes < 60, "{minutes} min a week");
    for planned in programme.sessions.iter().flat_map(|session| &session.drills) {
        let category = drill(planned.drill.as_str()).category;
        assert!(!matches!(category, Category::Static | Category::Pnf | Category::JointMob), "{}", planned.drill);
    }
    assert!(programme.sentences[0].contains("measurement error"), "{:?}", programme.sentences);
}

#[test]
fn a_first_plan_starts_low_and_earned_steps_and_lost_volume_change_it() {
    let hamstrings = || side(&[(Direction::FlexionKneeStraight, 15.0)], &[(Mechanism::Hamstrings, 0.8)]);
    let person = pattern(hamstrings(), hamstrings());
    let weekly = |limit: DrillLimit| prescribe(&person, &request(40, 4), &open(limit), library()).weekly;
    let first = prescribe(&person, &request(40, 4), &open(fresh()), library());
    for planned in first.sessions.iter().flat_map(|session| &session.drills) {
        let row = drill(planned.drill.as_str());
        assert_eq!((planned.dose.sets, planned.dose.work), (row.dose.sets.0, row.dose.work.0), "{}", planned.drill);
        assert!(planned.dose.effort_start <= 4);
    }
    let less = DrillLimit { volume_pct: 60, ..fresh() };
    let halved = prescribe(&person, &request(40, 4), &open(less.clone()), library());
    for planned in halved.sessions.iter().flat_map(|session| &session.drills) {
        let row = drill(planned.drill.as_str());
        assert_eq!(planned.dose.sets, (row.dose.sets.0 * 60 / 100).max(1), "{}", planned.drill);
    }
    assert_ne!(weekly(less), weekly(fresh()));
}

#[test]
fn weekly_minutes_add_up_over_the_sessions() {
    let programme = prescribe(&person(4), &request(25, 4), &open(fresh()), library());
    let dose = programme.weekly.first().expect("a muscle with work");
    let mut seconds = (0.0, 0.0);
    for planned in programme.sessions.iter().flat_map(|session| &session.drills) {
        let row = drill(planned.drill.as_str());
        if row.muscles.contains(&dose.muscle) && planned.side.is_none_or(|side| side == dose.side) {
            let work = f64::from(planned.dose.sets) * f64::from(coxa::prescribe::work_s(row, planned.dose.work));
            *if row.is_range_work() { &mut seconds.0 } else { &mut seconds.1 } += work;
        }
    }
    assert!((dose.stretch_min - seconds.0 / 60.0).abs() < ROUNDING_MIN);
    assert!((dose.strength_min - seconds.1 / 60.0).abs() < ROUNDING_MIN);
}

#[test]
fn every_drill_that_is_in_names_its_next_best_and_what_that_would_lose() {
    let programme = prescribe(&person(6), &request(25, 4), &open(fresh()), library());
    let used: BTreeSet<_> =
        programme.sessions.iter().flat_map(|session| &session.drills).map(|planned| planned.drill.clone()).collect();
    let explained: BTreeSet<_> = programme.alternatives.iter().map(|it| it.instead_of.clone()).collect();
    assert_eq!(used, explained);
    for alternative in &programme.alternatives {
        // An exchange that wins more than the proven gap would contradict the bound.
        assert!(programme.objective - programme.bound <= alternative.loss, "{alternative:?}");
        assert!(alternative.drill.as_ref().is_none_or(|drill| !used.contains(drill)));
    }
}
