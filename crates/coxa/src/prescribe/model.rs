//! The plan as a mixed-integer programme: which drills on which sides, how often a week, within what limits.
//!
//! Days are interchangeable, so the search never looks at them: it chooses a weekly frequency for each drill and side
//! under limits on the week as a whole, and a separate exact packing shows that the week fits into its sessions.

use std::collections::{BTreeMap, BTreeSet};

use super::allowed::{Allowed, Mode};
use super::dosing::{duration_s, planned_dose, work_s};
use super::need::{Bucket, Effects, SideWork, needs, probability};
use super::{Block, Category, Drill, PlanRequest, PlannedDose, PrescribeKnowledge};
use crate::assess::Pattern;
use crate::vocabulary::{Allowance, Direction, DrillLimit, EarnedSteps, Mechanism, Side, Verdict};

/// A side and direction as one bit, so that sets of them are numbers.
pub(super) type Ranges = u32;

/// The bit of a side and direction.
pub(super) const fn range_bit(side: Side, direction: Direction) -> Ranges {
    1 << (side as u32 * 8 + direction as u32)
}

/// One way to use a drill: on these sides, with this dose.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choice {
    /// Index of the drill in the library; at most one choice of a drill is taken.
    pub(super) drill: usize,
    pub(super) mode: Mode,
    pub(super) dose: PlannedDose,
    /// Sessions a week when it is taken, least and most.
    pub(super) least: u8,
    pub(super) most: u8,
    /// Seconds in one session, all sides.
    pub(super) seconds: u32,
    /// Bucket and work of one session, by bucket.
    pub(super) work: Vec<(usize, f64)>,
    /// Expected cost of flares of one session.
    pub(super) flare: f64,
    /// Sides and directions it trains in range.
    pub(super) trains: Ranges,
    /// Sides and directions it loads.
    pub(super) loads: Ranges,
    /// Can open a session.
    pub(super) prepares: bool,
    /// Its sessions must be days apart.
    pub(super) spaced: bool,
}

impl Choice {
    /// What it trains in range without loading it itself.
    pub(super) const fn unloaded(&self) -> Ranges {
        self.trains & !self.loads
    }
}

/// The day of the week, from 0, on which the planner thinks of a session: as even as whole days allow.
#[must_use]
pub const fn session_day(session: u8, sessions: u8) -> u8 {
    match (session as u16 * 7).checked_div(sessions as u16) {
        Some(day) => day as u8,
        None => 0,
    }
}

/// The limits of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limits {
    /// Sessions a week.
    pub(super) sessions: u8,
    /// Seconds a session.
    pub(super) seconds: u32,
    /// Drills a session.
    pub(super) drills: u8,
    /// Days between sessions of a spaced drill.
    pub(super) spacing_days: u8,
    /// Whether every session must contain a drill that prepares.
    pub(super) prepared: bool,
}

impl Limits {
    /// The day of the week, from 0, on which a session falls: as even as whole days allow.
    pub(super) const fn day(&self, session: u8) -> u8 {
        session_day(session, self.sessions)
    }

    /// Every set of sessions, as bits, that a drill may be done in so many times.
    pub(super) fn patterns(&self, times: u8, spaced: bool) -> Vec<u8> {
        let all = (1_u16 << self.sessions) - 1;
        let sets = (0..=all).filter(|set| set.count_ones() == u32::from(times));
        sets.map(|set| set as u8).filter(|set| !spaced || self.is_spaced(*set)).collect()
    }

    /// Whether sessions are far enough apart, around the week as well.
    fn is_spaced(&self, set: u8) -> bool {
        let days: Vec<u8> = (0..self.sessions).filter(|i| set >> i & 1 == 1).map(|i| self.day(i)).collect();
        days.iter().enumerate().all(|(at, day)| {
            let next = days.get(at + 1).map_or_else(|| days[0] + 7, |next| *next);
            days.len() == 1 || self.spacing_days <= next - day
        })
    }

    /// Most times a week a spaced drill fits.
    fn most_spaced(&self) -> u8 {
        (1..=self.sessions).rev().find(|times| !self.patterns(*times, true).is_empty()).unwrap_or(0)
    }
}

/// The whole programme to solve.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Model {
    pub(super) buckets: Vec<Bucket>,
    /// In the order of the library, so that choices of one drill are neighbours.
    pub(super) choices: Vec<Choice>,
    pub(super) limits: Limits,
}

impl Model {
    /// Value of a week less its expected flares.
    ///
    /// * `times` – sessions a week of each choice
    pub(super) fn objective(&self, times: &[u8]) -> f64 {
        let taken = self.choices.iter().zip(times).filter(|(_, times)| 0 < **times);
        let flares: f64 = taken.map(|(choice, times)| f64::from(*times) * choice.flare).sum();
        let work = self.work(times);
        self.buckets.iter().zip(&work).map(|(bucket, work)| bucket.worth(*work)).sum::<f64>() - flares
    }

    /// Weekly work in each bucket.
    pub(super) fn work(&self, times: &[u8]) -> Vec<f64> {
        let mut work = vec![0.0; self.buckets.len()];
        for (choice, times) in self.choices.iter().zip(times).filter(|(_, times)| 0 < **times) {
            for (bucket, amount) in &choice.work {
                work[*bucket] += f64::from(*times) * amount;
            }
        }
        work
    }

    /// What more (or fewer) sessions of a choice add to a week with this work.
    pub(super) fn gain(&self, work: &[f64], choice: usize, more: f64) -> f64 {
        let row = &self.choices[choice];
        let gains = row.work.iter().map(|(bucket, amount)| {
            let curve = &self.buckets[*bucket];
            curve.worth((work[*bucket] + more * amount).max(0.0)) - curve.worth(work[*bucket])
        });
        gains.sum::<f64>() - more * row.flare
    }

    /// Whether a week keeps every limit that does not depend on days.
    pub(super) fn fits_the_week(&self, times: &[u8]) -> bool {
        let (mut seconds, mut drills, mut preparing) = (0_u64, 0_u32, 0_u32);
        let (mut trains, mut loads) = (0, 0);
        let mut last_drill = None;
        for (choice, times) in self.choices.iter().zip(times).filter(|(_, times)| 0 < **times) {
            if last_drill == Some(choice.drill) || *times < choice.least || choice.most < *times {
                return false;
            }
            last_drill = Some(choice.drill);
            seconds += u64::from(*times) * u64::from(choice.seconds);
            drills += u32::from(*times);
            preparing += if choice.prepares { u32::from(*times) } else { 0 };
            trains |= choice.trains;
            loads |= choice.loads;
        }
        let sessions = self.limits.sessions;
        seconds <= u64::from(sessions) * u64::from(self.limits.seconds)
            && drills <= u32::from(sessions) * u32::from(self.limits.drills)
            && trains & !loads == 0
            && (drills == 0 || !self.limits.prepared || u32::from(sessions) <= preparing)
    }
}

/// The block of a session that a kind of work belongs to.
pub(super) const fn block_of(category: Category) -> Block {
    match category {
        Category::Breath | Category::Release | Category::Dynamic => Block::Prepare,
        Category::Static | Category::Pnf | Category::JointMob => Block::Mobilise,
        Category::EndRange | Category::Control => Block::Control,
        Category::Strength => Block::Strengthen,
        Category::Plyo | Category::Run => Block::Integrate,
    }
}

/// pattern, request, allowance, knowledge, what is allowed => the programme to solve
pub(super) fn model(
    pattern: &Pattern,
    request: &PlanRequest,
    allowance: &Allowance,
    knowledge: &PrescribeKnowledge,
    allowed: &Allowed,
) -> Model {
    let facts = &knowledge.facts;
    let buckets = needs(pattern, request, knowledge);
    let maintenance = is_maintenance(pattern, request, &buckets);
    let wanted = request.constraints.sessions_per_week.clamp(1, 7);
    let (sessions, drills) = if maintenance {
        let most = facts.number("maintenance_sessions_per_week") as u8;
        (wanted.min(most.max(1)), facts.number("maintenance_drills_per_session") as u8)
    } else {
        (wanted, facts.number("drills_per_session_max") as u8)
    };
    let mut limits = Limits {
        sessions,
        seconds: u32::from(request.constraints.minutes_per_session) * 60,
        drills,
        spacing_days: facts.number("strength_spacing_days") as u8,
        prepared: true,
    };
    let ways: Vec<Way<'_>> = knowledge
        .drills
        .iter()
        .enumerate()
        .flat_map(|(index, drill)| allowed.modes(index).iter().map(move |mode| (index, drill, *mode)))
        .flat_map(|(index, drill, mode)| ways(index, drill, mode, allowance, knowledge))
        .filter(|way| way.seconds <= limits.seconds)
        .collect();

    // A session without a drill that prepares is none: with too few of them there are fewer sessions.
    let preparing = |limits: &Limits| -> u8 {
        let mut most_of = BTreeMap::<usize, u8>::new();
        for way in ways.iter().filter(|way| way.prepares()) {
            let most = most_of.entry(way.drill_index).or_default();
            *most = (*most).max(way.often(limits).1);
        }
        most_of.values().fold(0_u8, |sum, most| sum.saturating_add(*most))
    };
    match preparing(&limits) {
        0 => limits.prepared = false,
        fewer => limits.sessions = limits.sessions.min(fewer),
    }

    let effects: Vec<Effects> = Category::ALL.iter().map(|category| Effects::of(*category, facts)).collect();
    let flares: Vec<f64> = Category::ALL.iter().map(|category| facts.of_category("flare_per_set", *category)).collect();
    let cost = facts.number("flare_cost_deg");
    let irritated = facts.number("flare_irritation_factor");
    let loaded: BTreeMap<usize, BTreeSet<Direction>> =
        ways.iter().map(|way| (way.drill_index, knowledge.loaded_directions(way.drill))).collect();
    let choices = ways
        .iter()
        .map(|way| {
            let sets = f64::from(way.dose.sets);
            let side_work = SideWork {
                drill: way.drill,
                effects: effects[way.drill.category as usize],
                minutes: sets * f64::from(work_s(way.drill, way.dose.work)) / 60.0,
                sets,
            };
            let work = buckets
                .iter()
                .enumerate()
                .filter(|(_, bucket)| way.mode.trains(bucket.side))
                .map(|(at, bucket)| (at, side_work.for_bucket(bucket, pattern, facts)))
                .filter(|(_, work)| 0.0 < *work)
                .collect();
            let (mut flare, mut trains, mut loads) = (0.0, 0, 0);
            for side in Side::ALL.iter().copied().filter(|side| way.mode.trains(*side)) {
                let joint = probability(pattern.sides.get(side), Mechanism::JointIrritation);
                flare += sets * flares[way.drill.category as usize] * cost * (1.0 + irritated * joint);
                for direction in &way.drill.directions {
                    trains |= if way.drill.is_range_work() { range_bit(side, *direction) } else { 0 };
                }
                loads |= loaded[&way.drill_index].iter().fold(0, |bits, direction| bits | range_bit(side, *direction));
            }
            let (least, most) = way.often(&limits);
            Choice {
                drill: way.drill_index,
                mode: way.mode,
                dose: way.dose,
                least,
                most,
                seconds: way.seconds,
                work,
                flare,
                trains,
                loads,
                prepares: way.prepares(),
                spaced: way.is_spaced(),
            }
        })
        .filter(|choice| 0 < choice.most && (!choice.work.is_empty() || choice.prepares || choice.loads != 0))
        .collect();
    Model { buckets, choices, limits }
}

/// Whether nothing calls for more than keeping what is there.
pub(super) fn is_maintenance(pattern: &Pattern, request: &PlanRequest, buckets: &[Bucket]) -> bool {
    use super::need::{Target, feels_tight};
    use crate::assess::Naming;
    let quiet = |side: Side| {
        matches!(pattern.sides.get(side).naming, Naming::NoRestriction | Naming::NotAssessed)
            && !feels_tight(pattern, request, side)
    };
    let of_range =
        |bucket: &&Bucket| matches!(bucket.target, Target::Range(_) | Target::RangeIn(..) | Target::Active(_));
    // Below a tenth of a degree nothing could be seen to change.
    quiet(Side::Left) && quiet(Side::Right) && buckets.iter().filter(of_range).all(|bucket| bucket.value < 0.1)
}

/// A drill on its sides with a dose, before frequencies.
struct Way<'a> {
    drill_index: usize,
    drill: &'a Drill,
    mode: Mode,
    dose: PlannedDose,
    seconds: u32,
}

impl Way<'_> {
    const fn prepares(&self) -> bool {
        matches!(block_of(self.drill.category), Block::Prepare)
    }

    const fn is_spaced(&self) -> bool {
        matches!(self.drill.category, Category::Strength | Category::Plyo | Category::Run)
    }

    /// Sessions a week, least and most; somebody with fewer sessions does it in all of them.
    fn often(&self, limits: &Limits) -> (u8, u8) {
        let (least, most) = self.drill.dose.sessions_per_week;
        let room = if self.is_spaced() { limits.most_spaced() } else { limits.sessions };
        (least.min(room).max(1), most.min(room))
    }
}

/// A drill on given sides with its full dose, and with the row's lowest when more was earned.
fn ways<'a>(
    drill_index: usize,
    drill: &'a Drill,
    mode: Mode,
    allowance: &Allowance,
    knowledge: &PrescribeKnowledge,
) -> Vec<Way<'a>> {
    let limit = joint_limit(drill, mode, allowance);
    let low = DrillLimit { earned: EarnedSteps { load: limit.earned.load, ..EarnedSteps::default() }, ..limit.clone() };
    let mut doses = vec![planned_dose(drill, &limit, &knowledge.facts), planned_dose(drill, &low, &knowledge.facts)];
    doses.dedup();
    let sides = if mode == Mode::Each { 2 } else { 1 };
    doses
        .into_iter()
        .map(|dose| Way { drill_index, drill, mode, dose, seconds: sides * duration_s(drill, &dose, &knowledge.facts) })
        .collect()
}

/// What the guard lets a drill be on all the sides it trains: the stricter of both.
fn joint_limit(drill: &Drill, mode: Mode, allowance: &Allowance) -> DrillLimit {
    let mut joint = DrillLimit {
        verdict: Verdict::Allowed,
        volume_pct: 100,
        earned: EarnedSteps { duration: u8::MAX, sets: u8::MAX, load: u8::MAX },
        may_progress: true,
        reasons: Vec::new(),
    };
    for side in Side::ALL.iter().copied().filter(|side| mode.trains(*side)) {
        match allowance.drills.get(&drill.id).map(|sides| sides.get(side)) {
            Some(limit) => {
                joint.volume_pct = joint.volume_pct.min(limit.volume_pct);
                joint.earned.duration = joint.earned.duration.min(limit.earned.duration);
                joint.earned.sets = joint.earned.sets.min(limit.earned.sets);
                joint.earned.load = joint.earned.load.min(limit.earned.load);
            }
            None => joint.earned = EarnedSteps::default(),
        }
    }
    joint
}
