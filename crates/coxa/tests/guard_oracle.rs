//! The guard against an oracle written from its page alone, on a million random histories.

#[path = "guard_oracle/book.rs"]
mod book;
#[path = "guard_oracle/devoted.rs"]
mod devoted;
#[path = "guard_oracle/difference.rs"]
mod difference;
#[path = "guard_oracle/doors.rs"]
mod doors;
#[allow(dead_code, unused_imports, reason = "the invariants use what the oracle does not, and the other way round")]
mod guard_histories;
#[path = "guard_oracle/happenings.rs"]
mod happenings;
#[path = "guard_oracle/hurts.rs"]
mod hurts;
#[path = "guard_oracle/impact.rs"]
mod impact;
#[path = "guard_oracle/judged.rs"]
mod judged;
#[path = "guard_oracle/progress.rs"]
mod progress;
#[path = "guard_oracle/rarer.rs"]
mod rarer;
#[path = "guard_oracle/setbacks.rs"]
mod setbacks;
#[path = "guard_oracle/steps.rs"]
mod steps;
#[path = "guard_oracle/triggers.rs"]
mod triggers;
#[path = "guard_oracle/verdict.rs"]
mod verdict;
#[path = "guard_oracle/words.rs"]
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use coxa::dose::{History, forbids, guard};
use coxa::prescribe::Traits;
use coxa::vocabulary::{Day, MustNot, Side};

use book::Book;
use difference::{difference, shortest, story};
use guard_histories::{FIRST_DAY, Sources, THRESHOLDS};
use happenings::happened;
use progress::Progress;
use setbacks::Setbacks;
use verdict::{Outcome, outcome_of};
use words::{Case, heard};

/// Histories compared unless `COXA_ORACLE_HISTORIES` says otherwise.
const HISTORIES: u64 = 1_000_000;

/// Threads that compare; the machine that runs the tests has two cores.
const THREADS: u64 = 2;

/// Each rule must have decided something in at least one of this many histories, so that agreement is not empty.
const ONE_IN: u64 = 1_000;

/// So many differences a thread gathers before it stops.
const SHOWN: usize = 6;

/// Seeds of this test are those from here on.
const FIRST_SEED: u64 = 0x00c0_7a00;

fn histories_wanted() -> u64 {
    std::env::var("COXA_ORACLE_HISTORIES").ok().and_then(|wanted| wanted.parse().ok()).unwrap_or(HISTORIES)
}

fn differing(sources: &Sources, book: &Book, history: &History, today: Day) -> Option<String> {
    let allowance = guard(history, today, &sources.world.knowledge, &sources.world.library);
    let heard = heard(history, today);
    difference(&Outcome::of(&allowance), &verdict::outcome(&Case::new(&heard, today, book)))
}

/// What decided in one history, counted once each.
fn count(counts: &mut BTreeMap<String, u64>, outcome: &Outcome, happened: Vec<String>) {
    let mut words = happened;
    let rules = outcome.drills.values().flat_map(|of| &of.excluded_by);
    words.extend(rules.map(|rule| format!("excludes {rule}")));
    words.extend(outcome.referrals.iter().map(|(rule, urgency, _)| format!("refers {rule} {urgency}")));
    words.extend(outcome.drills.values().filter(|of| of.volume_pct < 100).map(|_| "volume cut".to_owned()));
    words.extend(outcome.drills.values().filter(|of| of.may_progress).map(|_| "may progress".to_owned()));
    words.push(format!("clearance {}", outcome.clearance));
    if outcome.review_advised {
        words.push("advises G9".to_owned());
    }
    if outcome.mornings_asked > 0 {
        words.push("asks for a morning".to_owned());
    }
    words.sort_unstable();
    words.dedup();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
}

/// What must have happened often enough for the agreement to mean something.
const MUST_HAPPEN: &[&str] = &[
    "advises G9",
    "asks for a morning",
    "barred by out again alone",
    "cap G3",
    "capped alone",
    "clearance blocked",
    "clearance open",
    "clearance precautions",
    "contacts full alone",
    "cut far below",
    "cut instead of locked",
    "end G4",
    "end G5",
    "episode of its own day",
    "excludes G0",
    "excludes G1",
    "excludes G10",
    "excludes G11",
    "excludes G12",
    "excludes G13",
    "excludes G1b",
    "excludes G2",
    "excludes G3",
    "excludes G4",
    "excludes G5",
    "excludes G6",
    "excludes G7",
    "excludes G8",
    "fewer sets qualify",
    "finding hurts a joint",
    "finding is red",
    "finding stops",
    "finding told before",
    "first impact allowed",
    "hold Amber",
    "hold Joint",
    "hold Soreness",
    "impact earned",
    "impact hangs on a baseline",
    "impact hangs on a morning",
    "impact open",
    "lifted lock G4",
    "lifted lock G8",
    "load as due qualifies",
    "lock G3",
    "lock G4",
    "lock G5",
    "lock G8",
    "may progress",
    "out G3",
    "out G5",
    "out again",
    "red of a side without sets",
    "red of drills that do not load its site",
    "refers G1 emergency",
    "refers G1 routine",
    "refers G1 urgent",
    "refers G1b soon",
    "refers G2 soon",
    "refers G3 soon",
    "refers G5 soon",
    "restart",
    "shorter work qualifies",
    "sore for too many days",
    "step Duration",
    "step Level",
    "step Load",
    "step Sets",
    "stop at a muscle site",
    "test forbidden by a precaution alone",
    "test rests",
    "tingling asks again",
    "two levels up left alone",
    "two reds",
    "unlocked by an easier drill",
    "usual and not quiet at a joint",
    "volume cut",
    "warning answered by an assessment",
    "warning cleared",
    "warning of an unknown question",
    "warning unread",
    "week full alone",
    "yes of a later day",
];

#[test]
fn kernel_and_oracle_agree_on_random_histories_in_which_every_rule_decides() {
    let sources = Sources::new();
    let book = Book::new(&sources.world.knowledge, &sources.world.library, THRESHOLDS);
    let wanted = histories_wanted();
    let next = AtomicU64::new(0);
    let stop = AtomicBool::new(false);
    let work = || {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        let mut differing_seeds = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            let no = next.fetch_add(1, Ordering::Relaxed);
            if no >= wanted {
                break;
            }
            let seed = FIRST_SEED + no;
            let (history, today) = rarer::history(&sources, seed);
            let heard = heard(&history, today);
            let case = Case::new(&heard, today, &book);
            let setbacks = Setbacks::of(&case);
            let progress = Progress::of(&case, &setbacks);
            let oracle = outcome_of(&case, &setbacks, &progress);
            let kernel = Outcome::of(&guard(&history, today, &sources.world.knowledge, &sources.world.library));
            if kernel != oracle {
                differing_seeds.push(seed);
                stop.fetch_or(differing_seeds.len() >= SHOWN, Ordering::Relaxed);
            }
            let mut words = happened(&case, &setbacks, &progress, &oracle);
            if case.events.len() > history.events().iter().filter(|event| event.day <= today).count() {
                words.push("yes of a later day".to_owned());
            }
            count(&mut counts, &oracle, words);
        }
        (counts, differing_seeds)
    };
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().expect("a comparing thread")).collect()
    });
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut differences: Vec<String> = Vec::new();
    for (of_thread, seeds) in results {
        for seed in seeds {
            let (history, today) = rarer::history(&sources, seed);
            let found = shortest(&history, |fewer| differing(&sources, &book, fewer, today).is_some());
            let what = differing(&sources, &book, &found, today).expect("the shortest history still differs");
            differences.push(format!("{what}\n{} (from seed {seed:#x})", story(&found, today, FIRST_DAY)));
        }
        for (word, times) in of_thread {
            *counts.entry(word).or_default() += times;
        }
    }
    differences.sort_by_key(|of| of.lines().count());
    assert!(differences.is_empty(), "kernel and oracle differ, shortest first:\n{}", differences.join("\n"));
    let rare: Vec<String> = MUST_HAPPEN
        .iter()
        .map(|word| (word, counts.get(*word).copied().unwrap_or(0)))
        .filter(|(_, times)| times * ONE_IN < wanted)
        .map(|(word, times)| format!("{word}: {times}"))
        .collect();
    assert!(rare.is_empty(), "of {wanted} histories too few show {rare:?}; all counts: {counts:#?}");
}

#[test]
fn the_kernel_forbids_of_each_drill_and_test_what_was_judged_by_hand() {
    let world = guard_histories::World::small();
    let mut differences = Vec::new();
    for drill in &world.library.drills {
        let (of, judged) = (Traits::of(drill, &world.library.thresholds()), judged::drill(drill.id.as_str()));
        if (drill.is_impact(), of.two_legged_impact) != (judged.impact, judged.lands_on_two) {
            differences.push(format!("{}: impact, or impact on two legs", drill.id));
        }
        for (trained, leg) in [(true, &judged.trained), (false, &judged.other)] {
            let name = if trained { format!("{}, trained leg", drill.id) } else { format!("{}, other leg", drill.id) };
            let side = if trained { Side::Right } else { Side::Left };
            let kernel = of.on(Side::Right, side);
            if kernel.passive_stretch != leg.stretched
                || !kernel.end_range.iter().eq(&BTreeSet::from_iter(leg.end_range.iter().copied()))
            {
                differences.push(format!("{name}: ends of range or stretch: kernel {kernel:?}"));
            }
            differences.extend(judged_otherwise(&name, leg.forbidden_by, |must_not| forbids(must_not, &of, trained)));
        }
    }
    for (test, of) in &world.knowledge.tests {
        let name = format!("test {test}");
        let judged = judged::test(*test).forbidden_by;
        differences.extend(judged_otherwise(&name, judged, |must_not| forbids(must_not, &of.traits(), true)));
    }
    assert!(differences.is_empty(), "kernel and hand judge differently:\n{}", differences.join("\n"));
}

/// Every `must_not` on which a function and the hand differ.
fn judged_otherwise(name: &str, judged: &[MustNot], kernel: impl Fn(MustNot) -> bool) -> Vec<String> {
    let differ = MustNot::ALL.iter().filter(|must_not| kernel(**must_not) != judged.contains(must_not));
    differ.map(|must_not| format!("{name}: {must_not}: kernel {}", kernel(*must_not))).collect()
}
