//! A week's frequencies laid out over its sessions: an exact search, because a sum that fits may still not be cut up.

use std::collections::HashSet;

use super::model::{Limits, Model};

/// Whether a week can be laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Packing {
    /// Sessions of each choice as bits, 0 for what is not taken.
    Fits(Vec<u8>),
    /// No layout keeps every limit.
    Impossible,
    /// The search was cut short.
    Unknown,
}

/// How many placements are tried before the search gives up.
#[derive(Debug, Clone, Copy)]
pub(super) enum Effort {
    /// Enough for most weeks that fit: they are found within a few dozen.
    Quick,
    /// Enough to prove that a week does not fit, but for the largest ones.
    Thorough,
    /// For a week with nothing left to decide: what stays unknown here stays in the bound.
    Last,
}

impl Effort {
    const fn most_tried(self) -> u32 {
        match self {
            Effort::Quick => 300,
            Effort::Thorough => 2_000,
            Effort::Last => 100_000,
        }
    }
}

struct Item {
    choice: usize,
    seconds: u32,
    prepares: bool,
    spaced: bool,
    patterns: Vec<u8>,
}

/// What the items from one on still need.
#[derive(Clone, Copy, Default)]
struct Rest {
    /// Sessions they prepare, counted with repetition.
    preparing: u32,
    /// Seconds of all their sessions together.
    seconds: u32,
    /// How many that are.
    drills: u32,
    /// The shortest of them, s.
    shortest: u32,
    /// Whether one of them keeps days apart; otherwise sessions differ only in what they hold.
    spaced: bool,
}

/// What a session holds: seconds, drills, and whether it is prepared.
type Filled = (u32, u8, bool);

struct Week<'a> {
    limits: &'a Limits,
    items: Vec<Item>,
    /// For each item what it and the later ones need, and nothing at the end.
    rest: Vec<Rest>,
    seconds: [u32; 8],
    drills: [u8; 8],
    prepared: u8,
    sets: Vec<u8>,
    /// Weeks filled so far that the items from one on did not fit into.
    full: HashSet<(usize, [Filled; 8])>,
    tried: u32,
    most_tried: u32,
}

/// frequencies => a layout over sessions
pub(super) fn pack(model: &Model, times: &[u8], effort: Effort) -> Packing {
    let limits = &model.limits;
    let mut items: Vec<Item> = model
        .choices
        .iter()
        .enumerate()
        .zip(times)
        .filter(|(_, times)| 0 < **times)
        .map(|((choice, row), times)| Item {
            choice,
            seconds: row.seconds,
            prepares: row.prepares,
            spaced: row.spaced,
            patterns: limits.patterns(*times, row.spaced),
        })
        .collect();
    // What has fewest ways to be placed goes first, then what takes longest.
    items.sort_by(|a, b| (a.patterns.len(), b.seconds, a.choice).cmp(&(b.patterns.len(), a.seconds, b.choice)));
    let mut rest = vec![Rest { shortest: u32::MAX, ..Rest::default() }; items.len() + 1];
    for (at, item) in items.iter().enumerate().rev() {
        let times = item.patterns.first().map_or(0, |set| set.count_ones());
        let later = rest[at + 1];
        rest[at] = Rest {
            preparing: later.preparing + if item.prepares { times } else { 0 },
            seconds: later.seconds + times * item.seconds,
            drills: later.drills + times,
            shortest: later.shortest.min(item.seconds),
            spaced: later.spaced || item.spaced,
        };
    }
    let mut week = Week {
        limits,
        sets: vec![0; model.choices.len()],
        items,
        rest,
        seconds: [0; 8],
        drills: [0; 8],
        prepared: 0,
        full: HashSet::new(),
        tried: 0,
        most_tried: effort.most_tried(),
    };
    if week.items.is_empty() || week.place(0) {
        Packing::Fits(week.sets)
    } else if week.most_tried <= week.tried {
        Packing::Unknown
    } else {
        Packing::Impossible
    }
}

impl Week<'_> {
    fn place(&mut self, at: usize) -> bool {
        let Some(item) = self.items.get(at) else { return true };
        let (choice, seconds, prepares) = (item.choice, item.seconds, item.prepares);
        let filled = self.filled(at);
        if self.full.contains(&(at, filled)) {
            return false;
        }
        let all = ((1_u16 << self.limits.sessions) - 1) as u8;
        // Emptier sessions first: that keeps sessions even, and room where it will be needed.
        let mut ways: Vec<(u32, u32, u8)> = item
            .patterns
            .iter()
            .filter(|set| self.has_room(**set, seconds))
            .map(|set| {
                let unprepared = if prepares && self.limits.prepared { (set & self.prepared).count_ones() } else { 0 };
                let filled = (0..self.limits.sessions).filter(|i| set >> i & 1 == 1);
                (unprepared, filled.map(|i| self.seconds[usize::from(i)]).sum(), *set)
            })
            .collect();
        ways.sort_unstable();
        for (_, _, set) in ways {
            self.tried += 1;
            if self.most_tried <= self.tried {
                return false;
            }
            let before = self.prepared;
            self.prepared |= if prepares { set } else { 0 };
            let unprepared = (all & !self.prepared).count_ones();
            if !self.limits.prepared || unprepared <= self.rest[at + 1].preparing {
                self.fill(set, |used| used + seconds, |count| count + 1);
                self.sets[choice] = set;
                if self.has_room_for_the_rest(at + 1) && self.place(at + 1) {
                    return true;
                }
                self.fill(set, |used| used - seconds, |count| count - 1);
                self.sets[choice] = 0;
            }
            self.prepared = before;
        }
        self.full.insert((at, filled));
        false
    }

    /// The sessions as far as they matter to the items from one on: in any order when none of those keeps days apart.
    fn filled(&self, at: usize) -> [Filled; 8] {
        let mut filled = std::array::from_fn(|session| {
            (self.seconds[session], self.drills[session], self.prepared >> session & 1 == 1)
        });
        if !self.rest[at].spaced {
            filled[..usize::from(self.limits.sessions)].sort_unstable();
        }
        filled
    }

    /// Whether what is free can hold the later items, counting only sessions that the shortest of them fits into.
    fn has_room_for_the_rest(&self, at: usize) -> bool {
        let rest = self.rest[at];
        let (mut seconds, mut drills) = (0, 0);
        for session in (0..self.limits.sessions).map(usize::from) {
            let free = self.limits.seconds - self.seconds[session];
            let places = u32::from(self.limits.drills - self.drills[session]);
            if rest.shortest <= free && 0 < places {
                seconds += free;
                drills += places.min(free / rest.shortest.max(1));
            }
        }
        rest.seconds <= seconds && rest.drills <= drills
    }

    fn has_room(&self, set: u8, seconds: u32) -> bool {
        (0..self.limits.sessions)
            .filter(|i| set >> i & 1 == 1)
            .map(usize::from)
            .all(|i| self.seconds[i] + seconds <= self.limits.seconds && self.drills[i] < self.limits.drills)
    }

    fn fill(&mut self, set: u8, seconds: impl Fn(u32) -> u32, drills: impl Fn(u8) -> u8) {
        for i in (0..self.limits.sessions).filter(|i| set >> i & 1 == 1).map(usize::from) {
            self.seconds[i] = seconds(self.seconds[i]);
            self.drills[i] = drills(self.drills[i]);
        }
    }
}
