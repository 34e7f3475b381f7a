//! Branch and bound over weekly frequencies: best bound first, stopped by node count, the same on every machine.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::heuristic::{completed, packed, polished, rounded};
use super::model::Model;
use super::packing::{Effort, Packing, pack};
use super::relaxation::{Cut, Domain, Relaxed, relax};

/// When the search may stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stop {
    /// Most nodes to visit, halves that are tried for a split among them.
    pub(super) nodes: u64,
    /// Share of the objective that the bound may stay above it.
    pub(super) gap: f64,
}

/// The best week found and how good a week could be at most.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Solution {
    /// Sessions a week of each choice.
    pub(super) times: Vec<u8>,
    /// Sessions of each choice, as bits.
    pub(super) sets: Vec<u8>,
    pub(super) objective: f64,
    pub(super) bound: f64,
    pub(super) nodes: u64,
}

/// Nodes that may be open at once: a few hundred bytes each, so that no request can fill the memory.
const MOST_OPEN: usize = 200_000;

/// Choices at which a split is tried before the best of them is taken.
const MOST_TRIED_SPLITS: usize = 10;

/// Splits tried in a row without one that is better.
const MOST_TRIED_IN_VAIN: usize = 4;

/// Differences below this are rounding, not value.
pub(super) const SAME: f64 = 1e-9;

struct Node {
    bound: f64,
    /// Later nodes first among equals: they are deeper.
    number: u64,
    domain: Domain,
}

impl PartialEq for Node {
    fn eq(&self, other: &Node) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Node {}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Node) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Node {
    fn cmp(&self, other: &Node) -> Ordering {
        self.bound.total_cmp(&other.bound).then(self.number.cmp(&other.number))
    }
}

/// A node in two.
struct Split {
    /// How far both bounds fall: their product.
    gain: f64,
    halves: Vec<(Domain, f64)>,
}

struct Search<'a> {
    model: &'a Model,
    stop: Stop,
    cuts: Vec<Cut>,
    best: Solution,
    /// Highest bound of anything given up without being looked at to the end.
    given_up: f64,
    open: BinaryHeap<Node>,
    numbered: u64,
    /// Halves that were tried to choose a split.
    tried: u64,
}

/// model, when to stop => the best week found, its layout and a proven bound
pub(super) fn solve(model: &Model, stop: Stop) -> Solution {
    let nothing = vec![0; model.choices.len()];
    let best = Solution { times: nothing.clone(), sets: nothing, objective: 0.0, bound: 0.0, nodes: 0 };
    let mut search =
        Search { model, stop, cuts: Vec::new(), best, given_up: 0.0, open: BinaryHeap::new(), numbered: 0, tried: 0 };
    if !model.choices.is_empty() && 0 < model.limits.sessions {
        search.run();
    }
    search.best.bound = search.best.objective.max(search.given_up);
    search.best
}

impl Search<'_> {
    fn run(&mut self) {
        self.push(Domain::whole(self.model), f64::INFINITY);
        while let Some(node) = self.open.pop() {
            // A tried half costs what a node costs: both count against the limit.
            let exhausted = self.stop.nodes <= self.best.nodes + self.tried || MOST_OPEN <= self.open.len();
            if node.bound <= self.enough() || exhausted {
                // The heap gives the highest bound first: nothing that is left can be higher.
                self.given_up = self.given_up.max(node.bound);
                return;
            }
            self.best.nodes += 1;
            self.visit(node);
        }
    }

    /// A bound up to this need not be looked into.
    fn enough(&self) -> f64 {
        (self.best.objective * (1.0 + self.stop.gap)).max(self.best.objective + SAME)
    }

    fn push(&mut self, domain: Domain, bound: f64) {
        self.numbered += 1;
        self.open.push(Node { bound, number: self.numbered, domain });
    }

    fn visit(&mut self, mut node: Node) {
        let Some(relaxed) = self.relaxed(&mut node) else { return };
        let bound = relaxed.bound.min(node.bound);
        if bound <= self.enough() {
            self.given_up = self.given_up.max(bound);
            return;
        }
        let times: Option<Vec<u8>> = self.whole(&relaxed.times);
        if let Some(times) = times.filter(|times| self.model.fits_the_week(times)) {
            match pack(self.model, &times, Effort::Thorough) {
                Packing::Fits(sets) => {
                    self.take(times.clone(), sets);
                    // The relaxed optimum itself: nothing in this domain is worth more, unless rounding spoilt it.
                    if bound <= self.enough() + SAME * 10.0 * (1.0 + bound.abs()) {
                        self.given_up = self.given_up.max(bound);
                    } else {
                        self.branch_around(&node.domain, &times, bound);
                    }
                }
                Packing::Impossible | Packing::Unknown => self.branch_around(&node.domain, &times, bound),
            }
            return;
        }
        self.try_from(&relaxed);
        if bound <= self.enough() {
            self.given_up = self.given_up.max(bound);
            return;
        }
        self.branch(&node.domain, &relaxed, bound);
    }

    /// Relaxes a node, adds what its solution leaves unloaded as cuts, and decides what the prices already decide.
    fn relaxed(&mut self, node: &mut Node) -> Option<Relaxed> {
        // Each round adds at least one cut, and there are few drills and directions.
        loop {
            let relaxed = relax(self.model, &node.domain, &self.cuts)?;
            if relaxed.bound <= self.enough() {
                return Some(relaxed);
            }
            if self.decide(&mut node.domain, &relaxed) {
                continue;
            }
            if !self.cut(&relaxed.times) {
                return Some(relaxed);
            }
        }
    }

    /// Leaves out what cannot lead to enough, takes what cannot be left out; true when that changes the solution.
    fn decide(&mut self, domain: &mut Domain, relaxed: &Relaxed) -> bool {
        let mut changed = false;
        for choice in 0..self.model.choices.len() {
            if domain.most[choice] == 0 || 0 < domain.least[choice] {
                continue;
            }
            if relaxed.bound_with[choice] <= self.enough() {
                self.given_up = self.given_up.max(relaxed.bound_with[choice].min(self.enough()));
                domain.most[choice] = 0;
                changed |= SAME < relaxed.times[choice];
            } else if relaxed.bound_without[choice] <= self.enough()
                && let Some(narrowed) =
                    domain.narrowed(self.model, choice, self.model.choices[choice].least, domain.most[choice])
            {
                self.given_up = self.given_up.max(relaxed.bound_without[choice].min(self.enough()));
                changed |= relaxed.times[choice] + SAME < f64::from(narrowed.least[choice]);
                *domain = narrowed;
            }
        }
        changed
    }

    /// Adds the most violated rule "what is trained is loaded"; false when none is violated.
    fn cut(&mut self, times: &[f64]) -> bool {
        let choices = &self.model.choices;
        let mut loaded = [0.0_f64; 32];
        for (choice, times) in choices.iter().zip(times).filter(|(choice, times)| choice.loads != 0 && SAME < **times) {
            for (bit, amount) in loaded.iter_mut().enumerate() {
                *amount += if choice.loads >> bit & 1 == 1 { times / f64::from(choice.least.max(1)) } else { 0.0 };
            }
        }
        let mut worst: Option<(Cut, f64)> = None;
        for (first, choice) in choices.iter().enumerate() {
            if choice.unloaded() == 0 || times[first] <= SAME {
                continue;
            }
            for (bit, loaded) in loaded.iter().enumerate().filter(|(bit, _)| choice.unloaded() >> bit & 1 == 1) {
                let cut = Cut { drill: choice.drill, bit: 1 << bit };
                let missing = times[first] / f64::from(choice.most) - loaded;
                if 1e-6 < missing && worst.is_none_or(|(_, most)| most < missing) && !self.cuts.contains(&cut) {
                    worst = Some((cut, missing));
                }
            }
        }
        worst.is_some_and(|(cut, _)| {
            self.cuts.push(cut);
            true
        })
    }

    /// The relaxed week as whole numbers, when it is one.
    fn whole(&self, times: &[f64]) -> Option<Vec<u8>> {
        times
            .iter()
            .map(|times| {
                let whole = libm::round(*times);
                ((times - whole).abs() < 1e-7).then_some(whole as u8)
            })
            .collect()
    }

    fn take(&mut self, times: Vec<u8>, sets: Vec<u8>) {
        let objective = self.model.objective(&times);
        if self.best.objective < objective {
            self.best = Solution { times, sets, objective, ..self.best };
        }
    }

    /// Rounds the relaxed week to one that fits, improves it, and keeps it when it is better.
    fn try_from(&mut self, relaxed: &Relaxed) {
        // Improving costs as much as a node or two: always at first, every other time later.
        if 16 < self.best.nodes && !self.best.nodes.is_multiple_of(2) {
            return;
        }
        let Some(start) = completed(self.model, rounded(self.model, &relaxed.times)) else { return };
        // A start far below the best does not become better than it.
        let promising = self.best.objective * 0.9 < self.model.objective(&start);
        if !promising && 1 < self.best.nodes {
            return;
        }
        if let Some(week) = packed(self.model, start, self.best.objective * 0.9) {
            let (times, sets) = polished(self.model, week);
            self.take(times, sets);
        }
    }

    /// Splits a node at the choice that lowers the bounds of both halves most, of those tried.
    fn branch(&mut self, domain: &Domain, relaxed: &Relaxed, bound: f64) {
        let mut best: Option<Split> = None;
        let mut in_vain = 0;
        for choice in self.undecided(domain, relaxed).into_iter().take(MOST_TRIED_SPLITS) {
            let split = self.split(domain, choice, relaxed.times[choice], bound);
            if best.as_ref().is_none_or(|best| best.gain < split.gain) {
                best = Some(split);
                in_vain = 0;
            } else {
                in_vain += 1;
                if in_vain == MOST_TRIED_IN_VAIN {
                    break;
                }
            }
        }
        match best {
            Some(best) => best.halves.into_iter().for_each(|(half, bound)| self.push(half, bound)),
            // Whole, but two ways of one drill at once or a limit broken by rounding: decide any one of them.
            None => {
                let times: Vec<u8> = relaxed.times.iter().map(|times| libm::round(*times) as u8).collect();
                self.branch_around(domain, &times, bound);
            }
        }
    }

    /// Choices that the relaxed week leaves open, the least decided first: whether weighs more than how often.
    fn undecided(&self, domain: &Domain, relaxed: &Relaxed) -> Vec<usize> {
        let mut undecided: Vec<(f64, usize)> = Vec::new();
        for (choice, times) in relaxed.times.iter().enumerate().filter(|(choice, _)| !domain.is_decided(*choice)) {
            let most = f64::from(domain.most[choice]);
            let share = if domain.least[choice] == 0 { (times / most).min(1.0 - times / most) } else { 0.0 };
            let broken = (times - libm::round(*times)).abs();
            let open = share.max(broken * 0.25);
            if 1e-7 < open {
                undecided.push((open, choice));
            }
        }
        undecided.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        undecided.into_iter().map(|(_, choice)| choice).collect()
    }

    /// The two halves of a node on both sides of what one choice is in the relaxed week, each with its own bound.
    fn split(&mut self, domain: &Domain, choice: usize, times: f64, bound: f64) -> Split {
        let (least, most) = (domain.least[choice], domain.most[choice]);
        let row_least = self.model.choices[choice].least;
        let ranges = if least == 0 && times <= f64::from(row_least) {
            [(0, 0), (row_least, most)]
        } else {
            let below = (libm::floor(times) as u8).min(most.saturating_sub(1));
            [(least, below), ((below + 1).max(1), most)]
        };
        let mut split = Split { gain: 1.0, halves: Vec::with_capacity(2) };
        for (least, most) in ranges {
            self.tried += 1;
            let half = domain.narrowed(self.model, choice, least, most);
            let half = half.and_then(|half| Some((relax(self.model, &half, &self.cuts)?.bound.min(bound), half)));
            let fall = half.as_ref().map_or(f64::INFINITY, |(below, _)| bound - below);
            // A bound that is low enough gains nothing by being lower; a half that stays where it is costs the other.
            split.gain *= fall.min(bound - self.enough()).max(1e-6);
            split.halves.extend(half.map(|(bound, half)| (half, bound)));
        }
        split
    }

    /// A week that is whole but cannot be laid out: every way to differ from it in one choice, in turn.
    fn branch_around(&mut self, domain: &Domain, times: &[u8], bound: f64) {
        let undecided = (0..times.len()).filter(|choice| !domain.is_decided(*choice));
        let seconds = |choice: &usize| u32::from(times[*choice]) * self.model.choices[*choice].seconds;
        let Some(choice) = undecided.max_by_key(|choice| (seconds(choice), std::cmp::Reverse(*choice))) else {
            if self.best.objective < self.model.objective(times) && self.model.fits_the_week(times) {
                match pack(self.model, times, Effort::Last) {
                    Packing::Fits(sets) => self.take(times.to_vec(), sets),
                    Packing::Impossible => {}
                    Packing::Unknown => self.given_up = self.given_up.max(bound.min(self.model.objective(times))),
                }
            }
            return;
        };
        let (least, most, here) = (domain.least[choice], domain.most[choice], times[choice]);
        if least < here {
            self.push_narrowed(domain, choice, least, here - 1, bound);
        }
        self.push_narrowed(domain, choice, here, here, bound);
        if here < most {
            self.push_narrowed(domain, choice, here + 1, most, bound);
        }
    }

    fn push_narrowed(&mut self, domain: &Domain, choice: usize, least: u8, most: u8, bound: f64) {
        if let Some(narrowed) = domain.narrowed(self.model, choice, least, most) {
            self.push(narrowed, bound);
        }
    }
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
