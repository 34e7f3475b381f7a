//! A random life: whom it happens to, and what they write down.
// long: one life told in one order; what can happen in it belongs side by side

use coxa::dose::{ClearanceEvent, ClearedBy, Did, Event, EventKind, FormSeenBy, MorningState, Preference};
use coxa::prescribe::{LoadKind, Work};
use coxa::vocabulary::{Answer, Day, DrillId, MustNot, PainSite, QuestionId, Sensation, SessionId, Side, Test};

use super::random::Random;
use super::told::QUESTIONS;
use super::{DAY_MS, FIRST_DAY, Sources};

/// Clocks that are wrong and days that begin elsewhere: a few events stand in another place, or on the next day.
pub(super) fn disturb(random: &mut Random, events: &mut [Event]) {
    if events.is_empty() {
        return;
    }
    if random.pct(4) {
        let no = random.below(events.len());
        events[no].at_ms += *random.pick(&[-2 * DAY_MS, -DAY_MS, -3_600_000, 3_600_000, DAY_MS, 3 * DAY_MS]);
    }
    if random.pct(4) {
        let no = random.below(events.len());
        events[no].day = events[no].day.plus(*random.pick(&[-1, 1]));
    }
}

/// How a random person is: what they train and how often something goes wrong, in percent.
pub(super) struct Nature {
    drills: Vec<usize>,
    one_side: Option<Side>,
    hurts: usize,
    bad_mornings: usize,
    missing_mornings: usize,
    careless: usize,
    clearances: usize,
    overrides: usize,
    preferences: usize,
    told: usize,
    rest_max: usize,
    sore_site: PainSite,
    /// Nearly every session brings the same moderate pain.
    nags: bool,
}

const SITES: &[(usize, Option<PainSite>)] = &[
    (14, Some(PainSite::Groin)),
    (6, Some(PainSite::JointLine)),
    (14, Some(PainSite::FrontThigh)),
    (14, Some(PainSite::LateralHip)),
    (14, Some(PainSite::Buttock)),
    (8, Some(PainSite::BackThigh)),
    (4, Some(PainSite::InnerThigh)),
    (3, Some(PainSite::LowBack)),
    (4, Some(PainSite::Knee)),
    (3, Some(PainSite::Other)),
    (5, None),
];

impl Nature {
    pub(super) fn draw(random: &mut Random, sources: &Sources) -> Nature {
        let library = &sources.world.library.drills;
        let no_of = |id: &str| library.iter().position(|drill| drill.id.as_str() == id).unwrap_or(0);
        let ladder: &[&str] = match random.below(8) {
            0 => &["bridge_two", "bridge_one", "squat_one", "jump_two"],
            1 => &["breathe", "stretch_front", "relax_front"],
            2 => &["clam", "band_step", "hold_flexion"],
            3 => &["hold_flexion", "bridge_two", "jump_two", "run_easy", "hop_one"],
            4 => &["breathe", "stretch_pinch", "clam"],
            5 => &["bridge_one", "bridge_two", "band_step", "clam"],
            _ => &[],
        };
        let mut drills: Vec<usize> = ladder.iter().map(|id| no_of(id)).collect();
        while drills.len() < 3 {
            drills.push(random.below(library.len()));
        }
        let calm = random.pct(45);
        let often = |random: &mut Random, most: usize| if calm { random.below(4) } else { random.below(most) };
        Nature {
            drills,
            one_side: random.weighted(&[(5, None), (3, Some(Side::Left)), (2, Some(Side::Right))]),
            hurts: often(random, 40),
            bad_mornings: often(random, 30),
            missing_mornings: often(random, 25),
            careless: often(random, 12),
            clearances: random.weighted(&[(4, 0), (4, 8), (2, 30)]),
            overrides: random.weighted(&[(5, 0), (3, 5), (1, 20)]),
            preferences: random.weighted(&[(5, 0), (3, 5), (1, 20)]),
            told: random.weighted(&[(5, 0), (3, 6), (1, 20)]),
            rest_max: random.weighted(&[(5, 1), (5, 2), (2, 4), (1, 12)]),
            sore_site: random.weighted(SITES).unwrap_or(PainSite::Groin),
            nags: random.pct(4),
        }
    }
}

/// A history in the writing.
pub(super) struct Diary<'s> {
    sources: &'s Sources,
    pub(super) events: Vec<Event>,
    day: Day,
    minute: i64,
    sessions: usize,
    unreported: Vec<usize>,
}

impl<'s> Diary<'s> {
    pub(super) const fn new(sources: &'s Sources) -> Diary<'s> {
        Diary { sources, events: Vec::new(), day: FIRST_DAY, minute: 0, sessions: 0, unreported: Vec::new() }
    }

    fn write(&mut self, kind: EventKind) {
        let no = self.events.len();
        self.minute += 1;
        self.events.push(Event {
            id: self.sources.event_ids[no.min(199)].clone(),
            device: self.sources.devices[no % 7 / 6].clone(),
            seq: no as u64,
            at_ms: i64::from(self.day.days()) * DAY_MS + self.minute * 60_000,
            day: self.day,
            kind,
        });
    }

    pub(super) fn live(&mut self, random: &mut Random, person: &Nature, wanted: usize) {
        if random.pct(97) {
            self.assess(random, 75);
        }
        if random.pct(60) {
            self.write(EventKind::ProgrammeIssued(self.sources.programme.clone()));
        }
        if random.pct(30) {
            let pattern = random.pick(&self.sources.patterns).clone();
            self.write(EventKind::PatternInferred(pattern));
        }
        while self.events.len() < wanted {
            if random.pct(88) {
                self.train(random, person);
            }
            if random.pct(5) {
                self.train(random, person);
            }
            self.rest(random, person);
            self.report(random, person);
            self.happen(random, person);
        }
    }

    fn rest(&mut self, random: &mut Random, person: &Nature) {
        let days = 1 + if random.pct(40) { 0 } else { random.below(person.rest_max) };
        self.day = self.day.plus(i32::try_from(days).unwrap_or(1));
        self.minute = 0;
    }

    fn assess(&mut self, random: &mut Random, healthy: usize) {
        let assessments = &self.sources.assessments;
        let no = if random.pct(healthy) {
            random.below(4)
        } else {
            let total: usize = assessments.iter().map(|(weight, _)| weight).sum();
            let mut left = random.below(total);
            assessments
                .iter()
                .position(|(weight, _)| {
                    let found = left < *weight;
                    left = left.saturating_sub(*weight);
                    found
                })
                .unwrap_or(0)
        };
        self.write(EventKind::AssessmentRecorded(assessments[no].1.clone()));
    }

    fn train(&mut self, random: &mut Random, person: &Nature) {
        let no = self.sessions;
        self.sessions += 1;
        let session = self.sources.session(no);
        if !random.pct(person.careless / 3) {
            let mut answers = self.sources.nothing_new.clone();
            if random.pct(1 + person.careless / 4) {
                let answer = random.weighted(&[(2, Some(Answer::Yes)), (4, Some(Answer::Unknown)), (2, None)]);
                let (id, _) = QUESTIONS[*random.pick(&[0, 1, 3, 4, 8])];
                match answer {
                    Some(answer) => answers.insert(QuestionId::from(id), answer),
                    None => answers.remove(id),
                };
            }
            let new_symptoms = (!random.pct(person.careless / 3)).then_some(answers);
            self.write(EventKind::SessionStarted { session: session.clone(), new_symptoms, outside_load: None });
        }
        for _ in 0..random.weighted(&[(3, 1), (4, 2), (1, 3)]) {
            let drill = if random.pct(95) { *random.pick(&person.drills) } else { random.below(self.library()) };
            self.do_drill(random, person, &session, drill);
        }
        if random.pct(15) {
            self.write(EventKind::SessionEnded { session, completed: random.pct(90) });
        }
        self.unreported.push(no);
    }

    fn library(&self) -> usize {
        self.sources.world.library.drills.len()
    }

    fn do_drill(&mut self, random: &mut Random, person: &Nature, session: &SessionId, no: usize) {
        let drill = &self.sources.world.library.drills[no];
        let (id, dose, level) = (drill.id.clone(), drill.dose.clone(), drill.complexity_level);
        let needs_seeing = drill.support_level >= 3;
        let side = if drill.bilateral && random.pct(90) {
            None
        } else {
            person
                .one_side
                .filter(|_| random.pct(85))
                .or_else(|| random.weighted(&[(5, None), (2, Some(Side::Left)), (2, Some(Side::Right))]))
        };
        let sets = if random.pct(70) { dose.sets.1 } else { dose.sets.0 + u8::from(random.pct(30)) };
        for set in 1..=sets.min(3) {
            if person.nags && set == 1 {
                self.nag(person, session, &id, side);
            } else if random.pct(person.hurts) {
                self.hurt_in(random, person, session, &id, side);
            }
            if random.pct(person.careless) && random.pct(30) {
                continue;
            }
            let work = match random.below(10) {
                0 => Some(dose.work.0),
                1 => longer(dose.work.0, random.below(8)),
                2 if random.pct(person.careless) => None,
                3 => Some(match dose.work.1 {
                    Work::ContractRelax { contract_s, stretch_s } => Work::HoldSeconds(contract_s + stretch_s),
                    other => other,
                }),
                _ => Some(dose.work.1),
            };
            let careless = |random: &mut Random| random.pct(person.careless) && random.pct(40);
            let done_level =
                if careless(random) { random.weighted(&[(1, None), (1, Some(level / 2))]) } else { Some(level) };
            let load_grade = match random.below(40) {
                0 => None,
                1 => Some(2),
                _ => Some(self.load_of(no, random)),
            };
            let challenge =
                if careless(random) { random.weighted(&[(1, None), (2, Some(7)), (1, Some(6))]) } else { Some(4) };
            let form_kept = if careless(random) { random.weighted(&[(1, None), (1, Some(false))]) } else { Some(true) };
            let form_seen_by = if needs_seeing && random.pct(92) {
                Some(*random.pick(&[FormSeenBy::Camera, FormSeenBy::Person]))
            } else {
                random.weighted(&[(2, None), (2, Some(FormSeenBy::Myself)), (1, Some(FormSeenBy::Camera))])
            };
            self.write(EventKind::SetDone {
                session: session.clone(),
                drill: id.clone(),
                side,
                set,
                did: Did { work, level: done_level, load_grade },
                challenge,
                form_kept,
                form_seen_by,
            });
        }
        if random.pct(person.hurts / 2) {
            self.hurt_in(random, person, session, &id, side);
        }
    }

    /// The load grade of a set: mostly what a person would take who adds one now and then.
    fn load_of(&self, drill: usize, random: &mut Random) -> u8 {
        let is_graded = matches!(self.sources.world.library.drills[drill].load, LoadKind::Band | LoadKind::External);
        u8::from(is_graded && 20 < self.events.len() && random.pct(12))
    }

    /// The same amber again.
    fn nag(&mut self, person: &Nature, session: &SessionId, drill: &DrillId, side: Option<Side>) {
        self.write(EventKind::Hurt {
            session: Some(session.clone()),
            test: None,
            drill: Some(drill.clone()),
            side,
            site: Some(person.sore_site),
            pain_nrs: Some(4),
            sensation: Some(Sensation::Stretch),
        });
    }

    fn hurt_in(
        &mut self,
        random: &mut Random,
        person: &Nature,
        session: &SessionId,
        drill: &DrillId,
        side: Option<Side>,
    ) {
        let (in_session, test) = match random.below(40) {
            0 => (None, Some(Test::Faber)),
            1 => (None, Some(Test::SingleLegSquat)),
            2 => (None, None),
            3 => (Some(session.clone()), Some(Test::Faber)),
            _ => (Some(session.clone()), None),
        };
        let drill = if test.is_none() && random.pct(80) { Some(drill.clone()) } else { None };
        let site = if random.pct(60) { Some(person.sore_site) } else { random.weighted(SITES) };
        let pain_nrs = random.weighted(&[
            (8, Some(0)),
            (14, Some(1)),
            (14, Some(2)),
            (14, Some(3)),
            (16, Some(4)),
            (8, Some(5)),
            (4, Some(6)),
            (2, Some(8)),
            (1, Some(10)),
            (2, None),
        ]);
        let sensation = random.weighted(&[
            (20, None),
            (14, Some(Sensation::Stretch)),
            (24, Some(Sensation::MuscleAche)),
            (6, Some(Sensation::Sharp)),
            (10, Some(Sensation::Pinch)),
            (3, Some(Sensation::PainfulCatchOrLock)),
            (3, Some(Sensation::PainlessClick)),
            (2, Some(Sensation::GivingWay)),
            (3, Some(Sensation::BurningOrTingling)),
        ]);
        let side = random.weighted(&[(6, side), (2, None), (1, Some(Side::Left)), (1, Some(Side::Right))]);
        self.write(EventKind::Hurt { session: in_session, test, drill, side, site, pain_nrs, sensation });
    }

    /// Told some days after a session, without saying of which.
    fn hurt_long_after(&mut self, random: &mut Random, person: &Nature) {
        self.day = self.day.plus(i32::try_from(random.below(4)).unwrap_or(0));
        self.write(EventKind::Hurt {
            session: None,
            test: None,
            drill: None,
            side: random.weighted(&[(2, None), (2, Some(Side::Left)), (1, Some(Side::Right))]),
            site: Some(person.sore_site),
            pain_nrs: random.weighted(&[(2, Some(2)), (2, Some(4)), (4, Some(7)), (1, None)]),
            sensation: random.weighted(&[(4, None), (1, Some(Sensation::Sharp)), (1, Some(Sensation::GivingWay))]),
        });
    }

    fn report(&mut self, random: &mut Random, person: &Nature) {
        for no in std::mem::take(&mut self.unreported) {
            if random.pct(person.missing_mornings) {
                if random.pct(30) {
                    self.unreported.push(no);
                }
                continue;
            }
            self.morning(random, person, no, 100 - person.bad_mornings);
            if random.pct(3) {
                self.morning(random, person, no, 60);
            }
        }
    }

    fn morning(&mut self, random: &mut Random, person: &Nature, no: usize, quiet: usize) {
        let session = self.sources.session(no);
        let site = if random.pct(50) { Some(person.sore_site) } else { random.weighted(SITES) };
        let kind = if random.pct(quiet) {
            let pain_nrs = random.weighted(&[(80, None), (8, Some(0)), (8, Some(1)), (4, Some(2))]);
            let site = site.filter(|_| pain_nrs.is_some());
            EventKind::MorningReport {
                session,
                state: Some(MorningState::Usual),
                site,
                pain_nrs,
                hours_to_settle: None,
            }
        } else {
            EventKind::MorningReport {
                session,
                state: random.weighted(&[
                    (8, Some(MorningState::Soreness)),
                    (3, Some(MorningState::Worse)),
                    (3, Some(MorningState::Usual)),
                    (1, None),
                ]),
                site,
                pain_nrs: random.weighted(&[
                    (2, None),
                    (2, Some(1)),
                    (3, Some(2)),
                    (3, Some(3)),
                    (2, Some(4)),
                    (1, Some(6)),
                ]),
                hours_to_settle: random.weighted(&[(6, None), (4, Some(48)), (1, Some(72)), (1, Some(80))]),
            }
        };
        self.write(kind);
    }

    fn happen(&mut self, random: &mut Random, person: &Nature) {
        if random.pct(person.clearances) {
            self.clear(random);
        }
        if random.pct(person.overrides) {
            self.relax(random);
        }
        if random.pct(person.preferences) {
            self.prefer(random, person);
        }
        if random.pct(person.told) {
            match random.below(10) {
                0..=2 => self.assess(random, 60),
                3..=5 => {
                    let pattern = random.pick(&self.sources.patterns).clone();
                    self.write(EventKind::PatternInferred(pattern));
                }
                6 => self.write(EventKind::ProgrammeIssued(self.sources.programme.clone())),
                7 if random.pct(50) => {
                    self.write(EventKind::Unreadable { found: "{".to_owned(), can_warn: random.pct(30) })
                }
                7 => self.hurt_long_after(random, person),
                _ => {
                    let (id, _) = random.pick(QUESTIONS);
                    let id = if random.pct(8) { "rf_new.asked_elsewhere" } else { *id };
                    let answer = random.weighted(&[(4, Answer::No), (3, Answer::Yes), (2, Answer::Unknown)]);
                    self.write(EventKind::SymptomReported([(QuestionId::from(id), answer)].into()));
                }
            }
        }
    }

    fn clear(&mut self, random: &mut Random) {
        let scope = match random.below(20) {
            0..=4 => "all",
            5..=6 => "G2",
            7 => "G2:left",
            8 => "G2:right",
            9..=10 => "G3",
            11 => "G3:left",
            12 => "G5",
            13 => "baseline",
            14 => "G1",
            15 => "G10",
            16 => {
                *random.pick(&["rf_septic", "rf_bone.night_pain", "rf_postop", "mech_lock", "rf_inflammatory", "G1b"])
            }
            17 | 18 => self.sources.world.library.drills[random.below(self.library())].id.as_str(),
            _ => *random.pick(&["g2", "everything", "G2:both", ""]),
        };
        let by = if random.pct(70) { ClearedBy::Clinician } else { ClearedBy::Person };
        let until = random.weighted(&[(8, None), (1, Some(3)), (1, Some(12)), (1, Some(-1))]);
        let keeps = if random.pct(8) {
            vec![*random.pick(&[
                MustNot::EndRangeLoading,
                MustNot::Plyometric,
                MustNot::Stretching,
                MustNot::LoadedRotation,
            ])]
        } else {
            Vec::new()
        };
        self.write(EventKind::Cleared(ClearanceEvent {
            by,
            scope: scope.to_owned(),
            until: until.map(|days| self.day.plus(days)),
            keeps,
        }));
    }

    fn relax(&mut self, random: &mut Random) {
        let rule = *random.pick(&["G4", "G5", "G6", "G6", "G7", "G7", "G8", "G8", "G8", "G9", "G2", "G3", "g5"]);
        let to = if rule == "G6" {
            self.sources.world.library.drills[random.below(self.library())].id.to_string()
        } else {
            "relaxed".to_owned()
        };
        let by = if random.pct(85) { ClearedBy::Clinician } else { ClearedBy::Person };
        let reason = if random.pct(90) { "seen and judged" } else { " " };
        self.write(EventKind::Overridden { by, rule: rule.to_owned(), to, reason: reason.to_owned() });
    }

    fn prefer(&mut self, random: &mut Random, person: &Nature) {
        let drill = self.sources.world.library.drills[*random.pick(&person.drills)].id.clone();
        let preference = match random.below(10) {
            0..=2 => Preference::TooHard(drill),
            3 => Preference::TooEasy(drill),
            4 => Preference::Swap { drill, instead: Some(DrillId::from("hop_one")) },
            _ => {
                let variable = *random.pick(&["duration", "sets", "load", "load", "level"]);
                Preference::Variable(drill, variable.to_owned())
            }
        };
        self.write(EventKind::Preference(preference));
    }
}

/// Work some steps above another.
fn longer(work: Work, by: usize) -> Option<Work> {
    let by = u16::try_from(by).ok()?;
    Some(match work {
        Work::HoldSeconds(seconds) => Work::HoldSeconds(seconds + by),
        Work::Reps(repetitions) => Work::Reps(repetitions + by / 3),
        Work::ContractRelax { contract_s, stretch_s } => Work::ContractRelax { contract_s, stretch_s: stretch_s + by },
    })
}
