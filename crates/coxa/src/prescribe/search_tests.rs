//! The search against every possible week of small instances, judged by code that shares nothing with it.

use super::{Solution, Stop, solve};
use crate::prescribe::allowed::Mode;
use crate::prescribe::model::{Choice, Limits, Model};
use crate::prescribe::need::{Bucket, Target};
use crate::prescribe::{PlannedDose, Work};
use crate::vocabulary::Side;

/// Instances compared with exhaustive search.
const INSTANCES: u64 = 200;

/// Sums of a few dozen products of size 10 lose less than this to rounding; degree equivalents.
const ROUNDING: f64 = 1e-7;

/// Nodes that finish any of the small instances.
const TO_THE_END: u64 = 1_000_000;

/// A multiplicative congruential generator: tests need the same instances everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn share(&mut self) -> f64 {
        self.below(1000) as f64 / 1000.0
    }
}

fn instance(seed: u64) -> Model {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) + 1);
    dice.below(2);
    let sessions = dice.between(1, 4) as u8;
    let buckets: Vec<Bucket> = (0..dice.between(1, 4))
        .map(|_| {
            let (value, width, more) = (dice.share() * 8.0 + 0.1, 1.0 + dice.share() * 6.0, 1.0 + dice.share() * 6.0);
            let share = (width / (width + more)).max(0.5 + dice.share() * 0.4);
            Bucket {
                side: Side::Left,
                target: Target::LoadTolerance,
                value,
                pieces: [(width, value * share / width), (more, value * (1.0 - share) / more)],
            }
        })
        .collect();
    let mut choices = Vec::new();
    for drill in 0..dice.between(2, 4) as usize {
        for _ in 0..1 + usize::from(drill == 0 && dice.chance(60)) {
            let least = dice.between(1, u64::from(sessions)) as u8;
            let mut work = Vec::new();
            for bucket in 0..buckets.len() {
                if dice.chance(60) {
                    work.push((bucket, 0.2 + dice.share() * 2.0));
                }
            }
            let bit = |dice: &mut Dice| if dice.chance(50) { 1 << dice.below(3) } else { 0 };
            choices.push(Choice {
                drill,
                mode: Mode::Together,
                dose: PlannedDose {
                    sets: 1,
                    work: Work::Reps(1),
                    effort_cap: 5,
                    effort_start: 4,
                    load_grade: 0,
                    level: 0,
                    rest_s: 0,
                },
                least,
                most: dice.between(u64::from(least), u64::from(sessions)) as u8,
                seconds: dice.between(40, 300) as u32,
                work,
                flare: dice.share() * 0.3,
                trains: bit(&mut dice),
                loads: bit(&mut dice),
                prepares: dice.chance(40),
                spaced: dice.chance(30),
            });
        }
    }
    let limits = Limits {
        sessions,
        seconds: dice.between(200, 700) as u32,
        drills: dice.between(1, 4) as u8,
        spacing_days: 2,
        prepared: dice.chance(50),
    };
    Model { buckets, choices, limits }
}

/// Worth of a week, added up bucket by bucket.
fn worth(model: &Model, times: &[u8]) -> f64 {
    let mut total = 0.0;
    for (number, bucket) in model.buckets.iter().enumerate() {
        let done: f64 = (0..times.len())
            .flat_map(|choice| model.choices[choice].work.iter().map(move |work| (choice, work)))
            .filter(|(_, (at, _))| *at == number)
            .map(|(choice, (_, amount))| f64::from(times[choice]) * amount)
            .sum();
        let [(first, steep), (second, flat)] = bucket.pieces;
        total += steep * done.min(first) + flat * (done - first).max(0.0).min(second);
    }
    let flares: f64 = times.iter().zip(&model.choices).map(|(times, choice)| f64::from(*times) * choice.flare).sum();
    total - flares
}

/// Every broken rule of a week laid out over its sessions.
fn broken_rules(model: &Model, sets: &[u8]) -> Vec<&'static str> {
    let limits = &model.limits;
    let mut broken = Vec::new();
    let taken: Vec<usize> = (0..sets.len()).filter(|choice| sets[*choice] != 0).collect();
    for session in 0..limits.sessions {
        let here: Vec<&Choice> =
            taken.iter().filter(|choice| sets[**choice] & (1 << session) != 0).map(|c| &model.choices[*c]).collect();
        if limits.seconds < here.iter().map(|choice| choice.seconds).sum() {
            broken.push("a session is too long");
        }
        if usize::from(limits.drills) < here.len() {
            broken.push("a session has too many drills");
        }
        if limits.prepared && !taken.is_empty() && !here.iter().any(|choice| choice.prepares) {
            broken.push("a session is not prepared");
        }
    }
    for choice in &taken {
        let row = &model.choices[*choice];
        let times = sets[*choice].count_ones() as u8;
        if times < row.least || row.most < times {
            broken.push("a drill is done too rarely or too often");
        }
        let on = |day: usize| {
            (0..limits.sessions)
                .any(|s| sets[*choice] & (1 << s) != 0 && usize::from(s) * 7 / usize::from(limits.sessions) == day % 7)
        };
        if row.spaced && 1 < times && (0..7).any(|day| on(day) && on(day + 1)) {
            broken.push("a strength drill on two days in a row");
        }
        if taken.iter().any(|other| other != choice && model.choices[*other].drill == row.drill) {
            broken.push("two ways of one drill");
        }
        if (0..32)
            .any(|bit| row.trains >> bit & 1 == 1 && !taken.iter().any(|c| model.choices[*c].loads >> bit & 1 == 1))
        {
            broken.push("a trained range is not loaded");
        }
    }
    broken
}

/// Whether some layout of the frequencies keeps every rule; tries all of them.
fn can_be_laid_out(model: &Model, times: &[u8], sets: &mut Vec<u8>) -> bool {
    if sets.len() == times.len() {
        return broken_rules(model, sets).is_empty();
    }
    let wanted = u32::from(times[sets.len()]);
    (0..1_u8 << model.limits.sessions).filter(|set| set.count_ones() == wanted).any(|set| {
        sets.push(set);
        let found = can_be_laid_out(model, times, sets);
        sets.pop();
        found
    })
}

/// The best week of all, by trying every one.
fn optimum(model: &Model) -> f64 {
    let mut best = 0.0_f64;
    let mut times = vec![0_u8; model.choices.len()];
    loop {
        let value = worth(model, &times);
        if best + ROUNDING < value && can_be_laid_out(model, &times, &mut Vec::new()) {
            best = value;
        }
        let Some(next) = (0..times.len()).find(|choice| times[*choice] < model.choices[*choice].most) else {
            return best;
        };
        times[next] += 1;
        times[..next].fill(0);
    }
}

fn check(model: &Model, solution: &Solution) {
    assert_eq!(broken_rules(model, &solution.sets), Vec::<&str>::new());
    for (set, times) in solution.sets.iter().zip(&solution.times) {
        assert_eq!(set.count_ones(), u32::from(*times));
    }
    assert!((worth(model, &solution.times) - solution.objective).abs() < ROUNDING);
    assert!(solution.objective <= solution.bound);
}

#[test]
fn a_finished_search_finds_the_best_of_all_weeks_and_proves_it() {
    let mut worth_something = 0;
    for seed in 0..INSTANCES {
        let model = instance(seed);
        let best = optimum(&model);
        let solution = solve(&model, Stop { nodes: TO_THE_END, gap: 0.0 });
        check(&model, &solution);
        assert!((solution.objective - best).abs() < ROUNDING, "seed {seed}: {} of {best}", solution.objective);
        assert!(best <= solution.bound + ROUNDING, "seed {seed}: bound {} below {best}", solution.bound);
        assert!(solution.bound <= best + 10.0 * ROUNDING, "seed {seed}: unproven, {} above {best}", solution.bound);
        worth_something += u64::from(0.0 < best);
    }
    assert!(INSTANCES / 2 < worth_something, "only {worth_something} instances have a week worth doing");
}

#[test]
fn a_search_cut_short_still_proves_its_bound_and_keeps_every_rule() {
    for seed in 0..INSTANCES {
        let model = instance(seed);
        let best = optimum(&model);
        for stop in [
            Stop { nodes: 0, gap: 0.0 },
            Stop { nodes: 1, gap: 0.0 },
            Stop { nodes: 3, gap: 0.0 },
            Stop { nodes: TO_THE_END, gap: 0.05 },
        ] {
            let solution = solve(&model, stop);
            check(&model, &solution);
            assert!(solution.objective <= best + ROUNDING, "seed {seed}");
            assert!(best <= solution.bound + ROUNDING, "seed {seed}: bound {} below {best}", solution.bound);
            if 0.0 < stop.gap {
                assert!(solution.bound <= solution.objective * (1.0 + stop.gap) + ROUNDING, "seed {seed}");
            }
        }
    }
}

#[test]
fn more_time_never_lowers_what_a_finished_search_finds() {
    for seed in 0..INSTANCES {
        let mut model = instance(seed);
        let mut before = 0.0;
        for more in [0, 60, 120, 300] {
            model.limits.seconds += more;
            let solution = solve(&model, Stop { nodes: TO_THE_END, gap: 0.0 });
            assert!(before <= solution.objective + ROUNDING, "seed {seed}: {before} then {}", solution.objective);
            before = solution.objective;
        }
    }
}
