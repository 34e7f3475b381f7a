//! Time, nodes and proven gap of a programme over the whole library, for people, minutes and days.

use std::time::Instant;

use coxa::prescribe::prescribe;
use coxa_bench::{allows_everything, numbered_person, people, request};

/// Runs of each plan; the median is shown.
const RUNS: usize = 5;

/// People made from numbers, for the spread.
const PEOPLE: u64 = 100;

fn main() {
    let knowledge = &coxa_knowledge::knowledge().prescribe;
    let allowance = allows_everything(knowledge);
    println!("{} drills; median of {RUNS} runs", knowledge.drills.len());
    println!(
        "{:30} {:>4} {:>5} {:>9} {:>7} {:>9} {:>9} {:>7}",
        "person", "days", "min", "ms", "nodes", "objective", "bound", "gap %"
    );
    let (mut slowest, mut widest) = (0.0_f64, 0.0_f64);
    for (name, pattern) in people() {
        for (days, minutes) in [(3, 20), (4, 30), (7, 10), (7, 20), (7, 45)] {
            let request = request(minutes, days);
            let mut times = Vec::new();
            let mut plan = None;
            for _ in 0..RUNS {
                let start = Instant::now();
                plan = Some(prescribe(&pattern, &request, &allowance, knowledge));
                times.push(start.elapsed().as_secs_f64() * 1e3);
            }
            times.sort_by(f64::total_cmp);
            let Some(plan) = plan else { continue };
            let gap = 100.0 * (plan.bound - plan.objective) / plan.objective.max(1e-9);
            let ms = times[RUNS / 2];
            println!(
                "{name:30} {days:4} {minutes:5} {ms:9.1} {:7} {:9.3} {:9.3} {gap:7.2}",
                plan.nodes, plan.objective, plan.bound
            );
            slowest = slowest.max(ms);
            widest = widest.max(gap);
        }
    }
    println!("slowest {slowest:.0} ms, widest gap {widest:.2} %");

    for (days, minutes) in [(4, 20), (7, 10), (7, 20), (7, 45)] {
        let mut times = Vec::new();
        let mut widest = 0.0_f64;
        for number in 0..PEOPLE {
            let (pattern, request) = (numbered_person(number), request(minutes, days));
            let start = Instant::now();
            let plan = prescribe(&pattern, &request, &allowance, knowledge);
            times.push(start.elapsed().as_secs_f64() * 1e3);
            widest = widest.max(100.0 * (plan.bound - plan.objective) / plan.objective.max(1e-9));
        }
        times.sort_by(f64::total_cmp);
        let at = |share: usize| times[(times.len() - 1) * share / 100];
        println!(
            "{PEOPLE} people, {days} days, {minutes} min: median {:.0} ms, 95 % under {:.0} ms, slowest {:.0} ms, widest gap {widest:.2} %",
            at(50),
            at(95),
            at(100)
        );
    }
}
